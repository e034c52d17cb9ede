"""The functions against other programs, on real figures and on random ones with gaps.

Real: every borough, every indicator, every month of the sample release. pandas works out periods, changes, limits
and ranks in its own way; scipy the quantiles; LibreOffice's and the publishers' figures stand in the case tables.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.stats import poisson

from cspxl.facts import denominator_series, indicators
from cspxl.functions.exceptions import poisson_quantile
from cspxl.registry import as_grid, load_catalogue
from cspxl.sources import sample_release
from cspxl.values import CellError, Grid

CATALOGUE = load_catalogue()
INDICATORS = list(indicators())


@cache
def real(indicator: str) -> pd.DataFrame:
    """Counts of the sample release: a row for each month, a column for each borough."""
    release = sample_release()
    frame = release.frame[release.frame["indicator"] == indicator]
    wide = frame.pivot_table(index="month", columns="area", values="value")[list(release.boroughs)]
    first = f"{release.first_month // 12}-{release.first_month % 12 + 1}"
    return wide.set_index(pd.period_range(first, periods=len(wide), freq="M"))


def random_series(seed: int) -> pd.DataFrame:
    """Twelve series of seven years, more and more of their months missing."""
    rng = np.random.default_rng(seed)
    index = pd.period_range("2014-01", periods=84, freq="M")
    frame = pd.DataFrame(rng.poisson(rng.uniform(0.2, 200, 12), (84, 12)).astype(float), index=index)
    return frame.mask(rng.random(frame.shape) < np.linspace(0, 0.3, 12))


FRAMES: dict[str, Callable[[], pd.DataFrame]] = {
    **{indicator: lambda indicator=indicator: real(indicator) for indicator in INDICATORS},
    **{f"random {seed}": lambda seed=seed: random_series(seed) for seed in range(3)},
}


@pytest.fixture(params=FRAMES)
def frame(request: pytest.FixtureRequest) -> pd.DataFrame:
    return FRAMES[request.param]()


def cells(frame: pd.DataFrame) -> Grid:
    """The figures as a block of cells with a series to a column; what is missing is blank."""
    return [[None if np.isnan(value) else value for value in row] for row in frame.to_numpy()]


def months(frame: pd.DataFrame) -> Grid:
    """The months as YYYYMM numbers."""
    return [[period.year * 100 + period.month] for period in frame.index]


def answers(name: str, frame: pd.DataFrame, *rest: object) -> pd.DataFrame:
    """The function's answer for every month and series of the frame."""
    block, when = cells(frame), months(frame)
    rows = [as_grid(CATALOGUE[name].calculate(block, when, month, *rest))[0] for (month,) in when]
    return pd.DataFrame(rows, index=frame.index, columns=frame.columns)


def as_figures(answer: pd.DataFrame) -> pd.DataFrame:
    """Cells as pandas would have them: #N/A is missing, #DIV/0! infinite or missing; nothing else may occur."""
    plain = {CellError.NA: np.nan, CellError.DIV0: np.inf}
    return answer.map(lambda cell: plain.get(cell, cell)).astype(float)


def assert_equal(answer: pd.DataFrame, expected: pd.DataFrame) -> None:
    figures = as_figures(answer)
    missing = figures.isna()
    assert missing.to_numpy().tolist() == expected.isna().to_numpy().tolist()
    np.testing.assert_allclose(figures.to_numpy(), expected.to_numpy(), rtol=1e-12)


def year_to_date(frame: pd.DataFrame, first_month: int) -> pd.DataFrame:
    """Running totals within years that begin in the month; a month missing spoils the rest of its year."""
    year = frame.index.year - (frame.index.month < first_month)
    to_date = frame.groupby(year).cumsum().where(~frame.isna().groupby(year).cummax())
    begun = np.cumsum(frame.index.month == first_month) > 0  # the first months of all belong to a year cut off
    return to_date.mul(np.where(begun, 1, np.nan), axis="index")


