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


def beta_odds(tail: float, a: float, b: float) -> float:
    """The odds x / (1 - x), below x lying ``tail`` (0 to 1) of the beta distribution with a and b (both above 0).

    It is found from the end that is nearer: as 1 - x, what an x near 1 leaves would have lost its digits.
    """
    if beta_share(0.5, 0.5, a, b) >= tail:
        x = _root(lambda x: beta_share(x, 1 - x, a, b) < tail, 0.0, 1.0)
        return x / (1 - x)
    rest = _root(lambda rest: beta_share(1 - rest, rest, a, b) > tail, 0.0, 1.0)
    return (1 - rest) / rest


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


def beta_share(x: float, rest: float, a: float, b: float) -> float:
    """How much of the beta distribution lies below x, of which ``rest`` is left to 1: the regularised incomplete beta.

    Both are given, and the distance from the mean is worked out of both, so that large counts cancel without dust
    (the continued fraction of Didonato and Morris, 1992, Algorithm 708).
    """
    if x <= 0 or rest <= 0:
        return float(rest <= 0)
    short = rest * a - x * b
    if short < 0:
        return 1 - beta_share(rest, x, b, a)
    around = a * log1p(-short / a) + b * log1p(short / b) + _remainder(a + b) - _remainder(a) - _remainder(b)
    front = exp(around) * sqrt(a * b / (tau * (a + b)))

    def term(k: int) -> tuple[float, float]:
        way = k * (b - k) * x / (a + 2 * k - 1)
        further = (a + k) * (short + 1 + k * (1 + rest)) / (a + 2 * k + 1)
        return (a + k - 1) * (a + b + k - 1) * way * x / (a + 2 * k - 1), k + way + further

    return front / _fraction(a * (short + 1) / (a + 1), term)


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
