"""Functions that do not take values: IF and its kin calculate only the branch they need, LET gives names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from cspxl.engine.comparison import order
from cspxl.engine.frame import Frame, Thunk
from cspxl.engine.operands import spread_out
from cspxl.engine.parser import Call, Missing, Name, Node
from cspxl.engine.ranges import Array, Operand, Value
from cspxl.engine.semantics import broadcast, to_logical, to_whole
from cspxl.values import Cell, CellError, CellFault

if TYPE_CHECKING:
    from cspxl.engine.compiler import Compiler

Form: TypeAlias = Callable[["Compiler", tuple[Node, ...], bool], Thunk]

FORMS: Final[dict[str, Form]] = {}
OWN: Final = frozenset({"IF", "CHOOSE", "IFERROR", "IFNA", "IFS", "SWITCH"})
"""Calculated as an array where the whole formula is one, but not because they stand in SUMPRODUCT or its like: there
``IF(A1:A3>5,1,0)`` takes the cell of its own row. So say the parameter classes in Excel's files (VO, RO)."""


def form(name: str, least: int, most: int = 255) -> Callable[[Form], Form]:
    """Enter a form under its name; a call with too few or too many arguments is a finding."""

    def register(build: Form) -> Form:
        def checked(compiler: Compiler, arguments: tuple[Node, ...], spread: bool) -> Thunk:  # noqa: FBT001
            if not least <= len(arguments) <= most:
                return compiler.fault("wrong number of arguments", f"{name} with {len(arguments)}")
            return build(compiler, arguments, spread)

        FORMS[name] = checked
        return build

    return register


def _branch(compiler: Compiler, arguments: Sequence[Node], at: int, spread: bool, absent: Cell) -> Thunk:  # noqa: FBT001
    """The thunk of a branch; one left empty is 0."""
    if at >= len(arguments):
        return lambda _frame: absent
    if isinstance(arguments[at], Missing):
        return lambda _frame: 0.0
    return compiler.anything(arguments[at], spread=spread)


@form("IF", 2, 3)
def _if(compiler: Compiler, arguments: tuple[Node, ...], spread: bool) -> Thunk:  # noqa: FBT001
    condition = compiler.value(arguments[0], spread=spread)
    yes = _branch(compiler, arguments, 1, spread, None)
    no = _branch(compiler, arguments, 2, spread, absent=False)

    def thunk(frame: Frame) -> Operand:
        test = condition(frame)
        if test is True:
            return yes(frame)  # type: ignore[no-any-return]
        if test is False:
            return no(frame)  # type: ignore[no-any-return]
        if type(test) is Array:
            return broadcast(_chosen, test, spread_out(yes(frame)), spread_out(no(frame)))
        try:
            return yes(frame) if to_logical(test) else no(frame)  # type: ignore[no-any-return]
        except CellFault as fault:
            return fault.error

    return thunk


def _chosen(test: Cell, yes: Cell, no: Cell) -> Cell:
    return yes if to_logical(test) else no


def _rescue(wanted: Callable[[Cell], bool]) -> Form:
    """IFERROR and IFNA: another value where the first is an error."""

    def build(compiler: Compiler, arguments: tuple[Node, ...], spread: bool) -> Thunk:  # noqa: FBT001
        first = compiler.value(arguments[0], spread=spread)
        other = compiler.value(arguments[1], spread=spread)

        def thunk(frame: Frame) -> Value:
            value = first(frame)
            if type(value) is Array:
                return broadcast(lambda cell, rescue: rescue if wanted(cell) else cell, value, other(frame))
            if wanted(value):
                rescue = other(frame)
                return 0.0 if rescue is None else rescue
            return 0.0 if value is None else value

        return thunk

    return build


form("IFERROR", 2, 2)(_rescue(lambda cell: isinstance(cell, CellError)))
form("IFNA", 2, 2)(_rescue(lambda cell: cell is CellError.NA))


@form("IFS", 2)
def _ifs(compiler: Compiler, arguments: tuple[Node, ...], spread: bool) -> Thunk:  # noqa: FBT001
    if len(arguments) % 2:
        return compiler.fault("wrong number of arguments", f"IFS with {len(arguments)}")
    pairs = [
        (compiler.value(test, spread=spread), _branch(compiler, [result], 0, spread, None))
        for test, result in zip(arguments[::2], arguments[1::2], strict=True)
    ]

    def thunk(frame: Frame) -> Operand:
        for at, (test, result) in enumerate(pairs):
            found = test(frame)
            if type(found) is Array:
                rest = _spread_ifs(frame, pairs[at + 1 :])
                return broadcast(_chosen, found, spread_out(result(frame)), rest)
            try:
                if to_logical(found):
                    return result(frame)  # type: ignore[no-any-return]
            except CellFault as fault:
                return fault.error
        return CellError.NA

    return thunk


