"""Exceptions: months that lie outside what the months before them lead one to expect."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from math import fsum, sqrt
from typing import Literal, TypeAlias

from cspxl.functions.periods import MONTHS, VALUES
from cspxl.functions.windows import Series, answer_each, available, complete, months_in, one_series, vector
from cspxl.registry import Month, Polarity, Range, Result, excel_function
from cspxl.values import Cell, CellError, CellFault, exact

CATEGORY = "CSP exceptions"
METHOD = "xmr (left out): mean and moving range; 2sd: mean and 2 standard deviations; poisson."
BREAKS = "Classification breaks: the first month on each new basis. Limits come from months of the same basis alone."
Method: TypeAlias = Literal["xmr", "2sd", "poisson"]

# Constants of the individuals (XmR) chart: 3 / d2 with d2 = 1.128, and D4 for ranges of two, as published.
XMR_FACTOR = 2.66
_RANGE_FACTOR = 3.268
_BASELINE_MONTHS = 24
_FEWEST_MONTHS = 12
_POISSON_TAIL = 0.00135  # what a normal distribution has beyond three standard deviations on one side
_LARGEST_MEAN = 1e9  # beyond it the sum would take seconds, and no borough counts so much


@excel_function(
    "EXCEPTION",
    example='=EXCEPTION({40;42;38;41;39;40;43;37;40;41;39;42;70},EDATE(DATE(2016,2,1),SEQUENCE(13,1,0)),"2017-02")',
    help="High or Low when the month lies outside its limits, else empty text. Limits come from the 24 months before.",
    args={
        "values": VALUES,
        "months": MONTHS,
        "as_at": "The month to judge. Left out: the last month that has a value.",
        "method": METHOD,
        "breaks": BREAKS,
    },
    category=CATEGORY,
    source="Barnet performance dashboard, April 2017, page 3: monthly exceptions, unusually high or low volume",
)
def exception(
    values: Range, months: Range, as_at: Month | None = None, method: Method = "xmr", breaks: Range | None = None,
) -> Result:
    """The month itself is not part of its own baseline."""
    basis = months_in(breaks)

    def judge(series: Series, last: int) -> Cell:
        *baseline, value = available(series.cells([*_baseline(last, basis), last]))
        if value is None:
            raise CellFault(CellError.NA)
        _, lower, upper = _limits(baseline, method)
        if exact(value) > exact(upper):
            return "High"
        return "Low" if exact(value) < exact(lower) else ""

    return answer_each(values, months, as_at, judge)


@excel_function(
    "EXCEPTION_LIMITS",
    example='=EXCEPTION_LIMITS({40;42;38;41;39;40;43;37;40;41;39;42},EDATE(DATE(2016,2,1),SEQUENCE(12,1,0)),"2017-02")',
    help="A row: mean, lower and upper limit that EXCEPTION judges a month by, from the 24 months before it.",
    args={
        "values": "Monthly values: one row or column.",
        "months": MONTHS,
        "as_at": "The month to judge; it need not have a value yet. Left out: the last month that has a value.",
        "method": METHOD,
        "breaks": BREAKS,
    },
    category=CATEGORY,
    source="Barnet performance dashboard, April 2017, page 3: monthly exceptions, unusually high or low volume",
)
def exception_limits(
    values: Range, months: Range, as_at: Month | None = None, method: Method = "xmr", breaks: Range | None = None,
) -> Result:
    """Each month of a chart has limits of its own."""
    series = one_series(values, months)
    last = as_at if as_at is not None else series.last_month()
    baseline = available(series.cells(_baseline(last, months_in(breaks))))
    return [list(_limits(baseline, method))]


def _baseline(last: int, basis: Sequence[int]) -> range:
    """The months before the last that its limits come from: no more than 24, and none on another basis."""
    return range(max([last - _BASELINE_MONTHS, *(month for month in basis if month <= last)]), last)


def _limits(baseline: Sequence[float | None], method: Method) -> tuple[float, float, float]:
    """Mean, lower and upper limit."""
    there = [figure for figure in baseline if figure is not None]
    if len(there) < _FEWEST_MONTHS:
        raise CellFault(CellError.NA)
    mean = fsum(there) / len(there)
    if method == "xmr":
        reach = XMR_FACTOR * _mean_moving_range(baseline)
        return mean, max(0.0, mean - reach), mean + reach
    if method == "2sd":
        if len(there) < _BASELINE_MONTHS:
            raise CellFault(CellError.NA)
        deviation = sqrt(fsum((figure - mean) ** 2 for figure in there) / (len(there) - 1))
        return mean, mean - 2 * deviation, mean + 2 * deviation
    if not 0 <= mean <= _LARGEST_MEAN:
        raise CellFault(CellError.NUM)
    return mean, float(poisson_quantile(_POISSON_TAIL, mean)), float(poisson_quantile(1 - _POISSON_TAIL, mean))


def _mean_moving_range(baseline: Sequence[float | None]) -> float:
    """Between months that stand side by side; a gap has no range."""
    ranges = [abs(b - a) for a, b in pairwise(baseline) if a is not None and b is not None]
    if not ranges:
        raise CellFault(CellError.NA)
    return fsum(ranges) / len(ranges)


def poisson_quantile(probability: float, mean: float) -> int:
    """The smallest k with P(X <= k) >= probability for a Poisson count with this mean."""
    # Twelve standard deviations from the mean nothing is left, and only the proportions of the terms matter.
    reach = int(12 * sqrt(mean)) + 12
    lowest = max(0, int(mean) - reach)
    counts = range(lowest + 1, int(mean) + reach)
    sums = list(accumulate(accumulate(counts, lambda term, k: term * mean / k, initial=1.0)))
    return lowest + bisect_left(sums, probability * sums[-1])


@excel_function(
    "XMR_LIMITS",
    example="=XMR_LIMITS({10,50,40,30})",
    help="A row: mean, lower limit, upper limit, mean moving range and its limit, for an individuals (XmR) chart.",
    args={"values": "Values in order of time: one row or column, every one available."},
    category=CATEGORY,
    source="Wheeler (1993), Understanding Variation: mean and 2.66 mean moving ranges; moving ranges, 3.268",
)
def xmr_limits(values: Range) -> Result:
    """The lower limit may lie below zero."""
    mean, moving_range = _xmr(complete(vector(values)))
    reach = XMR_FACTOR * moving_range
    return [[mean, mean - reach, mean + reach, moving_range, _RANGE_FACTOR * moving_range]]


def _xmr(figures: Sequence[float]) -> tuple[float, float]:
    """Mean and mean moving range; fewer than two figures have no range: #N/A."""
    moving_range = _mean_moving_range(figures)
    return fsum(figures) / len(figures), moving_range


