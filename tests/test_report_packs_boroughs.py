"""Every pack for every borough and in many months: a figure, or words that it is not available; never an error cell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import product

import pytest
from packs import BARKING, PACKS, chosen, packaged, places, planned, release

from cspxl.engine import Plan
from cspxl.facts import boroughs, indicators
from cspxl.report.placed import UnknownName
from cspxl.report.request import HISTORY
from cspxl.values import month_text

_STRETCHES = 4  # more than any indicator has
_PANELS = 9  # more than any pack has
_CARDS = 6  # of a page


def months_of(of: str) -> tuple[int, int]:
    """The first month that a release can report, and its last."""
    files = release(of)
    return files.first_month + HISTORY - 1, files.last_month


@cache
def plan_of(name: str, of: str) -> Plan:
    """Compiled once; every area and month is chosen on the Control sheet."""
    return planned(packaged(name), BARKING, month_text(months_of(of)[1]), of)


def wrong_cells(plan: Plan) -> Iterator[str]:
    """Error cells that a reader sees: what only a chart draws may be #N/A, a gap."""
    drawn = set(places(plan, "lines[drawn]"))
    tables = [f"panel{panel}_{what}" for panel in range(_PANELS) for what in ("shares", "changes")]
    tables += [f"cards{panel}_{card}" for panel in range(_PANELS) for card in range(_CARDS)]
    for table, column in product(tables, ("value", "area", "similar", "london", "others", "first", "second")):
        with suppress(UnknownName):  # not every panel draws, and a card draws bars or quarters
            drawn.update(places(plan, f"{table}[{column}]"))
    with suppress(UnknownName):  # not every pack compares
        drawn.update(places(plan, "comparators[drawn]"))
    for key, at in product(indicators(), range(_STRETCHES)):
        with suppress(UnknownName):  # not every indicator is drawn, nor has so many stretches between breaks
            drawn.update(places(plan, f"drawn[drawn_{at}]", indicator=key))
    for address, value in plan.values().items():
        if not str(value).startswith("#"):
            continue
        chart = address.startswith("Page workings!") or address in drawn
        if not chart or str(value) != "#N/A":
            yield f"{address}: {value}"


def check(plan: Plan, area: str, month: int) -> None:
    chosen(plan, area, month)
    assert not plan.findings
    assert not list(wrong_cells(plan)), (area, month_text(month))
    for sheet in ("Cover", "Summary", "Peers"):
        assert str(plan[f"{sheet}!A1"]).startswith(f"{area}: ")


@pytest.mark.long
@pytest.mark.parametrize(("name", "of"), PACKS)
def test_every_borough_has_every_sheet_without_an_error(name: str, of: str) -> None:
    """The 32 boroughs, each in a month of its own, from the first that can be chosen to the last."""
    first, last = months_of(of)
    areas = list(boroughs())
    for at, area in enumerate(areas):
        check(plan_of(name, of), area, first + round(at * (last - first) / (len(areas) - 1)))


@pytest.mark.long
@pytest.mark.parametrize(("name", "of"), PACKS)
def test_every_month_has_every_sheet_without_an_error(name: str, of: str) -> None:
    """Every month that can be chosen, each with four of the boroughs in turn."""
    areas = list(boroughs())
    first, last = months_of(of)
    for at, month in enumerate(range(first, last + 1)):
        for place in range(4):
            check(plan_of(name, of), areas[(4 * at + place + at // 8) % len(areas)], month)
