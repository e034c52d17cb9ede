"""Serial numbers and the calendar: the 1900 system with its 29 February that never was, and the 1904 system."""

from __future__ import annotations

import re
from calendar import leapdays
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from typing import Final

from cspxl.values import CellError, CellFault

LAST_SERIAL: Final = 2_958_465  # 31 December 9999
FALSE_LEAP_DAY: Final = 60
DAYS_1904: Final = 1462  # between the two systems
_EPOCH: Final = date(1899, 12, 30)

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS: Final = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


_FROM_1904: Final[ContextVar[bool]] = ContextVar("from 1904", default=False)


@contextmanager
def reading_texts(*, date1904: bool) -> Iterator[None]:
    """Inside, the serials of dates in texts are of this system: any operator may meet such a text."""
    token = _FROM_1904.set(date1904)
    try:
        yield
    finally:
        _FROM_1904.reset(token)


def civil(serial: float, *, date1904: bool = False) -> tuple[int, int, int]:
    """Year, month and day of a serial. Raises CellFault (#NUM!) outside 0 to 31 December 9999."""
    day = int(serial // 1) + (DAYS_1904 if date1904 else 0)
    if not 0 <= day <= LAST_SERIAL:
        raise CellFault(CellError.NUM)
    if day == 0:
        return 1900, 1, 0
    if day == FALSE_LEAP_DAY:
        return 1900, 2, 29
    when = _EPOCH + timedelta(days=day if day > FALSE_LEAP_DAY else day + 1)
    return when.year, when.month, when.day


def serial(year: int, month: int, day: int, *, date1904: bool = False) -> float:
    """The serial of a day; months and days outside their limits carry over, years below 1900 are added to it."""
    if 0 <= year < (1904 if date1904 else 1900):
        year += 1900
    months = year * 12 + month - 1
    year, month = divmod(months, 12)
    if not 1900 <= year <= 9999:
        if year == 1899 and month == 11:  # December 1899, from which days may carry over
            return _checked(day - 31, date1904=date1904)
        raise CellFault(CellError.NUM)
    first = (date(year, month + 1, 1) - _EPOCH).days
    if first <= FALSE_LEAP_DAY:
        first -= 1
    return _checked(first + day - 1, date1904=date1904)


def _checked(number: int, *, date1904: bool) -> float:
    number -= DAYS_1904 if date1904 else 0
    if number < 0 or number > LAST_SERIAL:
        raise CellFault(CellError.NUM)
    return float(number)


def month_length(year: int, month: int) -> int:
    """Days of a month; February 1900 has 29 here."""
    if (year, month) == (1900, 2):
        return 29
    following = date(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else None
    return 31 if following is None else (following - date(year, month, 1)).days


def year_length(one: tuple[int, int, int], two: tuple[int, int, int]) -> float:
    """The days of the year that two days lie in: 366 where a leap day is in it; of several years, their mean."""
    (y1, *day_1), (y2, *day_2) = one, two
    if y1 == y2:
        return 337.0 + month_length(y1, 2)
    if y2 == y1 + 1 and day_2 <= day_1:
        leaps = (month_length(y1, 2) == 29 and day_1 <= [2, 29]) or (month_length(y2, 2) == 29 and day_2 >= [2, 29])
        return 366.0 if leaps else 365.0
    return 365 + leapdays(y1, y2 + 1) / (y2 - y1 + 1)


def serial_of(moment: datetime, *, date1904: bool = False) -> float:
    """The serial of a moment, its time as the fraction of the day."""
    return serial(moment.year, moment.month, moment.day, date1904=date1904) + of_day(moment)


def of_day(moment: datetime | time) -> float:
    """A time as the fraction of its day."""
    return (moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6) / 86400


def clock(serial_number: float) -> tuple[int, int, int]:
    """Hours, minutes and seconds of a serial's day, to the nearest second."""
    seconds = int((serial_number % 1) * 86400 + 0.5) % 86400
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return hours, minutes, seconds


MONTH_NUMBERS: Final = {
    name[:letters].lower(): at for at, name in enumerate(MONTHS, 1) for letters in (3, len(name))
} | {"sept": 9}
_ISO: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4}|\d{2})", re.ASCII)
_NAMED: Final = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3,9})[-, ]+(\d{4}|\d{2})", re.ASCII)
_MONTH_FIRST: Final = re.compile(r"([A-Za-z]{3,9}) (\d{1,2}), ?(\d{4})", re.ASCII)
_MONTH_YEAR: Final = re.compile(r"([A-Za-z]{3,9})[- ](\d{4}|\d{2})", re.ASCII)
_MONTH_NUMBER_YEAR: Final = re.compile(r"(\d{1,2})[-/](\d{4})", re.ASCII)
_NO_YEAR: Final = re.compile(
    r"(?P<day>\d{1,2})(?:[-/](?P<month>\d{1,2})|[-/ ]?(?P<name>[A-Za-z]{3,9}))"
    r"|(?P<name2>[A-Za-z]{3,9})[-/ ](?P<day2>\d)",
    re.ASCII,
)
_TIME: Final = re.compile(
    r"(\d{1,4}):(\d{1,4})(\.\d*)?(?::(\d{1,4}(?:\.\d*)?))?(?: ?([AaPp][Mm]?))?|(\d{1,2}) ([AaPp][Mm]?)", re.ASCII
)


