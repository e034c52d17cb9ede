"""Number formats, criteria and the semantics of values, as properties."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from cspxl.engine.comparison import order
from cspxl.engine.criteria import matching, wildcard
from cspxl.engine.dates import civil, serial
from cspxl.engine.formats import format_cell
from cspxl.engine.library.rounding import rounded
from cspxl.engine.ranges import Array
from cspxl.engine.semantics import number_of_text, number_text
from cspxl.values import Cell

NUMBERS = st.floats(-1e12, 1e12, allow_nan=False).map(lambda x: float(f"{x:.15g}"))
CELLS = st.one_of(st.none(), st.booleans(), NUMBERS, st.text(st.characters(codec="ascii"), max_size=6))


@given(NUMBERS, st.integers(0, 6))
def test_fixed_places_are_those_of_decimal_rounding(number: float, places: int) -> None:
    code = "#,##0" + ("." + "0" * places if places else "")
    wanted = Decimal(f"{number:.15g}").quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if not wanted:
        wanted = abs(wanted)  # what is rounded to 0 has no sign
    assert format_cell(number, code) == f"{wanted:,f}"
    assert format_cell(number, code.replace("#,##", "")) == f"{wanted:f}"


@given(NUMBERS, st.integers(0, 3))
def test_a_percentage_is_a_hundred_times(number: float, places: int) -> None:
    code = "0" + ("." + "0" * places if places else "")
    hundred = float(Decimal(f"{number:.15g}") * 100)
    assert format_cell(number, code + "%") == format_cell(hundred, code) + "%"


@given(st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 1e-3))
def test_a_section_for_negatives_shows_no_sign_of_its_own(number: float) -> None:
    shown = format_cell(number, "0.000;(0.000)")
    assert "-" not in shown
    assert shown.startswith("(") == (number < 0)


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)))
def test_dates_are_those_of_the_calendar(day: date) -> None:
    number = float((day - date(1899, 12, 30)).days)
    assert civil(number) == (day.year, day.month, day.day)
    assert serial(day.year, day.month, day.day) == number
    assert format_cell(number, "yyyy-mm-dd") == day.isoformat()
    assert format_cell(number, "d mmmm yyyy") == f"{day.day} {day:%B} {day.year}"
    assert number_of_text(day.isoformat()) == number
    assert number_of_text(f"{day:%d/%m/}{day.year:04d}") == number


@given(st.integers(0, 86399))
def test_times_are_those_of_the_clock(second: int) -> None:
    clock = str(timedelta(seconds=second)).zfill(8)
    assert format_cell(second / 86400, "hh:mm:ss") == clock
    assert number_of_text(clock) == second / 86400


@given(NUMBERS)
def test_a_number_comes_back_from_its_text(number: float) -> None:
    assert float(number_text(number)) == number
    assert number_of_text(number_text(number)) == number


@given(CELLS, CELLS, CELLS)
def test_the_order_of_cells_is_an_order(a: Cell, b: Cell, c: Cell) -> None:
    assert (order(a, b) > 0) == (order(b, a) < 0)
    assert order(a, a) == 0
    if None not in {a, b, c} and order(a, b) <= 0 and order(b, c) <= 0:
        assert order(a, c) <= 0


@given(st.text("ab*?~", max_size=6), st.text("ab*?~", max_size=6))
def test_wildcards_are_those_of_a_pattern_worked_out_letter_by_letter(pattern: str, text: str) -> None:
    def meets(p: str, t: str) -> bool:
        if not p:
            return not t
        if p[0] == "*":
            return meets(p[1:], t) or (bool(t) and meets(p, t[1:]))
        if p[0] == "~":
            return p[1:2] == t[:1] and meets(p[2:], t[1:])
        return bool(t) and (p[0] in {"?", t[0]}) and meets(p[1:], t[1:])

    assert (wildcard(pattern).fullmatch(text) is not None) == meets(pattern, text)


@given(st.lists(CELLS, min_size=1, max_size=12), st.sampled_from(["", "<>", "=", ">", "<", ">=", "<="]), NUMBERS)
def test_a_numeric_criterion_meets_the_cells_that_python_finds(cells: list[Cell], sign: str, number: float) -> None:
    def meets(cell: Cell) -> bool:
        is_number = isinstance(cell, float)
        spelled = isinstance(cell, str) and sign in {"", "="} and number_of_text(cell) == number
        compare = {
            "": (cell == number and is_number) or spelled, "=": (cell == number and is_number) or spelled,
            "<>": not (is_number and cell == number),
        }  # fmt: skip
        if sign in compare:
            return bool(compare[sign])
        if not is_number:
            return False
        assert isinstance(cell, float)
        return {">": cell > number, "<": cell < number, ">=": cell >= number, "<=": cell <= number}[sign]

    criterion = f"{sign}{number_text(number)}" if sign else number
    found = [at for at, cell in enumerate(cells) if meets(cell)]
    assert list(matching(Array([[cell] for cell in cells]), criterion)) == found


def test_patterns_have_no_regular_expression_of_their_own() -> None:
    assert wildcard("a.b").fullmatch("axb") is None
    assert isinstance(wildcard("(["), re.Pattern)


@given(st.floats(-2e6, 2e6).map(lambda x: float(f"{x:.15g}")), st.integers(-3, 9))
def test_round_is_decimal_rounding_half_away_from_zero(number: float, places: int) -> None:
    wanted = Decimal(f"{number:.15g}").quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert rounded(number, places, ROUND_HALF_UP) == float(wanted)


@given(st.integers(-10**7, 10**7), st.integers(0, 6))
def test_round_takes_halves_away_from_zero(whole: int, places: int) -> None:
    half = float(Decimal(2 * whole + 1).scaleb(-places - 1) * 5)  # ends in a 5 after the place
    wanted = Decimal(2 * whole + 1).scaleb(-places - 1) * 5
    assert rounded(half, places, ROUND_HALF_UP) == float(wanted.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
