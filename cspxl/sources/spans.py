"""Months of a row as runs, and as a message tells them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from cspxl.values import month_text


def runs(months: Sequence[int]) -> Sequence[tuple[int, int]]:
    """The first and last month of each run of months that follow each other; the months are in order."""
    if not months:
        return []
    breaks = [at for at, (first, second) in enumerate(pairwise(months), 1) if second != first + 1]
    return [(months[start], months[end - 1]) for start, end in zip([0, *breaks], [*breaks, len(months)], strict=True)]


def span(first: int, last: int) -> str:
    """``2019-07``, or ``2019-07 to 2019-12``."""
    return month_text(first) if first == last else f"{month_text(first)} to {month_text(last)}"


def spans(months: Sequence[int]) -> str:
    """``2019-07 to 2019-12, 2020-02``."""
    return ", ".join(span(first, last) for first, last in runs(months))
