"""The sheets of an analyst's own tables, and their places among those of the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from textwrap import wrap
from typing import Final, NamedTuple

from cspxl.report import own_charts, sheets, subjects
from cspxl.report.describe import Formula, Highlight, quoted
from cspxl.report.own_rows import Kinds, counted
from cspxl.report.own_tables import LOOKS, OwnColumn, OwnTable
from cspxl.report.stack import Column, Gap, Item, Stack, Table, Text

# Sheets that come later: by the report, its macros, Excel.
_TAKEN: Final = (sheets.GLOSSARY, own_charts.SHEET, "xlwings.conf", "_IntelliSense_", "History")
_LEAST_WIDTH: Final = 96.0  # of a page, in the letters that widths are given in
_PORTRAIT: Final = 110.0  # wider ones lie on their side
_EMPTY_WIDTH: Final = 8.43  # of a column that is given none
_MM: Final = 1.95  # of a unit of width
_POINT_MM: Final = 0.353
_ACROSS: Final = {False: (190, 250), True: (277, 163)}  # an A4 page that lies on its side or not: width, height in mm
_SHRUNK: Final = 1.3  # how much more than a page is still put on one
_LETTERS: Final = 1.05  # of a note, to a unit of width
_TITLE_LETTERS: Final = 0.85
_LINE: Final = 13.0
_MOST_LINES: Final = 8  # of a heading
_ROW, _PLAIN_ROW = 17.0, 15.0
_ABOVE: Final = 90.0  # points of what stands above the first table and below the last
_GROUP: Final = (
    '=IF(settings[members]=0,"No similar group is on file for "&area&".",'
    'settings[members]-settings[missing]&" of "&settings[members]&" members have data.")'
)


class Shown(NamedTuple):
    """A table as it is asked for, and as it is laid out."""

    asked: OwnTable
    table: Table


@dataclass(frozen=True)
class OwnSheets:
    """The sheets of these tables: each is a page; what does not fit on it follows on a second."""

    own: Sequence[OwnTable]
    kinds: Kinds

    @cached_property
    def _shown(self) -> Sequence[Shown]:
        return [Shown(table, _table(table, self.kinds)) for table in self.own]

    @cached_property
    def pages(self) -> Mapping[str, Sequence[Shown]]:
        """The tables of each sheet."""
        found: dict[str, list[Shown]] = {}
        asked = dict.fromkeys(table.sheet for table in self.own)
        for sheet in asked:
            shown = [item for item in self._shown if item.asked.sheet == sheet]
            most, name, n = _capacity(_wide(shown)), sheet, 1
            for item in shown:
                if found.get(name) and _height([*found[name], item]) > most:
                    while name in found or name in asked:
                        n += 1
                        name = f"{sheet} {n}"
                found.setdefault(name, []).append(item)
        return found

    @property
    def contents(self) -> Mapping[str, str]:
        """The sheets before the Control sheet, and what the cover says of each."""
        return {
            sheet: f"{len(shown)} tables of this report's own" if len(shown) > 1 else shown[0].asked.title
            for sheet, shown in self.pages.items()
        }

    @property
    def contents_after(self) -> Mapping[str, str]:
        """The sheet of own tables behind all others, where there is one, as the cover's contents list it."""
        return {own_charts.SHEET: "What the charts of own tables draw"} if any(t.chart for t in self.own) else {}

    def among(self, stacks: Sequence[Stack]) -> Sequence[Stack]:
        """The report's sheets with these before the Control sheet, and what their charts draw behind all.

        Raises InputError where a sheet of theirs has the name of another.
        """
        names = [stack.name for stack in stacks]
        taken = {name.casefold() for name in (*names, *_TAKEN)}
        for sheet, shown in self.pages.items():
            if sheet.casefold() in taken:
                shown[0].asked.section.fault(f"there is another sheet called {sheet!r}; choose another name", "sheet")
        at = names.index(sheets.CONTROL)
        drawn = [item for item in self._shown if item.asked.chart]
        after = [own_charts.feed([item.asked for item in drawn], [len(item.table.rows) for item in drawn])]
        pages = [_page(sheet, shown) for sheet, shown in self.pages.items()]
        return [*stacks[:at], *pages, *stacks[at:], *(after if drawn else [])]


def _wide(shown: Sequence[Shown]) -> float:
    """The width of a sheet with these tables."""
    widths = (sum(slot.column.width or 0 for slot in item.table.slots) for item in shown)
    return max(_LEAST_WIDTH, *widths)


