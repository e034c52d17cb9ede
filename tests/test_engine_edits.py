"""An edit calculates what it touches and nothing else; what it leaves is what calculating everything gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cspxl.engine import Plan, load
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.values import Cell, CellError

ROWS = 12
VALUES: st.SearchStrategy[Cell] = st.one_of(
    st.integers(-9, 9), st.sampled_from([None, "", "text", "7", True, False, 0.1, CellError.NA, CellError.REF])
)
CALLS = ["SUM({})", "COUNTA({})", 'COUNTIF({},">2")', "MAX({})+1", "INDEX({},1)&1", 'IF(COUNT({})>3,A2,"few")']


@st.composite
def references(draw: st.DrawFn, last: int) -> str:
    """A cell or a range in the columns up to one of them, on one of two sheets."""
    rows = sorted(draw(st.lists(st.integers(1, ROWS), min_size=2, max_size=2)))
    columns = sorted(draw(st.lists(st.integers(0, last), min_size=2, max_size=2)))
    sheet = draw(st.sampled_from(["", "Other!"]))
    first, second = (f"{'ABCD'[column]}{row}" for column, row in zip(columns, rows, strict=True))
    whole = draw(st.sampled_from([f"{first}:{second}", first, f"{first[0]}:{second[0]}", "1:1" if sheet else first]))
    return sheet + whole


@st.composite
def formulas(draw: st.DrawFn) -> dict[tuple[int, int], str]:
    """Formulas in the columns C and D, each over what stands to its left."""
    found: dict[tuple[int, int], str] = {}
    for column in (3, 4):
        for row in draw(st.lists(st.integers(1, ROWS), max_size=6, unique=True)):
            found[row, column] = draw(st.sampled_from(CALLS)).format(draw(references(column - 2)))
    return found


def plan_of(values: dict[tuple[int, int], Cell], written: dict[tuple[int, int], str]) -> Plan:
    content: dict[tuple[int, int], Cell | Formula] = {**values, **{at: Formula(text) for at, text in written.items()}}
    other = SheetModel("Other", {(row, 1): Formula(f"S!A{row}") for row in range(1, ROWS + 1)})
    return load(WorkbookModel((SheetModel("S", content), other))).calculate()


def shown(plan: Plan) -> dict[str, str]:
    return {cell: repr(value) for cell, value in plan.values().items()}


PLACES = st.tuples(st.integers(1, ROWS), st.integers(1, 2))


@settings(max_examples=150)
@given(
    st.dictionaries(PLACES, VALUES, max_size=20),
    formulas(),
    st.lists(st.dictionaries(PLACES, VALUES, min_size=1, max_size=2), min_size=1, max_size=3),
)
def test_after_every_edit_all_is_as_if_calculated_anew(
    values: dict[tuple[int, int], Cell],
    written: dict[tuple[int, int], str],
    edits: list[dict[tuple[int, int], Cell]],
) -> None:
    plan = plan_of(values, written)
    for edit in edits:
        values |= edit
        for (row, column), value in edit.items():
            plan.set(f"S!{'AB'[column - 1]}{row}", value)
        assert shown(plan.calculate()) == shown(plan_of(values, written))


def test_an_edit_near_the_end_of_a_chain_costs_the_few_cells_after_it() -> None:
    """Of 3,000 balances 6 change; a formula takes some 100 steps."""
    content: dict[tuple[int, int], Cell | Formula] = {(row, 1): 1 for row in range(1, 3001)}
    content |= {(1, 2): Formula("A1")} | {(row, 2): Formula(f"B{row - 1}+A{row}") for row in range(2, 3001)}
    plan = load(WorkbookModel((SheetModel("S", content),))).calculate()
    plan.set("S!A2995", 11)
    plan.calculate(limit=1000)
    assert not plan.findings
    assert [plan[f"S!B{row}"] for row in (2994, 2995, 3000)] == [2994, 3005, 3010]


def test_a_range_that_a_text_names_later_follows_an_edit_seen_before() -> None:
    """The range A1:A2 comes up only once C1 says so; A2 was edited before that, and is again."""
    content: dict[tuple[int, int], Cell | Formula] = {(1, 1): 5, (2, 1): 1, (1, 3): 2}
    content[1, 2] = Formula('SUM(INDIRECT("A"&C1&":A2"))')
    plan = load(WorkbookModel((SheetModel("S", content),))).calculate()
    found = [plan["S!B1"]]
    for address, value in (("S!A2", 2), ("S!C1", 1), ("S!A2", 7), ("S!A2", 8)):
        plan.set(address, value)
        found.append(plan.calculate()["S!B1"])
    assert found == [1, 2, 5 + 2, 5 + 7, 5 + 8]
