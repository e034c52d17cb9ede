"""Bonds whose first or last period is longer or shorter than the others: price and yield."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cspxl.engine.allowance import spend
from cspxl.engine.arguments import fail
from cspxl.engine.day_counts import (
    ACTUAL,
    ACTUAL_360,
    ACTUAL_365,
    US,
    coupons_around,
    days_between,
    days_of_30,
    is_month_end,
    months_on,
)
from cspxl.engine.frame import Frame
from cspxl.engine.library.coupons import checked_basis, checked_frequency, coupons, day
from cspxl.engine.library.finance import root
from cspxl.engine.table import excel
from cspxl.values import CellError

_COUPON = 20  # steps of one coupon that is discounted


@dataclass(frozen=True, slots=True)
class _First:
    """A bond with an odd first period."""

    settlement: date
    maturity: date
    issue: date
    first: date
    rate: float
    redemption: float
    frequency: int
    basis: int

    def days(self, start: date, end: date) -> int:
        """Days from one to another, none backwards."""
        return max(days_between(start, end, self.basis), 0)

    @property
    def months(self) -> int:
        """Between coupons."""
        return 12 // self.frequency

    def pricing(self) -> Callable[[float], float]:
        """The price at a yield."""
        length = coupons(self.settlement, self.first, self.frequency, self.basis).length
        short = self.days(self.issue, self.first) < length
        return self._short(length) if short else self._long(length)

    def _discounted(self, first: float, ahead: float, count: int, accrued: float) -> Callable[[float], float]:
        """``first`` is what the odd coupon comes to, ``ahead`` the periods until it is paid; ``count`` more follow."""
        coupon = 100 * self.rate / self.frequency

        def price(yearly: float) -> float:
            spend(_COUPON * count)
            growth = 1 + yearly / self.frequency
            paid = sum(coupon / growth ** (at + ahead) for at in range(1, count + 1))
            whole = self.redemption / growth ** (count + ahead) + coupon * first / growth**ahead + paid
            return float(whole - coupon * accrued)

        return price

    def _short(self, length: float) -> Callable[[float], float]:
        count = coupons_around(self.settlement, self.maturity, self.months)[2] - 1
        first = self.days(self.issue, self.first) / length
        ahead = self.days(self.settlement, self.first) / length
        return self._discounted(first, ahead, count, self.days(self.issue, self.settlement) / length)

    def _long(self, length: float) -> Callable[[float], float]:
        """The odd period is made of regular ones, counted back from the first coupon."""
        first = accrued = 0.0
        end = self.first
        for at in range(coupons_around(self.issue, self.first, self.months)[2], 0, -1):
            start = months_on(end, -self.months)
            whole = float(self.days(start, end)) if self.basis == ACTUAL else length
            first += 1.0 if at > 1 else self.days(self.issue, end) / whole
            accrued += self.days(max(self.issue, start), min(self.settlement, end)) / whole
            end = start
        previous, following, _ = coupons_around(self.settlement, self.first, self.months)
        if self.basis in {ACTUAL_360, ACTUAL_365}:
            rest = float(self.days(self.settlement, following))
        else:
            rest = length - days_between(previous, self.settlement, self.basis)
        count = coupons_around(self.first, self.maturity, self.months)[2]
        return self._discounted(first, self._between() + rest / length, count, accrued)

    def _between(self) -> int:
        """The whole periods from the purchase to the first coupon."""
        to_end = is_month_end(self.first)
        if not to_end and self.first.month != 2 and self.first.day > 28:
            to_end = is_month_end(self.settlement)
        start = months_on(self.settlement, 0, to_end=to_end)
        count = int(self.settlement < start)
        start = months_on(start, self.months, to_end=to_end)
        while start < self.first:
            spend(_COUPON)
            count += 1
            start = months_on(start, self.months, to_end=to_end)
        return count


def _first_given(frame: Frame, days: tuple[float, ...], amounts: tuple[float, float], terms: tuple[float, float]) -> _First:  # noqa: E501
    settlement, maturity, issue, first = (day(frame, serial) for serial in days)
    frequency, basis = checked_frequency(terms[0]), checked_basis(terms[1])
    rate, redemption = amounts
    if not issue < settlement < first < maturity or rate < 0 or redemption <= 0:
        fail(CellError.NUM)
    if coupons_around(first, maturity, 12 // frequency)[0] != first:
        fail(CellError.NUM)  # no whole number of periods lies between the first coupon and the end
    return _First(settlement, maturity, issue, first, rate, redemption, frequency, basis)


@excel("ODDFPRICE", "q q q q q q q q q~", needs_frame=True)
def _oddfprice(
    frame: Frame, settlement: float, maturity: float, issue: float, first: float, rate: float, yearly: float,
    redemption: float, frequency: float, basis: float = 0.0,
) -> float:  # fmt: skip
    bond = _first_given(frame, (settlement, maturity, issue, first), (rate, redemption), (frequency, basis))
    return bond.pricing()(yearly) if yearly >= 0 else fail(CellError.NUM)


@excel("ODDFYIELD", "q q q q q q q q q~", needs_frame=True)
def _oddfyield(
    frame: Frame, settlement: float, maturity: float, issue: float, first: float, rate: float, price: float,
    redemption: float, frequency: float, basis: float = 0.0,
) -> float:  # fmt: skip
    bond = _first_given(frame, (settlement, maturity, issue, first), (rate, redemption), (frequency, basis))
    pricing = bond.pricing()
    return root(lambda yearly: pricing(yearly) - price, rate or 0.05) if price > 0 else fail(CellError.NUM)


def _last(
    frame: Frame, days: tuple[float, float, float], rate: float, redemption: float, terms: tuple[float, float]
) -> tuple[float, float, float]:
    """A bond with an odd last period: what is paid at the end, what has accrued, and the periods that are left."""
    settlement, maturity, last = (day(frame, serial) for serial in days)
    frequency, basis = checked_frequency(terms[0]), checked_basis(terms[1])
    if not last < settlement < maturity or rate < 0 or redemption <= 0:
        fail(CellError.NUM)
    months, start, whole, gone, left = 12 // frequency, last, 0.0, 0.0, 0.0
    count = coupons_around(last, maturity, months)[2]
    for at in range(1, count + 1):
        end = months_on(start, months)
        length = _period(start, end, basis)
        counted = length if at < count else _period(start, maturity, basis)
        whole += counted / length
        if end < settlement:
            gone += counted / length
        elif start < settlement:
            gone += max(days_between(start, settlement, basis), 0) / length
        left += max(days_between(max(settlement, start), min(maturity, end), basis), 0) / length
        start = end
    coupon = 100 * rate / frequency
    return whole * coupon + redemption, gone * coupon, left / frequency


def _period(start: date, end: date, basis: int) -> int:
    return max(days_of_30(start, end, both=True) if basis == US else days_between(start, end, basis), 0)


@excel("ODDLPRICE", "q q q q q q q q~", needs_frame=True)
def _oddlprice(
    frame: Frame, settlement: float, maturity: float, last: float, rate: float, yearly: float, redemption: float,
    frequency: float, basis: float = 0.0,
) -> float:  # fmt: skip
    paid, accrued, years = _last(frame, (settlement, maturity, last), rate, redemption, (frequency, basis))
    return paid / (1 + years * yearly) - accrued if yearly >= 0 else fail(CellError.NUM)


@excel("ODDLYIELD", "q q q q q q q q~", needs_frame=True)
def _oddlyield(
    frame: Frame, settlement: float, maturity: float, last: float, rate: float, price: float, redemption: float,
    frequency: float, basis: float = 0.0,
) -> float:  # fmt: skip
    paid, accrued, years = _last(frame, (settlement, maturity, last), rate, redemption, (frequency, basis))
    return (paid - accrued - price) / (accrued + price) / years if price > 0 else fail(CellError.NUM)
