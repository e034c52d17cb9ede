"""Stretches of months that no chance gives: counts on a straight line, and counts that stand in two places.

Two counts of which n are usual are the same by chance once in the square root of 4 pi n times (``surprise``), and so
is a count the one that a line foretells: the odds against a stretch are its months' together. In the borough files of
2008 to 2024, the knife crime files and the burglaries of police.uk their logarithm is 14.8 at most for lines (eleven
weapons in each of seven months in Bexley, 2019), 14.7 for counts that stand in a row twice (four months of thefts of
vehicles in Redbridge, 2018 and 2019), and 18.0 for those of another row (eight months of Bromley, 2014, and Merton,
2020). Of counts below three nothing is said: they are often the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cspxl.sources.plausible import Counts
from cspxl.sources.repeats import surprise
from cspxl.sources.spans import runs

# Logarithms of odds, which are choices: one above the largest that is real, and of lines one above all but some ten.
# There are so many more other rows than other months of a row that they take fifty times as much.
NO_CHANCE: Final = 17.0
HARDLY: Final = 13.5
ELSEWHERE: Final = 4.0

_FEWEST: Final = 3  # counts of a month
_SHORTEST: Final = 4  # months of a line: two are always on one, and three often
_LONGEST: Final = 24  # a longer line has shorter ones in it
_HALF: Final = 0.5 + 1e-9  # what rounding takes or gives
_BASE: Final = 0x9E3779B97F4A7C15  # odd: the powers of it tell places apart
_ROW: Final = np.uint64(0xC2B2AE3D27D4EB4F)

_Hashes: TypeAlias = NDArray[np.uint64]
_Places: TypeAlias = NDArray[np.int64]


class Line(NamedTuple):
    """Months of a row that are on a straight line, and the logarithm of the odds against it."""

    row: int
    first: int
    last: int
    odds: float


class Copy(NamedTuple):
    """Months of a row that have the counts of as many others, of this row or of another; and the odds against it."""

    row: int
    first: int
    other_row: int
    other_first: int
    n_months: int
    odds: float


def lines(counts: Counts) -> Iterator[Line]:
    """The lines; ``counts`` are of rows by months. Counts may be rounded, as between the ends of a filled gap."""
    odds = np.concatenate([np.zeros((len(counts), 1)), np.cumsum(_odds(counts), axis=1)], axis=1)
    with np.errstate(invalid="ignore"):
        bent = ~(np.abs(np.diff(counts, 2, axis=1)) <= 1)  # also beside a month that is not known
    n_bent = np.concatenate([np.zeros((len(counts), 1)), np.cumsum(bent, axis=1)], axis=1)
    best = np.zeros(counts.shape)
    for length in range(_SHORTEST, min(_LONGEST, counts.shape[1]) + 1):
        against = odds[:, length:] - odds[:, 1 : 1 - length or None]
        straight = n_bent[:, length - 2 :] == n_bent[:, : n_bent.shape[1] - length + 2]
        places = np.argwhere(straight & (against >= HARDLY))
        for row, first in places.tolist():
            months = counts[row, first : first + length]
            apart = months - np.linspace(months[0], months[-1], length)
            if np.abs(apart).max() <= _HALF:
                on_it = best[row, first : first + length]
                np.maximum(on_it, against[row, first], out=on_it)
    for row in np.flatnonzero(best.any(axis=1)).tolist():
        for first, last in runs(np.flatnonzero(best[row]).tolist()):
            yield Line(row, first, last, float(best[row, first : last + 1].max()))


def copies(counts: Counts) -> Iterator[Copy]:
    """The counts that stand in two places, those within a row first; ``counts`` are of rows by months."""
    for within in (True, False):
        found: dict[tuple[int, int, int], set[int]] = defaultdict(set)
        for (row, first, end), (other_row, other_first, _) in _pairs(counts, within=within):
            found[row, other_row, other_first - first].update(range(first, end))
        odds = _odds(counts)
        for (row, other_row, away), months in found.items():
            for first, last in runs(sorted(months)):
                against = float(odds[row, first : last + 1].sum()) - (0 if within else ELSEWHERE)
                yield Copy(row, first, other_row, first + away, last + 1 - first, against)


_Stretch: TypeAlias = list[int]
"""A row, its first month, and the one after its last."""


def _pairs(counts: Counts, *, within: bool) -> Iterator[tuple[_Stretch, _Stretch]]:
    """Stretches with the same counts, each as short as its odds allow, so that what is the same is equally long."""
    rows, starts, ends = _shortest(counts, HARDLY if within else NO_CHANCE + ELSEWHERE)
    hashes = _hashed(counts, rows, starts, ends)
    if within:
        hashes += rows.astype(np.uint64) * _ROW
    order = np.argsort(hashes, kind="stable")
    hashes, stretches = hashes[order], np.stack([rows, starts, ends], axis=1)[order]
    for head, last in runs((np.flatnonzero(hashes[1:] == hashes[:-1]) + 1).tolist()):
        one, *others = stretches[head - 1 : last + 1].tolist()
        for other in others:
            same = np.array_equal(counts[one[0], one[1] : one[2]], counts[other[0], other[1] : other[2]])
            if same and (one[0] == other[0]) == within:
                yield one, other


def _shortest(counts: Counts, least: float) -> tuple[_Places, _Places, _Places]:
    """From each month on, the shortest stretch that has the odds: rows, first months, months after the last."""
    odds = _odds(counts)
    sums = np.concatenate([np.zeros((len(counts), 1)), np.cumsum(odds, axis=1)], axis=1)
    unknown = np.concatenate([np.zeros((len(counts), 1)), np.cumsum(np.isnan(counts), axis=1)], axis=1)
    found = []
    for row in np.flatnonzero(sums[:, -1] >= least).tolist():
        starts = np.flatnonzero(odds[row])
        ends = np.searchsorted(sums[row], sums[row, starts] + least)
        inside = ends <= counts.shape[1]
        starts, ends = starts[inside], ends[inside]
        known = unknown[row, ends] == unknown[row, starts]
        found.append((np.full(int(known.sum()), row), starts[known], ends[known]))
    if not found:
        none = np.zeros(0, dtype=np.int64)
        return none, none, none
    rows, firsts, lasts = (np.concatenate([part[at] for part in found]) for at in range(3))
    return rows, firsts, lasts


def _hashed(counts: Counts, rows: _Places, starts: _Places, ends: _Places) -> _Hashes:
    """A number for the counts of each stretch, wherever it stands."""
    n_months = counts.shape[1]
    powers = np.array([pow(_BASE, at, 1 << 64) for at in range(n_months + 1)], dtype=np.uint64)
    terms = np.ascontiguousarray(counts).view(np.uint64) * powers[:-1]
    sums = np.concatenate([np.zeros((len(counts), 1), np.uint64), np.cumsum(terms, axis=1, dtype=np.uint64)], axis=1)
    return np.asarray((sums[rows, ends] - sums[rows, starts]) * powers[n_months - starts])


def _odds(counts: Counts) -> Counts:
    return np.where(counts >= _FEWEST, surprise(np.nan_to_num(counts)), 0)
