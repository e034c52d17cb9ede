"""Months of street files far from their usual level: of a force's rows, and of its areas' counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from cspxl.facts import unusual_months
from cspxl.facts.street import all_crime, force_of_area, street_indicators
from cspxl.notices import Notice
from cspxl.sources.levels import level_notices
from cspxl.sources.missing import SEVERAL
from cspxl.sources.plausible import Counts, Mask, low, low_together, usual
from cspxl.sources.street_tally import Tally, is_territorial


def few_rows(tally: Tally) -> Mapping[tuple[str, str | None], Mapping[int, str]]:
    """The months in which a force has few rows, of an indicator or (None) in all, and how many of how many.

    Dyfed-Powys in 2024 sent a part of some.
    """
    found: dict[tuple[str, str | None], dict[int, str]] = {}
    for force in sorted(filter(is_territorial, tally.rows)):
        rows = tally.rows[force]
        months = range(min(rows), max(rows) + 1)
        together = np.array([rows.get(month) or np.nan for month in months], dtype=np.float64)
        few = low_together(together) & ~np.isin(months, sorted(unusual_months()))
        found[force, None] = _told(months, few, together)
        for key in sorted(street_indicators()):
            of_type = np.array([tally.of_type[force, key, month] or np.nan for month in months], dtype=np.float64)
            alone = low(of_type) & ~few & ~np.isin(months, sorted(unusual_months()))
            found[force, key] = _told(months, alone, of_type)
    return {of: months for of, months in found.items() if months}


def _told(months: range, few: Mask, counts: Counts) -> dict[int, str]:
    normal = usual(counts)
    return {months[at]: f"{counts[at]:,.0f} of {normal[at]:,.0f}" for at in np.flatnonzero(few).tolist()}


def area_levels(tally: Tally, areas: Sequence[str], months: range, values: Counts) -> Iterator[Notice]:
    """The notices of areas; ``values`` are areas by indicators by months. A force's few rows are told of it alone."""
    keys = sorted(street_indicators())
    types = values[:, [key != all_crime().key for key in keys]]
    n_known = (~np.isnan(types)).sum(axis=1)
    usually = np.maximum(np.median(n_known, axis=1, keepdims=True), SEVERAL)
    whole = n_known >= usually  # else a type is known to be missing, or the archive has few types
    together = np.where(whole, np.nansum(types, axis=1), np.nan)
    counts = values.copy()
    for (force, key), few in few_rows(tally).items():
        of_force = [at for at, area in enumerate(areas) if force_of_area()[area] == force]
        told = [month - months[0] for month in few]
        which = range(len(keys)) if key is None else [keys.index(key)]
        counts[np.ix_(of_force, which, told)] = np.nan
        if key is None:
            together[np.ix_(of_force, told)] = np.nan
    return level_notices(areas, keys, months[0], counts, together)
