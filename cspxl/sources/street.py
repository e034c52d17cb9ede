"""Street files of police.uk, any number of them, as one table: crimes of each partnership, month and type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cspxl.errors import InputError
from cspxl.facts.street import (
    all_crime,
    crime_types,
    force_of_area,
    is_published,
    parts_of_wholes,
    street_classification,
    street_indicators,
    street_wholes,
)
from cspxl.sources.doubts import leave_out, told
from cspxl.sources.series import SeriesTable, SourceFile, tidy_frame
from cspxl.sources.street_doubts import street_doubts
from cspxl.sources.street_files import StreetFile, find_street_files, sha256_of
from cspxl.sources.street_levels import area_levels, few_rows
from cspxl.sources.street_notices import notices
from cspxl.sources.street_scan import count_street_files
from cspxl.sources.street_steps import street_steps
from cspxl.sources.street_tally import Tally
from cspxl.sources.street_types import Lacking, lacking
from cspxl.sources.wholes import Wholes, with_wholes


def read_street(paths: Sequence[Path]) -> SeriesTable:
    """The street files that the paths name as one table; nothing is held in memory but counts.

    A path is a folder of the police.uk archive, the archive itself (.zip), or a single file, plain or gzip. The areas
    are the partnerships of the forces that the files are of, and the authorities that took the place of several. A
    month is not available for an area where its own force has no file.

    Raises InputError: no street file, two for one force and month, or one that cannot be used.
    """
    if not paths:
        raise InputError("no file is given; name the folder of a police.uk archive, or street files")
    files, odd = find_street_files(paths)
    sources = list(dict.fromkeys(file.source for file in files))
    tally = Tally()
    beside = ThreadPoolExecutor(1)  # hashes while DuckDB counts
    try:
        hashes = beside.map(sha256_of, sources)
        for counts in count_street_files(files):
            tally.add(counts)
        hashed = dict(zip(sources, hashes, strict=True))
    finally:
        beside.shutdown(cancel_futures=True)  # after a fault there is nothing left to hash for
    areas = [area for area, force in force_of_area().items() if tally.months_of(force)]
    if not areas:
        raise InputError("the files have no row of a force of England and Wales; give those of a territorial force")
    months = range(files[0].month, files[-1].month + 1)
    keys = sorted(street_indicators())
    gone = list(lacking(tally, months))
    values = _values(tally, areas, keys, months, gone)
    doubts = list(street_doubts(tally, areas, months, values))
    leave_out(values, keys, doubts)
    few = few_rows(tally)
    contained = Wholes(street_wholes(), {key: item.label for key, item in street_indicators().items()}, areas, keys,
                       months[0], values)  # fmt: skip
    found = [*with_wholes(notices(tally, areas, months, odd, gone, few), contained, {"incomplete"}),
             *told(doubts, areas, months[0])]  # fmt: skip
    found += with_wholes(area_levels(areas, months, values, few), contained)
    found += street_steps(tally, areas, months, values)
    return SeriesTable(
        frame=tidy_frame(areas, keys, months, values),
        files=tuple(_source_files(files, hashed, tally)),
        classification=street_classification(),
        notices=tuple(found),
        first_month=months[0],
        last_month=months[-1],
    )


def _source_files(files: Sequence[StreetFile], hashed: Mapping[Path, str], tally: Tally) -> Iterator[SourceFile]:
    """The files as given, in order of time; an archive is one."""
    inside: dict[Path, list[StreetFile]] = {}
    for file in files:
        inside.setdefault(file.source, []).append(file)
    for source, members in inside.items():
        months = [file.month for file in members]
        n_rows = sum(tally.rows[file.force][file.month] for file in members)
        yield SourceFile(source.name, hashed[source], min(months), max(months), n_rows)


def _values(
    tally: Tally,
    areas: Sequence[str],
    keys: Sequence[str],
    months: range,
    gone: Sequence[Lacking],
) -> NDArray[np.float64]:
    """Counts, areas by indicators by months; NaN where the files of the force or of the month do not have them."""
    at_area = {area: at for at, area in enumerate(areas)}
    at_key = {key: at for at, key in enumerate(keys)}
    values = np.zeros((len(areas), len(keys), len(months)))
    for (area, key, month), n in tally.counts.items():
        if area in at_area:
            values[at_area[area], at_key[key], month - months[0]] = n
    crimes = {kind.key for kind in crime_types().values() if kind.is_crime}
    values[:, at_key[all_crime().key]] += values[:, [at_key[key] for key in sorted(crimes)]].sum(axis=1)
    for key, at in at_key.items():
        known = [month for month in months if is_published(key, month)]
        unknown = np.isin(months, known, invert=True) & ~values[:, at].any(axis=0)
        values[:, at, unknown] = np.nan
    values[np.broadcast_to(~_available(tally, areas, months)[:, None], values.shape)] = np.nan
    for item in gone:
        of_force = [at for at, area in enumerate(areas) if force_of_area()[area] == item.force]
        values[np.ix_(of_force, [at_key[item.key]], [month - months[0] for month in item.months])] = np.nan
    return values


def _available(tally: Tally, areas: Sequence[str], months: range) -> NDArray[np.bool_]:
    """For which areas and months the area's own force has a file, and its rows can tell the area."""
    available = np.array([np.isin(months, sorted(tally.months_of(force_of_area()[area]))) for area in areas])
    for whole, named in tally.whole_named.items():
        for area in parts_of_wholes()[whole]:
            if area in areas:
                available[areas.index(area)] &= ~np.isin(months, sorted(named))
    return available
