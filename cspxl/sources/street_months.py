"""Crimes that stand in the files of two months: a file that was given another month, or a month inside another.

A crime is recorded once, so that its ID stands in one month. Of both months nobody knows which the crimes are of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from cspxl.facts.street import all_crime
from cspxl.sources.doubts import LARGE, Doubt
from cspxl.sources.plausible import Mask
from cspxl.sources.street_tally import Crimes, Tally, known_authority, known_type

# Of the IDs that are kept: shares of an area's month, and of a type in it, and how many at least. The real months at
# hand, February and April 2017, have none; choices, as for rows that stand in a file twice.
_OF_AREA: Final = 0.10
_OF_TYPE: Final = 0.25
_FEW: Final = 3

_HEADING: Final = "crimes that stand in the files of two months, so not available in either"
_WHY: Final = "crimes of the month stand in the file of another month too, by their Crime IDs"


def in_two_months(tally: Tally, areas: Sequence[str], months: range) -> Iterator[Doubt]:
    """What is in doubt, in all of the months that have the crimes."""
    yield from (doubt for doubt in _doubts(tally, areas, months) if doubt.where.any() and doubt.keys != frozenset())


def _doubts(tally: Tally, areas: Sequence[str], months: range) -> Iterator[Doubt]:
    for groups in tally.crimes.values():
        shared = _shared(groups)
        of_area, in_area = (Counter[tuple[str, int]]() for _ in range(2))
        for group, n in zip(groups, shared, strict=True):
            of_area[group.authority, group.month] += len(group.hashes)
            in_area[group.authority, group.month] += n
        whole = {place for place, n in in_area.items() if n >= max(_FEW, _OF_AREA * of_area[place])}
        for group, n in zip(groups, shared, strict=True):
            place = (group.authority, group.month)
            if place not in whole and n >= max(_FEW, _OF_TYPE * len(group.hashes)):
                keys = _keys(group, n / of_area[place])
                yield Doubt(_HEADING, ", ".join(sorted(keys)), _WHY, keys, _where(*place, areas, months))
        wheres = [_where(authority, month, areas, months) for authority, month in sorted(whole)]
        if wheres:
            yield Doubt(_HEADING, "", _WHY, None, np.any(wheres, axis=0))


def _shared(groups: Sequence[Crimes]) -> Sequence[int]:
    """How many of each group's crimes stand in another month too."""
    which = np.repeat(np.arange(len(groups)), [len(group.hashes) for group in groups])
    hashes = np.concatenate([group.hashes for group in groups])
    order = np.argsort(hashes, kind="stable")
    which, hashes = which[order], hashes[order]
    months = np.array([group.month for group in groups])[which]
    heads = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]]))
    differs = np.minimum.reduceat(months, heads) != np.maximum.reduceat(months, heads)
    again = np.repeat(differs, np.diff(np.append(heads, len(hashes))))
    return [int(n) for n in np.bincount(which[again], minlength=len(groups))]


def _keys(group: Crimes, share: float) -> frozenset[str]:
    """The figures of a type, and all crime where it is a large part of that."""
    kind = known_type(group.kind)
    keys = {kind.key} if kind else set()
    if (kind is None or kind.is_crime) and share >= LARGE:
        keys.add(all_crime().key)
    return frozenset(keys)


def _where(name: str, month: int, areas: Sequence[str], months: range) -> Mask:
    authority = known_authority(name)
    whose = list(authority.areas) if authority else []
    return np.asarray(np.isin(areas, whose)[:, None] & (np.array(months) == month))
