"""What a sheet is made of before it has places: tables of named columns, texts, gaps and charts in a stack.

Formulas, highlights, choices and charts name what they need in structured references (``grid``); nothing here knows an
address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeAlias

from cspxl.report.describe import Chart, Choice, Content, Formula, Highlight
from cspxl.values import Cell

Spot: TypeAlias = Mapping[str, object]
"""Where a cell stands: the key of each axis that it fixes."""


@dataclass(frozen=True)
class Column:
    """A named column. Its cells hold a ``formula`` or, from data, a ``value``: no data ever becomes a formula.

    Formula, value, style and heading may be functions of the row (and of the key, in an ``Each``). ``alone`` makes each
    an array formula of one cell; ``as_text`` shows the formula instead of its value. Without content, and with an empty
    style, nothing stands in the cell. ``spelled`` is how formulas of the same row write its cell: ``$A1`` keeps the
    letter when it is copied.
    """

    name: str
    heading: Content | Callable[..., Content] = None
    formula: str | Callable[..., str | None] | None = None
    value: Callable[..., Cell] | None = None
    style: str | Callable[..., str] = "plain"
    heading_style: str | None = None
    width: float | None = None
    spelled: str | None = None
    alone: bool | Callable[..., bool] = False
    as_text: bool = False


def holding(name: str, content: Content, style: str = "plain", heading: Content = None) -> Column:
    """A column whose cells all hold the same: a formula, or a value."""
    if isinstance(content, Formula):
        return Column(name, heading, content.text, style=style)
    return Column(name, heading, value=lambda _row: content, style=style)


GUARD: Final = Column("guard", "Empty", style="")
"""Empty cells for a chart: LibreOffice leaves a gap for #N/A only where some of a chart's cells are empty."""


@dataclass(frozen=True)
class Each:
    """Columns that stand once for each key of an axis: a column for each month, three for each indicator."""

    axis: str
    keys: Sequence[object]
    columns: Sequence[Column]


@dataclass(frozen=True)
class Spelling:
    """How references to a table are written: a cell and a span from its own sheet, a cell and a span from others."""

    cell: str = "A1"
    span: str = "S!$A$1"
    other: str = "S!$A$1"
    others: str = "S!$A$1"


class Slot(NamedTuple):
    """One column as it is laid out: of an ``Each``, the one for a key of its axis."""

    column: Column
    axis: str | None = None
    key: object = None


@dataclass(frozen=True, eq=False)
class Table:
    """Named columns and the rows they have. ``across``: columns run down, rows across.

    ``axes`` says what a row fixes: the same axes for every row, None where a row has no key on one. ``width`` is of the
    columns that give none, the heights are of the headings and of a row. ``marked`` is the name of the marked-up table
    that it is in the workbook.
    """

    name: str
    columns: Sequence[Column | Each]
    rows: Sequence[Any] = (None,)
    axes: Callable[[Any], Spot] = lambda _row: {}
    headings: str | None = "header"
    across: bool = False
    spelling: Spelling = field(default_factory=Spelling)
    width: float | None = None
    heading_height: float | None = None
    height: float | Callable[[Any], float | None] | None = None
    marked: str = ""

    @cached_property
    def slots(self) -> Sequence[Slot]:
        """The columns of the table one by one."""
        found: list[Slot] = []
        for item in self.columns:
            if isinstance(item, Each):
                found += [Slot(column, item.axis, key) for key in item.keys for column in item.columns]
            else:
                found.append(Slot(item))
        return found

    def heights(self, top: int) -> Mapping[int, float]:
        """The heights of the table's headings and rows, where it gives them, by row of the sheet."""
        found: dict[int, float] = {}
        if self.headings and self.heading_height is not None:
            found[top] = self.heading_height
        rows = self.slots if self.across else self.rows
        for at, row in enumerate(rows, top + bool(self.headings and not self.across)):
            height = self.height(row) if callable(self.height) else self.height
            if height is not None:
                found[at] = height
        return found

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns that it takes."""
        long, wide = len(self.rows) + bool(self.headings), len(self.slots)
        return (wide, long) if self.across else (long, wide)


@dataclass(frozen=True)
class Text:
    """A cell of its own: a title, a note, a heading. A name lets formulas say ``name[text]``.

    ``across`` and ``down``: so many columns and rows are one cell, in which a long text wraps; heights are then to be
    given, because programs do not fit them to the text of merged cells.
    """

    content: Content
    style: str = "text"
    height: float | None = None
    name: str = ""
    across: int = 1
    down: int = 1

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns that it takes."""
        return self.down, self.across

    def as_table(self) -> Table:
        """A named text as a table of one cell."""
        return Table(self.name, [holding("text", self.content, self.style)], headings=None, height=self.height)


@dataclass(frozen=True)
class Gap:
    """Empty rows between items, or empty columns between what stands side by side."""

    rows: int = 1
    columns: int = 1
    height: float | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns that it takes."""
        return self.rows, self.columns


@dataclass(frozen=True)
class Picture:
    """A chart and the rows that it covers; its references are structured ones, its anchor is where it stands.

    A chart that has no width of its own fills these cells, however wide a program draws them; the height is of a row.
    """

    chart: Chart
    rows: int
    columns: int = 1
    height: float | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns that it takes."""
        return self.rows, self.columns


@dataclass(frozen=True)
class Beside:
    """What stands side by side."""

    items: Sequence[Item]

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns that it takes."""
        return max(item.size[0] for item in self.items), sum(item.size[1] for item in self.items)


@dataclass(frozen=True)
class Below:
    """What stands one below another, as one item of what stands side by side."""

    items: Sequence[Item]

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns that it takes."""
        return sum(item.size[0] for item in self.items), max(item.size[1] for item in self.items)


Item: TypeAlias = Table | Text | Gap | Picture | Beside | Below


@dataclass(frozen=True)
class Stack:
    """A sheet: items one below another, and what lies around them, all in structured references.

    ``widths`` are of columns that no table gives one. ``freeze`` names the cell that panes are frozen at, ``ends`` the
    last cell that prints (left out: the last that holds anything, ``wide`` columns at least, without the first
    ``above`` rows and the last ``unprinted``), ``repeats`` the table whose headings stand on every page: all of a table
    that lies across. ``back`` matter prints only when the report asks for it.
    """

    name: str
    items: Sequence[Item]
    widths: Mapping[int, float] = field(default_factory=dict)
    landscape: bool = True
    one_page: bool = True
    repeats: str = ""
    ends: str = ""
    wide: int = 0
    above: int = 0
    unprinted: int = 0
    back: bool = False
    choices: Sequence[Choice] = ()
    highlights: Sequence[Highlight] = ()
    freeze: str = ""
    gridlines: bool = False
    tab_colour: str | None = None
    locked: bool = False
    hidden: bool = False
