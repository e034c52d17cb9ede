"""A workbook made ready for calculation: its sheets filled, its formulas bound to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count
from random import Random

from cspxl.engine import blocks
from cspxl.engine.addresses import area_text, from_r1c1, full_address
from cspxl.engine.allowance import MOST_TO_READ, TooLarge, UsedUp, Work
from cspxl.engine.binder import MOST_LETTERS, Binder
from cspxl.engine.blocks import Block, Owners
from cspxl.engine.cells import FormulaCell, uses
from cspxl.engine.families import Family
from cspxl.engine.findings import Finding
from cspxl.engine.frame import Frame
from cspxl.engine.model import Area, Formula, NumberFormats, Pivot, SheetModel, WorkbookModel
from cspxl.engine.ranges import Operand, Ref
from cspxl.engine.saved import Saved, WatchedSheet, meet
from cspxl.engine.semantics import incoming
from cspxl.engine.sheets import Sheet
from cspxl.engine.shown import ShownCell, as_shown
from cspxl.engine.targets import BindFault, LinkedBook, Place, Targets
from cspxl.engine.whatif import WhatIf, areas_read, shape_of
from cspxl.errors import InputError
from cspxl.registry import Function
from cspxl.tokens import FormulaError, as_typed
from cspxl.values import Cell, CellError

_WIDEST = 32_000_000  # places of a sheet's grid in memory: a cell far to the right costs all that is left of it
_OF_A_ROW = 8  # what a row costs, in places


class Workbook:
    """Sheets with their values, formulas in their blocks and cells; ``owners`` tells which formula fills a cell."""

    def __init__(self, model: WorkbookModel, catalogue: Mapping[str, Function]) -> None:
        self.date1904 = model.date1904
        self.clock: datetime | None = None
        self.chance = Random()  # noqa: S311 -- a spreadsheet's RAND(), no secret
        self.sheets: dict[str, Sheet] = {}
        self.owners = Owners()
        self._written = [(sheet.name.lower(), sheet.cells) for sheet in model.sheets]
        self._begun: dict[Family, Block] = {}
        self.findings: dict[str, Finding] = {}
        self.places = 0
        self.what_if: WhatIf | None = None
        self._pivots = model.pivots
        self._formats: dict[int, NumberFormats] = {}  # of the sheets that calculate with what they show
        kind = WatchedSheet if any(sheet.saved for sheet in model.sheets) else Sheet
        for index, sheet in enumerate(model.sheets):
            self.sheets[sheet.name.lower()] = kind(sheet.name, index, sheet.hidden_rows, sheet.filtered_rows)
        self.saved = Saved(self, [sheet.saved for sheet in model.sheets])
        names = {(n.sheet.lower() if n.sheet else None, n.name.lower()): n for n in model.names}
        tables = {table.name.lower(): table for table in model.tables}
        self.targets = Targets(self.sheets, tables, self._linked(model))
        self.binder = Binder(self, names, self.targets, catalogue)
        for sheet in model.sheets:
            self._fill(sheet, alone=model.iterate or sheet.formats is not None)
        work = Work(MOST_TO_READ)
        with work.counting():
            for place in self.written():
                work.one = 0
                self._enter(*place)
        self._close()

    def _linked(self, model: WorkbookModel) -> Sequence[LinkedBook]:
        """The copies of other workbooks, as sheets that stand behind this one's."""
        books: list[LinkedBook] = []
        index = count(len(model.sheets))
        for link in model.links:
            sheets: dict[str, Sheet] = {}
            for name, cells in link.sheets.items():
                sheet = sheets[name.lower()] = Sheet(name, next(index), frozenset(), frozenset(), link.file)
                for (row, column), cell in cells.items():
                    sheet.put(row, column, incoming(cell))
            books.append(LinkedBook(link.file, sheets, {name.lower(): text for name, text in link.names.items()}))
        return books

    @property
    def now(self) -> datetime:
        """The moment of this calculation."""
        return self.clock or datetime.now()  # noqa: DTZ005 -- a spreadsheet's NOW() is the clock on the wall

    def written(self) -> Iterator[tuple[Sheet, int, int, Formula]]:
        """The formulas of the file in its order, each with its place."""
        for name, cells in self._written:
            sheet = self.sheets[name]
            for (row, column), content in cells.items():
                if isinstance(content, Formula):
                    yield sheet, row, column, content

    @property
    def formulas(self) -> Sequence[FormulaCell]:
        """Every formula of the file in its order, as a cell of its own."""
        return [self.owners[sheet.index, row, column] for sheet, row, column, _ in self.written()]

    @property
    def alone(self) -> Sequence[FormulaCell]:
        """The formulas that are in no block, in the order of the file."""
        if not self.owners.columns:
            return self.formulas
        cells = (self.owners.cells.get((sheet.index, row, column)) for sheet, row, column, _ in self.written())
        return [cell for cell in cells if cell is not None]

    def _fill(self, model: SheetModel, *, alone: bool) -> None:
        """Put the sheet's constants in place; where its formulas are ``alone``, none in blocks, a cell for each."""
        sheet = self.sheets[model.name.lower()]
        self._lay_out(sheet, model)
        if model.formats is not None:
            self._formats[sheet.index] = model.formats
        formulas: list[tuple[int, int]] = []
        for (row, column), content in model.cells.items():
            if isinstance(content, Formula):
                formulas.append((row, column))
                alone = alone or content.kind != "normal"
            else:
                sheet.rows[row][column] = incoming(self.kept(sheet, row, column, content))
        if alone:
            self._make_cells(sheet, model, formulas)
            return
        columns: dict[int, list[int]] = {}
        for row, column in formulas:
            columns.setdefault(column, []).append(row)
        sheet.columns = {column: sorted(rows) for column, rows in columns.items()}

    def _make_cells(self, sheet: Sheet, model: SheetModel, formulas: Sequence[tuple[int, int]]) -> None:
        """A cell for each formula of a sheet, arrays in the ranges that they fill."""
        made: list[FormulaCell] = []
        for row, column in formulas:
            content = model.cells[row, column]
            assert isinstance(content, Formula)
            made.append(self._cell(sheet, row, column, content))
            self.owners.cells[sheet.index, row, column] = made[-1]
        for cell in made:
            if cell.kind != "normal":
                self._claim(cell)
        sheet.columns = self._columns(sheet, made)

    def _lay_out(self, sheet: Sheet, model: SheetModel) -> None:
        """Make the sheet's rows as long as what stands in them. Raises InputError for what takes too much room."""
        ends: dict[int, int] = {}
        for row, column in model.cells:
            if ends.get(row, 0) < column:
                ends[row] = column
        sheet.height, sheet.width = max(ends, default=0), max(ends.values(), default=0)
        self.places += _OF_A_ROW * sheet.height + sum(ends.values())
        if self.places > _WIDEST:
            raise InputError(f"the sheet {model.name!r} is too wide: its cells lie too far apart; delete the unused")
        sheet.rows = [[None] * (ends[row] + 1) if row in ends else [] for row in range(sheet.height + 1)]

    def _columns(self, sheet: Sheet, cells: Sequence[FormulaCell]) -> dict[int, list[int]]:
        """Which rows of each column formulas fill."""
        columns: dict[int, list[int]] = {}
        for cell in cells:
            if cell.kind == "normal":
                columns.setdefault(cell.column, []).append(cell.row)
                continue
            for row, column in cell.cells():
                if self.owners.cells[sheet.index, row, column] is cell:
                    columns.setdefault(column, []).append(row)
        return {column: sorted(rows) for column, rows in columns.items()}

    def _cell(self, sheet: Sheet, row: int, column: int, formula: Formula) -> FormulaCell:
        if sheet.index in self._formats:
            return ShownCell(self, sheet, row, column, formula, self._formats[sheet.index])
        return FormulaCell(self, sheet, row, column, formula)

    def kept(self, sheet: Sheet, row: int, column: int, value: Cell) -> Cell:
        """What a cell keeps of a value that is put into it: all of it, or what it shows."""
        formats = self._formats.get(sheet.index) if self._formats else None
        if formats is None or isinstance(value, bool) or not isinstance(value, int | float):
            return value
        return as_shown(float(value), formats.code(row, column))

    def _enter(self, sheet: Sheet, row: int, column: int, formula: Formula) -> None:
        """A formula goes into the block of those that it is a copy of, or into a cell of its own."""
        place = sheet.index, row, column
        cell = self.owners.cells.get(place)
        if cell is not None:  # as all of its sheet are
            self._bind(cell, formula)
            return
        family = self.binder.copied(formula.text, sheet, row, column, spread=False)
        block = None if family is None else self._begun.get(family)
        if block is not None and row > block.rows[-1] and len(formula.text) <= MOST_LETTERS:
            block.add(row)
            return
        cell = self.owners.cells[place] = self._cell(sheet, row, column, formula)
        self._bind(cell, formula)
        begun = self.binder.begun
        if begun is not None and cell.shape is not None and not cell.always and not self.targets.links:
            self._begun[begun] = Block(self, self.targets, cell, begun)

    def _close(self) -> None:
        """Blocks of few formulas are cells of their own."""
        for block in self._begun.values():
            if len(block.rows) < blocks.LEAST:
                for cell in map(block.cell, block.rows):
                    self.owners.cells[cell.sheet.index, cell.row, cell.column] = cell
                continue
            block.close()
            del self.owners.cells[block.sheet.index, block.rows[0], block.column]
            self.owners.enter(block)
        self._begun.clear()

    def _bind(self, cell: FormulaCell, formula: Formula) -> None:
        """Bind and compile one formula; what cannot be calculated becomes a finding."""
        if self.findings and cell.address in self.findings:
            return
        try:
            self.bind(cell, formula)
        except BindFault as fault:
            self.found(cell, fault.kind, fault.detail)
            cell.reads = list(self.saved.reads(cell) or ())
            return
        if not self.targets.links:
            return
        if files := sorted({ref.sheet.file for ref in cell.reads if ref.sheet.file is not None}):
            copies = f"the copy of {' and of '.join(files)} that this file holds"
            self.found(cell, "external link", f"calculated with {copies}, which may be old")

    def bind(self, cell: FormulaCell, formula: Formula) -> None:
        """Bind and compile one formula. Raises BindFault for what cannot be calculated."""
        if len(formula.text) > MOST_LETTERS:
            raise BindFault("too long", f"the formula has {len(formula.text):,} letters")
        if formula.kind == "data table":
            self._bind_table(cell, formula)
            return
        place = Place(cell.sheet, cell.row, cell.column)
        try:
            shape, refs = self.binder.bind(formula.text, place, spread=formula.kind != "normal")
        except (TooLarge, UsedUp):
            told = "it and its names, after the formulas before it, are more than is read"
            raise BindFault("too large", told) from None
        except FormulaError as fault:
            raise BindFault("parse error", f"={formula.text}: {fault}") from None
        if shape.faults:
            raise BindFault(*shape.faults[0])
        for use in uses(refs):
            if use.shape.faults:
                raise BindFault(*use.shape.faults[0])
        cell.bound(shape, refs)

    def _bind_table(self, cell: FormulaCell, formula: Formula) -> None:
        top, left = cell.area[:2]
        if formula.table is None or top == 1 or left == 1:
            raise BindFault("unsupported formula", "a data table (what-if analysis)")
        refs = [self.targets.ref(cell.sheet, area) for area in areas_read(formula.table, cell.area)]
        cell.bound(shape_of(formula.table, self), refs)

    def found(self, cell: FormulaCell, kind: str, detail: str) -> None:
        """Note why a formula cannot be calculated."""
        self.findings[cell.address] = Finding(cell.address, kind, " ".join(detail.split()))

    # Which formula fills which cell

    def _claim(self, cell: FormulaCell) -> None:
        """An array formula fills its range, a spill what it last filled; where another formula stands, its cell."""
        index = cell.sheet.index
        if any(self.owners.get((index, *place), cell) is not cell for place in cell.cells()):
            if cell.kind != "dynamic":
                self.found(cell, "overlapping formulas", f"another formula stands in {area_text(cell.area)}")
            cell.area = (cell.row, cell.column, cell.row, cell.column)
            self.saved.moved(cell)
        for row, column in cell.cells():
            self.owners.cells[index, row, column] = cell
            cell.sheet.put(row, column, None)

    def resize(self, cell: FormulaCell, area: Area) -> None:
        """A spill has another size than before."""
        index, columns = cell.sheet.index, cell.sheet.columns
        for row, column in cell.cells():
            if (row, column) != (cell.row, cell.column) and self.owners.get((index, row, column)) is cell:
                del self.owners.cells[index, row, column]
                columns[column].remove(row)
                cell.sheet.put(row, column, None)
        cell.area = area
        self.saved.moved(cell)
        for column in range(area[1], area[3] + 1):
            new = [row for row in range(area[0], area[2] + 1) if (index, row, column) not in self.owners]
            self.owners.cells.update(((index, row, column), cell) for row in new)
            columns[column] = sorted([*columns.get(column, ()), *new])

    def in_the_way(self, cell: FormulaCell, area: Area) -> str | None:
        """What blocks a spill into an area: a table, or a cell that has a value or that another formula fills."""
        top, left, bottom, right = area
        if area[:2] != area[2:]:
            for table in self.targets.tables.values():
                if table.sheet.lower() == cell.sheet.name.lower() and meet(area, table.area):
                    return f"the table {table.name}"
        if area[:2] == cell.area[:2] and bottom <= cell.area[2] and right <= cell.area[3]:
            return None  # what it fills now is its own
        others = [place for place in cell.sheet.calculated_in(area) if self.owner(cell.sheet, *place) is not cell]
        for row, line in enumerate(cell.sheet.rows[top : bottom + 1], top):
            for column, value in enumerate(line[left : right + 1], left):
                if value is not None and (cell.sheet.index, row, column) not in self.owners:
                    others.append((row, column))
        return full_address(cell.sheet.name, *min(others)) if others else None

    def owner(self, sheet: Sheet, row: int, column: int) -> FormulaCell:
        """The formula that fills a calculated cell."""
        return self.owners[sheet.index, row, column]

    # What formulas ask for while they are calculated

    def spilled(self, ref: Ref) -> Operand:
        """The range that the formula in a cell fills, be it that cell alone; #REF! where none stands there."""
        cell = self.owners.get((ref.sheet.index, ref.top, ref.left))
        if cell is None or (cell.row, cell.column) != (ref.top, ref.left):
            return CellError.REF
        first = ref.sheet.value(ref.top, ref.left)
        return first if first is CellError.SPILL else Ref(ref.sheet, cell.area)

    def is_subtotal(self, sheet: Sheet, row: int, column: int) -> bool:
        """Whether a cell holds a SUBTOTAL or AGGREGATE, which others of them leave out."""
        place = sheet.index, row, column
        block = self.owners.block(place)
        if block is not None:
            return block.family.shape.subtotal
        cell = self.owners.get(place)
        return cell is not None and cell.shape is not None and cell.shape.subtotal

    def formula_text(self, ref: Ref) -> Cell:
        """The formula in the first cell of a range; #N/A where there is none."""
        cell = self.owners.get((ref.sheet.index, ref.top, ref.left))
        return CellError.NA if cell is None else f"={as_typed(cell.text)}"

    def has_formula(self, ref: Ref) -> bool:
        """Whether the first cell of a range holds a formula."""
        return (ref.sheet.index, ref.top, ref.left) in self.owners

    def pivot(self, ref: Ref) -> Pivot | None:
        """The pivot table that the first cell of a range lies in; of two the later, as it lies over the other."""
        for pivot in reversed(self._pivots):
            top, left, bottom, right = pivot.area
            if pivot.sheet.lower() == ref.sheet.name.lower() and top <= ref.top <= bottom and left <= ref.left <= right:
                return pivot
        return None

    def reference(self, text: str, frame: Frame, *, a1: bool) -> Operand:
        """What a text refers to: a range, a name, a table's column; #REF! where to nothing."""
        place = Place(frame.sheet, frame.row, frame.column)
        if not a1:
            text = from_r1c1(text, frame.row, frame.column) or ""
        try:
            found = self.binder.pointed_at(text, place)
        except (BindFault, FormulaError):
            return CellError.REF
        if found is None:
            return CellError.REF
        self.saved.seen(found.sheet, found.area)
        return found
