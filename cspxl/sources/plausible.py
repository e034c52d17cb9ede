"""Which counts cannot be right as they stand, whoever published them: one rule for every source.

Counts of offences scatter at least as a Poisson count does. So a zero is impossible where many are usual, and where
other areas have so many that a year without one is unlikely, a category is missing, not rare. The last axis of every
array is months, in order; NaN is a count that is not available.
"""

from __future__ import annotations

from math import log, log1p
from typing import Final, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from cspxl.sources.spans import runs

Counts: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]

YEAR: Final = 12
_ENOUGH: Final = 6  # months around one that must be known to tell what is usual

# A release has some ten thousand figures, so what is one in a million does not happen in one by chance: 14 in a month
# must be usual. Of categories that an area has no count of at all fewer are judged: one in a thousand, 7 a year.
_LEAST_USUAL: Final = -log(1e-6)
_LEAST_IN_A_YEAR: Final = -log(1e-3)

# A month outside these shares of its usual count is told, where it is also as many standard deviations away: small
# counts scatter. The borough files of 2008 to 2024 have none of an area's counts together but in lockdown, and of
# single series one such month a year in all of London. The shares are choices, not published rules.
_FEW_TOGETHER: Final = 0.65
_MANY_TOGETHER: Final = 1.6
_FEW: Final = 0.55
_SEVERAL_TIMES: Final = 2.0  # of a single series
_ROOTS_APART: Final = 4.5  # standard deviations between the roots of two counts (Anscombe 1948): once in ten releases
_DEVIATIONS: Final = 5.0

# What is filed elsewhere raises another category from one quarter to the next, in every area by about what it had
# there: all differences together are at most this share of it. A choice: in a copy of release A that filed interference
# with vehicles as burglary it is 0.45, and 0.89 for the next category; of one that only ended the nearest has 0.93.
_UNLIKE: Final = 0.5
QUARTER: Final = 3


def usual(counts: Counts) -> Counts:
    """The median of the year before and the year after each month; NaN where too few of those months are known."""
    return _middle(np.delete(_around(counts), YEAR, axis=-1))


def _around(counts: Counts) -> Counts:
    """The year before each month, the month and the year after it, along a further axis; NaN beyond the ends."""
    padded = np.pad(counts, [*[(0, 0)] * (counts.ndim - 1), (YEAR, YEAR)], constant_values=np.nan)
    return np.asarray(sliding_window_view(padded, 2 * YEAR + 1, axis=-1))


