"""The headless engine: Excel's semantics, Excel's own functions and the catalogue's, without Excel.

``evaluate("=PCT_CHANGE(6514,5683)")`` calculates one formula; ``load(model)`` gives a Plan for a whole workbook.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cspxl.engine.addresses import full_address
from cspxl.engine.findings import Finding
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.engine.plan import Plan
from cspxl.errors import InputError
from cspxl.values import Cell

__all__ = ["Finding", "Plan", "evaluate", "load"]


def load(model: WorkbookModel) -> Plan:
    """The workbook, compiled; calculate it with ``plan.calculate()``."""
    return Plan(model)


def evaluate(formula: str, *, now: datetime | None = None) -> Cell | Sequence[Sequence[Cell]]:
    """The value of one formula: a cell, or rows of cells. Raises InputError for one that cannot be calculated."""
    cells = {(1, 1): Formula(formula.strip().removeprefix("="), "dynamic")}
    plan = Plan(WorkbookModel((SheetModel("Formula", cells),))).calculate(now)
    for finding in plan.findings:
        raise InputError(f"{formula}: {finding.kind}: {finding.detail}")
    last = plan.spills[full_address("Formula", 1, 1)]
    values = plan.values()
    if last == "A1":
        return values["Formula!A1"]
    width = max(column for _, column in _places(values))
    flat = [values[full_address("Formula", *place)] for place in sorted(_places(values))]
    return [flat[at : at + width] for at in range(0, len(flat), width)]


def _places(values: dict[str, Cell]) -> list[tuple[int, int]]:
    from cspxl.engine.addresses import split_address  # noqa: PLC0415

    found = [split_address(address) for address in values]
    return [(place[1], place[2]) for place in found if place]
