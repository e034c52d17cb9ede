"""Quantiles of the gamma and the beta distribution: between them lie exact limits of counts and of shares."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf, lgamma, log, log1p, sqrt, tau

_TINY = 1e-300
_ENOUGH = 1e-16
_MOST_TERMS = 1_000_000
_SERIES_FROM = 40


def gamma_quantile(tail: float, shape: float) -> float:
    """Below it lies ``tail`` (0 to 1) of the gamma distribution with this shape (above 0) and scale 1."""
    high = max(1.0, shape)
    while gamma_share(high, shape) < tail:
        high *= 2
    return _root(lambda x: gamma_share(x, shape) < tail, 0.0, high)


def beta_quantile(tail: float, a: float, b: float) -> float:
    """Below it lies ``tail`` (0 to 1) of the beta distribution with the parameters a and b (both above 0)."""
    return _root(lambda x: beta_share(x, a, b) < tail, 0.0, 1.0)


def _root(below: Callable[[float], bool], low: float, high: float) -> float:
    """Where ``below``, true at first, becomes false: halved until no number lies between."""
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if below(middle) else (low, middle)
    return high


def gamma_share(x: float, shape: float) -> float:
    """How much of the gamma distribution lies below x: the regularised incomplete gamma function."""
    if x <= 0:
        return 0.0
    front = exp(shape * log(x) - x - lgamma(shape))
    if x < shape + 1:
        term = total = 1 / shape
        k = shape
        while term > total * _ENOUGH:
            k += 1
            term *= x / k
            total += term
        return total * front
    return 1 - front / _fraction(x + 1 - shape, lambda k: (k * (shape - k), x + 2 * k + 1 - shape))


def beta_share(x: float, a: float, b: float) -> float:
    """How much of the beta distribution lies below x: the regularised incomplete beta function."""
    if not 0 < x < 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(1 - x, b, a)
    off = (x * (a + b) - a) / a  # large counts nearly cancel: measured from the mean, they do so without dust
    around = a * log1p(off) + b * log1p(-off * a / b) + _remainder(a + b) - _remainder(a) - _remainder(b)
    front = exp(around) * sqrt(b / (tau * a * (a + b)))

    def term(k: int) -> tuple[float, float]:
        half, odd = divmod(k, 2)
        if odd:
            return -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1)), 1.0
        return half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half)), 1.0

    return front / _fraction(1.0, term)


def _remainder(z: float) -> float:
    """What Stirling's formula leaves of the logarithm of the gamma function."""
    if z < _SERIES_FROM:
        return lgamma(z) - (z - 0.5) * log(z) + z - log(tau) / 2
    return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * z * z)) / (z * z)) / (z * z)) / z


def _fraction(first: float, term: Callable[[int], tuple[float, float]]) -> float:
    """A continued fraction: first + n1 / (d1 + n2 / (d2 + …)), by Lentz's way, until nothing changes any more."""
    value = upper = first or _TINY
    lower = 0.0
    for k in range(1, _MOST_TERMS):
        numerator, denominator = term(k)
        lower = 1 / (denominator + numerator * lower or _TINY)
        upper = denominator + numerator / upper or _TINY
        value *= lower * upper
        if abs(lower * upper - 1) < _ENOUGH:
            return value
    return inf
