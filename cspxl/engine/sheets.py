"""The values of a workbook's sheets, and what stands in a cell whose value is still to come."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, Final

from cspxl.engine.allowance import READ, fits, spend
from cspxl.engine.growing import Growing
from cspxl.engine.model import Area
from cspxl.engine.ranges import Array
from cspxl.values import Cell

_SHORT: Final = 20  # cells that reading the shortest range costs


class Marker:
    """Stands in a sheet where a value is still to come, or will never come."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


PENDING: Final = Marker("pending")
NO_VALUE: Final = Marker("no value")


class Sheet:
    """The values of one sheet, and where its formulas are. ``rows[0]`` is not used; rows may be short.

    ``held`` counts the cells that its lasting ranges keep in copies of their own. ``file`` is the workbook of which it
    is a copy, where it is no sheet of this one.
    """

    __slots__ = (
        "bring", "columns", "file", "filtered", "growing", "height", "held", "hidden", "index", "name", "rows", "width",
    )  # fmt: skip

    def __init__(
        self, name: str, index: int, hidden: frozenset[int], filtered: frozenset[int], file: str | None = None
    ) -> None:
        self.file = file
        self.filtered = filtered
        self.name = name
        self.index = index
        self.hidden = hidden
        self.rows: list[list[Any]] = [[]]
        self.height = 0
        self.width = 0
        self.held = 0
        self.growing: list[Growing] = []  # of its columns, those that were read
        self.columns: dict[int, list[int]] = {}  # column → sorted rows of cells that are calculated
        self.bring: Callable[[int, int], Cell] = lambda _row, _column: None

    def row(self, number: int, width: int) -> list[Any]:
        """The row, made long enough to hold a column."""
        rows = self.rows
        while len(rows) <= number:
            rows.append([])
        row = rows[number]
        if len(row) <= width:
            row.extend([None] * (width + 1 - len(row)))
        return row

    def put(self, row: int, column: int, value: object) -> None:
        """Set a cell."""
        self.row(row, column)[column] = value
        self.height = max(self.height, row)
        self.width = max(self.width, column)

    def fill(self, area: Area, values: Iterable[object]) -> None:
        """Set the cells of an area, row by row."""
        top, left, bottom, right = area
        self.row(bottom, right)
        self.height, self.width = max(self.height, bottom), max(self.width, right)
        lines, each = self.rows[top : bottom + 1], iter(values)
        for line in lines:
            if len(line) <= right:
                line.extend([None] * (right + 1 - len(line)))
        if left == right:
            for line, value in zip(lines, each, strict=True):
                line[left] = value
            return
        for line in lines:
            line[left : right + 1] = islice(each, right + 1 - left)

    def peek(self, row: int, column: int) -> Any:  # noqa: ANN401 -- a cell or a marker
        """What stands in a cell now."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def value(self, row: int, column: int) -> Cell:
        """The cell's value, calculated first where it is still to come."""
        value = self.peek(row, column)
        if type(value) is Marker:
            return self.bring(row, column)
        return value  # type: ignore[no-any-return]

    def calculated_in(self, area: Area) -> Iterable[tuple[int, int]]:
        """The calculated cells of an area."""
        top, left, bottom, right = area
        columns: Sequence[int] = range(left, right + 1)
        if right - left > len(self.columns):
            columns = [column for column in self.columns if left <= column <= right]
        for column in columns:
            rows = self.columns.get(column)
            if rows:
                for at in range(bisect_left(rows, top), len(rows)):
                    if rows[at] > bottom:
                        break
                    yield rows[at], column

    def block(self, area: Area) -> Array:
        """The values of an area, calculated first where they are still to come. Raises TooLarge."""
        height, width = area[2] - area[0] + 1, area[3] - area[1] + 1
        fits(height, width)
        spend(READ * (_SHORT + height * width))
        block = self._block(area)
        if self.columns and any(self.calculated_in(area)) and any(Marker in map(type, line) for line in block.lines):
            for row, column in self.calculated_in(area):
                if type(self.rows[row][column]) is Marker:
                    self.bring(row, column)
            block = self._block(area)
        return block

    def _block(self, area: Area) -> Array:
        """What stands in an area now."""
        top, left, bottom, right = area
        height, width = bottom - top + 1, right - left + 1
        if top == bottom and top < len(self.rows) and len(self.rows[top]) > right:
            return Array.of(self.rows[top][left : right + 1], width)
        if width == 1 and bottom > top:
            cells = [line[left] if len(line) > left else None for line in self.rows[top : bottom + 1]]
            cells.extend([None] * (height - len(cells)))
            return Array.of(cells, 1)
        lines: list[list[Any]] = []
        for line in self.rows[top : bottom + 1]:
            part = line[left : right + 1]
            if len(part) < width:
                part.extend([None] * (width - len(part)))
            lines.append(part)
        lines.extend([None] * width for _ in range(height - len(lines)))
        return Array(lines)
