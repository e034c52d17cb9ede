"""Signals: whether months have a trend, which areas lie outside a funnel, how much harm stands behind counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import erfc, factorial, fsum, sqrt

from cspxl.functions.periods import MONTHS, VALUES
from cspxl.functions.quantiles import beta_odds
from cspxl.functions.rates import (
    LEVEL,
    check_count,
    check_denominator,
    check_level,
    check_whole_count,
    count_limits,
)
from cspxl.functions.windows import Series, answer_each, available, complete, shaped_like
from cspxl.registry import Logical, Month, Number, Range, Result, Whole, excel_function
from cspxl.values import Cell, CellError, CellFault, exact

CATEGORY = "CSP signals"
_FEWEST_MONTHS = 12
_FEWEST = 20  # in 12 months: below it a trend of single offences would be told
_MOST_MONTHS = 1200  # a hundred years
_EXACT_UP_TO = 171  # months: from there on the normal approximation is as good
_FUNNEL_LEVEL = "Confidence level, between 0 and 1 (left out: 0.998, three standard deviations)."
_SPIEGELHALTER = "Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24"


@excel_function(
    "TREND_TEST",
    example="=TREND_TEST({12;15;11;18;14;20;16;19;22;17;23;21},{201605;201606;201607;201608;201609;201610;201611;201612;"
    "201701;201702;201703;201704},201704,12)",
    help="Up, Down or Stable: Kendall's tau-b of the last n months against time. Too few where no 12 months have 20.",
    args={
        "values": VALUES,
        "months": MONTHS,
        "as_at": "Last month of the window. Left out: the last month that has a value.",
        "n_months": "How many months, 12 or more (left out: 24).",
        "level": LEVEL,
    },
    category=CATEGORY,
    source="Kendall (1970), Rank correlation methods: tau-b against time, two-sided, exact without ties",
)
def trend_test(
    values: Range, months: Range, as_at: Month | None = None, n_months: Whole = 24, level: Number = 0.95,
) -> Result:
    """A p value below 1 - level is a trend; with ties, or from 171 months on, it is the normal approximation's."""
    check_level(level)
    if not _FEWEST_MONTHS <= n_months <= _MOST_MONTHS:
        raise CellFault(CellError.NUM)

    def judge(series: Series, last: int) -> Cell:
        figures = complete(series.cells(range(last - n_months + 1, last + 1)))
        years = [fsum(figures[at : at + 12]) for at in range(n_months - 11)]
        if max(years) < _FEWEST:
            return "Too few"
        rises, p = _kendall([float(exact(figure)) for figure in figures])
        if exact(p) >= 1 - exact(level):
            return "Stable"
        return "Up" if rises > 0 else "Down"

    return answer_each(values, months, as_at, judge)


def _kendall(figures: Sequence[float]) -> tuple[int, float]:
    """Pairs that rise less pairs that fall, and the two-sided p value of Kendall's tau-b against time."""
    n = len(figures)
    signs = [(later > one) - (later < one) for at, one in enumerate(figures) for later in figures[at + 1 :]]
    rises = sum(signs)
    tied = [count for count in Counter(figures).values() if count > 1]
    if not tied and n < _EXACT_UP_TO:
        return rises, _exact_p(n, signs.count(-1))
    spread = n * (n - 1) * (2 * n + 5) - sum(count * (count - 1) * (2 * count + 5) for count in tied)
    return rises, erfc(abs(rises) / sqrt(2 * spread / 18)) if spread else 1.0


def _exact_p(n: int, falls: int) -> float:
    """How often n figures in any order have so few pairs that fall, or so few that rise."""
    pairs = n * (n - 1) // 2
    fewer = min(falls, pairs - falls)
    ways = [1] + [0] * fewer  # orders of the figures so far, by pairs that fall
    for k in range(2, n + 1):
        total, sums = 0, []
        for at, way in enumerate(ways):
            total += way - (ways[at - k] if at >= k else 0)
            sums.append(total)
        ways = sums
    return min(1.0, float(Fraction(2 * sum(ways), factorial(n))))


@excel_function(
    "RATE_CHANGE_LIMITS",
    example="=RATE_CHANGE_LIMITS(25,1,16,1)",
    help="A row: ratio of two rates, its lower and upper confidence limit, exact (Clopper-Pearson) given their sum.",
    args={
        "current": "The count now; a whole number.",
        "denominator": "Its population or households; 1 and 1 where they are the same.",
        "previous": "The count before, or a comparator's; a whole number above 0.",
        "previous_denominator": "Its population or households.",
        "level": LEVEL,
    },
    category=CATEGORY,
    source="Clopper and Pearson (1934), The use of confidence or fiducial limits, Biometrika 26; "
    "Przyborowski and Wilenski (1940), Biometrika 31: the conditional test",
)
def rate_change_limits(
    current: Number, denominator: Number, previous: Number, previous_denominator: Number, level: Number = 0.95,
) -> Result:
    """Limits that hold 1 between them: the rates may be the same."""
    check_level(level)
    for count in (current, previous):
        check_whole_count(count)
    for people in (denominator, previous_denominator):
        check_denominator(people)
    if previous == 0:
        raise CellFault(CellError.DIV0)
    tail = float((1 - exact(level)) / 2)
    lower = beta_odds(tail, current, previous + 1) if current else 0.0
    bases = previous_denominator / denominator
    return [[current / previous * bases, lower * bases, bases / beta_odds(tail, previous, current + 1)]]


