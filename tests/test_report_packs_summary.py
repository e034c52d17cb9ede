"""Summary, checks and words of the report packs: they say what the overview, the tables and the documents say."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from packs import (
    BARKING,
    BARNET,
    by_label,
    cell,
    cells,
    changed,
    chip,
    chosen,
    packaged,
    page_part,
    planned,
    preferring,
    release,
    table,
)

from cspxl.engine import Plan
from cspxl.facts import boroughs
from cspxl.values import month_index, month_text, number

INDICATORS = {
    "Burglary": "burglary", "Residential burglary": "residential_burglary",
    "Non-residential burglary": "non_residential_burglary", "Robbery": "robbery",
    "Violence with injury": "violence_with_injury",
}  # fmt: skip


@pytest.fixture(scope="module")
def call_over() -> Plan:
    return planned(packaged("call_over.toml"), BARKING, "2017-04")


@pytest.fixture(scope="module")
def barnet() -> Plan:
    return planned(packaged("barnet_pack.toml"), BARNET, "2017-02")


@pytest.fixture(scope="module")
def westminster() -> Plan:
    return planned(packaged("barnet_pack.toml"), "Westminster", "2018-06")


LISTS = ("Of particular concern", "Strong performance", "Changed significantly")


def sentences(plan: Plan, at: int) -> list[str]:
    """One of the three lists, without the sign of a rise or a fall."""
    return listed(plan, LISTS[at])


def listed(plan: Plan, heading: str) -> list[str]:
    """The sentences below a heading."""
    found: list[str] = []
    under = False
    for n, text in zip(cells(plan, "summary_lines[n]"), cells(plan, "summary_lines[text]"), strict=True):
        if n == 0:
            under = str(text or "").startswith(heading)
        elif under and text not in {"", "None."}:
            found.append(str(text).removeprefix("▲ ").removeprefix("▼ "))
    return found


def named(found: Sequence[str]) -> list[str]:
    """Of what the sentences are."""
    return [text.split(":")[0] for text in found]


def counted(area: str, indicator: str, last: int) -> tuple[int, int]:
    """Twelve months and the twelve before them, by pandas from the police's files."""
    frame = release("A").frame
    one = frame[(frame["area"] == area) & (frame["indicator"] == indicator)].set_index("month")["value"]
    return int(one.loc[last - 11 : last].sum()), int(one.loc[last - 23 : last - 12].sum())


def told(area: str, label: str, last: int, when: str) -> str:
    now, before = counted(area, INDICATORS[label], last)
    return f"{label}: {now:,}, {'up' if now > before else 'down'} {abs(now / before - 1):.1%} (12 months to {when})"


def more_than_chance(area: str, label: str, last: int) -> bool:
    """Two counts of Poisson: the difference against 1.96 standard errors, which are the root of their sum."""
    now, before = counted(area, INDICATORS[label], last)
    return abs(now - before) > 1.96 * sqrt(now + before)


# The overview's indicators are in the summary.


def test_the_summary_is_not_empty_beside_a_red_overview(westminster: Plan) -> None:
    """Westminster, June 2018: three Reds, two that cannot be compared over the year, no current entered figure."""
    last = month_index(2018, 6)
    lights = [westminster[f"Overview!B{row}"] for row in range(7, 12)]
    assert lights == ["Red", "Not judged", "Not judged", "Red", "Red"]
    comparable = ["Burglary", "Robbery", "Violence with injury"]  # the parts of burglary have a new basis since Apr 17
    significant = [label for label in comparable if more_than_chance("Westminster", label, last)]
    assert significant == ["Burglary", "Robbery"]
    assert sentences(westminster, 0) == [told("Westminster", label, last, "Jun 18") for label in significant]
    assert named(listed(westminster, "Red, but")) == ["Violence with injury"]
    assert sentences(westminster, 1) == []
    assert named(sentences(westminster, 2)) == significant
    assert str(westminster["Summary!A3"]).startswith("Of 3 indicators judged: 0 Green, 0 Amber, 3 Red. ")


