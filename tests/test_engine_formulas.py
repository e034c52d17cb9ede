"""The functions that come from ``formulas``, and loans, where it is wrong: cases from outside, inputs in cells."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest
from engine_cases import TABLES, Case, calculated, cases, wrong

from cspxl.engine.library.from_formulas import BORROWED, _library

CASES = cases(TABLES / "formulas_cases.csv")
NAMES = [name for names in BORROWED for name in names.split()]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.formula} {case.inputs}" for case in CASES])
def test_gives_what_the_source_says(case: Case) -> None:
    assert wrong(case) == ""


def test_every_name_has_three_cases_from_outside() -> None:
    found = Counter(name for case in CASES for name in case.names)
    assert {name: found[name] for name in NAMES if found[name] < 3} == {}
    assert all(case.source for case in CASES)


def test_every_name_is_in_formulas() -> None:
    assert set(NAMES) <= set(_library().functions)


def test_spreads_over_arrays() -> None:
    assert calculated("SUM(SYD(A1,10,5,{1,2}))", "100") == 30 + 24  # hand: 90 * 5 / 15 and 90 * 4 / 15


@pytest.mark.long
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
