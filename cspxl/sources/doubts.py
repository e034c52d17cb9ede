"""Counts that cannot be right as they stand: which they are, why, and the notice that says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspxl.facts import boroughs
from cspxl.notices import Effect, Notice, Touch
from cspxl.sources.spans import runs, spans
from cspxl.sources.text import listed

# A category that is this share of an indicator or more takes the indicator with it when its counts are missing; of a
# smaller one it is told, of a tiny one not. A choice: a change of 5% is one that a board acts on.
LARGE: Final = 0.05
TINY: Final = 0.01


@dataclass(frozen=True, eq=False)
class Doubt:
    """Counts of some areas and months that are in doubt.

    ``heading`` begins the notice, with other doubts of its kind; ``name`` says of what, such as a label, empty for all;
    ``why`` stands beside a figure. ``keys`` are the indicators that it touches, None for every one. ``where`` has the
    shape areas by months.
    """

    heading: str
    name: str
    why: str
    keys: frozenset[str] | None
    where: NDArray[np.bool_]
    effect: Effect = "not available"

    def makes_unavailable(self, key: str) -> bool:
        """Whether the doubt leaves no figure of the indicator, where it applies."""
        return self.effect == "not available" and (self.keys is None or key in self.keys)


def told(doubts: Sequence[Doubt], areas: Sequence[str], first_month: int, file: str = "") -> Iterator[Notice]:
    """A notice for each kind of doubt; ``where`` of all of them is of the areas, from the first month."""
    kinds = dict.fromkeys((doubt.heading, doubt.effect) for doubt in doubts)
    for heading, effect in kinds:
        alike = [doubt for doubt in doubts if (doubt.heading, doubt.effect) == (heading, effect)]
        items = [item for doubt in alike for item in _items(doubt, areas, first_month)]
        touches = [touch for doubt in alike for touch in _touches(doubt, areas, first_month)]
        yield Notice(f"{heading}: {'; '.join(dict.fromkeys(items))}", file, effect, tuple(dict.fromkeys(touches)))


def leave_out(values: NDArray[np.float64], keys: Sequence[str], doubts: Sequence[Doubt]) -> None:
    """Make not available what a doubt leaves no figure of; the values are of areas by indicators by months."""
    for at, key in enumerate(keys):
        for doubt in doubts:
            if doubt.makes_unavailable(key):
                values[:, at][doubt.where] = np.nan


def touching(
    keys: frozenset[str] | None, areas: Sequence[str | None], first: int, last: int, why: str
) -> Iterator[Touch]:
    """A touch for each area and indicator, over the same months."""
    for area in areas:
        for key in [None] if keys is None else sorted(keys):
            yield Touch(area, key, first, last, why)


def named_areas(areas: Sequence[str], all_areas: Sequence[str]) -> str:
    """Areas in a sentence; when they are more than half of the file's boroughs, those left out."""
    inside, outside = set(areas) & set(boroughs()), sorted(set(areas) - set(boroughs()))
    rest = set(all_areas) & set(boroughs()) - inside
    if len(inside) <= max(len(rest), 1):
        return listed(sorted(areas))
    told = f"every borough but {listed(sorted(rest))}" if rest else "every borough"
    return f"{told}, {listed(outside)}" if outside else told


def _alike(doubt: Doubt, areas: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[int]]]:
    """The areas that are in doubt in the same months, and those months' places."""
    groups: dict[tuple[int, ...], list[str]] = {}
    for area, row in zip(areas, doubt.where, strict=True):
        if row.any():
            groups.setdefault(tuple(np.flatnonzero(row).tolist()), []).append(area)
    for months, alike in groups.items():
        yield alike, months


def _items(doubt: Doubt, areas: Sequence[str], first_month: int) -> Iterator[str]:
    for alike, months in _alike(doubt, areas):
        whole = len(months) == doubt.where.shape[1]
        when = "" if whole else f" ({spans([first_month + month for month in months])})"
        yield f"{doubt.name} for {named_areas(alike, areas)}{when}".removeprefix(" for ")


def _touches(doubt: Doubt, areas: Sequence[str], first_month: int) -> Iterator[Touch]:
    for alike, months in _alike(doubt, areas):
        whose = [None] if len(alike) == len(areas) else alike
        for first, last in runs(months):
            yield from touching(doubt.keys, whose, first_month + first, first_month + last, doubt.why)
