"""Cases of Excel's functions as tables: a formula, the cells it reads, what must come out, and who says so.

``inputs`` stand from A1 on: a comma is the next cell, a semicolon the next row, an apostrophe makes a text, a date is
its serial number. A value is as exact as its decimal places, and never finer than 1e-9 of it.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cspxl.engine import load
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.values import Cell, CellError

TABLES = Path(__file__).parent / "data" / "engine"
DAY_ZERO = date(1899, 12, 30)


class Case(NamedTuple):
    formula: str
    inputs: str
    expected: str
    source: str

    @property
    def names(self) -> set[str]:
        """The functions that it calls."""
        return set(re.findall(r"(?:_TRO_)?[A-Z][A-Z0-9.]*(?=\()", re.sub('"[^"]*"', '""', self.formula)))


def cases(table: Path) -> Sequence[Case]:
    """Older tables have no inputs, and call the source otherwise."""
    rows = csv.DictReader(table.read_text("utf-8").splitlines())
    return [Case(row["formula"], row.get("inputs") or "", row["expected"], row.get("source") or "") for row in rows]


def read(text: str) -> Cell:
    if not text or text.startswith("'"):
        return text[1:] or None
    if text in {error.value for error in CellError}:
        return CellError(text)
    if text in {"TRUE", "FALSE"}:
        return text == "TRUE"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return float((date.fromisoformat(text) - DAY_ZERO).days)
    try:
        return float(text)
    except ValueError:
        return text


def calculated(formula: str, inputs: str) -> Cell:
    cells: dict[tuple[int, int], Cell | Formula] = {
        (row, column): read(text)
        for row, line in enumerate(inputs.split(";"), 1)
        for column, text in enumerate(line.split(","), 1)
    }
    cells[1, 26] = Formula(formula)
    plan = load(WorkbookModel((SheetModel("Case", cells),))).calculate()
    assert not plan.findings
    return plan.values()["Case!Z1"]


def wrong(case: Case) -> str:
    """What is wrong with a case; nothing where it holds."""
    result, expected = calculated(case.formula, case.inputs), read(case.expected)
    if isinstance(expected, float):
        places = len(case.expected.partition(".")[2])
        rounding = 0.5 * 10.0**-places * (1 + 1e-6) if places else 0.0
        number = isinstance(result, int | float) and not isinstance(result, bool)
        if number and math.isclose(result, expected, rel_tol=1e-9, abs_tol=rounding):
            return ""
    elif type(result) is type(expected) and result == expected:
        return ""
    return f"{result!r}, not {case.expected}: {case.source}"
