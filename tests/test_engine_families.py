"""Copied formulas are bound as one; each must give what it gives in a workbook where nothing is copied."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from small_workbook import package, sheet

from cspxl.engine import Plan, load
from cspxl.engine.model import DefinedName, Formula, SheetModel, TableModel, WorkbookModel
from cspxl.engine.shared import moved
from cspxl.tokens import FormulaError
from cspxl.values import Cell, CellError
from cspxl.workbook.package import read_package

DATA: list[Cell] = [3, None, "text", True, 12.5, CellError.NA, -4, "7", 0, 100, 0.1, "", 8, CellError.DIV0, 2, 1]
NAMES = [
    DefinedName("rate", "S!$A$1"), DefinedName("left.of.it", "S!A1"), DefinedName("sum.of.it", "SUM(S!$A$1:$A$4)"),
    DefinedName("Double", "LAMBDA(x,2*x)"),
]  # fmt: skip
TABLES = [TableModel("T", "S", (1, 1, 16, 2), ("x", "y"))]
OPERANDS = [
    "A5", "A$5", "$A5", "$A$5", "A4:A6", "A$1:A5", "A5:A$9", "$A$1:$A$9", "Other!5:5", "Other!4:$7", "E:E", "Q5",
    "S!A5", "'S'!A$5", "Other!A5", "S:Other!A5", "LOG10", "XFD5", "A1", "A05", "T[x]", "T[@x]", "T[[#This Row],[x]]",
    "rate", "left.of.it", "sum.of.it", "5", "5%", '"A5%d"', "TRUE", "#N/A", "{1,5}",
]  # fmt: skip
CALLS = [
    "SUM({})", "IF({}>1,{},{})", "COUNT({},{})", "ROW()*{}", "INDEX({},1)", "LOG10({})", "Double({})", "({})", "-{}",
    "{} {}", "OFFSET({},0,0)", 'INDIRECT("A5")+{}', "LET(a,{},a+{})", "NOT.THERE({})", "ROUND({}*{},1)", '{}&"%"&{}',
]  # fmt: skip


def model(formulas: dict[int, str], kind: str) -> WorkbookModel:
    """Data in column A, the formulas in C, of one kind each."""
    content: dict[tuple[int, int], Cell | Formula] = {(at, 1): cell for at, cell in enumerate(DATA, 1)}
    for row, text in formulas.items():
        content[row, 3] = Formula(text, "array", (row, 3, row, 3)) if kind == "array" else Formula(text)
    other = SheetModel("Other", {(at, 1): float(at) for at in range(1, 20)})
    return WorkbookModel((SheetModel("S", content), other), NAMES, TABLES)


def told(plan: Plan) -> dict[str, str]:
    """Values and findings."""
    found = {cell: repr(value) for cell, value in plan.values().items()}
    return found | {f"{finding.cell}: finding": str(finding) for finding in plan.findings}


def copies(text: str, rows: Sequence[int]) -> dict[int, str]:
    """The formula of row 5 as it is copied into other rows."""
    return {row: moved(text, row - 5, 0) for row in rows}


@st.composite
def formulas(draw: st.DrawFn) -> str:
    """A call or two over operands."""
    operand = st.sampled_from(OPERANDS)
    text = draw(operand)
    for call in draw(st.lists(st.sampled_from(CALLS), min_size=1, max_size=2)):
        text = call.format(text, *(draw(operand) for _ in range(call.count("{}") - 1)))
    return text


@settings(max_examples=300)
@given(
    formulas(),
    st.lists(st.integers(1, 16), min_size=2, max_size=8, unique=True),
    st.dictionaries(st.integers(1, 16), st.sampled_from(["A5", "SUM(A$1:A5)", "A9+1", "A05"]), max_size=3),
    st.sampled_from(["normal", "array"]),
)
def test_copies_give_what_they_give_alone(text: str, rows: list[int], others: dict[int, str], kind: str) -> None:
    """``others`` stand between, and are no copies though they look alike."""
    try:
        written = copies(text, rows) | others
    except FormulaError:
        assume(False)  # noqa: FBT003 -- hypothesis' own signature
    alone: dict[str, str] = {}
    for row, formula in written.items():
        alone |= told(load(model({row: formula}, kind)).calculate())
    assert told(load(model(written, kind)).calculate()) == alone


def test_copies_far_below_still_point_where_they_say() -> None:
    """A column of ten thousand differences, in a file."""
    rows = "".join(
        f'<row r="{at}"><c r="A{at}"><v>{at * at}</v></c><c r="B{at}"><f>A{at + 1}-A{at}</f></c></row>'
        for at in range(1, 10_000)
    )
    plan = load(read_package(package({"xl/worksheets/sheet1.xml": sheet(rows)}))).calculate()
    name = next(iter(plan.values())).partition("!")[0]
    assert [plan[f"{name}!B{at}"] for at in (1, 500, 9998)] == [3, 1001, 2 * 9998 + 1]
