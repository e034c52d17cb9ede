"""What stands in a file twice: one category under two names, or one borough's counts under another's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from cspxl.facts import boroughs, one_category
from cspxl.sources.doubts import Doubt
from cspxl.sources.mps import BoroughFile
from cspxl.sources.plausible import is_impossible

if TYPE_CHECKING:
    from cspxl.sources.counting import Counted

# A renamed category may have both of its names in a month, but then one of them for a stray offence: 1 of 142 in the
# release of 2024. A choice: below this share of both together it is one.
_STRAY: Final = 0.05
# In the files two boroughs have the same count of ten or more in 1.4 of 100 categories and months, and at most in a
# quarter of those of one month.
_MANY: Final = 10
_ENOUGH: Final = 8


def twins(file: BoroughFile, counted: Sequence[Counted]) -> Iterator[Doubt]:
    """Categories that are counted under two names in the same months, and boroughs with the counts of another."""
    yield from _two_names(file, counted)
    yield from _copies(file)


def _two_names(file: BoroughFile, counted: Sequence[Counted]) -> Iterator[Doubt]:
    heading = "one category under two names in the same months, so not available"
    for one, two in combinations(range(len(file.labels)), 2):
        label, other = file.labels[one], file.labels[two]
        if not one_category(label, other):
            continue
        counts = file.counts[:, [one, two]]
        both = (counts > 0).all(axis=1)
        lesser, together = (np.where(both, part, 0).sum(axis=1) for part in (counts.min(axis=1), counts.sum(axis=1)))
        twice = np.array([is_impossible(n) for n in lesser]) & (lesser >= _STRAY * together)
        if (where := both & twice[:, None]).any():
            keys = frozenset(item.indicator.key for item in counted if item.indicator.counts(*label))
            name = f"{label[1]} and {other[1]}"
            yield Doubt(heading, name, f"{name.capitalize()} are one category, counted twice", keys, where)


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
