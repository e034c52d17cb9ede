"""The incomplete beta and gamma functions, on which distributions of counts rest (continued fractions, Lentz)."""

from __future__ import annotations

import math
from collections.abc import Callable

from cspxl.engine.allowance import spend

_SMALLEST = 1e-300
_CLOSE = 1e-16
_TERMS = 20_000
_TERM = 20  # steps of one


def _fraction(term: Callable[[int], tuple[float, float]], first: float) -> float:
    """First + a1/(b1 + a2/(b2 + …)); ``term`` gives a and b."""
    value = first or _SMALLEST
    c, d = value, 0.0
    for at in range(1, _TERMS):
        a, b = term(at)
        d = 1 / (b + a * d or _SMALLEST)
        c = b + a / c or _SMALLEST
        step = c * d
        value *= step
        if abs(step - 1) < _CLOSE:
            break
    spend(_TERM * at)
    return value


def beta_share(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(b, a, 1 - x)

    def term(at: int) -> tuple[float, float]:
        m = at // 2
        if at % 2:
            return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1.0
        return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), 1.0

    size = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(size) / (a * _fraction(term, 1.0))


def gamma_share(a: float, x: float) -> float:
    """The regularised lower incomplete gamma function P(a, x)."""
    return _gamma_parts(a, x)[0]


def gamma_tail(a: float, x: float) -> float:
    """The regularised upper one, Q(a, x): 1 - P, but exact where it is small."""
    return _gamma_parts(a, x)[1]


def _gamma_parts(a: float, x: float) -> tuple[float, float]:
    """P and Q; the smaller is calculated, by a series or a continued fraction, the other is the rest."""
    if x <= 0:
        return 0.0, 1.0
    size = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x >= a + 1:
        tail = size / _fraction(lambda at: (-at * (at - a), x + 2 * at + 1 - a), x + 1 - a)
        return 1 - tail, tail
    total = term = 1 / a
    n = a
    for _ in range(_TERMS):
        n += 1
        term *= x / n
        total += term
        if abs(term) < abs(total) * _CLOSE:
            break
    spend(_TERM * int(n - a))
    return total * size, 1 - total * size
