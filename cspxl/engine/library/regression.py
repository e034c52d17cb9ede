"""Two series beside each other: correlation and the straight line."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cspxl.engine.arguments import fail, table
from cspxl.engine.endless import in_places
from cspxl.engine.library.statistics import deviations, mean
from cspxl.engine.ranges import Operand
from cspxl.engine.table import excel
from cspxl.values import CellError

_PAIR = 30  # steps of a cell of one of two series


def pairs(one: Operand, two: Operand) -> tuple[list[float], list[float]]:
    """The places where both have a number."""
    first, second = in_places([one, two], [table(one), table(two)])
    if len(first) != len(second):
        fail(CellError.NA)
    for cell in (*first, *second):
        if isinstance(cell, CellError):
            fail(cell)
    both = [(x, y) for x, y in zip(first, second, strict=True) if type(x) is float and type(y) is float]
    return [x for x, _ in both], [y for _, y in both]


def _products(xs: Sequence[float], ys: Sequence[float]) -> float:
    x_mean, y_mean = mean(xs), mean(ys)
    return math.fsum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))


@excel("CORREL PEARSON", "a a", look=_PAIR)
def _correl(one: Operand, two: Operand) -> float:
    xs, ys = pairs(one, two)
    spread = math.sqrt(deviations(xs) * deviations(ys)) if xs else 0.0
    return _products(xs, ys) / spread if spread else fail(CellError.DIV0)


@excel("SLOPE", "a a", look=_PAIR)
def _slope(ys_in: Operand, xs_in: Operand) -> float:
    ys, xs = pairs(ys_in, xs_in)
    spread = deviations(xs) if xs else 0.0
    return _products(xs, ys) / spread if spread else fail(CellError.DIV0)


@excel("INTERCEPT", "a a", look=2 * _PAIR)
def _intercept(ys_in: Operand, xs_in: Operand) -> float:
    ys, xs = pairs(ys_in, xs_in)
    slope: float = _slope(ys_in, xs_in)
    return mean(ys) - slope * mean(xs)


@excel("FORECAST FORECAST.LINEAR", "n a a", look=2 * _PAIR)
def _forecast(x: float, ys_in: Operand, xs_in: Operand) -> float:
    intercept: float = _intercept(ys_in, xs_in)
    slope: float = _slope(ys_in, xs_in)
    return intercept + slope * x


@excel("RSQ", "a a")
def _rsq(ys_in: Operand, xs_in: Operand) -> float:
    """The share of the spread that the straight line explains."""
    correlation: float = _correl(ys_in, xs_in)
    return correlation * correlation


@excel("STEYX", "a a")
def _steyx(ys_in: Operand, xs_in: Operand) -> float:
    """What a value on the straight line may be out by."""
    ys, xs = pairs(ys_in, xs_in)
    spread = deviations(xs) if len(xs) > 2 else 0.0
    if not spread:
        fail(CellError.DIV0)
    x_mean, y_mean, slope = mean(xs), mean(ys), _products(xs, ys) / spread
    left = math.fsum((y - y_mean - slope * (x - x_mean)) ** 2 for x, y in zip(xs, ys, strict=True))
    return math.sqrt(left / (len(xs) - 2))
