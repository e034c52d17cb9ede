"""What a reader of figures from street files should know about the files: a line for each kind of thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from typing import Final

from cspxl.facts.street import forces, parts_of_wholes
from cspxl.sources.notices import Notice
from cspxl.sources.spans import spans
from cspxl.sources.street_tally import Tally, is_territorial
from cspxl.sources.text import listed, shown
from cspxl.values import month_text

# A month with fewer rows than this share of a force's usual month is told: forces have sent a part of a month
# (Dyfed-Powys, from February 2024). The share is a choice, not a published rule.
_FEW: Final = 0.5
_ENOUGH_MONTHS: Final = 6
_MOST: Final = 20


def notices(tally: Tally, months: range, odd_names: Sequence[str]) -> Iterator[Notice]:
    """The lines; ``months`` are those of the table, ``odd_names`` those of files that were passed over."""
    lines = {
        "files not read, because their names are not those of street files": [shown(name) for name in odd_names],
        "forces with no file or no row, so their areas are not available": _absent(tally, months),
        "months with less than half the rows of the force's usual month, perhaps incomplete": _few(tally),
        "rows without a location, in no area's figures": _no_location(tally),
        "rows of names that are no authority of England and Wales, in no area's figures": _by_size(tally.unknown_names),
        "crime types that no list knows, counted in all crime only": _by_size(tally.unknown_types),
        "rows of forces that no partnership belongs to, not counted": _not_territorial(tally),
        "rows of areas whose own force has no file for the month, in no figure": _by_size(tally.elsewhere(), _force),
        "rows name the whole authority, so its partnerships are not available": _wholes(tally),
    }
    for what, items in lines.items():
        if items:
            yield Notice(f"{what}: {'; '.join(items)}")


def _absent(tally: Tally, months: range) -> Sequence[str]:
    """The months that each territorial force lacks."""
    lacking = {
        force: sorted(set(months) - tally.months_of(force)) for force in sorted(tally.rows) if is_territorial(force)
    }
    return [f"{_force(force)} ({spans(absent)})" for force, absent in lacking.items() if absent]


def _few(tally: Tally) -> Sequence[str]:
    items = []
    for force, rows in sorted(tally.rows.items()):
        counts = [n for n in rows.values() if n]
        if is_territorial(force) and len(counts) >= _ENOUGH_MONTHS:
            usual = median(counts)
            few = [f"{month_text(month)} ({n:,} of {usual:,.0f})" for month, n in rows.items() if 0 < n < _FEW * usual]
            if few:
                items.append(f"{_force(force)} {listed(few)}")
    return items


def _no_location(tally: Tally) -> Sequence[str]:
    """Every force that has some, and their share of its rows."""
    totals = {force: sum(rows.values()) for force, rows in tally.rows.items()}
    return [
        f"{_force(force)} {n:,} of {totals[force]:,} ({n / totals[force]:.1%})"
        for force, n in sorted(tally.no_location.items())
    ]


def _not_territorial(tally: Tally) -> Sequence[str]:
    rows = {force: sum(rows.values()) for force, rows in sorted(tally.rows.items()) if not is_territorial(force)}
    return [f"{_force(force)} {n:,}" for force, n in rows.items()]


def _wholes(tally: Tally) -> Sequence[str]:
    return [
        f"{whole}, so {listed(parts_of_wholes()[whole])} ({spans(sorted(named))})"
        for whole, named in sorted(tally.whole_named.items())
    ]


def _by_size(counted: Mapping[str, int], told: Callable[[str], str] = shown) -> Sequence[str]:
    """Names and how many rows each has, the largest first; beyond twenty together."""
    largest = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    items = [f"{told(name)} {n:,}" for name, n in largest[:_MOST]]
    if rest := largest[_MOST:]:
        items.append(f"{len(rest)} more names {sum(n for _, n in rest):,}")
    return items


def _force(key: str) -> str:
    return forces()[key].name if key in forces() else f"{key} (in no list of forces)"
