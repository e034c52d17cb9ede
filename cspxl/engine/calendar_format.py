"""A serial number in the date and time tokens of a format's section."""

from __future__ import annotations

from collections.abc import Sequence

from cspxl.engine.dates import DAYS_1904, LAST_SERIAL, MONTHS, WEEKDAYS, civil
from cspxl.values import CellError, CellFault

Pieces = Sequence[tuple[str, str]]
_LONGEST_TIME = 1e300  # days of a time that is counted out in thousandths of seconds


def in_calendar(number: float, pieces: Pieces, *, date1904: bool) -> str:
    """The moment as the tokens show it. Raises CellFault (#VALUE!) for what is no date.

    Elapsed time (``[h]``) may be later than any date, and negative where it is the only token or dates begin in 1904.
    """
    tokens = [text for kind, text in pieces if kind == "date"]
    elapsed = any(token[0] == "[" for token in tokens)
    earliest = float("-inf") if elapsed and (date1904 or len(pieces) == 1) else 0
    if number < earliest or abs(number) >= (_LONGEST_TIME if elapsed else LAST_SERIAL + 1):
        raise CellFault(CellError.VALUE)
    sign, number = ("-" if number < 0 else ""), abs(number)
    places = _second_places(pieces)
    shows_time = elapsed or any(token[0] in "hs" for token in tokens)
    ticks = 10**places
    units = number * 86400 * ticks
    units = int(units + 0.5) if shows_time else int(units + 1e-4)  # a time is told to the nearest second, a day is not
    day, rest = divmod(units, 86400 * ticks)
    seconds, part = divmod(rest, ticks)
    totals = frozenset(token[1] for token in tokens if token[0] == "[")
    moment = _Moment(day, seconds, part, totals, date1904=date1904)
    halves = any(token.lower() in {"am/pm", "a/p"} for token in tokens)
    out: list[str] = []
    digits_left = 0
    for at, (kind, text) in enumerate(pieces):
        if kind == "date":
            out.append(moment.shown(text, minutes=_is_minutes(at, pieces), halves=halves))
        elif kind == "point" and places and at + 1 < len(pieces) and pieces[at + 1][0] == "digit":
            out.append(f".{moment.part:0{places}d}")
            digits_left = places
        elif kind == "digit":
            if not digits_left:
                raise CellFault(CellError.VALUE)
            digits_left -= 1
        else:
            out.append(text)
    return sign + "".join(out)


def _second_places(pieces: Pieces) -> int:
    """Digits of the second's fraction: the zeros after ``ss.``"""
    for at, (kind, text) in enumerate(pieces):
        if kind == "point" and at and pieces[at - 1][0] == "date" and pieces[at - 1][1].strip("[]")[:1] == "s":
            count = 0
            while at + 1 + count < len(pieces) and pieces[at + 1 + count] == ("digit", "0"):
                count += 1
            return min(count, 3)
        del text
    return 0


def _is_minutes(at: int, pieces: Pieces) -> bool:
    """An ``m`` after hours or seconds, or before seconds, is minutes."""
    if pieces[at][1] not in {"m", "mm"}:
        return False
    before = [text for kind, text in pieces[:at] if kind == "date"]
    after = [text for kind, text in pieces[at + 1 :] if kind == "date"]
    return bool(before and before[-1].strip("[]")[0] in "hs") or bool(after and after[0].strip("[]")[0] == "s")


class _Moment:
    """A day and its time, told token by token; ``totals`` are the units that are told as elapsed time."""

    def __init__(self, day: int, seconds: int, part: int, totals: frozenset[str], *, date1904: bool) -> None:
        self.day = day
        self.seconds = seconds
        self.part = part
        self.totals = totals
        self.date1904 = date1904

    def shown(self, token: str, *, minutes: bool, halves: bool) -> str:
        """The text of one token."""
        hour, minute, second = self.seconds // 3600, self.seconds // 60 % 60, self.seconds % 60
        if token[0] == "[":
            return self._elapsed(token[1:-1])
        if token[0] in self.totals and (token[0] != "m" or minutes):
            return self._elapsed(token)
        if token.lower() in {"am/pm", "a/p"}:
            names = token.split("/")
            return names[hour >= 12]
        width = len(token)
        if token[0] == "h":
            return f"{(hour % 12 or 12) if halves else hour:0{min(width, 2)}d}"
        if token[0] == "s":
            return f"{second:0{min(width, 2)}d}"
        if minutes:
            return f"{minute:0{width}d}"
        return self._calendar(token[0], width)

    def _elapsed(self, token: str) -> str:
        total = self.day * 86400 + self.seconds
        unit = {"h": 3600, "m": 60, "s": 1}[token[0]]
        return f"{total // unit:0{len(token)}d}"

    def _calendar(self, letter: str, width: int) -> str:
        if self.day > LAST_SERIAL:
            raise CellFault(CellError.VALUE)
        year, month, month_day = civil(self.day, date1904=self.date1904)
        if letter == "y":
            return f"{year % 100:02d}" if width < 3 else f"{year:04d}"
        if letter == "d":
            if width > 2:
                name = WEEKDAYS[(self.day + (DAYS_1904 if self.date1904 else 0) - 1) % 7]
                return name[:3] if width == 3 else name
            return f"{month_day:0{width}d}"
        name = MONTHS[month - 1]
        if width == 5:
            return name[0]
        return f"{month:0{width}d}" if width < 3 else name[:3] if width == 3 else name
