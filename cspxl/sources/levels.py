"""Months far from their usual level, and levels that change at once: told; the figures stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from cspxl.facts import level_changes, unusual_months
from cspxl.notices import Effect, Notice, Touch
from cspxl.sources.categories import Categories
from cspxl.sources.doubts import LARGE, named_areas, touching
from cspxl.sources.missing import SEVERAL
from cspxl.sources.plausible import YEAR, Counts, Mask, high, high_together, low, low_together, steps, usual
from cspxl.sources.spans import runs, span
from cspxl.sources.steps import Step, category_steps, steps_of_all
from cspxl.sources.text import listed
from cspxl.values import month_text

_MOST: Final = 20  # parts of a line
_INCOMPLETE: Final = "perhaps incomplete"
_TWICE: Final = "perhaps counted twice"
_SHARP: Final = "real, or a fault of the file"
_REMEMBERED: Final = 2 * YEAR  # months: after that both years that are compared are of the new level


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
    sharp: list[Touch] = []
    for at, key in enumerate(keys):
        alone = high(counts[:, at]) & usual_times & ~many
        sharp += _touches(areas, key, months, alone, (counts[:, at], usual(counts[:, at])), _SHARP)
    yield from _notice("months at twice their usual count or more", _SHARP, areas, sharp, "note")


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


def step_notices(
    areas: Sequence[str],
    first_month: int,
    categories: Categories,
    totals: Mapping[str, Counts],
    *,
    of_all: bool = True,
) -> Iterator[Notice]:
    """Categories whose level changes at once, with the indicators of which they are a large part.

    ``totals`` are the indicators' counts, areas by months. ``of_all``: also the areas together.
    """
    large = _large_somewhere(categories, totals)
    months = np.arange(first_month, first_month + categories.counts.shape[2])
    counts = np.where(np.isin(months, sorted(unusual_months())), np.nan, categories.counts[:, large])
    for at in range(len(large)):  # a single month of many makes no level
        counts[:, at][high(counts[:, at])] = np.nan
    found = [*category_steps(counts), *(steps_of_all(counts) if of_all else ())]
    items: list[str] = []
    touches: list[Touch] = []
    at_once = {
        rises: Counter((step.area, step.first) for step in found if (step.after > step.before) == rises)
        for rises in (True, False)
    }
    for step in found:
        name, counting = categories.names[large[step.category]], categories.keys[large[step.category]]
        if step.area is None and (name.lower(), int(months[step.first])) in level_changes():
            continue
        usual_of = {key: _before(step, totals[key]) for key in counting}
        if not any(abs(step.after - step.before) >= LARGE * whole for whole in usual_of.values()):
            continue
        keys = frozenset(key for key, n in usual_of.items() if max(step.before, step.after) >= LARGE * n)
        area = None if step.area is None else areas[step.area]
        first, last = months[step.first], months[min(step.end, step.first + _REMEMBERED) - 1]
        level = f"{step.after:,.0f} a month of a usual {step.before:,.0f}"
        items.append(f"{name} of {area or 'all areas'} ({span(first, last)}: {level})")
        why = f"{name.capitalize()} has {level} from {month_text(first)} on: a change, or a fault of the file"
        touches += touching(keys, [area], int(first), int(last), why)
        n_up, n_down = (at_once[rises][step.area, step.first] for rises in (True, False))
        if min(n_up, n_down) > 0 and n_up + n_down >= SEVERAL:  # all in one direction are another matter
            why = f"{n_up} categories rise and {n_down} fall from {month_text(first)} on: are rows exchanged?"
            touches += touching(None, [area], int(first), int(last), why)
    if items:
        heading = "categories whose level changes at once"
        yield Notice(f"{heading}: {listed(items, _MOST)}", "", "note", tuple(dict.fromkeys(touches)))


def _large_somewhere(categories: Categories, totals: Mapping[str, Counts]) -> Sequence[int]:
    """The categories that are a large part of an indicator in any area."""
    parts = np.nansum(categories.counts, axis=2)
    wholes = {key: np.nansum(counts, axis=1) for key, counts in totals.items()}
    return [
        at
        for at, counting in enumerate(categories.keys)
        if any((parts[:, at] >= np.maximum(LARGE * wholes[key], 1)).any() for key in counting)
    ]


def _before(step: Step, totals: Counts) -> float:
    """What is usual of an indicator in a month of the year before a step."""
    year = totals[:, max(0, step.first - YEAR) : step.first]
    known = np.nansum(year, axis=0) if step.area is None else year[step.area]
    return float(np.nanmean(known)) if (known > 0).any() else np.inf
