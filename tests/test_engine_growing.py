"""Ranges that begin at one cell and end at many: what is handed on from one to the next is what each gives alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspxl.engine import Plan, load
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.values import Cell, CellError

NUMBERS = st.one_of(
    st.integers(-1000, 1000),
    st.decimals(-10, 10, places=2).map(float),
    st.sampled_from([1e16, -1e16, 1.0, 1e308, -1e308, 0.1]),
)
CELLS: st.SearchStrategy[Cell] = st.one_of(
    NUMBERS, NUMBERS, NUMBERS, st.none(), st.sampled_from(["", "text", "12", True, False, CellError.NA, CellError.DIV0])
)
FUNCTIONS = ["SUM", "COUNT", "COUNTA", "MIN", "MAX", "AVERAGE"]
CRITERIA = ['"text"', '"12"', "1", "TRUE", '""', '">0"', '"<>"', '"t*"', "#N/A"]


def plan_of(cells: Sequence[Cell], formulas: dict[int, str]) -> Plan:
    """Cells in column A, each row's formula in column B."""
    content: dict[tuple[int, int], Cell | Formula] = {(at, 1): cell for at, cell in enumerate(cells, 1)}
    content |= {(row, 2): Formula(text) for row, text in formulas.items()}
    return load(WorkbookModel((SheetModel("S", content),))).calculate()


def shown(plan: Plan) -> dict[str, str]:
    """Every value to the last bit."""
    return {cell: repr(value) for cell, value in plan.values().items()}


def alone(cells: Sequence[Cell], formulas: dict[int, str]) -> dict[str, str]:
    """Each formula in a workbook of its own."""
    found: dict[str, str] = {}
    for row, text in formulas.items():
        found |= shown(plan_of(cells, {row: text}))
    return found


@settings(max_examples=60)
@given(st.lists(CELLS, min_size=12, max_size=16), st.sampled_from(FUNCTIONS), st.integers(1, 16), CELLS)
def test_each_gives_what_it_gives_alone_and_after_an_edit(
    cells: list[Cell], function: str, row: int, typed: Cell
) -> None:
    formulas = {at: f"{function}(A$1:A{at})" for at in range(1, len(cells) + 1)}
    plan = plan_of(cells, formulas)
    assert shown(plan) == alone(cells, formulas)
    row = min(row, len(cells))
    cells[row - 1] = typed
    plan.set(f"S!A{row}", typed)
    assert shown(plan.calculate()) == alone(cells, formulas)


@settings(max_examples=60)
@given(st.lists(CELLS, min_size=12, max_size=16), st.sampled_from(CRITERIA), st.integers(1, 16), CELLS)
def test_counts_by_a_criterion_give_what_each_gives_alone(
    cells: list[Cell], criterion: str, row: int, typed: Cell
) -> None:
    formulas = {at: f"COUNTIF(A$1:A{at},{criterion})" for at in range(1, len(cells) + 1)}
    plan = plan_of(cells, formulas)
    assert shown(plan) == alone(cells, formulas)
    row = min(row, len(cells))
    cells[row - 1] = typed
    plan.set(f"S!A{row}", typed)
    assert shown(plan.calculate()) == alone(cells, formulas)


@pytest.mark.long
@settings(max_examples=60)
@given(
    st.lists(CELLS, min_size=12, max_size=12), st.sampled_from(["SUMIF", "AVERAGEIF"]), st.integers(1, 12), CELLS
)
def test_answers_that_are_remembered_are_those_of_the_cells_as_they_are(
    cells: list[Cell], function: str, row: int, typed: Cell
) -> None:
    """Each criterion twice; then a cell of the column is edited."""
    both = [*CRITERIA, *CRITERIA]
    formulas = {at: f"{function}(A$1:A$12,{criterion})" for at, criterion in enumerate(both, 1)}
    formulas |= {at + 20: f"{function}S(A$1:A$12,A$1:A$12,{criterion})" for at, criterion in enumerate(both, 1)}
    formulas |= {at + 40: f"COUNTIFS(A$1:A$12,{criterion},A$1:A$12,{criterion})" for at, criterion in enumerate(both)}
    plan = plan_of(cells, formulas)
    assert shown(plan) == alone(cells, formulas)
    cells[row - 1] = typed
    plan.set(f"S!A{row}", typed)
    assert shown(plan.calculate()) == alone(cells, formulas)


def test_a_column_that_reads_itself_above_goes_on() -> None:
    """1, then each the sum of all above: 1, 1, 2, 4, 8 …"""
    content: dict[tuple[int, int], Cell | Formula] = {(1, 1): 1}
    content |= {(at, 1): Formula(f"SUM(A$1:A{at - 1})") for at in range(2, 30)}
    plan = load(WorkbookModel((SheetModel("S", content),))).calculate()
    assert [plan[f"S!A{at}"] for at in range(2, 30)] == [2**at for at in range(28)]
    plan.set("S!A1", 3)
    plan.calculate()
    assert [plan[f"S!A{at}"] for at in range(2, 30)] == [3 * 2**at for at in range(28)]


@pytest.mark.parametrize("backwards", [False, True], ids=["from the top", "from the bottom"])
def test_the_order_in_which_they_are_asked_for_does_not_matter(*, backwards: bool) -> None:
    """Sums of 1 to n, asked for by a text, in either order."""
    rows = range(1, 40)
    cells = [float(at) for at in rows]
    formulas = {at: f"SUM(A$1:A{40 - at if backwards else at})" for at in rows}
    plan = plan_of(cells, formulas)
    ends = [40 - at if backwards else at for at in rows]
    assert [plan[f"S!B{at}"] for at in rows] == [end * (end + 1) / 2 for end in ends]


def test_a_loop_through_running_totals_is_named() -> None:
    content: dict[tuple[int, int], Cell | Formula] = {(at, 2): Formula(f"SUM(A$1:A{at})") for at in range(1, 20)}
    content |= {(at, 1): at for at in range(1, 20)} | {(10, 1): Formula("B12")}
    plan = load(WorkbookModel((SheetModel("S", content),))).calculate()
    named = {finding.cell: finding.kind for finding in plan.findings}
    assert named["S!B12"] == named["S!A10"] == "circular reference"
    assert plan["S!B9"] == 45
