"""Texts from data and configurations stay texts, whatever they begin with and whatever they hold."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from commands import ROOT, SAMPLE, Ran, cspxl
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from small_workbook import package, sheet, workbook

from cspxl import load
from cspxl.engine import evaluate
from cspxl.lint import lint
from cspxl.report.configuration import read_configuration
from cspxl.report.describe import quoted
from cspxl.sources.text import read_text_file
from cspxl.sources.tidy import read_tidy
from cspxl.values import month_index
from cspxl.workbook.cell_xml import text_xml
from cspxl.workbook.package import read_package
from cspxl.workbook.stamp import stamp
from cspxl.workbook.writer import _write_constant

WORKBOOKS = ROOT / "workbooks"
FIGURES, REMARKS = "barking_and_dagenham_2017-04.csv", "barking_and_dagenham_2017-04_commentary.csv"
# What a spreadsheet would take for a formula, and what breaks out of quotes, XML or a page's header.
INJECTIONS = (
    '=HYPERLINK("http://example.org?"&A1,"more")', "+1+1", "-1+1", "@SUM(1,1)", "=cmd|' /C calc'!A0", '"&1+1&"',
    "'", "<v>1</v>&amp;]]>", "&A&P", "_x0041_", "%s{0}",
)  # fmt: skip


def built(folder: Path, toml: str, *words: str) -> Ran:
    (folder / "own.toml").write_text(toml, encoding="utf-8")
    data = [word for file in SAMPLE for word in ("--data", str(file))]
    area = () if "--area" in words else ("--area", "Barking and Dagenham")
    return cspxl("build", "own.toml", *data, *area, "--as-at", "2017-04", "--out", "out", *words, cwd=folder)


def cells(path: Path) -> list[tuple[str, object, str, bool]]:
    """Each cell's address, content, type and quote prefix."""
    book = openpyxl.load_workbook(path)
    return [
        (f"{sheet.title}!{cell.coordinate}", cell.value, cell.data_type, bool(cell.quotePrefix))
        for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None
    ]  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize(
    "text", [*INJECTIONS[:1], *(pytest.param(text, marks=pytest.mark.long) for text in INJECTIONS[1:])],
)
def test_a_text_of_the_data_is_no_formula_anywhere(text: str, tmp_path: Path) -> None:
    """In a source, a note, a remark; and a title, a label, a marking of the configuration."""
    for name, columns in ((FIGURES, ("source", "note")), (REMARKS, ("text", "source"))):
        with (WORKBOOKS / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        out = io.StringIO()
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(row | dict.fromkeys(columns, text) for row in rows)
        (tmp_path / name).write_text(out.getvalue(), encoding="utf-8")
    toml = (WORKBOOKS / "call_over.toml").read_text(encoding="utf-8")
    written = "'''" + text + "'''" if "'" not in text else '"' + text.replace('"', '\\"') + '"'
    replaced = re.compile(r'^(label|title|short|marking) = ".*"$', re.MULTILINE)
    toml = replaced.sub(lambda found: f"{found[1]} = {written}", toml)
    ran = built(tmp_path, toml.replace("[[statement]]", "[[x]]").partition("[[x]]")[0])
    assert ran.code in {0, 1}, ran.err
    (path,) = (tmp_path / "out").iterdir()
    assert lint(path) == []
    found = cells(path)
    same = [cell for cell in found if isinstance(cell[1], str) and unescape(cell[1]) == text]
    assert len(same) >= 10
    assert {kind for _, _, kind, _ in same} == {"s"}
    assert {prefix for _, _, _, prefix in same} == {text[0] in "=+-@"}
    formulas = [cell for cell in found if cell[2] == "f"]
    assert not [cell for cell in formulas if cell[1] == text]
    with zipfile.ZipFile(path) as file:
        assert not [name for name in file.namelist() if "externalLink" in name]


@given(st.text(max_size=300))
def test_any_text_written_into_a_formula_is_that_text(text: str) -> None:
    if len(quoted(text)) > 8000:
        return
    assert evaluate(f"={quoted(text)}") == text


@given(st.text(min_size=1, max_size=200))
def test_any_text_goes_through_a_workbook(text: str) -> None:
    """Written by the writer's cell, read by the engine."""
    book = openpyxl.Workbook()
    _write_constant(book.active["A1"], text)
    saved = io.BytesIO()
    book.save(saved)
    model = read_package(saved.getvalue())
    assert model.sheets[0].cells[1, 1] == text
    stamped = stamp(package({}), {"Figures!A9": text})
    assert read_package(stamped).sheets[0].cells[9, 1] == text


def test_halves_of_a_character_and_signs_that_xml_cannot_hold() -> None:
    """ECMA-376 part 1, 22.4.2.4 (bstr): ``_xHHHH_`` stands for the sign, ``_x005F_`` for the underscore."""
    assert text_xml("a\x07b\ud800c_x0041_") == b"a_x0007_b_xD800_c_x005F_x0041_"
    cell = '<row r="1"><c r="A1" t="str"><v>_xD83D__xDE00_ _xD800_</v></c></row>'
    assert read_package(package({"xl/worksheets/sheet1.xml": sheet(cell)})).sheets[0].cells[1, 1] == "\U0001f600 \ufffd"


def test_excels_unicode_text_is_read(tmp_path: Path) -> None:
    """“Unicode text” of Excel: UTF-16 with a byte order mark, tabs."""
    path = tmp_path / "unicode.txt"
    path.write_bytes("area\tvalue\r\nKingston – Thames\t1\r\n".encode("utf-16"))
    assert [row.fields for row in read_text_file(path).rows] == [["area", "value"], ["Kingston – Thames", "1"]]


def test_a_configuration_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b'\xef\xbb\xbftitle = "Board"\r\n')
    assert read_configuration(path).text("title") == "Board"


