"""LAMBDA and the functions that call one: MAP, REDUCE, SCAN, BYROW, BYCOL, MAKEARRAY.

Parts of a range are handed on as references, so that ``MAP(A1:A9,LAMBDA(x,SUM(A1:x)))`` and SUBTOTAL work in a body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cspxl.engine.allowance import fits, make, spend
from cspxl.engine.arguments import fail
from cspxl.engine.closures import OMITTED, Closure, call, within
from cspxl.engine.forms import Form, form
from cspxl.engine.frame import Frame, Thunk
from cspxl.engine.parser import Call, Missing, Name, Node
from cspxl.engine.ranges import Areas, Array, Operand, Ref, Refs, Value, simplest
from cspxl.engine.semantics import to_whole
from cspxl.values import Cell, CellError, CellFault

if TYPE_CHECKING:
    from cspxl.engine.compiler import Compiler

Method = TypeVar("Method", bound=Callable[..., Any])

_CALL: Final = 200  # steps of a call
_PIECE: Final = 10  # steps of each piece of the body that it calculates
_ROOM: Final = 400  # which a function takes in memory, with all that it keeps


@form("LAMBDA", 1)
def _lambda(compiler: Compiler, arguments: tuple[Node, ...], _spread: bool) -> Thunk:  # noqa: FBT001
    *parameters, expression = arguments
    names = [parameter for parameter in parameters if isinstance(parameter, Name)]
    if len(names) < len(parameters):
        return compiler.fault("parse error", "LAMBDA needs names before its last argument")
    slots = [compiler.bind(name.text) for name in names]
    before = compiler.pieces
    around, compiler.arrays = compiler.arrays, True
    body = compiler.anything(expression, spread=True)
    compiler.arrays = around
    del compiler.names[len(compiler.names) - len(slots) :]
    cost = _CALL + _PIECE * (compiler.pieces - before) + compiler.slots
    least = max((at + 1 for at, name in enumerate(names) if name.prefix != "_xlop."), default=0)

    def made(frame: Frame) -> Closure:
        spend(compiler.slots, _ROOM)
        known = dict(frame.locals)

        def run(caller: Frame, given: Sequence[Any]) -> Any:  # noqa: ANN401 -- an operand or a closure
            spend(cost)
            values = [*given, *[OMITTED] * (len(slots) - len(given))]
            return body(within(frame, caller, {**known, **dict(zip(slots, values, strict=True))}))

        return Closure(least, len(slots), run)

    return made


def applied(compiler: Compiler, callee: Thunk, arguments: Sequence[Node]) -> Thunk:
    """A call of what an expression gives: ``LAMBDA(x,x+1)(2)``, a name's or a variable's function."""
    thunks = [given(compiler, argument) for argument in arguments]

    def thunk(frame: Frame) -> Any:  # noqa: ANN401 -- an operand or a closure
        return call(callee(frame), frame, [argument(frame) for argument in thunks])

    return thunk


def given(compiler: Compiler, node: Node) -> Thunk:
    """An argument of a call: a value, a reference or a function, or that it was left empty."""
    if isinstance(node, Missing):
        return lambda _frame: OMITTED
    return compiler.handed(node, spread=True)


def by_name(compiler: Compiler, name: str) -> Thunk:
    """A function named without its brackets: compiled for each number of arguments that it is called with."""
    compiler.note(name)

    @cache
    def body(count: int) -> tuple[list[int], Thunk | None]:
        inner = compiler.fresh()
        names = [f"\0{at}" for at in range(count)]
        slots = [inner.bind(each) for each in names]
        thunk = inner.operand(Call(name, tuple(map(Name, names))), spread=True)
        return slots, None if inner.faults else thunk

    def run(caller: Frame, values: Sequence[Any]) -> Any:  # noqa: ANN401 -- an operand
        slots, thunk = body(len(values))
        spend(_CALL)
        if thunk is None:  # it does not take so many arguments
            return CellError.VALUE
        return thunk(within(caller, caller, dict(zip(slots, values, strict=True))))

    function = compiler.functions.get(name)
    closure = Closure(0, 255, run) if function is None else Closure(function.least, function.most, run)
    return lambda _frame: closure


@form("ISOMITTED", 1, 1)
def _isomitted(compiler: Compiler, arguments: tuple[Node, ...], _spread: bool) -> Thunk:  # noqa: FBT001
    parameter = given(compiler, arguments[0])
    return lambda frame: parameter(frame) is OMITTED


class Grid:
    """An argument as a grid whose parts are handed on: references of a range, else cells and arrays."""

    def __init__(self, operand: object) -> None:
        found = data(operand)
        if isinstance(found, Areas | Refs):
            fail(CellError.VALUE)
        self.whole: Ref | Array = found if isinstance(found, Ref | Array) else Array([[found]])
        self.height, self.width = self.whole.height, self.whole.width
        fits(self.height, self.width)

    def at(self, row: int, column: int) -> Operand:
        """One cell; #N/A outside."""
        if row >= self.height or column >= self.width:
            return CellError.NA
        return self.whole.at(row, column) if isinstance(self.whole, Array) else self.whole.part(row, column, 1, 1)

    def cells(self) -> Iterator[Operand]:
        """Every cell, row by row."""
        return (self.at(row, column) for row in range(self.height) for column in range(self.width))

    def row(self, at: int) -> Operand:
        """A whole row. One of an array stays an array even where it is a single cell, as in Excel."""
        if isinstance(self.whole, Ref):
            return self.whole.part(at, 0, 1, self.width)
        return Array([self.whole.rows[at]])

    def column(self, at: int) -> Operand:
        """A whole column."""
        if isinstance(self.whole, Ref):
            return self.whole.part(0, at, self.height, 1)
        return Array([[row[at]] for row in self.whole.rows])


