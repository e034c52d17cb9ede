"""Excel's functions against the examples of their help pages; what is stated as hand was worked out by hand."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

from cspxl.engine import evaluate
from cspxl.errors import InputError
from cspxl.values import CellError

TABLE = Path(__file__).parent / "data" / "engine" / "excel_help.csv"
CASES = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))


def read(text: str) -> object:
    """What a cell of the table stands for: an array, an error, a logical value, a number, else text."""
    if text.startswith("{"):
        return [[read(item.strip('"')) for item in row.split(",")] for row in text[1:-1].split(";")]
    if text in {"TRUE", "FALSE"}:
        return text == "TRUE"
    if text in {error.value for error in CellError}:
        return CellError(text)
    try:
        return float(text)
    except ValueError:
        return text


def close(one: object, two: object) -> bool:
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(
            len(a) == len(b) and all(map(close, a, b)) for a, b in zip(one, two, strict=True)
        )
    if isinstance(one, int | float) and isinstance(two, float) and not isinstance(one, bool):
        return math.isclose(one, two, rel_tol=2e-6)  # the pages print six digits or more
    return one == two


@pytest.mark.parametrize("case", CASES, ids=[case["formula"] for case in CASES])
def test_gives_what_the_help_page_says(case: dict[str, str]) -> None:
    result = evaluate("=" + case["formula"])
    expected = case["expected"] if isinstance(result, str) else read(case["expected"])
    assert close(result, expected), (result, case)


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("=NOSUCH(1)", "unsupported function: NOSUCH"),
        ("=LAMBDA(x+1,5)(5)", "parse error: LAMBDA needs names"),
        ("=BYROW({1,2},_xleta.NOSUCH)", "unsupported function: NOSUCH"),
        ("=VDB(9,1,5,2.5,5,1.5,TRUE)",
         "unsupported function: VDB from within a period on that never turns into a straight line"),
        ("=GROUPBY({1;2},{1;2},HSTACK(SUM,MAX))", "unsupported function: GROUPBY with several functions"),
        ('=XLOOKUP("a.",{"ab","c"},{1,2},,3)', "unsupported function: XLOOKUP and XMATCH with a regular expression"),
        ("=1+", "parse error"),
        ("=(1", "parse error"),
        ("=ABS(1,2)", "wrong number of arguments"),
        ("=[1]Sheet1!A1", "external link"),
        ("=A1", "circular reference: A1→A1"),
        ('="unclosed', "parse error"),
    ],
)
def test_what_cannot_be_calculated_is_one_clear_line(formula: str, kind: str) -> None:
    with pytest.raises(InputError, match=kind.replace("(", r"\(")) as caught:
        evaluate(formula)
    assert "\n" not in str(caught.value)


def test_evaluating_needs_no_pandas_numpy_or_xml() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from cspxl.engine import evaluate;"
        "print(evaluate('=PCT_CHANGE(6514,5683)'));"
        "sys.exit(any(name in sys.modules for name in ('pandas', 'numpy', 'lxml', 'formulas')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert math.isclose(float(ran.stdout), 831 / 5683)
