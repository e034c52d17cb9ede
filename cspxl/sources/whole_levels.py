"""Levels of all areas together: a file, or a month of it, that is far from what the months beside it make usual.

What happens to every row alike is seen in no area beside the others. All of London's counts together scatter little:
outside the lockdowns the borough files of 2008 to 2024 have no month below 0.85 or above 1.11 of the usual count, and
no lasting change at once of more than 10%. Only what is far beyond that, and of most areas and categories, is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from cspxl.facts import unusual_months
from cspxl.notices import Notice, Touch
from cspxl.sources.categories import Categories
from cspxl.sources.plausible import QUARTER, YEAR, Counts, usual
from cspxl.sources.spans import span
from cspxl.values import month_text

_FEW: Final = 0.8
_MANY: Final = 1.2
_CHANGE: Final = float(np.log(1.18))
_ENOUGH: Final = 6  # months of a year that must be known
_COMMON: Final = 10.0  # counts of a month of an area's category
_AREAS: Final = 8
_MOST: Final = 2 / 3  # of the areas, and of the categories, that move together
_HALF: Final = 0.5  # of the change, that one of them has at least


def whole_level_notices(
    first_month: int, categories: Categories, totals: Counts, joins: Sequence[int]
) -> Iterator[Notice]:
    """The notices, told of every figure; ``totals`` are of areas by months, ``joins`` the first months of later files.

    Of files at two levels it cannot be known which is wrong, so that both are told of to their ends.
    """
    counts = categories.counts
    months = np.arange(first_month, first_month + counts.shape[2])
    known = ~np.isnan(totals).all(axis=0)
    whole = ~np.isnan(totals[:, known]).any(axis=1)
    if np.count_nonzero(whole) < _AREAS:
        return
    usually = known & np.isin(months, sorted(unusual_months()), invert=True)
    together = np.where(usually, totals[whole].sum(axis=0), np.nan)
    stepped = {at: change for at, change in _level_changes(together) if _is_shared(counts, at, change)}
    yield from _months(first_month, together, stepped)
    ends = [first_month, *joins, first_month + counts.shape[2]]
    for at, change in stepped.items():
        month = next((join for join in joins if abs(join - first_month - at) < QUARTER), first_month + at)
        first, last = month, min(month + 2 * YEAR, ends[-1]) - 1
        what = "a change, or a fault of the file"
        if month in joins:
            join = ends.index(month)
            first, last = ends[join - 1], ends[join + 1] - 1
            what = "the files before and after it are at different levels"
        level = f"most areas and categories have {np.exp(change):.0%} of the counts before from {month_text(month)} on"
        why = f"{level}: {what}"
        yield Notice(f"all figures ({span(first, last)}): {why}", touches=(Touch(None, None, first, last, why),))


def _level_changes(together: Counts) -> Iterator[tuple[int, float]]:
    """The months at which the counts of all areas change at once and lastingly, other than a year away; by how much."""
    at_once, lasting = (_change(together, length) for length in (QUARTER, YEAR))
    size = np.zeros(len(together))
    for at, change in enumerate(at_once):
        years = [at_once[at + away] for away in (-YEAR, YEAR) if 0 <= at + away < len(together)]
        seasonal = [away for away in years if not np.isnan(away)]
        found = np.array([change, change - np.median(seasonal) if seasonal else change, lasting[at]])
        if (found >= _CHANGE).all() or (found <= -_CHANGE).all():
            size[at] = change
    for at in np.flatnonzero(size).tolist():
        if abs(size[at]) >= np.abs(size[max(0, at - QUARTER) : at + QUARTER + 1]).max():
            yield at, float(lasting[at])


def _change(together: Counts, length: int) -> Counts:
    """Of each month, the logarithm of the median of so many months from it on over that of as many before."""
    enough = min(length - 1, _ENOUGH)
    change = np.full(len(together), np.nan)
    for at in range(1, len(together)):
        before, after = together[max(0, at - length) : at], together[at : at + length]
        if min(np.count_nonzero(~np.isnan(part)) for part in (before, after)) >= enough:
            change[at] = np.log(np.nanmedian(after) / np.nanmedian(before))
    return change


def _is_shared(counts: Counts, at: int, change: float) -> bool:
    """Whether most areas, and most categories that are common, have half of the change or more."""
    before, after = np.nansum(counts[:, :, max(0, at - YEAR) : at], axis=2), counts[:, :, at : at + YEAR]
    n_before, n_after = min(at, YEAR), after.shape[2]
    for axis in (0, 1):
        was, now = before.sum(axis=axis) / n_before, np.nansum(after, axis=(axis, 2)) / n_after
        common = was >= _COMMON
        moved = np.log(np.maximum(now[common], 0.1) / was[common]) * np.sign(change) >= _HALF * abs(change)
        if not common.any() or moved.mean() < _MOST:
            return False
    return True


def _months(first_month: int, together: Counts, stepped: dict[int, float]) -> Iterator[Notice]:
    """Months of all areas far from usual, but for those beside a change of level."""
    normal = usual(together[None])[0]
    with np.errstate(invalid="ignore"):
        share = together / normal
    for at in np.flatnonzero((share < _FEW) | (share > _MANY)).tolist():
        if any(abs(at - step) < YEAR for step in stepped):
            continue
        month, few = first_month + at, share[at] < _FEW
        level = f"all areas together have {together[at]:,.0f} offences of a usual {normal[at]:,.0f}"
        why = f"{level}: {'perhaps incomplete' if few else 'perhaps counted twice'}"
        touch = Touch(None, None, month, month, why)
        yield Notice(f"{month_text(month)}: {why}", "", "incomplete" if few else "note", (touch,))
