"""What a change means: a colour, a rank, a direction, a round figure no longer reached; and what weighs more."""

from __future__ import annotations

import pytest

from cspxl.differences.meaning import meaning
from cspxl.values import Cell


@pytest.mark.parametrize(
    ("before", "after", "what", "kind", "how"),
    [
        ("Green", "Amber", "RAG", "judgement", "worse"),
        ("▲ Red", "● Green", "RAG", "judgement", "better"),
        ("On track", "Off track", "Status", "judgement", "worse"),
        ("Amber", "Not judged", "RAG", "judgement", "is not judged any more"),
        ("Older", "Green", "RAG", "judgement", "is judged now"),
        ("28 of 32 (5th highest)", "27 of 32 (6th highest)", "Benchmark", "rank", "from 28 of 32 to 27 of 32"),
        (6, 9, "London rank", "rank", "from 6 to 9"),
        ("3,272, down 16.0%", "3,346, down 14.1%", "In words", "sentence",
         "3,272 became 3,346, 16.0% became 14.1%; no longer 15%"),
        ("a reduction of 15%", "a reduction of 14.9%", "", "sentence", "15% became 14.9%; no longer 15%"),
        ("a reduction of 14.9%", "a reduction of 15.0%", "", "sentence", "14.9% became 15.0%; reaches 15%"),
        ("a reduction of 16.2%", "a reduction of 16.0%", "", "sentence", "16.2% became 16.0%"),
        ("1,398, down 7.8%", "1,530, up 0.9%", "", "sentence", "says up where it said down"),
        ("118 fewer than before", "12 more than before", "", "sentence", "says up where it said down"),
        ("Figures to February 2017", "Figures to March 2017", "", "sentence", "other dates"),
        ("Green for all", "Green for most", "", "sentence", "other words"),
        (30, 32.5, "Total", "figure", "+2.5 (+8.3%)"),
        (0, 4, "Total", "figure", "+4"),
        (-0.151, -0.149, "Change", "figure", "+0.2 percentage points; no longer 15%"),
        (-0.02, 0.03, "Change of 12 months", "figure", "+5.0 percentage points; a fall became a rise"),
        (0.25, 0.262, "Share, %", "figure", "+1.2 percentage points"),
        (-1, -2, "Change, percentage points", "figure", "-1 (+100.0%)"),
        (12, 14, "Change of address, Cases now, number", "figure", "+2 (+16.7%)"),
        (5, "Not available", "Total", "sentence", ""),
        (5, None, "Total", "figure", "is not available any more"),
        ("[x]", 5, "Total", "figure", "was not available"),
    ],
)
def test_what_a_change_means(before: Cell, after: Cell, what: str, kind: str, how: str) -> None:
    found = meaning(before, after, what)
    assert (found.kind, found.how) == (kind, how)


def test_what_turns_weighs_more_than_what_moves() -> None:
    """Green to Red, Green to Amber, down to up, 15% to 14.9%, other words, a tenth more, another month."""
    changes: list[tuple[Cell, Cell]] = [
        ("Green", "Red"), ("Green", "Amber"), ("down 2%", "up 1%"), ("down 15%", "down 14.9%"),
        ("all is well", "all is not"), (100, 110), ("to May 2017", "to June 2017"),
    ]  # fmt: skip
    weights = [meaning(before, after, "").weight for before, after in changes]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == len(weights)
