"""What a formula works on besides single cells: arrays, references, and the sheets that hold the values.

An ``Array`` keeps what look-ups learn about it (where each value stands, which cells meet a criterion). A reference
hands out one Array for as long as nothing in it changes, so a hundred formulas that search one column search it once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final, TypeAlias

from cspxl.engine.addresses import MAX_COLUMN, MAX_ROW
from cspxl.engine.allowance import READ, fits, spend
from cspxl.engine.model import Area
from cspxl.values import Cell

_SHORT: Final = 20  # cells that reading the shortest range costs
_MOST_HELD: Final = 1 << 23  # cells that the ranges of a sheet keep in copies: some 100 MB


class Marker:
    """Stands in a sheet where a value is still to come, or will never come."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


PENDING: Final = Marker("pending")
NO_VALUE: Final = Marker("no value")


class Array:
    """A rectangle of cells, at least one by one; kept as rows or as one list, whichever it came as, until asked."""

    __slots__ = ("_flat", "_late", "_rows", "height", "known", "width")

    def __init__(self, rows: Sequence[Sequence[Cell]]) -> None:
        self._rows: Sequence[Sequence[Cell]] | None = rows
        self._flat: Sequence[Cell] | None = None
        self._late: tuple[Array, Callable[[Sequence[Any]], list[Cell]]] | None = None
        self.height = len(rows)
        self.width = len(rows[0])
        self.known: dict[Any, Any] = {}

    @classmethod
    def of(cls, flat: Sequence[Cell], width: int) -> Array:
        """The cells, row by row, in rows of this width."""
        array = cls.__new__(cls)
        array._rows = array._late = None  # noqa: SLF001 -- its own class
        array._flat = flat  # noqa: SLF001
        array.height = len(flat) // width
        array.width = width
        array.known = {}
        return array

    @classmethod
    def late(cls, source: Array, make: Callable[[Sequence[Any]], list[Cell]]) -> Array:
        """What ``make`` makes of each cell of another array, made when it is asked for."""
        array = cls.__new__(cls)
        array._rows = array._flat = None  # noqa: SLF001 -- its own class
        array._late = source, make  # noqa: SLF001
        array.height, array.width = source.height, source.width
        array.known = {}
        return array

    @classmethod
    def sparse(cls, terms: Mapping[int, float], height: int, width: int) -> Array:
        """Numbers in a few places, 0 in all others; written out when it is asked for."""
        array = cls.__new__(cls)
        array._rows = array._flat = array._late = None  # noqa: SLF001 -- its own class
        array.height, array.width = height, width
        array.known = {"terms": terms, "kinds": frozenset({float})}
        return array

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width."""
        return self.height, self.width

    @property
    def size(self) -> int:
        """How many cells it has."""
        return self.height * self.width

    @property
    def lines(self) -> Sequence[Sequence[Cell]]:
        """Its cells in one piece, or row after row where they came so."""
        return [self.flat] if self._rows is None else self._rows

    @property
    def rows(self) -> Sequence[Sequence[Cell]]:
        """Row after row."""
        if self._rows is None:
            flat, width = self.flat, self.width
            self._rows = [flat[at : at + width] for at in range(0, len(flat), width)]
        return self._rows

    @property
    def flat(self) -> Sequence[Cell]:
        """Every cell, row by row."""
        if self._flat is None:
            if self._late is not None:
                source, make = self._late
                self._flat = make(source.flat)
            elif self._rows is None:
                cells: list[Cell] = [0.0] * (self.height * self.width)
                for at, number in self.known["terms"].items():
                    cells[at] = number
                self._flat = cells
            else:
                self._flat = self._rows[0] if self.height == 1 else list(chain.from_iterable(self._rows))
        return self._flat

    def picked(self, positions: Sequence[int]) -> list[Cell]:
        """The cells in some places; of an array still to be made, only these are made."""
        if self._flat is None and self._late is not None:
            source, make = self._late
            cells = source.flat
            return make([cells[at] for at in positions])
        cells = self.flat
        return [cells[at] for at in positions]

    def learn(self, what: object, find: Callable[[Array], Any]) -> Any:  # noqa: ANN401 -- whatever was learnt
        """What ``find`` says about this array, found once."""
        known = self.known.get(what)
        if known is None:
            known = self.known[what] = find(self)
        return known


class Sheet:
    """The values of one sheet, and where its formulas are. ``rows[0]`` is not used; rows may be short.

    ``held`` counts the cells that its lasting ranges keep in copies of their own.
    """

    __slots__ = ("bring", "columns", "filtered", "height", "held", "hidden", "index", "name", "rows", "width")

    def __init__(self, name: str, index: int, hidden: frozenset[int], *, filtered: bool = False) -> None:
        self.filtered = filtered
        self.name = name
        self.index = index
        self.hidden = hidden
        self.rows: list[list[Any]] = [[]]
        self.height = 0
        self.width = 0
        self.held = 0
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


class Ref:
    """A rectangle of one sheet; a ``lasting`` one stands in formulas, and is read again and again."""

    __slots__ = ("_array", "_lasting", "bottom", "left", "line", "right", "sheet", "top")

    def __init__(self, sheet: Sheet, area: Area, *, lasting: bool = False) -> None:
        self._lasting = lasting
        self.line: list[Any] | None = None  # the row of a single cell that a formula reads again and again
        self.sheet = sheet
        self.top, self.left, self.bottom, self.right = area
        self._array: Array | None = None

    @property
    def area(self) -> Area:
        """Its corners."""
        return self.top, self.left, self.bottom, self.right

    @property
    def height(self) -> int:
        """Rows, as written: a whole column has all of them."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """Columns, as written."""
        return self.right - self.left + 1

    @property
    def is_cell(self) -> bool:
        """Whether it is a single cell."""
        return self.top == self.bottom and self.left == self.right

    @property
    def array(self) -> Array:
        """Its values; a range that runs far below or beside what is used is cut there."""
        if self._array is not None:
            return self._array
        array = self.sheet.block(self.used)
        size = array.height * array.width if self._lasting else 0
        if self.sheet.held + size <= _MOST_HELD:  # a column of running totals has a range of its own for each row
            self.sheet.held += size
            self._array = array
        return array

    @property
    def used(self) -> Area:
        """The area without the endless part of whole columns and rows."""
        bottom, right = self.bottom, self.right
        if bottom == MAX_ROW or bottom - self.top > 65_536:
            bottom = max(self.top, min(bottom, self.sheet.height))
        if right == MAX_COLUMN:
            right = max(self.left, min(right, self.sheet.width))
        return self.top, self.left, bottom, right

    @property
    def size(self) -> int:
        """How many cells it has, without that endless part."""
        if self._array is not None:
            return self._array.size
        top, left, bottom, right = self.used
        return (bottom - top + 1) * (right - left + 1)

    def forget(self) -> None:
        """Drop the values: something in it changes."""
        if self._array is not None and self._lasting:
            self.sheet.held -= self._array.height * self._array.width
        self._array = None

    def learn(self, what: object, find: Callable[[Ref], Any]) -> Any:  # noqa: ANN401 -- whatever was learnt
        """What ``find`` says about the range, found once for as long as it keeps its values."""
        if self._array is not None and what in self._array.known:
            return self._array.known[what]
        found = find(self)
        if self._array is not None:
            self._array.known[what] = found
        return found

    def corner(self) -> Cell:
        """The value of its first cell."""
        return self.sheet.value(self.top, self.left)

    def part(self, top: int, left: int, height: int, width: int) -> Ref:
        """A rectangle of it, counted from 0 at its own corner."""
        first, start = self.top + top, self.left + left
        return Ref(self.sheet, (first, start, first + height - 1, start + width - 1))


class Areas:
    """Several rectangles: a union."""

    __slots__ = ("refs",)

    def __init__(self, refs: Sequence[Ref]) -> None:
        self.refs = refs


Value: TypeAlias = Cell | Array
Operand: TypeAlias = Cell | Array | Ref | Areas


def array_of(operand: Operand) -> Array:
    """Any operand as an array; of a union there is none, and it is #VALUE! before this is asked."""
    if type(operand) is Ref:
        return operand.array
    if type(operand) is Array:
        return operand
    assert not isinstance(operand, Ref | Areas | Array)
    return Array(((operand,),))


def simplest(array: Array) -> Value:
    """The cell of a one-by-one array, else the array."""
    return array.rows[0][0] if array.height == 1 and array.width == 1 else array
