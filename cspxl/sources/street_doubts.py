"""Counts of street files that cannot be right: by the rules of the borough files, and by those of these files alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from cspxl.facts import Indicator
from cspxl.facts.street import (
    Authority,
    all_crime,
    authorities,
    crime_types,
    force_of_area,
    forces,
    street_classification,
    street_indicators,
)
from cspxl.sources.counted import Counted
from cspxl.sources.doubts import LARGE, Doubt
from cspxl.sources.filled import filled
from cspxl.sources.labels import near_area
from cspxl.sources.missing import missing
from cspxl.sources.mps import BoroughFile, Label
from cspxl.sources.plausible import Counts, Mask, usual
from cspxl.sources.series import SourceFile
from cspxl.sources.street_months import in_two_months
from cspxl.sources.street_steps import types_and_totals
from cspxl.sources.street_tally import Tally, known_authority, known_type
from cspxl.sources.text import listed, shown

_UNPLACED: Final = 0.05  # of a force's rows, beyond its usual share: a choice, as 5% elsewhere
_MOST_NAMES: Final = 100  # that are compared with known ones, the largest first


def street_doubts(tally: Tally, areas: Sequence[str], months: range, values: Counts) -> Iterator[Doubt]:
    """What is in doubt; ``values`` are areas by indicators by months, NaN where it is known that there is none."""
    known = ~np.isnan(values).all(axis=1)
    for doubt in _near_names(tally, areas, months):
        if doubt.where.any():  # else the force has no area among these
            yield doubt
        if doubt.effect == "not available":
            known &= ~doubt.where
    yield from _repeated(tally, areas, months)
    yield from in_two_months(tally, areas, months)
    yield from _unplaced(tally, areas, months)
    yield from filled(areas, months[0], *types_and_totals(values))
    for doubt in _missing(areas, months, values):
        if (where := doubt.where & known).any():
            yield replace(doubt, where=where)


def _where(areas: Sequence[str], months: range, whose: Sequence[str], month: int) -> Mask:
    """Some of the areas in one month."""
    return np.asarray(np.isin(areas, whose)[:, None] & (np.array(months) == month))


def _of(force: str) -> Sequence[str]:
    return [area for area, own in force_of_area().items() if own == force]


def _repeated(tally: Tally, areas: Sequence[str], months: range) -> Iterator[Doubt]:
    """Types that a repeated part of a file leaves no figure of, and all crime where they are crimes."""
    heading = "rows that stand in a file more than once without a Crime ID to tell them apart, so not available"
    why = "rows stand in the force's file more than once, and have no Crime ID to tell"
    for (force, month), parts in sorted(tally.repeated.items()):
        for part in parts:
            kinds = [known_type(kind) for kind in sorted(part.lost)]
            keys = {kind.key for kind in kinds if kind}
            if any(kind is None or kind.is_crime for kind in kinds):
                keys.add(all_crime().key)
            authority = known_authority(part.authority)
            whose = authority.areas if authority else [] if part.authority else _of(force)
            where = _where(areas, months, whose, month)
            if keys and where.any():
                yield Doubt(heading, listed(sorted(keys), len(keys)), why, frozenset(keys), where)


def _near_names(tally: Tally, areas: Sequence[str], months: range) -> Iterator[Doubt]:
    """The figures of an area to which rows of nearly its name perhaps belong; what is little leaves them too small."""
    for (force, month, name), n in tally.unknown_names.most_common(_MOST_NAMES):
        if not (meant := _meant(force, name)):
            continue
        for area in meant.areas:
            of_area = sum(tally.counts[area, key, month] for key in street_indicators())
            large = n > LARGE * of_area
            verdict = "so not available" if large else "perhaps incomplete"
            yield Doubt(
                f"rows of names that resemble an area's, {verdict}",
                f"{shown(name)} (is it {meant.name}?)",
                f"{n:,} rows of {name} are perhaps of {meant.name}",
                None,
                _where(areas, months, [area], month),
                "not available" if large else "incomplete",
            )


def _meant(force: str, name: str) -> Authority | None:
    """The authority of the force that a name which no list knows is perhaps meant for."""
    near = near_area(name, [item.name for item in authorities().values() if item.force == force])
    return known_authority(near) if near else None


def _unplaced(tally: Tally, areas: Sequence[str], months: range) -> Iterator[Doubt]:
    """Months of a force in which many more rows than usual are in no area's figures."""
    lost: Counter[tuple[str, int]] = Counter(tally.no_location)
    named = tally.unknown_names.most_common(_MOST_NAMES)
    near = {of for of, _ in named if _meant(of[0], of[2])}  # these are told of their area
    for (force, month, name), n in tally.unknown_names.items():
        if (force, month, name) not in near:
            lost[force, month] += n
    for force in sorted({force for force, _ in lost}):
        own = tally.months_of(force)
        shares = [lost[force, month] / tally.rows[force][month] if month in own else np.nan for month in months]
        above = np.array(shares) - usual(np.array(shares)) > _UNPLACED
        for month in [month for month, is_above in zip(months, above, strict=True) if is_above]:
            n, rows = lost[force, month], tally.rows[force][month]
            heading = "far more rows of a force than usual have no place in an area, perhaps incomplete"
            name = f"{forces()[force].name}, {n:,} of {rows:,}"
            why = f"{n:,} of {rows:,} rows of the force have no place in an area: perhaps incomplete"
            yield Doubt(heading, name, why, None, _where(areas, months, _of(force), month), "incomplete")


def _missing(areas: Sequence[str], months: range, values: Counts) -> Iterator[Doubt]:
    """What the rule of the borough files finds missing: each type is a category, and all crime a total of them."""
    keys = sorted(street_indicators())
    kinds = {kind.key: kind for kind in crime_types().values()}
    has = [key for at, key in enumerate(keys) if key in kinds and not np.isnan(values[:, at]).all()]
    labels: dict[str, Label] = {key: (street_indicators()[key].label.upper(),) * 2 for key in has}
    crimes = frozenset(label[0] for key, label in labels.items() if kinds[key].is_crime)
    counts = values[:, [keys.index(key) for key in has]]
    present = np.ones(counts.shape[:2], dtype=np.bool_)
    source = SourceFile("", "", months[0], months[-1], 0)
    file = BoroughFile(source, areas, list(labels.values()), counts, present, (), frozenset(areas))
    counted = []
    for key in [*has, all_crime().key]:
        item, totals = street_indicators()[key], values[:, keys.index(key)]
        major = frozenset({labels[key][0]}) if key in labels else crimes
        indicator = Indicator(key, item.label, item.polarity, item.per, major, frozenset(), frozenset())
        columns = [at for at, label in enumerate(file.labels) if indicator.counts(*label)]
        available = np.asarray(~np.isnan(totals).all(axis=1))
        counted.append(Counted(indicator, columns, available, totals))
    classification = replace(street_classification(), labels=frozenset(labels.values()))
    yield from missing(file, classification, counted)