@excel_function(
    "FUNNEL_LIMITS",
    example="=FUNNEL_LIMITS(144180,61150,3438800)",
    help="A row: lower and upper limit of the rate that an area of this size has by chance when it is as the whole.",
    args={
        "denominator": "Population or households of the area.",
        "whole_count": "Offences of the whole, for example of all boroughs.",
        "whole_denominator": "Population or households of the whole.",
        "per": "Per how many (left out: 1000).",
        "level": _FUNNEL_LEVEL,
    },
    category=CATEGORY,
    source=f"{_SPIEGELHALTER}; limits of APHO Technical Briefing 3 (2008)",
)
def funnel_limits(
    denominator: Number, whole_count: Number, whole_denominator: Number, per: Number = 1000, level: Number = 0.998,
) -> Result:
    """Exact Poisson limits of the expected count below 10, Byar's from 10; the expected count need not be whole."""
    check_count(whole_count)
    for people in (denominator, whole_denominator):
        check_denominator(people)
    check_level(level)
    if per <= 0:
        raise CellFault(CellError.NUM)
    limits = count_limits(whole_count / whole_denominator * denominator, level)
    return [[limit / denominator * per for limit in limits]]


@excel_function(
    "FUNNEL",
    example="=INDEX(FUNNEL({120;60;44;310},{20000;10000;8000;30000}),4)",
    help="For each area High, Low or In control: its rate against the limits around the rate of all of them together.",
    args={
        "counts": "Number of offences of each area; whole numbers.",
        "denominators": "Population or households of each area; a range of the same shape.",
        "level": _FUNNEL_LEVEL,
        "adjust": "TRUE: limits are widened where areas differ by more than chance explains (left out: FALSE).",
    },
    category=CATEGORY,
    source=f"{_SPIEGELHALTER}: funnel plots, multiplicative over-dispersion, 10% winsorised",
)
def funnel(
    counts: Range,
    denominators: Range,
    level: Number = 0.998,
    adjust: Logical = False,  # noqa: FBT002 -- a spreadsheet has no named arguments
) -> Result:
    """An area that is not available is #N/A and not part of the whole."""
    check_level(level)
    if len(counts) != len(denominators) or len(counts[0]) != len(denominators[0]):
        raise CellFault(CellError.VALUE)
    events, people = (available(cell for row in grid for cell in row) for grid in (counts, denominators))
    for count in events:
        check_whole_count(count or 0)
    for base in people:
        check_denominator(1 if base is None else base)
    both = zip(events, people, strict=True)
    pairs = [None if count is None or base is None else (count, base) for count, base in both]
    there = [pair for pair in pairs if pair]
    rate = fsum(count for count, _ in there) / (fsum(base for _, base in there) or 1)
    wider = _dispersion([(count, rate * base) for count, base in there]) if adjust else 1.0

    def judged(pair: tuple[float, float] | None) -> Cell:
        if pair is None:
            return CellError.NA
        count, expected = pair[0], rate * pair[1]
        lower, upper = count_limits(expected, level)
        if exact(count) > exact(expected + (upper - expected) * wider):
            return "High"
        return "Low" if exact(count) < exact(expected - (expected - lower) * wider) else "In control"

    return shaped_like(counts, map(judged, pairs))


def _dispersion(areas: Sequence[tuple[float, float]]) -> float:
    """By how much limits are widened: the root of the mean square of winsorised deviations, never below 1.

    The lowest and the highest tenth of the deviations, in whole areas, count as the next ones.
    """
    deviations = sorted((count - expected) / sqrt(expected) for count, expected in areas if expected)
    cut = len(deviations) // 10
    kept = deviations[cut : len(deviations) - cut]
    square = fsum(each * each for each in kept) + cut * (kept[0] ** 2 + kept[-1] ** 2) if kept else 0.0
    return sqrt(max(1.0, square / max(1, len(deviations))))


@excel_function(
    "HARM_SCORE",
    example="=HARM_SCORE({120;14;2},{1;33;1825})",
    help="Harm: the sum of count x weight. #N/A where a weight is missing beside a count above zero.",
    args={
        "counts": "Number of offences of each kind.",
        "weights": "Weight of each kind, for example days of prison or a severity score; a range of the same shape.",
    },
    category=CATEGORY,
    source="Sherman, Neyroud and Neyroud (2016), The Cambridge Crime Harm Index, Policing 10; "
    "Office for National Statistics, Crime Severity Score",
)
def harm_score(counts: Range, weights: Range) -> Cell:
    """A weight may be missing where nothing is counted."""
    if len(counts) != len(weights) or len(counts[0]) != len(weights[0]):
        raise CellFault(CellError.VALUE)
    listed, weighed = (available(cell for row in grid for cell in row) for grid in (counts, weights))
    for figure in (*listed, *weighed):
        check_count(figure or 0)
    pairs = list(zip(listed, weighed, strict=True))
    if any(count is None or (count > 0 and weight is None) for count, weight in pairs):
        raise CellFault(CellError.NA)
    return fsum((count or 0) * (weight or 0) for count, weight in pairs)
