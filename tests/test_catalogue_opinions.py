"""Second opinions: what other programs and other ways of counting say to the same figures.

scipy for tests and limits, pandas for control charts and seasons, formualizer (a spreadsheet engine) for what Excel's
own functions can say, trying every subset for the best fit.
"""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from math import floor, sqrt

import formualizer
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cspxl.functions import commissioning
from cspxl.registry import load_catalogue
from cspxl.values import Cell, month_serial

CATALOGUE = load_catalogue()


def calculate(name: str, *arguments: object) -> object:
    return CATALOGUE[name].calculate(*arguments)


def cells(name: str, *arguments: object) -> list[Cell]:
    return [cell for row in calculate(name, *arguments) for cell in row]


def column(figures: object) -> list[list[Cell]]:
    return [[figure] for figure in figures]


def in_a_spreadsheet(formula: str, **named: float) -> float:
    """What another engine makes of Excel's own formula, with the figures in cells A1, B1 and so on."""
    workbook = formualizer.Workbook()
    workbook.add_sheet("S")
    for at, figure in enumerate(named.values(), start=1):
        workbook.set_value("S", 1, at, figure)
    for at, name in enumerate(named):
        formula = formula.replace(name, f"{'ABCDEF'[at]}1")
    workbook.set_formula("S", 2, 1, formula)
    return workbook.evaluate_cell("S", 2, 1)


# Counts and limits.

PAIRS = [(0, 0), (0, 1), (3, 0), (16, 25), (40, 41), (300, 300), (120, 81), (0, 900), (1516, 1398), (4901, 5099)]
LEVELS = [0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.998, 0.9999]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_change_test_is_the_binomial_test_of_scipy(one: int, other: int) -> None:
    expected = stats.binomtest(one, one + other).pvalue if one + other else 1
    assert calculate("CHANGE_TEST", one, other) == pytest.approx(expected, rel=1e-12, abs=1e-300)
    assert calculate("CHANGE_TEST", other, one) == calculate("CHANGE_TEST", one, other)


def test_change_test_on_many_pairs() -> None:
    rng = random.Random(5)
    for _ in range(300):
        one = rng.randint(0, 3000)
        other = max(0, round(rng.gauss(one, 3 * sqrt(one + 1))))
        expected = stats.binomtest(one, one + other).pvalue if one + other else 1
        assert calculate("CHANGE_TEST", one, other) == pytest.approx(expected, rel=1e-11), (one, other)


def test_change_test_beyond_ten_thousand_is_the_normal_approximation() -> None:
    for one, other in ((5000, 5001), (5099, 4902), (6514, 5683), (50_000, 49_000), (10**9, 10**9 + 10**5)):
        z = (abs(one - other) - 1) / sqrt(one + other)
        assert calculate("CHANGE_TEST", one, other) == pytest.approx(2 * stats.norm.sf(z), rel=1e-11)


def test_the_normal_approximation_carries_on_where_the_exact_test_ends() -> None:
    exact, normal = calculate("CHANGE_TEST", 5099, 4901), calculate("CHANGE_TEST", 5099, 4902)
    assert exact < 0.05 < normal
    assert normal == pytest.approx(stats.binomtest(5099, 10_001).pvalue, rel=1e-3)


def test_change_test_in_a_spreadsheet() -> None:
    for one, other in ((16, 25), (81, 120), (1398, 1516)):
        expected = in_a_spreadsheet("=2*BINOM.DIST(fewer,total,0.5,TRUE)", fewer=one, total=one + other)
        assert calculate("CHANGE_TEST", one, other) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("level", LEVELS)
def test_rate_limits_are_the_chi_square_quantiles_of_scipy(level: float) -> None:
    tail = (1 - level) / 2
    for count in range(10):
        lower = stats.chi2.ppf(tail, 2 * count) / 2 if count else 0
        upper = stats.chi2.isf(tail, 2 * count + 2) / 2
        assert cells("RATE_LIMITS", count, 4, 100, level) == pytest.approx([25 * lower, 25 * upper], rel=1e-11)


@pytest.mark.parametrize("level", LEVELS)
def test_rate_limits_from_ten_are_byars_and_close_to_the_exact_ones(level: float) -> None:
    tail = (1 - level) / 2
    z = stats.norm.isf(tail)
    for count in (10, 11, 34, 134, 1398, 20_000):
        byar = [
            count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3,
            (count + 1) * (1 - 1 / (9 * (count + 1)) + z / (3 * sqrt(count + 1))) ** 3,
        ]
        exact = [stats.chi2.ppf(tail, 2 * count) / 2, stats.chi2.isf(tail, 2 * count + 2) / 2]
        limits = cells("RATE_LIMITS", count, 1, 1, level)
        assert limits == pytest.approx(byar, rel=1e-11)
        assert limits == pytest.approx(exact, rel=0.01 if level < 0.99 else 0.05)


