"""What the counts of street files add up to: crimes of each area, type and month, and rows that belong to no area."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cspxl.facts import same_name
from cspxl.facts.street import Authority, CrimeType, all_crime, authorities, crime_types, forces
from cspxl.sources.street_scan import FileCounts, GroupCount

_MOST_NAMES: Final = 10_000


# Real files repeat up to 1.6% of their rows with a Crime ID (North Yorkshire, 2024), and without these the figures are
# further from the police's own. A file with more than this share stands there twice, in whole or in part.
_REPEATED: Final = 0.05
_MANY_ALIKE: Final = 5  # of an authority's month and type; real files have 4 at most, nearly always


@dataclass(frozen=True)
class Tally:
    """The running totals of street files.

    ``counts`` are crimes by area, indicator and month; a type that no list knows counts for the total alone, which has
    nothing else here. ``alike`` are those of its rows that repeat another, where they are many. ``rows`` and ``strays``
    are rows by force and month: of its own file, and of its areas in the files of other forces. ``of_type`` are rows of
    a force's own file by force, indicator and month. ``whole_named`` has each month in which rows name the whole of
    several partnerships. ``repeats`` are rows with a Crime ID that repeat another, by force and month; in ``repeated``
    are those of files in which each such row is counted once. ``without_id`` are rows without one that are like others.
    """

    counts: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    alike: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    rows: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    strays: Counter[tuple[str, int]] = field(default_factory=Counter)
    of_type: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    whole_named: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    no_location: Counter[str] = field(default_factory=Counter)
    unknown_names: Counter[str] = field(default_factory=Counter)
    unknown_types: Counter[str] = field(default_factory=Counter)
    repeats: Counter[tuple[str, int]] = field(default_factory=Counter)
    repeated: set[tuple[str, int]] = field(default_factory=set)
    without_id: Counter[str] = field(default_factory=Counter)

    def add(self, found: FileCounts) -> None:
        """Add a file's counts. Of a force without partnerships only the number of rows is kept."""
        file = found.file
        self.rows[file.force][file.month] = found.n_rows
        if not is_territorial(file.force):
            return
        once = self._note_repeats(found)
        for group in found.counts:
            n = group.n_unlike if once and group.with_id else group.n
            crime = _crime_type(group.kind)
            self.of_type[file.force, crime.key if crime else all_crime().key, file.month] += n
            if not group.authority:
                self.no_location[file.force] += n
            elif authority := _authority(group.authority):
                self._count(authority, group.kind, file.month, n)
                self._note_alike(authority, group, file.month)
                if authority.force != file.force:
                    self.strays[authority.force, file.month] += n
            else:
                _count_name(self.unknown_names, group.authority, n)

    def _note_repeats(self, found: FileCounts) -> bool:
        """Keep the number of rows that repeat another; whether those with a Crime ID are to be counted once."""
        of_file = found.file.force, found.file.month
        crimes = [group for group in found.counts if group.with_id]
        if extra := sum(group.n - group.n_unlike for group in crimes):
            self.repeats[of_file] = extra
        if without := sum(group.n - group.n_unlike for group in found.counts if not group.with_id):
            self.without_id[found.file.force] += without
        once = extra > _REPEATED * sum(group.n for group in crimes)
        if once:
            self.repeated.add(of_file)
        return once

    def _note_alike(self, authority: Authority, group: GroupCount, month: int) -> None:
        """Keep how many rows of a month and type repeat another, if it is a part of their number that matters."""
        extra, crime = group.n - group.n_unlike, _crime_type(group.kind)
        if crime and group.with_id and extra >= _MANY_ALIKE and extra > _REPEATED * group.n:
            for area in authority.areas:
                self.alike[area, crime.key, month] += extra

    def _count(self, authority: Authority, kind: str, month: int, n: int) -> None:
        if crime := _crime_type(kind):
            key = crime.key
        else:
            key = all_crime().key
            _count_name(self.unknown_types, kind, n)
        for area in authority.areas:
            self.counts[area, key, month] += n
        if authority.name == authority.whole:
            self.whole_named[authority.whole].add(month)

    def months_of(self, force: str) -> frozenset[int]:
        """The months for which the force has a file with rows."""
        return frozenset(month for month, n in self.rows.get(force, {}).items() if n)

    def elsewhere(self) -> Counter[str]:
        """Rows of areas whose own force has no file for the month, by that force: they are in no figure."""
        lost: Counter[str] = Counter()
        for (force, month), n in self.strays.items():
            if month not in self.months_of(force):
                lost[force] += n
        return lost


def _count_name(counted: Counter[str], name: str, n: int) -> None:
    """Count a name that no list knows; beyond so many, all others are one."""
    counted[name if name in counted or len(counted) < _MOST_NAMES else "other names"] += n


def is_territorial(force: str) -> bool:
    """Whether partnerships lie in the force's area."""
    return force in forces() and forces()[force].has_partnerships


@lru_cache(maxsize=4096)
def _authority(name: str) -> Authority | None:
    return authorities().get(same_name(name.replace("`", "'").replace("’", "'")))


@lru_cache(maxsize=1024)
def _crime_type(kind: str) -> CrimeType | None:
    return crime_types().get(same_name(kind))
