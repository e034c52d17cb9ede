"""The model's own words: its sheets, and the figures that formulas know by name and readers by label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# Sheets, in order; those of the inputs are named in ``entries``.
COVER: Final = "Cover"
SUMMARY: Final = "Summary"
FUNDING: Final = "Funding"
IN_YEAR: Final = "In-year page"
CLAIM: Final = "Claim form"
PAYMENTS: Final = "Payments"
SCENARIO_PAGE: Final = "Scenarios"
PARAGRAPH: Final = "Paragraph"
READINGS: Final = "Readings"
YEARS: Final = "Years"
PLACING: Final = "Placing"
LINES: Final = "Lines"
RECOMPUTED: Final = "Recomputed"
CHECKS: Final = "Checks"
LISTS: Final = "Lists"

FIGURES: Final[Mapping[str, str]] = {
    "brought": "Brought forward",
    "money": "Money in",
    "clawback": "Clawback",
    "available": "Available",
    "need": "Cost put to the ledger",
    "placed": "Placed",
    "not_funded": "Not funded",
    "unplaced": "Unplaced",
    "spend": "Spend",
    "refused": "Clawback, grant kept",
    "carried": "Carried forward",
    "lapsed": "Lapsed",
    "overspent": "Overspent",
}
"""The figures of a ledger in a year, in the order of the pages."""

# The sign is escaped: Excel does not ask for that, but IronCalc calculates no other.
POUNDS: Final = r"\£#,##0"
PENCE: Final = r"\£#,##0.00"


def in_words(cell: str) -> str:
    """An amount in words: pence where it has them."""
    return f'TEXT({cell},IF(ROUND({cell},0)={cell},"{POUNDS}","{PENCE}"))'
