"""Sums, counts and averages of the cells that meet criteria."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cspxl.engine.arguments import fail
from cspxl.engine.criteria import matching
from cspxl.engine.ranges import Array, Operand, Ref
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError


def _range(operand: Operand) -> Ref:
    """Criteria work on ranges only; Excel does not even take an array there."""
    if isinstance(operand, Ref):
        return operand
    return fail(operand if isinstance(operand, CellError) else CellError.VALUE)


def _meeting(pairs: Sequence[Operand], shape: tuple[int, int] | None) -> Sequence[int]:
    """The positions that meet every criterion; the ranges must have one shape."""
    chosen: Sequence[int] | None = None
    for where, criterion in zip(pairs[::2], pairs[1::2], strict=True):
        ref = _range(where)
        if shape is not None and shape != (ref.height, ref.width):
            fail(CellError.VALUE)
        shape = ref.height, ref.width
        found = matching(ref.array, criterion)  # type: ignore[arg-type]
        if chosen is None:
            chosen = found
        else:
            meets = set(found)
            chosen = [at for at in chosen if at in meets]
    return chosen or ()


def _numbers_at(values: Array, positions: Sequence[int]) -> list[float]:
    flat, size = values.flat, values.height * values.width
    found: list[float] = []
    for at in positions:
        cell = flat[at] if at < size else None
        if type(cell) is float:
            found.append(cell)
        elif isinstance(cell, CellError):
            fail(cell)
    return found


def _chosen(values: Operand, pairs: Sequence[Operand]) -> list[float]:
    """The numbers of the value range in the places that meet the criteria."""
    ref = _range(values)
    positions = _meeting(pairs, (ref.height, ref.width))
    return _numbers_at(ref.array, positions)


@excel("SUMIFS", "r r v *2")
def _sumifs(values: Operand, *pairs: Operand) -> float:
    return math.fsum(_chosen(values, pairs))


@excel("AVERAGEIFS", "r r v *2")
def _averageifs(values: Operand, *pairs: Operand) -> float:
    found = _chosen(values, pairs)
    return math.fsum(found) / len(found) if found else fail(CellError.DIV0)


@excel("MAXIFS", "r r v *2")
def _maxifs(values: Operand, *pairs: Operand) -> float:
    return max(_chosen(values, pairs), default=0.0)


@excel("MINIFS", "r r v *2")
def _minifs(values: Operand, *pairs: Operand) -> float:
    return min(_chosen(values, pairs), default=0.0)


@excel("COUNTIFS", "r v *2")
def _countifs(*pairs: Operand) -> float:
    return float(len(_meeting(pairs, None)))


@excel("COUNTIF", "r v")
def _countif(where: Operand, criterion: Cell) -> float:
    return float(len(matching(_range(where).array, criterion)))


@excel("SUMIF", "r v r?")
def _sumif(where: Operand, criterion: Cell, values: Operand | None = None) -> float:
    return math.fsum(_beside(where, criterion, values))


@excel("AVERAGEIF", "r v r?")
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
