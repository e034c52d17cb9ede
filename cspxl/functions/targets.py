"""Targets: what is aimed at, what of it is due by now, and where the year is heading."""

from __future__ import annotations

from decimal import Decimal
from math import fsum
from typing import Literal

from cspxl.functions.periods import AS_AT, FIRST_MONTH, MONTHS, VALUES, check_first_month, months_so_far
from cspxl.functions.windows import Series, answer_each, available, complete, one_series
from cspxl.registry import Month, Number, Range, Result, Whole, excel_function
from cspxl.values import Cell, CellError, CellFault, exact, round_half_away

CATEGORY = "CSP targets"
_PLAN = "Safer Hillingdon Partnership Plan 2017/18"
_MOST_YEARS = 1_048_576  # rows of a sheet
_HISTORY_YEARS = 3


@excel_function(
    "TARGET",
    example="=TARGET(1681,-0.01)",
    help="A baseline changed by so much a year: down 5% a year is -0.05. Rounded to a whole number unless told "
    "otherwise; a share is not rounded.",
    args={
        "baseline": "The figure to start from.",
        "change": "Change for each year as a fraction: -0.05 is down 5%.",
        "years": "Number of years (left out: 1).",
        "method": "compound (left out): each year on the last; linear: each year on the baseline.",
        "round_to": "Rounded to a multiple of this; 0: not rounded. Left out: 1, or 0 for a baseline up to 1.",
    },
    category=CATEGORY,
    source=f"{_PLAN}, themes 1 to 3: reduce by a percentage each year",
)
def target(
    baseline: Number,
    change: Number,
    years: Number = 1,
    method: Literal["compound", "linear"] = "compound",
    round_to: Number | None = None,
) -> Cell:
    """Nothing falls by more than all of it: #NUM!."""
    if round_to is None:
        round_to = 0 if baseline <= 1 else 1
    growth = 1 + exact(change) * (exact(years) if method == "linear" else 1)
    if baseline < 0 or years < 0 or growth < 0 or round_to < 0:
        raise CellFault(CellError.NUM)
    factor = growth if method == "linear" or not baseline else growth ** exact(years)  # nothing grows to nothing
    return float(_multiple(exact(baseline) * factor, round_to))


def _multiple(value: Decimal, step: float) -> Decimal:
    """The value rounded to a multiple of the step, halves away from zero; not rounded for a step of 0."""
    return round_half_away(exact(value) / exact(step)) * exact(step) if step else value


@excel_function(
    "TARGET_PATH",
    example="=TARGET_PATH(18,40,3,1)",
    help="A column with one target for each year, on a straight line from start to end.",
    args={
        "start": "The figure now, before the first year.",
        "end": "The figure aimed at in the last year.",
        "years": "Number of years.",
        "round_to": "Each target is rounded to a multiple of this (left out: 0, not rounded).",
    },
    category=CATEGORY,
    source=f"{_PLAN}, theme 4: MARAC cases from 18 to 40 per 10,000 over 3 years",
)
def target_path(start: Number, end: Number, years: Whole, round_to: Number = 0) -> Result:
    """The last target is the end."""
    if not 1 <= years <= _MOST_YEARS or round_to < 0:
        raise CellFault(CellError.NUM)
    first, last = exact(start), exact(end)
    path = ((first * (years - year) + last * year) / years for year in range(1, years + 1))
    return [[float(_multiple(figure, round_to))] for figure in path]


@excel_function(
    "TARGET_TO_DATE",
    example='=TARGET_TO_DATE(1664,"Sep-17")',
    help="The part of a year's target that is due by now: elapsed months / 12, or as in the last 3 complete years.",
    args={
        "annual_target": "Target for the whole year.",
        "as_at": "Last month done.",
        "values": "Monthly history for a seasonal share: one row or column. Left out: every month counts the same.",
        "months": "The month of each value of the history.",
        "first_month": FIRST_MONTH,
    },
    category=CATEGORY,
    source=f"{_PLAN}, appendix 1: quarterly figures beside a target for the year",
)
def target_to_date(
    annual_target: Number,
    as_at: Month,
    values: Range | None = None,
    months: Range | None = None,
    first_month: Whole = 4,
) -> Cell:
    """A history is values with their months."""
    check_first_month(first_month)
    if values is None and months is None:
        return annual_target * months_so_far(as_at, first_month) / 12
    if values is None or months is None:
        raise CellFault(CellError.VALUE)
    return annual_target * _share_done(one_series(values, months), as_at, first_month)


def _share_done(series: Series, as_at: int, first_month: int) -> float:
    """The share of a year that is done by this month of it: the mean of the last 3 complete years before.

    Years with a gap are passed over; an error met on the way comes out, and a year of nothing is #DIV/0!.
    """
    elapsed = months_so_far(as_at, first_month)
    last = as_at - elapsed
    shares: list[float] = []
    while len(shares) < _HISTORY_YEARS:
        if series.starts_after(last):
            raise CellFault(CellError.NA)
        year = available(series.cells(range(last - 11, last + 1)))
        if None not in year:
            figures = complete(year)
            shares.append(fsum(figures[:elapsed]) / _divisor(fsum(figures)))
        last -= 12
    return fsum(shares) / _HISTORY_YEARS


def _divisor(figure: float) -> float:
    if figure == 0:
        raise CellFault(CellError.DIV0)
    return figure


@excel_function(
    "OUTTURN",
    example="=OUTTURN(758,2,4)",
    help="Where the year is heading: figure to date / periods elapsed x periods in the year.",
    args={
        "to_date": "The figure to date.",
        "elapsed": "Periods elapsed: 2 quarters, or 6 months.",
        "periods": "Periods in the year (left out: 12).",
    },
    category=CATEGORY,
    source=f"{_PLAN}, appendix 1: figures of two quarters against a target for the year",
)
def outturn(to_date: Number, elapsed: Number, periods: Number = 12) -> Cell:
    """No more periods have elapsed than there are: else #NUM!."""
    if elapsed < 0 or periods <= 0 or elapsed > periods:
        raise CellFault(CellError.NUM)
    return to_date * periods / _divisor(elapsed)


@excel_function(
    "OUTTURN_SEASONAL",
    example='=OUTTURN_SEASONAL(SEQUENCE(39),EDATE(DATE(2014,4,1),SEQUENCE(39,1,0)),"2017-06")',
    help="Where the year is heading: year to date / the mean share of the year done by now in the last 3 complete "
    "years.",
    args={"values": VALUES, "months": MONTHS, "as_at": AS_AT, "first_month": FIRST_MONTH},
    category=CATEGORY,
    source=f"{_PLAN}, appendix 1: figures of two quarters against a target for the year",
)
def outturn_seasonal(
    values: Range, months: Range, as_at: Month | None = None, first_month: Whole = 4,
) -> Result:
    """Burglary peaks in winter: half a year is seldom half of its figure."""
    check_first_month(first_month)

    def project(series: Series, last: int) -> Cell:
        to_date = available(series.cells(range(last - months_so_far(last, first_month) + 1, last + 1)))
        share = _share_done(series, last, first_month)
        return fsum(complete(to_date)) / _divisor(share)

    return answer_each(values, months, as_at, project)
