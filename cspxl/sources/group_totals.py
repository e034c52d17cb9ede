"""Categories that hold, as it seems, the total of their group: judged by their share of it.

A category of the share s of its group that is given the group's total has the share 1 / (2 - s) afterwards. So what a
share would have been is known, and is held against the usual one: of the other areas, or, where all are alike, of
London. Where s is large already the two are too near to be told apart.
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
        if where.any() and keys:
            heading = "categories that seem to be the total of their group"
            why = f"{label[1].capitalize()} seems to be the total of its group"
            months = np.ones(file.counts.shape[2], dtype=np.bool_)
            yield Doubt(heading, label[1], why, keys, where[:, None] & months, "note")


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
