"""Crimes that stand in the files of two months: a file that was given another month, or a month inside another.

A crime is recorded once, so that its ID stands in one month. Of both months nobody knows which the crimes are of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

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
    names = list(tally.places)
    for files in tally.crimes.values():
        of_place, in_place = _counted(files)
        of_area, in_area = (_of_areas(counts, names) for counts in (of_place, in_place))
        whole = {area for area, n in in_area.items() if n >= max(_FEW, _OF_AREA * of_area[area])}
        for (month, at), n in in_place.items():
            authority, kind = names[at]
            if (month, authority) not in whole and n >= max(_FEW, _OF_TYPE * of_place[month, at]):
                keys = _keys(kind, n / of_area[month, authority])
                yield Doubt(_HEADING, ", ".join(sorted(keys)), _WHY, keys, _where(month, authority, areas, months))
        wheres = [_where(*place, areas, months) for place in sorted(whole)]
        if wheres:
            yield Doubt(_HEADING, "", _WHY, None, np.any(wheres, axis=0))


def _of_areas(counts: Counter[tuple[int, int]], names: Sequence[tuple[str, str]]) -> Counter[tuple[int, str]]:
    found: Counter[tuple[int, str]] = Counter()
    for (month, at), n in counts.items():
        found[month, names[at][0]] += n
    return found


def _counted(files: Sequence[Crimes]) -> tuple[Counter[tuple[int, int]], Counter[tuple[int, int]]]:
    """The crimes of each month and place, and those of them that stand in another month too."""
    places = np.concatenate([file.places for file in files])
    hashes = np.concatenate([file.hashes for file in files])
    months = np.repeat([file.month for file in files], [len(file.hashes) for file in files])
    _, which = np.unique(hashes, return_inverse=True)
    first, last = np.full(len(hashes), np.iinfo(np.int64).max), np.zeros(len(hashes), dtype=np.int64)
    np.minimum.at(first, which, months)
    np.maximum.at(last, which, months)
    again = (first != last)[which]
    return _tally(months, places), _tally(months[again], places[again])


def _tally(months: NDArray[np.int64], places: NDArray[np.int64]) -> Counter[tuple[int, int]]:
    pairs, counts = np.unique(np.stack([months, places], axis=1), axis=0, return_counts=True)
    return Counter({(month, place): n for (month, place), n in zip(pairs.tolist(), counts.tolist(), strict=True)})


def _keys(name: str, share: float) -> frozenset[str]:
    """The figures of a type, and all crime where it is a large part of that."""
    kind = known_type(name)
    keys = {kind.key} if kind else set()
    if (kind is None or kind.is_crime) and share >= LARGE:
        keys.add(all_crime().key)
    return frozenset(keys)


def _where(month: int, name: str, areas: Sequence[str], months: range) -> Mask:
    authority = known_authority(name)
    whose = list(authority.areas) if authority else []
    return np.asarray(np.isin(areas, whose)[:, None] & (np.array(months) == month))
