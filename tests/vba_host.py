"""The generated VBA, run by pyOpenVBA's interpreter as Excel would run it for a cell: a second reader of the language.

Runs inside the process of the COM door. Excel is a range here; ``XLPy`` gives xlwings' real COM server, or what a test
puts in its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from pyopenvba.interpreter import (
    EMPTY,
    MISSING,
    HostBridge,
    Interpreter,
    VBAArray,
    VBAErrorValue,
    VBAObject,
    member,
    method,
)
from pyopenvba.interpreter._runtime import UNRESOLVED

from cspxl.hosts import vba
from cspxl.registry import load_catalogue

CallUDF = Callable[[str, str, list[Any]], Any]
__all__: Final = ["EMPTY", "MISSING", "Excel", "Python", "Range", "as_rows", "call", "opened", "shown"]


class Areas(VBAObject):
    vba_type_name = "Areas"

    def __init__(self, count: int) -> None:
        self.count = count

    @member
    def Count(self) -> int:  # noqa: N802 -- Excel's name
        return self.count


class Range(VBAObject):
    """Cells that are handed over: rows of values, in one block or several; ``asked`` counts what of it is read."""

    vba_type_name = "Range"

    def __init__(self, rows: Sequence[Sequence[Any]], blocks: int = 1) -> None:
        self.rows, self.blocks = rows, blocks
        self.asked: Counter[str] = Counter()

    @member
    def Areas(self) -> Areas:  # noqa: N802 -- Excel's name
        self.asked["areas"] += 1
        return Areas(self.blocks)

    @member
    def Value2(self) -> object:  # noqa: N802 -- Excel's name
        """A date is its serial number, a single cell no array."""
        self.asked["value2"] += 1
        plain = [[_serial(cell) for cell in row] for row in self.rows]
        return _to_vba(plain) if len(plain) > 1 or len(plain[0]) > 1 else plain[0][0]


class Python(VBAObject):
    """The COM server of xlwings."""

    vba_type_name = "Python"

    def __init__(self, call_udf: CallUDF) -> None:
        self.call_udf = call_udf

    @method
    def CallUDF(self, module: str, name: str, given: VBAArray) -> object:  # noqa: N802 -- xlwings' name
        return _to_vba(self.call_udf(module, name, given.items))


class Excel(HostBridge):
    """The names that VBA finds around it; ``asked`` counts how often each was looked up."""

    def __init__(self, names: Mapping[str, Callable[[], object]]) -> None:
        self.names = names
        self.asked: Counter[str] = Counter()

    def global_object(self, name: str) -> object:
        if name.lower() not in self.names:
            return UNRESOLVED
        self.asked[name.lower()] += 1
        return self.names[name.lower()]()


def opened(excel: Excel) -> Interpreter:
    """The wrapper module of the whole catalogue, compiled."""
    running = Interpreter(excel)
    text = vba.functions_module(load_catalogue())
    # A procedure's attributes are for the function wizard; the interpreter knows those of modules only.
    running.add_module(re.sub(r"(?m)^Attribute \w+\.VB_.*\n", "", text), name=vba.FUNCTIONS_MODULE)
    return running


@cache
def _interpreter(call_udf: CallUDF) -> Interpreter:
    return opened(Excel({"xlpy": lambda: Python(call_udf)}))


def call(call_udf: CallUDF, name: str, arguments: list[Any]) -> Any:
    """What the cell shows."""
    return shown(_interpreter(call_udf).run(name, arguments))


def _to_vba(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        return value
    rows = value if isinstance(value[0], list | tuple) else None
    bounds = [(0, len(value) - 1)] if rows is None else [(0, len(rows) - 1), (0, len(rows[0]) - 1)]
    made = VBAArray(bounds)
    for at, row in enumerate(value):
        if rows is None:
            made.items[made.offset([at])] = row
        else:
            for column, cell in enumerate(row):
                made.items[made.offset([at, column])] = cell
    return made


def as_rows(value: Any) -> Any:
    """An array as pywin32 hands it over: rows, as tuples."""
    if not isinstance(value, VBAArray):
        return value
    return tuple(tuple(row) for row in shown(value))


def _serial(cell: Any) -> Any:
    return (cell.replace(tzinfo=None) - datetime(1899, 12, 30)) / timedelta(1) if isinstance(cell, datetime) else cell  # noqa: DTZ001 -- a cell has no time zone


def shown(value: Any) -> Any:
    """What the cell shows: one value, a row, or rows; an error is its number."""
    if not isinstance(value, VBAArray):
        return ("error", value.number) if isinstance(value, VBAErrorValue) else value
    if value.dimensions == 1:
        return [shown(cell) for cell in value.items]
    (_, last_row), (_, last_column) = value.bounds
    return [[shown(value.get([row, at])) for at in range(last_column + 1)] for row in range(last_row + 1)]

