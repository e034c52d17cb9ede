"""Sums, counts and averages of the cells that meet criteria."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from cspxl.engine.allowance import spend
from cspxl.engine.arguments import fail
from cspxl.engine.criteria import how_many_equal, key_of, matching, meets_blank
from cspxl.engine.library.statistics import mean
from cspxl.engine.ranges import Array, Operand, Ref
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError

_MET = 3  # steps of a cell that meets a criterion
_MOST_TOGETHER = 8  # columns that a column answers with, before it forgets them all
_MOST_ANSWERS = 1000  # kept of each, and as many more as it has cells


def _range(operand: Operand) -> Ref:
    """Criteria work on ranges only; Excel does not even take an array there."""
    if isinstance(operand, Ref):
        return operand
    return fail(operand if isinstance(operand, CellError) else CellError.VALUE)


def _alike(refs: Sequence[Ref]) -> list[Array]:
    """The values of ranges that must have one shape; whole columns are cut where the longest of them ends."""
    if any((ref.height, ref.width) != (refs[0].height, refs[0].width) for ref in refs):
        fail(CellError.VALUE)
    arrays = [ref.array for ref in refs]
    height, width = max(array.height for array in arrays), max(array.width for array in arrays)
    return [
        array if array.shape == (height, width) else ref.part(0, 0, height, width).array
        for ref, array in zip(refs, arrays, strict=True)
    ]


def _meeting(arrays: Sequence[Array], criteria: Sequence[Cell]) -> Sequence[int]:
    """The positions that meet every criterion."""
    chosen: Sequence[int] | None = None
    for array, criterion in zip(arrays, criteria, strict=True):
        found = matching(array, criterion)
        if chosen is None:
            chosen = found
        else:
            spend(_MET * len(found))
            meets = set(found)
            chosen = [at for at in chosen if at in meets]
    return chosen or ()


def _remembered(what: str, arrays: Sequence[Array], criteria: Sequence[Cell], find: Callable[[], float]) -> float:
    """What columns say together of some criteria, found once for as long as they all stay as they are."""
    together: dict[object, dict[object, float]] = arrays[0].learn("together", lambda _array: {})
    columns = what, *arrays[1:]
    answers = together.get(columns)
    if answers is None:
        if len(together) >= _MOST_TOGETHER:
            together.clear()
        answers = together[columns] = {}
    key = tuple(map(key_of, criteria))
    answer = answers.get(key)
    if answer is None:
        answer = find()
        if len(answers) < _MOST_ANSWERS + arrays[0].size:
            answers[key] = answer
    return answer


def _numbers_at(values: Array, positions: Sequence[int]) -> list[float]:
    flat, size = values.flat, values.height * values.width
    found: list[float] = []
    spend(_MET * len(positions))
    for at in positions:
        cell = flat[at] if at < size else None
        if type(cell) is float:
            found.append(cell)
        elif isinstance(cell, CellError):
            fail(cell)
    return found


def _of_chosen(fold: Callable[[Sequence[float]], float], values: Operand, pairs: Sequence[Operand]) -> float:
    """What a fold makes of the numbers of the value range in the places that meet the criteria."""
    arrays = _alike([_range(values), *map(_range, pairs[::2])])
    criteria: Sequence[Cell] = pairs[1::2]  # type: ignore[assignment]
    summed, *searched = arrays
    find = lambda: fold(_numbers_at(summed, _meeting(searched, criteria)))  # noqa: E731 -- called here or never
    return _remembered(fold.__name__, arrays, criteria, find)


def _largest(found: Sequence[float]) -> float:
    return max(found, default=0.0)


def _smallest(found: Sequence[float]) -> float:
    return min(found, default=0.0)


@excel("SUMIFS", "r r v *2", quick=True)
def _sumifs(values: Operand, *pairs: Operand) -> float:
    return _of_chosen(math.fsum, values, pairs)


@excel("AVERAGEIFS", "r r v *2", quick=True)
def _averageifs(values: Operand, *pairs: Operand) -> float:
    return _of_chosen(mean, values, pairs)


@excel("MAXIFS", "r r v *2", quick=True)
def _maxifs(values: Operand, *pairs: Operand) -> float:
    return _of_chosen(_largest, values, pairs)


@excel("MINIFS", "r r v *2", quick=True)
def _minifs(values: Operand, *pairs: Operand) -> float:
    return _of_chosen(_smallest, values, pairs)


@excel("COUNTIFS", "r v *2", quick=True)
def _countifs(*pairs: Operand) -> float:
    return _counted([_range(where) for where in pairs[::2]], pairs[1::2])  # type: ignore[arg-type]


def _counted(refs: Sequence[Ref], criteria: Sequence[Cell]) -> float:
    """How many cells meet every criterion, those of whole columns below what is used included."""
    arrays = _alike(refs)
    unused = refs[0].height * refs[0].width - arrays[0].height * arrays[0].width
    count = _remembered("count", arrays, criteria, lambda: len(_meeting(arrays, criteria)))
    return float(count + (unused if unused and all(map(meets_blank, criteria)) else 0))


@excel("COUNTIF", "r v", quick=True)
def _countif(where: Operand, criterion: Cell) -> float:
    ref = _range(where)
    if ref.growing is not None and ref.growing.many:
        count = how_many_equal(ref.growing, ref.used[2], criterion)
        if count is not None:
            return float(count)
    return _counted([ref], [criterion])


@excel("SUMIF", "r v r?", quick=True)
def _sumif(where: Operand, criterion: Cell, values: Operand | None = None) -> float:
    return _of_beside(math.fsum, where, criterion, values)


@excel("AVERAGEIF", "r v r?", quick=True)
def _averageif(where: Operand, criterion: Cell, values: Operand | None = None) -> float:
    return _of_beside(mean, where, criterion, values)


def _of_beside(
    fold: Callable[[Sequence[float]], float], where: Operand, criterion: Cell, values: Operand | None
) -> float:
    """A fold of the numbers beside the cells that meet a criterion: as many values as cells, from their own corner."""
    searched = _range(where)
    ref = searched if values is None else _range(values)
    height, width = searched.array.shape
    if ref.array.shape != (height, width):
        ref = ref.part(0, 0, height, width)
    arrays = ref.array, searched.array
    find = lambda: fold(_numbers_at(arrays[0], matching(arrays[1], criterion)))  # noqa: E731 -- called here or never
    return _remembered(fold.__name__, arrays, [criterion], find)