def _middle(counts: Counts) -> Counts:
    """The median along the last axis; NaN where too few are known."""
    known = np.sort(counts, axis=-1)  # NaN come last
    n_known = (~np.isnan(known)).sum(axis=-1, keepdims=True)
    middle = [np.take_along_axis(known, np.maximum(at, 0), axis=-1) for at in ((n_known - 1) // 2, n_known // 2)]
    return np.where(n_known[..., 0] >= _ENOUGH, np.mean(middle, axis=0)[..., 0], np.nan)


def gaps(counts: Counts) -> Mask:
    """Zeros, one or several in a row, that the year before and the year after them make impossible."""
    found = np.zeros(counts.shape, dtype=np.bool_)
    common = np.nansum(counts, axis=-1) * YEAR >= _LEAST_USUAL * counts.shape[-1]
    for at in np.argwhere((counts == 0).any(axis=-1) & common):
        series = counts[tuple(at)]
        for first, last in runs(np.flatnonzero(series == 0).tolist()):
            around = np.concatenate([series[max(0, first - YEAR) : first], series[last + 1 : last + 1 + YEAR]])
            around = around[~np.isnan(around)]
            if len(around) >= _ENOUGH and is_impossible(_spread(around, min(last - first + 1, YEAR))):
                found[(*at, slice(first, last + 1))] = True
    return found


def _spread(around: Counts, n_months: int) -> float:
    """As ``is_impossible`` takes it, how unlikely it is that none of the offences of the months around fell in these.

    (m / (m + n)) ** total is the chance for m months around and n without a count. The total is of the smaller level,
    the mean or the median: a median of few is a whole number, and a month of very many makes no zero impossible.
    """
    return len(around) * float(min(np.median(around), np.mean(around))) * log1p(n_months / len(around))


def collapsed(totals: Counts) -> Mask:
    """Months without any count of an area that has many in other months, or of which other areas have many."""
    counted = np.where(totals > 0, totals, np.nan)
    rows = [row[~np.isnan(row)] for row in (*counted, counted.ravel())]
    *own, everywhere = [float(np.median(row)) if len(row) else 0.0 for row in rows]
    common = np.array([n or everywhere for n in own])
    return np.asarray((totals == 0) & (common >= _LEAST_USUAL)[:, None])


def is_impossible(expected: float) -> bool:
    """Whether no count at all is impossible where so many are usual."""
    return expected >= _LEAST_USUAL


def is_missing(expected: float, n_months: int) -> bool:
    """Whether a category without any count in so many months is missing, not rare.

    ``expected`` is how many other areas' counts make usual in those months.
    """
    return expected * min(1.0, YEAR / n_months) >= _LEAST_IN_A_YEAR


def low(counts: Counts) -> Mask:
    """Months far below their usual count, of series that may be small."""
    normal = usual(counts)
    return (counts < _FEW * normal) & (normal - counts >= _DEVIATIONS * np.sqrt(normal))


def high(counts: Counts) -> Mask:
    """Months at twice their usual count or more, of series that may be small; the year before and that after."""
    around = _around(counts)
    normal = np.fmax(_middle(around[..., :YEAR]), _middle(around[..., YEAR + 1 :]))
    apart = 2 * (np.sqrt(counts + 3 / 8) - np.sqrt(normal + 3 / 8))
    return (counts >= _SEVERAL_TIMES * normal) & (apart >= _ROOTS_APART)


def takes_over(was: Counts, now: Counts, gone: Counts) -> bool:
    """Whether a category rises in every area by about what another had there; a quarter of each, by areas."""
    return bool(np.abs(now - was - gone).sum() <= _UNLIKE * gone.sum())


def low_together(totals: Counts) -> Mask:
    """Months far below their usual count, of all categories of an area together."""
    normal = usual(totals)
    return (totals < _FEW_TOGETHER * normal) & (normal - totals >= _DEVIATIONS * np.sqrt(normal))


def steps(totals: Counts) -> tuple[Mask, Counts]:
    """The months after an area's level fell or rose at once, by more than a month's may and unlike the other areas'.

    And the level before. A year is held against the year before it, where no month of it is unknown of all areas; the
    step ends where the counts are back.
    """
    where, levels = np.zeros(totals.shape, dtype=np.bool_), np.full(totals.shape, np.nan)
    known = np.asarray(~np.isnan(totals).all(axis=0))
    for at in range(_ENOUGH, totals.shape[1] - _ENOUGH + 1):
        if not known[at : at + YEAR].all():
            continue
        before, after = _middle(totals[:, max(0, at - YEAR) : at]), _middle(totals[:, at : at + YEAR])
        ratio = after / np.where(before >= _LEAST_USUAL, before, np.nan)
        ratio /= _middle(ratio[None, :])
        by_chance = np.abs(after - before) < _DEVIATIONS * np.sqrt(before / _ENOUGH)  # small counts scatter
        far = ((ratio < _FEW_TOGETHER) | (ratio > _MANY_TOGETHER)) & ~by_chance
        for area in np.flatnonzero(far & ~where[:, at]).tolist():
            middle, months = np.sqrt(ratio[area]) * before[area], totals[area, at:]  # half-way, as ratios are
            back = np.flatnonzero(months > middle if ratio[area] < 1 else months < middle)
            end = at + (int(back[0]) if len(back) else len(months))
            where[area, at:end], levels[area, at:end] = True, before[area]
    return where, levels


def high_together(totals: Counts) -> Mask:
    """Months far above their usual count, of all categories of an area together."""
    normal = usual(totals)
    return (totals > _MANY_TOGETHER * normal) & (totals - normal >= _DEVIATIONS * np.sqrt(normal))
