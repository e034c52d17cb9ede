"""Distributions that a count or a mean is judged by: normal, Poisson, binomial, exponential."""

from __future__ import annotations

import math
from statistics import NormalDist

from cspxl.engine.arguments import fail, numbers
from cspxl.engine.ranges import Operand
from cspxl.engine.special import beta_share, gamma_share, gamma_tail
from cspxl.engine.table import excel
from cspxl.values import CellError

_STANDARD = NormalDist()


def normal_share(z: float) -> float:
    """The standard normal's distribution, exact far out too."""
    return math.erfc(-z / math.sqrt(2)) / 2


@excel("NORM.DIST NORMDIST", "n n n b")
def _norm_dist(x: float, mean: float, deviation: float, cumulative: bool) -> float:  # noqa: FBT001
    if deviation <= 0:
        fail(CellError.NUM)
    z = (x - mean) / deviation
    return normal_share(z) if cumulative else _STANDARD.pdf(z) / deviation


@excel("NORM.S.DIST", "n b")
def _norm_s_dist(z: float, cumulative: bool) -> float:  # noqa: FBT001
    return normal_share(z) if cumulative else _STANDARD.pdf(z)


@excel("NORMSDIST", "n")
def _normsdist(z: float) -> float:
    return normal_share(z)


@excel("NORM.INV NORMINV", "n n n")
def _norm_inv(share: float, mean: float, deviation: float) -> float:
    if not 0 < share < 1 or deviation <= 0:
        fail(CellError.NUM)
    return mean + deviation * _STANDARD.inv_cdf(share)


@excel("NORM.S.INV NORMSINV", "n")
def _norm_s_inv(share: float) -> float:
    return _STANDARD.inv_cdf(share) if 0 < share < 1 else fail(CellError.NUM)


@excel("STANDARDIZE", "n n n")
def _standardize(x: float, mean: float, deviation: float) -> float:
    return (x - mean) / deviation if deviation > 0 else fail(CellError.NUM)


@excel("CONFIDENCE.NORM CONFIDENCE", "n n w")
def _confidence(alpha: float, deviation: float, size: int) -> float:
    if not 0 < alpha < 1 or deviation <= 0 or size < 1:
        fail(CellError.NUM)
    return -_STANDARD.inv_cdf(alpha / 2) * deviation / math.sqrt(size)


@excel("POISSON.DIST POISSON", "n n b")
def _poisson(x: float, mean: float, cumulative: bool) -> float:  # noqa: FBT001
    count = int(x)
    if x < 0 or mean < 0:
        fail(CellError.NUM)
    if mean == 0:
        return 1.0 if cumulative or count == 0 else 0.0
    if cumulative:
        return gamma_tail(count + 1, mean)
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))


@excel("BINOM.DIST BINOMDIST", "n n n b")
def binomial(x: float, size: float, share: float, cumulative: bool) -> float:  # noqa: FBT001
    """How likely so many successes are in trials of one share, or so many at most."""
    successes, trials = int(x), int(size)
    if not (0 <= successes <= trials and 0 <= share <= 1):
        fail(CellError.NUM)
    if cumulative:
        return 1.0 if successes == trials else beta_share(trials - successes, successes + 1, 1 - share)
    if share in {0, 1}:
        return float(successes == trials * share)
    ways = math.lgamma(trials + 1) - math.lgamma(successes + 1) - math.lgamma(trials - successes + 1)
    return math.exp(ways + successes * math.log(share) + (trials - successes) * math.log1p(-share))


@excel("CHISQ.DIST.RT CHIDIST", "n w")
def _chisq_right(x: float, degrees: int) -> float:
    if x < 0 or not 1 <= degrees <= 1e10:
        fail(CellError.NUM)
    return gamma_tail(degrees / 2, x / 2)


@excel("CHISQ.DIST", "n w b")
def _chisq(x: float, degrees: int, cumulative: bool) -> float:  # noqa: FBT001
    if x < 0 or not 1 <= degrees <= 1e10:
        fail(CellError.NUM)
    half = degrees / 2
    if cumulative:
        return gamma_share(half, x / 2)
    if x == 0:
        return 0.5 if degrees == 2 else 0.0 if degrees > 2 else fail(CellError.NUM)
    return math.exp((half - 1) * math.log(x) - x / 2 - half * math.log(2) - math.lgamma(half))


@excel("T.DIST.2T", "n w")
def t_both(x: float, degrees: float) -> float:
    """Both tails of Student's t beyond x."""
    if x < 0 or degrees < 1:
        fail(CellError.NUM)
    return beta_share(degrees / 2, 0.5, degrees / (degrees + x * x))


@excel("T.DIST.RT", "n w")
def _t_right(x: float, degrees: int) -> float:
    if degrees < 1:
        fail(CellError.NUM)
    tail = beta_share(degrees / 2, 0.5, degrees / (degrees + x * x)) / 2
    return tail if x >= 0 else 1 - tail


@excel("EXPON.DIST EXPONDIST", "n n b")
def _expon(x: float, rate: float, cumulative: bool) -> float:  # noqa: FBT001
    if x < 0 or rate <= 0:
        fail(CellError.NUM)
    return -math.expm1(-rate * x) if cumulative else rate * math.exp(-rate * x)


@excel("GAUSS", "n")
def _gauss(z: float) -> float:
    return math.erf(z / math.sqrt(2)) / 2


@excel("PHI", "n")
def _phi(z: float) -> float:
    return _STANDARD.pdf(z)


@excel("GAMMALN GAMMALN.PRECISE", "n")
def _gammaln(x: float) -> float:
    return math.lgamma(x) if x > 0 else fail(CellError.NUM)


@excel("ERF", "q q?")
def _erf(lower: float, upper: float | None = None) -> float:
    return math.erf(lower) if upper is None else math.erf(upper) - math.erf(lower)


@excel("ERF.PRECISE", "q")
def _erf_precise(x: float) -> float:
    return math.erf(x)


@excel("ERFC ERFC.PRECISE", "q")
def _erfc(x: float) -> float:
    return math.erfc(x)


@excel("FISHER", "n")
def _fisher(x: float) -> float:
    return math.atanh(x) if -1 < x < 1 else fail(CellError.NUM)


@excel("FISHERINV", "n")
def _fisherinv(y: float) -> float:
    return math.tanh(y)


@excel("HARMEAN", "r *")
def _harmean(*operands: Operand) -> float:
    found = numbers(operands)
    if not found or min(found) <= 0:
        fail(CellError.NUM)
    return len(found) / math.fsum(1 / number for number in found)
