"""Entered figures among peers: figure, rate and rank in the similar group or among the boroughs, where all have one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from packs import BARNET, chosen, planned, release

from cspxl.engine import Plan
from cspxl.facts import boroughs, denominator_series, most_similar_groups
from cspxl.values import month_index

GROUP = list(most_similar_groups()["barnet"].members)
PACK = """
report = "pack"
title = "peers"
police = ["burglary", "residential_burglary", "non_residential_burglary", "robbery", "violence_with_injury"]
figures = ["all.csv"]
oldest = 3

[[sheet]]
name = "Own lines"
title = "own lines"
columns = ["indicator", "benchmark"]

[[sheet.group]]
name = "Own"

[[sheet.group.line]]
label = "Calls"
figures = "calls"

[[sheet.group.line]]
label = "Entrants"
figures = "entrants"
measure = "rate"

[[sheet.group.line]]
label = "Detections"
figures = "detections"
measure = "share"
polarity = "higher"
best = "highest"
"""
HEAD = "area,indicator,month,n_months,value,numerator,denominator,stated_group_rank,stated_group_of,source"


def calls() -> pd.Series:
    """Calls of every borough and of Barnet's peers, none alike."""
    names = [*GROUP, *sorted(set(boroughs()) - set(GROUP))]
    return pd.Series({name: 4000 + 61 * (7 * at % 37) for at, name in enumerate(names)})


def people() -> pd.Series:
    """The Greater London Authority's of 2015; 150,000 for those outside London."""
    known = pd.Series(dict(denominator_series()["GLA population"].years[2015]))
    return known.reindex(list(calls().index), fill_value=150_000)


def entrants(name: str) -> int:
    return 200 + 10 * (GROUP.index(name) * 4 % 15)


def rows(left_out: Sequence[str] = ()) -> list[str]:
    """Calls of all, to the month; entrants of the group, to December; detections in months of their own."""
    found = [f"{name},calls,2017-02,12,{n},,,,,own" for name, n in calls().items() if name not in left_out]
    found += [f"{name},entrants,2016-12,12,{entrants(name)},,,,,own" for name in GROUP]
    for at, name in enumerate(GROUP):
        found.append(f"{name},detections,2017-02,12,,{20 + at},{100 + at % 2},,,own")
        if name not in boroughs():
            found.append(f"{name},population,2015-06,,150000,,,,,own")
    return found


def plan_of(folder: Path, lines: Sequence[str]) -> Plan:
    (folder / "all.csv").write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    path = folder / "own.toml"
    path.write_text(PACK, encoding="utf-8")
    return planned(path, BARNET, "2017-02")


