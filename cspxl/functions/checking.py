"""Checks of published statements: is what is stated what the figures give?"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Final, Literal, TypeAlias

from cspxl.functions.rates import share_of
from cspxl.registry import Argument, Kind, Number, excel_function, single
from cspxl.values import Cell, CellError, CellFault, exact, is_unavailable, number, round_half_away

CATEGORY = "CSP checks"
Verdict: TypeAlias = Literal["ok", "truncated", "wrong"]
_OK = "OK"
_PERCENTAGE: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?= ?%$)", re.ASCII)


def _read_percentage(argument: Argument) -> Decimal:
    """A stated percentage in per cent, with its decimals: of a fraction those it is stored with, of a text all."""
    cell = single(argument)
    if not isinstance(cell, str) or is_unavailable(cell):
        in_percent = exact(number(cell)) * 100
        return round_half_away(in_percent, _places(in_percent))
    written = _PERCENTAGE.match(cell.strip().replace("\N{MINUS SIGN}", "-"))
    if written is None:
        raise CellFault(CellError.VALUE)
    return Decimal(written[0].replace(",", ""))


StatedPercentage = Annotated[Decimal, Kind("number or a text such as 15.0%", _read_percentage)]


@excel_function(
    "CHECK_CHANGE",
    example="=CHECK_CHANGE(355,,-0.015,-28)",
    help="OK, or what is wrong with a stated change, recomputed from the previous figure or the difference. "
    "With neither: whether any whole number gives it.",
    args={
        "current": "The figure now.",
        "previous": "The figure before, where it is stated.",
        "stated_pct": 'The stated change, with the decimals stated: a fraction, -0.077, or a text, "-7.0%".',
        "stated_difference": "The stated difference: -118.",
    },
    category=CATEGORY,
    source="Barking and Dagenham call-over report, June 2017, section 2: stated percentages and differences",
)
def check_change(
    current: Number,
    previous: Number | None = None,
    stated_pct: StatedPercentage | None = None,
    stated_difference: Number | None = None,
) -> Cell:
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
        return _possible(now, stated_pct)
    return _compare(stated_pct, _percentage(now, before), "", _signed_percentage)


@excel_function(
    "CHECK_SHARE",
    example="=CHECK_SHARE(156,6152,0.024)",
    help="OK, or what is wrong with a stated share, recomputed as part / whole.",
    args={
        "part": "The part.",
        "whole": "The whole.",
        "stated": 'The stated share, with the decimals stated: a fraction, 0.024, or a text, "15.0%".',
    },
    category=CATEGORY,
    source="Barking and Dagenham call-over report, June 2017, section 2: 2.4% repeats (156 of 6152)",
)
def check_share(part: Number, whole: Number, stated: StatedPercentage) -> Cell:
    """A share carries no sign."""
    return _compare(stated, exact(share_of(part, whole)) * 100, "", lambda value: f"{value:,f}%")


def _percentage(now: Decimal, before: Decimal) -> Decimal:
    if before < 0:
        raise CellFault(CellError.NUM)
    if before == 0:
        raise CellFault(CellError.DIV0)
    return (now - before) / before * 100


def judged(stated: Decimal, recomputed: Decimal) -> Verdict:
    """Whether a figure, recomputed, rounds to the stated one at its decimals, or gives it only when it is cut off."""
    places = stated_places(stated)
    value = exact(recomputed)
    if round_half_away(value, places) == stated:
        return "ok"
    return "truncated" if Decimal(int(value.scaleb(places))).scaleb(-places) == stated else "wrong"


def stated_places(stated: Decimal) -> int:
    """The decimals that a figure is stated with: one for 15.0."""
    exponent = stated.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _compare(stated: Decimal, recomputed: Decimal, what: str, show: Callable[[Decimal], str]) -> str:
    """Both at the decimals of the stated figure; a figure cut off instead of rounded is named."""
    verdict = judged(stated, recomputed)
    if verdict == "ok":
        return _OK
    rounded = round_half_away(exact(recomputed), stated_places(stated))
    note = " (truncated)" if verdict == "truncated" else ""
    return f"Stated {what}{show(stated)}, recomputed {show(rounded)}{note}"


def _possible(now: Decimal, stated: Decimal) -> str:
    if judged_alone(now, stated) == "ok":
        return _OK
    return f"No whole-number previous value gives {_signed_percentage(stated)}"


def judged_alone(now: Decimal, stated: Decimal) -> Verdict:
    """Whether a whole-number previous value gives the stated change in per cent, rounded, or only when it is cut off.

    The nearest lie either side of the value that would give it exactly; -100% is neared without end.
    """
    if stated <= -100:
        return "ok" if stated == -100 else "wrong"
    nearest = int(now / (1 + stated / 100))
    found = {judged(stated, _percentage(now, Decimal(nearest + by))) for by in (-1, 0, 1, 2) if nearest + by > 0}
    return "ok" if "ok" in found else "truncated" if "truncated" in found else "wrong"


def _places(value: Decimal) -> int:
    """The decimals that a stored number needs: none for 15.0."""
    return stated_places(value.normalize())


def _signed(value: Decimal) -> str:
    return f"{value:+,f}" if value else f"{abs(value):,f}"


def _signed_percentage(value: Decimal) -> str:
    return f"{_signed(value)}%"
