"""The reference of the functions: up to date, every example run, and those that a document answers held against it."""

from __future__ import annotations

import pytest
from commands import ROOT, cspxl

from cspxl.reference import example_value, markdown
from cspxl.registry import Function, load_catalogue

CATALOGUE = load_catalogue()

# What documents and published examples say of the figures in the examples.
PUBLISHED = {
    "LCPF_ALLOCATE": "450800; 193200",  # LCPF report, February 2017, paragraph 4.2: 30% of 644k would be 193.2k
    "HEADLINE": "6,514, up 14.6% (+831 calls)",  # call-over report, June 2017, paragraph 3.12
    "PERIOD_LABEL": "Dec 16 - Feb 17",  # Barnet SCPB papers, April 2017, dashboard page 3
    "PERIOD_TOTAL": "862",  # 284 + 271 + 307
    "ROLLING12": "1170",  # the twelve months of 2008 of one row of the sample, added by hand
    "ROLLING12_SERIES": "90",  # 2 + 3 + ... + 13
    "TARGET": "1664",  # Hillingdon plan 2017/18: 1% below 1,681
    "OUTTURN": "1516",  # Hillingdon plan 2017/18: 758 in two quarters of four
    "POINT_CHANGE": "-0.024",  # Barnet SCPB papers: 2.4 percentage points decrease
    "RAG": "Green",  # the glossary: all performance indicators positive
    "LATEST_MONTH": "42767",  # 1 February 2017
    "PEER_GROUP": "Wandsworth",  # Barnet SCPB papers, April 2017, glossary note 1: the second name
}


@pytest.mark.parametrize("function", CATALOGUE.values(), ids=lambda function: function.name)
def test_every_example_runs_and_calls_its_function(function: Function) -> None:
    assert f"{function.name}(" in function.example
    assert not example_value(function).startswith("#")
    assert example_value(function) == PUBLISHED.get(function.name, example_value(function))


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "udfs" / "FUNCTIONS.md").read_text("utf-8") == markdown(CATALOGUE)


def test_the_page_of_excels_own_functions_is_up_to_date() -> None:
    page = (ROOT / "docs" / "engine-functions.md").read_text("utf-8")
    assert page == cspxl("functions", "--excel").out
    assert {"SUMIFS", "XLOOKUP", "TEXT", "LET", "AGGREGATE"} <= set(page.replace("\n", " ").replace(",", "").split())


def test_help_shows_the_example_and_its_value() -> None:
    told = cspxl("functions", "lcpf_allocate").out
    assert "Example: =LCPF_ALLOCATE(644000)" in told
    assert "450800; 193200" in told


@pytest.mark.parametrize("function", CATALOGUE.values(), ids=lambda function: function.name)
def test_help_fits_excels_wizard(function: Function) -> None:
    """255 characters for a description, and 255 for all argument names together."""
    assert 0 < len(function.help) <= 255
    assert all(0 < len(parameter.help) <= 255 for parameter in function.parameters)
    assert sum(len(parameter.name) + 1 for parameter in function.parameters) <= 255
    assert function.source
