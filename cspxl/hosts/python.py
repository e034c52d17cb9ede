"""The functions as Python calls them: lists, numpy arrays, pandas Series and dates in; plain values out."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from numbers import Real
from typing import Any, Literal

from cspxl.hosts.faults import wrong_argument
from cspxl.registry import Argument, Function, Result
from cspxl.values import Cell, CellError, CellFault

_EPOCH = date(1899, 12, 30)


def python_function(function: Function) -> Callable[..., Any]:
    """The function under its Python name.

    It returns one value, a list for a row or a column, a list of rows for a block. A cell error comes back as a
    ``CellError``; with ``errors="raise"`` it is raised as ``CellFault``. An argument that no cell can hold is a
    TypeError or ValueError, as in any Python function.
    """
    signature = _signature(function)

    def call(*arguments: object, errors: Literal["value", "raise"] = "value", **named: object) -> object:
        bound = signature.bind(*arguments, **named)
        bound.apply_defaults()
        cells = [_argument(argument) for argument in bound.args]
        result = function.calculate(*cells)
        if errors == "raise" and isinstance(result, CellError):
            raise _fault(function, cells, result)
        return _result(result)

    call.__name__ = call.__qualname__ = function.python_name
    call.__doc__ = f"{function.help}\n\n" + "\n".join(f"{p.name}: {p.help}" for p in function.parameters)
    call.__signature__ = signature  # type: ignore[attr-defined]
    return call


def _fault(function: Function, cells: list[Argument], error: CellError) -> CellFault:
    """The error, with a note on the argument of the wrong kind, if it is one."""
    fault = CellFault(error)
    note = wrong_argument(function, cells) if error is CellError.VALUE else None
    if note is not None:
        fault.add_note(note)
    return fault


def _signature(function: Function) -> inspect.Signature:
    """The method's own signature with every default left to the registry."""
    parameters = inspect.signature(function.method).parameters.values()
    return inspect.Signature(
        [
            (p if p.default is inspect.Parameter.empty else p.replace(default=None)).replace(
                annotation=inspect.Parameter.empty,
            )
            for p in parameters
        ],
    )


def _argument(value: Any) -> Argument:  # noqa: ANN401 -- whatever a caller has
    """A list is a column, a list of lists is a block."""
    dtype = getattr(value, "dtype", None)
    if getattr(dtype, "kind", "") == "M" and hasattr(value, "astype"):  # numpy or pandas dates
        value = value.astype(object) if hasattr(value, "to_numpy") else value.astype("datetime64[D]")
    if hasattr(value, "to_numpy") and hasattr(value, "__len__"):  # a Timestamp has the one, but not the other
        value = value.to_numpy(dtype=object)
    if hasattr(value, "tolist"):
        value = value.tolist()
    if not isinstance(value, list | tuple | range):
        return _cell(value)
    rows = [row if isinstance(row, list | tuple) else (row,) for row in value]
    if not rows or not rows[0]:
        return None
    if any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("the rows of a block must have one length")
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(value: Any) -> Cell:  # noqa: ANN401 -- whatever a caller has
    if value is None or isinstance(value, bool | int | str | CellError):
        return value
    if hasattr(value, "item"):  # a numpy scalar
        return _cell(value.item())
    if hasattr(value, "year") and hasattr(value, "month"):  # a date, Timestamp or Period; NaT's year is NaN
        return _serial(date(value.year, value.month, value.day)) if value.year == value.year else None
    if type(value).__name__ == "NAType":  # pandas.NA, without importing pandas
        return None
    if not isinstance(value, Real | Decimal):
        raise TypeError(f"a cell cannot hold a {type(value).__name__}")
    try:
        number = float(value)
    except OverflowError:
        return CellError.NUM
    if math.isnan(number):
        return None
    return number if math.isfinite(number) else CellError.NUM


def _serial(day: date) -> int:
    """The day's serial number; up to February 1900 it is one less, for the 29th that a spreadsheet believes in."""
    days = (day - _EPOCH).days
    return days if days > 60 else days - 1


def _result(result: Result) -> object:
    if not isinstance(result, Sequence) or isinstance(result, str):
        return result
    if len(result) == 1:
        return list(result[0])
    if len(result[0]) == 1:
        return [row[0] for row in result]
    return [list(row) for row in result]
