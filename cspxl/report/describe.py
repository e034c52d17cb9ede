"""A workbook described as data: what stands in each cell and how it is meant to look. The writer does the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeAlias

from cspxl.values import Cell, month_name

if TYPE_CHECKING:
    from cspxl.report.publication import Publication


@dataclass(frozen=True)
class Formula:
    """A live formula, with its equals sign; ``over`` is the range that an array formula fills."""

    text: str
    over: str | None = None


NEWER = (
    "CONCAT", "DAYS", "IFNA", "IFS", "ISFORMULA", "MAXIFS", "MINIFS", "PERCENTILE.INC", "QUARTILE.INC", "RANK.AVG",
    "RANK.EQ", "SEQUENCE", "STDEV.P", "STDEV.S", "SWITCH", "TEXTJOIN", "XLOOKUP", "XMATCH",
)  # fmt: skip
"""Excel's functions that came after the file format and that a formula here may use: a file spells them otherwise."""

LIGHT_NAME = "light"  # the defined name of the cell in which a workbook says whether its own checks are in order

_LONGEST_LITERAL = 255  # letters of a text in a formula: Excel takes no more

Content: TypeAlias = Cell | Formula


@dataclass(frozen=True)
class Put:
    """One cell: where it stands, what stands in it, and the name of its style."""

    row: int
    column: int
    content: Content
    style: str = "text"


@dataclass(frozen=True)
class SheetTable:
    """A marked-up table: its header is the first row of its cells, one unique text to a column."""

    name: str
    ref: str


@dataclass(frozen=True)
class Choice:
    """A cell that takes one of a list: the values of a range, or only whole numbers or decimals between limits.

    ``source`` is a formula, and a limit may be one.
    """

    cell: str
    prompt: str
    error: str
    source: str = ""
    kind: Literal["list", "decimal", "whole"] = "list"
    low: float | str = ""
    high: float | str = ""
    title: str = "Control cell"

    def respelled(self, respell: Callable[[str], str]) -> Choice:
        """The same with its formulas spelled otherwise."""
        low, high = (respell(str(limit)) for limit in (self.low, self.high))
        return replace(self, source=respell(self.source), low=low, high=high)


@dataclass(frozen=True)
class Highlight:
    """Cells that take a style while a formula (about the first of them) is true."""

    ref: str
    formula: str
    style: str


Look: TypeAlias = Literal["area", "london", "similar", "others", "mean", "limit", "above", "below", "break"]
"""An area, London, an area's group and the others; a mean and its limits; marks of what is above or below these.

``break``: a month from which a dotted line goes down to the axis, with the name of the series beside it.
"""


