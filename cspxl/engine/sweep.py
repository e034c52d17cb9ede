"""The formulas of a block calculated one below the other, in one frame that moves down with them.

What does not go that way is left to the cell: a value that is still to come, or none; a limit that is reached; a
function that gives up. Then the formula is calculated as a cell of its own, which finds out anew and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cspxl.engine.allowance import TooLarge, UsedUp, Work, spend
from cspxl.engine.blocks import Part
from cspxl.engine.cells import FormulaCell, laid
from cspxl.engine.columns import NotAlike
from cspxl.engine.families import Moving
from cspxl.engine.findings import NotCalculated
from cspxl.engine.frame import Frame
from cspxl.engine.growing import Growing
from cspxl.engine.ranges import Ref
from cspxl.engine.sheets import PENDING

if TYPE_CHECKING:
    from cspxl.engine.book import Workbook

_NONE: Final[list[Any]] = []
_AT_ONCE: Final = 1024  # rows that are calculated as numbers together


class NotSettled(Exception):
    """A cell is asked for that has no value yet."""


class Sweep:
    """Calculates some formulas of a block; ``waiting`` are those that are left."""

    def __init__(self, book: Workbook, part: Part, work: Work) -> None:
        block = part.block
        self._block, self._work = block, work
        self._rows = part.rows[::-1] if block.backwards else part.rows
        self._at = 0
        self._unlike = 0  # up to which they are known not to be all numbers
        self._cells: list[tuple[Ref, int]] = []  # references to single cells that move, and how far off they are
        self._ranges: list[tuple[Ref, Moving, Growing | None]] = []
        refs = [self._ref(book, moving) for moving in block.family.moving]
        self._frame = Frame(book, block.sheet, part.rows[0], block.column, refs)

    def _ref(self, book: Workbook, moving: Moving) -> Ref:
        """A reference that moves with the formulas, or the one that all of them have."""
        area = moving.area(self._rows[0])
        if not (moving.first[1] or moving.last[1]):
            return book.targets.ref(moving.sheet, area)
        ref = Ref(moving.sheet, area)
        if moving.is_cell:
            self._cells.append((ref, moving.first[0]))
        else:
            alike = moving.left == moving.right and not moving.first[1]
            growing = book.targets.growing_from(moving.sheet, moving.first[0], moving.left, 0) if alike else None
            self._ranges.append((ref, moving, growing))
        return ref

    @property
    def waiting(self) -> bool:
        """Whether formulas are left."""
        return self._at < len(self._rows)

    def next_alone(self) -> FormulaCell | None:
        """The next formula as a cell of its own, which is left out here; None where none is left."""
        if not self.waiting:
            return None
        self._at += 1
        return self._block.cell(self._rows[self._at - 1])

    def go_on(self) -> None:
        """Calculate as many of them as can be."""
        before = self._work.one
        try:
            while self.waiting:
                end = min(self._at + _AT_ONCE, len(self._rows))
                if self._at < self._unlike or not self._at_once(end):
                    self._unlike = max(self._unlike, end)
                    self._one_by_one(end)
                    if self._at < end:
                        return
        finally:
            self._work.one = before

    def _at_once(self, end: int) -> bool:
        """Calculate those up to one as numbers, if they are."""
        shape, column, lines = self._block.family.shape, self._block.column, self._block.sheet.rows
        rows = self._rows[self._at : end]
        if shape.column is None or self._block.reads_itself:
            return False
        if any(lines[row][column] is not PENDING for row in rows):
            return False
        self._work.one = 0
        try:
            spend(shape.size * len(rows))
            found = shape.column.work(self._block.family.moving, rows)
        except (NotAlike, TooLarge, UsedUp):
            return False
        for row, value in zip(rows, found, strict=True):
            lines[row][column] = laid(value)
        self._at = end
        return True

    def _one_by_one(self, end: int) -> None:
        """Calculate those up to one, as far as that goes."""
        frame, work, column = self._frame, self._work, self._block.column
        lines, shape = self._block.sheet.rows, self._block.family.shape
        thunk, size = shape.thunk, shape.size
        at = self._at
        try:
            for at in range(self._at, end):
                row = self._rows[at]
                line = lines[row]
                if line[column] is PENDING:
                    self._move(row)
                    work.one = 0
                    spend(size)
                    line[column] = laid(thunk(frame))
            at = end
        except (NotSettled, TooLarge, NotCalculated, UsedUp, RecursionError):
            pass
        finally:
            self._at = at

    def _move(self, row: int) -> None:
        """Let the frame and its references be those of a row."""
        self._frame.row = row
        for ref, offset in self._cells:
            there = row + offset
            ref.move(there, there)
            lines = ref.sheet.rows
            line = lines[there] if there < len(lines) else _NONE
            ref.line = line if ref.left < len(line) else None
        for ref, moving, growing in self._ranges:
            top, _, bottom, _ = moving.area(row)
            ref.move(top, bottom)
            ref.growing = growing if growing is not None and growing.top == top else None