def test_what_is_not_comparable_over_the_year_is_not_judged_and_says_why(westminster: Plan) -> None:
    """Their new basis of April 2017 lies between the 12 months and the 12 before; the quarter alone decides nothing."""
    for label in ("Residential burglary", "Non-residential burglary"):
        year, _ = counted("Westminster", INDICATORS[label], month_index(2018, 6))
        [text] = [text for text in listed(westminster, "Not judged") if text.startswith(label)]
        assert text == f"{label}: {year:,} (12 months to Jun 18); only the quarter can be compared"


def test_barnets_falls_are_strong_and_significant(barnet: Plan) -> None:
    """February 2017: the overview's indicators come first; violence with injury is Amber, and stands there."""
    last = month_index(2017, 2)
    green = ["Burglary", "Residential burglary", "Non-residential burglary", "Robbery"]
    assert [barnet[f"Overview!B{row}"] for row in range(7, 12)] == ["Green"] * 4 + ["Amber"]
    wanted = [told(BARNET, label, last, "Feb 17") for label in green]
    assert sentences(barnet, 1)[:4] == wanted
    assert sentences(barnet, 2)[:4] == wanted
    assert all(more_than_chance(BARNET, label, last) for label in green)
    assert not more_than_chance(BARNET, "Violence with injury", last)
    assert not any("Violence with injury" in named(sentences(barnet, at)) for at in range(3))
    assert "Violence with injury" in named(listed(barnet, "Amber"))


def test_the_lead_counts_the_overview_and_the_listed_lines(barnet: Plan) -> None:
    """By hand, from the tables.

    Green: four of the overview, three of violent crime, re-offending, six of youth offending, homes in 2016/17.
    Amber: violence with injury, three lines of anti-social behaviour. Red: two of detections, MARAC. Older than six
    months: homes in 2015/16 and 2014/15. Without an earlier figure: education and employment, offender management,
    first time entrants below the mean.
    """
    lead = ("Of 22 indicators judged: 15 Green, 4 Amber, 3 Red. 11 monitored, 2 older than allowed, 3 not judged.")
    assert barnet["Summary!A3"] == lead
    label = "The summary has every judged indicator in its list: a line each, or its name below them"
    assert by_label(barnet, "Checks", 3)[label][2] == "OK"
    # Three of violent crime are within chance; re-offending and youth offending are as published, or shares.
    assert [len(listed(barnet, head)) for head in ("Strong", "Green, but", "Green, not")] == [5, 3, 7]
    assert [len(listed(barnet, head)) for head in ("Of particular", "Red, but", "Red, not")] == [1, 0, 2]


def test_every_red_and_green_of_the_overview_is_in_its_list(westminster: Plan) -> None:
    """Other boroughs and months, in which only the police have figures."""
    for at, area in enumerate(list(boroughs())[::6]):
        chosen(westminster, area, month_index(2018, 1) + 2 * at)
        lights = {str(westminster[f"Overview!A{row}"]): westminster[f"Overview!B{row}"] for row in range(7, 12)}
        last = month_index(2018, 1) + 2 * at
        for word, heading in (("Red", "Of particular"), ("Green", "Strong")):
            coloured = [name for name, light in lights.items() if light == word]
            beyond = [name for name in coloured if more_than_chance(area, name, last)]
            assert named(listed(westminster, heading)) == beyond
            assert named(listed(westminster, f"{word}, but")) == [name for name in coloured if name not in beyond]
    chosen(westminster, "Westminster", month_index(2018, 6))


@pytest.mark.long
def test_a_line_about_an_indicator_stands_once(tmp_path: Path) -> None:
    """Robbery has a line: the summary takes it from there, the other four from the overview."""
    line = '[[sheet.group.line]]\nlabel = "Robberies"\npolice = "robbery"\n\n'
    path = changed(tmp_path, "barnet_pack.toml", ('[[sheet.group.line]]\nlabel = "Gun crime"',
                                                  f'{line}[[sheet.group.line]]\nlabel = "Gun crime"'))  # fmt: skip
    plan = planned(path, "Westminster", "2018-06")
    assert named(sentences(plan, 0) + listed(plan, "Red, but")) == ["Burglary", "Robberies", "Violence with injury"]
    assert str(plan["Summary!A3"]).startswith("Of 3 indicators judged")


# A group that is judged together has one RAG, everywhere.


