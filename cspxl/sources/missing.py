"""Counts that are missing from a borough file: months, categories, and rows that an area should have.

What is missing is judged by the months around, and by the file's other boroughs (``plausible``). A category's counts
are those of its own row and of the rows in which its offences may stand instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from cspxl.facts import Classification
from cspxl.sources.counted import Counted
from cspxl.sources.doubts import LARGE, TINY, Doubt
from cspxl.sources.mps import BoroughFile, Label
from cspxl.sources.plausible import YEAR, Counts, Mask, collapsed, gaps, is_impossible, is_missing
from cspxl.sources.spans import runs

_LASTING: Final = 6  # months without a count that are held against the other boroughs, not the months around
SEVERAL: Final = 5  # categories, for what is told of all of them together


def missing(file: BoroughFile, classification: Classification, counted: Sequence[Counted]) -> Iterator[Doubt]:
    """What is missing, the gravest first."""
    filled = np.where(file.present[:, :, None], file.counts, 0)
    excluded = frozenset[str]().union(*(item.indicator.exclude_major for item in counted))
    totals = np.nansum(filled[:, [major not in excluded for major, _ in file.labels]], axis=1)
    nothing = np.where(_judged(file)[:, None], collapsed(totals), gaps(totals))
    if nothing.any():
        heading = "no count in any category, so not available"
        yield Doubt(heading, "", "no count in any category", None, nothing)
    strands = np.stack([_strand(file, classification, filled, label) for label in file.labels], axis=1)
    yield from _rows(file, classification, counted, strands, totals)
    yield from _months(file, counted, strands, totals, nothing)


def _judged(file: BoroughFile) -> Mask:
    return np.array([area in file.usual for area in file.areas])


def _strand(file: BoroughFile, classification: Classification, filled: Counts, label: Label) -> Counts:
    """The category's counts, areas by months, under its own name and those that may stand for it."""
    names = {label, *classification.instead(label, set(file.labels))}
    return np.asarray(filled[:, [at for at, other in enumerate(file.labels) if other in names]].sum(axis=1))


def _rows(
    file: BoroughFile,
    classification: Classification,
    counted: Sequence[Counted],
    strands: Counts,
    totals: Counts,
) -> Iterator[Doubt]:
    """Categories without a count in the whole file, for areas where they are not rare."""
    heading = "no row or count, though the category is not rare, so not available"
    by_label = {label: strands[:, at] for at, label in enumerate(file.labels)}
    for label in _lacking_everywhere(file, classification):
        by_label[label] = np.zeros(totals.shape)
    for label, strand in by_label.items():
        without = _without(file, strand, totals, classification.per_thousand.get(label, 0.0) / 1000)
        for item in counted:
            where = without & item.available[:, None]  # what has no row at all is told elsewhere
            if item.indicator.counts(*label) and where.any():
                key = frozenset({item.indicator.key})
                yield Doubt(heading, label[1], f"no row or count for {label[1].capitalize()}", key, where)


def _lacking_everywhere(file: BoroughFile, classification: Classification) -> Sequence[Label]:
    """Labels that the file has under no name at all; one that no list knows may be a new name in its group."""
    renamed = {major for major, minor in file.labels if (major, minor) not in classification.labels}
    return [
        label
        for label in sorted(classification.labels - set(file.labels))
        if label[0] not in renamed and not classification.instead(label, set(file.labels))
    ]


def _without(file: BoroughFile, strand: Counts, totals: Counts, usual_share: float) -> Mask:
    """True, areas by months, where a category is missing.

    ``usual_share`` is for a category that most other areas lack too.
    """
    where = np.zeros(strand.shape, dtype=np.bool_)
    for at in np.flatnonzero(_judged(file) & (strand == 0).all(axis=1)).tolist():
        share = _share_of_others(file, at, strand, totals) or usual_share
        where[at] = is_missing(share * totals[at].sum(), strand.shape[1])
    return where


def _lasting(file: BoroughFile, strand: Counts, totals: Counts) -> Mask:
    """Half a year or more without a count, in part of the file, of a category that the other boroughs go on having."""
    where = np.zeros(strand.shape, dtype=np.bool_)
    for at in np.flatnonzero(_judged(file) & (strand == 0).any(axis=1) & (strand > 0).any(axis=1)).tolist():
        for first, last in runs(np.flatnonzero(strand[at] == 0).tolist()):
            n_months, months = last - first + 1, slice(first, last + 1)
            if n_months >= _LASTING:
                share = _share_of_others(file, at, strand[:, months], totals[:, months])
                own = float(np.nanmean(np.delete(strand[at], months)))  # of an area that has fewer than others
                expected = min(share * totals[at, months].sum() / n_months, own) * min(n_months, YEAR)
                where[at, months] = is_impossible(expected)
    return where


def _share_of_others(file: BoroughFile, at: int, strand: Counts, totals: Counts) -> float:
    """The share that a category usually has of the other boroughs' counts; 0 where there are none."""
    others = _judged(file) & (np.arange(len(file.areas)) != at) & (totals.sum(axis=1) > 0)
    shares = np.nansum(strand[others], axis=1) / totals[others].sum(axis=1)
    return float(np.median(shares)) if len(shares) else 0.0


def _months(
    file: BoroughFile, counted: Sequence[Counted], strands: Counts, totals: Counts, nothing: Mask
) -> Iterator[Doubt]:
    """Months without a count of a category of which many are usual."""
    lasting = np.stack([_lasting(file, strands[:, at], totals) for at in range(strands.shape[1])], axis=1)
    known = ~nothing[:, None]
    short = gaps(strands) & known & _judged(file)[:, None, None]
    found, small = (short | lasting) & known, (_without_ends(short) | lasting) & known
    lost = {item.indicator.key: np.zeros(totals.shape) for item in counted}
    for at in np.flatnonzero(found.any(axis=(0, 2))).tolist():
        label = file.labels[at]
        why = f"no count of {label[1].capitalize()}"
        for item in counted:
            if not item.indicator.counts(*label):
                continue
            key = frozenset({item.indicator.key})
            share = _share(strands[:, at], item.totals)[:, None]
            if (where := found[:, at] & (share >= LARGE)).any():
                heading = "no count in months in which many are usual, so not available"
                yield Doubt(heading, label[1], why, key, where)
            if (where := small[:, at] & (share >= TINY) & (share < LARGE)).any():
                heading = "no count of a small category in months in which many are usual"
                yield Doubt(heading, label[1], why, key, where, "incomplete")
            lost[item.indicator.key] += small[:, at] * np.where(share < TINY, share, 0)
    for indicator, share in lost.items():
        if (where := share >= TINY).any():
            heading = "no count of several small categories in months in which many are usual"
            why = "no count of several small categories"
            yield Doubt(heading, indicator, why, frozenset({indicator}), where, "incomplete")


def _share(strand: Counts, totals: Counts) -> Counts:
    """The category's share of the indicator in each area, in the months that have it."""
    has = (strand > 0) & ~np.isnan(totals)
    parts, wholes = (np.where(has, counts, 0).sum(axis=1) for counts in (strand, totals))
    return np.asarray(np.divide(parts, wholes, out=np.zeros_like(parts), where=wholes > 0))


def _without_ends(found: Mask) -> Mask:
    """Gaps of less than a year: a small category that has ended is another matter."""
    short = found.copy()
    for row in short.reshape(-1, short.shape[-1]):
        for first, last in runs(np.flatnonzero(row).tolist()):
            if last - first + 1 >= YEAR:
                row[first : last + 1] = False
    return short
