"""Entered figures held against each other: months and totals of the same time, a figure and the one before it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import numpy as np

from cspxl.facts import same_name
from cspxl.notices import Notice, Touch
from cspxl.sources.plausible import high, low, usual
from cspxl.sources.tidy import Entry, TidyFile
from cspxl.values import month_text

_Values: TypeAlias = Mapping[tuple[str, str], Mapping[int, float]]
"""Of each area's indicator: the figures by the month that they end with."""

_YEAR: Final = 12
_LEAP: Final = 10  # times: hundreds beside ones, a digit too many
_MANY: Final = 100  # fewer may really come to ten times as many
_TENTH: Final = 0.1  # of shares and rates: 0.64% beside 61%
_CORRECT: Final = "correct one of them"


def disagreements(files: Sequence[TidyFile], not_added: Collection[str]) -> Iterator[Notice]:
    """A notice for months far from usual, and for totals that their months do not add up to.

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
    yield from _unusual(files, {key: series for key, series in months.items() if key[1] not in not_added})
    for file in files:
        for entry in file.entries:
            if told := _leap(entry.figures, _MANY if entry.indicator not in not_added else _TENTH):
                yield _notice(file, entry, "value", told)
            if entry.n_months is None and entry.indicator in not_added:
                continue
            for column, other, figure in _others(entry, months, years):
                if column in entry.figures and round(entry.figures[column] - figure, 9):
                    yield _notice(file, entry, column, f"{other} {figure:,.10g}")


def _unusual(files: Sequence[TidyFile], months: _Values) -> Iterator[Notice]:
    """A notice for each month far from its usual count: entered as 0, in other units or with a digit too many."""
    far = {key: _far_from_usual(series) for key, series in months.items()}
    for file in files:
        for entry in file.entries:
            if entry.monthly and (common := far.get(_of(entry), {}).get(entry.month)) is not None:
                usually = f"{common:,.10g} are usual in the months around it"
                yield _notice(file, entry, "value", usually, "correct it, or say why in its note")


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


def _far_from_usual(series: Mapping[int, float]) -> Mapping[int, float]:
    """The months whose count is far below or above the usual one, each with that."""
    first, last = min(series), max(series)
    counts = np.array([series.get(month, np.nan) for month in range(first, last + 1)], np.float64)
    far = np.flatnonzero(low(counts) | high(counts))
    return dict(zip((first + far).tolist(), usual(counts)[far].tolist(), strict=True))


def _leap(figures: Mapping[str, float], least: float) -> str:
    """What to tell of a figure that is many times the one before it, or the other way round; empty where it is not.

    The larger is at ``least`` so much; a share or rate of 0 may be right.
    """
    if not {"value", "previous"} <= set(figures):
        return ""
    low, high = sorted((figures["value"], figures["previous"]))
    leaps = high >= max(_LEAP * low, least) and (low > 0 or least == _MANY)
    return f"the one before as {figures['previous']:,.10g}" if leaps else ""


def _notice(file: TidyFile, entry: Entry, column: str, other: str, correct: str = _CORRECT) -> Notice:
    period = f"{entry.indicator} of {entry.area} to {month_text(entry.month)}"
    what = period if column == "value" else f"{column} of {period}"
    told = f"entered as {entry.figures[column]:,.10g}, but {other}"
    touch = Touch(entry.area, entry.indicator, entry.month, entry.month, told)
    return Notice(f"row {entry.row}: {what} is {told}; {correct}", file.name, touches=(touch,))
