"""The order in which formulas are calculated."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from cspxl.engine.allowance import spend
from cspxl.engine.cells import FormulaCell
from cspxl.engine.model import Area
from cspxl.engine.sheets import Sheet

_COLUMN: Final = 5  # steps of a column that a range crosses
Owners = Mapping[tuple[int, int, int], FormulaCell]  # which formula fills a cell of a sheet


class Unvisited:
    """The calculated cells of a sheet that the walk has not met yet; each is met once, however often it is read."""

    def __init__(self, sheet: Sheet) -> None:
        self.rows = sheet.columns
        self.next = {column: list(range(len(rows) + 1)) for column, rows in sheet.columns.items()}

    def take(self, area: Area) -> Iterator[tuple[int, int]]:
        """The unvisited cells of an area; they are visited now."""
        top, left, bottom, right = area
        columns: Sequence[int] = range(left, right + 1)
        if right - left > len(self.rows):
            spend(_COLUMN * len(self.rows))
            columns = [column for column in self.rows if left <= column <= right]
        spend(_COLUMN * len(columns))
        for column in columns:
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


def calculation_order(cells: Sequence[FormulaCell], sheets: Iterable[Sheet], owners: Owners) -> list[FormulaCell]:
    """Every formula after those it reads; round a circle the order is arbitrary. Raises TooLarge, UsedUp."""
    unvisited = {sheet.index: Unvisited(sheet) for sheet in sheets}
    ordered: list[FormulaCell] = []
    begun: set[int] = set()

    for first in cells:
        if id(first) in begun:
            continue
        begun.add(id(first))
        stack = [(first, _read_by(first, unvisited, owners))]
        while stack:
            cell, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                ordered.append(cell)
            elif id(following) not in begun:
                begun.add(id(following))
                stack.append((following, _read_by(following, unvisited, owners)))
    return ordered


def _read_by(cell: FormulaCell, unvisited: Mapping[int, Unvisited], owners: Owners) -> Iterator[FormulaCell]:
    """The formulas that one reads, of ranges those that were not met yet."""
    for ref in cell.reads:
        index = ref.sheet.index
        if ref.line is not None:  # a single cell, as most are
            owner = owners.get((index, ref.top, ref.left))
            if owner is not None:
                yield owner
        elif ref.sheet.file is None:
            for row, column in unvisited[index].take(ref.area):
                yield owners[index, row, column]
