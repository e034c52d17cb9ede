"""Stacks of tables in their places; formulas in structured references. The one module that counts cells.

A formula names what it needs, as in an Excel table, and never where it stands:

    [@rolling12]          the cell of this row
    [rolling12]           the whole column
    indicators[@break]    the cells of another table that belong to this row
    areas[total]          the column of another table (this row's indicator's, where it has one for each)
    monthly[#value]       the headings of its columns
    monthly[@value, area=London]   the cells of a row that is named
    counts[@count, area=*]         of this row's indicator, whatever the area
    [@$month$]            spelled $A$7; [@$month] is $A7, [@month$] is A$7

Tables have axes (indicator, area, month …). A row fixes some of them: ``@`` gives the cells that agree with all that
both sides fix. So a row of an indicator finds its breaks, its column among the areas and its block of the counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from typing import Final, NamedTuple

from openpyxl.utils import get_column_letter

from cspxl.errors import CspxlError
from cspxl.report import describe
from cspxl.report.describe import Chart, Choice, Content, Formula, Highlight, Page, Put, Sheet
from cspxl.report.stack import Below, Beside, Gap, Item, Picture, Spot, Stack, Table, Text

# A text in quotes and a sheet's name in apostrophes are left alone; everything else in brackets is a reference.
_REFERENCE: Final = re.compile(
    r"""
    "(?:[^"]|"")*" | '(?:[^']|'')*'!
    | (?P<table>[A-Za-z_]\w*)? \[ (?P<kind>[@\#]?) (?P<marks>\$?(?P<column>\w*)\$?) (?P<named>[^\]]*) \]
    """,
    re.VERBOSE,
)
_NAMED: Final = re.compile(r",\s*(\w+)=([^,]+)")
_ANY: Final = "*"


class UnknownName(CspxlError):
    """A reference names a table or a column that is not there, or no row belongs to the row that asks."""


class Place(NamedTuple):
    """A range of cells."""

    top: int
    left: int
    bottom: int
    right: int

    def written(self, spelled: str, sheet: str) -> str:
        """As a sample is: ``A1``, ``$A1``, ``A$1``, ``$A$1``, with ``S!`` for the sheet's name."""
        letter, number = "$" * ("$A" in spelled), "$" * ("$1" in spelled)
        first, last = (f"{letter}{get_column_letter(column)}{number}{row}" for row, column in (self[:2], self[2:]))
        named = sheet if sheet.isidentifier() else f"'{sheet}'"
        return ("S!" in spelled) * f"{named}!" + (first if first == last else f"{first}:{last}")


@dataclass(frozen=True)
class Placed:
    """A table in its place."""

    table: Table
    sheet: str
    top: int
    left: int
    _found: dict[object, Place] = field(default_factory=dict, compare=False)

    @cached_property
    def spots(self) -> Sequence[Spot]:
        """What each row fixes; the name of the table is an axis of its own, so that a row finds itself."""
        return [{**self.table.axes(row), self.table.name: at} for at, row in enumerate(self.table.rows)]

    @cached_property
    def axes(self) -> frozenset[str]:
        """The axes that its rows fix."""
        found = {frozenset(spot) for spot in self.spots} or {frozenset[str]()}
        if len(found) > 1:
            raise UnknownName(f"the rows of {self.table.name} fix different axes; write None where one has no key")
        return found.pop()

    @property
    def place(self) -> Place:
        """The whole of it, headings too."""
        rows, columns = self.table.size
        return Place(self.top, self.left, self.top + rows - 1, self.left + columns - 1)

    def cell(self, slot: int, row: int) -> tuple[int, int]:
        """Row and column of a cell; row −1 is the heading."""
        down = row + bool(self.table.headings)
        return (self.top + slot, self.left + down) if self.table.across else (self.top + down, self.left + slot)

    def found(self, column: str, spot: Spot, kind: str) -> Place:
        """The cells of a column that agree with a spot: looked for once for all rows that fix the same of its axes."""
        known = self.axes | {slot.axis for slot in self.table.slots}
        asked = column, kind, tuple((axis, key) for axis, key in spot.items() if axis in known)
        if asked not in self._found:
            self._found[asked] = self._look(column, spot, kind)
        return self._found[asked]

    def _look(self, column: str, spot: Spot, kind: str) -> Place:
        def agrees(axis: str, key: object) -> bool:
            return str(spot.get(axis, key)) == str(key)

        name, known = self.table.name, [slot for slot in self.table.slots if slot.column.name == column]
        if not known:
            there = {slot.column.name for slot in self.table.slots}
            raise UnknownName(f"{name} has no column {column!r}; {advice(column, there)}")
        slots = [
            at
            for at, (item, axis, key) in enumerate(self.table.slots)
            if item.name == column and (axis is None or agrees(axis, key))
        ]
        own = spot.get(name)  # the row itself
        if kind == "#":
            rows = [-1]
        elif isinstance(own, int):
            rows = [own]
        else:
            rows = [at for at, fixed in enumerate(self.spots) if all(agrees(*item) for item in fixed.items())]
        shared = (self.axes | {slot.axis for slot in known}) & spot.keys()
        if not (rows and slots) or (kind == "@" and len(rows) > 1 and not shared):
            raise UnknownName(f"{name}[@{column}]: no row of {name} belongs to this row")
        if len(slots) - 1 != slots[-1] - slots[0] or len(rows) - 1 != rows[-1] - rows[0]:
            raise UnknownName(f"{name}[@{column}]: its cells do not stand beside one another")
        return Place(*self.cell(slots[0], rows[0]), *self.cell(slots[-1], rows[-1]))

    def spelled(self, column: str, *, near: bool, span: bool, same: bool) -> str:
        """The manner in which a formula writes its cells: of the same sheet, of the same table."""
        spelling = self.table.spelling
        if span or not near:
            return spelling.span if span and near else spelling.others if span else spelling.other
        own = next(slot.column.spelled for slot in self.table.slots if slot.column.name == column)
        return own if own and same else spelling.cell


class Book:
    """Sheets of stacked items: every table in its place, every formula resolved."""

    def __init__(self, stacks: Sequence[Stack], views: Mapping[str, tuple[str, int]] | None = None) -> None:
        """``views`` are tables that are the first rows of another: name → the other, and how many."""
        self._tables: dict[str, Placed] = {}
        self._texts: list[tuple[str, Put]] = []
        self._pictures: list[tuple[str, Chart]] = []
        self._heights: dict[str, dict[int, float]] = {stack.name: {} for stack in stacks}
        self._stacks = {stack.name: stack for stack in stacks}
        for stack in stacks:
            self._pile(stack.name, stack.items, 1, 1)
        for name, (of, length) in (views or {}).items():
            whole = self._tables[of]
            view = replace(whole.table, name=name, rows=whole.table.rows[:length])
            self._tables[name] = replace(whole, table=view, _found={})
        self._views = frozenset(views or ())

    def sheets(self) -> Sequence[Sheet]:
        """The sheets described, in order."""
        return [self._sheet(stack) for stack in self._stacks.values()]

    def sheet(self, name: str) -> Sheet:
        """One sheet described."""
        return self._sheet(self._stacks[name])

    def at(self, reference: str, **keys: object) -> str:
        """Where ``workings[rag]`` stands, of the rows that the keys name: ``Workings!T15``."""
        found = _REFERENCE.fullmatch(reference)
        if found is None or found["table"] is None:
            raise UnknownName(f"{reference!r} is no column of a table; write it as workings[rag]")
        placed = self.place(found["table"])
        return placed.found(found["column"], keys, found["kind"] or "@" * bool(keys)).written("S!A1", placed.sheet)

    @property
    def names(self) -> set[str]:
        """The names of its tables and of their axes: no further table can have one of them."""
        slots = {slot.axis for placed in self._tables.values() for slot in placed.table.slots if slot.axis}
        return slots.union(self._tables, *(placed.axes for placed in self._tables.values()))

    def place(self, table: str) -> Placed:
        """Where a table stands."""
        if table not in self._tables:
            raise UnknownName(f"there is no table {table!r}; {advice(table, self._tables)}")
        return self._tables[table]

    def resolved(self, formula: str, sheet: str = "", home: Placed | None = None, spot: Spot | None = None) -> str:
        """The formula with an address for every reference, seen from a sheet, a table and a row of it."""

        def address(match: re.Match[str]) -> str:
            column, kind, marks = match["column"], match["kind"], match["marks"]
            if column is None:
                return match[0]
            placed = home if home and not match["table"] else self.place(match["table"] or "")
            wanted = dict(spot or {})
            if kind != "@":  # the whole column: whatever row this is
                wanted = {axis: key for axis, key in wanted.items() if axis not in placed.axes}
            if named := dict(_NAMED.findall(match["named"])):
                wanted = {axis: key for axis, key in wanted.items() if axis != placed.table.name} | named
                wanted = {axis: key for axis, key in wanted.items() if key != _ANY}
            elif match["named"]:
                raise UnknownName(f"{match[0]} is not understood")
            place, near = placed.found(column, wanted, kind), placed.sheet == sheet
            span = kind != "@" or place[:2] != place[2:]
            spelled = placed.spelled(column, near=near, span=span, same=home is placed)
            if "$" in marks:
                spelled = "S!" * (not near) + marks.replace(column, "A") + "1"
            return place.written(spelled, placed.sheet)

        return _REFERENCE.sub(address, formula)

    def _pile(self, sheet: str, items: Sequence[Item], top: int, left: int) -> None:
        """Give every item its place, one below another."""
        heights = self._heights[sheet]
        for item in items:
            if isinstance(item, Beside):
                across = left
                for part in item.items:
                    self._pile(sheet, [part], top, across)
                    across += part.size[1]
            elif isinstance(item, Below):
                self._pile(sheet, item.items, top, left)
            elif isinstance(item, Text):
                if item.name:
                    self._add(Placed(item.as_table(), sheet, top, left))
                else:
                    self._texts.append((sheet, Put(top, left, item.content, item.style)))
            elif isinstance(item, Picture):
                anchor = Place(top, left, top, left).written("A1", sheet)
                self._pictures.append((sheet, replace(item.chart, anchor=anchor)))
            elif isinstance(item, Table):
                self._add(Placed(item, sheet, top, left))
                heights.update(item.heights(top))
            if isinstance(item, Text | Gap) and item.height is not None:
                heights |= dict.fromkeys(range(top, top + item.size[0]), item.height)
            top += item.size[0]

    def _add(self, placed: Placed) -> None:
        name = placed.table.name
        if name in self._tables:
            raise UnknownName(f"two tables are called {name!r}")
        self._tables[name] = placed

    def _puts(self, sheet: str) -> Iterator[Put]:
        """The cells of a sheet."""
        for name, put in self._texts:
            if name == sheet:
                yield replace(put, content=self._content(put.content, sheet))
        for name, placed in self._tables.items():
            if placed.sheet == sheet and name not in self._views:
                yield from self._of_table(placed)

    def _of_table(self, placed: Placed) -> Iterator[Put]:
        table = placed.table
        for at, (column, axis, key) in enumerate(table.slots):
            given = () if axis is None else (key,)
            if table.headings:
                heading = column.heading(*given) if callable(column.heading) else column.heading
                if heading is None:
                    heading = worded(column.name)
                style = column.heading_style or table.headings
                yield Put(*placed.cell(at, -1), self._content(heading, placed.sheet), style)
            for n, row in enumerate(table.rows):
                style = column.style(row, *given) if callable(column.style) else column.style
                content: Content = column.value(row, *given) if column.value else None
                text = column.formula(row, *given) if callable(column.formula) else column.formula
                if text is not None:
                    spot = placed.spots[n] if axis is None else {**placed.spots[n], axis: key}
                    written = self.resolved(text, placed.sheet, placed, spot)
                    alone = column.alone(row, *given) if callable(column.alone) else column.alone
                    over = Place(*placed.cell(at, n), *placed.cell(at, n)).written("A1", "") if alone else None
                    content = written if column.as_text else Formula(written, over)
                if content is None and not style:
                    continue
                yield Put(*placed.cell(at, n), content, style)

    def _content(self, content: Content, sheet: str) -> Content:
        return replace(content, text=self.resolved(content.text, sheet)) if isinstance(content, Formula) else content

    def _sheet(self, stack: Stack) -> Sheet:
        """The cells, the widest width that each column asks for, and what lies around them."""
        cells, widths = list(self._puts(stack.name)), dict(stack.widths)
        marked = []
        for name, placed in self._tables.items():
            if placed.sheet != stack.name or name in self._views:
                continue
            for at, slot in enumerate(placed.table.slots):
                width = slot.column.width or placed.table.width
                if width and not placed.table.across:
                    widths[placed.left + at] = max(width, widths.get(placed.left + at, 0))
            if placed.table.marked:
                marked.append(describe.Table(placed.table.marked, *placed.place))
        return Sheet(
            stack.name,
            cells,
            widths,
            self._page(stack, cells),
            heights=self._heights[stack.name],
            tables=marked,
            choices=[self._choice(choice, stack.name) for choice in stack.choices],
            highlights=[self._highlight(item, stack.name) for item in stack.highlights],
            charts=[self._chart(chart) for name, chart in self._pictures if name == stack.name],
            freeze=self._frozen(stack.freeze) if stack.freeze else None,
            gridlines=stack.gridlines,
            tab_colour=stack.tab_colour,
            locked=stack.locked,
            hidden=stack.hidden,
        )

    def _frozen(self, reference: str) -> str:
        """The cell below the heading of the column."""
        table, column = self._parts(reference)
        top, left, _, _ = self.place(table).found(column, {}, "#")
        return Place(top + 1, left, top + 1, left).written("A1", "")

    def _page(self, stack: Stack, cells: Sequence[Put]) -> Page:
        bottom, right = max(put.row for put in cells), max(stack.wide, *(put.column for put in cells))
        if stack.ends:
            _, _, bottom, right = self._span(stack.ends)
        repeats = f"{self.place(stack.repeats).top}:{self.place(stack.repeats).top}" if stack.repeats else None
        area = Place(1, 1, bottom, right).written("A1", "")
        return Page(area, landscape=stack.landscape, one_page=stack.one_page, repeat_rows=repeats)

    def _span(self, reference: str) -> Place:
        """The cells of ``table[column]``, or of ``table[first]:table[last]``; the heading of a table without rows."""
        first, _, last = reference.partition(":")
        parts = [self._parts(part) for part in (first, last or first)]
        placed = [(self.place(table), column) for table, column in parts]
        places = [table.found(column, {}, "" if table.table.rows else "#") for table, column in placed]
        return Place(*places[0][:2], *places[1][2:])

    @staticmethod
    def _parts(reference: str) -> tuple[str, str]:
        """Table and column of ``table[column]``."""
        match = _REFERENCE.fullmatch(reference)
        if match is None or match["table"] is None or match["kind"] or match["named"]:
            raise UnknownName(f"{reference!r} is no column of a table; write it as workings[rag]")
        return match["table"], match["column"]

    def _choice(self, choice: Choice, sheet: str) -> Choice:
        cell = self._span(choice.cell).written("A1", sheet)
        return replace(choice, cell=cell, source=self.resolved(choice.source))

    def _highlight(self, item: Highlight, sheet: str) -> Highlight:
        """Its formula is about the first row of its cells."""
        home = self.place(self._parts(item.ref.partition(":")[0])[0])
        ref = self._span(item.ref).written("A1", sheet)
        return replace(item, ref=ref, formula=self.resolved(item.formula, sheet, home, home.spots[0]))

    def _chart(self, chart: Chart) -> Chart:
        lines = [
            replace(line, name_ref=self.resolved(line.name_ref), values_ref=self.resolved(line.values_ref))
            for line in chart.lines
        ]
        return replace(chart, categories_ref=self.resolved(chart.categories_ref), lines=lines)


def worded(name: str) -> str:
    """A name as a heading: ``rolling_12`` → Rolling 12."""
    return name.replace("_", " ").capitalize()


def advice(word: str, known: Iterable[str]) -> str:
    """What may have been meant, or all there is."""
    names = sorted(set(known))
    near = get_close_matches(word, names, 1)
    return f"did you mean {near[0]!r}?" if near else f"there is: {', '.join(names)}"
