"""Areas whose months seem to be dated one early or late: their categories follow the other areas' with a month between.

The seasons, the lengths of months and what happens in all areas move an area's counts with the others'. So of nearly
two years of all its categories, the others' counts of the same months fit better than those of the months beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from cspxl.notices import Notice, Touch
from cspxl.sources.categories import Categories
from cspxl.sources.doubts import touching
from cspxl.sources.plausible import Counts, Mask
from cspxl.sources.spans import span

_WINDOW: Final = 22  # months that are judged together: two years but for the months at their ends
_STEP: Final = 11
_COMMON: Final = 60  # counts of a category in these months
_AREAS: Final = 8  # others that must be there
_MOST: Final = 16.0  # that one count may weigh: four standard deviations

# How much better another month must fit: squares of deviations, over what they are on average. In the borough files of
# 2008 to 2024 no area in any such window is below 0; with its rows a month early or late 99.6% are below this.
_BETTER: Final = 20.0


def shift_notices(areas: Sequence[str], first_month: int, categories: Categories) -> Iterator[Notice]:
    """A notice of the areas, told of every figure of the months."""
    counts = categories.counts
    items: list[str] = []
    touches: list[Touch] = []
    n_months = counts.shape[2]
    everywhere = np.nansum(counts, axis=0)
    for row, area in enumerate(areas):
        others = everywhere - np.nan_to_num(counts[row])
        shifted = [
            (end - _WINDOW - 1, end)
            for end in range(n_months - 1, _WINDOW, -_STEP)
            if len(areas) > _AREAS and _is_shifted(counts[row], others, end)
        ]
        for first, last in _merged(shifted):
            months = first_month + first, first_month + last
            items.append(f"{area} ({span(*months)})")
            why = "its counts follow the other areas' a month early or late: perhaps dated wrongly"
            touches += touching(None, [area], *months, why)
    if items:
        heading = "counts that fit the other areas' of the month before or after better than those of the same month"
        yield Notice(f"{heading}, perhaps dated wrongly: {', '.join(items)}", "", "note", tuple(touches))


def _is_shifted(own: Counts, others: Counts, end: int) -> bool:
    """Whether the months before this one fit the others' of a month before or after by far better."""
    at = slice(end - _WINDOW, end)
    same, before, after = (_misfit(own[:, at], others[:, end - _WINDOW + lag : end + lag]) for lag in (0, -1, 1))
    n_counts = _WINDOW * int(_judged(own[:, at]).sum())
    average = max(min(same, before, after) / max(n_counts, 1), 1.0)
    return same - min(before, after) > _BETTER * average


def _judged(own: Counts) -> Mask:
    return np.asarray(~np.isnan(own).any(axis=1) & (np.nan_to_num(own).sum(axis=1) >= _COMMON))


def _misfit(own: Counts, others: Counts) -> float:
    """The squares of the deviations of counts from the others', at the area's level (Anscombe's roots)."""
    judged = _judged(own)
    kept = own[judged], others[judged]
    level = kept[0].sum(axis=1) / np.maximum(kept[1].sum(axis=1), 1)
    expected = level[:, None] * kept[1]
    apart = 2 * (np.sqrt(kept[0] + 3 / 8) - np.sqrt(expected + 3 / 8))
    return float(np.minimum(apart**2, _MOST).sum())


def _merged(windows: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Spans of months in order of time, those that overlap made one."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(windows):
        if merged and first <= merged[-1][1]:
            merged[-1] = merged[-1][0], last
        else:
            merged.append((first, last))
    return merged
