"""How bonds count days: the five bases of Excel's securities functions, and the dates of coupons.

0 months of 30 days as in the United States, 1 real days and years, 2 real days in years of 360, 3 in years of 365,
4 months of 30 days as in Europe.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from cspxl.engine import dates
from cspxl.engine.allowance import spend
from cspxl.values import CellError, CellFault

US: Final = 0
ACTUAL: Final = 1
ACTUAL_360: Final = 2
ACTUAL_365: Final = 3
EUROPE: Final = 4
_COUPON: Final = 80  # steps of one date of a schedule


def day_of(serial: float, *, date1904: bool) -> date:
    """The day of a serial. Raises CellFault (#NUM!) where there is none."""
    year, month, day = dates.civil(serial, date1904=date1904)
    if day == 0 or (year, month, day) == (1900, 2, 29):  # Excel's, not the world's
        raise CellFault(CellError.NUM)
    return date(year, month, day)


def serial_of(day: date, *, date1904: bool) -> float:
    """The serial of a day."""
    return dates.serial(day.year, day.month, day.day, date1904=date1904)


def is_month_end(day: date) -> bool:
    """Whether a date is the last day of its month."""
    return day.day == dates.month_length(day.year, day.month)


def _is_february_end(day: date) -> bool:
    return day.month == 2 and is_month_end(day)


def months_on(day: date, months: int, *, to_end: bool = False) -> date:
    """So many months later; ``to_end``: the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1900 <= year <= 9999:
        raise CellFault(CellError.NUM)
    last = dates.month_length(year, month + 1)
    return date(year, month + 1, last if to_end else min(day.day, last))


def days_of_30(start: date, end: date, *, both: bool = False) -> int:
    """Days where every month has 30, as in the United States; ``both``: the end of the last month is a 30th too."""
    first, last = start.day, end.day
    if _is_february_end(end) and (_is_february_end(start) or both):
        last = 30
    if last == 31 and (first >= 30 or both):
        last = 30
    if first == 31 or _is_february_end(start):
        first = 30
    return _of_30(start, end, first, last)


def _of_30(start: date, end: date, first: int, last: int) -> int:
    return (end.year - start.year) * 360 + (end.month - start.month) * 30 + last - first


def days_between(start: date, end: date, basis: int) -> int:
    """Days from one day to another."""
    if basis == US:
        return days_of_30(start, end)
    if basis == EUROPE:
        return _of_30(start, end, min(start.day, 30), min(end.day, 30))
    return (end - start).days


def days_in_year(start: date, end: date, basis: int) -> float:
    """Days of the year, or of the mean of the years, that two days lie in."""
    if basis == ACTUAL_365:
        return 365.0
    if basis != ACTUAL:
        return 360.0
    return dates.year_length((start.year, start.month, start.day), (end.year, end.month, end.day))


def coupons_around(settlement: date, maturity: date, months: int) -> tuple[date, date, int]:
    """The last coupon's day up to a day, the next one, and how many come until maturity."""
    to_end = is_month_end(maturity)
    spend(_COUPON * max(maturity.year - settlement.year, 1) * 12 // months)
    count, following, previous = 0, maturity, maturity
    while previous > settlement:
        count += 1
        following, previous = previous, months_on(maturity, -months * count, to_end=to_end)
    return previous, following, count
