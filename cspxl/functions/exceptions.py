"""Exceptions: months that lie outside what the months before them lead one to expect."""

from __future__ import annotations

from itertools import pairwise
from math import exp, fsum, lgamma, log, sqrt
from typing import Literal

from cspxl.functions.periods import MONTHS, VALUES
from cspxl.functions.windows import Series, answer_each, available
from cspxl.registry import Month, Range, Result, excel_function
from cspxl.values import Cell, CellError, CellFault, exact

CATEGORY = "CSP exceptions"

# Constants of the individuals (XmR) chart: 3 / d2 with d2 = 1.128, as published to two decimals.
XMR_FACTOR = 2.66
_BASELINE_MONTHS = 24
_FEWEST_MONTHS = 12
_POISSON_TAIL = 0.00135  # what a normal distribution has beyond three standard deviations on one side
_LARGEST_MEAN = 1e9  # beyond it the sum would take seconds, and no borough counts so much


@excel_function(
    "EXCEPTION",
    help="High or Low when the month lies outside its limits, else empty text. Limits come from the 24 months before.",
    args={
        "values": VALUES,
        "months": MONTHS,
        "as_at": "The month to judge. Left out: the last month that has a value.",
        "method": "xmr (left out): mean and moving range; 2sd: mean and 2 standard deviations; poisson.",
    },
    category=CATEGORY,
    source="Barnet performance dashboard, April 2017, page 3: monthly exceptions, unusually high or low volume",
)
def exception(
    values: Range, months: Range, as_at: Month | None = None, method: Literal["xmr", "2sd", "poisson"] = "xmr",
) -> Result:
    """The month itself is not part of its own baseline."""

    def judge(series: Series, last: int) -> Cell:
        figures = available(series.cells(range(last - _BASELINE_MONTHS, last + 1)))
        value, baseline = figures[-1], figures[:-1]
        there = [figure for figure in baseline if figure is not None]
        if value is None or len(there) < _FEWEST_MONTHS:
            raise CellFault(CellError.NA)
        lower, upper = _limits(baseline, there, method)
        if exact(value) > exact(upper):
            return "High"
        return "Low" if exact(value) < exact(lower) else ""

    return answer_each(values, months, as_at, judge)


def _limits(baseline: list[float | None], there: list[float], method: str) -> tuple[float, float]:
    mean = fsum(there) / len(there)
    if method == "xmr":
        reach = XMR_FACTOR * _mean_moving_range(baseline)
        return max(0.0, mean - reach), mean + reach
    if method == "2sd":
        if len(there) < _BASELINE_MONTHS:
            raise CellFault(CellError.NA)
        deviation = sqrt(fsum((figure - mean) ** 2 for figure in there) / (len(there) - 1))
        return mean - 2 * deviation, mean + 2 * deviation
    if not 0 <= mean <= _LARGEST_MEAN:
        raise CellFault(CellError.NUM)
    return float(poisson_quantile(_POISSON_TAIL, mean)), float(poisson_quantile(1 - _POISSON_TAIL, mean))


def _mean_moving_range(baseline: list[float | None]) -> float:
    """Between months that stand side by side; a gap has no range."""
    ranges = [abs(b - a) for a, b in pairwise(baseline) if a is not None and b is not None]
    if not ranges:
        raise CellFault(CellError.NA)
    return fsum(ranges) / len(ranges)


def poisson_quantile(probability: float, mean: float) -> int:
    """The smallest k with P(X <= k) >= probability for a Poisson count with this mean."""
    if mean == 0:
        return 0
    # Twelve standard deviations below the mean nothing is left; sums run upwards from there.
    k = max(0, int(mean - 12 * sqrt(mean) - 12))
    term = exp(k * log(mean) - mean - lgamma(k + 1))
    total = term
    while total < probability:
        k += 1
        term *= mean / k
        total += term
    return k
