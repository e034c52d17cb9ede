"""What money earns: the rate of an annuity, of payments on given days, and of what is invested again."""

from __future__ import annotations

import math

from cspxl.engine.allowance import spend
from cspxl.engine.arguments import cells, fail, numbers
from cspxl.engine.dates import LAST_SERIAL
from cspxl.engine.library.finance import root
from cspxl.engine.ranges import Operand
from cspxl.engine.semantics import to_plain_number
from cspxl.engine.table import excel
from cspxl.values import CellError

_PAYMENT = 10  # steps to discount one by a part of a year


@excel("RATE", "n n n n? n? n?")
def _rate(
    periods: float, paid: float, present: float, future: float = 0.0, due: float = 0.0, guess: float = 0.1
) -> float:
    """The rate of each period; of two that fit, the one nearer to the guess."""
    if periods <= 0 or guess <= -1:
        fail(CellError.NUM)

    def short(rate: float) -> float:
        """What everything is worth today."""
        discount = math.pow(1 + rate, -periods)
        annuity = -math.expm1(-periods * math.log1p(rate)) / rate if rate else periods
        return present + paid * (1 + rate * bool(due)) * annuity + future * discount

    return root(short, guess)


@excel("RRI", "n n n")
def _rri(periods: float, present: float, future: float) -> float:
    """The rate of each period that makes one sum of another."""
    if periods > 0 and present == future:
        return 0.0  # of nothing too
    if periods <= 0 or not present or future / present < 0:
        fail(CellError.NUM)
    return float((future / present) ** (1 / periods) - 1)


@excel("XIRR", "r r q~")
def _xirr(values: Operand, days: Operand, guess: float = 0.1) -> float:
    """The yearly rate at which payments on given days come to nothing; a blank day with a blank payment is none."""
    payments, dates = list(cells([values])), list(cells([days]))
    if len(payments) != len(dates):
        fail(CellError.NUM)
    both = [pair for pair in zip(payments, dates, strict=True) if pair != (None, None)] or [(None, None)]
    paid, when = [to_plain_number(payment) for payment, _ in both], [int(to_plain_number(day)) for _, day in both]
    if guess <= -1 or any(not when[0] <= day <= LAST_SERIAL for day in when) or when[0] < 0:
        fail(CellError.NUM)
    if min(paid) >= 0 or max(paid) <= 0:
        fail(CellError.NUM)
    years = [(day - when[0]) / 365 for day in when]

    def worth(rate: float) -> float:
        spend(_PAYMENT * len(paid))
        return math.fsum(x * (1 + rate) ** -at for x, at in zip(paid, years, strict=True))

    return root(worth, guess)


@excel("MIRR", "a n n")
def _mirr(operand: Operand, borrowed: float, invested: float) -> float:
    """The rate where what is paid is borrowed at one rate, and what comes in is invested again at another."""
    found = numbers([operand])
    last = len(found) - 1
    gained = math.fsum(value * (1 + invested) ** (last - at) for at, value in enumerate(found) if value > 0)
    spent = math.fsum(value / (1 + borrowed) ** at for at, value in enumerate(found) if value < 0)
    if not spent or not last:
        fail(CellError.DIV0)
    growth = -gained / spent
    return float(growth ** (1 / last) - 1) if growth >= 0 else fail(CellError.NUM)


@excel("DOLLARFR", "q q")
def _dollarfr(decimal: float, parts: float) -> float:
    """A price in decimals as one in fractions: 1.125 in sixteenths is 1.02."""
    fraction = int(parts)
    if parts < 0:
        fail(CellError.NUM)
    if not fraction:
        fail(CellError.DIV0)
    whole = math.trunc(decimal)
    return whole + (decimal - whole) * fraction / 10.0 ** math.ceil(math.log10(fraction))
