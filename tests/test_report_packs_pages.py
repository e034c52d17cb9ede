"""One-page summaries of entered figures, the peers' sheet, and one RAG for one indicator."""

from __future__ import annotations

import re
from hashlib import sha256
from math import ceil, floor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from packs import (
    BARKING,
    BARNET,
    FILES,
    by_label,
    cell,
    cells,
    changed,
    chip,
    chosen,
    on_sheet,
    packaged,
    page_part,
    planned,
    preferring,
    release,
    table,
)

from cspxl.engine import Plan
from cspxl.errors import InputError
from cspxl.facts import boroughs, denominator_series, most_similar_groups
from cspxl.values import month_index, month_text

HAMMERSMITH = "Hammersmith and Fulham"


@pytest.fixture(scope="module")
def call_over() -> Plan:
    return planned(packaged("call_over.toml"), BARKING, "2017-04")


@pytest.fixture(scope="module")
def barnet() -> Plan:
    return planned(packaged("barnet_pack.toml"), BARNET, "2017-02")


# Entered period totals.


def test_a_page_of_entered_totals_says_what_the_report_says(call_over: Plan) -> None:
    """Call-over report, line 63 and items 3.12 to 3.15: calls about anti-social behaviour."""
    page = "Page ASB calls to the police"
    assert page_part(call_over, page, "subtitle") == "Entered figures, 12 months to Apr 17. Provisional."
    assert (chip(call_over, page), page_part(call_over, page, "figure")) == ("Red", "6,514, up 14.6%")
    assert str(page_part(call_over, page, "source")).endswith("call-over report, 12 June 2017, lines 63 and 162.")
    written = " ".join(on_sheet(call_over, page))
    assert "Rowdy or Inconsiderate Behaviour (41% of all ASB calls to Police)" in written  # line 163
    assert "Dedicated Ward Officers for Becontree Ward" in written  # line 166


def test_what_is_known_of_an_entered_figure_is_drawn_and_no_more(call_over: Plan) -> None:
    """Lines 63 and 75: 5,683 and 6,514 calls; re-offending 27% and 26%, London and England and Wales 25%."""
    def drawn(page: int) -> list[object]:
        names, values = (cells(call_over, f"page{page}_figures[{column}]") for column in ("figure", "value"))
        return [item for both in zip(names, values, strict=True) for item in both]

    year, before = "12 months to Apr 17", "12 months to Apr 16"
    assert drawn(3) == [f"Before ({before}): 5,683", 5683, f"Now ({year}): 6,514", 6514]
    assert drawn(8) == [
        "Before (the period before): 27%", 0.27, "Now (as at Apr 17): 26%", 0.26, "London (as at Apr 17): 25%", 0.25,
        "England and Wales (as at Apr 17): 25%", 0.25,
    ]  # fmt: skip
    assert drawn(7)[0] == f"Before ({before}): not available"  # gun crime, line 74: not published
    assert str(drawn(7)[1]) == "#N/A"


def test_a_difference_from_what_was_stated_stands_on_the_page(call_over: Plan) -> None:
    """Line 69: "355, down 1.5% (-28 offences)"."""
    assert page_part(call_over, "Page Knife crime", "drawn") == "Stated -1.5%, recomputed -7.3%."
    assert page_part(call_over, "Page Gun crime", "drawn") == "No whole-number previous value gives +6.1%."


@pytest.mark.long
def test_another_area_has_no_figure_and_says_so(call_over: Plan) -> None:
    plan = planned(packaged("call_over.toml"), "Brent", "2017-04")
    page = "Page ASB calls to the police"
    assert page_part(plan, page, "subtitle") == "No figure for this area and month."
    assert (chip(plan, page), page_part(plan, page, "figure")) == ("Not available", "Not available")
    assert page_part(call_over, page, "subtitle") != page_part(plan, page, "subtitle")


# Entered months.

MONTHS = range(month_index(2014, 1), month_index(2017, 4) + 1)


