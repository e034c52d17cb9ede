"""Every case of every table, and the boundary table, from cells of LibreOffice Calc.

The arguments stand in cells; formulas are spelled as ``--host libreoffice`` spells them. TRUE is the number 1 in Calc.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import openpyxl
import pytest
from calc_office import missing, office, shown
from case_tables import agrees, read_cases
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula
from test_excel_boundary import CASES as BOUNDARY
from xlwings_doors import Error, serial

from cspxl.registry import as_grid, load_catalogue
from cspxl.values import CellError
from cspxl.workbook.calc import Spelling

pytestmark = [pytest.mark.long, pytest.mark.skipif(missing() is not None, reason=str(missing()))]
CATALOGUE = load_catalogue()
SPELLING = Spelling(frozenset(CATALOGUE), frozenset())
FIRST = 30  # the column of the first argument, beyond whatever a result may fill
# Errors that no cell of Calc can hold.
ONLY_EXCEL = {CellError.SPILL, CellError.CALC, CellError.GETTING_DATA}


@dataclass(frozen=True)
class Question:
    """A call of a function; None is an argument left out."""

    case: str
    function: str
    arguments: Sequence[Sequence[Sequence[Any]] | None]
    expected: Sequence[Sequence[Any]]

    def can_be_asked(self) -> bool:
        return not any(isinstance(cell, CellError) and cell in ONLY_EXCEL for cell in self.cells())

    def cells(self) -> Iterator[Any]:
        yield from (cell for rows in self.arguments for row in rows or () for cell in row)

    def in_calc(self) -> list[list[Any]]:
        """What is to be shown; of arguments that hold TRUE, what the function makes of 1: Calc tells no difference."""
        rows = self.expected
        if any(isinstance(cell, bool) for cell in self.cells()):
            given = [rows and [[unlogical(cell) for cell in row] for row in rows] for rows in self.arguments]
            rows = as_grid(CATALOGUE[self.function].calculate(*given))
        return [["" if cell is None else unlogical(cell) for cell in row] for row in rows]


def unlogical(cell: Any) -> Any:
    return int(cell) if isinstance(cell, bool) else cell


def of_boundary(case: str, function: str, arguments: Sequence[Any], expected: Any) -> Question:
    """A case of the boundary table."""
    given = [None if argument is ... else cells(argument) for argument in arguments]
    return Question(f"boundary: {case}", function, given, cells(expected))


def cells(value: Any) -> list[list[Any]]:
    rows = value if isinstance(value, list) else [[value]]
    return [[plain(cell) for cell in row] for row in rows]


def plain(cell: Any) -> Any:
    if isinstance(cell, Error):
        return CellError(cell)
    return serial(cell) if isinstance(cell, date) else cell


TABLES = [Question(case.case, case.function, case.arguments, case.expected) for case in read_cases()]
QUESTIONS = [question for question in (*TABLES, *(of_boundary(*case) for case in BOUNDARY)) if question.can_be_asked()]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[list[list[Any]]]:
    """What Calc shows, question by question."""
    folder = tmp_path_factory.mktemp("calls")
    book = openpyxl.Workbook()
    sheet = book.active
    tops, top = [], 1
    for question in QUESTIONS:
        write(sheet, top, question)
        tops.append(top)
        top += max(map(len, [question.in_calc(), *filter(None, question.arguments)])) + 1
    book.save(folder / "calls.xlsx")
    with office(folder / "office") as calc:
        found = calc.ask(open=folder / "calls.xlsx", all=False)["cells"]
    return [read(found, top, question) for top, question in zip(tops, QUESTIONS, strict=True)]


def write(sheet: Any, top: int, question: Question) -> None:
    """The call in C, over as many cells as are expected; in A and B how many it gives."""
    places = ",".join(placed(sheet, top, question.arguments))
    formula = f"={SPELLING.respelled(f'{question.function}({places})')}"
    rows = question.in_calc()
    area = f"C{top}:{get_column_letter(2 + len(rows[0]))}{top + len(rows) - 1}"
    sheet[f"C{top}"] = ArrayFormula(area, formula) if len(rows) > 1 or len(rows[0]) > 1 else formula
    if not CATALOGUE[question.function].gives_one:
        sheet[f"A{top}"], sheet[f"B{top}"] = f"=ROWS({formula[1:]})", f"=COLUMNS({formula[1:]})"


def placed(sheet: Any, top: int, arguments: Sequence[Any]) -> Iterator[str]:
    """Where each argument is written."""
    left = FIRST
    for rows in arguments:
        if rows is None:
            yield ""
            continue
        for row, line in enumerate(rows):
            for column, value in enumerate(line):
                cell = sheet.cell(top + row, left + column)
                if value is not None:
                    cell.value = str(value) if isinstance(value, CellError) else value
                    cell.data_type = "s" if isinstance(value, str) else cell.data_type
        right, bottom = left + len(rows[0]) - 1, top + len(rows) - 1
        yield f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
        left = right + 2


def read(found: dict[str, Any], top: int, question: Question) -> list[list[Any]]:
    rows = question.in_calc()
    size = [found.get(f"Sheet!{column}{top}") for column in "AB"]
    if all(isinstance(number, float) for number in size) and size != [len(rows), len(rows[0])]:
        return [["another size", *size]]
    return [
        [shown(found[f"Sheet!{get_column_letter(3 + column)}{top + row}"]) for column in range(len(rows[0]))]
        for row in range(len(rows))
    ]


@pytest.mark.parametrize("function", CATALOGUE)
def test_a_cell_shows_what_the_tables_say(function: str, answers: list[Any]) -> None:
    wrong = [
        (question.case, answer, question.expected)
        for question, answer in zip(QUESTIONS, answers, strict=True)
        if question.function == function and not agrees(question.in_calc(), answer)
    ]
    assert wrong == []