def test_a_date_of_a_table_whose_dates_count_from_1904(tmp_path: Path) -> None:
    """1 April 2017 is 42826 from 1900, and 41364 from 1904: 1,462 days less (Microsoft, “Date systems in Excel”)."""
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["area", "indicator", "month", "value", "source"])
    book.active.append(["Barnet", "asb_calls", openpyxl.utils.datetime.from_excel(42826), 5, "Board"])
    path = tmp_path / "own.xlsx"
    book.save(path)
    (entry,) = read_tidy(path).entries
    assert entry.month == month_index(2017, 4)


def test_calc_in_a_workbook_whose_dates_count_from_1904(tmp_path: Path) -> None:
    """Excel's own functions follow its dates; a function that takes months is refused with its cell."""
    rows = (
        '<row r="1"><c r="A1"><v>41364</v></c><c r="B1"><f>YEAR(A1)</f></c><c r="C1"><f>DATE(2017,4,1)</f></c>'
        '<c r="D1"><f>PERIOD_LABEL(A1)</f></c><c r="E1"><f>PCT_CHANGE(6514,5683)</f></c></row>'
    )
    path = tmp_path / "in.xlsx"
    path.write_bytes(package({
        "xl/workbook.xml": workbook('<workbookPr date1904="1"/>'), "xl/worksheets/sheet1.xml": sheet(rows),
    }))
    plan = load(path).calculate()
    assert (plan["Figures!B1"], plan["Figures!C1"], plan["Figures!E1"]) == (2017, 41364, pytest.approx(831 / 5683))
    (finding,) = plan.findings
    assert str(finding).startswith("Figures!D1: dates from 1904: PERIOD_LABEL")


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("[1]Sheet1!A1", "external link"),
        ("'file:///etc/[passwd]x'!A1", "external link"),
        ("SUM(A1:XFC60000)", "too large"),
        ("SUMPRODUCT(A1:A60000*A9:XFC9)", "too large"),
        ("MUNIT(16000)", "too large"),
        ("EXPAND(1,1000000,1000000)", "too large"),
        ("(" * 5000 + "1" + ")" * 5000, "parse error"),
        ("1" + "+1" * 20_000, "too long"),
        ("multiply_0", "too deep"),
        ("chain_0", "too deep"),
    ],
)
def test_a_formula_that_hurts_gets_a_finding(formula: str, kind: str, tmp_path: Path) -> None:
    """multiply_0 stands for 2^40 names, chain_0 for 2,000 names one after another."""
    names = [*((f"multiply_{at}", f"multiply_{at + 1}+multiply_{at + 1}") for at in range(40)), ("multiply_40", "1")]
    names += [*((f"chain_{at}", f"chain_{at + 1}+1") for at in range(2000)), ("chain_2000", "1")]
    defined = "".join(f'<definedName name="{name}">{text}</definedName>' for name, text in names)
    part = workbook(names=f"<definedNames>{defined}</definedNames>")
    cell = f'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><f>{formula}</f></c></row>'
    path = tmp_path / "in.xlsx"
    path.write_bytes(package({"xl/workbook.xml": part, "xl/worksheets/sheet1.xml": sheet(cell)}))
    plan = load(path).calculate()
    assert [(found.cell, found.kind) for found in plan.findings] == [("Figures!XFD1", kind)]


def test_wildcards_do_not_try_every_way() -> None:
    """Thousands of years, were every place of every asterisk tried."""
    assert evaluate('=MATCH(REPT("*a",50)&"b",REPT("a",10000),0)').value == "#N/A"
    assert evaluate('=SEARCH("a*c?e","xxabbcde")') == 3
    assert evaluate('=COUNTIF(B1:B2,"*")') == 0


MACRO = {"[Content_Types].xml": "macroEnabled", "xl/vbaProject.bin": "code"}


@pytest.mark.parametrize(
    ("changed", "out", "code", "told"),
    [
        ({}, "out.xlsx", 0, ""),
        ({}, "out.xlsm", 2, "no macros"),
        ({}, "out.csv", 2, ".xlsx"),
        (MACRO, "out.xlsx", 2, ".xlsm"),
        ({"xl/vbaProject.bin": "code"}, "out.xlsx", 3, "says that it does not"),
    ],
)
def test_macros_are_kept_out_of_xlsx(changed: dict[str, str], out: str, code: int, told: str, tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(package(changed))
    ran = cspxl("calc", "in.xlsx", "-o", out, cwd=tmp_path)
    assert ran.code == code
    assert told in ran.err
    assert (tmp_path / out).exists() == (code == 0)


_AREAS = ["../../x", "=1+1", "/etc/passwd", "a\x1b[2Jb\x0bc", "x" * 5000, "\udcff", "&A", ""]


@pytest.mark.parametrize("area", [*_AREAS[:3], *(pytest.param(area, marks=pytest.mark.long) for area in _AREAS[3:])])
def test_any_area_name_of_the_fund_model(area: str, tmp_path: Path) -> None:
    """The model needs no data, so that any name is an area: a file in the folder asked for, or one line."""
    ran = cspxl("build", "lcpf_model.toml", "--area", area, "--out", "out", cwd=tmp_path)
    assert ran.code in {0, 2, 3}, ran.err
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) == (ran.code == 0)
    assert all(path.parent == tmp_path / "out" for path in written)
    if ran.code:
        assert len(ran.err.splitlines()) == 1
    else:
        assert lint(written[0]) == []
