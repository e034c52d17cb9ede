"""Entered figures held against each other: months and totals of the same time, a figure and the one before it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from cspxl.facts import same_name
from cspxl.notices import Notice, Touch
from cspxl.sources.tidy import Entry, TidyFile
from cspxl.values import month_text

_Values: TypeAlias = Mapping[tuple[str, str], Mapping[int, float]]
"""Of each area's indicator: the figures by the month that they end with."""

_YEAR: Final = 12
_LEAP: Final = 10  # times: hundreds beside ones, a digit too many
_MANY: Final = 100  # fewer may really come to ten times as many


def disagreements(files: Sequence[TidyFile], not_added: Collection[str]) -> Iterator[Notice]:
    """A notice for each total beside which all months of its time are entered and add up to another figure.

    A year's ``previous`` is held against the months before, and against the row of the year before. A row that does not
    say how many months it covers is held against twelve, unless it is of what is ``not_added``, such as a share. A
    figure many times the one before it may be in other units.
    """
    months: dict[tuple[str, str], dict[int, float]] = {}
    years: dict[tuple[str, str], dict[int, float]] = {}
    for file in files:
        for entry in file.entries:
            if entry.n_months in {1, _YEAR} and "value" in entry.figures:
                kept = months if entry.monthly else years
                kept.setdefault(_of(entry), {})[entry.month] = entry.figures["value"]
    for file in files:
        for entry in file.entries:
            if entry.indicator not in not_added and (told := _leap(entry.figures)):
                yield _notice(file, entry, "value", told)
            if entry.n_months is None and entry.indicator in not_added:
                continue
            for column, other, figure in _others(entry, months, years):
                if column in entry.figures and round(entry.figures[column] - figure, 9):
                    yield _notice(file, entry, column, f"{other} {figure:,.10g}")


def _of(entry: Entry) -> tuple[str, str]:
    return same_name(entry.area), entry.indicator


def _others(entry: Entry, months: _Values, years: _Values) -> Iterator[tuple[str, str, float]]:
    """What else was entered of a row's time: its column, in words, and the figure."""
    if entry.monthly:
        return
    length, counts = entry.n_months or _YEAR, months.get(_of(entry), {})
    windows = {"value": (entry.month, f"the {length} months to then add up to")}
    if length == _YEAR:
        windows["previous"] = entry.month - _YEAR, "the 12 months before add up to"
    for column, (last, words) in windows.items():
        window = range(last - length + 1, last + 1)
        if all(month in counts for month in window):
            yield column, words, sum(counts[month] for month in window)
    before = years.get(_of(entry), {}).get(entry.month - _YEAR)
    if entry.n_months == _YEAR and before is not None:
        yield "previous", "the row of the year before says", before


def _leap(figures: Mapping[str, float]) -> str:
    """What to tell of a count that is many times the one before it, or the other way round; empty where it is not."""
    if not {"value", "previous"} <= set(figures):
        return ""
    low, high = sorted((figures["value"], figures["previous"]))
    return f"the one before as {figures['previous']:,.10g}" if high >= max(_LEAP * low, _MANY) else ""


def _notice(file: TidyFile, entry: Entry, column: str, other: str) -> Notice:
    period = f"{entry.indicator} of {entry.area} to {month_text(entry.month)}"
    what = period if column == "value" else f"{column} of {period}"
    told = f"entered as {entry.figures[column]:,.10g}, but {other}"
    touch = Touch(entry.area, entry.indicator, entry.month, entry.month, told)
    return Notice(f"row {entry.row}: {what} is {told}; correct one of them", file.name, touches=(touch,))
