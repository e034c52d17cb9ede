"""A publication written: the calculated values of a report's workbook, in plain marked-up tables that all can read.

As the Government Analysis Function asks (Releasing statistics in spreadsheets): a cover, contents, notes, and each
table on a sheet of its own that begins in A1, with a heading, what there is on the sheet, and its source. Values alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from itertools import count
from textwrap import wrap
from typing import Final, NamedTuple

from cspxl.engine import Plan
from cspxl.engine.ranges import Array
from cspxl.export.disclosure import hidden
from cspxl.report.describe import Content, Formula, Page, Properties, Put, Sheet, SheetTable, Workbook
from cspxl.report.placed import Place
from cspxl.report.publication import CONFIDENTIAL, SHORTHAND, Key, Publication, Published, PublishedTable
from cspxl.values import Cell, CellError, is_blank

COVER: Final = "Cover"
CONTENTS: Final = "Contents"
NOTES: Final = "Notes"
_TEXTS: Final = frozenset({"text", "link"})
_WIDE: Final = 44.0  # a column of texts at most
_WIDEST: Final = 90.0  # the second of two
_NARROW: Final = 16.0  # any column at least
_LETTER: Final = 1.12  # the width of one, of a heading's too
_COVER: Final = 100.0  # the column of the cover
_TITLE_LETTER: Final = 1.75
_LINE: Final = 16.0  # the height of one
_TITLE_LINE: Final = 24.0


class _Column(NamedTuple):
    """A column as it is printed: its heading with its marks, what its cells show, the style of each."""

    heading: str
    cells: Sequence[Cell]
    look: str


class _Table(NamedTuple):
    """A table with its values."""

    sheet: str
    name: str
    title: str
    source: str
    columns: Sequence[_Column]


def published(publication: Publication, plan: Plan, properties: Properties) -> Workbook:
    """The publication as a workbook of values, from the calculated workbook of its report."""
    return _Made(publication, plan, properties).workbook()


@dataclass
class _Made:
    publication: Publication
    plan: Plan
    properties: Properties

    def __post_init__(self) -> None:
        self.notes: list[str] = []
        self.values: dict[str, Cell] = {}

    def workbook(self) -> Workbook:
        """Cover, contents, notes, tables."""
        tables = list(self._tables())
        title, area = self._text(self.publication.title), self._text(self.publication.area)
        listed = [(NOTES, "Notes, and the shorthand that tables use"), *((one.sheet, one.title) for one in tables)]
        sheets = [self._cover(title), _contents(listed), self._notes(tables), *map(_sheet, tables)]
        author = self.publication.asked.contact or f"Community Safety Partnership of {area}"
        return Workbook(
            Properties(
                title, self.properties.subject, f"Statistics for publication. {self._text(self.publication.about[0])}",
                self.properties.keywords, author, self.properties.made_on,
            ),
            marking="", sheets=sheets, names={}, prints_all=True, is_publication=True,
        )  # fmt: skip

    # Values

    def _value(self, content: Content) -> Cell:
        """What a cell of the report's workbook shows."""
        if not isinstance(content, Formula):
            return content
        if content.text not in self.values:
            found = self.plan.answer(content.text, self.publication.home)
            self.values[content.text] = found.rows[0][0] if isinstance(found, Array) else found
        return self.values[content.text]

    def _text(self, content: Content) -> str:
        return str(self._value(content))

    @cached_property
    def _hidden(self) -> frozenset[Key]:
        """The counts that are not told."""
        cells = [cell for table in self.publication.tables for item in table.columns for cell in item.cells]
        counts: dict[Key, float] = {}
        for cell in cells:
            value, keys = self._value(cell.content), self._keys(cell)
            if cell.counts and isinstance(value, int | float) and value >= 0 and not value % 1:
                counts[keys[0]] = value
        return hidden(counts, self.publication.totals, self.publication.asked.threshold)

    def _keys(self, cell: Published) -> Sequence[Key]:
        """The counts that a cell is or would give away, the first its own; those of another area are named so."""
        keys = [*([cell.counts] if cell.counts else []), *cell.tells]
        area = self._value(cell.area)
        return keys if area in {None, self._value(self.publication.area)} else [(*key, str(area)) for key in keys]

    def _shown(self, cell: Published, look: str) -> Cell:
        """What is published of a cell."""
        value = self._value(cell.content)
        if isinstance(value, CellError) or is_blank(value):
            return cell.missing
        if self._hidden & {*self._keys(cell)}:
            return CONFIDENTIAL
        if look not in _TEXTS and isinstance(value, str) and not value.startswith("["):
            return cell.missing
        return value

    # Sheets

    def _tables(self) -> Iterator[_Table]:
        """The tables that have a row."""
        number = count(1)
        for table in self.publication.tables:
            kept = self._rows(table)
            if not kept:
                continue
            columns = [
                _Column(
                    " ".join([self._text(item.heading), *map(self._mark, item.notes)]),
                    [self._shown(item.cells[at], item.look) for at in kept], item.look,
                )
                for item in table.columns
            ]  # fmt: skip
            title, source = self._text(table.title), self._text(table.source)
            yield _Table(f"Table {next(number)}", table.name, title, source, columns)

    def _rows(self, table: PublishedTable) -> Sequence[int]:
        """The rows that have a first cell."""
        first = [self._value(cell.content) for cell in table.columns[0].cells]
        return [at for at, value in enumerate(first) if not (isinstance(value, CellError) or is_blank(value))]

    def _mark(self, note: str) -> str:
        """The mark of a note: ``[note 1]``."""
        if note not in self.notes:
            self.notes.append(note)
        return f"[note {self.notes.index(note) + 1}]"

    def _cover(self, title: str) -> Sheet:
        asked = self.publication.asked
        day = asked.published or self.properties.made_on
        told = "Date" if asked.published else "Date of the figures, the last day of their last month"
        when = day if asked.published else day - timedelta(days=1)
        contact = asked.contact or f"The Community Safety Partnership of {self._text(self.publication.area)}"
        parts = [
            (told, [f"{when.day} {when:%B %Y}"]),
            ("Contact", [contact]),
            ("What the worksheets hold", [
                "Contents lists the worksheets, each with a link. Notes explains marks and shorthand.",
                "Each table stands on a worksheet of its own, below its title and its source.",
            ]),
            ("Disclosure control", [self._controlled()]),
            ("Licence", ["Contains public sector information licensed under the Open Government Licence v3.0."]),
        ]  # fmt: skip
        lines = [(title, "Heading 1")]
        lines += [(self._text(about), "published_paragraph") for about in self.publication.about]
        for heading, texts in parts:
            lines += [(heading, "Heading 2"), *((text, "published_paragraph") for text in texts)]
        heights = {row: _TITLE_LINE if style == "Heading 2" else _LINE * _lines(text, _COVER)
                   for row, (text, style) in enumerate(lines, 1)}  # fmt: skip
        return _plain(COVER, [Put(row, 1, *line) for row, line in enumerate(lines, 1)], {1: _COVER}, heights)

    def _controlled(self) -> str:
        n = self.publication.asked.threshold - 1
        if n < 1:
            return "No count is withheld."
        return (
            f"Counts from 1 to {n} are withheld, and so are counts, changes, rates and words from which one could be "
            "worked out."
        )

    def _notes(self, tables: Sequence[_Table]) -> Sheet:
        rows = [(f"[note {at}]", note) for at, note in enumerate(self.notes, 1)]
        more = {CONFIDENTIAL: f" {self._withheld()}"}
        rows += [(mark, f"{SHORTHAND[mark]}{more.get(mark, '')}") for mark in _used(tables)]
        marks, meanings = zip(*rows, strict=True)
        return _sheet(_Table(NOTES, "notes", "Notes and shorthand", "", [
            _Column("Mark", marks, "text"), _Column("Meaning", meanings, "text"),
        ]))  # fmt: skip

    def _withheld(self) -> str:
        """What was done, and to how many counts."""
        return (
            f"{self._controlled()} Where one count alone would be withheld of those that add up to a published total, "
            f"the next smallest is withheld with it, until none follows from any total. {len(self._hidden):,} counts "
            "are withheld."
        )


