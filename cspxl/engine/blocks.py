"""Copied formulas kept as one thing: a block is a formula and its copies further down a column.

A cell of a block is made only when it is asked for by itself; ordering, finding what a change touches and calculating
take the block as a whole.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from cspxl.engine.addresses import full_address
from cspxl.engine.cells import FormulaCell
from cspxl.engine.families import Family, Moving
from cspxl.engine.frame import Book
from cspxl.engine.model import Formula
from cspxl.engine.sheets import Marker
from cspxl.engine.targets import Targets

LEAST: Final = 32  # formulas of a block: fewer are cells of their own

Place = tuple[int, int, int]  # sheet, row, column


class Block:
    """A formula and its copies, by rows; ``position`` is its place in the order of calculation.

    ``backwards``: its formulas read those of its own that stand below them; ``goes_on``: each reads the one above;
    ``reads_itself``: they may read each other, and where it is ``entwined``, some that stand above and some below.
    """

    __slots__ = (
        "_book", "_made", "_rows", "_targets", "backwards", "column", "entwined", "family", "goes_on", "position",
        "reads_itself", "rows", "sheet",
    )  # fmt: skip

    def __init__(self, book: Book, targets: Targets, first: FormulaCell, family: Family) -> None:
        self._book = book
        self._targets = targets
        self._made = {first.row: first}
        self.sheet = first.sheet
        self.column = first.column
        self.family = family
        self._rows = [first.row]
        self.rows: Sequence[int] = self._rows
        self.position = 0
        self.backwards = self.entwined = self.goes_on = self.reads_itself = False

    def add(self, row: int) -> None:
        """One more copy, below the others."""
        self._rows.append(row)

    def close(self) -> None:
        """No more come."""
        first, last = self.rows[0], self.rows[-1]
        if last - first + 1 == len(self.rows):
            self.rows = range(first, last + 1)
            self._rows = []
        own = [ref for ref in self.family.moving if ref.sheet is self.sheet and ref.left <= self.column <= ref.right]
        self.reads_itself = bool(own)
        above = all(ref.ends_before(first) for ref in own)
        below = all(ref.begins_after(last) for ref in own)
        self.entwined = not (above or below)
        self.backwards = any(ref.first[1] and ref.first[0] > 0 for ref in own)
        next_above = any(ref.is_cell and ref.first == (-1, 1) for ref in own)
        self.goes_on = next_above and type(self.rows) is range
        for ref in self.family.moving:
            if ref.left == ref.right and not ref.is_cell and not ref.first[1]:
                self._targets.growing_from(ref.sheet, ref.first[0], ref.left, len(self.rows))

    def cell(self, row: int) -> FormulaCell:
        """One of its formulas as a cell of its own, the same each time."""
        cell = self._made.get(row)
        if cell is None:
            cell = FormulaCell(self._book, self.sheet, row, self.column, Formula(self.family.text(row)))
            cell.bound(self.family.shape, list(self.family.refs(row, self._targets)))
            cell.position = self.position
            self._made[row] = cell
        return cell

    def mark(self, rows: Iterable[int], marker: Marker) -> None:
        """Set the cells in some rows to a marker."""
        lines, column = self.sheet.rows, self.column
        for row in rows:
            lines[row][column] = marker

    def made(self, rows: Sequence[int]) -> Iterator[FormulaCell]:
        """The formulas in some rows that there has been need of as cells of their own."""
        return (self._made[row] for row in rows if row in self._made)

    def has(self, row: int) -> bool:
        """Whether one of its formulas stands in a row."""
        if type(self.rows) is range:
            return row in self.rows
        at = bisect_left(self.rows, row)
        return at < len(self.rows) and self.rows[at] == row

    def meets(self, top: int, bottom: int) -> bool:
        """Whether one of its formulas may stand in these rows."""
        return self.rows[0] <= bottom and top <= self.rows[-1]

    def between(self, top: int, bottom: int) -> tuple[int, int]:
        """Which of its formulas stand in these rows: from which on, and up to which."""
        return bisect_left(self.rows, top), bisect_right(self.rows, bottom)

    def reading(self, ref: Moving, top: int, bottom: int) -> tuple[int, int]:
        """Which of its formulas read some rows with a reference of theirs, likewise."""
        return self.between(*ref.read_from(top, bottom))

    def hull(self, ref: Moving) -> tuple[int, int]:
        """The rows among which all lie that its formulas read with a reference of theirs."""
        ends = [ref.area(row) for row in (self.rows[0], self.rows[-1])]
        return min(top for top, *_ in ends), max(bottom for *_, bottom, _ in ends)


class Part(NamedTuple):
    """Some formulas of a block, or all of them."""

    block: Block
    rows: Sequence[int]

    @property
    def position(self) -> int:
        """Its place in the order of calculation."""
        return self.block.position

    @property
    def cells(self) -> Iterator[FormulaCell]:
        """Each as a cell of its own."""
        return map(self.block.cell, self.rows)

    @property
    def made(self) -> Iterator[FormulaCell]:
        """Those that are cells of their own by now."""
        return self.block.made(self.rows)

    @property
    def addresses(self) -> Iterator[str]:
        """Where they stand."""
        return (full_address(self.block.sheet.name, row, self.block.column) for row in self.rows)


class Owners:
    """Which formula fills a cell: found by sheet, row and column; ``cells`` are those that no block holds.

    ``columns`` are the blocks of each sheet by their columns.
    """

    def __init__(self) -> None:
        self.cells: dict[Place, FormulaCell] = {}
        self.columns: dict[int, dict[int, list[Block]]] = {}

    def enter(self, block: Block) -> None:
        """A block, whose cells are not among the others."""
        self.columns.setdefault(block.sheet.index, {}).setdefault(block.column, []).append(block)

    def blocks(self) -> Iterator[Block]:
        """All of them."""
        for columns in self.columns.values():
            for blocks in columns.values():
                yield from blocks

    def block(self, place: Place) -> Block | None:
        """The block that has a formula in a cell."""
        sheet, row, column = place
        columns = self.columns.get(sheet)
        if columns is not None:
            for block in columns.get(column, ()):
                if block.has(row):
                    return block
        return None

    def dissolve(self) -> None:
        """Make each formula of the blocks a cell of its own."""
        for block in self.blocks():
            for cell in map(block.cell, block.rows):
                self.cells[cell.sheet.index, cell.row, cell.column] = cell
        self.columns.clear()

    def __contains__(self, place: Place) -> bool:
        return place in self.cells or self.block(place) is not None

    def get(self, place: Place, other: FormulaCell | None = None) -> FormulaCell | None:
        """The formula that fills a cell, else the other."""
        cell = self.cells.get(place)
        if cell is None and self.columns:
            block = self.block(place)
            cell = None if block is None else block.cell(place[1])
        return other if cell is None else cell

    def __getitem__(self, place: Place) -> FormulaCell:
        cell = self.get(place)
        if cell is None:
            raise KeyError(place)
        return cell
