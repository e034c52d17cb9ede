"""Statistical tests: the chance that two samples, or a table and what was expected, differ so much by accident."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cspxl.engine.arguments import fail, numbers, numbers_of, table
from cspxl.engine.library.distributions import normal_share, t_both
from cspxl.engine.library.regression import pairs
from cspxl.engine.library.statistics import deviations, mean, variance
from cspxl.engine.ranges import Operand
from cspxl.engine.special import beta_share, gamma_tail
from cspxl.engine.table import excel
from cspxl.values import CellError


@excel("T.TEST TTEST", "a a w w")
def _t_test(one: Operand, two: Operand, tails: int, kind: int) -> float:
    """Kind 1: pairs; 2: samples of one variance; 3: of two variances."""
    if tails not in {1, 2} or kind not in {1, 2, 3}:
        fail(CellError.NUM)
    t, degrees = _paired(*pairs(one, two)) if kind == 1 else _unpaired(numbers([one]), numbers([two]), kind)
    return t_both(abs(t), degrees) * tails / 2


def _paired(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    gaps = [x - y for x, y in zip(first, second, strict=True)]
    spread = variance(gaps, 1)
    return mean(gaps) / math.sqrt(spread / len(gaps)) if spread else fail(CellError.DIV0), len(gaps) - 1.0


def _unpaired(first: Sequence[float], second: Sequence[float], kind: int) -> tuple[float, float]:
    n, m = len(first), len(second)
    if n < 2 or m < 2:
        fail(CellError.DIV0)
    gap = mean(first) - mean(second)
    if kind == 2:
        degrees = n + m - 2.0
        spread = (deviations(first) + deviations(second)) / degrees * (1 / n + 1 / m)
    else:
        a, b = variance(first, 1) / n, variance(second, 1) / m
        spread = a + b
        degrees = spread**2 / (a**2 / (n - 1) + b**2 / (m - 1)) if spread else 0.0
    return gap / math.sqrt(spread) if spread else fail(CellError.DIV0), degrees


@excel("F.TEST FTEST", "a a")
def _f_test(one: Operand, two: Operand) -> float:
    """Both tails of the ratio of two variances."""
    first, second = numbers([one]), numbers([two])
    if len(first) < 2 or len(second) < 2:
        fail(CellError.DIV0)
    a, b = variance(first, 1), variance(second, 1)
    if not a or not b:
        fail(CellError.DIV0)
    n, m = len(first) - 1.0, len(second) - 1.0
    right = beta_share(m / 2, n / 2, m * b / (m * b + n * a))
    return 2 * min(right, beta_share(n / 2, m / 2, n * a / (m * b + n * a)))


@excel("Z.TEST ZTEST", "r n n?")
def _z_test(operand: Operand, mu: float, deviation: float | None = None) -> float:
    """The upper tail of a sample's mean."""
    found = numbers([operand])
    if not found:
        fail(CellError.NA)
    sigma = math.sqrt(variance(found, 1)) if deviation is None else deviation
    if not sigma:
        fail(CellError.DIV0 if deviation is None else CellError.NUM)
    if sigma < 0:
        fail(CellError.NUM)
    return normal_share((mu - mean(found)) * math.sqrt(len(found)) / sigma)


@excel("CHISQ.TEST CHITEST", "a a")
def _chisq_test(actual_in: Operand, expected_in: Operand) -> float:
    """A table of counts against what was expected in each place."""
    actual, expected = table(actual_in), table(expected_in)
    if actual.shape != expected.shape or actual.shape == (1, 1):
        fail(CellError.NA)
    numbers_of(actual)
    numbers_of(expected)
    found = [
        (x, e) for x, e in zip(actual.flat, expected.flat, strict=True) if type(x) is float and type(e) is float
    ]
    if any(e < 0 for _, e in found):
        fail(CellError.NUM)
    if not found or any(e == 0 for _, e in found):
        fail(CellError.DIV0)
    height, width = actual.shape
    degrees = (height - 1) * (width - 1) or max(height, width) - 1
    return gamma_tail(degrees / 2, math.fsum((x - e) ** 2 / e for x, e in found) / 2)