_SHIFT = 7  # points in a row on one side of the mean
_TREND = 7  # points in a row rising or falling
_NEAR = 2 / 3  # of the way from the mean to a limit
_SIDES = {
    "lower": {1: "Concern", -1: "Improvement"},
    "higher": {1: "Improvement", -1: "Concern"},
    "monitor": {1: "High", -1: "Low"},
}


@excel_function(
    "SPC_POINTS",
    example="=INDEX(SPC_POINTS({40;42;38;41;39;40;43;37;40;41;39;90}),12)",
    help="For each value Improvement, Concern or Common cause, by the four rules of the NHS for XmR charts. "
    "High or Low when only monitored.",
    args={
        "values": "Values in order of time: one row or column, every one available.",
        "polarity": "lower (a fall is good; left out), higher, or monitor (not judged).",
    },
    category=CATEGORY,
    source="NHS England, Making data count: rules for special cause variation in XmR charts",
)
def spc_points(values: Range, polarity: Polarity = "lower") -> Result:
    """Limits come from the whole series; a value marked on both sides takes the side of the mean it lies on."""
    figures = complete(vector(values))
    mean, moving_range = _xmr(figures)
    sides = [_beyond(figure, mean, 0) for figure in figures]
    near = [_beyond(figure, mean, XMR_FACTOR * moving_range * _NEAR) for figure in figures]
    outside = [_beyond(figure, mean, XMR_FACTOR * moving_range) for figure in figures]
    steps = [_beyond(after, before, 0) for before, after in pairwise(figures)]
    marks: list[set[int]] = [{side} - {0} for side in outside]
    for at, side in [*_runs(sides, _SHIFT, 0), *_runs(steps, _TREND - 1, 1), *_two_of_three(near)]:
        marks[at].add(side)
    words = _SIDES[polarity]
    found = [mark.pop() if len(mark) == 1 else side if mark else 0 for mark, side in zip(marks, sides, strict=True)]
    return [[words.get(side, "Common cause")] for side in found]


def _beyond(figure: float, centre: float, reach: float) -> int:
    """1 above the centre by more than the reach, -1 below it by more, else 0."""
    value = exact(figure)
    return int(value > exact(centre + reach)) - int(value < exact(centre - reach))


def _runs(signs: Sequence[int], fewest: int, further: int) -> Iterator[tuple[int, int]]:
    """Each point of a run of equal signs, zeros aside, with its sign; ``further`` points stand after the last sign."""
    start = 0
    for sign, group in groupby(signs):
        end = start + len(list(group))
        if sign and end - start >= fewest:
            yield from ((at, sign) for at in range(start, end + further))
        start = end


def _two_of_three(near: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The points near or beyond a limit where two of three in a row are, on the same side."""
    for start in range(len(near) - 2):
        window = range(start, start + 3)
        for side in (-1, 1):
            places = [at for at in window if near[at] == side]
            if len(places) > 1:
                yield from ((at, side) for at in places)
