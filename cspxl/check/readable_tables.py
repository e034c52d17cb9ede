"""Rules of a publication's tables, as the Government Analysis Function's checklist of accessible spreadsheets asks.

Their points have the checklist's numbers, in its order: 1 to 9 tables, 10 to 13 notes, 14 to 25 looks, 26 to 31
structure, 32 to 35 before publishing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from openpyxl.utils import get_column_letter

from cspxl.check.book import Book
from cspxl.check.looks import MARK, is_heading, seen
from cspxl.check.rules import Found, rule, short

_GIVEN: Final = re.compile(r"(?:table|tab|tbl)_?\d*", re.IGNORECASE)
_COLUMN: Final = re.compile(r"(?:column|field)\s?\d*", re.IGNORECASE)
_EXPLAINED: Final = re.compile(r"\b(?:blank|empty)\b", re.IGNORECASE)
_SIGNS: Final = re.compile(r"[^\w\s\[]{1,3}|n/?a|#n/a|nil|null", re.IGNORECASE)
_NARROW: Final = 8.43  # the width of a column that has none
_ROOM: Final = 1.35  # letters that a unit of width may hold


@rule(
    "unmarked-table", "error", profiles=("publish",), points=(1,),
    finds="Figures stand in rows and columns that are no marked-up table.",
    why="A reader that reads aloud does not know that it is a table, nor which heading a figure belongs to.",
    todo="Choose the cells, then Insert, Table, with headers.",
)
def unmarked(book: Book) -> Iterator[Found]:
    """Two rows or more, one below the other, of two cells or more side by side, outside of marked-up tables."""
    for one in seen(book):
        free = {at for at in one.cells if one.table_at(*at) is None}
        rows = sorted({row for row, column in free if (row, column + 1) in free})
        starts = [row for row in rows if row + 1 in rows and row - 1 not in rows]
        for row in starts:
            column = min(column for at, column in free if at == row and (row, column + 1) in free)
            yield Found(one.grid, row, column, "begins a table that is not marked up", f"{one.name} {row}")


@rule(
    "table-name", "warning", profiles=("publish",), points=(2,),
    finds="A marked-up table has a name that says nothing, such as Table1.",
    why="Readers jump to a table by its name.",
    todo="Name it after what it shows: Table Design, Table Name.",
)
def names(book: Book) -> Iterator[Found]:
    """Names that a program gave."""
    for one in seen(book):
        for table in one.tables:
            if _GIVEN.fullmatch(table.table.displayName):
                what = f"the table is called {table.table.displayName}"
                yield Found(one.grid, table.place.min_row, table.place.min_col, what, table.table.displayName)


@rule(
    "merged-cells", "error", profiles=("publish",), points=(3,),
    finds="Cells are merged.",
    why="A reader that reads aloud loses count of rows and columns, and sorting fails.",
    todo="Undo it, and give every cell its own text; use widths and heights for room.",
)
def merged(book: Book) -> Iterator[Found]:
    """Each merged area."""
    for one in seen(book):
        for area in one.sheet.merged_cells.ranges:
            yield Found(one.grid, area.min_row, area.min_col, f"{area} is one merged cell", str(area))


@rule(
    "blank-in-table", "error", profiles=("publish",), points=(4,),
    finds="A row or a column within a marked-up table is blank.",
    why="A reader that reads aloud takes it for the end of the table.",
    todo="Take it out; use widths and heights for room.",
)
def blanks(book: Book) -> Iterator[Found]:
    """Rows and columns without a single figure or text below the header."""
    for one in seen(book):
        for table in one.tables:
            place = table.place
            rows = range(table.first_row, place.max_row + 1)
            columns = range(place.min_col, place.max_col + 1)
            for row in rows:
                if not any((row, column) in one.cells for column in columns):
                    yield Found(one.grid, row, place.min_col, f"row {row} is blank", f"row {row}")
            for column in columns:
                if not any((row, column) in one.cells for row in rows):
                    letter = get_column_letter(column)
                    yield Found(one.grid, table.first_row, column, f"column {letter} is blank", f"column {letter}")


@rule(
    "table-header", "error", profiles=("board", "publish"), points=(5,),
    finds="A marked-up table has no header, or a heading that says nothing.",
    why="Without headings a figure read aloud has no meaning.",
    todo="Give every column one text of its own in the header row.",
)
def headers(book: Book) -> Iterator[Found]:
    """Tables without a header row, and headings that a program gave or that are empty."""
    for one in seen(book):
        for table in one.tables:
            row, left = table.place.min_row, table.place.min_col
            if not table.has_header:
                yield Found(one.grid, row, left, "the table has no header row", table.table.displayName)
                continue
            for column in range(left, table.place.max_col + 1):
                text = one.header(table, column).strip()
                if not text or _COLUMN.fullmatch(text):
                    yield Found(one.grid, row, column, f"the heading is {text!r}", f"{row} {column}")


@rule(
    "text-not-wrapped", "error", profiles=("publish",), points=(6,),
    finds="A text in a table is longer than its column is wide, and is not wrapped.",
    why="It is cut off by its neighbour, and whoever enlarges the page cannot read it.",
    todo="Home, Wrap Text; or widen the column.",
)
def unwrapped(book: Book) -> Iterator[Found]:
    """Texts, headings too, of more letters than the column can hold."""
    for one in seen(book):
        for (row, column), cell in one.cells.items():
            if not isinstance(cell.value, str) or one.table_at(row, column) is None or cell.alignment.wrap_text:
                continue
            dimension = one.sheet.column_dimensions.get(get_column_letter(column))
            width = dimension.width if dimension is not None and dimension.customWidth else _NARROW
            if len(cell.value) > width * _ROOM:
                yield Found(one.grid, row, column, f"{short(cell.value)!r} is not wrapped", f"{row} {column}")


@rule(
    "filter-or-freeze", "warning", profiles=("publish",), points=(7,),
    finds="A sheet has filter buttons or frozen panes.",
    why="They get in the way of readers that read aloud, and of whoever enlarges the page.",
    todo="Data, Filter, off; View, Unfreeze Panes.",
)
def filters(book: Book) -> Iterator[Found]:
    """Filters of sheets and of tables, and panes that are frozen or split."""
    for one in seen(book):
        if one.sheet.sheet_view.pane is not None:
            yield Found(one.grid, 1, 1, "panes are frozen", "panes")
        if one.sheet.auto_filter.ref:
            yield Found(one.grid, 1, 1, "the sheet has filter buttons", "filter")
        for table in one.tables:
            if table.table.autoFilter is not None:
                what = f"the table {table.table.displayName} has filter buttons"
                yield Found(one.grid, table.place.min_row, table.place.min_col, what, table.table.displayName)


@rule(
    "empty-cell", "error", profiles=("publish",), points=(8,),
    finds="A cell of a table is empty, and nothing above the table says why.",
    why="Nobody can tell a figure that is missing from one that is 0 or is withheld.",
    todo="Write shorthand, such as [x] for not available, and explain it on the notes sheet.",
)
def empties(book: Book) -> Iterator[Found]:
    """Empty cells in rows and columns that are not blank throughout."""
    for one in seen(book):
        if _EXPLAINED.search(one.above()):
            continue
        for table, (row, column) in one.body():
            if (row, column) in one.cells:
                continue
            place = table.place
            in_row = any((row, at) in one.cells for at in range(place.min_col, place.max_col + 1))
            in_column = any((at, column) in one.cells for at in range(table.first_row, place.max_row + 1))
            if in_row and in_column:
                yield Found(one.grid, row, column, "is empty", f"{row} {column}")


@rule(
    "hidden-part", "warning", profiles=("publish",), points=(9,),
    finds="A sheet, a row or a column is hidden.",
    why="What is hidden is still read aloud, or published unawares.",
    todo="Show it, or delete it.",
)
def hidden(book: Book) -> Iterator[Found]:
    """Sheets, rows and columns."""
    for one in seen(book):
        if one.sheet.sheet_state != "visible":
            yield Found(one.grid, 1, 1, f"the sheet {one.name!r} is hidden", "sheet")
        for row, dimension in one.sheet.row_dimensions.items():
            if dimension.hidden:
                yield Found(one.grid, row, 1, f"row {row} is hidden", f"row {row}")
        for letter, across in one.sheet.column_dimensions.items():
            if across.hidden:
                yield Found(one.grid, 1, across.min or 1, f"column {letter} is hidden", f"column {letter}")


@rule(
    "symbol-for-missing", "warning", profiles=("publish",), points=(18,),
    finds="A sign such as – or .. stands in a table where a figure is missing.",
    why="Signs are read aloud differently or not at all, and mean something else in every publication.",
    todo="Write shorthand, such as [x] or [z], and explain it on the notes sheet.",
)
def signs(book: Book) -> Iterator[Found]:
    """Cells below headers that hold signs alone, or N/A."""
    for one in seen(book):
        for _, at in one.body():
            text = one.text(at).strip()
            if text and _SIGNS.fullmatch(text) and not MARK.fullmatch(text):
                yield Found(one.grid, *at, f"holds {text!r}", f"{at}")


@rule(
    "table-not-at-left", "error", profiles=("publish",), points=(29,),
    finds="A table does not begin in column A.",
    why="Readers that read aloud begin there, and may think the sheet empty.",
    todo="Move it to column A.",
)
def at_left(book: Book) -> Iterator[Found]:
    """Marked-up tables that begin further right."""
    for one in seen(book):
        for table in one.tables:
            if table.place.min_col > 1:
                what = f"the table {table.table.displayName} begins here"
                yield Found(one.grid, table.place.min_row, table.place.min_col, what, table.table.displayName)


@rule(
    "content-below-table", "warning", profiles=("publish",), points=(30,),
    finds="Something stands below the last table of a sheet.",
    why="Whoever reads to the table's end does not know that more follows.",
    todo="Put it above the table, or on the notes sheet.",
)
def below(book: Book) -> Iterator[Found]:
    """Cells below the lowest marked-up table."""
    for one in seen(book):
        last = max((table.place.max_row for table in one.tables), default=None)
        first = next((at for at in one.cells if last is not None and at[0] > last), None)
        if first is not None:
            yield Found(one.grid, *first, "stands below the table", f"{one.name} below")


@rule(
    "several-tables", "warning", profiles=("publish",), points=(31,),
    finds="A sheet has several tables, and one of them has no heading of its own.",
    why="Readers cannot jump to a table that has no heading.",
    todo="Give each table a heading in the cell above it, with a heading's cell style; or a sheet of its own.",
)
def several(book: Book) -> Iterator[Found]:
    """Tables after the first without a cell in a heading's style between them and the one before."""
    for one in seen(book):
        for before, table in zip(one.tables, one.tables[1:], strict=False):
            between = range(before.place.max_row + 1, table.place.min_row)
            if not any(is_heading(one.cells.get((row, table.place.min_col))) for row in between):
                what = f"the table {table.table.displayName} has no heading of its own"
                yield Found(one.grid, table.place.min_row, table.place.min_col, what, table.table.displayName)
