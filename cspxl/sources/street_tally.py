"""What the counts of street files add up to: crimes of each area, type and month, and rows that belong to no area."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cspxl.errors import InputError
from cspxl.facts import same_name
from cspxl.facts.street import Authority, CrimeType, all_crime, authorities, crime_types, forces
from cspxl.names import is_altered, plain
from cspxl.sources.street_files import StreetFile
from cspxl.sources.street_repeats import Repeated, repeated_parts
from cspxl.sources.street_scan import FileCounts, GroupCount

_MOST_NAMES: Final = 10_000  # beyond so many, all others are one
_OTHERS: Final = "other names"
_STRAYS: Final = 0.25  # of a file's rows in other forces' areas; the City of London's have 6%, others 2%
_MANY_STRAYS: Final = 20


class Crimes(NamedTuple):
    """Hashes of some of the Crime IDs of a month, and the number of the authority and type of each (``places``)."""

    month: int
    hashes: NDArray[np.uint64]
    places: NDArray[np.int64]


@dataclass(frozen=True)
class Tally:
    """The running totals of street files.

    ``counts`` are crimes by area, indicator and month; a type that no list knows counts for the total alone, which has
    nothing else here. ``alike`` are rows that repeat another, with a Crime ID and without, of all crime too. ``rows``,
    ``placed`` and ``strays`` are rows by force and month: of its own file, those of them in its own areas, and of its
    areas in the files of other forces. ``of_type`` are rows of a force's own file by force, indicator and month.
    ``whole_named`` has each month in which rows name the whole of several partnerships. ``no_location`` and
    ``unknown_names`` are rows that are in no area's figures, by force, month and name. ``repeats`` are rows with a
    Crime ID that repeat another and are counted, ``repeated`` the parts of files that stand there more than once, both
    by force and month. ``without_id`` are rows without a Crime ID that are like others, by force and month.
    ``altered`` are rows of known names that are written with look-alike letters or signs that do not show. ``crimes``
    are some of the Crime IDs by force, ``places`` the numbers of authorities and types.
    """

    counts: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    alike: Counter[tuple[str, str, int, bool]] = field(default_factory=Counter)
    rows: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    placed: Counter[tuple[str, int]] = field(default_factory=Counter)
    strays: Counter[tuple[str, int]] = field(default_factory=Counter)
    of_type: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    whole_named: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    no_location: Counter[tuple[str, int]] = field(default_factory=Counter)
    unknown_names: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    unknown_types: Counter[str] = field(default_factory=Counter)
    repeats: Counter[tuple[str, int]] = field(default_factory=Counter)
    repeated: dict[tuple[str, int], Sequence[Repeated]] = field(default_factory=dict)
    without_id: Counter[tuple[str, int]] = field(default_factory=Counter)
    altered: Counter[str] = field(default_factory=Counter)
    crimes: dict[str, list[Crimes]] = field(default_factory=lambda: defaultdict(list))
    places: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, found: FileCounts) -> None:
        """Add a file's counts. Of a force without partnerships only the number of rows is kept.

        Raises InputError: a file with the rows of another force.
        """
        file = found.file
        self.rows[file.force][file.month] = found.n_rows
        if not is_territorial(file.force):
            return
        _check_force(found)
        self._keep_crimes(found)
        parts = repeated_parts(found)
        if parts:
            self.repeated[file.force, file.month] = parts
        for group in found.counts:
            inside = [part for part in parts if part.has(group)]
            if group.extra and not inside:
                self._note_alike(found.file, group)
            once = group.has_id and any(part.once for part in inside)
            n = group.n_unlike if once else group.n
            crime = known_type(group.kind)
            self._note_altered(group, known=(known_authority(group.authority) is not None, crime is not None))
            self.of_type[file.force, crime.key if crime else all_crime().key, file.month] += n
            if not group.authority:
                self.no_location[file.force, file.month] += n
            elif authority := known_authority(group.authority):
                self._count(authority, group.kind, file.month, n)
                own = authority.force == file.force
                (self.placed if own else self.strays)[authority.force, file.month] += n
            else:
                self._count_unknown(file, group.authority, n)

    def _keep_crimes(self, found: FileCounts) -> None:
        """Keep the Crime IDs that are looked for in other months, each with its area and type."""
        places = np.full(len(found.counts), -1)
        for at in np.unique(found.groups).tolist():
            group = found.counts[at]
            if known_authority(group.authority) and (known_type(group.kind) or len(self.places) < _MOST_NAMES):
                places[at] = self.places.setdefault((group.authority, group.kind), len(self.places))
        which = places[found.groups]
        kept = which >= 0
        self.crimes[found.file.force].append(Crimes(found.file.month, found.crimes[kept], which[kept]))

    def _note_altered(self, group: GroupCount, known: tuple[bool, bool]) -> None:
        """Keep how many rows have names that are known, and written otherwise."""
        for name, is_known in zip((group.authority, group.kind), known, strict=True):
            if is_known and _is_altered(name) and (name in self.altered or len(self.altered) < _MOST_NAMES):
                self.altered[name] += group.n

    def _note_alike(self, file: StreetFile, group: GroupCount) -> None:
        """Keep how many rows repeat another, in no repeated part of the file."""
        if group.has_id:
            self.repeats[file.force, file.month] += group.extra
        elif group.authority:  # what has no place either is all alike
            self.without_id[file.force, file.month] += group.extra
        authority, crime = known_authority(group.authority), known_type(group.kind)
        if authority and crime:
            for area in authority.areas:
                for key in {crime.key, all_crime().key} if crime.is_crime else {crime.key}:
                    self.alike[area, key, file.month, group.has_id] += group.extra

    def _count(self, authority: Authority, kind: str, month: int, n: int) -> None:
        if crime := known_type(kind):
            key = crime.key
        else:
            key = all_crime().key
            name = kind if kind in self.unknown_types or len(self.unknown_types) < _MOST_NAMES else _OTHERS
            self.unknown_types[name] += n
        for area in authority.areas:
            self.counts[area, key, month] += n
        if authority.name == authority.whole:
            self.whole_named[authority.whole].add(month)

    def _count_unknown(self, file: StreetFile, name: str, n: int) -> None:
        key = (file.force, file.month, name)
        if key not in self.unknown_names and len(self.unknown_names) >= _MOST_NAMES:
            key = (file.force, file.month, _OTHERS)
        self.unknown_names[key] += n

    def count(self, area: str, key: str, month: int) -> int:
        """The count of an area's month, of all crime too."""
        crimes = {kind.key for kind in crime_types().values() if kind.is_crime} if key == all_crime().key else set()
        return sum(self.counts[area, each, month] for each in {key, *crimes})

    def months_of(self, force: str) -> frozenset[int]:
        """The months for which the force has a file with rows in its areas."""
        return frozenset(month for month in self.rows.get(force, {}) if self.placed[force, month])

    def elsewhere(self) -> Counter[str]:
        """Rows of areas whose own force has no file for the month, by that force: they are in no figure."""
        lost: Counter[str] = Counter()
        for (force, month), n in self.strays.items():
            if month not in self.months_of(force):
                lost[force] += n
        return lost


