"""Data tables: the workbook calculated with other values in one or two input cells, for each cell of the table.

A second plan of the same workbook is calculated for that, so that the first one's values stay as they are. In it data
tables have no value, nor have the tables' inputs a formula: one for each set of inputs that have one. A table that
rests on another is a finding, and so is one whose row or column follows its own input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cspxl.engine.addresses import full_address
from cspxl.engine.allowance import TooLarge, left, make, spend
from cspxl.engine.cells import FormulaCell
from cspxl.engine.findings import NOT_REACHED, NotCalculated
from cspxl.engine.frame import Frame, Shape
from cspxl.engine.model import Area, DataTable, Formula, WorkbookModel
from cspxl.engine.ranges import Array
from cspxl.engine.sheets import Marker
from cspxl.errors import InputError
from cspxl.values import Cell, CellError

if TYPE_CHECKING:
    from cspxl.engine.book import Workbook
    from cspxl.engine.plan import Plan


_ASKED: Final = 2_000  # steps of one cell of a table, before what it takes to calculate it
_FOLLOWED: Final = 20  # steps of a formula that follows an input
_MOST_PLANS: Final = 8  # each is a workbook of its own
Places = frozenset[tuple[str, int, int]]
"""Cells: sheet, row and column."""


def _to_ask(model: WorkbookModel, inputs: Places) -> WorkbookModel:
    """The workbook with its data tables uncalculated, and with inputs that hold no formula."""

    def asked(sheet: str, at: tuple[int, int], cell: Cell | Formula) -> Cell | Formula:
        if not isinstance(cell, Formula):
            return cell
        return None if cell.kind == "normal" and (sheet, *at) in inputs else cell._replace(table=None)

    sheets = [
        replace(sheet, cells={at: asked(sheet.name, at, cell) for at, cell in sheet.cells.items()})
        for sheet in model.sheets
    ]
    return replace(model, sheets=sheets)


def areas_read(table: DataTable, area: Area) -> Iterator[Area]:
    """The formulas that a data table repeats, the values that it puts in for its inputs, and the inputs."""
    top, left_column, bottom, right = area
    yield (top - 1, left_column, top - 1, right)
    yield (top, left_column - 1, bottom, left_column - 1)
    if table.two_way:
        yield (top - 1, left_column - 1, top - 1, left_column - 1)
    for cell in table.inputs:
        if cell is not None:
            yield (*cell, *cell)


class WhatIf:
    """The second plans, made when data tables are calculated."""

    def __init__(self, model: WorkbookModel, compiled: Callable[[WorkbookModel], Plan], first: Plan) -> None:
        self._model, self._compiled, self._first = model, compiled, first
        self._plans: dict[Places, Plan] = {}

    def value(self, cell: FormulaCell, table: DataTable) -> Array | CellError:
        """The values of a data table. Raises NotCalculated, TooLarge."""
        if None in table.inputs:  # the input was deleted
            return CellError.REF
        top, left_column, bottom, right = cell.area
        make(bottom - top + 1, right - left_column + 1)
        for area in areas_read(table, cell.area):
            cell.sheet.block(area)  # calculated before its values are put in
        self._refuse_own_axis(cell, table)
        rows = [
            [self._at(cell, table, row, column) for column in range(left_column, right + 1)]
            for row in range(top, bottom + 1)
        ]
        self._put(cell, {place: cell.sheet.peek(*place) for place in table.inputs if place})
        return Array(rows)

    def _at(self, cell: FormulaCell, table: DataTable, row: int, column: int) -> Cell:
        """One cell: the formula's value with the values from above and from the left in the inputs."""
        top, left_column = cell.area[0] - 1, cell.area[1] - 1
        above, beside = cell.sheet.peek(top, column), cell.sheet.peek(row, left_column)
        first, second = table.inputs[0], table.inputs[-1]
        assert first
        assert second
        if table.two_way:
            formula, values = (top, left_column), {first: above, second: beside}
        elif table.by_row:
            formula, values = (row, left_column), {first: above}
        else:
            formula, values = (top, column), {first: beside}
        return self._calculated(cell, values, formula)

    def _calculated(
        self, cell: FormulaCell, values: Mapping[tuple[int, int], Cell], formula: tuple[int, int]
    ) -> Cell:
        spend(_ASKED)
        plan = self._put(cell, values)
        book = self._first.book
        plan.calculate(book.now, seed=book.chance.getrandbits(32), limit=max(1, left()))
        spend(plan.steps)
        found = plan.book.sheets[cell.sheet.name.lower()].peek(*formula)
        if isinstance(found, Marker):
            at = full_address(cell.sheet.name, *formula)
            why = plan.finding(at)
            if why is not None and why.kind == NOT_REACHED:
                raise TooLarge("its workbook is more than can be calculated for each of its cells")
            raise NotCalculated(f"in a data table {at} has no value: {why.why if why else 'its array has none'}")
        return found  # type: ignore[no-any-return]

    def _put(self, cell: FormulaCell, values: Mapping[tuple[int, int], Cell]) -> Plan:
        """The second plan with the first one's inputs, and these instead."""
        name, index = cell.sheet.name, cell.sheet.index
        owners = self._first.book.owners
        key = frozenset((name, *place) for place in values if (index, *place) in owners)
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) == _MOST_PLANS:
                raise NotCalculated("data tables with formulas in many different input cells")
            plan = self._plans[key] = self._compiled(_to_ask(self._model, key))
        for address, value in self._first.inputs.items():
            plan.set(address, value)
        try:
            for place, value in values.items():
                plan.set(full_address(name, *place), value)
        except InputError:
            raise NotCalculated("a data table with an array in its input cell") from None
        return plan

    def _refuse_own_axis(self, cell: FormulaCell, table: DataTable) -> None:
        """Refuse values that follow the input they are put into: Excel's table then shows what nobody asked for."""
        inputs = [full_address(cell.sheet.name, *place) for place in table.inputs if place]
        following = self._first.dependents(inputs)
        spend(_FOLLOWED * len(following))
        top, left_column, bottom, right = cell.area
        above = [] if not (table.two_way or table.by_row) else [(top - 1, at) for at in range(left_column, right + 1)]
        beside = [] if table.by_row and not table.two_way else [(at, left_column - 1) for at in range(top, bottom + 1)]
        for place in (*above, *beside):
            if full_address(cell.sheet.name, *place) in following:
                raise NotCalculated("a data table whose own input changes the values of its row or column")


def shape_of(table: DataTable, book: Workbook) -> Shape:
    """A data table as a compiled formula."""

    def calculate(cell: Frame) -> Array | CellError:
        assert isinstance(cell, FormulaCell)
        assert book.what_if
        return book.what_if.value(cell, table)

    return Shape(calculate, size=0, volatile=False, subtotal=False, faults=())
