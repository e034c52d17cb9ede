"""What the counts of street files add up to: crimes of each area, type and month, and rows that belong to no area."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cspxl.facts import same_name
from cspxl.facts.street import Authority, CrimeType, all_crime, authorities, crime_types, forces
from cspxl.sources.street_scan import FileCounts

_MOST_NAMES: Final = 10_000


@dataclass(frozen=True)
class Tally:
    """The running totals of street files.

    ``counts`` are crimes by area, indicator and month; a type that no list knows counts for the total alone, which has
    nothing else here. ``rows`` and ``strays`` are rows by force and month: of its own file, and of its areas in the
    files of other forces. ``whole_named`` has each month in which rows name the whole of several partnerships.
    """

    counts: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    rows: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    strays: Counter[tuple[str, int]] = field(default_factory=Counter)
    whole_named: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    no_location: Counter[str] = field(default_factory=Counter)
    unknown_names: Counter[str] = field(default_factory=Counter)
    unknown_types: Counter[str] = field(default_factory=Counter)

    def add(self, found: FileCounts) -> None:
        """Add a file's counts. Of a force without partnerships only the number of rows is kept."""
        file = found.file
        self.rows[file.force][file.month] = found.n_rows
        if not is_territorial(file.force):
            return
        for name, kind, n in found.counts:
            if not name:
                self.no_location[file.force] += n
            elif authority := _authority(name):
                self._count(authority, kind, file.month, n)
                if authority.force != file.force:
                    self.strays[authority.force, file.month] += n
            else:
                _count_name(self.unknown_names, name, n)

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
