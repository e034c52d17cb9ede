"""The headless engine: Excel's semantics, Excel's own functions and the catalogue's, without Excel.

``evaluate("=PCT_CHANGE(6514,5683)")`` calculates one formula; ``load(model)`` gives a Plan for a whole workbook.

The modules, in the order in which a workbook passes through them:

- what comes in: ``model`` (a workbook as data), ``addresses``, ``entry`` (what is typed into a cell);
- a formula's text: ``cspxl.tokens``, ``parser``, ``structured``; one formula in many cells: ``shared``, ``families``,
  ``blocks``;
- what it points to: ``binder``, ``targets``, ``reads``, ``review``;
- what it becomes: ``compiler``, ``calls``, ``forms``, ``lambdas``, ``operators``, ``closures``, and ``table`` with
  ``library``, Excel's own functions;
- values: ``semantics``, ``ranges``, ``operands``, ``arguments``, ``comparison``, ``criteria``, ``dates``, ``formats``
  and what they rest on (``digits``, ``calendar_format``, ``complex_text``, ``special`` …); many at a time:
  ``vectors``, ``growing``, ``endless``, ``columns``;
- the workbook: ``sheets``, ``cells``, ``book``, ``saved`` (what the file holds), ``shown`` (precision as displayed);
- calculation: ``plan``, ``order``, ``readers`` (what a change touches), ``circles``, ``whatif`` (data tables),
  ``sweep`` (blocks), ``frame``, ``allowance`` (what it may cost);
- what comes out: ``contents``, ``findings``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cspxl.engine.addresses import full_address, split_area
from cspxl.engine.findings import Finding, summary
from cspxl.engine.forms import FORMS
from cspxl.engine.garbage import UNCOLLECTED
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.engine.plan import Plan
from cspxl.engine.table import load_functions
from cspxl.errors import InputError
from cspxl.values import Cell

__all__ = ["Finding", "Plan", "evaluate", "load", "summary", "supported_functions"]


def load(model: WorkbookModel) -> Plan:
    """The workbook, compiled; calculate it with ``plan.calculate()``."""
    with UNCOLLECTED:
        return Plan(model)


def supported_functions() -> Sequence[str]:
    """The names of Excel's own functions that the engine calculates; the catalogue's come on top."""
    return sorted(name for name in {*load_functions(), *FORMS} if name[0] != "_")


def evaluate(formula: str, *, now: datetime | None = None) -> Cell | Sequence[Sequence[Cell]]:
    """The value of one formula: a cell, or rows of cells. Raises InputError for one that cannot be calculated."""
    cells = {(1, 1): Formula(formula.strip().removeprefix("="), "dynamic")}
    plan = Plan(WorkbookModel((SheetModel("Formula", cells),))).calculate(now)
    for finding in plan.findings:
        raise InputError(" ".join(f"{formula}: {finding.kind}: {finding.detail}".split()))
    last = plan.spills[full_address("Formula", 1, 1)]
    values = plan.values()
    if last == "A1":
        return values["Formula!A1"]
    flat = list(values.values())  # row by row
    area = split_area(last)
    assert area
    width = area[3]
    return [flat[at : at + width] for at in range(0, len(flat), width)]
