"""Blocks of copied formulas calculated as one give what their cells give that are each calculated alone.

Every workbook here is calculated twice: with blocks from two formulas on, and without any.
"""

from __future__ import annotations

import importlib.util
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import ModuleType
from unittest import mock

import pytest
from every_report import REPORTS
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lcpf_models import described

from cspxl.engine import Plan, load
from cspxl.engine.addresses import full_address
from cspxl.engine.model import DefinedName, Formula, SheetModel, WorkbookModel
from cspxl.engine.shared import moved
from cspxl.report.describe import Workbook
from cspxl.tokens import FormulaError
from cspxl.values import Cell, CellError
from cspxl.workbook.package import read_package
from cspxl.workbook.writer import write

NOW = datetime(2026, 11, 29, 12)  # noqa: DTZ001 -- a spreadsheet's clock has no zone
ROWS = 14
VALUES: Sequence[Cell] = [
    3, None, "text", True, 12.5, CellError.NA, -4, "7", 0, 100, 0.1, "", 8, CellError.DIV0, 2, 1, False, 1e308, 0.3,
]  # fmt: skip
REFERENCES = [
    "A6", "A5", "A7", "B6", "$A$3", "A$3", "C6", "D6", "E6", "C5", "D5", "E5", "C7", "D7", "A5:A6", "A$1:A6", "A6:A$9",
    "$A$1:$B$9", "C$1:C5", "C3:C5", "D$1:D6", "A:A", "Other!A6", "Other!B6", "Other!$A$1:$A$9", "rate", "Q6", "A$1:B6",
]  # fmt: skip
CALLS = [
    "{}", "{}+{}", "{}-{}", "{}*{}", "{}/{}", "-{}", "{}%", "{}&{}", "{}={}", "{}>{}", "{}<={}", "{}<>{}", "{}^2",
    "IF({}>2,{},{})", "IF({},{})", "IFERROR({},{})", "SUM({})", "SUM({},{})", "ROUND({},1)", "COUNT({},{})", "MAX({})",
    "MIN({},3)", "AVERAGE({})", "COUNTA({})", "INDEX({},2)", "VLOOKUP({},$A$1:$B$9,2,FALSE)", "MATCH({},$A$1:$A$9,0)",
    "COUNTIF($A$1:$A$9,{})", "SUMIFS($A$1:$A$9,$B$1:$B$9,{})", "COUNTIF(A$1:A6,{})", "ROW()+{}", "LEFT({},1)",
    "LEN({})", "AND({},{})", "OR({}>1,{})", "NOT({})", "ABS({})", "ISNUMBER({})", "ISBLANK({})", "INT({})",
    "CHOOSE({},{},{})", "LET(a,{},a+a)", "OFFSET({},0,0)", "NOT.THERE({})", "SUMPRODUCT({}*1)", 'TEXT({},"0.0")',
    "MOD({},3)", "SUBTOTAL(9,{})", "IFS({}>1,{},TRUE,{})", "SWITCH({},3,{},7)", 'IF({}="",{},{}+1)',
    "ROUND({}*$A$5,2)",
]  # fmt: skip


@contextmanager
def blocks_from(least: int) -> Iterator[None]:
    """Blocks have so many formulas at least."""
    with mock.patch("cspxl.engine.blocks.LEAST", least):
        yield


def told(plan: Plan) -> dict[str, str]:
    """Every value to the last bit, and every finding.

    How a loop is told, or which of two, is no matter.
    """
    found = {cell: repr(value) for cell, value in plan.values().items()}
    for finding in plan.findings:
        if finding.kind not in {"circular reference", "depends on", "too deep"}:
            found[f"{finding.cell}: finding"] = str(finding)
        elif finding.cell not in found:
            found[f"{finding.cell}: finding"] = "a loop"
    return found


def both_ways(model: WorkbookModel, edits: Sequence[Mapping[str, Cell]]) -> tuple[Plan, Plan]:
    """The workbook with blocks and without, held against each other as it is and after each edit."""
    with blocks_from(2):
        together = load(model)
    with blocks_from(10**9):
        alone = load(model)
    assert told(together.calculate(NOW, seed=1)) == told(alone.calculate(NOW, seed=1))
    for edit in edits:
        for plan in (together, alone):
            for address, value in edit.items():
                plan.set(address, value)
            plan.calculate(NOW, seed=1)
        assert told(together) == told(alone)
    return together, alone


@st.composite
def expressions(draw: st.DrawFn) -> str:
    """A formula as it stands in row 6: one call, or one over another."""
    reference = st.sampled_from(REFERENCES)
    text = draw(st.sampled_from(CALLS))
    text = text.format(*(draw(reference) for _ in range(text.count("{}"))))
    if draw(st.booleans()):
        outer = draw(st.sampled_from(CALLS))
        text = outer.format(f"({text})", *(draw(reference) for _ in range(outer.count("{}") - 1)))
    return text