def knife_count(place: int, month: int) -> int:
    """Some figures: each borough at its own level, with a spike in February 2016."""
    return _KNIVES[place][month - MONTHS[0]] + (40 if month == month_index(2016, 2) else 0)


_KNIVES = [np.random.default_rng(place).poisson(12 + place, len(MONTHS)).tolist() for place in range(len(boroughs()))]


def knife_file(folder: Path, areas: list[str]) -> None:
    """A file in the form of the police's Monthly Crime Dashboard."""
    lines = ["month_year,area_type,area_name,crime_subtype,measure,count"]
    lines += [
        f"{month_text(month)}-01,Borough,{area},Knife Crime,Offences,{knife_count(place, month)}"
        for place, area in enumerate(areas)
        for month in MONTHS
    ]
    (folder / "knife.csv").write_text("\n".join(lines), encoding="utf-8")


PACK = """
report = "pack"
title = "knife crime"
overview = "yes"
police = ["burglary", "robbery"]
figures = ["knife.csv"]
pages = ["knife_crime", "robbery"]
[[sheet]]
name = "Table"
title = "table"
columns = ["indicator", "rag", "performance", "factors", "as_at"]
[[sheet.group]]
name = "Lines"
[[sheet.group.line]]
label = "Knife crime"
figures = "knife_crime"
[[sheet.group.line]]
label = "Robbery"
police = "robbery"
[[sheet.group.line]]
label = "Burglary"
police = "burglary"
"""


def knife_pack(folder: Path, areas: list[str], *changes: tuple[str, str]) -> Path:
    knife_file(folder, areas)
    text = PACK
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    (folder / "own.toml").write_text(text, encoding="utf-8")
    return folder / "own.toml"


