"""Wording: figures in words, computed so that a sentence cannot contradict its table."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from cspxl.registry import Number, Result, Text, Whole, excel_function
from cspxl.values import CellError, CellFault, exact, round_half_away

CATEGORY = "CSP wording"
_MOST_PLACES = 15


@excel_function(
    "HEADLINE",
    help="A figure and its change in words: 1,398, down 7.8%.",
    args={
        "current": "The figure now.",
        "previous": "The figure before.",
        "style": "volume (left out): 1,398, down 7.8%; full adds (-118 offences); change; count; points (for shares).",
        "unit": "What is counted (left out: offences). Used by full and change.",
        "dp": "Decimal places of the percentage (left out: 1).",
    },
    category=CATEGORY,
    source="Barking and Dagenham call-over report, June 2017, section 2: performance text",
)
def headline(
    current: Number,
    previous: Number,
    style: Literal["volume", "full", "change", "count", "points"] = "volume",
    unit: Text = "offences",
    dp: Whole = 1,
) -> Result:
    """Counts and shares are not negative; else #NUM!."""
    if not 0 <= dp <= _MOST_PLACES or current < 0 or previous < 0:
        raise CellFault(CellError.NUM)
    now, before = exact(current), exact(previous)
    match style:
        case "points":
            return _points(now, before, dp)
        case "count":
            moved = f"{_direction(now, before)} {_count(abs(now - before))} to" if now != before else "No change at"
            return f"{_capital(moved)} {_count(now)}"
    change = change_text(now, before, dp)
    difference = f" ({now - before:+,f} {unit})" if now != before else ""
    if style == "change":
        return f"{_capital(change)}{difference}"
    return f"{_count(now)}, {change}{difference if style == 'full' else ''}"


def change_text(now: Decimal, before: Decimal, places: int) -> str:
    """The change in words: ``down 7.8%``; a change too small to print is ``up less than 0.1%``."""
    if now == before:
        return "no change"
    direction = _direction(now, before)
    if before == 0:
        return f"{direction} from 0"
    return f"{direction} {_size(abs(now - before) / before, places, '%')}"


def _points(now: Decimal, before: Decimal, places: int) -> str:
    if now == before:
        return f"No change at {_percent(now, places)}"
    size = _size(abs(now - before), places, " percentage points")
    return f"{_capital(_direction(now, before))} {size}, from {_percent(before, places)} to {_percent(now, places)}"


def _size(fraction: Decimal, places: int, unit: str) -> str:
    """A difference as a percentage; one that would print as nothing says so."""
    shown = round_half_away(_fifteen(fraction * 100), places)
    if shown == 0:
        return f"less than {Decimal(1).scaleb(-places):f}{unit}"
    return f"{shown:,f}{unit}"


def _percent(fraction: Decimal, places: int) -> str:
    return f"{round_half_away(_fifteen(fraction * 100), places):,f}%"


def _fifteen(value: Decimal) -> Decimal:
    return Decimal(f"{value:.15g}")


def _count(value: Decimal) -> str:
    return f"{value:,f}"


def _direction(now: Decimal, before: Decimal) -> str:
    return "up" if now > before else "down"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
