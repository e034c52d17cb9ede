"""Entered months held against an entered total of the same period: they should add up to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from cspxl.facts import same_name
from cspxl.notices import Notice, Touch
from cspxl.sources.tidy import Entry, TidyFile
from cspxl.values import month_text

_Series: TypeAlias = Mapping[tuple[str, str], Mapping[int, float]]


def months_beside_totals(files: Sequence[TidyFile]) -> Iterator[Notice]:
    """A notice for each total beside which all months of its period are entered and add up to another figure."""
    series: dict[tuple[str, str], dict[int, float]] = {}
    for file in files:
        for entry in file.entries:
            if entry.monthly and "value" in entry.figures:
                series.setdefault(_of(entry), {})[entry.month] = entry.figures["value"]
    for file in files:
        for entry in file.entries:
            added = _added_up(entry, series)
            if added is not None and added != entry.figures["value"]:
                yield _notice(file, entry, added)


def _of(entry: Entry) -> tuple[str, str]:
    return same_name(entry.area), entry.indicator


def _added_up(entry: Entry, series: _Series) -> float | None:
    """The months of a total's period together; None where the row is no such total, or a month is missing."""
    if entry.n_months in {None, 1} or "value" not in entry.figures:
        return None
    assert entry.n_months is not None
    months = series.get(_of(entry), {})
    window = range(entry.month - entry.n_months + 1, entry.month + 1)
    return sum(months[month] for month in window) if all(month in months for month in window) else None


def _notice(file: TidyFile, entry: Entry, added: float) -> Notice:
    told = f"{entry.figures['value']:,.10g}, but its {entry.n_months} months add up to {added:,.10g}"
    period = f"{entry.indicator} of {entry.area} to {month_text(entry.month)}"
    touch = Touch(entry.area, entry.indicator, entry.month, entry.month, f"entered as {told}")
    return Notice(f"row {entry.row}: {period} is entered as {told}; correct one of them", file.name, touches=(touch,))
