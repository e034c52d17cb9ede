"""The report packs: live formulas against the figures and lines of the published documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from commands import few
from packs import (
    BARKING,
    BARNET,
    by_label,
    cell,
    cells,
    changed,
    chip,
    chosen,
    on_sheet,
    packaged,
    page_part,
    places,
    planned,
    preferring,
    release,
    table,
)

from cspxl.bundled import workbooks
from cspxl.engine import Plan
from cspxl.errors import InputError
from cspxl.facts import boroughs, denominator_series, most_similar_groups
from cspxl.sources.commentary import read_commentary
from cspxl.sources.tidy import read_tidy
from cspxl.values import month_index

BURGLARY = 1  # its place among the pages of the call-over


@pytest.fixture(scope="module")
def call_over() -> Plan:
    return planned(packaged("call_over.toml"), BARKING, "2017-04")


@pytest.fixture(scope="module")
def barnet() -> Plan:
    return planned(packaged("barnet_pack.toml"), BARNET, "2017-02")


# Document 000, section 2: number of the line in the document, start of our label, words, stated, RAG.
PERFORMANCE: Sequence[tuple[int, str, str, str, str]] = (
    (60, "Violence with injury", "2,123, down 1.5% (as published); police files 2,108, up 0.1%", "OK", "Conflict"),
    (61, "Burglary", "1,398, down 7.8%", "Stated -7.7%, recomputed -7.8% (truncated)", "Green"),
    (62, "Criminal damage", "1,881, down 3.4% (as published)", "OK", "Green"),
    (63, "Calls to the police", "6,514, up 14.6%", "OK", "Red"),
    (64, "Reduce repeat victimisation of anti", "2.5% (156 of 6,152)", "Stated 2.4%, recomputed 2.5%", "Not judged"),
    (68, "Reduce the number of first time", "134, up 5.5% (+7 entrants); rate 609 per 100,000 (as published)", "",
     "Red"),
    (69, "Reduce knife crime", "355, down 7.3% (-28 offences)", "Stated -1.5%, recomputed -7.3%", "Green"),
    (70, "Reduce serious youth violence", "232, down 3.3%", "OK", "Green"),
    (74, "Reduce gun crime", "56, up 6.1% (as published)", "No whole-number previous value gives +6.1%", "Red"),
    (75, "Reduce reoffending", "Down 1 percentage point, from 27% to 26%", "", "Green"),
    (85, "Encourage more victims of hate", "2,788, down 5.8%", "OK", "Monitor"),
    (93, "Encourage more victims of domestic", "2,434, down 5.3%", "OK", "Monitor"),
    (94, "MARAC", "25%", "", "Amber"),
    (95, "Encourage more victims of sexual abuse", "464, up 5.5%", "OK", "Monitor"),
)


@pytest.mark.parametrize(("line", "label", "words", "check", "rag"), PERFORMANCE)
def test_the_call_over_says_what_the_report_says(
    call_over: Plan, line: int, label: str, words: str, check: str, rag: str,
) -> None:
    """Barking and Dagenham, call-over report of 12 June 2017; its three wrong sentences are right here."""
    [row] = [row for name, row in by_label(call_over, "Call-over", 7, 1).items() if name.startswith(label)]
    assert (row[2], row[3], row[6]) == (rag, words, check), line


def test_states_and_benchmarks_are_shown_as_they_are(call_over: Plan) -> None:
    """Lines 63 to 96 of the document."""
    rows = table(call_over, "Call-over", 7)
    assert sum(row[3] == "In development" for row in rows) == 10
    benchmarks = {str(row[1]): row[4] for row in rows}
    assert [text for name, text in benchmarks.items() if name.startswith("Encourage more victims of hate")] == ["TBC"]
    assert "London 25%; England and Wales 25%" in benchmarks.values()
    assert "London 7,450, up 19.5% (as published)" in benchmarks.values()
    [violence] = [text for name, text in benchmarks.items() if name.startswith("Violence")]
    assert violence == "28 of 32 (5th highest), per GLA population 2015; stated: 28 of 32"


def test_the_summary_follows_from_the_table(call_over: Plan) -> None:
    sentences = cells(call_over, "summary_lines[text]")
    assert "Burglary: 1,398, down 7.8% (12 months to Apr 17)" in sentences
    assert "Gun crime: 56, up 6.1% (as published) (12 months to Apr 17)" in sentences
    assert not any("21%" in str(sentence) or "338" in str(sentence) for sentence in sentences)
    assert sum("Burglary" in str(sentence) for sentence in sentences) == 2  # strong, and changed significantly


def test_the_stale_bullet_is_said_to_be_wrong(call_over: Plan) -> None:
    """Line 40: "down 21% - down 338 offences", which is of December 2016."""
    checks = by_label(call_over, "Checks", 3)
    assert checks["Burglary is down 21% - down 338 offences"][1:] == ["Stated difference -338, recomputed -118", "Look"]
    assert checks["Criminal Damage is down 3.4%"][1:] == ["OK", "OK"]
    assert checks["ASB Calls to the police are up 14.8%"][1:] == ["Stated +14.8%, recomputed +14.6%", "Look"]


@pytest.mark.long
def test_police_files_alone_give_the_live_figures() -> None:
    """Release B has 1,398 against 1,516 (by pandas, in the tests of the sources)."""
    plan = planned(packaged("call_over.toml"), BARKING, "2017-04", "B")
    preferring(plan, "Police files")
    plan.calculate()
    rows = by_label(plan, "Call-over", 7, 1)
    [burglary] = [row for name, row in rows.items() if name.startswith("Burglary")]
    assert burglary[3] == "1,398, down 7.8%"
    assert burglary[6] == "Stated -7.7%, recomputed -7.8% (truncated)"


@pytest.mark.parametrize(
    ("sheet", "width", "label", "column", "shown"),
    [
        # 001, page 4, lines 690 to 697
        ("Violent crime", 8, "Serious youth violence", 2, "+ 12 months to Mar 17: down 12.4%"),
        ("Violent crime", 8, "Knife crime", 2, "+ 12 months to Mar 17: down 8.4%"),
        ("Violent crime", 8, "Gun crime", 2, "+ 12 months to Mar 17: down 6.3%"),
        ("Violent crime", 8, "Domestic violence with injury", 2, "• 12 months to Jan 17: down 3.5%"),
        ("Violent crime", 8, "Sanction detection rate", 7, "Stated 33.2%, recomputed 34.6%"),
        # page 5, lines 702 to 709
        ("ASB and re-offending", 8, "Anti-social behaviour", 1, "Amber"),
        ("ASB and re-offending", 8, "Re-offending", 1, "Green"),
        ("ASB and re-offending", 8, "Youth offending", 1, "Green"),
        ("ASB and re-offending", 8, "Proven re-offending rate", 2, "+ 12 months to Mar 15: down 2.4 points"),
        ("ASB and re-offending", 8, "Total ASB calls", 7, "Stated +12%, recomputed +13% (truncated)"),
        (
            "ASB and re-offending", 8, "First time entrants against London", 2,
            "+ 6 months to Jun 16: 45% below (as published)",
        ),
        # item 5, lines 270 to 369
        ("DVA and VAWG", 8, "Domestic abuse offences", 2, "2,541, up 4.1%"),
        (
            "DVA and VAWG", 8, "Domestic abuse offences: sanction detection rate", 2,
            "25.3% (644 of 2,541), down 4.4 points",
        ),
        (
            "DVA and VAWG", 8, "Of which violence with injury: sanction detection rate", 2,
            "34.6% (255 of 738), down 3.3 points",
        ),
        ("DVA and VAWG", 8, "Of which violence with injury: sanction detection rate", 5, "London 36.7%"),
        ("DVA and VAWG", 8, "Repeat referrals (SafeLives expects 28% to 40%)", 2, "10.2% (23 of 226)"),
        # item 6, lines 512 and 514
        ("Funded projects", 5, "Homes that received an intervention, 2016/17", 2, "126; 46 above the target of 80"),
        ("Funded projects", 5, "Homes that received an intervention, 2016/17", 1, "Green"),
        ("Funded projects", 5, "2015/16", 2, "84"),  # older than six months: not held against the target
        ("Funded projects", 5, "2015/16", 1, "Older"),
        ("Funded projects", 5, "2014/15", 2, "75"),
    ],
)
def test_barnets_panels_say_what_the_board_was_told(
    barnet: Plan, sheet: str, width: int, label: str, column: int, shown: str,
) -> None:
    assert by_label(barnet, sheet, width)[label][column] == shown


def test_barnets_overview_shows_the_stated_similar_ranks(barnet: Plan) -> None:
    """Lines 682 to 685: 14/15, 13/15, 7/15, 2/15; burglary as a whole has none."""
    ranks = cells(barnet, "overview[similar]")[:5]
    assert ranks[1:] == ["14/15 (as published)", "13/15 (as published)", "7/15 (as published)", "2/15 (as published)"]
    assert ranks[0] == "Not available: 5 of 15 peers have no data"
    assert cell(barnet, "overview[rag]", indicator="violence_with_injury") == "Amber"


def test_a_wrong_direction_is_said(barnet: Plan) -> None:
    """Line 694: "Increase vs. previous year" beside 74 against 79."""
    gun_crime = by_label(barnet, "Checks", 3)["Gun crime: increase vs. previous year"]
    assert gun_crime[1:] == ["The figures are down", "Look"]


@pytest.mark.long
def test_in_another_month_an_entered_figure_is_older() -> None:
    """An old figure is not carried on in silence: a year later the entered lines are older, with their own period."""
    plan = planned(packaged("call_over.toml"), BARKING, "2018-04")
    rows = by_label(plan, "Call-over", 7, 1)
    calls = rows["Calls to the police reporting anti-social behaviour"]
    assert (calls[2], calls[3], calls[5]) == ("Older", "6,514, up 14.6%", "12 months to Apr 17")
    assert rows["Burglary (both residential and non-residential)"][5] == "12 months to Apr 18"


@pytest.mark.long
def test_monthly_figures_are_added_up(tmp_path: Path) -> None:
    """Two years of some 10 and then some 12 calls a month: 144 against 120, up 20%."""
    counts = [8, 12, 10, 11, 9, 10, 7, 13, 12, 9, 8, 11, 12, 14, 10, 13, 11, 12, 15, 9, 13, 12, 10, 13]
    assert (sum(counts[:12]), sum(counts[12:])) == (120, 144)
    months = [month_index(2015, 5) + at for at in range(24)]
    lines = ["area,indicator,month,n_months,value,source"]
    lines += [
        f"Barnet,asb_calls,{month // 12}-{month % 12 + 1:02d},1,{count},own count"
        for month, count in zip(months, counts, strict=True)
    ]
    (tmp_path / "own.csv").write_text("\n".join(lines), encoding="utf-8")
    name = "barking_and_dagenham_2017-04.csv"
    path = changed(tmp_path, "call_over.toml", (f'figures = ["{name}"]', f'figures = ["{name}", "own.csv"]'))
    plan = planned(path, BARNET, "2017-04")
    row = by_label(plan, "Call-over", 7, 1)["Calls to the police reporting anti-social behaviour"]
    assert row[2:4] == ["Red", "144, up 20.0%"]


@pytest.mark.long
def test_peers_outside_london_make_the_similar_rank_live(tmp_path: Path) -> None:
    """Five peers with a rate far below any borough's: Barnet stands five places lower than among the ten in London."""
    group = most_similar_groups()["barnet"].members
    outside = [name for name in group if name not in boroughs()]
    assert len(outside) == 5
    lines = ["area,indicator,month,n_months,value,source"]
    for name in outside:
        lines += [f"{name},population,2015-06,,200000,own", f"{name},robbery,2017-02,12,1,own"]
    (tmp_path / "peers.csv").write_text("\n".join(lines), encoding="utf-8")
    path = changed(tmp_path, "barnet_pack.toml", ('["barnet_2017-02.csv"]', '["barnet_2017-02.csv", "peers.csv"]'))
    plan = planned(path, BARNET, "2017-02")
    assert cell(plan, "overview[similar]", indicator="robbery") == f"{5 + rank_in_london(group)}/15"
    assert cell(plan, "overview[similar]", indicator="violence_with_injury") == "Not available: a peer has no figure"
    assert cell(plan, "overview[london]", indicator="robbery") == "6/32"


