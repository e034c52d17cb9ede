"""A publication written: the calculated values of a report's workbook, with a cover, contents, notes; values alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import count
from typing import Final

from cspxl.engine import Plan
from cspxl.engine.ranges import Array
from cspxl.export.disclosure import hidden
from cspxl.export.plain import NOTES, Column, Table, contents, is_text, sheet, texts, used
from cspxl.report.describe import Content, Formula, Properties, Sheet, Workbook
from cspxl.report.publication import CONFIDENTIAL, SHORTHAND, Key, Publication, Published, PublishedTable
from cspxl.values import Cell, CellError, is_blank

COVER: Final = "Cover"
_SIGNS: Final = frozenset({"–", "—", "-", ".."})  # what a board's page shows where there is nothing


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
        sheets = [self._cover(title), contents(listed), self._notes(tables), *map(sheet, tables)]
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
        if isinstance(value, CellError) or is_blank(value) or value in _SIGNS:
            return cell.missing
        if self._hidden & {*self._keys(cell)}:
            return CONFIDENTIAL
        if not is_text(look) and isinstance(value, str) and not value.startswith("["):
            return cell.missing
        return value

    # Sheets

    def _tables(self) -> Iterator[Table]:
        """The tables that have a row."""
        number = count(1)
        for table in self.publication.tables:
            kept = self._rows(table)
            if not kept:
                continue
            columns = [
                Column(
                    " ".join([self._text(item.heading), *map(self._mark, item.notes)]),
                    [self._shown(item.cells[at], item.look) for at in kept], item.look,
                )
                for item in table.columns
            ]  # fmt: skip
            title, source = self._text(table.title), self._text(table.source)
            yield Table(f"Table {next(number)}", table.name, title, source, columns)

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
        dated = "Date" if asked.published else "Date of the figures, the last day of their last month"
        when = day if asked.published else day - timedelta(days=1)
        contact = asked.contact or f"The Community Safety Partnership of {self._text(self.publication.area)}"
        parts = [
            (dated, [f"{when.day} {when:%B %Y}"]),
            ("Contact", [contact]),
            ("What the worksheets hold", [
                "Contents lists the worksheets, each with a link. Notes explains marks and shorthand.",
                "Each table stands on a worksheet of its own, below its title and its source.",
            ]),
            ("Disclosure control", [self._controlled()]),
            ("Licence", ["Contains public sector information licensed under the Open Government Licence v3.0."]),
        ]  # fmt: skip
        lines = [(self._text(about), "published_paragraph") for about in self.publication.about]
        for heading, told in parts:
            lines += [(heading, "Heading 2"), *((text, "published_paragraph") for text in told)]
        return texts(COVER, title, lines)

    def _controlled(self) -> str:
        n = self.publication.asked.threshold - 1
        if n < 1:
            return "No count is withheld."
        return (
            f"Counts from 1 to {n} are withheld, and so are counts, changes, rates and words from which one could be "
            "worked out."
        )

    def _notes(self, tables: Sequence[Table]) -> Sheet:
        rows = [(f"[note {at}]", note) for at, note in enumerate(self.notes, 1)]
        more = {CONFIDENTIAL: f" {self._withheld()}"}
        rows += [(mark, f"{SHORTHAND[mark]}{more.get(mark, '')}") for mark in used(tables)]
        marks, meanings = zip(*rows, strict=True)
        return sheet(Table(NOTES, "notes", "Notes and shorthand", "", [
            Column("Mark", marks, "text"), Column("Meaning", meanings, "text"),
        ]))  # fmt: skip

    def _withheld(self) -> str:
        """What was done, and to how many counts."""
        return (
            f"{self._controlled()} Where one count alone would be withheld of those that add up to a published total, "
            f"the next smallest is withheld with it, until none follows from any total. {len(self._hidden):,} counts "
            "are withheld."
        )
