"""A workbook compiled once and calculated any number of times.

``plan.set("Sheet!B2", v)``, ``plan.calculate()``, ``plan["Sheet!A1"]``. Formulas are calculated in one order; one
that meets a cell still to be calculated (through INDIRECT, or round a corner of IF) has it calculated first. What
cannot be calculated keeps the value that the file holds while all it reads is as it was saved; otherwise it has none,
and neither has what depends on it: a finding says which and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Final

from cspxl.engine.addresses import MAX_COLUMN, MAX_ROW, area_text
from cspxl.engine.allowance import LAID, MOST_STEPS, MOST_TO_READ, TooLarge, UsedUp, Work, spend
from cspxl.engine.blocks import Block, Part
from cspxl.engine.cells import FormulaCell
from cspxl.engine.circles import Circles
from cspxl.engine.closures import ROOM, Closure
from cspxl.engine.contents import Contents
from cspxl.engine.dates import reading_texts
from cspxl.engine.findings import CIRCLE, DEPENDS, KEPT, NOT_REACHED, UNSUPPORTED, USES_KEPT, Finding, NotCalculated
from cspxl.engine.garbage import UNCOLLECTED
from cspxl.engine.model import Formula, WorkbookModel
from cspxl.engine.order import calculation_order, tangled
from cspxl.engine.ranges import Array
from cspxl.engine.readers import Readers, Step, Touched
from cspxl.engine.sheets import NO_VALUE, PENDING, Marker, Sheet
from cspxl.engine.sweep import NotSettled, Sweep
from cspxl.engine.targets import BindFault
from cspxl.engine.whatif import WhatIf
from cspxl.errors import InputError
from cspxl.registry import Function, load_catalogue
from cspxl.values import Cell, CellError

_SPILL_ROUNDS: Final = 20
_DEPTH: Final = 60
_SHOWN: Final = 40  # cells of a long loop that a finding shows


class _NoValue(Exception):
    """A formula needs a cell that has no value; ``cell`` is the formula that fills it."""

    def __init__(self, cell: FormulaCell) -> None:
        super().__init__(cell.address)
        self.cell = cell


class Plan(Contents):
    """The compiled workbook."""

    def __init__(self, model: WorkbookModel, catalogue: Mapping[str, Function] | None = None) -> None:
        catalogue = load_catalogue() if catalogue is None else catalogue
        super().__init__(model, catalogue)
        self._book.what_if = WhatIf(model, lambda other: Plan(other, catalogue), self)
        self._running: list[FormulaCell] = []
        self._book.saved.running = self._running
        self._known: dict[frozenset[tuple[int, int, int]], Touched] = {}
        self._refs_known = 0
        self._readers: Readers | None = None  # made when a change asks for them
        self._resized: list[FormulaCell] = []
        self._together = False  # whether formulas of a block are being calculated together
        for sheet in self._book.sheets.values():
            sheet.bring = partial(self._bring, sheet)
        self._order = self._ordered()
        self._circles = (
            Circles(self._book, model.iterations, model.tolerance, self._calculate) if model.iterate else None
        )
        self._work = Work(MOST_STEPS)
        self._first = True

    def _ordered(self) -> list[Step]:
        book = self._book
        try:
            with Work(MOST_TO_READ).counting():
                order = calculation_order(book.alone, book.sheets.values(), book.owners)
                if tangled(order, book.owners):
                    book.owners.dissolve()
                    order = calculation_order(book.alone, book.sheets.values(), book.owners)
        except (TooLarge, UsedUp):
            raise InputError("the workbook is too large: its formulas refer to too many whole rows") from None
        self._alone = [unit for unit in order if isinstance(unit, FormulaCell)]
        self._restless = [cell for cell in self._alone if cell.always or cell.kind == "dynamic"]
        return [Part(unit, unit.rows) if isinstance(unit, Block) else unit for unit in order]

    # Questions

    def answer(self, formula: str, at: str) -> Cell | Array:
        """What a formula would give if it stood in a cell of the calculated workbook. Raises InputError for nothing."""
        sheet, row, column = self._place(at)
        written = Formula(formula, "dynamic")
        cell = FormulaCell(self._book, sheet, row, column, written)
        try:
            with Work(MOST_STEPS).counting():
                self._book.bind(cell, written)
                assert cell.shape is not None
                with reading_texts(date1904=self.date1904), ROOM:
                    return _as_a_cell(cell.shape.thunk(cell))
        except BindFault as fault:
            raise InputError(f"={formula} cannot be calculated: {fault.kind}: {fault.detail}") from None
        except NotCalculated as fault:
            raise InputError(f"={formula} cannot be calculated: {UNSUPPORTED}: {fault}") from None
        except (_NoValue, TooLarge, UsedUp, RecursionError) as fault:
            raise InputError(f"={formula} cannot be calculated ({fault})") from None
        finally:
            for ref in cell.reads:  # no calculation to come knows that they were read
                ref.forget()

    @property
    def steps(self) -> int:
        """What the last calculation has cost."""
        return self._work.steps

    def dependents(self, addresses: Iterable[str]) -> frozenset[str]:
        """The formulas whose values rest on these cells, as far as texts of formulas tell; those among them too."""
        places = [self._place(address) for address in addresses]
        met = self._read_by().touched(places, ())
        own = (self._book.owners.get((sheet.index, row, column)) for sheet, row, column in places)
        return frozenset([*met.addresses(), *(cell.address for cell in own if cell is not None)])

    # Calculation

    def calculate(self, now: datetime | None = None, *, seed: int | None = None, limit: int | None = None) -> Plan:
        """Calculate what the inputs set since the last time touch; volatile functions take their clock from ``now``.

        A ``seed`` makes RAND and its kin draw the same numbers again; without one the machine draws them. ``limit`` is
        how many steps all of it may take; where none is given, 800 million, some 20 seconds. A formula that they do not
        reach for has no value, and is tried again the next time.
        """
        self._book.chance.seed(seed)
        self._book.clock = now or datetime.now()  # noqa: DTZ005 -- a spreadsheet's NOW() is the clock on the wall
        self._work = Work(limit or MOST_STEPS)
        touched = self._touched()
        self._changed.clear()
        with self._work.counting(), reading_texts(date1904=self.date1904), ROOM:
            for _ in range(_SPILL_ROUNDS):
                self._run(touched)
                if self._circles is not None and self._findings:
                    self._circles.settle(list(touched.cells()), self._findings, self._read_by())
                    self._first |= any(finding.kind == NOT_REACHED for finding in self._findings.values())
                if not self._resized:
                    return self
                touched = self._after_resizing()
        raise InputError(f"the array in {self._resized[0].address} changes its size every time it is calculated")

    @UNCOLLECTED
    def _touched(self) -> Touched:
        """What there is to calculate; remembered for each set of changed cells."""
        if self._first:
            self._first = False
            return self._all()
        if self._refs_known != len(self._book.targets.refs):  # what is known does not know the new ones
            self._refs_known = len(self._book.targets.refs)
            self._known.clear()
        key = frozenset((sheet.index, row, column) for sheet, row, column in self._changed)
        known = self._known.get(key)
        if known is None:
            restless = [cell for cell in self._restless if cell.always or cell.blocked]
            known = self._read_by().touched(self._changed, restless)
            if len(self._known) < 64:
                self._known[key] = known
        return known

    def _read_by(self) -> Readers:
        if self._readers is None:
            self._readers = Readers(self._alone, self._book.owners.blocks(), self._book.targets.refs)
        return self._readers

    def _all(self) -> Touched:
        columns = ((sheet.index, growing.column) for sheet in self._book.sheets.values() for growing in sheet.growing)
        return Touched(self._order, list(self._book.targets.refs.values()), dict.fromkeys(columns, 1))

    def _after_resizing(self) -> Touched:
        """Spills of new sizes: another order, and everything is calculated once more."""
        self._resized.clear()
        self._known.clear()
        self._order = self._ordered()
        return self._all()

    def _forget(self, touched: Touched) -> None:
        """Drop what was read of cells that change."""
        for ref in touched.refs:
            ref.forget()
        for sheet in self._book.sheets.values():
            for growing in sheet.growing:
                row = touched.columns.get((sheet.index, growing.column))
                if row is not None:
                    growing.cut(row)

    def _run(self, touched: Touched) -> None:
        self._work.letters = 0
        self._forget(touched)
        self._book.saved.begin(touched.made())
        for step in touched.steps:
            if isinstance(step, Part):
                step.block.mark(step.rows, PENDING)
            elif step.kind == "normal":
                step.line[step.column] = PENDING
            else:
                step.mark(PENDING)
        if self._findings:
            for address in touched.addresses():
                self._findings.pop(address, None)
        for step in touched.steps:
            if isinstance(step, Part):
                self._calculate_part(step)
            elif step.line[step.column] is PENDING:
                self._calculate(step)

    def _calculate_part(self, part: Part) -> None:
        """Calculate formulas of a block together; those for which that does not do, each as a cell of its own."""
        sweep = Sweep(self._book, part, self._work)
        while sweep.waiting:
            self._together = not self._book.saved.some_kept
            try:
                if self._together:
                    sweep.go_on()
            finally:
                self._together = False
            cell = sweep.next_alone()
            if cell is not None and cell.pending:
                self._calculate(cell)

    def _calculate(self, cell: FormulaCell) -> None:
        """Calculate one formula and lay its value down."""
        if cell.shape is None:  # a finding of the loading
            self._give_up(cell, self._fixed[cell.address])
            return
        cell.running = True
        self._running.append(cell)
        work = self._work
        before, work.one = work.one, 0
        try:
            spend(cell.shape.size)
            self._lay(cell, _as_a_cell(cell.shape.thunk(cell)))
        except _NoValue as missing:
            cell.mark(NO_VALUE)
            if cell.address not in self._findings:
                self._found(cell, DEPENDS, f"{missing.cell.address}, which has no value")
        except RecursionError:
            cell.mark(NO_VALUE)
            self._found(cell, "too deep", "references lead on too far to follow")
        except (TooLarge, NotCalculated) as fault:
            kind = "too large" if isinstance(fault, TooLarge) else UNSUPPORTED
            self._give_up(cell, Finding(cell.address, kind, str(fault)))
        except UsedUp as fault:
            cell.mark(NO_VALUE)
            self._found(cell, NOT_REACHED, str(fault))
            self._first = True
        finally:
            work.one = before
            self._running.pop()
            cell.running = False

    def _lay(self, cell: FormulaCell, value: Cell | Array) -> None:
        """Lay a result down; one that rests on a kept value is a finding."""
        if self._findings:
            self._findings.pop(cell.address, None)
        if cell.kind == "dynamic":
            self._spill(cell, value)
        else:
            cell.lay(value)
        used = None if cell.blocked else self._book.saved.uses(cell)
        if used is not None:
            self._found(cell, USES_KEPT, used)

    def _give_up(self, cell: FormulaCell, why: Finding) -> None:
        """A formula that cannot be calculated keeps what the file holds where that holds good, else it has no value."""
        before, self._work.one = self._work.one, 0
        try:
            kept = self._book.saved.keep(cell)
        except (TooLarge, UsedUp):
            kept, self._first = False, True
        finally:
            self._work.one = before
        if not kept:
            cell.mark(NO_VALUE)
        self._findings[cell.address] = Finding(cell.address, KEPT, why.why) if kept else why

    def _found(self, cell: FormulaCell, kind: str, detail: str) -> None:
        self._findings[cell.address] = Finding(cell.address, kind, detail)

    def _spill(self, cell: FormulaCell, value: Cell | Array) -> None:
        height, width = value.shape if type(value) is Array else (1, 1)
        spend(LAID * height * width)
        area = cell.row, cell.column, cell.row + height - 1, cell.column + width - 1
        past = area[2] > MAX_ROW or area[3] > MAX_COLUMN
        blocked = "the edge of the sheet" if past else self._book.in_the_way(cell, area)
        if cell.blocked != bool(blocked):
            cell.blocked = bool(blocked)
            self._known.clear()  # while it is blocked it is tried again each time
        if blocked:
            self._found(cell, "blocked spill", f"{blocked} is in the way of {area_text(area)}")
            value, area = CellError.SPILL, (cell.row, cell.column, cell.row, cell.column)
        if area != cell.area:
            self._book.resize(cell, area)
            self._resized.append(cell)
        cell.lay(value)

    # Cells asked for before their turn

    def _bring(self, sheet: Sheet, row: int, column: int) -> Cell:
        """The value of a calculated cell that was still to come. Raises _NoValue, NotSettled."""
        if self._together:
            raise NotSettled
        wanted = self._book.owners[sheet.index, row, column]
        if wanted.pending:
            self._calculate_first(wanted)
        value = sheet.rows[row][column]
        if type(value) is Marker:
            raise _NoValue(wanted)
        return value  # type: ignore[no-any-return]

    def _calculate_first(self, wanted: FormulaCell) -> None:
        """Calculate a formula out of turn, what it reads before it, without nesting.

        What leads from one to the next is kept with each: it shows the loop where there is one.
        """
        self._refuse_circle(wanted)
        if sum(cell.running for cell in self._running) > _DEPTH:
            self._found(wanted, "too deep", "references lead on too far to follow")
            wanted.mark(NO_VALUE)
            return
        stack: list[tuple[FormulaCell, list[FormulaCell]]] = [(wanted, [])]
        opened: set[int] = set()
        while stack:
            cell, asked_by = stack[-1]
            if not cell.pending or cell.running:
                stack.pop()
            elif id(cell) in opened:
                stack.pop()
                self._running += asked_by
                self._calculate(cell)
                del self._running[len(self._running) - len(asked_by) :]
            else:
                opened.add(id(cell))
                path = [*asked_by[-_SHOWN:], cell]
                for ref in cell.reads:
                    owners = (self._book.owner(ref.sheet, *place) for place in ref.sheet.calculated_in(ref.area))
                    stack.extend((owner, path) for owner in owners if owner.pending and id(owner) not in opened)

    def _refuse_circle(self, wanted: FormulaCell) -> None:
        """A formula that is being calculated is asked for its own value: a finding for each in the loop."""
        if not wanted.running:
            return
        loop = self._running[self._running.index(wanted) :]
        for at, cell in enumerate(loop):
            round_trip = [*loop[at:], *loop[:at], cell]
            names = [c.address if c.sheet is not cell.sheet else c.address.rpartition("!")[2] for c in round_trip]
            self._found(cell, CIRCLE, "→".join(names))
        raise _NoValue(wanted)


def _as_a_cell(value: Cell | Array | Closure) -> Cell | Array:
    """What a formula gives, as its cell takes it: a function, which it cannot hold, is #CALC!."""
    return CellError.CALC if isinstance(value, Closure) else value
