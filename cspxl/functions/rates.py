"""Rates and shares, and the limits between which chance alone may move them."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from cspxl.functions.quantiles import gamma_quantile
from cspxl.functions.windows import both
from cspxl.registry import Number, Range, Result, excel_function
from cspxl.values import Cell, CellError, CellFault, exact

CATEGORY = "CSP rates"
LEVEL = "Confidence level, between 0 and 1 (left out: 0.95)."
PART = "The part, for example sanction detections."
WHOLE = "The whole, for example offences."
_BRIEFING = "APHO Technical Briefing 3 (2008), Commonly used public health statistics and their confidence intervals"
_EXACT_BELOW = 10  # from this count on Byar's approximation is as good as the exact limits


def check_count(count: float) -> None:
    """A count is not negative; else #NUM!."""
    if count < 0:
        raise CellFault(CellError.NUM)


def check_whole_count(count: float) -> None:
    """A count that a probability is worked out for is whole; else #NUM!."""
    check_count(count)
    if count % 1:
        raise CellFault(CellError.NUM)


def check_level(level: float) -> None:
    """A confidence level lies between 0 and 1; else #NUM!."""
    if not 0 < level < 1:
        raise CellFault(CellError.NUM)


def share_of(part: float, whole: float) -> float:
    """The part as a fraction of the whole; a negative one or a part above its whole is #NUM!, a whole of 0 #DIV/0!."""
    check_count(part)
    check_denominator(whole)
    if part > whole:
        raise CellFault(CellError.NUM)
    return float(exact(part) / exact(whole))


def check_denominator(denominator: float) -> None:
    """A population is above zero: negative is #NUM!, zero is #DIV/0!."""
    check_count(denominator)
    if denominator == 0:
        raise CellFault(CellError.DIV0)


@excel_function(
    "RATE_PER",
    example="=RATE_PER(2248,144180)",
    help="Rate: count / denominator x per. Ranges of the same shape give a range.",
    args={
        "count": "Number of offences; a cell or a range.",
        "denominator": "Population or households; a cell or a range of the same shape.",
        "per": "Per how many (left out: 1000).",
    },
    category=CATEGORY,
    source="Barnet performance dashboard glossary, April 2017: rate of crimes per 1000 population or households",
)
def rate_per(count: Range, denominator: Range, per: Number = 1000) -> Result:
    """Each cell has its own answer."""
    if per <= 0:
        raise CellFault(CellError.NUM)
    if len(count) != len(denominator) or len(count[0]) != len(denominator[0]):
        raise CellFault(CellError.VALUE)

    def rate(part: Cell, whole: Cell) -> Cell:
        try:
            events, people = both(part, whole)
            check_count(events)
            check_denominator(people)
        except CellFault as fault:
            return fault.error
        return events / people * per

    rates = [[rate(*pair) for pair in zip(*rows, strict=True)] for rows in zip(count, denominator, strict=True)]
    return rates if len(rates) > 1 or len(rates[0]) > 1 else rates[0][0]


def _normal_quantile(level: float) -> float:
    """How many standard deviations either side of its mean hold this share of a normal distribution."""
    return -NormalDist().inv_cdf(float((1 - exact(level)) / 2))


@excel_function(
    "RATE_LIMITS",
    example="=RATE_LIMITS(134,22000,100000)",
    help="Lower and upper confidence limit of a rate, in a row: exact Poisson below a count of 10, Byar from 10.",
    args={
        "count": "Number of offences or people; a whole number.",
        "denominator": "Population or households.",
        "per": "Per how many (left out: 1000).",
        "level": LEVEL,
    },
    category=CATEGORY,
    source=_BRIEFING,
)
def rate_limits(count: Number, denominator: Number, per: Number = 1000, level: Number = 0.95) -> Result:
    """The denominator is taken as known; only the count varies."""
    check_whole_count(count)
    check_denominator(denominator)
    check_level(level)
    if per <= 0:
        raise CellFault(CellError.NUM)
    return [[limit / denominator * per for limit in count_limits(count, level)]]


def count_limits(count: float, level: float) -> tuple[float, float]:
    """Poisson limits of a count: exact below 10, Byar's approximation from 10. An expected count need not be whole."""
    if count >= _EXACT_BELOW:
        return _byar_limits(count, level)
    tail = (1 - exact(level)) / 2
    lower = gamma_quantile(float(tail), count) if count else 0.0
    return lower, gamma_quantile(float(1 - tail), count + 1)


def _byar_limits(count: float, level: float) -> tuple[float, float]:
    z = _normal_quantile(level)
    above = count + 1
    return (
        count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3,
        above * (1 - 1 / (9 * above) + z / (3 * sqrt(above))) ** 3,
    )


@excel_function(
    "SHARE",
    example="=SHARE(644,2541)",
    help="Share: part / whole, as a fraction. #NUM! when the part is above the whole.",
    args={"part": PART, "whole": WHOLE},
    category=CATEGORY,
    source="Barnet board papers, April 2017, item 5: sanction detection rate",
)
def share(part: Number, whole: Number) -> Result:
    """25.3% is 0.253."""
    return share_of(part, whole)


@excel_function(
    "SHARE_LIMITS",
    example="=SHARE_LIMITS(13,13)",
    help="Lower and upper confidence limit of a share, in a row: Wilson's score interval.",
    args={"part": PART, "whole": WHOLE, "level": LEVEL},
    category=CATEGORY,
    source=_BRIEFING,
)
def share_limits(part: Number, whole: Number, level: Number = 0.95) -> Result:
    """Also for a weighted survey, whose parts need not be whole numbers."""
    return [wilson_limits(part, whole, level)]


def wilson_limits(part: float, whole: float, level: float) -> tuple[float, float]:
    """Wilson's score interval of a share."""
    check_level(level)
    share_of(part, whole)
    square = _normal_quantile(level) ** 2

    def lower(part: float, rest: float) -> float:
        reach = sqrt(square * (square + 4 * part * rest / whole))
        return 2 * part * part / whole / (2 * part + square + reach)

    return lower(part, whole - part), 1 - lower(whole - part, part)
