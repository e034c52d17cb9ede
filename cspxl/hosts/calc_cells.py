"""LibreOffice Calc: what its cells look like coming in and going out.

Numbers, dates and TRUE come as floats, an argument left out as None, a range as rows. A blank comes as an empty text
inside a range, but as 0 where it is a single cell; a range that holds an error never comes: Calc gives Err:504 itself.
``CELLS``, the add-in's own function, hands a reference over whole: blanks as empty texts, errors as their texts.

An error goes out as Calc keeps it in a cell: a number that is none, with Calc's code of the error in its lowest bits.
"""

from __future__ import annotations

import struct
from typing import Any, Final

from cspxl.hosts.cells import plain_cell, read_argument, write_rows
from cspxl.registry import Argument, Result
from cspxl.values import Cell, CellError

CELLS: Final = "CELLS"  # the function of the add-in that hands a reference over whole

# The codes of LibreOffice's help, "Error Codes in LibreOffice Calc"; it has none for the newer errors of Excel.
_CODES: Final = {
    CellError.NUM: 503,
    CellError.VALUE: 519,
    CellError.NULL: 521,
    CellError.REF: 524,
    CellError.NAME: 525,
    CellError.DIV0: 532,
    CellError.NA: 32767,
}
_ERRORS: Final = {code: error for error, code in _CODES.items()}
_NO_NUMBER: Final = 0x7FF80000 << 32


def read(value: object) -> Argument:
    """An argument as cells."""
    return read_argument(value, _read_cell)


def write(result: Result) -> tuple[tuple[object, ...], ...]:
    """What the function returns: always rows, of floats and texts only."""
    return tuple(map(tuple, write_rows(result, _write_cell)))


def whole(area: Any) -> tuple[tuple[object, ...], ...]:  # noqa: ANN401 -- UNO's XCellRange, which has no type here
    """The cells of a reference, with the text of each error where Calc leaves a gap."""
    rows: tuple[tuple[object, ...], ...] = area.getDataArray()
    if not any(None in row for row in rows):  # most have no error, and a sheet has thousands
        return rows
    return tuple(
        tuple(_error(area, row, column) if value is None else value for column, value in enumerate(values))
        for row, values in enumerate(rows)
    )


def _error(area: Any, row: int, column: int) -> str:  # noqa: ANN401 -- likewise
    """The error of a cell; one that only Calc knows, such as Err:522, is #VALUE!."""
    return _ERRORS.get(area.getCellByPosition(column, row).getError(), CellError.VALUE).value


def _read_cell(value: object) -> Cell:
    return None if value == "" else plain_cell(value)


def _write_cell(cell: Cell) -> object:
    if isinstance(cell, CellError):
        code = _CODES.get(cell, _CODES[CellError.VALUE])
        return struct.unpack("<d", struct.pack("<Q", _NO_NUMBER | code))[0]
    if isinstance(cell, bool | int):
        return float(cell)
    return "" if cell is None else cell
