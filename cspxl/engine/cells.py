"""A formula in its cell: what it is compiled to, what it reads, and how its result is laid down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product, repeat
from typing import Any

from cspxl.engine.addresses import full_address
from cspxl.engine.allowance import LONG, keep
from cspxl.engine.closures import Closure
from cspxl.engine.frame import Book, Frame, NameUse, Shape
from cspxl.engine.model import Area, Formula
from cspxl.engine.ranges import Array, Ref, ThroughSheets
from cspxl.engine.semantics import MAX_TEXT
from cspxl.engine.sheets import PENDING, Marker, Sheet
from cspxl.values import Cell, CellError

_LARGEST = 1.7976931348623157e308


class FormulaCell(Frame):
    """A formula; ``area`` is what it fills: its own cell, an array formula's range, or the range of its spill.

    ``saved_area`` is what it filled when the workbook was saved; ``position`` is its place in the order of calculation.
    """

    __slots__ = (
        "always", "area", "blocked", "kind", "line", "position", "reads", "running", "saved_area", "shape", "text",
    )  # fmt: skip

    def __init__(self, book: Book, sheet: Sheet, row: int, column: int, formula: Formula) -> None:
        super().__init__(book, sheet, row, column, ())
        self.text = formula.text
        self.kind = formula.kind
        self.area: Area = formula.area or (row, column, row, column)
        self.saved_area = self.area
        self.shape: Shape | None = None
        self.reads: list[Ref] = []
        self.always = False
        self.blocked = False
        self.running = False
        self.position = 0
        self.line = sheet.row(row, column)

    def bound(self, shape: Shape, refs: list[Any]) -> None:
        """Give it its shape and what its references point to."""
        self.shape = shape
        self.refs = refs
        if all(type(ref) is Ref for ref in refs):  # as nearly all are
            self.reads, self.always = refs, shape.volatile
            return
        self.reads = list(_reads(refs))
        self.always = shape.volatile or any(use.shape.volatile for use in uses(refs))

    @property
    def address(self) -> str:
        """``Sheet1!A1``."""
        return full_address(self.sheet.name, self.row, self.column)

    @property
    def pending(self) -> bool:
        """Whether the cell is still to be calculated."""
        return self.line[self.column] is PENDING

    def cells(self) -> Iterator[tuple[int, int]]:
        """Every cell it fills."""
        top, left, bottom, right = self.area
        return product(range(top, bottom + 1), range(left, right + 1))

    def mark(self, marker: Marker) -> None:
        """Set all it fills to a marker."""
        self.line[self.column] = marker
        if self.kind != "normal":
            height, width = self.area[2] - self.area[0] + 1, self.area[3] - self.area[1] + 1
            self.sheet.fill(self.area, repeat(marker, width * height))

    def lay(self, value: Cell | Array) -> None:
        """Lay a result down. An array formula repeats what is single and is #N/A where the result runs out."""
        if self.kind == "normal":
            self.line[self.column] = laid(value)
            return
        top, left, bottom, right = self.area
        if isinstance(value, Array) and value.shape == (bottom - top + 1, right - left + 1):
            self.sheet.fill(self.area, map(settled, value.flat))
            return
        for row, column in self.cells():
            self.sheet.put(row, column, settled(_at(value, row - top, column - left)))


def laid(value: Any) -> Cell:  # noqa: ANN401 -- a cell, an array or a closure
    """A result as a single cell keeps it; a function, which it cannot hold, is #CALC!."""
    if type(value) is float and -_LARGEST <= value <= _LARGEST:
        return value + 0.0
    if type(value) is Closure:
        return CellError.CALC
    return settled(value.at(0, 0) if type(value) is Array else value)


def uses(refs: Sequence[Any]) -> list[NameUse]:
    """The names that references lead to, each use once: a function may lead back to itself."""
    found: dict[int, NameUse] = {}
    waiting = [refs]
    while waiting:
        for item in waiting.pop():
            if isinstance(item, NameUse) and id(item) not in found:
                found[id(item)] = item
                waiting.append(item.frame.refs)
    return list(found.values())


def _reads(refs: list[Any]) -> Iterator[Ref]:
    for items in (refs, *(use.frame.refs for use in uses(refs))):
        for item in items:
            if isinstance(item, Ref):
                yield item
            elif isinstance(item, ThroughSheets):
                yield from item.refs


def _at(value: Cell | Array, row: int, column: int) -> Cell:
    if not isinstance(value, Array):
        return value
    row = 0 if value.height == 1 else row
    column = 0 if value.width == 1 else column
    return value.at(row, column) if row < value.height and column < value.width else CellError.NA


def settled(value: Cell) -> Cell:
    """A result as its cell keeps it: a blank is 0, a text is not too long, -0 is 0."""
    if value is None:
        return 0.0
    if type(value) is float:
        return value + 0.0 if -_LARGEST <= value <= _LARGEST else CellError.NUM
    if type(value) is str and len(value) > LONG:
        return keep(value) if len(value) <= MAX_TEXT else CellError.VALUE
    return value
