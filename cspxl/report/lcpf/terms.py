"""The model's own words: its sheets, and the figures that formulas know by name and readers by label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# Sheets, in order.
COVER: Final = "Cover"
SUMMARY: Final = "Summary"
FUNDING: Final = "Funding"
SERVICES: Final = "Services"
SCENARIOS: Final = "Scenarios"
REPORT: Final = "Report text"
INPUTS: Final = "Inputs"
PROJECTS: Final = "Project inputs"
YEARS: Final = "Year workings"
SCENARIO_WORKINGS: Final = "Scenario workings"
PROJECT_WORKINGS: Final = "Project workings"
SERVICE_WORKINGS: Final = "Service workings"
TESTS: Final = "Input tests"
CHECKS: Final = "Checks"
LISTS: Final = "Lists"

MONEY_UNIT: Final = "£, + is money in"
COST_UNIT: Final = "£, + is a cost"

SCENARIO_INPUTS: Final[Mapping[str, str]] = {
    "allocation_change": "Change in the allocation",
    "uplift_kept": "Share of the uplift kept",
    "bids_won": "Share of the top slice won",
}
"""What happens in a scenario, by year."""

MEASURES: Final[Mapping[str, str]] = {
    "base": "Allocation before uplift",
    "uplift": "Uplift",
    "allocation": "Allocation",
    "direct": "Direct borough funding",
    "top_slice": "Co-commissioned services (top slice)",
    "candidates": "Candidates' total",
    "over": "Over-subscription",
    "cover": "Cover of the top slice",
    "best_fit": "Best fit",
    "unplaced": "Unplaced by the best fit",
    "won": "Co-commissioned money won",
    "available": "Money available",
    "costs": "Projects' cost",
    "placed": "Co-commissioned money placed",
    "need": "Need for direct money",
    "direct_placed": "Direct money placed",
    "short": "Not funded",
    "spare": "Not placed with a project",
}
"""The measures of a scenario in a year; their labels are keys of the scenario workings."""

ROLLOVER: Final[Mapping[str, str]] = {
    "brought_forward": "Brought forward",
    "available": "Available",
    "spend": "Spend",
    "carried_forward": "Carried forward",
    "lapsed": "Lapsed",
    "overspent": "Overspent",
}
"""The figures of LCPF_ROLLOVER, in its order."""

_COSTS: Final = frozenset({
    "candidates", "over", "best_fit", "costs", "placed", "need", "direct_placed", "short", "spend", "overspent",
})  # fmt: skip


def unit(figure: str) -> str:
    """Unit and sign of a measure or of a roll-over figure."""
    if figure == "cover":
        return "% of the top slice"
    return COST_UNIT if figure in _COSTS else MONEY_UNIT


def style(measure: str) -> str:
    """The style of a measure's cells."""
    return "whole_share" if measure == "cover" else "money"
