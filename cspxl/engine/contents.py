"""A workbook's cells as they are seen from outside: values go in, values and findings come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cspxl.engine.addresses import area_text, full_address, split_address
from cspxl.engine.book import Workbook
from cspxl.engine.findings import Finding
from cspxl.engine.model import Area, WorkbookModel
from cspxl.engine.semantics import incoming, outgoing
from cspxl.engine.sheets import Marker, Sheet
from cspxl.errors import InputError
from cspxl.registry import Function
from cspxl.values import Cell


class Contents:
    """The cells of a workbook, and what was found the matter with its formulas."""

    def __init__(self, model: WorkbookModel, catalogue: Mapping[str, Function]) -> None:
        self._book = Workbook(model, catalogue)
        self._fixed = dict(self._book.findings)  # found at loading; they stay
        self._findings: dict[str, Finding] = {}
        self._changed: set[tuple[Sheet, int, int]] = set()
        self._inputs: dict[str, Cell] = {}

    def set(self, address: str, value: Cell) -> None:
        """Change an input, such as ``Sheet!B2``. Raises InputError for a cell with a formula, or no cell at all."""
        sheet, row, column = self._place(address)
        if (sheet.index, row, column) in self._book.owners:
            owner = self._book.owner(sheet, row, column)
            whose = "" if (owner.row, owner.column) == (row, column) else f", that of {owner.address}"
            raise InputError(f"{address} holds a formula{whose}; only cells without one can be set")
        name = full_address(sheet.name, row, column)
        value = self._inputs[name] = self._book.kept(sheet, row, column, value)
        cell = incoming(value)
        before = sheet.peek(row, column)
        if not _same(before, cell):
            self._book.saved.set(sheet, row, column, before, cell)
            sheet.put(row, column, cell)
            self._changed.add((sheet, row, column))

    def __getitem__(self, address: str) -> Cell:
        """The value of a cell. Raises InputError where it has none: a finding says why."""
        sheet, row, column = self._place(address)
        value = sheet.peek(row, column)
        if type(value) is Marker:
            owner = self._book.owners[sheet.index, row, column]
            why = self.finding(owner.address)
            raise InputError(f"{address} has no value" if why is None else f"{address} has no value: {why}")
        return outgoing(value)

    def cell(self, address: str) -> tuple[str, int, int]:
        """An address taken apart: its sheet as the workbook spells it, row and column. Raises InputError."""
        sheet, row, column = self._place(address)
        return sheet.name, row, column

    def _place(self, address: str) -> tuple[Sheet, int, int]:
        found = split_address(address)
        if found is None or found[0] is None:
            raise InputError(f"{address!r} is no cell; write it as Sheet!B2")
        sheet = self._book.sheets.get(found[0].lower())
        if sheet is None:
            names = ", ".join(sheet.name for sheet in self._book.sheets.values())
            raise InputError(f"there is no sheet {found[0]!r}; the workbook has {names}")
        return sheet, found[1], found[2]

    @property
    def book(self) -> Workbook:
        """The workbook as its formulas see it."""
        return self._book

    @property
    def inputs(self) -> Mapping[str, Cell]:
        """The cells that were set."""
        return dict(self._inputs)

    @property
    def findings(self) -> Sequence[Finding]:
        """What could not be calculated, in order of sheet and cell, and what was calculated with it."""
        found = {**self._fixed, **self._findings}
        if not found:
            return []
        written = (full_address(sheet.name, row, column) for sheet, row, column, _ in self._book.written())
        return [found[address] for address in written if address in found]

    def finding(self, address: str) -> Finding | None:
        """What is the matter with one formula."""
        return self._findings.get(address) or self._fixed.get(address)

    def values(self) -> dict[str, Cell]:
        """Every cell of a formula that has a value, kept ones and cells of arrays and spills included."""
        found: dict[str, Cell] = {}
        for sheet, first, left, formula in self._book.written():
            alone = formula.kind == "normal"
            for row, column in ((first, left),) if alone else self._book.owner(sheet, first, left).cells():
                value = sheet.rows[row][column]
                if type(value) is not Marker:
                    found[full_address(sheet.name, row, column)] = outgoing(value)
        return found

    def reads(self) -> Mapping[str, Sequence[tuple[str, Area]]]:
        """What the text of each formula says that it reads: sheets and areas of this workbook."""
        return {
            cell.address: [(ref.sheet.name, ref.area) for ref in cell.reads if ref.sheet.file is None]
            for cell in self._book.formulas
        }

    @property
    def kept(self) -> frozenset[str]:
        """The cells that keep the value that the file holds, because it cannot be calculated."""
        kept = self._book.saved.kept
        return frozenset(full_address(cell.sheet.name, *place) for cell in kept for place in cell.cells())

    @property
    def spills(self) -> dict[str, str]:
        """The range that each dynamic array fills: ``{"Sheet!C1": "C1:C5"}``."""
        return {cell.address: area_text(cell.area) for cell in self._book.formulas if cell.kind == "dynamic"}

    @property
    def date1904(self) -> bool:
        """Whether the workbook's dates count from 1904."""
        return self._book.date1904

    def named(self, name: str) -> Mapping[str, str]:
        """A cell for each sheet that knows the defined name (its first where all do), and what the name stands for."""
        first = next(iter(self._book.sheets.values()))
        return {
            full_address(first.name if scope is None else self._book.sheets[scope].name, 1, 1): defined.text
            for (scope, known), defined in self._book.binder.names.items()
            if known == name.lower() and (scope is None or scope in self._book.sheets)
        }


def _same(one: object, two: object) -> bool:
    return type(one) is type(two) and one == two
