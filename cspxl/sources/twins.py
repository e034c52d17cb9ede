"""What stands in a file twice: one category under two names, or one borough's counts under another's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

import numpy as np

from cspxl.facts import Classification, boroughs, classifications
from cspxl.sources.counted import Counted
from cspxl.sources.doubts import LARGE, Doubt
from cspxl.sources.mps import BoroughFile, Label
from cspxl.sources.plausible import Mask, is_impossible
from cspxl.sources.repeats import surprise
from cspxl.sources.spans import runs
from cspxl.sources.text import listed

# A renamed category may have both of its names in a month, but then one of them for a stray offence: 1 of 142 in the
# release of 2024. A choice: below this share of both together it is one.
_STRAY: Final = 0.05
# In the files two boroughs have the same count of ten or more in 1.4 of 100 categories and months, and at most in a
# quarter of those of one month.
_MANY: Final = 10
_ENOUGH: Final = 8
_NO_CHANCE: Final = 25.0  # the logarithm of 1 in 70 billion; a release has some 4 million pairs of rows and months


def twins(file: BoroughFile, classification: Classification, counted: Sequence[Counted]) -> Iterator[Doubt]:
    """Offences that are counted under two labels in the same months, and boroughs with the counts of another."""
    for at, others in _pairs(file, classification):
        yield from _counted_twice(file, classification, counted, at, others)
    copies = [*_copies(file)]
    yield from copies
    yield from _copied_rows(file, counted, np.any([doubt.where for doubt in copies], axis=0) if copies else None)


def _pairs(file: BoroughFile, classification: Classification) -> Iterator[tuple[int, Sequence[int]]]:
    """Labels, by their places, each with those that hold the same offences or some of them.

    A label of another release is the new name of one that the file lacks, or stands beside it: a whole beside its
    parts, a part beside its whole. What no label of the file's own release corresponds to stands beside all of them.
    """
    known = {minor for item in classifications() for _, minor in item.labels}
    own = [at for at, label in enumerate(file.labels) if label in classification.labels]
    for at, label in enumerate(file.labels):
        others = [other for other in own if other != at and classification.same_offences(label, file.labels[other])]
        if at in own:
            yield from ((at, [other]) for other in others if other > at)
        elif label[1] in known and (others or not classification.has_offences_of(label)):
            yield at, others


def _counted_twice(
    file: BoroughFile, classification: Classification, counted: Sequence[Counted], at: int, others: Sequence[int]
) -> Iterator[Doubt]:
    """A doubt where an area has counts of a label and of the others, from the first such month to the last."""
    counts = np.nan_to_num(file.counts)
    these = counts[:, at]
    those = counts[:, others].sum(axis=1) if others else these
    both = (these > 0) & (those > 0)
    lesser, together = (np.where(both, part, 0).sum(axis=1) for part in (np.minimum(these, those), these + those))
    beside = (lesser > 0) & (lesser >= _STRAY * together)
    where = np.zeros(both.shape, dtype=np.bool_)
    for area in np.flatnonzero(beside & is_impossible(lesser[beside].sum())).tolist():
        months = np.flatnonzero(both[area])
        where[area, months[0] : months[-1] + 1] = True
    if not where.any():
        return
    labels = [file.labels[place] for place in (at, *others)]
    name = listed([minor for _, minor in labels])
    heading, why = "one category under two names in the same months", "are one category, counted twice"
    if labels[0] not in classification.labels:
        heading = "a label of another release beside those of the same offences"
        why = "are of two releases, and hold the same offences" if others else "is of another release"
    keys = frozenset(item.indicator.key for item in counted if any(item.indicator.counts(*label) for label in labels))
    yield Doubt(f"{heading}, so not available", name, f"{name.capitalize()} {why}", keys, where)


def _copies(file: BoroughFile) -> Iterator[Doubt]:
    """Notices of boroughs that have the same counts: one is a copy of the other; the file does not say which."""
    heading = "the same counts as another borough in every category that is not rare, so not available"
    inside = [at for at, area in enumerate(file.areas) if area in boroughs()]
    for one, two in combinations(inside, 2):
        counts = np.nan_to_num(file.counts[[one, two]])
        many = counts.max(axis=0) >= _MANY
        same = (~many | (counts[0] == counts[1])).all(axis=0) & (many.sum(axis=0) >= _ENOUGH)
        if same.any():
            where = np.zeros((len(file.areas), len(same)), dtype=np.bool_)
            where[[one, two]] = same
            name = f"{file.areas[one]} and {file.areas[two]}"
            yield Doubt(heading, "", f"{name} have the same counts", None, where)


def _copied_rows(file: BoroughFile, counted: Sequence[Counted], whole: Mask | None) -> Iterator[Doubt]:
    """Doubts of boroughs that have the same counts of a category for months on end, where they are not copies whole."""
    inside = [at for at, area in enumerate(file.areas) if area in boroughs()]
    counts = np.nan_to_num(file.counts[inside])
    if whole is not None:
        counts[np.broadcast_to(whole[inside][:, None], counts.shape)] = 0
    for label, of_label in zip(file.labels, counts.swapaxes(0, 1), strict=True):
        same = (of_label[:, None] == of_label[None]) & (of_label > 0)[:, None]
        chance = np.where(same, surprise(of_label)[:, None], 0).sum(axis=2)
        for one, two in np.argwhere(np.triu(chance, 1) >= _NO_CHANCE).tolist():
            where = np.zeros((len(file.areas), len(file.counts[0, 0])), dtype=np.bool_)
            for first, last in runs(np.flatnonzero(same[one, two]).tolist()):
                if surprise(of_label[one, first : last + 1]).sum() >= _NO_CHANCE:
                    where[[[inside[one]], [inside[two]]], np.arange(first, last + 1)] = True
            if where.any():
                name = f"{file.areas[inside[one]]} and {file.areas[inside[two]]}"
                why = f"{name} have the same counts of {label[1].capitalize()}"
                yield from _by_size(label, of_label[one].sum(), inside[one], counted, where, why)


def _by_size(
    label: Label, total: float, area: int, counted: Sequence[Counted], where: Mask, why: str
) -> Iterator[Doubt]:
    """Indicators of which the category is a large part are not available; beside others it is told."""
    counting = [item for item in counted if item.indicator.counts(*label)]
    large = frozenset(item.indicator.key for item in counting if total >= LARGE * max(np.nansum(item.totals[area]), 1))
    small = frozenset(item.indicator.key for item in counting) - large
    heading = "the same counts of a category as another borough for months on end"
    if large:
        yield Doubt(f"{heading}, so not available", label[1], why, large, where)
    if small:
        yield Doubt(f"{heading}, a small part of the indicator", label[1], why, small, where, "note")
