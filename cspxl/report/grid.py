"""Stacks of tables in their places; formulas in structured references. With ``placed`` all that counts cells.

A formula names what it needs, as in an Excel table, and never where it stands:

    [@rolling12]          the cell of this row
    [rolling12]           the whole column
    indicators[@break]    the cells of another table that belong to this row
    areas[total]          the column of another table (this row's indicator's, where it has one for each)
    monthly[#value]       the headings of its columns
    monthly[@value, area=London]   the cells of a row that is named
    counts[@count, area=*]         of this row's indicator, whatever the area
    [@$month$]            spelled $A$7; [@$month] is $A7, [@month$] is A$7
    [@first]:[@last]      from the first cell of the one to the last of the other

Tables have axes (indicator, area, month …). A row fixes some of them: ``@`` gives the cells that agree with all that
both sides fix. So a row of an indicator finds its breaks, its column among the areas and its block of the counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from cspxl.report import describe
from cspxl.report.configuration import advice
from cspxl.report.describe import Chart, Choice, Content, Formula, Highlight, Page, Put, Sheet
from cspxl.report.placed import Place, Placed, UnknownName
from cspxl.report.reading import reading
from cspxl.report.stack import Below, Beside, Gap, Item, Picture, Spot, Stack, Table, Text

_REFERENCE: Final = re.compile(
    r"(?P<table>[A-Za-z_]\w*)?\[(?P<kind>[@#]?)(?P<marks>\$?(?P<column>\w*)\$?)(?P<named>(?:,\s*\w+=[^,\]]+)*)\]",
)
# A text in quotes and a sheet's name in apostrophes are left alone; everything else in brackets is a reference.
_CELLS: Final = r"(?:[A-Za-z_]\w*)?\[[^\]]*\]"
_REFERENCES: Final = re.compile(
    rf"""\"(?:[^"]|"")*\"|'(?:[^']|'')*'!|(?P<first>{_CELLS})(?::(?P<last>{_CELLS}))?""",
)
_NAMED: Final = re.compile(r",\s*(\w+)=([^,]+)")


