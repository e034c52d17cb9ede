"""Formulas that rest on each other, calculated again and again where the workbook asks for that, as Excel does it.

Each goes on from the value it had: that of the calculation before, that which the file holds, else 0. All are
calculated sheet by sheet, from left to right and from the top down, as often as the workbook says, until none changes
by more than it allows. What does not come to rest has no value: it would be another one each time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from cspxl.engine.allowance import TooLarge, UsedUp, spend
from cspxl.engine.cells import FormulaCell
from cspxl.engine.findings import CIRCLE, DEPENDS, NOT_REACHED, Finding
from cspxl.engine.ranges import Ref
from cspxl.engine.readers import Readers
from cspxl.engine.sheets import NO_VALUE

if TYPE_CHECKING:
    from cspxl.engine.book import Workbook

_START: Final = 0.0


class Circles:
    """The circles of a workbook; ``times`` and ``tolerance`` are what it says of them."""

    def __init__(self, book: Workbook, times: int, tolerance: float, calculate: Callable[[FormulaCell], None]) -> None:
        self._book = book
        self._times, self._tolerance = times, tolerance
        self._calculate = calculate
        self._last: dict[FormulaCell, Sequence[Any]] = {}

    def settle(self, formulas: Sequence[FormulaCell], findings: dict[str, Finding], readers: Readers) -> None:
        """Bring to rest what was found to be a circle, and what depends on it.

        While all inputs are as they were saved, what rests already keeps its value.
        """
        kinds = {cell: findings[cell.address].kind for cell in formulas if cell.address in findings}
        if CIRCLE not in kinds.values():
            return
        cells = [cell for cell, kind in kinds.items() if kind in {CIRCLE, DEPENDS}]
        cells.sort(key=lambda cell: (cell.sheet.index, cell.row, cell.column))
        for cell in cells:
            del findings[cell.address]
        begun = [self._begin(cell) for cell in cells]
        reading = {cell: list(readers.meeting(cell.sheet.index, cell.area)) for cell in cells}
        sweeps, moved, reached = 0, math.inf, True
        while reached and moved > self._tolerance and sweeps < self._times:
            try:
                moved = self._sweep(cells, reading)
                reached = not self._unreached(cells, findings)
            except (TooLarge, UsedUp):
                reached = False
            sweeps += 1
        if not reached:
            self._leave(cells, findings, NOT_REACHED, "the steps of a calculation do not reach for its circle")
        elif moved > self._tolerance:
            told = f"it still changes by {moved:.3g} when it has been calculated {sweeps} times"
            self._leave(cells, findings, CIRCLE, told)
        elif sweeps == 1 and self._book.saved.unchanged and all(None not in values for values in begun):
            self._put_back(dict(zip(cells, begun, strict=True)), reading)
        self._last.update((cell, _contents(cell)) for cell in cells)

    def _begin(self, cell: FormulaCell) -> Sequence[Any]:
        """Lay down the values that a formula goes on from; None where there were none."""
        values = self._last.get(cell) or self._book.saved.of(cell)
        values = [None if value is NO_VALUE else value for value in values]
        for place, value in zip(cell.cells(), values, strict=False):
            cell.sheet.put(*place, _START if value is None else value)
        return values

    def _sweep(self, cells: Sequence[FormulaCell], reading: Mapping[FormulaCell, Sequence[Ref]]) -> float:
        """Calculate each once; by how much the values change at most."""
        moved = 0.0
        for cell in cells:
            before = _contents(cell)
            self._calculate(cell)
            after = _contents(cell)
            if after != before or list(map(type, after)) != list(map(type, before)):
                moved = max(moved, *map(_apart, before, after)) if len(before) == len(after) else math.inf
            self._read_anew(cell, reading[cell])
        return moved

    def _read_anew(self, cell: FormulaCell, refs: Sequence[Ref]) -> None:
        """Drop what was read of a cell."""
        spend(len(refs) + len(cell.sheet.growing))
        for ref in refs:
            ref.forget()
        for growing in cell.sheet.growing:
            if cell.area[1] <= growing.column <= cell.area[3]:
                growing.cut(cell.area[0])

    def _unreached(self, cells: Sequence[FormulaCell], findings: Mapping[str, Finding]) -> bool:
        return any(cell.address in findings and findings[cell.address].kind == NOT_REACHED for cell in cells)

    def _leave(self, cells: Sequence[FormulaCell], findings: dict[str, Finding], kind: str, told: str) -> None:
        for cell in cells:
            cell.mark(NO_VALUE)
            findings[cell.address] = Finding(cell.address, kind, told)

    def _put_back(
        self, begun: Mapping[FormulaCell, Sequence[Any]], reading: Mapping[FormulaCell, Sequence[Ref]]
    ) -> None:
        for cell, values in begun.items():
            for place, value in zip(cell.cells(), values, strict=False):  # a spill may have another size now
                if cell.sheet.peek(*place) is not NO_VALUE:
                    cell.sheet.put(*place, value)
            self._read_anew(cell, reading[cell])


def _contents(cell: FormulaCell) -> Sequence[Any]:
    return [cell.sheet.peek(*place) for place in cell.cells()]


def _apart(before: Any, after: Any) -> float:  # noqa: ANN401 -- cells or markers
    """By how much a value changes; one that is no number changes without measure."""
    if type(before) is float and type(after) is float:
        return abs(after - before)
    return 0.0 if type(before) is type(after) and before == after else math.inf
