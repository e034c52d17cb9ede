"""The functions that come from ``formulas``, and loans, where it is wrong: cases from outside, inputs in cells.

In formulas_cases.csv, ``inputs`` stand from A1 on: a comma is the next cell, a semicolon the next row, an apostrophe
makes a text, a date is its serial number. A value is as exact as its decimal places, and never finer than 1e-9 of it.
"""

from __future__ import annotations

import csv
import math
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from cspxl.engine import load
from cspxl.engine.library.from_formulas import BORROWED, _library
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.values import Cell, CellError

CASES = list(csv.DictReader((Path(__file__).parent / "data/engine/formulas_cases.csv").read_text("utf-8").splitlines()))
NAMES = [name for names in BORROWED for name in names.split()]
DAY_ZERO = date(1899, 12, 30)


def read(text: str) -> Cell:
    if not text or text.startswith("'"):
        return text[1:] or None
    if text.startswith("#"):
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


@pytest.mark.parametrize("case", CASES, ids=[f"{case['formula']} {case['inputs']}" for case in CASES])
def test_gives_what_the_source_says(case: dict[str, str]) -> None:
    result, expected = calculated(case["formula"], case["inputs"]), read(case["expected"])
    if isinstance(expected, float):
        places = len(case["expected"].partition(".")[2])
        rounding = 0.5 * 10.0**-places if places else 0.0
        assert isinstance(result, int | float), result
        assert math.isclose(result, expected, rel_tol=1e-9, abs_tol=rounding * (1 + 1e-6)), result
    else:
        assert result is expected


def test_every_name_has_three_cases_from_outside() -> None:
    found = Counter(name for case in CASES for name in set(re.findall(r"[A-Z][A-Z0-9.]*(?=\()", case["formula"])))
    assert {name: found[name] for name in NAMES if found[name] < 3} == {}
    assert all(case["source"] for case in CASES)


def test_every_name_is_in_formulas() -> None:
    assert set(NAMES) <= set(_library().functions)


def test_spreads_over_arrays() -> None:
    assert calculated("SUM(SYD(A1,10,5,{1,2}))", "100") == 30 + 24  # hand: 90 * 5 / 15 and 90 * 4 / 15


def test_only_the_first_call_imports_formulas() -> None:
    code = (
        "import sys; from cspxl.engine import evaluate, supported_functions;"
        "assert 'SYD' in supported_functions(); evaluate('=FV(0.1,2,0,-100)');"
        "assert not {'formulas', 'numpy', 'scipy'} & set(sys.modules);"
        "print(evaluate('=SYD(100,10,5,1)')); assert 'formulas' in sys.modules"
    )
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert float(ran.stdout) == 30  # (100 - 10) * 5 / (1 + 2 + 3 + 4 + 5)
    assert not ran.stderr
