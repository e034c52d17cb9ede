"""What functions have in common in reading their arguments.

In a range or an array, only numbers are numbers: text, TRUE/FALSE and blanks are passed over, an error comes out.
Written into the call itself, text that spells a number and TRUE count too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NoReturn

from cspxl.engine.allowance import make, spend
from cspxl.engine.endless import core_of, folded
from cspxl.engine.ranges import Areas, Array, Operand, Ref, Refs, array_of
from cspxl.engine.semantics import to_number
from cspxl.values import Cell, CellError, CellFault

_SORTED: Final = 2  # steps of two numbers that are compared to be put in order


def fail(error: CellError) -> NoReturn:
    """End the function with an error."""
    raise CellFault(error)


def parts(operand: Operand) -> Iterator[Cell | Array]:
    """The arrays and cells of an operand: a union has several."""
    if type(operand) is Ref:
        yield operand.array
    elif isinstance(operand, Areas):
        for ref in operand.refs:
            yield ref.array
    elif type(operand) is Refs:
        raise CellFault(CellError.VALUE)
    else:
        yield operand  # type: ignore[misc]


def _kinds(array: Array) -> frozenset[type]:
    return frozenset(map(type, core_of(array).flat))


def kinds(array: Array) -> frozenset[type]:
    """The types of the cells in an array, found once."""
    found: frozenset[type] = array.learn("kinds", _kinds)
    return found


_NUMBERS: Final = frozenset({float})


def _written_out(cell: Cell, count: int) -> list[Cell]:
    """A cell that stands for many: each of them, where it is a number."""
    if type(cell) is not float:
        return [cell]
    make(count, 1)
    return [cell] * count


def _numbers(array: Array) -> Sequence[float] | CellError:
    if array.known.get("kinds") == _NUMBERS:
        return array.flat  # type: ignore[return-value]
    flat = array.flat if array.core is None else folded(array, _written_out)
    found: list[float] = [cell for cell in flat if type(cell) is float]
    if len(found) < len(flat):
        for cell in flat:
            if isinstance(cell, CellError):
                return cell
    return found


def numbers_of(array: Array) -> Sequence[float]:
    """The numbers in an array, found once; the first error comes out."""
    found = array.learn("numbers", _numbers)
    if isinstance(found, CellError):
        raise CellFault(found)
    return found  # type: ignore[no-any-return]


def in_order(operand: Operand) -> Sequence[float]:
    """The numbers of one argument from the smallest on; those of a range or an array are sorted once."""
    if type(operand) is Ref:
        operand = operand.array
    if type(operand) is not Array:
        return sorted(numbers([operand]))
    numbers_of(operand)
    return operand.learn("sorted", _sorted)  # type: ignore[no-any-return]


def _sorted(array: Array) -> Sequence[float]:
    found = numbers_of(array)
    spend(_SORTED * len(found) * len(found).bit_length())
    return sorted(found)


def numbers(
    operands: Sequence[Operand], fold: Callable[[float, int], Sequence[float]] | None = None
) -> Sequence[float]:
    """The numbers of all arguments, in order.

    ``fold`` says what stands for a number that the empty cells of a whole column have many times; without it each does.
    """
    if len(operands) == 1 and type(operands[0]) is Ref and not operands[0].is_cell:
        return numbers_of(operands[0].array)
    found: list[float] = []
    for operand in operands:
        if type(operand) is Ref:
            if operand.is_cell:
                cell = operand.corner()
                if type(cell) is float:
                    found.append(cell)
                elif isinstance(cell, CellError):
                    raise CellFault(cell)
            else:
                found.extend(numbers_of(operand.array))
            continue
        for part in parts(operand):
            if type(part) is Array:
                found.extend(numbers_of(part) if fold is None or part.core is None else _folded(part, fold))
            else:
                found.append(to_number(part))  # type: ignore[arg-type]
    return found


def _folded(array: Array, fold: Callable[[float, int], Sequence[float]]) -> Sequence[float]:
    def of_numbers(cell: Cell, count: int) -> Sequence[Cell]:
        return fold(cell, count) if type(cell) is float else [cell]

    return numbers_of(Array.of(folded(array, of_numbers), 1))


def cells(operands: Iterable[Operand]) -> Iterator[Cell]:
    """Every cell of all arguments."""
    for operand in operands:
        for part in parts(operand):
            if type(part) is Array:
                yield from part.flat
            else:
                yield part  # type: ignore[misc]


def table(operand: Operand) -> Array:
    """A range or an array; an error comes out, a union is #VALUE!."""
    if type(operand) is Ref:
        return operand.array
    if isinstance(operand, CellError):
        raise CellFault(operand)
    if isinstance(operand, Areas | Refs):
        raise CellFault(CellError.VALUE)
    return array_of(operand)


def vector(operand: Operand) -> Sequence[Cell]:
    """One row or one column; a rectangle is #N/A, as look-ups say."""
    array = table(operand)
    if array.height > 1 and array.width > 1:
        raise CellFault(CellError.NA)
    return array.flat


def single(operand: Operand) -> Cell:
    """The first cell of an operand."""
    if type(operand) is Ref:
        return operand.corner()
    if type(operand) is Array:
        return operand.at(0, 0)
    if isinstance(operand, Areas | Refs):
        raise CellFault(CellError.VALUE)
    return operand  # type: ignore[return-value]