@pytest.fixture(scope="module")
def knife(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return planned(knife_pack(tmp_path_factory.mktemp("knife"), list(boroughs())), HAMMERSMITH, "2017-04")


def counts() -> pd.DataFrame:
    """The same counts as a table: a row for each month, a column for each borough."""
    return pd.DataFrame(
        {area: [knife_count(place, month) for month in MONTHS] for place, area in enumerate(boroughs())},
        index=list(MONTHS),
    )


def drawn(plan: Plan, heading: str) -> list[object]:
    return cells(plan, f"page0_months[{heading}]")


def test_entered_months_are_drawn_as_pandas_adds_them_up(knife: Plan) -> None:
    """Rolling sums of the area and of the 32 boroughs; none before December 2014, the first with 12 months."""
    frame = counts()
    area, london = frame[HAMMERSMITH].rolling(12).sum(), frame.sum(axis=1).rolling(12).sum()
    window = range(month_index(2014, 4), month_index(2017, 4) + 1)
    first = month_index(2014, 12)
    assert drawn(knife, "single") == list(frame[HAMMERSMITH].loc[list(window)])
    for heading, series in (("area", area), ("london", london)):
        shown = drawn(knife, heading)
        assert [str(value) for value in shown[: first - window[0]]] == ["#N/A"] * 8
        wanted = [series[month] / series[first] - 1 for month in range(first, window[-1] + 1)]
        assert shown[first - window[0] :] == pytest.approx(wanted)


def test_each_month_has_the_limits_of_the_months_before_it(knife: Plan) -> None:
    """By pandas: mean and 2.66 mean moving ranges of the 24 months before (Wheeler); a gap where 12 are not there."""
    one = counts()[HAMMERSMITH]
    first, last = month_index(2014, 4), month_index(2017, 4)
    marked, unusual = [], []
    for month, value, mean, low, high, above, below in zip(
        range(first, last + 1), *(drawn(knife, name) for name in ("single", "mean", "lower", "upper", "above",
                                                                  "below")), strict=True,
    ):  # fmt: skip
        before = one.loc[month - 24 : month - 1]
        width = 2.66 * before.diff().abs().mean()
        if len(before) < 12:
            assert [str(limit) for limit in (mean, low, high, above, below)] == ["#N/A"] * 5
            continue
        limits = [before.mean(), max(0, before.mean() - width), before.mean() + width]
        assert [mean, low, high] == pytest.approx(limits)
        unusual += [month] * bool(not limits[1] <= one[month] <= limits[2])
        marked += [month] * (value in {above, below})
    assert marked == unusual
    assert unusual


def test_boroughs_stand_in_order_of_their_rate(knife: Plan) -> None:
    people = pd.Series(dict(denominator_series()["GLA population"].years[2015]))
    rates = pd.Series(counts().rolling(12).sum().loc[month_index(2017, 4)] / people * 1000)
    london = counts().rolling(12).sum().loc[month_index(2017, 4)].sum() / people.sum() * 1000
    in_order = pd.concat([rates, pd.Series({"London": london})]).sort_values()
    assert cells(knife, "page0_bars[in_order]") == list(in_order.index)
    shown = {str(label) for label in cells(knife, "page0_bars[label]")}
    assert {f"► {HAMMERSMITH}: {rates[HAMMERSMITH]:.1f}", f"London: {london:.1f}"} <= shown
    rank, highest = (int(rates.rank(ascending=up)[HAMMERSMITH]) for up in (True, False))
    assert page_part(knife, "Page Knife crime", "rank") == (
        f"Benchmark: {rank} of 32 ({highest}th highest), per 1,000 of GLA population 2015."
    )


def test_a_page_of_months_says_which_months_and_from_where(knife: Plan) -> None:
    told = "Drawn above: the months that are entered, Apr 14 to Apr 17."
    assert page_part(knife, "Page Knife crime", "drawn") == told
    assert "Monthly Crime Dashboard" in str(page_part(knife, "Page Knife crime", "source"))
    total = counts()[HAMMERSMITH].rolling(12).sum()
    now, before = total[month_index(2017, 4)], total[month_index(2016, 4)]
    change = f"{'up' if now > before else 'down'} {abs(now / before - 1):.1%}"
    assert page_part(knife, "Page Knife crime", "figure") == f"{now:,.0f}, {change}"


@pytest.mark.long
def test_boroughs_without_the_figures_leave_no_rank(tmp_path: Path) -> None:
    plan = planned(knife_pack(tmp_path, [HAMMERSMITH, BARNET]), HAMMERSMITH, "2017-04")
    lacking = "No comparison with other areas. No London rank: only 2 of 32 boroughs have these figures."
    assert page_part(plan, "Page Knife crime", "rank") == lacking
    assert set(map(str, drawn(plan, "london"))) == {"#N/A"}  # London's total is not that of two boroughs
    # The area is drawn alone, from its first 12 months; of this file it is the first place.
    totals = pd.Series({month: knife_count(0, month) for month in MONTHS}).rolling(12).sum()
    assert [str(value) for value in drawn(plan, "area")[:8]] == ["#N/A"] * 8
    first, last = month_index(2014, 12), month_index(2017, 4)
    assert drawn(plan, "area")[-1] == pytest.approx(totals[last] / totals[first] - 1)
    chosen(plan, "Brent", month_index(2017, 4))
    assert page_part(plan, "Page Knife crime", "drawn") == "No monthly values are entered for this area."
    assert not plan.findings


# Configurations.


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"asb_calls",\n    "first', '"asb_call",\n    "first', "no indicator 'asb_call' to show; did you mean 'asb"),
        ('"asb_calls",\n    "first', '"first_time_entrants_rate",\n    "first',
         "pages: 'first_time_entrants_rate' is entered, but no line shows it; write a line for it"),
        ('"asb_calls",\n    "first', '"burglary",\n    "first', "pages: 'burglary' stands there twice"),
        ('name = "Call-over"', 'name = "Peers"', "name: there is another sheet called 'Peers'"),
        ('name = "Call-over"', 'name = "peers 2"', "name: there is another sheet called 'peers 2'"),
    ],
)  # fmt: skip
def test_a_page_that_cannot_be_made_is_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = changed(tmp_path, "call_over.toml", (old, new))
    with pytest.raises(InputError) as caught:
        planned(path, BARKING, "2017-04")
    assert words in str(caught.value)
    assert str(caught.value).startswith("own.toml, line ")


