"""Every case of every table: through the catalogue, through Python, and through the engine with inputs in cells."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_tables import Case, Near, agrees, read_cases
from openpyxl.utils import get_column_letter, range_boundaries

import cspxl
from cspxl.engine import Plan, load
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.registry import Argument, as_grid, load_catalogue
from cspxl.values import CellError, Grid

CATALOGUE = load_catalogue()
CASES = read_cases()


def as_cell(argument: Grid | None) -> Argument:
    """A range of one cell as that cell: hosts hand over either."""
    return argument[0][0] if argument is not None and len(argument) == len(argument[0]) == 1 else argument


def as_lists(argument: Grid | None) -> object:
    """An argument as a Python caller has it: one value, a list for a column, else a list of rows."""
    if argument is not None and len(argument) > 1 and len(argument[0]) == 1:
        return [row[0] for row in argument]
    return as_cell(argument)


def as_rows(result: object, case: Case) -> Grid:
    """What Python gave, with its lists turned back into a row or a column."""
    if not isinstance(result, list):
        return [[result]]
    if isinstance(result[0], list):
        return result
    return [result] if len(case.expected) == 1 else [[one] for one in result]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    function = CATALOGUE[case.function]
    for arguments in (case.arguments, [as_cell(argument) for argument in case.arguments]):
        result = as_grid(function.calculate(*arguments))
        assert agrees(case.expected, result), result


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case_from_python(case: Case) -> None:
    function = getattr(cspxl, case.function.lower())
    result = as_rows(function(*(as_lists(argument) for argument in case.arguments)), case)
    assert agrees(case.expected, result), result


def sheet_of(case: Case, name: str) -> SheetModel:
    """A sheet with the formula in A1 and each argument in cells to the right of whatever it may fill."""
    cells = {}
    column = len(case.expected[0]) + 2
    written = []
    for argument in case.arguments:
        if argument is None:
            written.append("")
            continue
        height, width = len(argument), len(argument[0])
        written.append(f"{get_column_letter(column)}1:{get_column_letter(column + width - 1)}{height}")
        for row, line in enumerate(argument, start=1):
            cells.update({(row, column + at): cell for at, cell in enumerate(line) if cell is not None})
        column += width + 1
    while written and not written[-1]:
        written.pop()
    return SheetModel(name, {(1, 1): Formula(f"{case.function}({','.join(written)})", "dynamic"), **cells})


@pytest.fixture(scope="module")
def plan() -> Plan:
    """One workbook with a sheet for each case, calculated."""
    return load(WorkbookModel([sheet_of(case, f"Case{at}_") for at, case in enumerate(CASES)])).calculate()


@pytest.mark.parametrize("at", range(len(CASES)), ids=[str(case) for case in CASES])
def test_case_in_the_engine(at: int, plan: Plan) -> None:
    sheet = f"Case{at}_"
    assert plan.finding(f"{sheet}!A1") is None
    left, top, right, bottom = range_boundaries(plan.spills[f"{sheet}!A1"])
    columns = [get_column_letter(column) for column in range(left, right + 1)]
    result = [[plan[f"{sheet}!{column}{row}"] for column in columns] for row in range(top, bottom + 1)]
    assert agrees(CASES[at].expected, result), result


@pytest.mark.parametrize("function", CATALOGUE)
def test_every_function_has_a_table(function: str) -> None:
    table = [case for case in CASES if case.function == function]
    assert len(table) >= 5, f"tests/cases/{function}.csv has {len(table)} rows; write five or more"
    assert len({case.case for case in table}) == len(table), "two cases of one name"
    for case in table:
        assert case.source.strip(), case
        assert "functions.md" not in case.source.lower(), case


@pytest.mark.parametrize("function", sorted({case.function for case in CASES}))
def test_the_columns_are_the_arguments(function: str) -> None:
    fixed = [parameter.name for parameter in CATALOGUE[function].parameters if not parameter.variadic]
    rest = [parameter.name for parameter in CATALOGUE[function].parameters if parameter.variadic]
    columns = list(next(case.names for case in CASES if case.function == function))
    assert columns[: len(fixed)] == fixed
    more = columns[len(fixed) :]
    assert more == [f"{rest[0]}_{n}" if n > 1 else rest[0] for n in range(1, len(more) + 1)]


# The notation of the tables.


@pytest.mark.parametrize(
    ("written", "grid"),
    [
        ("", None),
        ("blank", [[None]]),
        ("12", [[12]]),
        ("-1.5e3", [[-1500]]),
        ("TRUE", [[True]]),
        ("#DIV/0!", [[CellError.DIV0]]),
        ("'12", [["12"]]),
        ("'", [[""]]),
        ("2017-04", [["2017-04"]]),
        ("1,398, down 7.8%", [["1,398, down 7.8%"]]),
        ("{1,2;3,4}", [[1, 2], [3, 4]]),
        ("{;blank;'; TBC }", [[None], [None], [""], ["TBC"]]),
        ('{"a, ""b"";c",#N/A}', [['a, "b";c', CellError.NA]]),
        ("2016-12..2017-02", [[42705], [42736], [42767]]),
        ("{2016-12..2017-02}", [[42705, 42736, 42767]]),
    ],
)
def test_notation(written: str, grid: Grid | None, tmp_path: Path) -> None:
    quoted = written.replace('"', '""')
    (tmp_path / "NAME.csv").write_text(f'case,a,expected,source\nx,"{quoted}",1,hand\n', "utf-8")
    (case,) = read_cases(tmp_path)
    assert (case.function, case.case, case.names, case.source) == ("NAME", "x", ["a"], "hand")
    (argument,) = case.arguments
    assert argument is None if grid is None else agrees(grid, argument)


@pytest.mark.parametrize("text", ["{1,2;3}", '{"a}', '{a"b}', "{1,~x}"])
def test_a_value_that_cannot_be_read_is_named(text: str, tmp_path: Path) -> None:
    quoted = text.replace('"', '""')
    (tmp_path / "NAME.csv").write_text(f'case,a,expected,source\ny,1,1,hand\nx,"{quoted}",1,hand\n', "utf-8")
    with pytest.raises(ValueError, match=r"NAME\.csv, line 3"):
        read_cases(tmp_path)


@pytest.mark.parametrize(
    "table",
    ["case,a,expected\n", "case,a,expected,source\nx,1,2\n", "case,expected,source\nx,,s\n"],
)
def test_a_table_that_cannot_be_read_is_named(table: str, tmp_path: Path) -> None:
    (tmp_path / "NAME.csv").write_text(table, "utf-8")
    with pytest.raises(ValueError, match=r"NAME\.csv"):
        read_cases(tmp_path)


def test_what_agrees() -> None:
    assert agrees([[0.3]], [[0.1 + 0.2]])
    assert not agrees([[0.3]], [[0.30000000001]])
    assert agrees([[Near(0.146, 3)]], [[0.14623]])
    assert not agrees([[Near(0.146, 3)]], [[0.1466]])
    for other in ("1", True, None, CellError.NA, 2):
        assert not agrees([[1]], [[other]])
    assert not agrees([[""]], [[None]])
    assert not agrees([[1]], [[1], [1]])
    assert not agrees([[1, 1]], [[1], [1]])
