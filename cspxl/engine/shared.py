"""Shared formulas: one text for many cells, its references moved along with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from cspxl.engine.addresses import MAX_COLUMN, MAX_ROW, column_letters, column_number, unquoted
from cspxl.tokens import Token, tokenise

_PART: Final = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)(\d+)?", re.ASCII)


_ROW: Final = re.compile(r"(?<![$\d])\d+", re.ASCII)  # a row number without a dollar


@lru_cache(maxsize=1024)
def _tokens(text: str) -> tuple[Token, ...]:
    return tuple(tokenise(text))


def moved(text: str, rows: int, columns: int) -> str:
    """The formula as it stands so many rows further down and columns further right. Raises FormulaError."""
    if not columns:
        written, numbers = _rows(text)
        below = tuple([number + rows for number in numbers])
        if not below or 1 <= min(below) <= max(below) <= MAX_ROW:
            return written % below
    return "".join(
        _moved_reference(token.text, rows, columns) if token.kind == "ref" else token.text for token in _tokens(text)
    )


def anchored(text: str, row: Callable[[str, int], str]) -> str:
    """The formula with another word for each row that a reference names; the function has the sheet and the row."""

    def of(reference: str) -> str:
        sheet, mark, area = reference.rpartition("!")
        of_sheet = unquoted(sheet)
        return f"{sheet}{mark}" + re.sub(r"\d+", lambda found: row(of_sheet, int(found[0])), area)

    return "".join(of(token.text) if token.kind == "ref" else token.text for token in _tokens(text))


def relative(tokens: Sequence[Token], row: int, column: int) -> str:
    """A formula with its references told as seen from its cell: one text for all copies."""

    def end(written: str) -> str:
        found = _PART.fullmatch(written)
        assert found, written
        first, letters, second, digits = found.groups()
        if letters is None:
            first, second = "", first or second
        down = "" if digits is None else f"R{digits}" if second else f"R[{int(digits) - row}]"
        right = "" if letters is None else f"C{letters.upper()}" if first else f"C[{column_number(letters) - column}]"
        return down + right

    def of(reference: str) -> str:
        sheet, mark, area = reference.rpartition("!")
        return f"{sheet}{mark}{':'.join(map(end, area.split(':')))}"

    return "".join(of(token.text) if token.kind == "ref" else token.text for token in tokens)


@lru_cache(maxsize=1024)
def _rows(text: str) -> tuple[str, tuple[int, ...]]:
    """The formula with a place for each row number that moves, and those numbers."""
    pieces: list[str] = []
    numbers: list[int] = []
    for token in _tokens(text):
        at = 0
        area = token.text.rfind("!") + 1 if token.kind == "ref" else len(token.text)
        for found in _ROW.finditer(token.text, area):
            pieces += [token.text[at : found.start()].replace("%", "%%"), "%d"]
            numbers.append(int(found[0]))
            at = found.end()
        pieces.append(token.text[at:].replace("%", "%%"))
    return "".join(pieces), tuple(numbers)


def _moved_reference(text: str, rows: int, columns: int) -> str:
    sheet, mark, area = text.rpartition("!")
    ends = [_moved_end(end, rows, columns) for end in area.split(":")]
    if None in ends:
        return f"{sheet}{mark}#REF!"
    return f"{sheet}{mark}{':'.join(end for end in ends if end)}"


def _moved_end(end: str, rows: int, columns: int) -> str | None:
    found = _PART.fullmatch(end)
    assert found, end
    first, letters, second, digits = found.groups()
    if letters is None:  # ``$5`` of ``$5:$7``: the dollar belongs to the row
        first, second = "", first or second
    out = ""
    if letters is not None:
        column = column_number(letters) + (0 if first else columns)
        if not 1 <= column <= MAX_COLUMN:
            return None
        out = first + column_letters(column)
    if digits is not None:
        row = int(digits) + (0 if second else rows)
        if not 1 <= row <= MAX_ROW:
            return None
        out += f"{second}{row}"
    return out
