"""What a board reads of a finished workbook, as a document: headings, texts, lists, tables and charts, in their order.

Every text is that of a cell. Rows that are empty are left out, and columns without a heading and anything shown; so are
texts that do not print, and what the contents list that is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from cspxl.export.cells import Cells, Showing, Shown, boundaries
from cspxl.opc import Package
from cspxl.report.describe import Block, Board, Chart, Sheet

_TITLES: Final = frozenset({"title", "cover_title"})
HEADINGS: Final = frozenset({"panel_heading", "heading"})
_BULLET: Final = "remark_bullet"
_LINK: Final = "link"
_PIXELS_OF_A_UNIT, _PADDING = 7, 5  # of a column's width
_USUAL_WIDTH, _USUAL_HEIGHT = 8.43, 15.0
_POINTS_OF_A_PIXEL: Final = 0.75
_POINTS_OF_A_MM: Final = 72 / 25.4
_CORE_PART: Final = "docProps/core.xml"

Cell: TypeAlias = Sequence[Shown]
"""A cell of a table: one text, or several one below another."""

GROUP: Final = "group"
"""The style of a row that is a heading within a table."""


@dataclass(frozen=True)
class Grid:
    """A table: the first rows are its ``headings``; columns are as wide, in the workbook, as ``widths`` says."""

    rows: Sequence[Sequence[Cell]]
    headings: int
    widths: Sequence[float]

    @property
    def is_list(self) -> bool:
        """Whether it is texts behind bullets."""
        return len(self.rows[0]) == 2 and self.rows[0][0][0].style == _BULLET


def spanned(row: Sequence[Cell]) -> int:
    """How many cells the first takes: all those that are empty beside it, where the row is a heading in its table."""
    empty = 0
    while empty + 1 < len(row) and not says(row[empty + 1]):
        empty += 1
    is_heading = row[0][0].style == GROUP or empty >= max(2, len(row) - 2)
    return 1 + empty if is_heading and says(row[0]) else 1


class Drawn(NamedTuple):
    """A chart and its size in the workbook, in points."""

    chart: Chart
    width: float
    height: float


@dataclass(frozen=True)
class Abreast:
    """What stands side by side: the width that each takes in the workbook, and what it is."""

    strips: Sequence[tuple[float, Sequence[Part]]]


Part: TypeAlias = Shown | Grid | Drawn | Abreast


@dataclass(frozen=True)
class Section:
    """One sheet as it is read, under its title; under its name where that is the title of another."""

    name: str
    heading: str
    landscape: bool
    parts: Sequence[Part]


@dataclass(frozen=True)
class About:
    """What the workbook says about itself; the day that it was made on as 2017-05-01."""

    title: str
    subject: str
    description: str
    keywords: str
    author: str
    made_on: str


def about(workbook: bytes) -> About:
    """The properties of a finished workbook."""
    root = Package(workbook).xml(_CORE_PART)

    def said(name: str) -> str:
        found: Any = root.find(f"{{*}}{name}")
        return "" if found is None else found.text or ""

    return About(said("title"), said("subject"), said("description"), said("keywords"), said("creator"),
                 said("created")[:10])  # fmt: skip


def sections(board: Board, cells: Cells) -> Sequence[Section]:
    """The sheets of the board, in their order."""
    names, headings, found = frozenset(board.names), set[str](), []
    for sheet in board.sheets:
        parts = list(_parts(sheet, sheet.reading, Showing(sheet, cells), names))
        first = next((part for part in parts if isinstance(part, Shown) and part.style in _TITLES), None)
        heading = sheet.name if first is None or first.text in headings else first.text
        headings.add(heading)
        found.append(Section(sheet.name, heading, sheet.page.landscape, [part for part in parts if part is not first]))
    return found


def _parts(sheet: Sheet, blocks: Sequence[Block], showing: Showing, board: frozenset[str]) -> Iterator[Part]:
    _, first, _, last = boundaries(sheet.page.area)
    for block in blocks:
        if block.strips:
            yield Abreast([(_wide(sheet, strip.first, strip.last), list(_parts(sheet, strip.blocks, showing, board)))
                           for strip in block.strips])  # fmt: skip
        elif block.chart is not None:
            yield _drawn(sheet, sheet.charts[block.chart])
        elif first <= block.rows[0][0][0][0] <= last:
            yield from _of_rows(sheet, showing, block, board)


def _of_rows(sheet: Sheet, showing: Showing, block: Block, board: frozenset[str]) -> Iterator[Part]:
    if len(block.rows) == len(block.rows[0]) == len(block.rows[0][0]) == 1:
        text = showing[block.rows[0][0][0]]
        if text.text.strip():
            yield text
        return
    lefts = sorted({cell[0][1] for row in block.rows for cell in row})
    rows: list[list[Cell]] = []
    for row in block.rows:
        found = {cell[0][1]: [showing[place] for place in cell] for cell in row}
        rows.append([found.get(left, [Shown("", "text")]) for left in lefts])
    heads, body = rows[: block.headings], rows[block.headings :]
    body = [row for row in body if any(map(says, row))]
    if any(row[0][0].style == _LINK for row in body):
        body = [row for row in body if row[0][0].text in board]
    kept = [at for at in range(len(lefts)) if any(says(row[at]) for row in (*heads, *body))]
    if kept:
        ends = [*(left - 1 for left in lefts[1:]), _end(sheet, block, lefts[-1])]
        widths = [_wide(sheet, left, end) for left, end in zip(lefts, ends, strict=True)]
        yield Grid([[row[at] for at in kept] for row in (*heads, *body)], len(heads), [widths[at] for at in kept])


def _end(sheet: Sheet, block: Block, left: int) -> int:
    """The last column of a block whose last cells begin at one: several columns can be one cell."""
    merged = map(boundaries, sheet.merged)
    rows = {cell[0][0] for row in block.rows for cell in row}
    return max([left, *(right for start, top, right, _ in merged if start == left and top in rows)])


def says(cell: Cell) -> bool:
    """Whether anything is shown in it."""
    return any(part.text.strip() for part in cell)


def _drawn(sheet: Sheet, chart: Chart) -> Drawn:
    """A chart with its own size, or that of the cells that it fills."""
    if chart.width_mm:
        return Drawn(chart, chart.width_mm * _POINTS_OF_A_MM, chart.height_mm * _POINTS_OF_A_MM)
    left, top, right, bottom = boundaries(chart.anchor)
    wide = _wide(sheet, left, right) * _POINTS_OF_A_PIXEL
    high = sum(sheet.heights.get(row, _USUAL_HEIGHT) for row in range(top, bottom + 1))
    return Drawn(chart, wide, high)


def _wide(sheet: Sheet, first: int, last: int) -> float:
    """The pixels from one column to another."""
    columns = range(first, last + 1)
    return sum(sheet.widths.get(column, _USUAL_WIDTH) * _PIXELS_OF_A_UNIT + _PADDING for column in columns)
