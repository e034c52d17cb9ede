"""The borough files of one release, together: checked against each other and made into one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspxl.bundled import workbooks
from cspxl.errors import InputError
from cspxl.facts import Classification, boroughs, classifications, indicators, wholes
from cspxl.notices import Notice
from cspxl.sources.categories import Categories, joined, within
from cspxl.sources.counted import Counted
from cspxl.sources.counting import count
from cspxl.sources.counting_notices import notices
from cspxl.sources.doubts import leave_out, told, touching
from cspxl.sources.filled import filled
from cspxl.sources.joins import join_notices
from cspxl.sources.labels import near_borough
from cspxl.sources.levels import level_notices, step_notices
from cspxl.sources.mps import BoroughFile, Label, read_borough_file
from cspxl.sources.repeats import repeat_notices
from cspxl.sources.series import SeriesTable, tidy_frame
from cspxl.sources.shifts import shift_notices
from cspxl.sources.spans import span
from cspxl.sources.subtotals import without_totals
from cspxl.sources.text import listed, shown
from cspxl.sources.whole_levels import whole_level_notices
from cspxl.sources.wholes import Wholes, with_wholes

# Files between two classifications keep a label or two of the old one (the release of 2020 has 2 of 53); the share
# of a file's known labels that its classification must have.
_FIT: Final = 0.9


def read_release(paths: Sequence[Path | Traversable]) -> SeriesTable:
    """The files of one release as one table.

    Raises InputError: a file that cannot be used, files of two classifications, files that overlap in months or
    leave a gap between them.
    """
    if not paths:
        raise InputError("no file is given; name the borough files of one release")
    cleared = sorted(
        (without_totals(read_borough_file(path)) for path in paths),
        key=lambda pair: pair[0].source.first_month,
    )
    files = [file for file, _ in cleared]
    classification, tie = _classification(files)
    _check_months(files)
    counted = []
    found = [*tie, *_about_areas(files), *(notice for file in files for notice in file.notices)]
    for file, totals in cleared:
        items, doubts = count(file, classification, totals)
        counted.append(items)
        found += told(doubts, file.areas, file.source.first_month, file.source.name)
        found += notices(file, classification, items, doubts)
    areas, keys = sorted({area for file in files for area in file.areas}), sorted(indicators())
    months = range(files[0].source.first_month, files[-1].source.last_month + 1)
    blocks = [_block(file, items, areas, keys) for file, items in zip(files, counted, strict=True)]
    values = np.concatenate(blocks, axis=2)
    by_key = {key: values[:, at] for at, key in enumerate(keys)}
    filled_in = list(filled(areas, months[0], joined(files, classification, areas, by_key), by_key))
    leave_out(values, keys, filled_in)
    found += told(filled_in, areas, months[0])
    found += _levels(files, classification, areas, keys, values)
    return SeriesTable(
        frame=tidy_frame(areas, keys, months, values),
        files=tuple(file.source for file in files),
        classification=classification,
        notices=tuple(found),
        first_month=months[0],
        last_month=months[-1],
    )


def read_categories(
    paths: Sequence[Path | Traversable], others: Sequence[Path | Traversable], areas: Sequence[str],
) -> tuple[Categories, Categories, range]:
    """The categories of two releases for some areas, in the months that both have, the same ones in the same order.

    Raises InputError for files that cannot be used, and for releases of two classifications or without a common month.
    """
    both = [_files(some) for some in (paths, others)]
    (one, first), (two, second) = ((files, _classification(files)[0]) for files in both)
    if first != second:
        raise InputError(f"the releases are of {first.name} and {second.name}: their categories are others")
    start = max(one[0].source.first_month, two[0].source.first_month)
    end = min(one[-1].source.last_month, two[-1].source.last_month)
    if start > end:
        raise InputError("the releases have no month in common")
    months = range(start, end + 1)
    found = [within(files, [*one, *two], first, areas, months) for files in (one, two)]
    return found[0], found[1], months


def _files(paths: Sequence[Path | Traversable]) -> Sequence[BoroughFile]:
    """The files without their totals, in order of time."""
    cleared = (without_totals(read_borough_file(path))[0] for path in paths)
    return sorted(cleared, key=lambda file: file.source.first_month)


@cache
def sample_release() -> SeriesTable:
    """The sample of real data that comes with cspxl: release A, the 32 boroughs, January 2008 to December 2018."""
    sample = workbooks().joinpath("sample")
    return read_release([file for file in sample.iterdir() if file.name.endswith(".csv.gz")])


def _classification(files: Sequence[BoroughFile]) -> tuple[Classification, Sequence[Notice]]:
    """The classification that all the files fit, and a notice where they fit two equally well."""
    fitting = [_fitting(file) for file in files]
    common = [item for item in classifications() if all(item in fits for fits in fitting)]
    if not common:
        told = (
            f"{file.source.name} is of {' or '.join(item.name for item in fits)}"
            for file, fits in zip(files, fitting, strict=True)
        )
        raise InputError(f"two releases are mixed: {'; '.join(told)}; give the files of one release")
    labels = frozenset[Label]().union(*(file.labels for file in files))
    best = max(common, key=lambda item: len(item.labels & labels))
    ties = [item for item in common if len(item.labels & labels) == len(best.labels & labels)]
    if len(ties) == 1:
        return best, ()
    others = " or ".join(item.name for item in ties[1:])
    return best, (Notice(f"the labels are too few to tell the classification: taken as {best.name}, may be {others}"),)


def _fitting(file: BoroughFile) -> Sequence[Classification]:
    """The classifications that have (nearly) all of the file's labels that any classification knows."""
    labels = frozenset(file.labels)
    known = labels & frozenset[Label]().union(*(item.labels for item in classifications()))
    if not known:
        first = shown(" / ".join(file.labels[0]))
        raise InputError(
            f"{file.source.name}: none of its labels is of an MPS borough file (the first is {first}); "
            "give the borough files of the Metropolitan Police",
        )
    fits = [item for item in classifications() if len(known & item.labels) >= _FIT * len(known)]
    if not fits:
        told = (
            f"{' / '.join(min(known & item.labels))} of {item.name}"
            for item in classifications()
            if known & item.labels
        )
        raise InputError(f"{file.source.name}: two releases are mixed in this file: it has {', '.join(told)}")
    return fits


