"""Levels of street files that change at once, and months that are an earlier one again: of forces, then of areas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from cspxl.facts.street import all_crime, crime_types, force_of_area, forces, street_breaks, street_indicators
from cspxl.notices import Notice, Touch
from cspxl.sources.categories import Categories
from cspxl.sources.levels import step_notices
from cspxl.sources.plausible import Counts
from cspxl.sources.repeats import repeat_notices
from cspxl.sources.street_tally import Tally, is_territorial


def street_steps(tally: Tally, areas: Sequence[str], months: range, values: Counts) -> Iterator[Notice]:
    """The notices; ``values`` are areas by indicators by months. What is told of a force is not told of its areas."""
    own = [force for force in sorted(filter(is_territorial, tally.rows)) if force in forces()]
    names = [forces()[force].name for force in own]
    inside = {
        name: [area for area in areas if force_of_area()[area] == force] for name, force in zip(names, own, strict=True)
    }
    counts = values.copy()
    for notice in _notices(names, months, _of_forces(tally, own, months), of_all=True):
        touches = [
            replace(touch, area=area)
            for touch in notice.touches
            for area in (inside[touch.area] if touch.area else [None])
        ]
        yield replace(notice, touches=tuple(touches))
        for touch in touches:
            _forget(counts, areas, months, touch)
    yield from _notices(areas, months, counts, of_all=False)


def _of_forces(tally: Tally, own: Sequence[str], months: range) -> Counts:
    """Rows of forces by indicators by months, NaN where the force has no file, or the indicator is new."""
    keys = sorted(street_indicators())
    counts = np.full((len(own), len(keys), len(months)), np.nan)
    for row, force in enumerate(own):
        for at, month in enumerate(months):
            if month in tally.months_of(force):
                counts[row, :, at] = [_rows(tally, force, key, month) for key in keys]
    for item in street_breaks():
        new = [at for at, key in enumerate(keys) if key in item.indicators]
        counts[:, new, : max(0, item.first_month - months[0])] = np.nan
    return counts


def _rows(tally: Tally, force: str, key: str, month: int) -> int:
    if key != all_crime().key:
        return tally.of_type[force, key, month]
    return sum(tally.of_type[force, kind, month] for kind in {*_crimes(), key})


def _crimes() -> frozenset[str]:
    return frozenset(kind.key for kind in crime_types().values() if kind.is_crime)


def _notices(names: Sequence[str], months: range, counts: Counts, *, of_all: bool) -> Iterator[Notice]:
    categories, totals = types_and_totals(counts)
    yield from repeat_notices(names, months[0], categories)
    yield from step_notices(names, months[0], categories, totals, of_all=of_all)


def types_and_totals(counts: Counts) -> tuple[Categories, Mapping[str, Counts]]:
    """The types as the categories that they are, and every indicator's counts; of areas by indicators by months."""
    keys = sorted(street_indicators())
    kinds = [at for at, key in enumerate(keys) if key != all_crime().key]
    categories = Categories(
        [street_indicators()[keys[at]].label for at in kinds],
        [keys[at] for at in kinds],
        [frozenset({keys[at], all_crime().key} if keys[at] in _crimes() else {keys[at]}) for at in kinds],
        counts[:, kinds],
    )
    return categories, {key: counts[:, at] for at, key in enumerate(keys)}


def _forget(counts: Counts, areas: Sequence[str], months: range, touch: Touch) -> None:
    """Make what is told already not known; a total that is touched stands for the type that is."""
    if touch.indicator == all_crime().key:
        return
    rows = [at for at, area in enumerate(areas) if touch.area in {None, area}]
    keys = [at for at, key in enumerate(sorted(street_indicators())) if touch.indicator in {None, key}]
    when = [at for at, month in enumerate(months) if touch.first_month <= month <= touch.last_month]
    counts[np.ix_(rows, keys, when)] = np.nan
