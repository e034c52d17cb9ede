"""Every case of every table through both doors of Excel: the generated VBA with xlwings' COM server, and Office.js."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from case_tables import Case, agrees, read_cases
from xlwings_doors import Error, calls_com, calls_office

from cspxl.registry import load_catalogue
from cspxl.values import CellError, Grid

CASES = read_cases()
DOORS = {"com": calls_com, "office": calls_office}


def sent(argument: Grid | None) -> Any:
    """An argument as the doors' cases write it."""
    if argument is None:
        return ...
    return [[Error(str(cell)) if isinstance(cell, CellError) else cell for cell in row] for row in argument]


def shown(answer: Any) -> list[list[Any]]:
    rows = answer if isinstance(answer, list) else [[answer]]
    return [[CellError(cell) if isinstance(cell, Error) else cell for cell in row] for row in rows]


@pytest.fixture(scope="module", params=DOORS)
def answers(request: pytest.FixtureRequest) -> Sequence[Any]:
    """What the cells show, case by case."""
    calls = [(case.function, [sent(argument) for argument in case.arguments]) for case in CASES]
    return DOORS[request.param](calls)


@pytest.mark.parametrize("function", load_catalogue())
def test_the_cases_of_a_function(function: str, answers: Sequence[Any]) -> None:
    wrong = [
        (case.case, shown(answer), case.expected)
        for case, answer in zip(CASES, answers, strict=True)
        if case.function == function and not agrees(_as_excel(case), shown(answer))
    ]
    assert wrong == []


def _as_excel(case: Case) -> Sequence[Sequence[Any]]:
    """A blank among results is an empty text in Excel, which has no blank to show."""
    return [["" if cell is None else cell for cell in row] for row in case.expected]
