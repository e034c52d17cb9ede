"""Operands as values: all of a range, or the one cell of it that a formula in this place means."""

from __future__ import annotations

from cspxl.engine.frame import Frame, Thunk
from cspxl.engine.ranges import Areas, Array, Operand, Ref, Value, simplest
from cspxl.values import CellError


def spread_out(operand: Operand) -> Value:
    """An operand as a value, all of it."""
    if type(operand) is Ref:
        return operand.corner() if operand.is_cell else simplest(operand.array)
    return CellError.VALUE if type(operand) is Areas else operand  # type: ignore[return-value]


def narrowed(operand: Operand, frame: Frame, *, first: bool = False) -> Value:
    """An operand as a value, a range cut to the formula's own row or column; ``first`` takes an array's corner."""
    if type(operand) is Ref:
        if operand.is_cell:
            return operand.corner()
        if operand.left == operand.right and operand.top <= frame.row <= operand.bottom:
            return operand.sheet.value(frame.row, operand.left)
        if operand.top == operand.bottom and operand.left <= frame.column <= operand.right:
            return operand.sheet.value(operand.top, frame.column)
        return CellError.VALUE
    if first and type(operand) is Array:
        return operand.rows[0][0]
    return CellError.VALUE if type(operand) is Areas else operand  # type: ignore[return-value]


def no_range(operand: Thunk) -> Thunk:
    """A value where a range of several cells is #VALUE!, as the functions say that were once an add-in."""

    def thunk(frame: Frame) -> Value:
        found = operand(frame)
        return CellError.VALUE if type(found) is Ref and not found.is_cell else spread_out(found)

    return thunk
