"""Working days: weekends as the caller says, and holidays."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Final

from cspxl.engine import dates
from cspxl.engine.allowance import spend
from cspxl.engine.arguments import cells, fail
from cspxl.engine.frame import Frame
from cspxl.engine.ranges import Operand
from cspxl.engine.semantics import to_number, to_whole
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError

_HOLIDAY: Final = 20  # steps of one holiday
_SATURDAY: Final = 5  # Monday is 0
_WEEKENDS: Final = {
    **{at + 1: frozenset({(_SATURDAY + at) % 7, (_SATURDAY + at + 1) % 7}) for at in range(7)},
    **{at + 11: frozenset({(_SATURDAY + 1 + at) % 7}) for at in range(7)},
}

Weekend = frozenset[int]


def _weekend(cell: Cell) -> Weekend:
    """The days off each week: a number from Excel's list, or seven signs from Monday on, 1 for a day off."""
    if isinstance(cell, str):
        if len(cell) != 7 or set(cell) - {"0", "1"}:
            fail(CellError.VALUE)
        return frozenset(day for day, sign in enumerate(cell) if sign == "1")
    return _WEEKENDS.get(to_whole(cell)) or fail(CellError.NUM)


class _Calendar:
    """Which days are worked."""

    def __init__(self, frame: Frame, weekend: Weekend, holidays: Operand) -> None:
        self.shift = dates.DAYS_1904 if frame.book.date1904 else 0
        self.weekend = weekend
        self.week = 7 - len(weekend)
        days = {int(to_number(cell)) for cell in cells([holidays]) if cell is not None}
        spend(_HOLIDAY * len(days))
        self.off = sorted(day for day in days if self._in_week(day))

    def _in_week(self, day: int) -> bool:
        return (day + self.shift - 2) % 7 not in self.weekend

    def count(self, first: int, last: int) -> int:
        """The days that are worked from one day to another, both counted."""
        weeks, rest = divmod(last - first + 1, 7)
        holidays = bisect_right(self.off, last) - bisect_left(self.off, first)
        return weeks * self.week + sum(map(self._in_week, range(last - rest + 1, last + 1))) - holidays


def _between(frame: Frame, start: float, end: float, weekend: Weekend, holidays: Operand) -> float:
    """The working days from one day to another, both counted; negative where they run backwards."""
    dates.civil(start, date1904=frame.book.date1904)
    dates.civil(end, date1904=frame.book.date1904)
    count = _Calendar(frame, weekend, holidays).count(*sorted((int(start), int(end))))
    return float(count if start <= end else -count)


def _after(frame: Frame, start: float, days: int, weekend: Weekend, holidays: Operand) -> float:
    """The day so many working days later, or earlier: whole weeks at once, then day by day."""
    dates.civil(start, date1904=frame.book.date1904)
    if len(weekend) == 7:
        fail(CellError.VALUE)
    calendar, day, left, step = _Calendar(frame, weekend, holidays), int(start), abs(days), 1 if days > 0 else -1
    while left:
        leap = step * 7 * ((left - 1) // calendar.week) or step
        ends = sorted((day + step, day + leap))
        if not 0 <= day + leap <= dates.LAST_SERIAL:
            fail(CellError.NUM)
        left -= calendar.count(*ends)
        day += leap
    return float(day)


@excel("NETWORKDAYS", "q q r?", needs_frame=True)
def _networkdays(frame: Frame, start: float, end: float, holidays: Operand = None) -> float:
    return _between(frame, start, end, _WEEKENDS[1], holidays)


@excel("NETWORKDAYS.INTL", "n n x~ r?", needs_frame=True)
def _networkdays_intl(frame: Frame, start: float, end: float, weekend: Cell = 1.0, holidays: Operand = None) -> float:
    return _between(frame, start, end, _weekend(weekend), holidays)


@excel("WORKDAY", "q w r?", needs_frame=True)
def _workday(frame: Frame, start: float, days: int, holidays: Operand = None) -> float:
    return _after(frame, start, days, _WEEKENDS[1], holidays)


@excel("WORKDAY.INTL", "n w x~ r?", needs_frame=True)
def _workday_intl(frame: Frame, start: float, days: int, weekend: Cell = 1.0, holidays: Operand = None) -> float:
    return _after(frame, start, days, _weekend(weekend), holidays)
