"""Reading monthly series: which months a window has, and what stands in them.

A series is one row or column of values beside one row or column of months; a block is a rectangle of them. Months
need not be sorted. Only what lies inside a window is looked at; there a month listed twice comes first, then the
first error or wrong text in month order, then #N/A.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import fsum
from typing import Annotated

from cspxl.registry import Argument, Kind, Result, as_grid
from cspxl.values import Cell, CellError, CellFault, Grid, is_blank, is_unavailable, month_of, number


def vector(grid: Grid) -> Sequence[Cell]:
    """The cells of one row or one column; a rectangle is the wrong shape."""
    if len(grid) == 1:
        return grid[0]
    if len(grid[0]) == 1:
        return [row[0] for row in grid]
    raise CellFault(CellError.VALUE)


def available(cells: Iterable[Cell]) -> list[float | None]:
    """The number in each cell, None where it is not available; the first error or wrong text comes out."""
    return [None if is_unavailable(cell) else number(cell) for cell in cells]


def complete(cells: Iterable[Cell]) -> list[float]:
    """The number in every cell; #N/A when one is missing: a total that leaves a month out is wrong."""
    found = available(cells)
    there = [value for value in found if value is not None]
    if len(there) < len(found):
        raise CellFault(CellError.NA)
    return there


def both(first: Cell, second: Cell) -> tuple[float, float]:
    """Two numbers that belong together; a wrong one comes before a missing one."""
    one, other = complete((first, second))
    return one, other


def months_in(grid: Grid | None) -> Sequence[int]:
    """The months (indexes) that a range names, blanks aside; none where it is left out."""
    return [month_of(cell) for row in grid or () for cell in row if not is_blank(cell)]


def shaped_like(grid: Sequence[Sequence[object]], cells: Iterable[Cell]) -> Result:
    """The cells, which come row by row, in the shape of the grid; for a single cell that cell."""
    following = iter(cells)
    rows = [[next(following) for _ in row] for row in grid]
    return rows if len(rows) > 1 or len(rows[0]) > 1 else rows[0][0]


def _read_numbers(argument: Argument) -> list[list[float]]:
    grid = as_grid(argument)
    following = iter(complete(cell for row in grid for cell in row))
    return [[next(following) for _ in row] for row in grid]


# A range whose every cell holds a number; a wrong cell comes before a missing one.
Numbers = Annotated[Sequence[Sequence[float]], Kind("range", _read_numbers, is_range=True)]


class Timeline:
    """A row or column of months, and where each month stands in it; ``timeline_of`` makes them."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self.cells = cells
        self._places: dict[int, list[int]] = {}
        self._undated: list[int] = []
        for place, cell in enumerate(self.cells):
            if is_blank(cell):
                self._undated.append(place)
            else:
                self._places.setdefault(month_of(cell), []).append(place)
        self.newest_first = sorted(self._places, reverse=True)

    def __len__(self) -> int:
        return len(self.cells)

    def places(self, month: int) -> Sequence[int]:
        """The places at which the month is listed."""
        return self._places.get(month, ())

    def check_dated(self, values: Sequence[Cell]) -> None:
        """A value beside a blank month belongs nowhere: #VALUE!."""
        if any(not is_blank(values[place]) for place in self._undated):
            raise CellFault(CellError.VALUE)


def timeline_of(months: Grid) -> Timeline:
    """The timeline of a row or column of months, remembered: the formulas of a sheet all read the same few."""
    cells = tuple(vector(months))
    return _timeline(cells, tuple(map(type, cells)))


@lru_cache(maxsize=32)
def _timeline(cells: tuple[Cell, ...], _types: tuple[type, ...]) -> Timeline:
    """By the cells and their types, because 1, 1.0 and TRUE are equal and TRUE is no month."""
    return Timeline(cells)