def test_lines_judged_together_have_the_groups_light(barnet: Plan) -> None:
    """Board papers, line 702: anti-social behaviour is Amber, one factor up, two down."""
    assert barnet["ASB and re-offending!B5"] == "Amber"
    assert chip(barnet, "Page Total ASB calls") == "Amber"
    assert chip(barnet, "Page Proven re-offending rate") == "Green"
    assert not any("ASB" in name for name in named(sentences(barnet, 0) + sentences(barnet, 1)))
    rows = workings(barnet)
    asb = ("Confidence in police and council dealing with ASB", "Repeat ASB calls", "Total ASB calls")
    assert [rows[name] for name in asb] == ["Amber"] * 3


def workings(plan: Plan) -> dict[str, object]:
    """The RAG of each line."""
    return dict(zip(map(str, cells(plan, "judgements[subject]")), cells(plan, "judgements[rag]"), strict=True))


@pytest.mark.long
def test_a_line_that_is_not_judged_stays_so_in_its_group(barnet: Plan, tmp_path: Path) -> None:
    """Line 709 gives 63% in education, training or employment, and nothing before; and a monitored line."""
    assert workings(barnet)["Young people supervised in education, training or employment"] == "Not judged"
    old = 'label = "Total ASB calls"\nfigures = "asb_calls"'
    plan = planned(changed(tmp_path, "barnet_pack.toml", (old, f'{old}\npolarity = "monitor"')), BARNET, "2017-02")
    assert chip(plan, "Page Total ASB calls") == "Monitor"
    assert workings(plan)["Repeat ASB calls"] == "Amber"


# Checks.


def checks(plan: Plan) -> dict[str, list[object]]:
    """Finding, verdict, where it stands and the stated change, by statement."""
    return {str(row[0]): row[1:5] for row in table(plan, "Checks", 5)}


PLAN = "Barking and Dagenham Community Safety Partnership Plan 2019-22, annual refresh 2021, line"


@pytest.mark.long
def test_a_statement_stands_in_the_document_that_states_it() -> None:
    """The plan's lines 218 to 255; the figures beside it are the police's."""
    rows = checks(planned(packaged("borough_profile.toml"), BARKING, "2021-12", "B"))
    places = {"Rape": (224, -0.243), "Burglary": (218, -0.293), "Theft of a motor vehicle": (220, -0.106),
              "Arson and criminal damage": (249, -0.104), "Gun crime": (226, -0.131),
              "All recorded crime, financial year 2020-21": (255, 0.05),
              "All recorded crime, calendar year 2021": (255, 0.05)}  # fmt: skip
    for label, (line, change) in places.items():
        assert rows[label][2:] == [f"{PLAN} {line}", change]


VIOLENCE = "Violence with injury, with a particular focus on serious youth violence (KPI 9)"
BURGLARY = "Burglary (both residential and non-residential)"
SEXUAL = "Encourage more victims of sexual abuse to come forward; reduce repeat victims"


def test_a_stated_change_is_held_against_the_police_too(call_over: Plan) -> None:
    """Call-over, lines 60, 62 and 95: -1.5%, -3.4%, +5.5%; what the police's files give, by pandas."""
    last, rows = month_index(2017, 4), checks(call_over)
    for label, key, stated in ((VIOLENCE, "violence_with_injury", "-1.5%"), (SEXUAL, "sexual_offences", "+5.5%")):
        now, before = counted(BARKING, key, last)
        assert f"{now / before - 1:+.1%}" != stated
        assert rows[label][:2] == [f"OK by its own figures; the police files give {now / before - 1:+.1%}", "Look"]
    now, before = counted(BARKING, "criminal_damage", last)
    assert f"{now / before - 1:+.1%}" == "-3.4%"
    assert rows["Criminal damage"][:2] == ["OK", "OK"]
    both = "2,123, down 1.5% (as published); police files 2,108, up 0.1%"
    assert by_label(call_over, "Call-over", 7, 1)[VIOLENCE][3] == both