@pytest.mark.long
def test_names_of_pages_are_what_excel_takes(tmp_path: Path) -> None:
    """31 letters, none of []:*?/\\, and no two alike (Excel's specifications and limits)."""
    long = "Calls to the police / council about anti-social behaviour: all"
    path = changed(
        tmp_path, "call_over.toml", ('short = "ASB calls to the police"', f'short = "{long}"'),
        ('line = "ASB calls to the police"', f'line = "{long}"'), ('short = "Knife crime"', f'short = "{long} too"'),
    )  # fmt: skip
    plan = planned(path, BARKING, "2017-04")
    assert page_part(plan, "Page Calls to the police", "figure") == "6,514, up 14.6%"
    assert page_part(plan, "Page Calls to the police 2", "figure") == "355, down 7.3%"


def test_months_of_a_share_are_refused(tmp_path: Path) -> None:
    path = knife_pack(tmp_path, [BARNET], ('figures = "knife_crime"', 'figures = "knife_crime"\nmeasure = "share"'))
    with pytest.raises(InputError, match=r"figures: knife_crime has months .* enter a share by period"):
        planned(path, BARNET, "2017-04")


def test_the_cover_names_every_input_with_its_hash(call_over: Plan) -> None:
    """The configuration, each file that it names, each file of the data: as sha256sum would say it."""
    own = [packaged(name) for name in ("call_over.toml", *FILES["call_over.toml"])]
    data = sorted(packaged("sample").glob("*.csv.gz"), reverse=True)
    inputs = {row[0]: row[2] for row in table(call_over, "Cover", 3) if re.fullmatch(r"[0-9a-f]{64}", str(row[2]))}
    assert inputs == {path.name: sha256(path.read_bytes()).hexdigest() for path in (*own, *data)}


# Peers.


def peers(plan: Plan) -> list[list[object]]:
    """Area, in the data, and total, rate and rank of the first indicator."""
    return [row[1:6] for row in table(plan, "Peers", 6) if row[1] and len(str(row[1])) < 30]


def test_the_peers_are_the_similar_group_and_say_who_is_missing(barnet: Plan) -> None:
    """Barnet's group has five members outside London, which have no data; ranks are then among the boroughs."""
    rows = peers(barnet)
    assert [row[0] for row in rows] == list(most_similar_groups()["barnet"].members)
    missing = [row for row in rows if row[1] == "No"]
    assert [row[0] for row in missing] == [row[0] for row in rows if row[0] not in boroughs()]
    assert all(row[2:] == ["–", "–", "–"] for row in missing)
    assert barnet["Peers!A2"] == (
        "Most similar group of Barnet. Ranks are among the 32 boroughs: 5 of 15 members have no data."
    )
    assert barnet["Peers!A5"] == "►"


def rates_of_burglary(month: int) -> pd.Series:
    """Rolling 12 months of every borough per 1,000 people of 2015, by pandas."""
    frame = release("A").frame
    window = frame[(frame["indicator"] == "burglary") & frame["month"].between(month - 11, month)]
    people = pd.Series(dict(denominator_series()["GLA population"].years[2015]))
    return pd.Series(window.groupby("area")["value"].sum() / people * 1000).loc[list(boroughs())]


def test_without_a_group_the_peers_are_the_boroughs(call_over: Plan) -> None:
    rates = rates_of_burglary(month_index(2017, 4))
    rows = peers(call_over)
    assert [row[0] for row in rows] == list(boroughs())
    assert [row[3] for row in rows] == pytest.approx(list(rates))
    assert [row[4] for row in rows] == list(rates.rank())
    assert [row for row in range(5, 37) if call_over[f"Peers!A{row}"] == "►"] == [5]