class Series:
    """The values of one series on its timeline."""

    def __init__(self, values: Sequence[Cell], timeline: Timeline) -> None:
        self._values = values
        self._timeline = timeline

    def cell(self, month: int) -> Cell:
        """What stands at the month; a month that is not listed is not available, one listed twice is #VALUE!."""
        places = self._timeline.places(month)
        if len(places) > 1:
            raise CellFault(CellError.VALUE)
        return self._values[places[0]] if places else None

    def cells(self, months: Iterable[int]) -> list[Cell]:
        """What stands at each month, in the order given."""
        return [self.cell(month) for month in months]

    def total(self, last: int, n_months: int) -> float:
        """The total of the ``n_months`` months that end at ``last``."""
        return fsum(complete(self.cells(range(last - n_months + 1, last + 1))))

    def last_month(self) -> int:
        """The last month whose value is available; an error met while looking for it comes out."""
        month, faults = last_available([self._values], self._timeline)
        if faults:
            raise faults[0]
        if month is None:
            raise CellFault(CellError.NA)
        self.cell(month)  # one listed twice is #VALUE!
        return month

    def starts_after(self, month: int) -> bool:
        """Whether every month listed comes after this one."""
        newest_first = self._timeline.newest_first
        return not newest_first or newest_first[-1] > month


def one_series(values: Grid, months: Grid) -> Series:
    """The one series of a row or column of values; a block is the wrong shape."""
    cells, timeline = vector(values), timeline_of(months)
    if len(cells) != len(timeline):
        raise CellFault(CellError.VALUE)
    timeline.check_dated(cells)
    return Series(cells, timeline)


def answer_each(values: Grid, months: Grid, as_at: int | None, method: Callable[[Series, int], Cell]) -> Result:
    """One answer for a series; for a block a column (or row) with one answer for each of its series.

    ``method`` is given a series and the last month of its window. Without ``as_at`` that is the last month whose
    value is available in any series; an error met while looking for it is that series' own answer.
    """
    timeline = timeline_of(months)
    lines, answer_shape = _lines(values, len(timeline))
    series = [Series(line, timeline) for line in lines]
    last, faults = (as_at, {}) if as_at is not None else last_available(lines, timeline)

    def answer(at: int) -> Cell:
        try:
            timeline.check_dated(lines[at])
            if at in faults:
                raise faults[at]
            if last is None:
                raise CellFault(CellError.NA)
            return method(series[at], last)
        except CellFault as fault:
            return fault.error

    return answer_shape([answer(at) for at in range(len(series))])


def last_available(lines: Sequence[Sequence[Cell]], timeline: Timeline) -> tuple[int | None, dict[int, CellFault]]:
    """The last month whose value is available in any series, and the errors met on the way back to it.

    A month listed twice is #VALUE! before any error that stands in it.
    """
    faults: dict[int, CellFault] = {}
    for month in timeline.newest_first:
        found = False
        places = timeline.places(month)
        for at, line in enumerate(lines):
            for place in places:
                try:
                    number(line[place])
                    found = True
                except CellFault as fault:
                    if fault.error is not CellError.NA:
                        faults.setdefault(at, fault if len(places) == 1 else CellFault(CellError.VALUE))
        if found:
            return month, faults
    return None, faults


def _lines(values: Grid, n_months: int) -> tuple[Sequence[Sequence[Cell]], Callable[[list[Cell]], Result]]:
    """The series that lie in the values, and how their answers lie in the result."""
    height, width = len(values), len(values[0])
    if (height == 1 or width == 1) and max(height, width) == n_months:
        return [vector(values)], lambda answers: answers[0]
    if width == n_months:
        return values, lambda answers: [[answer] for answer in answers]
    if height == n_months:
        return list(zip(*values, strict=True)), lambda answers: [answers]
    if height == width == 1 and isinstance(alone := values[0][0], CellError):
        raise CellFault(alone)  # an error where a range should be, as from a look-up that found nothing
    raise CellFault(CellError.VALUE)