def test_rate_limits_in_a_spreadsheet() -> None:
    for count in (1, 5, 9):
        lower = in_a_spreadsheet("=CHISQ.INV(0.025,2*count)/2", count=count)
        upper = in_a_spreadsheet("=CHISQ.INV.RT(0.025,2*count+2)/2", count=count)
        assert cells("RATE_LIMITS", count, 1, 1) == pytest.approx([lower, upper], rel=1e-9)
    byar = "=count*(1-1/(9*count)-NORM.S.INV(0.975)/(3*SQRT(count)))^3"
    assert cells("RATE_LIMITS", 134, 1, 1)[0] == pytest.approx(in_a_spreadsheet(byar, count=134), rel=1e-9)


@pytest.mark.parametrize("level", LEVELS)
def test_rate_change_limits_are_those_of_the_binomial_test(level: float) -> None:
    for now, before in ((0, 1), (1, 1), (3, 40), (25, 16), (1398, 1516), (60_000, 59_000)):
        limits = stats.binomtest(now, now + before).proportion_ci(level)
        expected = [now / before, limits.low / (1 - limits.low), limits.high / (1 - limits.high)]
        assert cells("RATE_CHANGE_LIMITS", now, 1, before, 1, level) == pytest.approx(expected, rel=1e-9)
        twice = [2 * limit for limit in expected]
        assert cells("RATE_CHANGE_LIMITS", now, 30, before, 60, level) == pytest.approx(twice, rel=1e-9)


@pytest.mark.parametrize("level", LEVELS)
def test_funnel_limits_of_few_are_the_gamma_quantiles_of_scipy(level: float) -> None:
    tail = (1 - level) / 2
    for expected in (0.01, 0.5, 1, 3.7, 9.99):
        limits = [stats.gamma.ppf(tail, expected), stats.gamma.isf(tail, expected + 1)]
        assert cells("FUNNEL_LIMITS", 50, 20 * expected, 1000, 50, level) == pytest.approx(limits, rel=1e-10)


def test_trends_are_those_of_scipy() -> None:
    rng = np.random.default_rng(11)
    months = column([month_serial(2015 * 12 + at) for at in range(48)])
    for n in (12, 13, 24, 36, 48):
        for _ in range(60):
            rise = rng.choice([-2, -0.5, 0, 0.3, 1])
            figures = [int(figure) for figure in rng.poisson(np.maximum(5, 40 + rise * np.arange(48)))]
            if rng.random() < 0.5:  # without ties
                figures = [100 * figure + at for at, figure in enumerate(rng.permutation(figures))]
            window = figures[-n:]
            method = "exact" if len(set(window)) == n else "asymptotic"
            found = stats.kendalltau(range(n), window, method=method)
            for level in (0.8, 0.95, 0.998):
                expected = "Stable" if found.pvalue >= 1 - level else "Up" if found.statistic > 0 else "Down"
                assert calculate("TREND_TEST", column(map(float, figures)), months, None, n, level) == expected


@pytest.mark.parametrize("level", LEVELS)
def test_share_limits_are_those_of_scipy(level: float) -> None:
    for part, whole in ((0, 1), (1, 1), (0, 13), (13, 13), (24, 25), (1, 10_000), (644, 2541), (9999, 10_000)):
        expected = stats.binomtest(part, whole).proportion_ci(level, method="wilson")
        limits = cells("SHARE_LIMITS", part, whole, level)
        assert limits == pytest.approx([expected.low, expected.high], rel=1e-10, abs=1e-14)


def test_share_target_on_every_share_of_forty() -> None:
    for part, target in itertools.product(range(41), (0.1, 0.28, 0.5, 0.75)):
        limits = stats.binomtest(part, 40).proportion_ci(method="wilson")
        expected = "Met" if limits.low >= target else "Not met" if limits.high < target else "Too close to say"
        assert calculate("SHARE_TARGET", part, 40, target) == expected


# Control charts.


def test_xmr_limits_by_pandas() -> None:
    rng = np.random.default_rng(3)
    for length in (2, 12, 60):
        figures = pd.Series(rng.poisson(40, length))
        mean, moving = figures.mean(), figures.diff().abs().mean()
        expected = [mean, mean - 2.66 * moving, mean + 2.66 * moving, moving, 3.268 * moving]
        assert cells("XMR_LIMITS", column(figures.tolist())) == pytest.approx(expected, rel=1e-12)