@pytest.mark.long
def test_a_complete_group_is_ranked_within_itself(tmp_path: Path) -> None:
    """Five peers with hardly any burglary take the first five places."""
    group = most_similar_groups()["barnet"].members
    lines = ["area,indicator,month,n_months,value,source"]
    for name in group:
        if name not in boroughs():
            lines += [f"{name},population,2015-06,,200000,own", f"{name},burglary,2017-02,12,1,own"]
    (tmp_path / "peers.csv").write_text("\n".join(lines), encoding="utf-8")
    path = changed(tmp_path, "barnet_pack.toml", ('["barnet_2017-02.csv"]', '["barnet_2017-02.csv", "peers.csv"]'))
    plan = planned(path, BARNET, "2017-02")
    inside = rates_of_burglary(month_index(2017, 2))[[name for name in group if name in boroughs()]]
    wanted = {name: 5 + rank for name, rank in inside.rank().items()}
    shown = {str(row[0]): row[4] for row in peers(plan)}
    assert {name: shown[str(name)] for name in wanted} == wanted
    assert all(shown[name] == 1 for name in group if name not in boroughs())  # equal rates share a rank
    told = str(plan["Peers!A2"])  # of the other indicators those five have no figure
    assert told.startswith("Most similar group of Barnet. Ranks are among its 15 members; among the 32 boroughs, ")
    assert "Burglary" not in told


GROUP = '[[peers]]\narea = "Brent"\nmembers = ["Brent", "Barnet", "enfield"]\n\n[[sheet]]\nname = "Call-over"'


@pytest.mark.long
def test_a_group_that_the_configuration_gives_is_ranked(tmp_path: Path) -> None:
    """Brent among three; the others keep theirs."""
    plan = planned(changed(tmp_path, "call_over.toml", ('[[sheet]]\nname = "Call-over"', GROUP)), "Brent", "2017-04")
    rates = rates_of_burglary(month_index(2017, 4))[["Brent", BARNET, "Enfield"]]
    assert {str(row[0]): row[4] for row in peers(plan)} == dict(rates.rank())
    assert plan["Peers!A2"] == "Most similar group of Brent. Ranks are among its 3 members."
    assert f"Similar group: {int(rates.rank()['Brent'])}/3" in str(page_part(plan, "Page Burglary", "rank"))
    chosen(plan, BARNET, month_index(2017, 4))
    assert [row[0] for row in peers(plan)] == list(most_similar_groups()["barnet"].members)
    chosen(plan, BARKING, month_index(2017, 4))
    assert [row[0] for row in peers(plan)] == list(boroughs())
    assert not plan.findings
    given = {str(row[1]): row for row in table(plan, "Cover", 3)}
    assert given["Most similar group of Brent"][::2] == ["The configuration of this report", "In own.toml"]
    assert "Most similar group of Barnet" in given


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (GROUP.replace('"Brent", "Barnet", "enfield"', '"Brent"'), "a group has the area and 1 to 14 others, not 0"),
        (GROUP.replace('"enfield"', '"barnet "'), "members: a member stands there twice"),
        (GROUP.replace('area = "Brent"', 'area = "Brnt"'), "area: 'Brnt' is not known; did you mean 'Brent'?"),
    ],
)
def test_a_wrong_group_is_told(tmp_path: Path, new: str, words: str) -> None:
    path = changed(tmp_path, "call_over.toml", ('[[sheet]]\nname = "Call-over"', new))
    with pytest.raises(InputError) as caught:
        planned(path, BARKING, "2017-04")
    assert words in str(caught.value)


@pytest.mark.long
def test_another_area_moves_the_mark(call_over: Plan) -> None:
    plan = planned(packaged("call_over.toml"), "Westminster", "2017-04")
    assert [plan[f"Peers!B{row}"] for row in range(5, 37) if plan[f"Peers!A{row}"] == "►"] == ["Westminster"]
    assert call_over["Peers!A1"] != plan["Peers!A1"]


