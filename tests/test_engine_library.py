"""Excel's functions family by family, against Excel's own answers, its help pages and other programs.

The tables are in tests/data/engine/cases; "saved by Excel" are values that Excel itself wrote beside the formula.
"""

from __future__ import annotations

from collections import Counter

import pytest
from engine_cases import TABLES, Case, cases, wrong

from cspxl.engine.table import load_functions

FAMILIES = {table.stem: cases(table) for table in sorted((TABLES / "cases").glob("*.csv"))}
CASES = [case for family in FAMILIES.values() for case in family]
# The modules of the library whose functions all stand in these tables.
HELD = {
    "accrued", "bessel", "bits", "bonds", "complex_numbers", "conversion", "counting", "coupons", "database",
    "depreciation", "discounts", "discrete", "hypotheses", "linear", "matrices", "odd_bonds", "returns", "samples",
    "surroundings", "working_days", "written",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[f"{case.formula} {case.inputs}" for case in CASES])
def test_gives_what_the_source_says(case: Case) -> None:
    assert wrong(case) == ""


def test_every_function_has_three_cases_from_outside() -> None:
    """Under whichever of its names."""
    found = Counter(name for case in CASES for name in case.names)
    functions = [entry for entry in load_functions().values() if entry.method.__module__.split(".")[-1] in HELD]
    counts: Counter[object] = Counter()
    for function in functions:
        counts[function.method] += found[function.name]
    assert {function.name: counts[function.method] for function in functions if counts[function.method] < 3} == {}
    assert all(case.source for case in CASES)
