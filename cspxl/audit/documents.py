"""What an audit reads: a file as rows of cells of text, each with its place; running text is rows of one cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, NamedTuple


@dataclass(frozen=True)
class Cell:
    """A paragraph, or a table's cell: its text, and where it stands.

    ``breaks`` are the offsets in the text at which further lines of the file start.
    """

    text: str
    line: int
    where: str = ""
    breaks: tuple[tuple[int, int], ...] = ()

    def line_at(self, offset: int) -> int:
        """The line of the file on which a place in the text stands."""
        return max([self.line, *(line for start, line in self.breaks if start <= offset)])


@dataclass(frozen=True)
class Row:
    """The cells of a table's row, or one paragraph; rows of one ``table`` follow each other, 0 is no table."""

    cells: tuple[Cell, ...]
    table: int = 0

    @property
    def line(self) -> int:
        """The line of the file on which it starts."""
        return self.cells[0].line

    @property
    def label(self) -> str:
        """What the row is about: its first cell with a word in it."""
        return next((cell.text for cell in self.cells if re.search(r"[A-Za-z]{2}", cell.text)), "")


@dataclass(frozen=True)
class Document:
    """A file's name and its rows, in the order in which they are read."""

    name: str
    rows: Sequence[Row] = field(repr=False)

    def tables(self) -> Iterator[Sequence[Row]]:
        """The rows of each table."""
        for number, rows in groupby(self.rows, lambda row: row.table):
            if number:
                yield list(rows)


class Sentence(NamedTuple):
    """A sentence or one point of a list: its text, and its offset in the cell."""

    text: str
    offset: int


_LONGEST: Final = 3_000  # signs of a sentence; what is longer is none
_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"'(•£\d])|(?<=[;:])\s+(?=[A-Z•])|\s*[•\n]\s*|\s+\*\s+(?=[A-Z\d])")
_ABBREVIATED: Final = re.compile(r"\b(?:vs|no|approx|ca|c|cf|e\.g|i\.e|fig|Dr|Mr|Mrs|Ms|St)\.$", re.IGNORECASE)
_NUMBERED: Final = re.compile(
    r"\s*(?:#+\s*|[-–•*]\s+|\((?:[ivx]+|[a-z]|\d{1,2})\)\s*|(?:[ivx]+|[a-z]|\d{1,2})\)\s+"
    r"|\d{1,2}(?:\.\d{1,2})+\.?\s+(?=[A-Z])|\d{1,2}\.\s+)+",
)


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text; the number of a paragraph or of a point of a list is no part of one."""
    start = 0
    for end in [*_END.finditer(text), None]:
        stop = end.start() if end else len(text)
        if end and _ABBREVIATED.search(text[start:stop]):
            continue
        numbered = _NUMBERED.match(text, start, stop)
        first = numbered.end() if numbered else start
        if text[first:stop].strip() and stop - first <= _LONGEST:
            yield Sentence(text[first:stop], first)
        start = end.end() if end else stop