# One indicator, one RAG.


def unmarked(text: str) -> str:
    """A text without the mark of what was noticed below it."""
    return "\n".join(line for line in text.split("\n") if not line.startswith("! "))


@pytest.mark.long
def test_a_line_has_the_rag_and_the_factors_of_the_overview(knife: Plan) -> None:
    for at, area in enumerate(boroughs()):
        chosen(knife, area, month_index(2016, 1) + at % 16)
        rows = {unmarked(label): row for label, row in by_label(knife, "Table", 5).items()}
        for row, name in ((7, "Burglary"), (8, "Robbery")):
            assert knife[f"Overview!A{row}"] == name
            assert rows[name][1] == knife[f"Overview!B{row}"], area
            assert rows[name][3] == unmarked(str(knife[f"Overview!C{row}"])).replace("\n", "; "), area
        assert chip(knife, "Page Robbery") == knife["Overview!B8"]
    chosen(knife, HAMMERSMITH, month_index(2017, 4))


@pytest.mark.long
def test_without_an_overview_the_table_shows_the_judgement_of_the_change() -> None:
    """No sheet shows quarter and rank as factors, so that the change alone judges, and the table shows it."""
    plan = planned(packaged("call_over.toml"), BARKING, "2017-04")
    preferring(plan, "Police files")
    judged = set()
    for at, area in enumerate(boroughs()):
        chosen(plan, area, month_index(2016, 1) + at % 16)
        rows = {name[:8]: row for name, row in by_label(plan, "Call-over", 7, 1).items()}
        for key, start in (
            ("burglary", "Burglary"), ("violence_with_injury", "Violence"), ("criminal_damage", "Criminal"),
        ):  # fmt: skip
            change = cell(plan, "workings[change]", indicator=key)
            assert isinstance(change, float)
            assert rows[start][2] == ("Green" if change < 0 else "Red")
            judged.add(rows[start][2])
    assert {"Green", "Red"} <= judged


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ('police = "robbery"\npolarity = "monitor"', "the overview judges robbery as 'lower'; write the same, or"),
        ('police = "robbery"\nband = [0.1, 0.2, 0.01]', "band: the overview judges robbery by its changes and ranks"),
    ],
)
def test_two_ways_of_judging_one_indicator_are_refused(tmp_path: Path, new: str, words: str) -> None:
    path = knife_pack(tmp_path, [BARNET], ('police = "robbery"\n', new + "\n"))
    with pytest.raises(InputError) as caught:
        planned(path, BARNET, "2017-04")
    assert words in str(caught.value)


# MARAC.


@pytest.mark.parametrize(
    ("label", "words"),
    [
        # Board papers of 28 April 2017, lines 343 and 345; 70 / 37 - 1 = 89.2% by hand.
        ("Cases in a quarter, average (about), since 2012/13", "70, up 89%"),
        ("Repeat cases in a quarter (about)", "5 to 10 (as published)"),
    ],
)
def test_marac_by_quarter(barnet: Plan, label: str, words: str) -> None:
    row = by_label(barnet, "DVA and VAWG", 8)[label]
    assert row[2] == words


# Head and tiles.


def tile(plan: Plan, page: int, at: int) -> tuple[object, ...]:
    return tuple(cell(plan, f"page{page}_tiles[{name}]", tile=at) for name in ("label", "figure", "note"))


