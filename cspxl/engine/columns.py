"""A formula of numbers over many rows at once: what its copies in a block give while all that they read is numbers.

Only what is plain goes that way: arithmetic, comparisons, IF, and functions of numbers. A blank, a text, an error, a
result that is none, numbers so near that only 15 digits tell: then the rows are left to the formula itself.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from cspxl.engine.comparison import same_number
from cspxl.engine.families import Moving
from cspxl.engine.parser import Binary, Call, Constant, Group, Node, Postfix, Prefix, Reference
from cspxl.engine.table import ExcelFunction
from cspxl.values import Cell, CellFault

_NEAR: Final = 1e-14  # numbers that differ by less may be equal to 15 digits
_NUMBERS: Final = {float}
_DEEPEST: Final = 40  # brackets, calls and operators within each other
_ARITHMETIC: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul,
}  # fmt: skip
_COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip
_SIGNS: Final[Mapping[str, Callable[[float], float]]] = {
    "-": lambda number: -number + 0.0, "%": lambda number: number / 100,
}  # fmt: skip
Rows: TypeAlias = Sequence[int]
Named: TypeAlias = Callable[[str], ExcelFunction | None]
Work: TypeAlias = Callable[[Sequence[Moving], Rows], list[Any]]
Kind: TypeAlias = Literal["number", "truth", "text"]


class NotAlike(Exception):
    """Not all of these rows can be calculated as numbers."""


class Column(NamedTuple):
    """What gives the values of some rows, and of what kind all of them are. It raises NotAlike."""

    work: Work
    kind: Kind


def column_of(tree: Node, named: Named) -> Column | None:
    """The formula over columns; None for one that is more than numbers. ``named`` says what function a name means."""
    if isinstance(tree, Binary) and tree.operator in {"+", "-"}:
        left, right = _column(tree.left, named, 0), _column(tree.right, named, 0)
        return _numbers(_ending(tree.operator, left.work, right.work), left, right) if left and right else None
    return _column(tree, named, 0)


def _column(node: Node, named: Named, depth: int) -> Column | None:
    def inner(part: Node) -> Column | None:
        return _column(part, named, depth + 1) if depth < _DEEPEST else None

    match node:
        case Constant(value):
            return _constant(value)
        case Reference(index, "cell"):
            return Column(_cells(index), "number")
        case Group(part):
            return inner(part)
        case Prefix("-" as sign, part) | Postfix("%" as sign, part) if found := inner(part):
            return _numbers(_each(_SIGNS[sign], [found.work]), found)
        case Binary(sign, first, second):
            left = inner(first)
            right = inner(second) if left else None
            return _binary(sign, left, right) if left and right else None
        case Call("IF", (test, yes, no)):
            condition, one, other = inner(test), inner(yes), inner(no)
            return _if(condition, one, other) if condition and one and other else None
        case Call(name, arguments) if function := named(name):
            return _call(function, [inner(argument) for argument in arguments])
    return None


def _constant(value: Cell) -> Column | None:
    if type(value) is str:
        return Column(_always(value), "text")
    number = type(value) in {float, int}
    return Column(_always(float(value)), "number") if number else None  # type: ignore[arg-type]


def _numbers(work: Work, *parts: Column) -> Column | None:
    """A column of numbers, where it is made of numbers."""
    return Column(work, "number") if all(part.kind == "number" for part in parts) else None


def _always(value: float | str) -> Work:
    return lambda _refs, rows: [value] * len(rows)


def _cells(index: int) -> Work:
    """The numbers of a column that the formulas read, or the one that all read."""

    def work(refs: Sequence[Moving], rows: Rows) -> list[Any]:
        ref = refs[index]
        lines, left, (at, moves) = ref.sheet.rows, ref.left, ref.first
        try:
            if not moves:
                found = [lines[at][left]] * len(rows)
            elif type(rows) is range and rows.step == 1:
                found = [line[left] for line in lines[rows.start + at : rows.stop + at]]
            else:
                found = [lines[row + at][left] for row in rows]
        except IndexError:
            raise NotAlike from None
        if len(found) < len(rows) or not set(map(type, found)) <= _NUMBERS:
            raise NotAlike
        return found

    return work


def _finite(found: list[float]) -> list[float]:
    if not math.isfinite(sum(found)):
        raise NotAlike
    return found


def _binary(sign: str, left: Column, right: Column) -> Column | None:
    if sign in _ARITHMETIC:
        fast, first, second = _ARITHMETIC[sign], left.work, right.work
        return _numbers(
            lambda refs, rows: _finite(list(map(fast, first(refs, rows), second(refs, rows)))), left, right
        )
    if sign == "/":
        return _numbers(_quotient(left.work, right.work), left, right)
    if sign in _COMPARISONS and left.kind == right.kind == "number":
        return Column(_comparison(_COMPARISONS[sign], left.work, right.work), "truth")
    return None


def _quotient(left: Work, right: Work) -> Work:
    def work(refs: Sequence[Moving], rows: Rows) -> list[Any]:
        above, below = left(refs, rows), right(refs, rows)
        if 0.0 in below:
            raise NotAlike
        return _finite(list(map(operator.truediv, above, below)))

    return work


def _comparison(compare: Callable[[float, float], bool], left: Work, right: Work) -> Work:
    def work(refs: Sequence[Moving], rows: Rows) -> list[Any]:
        one, other = left(refs, rows), right(refs, rows)
        if any(abs(x - y) <= _NEAR * abs(x) and x != y for x, y in zip(one, other, strict=True)):
            raise NotAlike
        return list(map(compare, one, other))

    return work


def _ending(sign: str, left: Work, right: Work) -> Work:
    """A difference or sum that ends a formula is 0 where its operands agree to 15 digits."""
    fast, side = _ARITHMETIC[sign], 1 if sign == "-" else -1

    def work(refs: Sequence[Moving], rows: Rows) -> list[Any]:
        one, other = left(refs, rows), right(refs, rows)
        found = _finite(list(map(fast, one, other)))
        return [
            result if abs(result) > _NEAR * abs(x) or not (x and same_number(x, side * y)) else 0.0
            for result, x, y in zip(found, one, other, strict=True)
        ]

    return work


def _each(function: Callable[..., Any], works: Sequence[Work]) -> Work:
    """A function of numbers, in each row."""

    def work(refs: Sequence[Moving], rows: Rows) -> list[Any]:
        arguments = [one(refs, rows) for one in works]
        try:
            found = list(map(function, *arguments))
        except (CellFault, ArithmeticError):
            raise NotAlike from None
        if not set(map(type, found)) <= _NUMBERS or not math.isfinite(sum(found)):
            raise NotAlike
        return found

    return work


def _call(function: ExcelFunction, arguments: Sequence[Column | None]) -> Column | None:
    """A call of a function whose arguments are all numbers, or whole ones."""
    if function.needs_frame or function.volatile or function.roams or not function.takes(len(arguments)):
        return None
    letters = [function.parameter(at).letter for at in range(len(arguments))]
    if not set(letters) <= {"n", "w"} or not arguments:
        return None
    columns = [argument for argument in arguments if argument is not None and argument.kind == "number"]
    if len(columns) < len(arguments):
        return None
    whole = [letter == "w" for letter in letters]
    method = function.method
    works = [_whole(column.work) if cut else column.work for cut, column in zip(whole, columns, strict=True)]
    return Column(_each(method, works), "number")


def _whole(work: Work) -> Work:
    return lambda refs, rows: list(map(int, work(refs, rows)))


def _if(test: Column, yes: Column, no: Column) -> Column | None:
    """IF with both branches, each for the rows that take it."""
    if yes.kind != no.kind or test.kind == "text":
        return None

    def work(refs: Sequence[Moving], rows: Rows) -> list[Any]:
        tests = test.work(refs, rows)
        taken = iter(yes.work(refs, [row for row, true in zip(rows, tests, strict=True) if true]))
        others = iter(no.work(refs, [row for row, true in zip(rows, tests, strict=True) if not true]))
        return [next(taken) if true else next(others) for true in tests]

    return Column(work, yes.kind)
