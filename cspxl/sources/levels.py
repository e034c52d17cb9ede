"""Months far from their usual level: told, and marked as perhaps incomplete; the figures stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from cspxl.facts import unusual_months
from cspxl.notices import Effect, Notice, Touch
from cspxl.sources.doubts import named_areas
from cspxl.sources.plausible import Counts, Mask, high_together, low, low_together, steps, usual
from cspxl.sources.spans import runs, span
from cspxl.sources.text import listed

_MOST: Final = 20  # parts of a line
_INCOMPLETE: Final = "perhaps incomplete"
_TWICE: Final = "perhaps counted twice"


def level_notices(
    areas: Sequence[str],
    keys: Sequence[str],
    first_month: int,
    counts: Counts,
    together: Counts,
) -> Iterator[Notice]:
    """The notices; ``counts`` are of areas by indicators by months, ``together`` of all categories of an area."""
    months = range(first_month, first_month + together.shape[1])
    usual_times = np.isin(months, sorted(unusual_months()), invert=True)
    stepped, before = steps(np.where(usual_times, together, np.nan))
    normal = np.where(stepped, before, usual(together))
    few = (low_together(together) | (stepped & (together < before))) & usual_times
    many = (high_together(together) | (stepped & (together > before))) & usual_times
    below = [*_touches(areas, None, months, few, (together, normal), _INCOMPLETE)]
    for at, key in enumerate(keys):  # one at a time: what is usual takes 24 times their memory
        alone = low(counts[:, at]) & usual_times & ~few
        below += _touches(areas, key, months, alone, (counts[:, at], usual(counts[:, at])), _INCOMPLETE)
    yield from _notice("months far below their usual count", _INCOMPLETE, areas, below, "incomplete")
    above = [*_touches(areas, None, months, many, (together, normal), _TWICE)]
    yield from _notice("months far above their usual count", _TWICE, areas, above, "note")


def _touches(
    areas: Sequence[str],
    key: str | None,
    months: range,
    where: Mask,
    counts: tuple[Counts, Counts],
    verdict: str,
) -> Iterator[Touch]:
    """A touch for each area and run of months; ``counts`` are what was counted and what is usual."""
    for at in np.flatnonzero(where.any(axis=1)).tolist():
        for first, last in runs(np.flatnonzero(where[at]).tolist()):
            n, common = (values[at, first : last + 1].sum() for values in counts)
            what = " offences" if key is None else ""
            why = f"{n:,.0f}{what} of a usual {common:,.0f}: {verdict}"
            yield Touch(areas[at], key, months[first], months[last], why)


def _notice(
    heading: str,
    verdict: str,
    areas: Sequence[str],
    touches: Sequence[Touch],
    effect: Effect,
) -> Iterator[Notice]:
    """One notice; areas whose months are the same are named together."""
    alike: dict[tuple[str | None, int, int], list[Touch]] = {}
    for touch in touches:
        alike.setdefault((touch.indicator, touch.first_month, touch.last_month), []).append(touch)
    items = []
    for (key, first, last), group in alike.items():
        whose = named_areas([touch.area for touch in group if touch.area], areas)
        why = f": {group[0].why.removesuffix(f': {verdict}')}" if len(group) == 1 else ""
        items.append(f"{key or 'all offences'} of {whose} ({span(first, last)}{why})")
    if items:
        yield Notice(f"{heading}, {verdict}: {listed(items, _MOST)}", "", effect, tuple(touches))
