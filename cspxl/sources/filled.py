"""Rows that a spreadsheet filled in: one count again and again, a straight line, a copy of other months or of a row.

One rule for every source: the months of the row are not available, as nobody knows what was counted in them. What
chance hardly gives is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from cspxl.sources.categories import Categories
from cspxl.sources.doubts import LARGE, Doubt
from cspxl.sources.plausible import Counts, Mask
from cspxl.sources.repeats import repeated_months
from cspxl.sources.spans import span
from cspxl.sources.stretches import NO_CHANCE, Copy, Line, copies, lines

_LINE: Final = "counts that stay the same or go on in a straight line for months"
_COPY: Final = "counts of a category that stand there again, in other months or of another area or category"


def filled(
    areas: Sequence[str], first_month: int, categories: Categories, totals: Mapping[str, Counts]
) -> Iterator[Doubt]:
    """What is in doubt; ``totals`` are the indicators' counts, areas by months.

    Months of an area that are an earlier one again in nearly all categories are told elsewhere (``repeats``).
    """
    counts = categories.counts.copy()
    for at, back in enumerate(repeated_months(counts)):
        counts[at, :, back > 0] = np.nan
    rows = counts.reshape(-1, counts.shape[-1])
    table = _Table(areas, first_month, categories, totals)
    straight = list(lines(rows))
    for line in straight:
        yield from table.line(line, is_level=bool(rows[line.row, line.first] == rows[line.row, line.last]))
        rows[line.row, line.first : line.last + 1] = np.nan
    for copy in copies(rows):
        yield from table.copy(copy)


def filled_series(areas: Sequence[str], first_month: int, key: str, counts: Counts) -> Iterator[Doubt]:
    """What is in doubt of a series of its own, areas by months: others may hold it, and have nearly its counts."""
    categories = Categories([key], [key], [frozenset({key})], counts[:, None])
    yield from filled(areas, first_month, categories, {key: counts})


class _Table:
    """The rows as areas and categories, to tell of them."""

    def __init__(
        self, areas: Sequence[str], first_month: int, categories: Categories, totals: Mapping[str, Counts]
    ) -> None:
        self.areas = areas
        self.first_month = first_month
        self.categories = categories
        self.totals = totals

    def line(self, line: Line, *, is_level: bool) -> Iterator[Doubt]:
        """The doubts of a line."""
        _, at = self._place(line.row)
        how = "has one count month after month" if is_level else "goes on in a straight line"
        why = f"{self.categories.names[at].capitalize()} {how}: filled in?"
        yield from self._doubts(_LINE, line.row, [(line.first, line.last)], why, line.odds)

    def copy(self, copy: Copy) -> Iterator[Doubt]:
        """The doubts of counts that stand in two places: of both, as the file does not say which was copied."""
        places = (copy.row, copy.first), (copy.other_row, copy.other_first)
        months = [(first, first + copy.n_months - 1) for _, first in places]
        whose = [self._place(row) for row, _ in places]
        names = [
            f"{self.categories.names[at].capitalize()} of {self.areas[area]} "
            f"({span(self.first_month + first, self.first_month + last)})"
            for (area, at), (first, last) in zip(whose, months, strict=True)
        ]
        why = f"{names[0]} and {names[1]} have the same counts: is one a copy?"
        if copy.row == copy.other_row:
            yield from self._doubts(_COPY, copy.row, months, why, copy.odds)
        else:
            for (row, _), when in zip(places, months, strict=True):
                yield from self._doubts(_COPY, row, [when], why, copy.odds)

    def _place(self, row: int) -> tuple[int, int]:
        return divmod(row, len(self.categories.names))

    def _doubts(
        self, heading: str, row: int, months: Sequence[tuple[int, int]], why: str, odds: float
    ) -> Iterator[Doubt]:
        """Indicators of which the category is a large part are not available; of others it is told, if it is sure."""
        area, at = self._place(row)
        where: Mask = np.zeros((len(self.areas), self.categories.counts.shape[-1]), dtype=np.bool_)
        for first, last in months:
            where[area, first : last + 1] = True
        part = np.nansum(self.categories.counts[area, at])
        keys = self.categories.keys[at]
        large = frozenset(key for key in keys if part >= LARGE * max(np.nansum(self.totals[key][area]), 1))
        name, sure = self.categories.names[at], odds >= NO_CHANCE
        if large:
            verdict = "so not available" if sure else "perhaps by chance"
            yield Doubt(f"{heading}, {verdict}", name, why, large, where, "not available" if sure else "note")
        if sure and (small := keys - large):
            yield Doubt(f"{heading}, a small part of the indicator", name, why, small, where, "note")
