"""The order in which formulas are calculated, and which of them a change touches."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from cspxl.engine.allowance import spend
from cspxl.engine.cells import FormulaCell
from cspxl.engine.model import Area
from cspxl.engine.ranges import Ref
from cspxl.engine.sheets import Sheet

_COLUMN: Final = 5  # steps of a column that a range crosses
Owner = Callable[[Sheet, int, int], FormulaCell]


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


def calculation_order(cells: Sequence[FormulaCell], sheets: Iterable[Sheet], owner: Owner) -> list[FormulaCell]:
    """Every formula after those it reads; round a circle the order is arbitrary. Raises TooLarge, UsedUp."""
    unvisited = {sheet.index: Unvisited(sheet) for sheet in sheets}
    ordered: list[FormulaCell] = []
    begun: set[int] = set()

    def read_by(cell: FormulaCell) -> Iterator[FormulaCell]:
        for ref in cell.reads:
            if ref.sheet.file is None:
                for row, column in unvisited[ref.sheet.index].take(ref.area):
                    yield owner(ref.sheet, row, column)

    for first in cells:
        if id(first) in begun:
            continue
        begun.add(id(first))
        stack = [(first, read_by(first))]
        while stack:
            cell, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                ordered.append(cell)
            elif id(following) not in begun:
                begun.add(id(following))
                stack.append((following, read_by(following)))
    return ordered


_MOST_SPANS: Final = 24  # of a column; with more, one span stands for all


class Touched:
    """The cells that change, told as a few spans of rows in each column: quick, and rather too many than too few."""

    def __init__(self) -> None:
        self.spans: dict[int, dict[int, list[tuple[int, int]]]] = {}

    def add(self, sheet: Sheet, area: Area) -> None:
        """Cells that change."""
        top, left, bottom, right = area
        columns = self.spans.setdefault(sheet.index, {})
        for column in range(left, right + 1):
            spans = columns.setdefault(column, [])
            for at, (low, high) in enumerate(spans):
                if low <= bottom + 1 and top <= high + 1:
                    spans[at] = min(low, top), max(high, bottom)
                    break
            else:
                spans.append((top, bottom))
                if len(spans) > _MOST_SPANS:
                    spans[:] = [(min(low for low, _ in spans), max(high for _, high in spans))]

    def meets(self, ref: Ref) -> bool:
        """Whether a range holds one of them."""
        columns = self.spans.get(ref.sheet.index)
        if not columns:
            return False
        top, bottom = ref.top, ref.bottom
        if ref.left == ref.right:
            return any(low <= bottom and top <= high for low, high in columns.get(ref.left, ()))
        return any(
            ref.left <= column <= ref.right and any(low <= bottom and top <= high for low, high in spans)
            for column, spans in columns.items()
        )


def affected(
    order: Sequence[FormulaCell], changed: Iterable[tuple[Sheet, int, int]]
) -> tuple[list[FormulaCell], Touched]:
    """The formulas that a change of inputs touches, in order, and all that changes."""
    touched = Touched()
    for sheet, row, column in changed:
        touched.add(sheet, (row, column, row, column))
    chosen: set[int] = set()
    while True:
        before = len(chosen)
        for cell in order:
            if id(cell) not in chosen and (cell.always or cell.blocked or any(map(touched.meets, cell.reads))):
                chosen.add(id(cell))
                touched.add(cell.sheet, cell.area)
        if len(chosen) == before:  # once more than needed, for circles that the order cannot serve
            return [cell for cell in order if id(cell) in chosen], touched