@pytest.mark.long
def test_the_police_first_and_the_statement_keeps_its_document_and_its_month() -> None:
    plan = planned(packaged("call_over.toml"), BARKING, "2017-04")
    preferring(plan, "Police files")
    plan.calculate()
    now, before = counted(BARKING, "violence_with_injury", month_index(2017, 4))
    finding, verdict, source, _ = checks(plan)[VIOLENCE]
    recomputed = f"Stated -1.5%, recomputed {now / before - 1:+.1%}; published 2,123, counted {now:,}"
    assert (finding, verdict) == (recomputed, "Look")
    assert str(source).endswith("call-over report, 12 June 2017, line 60")
    assert page_part(plan, "Page Violence with injury", "drawn") in {None, ""}  # the headline is the police's own
    chosen(plan, BARKING, month_index(2017, 5))  # what is stated for April is not said of May
    assert checks(plan)[VIOLENCE][:2] == ["Nothing to check", "–"]


def test_the_published_overview_is_held_against_the_live_one(barnet: Plan) -> None:
    """Board papers, lines 681 to 685: 3,261 and -15%, 2,242 and -16%, 1,019 and -14%, 455 and -27%, 2,231 and +4%."""
    rows = checks(barnet)
    published = (("Burglary", 3261, -15), ("Residential burglary", 2242, -16), ("Non-residential burglary", 1019, -14),
                 ("Robbery", 455, -27), ("Violence with injury", 2231, 4))  # fmt: skip
    for line, (label, value, change) in enumerate(published, 681):
        now, before = counted(BARNET, INDICATORS[label], month_index(2017, 2))
        recomputed = round((now / before - 1) * 100)
        finding, verdict, source, _ = rows[label]
        start = "OK" if recomputed == change else f"Stated {change:+d}%, recomputed {recomputed:+d}%"
        assert str(finding).startswith(start)
        assert str(finding).endswith(f"; published {value:,}, counted {now:,}")
        assert verdict == ("OK" if recomputed == change else "Look")
        assert str(source).endswith(f"line {line}")


def test_nothing_to_check_is_neither_right_nor_wrong(call_over: Plan) -> None:
    """Line 68: 134 entrants, +7; without the figure before, a difference alone checks nothing."""
    row = checks(call_over)["Reduce the number of first time entrants into the criminal justice system"]
    assert row[:2] == ["Nothing to check", "–"]
    verdicts = {str(row[1]) for name, row in checks(call_over).items() if name not in {"Check", "Statement"}}
    assert verdicts - {""} <= {"OK", "Look", "–", "None"}


# London beside a line, where each borough's months are entered.

MONTHS = range(month_index(2015, 5), month_index(2017, 4) + 1)
OWN = """
report = "pack"
title = "own"
police = ["burglary"]
figures = ["own.csv"]
pages = ["knife_crime"]
[[sheet]]
name = "Table"
title = "table"
columns = ["indicator", "performance", "benchmark"]
[[sheet.group]]
name = "Lines"
[[sheet.group.line]]
label = "Knife crime"
figures = "knife_crime"
compare = ["London"]
"""


def knives(place: int, month: int) -> int:
    """Each borough at a level of its own, which rises in the second year."""
    at = month - MONTHS[0]
    return int(np.random.default_rng([place, at]).poisson(10 + place)) + at // 12 * (2 + place % 5)


def own_pack(folder: Path, areas: Sequence[str], *rows: str) -> Path:
    lines = ["area,indicator,month,n_months,value,source", *rows]
    lines += [
        f"{area},knife_crime,{month_text(month)},1,{knives(place, month)},own count"
        for place, area in enumerate(boroughs())
        if area in areas
        for month in MONTHS
    ]
    (folder / "own.csv").write_text("\n".join(lines), encoding="utf-8")
    (folder / "own.toml").write_text(OWN, encoding="utf-8")
    return folder / "own.toml"


def benchmark(plan: Plan) -> object:
    return by_label(plan, "Table", 3)["Knife crime"][2]


@pytest.mark.long
def test_london_is_the_sum_of_the_boroughs(tmp_path: Path) -> None:
    """By pandas: the 32 boroughs' months, 12 and the 12 before; the page draws the same total."""
    plan = planned(own_pack(tmp_path, list(boroughs())), BARNET, "2017-04")
    frame = pd.DataFrame({area: [knives(place, month) for month in MONTHS] for place, area in enumerate(boroughs())})
    before, now = (int(frame.iloc[at : at + 12].sum().sum()) for at in (0, 12))
    assert now > before
    assert benchmark(plan) == f"London {now:,}, up {now / before - 1:.1%}"
    drawn = cell(plan, "page0_bars[rate]", bar="London")
    assert drawn == pytest.approx(1000 * now / sum(map(number, cells(plan, "areas[population]"))))
    assert not plan.findings