def test_the_tiles_of_burglary_are_the_polices_figures(call_over: Plan) -> None:
    """By pandas: April 2017, the last three months, London's 12 months with those a year ago, the rank by rate."""
    frame = release("A").frame
    burglary = frame[frame["indicator"] == "burglary"].pivot_table(index="month", columns="area", values="value")
    last = month_index(2017, 4)
    one, london = burglary[BARKING], burglary[list(boroughs())].sum(axis=1)
    quarter, before = one.loc[last - 2 : last].sum(), one.loc[last - 14 : last - 12].sum()
    year, year_before = london.loc[last - 11 : last].sum(), london.loc[last - 23 : last - 12].sum()
    width = 2.66 * one.loc[last - 24 : last - 1].diff().abs().mean()
    mean = one.loc[last - 24 : last - 1].mean()
    assert tile(call_over, 1, 0) == (
        "April 2017", f"{one[last]:,.0f}", f"usual range {ceil(max(0, mean - width)):,} to {floor(mean + width):,}",
    )  # fmt: skip
    arrow = "▲ up" if quarter > before else "▼ down"
    assert tile(call_over, 1, 1)[1:] == (f"{quarter:,.0f}", f"{arrow} {abs(quarter / before - 1):.1%} in a year")
    arrow = "▲ up" if year > year_before else "▼ down"
    assert tile(call_over, 1, 2) == (
        "London, year to Apr 17", f"{year:,.0f}", f"{arrow} {abs(year / year_before - 1):.1%} in a year",
    )  # fmt: skip
    rank = int(rates_of_burglary(last).rank()[BARKING])
    assert tile(call_over, 1, 3) == ("Rank in London, by rate", f"{rank} of 32", "1 is the lowest rate")


def test_the_head_says_how_many_fewer_and_warns_of_the_quarter(call_over: Plan) -> None:
    """Line 61: 1,398 after 1,516; the three months to April 2017 rose by the police's files."""
    assert str(page_part(call_over, "Page Burglary", "light")) == "● Green"
    assert page_part(call_over, "Page Burglary", "more") == "118 fewer than in the 12 months before"
    change = str(tile(call_over, 1, 1)[2]).removeprefix("▲ ").removesuffix(" in a year")
    assert page_part(call_over, "Page Burglary", "why") == (
        f"Green: fewer than in the 12 months before. Watch: the last three months are {change}."
    )


def test_the_tiles_of_entered_totals_are_what_is_entered(call_over: Plan) -> None:
    """Line 63: 6,514 calls after 5,683; line 70: London's 7,450 victims, up 19.5%."""
    assert tile(call_over, 3, 0)[:2] == ("12 months to Apr 17", "6,514")
    assert tile(call_over, 3, 1) == ("The 12 months before", "5,683", "▲ up 14.6% since")
    assert tile(call_over, 6, 2) == ("London, 12 months to Apr 17", "7,450", "▲ up 19.5%")


# A target on any indicator: its line or bar in the chart, its gap in the words.

_TARGETS = """[[indicator]]
key = "burglary"
target = 1300

[[indicator]]
key = "first_time_entrants"
target = 120

[[sheet]]
name = "Call-over"
"""


@pytest.fixture(scope="module")
def aimed(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    path = changed(tmp_path_factory.mktemp("aimed"), "call_over.toml", ('[[sheet]]\nname = "Call-over"\n', _TARGETS))
    return planned(path, BARKING, "2017-04")


def test_a_target_of_the_police_is_a_line_beside_the_rolling_12_months(aimed: Plan) -> None:
    """As a change since the first 12 months drawn, those to April 2014: by pandas from the police's files."""
    frame = release("A").frame
    one = frame[(frame["area"] == BARKING) & (frame["indicator"] == "burglary")].set_index("month")["value"]
    last = month_index(2014, 4)
    first = int(one.loc[last - 11 : last].sum())
    assert cells(aimed, "page1_months[target]") == [pytest.approx(1300 / first - 1)] * 37
    assert cell(aimed, "page1_months[#target]") == "Target: 1,300"
    assert "98 above the target of 1,300" in str(page_part(aimed, "Page Burglary", "why"))


def test_a_target_of_the_configuration_is_a_bar_beside_entered_figures(aimed: Plan, call_over: Plan) -> None:
    page = "Page First time entrants"
    assert "Target: 120" in on_sheet(aimed, "Page workings")
    assert "Target: 120" not in on_sheet(call_over, "Page workings")
    assert "14 above the target of 120" in str(page_part(aimed, page, "why"))
