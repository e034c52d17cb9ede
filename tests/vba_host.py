"""The generated VBA, run by pyOpenVBA's interpreter as Excel would run it for a cell: a second reader of the language.

Runs inside the process of the COM door. Excel is four objects here: Application with a caller, a range, the workbook,
and ``XLPy``, which is xlwings' real COM server.
"""

from __future__ import annotations

import re
from collections.abc import Callable
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
__all__: Final = ["EMPTY", "MISSING", "Range", "call"]


class Range(VBAObject):
    """Cells that are handed over, or the cell that calls; ``com`` is what pywin32 makes of it."""

    vba_type_name = "Range"

    def __init__(self, com: Any = None) -> None:
        self.com = com


class Workbook(VBAObject):
    vba_type_name = "Workbook"


class Application(VBAObject):
    vba_type_name = "Application"

    @member
    def Caller(self) -> object:  # noqa: N802 -- Excel's name
        return Range()


class XLPy(VBAObject):
    vba_type_name = "XLPy"

    def __init__(self, call_udf: CallUDF) -> None:
        self.call_udf = call_udf

    @method
    def CallUDF(self, module: str, name: str, given: VBAArray, book: object, caller: object) -> object:  # noqa: N802
        assert (type(book), type(caller)) == (Workbook, Range)
        return _to_vba(self.call_udf(module, name, given.items))


class Excel(HostBridge):
    def __init__(self, call_udf: CallUDF) -> None:
        workbook = Workbook()
        self.objects: dict[str, VBAObject] = {
            "application": Application(), "thisworkbook": workbook, "activeworkbook": workbook,
            "xlpy": XLPy(call_udf),
        }  # fmt: skip

    def global_object(self, name: str) -> object:
        return self.objects.get(name.lower(), UNRESOLVED)


@cache
def interpreter(call_udf: CallUDF) -> Interpreter:
    """The wrapper module of the whole catalogue, compiled."""
    excel = Interpreter(Excel(call_udf))
    text = vba.functions_module(load_catalogue())
    # A procedure's attributes are for the function wizard; the interpreter knows those of modules only.
    excel.add_module(re.sub(r"(?m)^Attribute \w+\.VB_.*\n", "", text), name=vba.FUNCTIONS_MODULE)
    return excel


def call(call_udf: CallUDF, name: str, arguments: list[Any]) -> Any:
    """What the cell gets: one value, a row, or rows; an error is its number."""
    return _from_vba(interpreter(call_udf).run(name, arguments))


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


def _from_vba(value: Any) -> Any:
    if not isinstance(value, VBAArray):
        return ("error", value.number) if isinstance(value, VBAErrorValue) else value
    if value.dimensions == 1:
        return [_from_vba(cell) for cell in value.items]
    (_, last_row), (_, last_column) = value.bounds
    return [[_from_vba(value.get([row, at])) for at in range(last_column + 1)] for row in range(last_row + 1)]

