"""Calls as thunks: Excel's functions with their coercions and their spreading over arrays, and the catalogue's."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from cspxl.engine.allowance import LOOK, READ, spend
from cspxl.engine.arguments import single
from cspxl.engine.frame import Frame, Thunk
from cspxl.engine.parser import Missing, Node
from cspxl.engine.ranges import Areas, Array, Operand, Ref, Value, simplest
from cspxl.engine.semantics import broadcast, incoming, to_number, to_whole
from cspxl.engine.table import COERCIONS, ExcelFunction
from cspxl.registry import Argument, Function
from cspxl.values import Cell, CellError, CellFault

_LARGEST: Final = 1.7976931348623157e308
_OF_FLOATS: Final[Mapping[Callable[[Cell], Any], Callable[[Any], Any]]] = {to_number: float, to_whole: int}


def library_call(function: ExcelFunction, thunks: list[Thunk], arguments: Sequence[Node]) -> Thunk:
    """A call of one of Excel's functions, its one-cell parameters spread over arrays."""
    method, needs_frame = function.method, function.needs_frame
    coercions = _coercions(function, arguments)
    lifted = [at for at, coercion in enumerate(coercions) if coercion is not None]

    steps = [(at, coercion) for at, coercion in enumerate(coercions) if coercion is not None]

    def once(frame: Frame, looked_at: int, values: list[Any]) -> Operand:
        spend(looked_at)
        for at, coercion in steps:
            values[at] = coercion(values[at])
        return method(frame, *values) if needs_frame else method(*values)  # type: ignore[no-any-return]

    if not steps and not needs_frame:
        return _uncoerced(method, thunks)

    quick_steps: list[tuple[int, Callable[[Any], Any], Callable[[Any], Any]]] = [
        (at, coercion, _OF_FLOATS.get(coercion, coercion)) for at, coercion in steps
    ]

    def call(frame: Frame) -> Operand:
        values = [thunk(frame) for thunk in thunks]
        try:
            for at, coercion, of_float in quick_steps:
                value = values[at]
                if type(value) is float:
                    values[at] = of_float(value)
                elif type(value) is Array:
                    looked_at = 0 if function.quick else LOOK * _size(values, lifted)
                    return _spread(partial(once, frame, looked_at), values, lifted)
                else:
                    values[at] = coercion(value)
            result = method(frame, *values) if needs_frame else method(*values)
        except CellFault as fault:
            return fault.error
        except ArithmeticError:
            return CellError.NUM
        return _in_bounds(result)

    return call


def _uncoerced(method: Callable[..., Operand], thunks: Sequence[Thunk]) -> Thunk:
    """A call of a function that looks at its arguments itself, such as SUM."""

    def call(frame: Frame) -> Operand:
        try:
            return _in_bounds(method(*[thunk(frame) for thunk in thunks]))
        except CellFault as fault:
            return fault.error
        except ArithmeticError:
            return CellError.NUM

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


def _spread(once: Callable[[list[Any]], Operand], values: Sequence[Any], lifted: Sequence[int]) -> Value:
    """One-cell parameters (at ``lifted``) spread over the arrays they were given, the others passed whole."""

    def call(*cells: Cell) -> Cell:
        arguments = list(values)
        for at, cell in zip(lifted, cells, strict=True):
            arguments[at] = cell
        try:
            result = single(once(arguments))
        except ArithmeticError:
            return CellError.NUM
        return float(result) if type(result) is int else result

    return broadcast(call, *(values[at] for at in lifted))


def _size(values: Sequence[Any], lifted: Sequence[int]) -> int:
    """The cells of all ranges and arrays that are passed whole."""
    return sum(_cells(value) for at, value in enumerate(values) if at not in lifted)


def _cells(value: object) -> int:
    """The cells of a range or an array."""
    if type(value) is Array:
        return value.height * value.width
    size = 0
    for ref in value.refs if type(value) is Areas else [value] if type(value) is Ref else []:
        top, left, bottom, right = ref.used
        size += (bottom - top + 1) * (right - left + 1)
    return size


def counted(thunk: Thunk) -> Thunk:
    """An argument whose cells are looked at each time the call is made."""

    def counting(frame: Frame) -> Operand:
        value: Operand = thunk(frame)
        spend(READ * _cells(value))
        return value

    return counting


def catalogue_call(function: Function, thunks: Sequence[Thunk]) -> Thunk:
    """A call of one of the catalogue's functions: it takes cells and grids as they are, and settles them itself."""

    def call(frame: Frame) -> Value:
        result = function.calculate(*(_argument(thunk(frame)) for thunk in thunks))
        if isinstance(result, tuple | list):
            return simplest(Array([[incoming(cell) for cell in row] for row in result]))
        return incoming(result)  # type: ignore[arg-type]

    return call


def _argument(operand: Operand) -> Argument:
    """An operand as the catalogue takes it: a cell, or rows of cells. A union has no shape."""
    if type(operand) is Ref:
        return operand.corner() if operand.is_cell else operand.array.rows
    if type(operand) is Array:
        return operand.rows
    return CellError.VALUE if isinstance(operand, Areas | Ref | Array) else operand