@dataclass(frozen=True)
class ChartSeries:
    """One line or bar of a chart: its name and its values; an invisible one only lifts what stands on it, or the axis.

    ``look``: how it is drawn where its place among the others does not say it. ``twin``: a further stretch of the line
    before it, which is not joined to it and has no name of its own. ``ends``: its last value is written beside it.
    """

    name_ref: str
    values_ref: str
    visible: bool = True
    look: Look | None = None
    twin: bool = False
    ends: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart of cells: lines over months, bars over categories, or columns that stack (``beside``: that do not).

    ``from_zero``: its axis starts at 0, so that a column's length is its value. ``guard_ref``: as many empty cells as
    there are categories; LibreOffice leaves a gap for #N/A only where a chart has some. ``plot`` is where its axes
    stand, left, top, width and height as shares of the chart; without it programs choose. An anchor of several cells is
    what it fills. Without a number format it has no axis of values. ``every`` how many months one has its name.
    ``labels`` is the number format of values that are written above columns. Categories in two columns stand in two
    rows below the axis, the second's on top.
    """

    kind: Literal["line", "bar", "stacked", "beside"]
    title: str
    alt_text: str
    anchor: str
    width_mm: float
    height_mm: float
    categories_ref: str
    lines: Sequence[ChartSeries]
    number_format: str
    from_zero: bool = False
    guard_ref: str = ""
    plot: tuple[float, float, float, float] | None = None
    every: int = 6
    labels: str = ""


@dataclass(frozen=True)
class Page:
    """How a sheet is printed: A4, one page wide.

    ``empty`` is a cell of back matter that holds nothing: its print area unless the workbook prints all, because
    programs leave out a page of empty cells.
    """

    area: str
    landscape: bool = True
    one_page: bool = True
    repeat_rows: str | None = None
    empty: str = ""


@dataclass(frozen=True)
class Block:
    """What a reader of a sheet comes to next: rows of cells, the ``chart`` of this number among the sheet's, or strips.

    Cells are rows and columns of the sheet; what stands in one cell of a row may be several cells of the sheet, one
    below another. One row of one cell is a text, unless it has ``headings`` (how many of the rows are).
    """

    rows: Sequence[Sequence[Sequence[tuple[int, int]]]] = ()
    headings: int = 0
    chart: int | None = None
    strips: Sequence[Strip] = ()


@dataclass(frozen=True)
class Strip:
    """What stands beside other strips, charts among them: from its first column to its last."""

    first: int
    last: int
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Sheet:
    """A sheet: its cells, and everything that lies around them. Locked: only cells in an input style take entries.

    ``reading`` is the order in which it is read.
    """

    name: str
    cells: Sequence[Put]
    widths: Mapping[int, float]
    page: Page
    heights: Mapping[int, float] = field(default_factory=dict)
    tables: Sequence[SheetTable] = ()
    choices: Sequence[Choice] = ()
    highlights: Sequence[Highlight] = ()
    charts: Sequence[Chart] = ()
    freeze: str | None = None
    gridlines: bool = False
    tab_colour: str | None = None
    locked: bool = False
    hidden: bool = False
    merged: Sequence[str] = ()
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """The sheets that cells lead to, by row and column; a board's links are formulas."""
    reading: Sequence[Block] = ()


@dataclass(frozen=True)
class Properties:
    """What a workbook says about itself to those who have not opened it."""

    title: str
    subject: str
    description: str
    keywords: str
    author: str
    made_on: date

    def of(self, area: str, as_at: int) -> Properties:
        """The properties of one area's workbook as at a month (index): its title, and the day after the month."""
        return replace(self, title=f"{area}: {self.title}, {month_name(as_at)}", made_on=day_after(as_at))


@dataclass(frozen=True)
class Workbook:
    """A workbook: its sheets in order, its defined names and its properties.

    ``chosen``: the cells that a batch fills, by what they hold: ``area``, ``month``. ``at`` says where a named cell
    stands: ``at("workings[change]", indicator="robbery")`` is ``Workings!D18``. ``prints_all``: back matter too.
    ``board``: the names of the sheets that a board reads, which are those of its PDF. ``publication`` gives what of it
    is published; one that is itself a publication has styles of its own, and no header or footer.
    """

    properties: Properties
    marking: str
    sheets: Sequence[Sheet]
    names: Mapping[str, str]
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    prints_all: bool = False
    board: Sequence[str] = ()
    at: Callable[..., str] | None = field(default=None, compare=False, repr=False)
    publication: Callable[[], Publication] | None = field(default=None, compare=False, repr=False)
    is_publication: bool = False

    def of_board(self) -> Board:
        """What a board reads of it."""
        return Board(self.marking, [sheet for sheet in self.sheets if sheet.name in self.board])


@dataclass(frozen=True)
class Board:
    """What a board reads of a workbook: its sheets, and the marking that every page bears."""

    marking: str
    sheets: Sequence[Sheet]

    @property
    def names(self) -> Sequence[str]:
        """The names of the sheets."""
        return [sheet.name for sheet in self.sheets]


def day_after(month: int) -> date:
    """The first day after a month (index)."""
    year, month = divmod(month + 1, 12)
    return date(year, month + 1, 1)


def quoted(text: str) -> str:
    """A text as a formula writes it; one that is too long for a formula's text in pieces that are joined."""
    pieces = [text[at : at + _LONGEST_LITERAL] for at in range(0, len(text), _LONGEST_LITERAL)] or [""]
    written = "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)
    return f"({written})" if len(pieces) > 1 else written
