"""A tree to closures.

A normal formula is calculated as Excel calculates one that was not entered as an array: a range in the place of one
cell is cut to the formula's own row or column (*implicit intersection*). With ``spread`` it is calculated as an array.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cspxl.engine import calls, forms, lambdas, operators
from cspxl.engine.closures import Closure
from cspxl.engine.columns import column_of
from cspxl.engine.findings import UNSUPPORTED, NotCalculated
from cspxl.engine.frame import Frame, Shape, Thunk
from cspxl.engine.operands import narrowed, no_function, no_range, spread_out
from cspxl.engine.parser import (
    Apply,
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
    internal_name,
)
from cspxl.engine.ranges import Array, Operand, Ref, Value
from cspxl.engine.semantics import OPERATORS, PREFIXES, incoming, percent
from cspxl.engine.sheets import Marker
from cspxl.engine.table import ExcelFunction, load_functions
from cspxl.registry import Function, Parameter
from cspxl.values import Cell, CellError

_LONG_CHAIN: Final = 12  # operators in a row that are calculated in a loop
_FUNCTION: Final = "_XLETA."  # how a file spells a function named without its brackets


class Variable(NamedTuple):
    """A name of LET or LAMBDA and where its value is kept.

    ``function``: it was typed and stands for a LAMBDA, so that a call by this name means it, not Excel's function.
    """

    name: str
    slot: int
    function: bool


class Compiler:
    """Compiles one formula, noting on the way what it cannot do and whether it must be recalculated every time."""

    def __init__(self, catalogue: Mapping[str, Function], *, date1904: bool = False) -> None:
        self.catalogue = catalogue
        self.date1904 = date1904
        self.functions = load_functions()
        self.faults: list[tuple[str, str]] = []
        self.volatile = False
        self.subtotal = False
        self.arrays = False  # whether all of it is calculated as an array, not only what stands in SUMPRODUCT
        self.names: list[Variable] = []
        self.slots = 0
        self.pieces = 0  # compiled so far

    def fresh(self) -> Compiler:
        """Another one for the same workbook."""
        return Compiler(self.catalogue, date1904=self.date1904)

    def shape(self, tree: Node, size: int, *, spread: bool, named: bool = False) -> Shape:
        """The whole formula, with what it costs before anything in it is large.

        ``named``: it is a defined name's, and a reference or a function that it gives stays one where it is used.
        """
        self.arrays = spread
        thunk = self._top(tree, spread=spread, named=named)
        column = None if spread or named or self.volatile or self.faults else column_of(tree, self._function)
        faults = tuple(fault for fault in dict.fromkeys(self.faults) if fault[0] != UNSUPPORTED)
        return Shape(thunk, size, self.volatile, self.subtotal, faults, column)

    def _function(self, name: str) -> ExcelFunction | None:
        """The function of Excel that a name means, if it is no form and not ours."""
        return None if name in forms.FORMS or name in self.catalogue else self.functions.get(name)

    def _top(self, tree: Node, *, spread: bool, named: bool) -> Thunk:
        if isinstance(tree, Binary) and tree.operator in "+-":
            left, right = self.value(tree.left, spread=spread), self.value(tree.right, spread=spread)
            return operators.ending(tree.operator, left, right)
        if named:
            return self.anything(tree, spread=spread)
        if not _may_give_function(tree):
            return self.value(tree, spread=spread)
        operand = self.anything(tree, spread=spread)

        def settled(frame: Frame) -> Value | Closure:
            found = operand(frame)
            if type(found) is Closure:
                return found
            return spread_out(found) if spread else narrowed(found, frame)

        return settled

    def fault(self, kind: str, detail: str) -> Thunk:
        """Note that this formula cannot be calculated; for want of a function, only where it is called."""
        self.faults.append((kind, detail))

        def called(_frame: Frame) -> Cell:
            raise NotCalculated(detail)

        return called

    # Values: a cell or an array, never a reference

    def value(self, node: Node, *, spread: bool) -> Thunk:
        """The thunk of a node where values are wanted."""
        self.pieces += 1
        match node:
            case Constant():
                constant = incoming(node.value)
                return lambda _frame: constant
            case Missing():
                return lambda _frame: None
            case ArrayConstant():
                array = Array([[incoming(cell) for cell in row] for row in node.rows])
                return lambda _frame: array
            case Reference(index, "cell"):
                return _cell(index)
            case Group():
                return self.value(node.inner, spread=spread)
            case Binary(sign) if sign in OPERATORS:
                return self._binary(node, spread=spread)
            case Prefix(sign) if sign in PREFIXES:
                return operators.unary(PREFIXES[sign], self.value(node.operand, spread=spread))
            case Postfix("%"):
                return operators.unary(percent, self.value(node.operand, spread=spread))
        operand = self.anything(node, spread=spread)
        if isinstance(node, Call) and not self._gives_ref(node.name):
            return operand
        return (lambda frame: spread_out(operand(frame))) if spread else lambda frame: narrowed(operand(frame), frame)

    def _gives_ref(self, name: str) -> bool:
        """Whether a call may give a reference: forms, and Excel's functions that say so."""
        function = self.functions.get(name)
        return name in forms.FORMS or (name not in self.catalogue and function is not None and function.gives_ref)

    def _binary(self, node: Binary, *, spread: bool) -> Thunk:
        chain = operators.chain(node)
        if len(chain) <= _LONG_CHAIN:
            left, right = self.value(node.left, spread=spread), self.value(node.right, spread=spread)
            return operators.binary(node.operator, left, right)
        first = self.value(chain[-1].left, spread=spread)
        steps = [
            (operators.on_values(item.operator), self.value(item.right, spread=spread)) for item in reversed(chain)
        ]
        return operators.one_after_another(first, steps)

    # Operands: a reference where the expression gives one

    def operand(self, node: Node, *, spread: bool) -> Thunk:
        """The thunk of a node where a reference may stay one."""
        thunk = self.anything(node, spread=spread)
        return no_function(thunk) if _may_give_function(node) else thunk

    def anything(self, node: Node, *, spread: bool) -> Thunk:
        """The thunk of a node where a function may stay one too."""
        self.pieces += 1
        match node:
            case Reference(index, "formula"):
                return lambda frame: frame.refs[index].value()
            case Reference(index):
                return lambda frame: frame.refs[index]
            case Name():
                return self._name(node)
            case Apply():
                return lambdas.applied(self, self.anything(node.callee, spread=spread), node.arguments)
            case Group():
                return self.anything(node.inner, spread=spread)
            case Binary(sign) if sign in {":", " ", ","}:
                self.volatile = self.volatile or sign == ":"
                left, right = self.operand(node.left, spread=spread), self.operand(node.right, spread=spread)
                return operators.of_refs(sign, left, right)
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
        variable = self._variable(node.text)
        if variable is not None:
            return _local(variable.slot)
        if node.text.startswith(_FUNCTION):
            name = internal_name(node.text.removeprefix(_FUNCTION))
            known = self._is_function(name)
            return lambdas.by_name(self, name) if known else self.fault(UNSUPPORTED, name)
        return lambda _frame: CellError.NAME

    def handed(self, node: Node, *, spread: bool) -> Thunk:
        """What is given a name or handed to a function: anything, or a function by its bare name."""
        if isinstance(node, Name) and self._variable(node.text) is None and self._is_function(node.text):
            return lambdas.by_name(self, node.text)
        return self.anything(node, spread=spread)

    def _variable(self, name: str) -> Variable | None:
        return next((variable for variable in reversed(self.names) if variable.name == name), None)

    def _is_function(self, name: str) -> bool:
        return name in forms.FORMS or name in self.catalogue or name in self.functions

    def bind(self, name: str, *, function: bool = False) -> int:
        """A place for a name of LET or LAMBDA."""
        self.slots += 1
        self.names.append(Variable(name, self.slots, function))
        return self.slots

    def note(self, name: str) -> None:
        """Note what follows from one of Excel's functions being used."""
        function = self.functions.get(name)
        if function is not None:
            self.volatile = self.volatile or function.volatile or function.roams
            self.subtotal = self.subtotal or name in {"SUBTOTAL", "AGGREGATE"}

    def _call(self, node: Call, *, spread: bool) -> Thunk:
        variable = self._variable(node.name)
        if variable is not None and (variable.function or not self._is_function(node.name)):
            return lambdas.applied(self, _local(variable.slot), node.arguments)
        if node.name in forms.FORMS:
            return forms.FORMS[node.name](self, node.arguments, spread and (self.arrays or node.name not in forms.OWN))
        if node.name in self.catalogue:
            return self._catalogue_call(self.catalogue[node.name], node, spread=spread)
        function = self.functions.get(node.name)
        if function is None:
            return self.fault(UNSUPPORTED, node.name)
        if not function.takes(len(node.arguments)):
            return self.fault("wrong number of arguments", f"{node.name} with {len(node.arguments)}")
        self.note(node.name)
        call = calls.library_call(function, self._arguments(function, node, spread=spread), node.arguments)
        if node.name in {"ROW", "COLUMN"} and not spread:
            return lambda frame: narrowed(call(frame), frame, first=True)
        return call

    def _arguments(self, function: ExcelFunction, node: Call, *, spread: bool) -> list[Thunk]:
        thunks = []
        for at, argument in enumerate(node.arguments):
            parameter = function.parameter(at)
            letter = parameter.letter
            if letter in "ra":
                thunks.append(self.operand(argument, spread=spread or letter == "a"))
            elif letter in "qz":
                given = no_range(self.operand(argument, spread=spread))
                thunks.append(_absent if isinstance(argument, Missing) and not parameter.optional else given)
            else:
                thunks.append(self.value(argument, spread=spread))
        return thunks

    def _catalogue_call(self, function: Function, node: Call, *, spread: bool) -> Thunk:
        if self.date1904 and any(_is_month(parameter) for parameter in function.parameters):
            why = f"{function.name} reads dates that count from 1900, and this workbook's count from 1904"
            return self.fault("dates from 1904", f"{why}; set them to 1900 in Excel's options")
        parameters = [*function.parameters, *[function.parameters[-1]] * len(node.arguments)]
        thunks = [
            self.operand(argument, spread=spread or parameter.kind.is_range)
            for argument, parameter in zip(node.arguments, parameters, strict=False)
        ]
        whole = [at for at, parameter in enumerate(parameters[: len(thunks)]) if parameter.kind.is_range]
        return calls.catalogue_call(function, thunks, whole)


def _may_give_function(node: Node) -> bool:
    """Whether an expression may give a function."""
    while isinstance(node, Group):
        node = node.inner
    match node:
        case Name() | Apply() | Reference(_, "formula"):
            return True
        case Call():
            return node.name in forms.FORMS
    return False


def _local(slot: int) -> Thunk:
    return lambda frame: frame.locals[slot]


def _is_month(parameter: Parameter) -> bool:
    """Whether an argument takes months, one or a range of them."""
    return parameter.kind.noun == "month" or parameter.name == "months"


def _absent(_frame: Frame) -> Cell:
    """What the functions that were once an add-in say to an argument left empty."""
    return CellError.NA


def _cell(index: int) -> Thunk:
    def thunk(frame: Frame) -> Cell:
        ref = frame.refs[index]
        line = ref.line
        value = line[ref.left] if line is not None else ref.sheet.peek(ref.top, ref.left)
        return ref.sheet.bring(ref.top, ref.left) if type(value) is Marker else value  # type: ignore[no-any-return]

    return thunk