def rank_in_london(group: Sequence[str]) -> int:
    """Barnet's place among the members in London, by pandas."""
    frame = release("A").frame
    robbery = frame[frame["indicator"] == "robbery"]
    window = robbery[robbery["month"].between(month_index(2016, 3), month_index(2017, 2))]
    totals = window.groupby("area")["value"].sum()
    people = pd.Series(dict(denominator_series()["GLA population"].years[2015]))
    inside = [name for name in group if name in boroughs()]
    return int((totals / people)[inside].rank()[BARNET])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('polarity = "monitor"', 'polarity = "montor"', "polarity: 'montor' is not known; did you mean 'monitor'?"),
        ('figures = "gun_crime"', 'figures = "gun_crimes"', "'gun_crimes' is not known; did you mean 'gun_crime'?"),
        ('police = "burglary"', 'police = "burglry"', "police: 'burglry' is not known; did you mean 'burglary'?"),
        ('"rag", "performance"', '"rag", "perform"', "columns: there is no column 'perform'"),
        ('state = "In development"', 'stat = "In development"', "stat: there is no such key; did you mean 'state'?"),
        ('name = "Call-over"', 'name = "control"', "name: there is another sheet called 'control'"),
        ("tolerance = 0", "tolerance = 2", "tolerance: 2 is outside the limits"),
    ],
)
def test_a_wrong_configuration_is_told_with_its_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = packaged("call_over.toml").read_text("utf-8")
    line = text[: text.index(old)].count("\n") + 1
    path = changed(tmp_path, "call_over.toml", (old, new))
    with pytest.raises(InputError) as caught:
        planned(path, BARKING, "2017-04")
    assert str(caught.value).startswith(f"own.toml, line {line}")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_entered_figure_is_named_with_document_and_line() -> None:
    for name in ("barking_and_dagenham_2017-04.csv", "barnet_2017-02.csv"):
        assert all(" line" in entry.source for entry in read_tidy(workbooks().joinpath(name)).entries)


