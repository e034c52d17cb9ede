"""Bonds with regular coupons: price, yield and duration."""

from __future__ import annotations

from cspxl.engine.allowance import spend
from cspxl.engine.arguments import fail
from cspxl.engine.frame import Frame
from cspxl.engine.library.coupons import Coupons, given
from cspxl.engine.library.finance import root
from cspxl.engine.table import excel
from cspxl.values import CellError

_COUPON = 20  # steps of one coupon that is discounted
_GUESS = 0.05  # where the search for a yield begins


def _price(bond: Coupons, rate: float, yearly: float, redemption: float) -> float:
    """What a bond costs for each 100, without the interest that has accrued."""
    often, count = bond.frequency, bond.count
    coupon, gone = 100 * rate / often, bond.gone / bond.length
    ahead = 1 - gone  # of a period, until the next coupon
    if count == 1:
        return (redemption + coupon) / (1 + ahead * yearly / often) - coupon * gone
    spend(_COUPON * count)
    growth = 1 + yearly / often
    paid = sum(coupon / growth ** (at + ahead) for at in range(count))
    return float(redemption / growth ** (count - 1 + ahead) + paid - coupon * gone)


@excel("PRICE", "q q q q q q q~", needs_frame=True)
def _price_of(
    frame: Frame, settlement: float, maturity: float, rate: float, yearly: float, redemption: float, frequency: float,
    basis: float = 0.0,
) -> float:  # fmt: skip
    if rate < 0 or yearly < 0 or redemption <= 0:
        fail(CellError.NUM)
    return _price(given(frame, settlement, maturity, frequency, basis), rate, yearly, redemption)


@excel("YIELD", "q q q q q q q~", needs_frame=True)
def _yield_of(
    frame: Frame, settlement: float, maturity: float, rate: float, price: float, redemption: float, frequency: float,
    basis: float = 0.0,
) -> float:  # fmt: skip
    """What a bond earns a year."""
    if rate < 0 or price <= 0 or redemption <= 0:
        fail(CellError.NUM)
    bond = given(frame, settlement, maturity, frequency, basis)
    if bond.count > 1:
        return root(lambda yearly: _price(bond, rate, yearly, redemption) - price, _GUESS)
    often, gone = bond.frequency, bond.gone / bond.length
    gain = (redemption / 100 + rate / often) / (price / 100 + gone * rate / often) - 1
    return gain * often / (1 - gone)


def _duration(bond: Coupons, rate: float, yearly: float) -> float:
    """The mean time until a bond is paid, weighted by what the payments are worth today."""
    if rate < 0 or yearly < 0:
        fail(CellError.NUM)
    spend(_COUPON * bond.count)
    growth, ahead = 1 + yearly / bond.frequency, 1 - bond.gone / bond.length
    times = [at + ahead for at in range(bond.count)]
    worths = [100 * rate / bond.frequency / growth**at for at in times]
    worths[-1] += 100 / growth ** times[-1]
    whole = sum(worths)
    return float(sum(at * worth for at, worth in zip(times, worths, strict=True)) / whole / bond.frequency)


@excel("DURATION", "q q q q q q~", needs_frame=True)
def _duration_of(
    frame: Frame, settlement: float, maturity: float, rate: float, yearly: float, frequency: float, basis: float = 0.0
) -> float:
    return _duration(given(frame, settlement, maturity, frequency, basis), rate, yearly)


@excel("MDURATION", "q q q q q q~", needs_frame=True)
def _mduration(
    frame: Frame, settlement: float, maturity: float, rate: float, yearly: float, frequency: float, basis: float = 0.0
) -> float:
    """The duration over the growth of one period: how a price follows its yield."""
    bond = given(frame, settlement, maturity, frequency, basis)
    return _duration(bond, rate, yearly) / (1 + yearly / bond.frequency)
