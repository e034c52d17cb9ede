"""Values that Excel itself left in workbooks of public test corpora: each names its corpus, file, sheet and cell.

The table has formulas that stand alone, with the values of the cells they referred to written in. Those that need
cells around them follow below it. docs/engine-compared.md tells how the whole corpora compare.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

from cspxl.engine import evaluate, load
from cspxl.engine.addresses import split_address
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.values import Cell, CellError

TABLE = Path(__file__).parent / "data" / "engine" / "excel_saved.csv"
CASES = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))


@pytest.mark.parametrize("case", CASES, ids=[case["source"] for case in CASES])
def test_gives_what_excel_saved(case: dict[str, str]) -> None:
    result, expected = evaluate("=" + case["formula"]), case["expected"]
    if isinstance(result, CellError):
        assert result.value == expected
    elif isinstance(result, bool):
        assert str(result).upper() == expected
    elif isinstance(result, str):
        assert result == expected
    else:
        assert isinstance(result, int | float)
        assert math.isclose(result, float(expected), rel_tol=1e-9)


def value(formula: str, cells: dict[str, Cell], *, date1904: bool = False) -> Cell:
    """The formula's value in Z99, cells by address."""
    filled: dict[tuple[int, int], Cell | Formula] = {(99, 26): Formula(formula)}
    for address, cell in cells.items():
        place = split_address(address)
        assert place
        filled[place[1], place[2]] = cell
    return load(WorkbookModel((SheetModel("S", filled),), date1904=date1904)).calculate()["S!Z99"]


COLUMN: dict[str, Cell] = {
    "B6": "INTEGRAL", "B7": 0, "B8": 1, "B9": 2, "B10": 534, "B11": 9999999999, "B12": -9999999999, "B13": -534,
    "B14": -2, "B15": -1, "E6": "STRING", "E10": "endsWithSpace ", "E15": "1",
}  # fmt: skip
VOWELS: dict[str, Cell] = {
    "B5": 0, "B6": 1, "B7": 2, "B8": 3, "B9": 4, "C5": "a", "C6": "e", "C7": "i", "C8": "o", "C9": "u",
}  # fmt: skip


