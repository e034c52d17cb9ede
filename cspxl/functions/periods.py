"""Periods: totals of months."""

from __future__ import annotations

from math import fsum

from cspxl.functions.windows import answer_each, complete, one_series, vector
from cspxl.registry import Month, Range, Result, Whole, excel_function
from cspxl.values import Cell, CellError, CellFault, is_unavailable, month_index, month_label, month_of, month_serial

CATEGORY = "CSP periods"

# The help of arguments that many functions share.
VALUES = "Monthly values: one row or column, or a block with one series to a row (or column)."
MONTHS = "The month of each value: one row or column of dates, YYYYMM numbers or texts such as 2017-04."
AS_AT = "Last month of the period. Left out: the last month that has a value."
N_MONTHS = "How many months (left out: 3)."
FIRST_MONTH = "First month of the year, 1 to 12 (left out: 4, April)."


_MOST_MONTHS = 12 * 8100  # January 1900 to December 9999: the calendar of a spreadsheet


def check_n_months(n_months: int) -> None:
    """A period has at least one month, and no more than there are; else #NUM!."""
    if not 1 <= n_months <= _MOST_MONTHS:
        raise CellFault(CellError.NUM)


def check_first_month(first_month: int) -> None:
    """A year starts in month 1 to 12; else #NUM!."""
    if not 1 <= first_month <= 12:
        raise CellFault(CellError.NUM)


def months_so_far(as_at: int, first_month: int) -> int:
    """How many months of the year that starts in ``first_month`` are done at ``as_at``."""
    return (as_at - (first_month - 1)) % 12 + 1


@excel_function(
    "ROLLING12",
    example="=ROLLING12({82;71;87;74;74;103;113;96;95;107;120;148})",
    help="Total of the 12 months that end at as_at. #N/A when a month is missing or not available.",
    args={
        "values": VALUES,
        "months": f"{MONTHS} Left out: the values are consecutive months.",
        "as_at": AS_AT,
    },
    category=CATEGORY,
    source="Barnet performance dashboard glossary, April 2017: rolling 12 months performance",
)
def rolling12(values: Range, months: Range | None = None, as_at: Month | None = None) -> Result:
    """Months that follow one another need no list: then trailing unavailable cells are dropped."""
    if months is not None:
        return answer_each(values, months, as_at, lambda series, last: series.total(last, 12))
    if as_at is not None:
        raise CellFault(CellError.VALUE)
    cells = list(vector(values))
    while cells and is_unavailable(cells[-1]):
        cells.pop()
    return fsum(complete([*[None] * (12 - len(cells)), *cells[-12:]]))


@excel_function(
    "ROLLING12_SERIES",
    example="=INDEX(ROLLING12_SERIES(SEQUENCE(13),EDATE(DATE(2016,4,1),SEQUENCE(13,1,0))),13)",
    help="A rolling 12-month total for each month of the series, in the given order; #N/A where months are missing.",
    args={"values": "Monthly values: one row or column.", "months": MONTHS},
    category=CATEGORY,
    source="Barking and Dagenham call-over report, June 2017: rolling 12-month charts, figures 1 and 2",
)
def rolling12_series(values: Range, months: Range) -> Result:
    """The answers lie as the values do; a row without a month has none."""
    series = one_series(values, months)

    def answer(month: Cell) -> Cell:
        try:
            return series.total(month_of(month), 12)
        except CellFault as fault:
            return fault.error

    answers = [answer(month) for month in vector(months)]
    return [answers] if len(values) == 1 else [[one] for one in answers]


@excel_function(
    "PERIOD_TOTAL",
    example="=PERIOD_TOTAL({284;271;307},{201612;201701;201702},201702,3)",
    help="Total of the last n months that end at as_at. #N/A when a month is missing or not available.",
    args={"values": VALUES, "months": MONTHS, "as_at": AS_AT, "n_months": N_MONTHS},
    category=CATEGORY,
    source="Barnet performance dashboard, April 2017, page 3: recent quarter",
)
def period_total(values: Range, months: Range, as_at: Month | None = None, n_months: Whole = 3) -> Result:
    """A quarter unless another number of months is asked for."""
    check_n_months(n_months)
    return answer_each(values, months, as_at, lambda series, last: series.total(last, n_months))


@excel_function(
    "FYTD",
    example="=FYTD({30;31;32},{201703;201704;201705},201705)",
    help="Financial year to date: total from the first month of the year to as_at.",
    args={"values": VALUES, "months": MONTHS, "as_at": AS_AT, "first_month": FIRST_MONTH},
    category=CATEGORY,
    source="Barnet performance dashboard, April 2017, page 4: performance year to date, April to March",
)
def fytd(values: Range, months: Range, as_at: Month | None = None, first_month: Whole = 4) -> Result:
    """The year starts in April unless another month is given."""
    check_first_month(first_month)
    return answer_each(
        values, months, as_at, lambda series, last: series.total(last, months_so_far(last, first_month)),
    )


@excel_function(
    "LATEST_MONTH",
    example='=LATEST_MONTH({1;2;"TBC"},{42736;42767;42795})',
    help="First day of the last month that has a value, as a date serial: what as_at is when it is left out.",
    args={"values": "Monthly values: one row or column.", "months": MONTHS},
    category=CATEGORY,
    source="Barking and Dagenham call-over report, June 2017, section 1.1: performance at April 2017",
)
def latest_month(values: Range, months: Range) -> Cell:
    """#N/A when no month has a value."""
    return month_serial(one_series(values, months).last_month())


@excel_function(
    "PERIOD_LABEL",
    example='=PERIOD_LABEL("2017-02",3)',
    help="The window in words: Dec 16 - Feb 17; for one month Feb 17.",
    args={"as_at": "Last month of the period.", "n_months": "How many months (left out: 12)."},
    category=CATEGORY,
    source="Barnet performance dashboard, April 2017, pages 3 and 4: column headings",
)
def period_label(as_at: Month, n_months: Whole = 12) -> Cell:
    """First and last month, or the one month."""
    check_n_months(n_months)
    first = as_at - n_months + 1
    if first < month_index(1900, 1):
        raise CellFault(CellError.NUM)
    return month_label(as_at) if n_months == 1 else f"{month_label(first)} - {month_label(as_at)}"