def filled(text: str, rows: Sequence[int]) -> dict[int, str]:
    """The formula of row 6 copied into other rows, where it can be."""
    found: dict[int, str] = {}
    for row in rows:
        try:
            found[row] = moved(text, row - 6, 0)
        except FormulaError:
            assume(False)  # noqa: FBT003 -- hypothesis' own signature
    return found


ROW_SETS = st.one_of(
    st.integers(1, 9).flatmap(lambda first: st.integers(first + 1, ROWS).map(lambda end: list(range(first, end + 1)))),
    st.lists(st.integers(1, ROWS), min_size=2, max_size=10, unique=True),
)  # fmt: skip
PLACES = st.tuples(st.sampled_from("AB"), st.integers(1, ROWS)).map(lambda at: f"S!{at[0]}{at[1]}")


@settings(max_examples=400)
@given(
    st.lists(st.sampled_from(VALUES), min_size=2 * ROWS, max_size=2 * ROWS),
    st.lists(st.tuples(st.sampled_from([3, 4, 5]), expressions(), ROW_SETS), min_size=1, max_size=5),
    st.lists(st.dictionaries(PLACES, st.sampled_from(VALUES), min_size=1, max_size=3), max_size=4),
    st.booleans(),
)
def test_random_columns_of_copies(
    values: list[Cell],
    columns: list[tuple[int, str, list[int]]],
    edits: list[dict[str, Cell]],
    numbers: bool,  # noqa: FBT001 -- hypothesis' own signature
) -> None:
    """Copies in columns C to E, of one another, of themselves, of later ones; a second sheet reads them and is read."""
    if numbers:  # so that columns are plain numbers, as they mostly are
        values = [float(at * 7 % 11) if type(value) is not float else value for at, value in enumerate(values)]
    content: dict[tuple[int, int], Cell | Formula] = {
        (1 + at // 2, 1 + at % 2): value for at, value in enumerate(values)
    }
    for column, text, rows in columns:
        content |= {(row, column): Formula(written) for row, written in filled(text, rows).items()}
    other: dict[tuple[int, int], Cell | Formula] = {(row, 1): Formula(f"S!C{row}") for row in range(1, ROWS + 1)}
    other |= {(row, 2): Formula(f"S!A{row}*2") for row in range(2, ROWS + 1)}
    sheets = SheetModel("S", content), SheetModel("Other", other)
    both_ways(WorkbookModel(sheets, [DefinedName("rate", "S!$A$2")]), edits)


NUMBERS = [
    0.1, 0.2, 0.3, -0.3, 1e-14, 1.0, 1.0000000000000002, 0.999999999999999, 1e308, -1e308, 0.0, 5.0, 1 / 3, 2.5,
    1e16, -1.0,
]  # fmt: skip
PLAIN = [
    "{}+{}", "{}-{}", "{}*{}", "{}/{}", "-{}", "{}%", "{}={}", "{}>{}", "{}<={}", "{}<>{}", "IF({}>{},{},{})",
    "ROUND({},{})", "ABS({})", "INT({})", "MOD({},{})", "({}+{})+{}", "IF({}=0,0,{}/{})", 'IF({}>1,"up","down")',
    "IF({},{},{})", "SQRT({})", "POWER({},{})", "{}*$A$5+{}", "IF({}>$B$3,{},-{})", "TRUNC({})", "SIGN({})", "EXP({})",
]  # fmt: skip


@settings(max_examples=200)
@given(st.data())
def test_columns_of_nothing_but_numbers(data: st.DataObject) -> None:
    """Numbers that differ in their last bit, too large ones, zeros; each column reads those before it."""
    numbers = data.draw(st.lists(st.sampled_from(NUMBERS), min_size=2 * ROWS, max_size=2 * ROWS))
    content: dict[tuple[int, int], Cell | Formula] = {
        (1 + at // 2, 1 + at % 2): number for at, number in enumerate(numbers)
    }
    for column in (3, 4, 5):
        operand = st.sampled_from([f"{'ABCD'[at]}6" for at in range(column - 1)])
        text = data.draw(st.sampled_from(PLAIN))
        text = text.format(*(data.draw(operand) for _ in range(text.count("{}"))))
        content |= {(row, column): Formula(moved(text, row - 6, 0)) for row in range(1, ROWS + 1)}
    typed = st.sampled_from([*NUMBERS, None, "text"])
    edits = data.draw(st.lists(st.dictionaries(PLACES, typed, max_size=2), max_size=2))
    both_ways(WorkbookModel((SheetModel("S", content),)), edits)


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(VALUES), min_size=ROWS, max_size=ROWS),
    st.lists(st.integers(1, ROWS), min_size=1, max_size=3),
)
def test_values_of_the_file_are_kept_alike(values: list[Cell], rows: list[int]) -> None:
    """A function that is not known keeps what the file holds while all it reads is as it was."""
    content: dict[tuple[int, int], Cell | Formula] = {(row, 1): value for row, value in enumerate(values, 1)}
    content |= {(row, 2): Formula(f"NOT.THERE(A{row})") for row in range(1, ROWS + 1)}
    content |= {(row, 3): Formula(f"B{row}&A{row}") for row in range(1, ROWS + 1)}
    content |= {(row, 4): Formula(f"SUM(A$1:A{row})") for row in range(1, ROWS + 1)}
    saved = {(row, 2): float(row) for row in range(1, ROWS + 1)}
    both_ways(WorkbookModel((SheetModel("S", content, saved=saved),)), [{f"S!A{row}": 5} for row in rows])


