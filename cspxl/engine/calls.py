"""Calls as thunks: Excel's functions with their coercions and their spreading over arrays, and the catalogue's."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from cspxl.engine.allowance import LOOK, spend
from cspxl.engine.arguments import single
from cspxl.engine.frame import Frame, Thunk
from cspxl.engine.parser import Missing, Node
from cspxl.engine.ranges import Areas, Array, Operand, Ref, Refs, ThroughSheets, Value, simplest
from cspxl.engine.semantics import broadcast, incoming, to_number, to_whole
from cspxl.engine.table import COERCIONS, ExcelFunction
from cspxl.registry import Argument, Function
from cspxl.values import Cell, CellError, CellFault

_WHOLE: Final = frozenset({Ref, Array, Areas, ThroughSheets})
_CALL: Final = 30  # steps of a call for a cell of an array
_LARGEST: Final = 1.7976931348623157e308
_OF_FLOATS: Final[Mapping[Callable[[Cell], Any], Callable[[Any], Any]]] = {to_number: float, to_whole: int}


def library_call(function: ExcelFunction, thunks: list[Thunk], arguments: Sequence[Node]) -> Thunk:
    """A call of one of Excel's functions, its one-cell parameters spread over arrays."""
    coercions = _coercions(function, arguments)
    refs = [at for at in range(len(arguments)) if function.parameter(at).letter == "r"]
    if function.needs_frame or any(coercions):
        return _coerced(function, coercions, thunks, refs)
    return _uncoerced(function, thunks, refs)


def _coerced(
    function: ExcelFunction, coercions: Sequence[Callable[[Cell], Any] | None], thunks: list[Thunk], refs: Sequence[int]
) -> Thunk:
    """A call of a function with one-cell parameters, or one that looks at the workbook."""
    method, needs_frame = function.method, function.needs_frame
    steps: list[tuple[int, Callable[[Any], Any], Callable[[Any], Any]]] = [
        (at, coercion, _OF_FLOATS.get(coercion, coercion)) for at, coercion in enumerate(coercions) if coercion
    ]
    lifted = [at for at, _, _ in steps]
    whole = sorted(set(range(len(coercions))).difference(lifted)) if function.look else []

    def once(frame: Frame, looked_at: int, values: list[Any]) -> Operand:
        spend(looked_at)
        for at, coercion, _ in steps:
            values[at] = coercion(values[at])
        return method(frame, *values) if needs_frame else method(*values)  # type: ignore[no-any-return]

    def call(frame: Frame) -> Operand:
        values = [thunk(frame) for thunk in thunks]
        try:
            for at, coercion, of_float in steps:
                value = values[at]
                if type(value) is float:
                    values[at] = of_float(value)
                elif type(value) is Array:
                    looked_at = _CALL + function.look * _cells(values, whole)
                    spread = _spread(partial(once, frame, looked_at), values, lifted, refs=function.roams)
                    return _as_refs(spread) if function.roams else spread
                else:
                    values[at] = coercion(value)
            if whole:
                spend(function.look * _cells(values, whole))
            result = method(frame, *values) if needs_frame else method(*values)
        except CellFault as fault:
            return _in_turn(partial(once, frame, _CALL), values, lifted, refs) or fault.error
        except ArithmeticError:
            return CellError.NUM
        return _in_bounds(result)

    return call


def _uncoerced(function: ExcelFunction, thunks: Sequence[Thunk], refs: Sequence[int]) -> Thunk:
    """A call of a function that looks at its arguments itself, such as SUM; what it says of one range is kept."""
    method, look, grown = function.method, function.look, function.grown

    def result(*values: Operand) -> Operand:
        try:
            if size := sum([_size(value) for value in values if type(value) in _WHOLE]):
                spend(look * size)
            return _in_bounds(method(*values))
        except CellFault as fault:
            return _in_turn(lambda arguments: method(*arguments), values, (), refs) or fault.error
        except ArithmeticError:
            return CellError.NUM

    def call(frame: Frame) -> Operand:
        values = [thunk(frame) for thunk in thunks]
        if look and len(values) == 1 and type(values[0]) is Ref and not values[0].is_cell:
            ref = values[0]
            if grown is not None and ref.growing is not None and ref.growing.many:
                return _in_bounds(grown(ref.growing, ref.used[2]))
            return ref.learn(method, result)  # type: ignore[no-any-return]
        return result(*values)

    return call


def _in_bounds(result: Operand) -> Operand:
    """A result as the engine keeps it: numbers are floats, and finite."""
    if type(result) is float:
        return result if -_LARGEST <= result <= _LARGEST else CellError.NUM
    return float(result) if type(result) is int else result