def test_a_page_shows_what_the_table_shows(call_over: Plan) -> None:
    """One-page summary of burglary: the table's words, the police's figures, commentary and actions of the document."""
    assert chip(call_over, "Page Burglary") == "Green"
    assert page_part(call_over, "Page Burglary", "figure") == "1,398, down 7.8%"
    assert page_part(call_over, "Page Burglary", "drawn") == (
        "Police files, 12 months to Apr 17, drawn above: 1,397, down 7.8% (-119 offences)"
    )
    words = on_sheet(call_over, "Page Burglary")
    assert any("performing better than the Metropolitan Police Service" in text for text in words)  # line 181
    assert any("cocooning visits" in text for text in words)  # line 189


def test_what_the_charts_draw_agrees_with_pandas(call_over: Plan) -> None:
    """Index of rolling sums, London's total, and the boroughs in order of their rate."""
    frame = release("A").frame
    burglary = frame[frame["indicator"] == "burglary"].pivot_table(index="month", columns="area", values="value")
    london = burglary[list(boroughs())].sum(axis=1).rolling(12).sum()
    area = burglary[BARKING].rolling(12).sum()
    last, first = month_index(2017, 4), month_index(2014, 4)
    drawn = {heading: monthly(call_over, heading) for heading in ("london_total", "area", "london")}
    assert drawn["london_total"][-1] == london[last]
    assert drawn["area"][-1] == pytest.approx(area[last] / area[first] - 1)
    assert drawn["london"][-1] == pytest.approx(london[last] / london[first] - 1)
    people = pd.Series(dict(denominator_series()["GLA population"].years[2015]))
    rates = pd.Series(burglary.rolling(12).sum().loc[last] / people).sort_values()
    rates["London"] = london[last] / people[list(boroughs())].sum()
    assert cells(call_over, f"page{BURGLARY}_bars[in_order]") == list(rates.sort_values().index)


