"""Checks of published statements: is what is stated what the figures give?"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from cspxl.functions.rates import share_of
from cspxl.registry import Number, Result, excel_function
from cspxl.values import CellError, CellFault, exact, round_half_away

CATEGORY = "CSP checks"
_OK = "OK"


@excel_function(
    "CHECK_CHANGE",
    example="=CHECK_CHANGE(355,,-0.015,-28)",
    help="OK, or what is wrong with a stated change, recomputed from the previous figure or the difference. "
    "With neither: whether any whole number gives it.",
    args={
        "current": "The figure now.",
        "previous": "The figure before, where it is stated.",
        "stated_pct": "The stated change as a fraction, with the decimals stated: -0.077.",
        "stated_difference": "The stated difference: -118.",
    },
    category=CATEGORY,
    source="Barking and Dagenham call-over report, June 2017, section 2: stated percentages and differences",
)
def check_change(
    current: Number,
    previous: Number | None = None,
    stated_pct: Number | None = None,
    stated_difference: Number | None = None,
) -> Result:
    """Where previous and difference disagree, no percentage can be recomputed; a lone difference checks nothing."""
    if current < 0 or (previous is not None and previous < 0):
        raise CellFault(CellError.NUM)
    if stated_pct is None and (stated_difference is None or previous is None):
        raise CellFault(CellError.NA)
    now = exact(current)
    before = None if previous is None else exact(previous)
    if stated_difference is not None:
        difference = exact(stated_difference)
        if before is None:
            before = now - difference
        elif (verdict := _compare(difference, now - before, "difference ", _signed)) != _OK:
            return verdict
    if stated_pct is None:
        return _OK
    if before is None:
        return _possible(now, exact(stated_pct))
    return _compare(exact(stated_pct) * 100, _percentage(now, before), "", _signed_percentage)


@excel_function(
    "CHECK_SHARE",
    example="=CHECK_SHARE(156,6152,0.024)",
    help="OK, or what is wrong with a stated share, recomputed as part / whole.",
    args={
        "part": "The part.",
        "whole": "The whole.",
        "stated": "The stated share as a fraction, with the decimals stated: 0.024.",
    },
    category=CATEGORY,
    source="Barking and Dagenham call-over report, June 2017, section 2: 2.4% repeats (156 of 6152)",
)
def check_share(part: Number, whole: Number, stated: Number) -> Result:
    """A share carries no sign."""
    return _compare(exact(stated) * 100, exact(share_of(part, whole)) * 100, "", lambda value: f"{value:,f}%")


def _percentage(now: Decimal, before: Decimal) -> Decimal:
    if before < 0:
        raise CellFault(CellError.NUM)
    if before == 0:
        raise CellFault(CellError.DIV0)
    return (now - before) / before * 100


def _compare(stated: Decimal, recomputed: Decimal, what: str, show: Callable[[Decimal], str]) -> str:
    """Both at the decimals of the stated figure; a figure cut off instead of rounded is named."""
    places = _places(stated)
    rounded = round_half_away(exact(recomputed), places)
    if rounded == stated:
        return _OK
    cut = Decimal(int(exact(recomputed).scaleb(places))).scaleb(-places)
    note = " (truncated)" if cut == stated else ""
    return f"Stated {what}{show(round_half_away(stated, places))}, recomputed {show(rounded)}{note}"


def _possible(now: Decimal, stated: Decimal) -> str:
    """Whether some whole-number previous value gives the stated change.

    The nearest lie either side of the value that would give it exactly; -100% is neared without end.
    """
    percentage = stated * 100
    if stated > -1:
        nearest = int(now / (1 + stated))
        found = any(
            _compare(percentage, _percentage(now, Decimal(before)), "", _signed_percentage) == _OK
            for before in (nearest, nearest + 1)
            if before > 0
        )
    else:
        found = stated == -1
    shown = _signed_percentage(round_half_away(percentage, _places(percentage)))
    return _OK if found else f"No whole-number previous value gives {shown}"


def _places(value: Decimal) -> int:
    """The decimals of a number as it stands: 15 for 15.0."""
    return len(f"{value.normalize():f}".partition(".")[2])


def _signed(value: Decimal) -> str:
    return f"{value:+,f}" if value else f"{abs(value):,f}"


def _signed_percentage(value: Decimal) -> str:
    return f"{_signed(value)}%"