class Book:
    """Sheets of stacked items: every table in its place, every formula resolved."""

    def __init__(self, stacks: Sequence[Stack], views: Mapping[str, tuple[str, int]] | None = None) -> None:
        """``views`` are tables that are the first rows of another: name → the other, and how many."""
        self._tables: dict[str, Placed] = {}
        self._texts: list[tuple[str, Put]] = []
        self._merged: list[tuple[str, Place]] = []
        self._pictures: list[tuple[str, Chart, Place]] = []
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
        """The address of ``workings[change]`` in the rows that the keys name: ``Workings!D15``."""
        found = _REFERENCE.fullmatch(reference)
        if found is None or found["table"] is None:
            raise UnknownName(f"{reference!r} is no column of a table; write it as workings[change]")
        placed = self.place(found["table"])
        placed.check(keys)
        return placed.found(found["column"], keys, found["kind"] or "@" * bool(keys)).written("S!A1", placed.sheet)

    @property
    def names(self) -> set[str]:
        """The names of its tables and of their axes: no further table can have one of them."""
        slots = {slot.axis for placed in self._tables.values() for slot in placed.table.slots if slot.axis}
        return slots.union(self._tables, *(placed.axes for placed in self._tables.values()))

    def place(self, table: str) -> Placed:
        """The place of a table, by its name."""
        if table not in self._tables:
            raise UnknownName(f"there is no table {table!r}; {advice(table, list(self._tables))}")
        return self._tables[table]

    def resolved(self, formula: str, sheet: str = "", home: Placed | None = None, spot: Spot | None = None) -> str:
        """The formula with an address for every reference, seen from a sheet, a table and a row of it."""

        def cells(reference: str) -> tuple[Place, str, str]:
            return self._cells(reference, sheet, home, spot or {})

        def address(match: re.Match[str]) -> str:
            if match["first"] is None:
                return match[0]
            place, spelled, its_sheet = cells(match["first"])
            if match["last"] is None:
                return place.written(spelled, its_sheet)
            last, its_spelling, other_sheet = cells(match["last"])
            if other_sheet != its_sheet:
                raise UnknownName(f"{match[0]}: its ends stand on different sheets")
            end = last.end.written(its_spelling.removeprefix("S!"), other_sheet)
            return f"{place.start.written(spelled, its_sheet)}:{end}"

        return _REFERENCES.sub(address, formula)

    def _cells(self, reference: str, sheet: str, home: Placed | None, spot: Spot) -> tuple[Place, str, str]:
        """What a reference means: the cells, how they are spelled, and their sheet."""
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise UnknownName(f"{reference} is not understood")
        column, kind, marks = match["column"], match["kind"], match["marks"]
        if match["table"]:
            placed = self.place(match["table"])
        elif home:
            placed = home
        else:
            raise UnknownName(f"{reference} stands in no table: write whose column it is, as in workings[change]")
        wanted = dict(spot)
        if kind != "@":  # the whole column: whatever row this is
            wanted = {axis: key for axis, key in wanted.items() if axis not in placed.axes}
        if named := dict(_NAMED.findall(match["named"])):
            placed.check(named)
            if named.keys() & placed.axes:  # another row than this one
                wanted.pop(placed.table.name, None)
            wanted |= named
        place, near = placed.found(column, wanted, kind), placed.sheet == sheet
        span = kind != "@" or place.start != place.end
        spelled = placed.spelled(column, near=near, span=span, same=home is placed)
        if "$" in marks:
            spelled = "S!" * (not near) + marks.replace(column, "A") + "1"
        return place, spelled, placed.sheet

    def _pile(self, sheet: str, items: Sequence[Item], top: int, left: int) -> None:
        """Give every item its place, one below another."""
        self._merged += _merged(sheet, items, top, left)
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
                covered = Place(top, left, top + item.rows - 1, left + item.columns - 1)
                anchor = (covered.start if item.chart.width_mm else covered).written("A1", sheet)
                self._pictures.append((sheet, replace(item.chart, anchor=anchor), covered))
            elif isinstance(item, Table):
                self._add(Placed(item, sheet, top, left))
            self._ask(sheet, item, top)
            top += item.size[0]

    def _ask(self, sheet: str, item: Item, top: int) -> None:
        """The heights that an item asks for; of what stands side by side the tallest decides."""
        asked: Mapping[int, float] = {}
        if isinstance(item, Table):
            asked = item.heights(top)
        elif isinstance(item, Text | Gap | Picture) and item.height is not None:
            asked = dict.fromkeys(range(top, top + item.size[0]), item.height)
        heights = self._heights[sheet]
        for row, height in asked.items():
            heights[row] = max(height, heights.get(row, 0))

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
                above = {} if axis is None else {axis: key}
                yield Put(*placed.cell(at, -1), self._content(heading, placed.sheet, above), style)
            for n, row in enumerate(table.rows):
                style = column.style(row, *given) if callable(column.style) else column.style
                content: Content = column.value(row, *given) if column.value else None
                text = column.formula(row, *given) if callable(column.formula) else column.formula
                if text is not None:
                    spot = placed.spots[n] if axis is None else {**placed.spots[n], axis: key}
                    try:
                        written = self.resolved(text, placed.sheet, placed, spot)
                    except UnknownName as fault:
                        raise UnknownName(f"{table.name}[{column.name}]: {fault}") from None
                    alone = column.alone(row, *given) if callable(column.alone) else column.alone
                    over = Place(*placed.cell(at, n), *placed.cell(at, n)).written("A1", "") if alone else None
                    content = written if column.as_text else Formula(written, over)
                if content is None and not style:
                    continue
                yield Put(*placed.cell(at, n), content, style)

    def _content(self, content: Content, sheet: str, spot: Spot | None = None) -> Content:
        if not isinstance(content, Formula):
            return content
        return replace(content, text=self.resolved(content.text, sheet, spot=spot))

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
                marked.append(describe.SheetTable(placed.table.marked, placed.place.written("A1", "")))
        return Sheet(
            stack.name,
            cells,
            widths,
            self._page(stack, cells),
            heights=self._heights[stack.name],
            tables=marked,
            choices=[self._choice(choice, stack.name) for choice in stack.choices],
            highlights=[self._highlight(item, stack.name) for item in stack.highlights],
            charts=[self._chart(chart) for name, chart, _ in self._pictures if name == stack.name],
            freeze=self._frozen(stack.freeze) if stack.freeze else None,
            gridlines=stack.gridlines,
            tab_colour=stack.tab_colour,
            locked=stack.locked,
            hidden=stack.hidden,
            merged=[place.written("A1", "") for name, place in self._merged if name == stack.name],
            reading=reading(stack.items),
        )

    def _frozen(self, reference: str) -> str:
        """The cell below the heading of the column, or beside it."""
        table, column = self._parts(reference)
        placed = self.place(table)
        top, left, _, _ = placed.found(column, {}, "#")
        below, beside = (0, 1) if placed.table.across else (1, 0)
        return Place(top + below, left + beside, top + below, left + beside).written("A1", "")

    def _page(self, stack: Stack, cells: Sequence[Put]) -> Page:
        drawn = [covered for name, _, covered in self._pictures if name == stack.name]
        merged = (place.right for name, place in self._merged if name == stack.name)
        bottom = max([*(put.row for put in cells), *(covered.bottom for covered in drawn)])
        right = max([stack.wide, *(put.column for put in cells), *merged])
        if stack.ends:
            _, _, bottom, right = self._span(stack.ends)
        bottom -= stack.unprinted
        repeats = None
        if stack.repeats:
            again = self.place(stack.repeats)
            repeats = f"{again.top}:{again.place.bottom if again.table.across else again.top}"
        area = Place(1 + stack.above, 1, bottom, right).written("A1", "")
        empty = Place(1, right + 2, 1, right + 2).written("A1", "") if stack.back else ""
        return Page(area, stack.landscape, stack.one_page, repeats, empty)

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
            raise UnknownName(f"{reference!r} is no column of a table; write it as workings[change]")
        return match["table"], match["column"]

    def _choice(self, choice: Choice, sheet: str) -> Choice:
        cell = self._span(choice.cell).written("A1", sheet)
        return replace(choice, cell=cell).respelled(self.resolved)

    def _highlight(self, item: Highlight, sheet: str) -> Highlight:
        """A highlight with addresses; its formula is about the first row of its cells."""
        home = self.place(self._parts(item.ref.partition(":")[0])[0])
        ref = self._span(item.ref).written("A1", sheet)
        return replace(item, ref=ref, formula=self.resolved(item.formula, sheet, home, home.spots[0]))

    def _chart(self, chart: Chart) -> Chart:
        lines = [
            replace(line, name_ref=self.resolved(line.name_ref), values_ref=self.resolved(line.values_ref))
            for line in chart.lines
        ]
        guard, categories = self.resolved(chart.guard_ref), self.resolved(chart.categories_ref)
        return replace(chart, categories_ref=categories, lines=lines, guard_ref=guard)


def _merged(sheet: str, items: Sequence[Item], top: int, left: int) -> Iterator[tuple[str, Place]]:
    """The rows and columns that texts of the pile are one cell over."""
    for item in items:
        if isinstance(item, Text) and item.size != (1, 1):
            yield sheet, Place(top, left, top + item.down - 1, left + item.across - 1)
        top += item.size[0]


def worded(name: str) -> str:
    """A name as a heading: ``rolling_12`` → Rolling 12."""
    return name.replace("_", " ").capitalize()
