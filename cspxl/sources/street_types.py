"""Crime types that a force's files lack though it should have them: renamed, gone, or filtered out.

They are judged by the force's other months, and by the share that the type has of every force's rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cspxl.facts.street import CrimeType, all_crime, crime_types
from cspxl.sources.plausible import Counts, Mask, gaps, is_impossible, is_missing
from cspxl.sources.spans import runs
from cspxl.sources.street_tally import Tally, is_territorial

_SEVERAL: Final = 3  # types; a choice: no real file but a part of one lacks any


@dataclass(frozen=True)
class Lacking:
    """An indicator of which a force's files have no usable count in some months (indexes), and why."""

    force: str
    key: str
    months: Sequence[int]
    why: str


def lacking(tally: Tally, months: range) -> Iterator[Lacking]:
    """What every territorial force lacks, the total of all crime too where a part of it does."""
    for force in sorted(filter(is_territorial, tally.rows)):
        own = [month for month in months if month in tally.months_of(force)]
        absent = _absent(tally, force, own)
        for key, when in absent.items():
            if when:
                yield Lacking(force, key, when, "no row of the type in the files of the force")
        if incomplete := [month for month in own if _is_incomplete(tally, force, month, absent)]:
            yield Lacking(force, all_crime().key, incomplete, "no row of a type that it takes in")


def _keys() -> Mapping[str, Sequence[CrimeType]]:
    """The indicators, each with the types that it counts."""
    found: dict[str, list[CrimeType]] = {}
    for kind in crime_types().values():
        found.setdefault(kind.key, []).append(kind)
    return found


def _absent(tally: Tally, force: str, own: Sequence[int]) -> Mapping[str, Sequence[int]]:
    """The months of the force's own files that lack each indicator's type.

    A file that lacks several is not whole: none of its zeros stands.
    """
    n_rows = np.array([tally.rows[force][month] for month in own], dtype=np.float64)
    zeros, found = {}, {}
    for key, kinds in _keys().items():
        least = [max((k.least_per_thousand for k in kinds if k.covers(month)), default=np.nan) for month in own]
        counts = np.where(np.isnan(least), np.nan, [tally.of_type[force, key, month] for month in own])
        zeros[key] = counts == 0
        found[key] = gaps(counts) | _unlikely(counts, np.array(least) / 1000, n_rows)
    several = np.sum(list(found.values()), axis=0) >= _SEVERAL
    return {key: [own[at] for at in np.flatnonzero(found[key] | (zeros[key] & several)).tolist()] for key in found}


def _unlikely(counts: Counts, least: Counts, n_rows: Counts) -> Mask:
    """Months without a row of a type, though by its share of the force's rows, else of any force's, it has many."""
    found = np.zeros(counts.shape, dtype=np.bool_)
    has = counts > 0
    shares = np.full(counts.shape, counts[has].sum() / n_rows[has].sum()) if has.any() else least
    for first, last in runs(np.flatnonzero(counts == 0).tolist()):
        span = slice(first, last + 1)
        expected = float((shares * n_rows)[span].sum())
        found[span] = is_impossible(expected) if has.any() else is_missing(expected, last - first + 1)
    return found


def _is_incomplete(tally: Tally, force: str, month: int, absent: Mapping[str, Sequence[int]]) -> bool:
    """Whether a crime is missing from all crime; or rows of an unknown name in it may be the incidents that are."""
    crimes = {kind.key for kind in crime_types().values() if kind.is_crime}
    gone = {key for key, months in absent.items() if month in months}
    return bool(gone & crimes) or bool(gone and tally.of_type[force, all_crime().key, month])
