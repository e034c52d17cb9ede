"""The database functions: a range with headings, a field of it, and a range of conditions.

Conditions beside each other must all be met, those below each other are alternatives. A text is met by what begins
with it; after an operator it is compared as SUMIFS compares.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from cspxl.engine.allowance import spend
from cspxl.engine.arguments import fail
from cspxl.engine.criteria import Predicate, criterion, predicate, spend_on_wildcards
from cspxl.engine.frame import Frame
from cspxl.engine.library.statistics import mean, variance
from cspxl.engine.ranges import Operand, Ref
from cspxl.engine.semantics import to_text, to_whole
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError

_CHECK: Final = 10  # steps of a record that is held against a condition

Condition = tuple[int, Predicate]
"""The number of a column, and what its cell must be."""


def _range(operand: Operand) -> Ref:
    if not isinstance(operand, Ref):
        fail(operand if isinstance(operand, CellError) else CellError.VALUE)
    return operand


def _named(headings: Sequence[Cell], name: Cell) -> int | None:
    """The first column with a heading, however its letters are written; a number or TRUE is read as a text."""
    if name is None or isinstance(name, CellError):
        return None
    names = [None if isinstance(cell, CellError) else to_text(cell).lower() for cell in headings]
    wanted = to_text(name).lower()
    return names.index(wanted) if wanted and wanted in names else None


def _column(headings: Sequence[Cell], field: Cell) -> int | None:
    """The column of a field: its heading, or its number from 1 on; None where it is left out."""
    if field is None:
        return None
    if isinstance(field, str):
        named = _named(headings, field)
        return fail(CellError.VALUE) if named is None else named
    number = to_whole(field)
    return number - 1 if 1 <= number <= len(headings) else fail(CellError.VALUE)


def _meaning(cell: Cell) -> Predicate:
    """Whether a cell meets a condition."""
    operator, operand = criterion(cell)
    if isinstance(cell, str) and isinstance(operand, str) and operator == "=" and not cell.startswith("="):
        operand += "*"
    return predicate(operator, operand)


def _alternatives(frame: Frame, headings: Sequence[Cell], conditions: Ref) -> list[list[Condition]]:
    """What a record must meet: all of the conditions of one of the alternatives."""
    titles, *rows = conditions.array.rows
    found: list[list[Condition]] = []
    for down, row in enumerate(rows, 1):
        wanted: list[Condition] = []
        for across, (title, cell) in enumerate(zip(titles, row, strict=True)):
            if cell is None:
                continue
            column = _named(headings, title)
            if column is not None:
                wanted.append((column, _meaning(cell)))
            elif not isinstance(cell, str) and frame.book.has_formula(conditions.part(down, across, 1, 1)):
                fail(CellError.VALUE)  # worked out anew for each record, in Excel
            else:
                wanted.append((0, lambda _cell: False))
        found.append(wanted)
    return found or [[]]


def _records(frame: Frame, database: Operand, conditions_in: Operand) -> tuple[Sequence[Cell], list[Sequence[Cell]]]:
    """The headings, and the records that meet the conditions."""
    array, conditions = _range(database).array, _range(conditions_in)
    headings, *records = array.rows
    if not records:
        fail(CellError.VALUE)
    alternatives = _alternatives(frame, headings, conditions)
    spend(_CHECK * len(records) * sum(map(len, alternatives)))
    for cell in conditions.array.flat:
        if isinstance(cell, str):
            spend_on_wildcards(array, cell)
    chosen = [row for row in records if any(all(meets(row[at]) for at, meets in wanted) for wanted in alternatives)]
    return headings, chosen


def _values(frame: Frame, database: Operand, field: Cell, conditions: Operand) -> list[Cell]:
    """The field of the records that meet the conditions."""
    headings, chosen = _records(frame, database, conditions)
    column = _column(headings, field)
    return [row[column] for row in chosen] if column is not None else fail(CellError.VALUE)


def _numbers(found: Sequence[Cell]) -> list[float]:
    for cell in found:
        if isinstance(cell, CellError):
            fail(cell)
    return [cell for cell in found if type(cell) is float]


def _of_numbers(name: str, calculate: Callable[[Sequence[float]], float]) -> None:
    def method(frame: Frame, database: Operand, field: Cell, conditions: Operand) -> float:
        return calculate(_numbers(_values(frame, database, field, conditions)))

    excel(name, "r x r", needs_frame=True)(method)


_of_numbers("DSUM", math.fsum)
_of_numbers("DAVERAGE", mean)
_of_numbers("DMAX", lambda found: max(found, default=0.0))
_of_numbers("DMIN", lambda found: min(found, default=0.0))
_of_numbers("DPRODUCT", lambda found: math.prod(found) if found else 0.0)
_of_numbers("DVAR", lambda found: variance(found, 1))
_of_numbers("DVARP", lambda found: variance(found, 0))
_of_numbers("DSTDEV", lambda found: math.sqrt(variance(found, 1)))
_of_numbers("DSTDEVP", lambda found: math.sqrt(variance(found, 0)))


def _counted(frame: Frame, database: Operand, field: Cell, conditions: Operand) -> list[Cell]:
    """What a count goes through: without a field, something for each record."""
    headings, chosen = _records(frame, database, conditions)
    column = _column(headings, field)
    return [1.0 if column is None else row[column] for row in chosen]


@excel("DCOUNT", "r x r", needs_frame=True)
def _dcount(frame: Frame, database: Operand, field: Cell, conditions: Operand) -> float:
    return float(sum(type(cell) is float for cell in _counted(frame, database, field, conditions)))


@excel("DCOUNTA", "r x r", needs_frame=True)
def _dcounta(frame: Frame, database: Operand, field: Cell, conditions: Operand) -> float:
    return float(sum(cell is not None for cell in _counted(frame, database, field, conditions)))


@excel("DGET", "r x r", needs_frame=True)
def _dget(frame: Frame, database: Operand, field: Cell, conditions: Operand) -> Cell:
    """The field of the one record that meets the conditions."""
    found = _values(frame, database, field, conditions)
    if len(found) == 1:
        return found[0]
    return CellError.NUM if found else CellError.VALUE
