"""A loan's payments one by one: interest and principal of each, sums over several, how many there are.

``formulas`` leaves out the future value where the rate is 0 (NPER) and begins sums in the wrong period where it is
not whole (CUMIPMT, CUMPRINC), so these are the engine's own.
"""

from __future__ import annotations

import math

from cspxl.engine.allowance import spend
from cspxl.engine.arguments import fail
from cspxl.engine.library.finance import future_value, payment
from cspxl.engine.table import excel
from cspxl.values import CellError

_TERM = 120  # steps of one period


@excel("NPER", "n n n n? n?")
def _nper(rate: float, paid: float, present: float, future: float = 0.0, due: float = 0.0) -> float:
    if rate == 0:
        return -(present + future) / paid if paid else fail(CellError.NUM)
    if rate <= -1:
        fail(CellError.NUM)
    each = paid * (1 + rate * bool(due))
    above, below = each - future * rate, each + present * rate
    if not below or above / below <= 0:
        fail(CellError.NUM)
    return math.log(above / below) / math.log1p(rate)


@excel("IPMT", "n n n n n? n?")
def _ipmt(rate: float, period: float, periods: float, present: float, future: float = 0.0, due: float = 0.0) -> float:
    """The interest in one period's payment."""
    if not 1 <= period < periods + 1:
        fail(CellError.NUM)
    if due and period == 1:
        return 0.0
    owed = future_value(rate, period - 1, payment(rate, periods, present, future, due), present, due)
    return owed * rate / (1 + rate if due else 1)


@excel("PPMT", "n n n n n? n?")
def _ppmt(rate: float, period: float, periods: float, present: float, future: float = 0.0, due: float = 0.0) -> float:
    """The principal in one period's payment."""
    return payment(rate, periods, present, future, due) - _ipmt(rate, period, periods, present, future, due)


def _terms(rate: float, periods: float, present: float, start: float, end: float, due: float) -> range:
    """The whole periods from start to end."""
    if min(rate, periods, present) <= 0 or not 1 <= start <= end <= periods or due not in {0, 1}:
        fail(CellError.NUM)
    terms = range(math.ceil(start), int(end) + 1)
    spend(_TERM * len(terms))
    return terms


@excel("CUMIPMT", "q q q q q q")
def _cumipmt(rate: float, periods: float, present: float, start: float, end: float, due: float) -> float:
    """The interest paid from one period to another."""
    terms = _terms(rate, periods, present, start, end, due)
    return math.fsum(_ipmt(rate, term, periods, present, 0.0, due) for term in terms)


@excel("CUMPRINC", "q q q q q q")
def _cumprinc(rate: float, periods: float, present: float, start: float, end: float, due: float) -> float:
    """The principal paid from one period to another."""
    terms = _terms(rate, periods, present, start, end, due)
    return math.fsum(_ppmt(rate, term, periods, present, 0.0, due) for term in terms)
