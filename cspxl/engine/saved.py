"""The values that the file holds beside its formulas.

A cell that cannot be calculated keeps them as long as all that it reads is as it was saved. That is held cell by cell:
a formula's value against the one saved, an input against what it was before it was set. What reads a kept value is
calculated with it; ``uses`` tells of which.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from cspxl.engine.addresses import full_address
from cspxl.engine.allowance import spend
from cspxl.engine.cells import FormulaCell
from cspxl.engine.model import Area
from cspxl.engine.order import Unvisited
from cspxl.engine.ranges import Array, Ref
from cspxl.engine.reads import read_by
from cspxl.engine.semantics import incoming
from cspxl.engine.sheets import Marker, Sheet
from cspxl.engine.targets import Place
from cspxl.values import Cell, near

if TYPE_CHECKING:
    from cspxl.engine.book import Workbook

_NONE: Final = Marker("none saved")
_HELD: Final = 10  # steps to hold a cell against its saved value
_LOOKED: Final = 2  # steps of a column or an input that is looked at


class WatchedSheet(Sheet):
    """A sheet that tells which of its cells are read, as far as no formula's text tells it (OFFSET, INDIRECT)."""

    __slots__ = ("seen",)

    def __init__(
        self, name: str, index: int, hidden: frozenset[int], filtered: frozenset[int], file: str | None = None
    ) -> None:
        super().__init__(name, index, hidden, filtered, file)
        self.seen: Callable[[Sheet, Area], None] = lambda _sheet, _area: None

    def value(self, row: int, column: int) -> Cell:
        """The value of a cell, by the protocol that every sheet has."""
        found = super().value(row, column)
        self.seen(self, (row, column, row, column))
        return found

    def block(self, area: Area) -> Array:
        """The values of a block of cells, by the protocol that every sheet has."""
        found = super().block(area)
        self.seen(self, area)
        return found


class Places:
    """Some cells of a workbook, found by the areas that hold them."""

    def __init__(self) -> None:
        self._columns: dict[int, dict[int, list[int]]] = {}  # sheet, column → sorted rows

    def __bool__(self) -> bool:
        return bool(self._columns)

    def clear(self) -> None:
        """Leave none."""
        self._columns.clear()

    def add(self, sheet: Sheet, row: int, column: int) -> None:
        """One more."""
        insort(self._columns.setdefault(sheet.index, {}).setdefault(column, []), row)

    def first(self, sheet: Sheet, area: Area) -> tuple[int, int] | None:
        """One of them that lies in an area."""
        top, left, bottom, right = area
        columns = self._columns.get(sheet.index, {})
        spend(_LOOKED * min(len(columns), right - left + 1))
        for column in range(left, right + 1) if right - left < len(columns) else list(columns):
            rows = columns.get(column, ())
            at = bisect_left(rows, top)
            if left <= column <= right and at < len(rows) and rows[at] <= bottom:
                return rows[at], column
        return None


