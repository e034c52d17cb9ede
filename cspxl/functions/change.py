"""Change: a figure against the same figure a year earlier, or against any other."""

from __future__ import annotations

from collections.abc import Callable
from math import comb, erfc, fsum, sqrt

from cspxl.functions.periods import (
    AS_AT,
    FIRST_MONTH,
    MONTHS,
    N_MONTHS,
    VALUES,
    check_first_month,
    check_n_months,
    months_so_far,
)
from cspxl.functions.rates import LEVEL, check_level, check_whole_count
from cspxl.functions.windows import Series, answer_each, complete, months_in
from cspxl.registry import Month, Number, Range, Result, Whole, excel_function
from cspxl.values import Cell, CellError, CellFault, exact

CATEGORY = "CSP change"
BREAKS = "Classification breaks: the first month on each new basis. A comparison across one is #N/A."


def fraction(current: float, previous: float) -> float:
    """The change as a fraction of the previous figure; a previous 0 is #DIV/0!."""
    if previous == 0:
        raise CellFault(CellError.DIV0)
    return (current - previous) / previous


@excel_function(
    "PCT_CHANGE",
    example="=PCT_CHANGE(6514,5683)",
    help="Change on the previous figure as a fraction: (current - previous) / previous. A fall of 7.8% is -0.078.",
    args={"current": "The figure now.", "previous": "The figure before, or a comparator's figure."},
    category=CATEGORY,
    source="Barnet performance dashboard glossary, April 2017: percentage change compared to the preceding 12 months",
)
def pct_change(current: Number, previous: Number) -> Cell:
    """Also against a comparator."""
    return fraction(current, previous)


@excel_function(
    "POINT_CHANGE",
    example="=POINT_CHANGE(0.202,0.226)",
    help="Difference of two shares in points: current - previous. From 22.6% to 20.2% is -0.024.",
    args={"current": "The share now.", "previous": "The share before, or a comparator's share."},
    category=CATEGORY,
    source="Barnet performance dashboard, April 2017, page 5: change in points vs. one year ago",
)
def point_change(current: Number, previous: Number) -> Cell:
    """The difference of the two decimals, without the dust that binary fractions leave."""
    return float(exact(current) - exact(previous))


def _compare(
    values: Range, months: Range, as_at: int | None, breaks: Range | None, n_months: Callable[[int], int],
) -> Result:
    """The last n months against the same months a year earlier; ``n_months`` tells n for a last month."""
    basis = months_in(breaks)

    def change(series: Series, last: int) -> Cell:
        n = n_months(last)
        earlier = range(last - 12 - n + 1, last - 12 + 1)
        window = range(last - n + 1, last + 1)
        cells = series.cells([*earlier, *window])
        figures = complete(cells)
        if any(earlier[0] < month <= last for month in basis):
            raise CellFault(CellError.NA)
        return fraction(fsum(figures[n:]), fsum(figures[:n]))

    return answer_each(values, months, as_at, change)


@excel_function(
    "ROLLING12_CHANGE",
    example='=ROLLING12_CHANGE(SEQUENCE(24),EDATE(DATE(2015,5,1),SEQUENCE(24,1,0)),"2017-04")',
    help="Rolling 12 months against the 12 months before, as a fraction. #N/A across a classification break.",
    args={"values": VALUES, "months": MONTHS, "as_at": AS_AT, "breaks": BREAKS},
    category=CATEGORY,
    source="Barnet performance dashboard glossary, April 2017: rolling 12 months performance",
)
def rolling12_change(
    values: Range, months: Range, as_at: Month | None = None, breaks: Range | None = None,
) -> Result:
    """A break inside the 24 months leaves nothing to compare."""
    return _compare(values, months, as_at, breaks, lambda _last: 12)