def monthly(plan: Plan, heading: str) -> list[float]:
    """What the page of burglary draws by month."""
    return cells(plan, f"page{BURGLARY}_months[{heading}]")  # type: ignore[return-value]  # numbers


def test_the_limits_are_those_of_the_moving_range(call_over: Plan) -> None:
    """Mean and 2.66 mean moving ranges of the 24 months before (Wheeler), by pandas."""
    frame = release("A").frame
    one = frame[(frame["indicator"] == "burglary") & (frame["area"] == BARKING)].set_index("month")["value"]
    before = one.loc[month_index(2015, 4) : month_index(2017, 3)]
    width = 2.66 * before.diff().abs().mean()
    assert len(before) == 24
    assert monthly(call_over, "mean")[-1] == pytest.approx(before.mean())
    assert monthly(call_over, "upper")[-1] == pytest.approx(before.mean() + width)
    assert monthly(call_over, "lower")[-1] == pytest.approx(before.mean() - width)


@pytest.mark.long
def test_a_check_that_fails_says_wrong_as_often_as_the_light_counts() -> None:
    """A month of another borough is gone: it has no total, and what is left no longer adds up."""
    plan = planned(packaged("call_over.toml"), BARKING, "2017-04")
    months = cells(plan, "counts[count]", indicator="burglary", area="Camden")
    gone = places(plan, "counts[count]", indicator="burglary", area="Camden")[len(months) - 21]  # April 2017
    plan.set(gone, None)
    plan.calculate()
    wrong = cells(plan, "checks[verdict]", part="right").count("Wrong")
    assert wrong > 0
    assert cell(plan, "checks_light[text]") == f"Red: checks not in order: {wrong}"
    assert "Wrong" not in cells(plan, "checks[verdict]", part="worth")


