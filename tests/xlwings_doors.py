"""Excel's two doors for tests: each in a process of its own, because xlwings chooses its door when it is imported.

Office.js (xlwings Server and Lite) runs the real ``xlwings.server``. COM (the classic add-in) runs the generated VBA in
an interpreter (``vba_host``), behind it the real ``xlwings.com_server`` with pywin32 stubbed; the marshalling of COM
and Excel are not covered. A warning is an error in both, as it is in pytest.

A case writes its cells as Excel shows them: numbers, texts, dates, None for a blank, ``Error("#N/A")``; an argument is
a cell, or a list of rows, or ``...`` where it is left out.
"""

from __future__ import annotations

import asyncio
import ctypes
import io
import json
import multiprocessing
import os
import sys
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

WriteDate = Callable[[date], Any]
UDFS = Path(__file__).parent.parent / "udfs"
MISSING = -2147352572  # how VBA hands over an optional argument that was left out: DISP_E_PARAMNOTFOUND

COM_ERRORS = {  # XlCVError on top of &H800A0000, as pywin32 hands a cell's error over
    "#NULL!": -2146826288, "#DIV/0!": -2146826281, "#VALUE!": -2146826273, "#REF!": -2146826265, "#NAME?": -2146826259,
    "#NUM!": -2146826252, "#N/A": -2146826246, "#GETTING_DATA": -2146826245, "#SPILL!": -2146826243,
    "#CALC!": -2146826238,
}  # fmt: skip
VBA_ERRORS = {number + 2**32 - 0x800A0000: text for text, number in COM_ERRORS.items()}  # XlCVError
OFFICE_ERRORS = {  # Excel.ErrorCellValueType of the Office JavaScript API
    "#NULL!": "Null", "#DIV/0!": "Div0", "#VALUE!": "Value", "#REF!": "Ref", "#NAME?": "Name", "#NUM!": "Num",
    "#N/A": "NotAvailable", "#GETTING_DATA": "GettingData", "#SPILL!": "Spill", "#CALC!": "Calc",
}  # fmt: skip


class Error(str):
    """A cell's error in a case."""

    __slots__ = ()


def run(door: str, job: Callable[..., Any], *arguments: Any) -> Any:
    """What the job returns in the door's process."""
    return _process(door).submit(job, *arguments).result()


@cache
def _process(door: str) -> ProcessPoolExecutor:
    initializer = {"office": _open_office, "com": _open_com}[door]
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=initializer)


# Calls, as a case writes them.


def serial(day: date) -> float:
    return float((day - date(1899, 12, 30)).days)


def rich_date(day: date) -> dict[str, Any]:
    return {"type": "FormattedNumber", "basicValue": serial(day), "numberFormat": "mmm yy"}


def as_datetime(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)  # pywin32 says UTC


def call_office(write_date: WriteDate, name: str, *arguments: Any) -> Any:
    """The value that the cell shows: rows for an array, an error as its text."""
    return calls_office([(name, list(arguments))], write_date)[0]


def calls_office(calls: list[tuple[str, list[Any]]], write_date: WriteDate = serial) -> list[Any]:
    """What each call's cell shows."""
    sent = [(name, [_office_argument(argument, write_date) for argument in arguments]) for name, arguments in calls]
    return [_office_shown(answer) for answer in run("office", office_calls, sent)]


def _office_argument(argument: Any, write_date: WriteDate) -> Any:
    """Office.js hands every argument over as rows, a single cell too."""
    if argument is ...:
        return None
    rows = argument if isinstance(argument, list) else [[argument]]
    return [[_office_cell(cell, write_date) for cell in row] for row in rows]


def _office_shown(answer: Any) -> Any:
    texts = {kind: text for text, kind in OFFICE_ERRORS.items()}
    rows = [[Error(texts[cell["errorType"]]) if isinstance(cell, dict) else cell for cell in row] for row in answer]
    return rows if len(rows) > 1 or len(rows[0]) > 1 else rows[0][0]


