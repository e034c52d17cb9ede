"""Precision as displayed: a workbook that calculates with its numbers as its cells show them."""

from __future__ import annotations

import math
from typing import Final

from cspxl.engine.cells import FormulaCell
from cspxl.engine.digits import in_places
from cspxl.engine.formats import chosen, sections
from cspxl.engine.frame import Book
from cspxl.engine.model import Formula, NumberFormats
from cspxl.engine.ranges import Array
from cspxl.engine.sheets import Sheet
from cspxl.values import Cell, CellFault

_LONGEST_CODE: Final = 255  # letters of a format that a program takes


def as_shown(number: float, code: str) -> float:
    """The number rounded to the places of its format.

    A format without a fixed number of places leaves it as it is: General, a date or a time, a text.
    """
    if len(code) > _LONGEST_CODE:
        return number
    try:
        section, _ = chosen(number, sections(code))
        if section is None or not section.has("digit") or section.has("date", "general", "at"):
            return number
        shown = in_places(number, section.pieces) + 0.0
        return shown if math.isfinite(shown) else number
    except CellFault:  # a code that Excel refuses
        return number


class ShownCell(FormulaCell):
    """A formula of such a workbook: what it leaves in a cell is rounded before another formula reads it."""

    __slots__ = ("formats",)

    def __init__(
        self, book: Book, sheet: Sheet, row: int, column: int, formula: Formula, formats: NumberFormats
    ) -> None:
        super().__init__(book, sheet, row, column, formula)
        self.formats = formats

    def lay(self, value: Cell | Array) -> None:
        """Lay a result down, and round it where it lies."""
        super().lay(value)
        for row, column in self.cells():
            laid = self.sheet.peek(row, column)
            if type(laid) is float:
                self.sheet.put(row, column, as_shown(laid, self.formats.code(row, column)))
