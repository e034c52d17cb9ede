"""The shape of a sample: skew, kurtosis, trimmed mean; variances that count text and TRUE; all modes; shares."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from cspxl.engine.arguments import fail, in_order, numbers, numbers_of, table
from cspxl.engine.library.statistics import mean, numbers_a, variance
from cspxl.engine.ranges import Array, Operand, Value, simplest
from cspxl.engine.table import excel
from cspxl.values import CellError

_WHOLE_SHARE = 1e-7  # by so much the shares of PROB may miss 1


def _standard(found: Sequence[float], deviation: float) -> list[float]:
    """The numbers in deviations from their mean; #DIV/0! where they are all equal."""
    if not deviation:
        fail(CellError.DIV0)
    average = mean(found)
    return [(number - average) / deviation for number in found]


@excel("SKEW", "r *")
def _skew(*operands: Operand) -> float:
    found = numbers(operands)
    count = len(found)
    if count < 3:
        fail(CellError.DIV0)
    cubes = math.fsum(z**3 for z in _standard(found, math.sqrt(variance(found, 1))))
    return cubes * count / ((count - 1) * (count - 2))


@excel("SKEW.P", "r *")
def _skew_p(*operands: Operand) -> float:
    found = numbers(operands)
    if len(found) < 3:
        fail(CellError.DIV0)
    return math.fsum(z**3 for z in _standard(found, math.sqrt(variance(found, 0)))) / len(found)


@excel("KURT", "r *")
def _kurt(*operands: Operand) -> float:
    found = numbers(operands)
    count = len(found)
    if count < 4:
        fail(CellError.DIV0)
    fourths = math.fsum(z**4 for z in _standard(found, math.sqrt(variance(found, 1))))
    less = (count - 2) * (count - 3)
    return fourths * count * (count + 1) / ((count - 1) * less) - 3 * (count - 1) ** 2 / less


@excel("TRIMMEAN", "r n", quick=True)
def _trimmean(operand: Operand, share: float) -> float:
    """The mean without a share of the numbers, half of it from each end."""
    ordered = in_order(operand)
    if not ordered or not 0 <= share < 1:
        fail(CellError.NUM)
    off = int(round(len(ordered) * share, 9)) // 2  # a share such as 58% is a hair less than itself
    return mean(ordered[off : len(ordered) - off])


@excel("VARA", "r *")
def _vara(*operands: Operand) -> float:
    return variance(numbers_a(operands), 1)


@excel("VARPA", "r *")
def _varpa(*operands: Operand) -> float:
    return variance(numbers_a(operands), 0)


@excel("STDEVA", "r *")
def _stdeva(*operands: Operand) -> float:
    return math.sqrt(variance(numbers_a(operands), 1))


@excel("STDEVPA", "r *")
def _stdevpa(*operands: Operand) -> float:
    return math.sqrt(variance(numbers_a(operands), 0))


@excel("MODE.MULT", "a *")
def _mode_mult(*operands: Operand) -> Value:
    """Every value that is met most often, in the order in which they are met first."""
    counts = Counter(numbers([operand for operand in operands if not isinstance(operand, str)]))
    most = max(counts.values(), default=0)
    if most < 2:
        fail(CellError.NA)
    return simplest(Array([[number] for number, count in counts.items() if count == most]))


@excel("PERCENTRANK.EXC", "r n w?", quick=True)
def _percentrank_exc(operand: Operand, number: float, digits: int = 3) -> float:
    """How far a number lies through a range, ends excluded, cut to some digits."""
    found = in_order(operand)
    if digits < 1:
        fail(CellError.NUM)
    if not found or not found[0] <= number <= found[-1]:
        fail(CellError.NA)
    below = bisect_left(found, number)
    place = below + 1.0
    if found[below] != number:
        place = below + (number - found[below - 1]) / (found[below] - found[below - 1])
    unit = 10.0**digits
    return math.floor(place / (len(found) + 1) * unit + 1e-9) / unit


@excel("PROB", "a a n n?")
def _prob(values: Operand, shares: Operand, lower: float, upper: float | None = None) -> float:
    """The shares of the values from one limit to the other, ends included."""
    first, second = table(values), table(shares)
    numbers_of(first)
    numbers_of(second)
    if len(first.flat) != len(second.flat):
        fail(CellError.NA)
    pairs = [(x, p) for x, p in zip(first.flat, second.flat, strict=True) if type(x) is float and type(p) is float]
    if not pairs:
        fail(CellError.DIV0)
    if any(not 0 < p <= 1 for _, p in pairs) or abs(math.fsum(p for _, p in pairs) - 1) > _WHOLE_SHARE:
        fail(CellError.NUM)
    last = lower if upper is None else upper
    return math.fsum(p for x, p in pairs if lower <= x <= last)

