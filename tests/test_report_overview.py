"""The overview's configuration: the packaged one is today's overview; another changes it; a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from cspxl.bundled import workbooks
from cspxl.engine import load
from cspxl.errors import InputError
from cspxl.facts import indicators
from cspxl.registry import load_catalogue
from cspxl.report import dashboard
from cspxl.report.configuration import read_configuration
from cspxl.report.describe import Formula
from cspxl.report.overview_request import read_request
from cspxl.report.request import Request
from cspxl.sources import sample_release
from cspxl.values import month_of
from cspxl.workbook.package import read_package
from cspxl.workbook.writer import write

PACKAGED = workbooks().joinpath("overview.toml")


def request(text: str, tmp_path: Path) -> Request:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return read_request(read_configuration(path), sample_release(), "Barnet", month_of("2017-02"), "cspxl")


def test_the_packaged_file_is_todays_overview(tmp_path: Path) -> None:
    found = request(PACKAGED.read_text("utf-8"), tmp_path)
    assert list(found.indicators) == list(indicators().values())
    assert (found.near_all, found.good_rank, found.marking) == (0.75, 3 / 32, "OFFICIAL")
    assert found.title == "overview dashboard"


def test_the_pages_message_is_that_of_the_add_in(tmp_path: Path) -> None:
    """The cell beside the word Add-in of the Control sheet, however many settings stand above it."""
    book = dashboard.describe(request(PACKAGED.read_text("utf-8"), tmp_path), load_catalogue())
    overview, control = (next(sheet for sheet in book.sheets if sheet.name == name) for name in ("Overview", "Control"))
    (row,) = [put.row for put in control.cells if put.content == "Add-in"]
    told = [put.content.text for put in overview.cells if isinstance(put.content, Formula)]
    assert f"=Control!$B${row}" in told


def test_labels_polarity_rules_and_breaks_follow_the_file(tmp_path: Path) -> None:
    """With a break in April 2016, 456 robberies may not be compared; the board asked for other words and a marking."""
    found = request(
        """
report = "overview"
title = 'robbery "at a glance"'
marking = "OFFICIAL-SENSITIVE"
indicators = ["robbery", "rape"]
charted = ["robbery"]
good_rank = 6

[[indicator]]
key = "rape"
label = "Rape offences"
polarity = "lower"

[[break]]
indicator = "robbery"
first_month = "2016-04"
reason = "A new system"
""",
        tmp_path,
    )
    plan = load(read_package(write(dashboard.describe(found, load_catalogue())))).calculate()
    assert not plan.findings
    assert plan["Overview!A1"] == 'Barnet Community Safety Partnership: robbery "at a glance"'
    assert (plan["Overview!A7"], plan["Overview!A8"]) == ("Robbery", "Rape offences")
    assert plan["Overview!G7"] == "Not comparable"
    assert "6/32 in London" in str(plan["Overview!C7"])  # a rank up to 6 is a positive factor here
    assert plan["Overview!B8"] != "Monitor"
    assert plan["Cover!A3"] == "OFFICIAL-SENSITIVE"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"robbery",\n', '"robery",\n', 8, "there is no indicator 'robery' to show; did you mean 'robbery'?"),
        ('charted = ["burglary"', 'charted = ["theft"', 21, "there is no indicator 'theft' to show"),
        ("near_all = 0.75", "near_all = 75", 24, "75 is outside the limits"),
        ("marking =", "markng =", 5, "there is no such key; did you mean 'marking'?"),
        ('report = "overview"', 'report = "overviw"', 3, "'overviw' is not known; did you mean 'overview'?"),
    ],
)
def test_a_wrong_file_is_told_with_line_and_key(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    text = PACKAGED.read_text("utf-8")
    assert old in text
    with pytest.raises(InputError) as caught:
        request(text.replace(old, new, 1), tmp_path)
    told = str(caught.value)
    assert told.startswith(f"own.toml, line {line}: ")
    assert words in told
    assert "\n" not in told


def test_a_break_needs_a_month(tmp_path: Path) -> None:
    text = PACKAGED.read_text("utf-8")
    wrong = text + '\n[[break]]\nindicator = "robbery"\nfirst_month = "spring"\nreason = "x"\n'
    with pytest.raises(InputError, match="first_month: 'spring' is no month"):
        request(wrong, tmp_path)