@pytest.mark.long
def test_london_is_not_the_sum_of_some_boroughs(tmp_path: Path) -> None:
    plan = planned(own_pack(tmp_path, list(boroughs())[:-1]), BARNET, "2017-04")
    assert benchmark(plan) == "London not available"
    assert page_part(plan, "Page Knife crime", "rank") == (
        "Benchmark: London not available. No London rank: only 31 of 32 boroughs have these figures."
    )


@pytest.mark.long
def test_londons_own_months_come_first(tmp_path: Path) -> None:
    """Some 1,000 a month, and 900 in the year before: 12,000, up 11.1%."""
    beside = (31, -12, -19, 44, -50, 6, -43, 27, 16, 58, -38, -20, 12, -31, 19, -6, 50, -44, -27, 43, -16, 20, 38, -58)
    assert sum(beside[:12]) == sum(beside[12:]) == 0
    rows = [
        f"London,knife_crime,{month_text(month)},1,{(900 if at < 12 else 1000) + beside[at]},own count"
        for at, month in enumerate(MONTHS)
    ]
    plan = planned(own_pack(tmp_path, list(boroughs()), *rows), BARNET, "2017-04")
    assert benchmark(plan) == "London 12,000, up 11.1%"


# Words.


def test_the_words_of_a_page(call_over: Plan) -> None:
    """Line 63: 6,514 calls, up 14.6%, by 831: they agree; no similar group of this borough is on file."""
    assert page_part(call_over, "Page ASB calls to the police", "drawn") == "The figures agree with what was stated."
    words = str(page_part(call_over, "Page Burglary", "rank"))
    assert words.endswith(". Similar group: not available, none on file.")
    assert words.lower().count("not available") == 1


def test_what_the_summary_lists_as_a_concern_is_red_in_its_table(barnet: Plan) -> None:
    """Lines 314, 315 and 368: detections fell; 10% of repeats where SafeLives expects 28% to 40%."""
    rows = by_label(barnet, "DVA and VAWG", 8)
    assert barnet["DVA and VAWG!B4"] == "RAG"
    red = {name for name, row in rows.items() if row[1] == "Red"}
    assert red == {
        "Domestic abuse offences: sanction detection rate", "Of which violence with injury: sanction detection rate",
        "Repeat referrals (SafeLives expects 28% to 40%)",
    }  # fmt: skip
    found = [sentences(barnet, 0), listed(barnet, "Red, not")]  # a band decides of repeats; detections are shares
    assert [len(names) for names in found] == [1, 2]


BREAK = '[[break]]\nindicator = "robbery"\nfirst_month = "2013-05"\nreason = "own"\n\n[[sheet]]\nname = "Violent crime"'


@pytest.mark.long
def test_a_page_says_where_a_new_basis_lies_in_what_it_draws(tmp_path: Path, westminster: Plan) -> None:
    """37 totals of 12 months: those to April 2017 are all of May 2013 or later, those to March 2017 are not."""
    path = changed(tmp_path, "barnet_pack.toml", ('[[sheet]]\nname = "Violent crime"', BREAK))
    plan = planned(path, BARNET, "2017-04")
    words = "New basis from {}: not comparable before."
    told = str(page_part(plan, "Page Residential burglary", "month"))
    assert told.endswith(words.format("Apr 17"))  # the law's, from 1 April 2017
    assert "New basis" not in str(page_part(plan, "Page Robbery", "month"))
    chosen(plan, BARNET, month_index(2017, 3))
    assert "New basis" not in str(page_part(plan, "Page Residential burglary", "month"))
    assert str(page_part(plan, "Page Robbery", "month")).endswith(words.format("May 13"))
    assert str(page_part(westminster, "Page Residential burglary", "month")).endswith(words.format("Apr 17"))
    assert "New basis" not in str(page_part(westminster, "Page Robbery", "month"))
