"""Whatever is typed as a formula: a value, or one clear line; never anything else."""

from __future__ import annotations

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cspxl.engine import evaluate, supported_functions
from cspxl.engine.shared import moved
from cspxl.errors import InputError
from cspxl.tokens import FormulaError, tokenise
from cspxl.values import CellError

SLOW = {"REPT", "SEQUENCE", "MUNIT", "WORKDAY", "NETWORKDAYS", "EXPAND"}  # a huge answer is what is asked for
PIECES = [
    "1", "0.5", "-2", '"text"', '""', "TRUE", "B2", "C1:D3", "$A$9", "A:A", "2:2", "#N/A", "#REF!", "{1,2;3,4}", "Name",
    "S!A1",
    "(", ")", ",", ";", "+", "-", "*", "/", "^", "&", "=", "<>", "<", ":", " ", "%", "@", "#", "{", "}", "[x]", "'",
]  # fmt: skip
ARGUMENTS = [
    "", "0", "1", "-1", "2.5", "1E+20", '"x"', '"2"', "TRUE", "B2", "B2:C3", "#N/A", "{1,2;3,4}", "{1;2}", "(B2,C3)",
]  # fmt: skip


def said(formula: str) -> str:
    """The one line that refuses a formula, or nothing."""
    try:
        evaluate("=" + formula)
    except InputError as line:
        return str(line)
    return ""


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_row_of_pieces(formula: str) -> None:
    assert "\n" not in said(formula)


@given(st.text(max_size=20))
def test_any_text(text: str) -> None:
    assert "\n" not in said(text)


@settings(max_examples=600)
@given(st.sampled_from(sorted(set(supported_functions()) - SLOW)), st.lists(st.sampled_from(ARGUMENTS), max_size=4))
def test_any_call_of_any_function(name: str, arguments: list[str]) -> None:
    try:
        result = evaluate(f"={name}({','.join(arguments)})")
    except InputError:
        return
    cells = [cell for row in result for cell in row] if isinstance(result, list) else [result]
    assert all(isinstance(cell, int | float | str | bool | CellError) for cell in cells)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_tokens_give_the_text_back_and_moving_there_and_back_changes_nothing(formula: str) -> None:
    assume(not re.search(r"\d[A-Z]", formula))  # 1B2 is no formula, and moved it would read as the number 1E7
    try:
        tokens = tokenise(formula)
    except FormulaError:
        return
    assert "".join(token.text for token in tokens) == formula
    assert moved(moved(formula, 5, 3), -5, -3) == formula
