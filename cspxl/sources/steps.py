"""Categories whose level falls or rises at once, and lastingly: a year held against the year before it.

A change that the other areas have too is none. What is told here may be real (thefts from persons in Camden, April
2017) or a fault of the file, which cannot be known from it: so it is told, for as long as it lasts, and the figures
stand. In the borough files of 2008 to 2024 there is about one a year in all of London.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from cspxl.sources.plausible import YEAR, Counts

# Choices, made so that a category that is halved or doubled is found in nine of ten and published files have few. The
# change is of the year, and of the quarter, so that it is at once; and by so many standard deviations of the counts.
_FALL: Final = (0.6, 0.65)
_RISE: Final = (1.65, 1.55)
_OWN: Final = 0.75  # of its own year before: else it is the others whose level changed
_DEVIATIONS: Final = 7.0
# All areas together have nothing to be held against but their own months. But for a category that ended, the lockdowns
# and wounding in April 2013, which then had three times as many, the sharpest that was real is 1.6.
_FALL_OF_ALL: Final = (0.5, 0.5)
_RISE_OF_ALL: Final = (2.0, 2.0)
_ENDED: Final = 0.02
_COMMON: Final = 14  # counts of a month, at the higher level; as for a month without any
_LEAST: Final = 0.05  # of an area's change, so that one area without any count is not all of the others
_QUARTER: Final = 3
_ENOUGH: Final = 6  # months of a year that must be known, and that a step lasts at least


@dataclass(frozen=True)
class Step:
    """A change of level: the places of the area and the category, the first month and the one after the last.

    ``before`` are the counts of a month that the level before makes usual in the months of the step, ``after`` those
    that it has. ``area`` is None for all areas together.
    """

    area: int | None
    category: int
    first: int
    end: int
    before: float
    after: float


def category_steps(counts: Counts) -> Iterator[Step]:
    """The steps of areas unlike the others; ``counts`` are of areas by categories by months, NaN where not known."""
    found = _changes(counts, YEAR)
    quarter = _changes(counts, _QUARTER).ratio
    yield from _lasting(counts, found, _beside_others(found.ratio), _beside_others(quarter), (_FALL, _RISE))


def steps_of_all(counts: Counts) -> Iterator[Step]:
    """The steps of all areas together, far larger than nearly any that was real."""
    known = ~np.isnan(counts)
    n_known = known.sum(axis=0, keepdims=True)
    together = np.where(n_known > 0, np.nansum(counts, axis=0, keepdims=True) / np.maximum(n_known, 1), np.nan)
    together *= len(counts)  # also where an area is not known
    found = _changes(together, YEAR)
    quarter = _changes(together, _QUARTER).ratio
    for step in _lasting(together, found, found.ratio, quarter, (_FALL_OF_ALL, _RISE_OF_ALL)):
        if step.after > _ENDED * step.before:  # a category that ended is told elsewhere
            yield replace(step, area=None)


@dataclass(frozen=True, eq=False)
class _Changes:
    """For each month: the mean of those from it on over that of those before it, and the deviation of its logarithm."""

    before: Counts
    ratio: Counts
    deviation: Counts


def _changes(counts: Counts, length: int) -> _Changes:
    n_months = counts.shape[-1]
    at = np.arange(n_months)
    sums, known = (
        np.concatenate([np.zeros((*counts.shape[:-1], 1)), np.cumsum(part, axis=-1)], axis=-1)
        for part in (np.nan_to_num(counts), ~np.isnan(counts))
    )
    first, last = np.maximum(at - length, 0), np.minimum(at + length, n_months)
    before, after = sums[..., at] - sums[..., first], sums[..., last] - sums[..., at]
    n_before, n_after = known[..., at] - known[..., first], known[..., last] - known[..., at]
    enough = (np.minimum(n_before, n_after) >= min(length, _ENOUGH)) & (before > 0)
    n_before, n_after, before = (np.where(enough, part, np.nan) for part in (n_before, n_after, before))
    return _Changes(
        before / n_before, (after / n_after) / (before / n_before), np.sqrt(1 / before + 1 / np.maximum(after, 1))
    )


def _beside_others(ratio: Counts) -> Counts:
    """Each area's change over the other areas' (the geometric mean); as it is where there are none."""
    change = np.log(np.clip(ratio, _LEAST, 1 / _LEAST))
    known = ~np.isnan(change)
    n_others = known.sum(axis=0) - known
    others = np.nansum(change, axis=0) - np.nan_to_num(change)
    return np.asarray(ratio / np.exp(others / np.maximum(n_others, 1)))


def _lasting(
    counts: Counts,
    found: _Changes,
    change: Counts,
    at_once: Counts,
    shares: tuple[tuple[float, float], tuple[float, float]],
) -> Iterator[Step]:
    (fall, fall_at_once), (rise, rise_at_once) = shares
    size = np.abs(np.log(np.maximum(change, _LEAST)))
    far = (change < fall) & (at_once < fall_at_once) & (found.ratio < _OWN)
    far |= (change > rise) & (at_once > rise_at_once) & (found.ratio > 1 / _OWN)
    far &= (size >= _DEVIATIONS * found.deviation) & (np.maximum(found.before, found.before * found.ratio) >= _COMMON)
    for area, category in np.argwhere(far.any(axis=-1)).tolist():
        sharpness, end = np.where(far, size, 0)[area, category], -YEAR
        for month in np.flatnonzero(sharpness).tolist():
            if month < end + YEAR or sharpness[month] < sharpness[month : month + _QUARTER].max():
                continue  # the end of a step is none, and its first month is the sharpest
            series = counts[area, category]
            expected = found.before[area, category, month] * _course(counts, area, category, month)
            last = _end(series, expected, month, change[area, category, month])
            if last - month >= _ENOUGH:
                end = last
                before, after = float(np.nanmean(expected[month:end])), float(np.nanmean(series[month:end]))
                yield Step(area, category, month, end, before, after)


def _course(counts: Counts, area: int, category: int, first: int) -> Counts:
    """The other areas' counts of each month, as shares of what they were in the year before the first: the seasons."""
    known = ~np.isnan(counts[:, category])
    alike = (known | ~known[area]).all(axis=1) & (np.arange(len(counts)) != area)
    others = np.nansum(counts[alike, category], axis=0)
    before = others[max(0, first - YEAR) : first].mean()
    return others / before if before > 0 else np.ones(len(others))


def _end(series: Counts, expected: Counts, first: int, change: float) -> int:
    """The month in which a quarter's counts are back beyond half-way, as ratios are; the end of the series if none."""
    known = ~np.isnan(series)
    ones = np.ones(_QUARTER)
    n, usually = (np.convolve(np.where(known, part, 0)[first:], ones, "valid") for part in (series, expected))
    beyond = n - np.sqrt(change) * usually
    back = np.flatnonzero(beyond > 0 if change < 1 else beyond < 0)
    return first + int(back[0]) if len(back) else len(series)