def marked(figures: list[float]) -> list[str]:
    """The four rules in another way: each point asks every window of seven or three that it stands in."""
    mean = sum(map(Fraction, figures)) / len(figures)
    moving = sum(abs(Fraction(b) - Fraction(a)) for a, b in itertools.pairwise(figures)) / (len(figures) - 1)
    reach = Fraction(266, 100) * moving

    def windows(at: int, width: int) -> list[list[float]]:
        return [
            figures[start : start + width]
            for start in range(at - width + 1, at + 1)
            if start >= 0 and start + width <= len(figures)
        ]

    def is_high(at: int) -> bool:
        value = figures[at]
        return (
            value > mean + reach
            or any(all(other > mean for other in window) for window in windows(at, 7))
            or any(all(b > a for a, b in itertools.pairwise(window)) for window in windows(at, 7))
            or (
                value > mean + reach * 2 / 3
                and any(sum(other > mean + reach * 2 / 3 for other in window) >= 2 for window in windows(at, 3))
            )
        )

    highs = [is_high(at) for at in range(len(figures))]
    figures = [-value for value in figures]
    mean = -mean
    lows = [is_high(at) for at in range(len(figures))]
    words = []
    for value, high, low in zip(figures, highs, lows, strict=True):
        is_both = high and low  # the figures stand upside down here
        if (high and not low) or (is_both and value < mean):
            words.append("High")
        elif (low and not high) or (is_both and value > mean):
            words.append("Low")
        else:
            words.append("Common cause")
    return words


