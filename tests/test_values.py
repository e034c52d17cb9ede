"""What a cell can hold: numbers to 15 digits, what is blank or not available, months, rounding."""

from __future__ import annotations

import math
import sys
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import from_excel

from cspxl.values import (
    Cell,
    CellError,
    CellFault,
    exact,
    fifteen,
    is_blank,
    is_unavailable,
    month_index,
    month_label,
    month_name,
    month_of,
    month_serial,
    month_text,
    number,
    round_half_away,
)

months = st.integers(month_index(1900, 1), month_index(2099, 12))


def fault(cell: Cell, read: object = number) -> CellError:
    with pytest.raises(CellFault) as caught:
        read(cell)
    return caught.value.error


# Numbers


@pytest.mark.parametrize(
    ("given_number", "shown"),
    [
        (0.1 + 0.2, 0.3),  # Excel, "Numeric precision": 15 significant digits
        (1.1 * 1.1, 1.21),
        (1 / 3, 0.333333333333333),
        (2 / 3, 0.666666666666667),
        (5.0, 5),
        (-0.0, 0),
        (123456789012345678, 123456789012346000),
        (10**15, 10**15),
        (-1e300, -1e300),
    ],
)
def test_numbers_have_15_significant_digits(given_number: float, shown: float) -> None:
    assert fifteen(given_number) == shown


def test_a_whole_number_is_an_int() -> None:
    assert isinstance(fifteen(5.0), int)
    assert isinstance(fifteen(999_999_999_999_999.0), int)


@pytest.mark.parametrize("cell", [math.inf, -math.inf, math.nan, sys.float_info.max])
def test_no_cell_holds_an_infinity(cell: float) -> None:
    assert fault(cell) is CellError.NUM


LARGEST = 9.99999999999999e307  # Excel specifications and limits: largest allowed positive number


@given(st.floats(-LARGEST, LARGEST))
def test_fifteen_digits_are_near_and_stay(value: float) -> None:
    once = fifteen(value)
    assert once == pytest.approx(value, rel=5e-15, abs=0)
    assert fifteen(once) == once
    assert exact(value) == exact(once)


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        (None, CellError.NA),
        ("", CellError.NA),
        ("  ", CellError.NA),
        ("TBC", CellError.NA),
        (" data not yet available ", CellError.NA),
        (CellError.NA, CellError.NA),
        ("twelve", CellError.VALUE),
        ("12", CellError.VALUE),
        ("12%", CellError.VALUE),
        (True, CellError.VALUE),
        (False, CellError.VALUE),
        *((error, error) for error in CellError),
    ],
)
def test_what_is_no_number_says_why(cell: Cell, error: CellError) -> None:
    assert fault(cell) is error


@pytest.mark.parametrize(
    "state",
    ["Data not yet available", "In development", "No baseline", "N/A", "TBC", "..", "[x]", "[z]", "[c]"],
)
def test_text_states(state: str) -> None:
    for text in (state, state.upper(), state.lower(), f"  {state}\t"):
        assert is_unavailable(text)
        assert not is_blank(text)
    assert not is_unavailable(f"{state}!")


def test_blank_is_not_zero() -> None:
    assert is_blank(None)
    assert is_blank("")
    for cell in (0, 0.0, False, "0", CellError.NA):
        assert not is_blank(cell)
    assert is_unavailable(CellError.NA)
    for cell in (0, False, "none", CellError.VALUE):
        assert not is_unavailable(cell)


# Rounding


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (1.005, 2, "1.01"),  # Excel: =ROUND(1.005,2) is 1.01, though the float lies below
        (2.675, 2, "2.68"),
        (-0.125, 2, "-0.13"),
        (0.15, 1, "0.2"),
        (1234.5, -2, "1200"),
        (1250, -2, "1300"),
        (1e22, 2, "10000000000000000000000.00"),
        (0, 1, "0.0"),
        (Decimal("14.65"), 1, "14.7"),
    ],
)
def test_halves_go_away_from_zero(value: float, places: int, rounded: str) -> None:
    assert round_half_away(value, places) == Decimal(rounded)


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 4))
def test_rounding_is_the_schoolbook_rule(value: Decimal, places: int) -> None:
    sign = -1 if value < 0 else 1
    by_hand = sign * math.floor(abs(Fraction(value)) * 10**places + Fraction(1, 2))
    assert round_half_away(float(value), places) == Decimal(by_hand).scaleb(-places)
    assert round_half_away(-value, places) == -round_half_away(value, places)
    assert round_half_away(value, places) == value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