@pytest.fixture(scope="module")
def complete(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return plan_of(tmp_path_factory.mktemp("complete"), rows())


def shown(plan: Plan, heading: str) -> dict[str, object]:
    """A column of the Peers sheets, by area."""
    for sheet in ("Peers", "Peers 2"):
        for at in range(4, 22):
            if plan[f"{sheet}!{chr(64 + at)}4"] == heading:
                cells = [(plan[f"{sheet}!B{row}"], plan[f"{sheet}!{chr(64 + at)}{row}"]) for row in range(5, 37)]
                return {str(name): value for name, value in cells if name}
    raise AssertionError(heading)


def benchmark(plan: Plan, label: str) -> object:
    """What stands beside a line."""
    [found] = [plan[f"Own lines!B{row}"] for row in range(5, 12) if plan[f"Own lines!A{row}"] == label]
    return found


@pytest.mark.long
def test_counts_are_ranked_by_their_rate_in_the_similar_group(complete: Plan) -> None:
    """By pandas; five of the fifteen are outside London, with a population of their own."""
    rates = (calls() / people() * 1000)[GROUP]
    assert shown(complete, "Calls: figure") == dict(calls()[GROUP])
    assert shown(complete, "Calls: rate") == pytest.approx(dict(rates))
    assert shown(complete, "Calls: rank") == dict(rates.rank())
    rank, highest = int(rates.rank()[BARNET]), int(rates.rank(ascending=False)[BARNET])
    assert str(benchmark(complete, "Calls")).startswith(f"{rank} of 15 ({highest}")
    london = (calls() / people() * 1000)[list(boroughs())]  # an area with a group keeps its London rank
    place = f"{int(london.rank()[BARNET])} of 32"
    assert f" in the similar group; {place} (" in str(benchmark(complete, "Calls"))
    assert str(benchmark(complete, "Calls")).endswith(", per 1,000 of GLA population 2015")


def test_an_area_with_a_similar_group_keeps_its_london_ranks(complete: Plan) -> None:
    """Board papers of 28 April 2017, lines 682 to 685: 29, 19, 6 and 3 of 32."""
    [told] = [text for row in range(36, 44) if (text := str(complete[f"Peers!A{row}"])).startswith("London ranks of ")]
    assert told.endswith("; Residential burglary 29/32; Non-residential burglary 19/32; Robbery 6/32; "
                         "Violence with injury 3/32.")  # fmt: skip


def test_rates_and_shares_are_ranked_as_they_are(complete: Plan) -> None:
    """Each as at its own month; of shares rank 1 is the highest, as the line says."""
    rates = pd.Series({name: entrants(name) for name in GROUP})
    assert shown(complete, "Entrants: rank") == dict(rates.rank())
    shares = pd.Series({name: (20 + at) / (100 + at % 2) for at, name in enumerate(GROUP)})
    assert shown(complete, "Detections: figure") == pytest.approx(dict(shares))
    assert shown(complete, "Detections: rank") == dict(shares.rank(ascending=False))
    assert benchmark(complete, "Detections") == "15 of 15 (15th highest) in the similar group"
    notes = [str(complete[f"{sheet}!A{row}"]) for sheet in ("Peers", "Peers 2") for row in range(38, 44)]
    assert any("Entrants: 12 months to Dec 16." in note for note in notes)
    assert any("Rank 1 is the highest of Detections." in note for note in notes)


@pytest.mark.long
def test_without_a_group_the_rank_is_among_the_boroughs(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, rows())
    chosen(plan, "Brent", month_index(2017, 2))
    rates = (calls() / people() * 1000)[list(boroughs())]
    assert shown(plan, "Calls: rank") == dict(rates.rank())
    assert str(benchmark(plan, "Calls")).startswith(f"{int(rates.rank()['Brent'])} of 32 (")
    assert "similar group" not in str(benchmark(plan, "Calls"))
    assert set(shown(plan, "Entrants: rank").values()) == {"–"}  # 22 of the boroughs have none
    assert benchmark(plan, "Entrants") == "–"
    assert not plan.findings


@pytest.mark.long
def test_a_peer_without_a_figure_leaves_the_rank_that_was_stated(tmp_path: Path) -> None:
    """Never a rank among fourteen."""
    stated = f"{BARNET},calls,2017-02,12,{calls()[BARNET]},,,3,15,own"
    lines = [stated if line.startswith(f"{BARNET},calls") else line for line in rows(left_out=["Enfield"])]
    plan = plan_of(tmp_path, lines)
    assert set(shown(plan, "Calls: rank").values()) == {"–"}
    assert shown(plan, "Calls: figure")["Enfield"] == "–"
    assert str(benchmark(plan, "Calls")).startswith("3 of 15 in the similar group")
    assert "as published" in str(benchmark(plan, "Calls"))


@pytest.mark.long
def test_a_figure_of_another_period_is_not_compared(tmp_path: Path) -> None:
    """Bromley's calls are those of nine months."""
    lines = [line.replace(",12,", ",9,") if line.startswith("Bromley,calls") else line for line in rows()]
    plan = plan_of(tmp_path, lines)
    assert shown(plan, "Calls: figure")["Bromley"] == "–"
    assert set(shown(plan, "Calls: rank").values()) == {"–"}


def by_month(n: int) -> list[int]:
    """Twelve counts that make so many, and scatter."""
    beside = (3, -2, -1, 4, -5, 1, -4, 2, 2, 5, -3, -2)
    return [n // 12 + (at < n % 12) + more for at, more in enumerate(beside)]


@pytest.mark.long
def test_months_are_added_up_beside_totals(tmp_path: Path) -> None:
    """Bromley's calls as twelve months of a series: the same figure and the same ranks."""
    n = int(calls()["Bromley"])
    each = by_month(n)
    months = [f"Bromley,calls,{'2016' if at < 10 else '2017'}-{(at + 2) % 12 + 1:02},1,{value},,,,,own"
              for at, value in enumerate(each)]  # fmt: skip
    plan = plan_of(tmp_path, [*rows(left_out=["Bromley"]), *months])
    assert shown(plan, "Calls: figure")["Bromley"] == n
    assert shown(plan, "Calls: rank") == dict((calls() / people() * 1000)[GROUP].rank())


# Members outside London, in the police's indicators.

OUTSIDE = [name for name in GROUP if name not in boroughs()]
BURGLARY = pd.Series({name: 500 + 40 * at for at, name in enumerate(OUTSIDE)})


def outside(*more: str) -> list[str]:
    """Burglary of the five members outside London."""
    return [*(f"{name},burglary,2017-02,12,{n},,,,,own" for name, n in BURGLARY.items()), *more]


def burglary_rates() -> pd.Series:
    """Of Barnet's group, by pandas from the release and the rows entered."""
    frame = release("A").frame
    last = month_index(2017, 2)
    window = frame[(frame["indicator"] == "burglary") & frame["month"].between(last - 11, last)]
    totals = pd.concat([window.groupby("area")["value"].sum(), BURGLARY])[GROUP]
    return pd.Series(totals / people()[GROUP] * 1000)


@pytest.mark.long
def test_a_group_with_every_figure_is_ranked_and_others_are_ranked_among_the_boroughs(tmp_path: Path) -> None:
    """Burglary has all fifteen, robbery the ten in London; the sheet says which is which."""
    plan = plan_of(tmp_path, [*rows(), *outside()])
    assert shown(plan, "Burglary: rank") == dict(burglary_rates().rank())
    assert shown(plan, "Robbery: rank")[OUTSIDE[0]] == "–"
    assert str(plan["Peers!A2"]) == (
        "Most similar group of Barnet. Ranks are among its 15 members; among the 32 boroughs, because a member has no "
        "figure: Residential burglary, Non-residential burglary, Robbery, Violence with injury."
    )
    assert shown(plan, "Robbery: rank")[BARNET] == 6  # Barnet dashboard, page 3: London rank of robbery


@pytest.mark.long
def test_a_figure_that_is_to_be_confirmed_is_not_zero(tmp_path: Path) -> None:
    """A member's burglary is TBC: no figure, no rank in the group, and nothing that turns the RAG."""
    lines = outside()
    lines[0] = f"{OUTSIDE[0]},burglary,2017-02,12,TBC,,,,,own"
    plan = plan_of(tmp_path, [*rows(), *lines])
    assert shown(plan, "Burglary: 12 months")[OUTSIDE[0]] == "–"
    assert "a peer has no figure" in str(plan["Workings!Q15"])
    told = plan_of(tmp_path, [*rows(), *outside()])
    assert "/15" in str(told["Workings!Q15"])


@pytest.mark.long
def test_months_of_a_member_outside_are_added_up(tmp_path: Path) -> None:
    n = int(BURGLARY[OUTSIDE[0]])
    each = by_month(n)
    months = [f"{OUTSIDE[0]},burglary,{'2016' if at < 10 else '2017'}-{(at + 2) % 12 + 1:02},1,{value},,,,,own"
              for at, value in enumerate(each)]  # fmt: skip
    plan = plan_of(tmp_path, [*rows(), *outside()[1:], *months])
    assert shown(plan, "Burglary: 12 months")[OUTSIDE[0]] == n
    assert shown(plan, "Burglary: rank") == dict(burglary_rates().rank())


@pytest.mark.long
def test_a_population_is_of_the_year_that_is_usable(tmp_path: Path) -> None:
    """February 2017 uses 2015, as London does (a year's estimate is usable from July of the next): not 2016."""
    newer = f"{OUTSIDE[0]},population,2016-06,,1500,,,,,own"
    plan = plan_of(tmp_path, [*rows(), *outside(newer)])
    assert shown(plan, "Burglary: rate") == pytest.approx(dict(burglary_rates()))
    without = [line for line in rows() if not line.startswith(f"{OUTSIDE[0]},population")]
    plan = plan_of(tmp_path, [*without, *outside(newer)])
    assert shown(plan, "Burglary: rate")[OUTSIDE[0]] == "–"
