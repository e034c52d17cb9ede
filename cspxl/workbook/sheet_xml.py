"""The cells of one worksheet part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from cspxl.engine.addresses import column_number, split_area
from cspxl.engine.dates import serial_of
from cspxl.engine.model import Formula, Kind, SheetModel
from cspxl.engine.shared import moved
from cspxl.engine.tokens import FormulaError
from cspxl.values import Cell, CellError
from cspxl.workbook.opc import Package

Cells = dict[tuple[int, int], Cell | Formula]

_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ADDRESS: Final = re.compile(r"([A-Z]+)(\d+)")
_ERRORS: Final = {error.value: error for error in CellError}


def unescaped(text: str) -> str:
    """The text that ``_x000D_`` and its like stand for."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def read_sheet(
    package: Package, part: str, name: str, strings: Sequence[str], dynamic: frozenset[int], *, date1904: bool
) -> SheetModel:
    """The worksheet in a part. Raises InputError."""
    root = package.xml(part)
    reader = _Reader(root.tag[: -len("worksheet")], strings, dynamic, date1904=date1904)
    number = 0
    hidden = set()
    try:
        for row in root.iterfind(f"{reader.namespace}sheetData/{reader.namespace}row"):
            number = int(row.get("r") or number + 1)
            if row.get("hidden") in {"1", "true"}:
                hidden.add(number)
            reader.row(row, number)
    except (ValueError, IndexError, KeyError) as fault:
        raise package.fault(f"is damaged: a cell in row {number} of {part} cannot be read ({fault})") from None
    reader.clear_arrays()
    tables = [package.xml(item.target) for item in package.relationships(part).values() if item.kind == "table"]
    filtered = any(_filters(part_root) for part_root in (root, *tables))
    return SheetModel(name, reader.cells, frozenset(hidden), filtered)


def _filters(root: Any) -> bool:  # noqa: ANN401
    """Whether a sheet's or table's filter is set."""
    return next(root.iter(f"{root.tag[: root.tag.index('}') + 1]}filterColumn"), None) is not None


class _Reader:
    """Reads row after row; shared formulas need what came before."""

    def __init__(self, namespace: str, strings: Sequence[str], dynamic: frozenset[int], *, date1904: bool) -> None:
        self.namespace = namespace
        self.strings = strings
        self.dynamic = dynamic
        self.date1904 = date1904
        self.cells: Cells = {}
        self.shared: dict[str, tuple[str, int, int]] = {}
        self.columns: dict[str, int] = {}
        self.tags = tuple(namespace + tag for tag in ("f", "v", "is"))

    def row(self, row: Any, number: int) -> None:  # noqa: ANN401 -- an lxml element
        """Read one row's cells."""
        column = 0
        formula_tag, value_tag, inline_tag = self.tags
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
                texts = (run.text or "" for run in inline.iter(f"{self.namespace}t"))
                self.cells[number, column] = unescaped("".join(texts))

    def _column(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        column = self.columns.get(letters)
        if column is None:
            if not _ADDRESS.fullmatch(reference):
                raise ValueError(f"address {reference!r}")
            column = self.columns[letters] = column_number(letters)
        return column

    def _value(self, kind: str | None, text: str) -> Cell:
        if kind is None or kind == "n":
            return float(text)
        if kind == "s":
            return self.strings[int(text)]
        if kind == "str":
            return unescaped(text)
        if kind == "b":
            return text.strip() in {"1", "true"}
        if kind == "e":
            return _ERRORS.get(text.strip(), CellError.VALUE)
        if kind == "d":
            return serial_of(datetime.fromisoformat(text), date1904=self.date1904)
        raise ValueError(f"type {kind!r}")

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
                raise ValueError(f"shared formula {key!r} without its first cell")
            return Formula(unescaped(text))
        area = split_area(formula.get("ref") or "")
        if kind == "dataTable":
            return Formula(unescaped(text), "data table", area)
        if kind != "array":
            return Formula(unescaped(text))
        spills: Kind = "dynamic" if int(cell.get("cm") or 0) in self.dynamic else "array"
        return Formula(unescaped(text), spills, area or (row, column, row, column))

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
