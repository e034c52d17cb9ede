"""Arrays that go on: a whole column's empty cells count in every calculation, and only one of them is calculated.

What a column has below its used part is one blank, so what is made of it is one value: an array keeps it as the last
row of its *core* (``Array.endless``), and operators and functions of single cells work on cores alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, repeat
from typing import Any, Final

from cspxl.engine.allowance import make
from cspxl.engine.ranges import Array, Operand, Ref, Value
from cspxl.values import Cell, CellError

_NUMBERS: Final = frozenset({float})


def goes_on(operands: Sequence[object]) -> bool:
    """Whether one of the operands is an array with a core."""
    return any(type(operand) is Array and operand.core is not None for operand in operands)


def on_cores(calculate: Callable[..., Value], operands: Sequence[Value]) -> Value:
    """What ``calculate`` makes of operands cell by cell, one or more of which go on."""
    arrays = [operand for operand in operands if type(operand) is Array]
    height, width = max(array.height for array in arrays), max(array.width for array in arrays)
    tall = max(_kept(array.height, core_of(array).height, height) for array in arrays)
    wide = max(_kept(array.width, core_of(array).width, width) for array in arrays)
    make(tall, wide)
    cores = [_filled(operand, tall, wide) if type(operand) is Array else operand for operand in operands]
    result = calculate(*cores)
    return Array.endless(result, height, width) if type(result) is Array else result


def core_of(array: Array) -> Array:
    """The core of an array that goes on; of another the array itself."""
    return array if array.core is None else array.core


def _kept(size: int, kept: int, largest: int) -> int:
    """How many rows of an operand must be told apart; where it runs out before another, #N/A is one more."""
    if size in {1, largest}:
        return kept
    return size + 1


def _filled(array: Array, tall: int, wide: int) -> Array:
    """An endless array's core with so many rows and columns; a single row or column stays single, it repeats anyway."""
    core = core_of(array)
    if core.height == min(tall, array.height) and core.width == min(wide, array.width):
        return core  # and all that is known of it
    rows: Sequence[Sequence[Cell]] = core.rows
    if array.width > 1:
        rows = [_longer(row, array.width, wide, CellError.NA) for row in rows]
    if array.height > 1:
        rows = _longer(rows, array.height, tall, [CellError.NA] * len(rows[0]))
    return Array(rows)


def _longer(line: Sequence[Any], size: int, wanted: int, beyond: object) -> Sequence[Any]:
    """A line's last item again and again up to its size, and from there on what is beyond."""
    more = min(size, wanted) - len(line)
    return [*line[:wanted], *repeat(line[-1], more), *repeat(beyond, wanted - max(size, len(line)))]


def cut_by_nothing(mask: Array, other: Array) -> Array:
    """A full column of numbers that is multiplied by a mask which from some row on is 0: cut there, it is all 0."""
    core = mask.core
    if core is None or other.core is not None or other.known.get("kinds") != _NUMBERS:
        return other
    if other.shape != (mask.height, 1) or core.width > 1 or core.height == mask.height:
        return other
    last = core.rows[-1][0]
    if last is not False and last != 0.0:
        return other
    cells: list[Cell] = [*other.picked(range(core.height - 1)), 0.0]
    return Array.endless(Array.of(cells, 1), other.height, 1)


def beside(operands: Sequence[Operand], tables: Sequence[Array]) -> Sequence[Array]:
    """The arrays of operands that are read place by place: as they are, or with cores of one height and width.

    ``tables`` are the operands' own arrays, ranges cut where they end.
    """
    if not goes_on(operands):
        return tables
    wholes = [operand.whole if type(operand) is Ref else array for operand, array in zip(operands, tables, strict=True)]
    cores = [core_of(array) for array in wholes]
    tall = max(core.height for core in cores) if len({array.height for array in wholes}) == 1 else 0
    wide = max(core.width for core in cores) if len({array.width for array in wholes}) == 1 else 0
    make(tall, wide * len(wholes))
    return [
        Array.endless(_filled(array, tall or core.height, wide or core.width), *array.shape)
        for array, core in zip(wholes, cores, strict=True)
    ]


def in_places(operands: Sequence[Operand], tables: Sequence[Array]) -> Sequence[Sequence[Cell]]:
    """The cells of operands that are read place by place, without the many that go on in anything but numbers."""
    arrays = beside(operands, tables)
    cores = [core_of(array) for array in arrays]
    if all(core.height > 1 for core in cores) and all(type(core.flat[-1]) is float for core in cores):
        return [array.flat for array in arrays]
    return [core.flat if core.width == 1 else array.flat for core, array in zip(cores, arrays, strict=True)]


def without_nothing(array: Array) -> Array:
    """A column or row that goes on in errors or blanks, as far as something else can be found in it."""
    core = array.core
    if core is None or min(core.shape) > 1 or not (core.flat[-1] is None or isinstance(core.flat[-1], CellError)):
        return array
    return core


def counted(array: Array) -> Iterator[tuple[Cell, int]]:
    """The cells that are kept of an array, each with how often it is there."""
    core = core_of(array)
    down, across = array.height - core.height + 1, array.width - core.width + 1
    last_row, last_column = core.height - 1, core.width - 1
    for at, row in enumerate(core.rows):
        times = down if at == last_row else 1
        for column, cell in enumerate(row):
            yield cell, times * across if column == last_column else times


def how_many(array: Array, test: Callable[[Cell], bool]) -> int:
    """How many cells of an array meet a test."""
    if array.core is None:
        return sum(map(test, array.flat))
    return sum(count for cell, count in counted(array) if test(cell))


def folded(array: Array, fold: Callable[[Any, int], Sequence[Any]]) -> Sequence[Cell]:
    """The cells of an array; of those that stand for many, what ``fold`` makes of the cell and their number."""
    core = array.core
    if core is None:
        return array.flat
    if core.width == array.width:
        last, count = len(core.flat) - core.width, array.height - core.height + 1
        return [*core.flat[:last], *chain.from_iterable(fold(cell, count) for cell in core.flat[last:])]
    found: list[Cell] = []
    for cell, count in counted(array):
        found.extend([cell] if count == 1 else fold(cell, count))
    return found
