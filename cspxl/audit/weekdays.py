"""Dates with their weekday, and dates that there are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from cspxl.audit.judging import Verified
from cspxl.values import CellFault, month_of

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DATE: Final = re.compile(
    r"\b(?P<weekday>(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)\b[\s,]+(?:the\s+)?"
    r"(?:(?P<day>\d{1,2})\s?(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>[A-Za-z]{3,9}),?\s+(?P<year>(?:19|20)\d\d)"
    r"|(?P<day2>\d{1,2})/(?P<month2>\d{1,2})/(?P<year2>(?:19|20)\d\d)"
    r"|(?P<month3>[A-Za-z]{3,9})\s+(?P<day3>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year3>(?:19|20)\d\d))\b",
    re.IGNORECASE,
)


def weekdays_verified(text: str) -> Iterator[Verified]:
    """Each date that has its weekday: day, month and year in the British order."""
    for found in _DATE.finditer(text):
        day, month, year = (found[name] or found[f"{name}2"] or found[f"{name}3"] for name in ("day", "month", "year"))
        try:
            at = int(month) if month.isdigit() else month_of(f"{month} {year}") % 12 + 1
        except CellFault:
            continue
        written = " ".join(found[0].split())
        try:
            real = _DAYS[date(int(year), at, int(day)).weekday()]
        except ValueError:
            yield Verified("impossible", written, "", "there is no such date")
            continue
        right = real[:3].lower() == found["weekday"][:3].lower()
        yield Verified("ok" if right else "wrong", found["weekday"].capitalize(), real, f"{written}: it is a {real}")
