"""Excel on Windows through COM: xlwings' classic add-in. What its cells look like coming in and going out.

The VBA hands over what cells hold: numbers and dates as float, blanks as None, errors as whole numbers; a macro may
hand over a datetime or a Decimal. An error goes out as its text: COM has no error to return, so a VBA wrapper has to
turn ``#N/A`` into ``CVErr(xlErrNA)``. Where it does not, the cell shows the text, and these functions read it as the
error.
"""

from __future__ import annotations

from typing import Final

from cspxl.hosts.cells import plain_cell, read_argument, write_rows
from cspxl.registry import Argument, Result
from cspxl.values import Cell, CellError

# XlCVError, as a cell's error crosses COM: the error's number on top of 0x800A0000, read as a signed number.
_COM_BASE: Final = 0x800A0000 - 2**32
ERROR_NUMBERS: Final = {
    2000: CellError.NULL,
    2007: CellError.DIV0,
    2015: CellError.VALUE,
    2023: CellError.REF,
    2029: CellError.NAME,
    2036: CellError.NUM,
    2042: CellError.NA,
    2043: CellError.GETTING_DATA,
    2045: CellError.SPILL,
    2050: CellError.CALC,
}
_ERROR_RANGE: Final = range(2000, 3000)  # one that is none of ours (#FIELD!, #CONNECT!) is #VALUE!

# Reserved identifiers of VBA (MS-VBAL 3.3.5.2): an argument of such a name would keep the wrapper from compiling.
_RESERVED: Final = frozenset(
    """
    abs addressof and any array as attribute boolean byref byte byval call case cbool cbyte ccur cdate cdbl cdec cdecl
    cint circle clng clnglng clngptr close const csng cstr currency cvar cverr date debug decimal declare defbool
    defbyte defcur defdate defdbl defdec defint deflng deflnglng deflngptr defobj defsng defstr defvar dim do doevents
    double each else elseif empty end endif enum eqv erase event exit false fix for friend function get global gosub
    goto if imp implements in input inputb int integer is lbound len lenb let like lock long
    longlong longptr loop lset me mod new next not nothing null on open option optional or paramarray preserve print
    private pset public put raiseevent redim rem resume return rset scale seek select set sgn shared single spc static
    stop string sub tab then to true type typeof ubound unlock until variant wend while with withevents write xor
    """.split(),  # noqa: SIM905 -- a hundred words read better without quotes
)


def read(value: object) -> Argument:
    """An argument as cells."""
    return read_argument(value, _read_cell)


def write(result: Result) -> list[list[object]]:
    """What the function returns: always rows. xlwings' COM server takes one row with one cell as one value, and would
    fail on a number that is no row.
    """
    return write_rows(result, _write_cell)


def argument_name(name: str) -> str:
    """The name as VBA takes it: a reserved word gets an underscore."""
    return f"{name}_" if name.lower() in _RESERVED else name


def _read_cell(value: object) -> Cell:
    if type(value) is int and value - _COM_BASE in _ERROR_RANGE:  # a number in a cell comes as float
        return ERROR_NUMBERS.get(value - _COM_BASE, CellError.VALUE)
    return plain_cell(value)


def _write_cell(cell: Cell) -> object:
    if isinstance(cell, CellError):
        return cell.value
    if type(cell) is int:  # beyond 32 bits COM would send a type that a cell cannot hold
        return float(cell)
    return "" if cell is None else cell
