"""Loans, annuities and discounted sums. Payments out are negative."""

from __future__ import annotations

from collections.abc import Callable

from cspxl.engine.allowance import spend
from cspxl.engine.arguments import fail, numbers
from cspxl.engine.ranges import Operand
from cspxl.engine.table import excel
from cspxl.values import CellError

_SEARCH = 2_000  # steps of a search, and of one widening of it
_NOTHING = 1e-9  # of what a function was at the guess
_PAYMENT = 10  # steps to discount one


def _growth(rate: float, periods: float) -> float:
    try:
        result = (1 + rate) ** periods
    except ZeroDivisionError:
        return fail(CellError.DIV0)
    return result if isinstance(result, float) else fail(CellError.NUM)


def _annuity(rate: float, periods: float, due: float) -> float:
    """What 1 paid each period grows to."""
    if rate == 0:
        return periods
    return (_growth(rate, periods) - 1) / rate * (1 + rate * bool(due))


@excel("FV", "n n n n? n?")
def future_value(rate: float, periods: float, paid: float, present: float = 0.0, due: float = 0.0) -> float:
    """What a sum and regular payments come to."""
    return -present * _growth(rate, periods) - paid * _annuity(rate, periods, due)


@excel("PV", "n n n n? n?")
def _pv(rate: float, periods: float, payment: float, future: float = 0.0, due: float = 0.0) -> float:
    growth = _growth(rate, periods)
    return (-future - payment * _annuity(rate, periods, due)) / growth if growth else fail(CellError.DIV0)


@excel("PMT", "n n n n? n?")
def payment(rate: float, periods: float, present: float, future: float = 0.0, due: float = 0.0) -> float:
    """What is to be paid each period."""
    if rate <= -1:
        fail(CellError.NUM)
    share = _annuity(rate, periods, due)
    return (-future - present * _growth(rate, periods)) / share if share else fail(CellError.NUM)


@excel("NPV", "n r *")
def _npv(rate: float, *operands: Operand) -> float:
    if rate == -1:
        fail(CellError.DIV0)
    return sum(value / (1 + rate) ** at for at, value in enumerate(numbers(operands), 1))


def root(function: Callable[[float], float], guess: float) -> float:
    """The rate at which a function is 0: by secants from a guess, else between the nearest two of opposite signs."""
    spend(_SEARCH)
    try:
        found = _by_secants(function, guess)
    except ArithmeticError:  # too far out
        found = None
    return _between(function, guess) if found is None else found


def _by_secants(function: Callable[[float], float], guess: float) -> float | None:
    """A rate where next to nothing is left of the function; None where the steps end anywhere else."""
    a, b = guess, guess * 1.1 + 0.01
    at_a, at_b = function(a), function(b)
    nothing = max(abs(at_a), abs(at_b)) * _NOTHING
    for _ in range(100):
        if at_b == at_a:
            break
        a, b, at_a = b, b - at_b * (b - a) / (at_b - at_a), at_b
        if b <= -1:
            b = (a - 1) / 2
        at_b = function(b)
        if abs(b - a) < 1e-13:
            break
    return b if abs(at_b) <= nothing else None


def _between(function: Callable[[float], float], guess: float) -> float:
    """Growth factors go out from the guess by twentieths; where the sign turns, the interval is halved."""
    for step in range(160):
        spend(_SEARCH)
        for way in (1.05, 1 / 1.05):
            low, high = ((1 + guess) * way**at - 1 for at in (step, step + 1))
            if function(low) * function(high) <= 0:
                for _ in range(100):
                    middle = (low + high) / 2
                    low, high = (low, middle) if function(low) * function(middle) <= 0 else (middle, high)
                return low
    return fail(CellError.NUM)


@excel("IRR", "a n?")
def _irr(operand: Operand, guess: float = 0.1) -> float:
    found = numbers([operand])
    if guess <= -1:
        fail(CellError.VALUE)
    if not found or min(found) >= 0 or max(found) <= 0:
        fail(CellError.NUM)

    def worth(rate: float) -> float:
        spend(_PAYMENT * len(found))
        return sum(value / (1 + rate) ** at for at, value in enumerate(found))

    return root(worth, guess)


@excel("SLN", "n n n")
def _sln(cost: float, salvage: float, life: float) -> float:
    return (cost - salvage) / life if life else fail(CellError.DIV0)


@excel("EFFECT", "q q")
def _effect(nominal: float, periods: float) -> float:
    if nominal <= 0 or periods < 1:
        fail(CellError.NUM)
    return float((1 + nominal / int(periods)) ** int(periods) - 1)
