"""What a workbook says in words, held against the figures in the same sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from cspxl.audit import findings_of
from cspxl.check.book import Book
from cspxl.check.rules import Found, rule

_FIGURES: Final = re.compile(r"\d[^\d]+\d")


@rule(
    "sentence",
    "error",
    finds="A sentence in a cell gives a change, a share or a rank that its own figures do not.",
    why="A board reads the sentence; whoever works it out again stops believing the rest.",
    todo="Let a formula write the sentence from the figures, or put the right figure in; cspxl audit says which.",
)
def sentence(book: Book) -> Iterator[Found]:
    """Texts that are shown, typed or written by formulas, each for itself, as cspxl audit reads them."""
    for sheet in book.sheets.values():
        for row, column in sheet.cells if sheet.seen else ():
            value = sheet.value(row, column)
            if isinstance(value, str) and " " in value and _FIGURES.search(value):
                for told in _wrong(value):
                    yield Found(sheet, row, column, told, value)


@lru_cache(maxsize=16_384)
def _wrong(text: str) -> tuple[str, ...]:
    return tuple(f"{one.statement}: {one.told}" for one in findings_of(text))
