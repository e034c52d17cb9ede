"""Stated figures against the published series: right, true of another month, or changed by a revision."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from cspxl.audit.documents import Document
from cspxl.audit.facts import Fact, Window, facts, words_of
from cspxl.audit.figures import Span
from cspxl.audit.judging import Stated, Verified, compared, part, shown
from cspxl.audit.judging import change_of as change_between
from cspxl.facts import indicators
from cspxl.sources import SeriesTable
from cspxl.values import month_name

_REVISED: Final = Decimal(
    "0.15"
)  # between two releases 12-month totals move by up to 3%, those of some offences by 14%
_FAR: Final = 36  # months either side in which a figure may have been true
_LENGTHS: Final = {"12 months": 12, "": 12, "quarter": 3}


class _Totals(NamedTuple):
    """A period's total and that of the same months a year before."""

    now: Decimal
    before: Decimal

    @property
    def told(self) -> str:
        span = change_between(Span(self.now, self.now), Span(self.before, self.before))
        change = f" ({shown(span.low, 1, signed=True)}%)" if span else ""
        return f"{self.now:,f} against {self.before:,f}{change}"


def against_data(document: Document, table: SeriesTable, area: str) -> Iterator[Stated]:
    """Each fact of which an indicator of the files is the quantity, in the area that the report is about."""
    named = {words_of(item.label): key for key, item in indicators().items()}
    known = set(table.frame["indicator"].unique())
    for fact in facts(document):
        key = named.get(fact.words)
        if key in known and (fact.now or fact.difference):
            outcome = _looked_up(fact, _Series(table, area, str(key)))
            if outcome is not None:
                yield part(fact.cell, fact.clause.text, fact.clause.offset, "data", outcome)


class _Series:
    """An area's indicator, as totals of periods."""

    def __init__(self, table: SeriesTable, area: str, key: str) -> None:
        months, values = table.series(area, key)
        self._values = dict(zip(months, values, strict=True))
        self.last = table.last_month
        self.release = ", ".join(file.name for file in table.files)

    def totals(self, window: Window, month: int) -> _Totals | None:
        """Those of the period that ends with a month; None where a month is missing."""
        length = (month - 3) % 12 + 1 if window == "year to date" else _LENGTHS[window]
        now, before = (self._total(last, length) for last in (month, month - 12))
        return None if now is None or before is None else _Totals(now, before)

    def _total(self, last: int, length: int) -> Decimal | None:
        found = [self._values.get(month) for month in range(last - length + 1, last + 1)]
        return None if None in found else sum((Decimal(value) for value in found if value is not None), Decimal(0))


def _looked_up(fact: Fact, series: _Series) -> Verified | None:
    """At the stated month, else at the month that would make it true, the nearest first."""
    stated_month = fact.month if fact.month is not None else series.last
    here = series.totals(fact.window, stated_month)
    if here is None:
        return None
    text, window = " ".join(fact.clause.text.split()), fact.window or "12 months"
    if _fits(fact, here):
        return Verified("ok", text, here.told, f"{window} to {month_name(stated_month)}: {series.release}")
    for month in sorted(
        range(stated_month - _FAR, stated_month + _FAR + 1), key=lambda month: abs(month - stated_month)
    ):
        there = series.totals(fact.window, month)
        if there is not None and _fits(fact, there):
            told = f"true of the {window} to {month_name(month)}, not to {month_name(stated_month)} ({series.release})"
            return Verified("stale", text, here.told, f"{told}: {there.told}")
    if fact.now is None:
        return None
    stated = fact.now.figure.value
    moved = (here.now - stated) / stated if stated else Decimal(1)
    told = f"the files have {here.now:,f} in the {window} to {month_name(stated_month)} ({series.release})"
    if abs(moved) <= _REVISED:
        return Verified(
            "revised", text, here.told, f"{told}: {shown(moved * 100, 1, signed=True)}%, as a revision makes"
        )
    return Verified("wrong", text, here.told, told) if fact.month is not None else None


def _fits(fact: Fact, totals: _Totals) -> bool:
    """Whether every figure of a fact is what the totals give; a change may be rounded or cut off."""
    change = change_between(Span(totals.now, totals.now), Span(totals.before, totals.before))
    if change is None or compared(fact.change.figure, fact.change.direction, change) == "wrong":
        return False
    if fact.now and fact.now.figure.value != totals.now:
        return False
    difference = totals.now - totals.before
    return fact.difference is None or fact.difference.figure.value == abs(difference)