def data(operand: Any) -> Operand:  # noqa: ANN401 -- an operand, a closure or nothing at all
    """An argument that is no function: one is #VALUE!; what was left out is a blank."""
    if isinstance(operand, Closure):
        fail(CellError.VALUE)
    return None if operand is OMITTED else operand


def lone(result: object) -> Cell:
    """A function's result as a cell of an array. An array of arrays or of functions is #CALC!, the whole of it."""
    if isinstance(result, Ref) and result.is_cell:
        return result.corner()
    if isinstance(result, Array) and result.shape == (1, 1):
        return result.rows[0][0]
    if isinstance(result, Ref | Array | Areas | Refs | Closure):
        fail(CellError.CALC)
    return None if result is OMITTED else result  # type: ignore[return-value]


def calling(method: Callable[..., Any]) -> Form:
    """A function that gets its arguments as they are, a function among them; faults become its value."""

    def build(compiler: Compiler, arguments: tuple[Node, ...], _spread: bool) -> Thunk:  # noqa: FBT001
        thunks = [given(compiler, argument) for argument in arguments]

        def thunk(frame: Frame) -> Any:  # noqa: ANN401 -- an operand
            try:
                return method(frame, *[argument(frame) for argument in thunks])
            except CellFault as fault:
                return fault.error

        return thunk

    return build


def _helper(name: str, least: int, most: int) -> Callable[[Method], Method]:
    """Enter such a function under its name."""

    def register(method: Method) -> Method:
        form(name, least, most)(calling(method))
        return method

    return register


def function_of(operand: object, count: int) -> Closure:
    """The function among a helper's arguments, which takes so many; anything else is #VALUE!."""
    if isinstance(operand, CellError):
        fail(operand)
    if not isinstance(operand, Closure) or not operand.least <= count <= operand.most:
        fail(CellError.VALUE)
    return operand


@_helper("MAP", 2, 255)
def _map(frame: Frame, *arguments: Any) -> Value:  # noqa: ANN401 -- operands and a closure
    """Over several arrays cell by cell; where one runs out it is #N/A."""
    *operands, last = arguments
    function = function_of(last, len(operands))
    grids = [Grid(operand) for operand in operands]
    height, width = max(grid.height for grid in grids), max(grid.width for grid in grids)
    make(height, width)
    cells = [
        lone(call(function, frame, [grid.at(row, column) for grid in grids]))
        for row in range(height)
        for column in range(width)
    ]
    return simplest(Array.of(cells, width))


def _running(frame: Frame, initial: object, operand: object, last: object) -> Iterator[Any]:
    """The accumulator after each cell. Without an initial value it starts as the first cell."""
    function = function_of(last, 2)
    total, begun = initial, initial is not OMITTED
    for cell in Grid(operand).cells():
        total = call(function, frame, [total, cell]) if begun else cell
        begun = True
        yield total


@_helper("REDUCE", 3, 3)
def _reduce(frame: Frame, initial: object, operand: object, last: object) -> Any:  # noqa: ANN401 -- an operand
    total: Any = None
    for total in _running(frame, initial, operand, last):  # noqa: B007 -- the last one is the result
        pass
    return total


@_helper("SCAN", 3, 3)
def _scan(frame: Frame, initial: object, operand: object, last: object) -> Value:
    grid = Grid(operand)
    make(grid.height, grid.width)
    return simplest(Array.of([lone(total) for total in _running(frame, initial, operand, last)], grid.width))


@_helper("BYROW", 2, 2)
def _byrow(frame: Frame, operand: object, last: object) -> Value:
    function, grid = function_of(last, 1), Grid(operand)
    make(grid.height, 1)
    return simplest(Array.of([lone(call(function, frame, [grid.row(at)])) for at in range(grid.height)], 1))


@_helper("BYCOL", 2, 2)
def _bycol(frame: Frame, operand: object, last: object) -> Value:
    function, grid = function_of(last, 1), Grid(operand)
    make(1, grid.width)
    return simplest(Array([[lone(call(function, frame, [grid.column(at)])) for at in range(grid.width)]]))


@_helper("MAKEARRAY", 3, 3)
def _makearray(frame: Frame, rows: object, columns: object, last: object) -> Value:
    height, width = to_whole(lone(rows)), to_whole(lone(columns))
    function = function_of(last, 2)
    if height < 1 or width < 1:
        fail(CellError.VALUE)
    make(height, width)
    cells = [
        lone(call(function, frame, [float(row), float(column)]))
        for row in range(1, height + 1)
        for column in range(1, width + 1)
    ]
    return simplest(Array.of(cells, width))
