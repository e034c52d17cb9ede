"""Categories that hold, as it seems, the total of their group: judged by their share of it.

A category of the share s of its group that is given the group's total has the share 1 / (2 - s) afterwards. So what a
share would have been is known, and is held against the usual one: of the other areas, or, where all are alike, of
London. Where s is large already the two are too near to be told apart. But a total has the ups and downs of all its
parts: from month to month it changes by one more for each offence that the others change by, whatever its share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from cspxl.facts import Classification
from cspxl.sources.counted import Counted
from cspxl.sources.doubts import Doubt
from cspxl.sources.mps import BoroughFile
from cspxl.sources.plausible import Counts, Mask

# Logarithms of odds. Choices: in the borough files of 2008 to 2024 a large category's share differs by 0.63 from the
# usual one where thefts from persons doubled, and none that differs so much is near what a total would give.
_MOVED: Final = 0.6
_FITS: Final = 0.35
_DEVIATIONS: Final = 6.0  # from the areas' median, of their median deviation; an area may have its own mix of offences
_NORMAL: Final = 1.4826  # a normal distribution's standard deviation over its median deviation
_AREAS: Final = 8
_COMMON: Final = 100.0  # counts of a category and of the others of its group, in the file

# The slope of a category's changes from month to month over those of the others of its group, beside what London's are.
# Of a total it is 1. In the borough files of 2008 to 2024, two years at a time, the largest that is known so well is
# 0.63 of all areas together, and below 0.75 of a single one. Robbery of persons (0.9 of its group) as a total has 0.82
# and more in the files from 2021 on; before, business robbery is too small to tell.
_SLOPE: Final = 0.75
_KNOWN: Final = 0.16  # the standard error of all areas' slope
_KNOWN_OF_ONE: Final = 0.1
_OUTLIER: Final = 3.0  # times its median, and as many as small counts scatter by: one wrong count makes no slope
_SCATTER: Final = 5.0
_MONTHS: Final = 24
_REFUTED: Final = 3.0  # standard errors from 1


def group_totals(file: BoroughFile, classification: Classification, counted: Sequence[Counted]) -> Iterator[Doubt]:
    """A doubt for each category that seems to be its group's total, in some areas or in all of them."""
    judged = np.array([area in file.usual for area in file.areas])
    counts = np.nan_to_num(file.counts).sum(axis=2)
    for at, label in enumerate(file.labels):
        group = [n for n, other in enumerate(file.labels) if other[0] == label[0] and n != at]
        usual = [classification.per_thousand.get(file.labels[n], 0.0) for n in (at, *group)]
        own, others = counts[:, at], counts[:, group].sum(axis=1)
        enough = judged & (own >= _COMMON) & (others >= _COMMON)
        if not enough.any():
            continue
        odds = np.full(len(file.areas), np.nan)
        odds[enough] = np.log(own[enough] / others[enough])
        where = _fits(odds, np.median(odds[enough])) & _outside(odds, odds[enough])
        if 0 < usual[0] < sum(usual):
            all_of_them = np.log(own[judged].sum() / others[judged].sum())
            where |= enough & _fits(all_of_them, np.log(usual[0] / sum(usual[1:])))
        keys = frozenset(item.indicator.key for item in counted if item.indicator.counts(*label))
        if not keys:
            continue
        months = np.ones(file.counts.shape[2], dtype=np.bool_)
        monthly = np.nan_to_num(file.counts[:, at]), np.nan_to_num(file.counts[:, group]).sum(axis=1)
        moves = _moves(*monthly, judged & (own >= np.maximum(others, _COMMON)))
        refuted = where & ~moves
        if where.any():
            slope, error = _slope(*(_beside_all(counts[where]).ravel() for counts in monthly))
            refuted &= slope < 1 - _REFUTED * error
        for found, what in (
            ((where & ~refuted) | moves, "the total of its group"),
            (refuted, "too large a part of its group"),
        ):
            if found.any():
                heading = f"categories that seem to be {what.replace('its', 'their')}"
                why = f"{label[1].capitalize()} seems to be {what}"
                yield Doubt(heading, label[1], why, keys, found[:, None] & months, "note")


def _moves(own: Counts, others: Counts, larger: Mask) -> Mask:
    """The areas in which a category changes from month to month as the total would: some of them, or all at once."""
    moves = np.zeros(len(larger), dtype=np.bool_)
    for end in range(own.shape[1] if larger.any() else 0, _MONTHS - 1, -_MONTHS):
        changes = [_beside_all(counts[larger, end - _MONTHS : end]) for counts in (own, others)]
        slopes = np.array([_slope(*pair) for pair in zip(*changes, strict=True)])
        moves[larger] |= (slopes[:, 0] >= _SLOPE) & (slopes[:, 1] <= _KNOWN_OF_ONE)
        slope, error = _slope(*(part.ravel() for part in changes))
        if np.count_nonzero(larger) >= _AREAS and slope >= _SLOPE and error <= _KNOWN:
            moves[larger] = True
    return moves


def _beside_all(counts: Counts) -> Counts:
    """Changes from month to month, less what the areas' month together makes usual."""
    counts = np.minimum(counts, _OUTLIER * np.median(counts, axis=1, keepdims=True) + _SCATTER)
    course = counts.sum(axis=0) / max(counts.sum(), 1)
    return np.diff(counts - counts.sum(axis=1, keepdims=True) * course, axis=1)


def _slope(own: Counts, others: Counts) -> tuple[float, float]:
    """The slope of one series over another, and its standard error."""
    squares = float((others**2).sum())
    if squares == 0:
        return 0.0, np.inf
    slope = float((own * others).sum()) / squares
    return slope, float(np.sqrt(((own - slope * others) ** 2).sum() / len(own) / squares))


def _fits(odds: Counts | float, usual: Counts | float) -> Mask:
    """Whether a share is far from the usual one, and is what the total in its place would have."""
    share = 1 / (1 + np.exp(-np.asarray(odds)))
    without = np.clip(2 - 1 / share, 1e-9, 1 - 1e-9)
    implied = np.log(without / (1 - without))
    return np.asarray((odds - usual >= _MOVED) & (np.abs(implied - usual) <= _FITS))


def _outside(odds: Counts, all_odds: Counts) -> Mask:
    """Whether an area's share is far outside of what the areas have; none is where they are few."""
    spread = _NORMAL * np.median(np.abs(all_odds - np.median(all_odds)))
    far = odds - np.median(all_odds) >= _DEVIATIONS * spread
    return far if len(all_odds) >= _AREAS else np.zeros(len(odds), dtype=np.bool_)
