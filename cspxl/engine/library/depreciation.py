"""What an asset loses in a part of its life: declining balance, also turning into a straight line; the French ways."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise

from cspxl.engine.allowance import spend
from cspxl.engine.arguments import fail
from cspxl.engine.dates import month_length
from cspxl.engine.day_counts import ACTUAL, ACTUAL_360, ACTUAL_365, days_between, days_in_year
from cspxl.engine.findings import NotCalculated
from cspxl.engine.frame import Frame
from cspxl.engine.library.coupons import checked_basis, day
from cspxl.engine.table import excel
from cspxl.values import CellError

_PERIOD = 20  # steps of one period
_MOST_PERIODS = 10_000_000


@excel("VDB", "n n n n n n~ b~")
def _vdb(
    cost: float, salvage: float, life: float, start: float, end: float, factor: float = 2.0, no_switch: bool = False  # noqa: FBT001, FBT002
) -> float:
    """Lost from one time to another, parts of periods in proportion.

    Excel counts whole periods from the start: before it lies the part of one that the start leaves over.
    """
    if min(cost, salvage, start) < 0 or not 0 < life <= _MOST_PERIODS or not start <= end <= life or factor <= 0:
        fail(CellError.NUM)
    if no_switch and start % 1:
        raise NotCalculated("VDB from within a period on that never turns into a straight line")
    spend(_PERIOD * 2 * math.ceil(end))
    ends = [_lost(cost, salvage, life, until, factor, start % 1, no_switch=no_switch) for until in (start, end)]
    return ends[1] - ends[0]


def _lost(
    cost: float, salvage: float, life: float, until: float, factor: float, first: float, *, no_switch: bool
) -> float:
    """Lost from the beginning to a time, where the first period is shorter, if ``first`` is not 0."""
    lost, straight = 0.0, 0.0
    begins = [*([0.0] if first else []), *(first + period for period in range(math.ceil(until - first)))]
    for at, ends in pairwise([*begins, until]):
        left = cost - salvage - lost
        term = straight or max(min((cost - lost) * min(factor / life, 1.0), left), 0.0)
        if not straight and not no_switch and left / (life - at) > term:
            straight = term = left / (life - at)
        lost += term * (ends - at)
    return lost


@excel("DDB", "n n n n n~")
def _ddb(cost: float, salvage: float, life: float, period: float, factor: float = 2.0) -> float:
    """Lost in one period by a declining balance; before the end of the first, all that is lost in it."""
    if min(cost, salvage) < 0 or life <= 0 or not 0 < period <= life or factor <= 0:
        fail(CellError.NUM)
    rate = min(factor / life, 1.0)
    before = cost * math.pow(1 - rate, max(period - 1, 0))
    return max(before - max(before * (1 - rate), salvage), 0.0)


@excel("DB", "n n n n n?")
def _db(cost: float, salvage: float, life: float, period: float, month_in: float = 12.0) -> float:
    """Lost in one period by a declining balance of a rate of three places; the first year may have fewer months."""
    months, last = int(month_in), int(period)
    if min(cost, salvage) < 0 or life <= 0 or period <= 0 or not 1 <= months <= 12 or period > life + (months < 12):
        fail(CellError.NUM)
    if not cost:
        return 0.0
    spend(_PERIOD * last)
    rate = math.floor((1 - math.pow(salvage / cost, 1 / life)) * 1000 + 0.5) / 1000
    lost = total = cost * rate * months / 12
    for at in range(2, last + 1):
        lost = (cost - total) * rate * ((12 - months) / 12 if at > life else 1.0)
        total += lost
    return lost


def _first_loss(cost: float, bought: date, end: date, rate: float, basis: int) -> float:
    """What is lost from the purchase to the end of the first period; bought on its last day, all of a year's."""
    leaps = basis in {ACTUAL, ACTUAL_365}
    start, until = ((day.replace(day=28) if leaps and _leap_day_or_eve(day) else day) for day in (bought, end))
    year = 337.0 + month_length(bought.year, 2) if basis == ACTUAL else days_in_year(bought, bought, basis)
    return days_between(start, until, basis) / year * rate * cost


def _leap_day_or_eve(day: date) -> bool:
    return day.month == 2 and day.day >= 28 and month_length(day.year, 2) == 29


def _french(
    frame: Frame, cost: float, bought_in: float, end_in: float, salvage: float, period: float, rate: float,
    basis_in: float,
) -> tuple[date, date, int, int]:  # fmt: skip
    """The days, the basis, and the years of use; #NUM! for what these two do not take."""
    basis = checked_basis(basis_in)
    bought, end = day(frame, bought_in), day(frame, end_in)
    if min(cost, salvage, period) < 0 or salvage > cost or rate <= 0 or bought > end or basis == ACTUAL_360:
        fail(CellError.NUM)
    return bought, end, basis, math.ceil(1 / rate)


@excel("AMORLINC", "q q q q q q q~", needs_frame=True)
def _amorlinc(
    frame: Frame, cost: float, bought_in: float, end_in: float, salvage: float, period: float, rate: float,
    basis_in: float = 0.0,
) -> float:  # fmt: skip
    """Lost in a period by the French straight line."""
    bought, end, basis, years = _french(frame, cost, bought_in, end_in, salvage, period, rate, basis_in)
    if cost == salvage or period > years:
        return 0.0
    first = min(_first_loss(cost, bought, end, rate, basis) or cost * rate, cost - salvage)
    if period == 0:
        return first
    left = cost - salvage - first - cost * rate * (int(period) - 1)
    return max(min(cost * rate, left), 0.0)


def _rounded(amount: float) -> float:
    """To whole units, halves up."""
    return float(math.floor(round(amount, 13) + 0.5))


@excel("AMORDEGRC", "q q q q q q q~", needs_frame=True)
def _amordegrc(
    frame: Frame, cost: float, bought_in: float, end_in: float, salvage: float, period: float, rate: float,
    basis_in: float = 0.0,
) -> float:  # fmt: skip
    """Lost in a period by the French declining balance: the shorter the life, the smaller the factor."""
    bought, end, basis, years = _french(frame, cost, bought_in, end_in, salvage, period, rate, basis_in)
    if 1 / rate <= 3 or 4 <= 1 / rate <= 5:
        fail(CellError.NUM)
    if cost == salvage or period > years:
        return 0.0
    share = rate * (1.5 if years <= 4 else 2.0 if years <= 6 else 2.5)
    partial = _first_loss(cost, bought, end, share, basis)
    lasts = years + bool(partial)
    left = cost - _rounded(min(partial or cost * share, cost - salvage))
    if period == 0:
        return cost - left
    spend(_PERIOD * int(period))
    lost = 0.0
    for ahead in range(lasts - 2, lasts - 2 - int(period), -1):
        lost = share * left
        if ahead == 2:
            lost, share = left * 0.5, 1.0
        if left < salvage:
            lost = 0.0
        left -= lost
    return _rounded(lost)
