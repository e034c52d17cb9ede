"""Operands as values: all of a range, or the one cell of it that a formula in this place means."""

from __future__ import annotations

from typing import Any

from cspxl.engine.closures import OMITTED, Closure
from cspxl.engine.frame import Frame, Thunk
from cspxl.engine.ranges import Areas, Array, Operand, Ref, Refs, Value
from cspxl.values import CellError


def spread_out(operand: Operand) -> Value:
    """An operand as a value, all of it."""
    if type(operand) is Ref:
        return operand.corner() if operand.is_cell else operand.whole
    return _value(operand)


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
        return operand.at(0, 0)
    return _value(operand)


def _value(operand: Any) -> Value:  # noqa: ANN401 -- an operand or a closure
    """What is no range as a value: a union or a function is none, an argument left out is a blank."""
    if type(operand) is float:
        return operand
    if type(operand) is Refs:
        return operand.values()
    if isinstance(operand, Areas) or type(operand) is Closure:
        return CellError.VALUE
    return None if operand is OMITTED else operand


def no_function(operand: Thunk) -> Thunk:
    """An operand where a function, which is none, is #VALUE!, and an argument left out a blank."""

    def thunk(frame: Frame) -> Operand:
        found = operand(frame)
        if type(found) is Closure:
            return CellError.VALUE
        return None if found is OMITTED else found

    return thunk


def no_range(operand: Thunk) -> Thunk:
    """A value where a range of several cells is #VALUE!, as the functions say that were once an add-in."""

    def thunk(frame: Frame) -> Value:
        found = operand(frame)
        return CellError.VALUE if type(found) is Ref and not found.is_cell else spread_out(found)

    return thunk
