"""``--docx``: what a board reads as a Word document, each figure that of the workbook, every text plain."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.table import Table
from exports import HARMLESS, HELD, PANELS, finished, hold, small, squeezed, told_by_the_workbook
from open_xml import needs_validator, sdk_errors
from PIL import Image

from cspxl.errors import UsageError
from cspxl.export import emf
from cspxl.export.shapes import Label, Picture, Stroke
from cspxl.export.shapes import Path as Outline
from cspxl.export.word import check_there, word
from cspxl.report.describe import Board

HEADS = {"Title", "Heading 1"}


@cache
def document(name: str) -> Any:
    found = finished(name)
    return docx.Document(BytesIO(word(found.content, found.described.of_board())))


def texts(table: Table) -> Iterator[list[str]]:
    """The texts of a table's rows, a merged cell once, without empty ones; then those of tables in its cells."""
    for row in table.rows:
        cells = list({id(cell._tc): cell for cell in row.cells}.values())
        yield [cell.text for cell in cells if cell.text]
        for cell in cells:
            for inner in cell.tables:
                yield from texts(inner)


def by_sheet(read: Any, board: Board) -> dict[str, list[list[str]]]:
    """The rows of all tables under each sheet's heading."""
    found: list[list[list[str]]] = []
    for item in read.iter_inner_content():
        if isinstance(item, Table):
            found[-1] += texts(item)
        elif item.style.name in HEADS:
            found.append([])
    return dict(zip(board.names, found, strict=True))


def some(names: Sequence[str]) -> list[Any]:
    """One of them in every run."""
    return [pytest.param(name, marks=[pytest.mark.long] * (name != "call_over.toml")) for name in names]


@pytest.mark.parametrize("name", some(PANELS))
def test_every_row_of_every_panel_is_that_of_the_workbook(name: str) -> None:
    board = finished(name).described.of_board()
    assert hold(name, by_sheet(document(name), board)) > 60


@pytest.mark.parametrize("name", some(HELD))
def test_nothing_that_a_board_reads_is_left_out(name: str) -> None:
    whole = squeezed("".join(item.text or "" for item in document(name).element.iter(qn("w:t"))))
    assert not {text for text in told_by_the_workbook(name) if text not in whole}


def test_the_call_over_is_laid_out_for_a_committee() -> None:
    read, board = document("call_over.toml"), finished("call_over.toml").described.of_board()
    heads = [item.text for item in read.paragraphs if item.style.name in HEADS]
    assert heads[:4] == [
        "Barking and Dagenham: Community Safety Partnership performance call-over", "Summary",
        "Barking and Dagenham: performance call-over", "Barking and Dagenham: Violence with injury",
    ]  # fmt: skip
    for section in read.sections:
        assert section.header.paragraphs[0].text == board.marking
        assert section.footer.paragraphs[0].text == board.marking
        fields = [item.get(qn("w:instr")) for item in section.footer._element.iter(qn("w:fldSimple"))]
        assert fields == ["PAGE", "NUMPAGES"]
    assert {section.orientation for section in read.sections} == {0, 1}  # upright, and across where the sheet is
    wide = next(table for table in read.tables if "Performance" in [cell.text for cell in table.rows[0].cells])
    repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in wide.rows]
    assert repeated == [True] + [False] * (len(wide.rows) - 1)


def test_a_rag_is_a_word_and_the_colour_of_that_word() -> None:
    fills = {}
    for table in document("call_over.toml").tables:
        for row in table.rows:
            for cell in row.cells:
                shading = cell._tc.tcPr.find(qn("w:shd"))
                if cell.text in {"Red", "Amber", "Green", "Monitor", "Conflict"}:
                    fills.setdefault(cell.text, set()).add(None if shading is None else shading.get(qn("w:fill")))
    assert fills == {"Red": {"8E1B1B"}, "Amber": {"FFC73A"}, "Green": {"2C7A4B"}, "Monitor": {"DDE3EA"},
                     "Conflict": {"FFE6A3"}}  # fmt: skip