def is_territorial(force: str) -> bool:
    """Whether partnerships lie in the force's area."""
    return force in forces() and forces()[force].has_partnerships


def _check_force(found: FileCounts) -> None:
    """Raise InputError where many of the file's rows lie in other forces' areas."""
    force = found.file.force
    by_force: Counter[str] = Counter()
    for group in found.counts:
        if authority := known_authority(group.authority):
            by_force[authority.force] += group.n
    strays = by_force.total() - by_force[force]
    if strays >= _MANY_STRAYS and strays > _STRAYS * by_force.total():
        other, n = max(((key, n) for key, n in by_force.items() if key != force), key=lambda item: (item[1], item[0]))
        told = f"{n:,} of its {by_force.total():,} rows with a place are in areas of {forces()[other].name}"
        raise InputError(f"{found.file.name}: {told}; is it that force's file? fetch it again")


@lru_cache(maxsize=4096)
def known_authority(name: str) -> Authority | None:
    """The authority that LSOAs are named after, as the files write it; None where no list knows it."""
    return authorities().get(same_name(name.replace("`", "'").replace("’", "'")))


@lru_cache(maxsize=8192)
def _is_altered(name: str) -> bool:
    return is_altered(plain(name))


@lru_cache(maxsize=1024)
def known_type(kind: str) -> CrimeType | None:
    """The crime type that the files write so; None where no list knows it."""
    return crime_types().get(same_name(kind))
