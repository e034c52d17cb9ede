"""Dates and times as serial numbers."""

from __future__ import annotations

from collections.abc import Callable

from cspxl.engine import dates
from cspxl.engine.arguments import fail
from cspxl.engine.frame import Frame
from cspxl.engine.table import Method, excel
from cspxl.values import Cell, CellError

_LARGEST_PART = 32_767  # of a time


def _date(frame: Frame, number: float) -> tuple[int, int, int]:
    if number < 0:
        fail(CellError.NUM)
    return dates.civil(number, date1904=frame.book.date1904)


def _serial(frame: Frame, year: int, month: int, day: int) -> float:
    return dates.serial(year, month, day, date1904=frame.book.date1904)


def _framed(names: str, signature: str = "", *, volatile: bool = False) -> Callable[[Method], Method]:
    return excel(names, signature, needs_frame=True, volatile=volatile)


@_framed("DATE", "w w w")
def _date_of(frame: Frame, year: int, month: int, day: int) -> float:
    return _serial(frame, year, month, day) if year >= 0 else fail(CellError.NUM)


@_framed("YEAR", "n")
def _year(frame: Frame, number: float) -> float:
    return float(_date(frame, number)[0])


@_framed("MONTH", "n")
def _month(frame: Frame, number: float) -> float:
    return float(_date(frame, number)[1])


@_framed("DAY", "n")
def _day(frame: Frame, number: float) -> float:
    return float(_date(frame, number)[2])


@_framed("EDATE", "q q")
def _edate(frame: Frame, number: float, months: float) -> float:
    """The same day of another month, or that month's last."""
    _, _, day = _date(frame, number)
    year, month = _months_on(frame, number, int(months))
    return _serial(frame, year, month, min(day, dates.month_length(year, month)))


def _months_on(frame: Frame, number: float, months: int) -> tuple[int, int]:
    """Year and month so many months later."""
    year, month, _ = _date(frame, number)
    year, month = divmod(year * 12 + month - 1 + months, 12)
    return (year, month + 1) if 1900 <= year <= 9999 else fail(CellError.NUM)


@_framed("EOMONTH", "q q")
def _eomonth(frame: Frame, number: float, months: float) -> float:
    year, month = _months_on(frame, number, int(months))
    return _serial(frame, year, month, dates.month_length(year, month))


@_framed("TODAY", volatile=True)
def _today(frame: Frame) -> float:
    return float(int(dates.serial_of(frame.book.now, date1904=frame.book.date1904)))


@_framed("NOW", volatile=True)
def _now(frame: Frame) -> float:
    return dates.serial_of(frame.book.now, date1904=frame.book.date1904)


@_framed("DATEVALUE", "t")
def _datevalue(frame: Frame, text: str) -> float:
    """A day without a year is of the year by the clock, as in Excel."""
    found = dates.date_text(text)
    if found is None:
        found = dates.day_of(text, frame.book.now.year)
    return float(int(found)) if found is not None else fail(CellError.VALUE)


@excel("TIMEVALUE", "t")
def _timevalue(text: str) -> float:
    found = dates.date_text(text)
    return found % 1 if found is not None else fail(CellError.VALUE)


@excel("TIME", "w w w")
def _time(hour: int, minute: int, second: int) -> float:
    if max(hour, minute, second) > _LARGEST_PART:
        fail(CellError.NUM)
    seconds = hour * 3600 + minute * 60 + second
    return seconds % 86400 / 86400 if seconds >= 0 else fail(CellError.NUM)


@excel("HOUR", "n")
def _hour(number: float) -> float:
    return float(dates.clock(number)[0]) if number >= 0 else fail(CellError.NUM)


@excel("MINUTE", "n")
def _minute(number: float) -> float:
    return float(dates.clock(number)[1]) if number >= 0 else fail(CellError.NUM)


@excel("SECOND", "n")
def _second(number: float) -> float:
    return float(dates.clock(number)[2]) if number >= 0 else fail(CellError.NUM)


@_framed("WEEKDAY", "n w?")
def _weekday(frame: Frame, number: float, kind: int = 1) -> float:
    """1 Sunday to 7 Saturday; ``kind`` 2 begins on Monday, 3 counts it 0, 11 to 17 begin on Monday to Sunday."""
    _date(frame, number)
    sunday = (int(number) + (dates.DAYS_1904 if frame.book.date1904 else 0) - 1) % 7  # 0 is Sunday
    if kind == 3:
        return float((sunday - 1) % 7)
    starts = {1: 0, 2: 1, 11: 1, 12: 2, 13: 3, 14: 4, 15: 5, 16: 6, 17: 0}
    return float((sunday - starts[kind]) % 7 + 1) if kind in starts else fail(CellError.NUM)


