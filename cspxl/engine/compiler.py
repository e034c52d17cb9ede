"""A tree to closures.

A normal formula is calculated as Excel calculates one that was not entered as an array: a range in the place of one
cell is cut to the formula's own row or column (*implicit intersection*). With ``spread`` it is calculated as an array.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from cspxl.engine import forms
from cspxl.engine.frame import Frame, Shape, Thunk
from cspxl.engine.parser import (
    ArrayConstant,
    Binary,
    Call,
    Constant,
    Group,
    Missing,
    Name,
    Node,
    Postfix,
    Prefix,
    Reference,
)
from cspxl.engine.ranges import Areas, Array, Marker, Operand, Ref, Value, simplest
from cspxl.engine.semantics import OPERATORS, PREFIXES, broadcast, guarded, incoming, percent, same_number
from cspxl.engine.table import ExcelFunction, load_functions
from cspxl.engine.vectors import vector
from cspxl.registry import Argument, Function
from cspxl.values import Cell, CellError, CellFault

_LARGEST: Final = 1.7976931348623157e308
_FAST: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul,
}  # fmt: skip


class Compiler:
    """Compiles one formula, noting on the way what it cannot do and whether it must be recalculated every time."""

    def __init__(self, catalogue: Mapping[str, Function]) -> None:
        self.catalogue = catalogue
        self.functions = load_functions()
        self.faults: list[tuple[str, str]] = []
        self.volatile = False
        self.subtotal = False
        self.names: list[tuple[str, int]] = []
        self.slots = 0

    def shape(self, tree: Node, *, spread: bool) -> Shape:
        """The whole formula."""
        thunk = self._top(tree, spread=spread)
        return Shape(thunk, self.volatile, self.subtotal, tuple(dict.fromkeys(self.faults)))

    def _top(self, tree: Node, *, spread: bool) -> Thunk:
        """A difference or sum that ends a formula is 0 where its operands agree to 15 digits, as in Excel."""
        if isinstance(tree, Binary) and tree.operator in "+-":
            left, right = self.value(tree.left, spread=spread), self.value(tree.right, spread=spread)
            plain, sign = OPERATORS[tree.operator], 1 if tree.operator == "-" else -1

            def ending(frame: Frame) -> Value:
                a, b = left(frame), right(frame)
                if type(a) is float and type(b) is float and a and same_number(a, sign * b):
                    return 0.0
                return broadcast(plain, a, b)

            return ending
        return self.value(tree, spread=spread)

    def fault(self, kind: str, detail: str) -> Thunk:
        """Note that this formula cannot be calculated."""
        self.faults.append((kind, detail))
        return lambda _frame: CellError.NAME

    # Values: a cell or an array, never a reference

    def value(self, node: Node, *, spread: bool) -> Thunk:
        """The thunk of a node where values are wanted."""
        match node:
            case Constant():
                constant = incoming(node.value)
                return lambda _frame: constant
            case Missing():
                return lambda _frame: None
            case ArrayConstant():
                array = simplest(Array([[incoming(cell) for cell in row] for row in node.rows]))
                return lambda _frame: array
            case Reference(index, "cell"):
                return _cell(index)
            case Group():
                return self.value(node.inner, spread=spread)
            case Binary(sign) if sign in OPERATORS:
                return self._binary(node, spread=spread)
            case Prefix(sign) if sign in PREFIXES:
                return _unary(PREFIXES[sign], self.value(node.operand, spread=spread))
            case Postfix("%"):
                return _unary(percent, self.value(node.operand, spread=spread))
        operand = self.operand(node, spread=spread)
        return (lambda frame: spread_out(operand(frame))) if spread else lambda frame: narrowed(operand(frame), frame)

    def _binary(self, node: Binary, *, spread: bool) -> Thunk:
        left, right = self.value(node.left, spread=spread), self.value(node.right, spread=spread)
        slow, fast, sign = OPERATORS[node.operator], _FAST.get(node.operator), node.operator

        def general(a: Value, b: Value) -> Value:
            if type(a) is Array or type(b) is Array:
                return vector(sign, a, b)
            return guarded(slow, a, b)  # type: ignore[arg-type]

        if fast is None:
            return lambda frame: general(left(frame), right(frame))

        def arithmetic(frame: Frame) -> Value:
            a, b = left(frame), right(frame)
            if type(a) is float and type(b) is float:
                result = fast(a, b)
                return result if -_LARGEST <= result <= _LARGEST else CellError.NUM
            return general(a, b)

        return arithmetic

    # Operands: a reference where the expression gives one

    def operand(self, node: Node, *, spread: bool) -> Thunk:
        """The thunk of a node where a reference may stay one."""
        match node:
            case Reference(index, "formula"):
                return lambda frame: frame.refs[index].shape.thunk(frame.refs[index].frame)
            case Reference(index):
                return lambda frame: frame.refs[index]
            case Name():
                return self._name(node)
            case Group():
                return self.operand(node.inner, spread=spread)
            case Binary(sign) if sign in {":", " ", ","}:
                self.volatile = self.volatile or sign == ":"
                return _of_refs(sign, self.operand(node.left, spread=spread), self.operand(node.right, spread=spread))
            case Prefix("@"):
                return self.single(node.operand)
            case Postfix("#"):
                return self.spilled(node.operand)
            case Call():
                return self._call(node, spread=spread)
        return self.value(node, spread=spread)

    def single(self, node: Node) -> Thunk:
        """``@x``: one value of it."""
        operand = self.operand(node, spread=True)
        return lambda frame: narrowed(operand(frame), frame, first=True)

    def spilled(self, node: Node) -> Thunk:
        """``x#``: the range that the formula in x fills."""
        self.volatile = True
        operand = self.operand(node, spread=False)

        def anchored(frame: Frame) -> Operand:
            ref = operand(frame)
            return frame.book.spilled(ref) if type(ref) is Ref else CellError.REF

        return anchored

    def _name(self, node: Name) -> Thunk:
        for name, slot in reversed(self.names):
            if name == node.text:
                return lambda frame: frame.locals[slot]
        return lambda _frame: CellError.NAME

    def bind(self, name: str) -> int:
        """A place for a name of LET."""
        self.slots += 1
        self.names.append((name, self.slots))
        return self.slots

    def _call(self, node: Call, *, spread: bool) -> Thunk:
        if node.name in forms.FORMS:
            return forms.FORMS[node.name](self, node.arguments, spread)
        if node.name in self.catalogue:
            return self._catalogue_call(self.catalogue[node.name], node, spread=spread)
        function = self.functions.get(node.name)
        if function is None:
            return self.fault("unsupported function", node.name)
        if not function.least <= len(node.arguments) <= function.most:
            return self.fault("wrong number of arguments", f"{node.name} with {len(node.arguments)}")
        self.volatile = self.volatile or function.volatile or function.roams
        self.subtotal = self.subtotal or function.name in {"SUBTOTAL", "AGGREGATE"}
        return _library_call(function, self._arguments(function, node, spread=spread), node)

    def _arguments(self, function: ExcelFunction, node: Call, *, spread: bool) -> list[Thunk]:
        thunks = []
        for at, argument in enumerate(node.arguments):
            letter = function.parameter(at).letter
            if letter in "ra":
                thunks.append(self.operand(argument, spread=spread or letter == "a"))
            else:
                thunks.append(self.value(argument, spread=spread))
        return thunks

    def _catalogue_call(self, function: Function, node: Call, *, spread: bool) -> Thunk:
        parameters = [*function.parameters, *[function.parameters[-1]] * len(node.arguments)]
        thunks = [
            self.operand(argument, spread=spread or parameter.kind.is_range)
            for argument, parameter in zip(node.arguments, parameters, strict=False)
        ]

        def call(frame: Frame) -> Value:
            result = function.calculate(*(_argument(thunk(frame)) for thunk in thunks))
            if isinstance(result, str) or not isinstance(result, tuple | list):
                return incoming(result)  # type: ignore[arg-type]
            return simplest(Array([[incoming(cell) for cell in row] for row in result]))

        return call