@pytest.mark.long
def test_before_there_are_12_months_nothing_is_wrong() -> None:
    """June 2008: the data begin in January, so no borough has 12 months."""
    plan = planned(packaged("call_over.toml"), BARKING, "2017-04")
    chosen(plan, BARKING, month_index(2008, 6))
    assert "Wrong" not in cells(plan, "checks[verdict]", part="right")
    assert str(cell(plan, "checks_light[text]")).startswith("Amber: ")


@pytest.fixture(scope="module")
def profile() -> Plan:
    return planned(packaged("borough_profile.toml"), BARKING, "2021-12", "B")


@pytest.mark.long
@pytest.mark.parametrize(
    ("label", "shown"),
    [
        # 002, lines 218 to 255, from release B by pandas in the tests of the sources
        ("Burglary", "1,090, down 29.2%"),
        ("Arson and criminal damage", "1,300, down 10.3%"),
        ("All recorded crime, financial year 2020-21", "18,572, down 8.8%; as entered up 5.0% (as published)"),
        ("All recorded crime, calendar year 2021", "19,853, up 3.5%"),
        ("Gun crime", "down 13.1% (as published)"),
    ],
)
def test_the_plans_measures_come_from_release_b(profile: Plan, label: str, shown: str) -> None:
    assert by_label(profile, "Crime measures", 8)[label][2] == shown


def test_what_the_plan_states_stands_beside_what_release_b_gives(profile: Plan) -> None:
    """Line 255, "Recorded crimes increased by 5% in 2021": neither the financial nor the calendar year gives it."""
    rows = by_label(profile, "Crime measures", 8)
    assert rows["All recorded crime, financial year 2020-21"][7] == "Stated +5%, recomputed -9%"
    assert rows["All recorded crime, calendar year 2021"][7] == "Stated +5%, recomputed +3%"
    assert rows["Burglary"][7] == "Stated -29.3%, recomputed -29.2%"
    assert rows["Arson and criminal damage"][7] == "Stated -10.4%, recomputed -10.3%"


