"""The cells of one worksheet part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from cspxl.engine.addresses import MAX_COLUMN, MAX_ROW, column_number, split_area
from cspxl.engine.dates import of_day, serial_of
from cspxl.engine.model import Area, DataTable, Formula, Kind, NumberFormats, SheetModel
from cspxl.engine.shared import moved
from cspxl.opc import Room, decimal, index, inline_text, is_row, moment, unescaped
from cspxl.tokens import FormulaError
from cspxl.values import Cell, CellError, CellFault

Cells = dict[tuple[int, int], Cell | Formula]

MOST: Final = {  # what could be calculated in reasonable time
    "rows": 1_500_000,
    "cells": 1_500_000,
    "formulas": 400_000,
    "letters of formulas": 16_000_000,  # a shared formula is short in the file and long in its cells
}
_MOST_MASTERS: Final = 100  # shared formulas of one key that are remembered
_LETTERS: Final = re.compile(r"[A-Z]{1,3}")
_DAY_0: Final = date(1899, 12, 30)  # what some programs write before a time alone
_TRUTHS: Final = {"1": True, "true": True, "0": False, "false": False}
_ERRORS: Final = {error.value: error for error in CellError}


@dataclass(frozen=True, slots=True)
class Context:
    """What the cells of every sheet of a workbook are read with.

    ``dynamic`` are the numbers that a cell's ``cm`` has when its array spills; ``codes`` the format codes of the
    cell styles where the workbook calculates with numbers as they are shown, else None.
    """

    strings: Sequence[str]
    dynamic: frozenset[int]
    date1904: bool
    codes: Sequence[str] | None


def read_sheet(room: Room, part: str, name: str, context: Context) -> SheetModel:
    """The worksheet in a part. Raises InputError."""
    package = room.package
    reader = _Reader(room, context)
    number = 0
    hidden = set()
    own_height = set()  # of the hidden rows, those whose height was set
    filters: list[str] = []  # where they lie
    element: Any = None
    try:
        for element in package.streamed(part, "row", "col", "filterColumn"):
            if not is_row(element):
                filters += _filtering(element)
                if reader.formats is not None:
                    reader.formats.column(element)
                continue
            number = index(element.get("r") or str(number + 1))
            if not 1 <= number <= MAX_ROW:
                raise ValueError("there is no such row")
            if element.get("hidden") in {"1", "true"}:
                hidden.add(number)
                if element.get("customHeight") in {"1", "true"}:
                    own_height.add(number)
            reader.row(element, number)
        reader.finish()
    except (ValueError, IndexError, KeyError, ArithmeticError, CellFault) as fault:
        where = f"a cell in row {str(number)[:20]} of {part}"
        raise package.fault(f"is damaged: {where} cannot be read ({fault})") from None
    package.namespace(element, part, "worksheet")
    tables = [package.xml(item.target) for item in package.relationships(part).values() if item.kind == "table"]
    filters += [area for table in tables for column in table.iter("{*}filterColumn") for area in _filtering(column)]
    filtered = _filtered(hidden, own_height, [area for area in map(split_area, filters) if area is not None])
    formats = None if reader.formats is None else reader.formats.found
    return SheetModel(name, reader.cells, frozenset(hidden), filtered, formats, reader.saved)


def _filtered(hidden: AbstractSet[int], own_height: AbstractSet[int], filters: Sequence[Area]) -> frozenset[int]:
    """The hidden rows that Excel takes for filtered: all of them while a filter of the sheet hides any.

    The file does not say which row was hidden how. One beside the filters that has a height of its own was hidden by
    hand, as Excel's own values say.
    """
    if not filters:
        return frozenset()
    inside = {row for row in own_height if any(top < row <= bottom for top, _, bottom, _ in filters)}
    return frozenset(hidden - (own_height - inside))


def _filtering(element: Any) -> Iterator[str]:  # noqa: ANN401 -- an lxml element
    """The range of the filter that has this column, where the column filters and the filter is the sheet's own.

    A filter without columns hides nothing, nor does one of a custom view; a column may have only lost its button.
    """
    if element.tag[-12:] == "filterColumn" and len(element):
        owner = element.getparent()
        if owner.getparent().tag[-16:] != "}customSheetView":
            yield owner.get("ref", "")


def _data_table(formula: Any) -> DataTable:  # noqa: ANN401 -- an lxml element
    """What an ``f`` says of its data table."""

    def says(name: str) -> bool:
        return formula.get(name) in {"1", "true"}

    def place(name: str, deleted: str) -> tuple[int, int] | None:
        area = None if says(deleted) else split_area(formula.get(name) or "")
        return area and area[:2]

    inputs = [place("r1", "del1"), *([place("r2", "del2")] if says("dt2D") else [])]
    return DataTable(tuple(inputs), two_way=says("dt2D"), by_row=says("dtr"))


class _Formats:
    """Gathers how the cells of a sheet show numbers."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = codes
        self.cells: dict[tuple[int, int], str] = {}
        self.rows: dict[int, str] = {}
        self.columns: list[tuple[int, int, str]] = []
        self.found = NumberFormats(self.cells, self.rows, self.columns)

    def cell(self, cell: Any, row: int, column: int) -> None:  # noqa: ANN401 -- an lxml element
        """A cell's own."""
        self.cells[row, column] = self._code(cell.get("s"))

    def row(self, row: Any, number: int) -> None:  # noqa: ANN401 -- an lxml element
        """What a row says of cells that are not there."""
        if row.get("customFormat") in {"1", "true"}:
            self.rows[number] = self._code(row.get("s"))

    def column(self, element: Any) -> None:  # noqa: ANN401 -- an lxml element
        """What a ``col`` says of them; other programs' parts of a sheet have elements of that name too."""
        first, last = element.get("min"), element.get("max")
        if first and last:
            self.columns.append((int(first), int(last), self._code(element.get("style"))))

    def _code(self, style: str | None) -> str:
        at = int(style or 0)
        return self.codes[at] if 0 <= at < len(self.codes) else "General"


