"""Operators as thunks: arithmetic, comparison and text on values; range, intersection and union on references."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Final

from cspxl.engine.allowance import LONG, spend
from cspxl.engine.comparison import same_number
from cspxl.engine.frame import Frame, Thunk
from cspxl.engine.parser import Binary
from cspxl.engine.ranges import Areas, Array, Operand, Ref, ThroughSheets, Value
from cspxl.engine.semantics import MAX_TEXT, OPERATORS, broadcast, guarded, negate
from cspxl.engine.vectors import negative, vector
from cspxl.values import Cell, CellError

_LARGEST: Final = 1.7976931348623157e308
_SHARED: Final = 50  # steps to find what two rectangles share
_ARITHMETIC: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul,
}  # fmt: skip
_COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip


def binary(sign: str, left: Thunk, right: Thunk) -> Thunk:
    """An operator on two values; plain numbers are done at once."""
    general = on_values(sign)
    if sign == "/":
        return _division(general, left, right)
    if sign in _ARITHMETIC:
        return _arithmetic(_ARITHMETIC[sign], general, left, right)
    if sign in _COMPARISONS:
        return _comparison(sign, general, left, right)
    return _joining(general, left, right) if sign == "&" else lambda frame: general(left(frame), right(frame))


def _joining(general: Callable[[Value, Value], Value], left: Thunk, right: Thunk) -> Thunk:
    def thunk(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        if type(a) is str and type(b) is str and len(a) + len(b) <= MAX_TEXT:
            return a + b
        return general(a, b)

    return thunk


def _arithmetic(
    fast: Callable[[float, float], float], general: Callable[[Value, Value], Value], left: Thunk, right: Thunk
) -> Thunk:
    def thunk(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        if type(a) is float and type(b) is float:
            result = fast(a, b)
            return result if -_LARGEST <= result <= _LARGEST else CellError.NUM
        return general(a, b)

    return thunk


def _division(general: Callable[[Value, Value], Value], left: Thunk, right: Thunk) -> Thunk:
    def thunk(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        if type(a) is float and type(b) is float and b:
            result = a / b
            return result if -_LARGEST <= result <= _LARGEST else CellError.NUM
        return general(a, b)

    return thunk


def _comparison(sign: str, general: Callable[[Value, Value], Value], left: Thunk, right: Thunk) -> Thunk:
    fast, wanted = _COMPARISONS[sign], sign == "="
    of_texts = sign in {"=", "<>"}

    def thunk(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        if type(a) is float and type(b) is float and (a == b or not same_number(a, b)):
            return fast(a, b)
        if of_texts and type(a) is str and type(b) is str and len(a) + len(b) <= LONG:
            return (a.lower() == b.lower()) is wanted
        return general(a, b)

    return thunk


def on_values(sign: str) -> Callable[[Value, Value], Value]:
    """An operator on cells and arrays."""
    slow = OPERATORS[sign]

    def general(a: Value, b: Value) -> Value:
        if type(a) is Array or type(b) is Array:
            return vector(sign, a, b)
        return guarded(slow, a, b)  # type: ignore[arg-type]

    return general


def chain(node: Binary) -> list[Binary]:
    """``a + b + c + d`` from its end: each operator whose left side is the next."""
    chain = [node]
    while isinstance(chain[-1].left, Binary) and chain[-1].left.operator in OPERATORS:
        chain.append(chain[-1].left)
    return chain


def one_after_another(first: Thunk, steps: list[tuple[Callable[[Value, Value], Value], Thunk]]) -> Thunk:
    """A long chain of operators in a loop, so that hundreds of terms do not nest."""

    def thunk(frame: Frame) -> Value:
        value = first(frame)
        for operate, right in steps:
            value = operate(value, right(frame))
        return value  # type: ignore[no-any-return]

    return thunk


def ending(sign: str, left: Thunk, right: Thunk) -> Thunk:
    """A difference or sum that ends a formula is 0 where its operands agree to 15 digits, as in Excel."""
    plain, fast, side = OPERATORS[sign], _ARITHMETIC[sign], 1 if sign == "-" else -1

    def thunk(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        if type(a) is float and type(b) is float:
            if a and same_number(a, side * b):
                return 0.0
            result = fast(a, b)
            return result if -_LARGEST <= result <= _LARGEST else CellError.NUM
        return broadcast(plain, a, b)

    return thunk


def unary(function: Callable[[Cell], Cell], operand: Thunk) -> Thunk:
    """A sign before or after a value."""
    if function is negate:
        return lambda frame: negative(operand(frame))
    return lambda frame: broadcast(function, operand(frame))


def of_refs(sign: str, left: Thunk, right: Thunk) -> Thunk:
    """Range, intersection or union of two references; anything else is #VALUE!."""

    def thunk(frame: Frame) -> Operand:
        a, b = left(frame), right(frame)
        for operand in (a, b):
            if isinstance(operand, CellError):
                return operand
            if not isinstance(operand, Ref | Areas) or isinstance(operand, ThroughSheets):
                return CellError.VALUE
        return _combined(sign, a, b)

    return thunk


def _combined(sign: str, a: Ref | Areas, b: Ref | Areas) -> Operand:
    """``a:b``, the rectangle around both; ``a b``, what they share; ``a,b``, both."""
    first = a.refs if isinstance(a, Areas) else [a]
    second = b.refs if isinstance(b, Areas) else [b]
    if sign == ",":
        return Areas([*first, *second])
    if any(ref.sheet is not first[0].sheet for ref in [*first, *second]):
        return CellError.VALUE
    sheet, areas = first[0].sheet, [ref.area for ref in [*first, *second]]
    if sign == ":":
        tops, lefts, bottoms, rights = zip(*areas, strict=True)
        return Ref(sheet, (min(tops), min(lefts), max(bottoms), max(rights)))
    spend(_SHARED * len(first) * len(second))
    shared = [ref for ref in (_shared(one, two) for one in first for two in second) if ref is not None]
    if not shared:
        return CellError.NULL
    return shared[0] if len(shared) == 1 else Areas(shared)


def _shared(one: Ref, two: Ref) -> Ref | None:
    top, left = max(one.top, two.top), max(one.left, two.left)
    bottom, right = min(one.bottom, two.bottom), min(one.right, two.right)
    return Ref(one.sheet, (top, left, bottom, right)) if top <= bottom and left <= right else None
