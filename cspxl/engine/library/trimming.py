"""TRIMRANGE and the trim references ``A1:.C9``, ``A1.:C9`` and ``A1.:.C9``, which files spell as functions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from cspxl.engine.allowance import spend
from cspxl.engine.arguments import fail, table
from cspxl.engine.ranges import Array, Operand, Ref, simplest
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError

_LEADING, _TRAILING, _BOTH = 1, 2, 3


def _filled(lines: Sequence[Sequence[Cell]]) -> list[int]:
    """The lines that are not blank all over."""
    return [at for at, line in enumerate(lines) if any(cell is not None for cell in line)]


def _kept(filled: Sequence[int], size: int, ends: int) -> tuple[int, int]:
    """The first line that is left and how many, blank ones trimmed from the start (1), the end (2) or both (3)."""
    first = filled[0] if ends & _LEADING else 0
    last = filled[-1] if ends & _TRAILING else size - 1
    return first, last - first + 1


@excel("TRIMRANGE", "a w~ w~", gives_ref=True)
def _trimrange(operand: Operand, rows: int = _BOTH, columns: int = _BOTH) -> Operand:
    """The part of a range that is used; of an array a smaller one. Where all is blank it is #REF!."""
    if rows not in range(4) or columns not in range(4):
        fail(CellError.VALUE)
    array = table(operand)
    spend(array.height * array.width)
    down, across = _filled(array.rows), _filled(list(zip(*array.rows, strict=True)))
    if not down:
        fail(CellError.REF)
    height, width = (operand.height, operand.width) if isinstance(operand, Ref) else array.shape
    top, tall = _kept(down, height, rows)
    left, wide = _kept(across, width, columns)
    if isinstance(operand, Ref):
        return operand.part(top, left, tall, wide)
    return simplest(Array([row[left : left + wide] for row in array.rows[top : top + tall]]))


for _name, _ends in (("_TRO_ALL", _BOTH), ("_TRO_LEADING", _LEADING), ("_TRO_TRAILING", _TRAILING)):
    excel(_name, "a", gives_ref=True)(partial(_trimrange, rows=_ends, columns=_ends))
