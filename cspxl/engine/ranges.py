"""What a formula works on besides single cells: arrays, and references to the cells of sheets.

An ``Array`` keeps what look-ups learn about it (where each value stands, which cells meet a criterion). A reference
hands out one Array for as long as nothing in it changes, so a hundred formulas that search one column search it once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from cspxl.engine.addresses import MAX_COLUMN, MAX_ROW
from cspxl.engine.allowance import make
from cspxl.engine.growing import Growing
from cspxl.engine.model import Area
from cspxl.values import Cell, CellError

if TYPE_CHECKING:
    from cspxl.engine.sheets import Sheet

_MOST_HELD: Final = 1 << 23  # cells that the ranges of a sheet keep in copies: some 100 MB


class Array:
    """A rectangle of cells, at least one by one; kept as rows or as one list, whichever it came as, until asked.

    One with a ``core`` is larger than what is kept: the core's last row stands for all rows from there on, its last
    column for all such columns. Whoever does not know a core finds every cell written out.
    """

    __slots__ = ("_flat", "_late", "_rows", "core", "height", "known", "width")

    def __init__(self, rows: Sequence[Sequence[Cell]]) -> None:
        self._rows: Sequence[Sequence[Cell]] | None = rows
        self._flat: Sequence[Cell] | None = None
        self._late: tuple[Array, Callable[[Sequence[Any]], list[Cell]]] | None = None
        self.core: Array | None = None
        self.height = len(rows)
        self.width = len(rows[0])
        self.known: dict[Any, Any] = {}

    @classmethod
    def of(cls, flat: Sequence[Cell], width: int) -> Array:
        """The cells, row by row, in rows of this width."""
        array = cls.__new__(cls)
        array._rows = array._late = array.core = None  # noqa: SLF001 -- its own class
        array._flat = flat  # noqa: SLF001
        array.height = len(flat) // width
        array.width = width
        array.known = {}
        return array

    @classmethod
    def late(cls, source: Array, produce: Callable[[Sequence[Any]], list[Cell]]) -> Array:
        """What is produced from each cell of another array, when it is asked for."""
        array = cls.__new__(cls)
        array._rows = array._flat = array.core = None  # noqa: SLF001 -- its own class
        array._late = source, produce  # noqa: SLF001
        array.height, array.width = source.height, source.width
        array.known = {}
        return array

    @classmethod
    def sparse(cls, terms: Mapping[int, float], height: int, width: int) -> Array:
        """Numbers in a few places, 0 in all others; written out when it is asked for."""
        array = cls.__new__(cls)
        array._rows = array._flat = array._late = array.core = None  # noqa: SLF001 -- its own class
        array.height, array.width = height, width
        array.known = {"terms": terms, "kinds": frozenset({float})}
        return array

    @classmethod
    def endless(cls, core: Array, height: int, width: int) -> Array:
        """A core that goes on to this height and width."""
        if core.shape == (height, width):
            return core
        array = cls.__new__(cls)
        array._rows = array._flat = array._late = None  # noqa: SLF001 -- its own class
        array.core = core
        array.height, array.width = height, width
        array.known = {}
        return array

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width."""
        return self.height, self.width

    @property
    def size(self) -> int:
        """How many cells are kept of it."""
        return self.height * self.width if self.core is None else self.core.size

    def at(self, row: int, column: int) -> Cell:
        """One cell, counted from 0."""
        if self.core is not None:
            return self.core.at(min(row, self.core.height - 1), min(column, self.core.width - 1))
        return self.rows[row][column] if self._flat is None else self._flat[row * self.width + column]

    @property
    def lines(self) -> Sequence[Sequence[Cell]]:
        """The cells of the block in one piece, or row after row where they came so."""
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
                source, produce = self._late
                self._flat = produce(source.flat)
            elif self.core is not None:
                self._flat = self._written_out(self.core)
            elif self._rows is None:
                cells: list[Cell] = [0.0] * (self.height * self.width)
                for at, number in self.known["terms"].items():
                    cells[at] = number
                self._flat = cells
            else:
                self._flat = self._rows[0] if self.height == 1 else list(chain.from_iterable(self._rows))
        return self._flat

    def _written_out(self, core: Array) -> list[Cell]:
        make(self.height, self.width)
        rows = core.rows
        if core.width < self.width:
            rows = [[*row, *[row[-1]] * (self.width - core.width)] for row in rows]
        more = [rows[-1]] * (self.height - core.height)
        return list(chain(chain.from_iterable(rows), chain.from_iterable(more)))

    def picked(self, positions: Sequence[int]) -> list[Cell]:
        """The cells in some places; of an array still to be made, only these are made."""
        if self._flat is None and self._late is not None:
            source, produce = self._late
            cells = source.flat
            return produce([cells[at] for at in positions])
        cells = self.flat
        return [cells[at] for at in positions]

    def learn(self, what: object, find: Callable[[Array], Any]) -> Any:  # noqa: ANN401 -- whatever was learnt
        """What ``find`` says about this array, found once."""
        known = self.known.get(what)
        if known is None:
            known = self.known[what] = find(self)
        return known


