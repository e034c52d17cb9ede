"""SUBTOTAL and AGGREGATE: another function over ranges, hidden rows, subtotals or errors left out."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Final

from cspxl.engine.arguments import fail, in_order, table
from cspxl.engine.frame import Frame
from cspxl.engine.library import statistics as s
from cspxl.engine.library.math import product, total
from cspxl.engine.ranges import Areas, Array, Operand, Ref
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError

_CELL: Final = 50  # steps of a cell that may be left out
_WHOLE: Final[Mapping[int, Callable[..., float]]] = {
    1: s.average, 2: s.count, 3: s.counta, 4: s.maximum, 5: s.minimum, 6: product, 7: s.stdev, 8: s.stdevp,
    9: total, 10: s.var, 11: s.varp, 12: s.median, 13: s.mode,
}  # fmt: skip
_NTH: Final[Mapping[int, Callable[[Operand, float], float]]] = {
    14: s.large, 15: s.small,
    16: s.percentile_of, 17: lambda array, at: s.percentile(in_order(array), int(at) / 4),
    18: s.percentile_exclusive_of,
    19: lambda array, at: s.percentile_exclusive(in_order(array), int(at) / 4),
}  # fmt: skip


def _refs(operands: Sequence[Operand]) -> Iterator[Ref]:
    for operand in operands:
        if type(operand) is Areas:
            yield from operand.refs
        elif isinstance(operand, Ref):
            yield operand
        else:
            fail(operand if isinstance(operand, CellError) else CellError.VALUE)


def _kept(frame: Frame, ref: Ref, skipped: Container[int], *, nested: bool, errors: bool) -> Array:
    """The cells of a range in a column, without those that are left out: rows, subtotals and errors."""
    array = ref.array
    cells: list[Cell] = []
    for down, row in enumerate(array.rows):
        if ref.top + down in skipped:
            continue
        for across, cell in enumerate(row):
            if nested and frame.book.is_subtotal(ref.sheet, ref.top + down, ref.left + across):
                continue
            if not (errors and isinstance(cell, CellError)):
                cells.append(cell)
    return Array([[cell] for cell in cells] or [[None]])


@excel("SUBTOTAL", "w r *", look=_CELL, needs_frame=True)
def _subtotal(frame: Frame, number: int, *operands: Operand) -> float:
    """1 to 11 leave out the rows that a filter hides; 101 to 111 those hidden by hand too."""
    if not (1 <= number <= 11 or 101 <= number <= 111):
        fail(CellError.VALUE)
    kept = [
        _kept(frame, ref, ref.sheet.hidden if number > 100 else ref.sheet.filtered, nested=True, errors=False)
        for ref in _refs(operands)
    ]
    return _WHOLE[number % 100](*kept)


@excel("AGGREGATE", "w w a r? *", look=_CELL, needs_frame=True)
def _aggregate(frame: Frame, number: int, option: int, *operands: Operand) -> float:
    """Options 0 to 7: 1, 3, 5, 7 leave out hidden rows; 2, 3, 6, 7 errors; 0 to 3 nested subtotals."""
    if not 0 <= option <= 7:
        fail(CellError.VALUE)
    hidden, errors, nested = option in {1, 3, 5, 7}, option in {2, 3, 6, 7}, option <= 3
    if number in _WHOLE:
        kept = [
            _kept(frame, ref, ref.sheet.hidden if hidden else (), nested=nested, errors=errors)
            for ref in _refs(operands)
        ]
        return _WHOLE[number](*kept)
    if number not in _NTH or len(operands) != 2:
        fail(CellError.VALUE)
    values, at = operands
    if isinstance(values, Ref):
        array = _kept(frame, values, values.sheet.hidden if hidden else (), nested=nested, errors=errors)
    else:
        cells = [cell for cell in table(values).flat if not (errors and isinstance(cell, CellError))]
        array = Array([[cell] for cell in cells] or [[None]])
    place = table(at).flat[0]
    return _NTH[number](array, place) if isinstance(place, float) and math.isfinite(place) else fail(CellError.VALUE)
