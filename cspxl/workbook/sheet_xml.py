"""The cells of one worksheet part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from math import isfinite
from typing import Any, Final

from cspxl.engine.addresses import MAX_COLUMN, MAX_ROW, column_number, split_area
from cspxl.engine.dates import serial_of
from cspxl.engine.model import Formula, Kind, SheetModel
from cspxl.engine.shared import moved
from cspxl.engine.tokens import FormulaError
from cspxl.opc import Package, unescaped
from cspxl.values import Cell, CellError, CellFault

Cells = dict[tuple[int, int], Cell | Formula]

MOST_CELLS: Final = 1_000_000
MOST_FORMULAS: Final = 250_000
MOST_FORMULA_TEXT: Final = 16_000_000  # a shared formula is short in the file and long in its cells
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})(\d+)", re.ASCII)
_ERRORS: Final = {error.value: error for error in CellError}


class Room:
    """What a workbook may still hold; what is beyond is refused, because it could not be calculated in reasonable time.

    The limits and their reasons: docs/hostile-input.md.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self.left = {"cells": MOST_CELLS, "formulas": MOST_FORMULAS, "letters of formulas": MOST_FORMULA_TEXT}
        self.most = dict(self.left)

    def take(self, what: str, number: int) -> None:
        """Fill a part of it. Raises InputError where it is full."""
        self.left[what] -= number
        if self.left[what] < 0:
            raise self.package.fault(f"is too large: it has more than {self.most[what]:,} {what}")


def read_sheet(
    room: Room, part: str, name: str, strings: Sequence[str], dynamic: frozenset[int], *, date1904: bool
) -> SheetModel:
    """The worksheet in a part. Raises InputError."""
    package = room.package
    reader = _Reader(room, strings, dynamic, date1904=date1904)
    number = 0
    hidden = set()
    filtered = False
    element: Any = None
    try:
        for element in package.rows(part):
            if element.tag[-3:] != "row":
                filtered = filtered or element.tag[-12:] == "filterColumn"
                continue
            number = int(element.get("r") or number + 1)
            if not 1 <= number <= MAX_ROW:
                raise ValueError("there is no such row")
            if element.get("hidden") in {"1", "true"}:
                hidden.add(number)
            reader.row(element, number)
    except (ValueError, IndexError, KeyError, ArithmeticError, CellFault) as fault:
        where = f"a cell in row {str(number)[:20]} of {part}"
        raise package.fault(f"is damaged: {where} cannot be read ({fault})") from None
    package.namespace(element, part, "worksheet")
    reader.clear_arrays()
    tables = [package.xml(item.target) for item in package.relationships(part).values() if item.kind == "table"]
    filtered = filtered or any(next(table.iter("{*}filterColumn"), None) is not None for table in tables)
    return SheetModel(name, reader.cells, frozenset(hidden), filtered)


class _Reader:
    """Reads row after row; shared formulas need what came before."""

    def __init__(self, room: Room, strings: Sequence[str], dynamic: frozenset[int], *, date1904: bool) -> None:
        self.room = room
        self.strings = strings
        self.dynamic = dynamic
        self.date1904 = date1904
        self.cells: Cells = {}
        self.shared: dict[str, tuple[str, int, int]] = {}
        self.columns: dict[str, int] = {}
        self.tags: tuple[str, ...] = ()

    def row(self, row: Any, number: int) -> None:  # noqa: ANN401 -- an lxml element
        """Read one row's cells."""
        column = 0
        if not self.tags:
            self.tags = tuple(row.tag[:-3] + tag for tag in ("f", "v", "is", "t"))
        formula_tag, value_tag, inline_tag, text_tag = self.tags
        self.room.take("cells", len(row))
        for cell in row:
            reference = cell.get("r")
            column = column + 1 if reference is None else self._column(reference)
            formula = value = inline = None
            for child in cell:
                tag = child.tag
                if tag == value_tag:
                    value = child.text
                elif tag == formula_tag:
                    formula = child
                elif tag == inline_tag:
                    inline = child
            if formula is not None and (formula.text or formula.get("t") not in {None, "normal"}):
                self.cells[number, column] = self._formula(formula, cell, number, column)
            elif value is not None:
                self.cells[number, column] = self._value(cell.get("t"), value)
            elif inline is not None:
                texts = (run.text or "" for run in inline.iter(text_tag))
                self.cells[number, column] = unescaped("".join(texts))

    def _column(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        column = self.columns.get(letters)
        if column is None:
            if not _ADDRESS.fullmatch(reference) or column_number(letters) > MAX_COLUMN:
                raise ValueError(f"address {reference[:20]!r}")
            column = self.columns[letters] = column_number(letters)
        return column

    def _value(self, kind: str | None, text: str) -> Cell:
        if kind is None or kind == "n":
            number = float(text)
            if not isfinite(number):
                raise ValueError(f"number {text[:20]!r}")
            return number
        if kind == "s":
            at = int(text)
            if not 0 <= at < len(self.strings):
                raise ValueError(f"there is no shared text {text[:20]}")
            return self.strings[at]
        if kind == "str":
            return unescaped(text)
        if kind == "b":
            return text.strip() in {"1", "true"}
        if kind == "e":
            return _ERRORS.get(text.strip(), CellError.VALUE)
        if kind == "d":
            return serial_of(datetime.fromisoformat(text), date1904=self.date1904)
        raise ValueError(f"type {kind[:20]!r}")

    def _formula(self, formula: Any, cell: Any, row: int, column: int) -> Formula:  # noqa: ANN401
        text, kind = formula.text or "", formula.get("t")
        if kind == "shared":
            key = formula.get("si", "")
            if text:
                self.shared[key] = text, row, column
            elif key in self.shared:
                master, first_row, first_column = self.shared[key]
                try:
                    text = moved(master, row - first_row, column - first_column)
                except FormulaError:
                    text = master  # the engine says what is wrong with it
            else:
                raise ValueError(f"shared formula {key[:20]!r} without its first cell")
            self._count(text)
            return Formula(unescaped(text))
        self._count(text)
        if kind not in {"array", "dataTable"}:
            return Formula(unescaped(text))
        area = split_area(formula.get("ref") or "")
        if area is not None:
            self.room.take("cells", (area[2] - area[0] + 1) * (area[3] - area[1] + 1))
        if kind == "dataTable":
            return Formula(unescaped(text), "data table", area)
        spills: Kind = "dynamic" if int(cell.get("cm") or 0) in self.dynamic else "array"
        return Formula(unescaped(text), spills, area or (row, column, row, column))

    def _count(self, text: str) -> None:
        self.room.take("formulas", 1)
        self.room.take("letters of formulas", len(text))

    def clear_arrays(self) -> None:
        """What an array fills is calculated: its cells hold no constants."""
        arrays = [cell.area for cell in self.cells.values() if isinstance(cell, Formula) and cell.area]
        for top, left, bottom, right in arrays:
            if (top, left) == (bottom, right):
                continue
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if not isinstance(self.cells.get((row, column)), Formula):
                        self.cells.pop((row, column), None)