def test_a_survey_share_has_its_interval_and_a_small_change_is_not_judged_good(profile: Plan) -> None:
    """38% of 1,000 against 35%: Wilson 35.0 to 41.0 (by hand); the difference, 3 points ± 4.2, is within chance."""
    row = by_label(profile, "Profile and perceptions", 7)["Feel safe outside after dark"]
    assert row[2] == "38.0% (35.0% to 41.0% at 95%), up 3.0 points"
    assert row[1] == "Amber"
    users = by_label(profile, "Profile and perceptions", 7)["Opiate and crack users, estimate"]
    assert users[2] == "1,150 (1,002 to 1,398)"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Barnet,burglary,2017-04,idea,Text,x", "row 2, column kind: “idea” is not known"),
        (f"Barnet,burglary,2017-04,action,{'long ' * 120},x", "row 2, column text: has 599 letters"),
        ("Barnet,burglary,April,action,Text,x", "row 2, column month: “April” is no month"),
    ],
)
def test_a_wrong_remark_is_told(tmp_path: Path, row: str, words: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"area,indicator,month,kind,text,source\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_commentary(path)
    assert words in str(caught.value)


@pytest.mark.long
def test_odd_figures_show_no_error(tmp_path: Path) -> None:
    """A previous of 0, a rate with decimals, a fall by all: words, never an error cell."""
    lines = [
        "area,indicator,month,n_months,value,previous,stated_change,source",
        "Barnet,asb_calls,2017-04,12,5,0,50%,own",
        "Barnet,gun_crime,2017-04,12,0,,-100%,own",
        "Barnet,knife_crime,2017-04,12,0,0,,own",
        "Barnet,reoffending,2017-04,12,26%,,3%,own",
    ]
    (tmp_path / "own.csv").write_text("\n".join(lines), encoding="utf-8")
    name = "barking_and_dagenham_2017-04.csv"
    path = changed(tmp_path, "call_over.toml", (f'["{name}"]', f'["{name}", "own.csv"]'))
    plan = planned(path, BARNET, "2017-04")
    rows = {str(row[1]): row for row in table(plan, "Call-over", 7)}
    assert rows["Calls to the police reporting anti-social behaviour"][2] == "Red"  # a rise, though from 0
    found = {name.split(",")[0]: (row[3], row[6]) for name, row in rows.items()}
    assert found["Calls to the police reporting anti-social behaviour"] == ("5, up from 0", "Cannot be checked")
    assert found["Reduce gun crime"][0] == "0, down 100.0% (as published)"
    assert found["Reduce knife crime"][0] == "0, no change"
    assert found["Reduce reoffending (adults and juveniles)"][0] == "26%, up 3% (as published)"
    assert not plan.findings


@pytest.mark.parametrize("typed", few(1, ["barking & dagenham", " Barking and Dagenham"]))
def test_the_area_is_known_however_it_is_typed(typed: str) -> None:
    plan = planned(packaged("call_over.toml"), BARKING, "2017-04")
    plan.set("Control!B5", typed)
    plan.calculate()
    row = by_label(plan, "Call-over", 7, 1)["Calls to the police reporting anti-social behaviour"]
    assert row[2:4] == ["Red", "6,514, up 14.6%"]
    assert "performing better" in " ".join(on_sheet(plan, "Page Burglary"))


@pytest.mark.long
@pytest.mark.parametrize("name", ["call_over.toml", "barnet_pack.toml"])
def test_an_unknown_area_shows_no_error(name: str) -> None:
    plan = planned(packaged(name), BARKING, "2017-04")
    plan.set("Control!B5", "Atlantis")
    plan.calculate()
    assert plan["Control!C5"] == "Not in the list: choose a borough"
    shown = ("Cover", "Summary", "Call-over", "Page ", "Overview", "Violent", "ASB", "DVA", "Funded", "Checks")
    wrong = [
        address
        for address, value in plan.values().items()
        if str(value).startswith("#") and address.replace("'", "").startswith(shown) and "Page workings" not in address
    ]
    assert not wrong


def test_the_checks_say_which_months_the_release_has(call_over: Plan) -> None:
    """Eleven years of twelve months."""
    [row] = [row for name, row in by_label(call_over, "Checks", 3).items() if name.startswith("One release")]
    assert row[1:] == ["132 months, 2008-01 to 2018-12", "OK"]


def test_a_month_that_a_document_does_not_print_has_its_reason() -> None:
    """A figure without the months of its period says in its note why the row has this one."""
    for name in ("barking_and_dagenham_2017-04.csv", "barking_and_dagenham_2021.csv", "barnet_2017-02.csv"):
        for entry in read_tidy(workbooks().joinpath(name)).entries:
            if entry.n_months is None and entry.indicator != "unemployment":  # whose month is printed
                assert " taken" in entry.note, (name, entry.row, entry.note)
