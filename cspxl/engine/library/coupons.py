"""The coupons of a bond: their days, how many there are, and the days between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cspxl.engine import day_counts
from cspxl.engine.allowance import spend
from cspxl.engine.arguments import fail
from cspxl.engine.frame import Frame
from cspxl.engine.table import excel
from cspxl.values import CellError

_DAY = 100  # steps of one day, and what is done with it


def checked_basis(basis: float) -> int:
    """One of the five bases, else #NUM!."""
    return int(basis) if 0 <= basis < 5 else fail(CellError.NUM)


def checked_frequency(frequency: float) -> int:
    """Coupons a year: 1, 2 or 4, else #NUM!."""
    return int(frequency) if int(frequency) in {1, 2, 4} else fail(CellError.NUM)


def day(frame: Frame, serial: float) -> date:
    """The day of an argument."""
    spend(_DAY)
    return day_counts.day_of(serial, date1904=frame.book.date1904)


@dataclass(frozen=True, slots=True)
class Coupons:
    """The coupons around the day on which a bond is bought."""

    settlement: date
    frequency: int
    basis: int
    previous: date
    following: date
    count: int

    @property
    def length(self) -> float:
        """Days of the period that the day lies in."""
        if self.basis == day_counts.ACTUAL:
            return float((self.following - self.previous).days)
        return (365 if self.basis == day_counts.ACTUAL_365 else 360) / self.frequency

    @property
    def gone(self) -> int:
        """Days of that period that have gone by."""
        return day_counts.days_between(self.previous, self.settlement, self.basis)

    @property
    def to_come(self) -> float:
        """Days until the next coupon."""
        if self.basis == day_counts.US:
            return day_counts.days_of_30(self.previous, self.following, both=True) - self.gone
        return float(day_counts.days_between(self.settlement, self.following, self.basis))


def coupons(settlement: date, maturity: date, frequency: int, basis: int) -> Coupons:
    """The coupons of a bond that is bought on a day before its maturity, else #NUM!."""
    if settlement >= maturity:
        fail(CellError.NUM)
    around = day_counts.coupons_around(settlement, maturity, 12 // frequency)
    return Coupons(settlement, frequency, basis, *around)


def given(frame: Frame, settlement: float, maturity: float, frequency: float, basis: float) -> Coupons:
    """The coupons that the arguments of a function tell of."""
    often, counted = checked_frequency(frequency), checked_basis(basis)
    return coupons(day(frame, settlement), day(frame, maturity), often, counted)


@excel("COUPDAYBS", "q q q q~", needs_frame=True)
def _coupdaybs(frame: Frame, settlement: float, maturity: float, frequency: float, basis: float = 0.0) -> float:
    return float(given(frame, settlement, maturity, frequency, basis).gone)


@excel("COUPDAYS", "q q q q~", needs_frame=True)
def _coupdays(frame: Frame, settlement: float, maturity: float, frequency: float, basis: float = 0.0) -> float:
    return given(frame, settlement, maturity, frequency, basis).length


@excel("COUPDAYSNC", "q q q q~", needs_frame=True)
def _coupdaysnc(frame: Frame, settlement: float, maturity: float, frequency: float, basis: float = 0.0) -> float:
    return given(frame, settlement, maturity, frequency, basis).to_come


@excel("COUPNCD", "q q q q~", needs_frame=True)
def _coupncd(frame: Frame, settlement: float, maturity: float, frequency: float, basis: float = 0.0) -> float:
    found = given(frame, settlement, maturity, frequency, basis)
    return day_counts.serial_of(found.following, date1904=frame.book.date1904)


@excel("COUPPCD", "q q q q~", needs_frame=True)
def _couppcd(frame: Frame, settlement: float, maturity: float, frequency: float, basis: float = 0.0) -> float:
    found = given(frame, settlement, maturity, frequency, basis)
    return day_counts.serial_of(found.previous, date1904=frame.book.date1904)


@excel("COUPNUM", "q q q q~", needs_frame=True)
def _coupnum(frame: Frame, settlement: float, maturity: float, frequency: float, basis: float = 0.0) -> float:
    return float(given(frame, settlement, maturity, frequency, basis).count)