def _spread_ifs(frame: Frame, pairs: Sequence[tuple[Thunk, Thunk]]) -> Value:
    if not pairs:
        return CellError.NA
    (test, result), *rest = pairs
    return broadcast(_chosen, test(frame), spread_out(result(frame)), _spread_ifs(frame, rest))


@form("SWITCH", 3)
def _switch(compiler: Compiler, arguments: tuple[Node, ...], spread: bool) -> Thunk:  # noqa: FBT001
    subject = compiler.value(arguments[0], spread=spread)
    rest = arguments[1:]
    default = _branch(compiler, rest[-1:] if len(rest) % 2 else (), 0, spread, CellError.NA)
    pairs = [
        (compiler.value(value, spread=spread), _branch(compiler, [result], 0, spread, None))
        for value, result in zip(rest[::2], rest[1::2], strict=False)
    ]

    def in_arrays(frame: Frame, wanted: Value) -> Value:
        found = spread_out(default(frame))
        for value, result in reversed(pairs):
            found = broadcast(_switched, wanted, value(frame), spread_out(result(frame)), found)
        return found

    def thunk(frame: Frame) -> Operand:
        wanted = subject(frame)
        if isinstance(wanted, CellError):
            return wanted
        for value, result in pairs:
            other = value(frame)
            if type(wanted) is Array or type(other) is Array:
                return in_arrays(frame, wanted)
            try:
                if _is_case(wanted, other):
                    return result(frame)  # type: ignore[no-any-return]
            except CellFault as fault:
                return fault.error
        return default(frame)  # type: ignore[no-any-return]

    return thunk


def _switched(wanted: Cell, value: Cell, result: Cell, other: Cell) -> Cell:
    return result if _is_case(wanted, value) else other


def _is_case(wanted: Cell, value: Cell) -> bool:
    """Whether SWITCH takes a value for a case: compared as ``=`` does, but a blank is 0 and nothing else."""
    return order(0.0 if wanted is None else wanted, 0.0 if value is None else value) == 0


@form("CHOOSE", 2)
def _choose(compiler: Compiler, arguments: tuple[Node, ...], spread: bool) -> Thunk:  # noqa: FBT001
    index = compiler.value(arguments[0], spread=spread)
    branches = [_branch(compiler, arguments, at, spread, None) for at in range(1, len(arguments))]

    def thunk(frame: Frame) -> Operand:
        at = index(frame)
        if type(at) is Array:
            return broadcast(_picked, at, *(spread_out(branch(frame)) for branch in branches))
        try:
            whole = to_whole(at)
        except CellFault as fault:
            return fault.error
        return branches[whole - 1](frame) if 1 <= whole <= len(branches) else CellError.VALUE

    return thunk


def _picked(at: Cell, *values: Cell) -> Cell:
    whole = to_whole(at)
    return values[whole - 1] if 1 <= whole <= len(values) else CellError.VALUE


@form("LET", 3)
def _let(compiler: Compiler, arguments: tuple[Node, ...], spread: bool) -> Thunk:  # noqa: FBT001
    if len(arguments) % 2 == 0:
        return compiler.fault("wrong number of arguments", f"LET with {len(arguments)}")
    steps: list[tuple[int, Thunk]] = []
    for name, value in zip(arguments[:-1:2], arguments[1::2], strict=True):
        if not isinstance(name, Name):
            return compiler.fault("parse error", "LET needs a name before each value")
        thunk = compiler.handed(value, spread=spread)
        function = not name.prefix and isinstance(value, Call) and value.name == "LAMBDA"
        steps.append((compiler.bind(name.text, function=function), thunk))
    result = compiler.anything(arguments[-1], spread=spread)
    del compiler.names[len(compiler.names) - len(steps) :]

    def run(frame: Frame) -> Operand:
        for slot, thunk in steps:
            frame.locals[slot] = thunk(frame)
        return result(frame)  # type: ignore[no-any-return]

    return run


@form("SINGLE", 1, 1)
def _single(compiler: Compiler, arguments: tuple[Node, ...], _spread: bool) -> Thunk:  # noqa: FBT001
    return compiler.single(arguments[0])


@form("ANCHORARRAY", 1, 1)
def _anchor_array(compiler: Compiler, arguments: tuple[Node, ...], _spread: bool) -> Thunk:  # noqa: FBT001
    return compiler.spilled(arguments[0])


@form("__XLUDF.DUMMYFUNCTION", 1)
def _dummy(_compiler: Compiler, _arguments: tuple[Node, ...], _spread: bool) -> Thunk:  # noqa: FBT001
    """What a web spreadsheet writes for a function that Excel lacks: an error, which its IFERROR replaces."""
    return lambda _frame: CellError.NAME
