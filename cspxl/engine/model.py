"""What the engine takes: a workbook as plain data. ``cspxl.workbook.package`` reads one from a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from cspxl.values import Cell

Area: TypeAlias = tuple[int, int, int, int]
"""Top row, left column, bottom row, right column; counted from 1, both ends included."""

Seen: TypeAlias = Literal["visible", "hidden", "veryHidden"]
Kind: TypeAlias = Literal["normal", "array", "dynamic", "data table"]


class DataTable(NamedTuple):
    """What a data table (what-if analysis) puts into which input cells: row and column, None where it was deleted.

    One that is not ``two_way`` has one input: for the values above it where it goes ``by_row``, else for those on the
    left. A two-way one has both, the input for the values above it first.
    """

    inputs: Sequence[tuple[int, int] | None]
    two_way: bool
    by_row: bool


class Formula(NamedTuple):
    """A formula as the file stores it, without the equals sign.

    ``array`` is an array formula of fixed size (``area``); ``dynamic`` spills from its cell, ``area`` being the size
    it had when it was saved. A shared formula arrives already written out for its own cell. A ``data table`` has no
    text, but a ``table``.
    """

    text: str
    kind: Kind = "normal"
    area: Area | None = None
    table: DataTable | None = None


@dataclass(frozen=True, slots=True)
class NumberFormats:
    """The format codes of a sheet's cells; of one that is not there, its row's, else its column's."""

    cells: Mapping[tuple[int, int], str]
    rows: Mapping[int, str]
    columns: Sequence[tuple[int, int, str]]  # first, last

    def code(self, row: int, column: int) -> str:
        """The code of a cell."""
        code = self.cells.get((row, column)) or self.rows.get(row)
        return code or next((code for first, last, code in self.columns if first <= column <= last), "General")


@dataclass(frozen=True, slots=True)
class SheetModel:
    """One worksheet: what stands in each (row, column), the rows that are hidden, and which of them a filter hides.

    ``formats`` are there where the workbook calculates with numbers as its cells show them ("precision as displayed").
    ``saved`` are the values that the file holds of cells that formulas fill; ``seen`` whether its tab is shown.
    """

    name: str
    cells: Mapping[tuple[int, int], Cell | Formula]
    hidden_rows: frozenset[int] = frozenset()
    filtered_rows: frozenset[int] = frozenset()
    formats: NumberFormats | None = None
    saved: Mapping[tuple[int, int], Cell] = field(default_factory=dict)
    seen: Seen = "visible"


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A name and the expression it stands for; ``sheet`` where it is known on one sheet only."""

    name: str
    text: str
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class TableModel:
    """A table (list object): where it lies, header and totals rows included, and its columns in order."""

    name: str
    sheet: str
    area: Area
    columns: Sequence[str]
    header_rows: int = 1
    totals_rows: int = 0


@dataclass(frozen=True, slots=True)
class PivotLine:
    """A row or column of a pivot table's figures: its number on the sheet, and the item of each field that it is of.

    An item is the names it goes by, in lower case. ``figure`` is the number of the figure where several stand side by
    side; a line that is not ``whole`` is a heading over others, which has figures only where it sums them up.
    """

    number: int
    items: Mapping[str, frozenset[str]]
    figure: int
    whole: bool


@dataclass(frozen=True, slots=True)
class PivotAxis:
    """The rows or the columns of a pivot table: the fields that lie along it, and its lines."""

    fields: frozenset[str]
    lines: Sequence[PivotLine]


@dataclass(frozen=True, slots=True)
class Pivot:
    """A pivot table: where it lies, its figures (caption and field, in lower case), its rows and columns.

    ``chosen`` are the items that it is filtered to above the table, by field.
    """

    sheet: str
    area: Area
    figures: Sequence[tuple[str, str]]
    rows: PivotAxis
    columns: PivotAxis
    chosen: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Link:
    """Another workbook that formulas refer to, and what the file remembers of it: cells of its sheets, and names."""

    file: str
    sheets: Mapping[str, Mapping[tuple[int, int], Cell]]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WorkbookModel:
    """A whole workbook, sheets in the order of their tabs; the first link is what formulas write as ``[1]``.

    Where it lets circles ``iterate``, ``iterations`` is how often, and ``tolerance`` the change that is none.
    """

    sheets: Sequence[SheetModel]
    names: Sequence[DefinedName] = field(default=())
    tables: Sequence[TableModel] = field(default=())
    date1904: bool = False
    iterate: bool = False
    iterations: int = 100
    tolerance: float = 0.001
    links: Sequence[Link] = field(default=())
    pivots: Sequence[Pivot] = field(default=())