@excel_function(
    "PERIOD_CHANGE",
    example="=PERIOD_CHANGE({100;110;90;95;99;88},{201512;201601;201602;201612;201701;201702},201702,3)",
    help="The last n months against the same months a year earlier, as a fraction. #N/A across a classification break.",
    args={"values": VALUES, "months": MONTHS, "as_at": AS_AT, "n_months": N_MONTHS, "breaks": BREAKS},
    category=CATEGORY,
    source="Barnet performance dashboard, April 2017, page 3: recent quarter, change vs. previous year",
)
def period_change(
    values: Range, months: Range, as_at: Month | None = None, n_months: Whole = 3, breaks: Range | None = None,
) -> Result:
    """A break counts from the earlier window's second month on, the gap between the windows included."""
    check_n_months(n_months)
    return _compare(values, months, as_at, breaks, lambda _last: n_months)


@excel_function(
    "FYTD_CHANGE",
    example="=FYTD_CHANGE({100;110;90;120},{201604;201605;201704;201705},201705)",
    help="Financial year to date against the same months a year earlier, as a fraction. #N/A across a break.",
    args={"values": VALUES, "months": MONTHS, "as_at": AS_AT, "first_month": FIRST_MONTH, "breaks": BREAKS},
    category=CATEGORY,
    source="Barnet performance dashboard, April 2017, page 4: year to date, comparison to one year ago",
)
def fytd_change(
    values: Range, months: Range, as_at: Month | None = None, first_month: Whole = 4, breaks: Range | None = None,
) -> Result:
    """The year starts in April unless another month is given."""
    check_first_month(first_month)
    return _compare(values, months, as_at, breaks, lambda last: months_so_far(last, first_month))


_EXACT_UP_TO = 10_000  # beyond this sum the normal approximation is as good as the exact test


def p_value(current: float, previous: float) -> float:
    """The two-sided p value that two counts come from the same rate, given their sum."""
    for count in (current, previous):
        check_whole_count(count)
    total = current + previous
    if abs(current - previous) <= 1:
        return 1.0
    if total > _EXACT_UP_TO:
        return erfc((abs(current - previous) - 1) / sqrt(2 * total))
    return 2 * _binomial_tail(int(min(current, previous)), int(total))


def _binomial_tail(fewer: int, total: int) -> float:
    """The probability that a fair coin shows heads at most ``fewer`` times, fewer being less than half.

    The last term is exact; those before it are fractions of it that soon come to nothing.
    """
    term = tail = 1.0
    for k in range(fewer, 0, -1):
        term *= k / (total - k + 1)
        tail += term
        if term < tail * 1e-17:
            break
    return tail * (comb(total, fewer) / (1 << total))


@excel_function(
    "CHANGE_TEST",
    example="=CHANGE_TEST(25,16)",
    help="Two-sided p value that two counts come from the same rate: exact binomial up to a sum of 10,000.",
    args={"current": "The count now.", "previous": "The count before, or of an area of the same size."},
    category=CATEGORY,
    source="Przyborowski and Wilenski (1940), Homogeneity of results in testing samples from Poisson series, "
    "Biometrika 31: the conditional test",
)
def change_test(current: Number, previous: Number) -> Cell:
    """Counts that differ by no more than one could hardly be nearer: 1."""
    return p_value(current, previous)


@excel_function(
    "CHANGE_SIGNAL",
    example="=CHANGE_SIGNAL(6514,5683)",
    help="Up or Down when two counts differ by more than chance, else No significant change.",
    args={"current": "The count now.", "previous": "The count before.", "level": LEVEL},
    category=CATEGORY,
    source="Przyborowski and Wilenski (1940), Homogeneity of results in testing samples from Poisson series, "
    "Biometrika 31: the conditional test",
)
def change_signal(current: Number, previous: Number, level: Number = 0.95) -> Cell:
    """A p value below 1 - level is a signal."""
    check_level(level)
    if exact(p_value(current, previous)) >= 1 - exact(level):
        return "No significant change"
    return "Up" if current > previous else "Down"