# Months


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)), st.floats(0, 0.999))
def test_a_date_serial_is_its_month(day: date, time: float) -> None:
    serial = (day - date(1899, 12, 30)).days
    if not 190_001 <= serial <= 209_912:  # where some numbers are years and months
        assert month_of(serial + time) == month_index(day.year, day.month)


@pytest.mark.parametrize("serial", [1, 31, 32, 59, 61, 366, 367, 42736, 42766, 42767, 2_958_465])
def test_serials_as_openpyxl_reads_them(serial: int) -> None:
    day = from_excel(serial)
    assert month_of(serial) == month_index(day.year, day.month)


def test_the_day_that_never_was() -> None:
    assert month_of(60) == month_index(1900, 2)  # Excel shows serial 60 as 29 February 1900


@given(months)
def test_every_way_to_write_a_month(month: int) -> None:
    year, at = divmod(month, 12)
    first = date(year, at + 1, 1)
    short, long = first.strftime("%b"), first.strftime("%B")
    number_form = year * 100 + at + 1
    texts = [str(number_form), f"{year}-{at + 1:02d}", f"{at + 1:02d}/{year}", f"{short} {year}", f"{long} {year}"]
    if year >= 2000:
        texts.append(f"{short}-{year % 100:02d}")
    ways = [number_form, float(number_form), *texts, *map(str.upper, texts), *(f" {t.lower()} " for t in texts)]
    assert {month_of(way) for way in ways} == {month}


@given(months)
def test_labels_as_the_calendar_writes_them(month: int) -> None:
    first = date(month // 12, month % 12 + 1, 1)
    assert month_label(month) == first.strftime("%b %y")
    assert month_name(month) == first.strftime("%B %Y")
    assert month_text(month) == first.strftime("%Y-%m")
    following = first + timedelta(days=31)
    assert month_index(following.year, following.month) == month + 1


@given(months)
def test_a_serial_is_the_first_day(month: int) -> None:
    serial = month_serial(month)
    assert month_of(serial) == month
    assert month_of(serial - 1) == month - 1 if serial > 1 else serial == 1
    day = from_excel(serial)
    assert (day.year, day.month, day.day) == (month // 12, month % 12 + 1, 1)


@pytest.mark.parametrize(
    "cell",
    [
        0, -1, 0.99, -42736, 2_958_466, 1e15, True, False,
        "2017", "2017-4", "2017-00", "2017-13", "201700", "201713", "17-04", "1899-12", "2017/04", "4/2017",
        "13/2017", "Apr", "Apr17", "Apr-2017", "Apr- 17", "April-17", "Sept 2017", "Avril 2017", "01/04/2017",
        "1 April 2017", "2017-04-01", "TBC", "N/A", "Total", "²⁰¹⁷-04", "٢٠١٧-٠٤",
    ],
)  # fmt: skip
def test_what_is_no_month(cell: Cell) -> None:
    assert fault(cell, month_of) is CellError.VALUE


@pytest.mark.parametrize(("cell", "year", "month"), [(190001, 1900, 1), (209912, 2099, 12), (201704, 2017, 4)])
def test_numbers_that_are_year_and_month(cell: int, year: int, month: int) -> None:
    assert month_of(cell) == month_index(year, month)


@pytest.mark.parametrize("serial", [190_000, 190_013, 201_700, 201_713, 201_704.5, 209_913])
def test_numbers_beside_them_are_serials(serial: float) -> None:
    day = from_excel(serial)
    assert month_of(serial) == month_index(day.year, day.month)


@pytest.mark.parametrize(
    ("cell", "error"), [(None, CellError.NA), ("", CellError.NA), *((error, error) for error in CellError)]
)
def test_no_month_at_all(cell: Cell, error: CellError) -> None:
    assert fault(cell, month_of) is error
