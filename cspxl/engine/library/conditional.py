"""Sums, counts and averages of the cells that meet criteria."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cspxl.engine.allowance import spend
from cspxl.engine.arguments import fail
from cspxl.engine.criteria import matching, meets_blank
from cspxl.engine.ranges import Array, Operand, Ref
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError

_MET = 3  # steps of a cell that meets a criterion


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


def _chosen(values: Operand, pairs: Sequence[Operand]) -> list[float]:
    """The numbers of the value range in the places that meet the criteria."""
    summed, *searched = _alike([_range(values), *map(_range, pairs[::2])])
    return _numbers_at(summed, _meeting(searched, pairs[1::2]))  # type: ignore[arg-type]


@excel("SUMIFS", "r r v *2", quick=True)
def _sumifs(values: Operand, *pairs: Operand) -> float:
    return math.fsum(_chosen(values, pairs))


@excel("AVERAGEIFS", "r r v *2", quick=True)
def _averageifs(values: Operand, *pairs: Operand) -> float:
    found = _chosen(values, pairs)
    return math.fsum(found) / len(found) if found else fail(CellError.DIV0)


@excel("MAXIFS", "r r v *2", quick=True)
def _maxifs(values: Operand, *pairs: Operand) -> float:
    return max(_chosen(values, pairs), default=0.0)


@excel("MINIFS", "r r v *2", quick=True)
def _minifs(values: Operand, *pairs: Operand) -> float:
    return min(_chosen(values, pairs), default=0.0)


@excel("COUNTIFS", "r v *2", quick=True)
def _countifs(*pairs: Operand) -> float:
    return _counted([_range(where) for where in pairs[::2]], pairs[1::2])  # type: ignore[arg-type]


def _counted(refs: Sequence[Ref], criteria: Sequence[Cell]) -> float:
    """How many cells meet every criterion, those of whole columns below what is used included."""
    arrays = _alike(refs)
    unused = refs[0].height * refs[0].width - arrays[0].height * arrays[0].width
    count = len(_meeting(arrays, criteria))
    return float(count + (unused if unused and all(map(meets_blank, criteria)) else 0))


@excel("COUNTIF", "r v", quick=True)
def _countif(where: Operand, criterion: Cell) -> float:
    return _counted([_range(where)], [criterion])


@excel("SUMIF", "r v r?", quick=True)
def _sumif(where: Operand, criterion: Cell, values: Operand | None = None) -> float:
    return math.fsum(_beside(where, criterion, values))


@excel("AVERAGEIF", "r v r?", quick=True)
def _averageif(where: Operand, criterion: Cell, values: Operand | None = None) -> float:
    found = _beside(where, criterion, values)
    return math.fsum(found) / len(found) if found else fail(CellError.DIV0)


def _beside(where: Operand, criterion: Cell, values: Operand | None) -> list[float]:
    """The numbers beside the cells that meet a criterion; the values are as many as those, from their own corner."""
    searched = _range(where)
    ref = searched if values is None else _range(values)
    height, width = searched.array.shape
    if ref.array.shape != (height, width):
        ref = ref.part(0, 0, height, width)
    return _numbers_at(ref.array, matching(searched.array, criterion))
