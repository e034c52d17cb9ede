"""Plain marked-up tables that all can read, each on a sheet of its own: described for the writer.

As the Government Analysis Function asks (Releasing statistics in spreadsheets): from A1 a heading, what there is on the
sheet, and its source; then one table with one header row, wrapped texts, and no colours, filters or frozen panes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from textwrap import wrap
from typing import Final, NamedTuple

from cspxl.report.describe import Page, Put, Sheet, SheetTable
from cspxl.report.placed import Place
from cspxl.report.publication import SHORTHAND
from cspxl.values import Cell

CONTENTS: Final = "Contents"
NOTES: Final = "Notes"
_TEXTS: Final = frozenset({"text", "link"})
_WIDE: Final = 44.0  # a column of texts at most
_WIDEST: Final = 90.0  # the second of two
_NARROW: Final = 16.0  # any column at least
_LETTER: Final = 1.12  # the width of one
_BOLD: Final = 1.35  # the same of a heading
_PARAGRAPHS: Final = 100.0  # the column of a sheet of texts
_TITLE_LETTER: Final = 1.75
_LINE: Final = 16.0  # the height of one
_TITLE_LINE: Final = 24.0


class Column(NamedTuple):
    """A column as it is printed: its heading with its marks, what its cells show, the style of each."""

    heading: str
    cells: Sequence[Cell]
    look: str


class Table(NamedTuple):
    """A table with its values."""

    sheet: str
    name: str
    title: str
    source: str
    columns: Sequence[Column]


def is_text(look: str) -> bool:
    """Whether a column of such cells holds words."""
    return look in _TEXTS


def texts(name: str, title: str, lines: Sequence[tuple[str, str]]) -> Sheet:
    """A sheet of a title and texts alone, each with its style: ``Heading 2`` or ``published_paragraph``."""
    whole = [(title, "Heading 1"), *lines]
    heights = {row: _TITLE_LINE if style == "Heading 2" else _LINE * _lines(text, _PARAGRAPHS)
               for row, (text, style) in enumerate(whole, 1)}  # fmt: skip
    return _plain(name, [Put(row, 1, *line) for row, line in enumerate(whole, 1)], {1: _PARAGRAPHS}, heights)


def contents(listed: Sequence[tuple[str, str]]) -> Sheet:
    """The sheets with their titles, each with a link."""
    names, titles = [name for name, _ in listed], [title for _, title in listed]
    columns = [Column("Worksheet", names, "link"), Column("Title", titles, "text")]
    return sheet(Table(CONTENTS, "contents", "Contents", "", columns), names)


def used(tables: Sequence[Table]) -> Sequence[str]:
    """The shorthand that stands in tables."""
    shown = {cell for table in tables for item in table.columns for cell in item.cells}
    return [mark for mark in SHORTHAND if mark in shown]


def sheet(table: Table, links: Sequence[str] = ()) -> Sheet:
    """A table below its title, what there is on the sheet, and its source."""
    heads = [(table.title, "Heading 1"), (_told(table), "published_line")]
    heads += [(f"Source: {table.source}", "published_line")] if table.source else []
    cells = [Put(row, 1, *head) for row, head in enumerate(heads, 1)]
    top = len(heads) + 1
    for at, item in enumerate(table.columns, 1):
        right = "" if item.look in _TEXTS else "_right"
        cells.append(Put(top, at, item.heading, f"published_header{right}"))
        cells += [Put(top + n, at, cell, f"published_{item.look}") for n, cell in enumerate(item.cells, 1)]
    place = Place(top, 1, top + len(table.columns[0].cells), len(table.columns))
    most = _WIDEST if len(table.columns) == 2 else _WIDE
    widths = {at: _width(item, most) for at, item in enumerate(table.columns, 1)}
    rows = zip(*((item.heading, *item.cells) for item in table.columns), strict=True)
    heights = {top + n: _height(row, widths, _LETTER if n else _BOLD) for n, row in enumerate(rows)}
    leads = {(top + n, 1): sheet for n, sheet in enumerate(links, 1)}
    marked = [SheetTable(table.name, place.written("A1", ""))]
    return replace(_plain(table.sheet, cells, widths, heights), tables=marked, links=leads)


def _height(row: Sequence[Cell], widths: Mapping[int, float], letter: float) -> float:
    """As tall as the cell that needs most lines."""
    return _LINE * max(_lines(cell, width, letter) for cell, width in zip(row, widths.values(), strict=True))


def _lines(cell: Cell, width: float, letter: float = _LETTER) -> int:
    """How many lines a cell needs in a column of a width."""
    return len(wrap(cell, max(1, int(width / letter)))) or 1 if isinstance(cell, str) else 1


def _told(table: Table) -> str:
    """What there is on a sheet, in words, with the marks that its table uses."""
    marks = [*(["its notes"] if any("[note" in item.heading for item in table.columns) else []), *used([table])]
    told = f" The worksheet {NOTES} explains {' and '.join(marks)}." if marks and table.sheet != NOTES else ""
    return f"This worksheet contains one table.{told}"


def _width(item: Column, most: float) -> float:
    """Of texts as wide as they need, within limits: what is longer wraps."""
    longest = max((len(cell) for cell in item.cells if isinstance(cell, str)), default=0)
    return max(_NARROW, min(most, longest * _LETTER + 3)) if item.look in _TEXTS else _NARROW


def _plain(name: str, cells: Sequence[Put], widths: Mapping[int, float], heights: Mapping[int, float]) -> Sheet:
    """A sheet that prints as wide as its title, which begins it."""
    bottom, right = max(put.row for put in cells), max(put.column for put in cells)
    room = sum(widths.values())
    while room < len(str(cells[0].content)) * _TITLE_LETTER:
        right, room = right + 1, room + _NARROW
    every = {**dict.fromkeys(range(len(widths) + 1, right + 1), _NARROW), **widths}
    page = Page(Place(1, 1, bottom, right).written("A1", ""), one_page=False)
    return Sheet(name, cells, every, page, {1: _TITLE_LINE, **heights}, gridlines=True)
