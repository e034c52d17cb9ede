"""Packages that Excel opens, however other programs spell them: read, calculated, written, and read back by another.

What a formula gives is worked out by hand; how a package may be spelled is told by ECMA-376 part 2 (names of parts are
compared without case, 6.2.2.3), part 1 (18.3.1.4 cells, 18.3.1.40 shared formulas) and ISO 8601.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from commands import cspxl
from small_workbook import MAIN, PARTS, REL, package, sheet, workbook

from cspxl.engine import load
from cspxl.errors import InputError
from cspxl.sources.first_sheet import read_first_sheet
from cspxl.workbook.formula_values import formula_values
from cspxl.workbook.package import read_package
from cspxl.workbook.plain_xml import plain
from cspxl.workbook.stamp import stamp

SUM = 12_197  # 6514 + 5683, the small workbook's D1
SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"


def zipped(parts: Mapping[str, str | bytes], name: Callable[[str], str] = str) -> bytes:
    """A zip file with the names spelled in another way."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for part, content in parts.items():
            file.writestr(name(part), content)
    return out.getvalue()


def stamped(source: bytes) -> bytes:
    plan = load(read_package(source)).calculate()
    assert not plan.findings
    return stamp(source, plan.values(), plan.spills)


def calculated(source: bytes) -> dict[str, Any]:
    """Every value of the workbook, as openpyxl reads what was written; the written file calculates to the same."""
    done = stamped(source)
    assert stamped(done) == done
    read = openpyxl.load_workbook(io.BytesIO(done), data_only=True).worksheets[0]
    return {cell.coordinate: cell.value for row in read.iter_rows() for cell in row}


def of_cells(cells: str, changed: Mapping[str, str | bytes] | None = None) -> bytes:
    return package({SHEET: sheet(cells), **(changed or {})})


# Names of parts


def upper(part: str) -> str:
    return part if part in {"[Content_Types].xml", "xl/sharedStrings.xml"} else part.upper()


