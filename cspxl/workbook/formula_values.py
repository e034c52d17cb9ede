"""What the formulas of a file that is read for its figures give, without Excel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from cspxl.engine import load
from cspxl.engine.addresses import split_address, split_area
from cspxl.engine.model import Formula, WorkbookModel
from cspxl.values import Cell
from cspxl.workbook.cell_xml import Place
from cspxl.workbook.package import read_package

_ONE_DAY: Final = datetime(2001, 2, 3, 4, 5, 6)  # noqa: DTZ001 -- a spreadsheet's clock has no zone
_ANOTHER: Final = datetime(2049, 11, 30, 19, 38, 57)  # noqa: DTZ001


def formula_values(data: bytes, sheet: str) -> tuple[Mapping[Place, Cell], Mapping[Place, str]]:
    """What the formulas of a workbook give on one sheet; and why, for each cell of one that cannot be calculated.

    It is calculated twice, at two moments: a value that depends on the clock or on chance is no figure to report. One
    that is only kept as it was saved is none of theirs; what is calculated with one is in both.

    Raises InputError, in one line, for a file that holds no workbook.
    """
    model = read_package(data)
    plan = load(model).calculate(_ONE_DAY, seed=1)
    kept, spills = plan.kept, plan.spills
    values = {
        place: value for address, value in plan.values().items() if address not in kept for place in _on(sheet, address)
    }
    later = plan.calculate(_ANOTHER, seed=2).values()
    drawn = {
        place: "its value changes with the clock or by chance"
        for address, value in later.items()
        for place in _on(sheet, address)
        if place in values and values[place] != value
    }
    unknown = drawn | {
        place: finding.why
        for finding in plan.findings
        for first in _on(sheet, finding.cell)
        for place in _filled(model, sheet, first, spills.get(finding.cell, ""))
    }
    return {place: value for place, value in values.items() if place not in drawn}, unknown


def _on(sheet: str, address: str) -> Iterator[Place]:
    """The place of an address, if it is on the sheet."""
    found = split_address(address)
    if found is not None and found[0] == sheet:
        yield found[1], found[2]


def _filled(model: WorkbookModel, sheet: str, first: Place, spill: str) -> Iterator[Place]:
    """The cells that a formula fills, as it was saved and now."""
    yield first
    cells = next(item.cells for item in model.sheets if item.name == sheet)
    formula = cells.get(first)
    for area in (formula.area if isinstance(formula, Formula) else None, split_area(spill)):
        if area is not None:
            top, left, bottom, right = area
            yield from ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
