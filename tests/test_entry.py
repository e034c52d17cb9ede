"""What is typed into a cell: read as Excel reads it on a British machine, or refused with what to write instead.

Serial numbers are openpyxl's; the rules are Microsoft's: “Enter data manually in worksheet cells” (dates, times,
fractions as ``0 1/2``, negative numbers in brackets, text after an apostrophe), “Excel specifications and limits”
(15 digits, 32,767 letters), “Change the date system” (two-digit years: 00 to 29 are 20yy).
"""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel

from cspxl.engine.entry import typed
from cspxl.errors import InputError
from cspxl.values import CellError

APRIL = to_excel(date(2017, 4, 1))
READ = {
    "5": 5, " 5 ": 5, "+5": 5, "-5": -5, "007": 7, ".5": 0.5, "1,234": 1234, "1,234,567.5": 1234567.5,
    "12%": 0.12, "12.5 %": 0.125, "£500": 500, "-£5": -5, "£-5": -5, "(5)": -5, "(£1,250)": -1250,
    "1e3": 1000, "1E-3": 0.001, "0 1/2": 0.5, "1 3/4": 1.75, "-1 1/2": -1.5, "201704": 201704,
    "123456789012345000": 123456789012345000.0, "9.99999999999999E+307": 9.99999999999999e307,
    "0.6666666666666666": 0.666666666666666, "1,234,567,890.123456": 1234567890.12345,
    "0.00012345678901234567": 0.000123456789012345,
    "1/4/2017": APRIL, "01/04/17": APRIL, "1-4-2017": APRIL, "1 Apr 2017": APRIL, "1-Apr-17": APRIL,
    "1 April 2017": APRIL, "April 1, 2017": APRIL, "Apr-17": APRIL, "Apr 2017": APRIL, "2017-04-01": APRIL,
    "2017/04/01": APRIL, "2017-04": APRIL, "4/2017": APRIL, "04/2017": APRIL,
    "1 Sept 2017": to_excel(date(2017, 9, 1)), "1/4/30": to_excel(date(1930, 4, 1)),
    "14:30": 14.5 / 24, "2:30 pm": 14.5 / 24, "14:30:36": 14.51 / 24,
    "1/4/2017 14:30": APRIL + 14.5 / 24,
    "TRUE": True, "true": True, "False": False, "#N/A": CellError.NA, "#n/a": CellError.NA, "#DIV/0!": CellError.DIV0,
    "'5": "5", "'1/4/2017": "1/4/2017", "''twice": "'twice", "'": "", "'=1+1": "=1+1",
    "1_000": "1_000", "rubbish": "rubbish", "nan": "nan", "inf": "inf", "0x10": "0x10", "-": "-",
    "Mayfair 1": "Mayfair 1", "12 calls": "12 calls", "Mar-May 2018": "Mar-May 2018", "#1": "#1", "Flat 1a": "Flat 1a",
    "1st April 2017": "1st April 2017", "一": "一", "": None,
}  # fmt: skip


@pytest.mark.parametrize("text", READ)
def test_what_is_typed_is_what_excel_reads(text: str) -> None:
    value = typed(text)
    assert type(value) is not float or isinstance(READ[text], int | float)
    assert value == (pytest.approx(READ[text], rel=1e-15) if isinstance(READ[text], float) else READ[text])
    assert isinstance(value, bool) == isinstance(READ[text], bool)


REFUSED = {
    "another country's thousands": ["12,34", "1,23", "1,2345", "1234,567", ",5", "1,", "1.234,56", "1.234.567", "1 234",
                                    "1\N{NO-BREAK SPACE}234", "1\N{NARROW NO-BREAK SPACE}234", "1\N{THIN SPACE}234",
                                    "1\N{FIGURE SPACE}234", "1'234", "1’234.50", "0,123", "-0,123", "00,123", "£0,500",
                                    "0,123,456", "0,123.5", "0,123%"],
    "another country's dates": ["12/31/2016", "4/13/2017", "30.4.2017", "2016-13-01"],
    "a day that is not": ["31/4/2017", "29/2/2017", "0/1/2017"],
    "a day without a year": ["1/2", "3-4", "24/7", "24 July", "1 Apr", "17-Apr", "Apr 1", "Sept2", "1 Apr 14:30"],
    "a date in words that may be another": ["Apr17", "1/Apr/17", "1/Apr/2017", "1Apr2017", "2017-Apr-01", "Apr 1 2017",
                                            "1/4/2017 2pm", "0:30 am"],
    "a number too large for a cell": ["1.7976931348623157E308", "1e308", "-1e308"],
    "another program's errors": ["#FIELD!", "#BLOCKED!", "#BUSY!"],
    "money of the machine's settings": ["$500", "€5", "5 €", "-$1,234"],
    "a formula": ["=1+1", "=A1", "+A1", "-A1", "@SUM(A1)", "-note"],
    "odd signs": ["--5", "+-5", "5-", "%5", "5%%", "(-5)", "1:2:3:4", "−5", "1..5", "1e400", "5\t6"],
    "other digits": ["１２", "½", "٣", "²"],
    "more digits than are kept": ["12345678901234567", "4111111111111111", "1,234,567,890,123,456"],
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_would_be_read_wrongly_is_refused(kind: str) -> None:
    for text in REFUSED[kind]:
        with pytest.raises(InputError, match="apostrophe"):
            typed(text)
        assert typed(f"'{text}") == text


def test_the_refusal_says_what_to_write() -> None:
    with pytest.raises(InputError, match="0 1/2"):
        typed("1/2")
    with pytest.raises(InputError, match="write 500"):
        typed("$500")


def test_dates_of_a_workbook_that_counts_from_1904() -> None:
    assert typed("1/4/2017", date1904=True) == to_excel(date(2017, 4, 1), CALENDAR_MAC_1904)
    assert typed("2017-04", date1904=True) == to_excel(date(2017, 4, 1), CALENDAR_MAC_1904)
    with pytest.raises(InputError):
        typed("31/12/1903", date1904=True)


@pytest.mark.parametrize("text", ["0123", "1/2", "12,34", "=1+1", "TRUE", "#N/A"])
def test_a_cell_formatted_as_text_keeps_what_is_typed(text: str) -> None:
    assert typed(text, as_text=True) == text


def test_a_text_longer_than_a_cell_is_refused() -> None:
    assert typed("x" * 32767) == "x" * 32767
    with pytest.raises(InputError, match="32,767"):
        typed("x" * 32768)
