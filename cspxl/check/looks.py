"""A workbook's sheets as readers meet them: marked-up tables, what stands above them, texts and their looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from openpyxl.cell.cell import Cell as BookCell
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.table import Table as BookTable
from openpyxl.worksheet.worksheet import Worksheet

from cspxl.check.book import At, Book, Grid

NOTES: Final = re.compile(r"\bnotes?\b", re.IGNORECASE)
MARK: Final = re.compile(r"\[(?:note \d+|[a-z]{1,4})\]")
_HEADINGS: Final = re.compile(r"(?:heading|headline|title)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Marked:
    """A marked-up table in its place."""

    table: BookTable
    place: CellRange

    @property
    def has_header(self) -> bool:
        """Whether its first row is its header."""
        return self.table.headerRowCount != 0

    @property
    def first_row(self) -> int:
        """The first row below the header."""
        return int(self.place.min_row) + self.has_header

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell belongs to it."""
        place = self.place
        return bool(place.min_row <= row <= place.max_row and place.min_col <= column <= place.max_col)


class Seen:
    """One sheet as it looks."""

    def __init__(self, grid: Grid, sheet: Worksheet) -> None:
        self.grid, self.sheet, self.name = grid, sheet, sheet.title

    @cached_property
    def cells(self) -> Mapping[At, BookCell]:
        """The cells that hold something, from the top."""
        found = self.sheet._cells  # noqa: SLF001 -- iter_rows() makes a cell of every gap
        return {at: cell for at, cell in sorted(found.items()) if cell.value not in {None, ""}}

    @cached_property
    def tables(self) -> list[Marked]:
        """Its marked-up tables, from the top."""
        found = [Marked(table, CellRange(table.ref)) for table in self.sheet.tables.values()]
        return sorted(found, key=lambda one: (one.place.min_row, one.place.min_col))

    def table_at(self, row: int, column: int) -> Marked | None:
        """The table that a cell belongs to."""
        return next((table for table in self.tables if table.holds(row, column)), None)

    def body(self) -> Iterator[tuple[Marked, At]]:
        """Every cell below the headers of its tables, empty ones too."""
        for table in self.tables:
            for row in range(table.first_row, int(table.place.max_row) + 1):
                yield from ((table, (row, column)) for column in range(table.place.min_col, table.place.max_col + 1))

    def header(self, table: Marked, column: int) -> str:
        """The text above a column of a table."""
        cell = self.cells.get((int(table.place.min_row), column)) if table.has_header else None
        return str(cell.value) if cell is not None else ""

    def text(self, at: At) -> str:
        """The text of a cell; empty where it holds none."""
        cell = self.cells.get(at)
        return cell.value if cell is not None and isinstance(cell.value, str) else ""

    def above(self) -> str:
        """Everything that is said above the first table; on a sheet without one, everything."""
        last = self.tables[0].place.min_row if self.tables else 1 << 20
        return "\n".join(str(cell.value) for (row, _), cell in self.cells.items() if row < last)

    @property
    def is_of_notes(self) -> bool:
        """Whether it explains notes and shorthand."""
        return bool(NOTES.search(self.name))


@lru_cache(maxsize=1)
def seen(book: Book) -> list[Seen]:
    """The sheets of cells; none of a file that openpyxl cannot read."""
    if book.loaded is None:
        return []
    return [Seen(book.sheets[sheet.title.lower()], sheet) for sheet in book.loaded.worksheets]


def is_heading(cell: BookCell | None) -> bool:
    """Whether a cell is marked as a heading, which readers that read aloud can jump to."""
    if cell is None:
        return False
    try:
        return bool(_HEADINGS.match(str(cell.style)))
    except IndexError:  # of a style that the file does not define, which openpyxl finds out only now
        return False


def shade(colour: Any, otherwise: str) -> str:  # noqa: ANN401 -- openpyxl's colours, or none
    """A colour as six digits; the other for one of a theme, or none."""
    value = getattr(colour, "rgb", None)
    return value[-6:].upper() if isinstance(value, str) and len(value) in {6, 8} else otherwise


def contrast(one: str, two: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)
