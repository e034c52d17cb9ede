"""What stands in a file twice: one category under two names, or one borough's counts under another's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

import numpy as np

from cspxl.facts import Classification, boroughs, classifications
from cspxl.sources.counted import Counted
from cspxl.sources.doubts import Doubt
from cspxl.sources.mps import BoroughFile
from cspxl.sources.plausible import is_impossible
from cspxl.sources.text import listed

# A renamed category may have both of its names in a month, but then one of them for a stray offence: 1 of 142 in the
# release of 2024. A choice: below this share of both together it is one.
_STRAY: Final = 0.05
# In the files two boroughs have the same count of ten or more in 1.4 of 100 categories and months, and at most in a
# quarter of those of one month.
_MANY: Final = 10
_ENOUGH: Final = 8


def twins(file: BoroughFile, classification: Classification, counted: Sequence[Counted]) -> Iterator[Doubt]:
    """Offences that are counted under two labels in the same months, and boroughs with the counts of another."""
    for at, others in _pairs(file, classification):
        yield from _counted_twice(file, classification, counted, at, others)
    yield from _copies(file)


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