def column(texts: Callable[[int], str], rows: range, at: int) -> dict[tuple[int, int], Cell | Formula]:
    return {(row, at): Formula(texts(row)) for row in rows}


def test_opening_and_closing_balances_that_read_each_other() -> None:
    """Interest of 1% a period on the balance above: by hand 100, 101, 102.01."""
    content: dict[tuple[int, int], Cell | Formula] = {(1, 3): 100.0, (1, 4): 0.01}
    content |= column(lambda row: f"C{row - 1}", range(2, 60), 1)  # opening: the closing balance above
    content |= column(lambda row: f"A{row}*$D$1", range(2, 60), 2)
    content |= column(lambda row: f"A{row}+B{row}", range(2, 60), 3)
    together, _ = both_ways(WorkbookModel((SheetModel("S", content),)), [{"S!C1": 200}, {"S!D1": 0.02}])
    assert together["S!C59"] == pytest.approx(200 * 1.02**58)


def test_a_balance_from_the_bottom_up() -> None:
    content: dict[tuple[int, int], Cell | Formula] = {(row, 1): float(row) for row in range(1, 100)}
    content |= column(lambda row: f"B{row + 1}+A{row}", range(1, 100), 2)
    together, _ = both_ways(WorkbookModel((SheetModel("S", content),)), [{"S!A50": 0}])
    assert together["S!B1"] == 99 * 100 / 2 - 50


def test_a_loop_through_a_block_is_found() -> None:
    content: dict[tuple[int, int], Cell | Formula] = {(row, 1): float(row) for row in range(1, 20)}
    content |= column(lambda row: f"A{row}+1", range(1, 20), 2)
    content[10, 1] = Formula("B12-B11")
    content[11, 1] = Formula("B10")
    together, _ = both_ways(WorkbookModel((SheetModel("S", content),)), [{"S!A5": 7}])
    assert {str(finding.cell) for finding in together.findings if finding.kind == "circular reference"} == {
        "S!A10", "S!A11", "S!B10", "S!B11",
    }  # fmt: skip


def bench_shapes() -> ModuleType:
    """The bench's workbooks of the shapes that people have."""
    folder = Path(__file__).parent.parent / "bench"
    spec = importlib.util.spec_from_file_location("shapes", folder / "shapes.py")
    assert spec
    assert spec.loader
    with mock.patch.object(sys, "path", [str(folder), *sys.path]):
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module


SHAPES = bench_shapes()


def cell_of(value: float | str | None) -> Cell | Formula:
    return Formula(value[1:]) if isinstance(value, str) and value.startswith("=") else value


@pytest.mark.parametrize("name", SHAPES.SHAPES)
def test_shapes_that_people_have(name: str) -> None:
    shape, rows = SHAPES.SHAPES[name], 60
    sheets = [
        SheetModel(title, {
            (row, at): cell_of(value)
            for row, line in enumerate(lines, 1) for at, value in enumerate(line, 1) if value is not None
        })
        for title, lines in shape.sheets(rows, random.Random(3)).items()
    ]  # fmt: skip
    both_ways(WorkbookModel(sheets), [dict([shape.edit(rows, turn)]) for turn in range(1, 5)])


def inputs(model: WorkbookModel, dice: random.Random) -> Iterator[dict[str, Cell]]:
    """Edits of some numbers: another one, or nothing."""
    places = [
        full_address(sheet.name, *at)
        for sheet in model.sheets for at, cell in sheet.cells.items()
        if isinstance(cell, int | float) and not isinstance(cell, bool)
    ]  # fmt: skip
    for value in (7.0, None):
        yield dict.fromkeys(dice.sample(places, min(3, len(places))), value)


@pytest.mark.long
@pytest.mark.parametrize("name", [*REPORTS, "fund, worked example"])
def test_every_workbook_that_is_built(name: str) -> None:
    """The fund's worked example among them, whose figures other tests hold against the contract's."""
    book: Workbook = described(name="lcpf_worked_example.toml") if name not in REPORTS else REPORTS[name]()
    model = read_package(write(book))
    both_ways(model, list(inputs(model, random.Random(5))))
