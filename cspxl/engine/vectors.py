"""Operators over whole arrays, for the sizes that dashboards search: same answers as cell by cell, sooner."""

from __future__ import annotations

import math
import operator
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from cspxl.engine.allowance import QUICK_CELL, QUICK_ROOM, spend
from cspxl.engine.arguments import in_order, kinds
from cspxl.engine.criteria import key_of, places
from cspxl.engine.endless import cut_by_nothing, goes_on, on_cores
from cspxl.engine.ranges import Array, Value
from cspxl.engine.semantics import OPERATORS, broadcast, guarded, negate
from cspxl.values import Cell, CellError

_NUMBERS: Final = frozenset({float})
_TRUTHS: Final = frozenset({bool})
_LOGICAL: Final = frozenset({float, bool})
_PLAIN: Final = frozenset({float, bool, str, type(None)})
_COUNTABLE: Final = frozenset({float, bool, type(None)})
_HARMLESS: Final = _PLAIN - {str}
_ARITHMETIC: Final[Mapping[str, Callable[[Any, Any], float]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul,
}  # fmt: skip
_COMPARED: Final[Mapping[str, Callable[[Sequence[Any], float], list[Cell]]]] = {
    "<": lambda cells, number: [cell < number for cell in cells],
    "<=": lambda cells, number: [cell <= number for cell in cells],
    ">": lambda cells, number: [cell > number for cell in cells],
    ">=": lambda cells, number: [cell >= number for cell in cells],
    "=": lambda cells, number: [cell == number for cell in cells],
    "<>": lambda cells, number: [cell != number for cell in cells],
}
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>"}
_MOST_KNOWN: Final = 100  # things that an array keeps about itself, most of them as large as it is
_MARGIN: Final = 1e-13  # numbers nearer than this may be equal to 15 digits


def vector(sign: str, a: Value, b: Value) -> Value:
    """``a sign b`` where at least one is an array."""
    if (type(a) is Array and a.core is not None) or (type(b) is Array and b.core is not None):
        if sign == "*" and type(a) is Array and type(b) is Array:
            a, b = cut_by_nothing(b, a), cut_by_nothing(a, b)
        return on_cores(partial(vector, sign), (a, b))
    fault = _all_error(sign, a, b)
    if fault is not None:
        return fault
    if sign in _COMPARED:
        if type(a) is Array and type(b) is not Array:
            return _compared(sign, a, b)  # type: ignore[arg-type]
        if type(b) is Array and type(a) is not Array:
            return _compared(_MIRRORED[sign], b, a)  # type: ignore[arg-type]
    elif sign in _ARITHMETIC:
        result = _calculated(sign, a, b) or _calculated(sign, _blanks_as_0(a), _blanks_as_0(b))
        if result is not None:
            return result
    return broadcast(OPERATORS[sign], a, b)


def negative(operand: Value) -> Value:
    """``-operand``"""
    if goes_on([operand]):
        return on_cores(negative, [operand])
    if type(operand) is Array and kinds(operand) <= _LOGICAL:
        return _known(Array.of([0.0 - number for number in operand.flat], operand.width), _NUMBERS)  # type: ignore[operator]
    return broadcast(negate, operand)


def _all_error(sign: str, a: Value, b: Value) -> Array | None:
    """The result where an operand is nothing but one error, and the other a cell or an array without errors."""
    first, second = _error_of(a), _error_of(b)
    error = first or second
    if error is None or (type(a) is Array and type(b) is Array and a.shape != b.shape):
        return None
    harmless = _PLAIN if sign in _COMPARED else _HARMLESS
    if first is None and not (kinds(a) if type(a) is Array else {type(a)}) <= harmless:
        return None  # the left operand's own errors come first, also those of text that is no number
    shape = a if type(a) is Array else b
    assert isinstance(shape, Array)
    result = Array.of([error] * (shape.height * shape.width), shape.width)
    result.known["error"] = error
    return result


def _error_of(operand: Value) -> CellError | None:
    """The error that an operand is, throughout."""
    if type(operand) is Array:
        return operand.known.get("error")
    return operand if isinstance(operand, CellError) else None


def _known(array: Array, types: frozenset[type]) -> Array:
    size = array.height * array.width
    spend(QUICK_CELL * size, QUICK_ROOM * size)
    array.known["kinds"] = types
    return array


def _blanks_as_0(operand: Value) -> Value:
    """An array of numbers, TRUE, FALSE and blanks, as arithmetic reads it; all else as it is."""
    if type(operand) is not Array or type(None) not in kinds(operand) or not kinds(operand) <= _COUNTABLE:
        return operand
    return operand.learn("blanks as 0", _without_blanks)  # type: ignore[no-any-return]


def _without_blanks(array: Array) -> Array:
    spend(QUICK_CELL * array.size)
    return Array.of([0.0 if cell is None else cell for cell in array.flat], array.width)


def _compared(sign: str, array: Array, cell: Cell) -> Array:
    """Each cell of the array against one cell."""
    if type(cell) is float:
        if kinds(array) != _NUMBERS:
            array = _blanks_as_0(array)  # type: ignore[assignment]
        if kinds(array) == _NUMBERS and _clear(array, cell):
            compare = _COMPARED[sign]
            return _known(Array.late(array, lambda cells: compare(cells, cell)), _TRUTHS)
        slow = OPERATORS[sign]
        return Array.of([guarded(slow, other, cell) for other in array.flat], array.width)
    if sign == "=" and type(cell) is str and cell and kinds(array) <= _PLAIN:
        what = "equal", key_of(cell)
        found: Array | None = array.known.get(what)
        if found is None:
            found = _equal_to_text(array, cell)
            if len(array.known) < _MOST_KNOWN:
                array.known[what] = found
        return found
    return broadcast(OPERATORS[sign], array, cell)  # type: ignore[return-value]


def _clear(array: Array, number: float) -> bool:
    """Whether no number lies so near that only 15 digits tell, but those that are exactly equal."""
    ordered = in_order(array)
    margin = _MARGIN * abs(number)
    low, high = bisect_left(ordered, number - margin), bisect_right(ordered, number + margin)
    return low == high or ordered[low] == number == ordered[high - 1]


def _equal_to_text(array: Array, text: str) -> Array:
    positions = array.learn("places", places).get(text.lower(), ())
    flat: list[Cell] = [False] * (array.height * array.width)
    for at in positions:
        flat[at] = True
    result = _known(Array.of(flat, array.width), _TRUTHS)
    result.known["true"] = positions
    return result


def _calculated(sign: str, a: Value, b: Value) -> Array | None:
    """Plain numbers and TRUE/FALSE only, of one shape or one of them single; else None."""
    if type(a) is Array and type(b) is Array:
        if a.shape != b.shape or not (kinds(a) <= _LOGICAL and kinds(b) <= _LOGICAL):
            return None
        if sign == "*" and ("true" in a.known or "true" in b.known):
            return _masked(a, b) if "true" in a.known else _masked(b, a)
        flat = list(map(float, map(_ARITHMETIC[sign], a.flat, b.flat)))
        width = a.width
    elif type(a) is Array and type(b) is float and kinds(a) <= _LOGICAL:
        fast = _ARITHMETIC[sign]
        flat = [float(fast(x, b)) for x in a.flat]
        width = a.width
    elif type(b) is Array and type(a) is float and kinds(b) <= _LOGICAL:
        fast = _ARITHMETIC[sign]
        flat = [float(fast(a, y)) for y in b.flat]
        width = b.width
    else:
        return None
    if not math.isfinite(sum(flat)):  # one of them is too large for a number: cell by cell
        return None
    return _known(Array.of(flat, width), _NUMBERS)


def _masked(mask: Array, other: Array) -> Array:
    """A product with few cells that are TRUE."""
    positions = mask.known["true"]
    terms = {at: float(cell) for at, cell in zip(positions, other.picked(positions), strict=True)}  # type: ignore[arg-type]
    return Array.sparse(terms, mask.height, mask.width)
