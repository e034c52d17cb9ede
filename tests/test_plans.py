"""Plans against targets. What the packaged plan must give is what its document prints, or a sum by hand beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commands import ROOT, cspxl, few
from live_workbooks import InIroncalc, faults
from open_xml import needs_validator, sdk_errors
from packs import BARKING, cell, cells, packaged, places
from plans import HILLINGDON, described, own, planned
from test_looks import cut

from cspxl.engine import Plan, load
from cspxl.errors import InputError
from cspxl.forms import shapes
from cspxl.lint import lint
from cspxl.report.describe import Formula, Workbook
from cspxl.values import month_of, month_serial
from cspxl.workbook.package import read_package

PLANS = {
    "plan.toml": ("2017-12", HILLINGDON),
    "plan_on_a_page.toml": ("2021-12", BARKING),
    "framework.toml": ("2017-04", BARKING),
}
LINE = "Brent,{key},{month},{n},{value},,,test\n"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return planned()


def of(plan: Plan, key: str, *names: str) -> tuple[object, ...]:
    return tuple(cell(plan, f"measures[{name}]", measure=key) for name in names)


# Targets as Hillingdon's plan of 2017/18 prints them, lines 30 to 50, 55, 74 and 75 of its monitoring report.
@pytest.mark.parametrize(
    ("key", "target"),
    [
        ("residential_burglary", 1664),
        ("non_residential_burglary", 724),
        ("violence_with_injury", 2337),
        ("robbery", 444),
        ("knife_crime_with_injury", 99),
        ("police_asb", 8821),
        ("council_asb", 7568),
        ("police_confidence", 0.60),
        ("marac_cases", 25),
        ("marac_repeats", 0.19),
    ],
)
def test_the_targets_that_the_plan_prints(plan: Plan, key: str, target: float) -> None:
    assert of(plan, key, "target") == (pytest.approx(target),)


# To date: the sum of its quarters; projected: to date × 4 ÷ quarters; status: projected ÷ target.
@pytest.mark.parametrize(
    ("key", "to_date", "projected", "status", "strict"),
    [
        ("residential_burglary", 758, 1516, "On track", "On track"),
        ("non_residential_burglary", 239, 478, "On track", "On track"),
        ("violence_with_injury", 1226, 2452, "At risk", "Off track"),  # 2452 / 2337 = 1.0492
        ("robbery", 230, 460, "At risk", "Off track"),  # 460 / 444 = 1.0360
        ("knife_crime_with_injury", 64, 128, "Off track", "Off track"),
        ("young_people_pwit", 9, 12, "On track", "On track"),
        ("young_people_vap", 49, 196 / 3, "On track", "On track"),
        ("police_asb", 4676, 9352, "Off track", "Off track"),  # 9352 / 8821 = 1.0602
        ("council_asb", 3655, 7310, "On track", "On track"),
        ("domestic_abuse_repeats", 1009, 4036 / 3, "Off track", "Off track"),  # 1345 against 1253
    ],
)
def test_outturn_and_status(
    plan: Plan, key: str, to_date: int, projected: float, status: str, strict: str,
) -> None:
    assert of(plan, key, "to_date", "projected", "status") == (to_date, pytest.approx(projected), status)
    (margin,) = places(plan, "control[at_risk]")
    plan.set(margin, 0)
    assert of(plan.calculate(), key, "status") == (strict,)
    plan.set(margin, 0.05)
    plan.calculate()


def test_what_of_a_target_is_due(plan: Plan) -> None:
    assert of(plan, "residential_burglary", "expected") == (832,)  # half of 1664
    assert of(plan, "domestic_abuse_repeats", "expected") == (939.75,)  # three quarters of 1253
    assert of(plan, "marac_cases", "expected") == (21.5,)  # half-way from 18 to 25
    assert of(plan, "marac_repeats", "expected", "status") == (pytest.approx(0.165), "Off track")  # 13% is below
    assert of(plan, "police_confidence", "expected", "status") == (pytest.approx(0.585), "On track")


def test_a_quarter_that_is_not_available_stays_so(plan: Plan) -> None:
    used = cells(plan, "measures[used]", measure="robbery")
    assert used == [126, 104, "Data not yet available", ""]
    assert of(plan, "robbery", "last") == (2,)


def test_cohorts_are_judged_with_their_interval(plan: Plan) -> None:
    """Intervals by the published worked examples of the functions: 13 of 13, 24 of 25."""
    assert of(plan, "community_marac", "status", "distance") == ("Met", "13 of 13, interval 77% to 100%")
    assert of(plan, "drug_intervention", "status", "distance") == ("Met", "24 of 25, interval 80% to 99%")
    assert of(plan, "hate_crime_awareness", "status", "rag") == ("Not available", "Not available")


def test_milestones(plan: Plan) -> None:
    assert of(plan, "domestic_abuse_strategy", "status", "rag", "distance") == ("Overdue", "Red", "due Jun 2017")
    assert of(plan, "white_ribbon_day", "status", "rag") == ("Complete", "Green")


def test_targets_in_words(plan: Plan) -> None:
    keys = ("robbery", "young_people_vap", "police_confidence", "marac_cases", "marac_repeats", "community_marac",
            "domestic_abuse_strategy")  # fmt: skip
    assert [of(plan, key, "aim")[0] for key in keys] == [
        "5% less each year, compound",
        "5% less than the 12 months to Mar 2016 (joint target: on track)",
        "5% more than the baseline by Mar 2019",
        "18 to 40 over 3 years, year 1",
        "14% to 28% over 3 years, year 1",
        "at least 75% of the cohort, with its interval",
        "by June 2017",
    ]


def test_each_page_says_what_its_measures_come_to(plan: Plan) -> None:
    assert [cell(plan, f"theme{at}_lead[text]") for at in (1, 2, 3, 4)] == [
        "Two measures: two on track.",
        "Five measures: one off track, two at risk, two on track.",
        "Six measures: one off track, four on track, one not judged.",
        "Five measures: three off track, two on track.",
    ]
    assert cell(plan, "themes[worst]", theme=2) == "Knife crime with injury: off track, 29.3% above target."
    assert cell(plan, "summary_lead[text]") == "5 of 18 measures off track, 2 at risk, 10 on track, 1 not judged."


def test_an_earlier_month_leaves_later_quarters_out(plan: Plan) -> None:
    (month,) = places(plan, "control[month]")
    plan.set(month, month_serial(month_of("2017-08")))
    plan.calculate()
    assert of(plan, "residential_burglary", "to_date", "projected") == (329, 1316)
    assert of(plan, "white_ribbon_day", "status") == ("Not yet due",)
    plan.set(month, month_serial(month_of("2017-12")))
    plan.calculate()


# Kinds that the packaged plan does not have.

BASE = LINE.format(key="calls", month="2017-03", n=12, value=1000)


def quarters(*values: object) -> str:
    months = ("2017-06", "2017-09", "2017-12", "2018-03")
    return "".join(LINE.format(key="calls", month=month, n=3, value=value)
                   for month, value in zip(months, values, strict=False))  # fmt: skip


def measure(text: str) -> str:
    return f'[[theme.measure]]\nkey = "calls"\nlabel = "Calls"\n{text}'


@pytest.mark.parametrize(
    ("text", "figures", "wanted"),
    [
        # The second year of 5% less: 902.5, rounded to 903; linear 900.
        ("change = -0.05\nyear = 2", BASE + quarters(200), {"target": 903, "aim": "5% less each year, compound"}),
        ('change = -0.05\nmethod = "linear"\nyear = 2', BASE + quarters(200), {"target": 900}),
        ('target = 900\npolarity = "lower"', quarters(200, 300), {"target": 900, "projected": 1000, "rag": "Red"}),
        ("target = 900", quarters(200, 300), {"status": "On track", "aim": "at least 900"}),
        # 1000 × 4 ÷ 4 = 1000 against 999.9: a hundredth of a per cent.
        ('target = 999.9\npolarity = "lower"', quarters(250), {"distance": "less than 0.1% above target"}),
        # A quarter is missing before the last: nothing is added up.
        ("change = -0.05", BASE + quarters(200, "TBC", 210), {"to_date": "Not available", "rag": "Not available"}),
        ("change = -0.05", quarters(200), {"target": "Not available", "rag": "Not available"}),
        ('measure = "share"\nband = [0.28, 0.40, 0.03]', quarters("25%"), {"rag": "Amber", "status": "At risk"}),
        ('measure = "share"\nband = [0.28, 0.40, 0.03]', quarters("12%"), {"distance": "12% against 28% to 40%"}),
        ('measure = "share"\nband = [0.28, 0.40, 0.03]', quarters("30%"), {"status": "On track"}),
        ('polarity = "monitor"\nchange = 0.05', BASE + quarters(200), {"rag": "Monitor", "status": "Monitor"}),
        # Functions' published example: 19 of 25 against 75%.
        ('measure = "cohort"\ntarget = 0.75', "Brent,calls,2017-09,,,19,25,test\n",
         {"status": "Too close to say", "rag": "Amber"}),
    ],
    ids=["second year", "linear", "stated, lower", "stated, higher", "next to nothing", "a gap", "no baseline",
         "band, near", "band, off", "band, inside", "monitored", "few cases"],
)  # fmt: skip
def test_every_kind_of_target(tmp_path: Path, text: str, figures: str, wanted: dict[str, object]) -> None:
    plan = planned(own(tmp_path, measure(text), figures), area="Brent")
    assert {name: of(plan, "calls", name)[0] for name in wanted} == wanted


def test_what_is_due_by_the_season_of_past_years(tmp_path: Path) -> None:
    """April to June have 6 of 78, 12 of 156 and 30 of 120 of the year: 13.46% on average.

    1,200 × that is 161.54, and 60 by June makes 445.71 in the year.
    """
    values = [
        3, 1, 2, 9, 4, 12, 6, 11, 5, 10, 7, 8,
        4, 2, 6, 16, 10, 24, 8, 20, 12, 22, 14, 18,
        9, 12, 9, 11, 8, 10, 13, 7, 9, 12, 8, 12,
    ]  # fmt: skip
    sums = [(sum(values[at : at + 3]), sum(values[at : at + 12])) for at in (0, 12, 24)]
    assert sums == [(6, 78), (12, 156), (30, 120)]
    months = "".join(f"Brent,calls,{year}-{month:02},1,{value},,,test\n" for value, (year, month) in zip(
        values, ((2014 + at // 12, at % 12 + 1) for at in range(3, 39)), strict=True))  # fmt: skip
    text = measure('target = 1200\npolarity = "lower"\nexpected = "past years"')
    plan = planned(own(tmp_path, text, months + quarters(60)), area="Brent", month="2017-06")
    expected, projected = of(plan, "calls", "expected", "projected")
    assert (expected, projected) == (pytest.approx(161.538462), pytest.approx(445.714286))


def test_a_joint_target_is_met_only_together(tmp_path: Path) -> None:
    both = measure('target = 900\npolarity = "lower"\njoint = "Both"\n') + measure(
        'target = 900\npolarity = "lower"\njoint = "both"\n').replace("calls", "visits")  # fmt: skip
    figures = quarters(100) + quarters(300).replace("calls", "visits")
    plan = planned(own(tmp_path, both, figures), area="Brent")
    assert [of(plan, key, "status", "joint") for key in ("calls", "visits")] == [
        ("On track", "off track"), ("Off track", "off track"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "figures", "told"),
    [
        ("", quarters(1), "line 10: key: has none of them; a measure has one of change, path, target, band, due"),
        ('change = -0.05\ndue = "2017-06"', quarters(1), "line 13: due: has change and due; a measure has one of"),
        ("change = -5", quarters(1), "line 12: change: -5 is outside the limits; write a number not below -1"),
        ("path = [40, 2.5]", quarters(1), "line 12: path: write where it ends and after how many years"),
        ('measure = "share"\npath = [28, 3]', quarters("1%"), "line 13: path: 28 is above 1; write 28% as 0.28"),
        ('due = "June"', quarters(1), "line 12: due: 'June' is no month; write it as 2017-06"),
        ("band = [1, 2, 0]", quarters(1), "line 12: band: a band is of a rate or a share"),
        ('expected = "past years"\ntarget = 1', quarters(1), "line 12: expected: no months (n_months 1) of calls"),
        ("target = 1", LINE.format(key="calls", month="2017-06", n=12, value=9), "2017-06, is no quarter; write 3"),
        ("change = -0.05", BASE.replace(",12,", ",3,"), "to 2017-03, is the baseline and no year; write 12"),
        ('measure = "cohort"\ntarget = 0.5', quarters("50%"), "to 2017-06: write how many of how many"),
        ('measure = "share"\ntarget = 0.5', quarters(62), "row 2, column value: 62 is shown as a share by the line"),
        ("target = 900", quarters("62%"), "row 2, column value: 62% is shown as a count by the line"),
        ("target = 900", quarters(62.5), "row 2, column value: 62.5 is no whole number"),
        ("target = 900", quarters(1) + "Brrent,calls,2017-09,3,5,,,test\n", "column area: “Brrent” is like “Brent”"),
    ],
    ids=["no kind", "two kinds", "change", "path", "share", "month", "band of a count", "no season", "no quarter",
         "no year", "no parts", "a percentage without its sign", "a share of a count", "half a call",
         "another spelling"],
)  # fmt: skip
def test_what_cannot_be_meant_is_one_line(tmp_path: Path, text: str, figures: str, told: str) -> None:
    path = own(tmp_path, measure(text), figures)
    with pytest.raises(InputError) as caught:
        described(path, area="Brent")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_said_of_no_measure_is_told(tmp_path: Path) -> None:
    path = own(tmp_path, measure("target = 900"), quarters(1), said="Brent,cals,2017-06,action,Patrols,test\n")
    with pytest.raises(InputError, match=r"column indicator: there is no indicator “cals”; did you mean 'calls'\?"):
        described(path, area="Brent")


def test_activity_that_no_page_holds_is_told(tmp_path: Path) -> None:
    said = f"Brent,calls,2017-06,action,{'x' * 500},test\n" * 4
    with pytest.raises(InputError, match="its actions have 2,000 letters; a page holds 1,500"):
        described(own(tmp_path, measure("target = 900"), quarters(1), said=said), area="Brent")


def test_a_figure_that_stands_in_two_files_is_told(tmp_path: Path) -> None:
    path = own(tmp_path, measure("target = 900"), quarters(1))
    (tmp_path / "more.csv").write_text((tmp_path / "figures.csv").read_text("utf-8"), encoding="utf-8")
    path.write_text(path.read_text("utf-8").replace('["figures.csv"]', '["figures.csv", "more.csv"]'), encoding="utf-8")
    with pytest.raises(InputError, match=r"calls of Brent to 2017-06 stands in row 2 of figures.csv too; keep one"):
        described(path, area="Brent")


def test_a_figure_of_no_quarter_is_told_and_the_plan_is_built(tmp_path: Path) -> None:
    figures = quarters(200) + LINE.format(key="calls", month="2017-08", n=3, value=9)
    path = own(tmp_path, measure("target = 900"), figures)
    ran = cspxl("build", path, "--area", "Brent", "--as-at", "2017-12", "--out", tmp_path / "out")
    told = "of no quarter of the plan's year, and no baseline, so not shown: row 3, calls to 2017-08"
    assert (ran.code, told in ran.err) == (0, True), ran.err
    assert (tmp_path / "out" / "brent_2017-12_own-plan.xlsx").exists()


# The plan on a page, the framework, completions.


def moved(plan: Plan, key: str, *names: str) -> tuple[object, ...]:
    return tuple(cell(plan, f"moved[{name}]", line=key) for name in names)


def test_the_plan_on_a_page() -> None:
    """As the plan of 2021 states its figures; 38 and 35, 81 and 79 of 100 lie within chance for 1,000 answers each.

    z of two shares: 0.03 / √(0.365 × 0.635 × 2/1000) = 1.39; 0.02 / √(0.8 × 0.2 × 2/1000) = 1.12.
    """
    plan = planned(packaged("plan_on_a_page.toml"), "2021-12", BARKING)
    assert moved(plan, "burglary", "words", "seen", "period") == (
        "down 29.3%, as published", "Better", "12 months to Mar 21",
    )  # fmt: skip
    assert moved(plan, "safe_after_dark", "words", "seen") == ("38.0%, up 3.0 points", "Within chance")
    assert moved(plan, "safe_in_the_day", "words", "seen") == ("81.0%, up 2.0 points", "Within chance")
    assert moved(plan, "serious_youth_violence", "seen") == ("Worse",)
    assert moved(plan, "rape", "words", "seen") == ("down 24.3%, as published", "Not judged")
    assert cell(plan, "priority1_knife_crime[text]") == "Better"


def test_the_framework_counts_its_indicators_and_doubts_what_cannot_be() -> None:
    """355, down 28, is 7.3% less than 383 and not 1.5%; no count before makes 56 a rise of 6.1%: of 53 it is 5.7%."""
    plan = planned(packaged("framework.toml"), "2017-04", BARKING)
    assert cell(plan, "framework_lead[text]") == "15 indicators, 14 mandatory, 1 local. Monitored already: 7."
    assert moved(plan, "knife_crime", "words") == ("355, down 7.3% (Stated -1.5%, recomputed -7.3%)",)
    assert moved(plan, "gun_crime", "check") == ("No whole-number previous value gives +6.1%",)
    assert moved(plan, "hate_crime", "words", "seen") == ("2,788, down 5.8%", "Worse")  # 2788 + 172 = 2960
    assert moved(plan, "first_time_entrants", "words") == ("134, up 5.5%",)  # 134 - 7 = 127


def test_completions_beside_the_national_average(plan: Plan) -> None:
    """In points; beyond chance from n = 1.96² × p(1 − p) ÷ d² cases on, p the average and d the difference."""
    keys = ("opiate", "non_opiate", "alcohol", "alcohol_and_non_opiate")
    found = [[cell(plan, f"compared[{name}]", share=f"completions_{key}") for name in ("points", "enough", "chance")]
             for key in keys]  # fmt: skip
    assert found == [
        [pytest.approx(0.021), 375, "Cannot be said"],
        [pytest.approx(0.084), 128, "Cannot be said"],
        [pytest.approx(0.191), 26, "Cannot be said"],
        [pytest.approx(0.054), 296, "Cannot be said"],
    ]


@pytest.mark.parametrize(("part", "whole", "chance"), [(15, 25, "Within chance"), (16, 26, "Beyond chance")])
def test_completions_with_their_numbers(plan: Plan, part: int, whole: int, chance: str) -> None:
    """60% of 25 may be 40.9% by chance, its interval being 40.7% to 76.6%; 16 of 26 not: 42.5% to 77.6%."""
    key = "completions_alcohol"
    for name, value in (("share", None), ("part", part), ("whole", whole)):
        (address,) = places(plan, f"beside[{name}]", share=key)
        plan.set(address, value)
    plan.calculate()
    assert cell(plan, "compared[chance]", share=key) == chance


@pytest.mark.parametrize(
    ("top", "told"),
    [
        ("", "is missing; write at least one of [[theme]], [[priority]], [[framework]], [[comparison]]"),
        ('[[priority]]\nname = "A"\nsubgroup = "B"\nfocus = []', "focus: write a list of texts"),
        ('[[framework]]\nname = "A"', "indicator: is missing; write an [[framework.indicator]] for each"),
        ('[[comparison]]\nname = "A"\nagainst = "England"', "line: is missing; write a [[comparison.line]]"),
        ('[[comparison]]\nname = "A"\nsheet = "Inputs"\nagainst = "London"\nline = [{key = "calls", label = "Calls"}]',
         "sheet: there is another sheet called 'Inputs'"),
    ],
    ids=["nothing", "no focus", "no indicator", "no line", "a sheet of ours"],
)  # fmt: skip
def test_a_part_that_cannot_be_meant_is_one_line(tmp_path: Path, top: str, told: str) -> None:
    path = own(tmp_path, "", quarters(1))
    text = path.read_text("utf-8").partition("[[theme]]")[0]
    path.write_text(text + top, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        described(path, area="Brent")
    assert told in str(caught.value)


def test_the_small_plan_of_its_page(tmp_path: Path) -> None:
    """docs/plans.md: 1226 by half-year against 5% less than 2460; 26% is below the band; nothing is launched."""
    page = (ROOT / "docs" / "plans.md").read_text("utf-8")
    names = ("own_plan.toml", "own_plan.csv", "own_activity.csv")
    for name, text in zip(names, re.findall(r"```(?:toml|csv)\n(.*?)```", page, re.DOTALL), strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    plan = planned(tmp_path / "own_plan.toml", "2017-12", "Brent")
    assert of(plan, "violence_with_injury", "target", "projected", "status") == (2337, 2452, "At risk")
    assert of(plan, "marac_repeats", "rag", "distance") == ("Amber", "26% against 28% to 40%")
    assert of(plan, "strategy", "status") == ("Overdue",)


# What a board reads.


def board(name: str) -> tuple[Workbook, Plan, set[str]]:
    """A packaged plan, calculated, and the sheets that print."""
    found = described(packaged(name), *PLANS[name])
    return found, planned(packaged(name), *PLANS[name]), {item.name for item in found.sheets if not item.page.empty}


@pytest.mark.parametrize("name", few(1, PLANS))
def test_no_text_of_a_page_is_cut(name: str) -> None:
    book, plan, pages = board(name)
    assert len(pages) > 1
    assert [line for line in cut(book, plan) if line.partition("!")[0] in pages] == []


def test_rag_is_called_in_one_column() -> None:
    rag = re.compile(r"\bRAG(_BAND|_TARGET)?\(")
    calls = [(item.name, put.column) for item in described().sheets for put in item.cells
             if isinstance(put.content, Formula) and rag.search(put.content.text)]  # fmt: skip
    assert len(calls) == 18  # a row for each measure
    assert len(set(calls)) == 1


# From the command line, and in every host.


def test_the_plan_from_the_command_line(tmp_path: Path) -> None:
    ran = cspxl("build", "plan.toml", "--area", "hillingdon", "--as-at", "2017-12", "--out", tmp_path)
    assert (ran.code, ran.err) == (0, "")
    (path,) = tmp_path.glob("*.xlsx")
    assert path.name == "hillingdon_2017-12_plan.xlsx"
    assert lint(path) == []
    checked = cspxl("check", path)
    assert checked.code == 0, checked.out


@pytest.mark.long
@pytest.mark.parametrize("name", ["plan_on_a_page.toml", "framework.toml"])
def test_the_checker_finds_nothing_in_the_others(name: str, tmp_path: Path) -> None:
    month, area = PLANS[name]
    assert cspxl("build", name, "--area", area, "--as-at", month, "--out", tmp_path).code == 0
    (path,) = tmp_path.glob("*.xlsx")
    assert lint(path) == []
    assert cspxl("check", path).code == 0


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--area", "Brent", "--as-at", "2017-12"), 3, "the plan is Hillingdon's, not Brent's"),
        (("--area", HILLINGDON, "--as-at", "2016-12"), 3, "December 2016 is not in the plan's year"),
        (("--area", HILLINGDON), 2, "give --as-at YYYY-MM, and no --data"),
        (("--area", HILLINGDON, "--area", "Brent", "--as-at", "2017-12"), 2, "a plan is of one area"),
    ],
    ids=["area", "month", "no month", "two areas"],
)
def test_a_wrong_command_is_told(tmp_path: Path, words: tuple[str, ...], code: int, told: str) -> None:
    ran = cspxl("build", "plan.toml", *words, "--out", tmp_path)
    assert (ran.code, told in ran.err) == (code, True), ran.err


@pytest.fixture(scope="module", params=few(1, PLANS))
def live(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "live.xlsx"
    shaped = shapes(described(packaged(request.param), *PLANS[request.param]), "lambda")[1]
    assert shaped is not None
    path.write_bytes(shaped)
    return path


def test_ironcalc_recalculates_every_cell(live: Path) -> None:
    """With another margin, and as at an earlier month, too."""
    assert faults(live) == []
    plan = load(read_package(live))
    iron = InIroncalc(live)
    where = described().at
    assert where is not None
    month, margin = (where(name).replace("$", "").replace("'", "") for name in ("control[month]", "control[at_risk]"))
    for changes in ({}, {month: month_serial(month_of("2017-09"))}, {margin: 0}):
        assert [*iron.differences(plan, changes)] == []


@needs_validator
def test_the_open_xml_sdk_finds_nothing(live: Path) -> None:
    assert sdk_errors(live) == []