def _check_months(files: Sequence[BoroughFile]) -> None:
    """Files in order of their first month follow each other without an overlap or a gap."""
    for first, second in pairwise(file.source for file in files):
        if first.sha256 == second.sha256:
            raise InputError(f"{second.name}: the same file is given twice")
        both = f"{first.name} and {second.name}"
        if second.first_month <= first.last_month:
            months = span(second.first_month, min(first.last_month, second.last_month))
            raise InputError(f"{both} overlap: each has {months}; give the files of one release")
        if second.first_month > first.last_month + 1:
            months = span(first.last_month + 1, second.first_month - 1)
            raise InputError(f"{both} leave a gap: neither has {months}; give the file between them, or only one")


def _about_areas(files: Sequence[BoroughFile]) -> Iterator[Notice]:
    """Which areas the files have beyond the 32 boroughs, and which boroughs they lack."""
    everywhere = set().union(*(file.areas for file in files))
    if extra := sorted(everywhere - set(boroughs())):
        told = [f"{area} (is it {near}?)" if (near := near_borough(area)) else area for area in extra]
        yield Notice(f"areas outside the 32 London boroughs, not part of London's figures: {'; '.join(told)}")
    found = everywhere & set(boroughs())
    if absent := sorted(set(boroughs()) - everywhere):
        those = f"all but {listed(absent)}" if len(absent) <= len(found) else listed(sorted(found))
        yield Notice(f"{len(found)} of the 32 London boroughs are in the files: {those or 'none'}")
    for file in files:
        if lacking := sorted(found - set(file.areas)):
            text = f"no rows for {listed(lacking)}, so not available in its months"
            source = file.source
            touches = tuple(touching(None, lacking, source.first_month, source.last_month, "no row in the file"))
            yield Notice(text, source.name, "not available", touches)


def _levels(
    files: Sequence[BoroughFile],
    classification: Classification,
    areas: Sequence[str],
    keys: Sequence[str],
    values: NDArray[np.float64],
) -> Iterator[Notice]:
    """The boroughs' months and categories far from their usual level; other areas have no usual one."""
    inside = [at for at, area in enumerate(areas) if area in boroughs()]
    together = np.full((len(areas), values.shape[2]), np.nan)
    start = files[0].source.first_month
    for file in files:
        at_area = [areas.index(area) for area in file.areas]
        months = slice(file.source.first_month - start, file.source.last_month + 1 - start)
        together[at_area, months] = np.nansum(file.counts, axis=1)
    together[together == 0] = np.nan
    named = [areas[at] for at in inside]
    contained = Wholes(wholes(), {key: item.label for key, item in indicators().items()}, named, keys, start,
                       values[inside])  # fmt: skip
    yield from with_wholes(level_notices(named, keys, start, values[inside], together[inside]), contained)
    totals = {key: values[inside, at] for at, key in enumerate(keys)}
    categories = joined(files, classification, named, totals)
    yield from repeat_notices(named, start, categories)
    yield from step_notices(named, start, categories, totals)
    joins = [file.source.first_month for file in files[1:]]
    yield from whole_level_notices(start, categories, together[inside], joins)
    yield from shift_notices(named, start, categories)
    yield from join_notices(named, start, categories, joins)


def _block(
    file: BoroughFile,
    counted: Sequence[Counted],
    areas: Sequence[str],
    keys: Sequence[str],
) -> NDArray[np.float64]:
    """One file's months, areas by indicators by months; NaN for an area that the file does not have."""
    block = np.full((len(areas), len(keys), file.counts.shape[2]), np.nan)
    at_area = [areas.index(area) for area in file.areas]
    for item in counted:
        block[at_area, keys.index(item.indicator.key)] = item.totals
    return block