def change(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """As a fraction; from zero it is infinite whatever has become of it."""
    return ((now - before) / before).mask(before.eq(0) & now.notna(), np.inf)


def test_rolling_12(frame: pd.DataFrame) -> None:
    assert_equal(answers("ROLLING12", frame), frame.rolling(12).sum())


def test_rolling_12_series(frame: pd.DataFrame) -> None:
    when = months(frame)
    series = {
        area: [row[0] for row in as_grid(CATALOGUE["ROLLING12_SERIES"].calculate(cells(frame[[area]]), when))]
        for area in frame
    }
    assert_equal(pd.DataFrame(series, index=frame.index), frame.rolling(12).sum())


def test_rolling_12_change(frame: pd.DataFrame) -> None:
    total = frame.rolling(12).sum()
    assert_equal(answers("ROLLING12_CHANGE", frame), change(total, total.shift(12)))


@pytest.mark.parametrize("n_months", [1, 3, 6])
def test_period_total_and_change(frame: pd.DataFrame, n_months: int) -> None:
    total = frame.rolling(n_months).sum()
    assert_equal(answers("PERIOD_TOTAL", frame, n_months), total)
    assert_equal(answers("PERIOD_CHANGE", frame, n_months), change(total, total.shift(12)))


@pytest.mark.parametrize("first_month", [1, 4, 10])
def test_year_to_date_and_change(frame: pd.DataFrame, first_month: int) -> None:
    total = year_to_date(frame, first_month)
    assert_equal(answers("FYTD", frame, first_month), total)
    assert_equal(answers("FYTD_CHANGE", frame, first_month), change(total, total.shift(12)))


def limits(frame: pd.DataFrame, method: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lower and upper limits from the 24 months before, 12 of them at least."""
    before = frame.shift(1)
    mean = before.rolling(24, min_periods=12).mean()
    if method == "xmr":
        ranges = frame.diff().abs().shift(1).rolling(23, min_periods=1).mean()
        return (mean - 2.66 * ranges).clip(lower=0).where(ranges.notna()), mean + 2.66 * ranges
    if method == "2sd":
        spread = before.rolling(24).std()
        return mean - 2 * spread, mean + 2 * spread
    mean = mean.round(9)
    low, high = poisson.ppf(0.00135, mean), poisson.ppf(0.99865, mean)
    low, high = np.maximum(low, 0), np.where(mean == 0, 0, high)  # scipy has no quantile for a mean of 0
    return tuple(pd.DataFrame(limit, frame.index, frame.columns).where(mean.notna()) for limit in (low, high))


@pytest.mark.parametrize("method", ["xmr", "2sd", "poisson"])
def test_exceptions(frame: pd.DataFrame, method: str) -> None:
    lower, upper = (limit.round(8) for limit in limits(frame, method))
    words = np.select([frame > upper, frame < lower], ["High", "Low"], "")
    judged = frame.notna() & lower.notna()
    expected = pd.DataFrame(words, frame.index, frame.columns, dtype=object).where(judged, CellError.NA)
    answer = answers("EXCEPTION", frame, method)
    assert answer.to_numpy().tolist() == expected.to_numpy().tolist()
    assert judged.to_numpy().any()


def test_poisson_quantiles() -> None:
    means = np.concatenate([np.geomspace(1e-4, 1e6, 400), np.arange(0.5, 400, 0.5)])
    for probability in (0.00135, 0.99865, 0.5):
        assert [poisson_quantile(probability, mean) for mean in means] == poisson.ppf(probability, means).tolist()


@pytest.mark.parametrize("best", ["lowest", "highest"])
@pytest.mark.parametrize("indicator", INDICATORS)
def test_ranks(indicator: str, best: str) -> None:
    totals = real(indicator).rolling(12).sum().iloc[11:]
    people = pd.Series(denominator_series()["GLA population"].years[2015])[totals.columns]
    names = [[name] for name in totals]
    for values, wholes in ((totals, None), (totals / people, [[int(people[name])] for name in totals])):
        ranks = values.round(12).rank(axis="columns", method="min", ascending=best == "lowest")
        for month in totals.index[::3]:
            counts = [[value] for value in totals.loc[month]]
            answer = as_grid(CATALOGUE["PEER_RANK"].calculate(names, names, counts, wholes, best))
            assert [row[0] for row in answer] == ranks.loc[month].tolist()


@pytest.mark.parametrize("indicator", INDICATORS)
def test_percentage_changes(indicator: str) -> None:
    total = real(indicator).rolling(12).sum()
    expected = total.pct_change(12, fill_method=None).iloc[23:]
    for now, before, fraction in zip(
        total.iloc[23:].to_numpy().flat, total.iloc[11:-12].to_numpy().flat, expected.to_numpy().flat, strict=True,
    ):
        answer = CATALOGUE["PCT_CHANGE"].calculate(now, before)
        assert answer == pytest.approx(fraction, rel=1e-12, abs=1e-15) if before else answer is CellError.DIV0