@_framed("ISOWEEKNUM", "n")
def _isoweeknum(frame: Frame, number: float) -> float:
    _date(frame, number)  # what is no day has no week either
    monday = int(number) - (int(number) + (dates.DAYS_1904 if frame.book.date1904 else 0) - 2) % 7
    thursday = monday + 3
    if thursday < 1:  # in the last days of 1899
        return 52.0
    year, _, _ = _date(frame, thursday)
    return float((thursday - int(_serial(frame, year, 1, 1))) // 7 + 1)


@_framed("WEEKNUM", "q w?")
def _weeknum(frame: Frame, number: float, kind: int = 1) -> float:
    if kind == 21:
        return _isoweeknum(frame, number)
    starts = {1: 0, 2: 1, 11: 1, 12: 2, 13: 3, 14: 4, 15: 5, 16: 6, 17: 0}
    if kind not in starts:
        fail(CellError.NUM)
    year, _, _ = _date(frame, number)
    first = int(_serial(frame, year, 1, 1))
    ahead = (first - 1 - starts[kind]) % 7
    return float((int(number) - first + ahead) // 7 + 1)


@_framed("DAYS", "n n")
def _days(frame: Frame, end: float, start: float) -> float:
    _date(frame, end)
    _date(frame, start)
    return float(int(end) - int(start))


@_framed("DATEDIF", "n n t")
def _datedif(frame: Frame, start: float, end: float, unit: str) -> float:
    if int(start) > int(end):
        fail(CellError.NUM)
    (y1, m1, d1), (y2, m2, d2) = _date(frame, start), _date(frame, end)
    months = (y2 - y1) * 12 + m2 - m1 - (d2 < d1)
    match unit.upper():
        case "D":
            return float(int(end) - int(start))
        case "M":
            return float(months)
        case "Y":
            return float(months // 12)
        case "YM":
            return float(months % 12)
        case "YD":
            year = y1 + ((m2, d2) < (m1, d1))
            return float(int(_serial(frame, year, m2, d2)) - int(start))
        case "MD":
            year, month = divmod(y2 * 12 + m2 - 1 - (d2 < d1), 12)
            return float(int(end) - int(_serial(frame, year, month + 1, d1)))
    return fail(CellError.NUM)


@excel("DAYS360", "n n b?", needs_frame=True)
def _days360(frame: Frame, start: float, end: float, european: bool = False) -> Cell:  # noqa: FBT001, FBT002
    (y1, m1, d1), (y2, m2, d2) = _date(frame, start), _date(frame, end)
    if european:
        d1, d2 = min(d1, 30), min(d2, 30)
    else:
        if d1 == dates.month_length(y1, m1):
            d1 = 30
        if d2 == 31:
            if d1 < 30:
                y2, m2 = (y2 + 1, 1) if m2 == 12 else (y2, m2 + 1)
                d2 = 1
            else:
                d2 = 30
    return float((y2 - y1) * 360 + (m2 - m1) * 30 + d2 - d1)


@_framed("YEARFRAC", "q q q~")
def _yearfrac(frame: Frame, start: float, end: float, basis: float = 0.0) -> float:
    """The part of a year between two days; ``basis`` 0 and 4 count months of 30 days, 1 to 3 real days."""
    if int(basis) not in range(5):
        fail(CellError.NUM)
    first, last = sorted((int(start), int(end)))
    one, two = _date(frame, first), _date(frame, last)
    match int(basis):
        case 1:
            return (last - first) / dates.year_length(one, two)
        case 2:
            return (last - first) / 360
        case 3:
            return (last - first) / 365
        case 4:
            return _days_of_30(one, two, min(one[2], 30), min(two[2], 30)) / 360
    (y1, m1, d1), (y2, m2, d2) = one, two
    ends_1, ends_2 = (m1 == 2 and d1 == _february(y1)), (m2 == 2 and d2 == _february(y2))
    if (ends_1 and ends_2) or (d2 == 31 and d1 >= 30):
        d2 = 30
    return _days_of_30(one, two, 30 if ends_1 else min(d1, 30), d2) / 360


def _days_of_30(one: tuple[int, int, int], two: tuple[int, int, int], d1: int, d2: int) -> int:
    return (two[0] - one[0]) * 360 + (two[1] - one[1]) * 30 + d2 - d1


def _february(year: int) -> int:
    return dates.month_length(year, 2)