class _Shared(NamedTuple):
    """A formula that cells of an area share, as it stands in one of them."""

    text: str
    row: int
    column: int
    area: tuple[int, int, int, int]

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell is in the area: where two formulas have one key, that tells whose it is."""
        top, left, bottom, right = self.area
        return top <= row <= bottom and left <= column <= right


class _Reader:
    """Reads row after row. A shared formula stands in one of its cells; those before it wait for it."""

    def __init__(self, room: Room, context: Context) -> None:
        self.room, self.package = room, room.package
        self.strings, self.dynamic = context.strings, context.dynamic
        self.date1904 = context.date1904
        self.formats = None if context.codes is None else _Formats(context.codes)
        self.cells: Cells = {}
        self.saved: dict[tuple[int, int], Cell] = {}  # what the file holds of formulas' cells
        self.shared: dict[str, list[_Shared]] = {}
        self.waiting: dict[str, list[tuple[int, int]]] = {}
        self.columns: dict[str, int] = {}
        self.tags: tuple[str, ...] = ()

    def row(self, row: Any, number: int) -> None:  # noqa: ANN401 -- an lxml element
        """Read one row's cells."""
        column, in_row = 0, str(number)
        if not self.tags:
            self.tags = tuple(row.tag[:-3] + tag for tag in ("c", "f", "v", "is"))
        self.room.take("rows", 1)
        self.room.take("cells", len(row))
        if self.formats is not None:
            self.formats.row(row, number)
        for cell in row.iterchildren(self.tags[0]):
            reference = cell.get("r")
            column = column + 1 if reference is None else self._column(reference, in_row)
            content = self._content(cell, number, column)
            if content is not None:
                if (number, column) in self.cells:
                    raise ValueError(f"{reference or 'a cell'} stands there twice")
                self.cells[number, column] = content
            if self.formats is not None:
                self.formats.cell(cell, number, column)

    def _content(self, cell: Any, row: int, column: int) -> Cell | Formula:  # noqa: ANN401 -- an lxml element
        _, formula_tag, value_tag, inline_tag = self.tags
        formula = value = inline = None
        for child in cell:
            tag = child.tag
            if tag == value_tag:
                if value is not None:
                    raise ValueError("it has two values")
                value = child.text
            elif tag == formula_tag:
                formula = child
            elif tag == inline_tag:
                inline = child
        if formula is not None and (formula.text or formula.get("t") not in {None, "normal"}):
            self._save(cell, row, column, value, inline)
            return self._formula(formula, cell, row, column)
        if value is not None:
            return self._value(cell.get("t"), value)
        if inline is not None:
            return inline_text(self.package, inline)
        return None

    def _save(self, cell: Any, row: int, column: int, value: str | None, inline: Any) -> None:  # noqa: ANN401
        """Note the value that a formula was saved with; one that cannot be read is none."""
        kind = cell.get("t")
        if value is None and kind == "str":
            value = ""
        if value is None and inline is None:
            return
        with suppress(ValueError, ArithmeticError, CellFault):
            if value is not None:
                self.saved[row, column] = self._value(kind, value)
            else:
                self.saved[row, column] = inline_text(self.package, inline)

    def _column(self, reference: str, in_row: str) -> int:
        """The column of a cell's address, which ends with the number of its row."""
        letters = reference.removesuffix(in_row)
        column = self.columns.get(letters)
        if column is None or letters == reference:
            if not _LETTERS.fullmatch(letters) or letters == reference or column_number(letters) > MAX_COLUMN:
                raise ValueError(f"address {reference[:20]!r}")
            column = self.columns[letters] = column_number(letters)
        return column

    def _value(self, kind: str | None, text: str) -> Cell:
        if kind is None or kind == "n":
            return decimal(text)
        if kind == "s":
            at = index(text)
            if not 0 <= at < len(self.strings):
                raise ValueError(f"there is no shared text {text[:20]}")
            return self.strings[at]
        if kind == "str":
            self.package.room.take("letters of texts", len(text))
            return unescaped(text)
        if kind == "b":
            return _TRUTHS[text.strip()]
        if kind == "e":
            return _ERRORS.get(text.strip(), CellError.VALUE)
        if kind == "d":
            return self._serial(text)
        raise ValueError(f"type {kind[:20]!r}")

    def _serial(self, text: str) -> float:
        said = moment(text)
        if not isinstance(said, datetime) or said.date() == _DAY_0:
            return of_day(said)
        if said.year < (1904 if self.date1904 else 1900):
            raise ValueError(f"a workbook has no date such as {text[:40]!r}")
        return serial_of(said, date1904=self.date1904)

    def _formula(self, formula: Any, cell: Any, row: int, column: int) -> Formula:  # noqa: ANN401
        text, kind = formula.text or "", formula.get("t")
        if kind == "shared":
            return self._shared(formula, text, row, column)
        self._count(text)
        if kind not in {"array", "dataTable"}:
            return Formula(unescaped(text))
        area = split_area(formula.get("ref") or "")
        if area is not None:
            self.room.take("cells", (area[2] - area[0] + 1) * (area[3] - area[1] + 1))
        if kind == "dataTable":
            return Formula("", "data table", area or (row, column, row, column), _data_table(formula))
        spills: Kind = "dynamic" if int(cell.get("cm") or 0) in self.dynamic else "array"
        return Formula(unescaped(text), spills, area or (row, column, row, column))

    def _shared(self, formula: Any, text: str, row: int, column: int) -> Formula:  # noqa: ANN401
        """The formula of one of the cells that share it; one that waits for its text has none yet."""
        key = formula.get("si", "")
        if text:
            area = split_area(formula.get("ref") or "") or (row, column, row, column)
            masters = self.shared.setdefault(key, [])
            masters.append(_Shared(text, row, column, area))
            del masters[:-_MOST_MASTERS]
            for place in self.waiting.pop(key, ()):
                self.cells[place] = self._moved(key, *place)
        elif key not in self.shared:
            self.waiting.setdefault(key, []).append((row, column))
            return Formula("")
        return self._moved(key, row, column)

    def _moved(self, key: str, row: int, column: int) -> Formula:
        """The shared formula as it stands in another cell."""
        masters = self.shared[key]
        master = next((one for one in reversed(masters) if one.holds(row, column)), masters[-1])
        text = master.text
        if (row, column) != (master.row, master.column):
            with suppress(FormulaError):  # the engine says what is wrong with it
                text = moved(text, row - master.row, column - master.column)
        self._count(text)
        return Formula(unescaped(text))

    def _count(self, text: str) -> None:
        self.room.take("formulas", 1)
        self.room.take("letters of formulas", len(text))

    def finish(self) -> None:
        """What an array fills is calculated: its cells hold no constants, and their values are saved ones.

        Raises ValueError for what still waits.
        """
        if self.waiting:
            raise ValueError(f"shared formula {next(iter(self.waiting))[:20]!r} has no text in any cell")
        arrays = [cell.area for cell in self.cells.values() if isinstance(cell, Formula) and cell.area]
        for top, left, bottom, right in arrays:
            if (top, left) == (bottom, right):
                continue
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    value = self.cells.get((row, column))
                    if value is not None and not isinstance(value, Formula):
                        self.saved[row, column] = value
                        del self.cells[row, column]
