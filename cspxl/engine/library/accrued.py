"""ACCRINT: the interest that has accrued on a bond since it was issued."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cspxl.engine.allowance import spend
from cspxl.engine.arguments import fail
from cspxl.engine.day_counts import ACTUAL, ACTUAL_365, US, days_between, days_of_30, is_month_end, months_on
from cspxl.engine.frame import Frame
from cspxl.engine.library.coupons import checked_basis, checked_frequency, day
from cspxl.engine.table import excel
from cspxl.values import CellError

_PERIOD = 120  # steps of one period


def _regular(start: date, end: date, frequency: int, basis: int) -> float:
    """The days that a whole period counts for."""
    if basis == US:
        return float(days_of_30(start, end, both=True))
    if basis == ACTUAL_365:
        return 365 / frequency
    return float(days_between(start, end, basis) if basis == ACTUAL else 360 / frequency)


def _parts(
    issue: date, start: date, back: Iterator[date], frequency: int, basis: int, *, each: float
) -> Iterator[float]:
    """What the periods before the last count for, whole ones ``each``, back to the one in which the bond was issued."""
    end = start
    while end > issue:
        spend(_PERIOD)
        begin = next(back)
        yield each if issue <= begin else days_between(issue, end, basis) / _regular(begin, end, frequency, basis)
        end = begin


@excel("ACCRINT", "q q q q q~ q q~ b~", needs_frame=True)
def _accrint(
    frame: Frame, issue_in: float, first_in: float, settlement_in: float, rate: float, par: float = 1000.0,
    frequency_in: float = 1.0, basis_in: float = 0.0, from_issue: bool = True,  # noqa: FBT001, FBT002
) -> float:  # fmt: skip
    issue, first, settlement = day(frame, issue_in), day(frame, first_in), day(frame, settlement_in)
    frequency, basis = checked_frequency(frequency_in), checked_basis(basis_in)
    if rate <= 0 or par <= 0 or issue >= settlement:
        fail(CellError.NUM)
    months, to_end = 12 // frequency, is_month_end(first)
    spend(_PERIOD * max(settlement.year - first.year + 1, 1) * frequency)
    at = -1  # periods from the first coupon to the start of the one that is not over yet
    while from_issue and months_on(first, months * (at + 1), to_end=to_end) < settlement:
        at += 1
    start = months_on(first, months * at, to_end=to_end)
    before = months_on(first, -months, to_end=to_end)
    whole = (first - before).days if basis == ACTUAL else (365 if basis == ACTUAL_365 else 360) / frequency
    last = days_between(max(issue, start), settlement, basis) / whole
    back = (months_on(first, months * (at - down), to_end=to_end) for down in range(1, 40_000))
    parts = _parts(issue, start, back, frequency, basis, each=float(from_issue))
    return par * rate / frequency * (last + sum(parts))
