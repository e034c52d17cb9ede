"""CELL and INFO: where a cell stands and what is in it. Formats, files and machines are not known here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cspxl.engine.addresses import column_letters
from cspxl.engine.arguments import fail
from cspxl.engine.findings import NotCalculated
from cspxl.engine.frame import Frame
from cspxl.engine.ranges import Areas, Operand, Ref
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError

_OF_CELLS: Final = frozenset({"address", "col", "contents", "row", "type"})
_OF_FORMATS: Final = frozenset({"color", "filename", "format", "parentheses", "prefix", "protect", "width"})
_OF_MACHINES: Final = frozenset({
    "directory", "memavail", "memused", "origin", "osversion", "recalc", "release", "system", "totmem",
})  # fmt: skip
OF_NO_VALUES: Final[Mapping[str, frozenset[str]]] = {"CELL": _OF_FORMATS - {"prefix"}, "INFO": _OF_MACHINES}
"""What is not known here and stays as it was saved, whatever values the cells take: by function."""


@excel("CELL", "t r?", needs_frame=True, volatile=True)
def _cell(frame: Frame, word: str, *given: Operand) -> Cell:
    """One thing about the first cell of a range."""
    what = word.lower()
    if what not in _OF_CELLS | _OF_FORMATS:
        fail(CellError.VALUE)
    if what in _OF_FORMATS:
        raise NotCalculated(f'CELL("{what}"): formats and the file\'s place are not known here')
    if not given:
        raise NotCalculated(f'CELL("{what}") without a cell means the one that was changed last')
    ref = given[0].refs[0] if isinstance(given[0], Areas) else given[0]
    if not isinstance(ref, Ref):
        fail(ref if isinstance(ref, CellError) else CellError.VALUE)
    if what == "address":
        return _address(frame, ref)
    if what in {"row", "col"}:
        return float(ref.top if what == "row" else ref.left)
    content = ref.corner()
    if what == "contents":
        return 0.0 if content is None else content
    return "b" if content is None else "l" if isinstance(content, str) else "v"


def _address(frame: Frame, ref: Ref) -> str:
    if ref.sheet is not frame.sheet:
        raise NotCalculated('CELL("address") of another sheet names the file, which is not known here')
    return f"${column_letters(ref.left)}${ref.top}"


@excel("INFO", "t", needs_frame=True, volatile=True)
def _info(frame: Frame, word: str) -> float:
    """The number of sheets; all else is about the machine."""
    what = word.lower()
    if what in _OF_MACHINES:
        raise NotCalculated(f'INFO("{what}") is about the machine that runs Excel')
    return float(len(frame.book.sheets)) if what == "numfile" else fail(CellError.VALUE)