def date_text(text: str) -> float | None:
    """The serial of a date, a time, or both, as British English writes them (day before month); None for no date."""
    if (time := _time(text.strip())) is not None:
        return time
    if (day := _date(text)) is not None:
        return day
    head, gap, tail = text.rpartition(" ")
    if gap and re.fullmatch("[AaPp][Mm]?", tail):
        head, gap, more = head.rpartition(" ")
        tail = f"{more} {tail}"
    if not gap:
        return None
    day, time = _date(head.strip()), _time(tail)
    return None if day is None or time is None else day + time


def _date(text: str) -> float | None:
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = int(found[1]), int(found[2]), _century(found[3])
    elif found := _NAMED.fullmatch(text):
        day, month, year = int(found[1]), MONTH_NUMBERS.get(found[2].lower(), 0), _century(found[3])
    elif found := _MONTH_FIRST.fullmatch(text):
        day, month, year = int(found[2]), MONTH_NUMBERS.get(found[1].lower(), 0), int(found[3])
    elif found := _MONTH_YEAR.fullmatch(text):
        day, month, year = 1, MONTH_NUMBERS.get(found[1].lower(), 0), _century(found[2])
    elif found := _MONTH_NUMBER_YEAR.fullmatch(text):
        day, month, year = 1, int(found[1]), int(found[2])
    else:
        return None
    date1904 = _FROM_1904.get()
    first = 1904 if date1904 else 1900
    if not (first <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= month_length(year, month)):
        return None
    return serial(year, month, day, date1904=date1904)


def day_of(text: str, year: int) -> float | None:
    """The serial of a day written without its year: ``5-Jul``, ``5/7``, ``July 5``; None for no day."""
    found = _NO_YEAR.fullmatch(text.strip())
    if not found:
        return None
    month = MONTH_NUMBERS.get((found["name"] or found["name2"] or "").lower(), int(found["month"] or 0))
    return _date(f"{found['day'] or found['day2']}/{month}/{year}")


def _century(text: str) -> int:
    """Two digits up to 29 are 20yy, from 30 on 19yy."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 30 else 1900)


def _time(text: str) -> float | None:
    """Hours, minutes and seconds; minutes and seconds where the second number has a point. The last may run over."""
    found = _TIME.fullmatch(text)
    if not found:
        return None
    parts = [float(found[1] or found[6]), float((found[2] or "0") + (found[3] or "")), float(found[4] or 0)]
    half = (found[5] or found[7] or "")[:1].lower()
    if (found[3] and (found[4] or half)) or (half and not 1 <= parts[0] <= 12):
        return None
    hours, minutes, seconds = [0.0, *parts[:2]] if found[3] and found[3] != "." else parts
    if (seconds >= 60 and (minutes > 59 or hours > 23)) or (minutes > 59 and (found[4] or hours > 23)):
        return None
    if half:
        hours = hours % 12 + (12 if half == "p" else 0)
    return (hours * 3600 + minutes * 60 + seconds) / 86400
