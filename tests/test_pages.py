"""The pages that a board gets, as LibreOffice prints them: counted, marked, whole, with something in every chart.

Where the environment has ``CSPXL_PAGES``, PDFs and contact sheets are kept in that folder.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from calc_office import missing
from openpyxl.utils import range_boundaries
from printed_pages import LONG, MONTHS, NAMES, Printed, board_sheets, every_page, write_contact_sheets
from test_looks import SENTENCE

from cspxl.report.describe import Sheet

pytestmark = [pytest.mark.long, pytest.mark.skipif(missing() is not None, reason=str(missing()))]
# The words that stand on a page with a chart that has nothing to draw.
WHY_NOT = ("No figure is entered for this area and month", "No figure for this area and month", "No year is monitored")
ERROR = re.compile(r"#(N/A|NAME|VALUE|REF|DIV|NUM|NULL|CALC|SPILL)|Err:|###")


@pytest.fixture(scope="module")
def everything() -> dict[str, Printed]:
    found = every_page()
    if "CSPXL_PAGES" in os.environ:
        write_contact_sheets(found, Path(os.environ["CSPXL_PAGES"]))
    return found


@pytest.fixture(params=NAMES)
def printed(request: pytest.FixtureRequest, everything: dict[str, Printed]) -> Printed:
    return everything[request.param]


def test_each_sheet_of_the_board_has_its_pages_in_order(printed: Printed) -> None:
    """One where it is described as one; each numbered, named at its foot, and marked above and below."""
    pages = printed.pages()
    assert list(pages) == list(printed.book.board)
    total = sum(map(len, pages.values()))
    at = 0
    for sheet in board_sheets(printed.book):
        assert len(pages[sheet.name]) == 1 or not sheet.page.one_page, sheet.name
        for text in pages[sheet.name]:
            at += 1
            assert f"cspxl: {sheet.name}" in text
            assert f"Page {at} of {total}" in text
            assert text.count(printed.book.marking) >= 2, sheet.name


def test_no_error_stands_on_a_page(printed: Printed) -> None:
    """Nor is a number cut to ###."""
    found = [(sheet, told[0]) for sheet, texts in printed.pages().items() for text in texts
             if (told := ERROR.search(text))]  # fmt: skip
    assert found == []


def test_no_text_is_cut(printed: Printed) -> None:
    """By the widths of the letters, in its cell and those beside it, up to the edge of what prints."""
    assert printed.cut == []


def test_a_chart_has_something_drawn_or_words_say_why_not(printed: Printed) -> None:
    pages = printed.pages()
    silent = [
        sheet for sheet in printed.undrawn if not any(words in " ".join(pages[sheet][0].split()) for words in WHY_NOT)
    ]
    assert silent == []


def test_every_chart_lies_within_what_prints(printed: Printed) -> None:
    beyond = [
        (sheet.name, chart.anchor) for sheet in board_sheets(printed.book) for chart in sheet.charts
        if not within(sheet, chart.anchor)
    ]  # fmt: skip
    assert beyond == []


def within(sheet: Sheet, anchor: str) -> bool:
    """Whether the cells that a chart fills are among those that print."""
    left, top, right, bottom = range_boundaries(sheet.page.area)
    first, above, last, below = range_boundaries(anchor)
    return left <= first <= last <= right and top <= above <= below <= bottom


def test_the_overview_says_what_its_figures_are(everything: dict[str, Printed]) -> None:
    """And nothing of the add-in, which the sheet says below the page."""
    (page,) = everything[f"overview {LONG[0]} {MONTHS[0]}"].pages()["Overview"]
    assert f"{LONG[0]} Community Safety Partnership: overview dashboard" in page
    assert "Not available is never zero." in page
    assert "add-in" not in page


def test_the_longest_remarks_are_printed_whole(everything: dict[str, Printed]) -> None:
    """Seven remarks of 500 letters beside three charts, on one page."""
    (page,) = everything["call_over.toml with long remarks"].pages()["Page Burglary"]
    words = " ".join(page.replace("•", " ").split())
    assert words.count("known offenders every month, and agrees who acts.") >= 7 * (500 // len(SENTENCE))
    assert page.count("•") == 7
