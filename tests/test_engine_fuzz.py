"""Whatever is typed as a formula: a value, or one clear line; never anything else."""

from __future__ import annotations

import math
import re
from contextlib import suppress

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cspxl.engine import evaluate, supported_functions
from cspxl.engine.formats import format_cell
from cspxl.engine.shared import moved
from cspxl.engine.shown import as_shown
from cspxl.errors import InputError
from cspxl.tokens import FormulaError, tokenise
from cspxl.values import Cell, CellError, CellFault

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


CODE = [
    "0", "#", "?", ".", ",", "%", "E+", "E-", "/", "@", "General", '"x"', '"', "\\", "_", "*", "[h]", "[mm]",
    "[ss]", "[Red]", "[>5]", "[<=-1]", "[$£-809]", "h", "mm", "ss", ".00", "yyyy", "mmm", "d", "AM/PM",
    ";", " ", "-", "(", "x", "16", "b", "é", "٣", "²", ":", "$", "[", "]", "\n",
]  # fmt: skip
SHOWN: list[Cell] = [
    0.0, 1.5, -1.5, 1e-10, 123456.789, -43831.5, 2958466.0, 1e300, -1.7976931348623157e308, 5e-324, 0.999999, True,
    "abc", "12", "1 Jan 2020", None,
]  # fmt: skip


@settings(max_examples=600)
@given(st.lists(st.sampled_from(CODE), min_size=1, max_size=7).map("".join), st.sampled_from(SHOWN))
def test_any_number_format(code: str, cell: Cell) -> None:
    with suppress(CellFault):
        assert isinstance(format_cell(cell, code), str)
    if type(cell) is float:
        assert math.isfinite(as_shown(cell, code))


@pytest.mark.parametrize("code", ["?/", "#/", "0/", "# ?/ ", "?/x", "?//", "0.0/", "?/²"])
def test_a_fraction_without_a_denominator_is_no_format(code: str) -> None:
    """Excel refuses such a code for a cell."""
    assert evaluate(f'=TEXT(1.5,"{code}")') is CellError.VALUE
    assert as_shown(1.5, code) == 1.5


def test_a_time_that_is_longer_than_numbers_go() -> None:
    assert evaluate('=TEXT(1.7E+308,"[h]:mm")') is CellError.VALUE
