"""Precision as displayed: a workbook that calculates with its numbers as its cells show them.

The values are those that LibreOffice 7.4 calculates for the same workbook (``soffice --convert-to xlsx``), and what
Microsoft says of it (KB 47577): formats with a fixed number of decimal places are rounded, General is not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from small_workbook import MAIN, PARTS, REL, package, sheet, workbook

from cspxl import load
from cspxl.engine import load as compiled
from cspxl.engine.model import Formula, NumberFormats, SheetModel, WorkbookModel

ACCOUNTS = '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-'
SHOWN = [
    ("0.00", "2/3", 0.67), ("0", "5/2", 3), ("0", "-5/2", -3), ("0%", "1/3", 0.33), ("0.0%", "1/3", 0.333),
    ("#,##0,", "1234567.8", 1_235_000), ("0.0,,", "1234567.8", 1_200_000), ("#", "0.4", 0), ("000", "4.6", 5),
    ("0.00E+00", "1234.5678", 1230), ("##0.0E+0", "1234567", 1_200_000),
    ("# ?/?", "0.3", 2 / 7), ("# ??/??", "PI()", 311 / 99), ("# ?/8", "0.3", 0.25), ("0 0/0", "1.3", 9 / 7),
    ("0.0;-0", "-1.26", -1), ("0.0;-0", "1.26", 1.3), ('0.00;-0.00;"nil"', "0.001", 0),
    ("£#,##0.00", "1234.567", 1234.57), (ACCOUNTS, "-1234.567", -1234.57), ('0.0 "k"', "1/3", 0.3),
    ("[<1]0.000;0", "1/3", 0.333), ("[<1]0.000;0", "10/3", 3), ("[Red]0.0", "-0.25", -0.3),
    ("0.00", "1.005", 1.01), ("0.00", "2.675", 2.68),
]  # fmt: skip
KEPT = [
    ("General", "1/3"), ("yyyy-mm-dd", "42000.7"), ("hh:mm", "0.123456"), ("[h]:mm:ss", "1.23456"),
    ("mm:ss.0", "0.1234567"), ("0.00", "TRUE"), ("0.00", '"1.239"'),
]  # fmt: skip


def book(path: Path, cells: dict[str, tuple[Any, str]], *, full: bool = False) -> Path:
    made = openpyxl.Workbook()
    made.calculation.fullPrecision = full
    made.active.title = "S"
    for address, (content, code) in cells.items():
        made.active[address] = content
        made.active[address].number_format = code
    made.save(path)
    return path


@pytest.mark.parametrize(("code", "formula", "shown"), SHOWN)
def test_a_number_is_rounded_before_another_formula_reads_it(
    code: str, formula: str, shown: float, tmp_path: Path
) -> None:
    cells = {"A1": (f"={formula}", code), "B1": ("=A1*1", "General")}
    plan = load(book(tmp_path / "book.xlsx", cells)).calculate()
    assert plan["S!A1"] == pytest.approx(shown, rel=1e-13)
    assert plan["S!B1"] == pytest.approx(shown, rel=1e-13)


@pytest.mark.parametrize(("code", "formula"), KEPT)
def test_what_has_no_fixed_number_of_places_is_kept(code: str, formula: str, tmp_path: Path) -> None:
    cells = {"A1": (f"={formula}", code), "B1": (f"=EXACT(A1,{formula})", "General")}
    assert load(book(tmp_path / "book.xlsx", cells)).calculate()["S!B1"] is True


def test_a_workbook_of_full_precision_is_not_rounded(tmp_path: Path) -> None:
    plan = load(book(tmp_path / "book.xlsx", {"A1": ("=1/3", "0.00"), "B1": ("=A1*3", "0.00")}, full=True))
    assert plan.calculate()["S!B1"] == 1


def test_thirds_of_a_hundred(tmp_path: Path) -> None:
    """0.33 three times is 0.99, in a cell that rounds and in one that does not."""
    cells = {"A1": ("=1/3", "0.00"), "B1": ("=A1*3", "0.00"), "C1": ("=A1+A1+A1", "General")}
    plan = load(book(tmp_path / "book.xlsx", cells)).calculate()
    assert [plan[f"S!{column}1"] for column in "ABC"] == pytest.approx([0.33, 0.99, 0.99])


def test_constants_and_what_is_set_are_rounded_too(tmp_path: Path) -> None:
    plan = load(book(tmp_path / "book.xlsx", {"A1": (1.239, "0.00"), "B1": ("=A1*100", "General")})).calculate()
    assert plan["S!B1"] == pytest.approx(124)
    plan.set("S!A1", 7.777)
    assert plan.calculate()["S!B1"] == pytest.approx(778)
    assert plan.inputs == {"S!A1": 7.78}


def test_what_spills_is_rounded_by_the_cells_it_fills() -> None:
    """A cell that is there has its own format; another its row's, else its column's."""
    formats = NumberFormats({(1, 1): "General", (2, 1): "0.0"}, {3: "0"}, [(1, 1, "0.00")])
    cells = {
        (1, 1): Formula("SEQUENCE(4)*0+1.2345", "dynamic"), (1, 2): Formula("SUM(A1#)"),
        (1, 3): Formula("A1:A4*1", "array", (1, 3, 4, 3)),
    }  # fmt: skip
    plan = compiled(WorkbookModel((SheetModel("S", cells, formats=formats),))).calculate()
    assert [plan[f"S!A{row}"] for row in range(1, 5)] == [1.2345, 1.2, 1, 1.23]
    assert plan["S!B1"] == pytest.approx(1.2345 + 1.2 + 1 + 1.23)
    assert [plan[f"S!C{row}"] for row in range(1, 5)] == [1.2345, 1.2, 1, 1.23]


def test_columns_and_rows_say_how_cells_are_shown_that_are_not_there(tmp_path: Path) -> None:
    """An array fills A1 to A3 of a sheet that has a cell in A1 only; its column shows two places, row 3 none."""
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf/><xf numFmtId="2"/><xf numFmtId="1"/></cellXfs></styleSheet>'
    cells = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:A3">2/3+{0;0;0}</f></c><c r="B1"><f>SUM(A1:A3)</f></c></row>'
        '<row r="3" s="2" customFormat="1"/>'
    )
    columns = '<cols><col min="1" max="1" style="1"/></cols>'
    pointer = f'<Relationship Id="s" Type="{REL}/styles" Target="styles.xml"/></Relationships>'
    path = tmp_path / "book.xlsx"
    path.write_bytes(package({
        "xl/workbook.xml": workbook(names='<calcPr fullPrecision="false"/>'),
        "xl/styles.xml": styles,
        "xl/_rels/workbook.xml.rels": PARTS["xl/_rels/workbook.xml.rels"].replace("</Relationships>", pointer),
        "xl/worksheets/sheet1.xml": sheet(cells).replace("<sheetData>", f"{columns}<sheetData>"),
    }))  # fmt: skip
    assert load(path).calculate()["Figures!B1"] == pytest.approx(2 / 3 + 0.67 + 1)
