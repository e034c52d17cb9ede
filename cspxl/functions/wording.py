"""Wording: figures in words, computed so that a sentence cannot contradict its table."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from cspxl.functions.windows import vector
from cspxl.registry import Argument, Kind, Number, Range, Text, Whole, excel_function, single
from cspxl.values import Cell, CellError, CellFault, exact, fifteen, is_blank, round_half_away

CATEGORY = "CSP wording"
_MOST_PLACES = 15


@excel_function(
    "HEADLINE",
    example='=HEADLINE(6514,5683,"full","calls")',
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
) -> Cell:
    """Counts and shares are not negative; else #NUM!."""
    now, before = _figures(current, previous, dp)
    match style:
        case "points":
            return _points(now, before, dp)
        case "count":
            moved = f"{_direction(now, before)} {_count(abs(now - before))} to" if now != before else "No change at"
            return f"{_capital(moved)} {_count(now)}"
    change = _in_words(now, before, dp)
    difference = f" ({now - before:+,f} {unit})" if now != before else ""
    if style == "change":
        return f"{_capital(change)}{difference}"
    return f"{_count(now)}, {change}{difference if style == 'full' else ''}"


@excel_function(
    "CHANGE_TEXT",
    example="=CHANGE_TEXT(1398,1516)",
    help="A change in words: up 14.6%, down 7.8%, no change, up from 0, up less than 0.1%.",
    args={
        "current": "The figure now.",
        "previous": "The figure before.",
        "dp": "Decimal places of the percentage (left out: 1).",
    },
    category=CATEGORY,
    source="Barking and Dagenham call-over report, June 2017, section 2: performance text",
)
def change_text(current: Number, previous: Number, dp: Whole = 1) -> Cell:
    """As in HEADLINE."""
    return _in_words(*_figures(current, previous, dp), dp)


def _figures(current: float, previous: float, dp: int) -> tuple[Decimal, Decimal]:
    """The two figures; a negative one, or decimal places that no number has, are #NUM!."""
    if not 0 <= dp <= _MOST_PLACES or current < 0 or previous < 0:
        raise CellFault(CellError.NUM)
    return exact(current), exact(previous)


def _in_words(now: Decimal, before: Decimal, places: int) -> str:
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
    size = _size(abs(now - before), places, " percentage points", one=" percentage point")
    return f"{_capital(_direction(now, before))} {size}, from {_percent(before, places)} to {_percent(now, places)}"


def _size(fraction: Decimal, places: int, unit: str, one: str = "") -> str:
    """A difference as a percentage; one that would print as nothing says so. ``one``: the unit of a 1 that prints as 1.

    A 1 with decimals is a decimal number, and takes the plural: 1.0 percentage points.
    """
    shown = round_half_away(exact(fraction * 100), places)
    least = Decimal(1).scaleb(-places)
    size = f"{shown:,f}" if shown else f"{least:f}"
    return f"{'' if shown else 'less than '}{size}{one or unit if size == '1' else unit}"


def _percent(fraction: Decimal, places: int) -> str:
    return f"{round_half_away(exact(fraction * 100), places):,f}%"


def _count(value: Decimal) -> str:
    return f"{value:,f}"


def _direction(now: Decimal, before: Decimal) -> str:
    return "up" if now > before else "down"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _read_wanted(argument: Argument) -> Cell:
    cell = single(argument)
    if isinstance(cell, CellError):
        raise CellFault(cell)
    if is_blank(cell):
        raise CellFault(CellError.NA)
    return _same(cell)


def _same(cell: Cell) -> Cell:
    """A flag as flags are compared: text without case, numbers at 15 digits, #N/A as no flag at all."""
    if isinstance(cell, str):
        return cell.casefold()
    if isinstance(cell, CellError):
        if cell is not CellError.NA:
            raise CellFault(cell)
        return None
    return cell if cell is None or isinstance(cell, bool) else fifteen(cell)


Wanted = Annotated[Cell, Kind("value", _read_wanted)]


@excel_function(
    "PICK",
    example='=PICK({"Burglary";"Robbery";"Violence"},{"Green";"Red";"Red"},"Red",2)',
    help="The n-th text whose flag is the one wanted, or empty text: lists that work in every Excel.",
    args={
        "texts": "The texts: one row or column.",
        "flags": "A flag for each text, for example its RAG.",
        "wanted": "The flag wanted; upper and lower case are the same.",
        "n": "Which of the texts found: 1 is the first.",
    },
    category=CATEGORY,
    source="Barking and Dagenham call-over report, June 2017, section 1.1: three lists of indicators",
)
def pick(texts: Range, flags: Range, wanted: Wanted, n: Whole) -> Cell:
    """A flag that is #N/A is not the one wanted; another error comes out where it stands before the text."""
    if n < 1:
        raise CellFault(CellError.NUM)
    cells, marks = vector(texts), vector(flags)
    if len(cells) != len(marks):
        raise CellFault(CellError.VALUE)
    found = 0
    for cell, mark in zip(cells, marks, strict=True):
        flag = _same(mark)
        if type(flag) is type(wanted) and flag == wanted:
            found += 1
            if found == n:
                return "" if cell is None else cell
    return ""
