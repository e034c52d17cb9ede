"""Months that have the counts of an earlier month again: perhaps copies.

Two counts of which n are usual are the same by chance once in the square root of 4 pi n times. In the borough files of
2008 to 2024 the categories in which two months of an area agree hold at most 0.41 of its offences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspxl.notices import Notice, Touch
from cspxl.sources.categories import Categories
from cspxl.sources.doubts import named_areas, touching
from cspxl.sources.plausible import Counts
from cspxl.sources.spans import runs, span

_ALIKE: Final = 0.9  # of a month's offences: a choice, twice what happens
_NO_CHANCE: Final = 20.0  # the logarithm of 1 in 500 million; a release has 300,000 pairs of months
_PARTS: Final = 3


def repeat_notices(areas: Sequence[str], first_month: int, categories: Categories) -> Iterator[Notice]:
    """A notice of what is the same again; the later month is told."""
    items: list[str] = []
    touches: list[Touch] = []
    back = repeated_months(categories.counts)
    for distance in np.unique(back[back > 0]).tolist():
        whose: dict[tuple[int, int], list[str]] = {}
        for area, row in zip(areas, back == distance, strict=True):
            for months in runs(np.flatnonzero(row).tolist()):
                whose.setdefault(months, []).append(area)
        for (first, last), alike in whose.items():
            ago = f"{distance} months before" if distance > 1 else "the month before"
            items.append(f"{named_areas(alike, areas)} ({span(first_month + first, first_month + last)} as {ago})")
            why = f"every count as {ago}: perhaps a copy"
            touches += touching(None, alike, first_month + first, first_month + last, why)
    if items:
        heading = "the same counts as in an earlier month, perhaps a copy of it"
        yield Notice(f"{heading}: {'; '.join(items)}", "", "incomplete", tuple(touches))


def repeated_months(counts: Counts) -> NDArray[np.int64]:
    """How many months before, areas by months, an area had (nearly) every count already; 0 where it had not.

    ``counts`` are of areas by categories by months.
    """
    filled = np.nan_to_num(counts)
    n_categories, n_months = filled.shape[1:]
    n_same = np.zeros((len(filled), n_months, n_months), dtype=np.int8)
    for part in range(_PARTS):  # what is the same in two of three parts is looked at
        weights = (np.arange(n_categories) * 7919 + 104729) % 1009 * (np.arange(n_categories) % _PARTS == part)
        sums = np.einsum("acm,c->am", filled, weights.astype(np.float64))
        n_same += (sums[:, :, None] == sums[:, None]) & (sums > 0)[:, :, None]
    back = np.zeros((len(filled), n_months), dtype=np.int64)
    for area, later, earlier in np.argwhere(np.tril(n_same >= _PARTS - 1, -1)).tolist():
        month, other = filled[area, :, later], filled[area, :, earlier]
        same = month[month == other]
        if same.sum() >= _ALIKE * max(month.sum(), other.sum()) and surprise(same).sum() >= _NO_CHANCE:
            back[area, later] = later - earlier
    return back


def surprise(counts: Counts) -> Counts:
    """The logarithm of the odds against having the same count twice; nothing for none."""
    return np.where(counts >= 1, np.log(4 * np.pi * np.maximum(counts, 1)) / 2, 0)