def test_every_picture_tells_what_it_draws() -> None:
    charts = [chart for sheet in finished("call_over.toml").described.of_board().sheets for chart in sheet.charts]
    told = [item.get("descr") for item in document("call_over.toml").element.iter(qn("wp:docPr"))]
    assert len(told) > 20
    left = iter(chart.alt_text for chart in charts)  # in their order, but for those that draw nothing
    assert all(text in left for text in told)


def test_texts_of_any_kind_are_plain_texts() -> None:
    found = small()
    content = word(found.content, found.described.of_board())
    read = docx.Document(BytesIO(content))
    assert [item.text for item in read.paragraphs if item.style.name in HEADS] == ["A title", "Lines & <more>"]
    rows = [row for table in read.tables for row in texts(table)]
    assert rows[:4] == [[HARMLESS, "Count", "Change"], ["Red", "1,235", "▲ 12.3%"], ["Green", "-2", "▼ 0.0%"],
                        [HARMLESS, "3", "▲ 0.0%"]]  # fmt: skip
    assert [item.text for item in read.paragraphs if item.style.name == "List Bullet"] == [HARMLESS]
    assert read.core_properties.title == HARMLESS
    assert read.sections[0].header.paragraphs[0].text == "OFFICIAL & <b>"
    body = "".join(item.text for item in read.paragraphs)
    assert "Not for print" not in body
    with zipfile.ZipFile(BytesIO(content)) as file:
        assert not [name for name in file.namelist() if b'TargetMode="External"' in file.read(name)]
    assert not list(read.element.iter(qn("w:instrText"), qn("w:fldSimple")))


def test_equal_workbooks_give_equal_bytes_without_a_time() -> None:
    found = small()
    first, second = (word(found.content, found.described.of_board()) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(BytesIO(first)) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = docx.Document(BytesIO(first)).core_properties
    assert (core.created.isoformat()[:10], core.modified, core.author) == ("2017-05-01", core.created, "cspxl")


def test_without_python_docx_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(UsageError, match=r"install cspxl\[word\]"):
        check_there()


def test_a_picture_is_a_whole_metafile() -> None:
    """Pillow knows its size; the records follow one another to the end, as its header counts them."""
    shapes = [
        Outline([(0, 0), (72, 36), (10, 5)], Stroke("FF0000", 1, (4, 2)), "00FF00"),
        Outline([(1, 1), (2, 2)], Stroke("0000FF", 2)),
        Label((10, 10), "Barnet – ▲ 5% \U0001f600", "123456", "middle", bold=True),
    ]
    content = emf.emf(Picture(144, 72, shapes))
    image = Image.open(BytesIO(content))
    assert [side / image.info["dpi"] for side in image.size] == pytest.approx([2, 1], abs=0.02)  # inches
    at, kinds = 0, []
    while at < len(content):
        kind, size = (int.from_bytes(content[at + place : at + place + 4], "little") for place in (0, 4))
        assert size % 4 == 0
        kinds.append(kind)
        at += size
    assert (kinds[0], kinds[-1], at) == (1, 14, len(content))
    assert [int.from_bytes(content[place : place + 4], "little") for place in (48, 52)] == [len(content), len(kinds)]
    assert "Barnet – ▲ 5% \U0001f600".encode("utf-16-le") in content


@needs_validator
@pytest.mark.long
@pytest.mark.parametrize("name", HELD)
def test_word_would_open_it_without_repair(name: str, tmp_path: Path) -> None:
    found = finished(name)
    (tmp_path / "a.docx").write_bytes(word(found.content, found.described.of_board()))
    assert not sdk_errors(tmp_path / "a.docx")


def test_a_dashed_line_is_drawn_in_its_dashes() -> None:
    """12 points right and 9 down, in dashes of 5 with gaps of 2: round the corner the second goes on."""
    found = list(emf._dashed([(0, 0), (9, 0), (9, 12)], (5, 2)))
    assert found == [[(0, 0), (5, 0)], [(7, 0), (9, 0), (9, 3)], [(9, 5), (9, 10)]]
    assert list(emf._dashed([(0, 0), (9, 0)], ())) == [[(0, 0), (9, 0)]]