class Ref:
    """A rectangle of one sheet; a ``lasting`` one stands in formulas, and is read again and again."""

    __slots__ = ("_array", "_lasting", "bottom", "growing", "left", "line", "right", "sheet", "top")

    def __init__(self, sheet: Sheet, area: Area, *, lasting: bool = False) -> None:
        self._lasting = lasting
        self.line: list[Any] | None = None  # the row of a single cell that a formula reads again and again
        self.sheet = sheet
        self.top, self.left, self.bottom, self.right = area
        self._array: Array | None = None
        self.growing: Growing | None = None  # what ranges of its column share that begin where it does

    @property
    def area(self) -> Area:
        """The corners of the range."""
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
        """Whether the range is a single cell."""
        return self.top == self.bottom and self.left == self.right

    @property
    def array(self) -> Array:
        """The values of the range; one that runs far below or beside what is used is cut there."""
        if self._array is not None:
            return self._array
        array = self.sheet.block(self.used)
        size = array.height * array.width if self._lasting else 0
        if self.sheet.held + size <= _MOST_HELD:  # a column of running totals has a range of its own for each row
            self.sheet.held += size
            self._array = array
        return array

    @property
    def whole(self) -> Array:
        """All values of the range; where ``array`` is cut, the blanks that follow are the core's last row or column."""
        array = self.array
        if array.height > self.bottom - self.top and array.width > self.right - self.left:
            return array
        return array.learn("whole", self._with_blanks)  # type: ignore[no-any-return]

    def _with_blanks(self, array: Array) -> Array:
        if array.width == self.width == 1:
            return Array.endless(Array.of([*array.flat, None], 1), self.height, 1)
        rows = [[*row, None] for row in array.rows] if array.width < self.width else list(array.rows)
        if array.height < self.height:
            rows.append([None] * len(rows[0]))
        return Array.endless(Array(rows), self.height, self.width)

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

    def move(self, top: int, bottom: int) -> None:
        """Point to other rows of the same columns; for one that stands in no formula of its own."""
        self.top, self.bottom, self._array = top, bottom, None

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


class ThroughSheets(Areas):
    """The same rectangle of several sheets, which functions that add up or list take and no others."""

    __slots__ = ()


class Refs:
    """An array of references: what OFFSET and INDIRECT give for arrays. ``grid`` holds a Ref or an error in each place.

    Functions that take a reference take them one after another; where values are wanted each is #VALUE!, as in Excel.
    """

    __slots__ = ("grid",)

    def __init__(self, grid: Array) -> None:
        self.grid = grid

    def values(self) -> Array:
        """What they are where values are wanted."""
        cells = [cell if isinstance(cell, CellError) else CellError.VALUE for cell in self.grid.flat]
        return Array.of(cells, self.grid.width)


Value: TypeAlias = Cell | Array
Operand: TypeAlias = Cell | Array | Ref | Areas | Refs


def array_of(operand: Operand) -> Array:
    """Any operand as an array; of a union there is none, and it is #VALUE! before this is asked."""
    if type(operand) is Ref:
        return operand.array
    if type(operand) is Array:
        return operand
    assert not isinstance(operand, Ref | Areas | Array | Refs)
    return Array(((operand,),))


def simplest(array: Array) -> Value:
    """The cell of a one-by-one array, else the array."""
    return array.rows[0][0] if array.height == 1 and array.width == 1 else array
