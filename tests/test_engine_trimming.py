"""TRIMRANGE and the trim references, on the sheet of EPPlus's own tests (TrimFunctionsTests.cs) and by hand."""

from __future__ import annotations

import pytest

from cspxl.engine import Plan, load
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.values import Cell, CellError

SHEET: dict[tuple[int, int], Cell | Formula] = {(row, column): "A" for row in (2, 3, 4) for column in (2, 3, 5)}
FULL = ["A", "A", 0, "A"]


def plan(formula: str) -> Plan:
    cells = SHEET | {(10, 9): Formula(formula, "dynamic")}
    return load(WorkbookModel((SheetModel("S", cells),))).calculate()


def rows(formula: str) -> list[list[Cell]]:
    """What a formula in I10 fills; a blank is 0 there."""
    made = plan(formula)
    last = made.spills["S!I10"].partition(":")[2] or "I10"
    width = ord(last[0]) - ord("H")
    values = list(made.values().values())
    return [values[at : at + width] for at in range(0, len(values), width)]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("TRIMRANGE(A1:F5)", [FULL] * 3),
        ("TRIMRANGE(A1:F5,3,3)", [FULL] * 3),
        ("TRIMRANGE(A1:F5,,2)", [[0, *FULL]] * 3),
        ("TRIMRANGE(A1:F5,0,2)", [[0] * 5, *[[0, *FULL]] * 3, [0] * 5]),
        ("TRIMRANGE(A1:F5,2,0)", [[0] * 6, *[[0, *FULL, 0]] * 3]),
        ("TRIMRANGE(A1:F5,0,0)", [[0] * 6, *[[0, *FULL, 0]] * 3, [0] * 6]),
        ("_xlfn._TRO_ALL(A1:F5)", [FULL] * 3),
        ("_xlfn._TRO_LEADING(A1:F5)", [[*FULL, 0]] * 3 + [[0] * 5]),
        ("_xlfn._TRO_TRAILING(A1:F5)", [[0] * 5, *[[0, *FULL]] * 3]),
        ("ROWS(TRIMRANGE(A:F))", [[3]]),
        ("ROWS(TRIMRANGE(A:B,2))", [[4]]),
        ("ROW(TRIMRANGE(B1:B5))", [[2], [3], [4]]),
        ("TRIMRANGE(A7:F9)", [[CellError.REF]]),
        ("TRIMRANGE(A1:F5,4)", [[CellError.VALUE]]),
        ("COLUMNS(TRIMRANGE({1,2,3}))", [[3]]),
    ],
)
def test_blank_edges_go_and_what_is_inside_stays(formula: str, expected: list[list[Cell]]) -> None:
    assert rows(formula) == expected
