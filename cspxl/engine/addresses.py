"""Addresses of cells: ``B2`` and ``Sheet!B2`` to row and column, and back."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from cspxl.engine.model import Area

MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384

_PLAIN_SHEET: Final = re.compile(r"[^\W\d][\w.]*")
_CELL_LIKE: Final = re.compile(r"[A-Za-z]{1,3}\d{1,7}|[RrCc]\d*", re.ASCII)
_ADDRESS: Final = re.compile(
    r"(?:(?P<sheet>.+)!)?\$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>\d{1,7})", re.ASCII | re.DOTALL
)


@cache
def column_number(letters: str) -> int:
    """``A`` is 1, ``XFD`` is 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@cache
def column_letters(number: int) -> str:
    """1 is ``A``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_text(row: int, column: int) -> str:
    """``B2``."""
    return f"{column_letters(column)}{row}"


def area_text(area: Area) -> str:
    """``B2:C9``, or ``B2`` for one cell."""
    top, left, bottom, right = area
    first, last = cell_text(top, left), cell_text(bottom, right)
    return first if first == last else f"{first}:{last}"


def quoted(sheet: str) -> str:
    """A sheet's name as a formula writes it: with quotes where it needs them."""
    if _PLAIN_SHEET.fullmatch(sheet) and not _CELL_LIKE.fullmatch(sheet):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"


def unquoted(sheet: str) -> str:
    """The name itself."""
    if len(sheet) > 1 and sheet[0] == sheet[-1] == "'":
        return sheet[1:-1].replace("''", "'")
    return sheet


def full_address(sheet: str, row: int, column: int) -> str:
    """``Sheet!B2``; the sheet's name is not quoted."""
    return f"{sheet}!{cell_text(row, column)}"


def split_address(address: str) -> tuple[str | None, int, int] | None:
    """Sheet (None when not given), row and column; None where it is no address of one cell."""
    found = _ADDRESS.fullmatch(address.strip())
    if not found:
        return None
    row, column = int(found["row"]), column_number(found["column"])
    if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
        return None
    sheet = found["sheet"]
    return (None if sheet is None else unquoted(sheet)), row, column


def split_area(text: str) -> Area | None:
    """The area of ``B2:C9`` or ``B2``, corners in any order."""
    first, _, last = text.partition(":")
    one, two = split_address(first), split_address(last or first)
    if one is None or two is None:
        return None
    (_, r1, c1), (_, r2, c2) = one, two
    return min(r1, r2), min(c1, c2), max(r1, r2), max(c1, c2)


_R1C1: Final = re.compile(
    r"(?P<sheet>.+!)?(?P<first>R(?:\d+|\[-?\d+\])?C(?:\d+|\[-?\d+\])?)(?::(?P<last>R.+))?", re.IGNORECASE
)
_R1C1_CELL: Final = re.compile(r"R(\d+|\[-?\d+\])?C(\d+|\[-?\d+\])?", re.IGNORECASE)


def from_r1c1(text: str, row: int, column: int) -> str | None:
    """A reference in the R1C1 style, as seen from a cell, in the A1 style; None where it is none."""
    found = _R1C1.fullmatch(text.strip())
    if not found:
        return None
    ends = []
    for end in filter(None, (found["first"], found["last"])):
        cell = _R1C1_CELL.fullmatch(end)
        if not cell:
            return None
        at = [_from(part, own) for part, own in ((cell[1], row), (cell[2], column))]
        if not (1 <= at[0] <= MAX_ROW and 1 <= at[1] <= MAX_COLUMN):
            return None
        ends.append(cell_text(*at))
    return (found["sheet"] or "") + ":".join(ends)


def _from(part: str | None, own: int) -> int:
    if part is None:
        return own
    return own + int(part[1:-1]) if part[0] == "[" else int(part)