def call_com(write_date: WriteDate, name: str, *arguments: Any) -> Any:
    """The value that the cell shows: rows for an array, an error as its text."""
    return calls_com([(name, list(arguments))], write_date)[0]


def calls_com(calls: list[tuple[str, list[Any]]], write_date: WriteDate = serial) -> list[Any]:
    """What each call's cell shows."""
    sent = [(name, [_com_argument(argument, write_date) for argument in arguments]) for name, arguments in calls]
    return [_com_shown(answer) for answer in run("com", com_calls, sent)]


def _com_argument(argument: Any, write_date: WriteDate) -> Any:
    if not isinstance(argument, list):
        return _com_cell(argument, write_date)
    return tuple(tuple(_com_cell(cell, write_date) for cell in row) for row in argument)


def _com_shown(answer: Any) -> Any:
    if not isinstance(answer, list):
        return _shown(answer)
    return [[_shown(cell) for cell in row] for row in (answer if isinstance(answer[0], list) else [answer])]


def _shown(cell: Any) -> Any:
    """A real error, which VBA's CVErr made, as its text; a text that only looks like one has no place in a cell."""
    assert not str(cell).startswith("#")
    return Error(VBA_ERRORS[cell[1]]) if isinstance(cell, tuple) else cell


def _office_cell(cell: Any, write_date: WriteDate) -> Any:
    if isinstance(cell, Error):
        return {"type": "Error", "basicType": "Error", "basicValue": str(cell), "errorType": OFFICE_ERRORS[cell]}
    return write_date(cell) if isinstance(cell, date) else cell


def _com_cell(cell: Any, write_date: WriteDate) -> Any:
    if cell is ...:
        return MISSING
    if isinstance(cell, Error):
        return COM_ERRORS[cell]
    if isinstance(cell, date):
        return write_date(cell)
    return float(cell) if type(cell) is int else cell


# Jobs: what runs inside a door's process.


def office_calls(calls: list[tuple[str, list[Any]]]) -> list[Any]:
    return [office_call(name, arguments) for name, arguments in calls]


def com_calls(calls: list[tuple[str, list[Any]]]) -> list[Any]:
    return [com_call(name, arguments) for name, arguments in calls]


def office_call(name: str, arguments: list[Any]) -> Any:
    import xlwings as xw
    from xlwings.server import custom_functions_call

    module = import_module("cspxl_udfs")
    left_out = [None] * (len(getattr(module, name).__xlfunc__["args"]) - len(arguments))
    request = {
        "func_name": name, "args": [*arguments, *left_out], "client": "Office.js", "version": xw.__version__,
        "runtime": "1.4", "caller_address": "[Book1.xlsx]Sheet1!$B$2", "culture_info_name": "en-GB",
        "date_format": "dd/mm/yyyy",
    }  # fmt: skip
    try:
        answer = asyncio.run(custom_functions_call(request, module))
    except xw.XlwingsError as line:  # what xlwings' JavaScript makes of it: CustomFunctions.Error(invalidValue, line)
        return [[{"type": "Error", "errorType": "Value", "line": str(line)}]]
    return json.loads(json.dumps(answer, allow_nan=False))  # as it travels to Excel


def office_metadata() -> dict[str, Any]:
    from xlwings.server import custom_functions_meta

    return custom_functions_meta(import_module("cspxl_udfs"))


def com_call(name: str, arguments: list[Any]) -> Any:
    """What the VBA wrapper gives the cell."""
    import vba_host

    return vba_host.call(_call_udf, name, [_as_vba(argument) for argument in arguments])


def _as_vba(argument: Any) -> Any:
    import vba_host

    if isinstance(argument, tuple):
        return vba_host.Range([[vba_host.EMPTY if cell is None else cell for cell in row] for row in argument])
    return {MISSING: vba_host.MISSING, None: vba_host.EMPTY}.get(argument, argument)


def _as_pywin32(argument: Any) -> Any:
    import vba_host

    if isinstance(argument, tuple):
        return tuple(_as_pywin32(item) for item in argument)
    return {vba_host.MISSING: MISSING, vba_host.EMPTY: None}.get(argument, argument)