def _argument(operand: Operand) -> Argument:
    """An operand as the catalogue takes it: a cell, or rows of cells. A union has no shape."""
    if type(operand) is Ref:
        return operand.corner() if operand.is_cell else operand.array.rows
    if type(operand) is Array:
        return operand.rows
    return CellError.VALUE if isinstance(operand, Areas | Ref | Array) else operand


def _cell(index: int) -> Thunk:
    def thunk(frame: Frame) -> Cell:
        ref = frame.refs[index]
        line = ref.line
        value = line[ref.left] if line is not None else ref.sheet.peek(ref.top, ref.left)
        return ref.sheet.bring(ref.top, ref.left) if type(value) is Marker else value  # type: ignore[no-any-return]

    return thunk


def _unary(function: Callable[[Cell], Cell], operand: Thunk) -> Thunk:
    return lambda frame: broadcast(function, operand(frame))


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


def _of_refs(sign: str, left: Thunk, right: Thunk) -> Thunk:
    def thunk(frame: Frame) -> Operand:
        a, b = left(frame), right(frame)
        for operand in (a, b):
            if isinstance(operand, CellError):
                return operand
            if not isinstance(operand, Ref | Areas):
                return CellError.VALUE
        return forms.combined(sign, a, b)

    return thunk


def _library_call(function: ExcelFunction, thunks: list[Thunk], node: Call) -> Thunk:
    """A call of one of Excel's functions, its one-cell parameters spread over arrays."""
    method, needs_frame = function.method, function.needs_frame
    coercions = forms.coercions(function, node.arguments)
    lifted = [at for at, coercion in enumerate(coercions) if coercion is not None]

    def once(frame: Frame, values: list[Any]) -> Operand:
        for at in lifted:
            values[at] = coercions[at](values[at])  # type: ignore[misc]
        return method(frame, *values) if needs_frame else method(*values)  # type: ignore[no-any-return]

    def call(frame: Frame) -> Operand:
        values = [thunk(frame) for thunk in thunks]
        try:
            for at in lifted:
                if type(values[at]) is Array:
                    return forms.spread_call(partial(once, frame), values, lifted)
            result = once(frame, values)
        except CellFault as fault:
            return fault.error
        except ArithmeticError:
            return CellError.NUM
        if type(result) is float and not -_LARGEST <= result <= _LARGEST:
            return CellError.NUM
        return float(result) if type(result) is int else result

    return call