class Saved:
    """What the file holds, which formulas keep it, and which are calculated with what others keep."""

    def __init__(self, book: Workbook, values: Sequence[Mapping[tuple[int, int], Cell]]) -> None:
        self._book = book
        self._values = values  # by the sheets' numbers
        self.running: list[FormulaCell] = []  # the formulas being calculated, the innermost last
        self._inputs: dict[tuple[Sheet, int, int], Cell] = {}  # as they were, of those that were ever set
        self._changed: dict[tuple[Sheet, int, int], None] = {}
        self._moved: dict[FormulaCell, None] = {}  # arrays that fill other cells than when they were saved
        self._reads: dict[FormulaCell, Sequence[Ref] | None] = {}
        self._unheld: dict[int, Unvisited] = {}  # formulas not yet held against what was saved, by sheet
        self._differing = Places()
        self._marked: dict[FormulaCell, bool] = {}  # whether it keeps its value, else it uses one that is kept
        self._kept = Places()  # where those are
        self._met: dict[FormulaCell, str] = {}  # a kept value, or one that rests on it, that a formula came across
        for sheet in book.sheets.values():
            if isinstance(sheet, WatchedSheet):
                sheet.seen = self.seen

    @property
    def kept(self) -> Iterable[FormulaCell]:
        """The formulas that keep what the file holds."""
        return (cell for cell, kept in self._marked.items() if kept)

    @property
    def some_kept(self) -> bool:
        """Whether any formula keeps what the file holds."""
        return bool(self._kept)

    def of(self, cell: FormulaCell) -> Sequence[Cell]:
        """What the file holds of the cells that a formula fills; None where nothing."""
        saved = self._values[cell.sheet.index]
        return [incoming(saved.get(place)) for place in cell.cells()]

    @property
    def unchanged(self) -> bool:
        """Whether all inputs are as they were saved."""
        return not self._changed

    # What changes

    def set(self, sheet: Sheet, row: int, column: int, before: Cell, after: Cell) -> None:
        """An input changes, perhaps back to what it was."""
        place = sheet, row, column
        first = self._inputs.setdefault(place, before)
        if type(first) is type(after) and first == after:
            self._changed.pop(place, None)
        else:
            self._changed[place] = None

    def moved(self, cell: FormulaCell) -> None:
        """An array fills other cells, perhaps those that it filled when it was saved."""
        if cell.area == cell.saved_area:
            self._moved.pop(cell, None)
        else:
            self._moved[cell] = None
        self._unheld.clear()

    def begin(self, steps: Iterable[FormulaCell]) -> None:
        """Take note of the formulas that are to be calculated anew."""
        self._met.clear()
        self._unheld.clear()
        self._differing.clear()
        for place in self._changed:
            self._differing.add(*place)
        if self._marked:
            for cell in steps:
                self._marked.pop(cell, None)
            self._kept.clear()
            for cell in self._marked:
                self._enter(cell)

    # What is kept

    def reads(self, cell: FormulaCell) -> Sequence[Ref] | None:
        """All that a formula reads that cannot be calculated; None where it is not known, or no value is saved."""
        if cell not in self._reads:
            saved = self._values[cell.sheet.index]
            known = cell.kind != "data table" and all(place in saved for place in cell.cells())
            place = Place(cell.sheet, cell.row, cell.column)
            self._reads[cell] = read_by(cell.text, place, self._book.binder) if known else None
        return self._reads[cell]

    def keep(self, cell: FormulaCell) -> bool:
        """Lay down the value that the file holds, if it still holds good. Raises TooLarge, UsedUp."""
        refs = None if cell in self._moved else self.reads(cell)
        if refs is None or not all(map(self._as_saved, refs)):
            return False
        saved = self._values[cell.sheet.index]
        for row, column in cell.cells():
            cell.sheet.put(row, column, incoming(saved[row, column]))
        self._mark(cell, kept=True)
        return True

    def _as_saved(self, ref: Ref) -> bool:
        """Whether a range is as it was saved; with the first cell of an array all of it is meant (``A1#``)."""
        sheet, area = ref.sheet, ref.area
        owner = self._book.owners.get((sheet.index, ref.top, ref.left))
        if ref.is_cell and owner is not None and (owner.row, owner.column) == (ref.top, ref.left):
            area = owner.area
        spend(_LOOKED * (1 + len(self._moved)))
        if any(cell.sheet is sheet and meet(area, cell.saved_area) for cell in self._moved):
            return False
        self._hold(sheet, area)
        return self._differing.first(sheet, area) is None

    def _hold(self, sheet: Sheet, area: Area) -> None:
        """Hold the formulas of an area against what was saved, each once; one still to come goes round a circle."""
        if sheet.index not in self._unheld:
            spend(_LOOKED * sum(map(len, sheet.columns.values())))
            self._unheld[sheet.index] = Unvisited(sheet.columns)
        saved = self._values[sheet.index]
        for row, column in self._unheld[sheet.index].take(area):
            if not _same(sheet.rows[row][column], saved.get((row, column), _NONE)):
                self._differing.add(sheet, row, column)
            spend(_HELD)  # only now: a cell that is taken is not met again

    # What is calculated with it

    def seen(self, sheet: Sheet, area: Area) -> None:
        """The formula being calculated comes across some cells."""
        if self._kept and self.running and self.running[-1] not in self._met:
            place = self._kept.first(sheet, area)
            if place is not None:
                self._met[self.running[-1]] = full_address(sheet.name, *place)

    def uses(self, cell: FormulaCell) -> str | None:
        """The first cell with a kept value, or one that rests on it, that a calculated formula reads."""
        if not self._kept:
            return None
        for ref in cell.reads:
            self.seen(ref.sheet, ref.area)
        if cell in self._met:
            self._mark(cell, kept=False)
        return self._met.get(cell)

    def _mark(self, cell: FormulaCell, *, kept: bool) -> None:
        self._marked[cell] = kept
        self._enter(cell)

    def _enter(self, cell: FormulaCell) -> None:
        for row, column in cell.cells():
            self._kept.add(cell.sheet, row, column)


def meet(one: Area, two: Area) -> bool:
    """Whether two areas of a sheet have a cell in common."""
    return one[0] <= two[2] and two[0] <= one[2] and one[1] <= two[3] and two[1] <= one[3]


def _same(now: Cell | Marker, before: Cell | Marker) -> bool:
    """Whether a formula gives what it was saved with."""
    if isinstance(now, Marker) or isinstance(before, Marker):
        return False
    before = incoming(before)
    if type(now) is float and type(before) is float:
        return near(now, before)
    return type(now) is type(before) and now == before
