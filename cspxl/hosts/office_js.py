"""Excel through Office.js: xlwings Server and xlwings Lite. What its cells look like coming in and going out.

Dates come as serial numbers, blanks as null, errors and rich values as objects with a ``type``. Some versions of
desktop Excel hand a blank over as 0; nothing here can tell that from a count of zero, so workbooks always pass as_at.
"""

from __future__ import annotations

from typing import Final

from cspxl.hosts.cells import plain_cell, read_argument, write_rows
from cspxl.registry import Argument, Result
from cspxl.values import Cell, CellError

# Excel.ErrorCellValueType of the Office JavaScript API.
_ERROR_TYPES: Final = {
    CellError.NULL: "Null",
    CellError.DIV0: "Div0",
    CellError.VALUE: "Value",
    CellError.REF: "Ref",
    CellError.NAME: "Name",
    CellError.NUM: "Num",
    CellError.NA: "NotAvailable",
    CellError.SPILL: "Spill",
    CellError.CALC: "Calc",
    CellError.GETTING_DATA: "GettingData",
}
_ERRORS: Final = {error_type: error for error, error_type in _ERROR_TYPES.items()}


def read(value: object) -> Argument:
    """An argument as cells."""
    return read_argument(value, _read_cell)


def write(result: Result) -> list[list[object]]:
    """What the function returns: always rows, errors as objects that Excel shows as real errors."""
    return write_rows(result, _write_cell)


def _read_cell(value: object) -> Cell:
    if not isinstance(value, dict):  # JSON, and Pyodide, have no other mapping
        return plain_cell(value)
    if value.get("type") == "Error":
        return _ERRORS.get(value.get("errorType", ""), _error_of_text(value.get("basicValue")))
    return plain_cell(value.get("basicValue", CellError.VALUE.value))


def _error_of_text(text: object) -> CellError:
    """The error a text names; one that is none of ours (#BUSY!, #CONNECT!) is #VALUE!."""
    error = plain_cell(text)
    return error if isinstance(error, CellError) else CellError.VALUE


def _write_cell(cell: Cell) -> object:
    if isinstance(cell, CellError):
        return {"type": "Error", "errorType": _ERROR_TYPES[cell]}
    return "" if cell is None else cell
