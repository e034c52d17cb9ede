"""What the doors of Excel share: the values that any of them may hand over, and the shape of a range."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, TypeAlias

from cspxl.registry import Argument, Result, as_grid
from cspxl.values import Cell, CellError

CellReader: TypeAlias = Callable[[object], Cell]
CellWriter: TypeAlias = Callable[[Cell], object]

_ERRORS: Final = {error.value: error for error in CellError}
_DAY_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 -- a cell has no time zone


def plain_cell(value: object) -> Cell:
    """A value that means the same in every host; one that no cell can hold is #VALUE!."""
    if isinstance(value, str):
        return _ERRORS.get(value, value)  # an error may arrive as its text
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date):  # a datetime is one too, and so is what pywin32 gives
        return _serial(value)
    if isinstance(value, Decimal):  # a cell formatted as currency
        return float(value)
    if type(value).__name__ == "JsNull":  # a blank in Pyodide, which is not at hand to import it from
        return None
    return CellError.VALUE


def _serial(value: date) -> float:
    """The serial number of a date and time, whose time zone, if any, is only a label that pywin32 adds."""
    if isinstance(value, datetime):
        return (value.replace(tzinfo=None) - _DAY_ZERO) / timedelta(days=1)
    return float((value - _DAY_ZERO.date()).days)


def read_argument(value: object, read_cell: CellReader) -> Argument:
    """An argument as xlwings' raw converter gives it: one value, one row (flattened), or rows of values."""
    if not isinstance(value, list | tuple):
        return read_cell(value)
    if not value:
        return None
    rows: Sequence[Sequence[object]] = value if isinstance(value[0], list | tuple) else (value,)
    # A float is a number in every host, and most cells are one.
    return [[one if type(one) is float else read_cell(one) for one in row] for row in rows]


def write_rows(result: Result, write_cell: CellWriter) -> list[list[object]]:
    """A result as rows of the host's values; one value is one row with one cell."""
    return [[one if type(one) is float else write_cell(one) for one in row] for row in as_grid(result)]