def _call_udf(module: str, name: str, arguments: list[Any]) -> Any:
    """xlwings' COM server: one value, a row, or rows."""
    import vba_host
    from xlwings.com_server import XLPython

    given = tuple(_as_pywin32(vba_host.as_rows(argument)) for argument in arguments)
    return XLPython().CallUDF(module, name, given)


def com_wrapper_text() -> str:
    return _wrapper_text(import_module("cspxl_udfs"))


def _wrapper_text(module: ModuleType | SimpleNamespace) -> str:
    from xlwings.udfs import generate_vba_wrapper

    text = io.StringIO()
    generate_vba_wrapper("cspxl_udfs", module, text, SimpleNamespace(Name="Book1.xlsm"))
    return text.getvalue()


def com_wizard_help() -> dict[str, tuple[str, str, list[str]]]:
    """What ``import_udfs`` hands to Excel's MacroOptions: description, category, descriptions of the arguments."""
    infos = [found.__xlfunc__ for found in vars(import_module("cspxl_udfs")).values() if hasattr(found, "__xlfunc__")]
    return {i["name"]: (i["ret"]["doc"], i["category"], [arg["doc"] for arg in i["args"]]) for i in infos}


def com_wrapper_of_a_new_function() -> str:
    """A function that enters the catalogue later; one of its arguments has a name that VBA reserves."""
    from cspxl.hosts.xlwings_module import exports
    from cspxl.registry import CATALOGUE, Number, excel_function

    def halfway(start: Number, end: Number) -> float:
        return (start + end) / 2

    # The registry reads type hints at run time; here they are names of this function's own.
    halfway.__annotations__ = {"start": Number, "end": Number, "return": float}
    arguments = {"start": "From.", "end": "To."}
    register = excel_function(
        "HALFWAY", example="=HALFWAY(1,3)", help="Half.", args=arguments, category="CSP", source="",
    )
    register(halfway)
    try:
        return _wrapper_text(SimpleNamespace(**exports()))
    finally:
        del CATALOGUE["HALFWAY"]


# Opening a door.


def _open_office() -> None:
    """As xlwings Server starts; the key is the documented one for noncommercial use, tests included."""
    warnings.simplefilter("error")
    os.environ |= {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}
    sys.path.insert(0, str(UDFS))


_PYWIN32 = (
    "pythoncom", "pywintypes", "win32api", "win32com", "win32com.client", "win32com.server", "win32com.server.util",
    "win32com.server.dispatcher", "win32com.server.exception", "win32com.server.policy", "win32con", "win32event",
    "win32gui", "win32process", "win32timezone",
)  # fmt: skip


def _open_com() -> None:
    """As on Windows: xlwings finds pywin32 and takes its classic decorators."""
    warnings.simplefilter("error")
    os.environ.pop("XLWINGS_ON_SERVER", None)
    sys.path.insert(0, str(UDFS))
    sys.modules |= {name: MagicMock(name=name) for name in _PYWIN32}
    sys.modules["win32com"].client = client = sys.modules["win32com.client"]
    for name in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass"):
        setattr(client, name, type(name, (), {}))
    com = sys.modules["pywintypes"]
    sys.modules["win32com"].server = server = sys.modules["win32com.server"]
    server.util = sys.modules["win32com.server.util"]
    server.util.unwrap.side_effect = TypeError  # no argument here is a Python object that crossed COM before
    com.TimeType, com.IID, com.com_error = datetime, str, type("com_error", (Exception,), {})
    sys.modules["pythoncom"].__file__ = "pythoncom.dll"
    for name in ("windll", "oledll", "WinDLL", "WINFUNCTYPE", "PyDLL"):
        setattr(ctypes, name, MagicMock(name=name))
    import_module("pandas")  # it asks for the platform too
    platform, sys.platform = sys.platform, "win32"
    try:
        import_module("xlwings")
    finally:
        sys.platform = platform
