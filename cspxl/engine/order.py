"""The order in which formulas are calculated."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from cspxl.engine.allowance import spend
from cspxl.engine.blocks import Block, Owners
from cspxl.engine.cells import FormulaCell
from cspxl.engine.model import Area
from cspxl.engine.sheets import Sheet

_COLUMN: Final = 5  # steps of a column that a range crosses
Columns: TypeAlias = Mapping[int, Sequence[int]]  # column → sorted rows
Unit: TypeAlias = FormulaCell | Block  # what is calculated in one piece


class Unvisited:
    """The calculated cells of a sheet that the walk has not met yet; each is met once, however often it is read."""

    def __init__(self, columns: Columns) -> None:
        self.rows = columns
        self.next = {column: list(range(len(rows) + 1)) for column, rows in columns.items()}

    def take(self, area: Area) -> Iterator[tuple[int, int]]:
        """The unvisited cells of an area; they are visited now."""
        top, left, bottom, right = area
        for column in crossed(self.rows, left, right):
            rows = self.rows.get(column)
            if not rows:
                continue
            at = self._find(column, bisect_left(rows, top))
            while at < len(rows) and rows[at] <= bottom:
                self.next[column][at] = at + 1
                yield rows[at], column
                at = self._find(column, at + 1)

    def _find(self, column: int, at: int) -> int:
        following = self.next[column]
        root = at
        while following[root] != root:
            root = following[root]
        while following[at] != root:
            following[at], at = root, following[at]
        return root


def crossed(known: Mapping[int, object], left: int, right: int) -> Sequence[int]:
    """The columns that a range crosses, of a wide one those that are known."""
    columns: Sequence[int] = range(left, right + 1)
    if right - left > len(known):
        spend(_COLUMN * len(known))
        columns = [column for column in known if left <= column <= right]
    spend(_COLUMN * len(columns))
    return columns


class _Walk:
    """The formulas of a workbook, as they are found by what reads them."""

    def __init__(self, alone: Sequence[FormulaCell], sheets: Iterable[Sheet], owners: Owners) -> None:
        self._owners = owners
        self._in_blocks = bool(owners.columns)
        columns = self._columns(alone) if self._in_blocks else {}
        self._unvisited = {
            sheet.index: Unvisited(columns.get(sheet.index, {}) if self._in_blocks else sheet.columns)
            for sheet in sheets
        }  # fmt: skip

    def _columns(self, alone: Sequence[FormulaCell]) -> Mapping[int, Columns]:
        """Which rows of each sheet's columns formulas fill that are in no block."""
        found: dict[int, dict[int, list[int]]] = {}
        for cell in alone:
            index, columns = cell.sheet.index, found.setdefault(cell.sheet.index, {})
            for row, column in cell.cells():
                if self._owners.cells.get((index, row, column)) is cell:
                    columns.setdefault(column, []).append(row)
        for columns in found.values():
            for rows in columns.values():
                rows.sort()
        return found

    def read_by(self, unit: Unit) -> Iterator[Unit]:
        """The formulas that one reads, or all of a block, of ranges those that were not met yet."""
        if isinstance(unit, Block):
            for moving in unit.family.moving:
                top, bottom = unit.hull(moving)
                yield from self._inside(moving.sheet, (top, moving.left, bottom, moving.right), unit)
            return
        for ref in unit.reads:
            if ref.line is not None:  # a single cell, as most are
                place = ref.sheet.index, ref.top, ref.left
                owner = self._owners.cells.get(place) or (self._owners.block(place) if self._in_blocks else None)
                if owner is not None:
                    yield owner
            elif ref.sheet.file is None:
                yield from self._inside(ref.sheet, ref.area, unit)

    def _inside(self, sheet: Sheet, area: Area, reader: Unit) -> Iterator[Unit]:
        """What fills the cells of an area."""
        index = sheet.index
        for row, column in self._unvisited[index].take(area):
            yield self._owners.cells[index, row, column]
        columns = self._owners.columns.get(index)
        if columns is None:
            return
        top, left, bottom, right = area
        for column in crossed(columns, left, right):
            for block in columns.get(column, ()):
                if block is not reader and block.meets(top, bottom):
                    yield block


def calculation_order(alone: Sequence[FormulaCell], sheets: Iterable[Sheet], owners: Owners) -> list[Unit]:
    """Every formula after those it reads, and every block; round a circle the order is arbitrary.

    Blocks may read each other where none of their formulas do: then what comes too early is calculated by itself.
    Raises TooLarge, UsedUp.
    """
    walk = _Walk(alone, sheets, owners)
    ordered: list[Unit] = []
    begun: set[int] = set()
    units: list[Unit] = [*alone, *owners.blocks()]
    for first in units:
        if id(first) in begun:
            continue
        begun.add(id(first))
        stack = [(first, walk.read_by(first))]
        while stack:
            unit, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                unit.position = len(ordered)
                ordered.append(unit)
            elif id(following) not in begun:
                begun.add(id(following))
                stack.append((following, walk.read_by(following)))
    return ordered


def tangled(order: Sequence[Unit], owners: Owners) -> bool:
    """Whether a block reads what comes only after it, or what reads it comes before: they go round one another.

    Then it takes the cells themselves to say what comes first.
    """
    if not owners.columns:
        return False
    rows: dict[tuple[int, int], list[tuple[int, int]]] = {}  # of cells in no block, with their places in the order
    for unit in order:
        if isinstance(unit, FormulaCell):
            for row, column in unit.cells():
                rows.setdefault((unit.sheet.index, column), []).append((row, unit.position))
    for found in rows.values():
        found.sort()
    return any(
        _reads_later(unit, sheet, area, owners, rows) for unit in order for sheet, area in _areas(unit)
    ) or any(block.entwined for block in owners.blocks())


def _areas(unit: Unit) -> Iterator[tuple[Sheet, Area]]:
    """What is read, of blocks with what lies between."""
    if isinstance(unit, Block):
        for moving in unit.family.moving:
            top, bottom = unit.hull(moving)
            yield moving.sheet, (top, moving.left, bottom, moving.right)
    else:
        for ref in unit.reads:
            yield ref.sheet, ref.area


def _reads_later(
    unit: Unit, sheet: Sheet, area: Area, owners: Owners, rows: Mapping[tuple[int, int], list[tuple[int, int]]]
) -> bool:
    """Whether an area holds blocks that come later; and of a block's, cells that do."""
    top, left, bottom, right = area
    columns = owners.columns.get(sheet.index, {})
    for column in crossed(columns, left, right):
        for block in columns.get(column, ()):
            if block.position > unit.position and block.meets(top, bottom):
                return True
    if not isinstance(unit, Block):
        return False
    for column in crossed(sheet.columns, left, right):
        cells = rows.get((sheet.index, column), [])
        for at in range(bisect_left(cells, (top, 0)), len(cells)):
            if cells[at][0] > bottom:
                break
            if cells[at][1] > unit.position:
                return True
    return False
