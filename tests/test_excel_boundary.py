"""One table of boundary cases through every host that runs here: what a cell shows is the same in each.

Expected values are by hand from the contract of the functions: a blank is not available, zero is a count of zero, an
error comes out as it is, TRUE and texts are no numbers, an argument left out takes its default as a blank one does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from xlwings_doors import Error, as_datetime, call_com, call_office, rich_date, serial

from cspxl.engine import load
from cspxl.engine.addresses import split_area
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.hosts.python import python_function
from cspxl.registry import load_catalogue
from cspxl.values import CellError

CATALOGUE = load_catalogue()
NA, VALUE, REF, DIV0 = Error("#N/A"), Error("#VALUE!"), Error("#REF!"), Error("#DIV/0!")
FEBRUARY = date(2017, 2, 1)


def _in_python(name: str, *arguments: Any) -> Any:
    """Flat: Python gives a list for a row and for a column."""
    found = python_function(CATALOGUE[name])(*(None if a is ... else _python_argument(a) for a in arguments))
    return [_as_error(cell) for cell in _flat(found)]


def _python_argument(argument: Any) -> Any:
    if isinstance(argument, list):
        return [[_python_argument(cell) for cell in row] for row in argument]
    return CellError(argument) if isinstance(argument, Error) else argument


def _as_error(cell: Any) -> Any:
    return Error(str(cell)) if isinstance(cell, CellError) else cell


def _flat(found: Any) -> list[Any]:
    if not isinstance(found, list):
        return [found]
    return [cell for row in found for cell in (row if isinstance(row, list) else [row])]


def _in_the_engine(name: str, *arguments: Any) -> Any:
    """Each argument in cells of its own, the formula in A1, which spills."""
    cells: dict[tuple[int, int], Any] = {}
    left, places = 30, []
    for argument in arguments:
        rows = argument if isinstance(argument, list) else [[argument]]
        if argument is ...:
            places.append("")
            continue
        for row, line in enumerate(rows, 1):
            for column, cell in enumerate(line):
                known = serial(cell) if isinstance(cell, date) else _python_argument(cell)
                if known is not None:
                    cells[row, left + column] = known
        places.append(f"{_letters(left)}1:{_letters(left + len(rows[0]) - 1)}{len(rows)}")
        left += len(rows[0]) + 1
    cells[1, 1] = Formula(f"{name}({','.join(places)})", "dynamic")
    plan = load(WorkbookModel((SheetModel("S", cells),))).calculate()
    area = split_area(plan.spills["S!A1"])
    assert area is not None
    top, first, bottom, last = area
    columns = [_letters(at) for at in range(first, last + 1)]
    rows = [[_as_error(plan[f"S!{column}{row}"]) for column in columns] for row in range(top, bottom + 1)]
    return rows if (bottom, last) != (top, first) else rows[0][0]


def _letters(column: int) -> str:
    return chr(64 + column) if column <= 26 else chr(64 + (column - 1) // 26) + chr(65 + (column - 1) % 26)


HOSTS: dict[str, Callable[..., Any]] = {
    "Python": _in_python,
    "engine": _in_the_engine,
    "Excel, COM": partial(call_com, as_datetime),
    "Excel, COM, serial dates": partial(call_com, serial),
    "Excel, Office.js": partial(call_office, serial),
    "Excel, Office.js, rich dates": partial(call_office, rich_date),
}

CASES: list[tuple[str, str, list[Any], Any]] = [
    ("a number", "PCT_CHANGE", [90, 100], -0.1),
    ("a blank cell", "PCT_CHANGE", [[[None]], 100], NA),
    ("an empty text", "PCT_CHANGE", ["", 100], NA),
    ("zero", "PCT_CHANGE", [0, 100], -1),
    ("zero below the line", "PCT_CHANGE", [100, 0], DIV0),
    ("a date as a number", "PCT_CHANGE", [FEBRUARY, FEBRUARY], 0),
    ("a date as a month", "PERIOD_LABEL", [FEBRUARY, 3], "Dec 16 - Feb 17"),
    ("a date in a range", "LATEST_MONTH", [[[5], [None]], [[FEBRUARY], [date(2017, 3, 1)]]], 42767),
    ("zero where a month is wanted", "PERIOD_LABEL", [0, 3], VALUE),
    ("an error", "PCT_CHANGE", [REF, 100], REF),
    ("the error not available", "PCT_CHANGE", [NA, 100], NA),
    ("a wrong argument before a missing one", "PCT_CHANGE", [[[None]], REF], REF),
    ("TRUE where a number is wanted", "PCT_CHANGE", [True, 100], VALUE),
    ("FALSE where TRUE or FALSE is wanted", "SUPPRESS", [[[120], [3], [0]], ..., ..., False], [[120], ["[c]"], [0]]),
    ("a number stored as text", "PCT_CHANGE", ["90", 100], VALUE),
    ("a text", "PCT_CHANGE", ["many", 100], VALUE),
    ("a text that says not available", "PCT_CHANGE", ["TBC", 100], NA),
    ("one cell", "RATE_PER", [[[100]], [[50000]]], 2),
    ("a row", "RATE_PER", [[[100, 300]], [[50000, 50000]]], [[2, 6]]),
    ("a column", "RATE_PER", [[[100], [300]], [[50000], [50000]]], [[2], [6]]),
    ("a block", "RATE_PER", [[[100, 300], [50, 0]], [[50000, 50000], [1000, 1000]]], [[2, 6], [50, 0]]),
    ("a mixed block", "RATE_PER", [[[None, 0], [REF, "TBC"]], [[9, 9], [9, 9]]], [[NA, 0], [REF, NA]]),
    ("an argument left out at the end", "RATE_PER", [100, 50000], 2),
    ("an argument left out", "HEADLINE", [6514, 5683, ..., "calls"], "6,514, up 14.6%"),
    ("a blank in its place", "HEADLINE", [6514, 5683, [[None]], "calls"], "6,514, up 14.6%"),
    ("an empty text in its place", "HEADLINE", [6514, 5683, "", "calls"], "6,514, up 14.6%"),
    ("a blank among the results", "SUPPRESS", [[[120], [None]]], [[120], [""]]),
    ("TRUE among the results", "LCPF_BEST_FIT", [10, [[7], [20], [3]]], [[True], [False], [True]]),
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(("name", "arguments", "shown"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_cell_shows_the_same_in_every_host(host: str, name: str, arguments: list[Any], shown: Any) -> None:
    found = HOSTS[host](name, *arguments)
    expected = _flat(shown) if host == "Python" else shown
    assert _plain(found) == _approximately(expected)
    assert _kinds(found) == _kinds(expected)


def _plain(found: Any) -> Any:
    return [_plain(item) for item in found] if isinstance(found, list) else found


def _approximately(expected: Any) -> Any:
    if isinstance(expected, list):
        return [_approximately(item) for item in expected]
    return expected if isinstance(expected, bool | str) else pytest.approx(expected)


def _kinds(found: Any) -> list[str]:
    """An error is no text, and TRUE is no number, though Python would call them equal."""
    names = {int: "number", float: "number", str: "text", Error: "error", bool: "logical"}
    return [names[type(cell)] for cell in _flat(found)]
