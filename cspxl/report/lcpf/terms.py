"""The model's own words: sheets, figures and where their columns stand."""

from __future__ import annotations

from typing import Final

# Sheets, in order.
COVER = "Cover"
SUMMARY = "Summary"
FUNDING = "Funding"
SERVICES = "Services"
SCENARIOS = "Scenarios"
REPORT = "Report text"
INPUTS = "Inputs"
PROJECTS = "Project inputs"
YEARS = "Year workings"
SCENARIO_WORKINGS = "Scenario workings"
PROJECT_WORKINGS = "Project workings"
SERVICE_WORKINGS = "Service workings"
TESTS = "Input tests"
CHECKS = "Checks"
LISTS = "Lists"

HEADER = 4  # the row of a sheet's year labels
NUMBER = 5  # the row below with the years' numbers, 1 to 4
FIRST = 6

# Inputs: the values stand in columns B to F, the message beside them in G.
VALUE, MESSAGE, UNIT, SOURCE = 2, 7, 8, 9
SETTINGS: Final = ("area", "scenario", "year_shown", "allow_advance", "years_per_period", "rule_direct_share")
SETTINGS_TOP = 7
YEAR_ROWS: Final = ("year_label", "status", "base_allocation", "uplift", "direct_share", "spend")
YEARS_TOP = SETTINGS_TOP + len(SETTINGS) + 3
SCENARIO_ROWS: Final = ("allocation_change", "uplift_kept", "bids_won")
AXES: Final = ("table_share", "table_change")

# Project inputs: columns of the table.
PROJECT_TOP = 6
NAME, PRIORITY, PROVIDER, COST, CANDIDATE, OTHER, TOTAL, UNITS, UNIT_NAME, PROJECT_MESSAGE, PROJECT_SOURCE = (
    2, 3, 4, 5, 9, 10, 11, 12, 13, 14, 15,
)  # fmt: skip
PROJECT_NAMES: Final = {
    "project_name": NAME, "project_priority": PRIORITY, "project_provider": PROVIDER, "project_candidate": CANDIDATE,
    "project_other": OTHER, "project_total": TOTAL, "project_units": UNITS, "project_unit": UNIT_NAME,
}  # fmt: skip

MONEY_UNIT = "£, + is money in"
COST_UNIT = "£, + is a cost"

# The measures of a scenario in a year: their labels are also their keys.
CHANGE, KEPT, BIDS = "Change in the allocation", "Share of the uplift kept", "Share of the top slice won"
BASE, UPLIFT, ALLOCATION = "Allocation before uplift", "Uplift", "Allocation"
DIRECT, TOP_SLICE = "Direct borough funding", "Co-commissioned services (top slice)"
CANDIDATES, OVER, COVER_RATIO = "Candidates' total", "Over-subscription", "Cover of the top slice"
BEST_FIT, UNPLACED = "Best fit", "Unplaced by the best fit"
WON, AVAILABLE = "Co-commissioned money won", "Money available"
COSTS, PLACED, NEED = "Projects' cost", "Co-commissioned money placed", "Need for direct money"
DIRECT_PLACED, SHORT, SPARE = "Direct money placed", "Not funded", "Not placed with a project"
PARAMETERS: Final = (CHANGE, KEPT, BIDS)
MEASURES: Final = (
    BASE, UPLIFT, ALLOCATION, DIRECT, TOP_SLICE, CANDIDATES, OVER, COVER_RATIO, BEST_FIT, UNPLACED, WON, AVAILABLE,
    COSTS, PLACED, NEED, DIRECT_PLACED, SHORT, SPARE,
)  # fmt: skip
KEY = 8  # the column of the keys in the scenario workings: scenario number and measure

# Year workings: sections from top to bottom.
CHOSEN: Final = (
    "Number of the scenario", "Number of the year shown", "Advance allowed", "Years in a period",
    "Direct share by the fund's rule",
)  # fmt: skip
USED: Final = ("Allocation before uplift, as used", "Uplift, as used", "Direct share", "Co-commissioned share", "Spend")
ROLLOVER: Final = ("Brought forward", "Available", "Spend", "Carried forward", "Lapsed", "Overspent")

# Project workings: blocks of one row for each project, from top to bottom.
BLOCKS: Final = (
    "Cost", "Candidates for co-commissioning", "Taken by the best fit", "Co-commissioned money",
    "Need for direct money",
    "Direct money", "Not funded", "Top slice if shared over all candidates",
)  # fmt: skip
BLOCK_YEAR = 4  # the column of the first year in the project workings