def _coercions(function: ExcelFunction, arguments: Sequence[Node]) -> list[Callable[[Cell], Any] | None]:
    """How each argument of a call is coerced. One left empty where that means the default gives the default."""
    defaults = list(inspect.signature(function.method).parameters.values())[1 if function.needs_frame else 0 :]
    found: list[Callable[[Cell], Any] | None] = []
    for at, argument in enumerate(arguments):
        parameter = function.parameter(at)
        if isinstance(argument, Missing) and parameter.empty_is_default:
            fixed = at < len(defaults) and defaults[at].kind is not inspect.Parameter.VAR_POSITIONAL
            found.append(_always(defaults[at].default if fixed else None))
        else:
            found.append(COERCIONS[parameter.letter])
    return found


def _always(value: object) -> Callable[[Cell], object]:
    return lambda _cell: value


def _spread(
    once: Callable[[list[Any]], Operand], values: Sequence[Any], lifted: Sequence[int], *, refs: bool = False
) -> Value:
    """One-cell parameters (at ``lifted``) spread over the arrays they were given, the others passed whole.

    ``refs``: the results are references and stay so.
    """

    def call(*cells: Cell) -> Cell:
        arguments = list(values)
        for at, cell in zip(lifted, cells, strict=True):
            arguments[at] = cell
        try:
            result = once(arguments)
            if refs and type(result) is Ref:
                return result  # type: ignore[return-value]  # kept apart by _as_refs
            result = single(result)
        except ArithmeticError:
            return CellError.NUM
        return float(result) if type(result) is int else result

    return broadcast(call, *(values[at] for at in lifted))


def _as_refs(spread: Value) -> Operand:
    """What OFFSET or INDIRECT gives for arrays; a single reference is one, whatever it was asked with."""
    if type(spread) is not Array:
        return spread
    return spread.at(0, 0) if spread.shape == (1, 1) else Refs(spread)


def _in_turn(
    once: Callable[[list[Any]], Operand], values: Sequence[Any], lifted: Sequence[int], refs: Sequence[int]
) -> Value:
    """A call that failed because of arrays of references among its ``refs``: one after another. None without them."""
    turned = [at for at in refs if type(values[at]) is Refs]
    if not turned:
        return None
    grids = [values[at].grid if at in turned else values[at] for at in range(len(values))]

    def counted(arguments: list[Any]) -> Operand:
        spend(LOOK * _cells(arguments, turned))
        return once(arguments)

    return _spread(counted, grids, sorted([*lifted, *turned]))


def _size(operand: Operand) -> int:
    """The cells of a range or an array that is passed whole; a range of a union is one at least."""
    if type(operand) is Ref or type(operand) is Array:
        return operand.size
    return sum(ref.size for ref in operand.refs) if isinstance(operand, Areas) else 0


def _cells(values: Sequence[Operand], whole: Sequence[int]) -> int:
    """The cells of all that is passed whole."""
    return sum([_size(values[at]) for at in whole])


def catalogue_call(function: Function, thunks: Sequence[Thunk], whole: Sequence[int]) -> Thunk:
    """A call of one of the catalogue's functions: it takes cells and grids as they are, and settles them itself.

    ``whole`` are the places of its ranges.
    """

    def call(frame: Frame) -> Value:
        operands = [thunk(frame) for thunk in thunks]
        spend(LOOK * _cells(operands, whole))
        arguments = [_argument(operand) for operand in operands]
        if function.steps is not None:
            spend(function.steps(_filled(arguments)))
        result = function.calculate(*arguments)
        if isinstance(result, tuple | list):
            return simplest(Array([[incoming(cell) for cell in row] for row in result]))
        return incoming(result)  # type: ignore[arg-type]

    return call


def _filled(arguments: Sequence[Argument]) -> int:
    """The cells of grids that are not blank."""
    grids = (argument for argument in arguments if isinstance(argument, list | tuple))
    return sum(cell is not None for grid in grids for row in grid for cell in row)


def _argument(operand: Operand) -> Argument:
    """An operand as the catalogue takes it: a cell, or rows of cells. A union has no shape."""
    if type(operand) is Ref:
        return operand.corner() if operand.is_cell else operand.array.rows
    if type(operand) is Array:
        return operand.at(0, 0) if operand.shape == (1, 1) else operand.rows
    return CellError.VALUE if isinstance(operand, Areas | Refs) else operand  # type: ignore[return-value]