def _used(tables: Sequence[_Table]) -> Sequence[str]:
    """The shorthand that stands in tables."""
    shown = {cell for table in tables for item in table.columns for cell in item.cells}
    return [mark for mark in SHORTHAND if mark in shown]


def _contents(listed: Sequence[tuple[str, str]]) -> Sheet:
    names = [name for name, _ in listed]
    columns = [_Column("Worksheet", names, "link"), _Column("Title", [title for _, title in listed], "text")]
    return _sheet(_Table(CONTENTS, "contents", "Contents", "", columns), names)


def _sheet(table: _Table, links: Sequence[str] = ()) -> Sheet:
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
    heights = {top + n: _LINE * max(map(_lines, row, widths.values())) for n, row in enumerate(rows)}
    leads = {(top + n, 1): sheet for n, sheet in enumerate(links, 1)}
    marked = [SheetTable(table.name, place.written("A1", ""))]
    return replace(_plain(table.sheet, cells, widths, heights), tables=marked, links=leads)


def _lines(cell: Cell, width: float) -> int:
    """How many lines a cell needs in a column of a width."""
    return len(wrap(cell, max(1, int(width / _LETTER)))) or 1 if isinstance(cell, str) else 1


def _told(table: _Table) -> str:
    """What there is on a sheet, in words, with the marks that its table uses."""
    used = [*(["its notes"] if any("[note" in item.heading for item in table.columns) else []), *_used([table])]
    told = f" The worksheet {NOTES} explains {' and '.join(used)}." if used and table.sheet != NOTES else ""
    return f"This worksheet contains one table.{told}"


def _width(item: _Column, most: float) -> float:
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