def _capacity(wide: float) -> float:
    """How many points of rows an A4 page of that width holds, shrunk until it is wide enough."""
    across, down = _ACROSS[wide > _PORTRAIT]
    return down / _POINT_MM * max(1, wide * _MM / across)


def _height(shown: Sequence[Shown]) -> float:
    """The points of a sheet with these tables."""
    wide, points = _wide(shown), _ABOVE
    for item in shown:
        heights = item.table.heights(1)
        rows = sum(part.size[0] for part in _parts(item, wide))
        points += sum(heights.values()) + _PLAIN_ROW * (rows - len(heights))
    return points


def _page(sheet: str, shown: Sequence[Shown]) -> Stack:
    wide = _wide(shown)
    whole = _height(shown) <= _SHRUNK * _capacity(wide)
    return Stack(
        sheet,
        [
            Text(Formula(f'=area&": "&{quoted(sheet)}'), "title", height=26),
            Text(Formula('="Figures to "&TEXT(as_at,"mmmm yyyy")'), "subtitle"),
            *(part for item in shown for part in _parts(item, wide)),
            Text(f"As {shown[0].asked.section.file} asks for it. No other sheet reads these tables.", "note"),
        ],
        landscape=wide > _PORTRAIT,
        one_page=whole,
        repeats="" if whole else shown[0].asked.name,
        wide=_columns_to(wide, shown),
        highlights=[rule for item in shown for rule in _highlights(item.asked)],
        tab_colour="1F3864",
    )


def _columns_to(wide: float, shown: Sequence[Shown]) -> int:
    """How many columns of the sheet are so wide together: those of no table have the width of every sheet."""
    widths: dict[int, float] = {}
    for item in shown:
        for at, slot in enumerate(item.table.slots):
            widths[at] = max(slot.column.width or 0, widths.get(at, 0))
    return len(widths) + max(0, ceil((wide - sum(widths.values())) / _EMPTY_WIDTH))


def _parts(item: Shown, wide: float) -> Sequence[Item]:
    """A table under its title, its chart and its notes below it."""
    asked, letters = item.asked, int(wide * _LETTERS)
    chart: list[Item] = [Gap(), own_charts.picture(asked, len(item.table.rows), wide)] if asked.chart else []
    return [
        Gap(),
        *(Text(line, "heading", height=20) for line in wrap(asked.title, int(letters * _TITLE_LETTERS))),
        *([Text(Formula(_GROUP), "note")] if asked.rows == "similar" else []),
        item.table,
        *chart,
        *(Text(line, "note") for note in asked.notes for line in wrap(note, letters)),
        Gap(),
    ]


def _table(asked: OwnTable, kinds: Kinds) -> Table:
    found = counted(asked) if isinstance(asked.rows, int) else kinds[asked.rows](asked)
    lines = min(_MOST_LINES, max(ceil(len(column.heading) / (column.width - 1)) for column in asked.columns))
    columns = [found.first, *(_column(asked, column) for column in asked.columns)]
    return Table(asked.name, columns, found.rows, found.fixed, heading_height=8 + _LINE * lines, height=_ROW)


def _column(table: OwnTable, column: OwnColumn) -> Column:
    formula, style, width = _written(table, column), LOOKS[column.style].cell, column.width
    if formula:
        return Column(column.name, column.heading, formula, style=style, width=width)
    return Column(column.name, column.heading, value=lambda _row: column.number, style=style, width=width)


def _written(table: OwnTable, column: OwnColumn) -> str:
    """The formula as it stands in a cell: a similar group has fewer members than rows, and those left stay empty."""
    if table.rows != "similar":
        return column.formula
    content = column.formula[1:] if column.formula else f"{column.number:.15g}"
    return f'=IF([@{table.first}]="","",{content})'


def _highlights(table: OwnTable) -> Iterator[Highlight]:
    """The colours of RAG, beside its words; what is missing in grey; no lines under rows without a member."""
    for column in table.columns:
        if column.style == "rag":
            ref = f"{table.name}[{column.name}]"
            yield from (Highlight(ref, f'[@{column.name}]="{word}"', look)
                        for word, look in subjects.COLOURED.items())
    first, last = table.columns[0].name, table.columns[-1].name
    yield Highlight(f"{table.name}[{first}]:{table.name}[{last}]", f'LEFT([@{first}],4)="Not "', "missing")
    if table.rows == "similar":
        yield Highlight(f"{table.name}[{table.first}]:{table.name}[{last}]", f'[@${table.first}]=""', "spare")