def test_spc_points_in_another_way() -> None:
    rng = np.random.default_rng(8)
    seen: set[str] = set()
    for at in range(400):
        length = int(rng.integers(2, 40))
        drift = rng.choice([0, 0, 0.5, -0.5, 2]) * np.arange(length) + rng.choice([0, 8]) * (np.arange(length) > 15)
        figures = [int(value) for value in rng.poisson(30, length) + drift]
        if at % 4 == 0:
            figures = [value // 6 for value in figures]  # many equal neighbours, points on the mean
        expected = marked(figures)
        assert cells("SPC_POINTS", column(figures), "monitor") == expected, figures
        seen.update(expected)
    assert seen == {"High", "Low", "Common cause"}


# Seasons.


def test_seasonal_shares_by_pandas() -> None:
    rng = np.random.default_rng(11)
    first = 2012 * 12 + 3
    for elapsed in range(1, 13):
        figures = rng.poisson(50, 48 + elapsed)
        index = pd.period_range("2012-04", periods=len(figures), freq="M")
        counts = pd.Series(figures, index)
        year, month = index.asfreq("Y-MAR").year, (index.month - 4) % 12
        done = counts[month < elapsed].groupby(year[month < elapsed]).sum() / counts.groupby(year).sum()
        done = done.loc[2014:2016]
        to_date = counts[year == 2017].sum()
        months = column(month_serial(first + at) for at in range(len(figures)))
        values = column(figures.tolist())
        last = month_serial(first + len(figures) - 1)
        assert calculate("OUTTURN_SEASONAL", values, months) == pytest.approx(to_date / done.mean(), rel=1e-12)
        assert calculate("TARGET_TO_DATE", 1200, last, values, months) == pytest.approx(1200 * done.mean(), rel=1e-12)


# Targets: exact fractions, and Excel's own formulas.


def rounded(value: Fraction, step: Fraction) -> float:
    return float(floor(abs(value) / step + Fraction(1, 2)) * step) * (-1 if value < 0 else 1)


def test_targets_in_exact_fractions() -> None:
    changes = (-100, -5, -1, 0, 5, 12)
    for baseline, percent, years in itertools.product((0, 1, 7, 104, 1681, 9285), changes, (0, 1, 2, 4)):
        compound = baseline * (1 + Fraction(percent, 100)) ** years
        linear = baseline * (1 + Fraction(percent * years, 100))
        arguments = (baseline, percent / 100, years)
        if percent > -100 or years:
            expected = rounded(compound, Fraction(1)) if baseline > 1 else float(compound)
            assert calculate("TARGET", *arguments) == expected, arguments
            assert calculate("TARGET", *arguments, "compound", 0.5) == rounded(compound, Fraction(1, 2))
        if percent * years >= -100:
            assert calculate("TARGET", *arguments, "linear", 0.01) == rounded(linear, Fraction(1, 100))


@pytest.mark.parametrize(
    ("name", "formula", "figures"),
    [
        ("POINT_CHANGE", "=now-before", {"now": 0.202, "before": 0.226}),
        ("SHARE", "=part/whole", {"part": 644, "whole": 2541}),
        ("OUTTURN", "=sofar/elapsed*periods", {"sofar": 758, "elapsed": 2, "periods": 4}),
        ("TARGET", "=ROUND(baseline*(1+change),0)", {"baseline": 1681, "change": -0.01}),
        ("TARGET", "=ROUND(baseline*(1+change)^years,0)", {"baseline": 2460, "change": -0.05, "years": 3}),
        ("TARGET_TO_DATE", "=annual*6/12+0*at", {"annual": 1664, "at": 42979}),
        ("RAG_TARGET", '=IF(now<=aim,"Green",IF(now-aim<=0.05*ABS(aim),"Amber","Red"))', {"now": 105, "aim": 100}),
        ("RAG_TARGET", '=IF(now<=aim,"Green",IF(now-aim<=0.05*ABS(aim),"Amber","Red"))', {"now": 106, "aim": 100}),
        ("RAG_BAND", '=IF(AND(it>=low,it<=high),"Green","Red")', {"it": 0.12, "low": 0.28, "high": 0.4}),
        ("CHANGE_TEXT", '="up "&TEXT(now/before-1,"0.0%")', {"now": 6514, "before": 5683}),
    ],
)  # fmt: skip
def test_plain_arithmetic_in_a_spreadsheet(name: str, formula: str, figures: dict[str, float]) -> None:
    expected = in_a_spreadsheet(formula, **figures)
    result = calculate(name, *figures.values())
    assert result == (expected if isinstance(expected, str) else pytest.approx(expected, rel=1e-12))


# The best fit.


def by_trying_all(target: int, costs: list[int]) -> list[bool]:
    """The subset of the largest total not above the target; then fewest projects, then earliest positions."""
    subsets = (
        places
        for size in range(len(costs) + 1)
        for places in itertools.combinations(range(len(costs)), size)
        if sum(costs[at] for at in places) <= target
    )
    best = min(subsets, key=lambda places: (-sum(costs[at] for at in places), len(places), places))
    return [at in best for at in range(len(costs))]


def test_best_fit_by_trying_all() -> None:
    rng = random.Random(12)
    for at in range(150):
        n = rng.randint(1, 12) if at % 10 == 0 else rng.randint(1, 9)
        largest = rng.choice([3, 10, 100, 10**6])
        pence = [rng.randint(0, largest) for _ in range(n)]
        target = rng.randint(0, sum(pence) + 2)
        expected = by_trying_all(target, pence)
        assert cells("LCPF_BEST_FIT", target / 100, [[cost / 100 for cost in pence], [None] * n])[:n] == expected


def test_best_fit_of_the_eight_candidates() -> None:
    thousands = [40, 40, 13, 40, 6, 110, 48, 32]
    expected = by_trying_all(193_200, [cost * 1000 for cost in thousands])
    assert [at for at, chosen in enumerate(expected, start=1) if chosen] == [1, 2, 6]
    assert cells("LCPF_BEST_FIT", 193_200, column(cost * 1000 for cost in thousands)) == expected


def reachable(costs: list[int], target: int) -> int:
    """The largest total not above the target: the sums that can be reached are the bits of one number."""
    sums = 1
    for cost in costs:
        sums |= sums << cost
    return (sums & ((1 << (target + 1)) - 1)).bit_length() - 1


@pytest.mark.long
def test_forty_costs_fill_as_much_as_can_be_filled() -> None:
    rng = random.Random(4)
    for largest in (50, 5000, 20_000):
        pence = [rng.randint(1, largest) for _ in range(40)]
        target = rng.randint(largest, sum(pence))
        chosen = cells("LCPF_BEST_FIT", target / 100, column(cost / 100 for cost in pence))
        filled = sum(cost for cost, fits in zip(pence, chosen, strict=True) if fits)
        assert filled == reachable(pence, target)


def test_forty_large_costs_fill_what_some_of_them_add_up_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """The target is the sum of twenty of them; and of the 2 ** 40 subsets a million for each half are looked at."""
    rng = random.Random(6)
    pence = [rng.randint(10**6, 10**10) for _ in range(40)]
    target = sum(rng.sample(pence, 20))
    looked_at = []
    plain = commissioning._sums

    def counted(items: list[int], top: int) -> list[int]:
        sums = plain(items, top)
        looked_at.append(len(sums))
        return sums

    monkeypatch.setattr(commissioning, "_sums", counted)
    chosen = cells("LCPF_BEST_FIT", target / 100, column(cost / 100 for cost in pence))
    assert sum(itertools.compress(pence, chosen)) == target
    assert len(looked_at) == 2
    assert max(looked_at) <= 2**20
