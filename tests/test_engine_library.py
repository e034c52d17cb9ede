"""Excel's functions family by family, against Excel's own answers, its help pages and other programs.

The tables are in tests/data/engine/cases; "saved by Excel" are values that Excel itself wrote beside the formula.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest
from engine_cases import TABLES, Case, cases, wrong

from cspxl.engine import evaluate
from cspxl.engine.table import load_functions
from cspxl.errors import InputError

FAMILIES = {table.stem: cases(table) for table in sorted((TABLES / "cases").glob("*.csv"))}
CASES = [case for family in FAMILIES.values() for case in family]
OTHER = [case for name in ("excel_help", "excel_saved", "formulas_cases") for case in cases(TABLES / f"{name}.csv")]
ELSEWHERE = {"NOW", "TODAY", "RAND", "RANDARRAY", "RANDBETWEEN"}  # the clock and chance: no value to hold them by
ELSEWHERE |= {"GETPIVOTDATA"}  # needs a pivot table: its cases are in test_engine_pivots.py


@pytest.mark.parametrize("case", CASES, ids=[f"{case.formula} {case.inputs}" for case in CASES])
def test_gives_what_the_source_says(case: Case) -> None:
    assert wrong(case) == ""


def test_every_function_has_three_cases_from_outside() -> None:
    """Under whichever of its names, in these tables and the older ones."""
    compared = (TABLES / "formulas.txt").read_text("utf-8").splitlines()  # against other programs
    calls = [*CASES, *OTHER, *(Case(line, "", "", "") for line in compared)]
    found = Counter(name for case in calls for name in case.names)
    counts: Counter[object] = Counter()
    for name, function in load_functions().items():
        counts[function.method] += found[name]
    few = {name for name, function in load_functions().items() if counts[function.method] < 3}
    assert few <= ELSEWHERE
    assert all(case.source for case in CASES)


@pytest.mark.parametrize(
    "formula",
    [
        "BINOM.INV(1E300,0.5,0.5)",
        "HYPGEOM.DIST(1E9,2E9,4E9,8E9,TRUE)",
        "VDB(1,0,1E7,0,1E7)",
        "AMORDEGRC(1,1000,2000,0,1E8,1E-9)",
    ],
)
def test_what_would_take_minutes_is_a_finding(formula: str) -> None:
    with pytest.raises(InputError, match="too large"):
        evaluate(f"={formula}")


def test_only_the_functions_that_need_them_import_numpy_and_scipy() -> None:
    code = (
        "import sys; from cspxl.engine import evaluate;"
        "evaluate('=RATE(48,-200,8000)'); evaluate('=IMSUM(\"i\",1)'); evaluate('=CONVERT(1,\"mi\",\"km\")');"
        "assert not {'numpy', 'scipy', 'formulas'} & set(sys.modules);"
        "assert evaluate('=BESSELJ(0,0)') == 1; assert 'scipy' in sys.modules and 'formulas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)
