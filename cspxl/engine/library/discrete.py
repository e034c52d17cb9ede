"""Counts of successes: binomial limits and ranges, draws without putting back; Student's t under its old names."""

from __future__ import annotations

import math

from cspxl.engine.allowance import spend
from cspxl.engine.arguments import fail
from cspxl.engine.library.distributions import binomial, t_both
from cspxl.engine.table import excel
from cspxl.values import CellError

_EQUAL = 1e-13  # a share so near to the one that is asked for is that share
_EXACT = 500  # draws up to which whole numbers are worth their time
_DRAW = 50  # steps of one count of successes, or of one draw
_TERM = 50  # steps of a term of a binomial's share, of which there are about as many as the square root of its trials


@excel("BINOM.INV CRITBINOM", "n n n")
def _binom_inv(size: float, share: float, wanted: float) -> float:
    """The fewest successes that are reached with at least the wanted chance."""
    trials = int(size)
    if size < 0 or not 0 < share < 1 or not 0 < wanted < 1:
        fail(CellError.NUM)
    low, high = 0, trials
    while low < high:
        spend(_TERM * math.isqrt(trials))
        middle = (low + high) // 2
        if binomial(middle, trials, share, True) >= wanted * (1 - _EQUAL):  # noqa: FBT003
            high = middle
        else:
            low = middle + 1
    return float(low)


@excel("BINOM.DIST.RANGE", "n n n n?")
def _binom_range(size: float, share: float, first: float, last: float | None = None) -> float:
    """The chance of a number of successes, or of one from the first number to the last."""
    trials, low = int(size), int(first)
    high = low if last is None else int(last)
    if not (0 <= share <= 1 and 0 <= low <= high <= trials):
        fail(CellError.NUM)
    spend(_DRAW * (high - low))
    return min(math.fsum(binomial(at, trials, share, False) for at in range(low, high + 1)), 1.0)  # noqa: FBT003


def _draws(successes: int, drawn: int, marked: int, total: int) -> float:
    """The chance of so many marked ones among those that are drawn."""
    if not max(0, drawn + marked - total) <= successes <= min(drawn, marked):
        return 0.0
    if drawn <= _EXACT:
        ways = math.comb(marked, successes) * math.comb(total - marked, drawn - successes)
        return ways / math.comb(total, drawn)
    spend(_DRAW * drawn)
    plain, rest = total - marked, total - successes
    hits = math.fsum(math.log((marked - at) / (total - at)) for at in range(successes))
    misses = math.fsum(math.log((plain - at) / (rest - at)) for at in range(drawn - successes))
    orders = math.lgamma(drawn + 1) - math.lgamma(successes + 1) - math.lgamma(drawn - successes + 1)
    return math.exp(hits + misses + orders)


def _draws_up_to(successes: int, drawn: int, marked: int, total: int) -> float:
    """The chance of so many at most: from the likeliest number, or the last, each term makes its neighbour."""
    lowest, over = max(0, drawn + marked - total), total - marked - drawn
    if successes < lowest:
        return 0.0
    spend(_DRAW * (successes - lowest))
    start = max(lowest, min(successes, (drawn + 1) * (marked + 1) // (total + 2)))
    terms = [_draws(start, drawn, marked, total)]
    for at in range(start, lowest, -1):
        terms.append(terms[-1] * (at * (over + at) / ((marked - at + 1) * (drawn - at + 1))))
    upwards = terms[0]
    for at in range(start + 1, successes + 1):
        upwards *= (marked - at + 1) * (drawn - at + 1) / (at * (over + at))
        terms.append(upwards)
    return min(math.fsum(terms), 1.0)


def _checked(sample_in: float, drawn_in: float, marked_in: float, total_in: float) -> tuple[int, int, int, int]:
    successes, drawn, marked, total = int(sample_in), int(drawn_in), int(marked_in), int(total_in)
    if not (0 < drawn <= total and 0 < marked <= total and 0 <= successes <= min(drawn, marked)):
        fail(CellError.NUM)
    return successes, drawn, marked, total


@excel("HYPGEOMDIST", "n n n n")
def _hypgeomdist(successes_in: float, drawn_in: float, marked_in: float, total_in: float) -> float:
    return _draws(*_checked(successes_in, drawn_in, marked_in, total_in))


@excel("HYPGEOM.DIST", "n n n n b")
def _hypgeom_dist(successes_in: float, drawn_in: float, marked_in: float, total_in: float, cumulative: bool) -> float:  # noqa: FBT001
    successes, drawn, marked, total = _checked(successes_in, drawn_in, marked_in, total_in)
    return (_draws_up_to if cumulative else _draws)(successes, drawn, marked, total)


@excel("T.INV.2T TINV", "n w")
def _t_inv_both(share: float, degrees: int) -> float:
    """The t whose two tails hold a share."""
    if not 0 < share <= 1 or not 1 <= degrees <= 1e10:
        fail(CellError.NUM)
    from scipy.special import stdtrit  # noqa: PLC0415 -- most workbooks never need it

    return abs(float(stdtrit(degrees, share / 2)))


@excel("TDIST", "n w w")
def _tdist(x: float, degrees: int, tails: int) -> float:
    """One tail of Student's t beyond x, or both."""
    if x < 0 or degrees < 1 or tails not in {1, 2}:
        fail(CellError.NUM)
    return t_both(x, degrees) * tails / 2