@pytest.mark.parametrize(
    ("source", "formula", "cells", "expected"),
    [
        # A search by halves of unsorted cells ends at the first equal cell it meets.
        ("POI: FormulaEvalTestData_Copy.xlsx D872", "LOOKUP(534,B6:B15,E6:E15)", COLUMN, "endsWithSpace "),
        ("POI: FormulaEvalTestData_Copy.xlsx E872", 'LOOKUP("DOUBLE",C6:G6,C9:G9)',
         {"C6": "DOUBLE", "D6": "BLANK", "E6": "STRING", "F6": "REF", "G6": "AREA (rows)", "C9": 1.1, "G9": 2.3456},
         1.1),
        ("pycel: lookup.xlsx Lookup!C28", "LOOKUP(0.5,B5:C9,C5:C9)", VOWELS, "a"),
        ("pycel: lookup.xlsx Lookup!C32", "MATCH(0.5,B5:B9,-1)", VOWELS, CellError.NA),
        ("pycel: lookup.xlsx Lookup!D32", "MATCH(2,B5:B9,-1)", VOWELS, CellError.NA),
        ("pycel: lookup.xlsx Lookup!G32", "MATCH(A1,B5:B9,-1)", VOWELS, 1),
        ("pycel: logical.xlsx Switch!C32", 'SWITCH(FALSE,A1,"match")', {}, CellError.NA),
        ("pycel: logical.xlsx Switch!C36", 'SWITCH(0,A1,"match")', {}, "match"),
        ("pycel: logical.xlsx Switch!C38", 'SWITCH(A1,"","match")', {}, CellError.NA),
        # A blank sorts after everything, so the next smaller is the largest.
        ("formulas: test.xlsx LOOKUP!W189", "XMATCH(A1,{-1.1,2.1,3.1,4.1},-1)", {}, 4),
        ("formulas: test.xlsx LOOKUP!W190", 'XMATCH(A1,{"a",2.1,"c bau c",4.1},-1)', {}, 3),
        ("formulas: test.xlsx LOOKUP!W171", "XMATCH(A1,{-1.1,2.1,3.1,4.1},1)", {}, CellError.NA),
        ("formulas: test.xlsx LOOKUP!W177", "XMATCH(A1,{TRUE,4.1,FALSE,1.1},-1,2)", {}, 4),
        ("formulas: test.xlsx LOOKUP!R53", "INDEX(C52:E53,2)", {"C52": -1.1, "E53": 2}, CellError.REF),
        ("formulas: test.xlsx LOOKUP!AH6", "CHOOSECOLS({1,2,3;4,5,6;7,8,9},D6:E7)",
         {"D6": 1.1, "E6": 2.9, "D7": 1, "E7": 1}, CellError.VALUE),
        ("formulas: test.xlsx LOOKUP!S15", "COLUMNS((D15:G15,I15:J15,K15:N15))", {}, CellError.REF),
        ("formulas: test.xlsx EXTRA!K20", '_xlfn._xlws.FILTER({"a",2.1},{FALSE,FALSE},J20:J21)',
         {"J20": "A", "J21": "B"}, "A"),
        ("IronCalc: GCD_LCM.xlsx D3", "LCM(A3,B3,C3)", {"A3": 10, "B3": 3}, 30),
        ("IronCalc: GCD_LCM.xlsx I35", "LCM(G35:H35)", {"H35": 5}, 0),
        ("IronCalc: GCD_LCM.xlsx J35", "GCD(G35:H35)", {"H35": 5}, 5),
        ("IronCalc: GCD_LCM.xlsx D13", "LCM(A13,B13,C13)", {}, CellError.VALUE),
        ("IronCalc: GCD_LCM.xlsx D34", "LCM(,B34,C34)", {"B34": 5}, CellError.NA),
        ("IronCalc: MROUND_TRUNC_INT.xlsx C36", "MROUND(A36, )", {}, CellError.NA),
        ("IronCalc: link_test.xlsx D17", 'HYPERLINK("https://"&E21,E21)', {}, 0),
        ("IronCalc: FREQUENCY.xlsx P1", "FREQUENCY(M2:M4,N2:N3)",
         {"M2": 1, "M3": CellError.DIV0, "N2": 5}, CellError.DIV0),
        ("IronCalc: SORT.xlsx E1", "INDEX(SORT(A15:A17,1,-1),1)",
         {"A15": CellError.NAME, "A16": CellError.DIV0, "A17": CellError.NA}, CellError.NA),
        ("formulas: test.xlsx LOOKUP!V120", "SORTBY(C1:D3,E1:F1,1,D1:D3,1)", {"C1": 1, "E1": 2}, CellError.VALUE),
        ("IronCalc: SEQUENCE.xlsx C23", "SEQUENCE(,12,,2.5)", {}, 1),
        ("IronCalc: TEXTSPLIT.xlsx D26", "TEXTSPLIT(A26,C26)", {"A26": "Hola sin split"}, CellError.VALUE),
        ("POI: FormulaEvalTestData_Copy.xlsx J1328", "SUMPRODUCT(G1:G1,I1:I1)", {"G1": "4", "I1": 2}, CellError.VALUE),
        ("POI: FormulaEvalTestData_Copy.xlsx E1336", "SUMX2MY2(D8:D9,E8:E9)", {"E8": "nospaces"}, CellError.DIV0),
        # What was once an add-in refuses a range of several cells where one is wanted.
        ("formulas: test.xlsx INFORMATION!AH9", "ISEVEN(C9:J9)", {"C9": 2, "D9": 3}, CellError.VALUE),
        ("formulas: test.xlsx MATH & TRIG!AH45", "MROUND(C45:G45,2)", {"C45": 2.55, "G45": 0.234}, CellError.VALUE),
    ],
)  # fmt: skip
def test_gives_what_excel_saved_among_cells(source: str, formula: str, cells: dict[str, Cell], expected: Cell) -> None:
    assert value(formula, cells) == expected, source


@pytest.mark.parametrize(
    ("source", "number", "code", "expected"),
    [
        ("A32", -0.08546296296296296, "[h]:m:s.000", "-2:3:4.000"),
        ("A36", -0.08546296296296296, "[mm]:ss.0", "-123:04.0"),
        ("A50", -3.14159, '"It was "[h]" [yes, "h"] hours and "mm:ss', "-It was 75 [yes, 75] hours and 23:53"),
    ],
)
def test_time_may_be_negative_where_dates_begin_in_1904(source: str, number: float, code: str, expected: str) -> None:
    result = value("TEXT(A1,B1)", {"A1": number, "B1": code}, date1904=True)
    assert result == expected, f"Apache POI: ElapsedFormatTests.xlsx Tests!{source}"
