"""Months of street files far from their usual level: of a force's rows, and of its areas' counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from cspxl.facts import unusual_months
from cspxl.facts.street import all_crime, force_of_area, is_published, street_indicators
from cspxl.notices import Notice
from cspxl.sources.levels import level_notices
from cspxl.sources.missing import SEVERAL
from cspxl.sources.plausible import Counts, low, low_together, usual
from cspxl.sources.street_tally import Tally, is_territorial

FewRows: TypeAlias = Mapping[tuple[str, str | None], Mapping[int, str]]
"""By force and indicator, None for all rows: the months with few, and how many of how many."""


def few_rows(tally: Tally) -> FewRows:
    """The months in which a force has few rows: Dyfed-Powys in 2024 sent a part of some."""
    found: dict[tuple[str, str | None], dict[int, str]] = {}
    for force in sorted(filter(is_territorial, tally.rows)):
        rows = tally.rows[force]
        months = range(min(rows), max(rows) + 1)
        keys: Sequence[str | None] = [None, *sorted(street_indicators())]
        of_type = [[tally.of_type[force, key, month] if key else rows.get(month) for month in months] for key in keys]
        counts = np.array(of_type, dtype=np.float64)
        counts[counts == 0] = np.nan
        few, normal = low(counts), usual(counts)
        few[0] = low_together(counts[0])
        few[1:] &= ~few[0]
        few &= ~np.isin(months, sorted(unusual_months()))
        for row, at in np.argwhere(few).tolist():
            told = f"{counts[row, at]:,.0f} of {normal[row, at]:,.0f}"
            found.setdefault((force, keys[row]), {})[months[at]] = told
    return found


def area_levels(areas: Sequence[str], months: range, values: Counts, few: FewRows) -> Iterator[Notice]:
    """The notices of areas; ``values`` are areas by indicators by months. A force's few rows are told of it alone."""
    keys = sorted(street_indicators())
    together = _together(keys, months, values)
    counts = values.copy()
    for (force, key), told_months in few.items():
        of_force = [at for at, area in enumerate(areas) if force_of_area()[area] == force]
        told = [month - months[0] for month in told_months]
        which = range(len(keys)) if key is None else [keys.index(key)]
        counts[np.ix_(of_force, which, told)] = np.nan
        if key is None:
            together[np.ix_(of_force, told)] = np.nan
    return level_notices(areas, keys, months[0], counts, together)


def _together(keys: Sequence[str], months: range, values: Counts) -> Counts:
    """All rows of areas by months; a type that is not available has its usual count, so that the others are judged."""
    total, n_types = np.zeros((len(values), len(months))), np.zeros((len(values), len(months)))
    for key, counts in zip(keys, values.transpose(1, 0, 2), strict=True):
        if key == all_crime().key:
            continue
        known = ~np.isnan(counts)
        has_type = [is_published(key, month) for month in months]
        total += np.nan_to_num(np.where(known, counts, usual(counts)) * has_type)
        n_types += known
    return np.where(n_types >= SEVERAL, total, np.nan)