NAMES: Mapping[str, bytes] = {
    "parts in capitals": zipped(PARTS, upper),
    "folders told by backslashes": zipped(PARTS, lambda part: part.replace("/", "\\")),
    "backslashes and capitals": zipped(PARTS, lambda part: upper(part).replace("/", "\\")),
    "a pointer in another case": package({RELATIONS: PARTS[RELATIONS].replace("worksheets/s", "Worksheets/S")}),
    "a pointer with a backslash": package({RELATIONS: PARTS[RELATIONS].replace("worksheets/", "worksheets\\")}),
    "a pointer from the root": package({RELATIONS: PARTS[RELATIONS].replace("worksheets/", "/xl/worksheets/")}),
    "a space that is escaped on one side": zipped(
        {**PARTS, RELATIONS: PARTS[RELATIONS].replace("sheet1", "sheet%201")},
        lambda part: part.replace("sheet1", "sheet 1"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_of_parts_are_found_as_excel_finds_them(name: str) -> None:
    plan = load(read_package(NAMES[name])).calculate()
    assert plan["Figures!D1"] == SUM
    assert plan["Figures!E1"] == "Barnet"
    again = load(read_package(stamped(NAMES[name]))).calculate()
    assert (again["Figures!D1"], again["Figures!E1"]) == (SUM, "Barnet")
    with zipfile.ZipFile(io.BytesIO(stamped(NAMES[name]))) as file:
        assert not [part for part in file.namelist() if "\\" in part]


def test_a_table_of_one_s_own_is_found_too(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    path.write_bytes(zipped(PARTS, lambda part: upper(part).replace("/", "\\")))
    assert read_first_sheet(path, formula_values).rows[0].fields[-1] == "Barnet"


def test_two_parts_whose_names_differ_in_case_only_are_damage() -> None:
    with pytest.raises(InputError, match="stands in it twice"):
        read_package(package({"xl/Worksheets/sheet1.xml": sheet("")}))


# Comments and processing instructions


LOOKS_LIKE_CELLS = '<!--<c r="A1"><f>9</f></c>--><?x <c r="A1"><f>9</f></c>?>'


def test_a_part_that_is_spelled_otherwise_keeps_what_it_says() -> None:
    """Only what is no content goes, and only the tags that are cut at are spelled anew."""
    given = (
        "<a b='1'><!--<c r='A1'>--><row  r = '1' \ths=\"a>'b\" ><c r='B1' t='\"'/>"
        "<f  ><![CDATA[A1<\"2\"&B1]]></f><?p <c?></row><col a='c'/></a>"
    )
    wanted = (
        "<a b='1'><row r=\"1\" hs=\"a>'b\"><c r=\"B1\" t=\"&quot;\"/>"
        "<f>A1&lt;\"2\"&amp;B1</f></row><col a='c'/></a>"
    )
    assert plain(given.encode()).decode() == wanted
    assert plain(wanted.encode()).decode() == wanted


def test_utf_16_and_a_mark_before_utf_8() -> None:
    cells = "<row r='1'><!--x--><c><v>5</v></c><c><v>6</v></c><c><f>A1+B1</f></c></row>"
    for encoding in ("utf-8-sig", "utf-16"):
        assert calculated(package({SHEET: sheet(cells).encode(encoding)})) == {"A1": 5, "B1": 6, "C1": 11}


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><!--x--><c><v>5</v></c><c><v>6</v></c><c><f>A1+B1</f></c></row>',
        '<row r="1"><?x y?><c><v>5</v></c><?x y?><c><v>6</v></c><c><f>A1+B1</f></c></row>',
        f'{LOOKS_LIKE_CELLS}<row r="1">{LOOKS_LIKE_CELLS}<c><v>5</v></c><c><v>6</v></c><c><f>A1+B1</f></c></row>',
        "<!--x--><row><c><!--x--><v>5</v></c><c><v>6<!--x--></v></c><c><f>A1<!--x-->+B1</f><!--x--></c></row>",
        '<row r="1"><c r="A1"><v><![CDATA[5]]></v></c><c><v>6</v></c><c><f><![CDATA[A1+B1]]></f></c></row>',
        "<row r='1'><c r=\"A1\" t='n'><v>5</v></c><c r = \"B1\"><v>6</v></c><c r='C1' t='str'><f>A1+B1</f></c></row>",
    ],
    ids=["comment", "instruction", "like cells", "inside a cell", "CDATA", "other quotes and spaces"],
)
def test_what_is_no_cell_is_none(cells: str) -> None:
    assert calculated(of_cells(cells)) == {"A1": 5, "B1": 6, "C1": 11}


def test_comments_in_the_other_parts() -> None:
    calculation = "<?x?><calcPr calcId='7' fullCalcOnLoad='1'></calcPr>"
    book = workbook('<!--<calcPr calcId="1"/>-->', "<!-- no sheet -->", calculation)
    source = package({
        "xl/workbook.xml": book,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><!--x--><si><!--x--><t>Bar<!--x-->net</t></si></sst>',
    })  # fmt: skip
    found = calculated(source)
    assert (found["D1"], found["E1"]) == (SUM, "Barnet")
    with zipfile.ZipFile(io.BytesIO(stamped(source))) as file:
        assert file.read("xl/workbook.xml").count(b"calcPr") == 1
    pointers = PARTS[RELATIONS].replace("<Relationship ", "<!--x--><?x?><Relationship ", 1)
    assert load(read_package(package({RELATIONS: pointers}))).calculate()["Figures!D1"] == SUM


def test_the_place_of_a_button_is_no_row() -> None:
    """Where a form's control lies is told by xdr:row and xdr:col, after the cells of the last row that a sheet has."""
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    anchor = f'<controls xmlns:xdr="{drawing}"><from><xdr:col>1</xdr:col><xdr:row>3</xdr:row></from></controls>'
    source = package({SHEET: sheet('<row r="1048576"><c r="A1048576"><f>1+1</f></c></row>', anchor)})
    assert load(read_package(source)).calculate()["Figures!A1048576"] == 2


# Sheets that hold no cells


def with_sheets(*more: tuple[str, str, str]) -> bytes:
    """The small workbook with more sheets: name, id, and the kind of the part that the id leads to."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" state="veryHidden" r:id="{key}"/>'
        for at, (name, key, _) in enumerate(more, 5)
    )
    pointers = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{key}.xml"/>' for _, key, kind in more if key)
    names = '<definedNames><definedName name="Own" localSheetId="1">7</definedName></definedNames>'
    return package({
        "xl/workbook.xml": workbook(sheets=listed, names=names),
        RELATIONS: PARTS[RELATIONS].replace("</Relationships>", f"{pointers}</Relationships>"),
        **{f"xl/{key}.xml": "<x/>" for _, key, _ in more if key},
    })  # fmt: skip


OLD_SHEETS = {
    "a module of Excel 95": ("Module1", "", ""),
    "a dialog sheet": ("Dialog1", "d", f"{REL}/dialogsheet"),
    "a macro sheet of Excel 4": ("Macro1", "m", "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"),
    "an international one": ("Macro2", "i", "http://schemas.microsoft.com/office/2006/relationships/xlIntlMacrosheet"),
    "a chart sheet": ("Chart1", "c", f"{REL}/chartsheet"),
}  # fmt: skip


@pytest.mark.parametrize("name", OLD_SHEETS)
def test_sheets_of_other_kinds_are_kept_and_not_calculated(name: str, tmp_path: Path) -> None:
    source = with_sheets(OLD_SHEETS[name])
    done = stamped(source)
    assert load(read_package(done)).calculate()["Figures!D1"] == SUM
    with zipfile.ZipFile(io.BytesIO(done)) as file:
        assert f'name="{OLD_SHEETS[name][0]}"'.encode() in file.read("xl/workbook.xml")
    path = tmp_path / "own.xlsx"
    path.write_bytes(source)
    assert read_first_sheet(path, formula_values).rows[0].fields[0] == "6514"


def test_a_sheet_that_points_nowhere_is_damage() -> None:
    with pytest.raises(InputError, match="the sheet 'Gone' has no part"):
        read_package(package({"xl/workbook.xml": workbook(sheets='<sheet name="Gone" sheetId="2" r:id="rId9"/>')}))


# ISO dates


NOON = 42_855.5  # 30 April 2017 is day 42855 of the 1900 system, and 41393 of the 1904 system
DATES = {
    "2017-04-30": 42_855, "2017-04-30T12:00:00": NOON, "2017-04-30T12:00:00Z": NOON, "2017-04-30T12:00:00.000": NOON,
    "2017-04-30T12:00": NOON, "2017-04-30T12:00:00.0000000Z": NOON, "2017-04-30T12:00:00+00:00": NOON,
    " 2017-04-30 ": 42_855, "12:00:00": 0.5, "T12:00:00": 0.5, "06:00": 0.25, "12:00:00.000Z": 0.5,
    "00:00:00.864": 0.00001, "1899-12-30T18:00:00": 0.75, "1900-01-01": 1, "9999-12-31": 2_958_465,
}  # fmt: skip


@pytest.mark.parametrize("text", DATES)
def test_iso_dates_and_times(text: str) -> None:
    source = of_cells(f'<row r="1"><c r="A1" t="d"><v>{text}</v></c><c r="B1"><f>A1*1</f></c></row>')
    assert load(read_package(source)).calculate()["Figures!B1"] == pytest.approx(DATES[text], abs=1e-9)


def test_iso_dates_count_from_1904_where_the_workbook_does() -> None:
    dates = '<c r="A1" t="d"><v>2017-04-30</v></c><c r="B1" t="d"><v>12:00</v></c>'
    book = {"xl/workbook.xml": workbook('<workbookPr date1904="1"/>')}
    source = of_cells(f'<row r="1">{dates}<c r="C1"><f>A1+B1</f></c></row>', book)
    assert load(read_package(source)).calculate()["Figures!C1"] == 41_393.5


@pytest.mark.parametrize("text", ["2017-13-01", "2017-04-30T12:00:00+01:00", "30/04/2017", "noon", "1850-01-01"])
def test_what_is_no_iso_date_is_one_line(text: str) -> None:
    with pytest.raises(InputError, match=r"a cell in row 1 .* cannot be read"):
        read_package(of_cells(f'<row r="1"><c r="A1" t="d"><v>{text}</v></c></row>'))


DAMAGED = {
    "an underscore in a number": '<c r="A1"><v>1_0</v></c>',
    "digits of another script": '<c r="A1"><v>٥</v></c>',
    "a shared text by such digits": '<c r="A1" t="s"><v>٠</v></c>',
    "a cell twice": '<c r="A1"><v>5</v></c><c r="A1"><v>6</v></c>',
    "a cell twice, once without its address": '<c r="B1"><v>5</v></c><c r="A1"/><c><v>6</v></c>',
    "two values in a cell": '<c r="A1"><v>5</v><v>6</v></c>',
    "a cell of another row": '<c r="A2"><v>5</v></c>',
    "a cell of another row that ends alike": '<c r="A11"><v>5</v></c>',
    "an address without a row": '<c r="A"><v>5</v></c>',
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_cell_that_says_two_things_or_none_is_one_line(kind: str, tmp_path: Path) -> None:
    source = of_cells(f'<row r="1">{DAMAGED[kind]}</row>')
    with pytest.raises(InputError, match=r"a cell in row 1 .* cannot be read"):
        read_package(source)
    (tmp_path / "own.xlsx").write_bytes(source)
    with pytest.raises(InputError, match=r"row 1 of its sheet .* cannot be read"):
        read_first_sheet(tmp_path / "own.xlsx")


def test_iso_dates_in_a_table_of_one_s_own(tmp_path: Path) -> None:
    dates = ("2017-04-30", "2017-04-30T00:00:00Z", "2017-04-30T12:00:00.000", "10:30:00")
    cells = "".join(f'<c t="d"><v>{text}</v></c>' for text in dates)
    path = tmp_path / "own.xlsx"
    path.write_bytes(of_cells(f"<row><!--x-->{cells}</row>"))
    assert read_first_sheet(path).rows[0].fields == ["2017-04", "2017-04", "2017-04", "10:30:00"]


# Shared formulas


def number(at: str, value: int) -> str:
    return f'<c r="{at}"><v>{value}</v></c>'


def shared(at: str, text: str = "", key: int = 0) -> str:
    ref = ' ref="A1:D9"' if text else ""
    return f'<c r="{at}"><f t="shared"{ref} si="{key}">{text}</f></c>'


SHARED: Mapping[str, tuple[str, dict[str, int]]] = {
    "the text in the last cell": (
        f'<row>{number("A1", 3)}{shared("B1")}</row><row>{number("A2", 4)}{shared("B2", "A2*2")}</row>',
        {"B1": 6, "B2": 8},
    ),
    "the text in the middle of a row": (
        f'<row>{number("A1", 3)}{shared("B1")}{shared("C1", "B1+$A1")}{shared("D1")}</row>',
        {"B1": 6, "C1": 9, "D1": 12},
    ),
    "two that cross": (
        "".join(f"<row>{cells}</row>" for cells in (
            shared("B1", key=1) + shared("C1", key=2), shared("B2", "B3+1", 1) + shared("C2", "C3*2", 2),
            number("B3", 3) + number("C3", 4),
        )),
        {"B2": 4, "C2": 8, "B1": 5, "C1": 16},
    ),
}  # fmt: skip


def test_two_shared_formulas_of_one_key_are_told_apart_by_their_areas() -> None:
    """Side by side and one below the other; a cell of no area takes the latest above it, as Excel does."""
    one = '<c r="B1"><f t="shared" ref="B1:B2" si="0">A1*2</f></c>'
    one += '<c r="C1"><f t="shared" ref="C1:C2" si="0">A1*3</f></c>'
    child = '<c r="{}"><f t="shared" si="0"/></c>'
    three = '<c r="B3"><f t="shared" ref="B3:B4" si="0">A3*5</f></c>'
    cells = (
        f'<row r="1">{number("A1", 1)}{one}</row>'
        f'<row r="2">{number("A2", 10)}{child.format("B2")}{child.format("C2")}</row>'
        f'<row r="3">{number("A3", 100)}{three}</row>'
        f'<row r="4">{number("A4", 1000)}{child.format("B4")}</row>'
        f'<row r="5">{number("A5", 10000)}{child.format("B5")}</row>'
    )
    found = calculated(of_cells(cells))
    assert [found[at] for at in ("B1", "C1", "B2", "C2", "B3", "B4", "B5")] == [2, 3, 20, 30, 500, 5000, 50000]


@pytest.mark.parametrize("name", SHARED)
def test_shared_formulas_stand_before_and_after_their_text(name: str) -> None:
    cells, expected = SHARED[name]
    found = calculated(of_cells(cells))
    assert {address: found[address] for address in expected} == expected


def test_a_shared_formula_without_a_text_anywhere_is_damage() -> None:
    with pytest.raises(InputError, match="shared formula '4' has no text in any cell"):
        read_package(of_cells(f'<row r="1">{shared("A1", key=4)}</row>'))


# Large sheets


@pytest.mark.long
def test_a_sheet_of_more_than_32_mb_is_calculated() -> None:
    """40,000 texts of 1,000 letters and more; a formula at the end counts those that end in 7: 4,000."""
    filler = "x" * 1000
    rows = "".join(
        f'<row r="{at}"><c r="A{at}" t="inlineStr"><is><t>{filler}{at}</t></is></c></row>' for at in range(1, 40_001)
    )
    content = sheet(f'{rows}<row r="40001"><c r="A40001"><f>COUNTIF(A1:A40000,"*7")</f></c></row>')
    assert len(content) > 40_000_000
    done = stamped(package({SHEET: content}))
    with zipfile.ZipFile(io.BytesIO(done)) as file:
        assert file.read(SHEET) == content.replace("</f></c>", "</f><v>4000</v></c>").encode()


TOO_LARGE: Mapping[str, tuple[str, str]] = {
    "a text that never ends": (f'<row><c t="inlineStr"><is><t>{"x" * 3_000_000}</t></is></c></row>', "text"),
    "a row of tags": (f'<row r="1">{"<x/>" * 5_100_000}</row>', "tags"),
    "more bytes than are read": (f"<row>{' ' * 1_000_000}</row>" * 251, "bytes of sheets"),
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("name", TOO_LARGE)
def test_a_sheet_that_would_not_fit_into_memory_is_one_line(name: str) -> None:
    content, word = TOO_LARGE[name]
    with pytest.raises(InputError, match=f"too large.*{word}") as caught:
        read_package(of_cells(content))
    assert "\n" not in str(caught.value)


def test_an_unreadable_file_is_one_line_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    path.write_bytes(zipped(PARTS, lambda part: part.replace("sheet1", "sheet9")))
    ran = cspxl("calc", path, "-o", tmp_path / "out.xlsx")
    assert (ran.code, len(ran.err.splitlines())) == (3, 1)
    assert "the part xl/worksheets/sheet1.xml is missing" in ran.err
    assert [item.name for item in tmp_path.iterdir()] == ["in.xlsx"]


def test_what_openpyxl_writes_with_iso_dates(tmp_path: Path) -> None:
    """Another program's own spelling: dates, times and moments."""
    made = openpyxl.Workbook(iso_dates=True)
    moment = datetime(2017, 4, 30, 12)  # noqa: DTZ001 -- a sheet has no zone
    made.active["A1"], made.active["A2"], made.active["A3"] = moment, moment.date(), moment.time()
    made.active["B1"] = "=A1-A2-A3"
    path = tmp_path / "iso.xlsx"
    made.save(path)
    assert load(read_package(path)).calculate()["Sheet!B1"] == 0
