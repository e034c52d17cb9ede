"""Securities that pay once: at a discount, or with interest at maturity; treasury bills; interest that accrues."""

from __future__ import annotations

import math
from datetime import date

from cspxl.engine.arguments import fail
from cspxl.engine.day_counts import days_between, days_in_year, months_on
from cspxl.engine.frame import Frame
from cspxl.engine.library.coupons import checked_basis, day
from cspxl.engine.table import excel
from cspxl.values import CellError


def _years(frame: Frame, start_in: float, end_in: float, basis_in: float) -> float:
    """The part of a year between two days, the first before the second, else #NUM!."""
    start, end, basis = day(frame, start_in), day(frame, end_in), checked_basis(basis_in)
    return days_between(start, end, basis) / days_in_year(start, end, basis) if start < end else fail(CellError.NUM)


def _above_zero(*numbers: float) -> None:
    if min(numbers) <= 0:
        fail(CellError.NUM)


@excel("DISC", "q q q q q~", needs_frame=True)
def _disc(
    frame: Frame, settlement: float, maturity: float, price: float, redemption: float, basis: float = 0.0
) -> float:
    _above_zero(price, redemption)
    return (1 - price / redemption) / _years(frame, settlement, maturity, basis)


@excel("INTRATE", "q q q q q~", needs_frame=True)
def _intrate(
    frame: Frame, settlement: float, maturity: float, invested: float, redemption: float, basis: float = 0.0
) -> float:
    _above_zero(invested, redemption)
    return (redemption - invested) / invested / _years(frame, settlement, maturity, basis)


@excel("RECEIVED", "q q q q q~", needs_frame=True)
def _received(
    frame: Frame, settlement: float, maturity: float, invested: float, discount: float, basis: float = 0.0
) -> float:
    _above_zero(invested, discount)
    left = 1 - discount * _years(frame, settlement, maturity, basis)
    return invested / left if left > 0 else fail(CellError.NUM)


@excel("PRICEDISC", "q q q q q~", needs_frame=True)
def _pricedisc(
    frame: Frame, settlement: float, maturity: float, discount: float, redemption: float, basis: float = 0.0
) -> float:
    _above_zero(discount, redemption)
    return redemption - discount * redemption * _years(frame, settlement, maturity, basis)


@excel("YIELDDISC", "q q q q q~", needs_frame=True)
def _yielddisc(
    frame: Frame, settlement: float, maturity: float, price: float, redemption: float, basis: float = 0.0
) -> float:
    _above_zero(price, redemption)
    return (redemption - price) / price / _years(frame, settlement, maturity, basis)


def _since_issue(
    frame: Frame, settlement_in: float, maturity_in: float, issue_in: float, basis_in: float
) -> tuple[float, float]:
    """Years from the issue to maturity and to the day of the purchase; both count with the latter's year."""
    settlement, maturity, issue = day(frame, settlement_in), day(frame, maturity_in), day(frame, issue_in)
    basis = checked_basis(basis_in)
    if not issue < settlement < maturity:
        fail(CellError.NUM)
    year = days_in_year(issue, settlement, basis)
    return days_between(issue, maturity, basis) / year, days_between(issue, settlement, basis) / year


@excel("PRICEMAT", "q q q q q q~", needs_frame=True)
def _pricemat(
    frame: Frame, settlement: float, maturity: float, issue: float, rate: float, yearly: float, basis: float = 0.0
) -> float:
    if rate < 0 or yearly < 0:
        fail(CellError.NUM)
    whole, gone = _since_issue(frame, settlement, maturity, issue, basis)
    return (100 + whole * rate * 100) / (1 + (whole - gone) * yearly) - gone * rate * 100


@excel("YIELDMAT", "q q q q q q~", needs_frame=True)
def _yieldmat(
    frame: Frame, settlement: float, maturity: float, issue: float, rate: float, price: float, basis: float = 0.0
) -> float:
    if rate < 0 or price <= 0:
        fail(CellError.NUM)
    whole, gone = _since_issue(frame, settlement, maturity, issue, basis)
    paid = price / 100 + gone * rate
    return (1 + whole * rate - paid) / paid / (whole - gone)


@excel("ACCRINTM", "q q q q~ q~", needs_frame=True)
def _accrintm(
    frame: Frame, issue: float, settlement: float, rate: float, par: float = 1000.0, basis: float = 0.0
) -> float:
    """The interest on a security that pays it at maturity."""
    _above_zero(rate, par)
    return par * rate * _years(frame, issue, settlement, basis)


def _bill(frame: Frame, settlement_in: float, maturity_in: float) -> tuple[date, date]:
    """The days of a treasury bill: it runs for a year at most."""
    settlement, maturity = day(frame, settlement_in), day(frame, maturity_in)
    return (settlement, maturity) if settlement < maturity <= months_on(settlement, 12) else fail(CellError.NUM)


@excel("TBILLEQ", "q q q", needs_frame=True)
def _tbilleq(frame: Frame, settlement: float, maturity: float, discount: float) -> float:
    """What a treasury bill earns, as a bond's yield is told."""
    _above_zero(discount)
    start, end = _bill(frame, settlement, maturity)
    days = (end - start).days
    if days <= 182:
        return 365 * discount / (360 - discount * days)
    price = 1 - discount * days / 360
    part = days / (366 if days == 366 else 365)
    inner = part**2 - (2 * part - 1) * (1 - 1 / price)
    return 2 * (math.sqrt(inner) - part) / (2 * part - 1) if price > 0 and inner >= 0 else fail(CellError.NUM)
