"""Judging by signal: Green and Red only where a change is more than chance explains, or lasts. scipy is the judge."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import few
from packs import BARKING, BARNET, cell, changed, chosen, known, packaged, places, planned, release
from scipy.stats import binomtest, kendalltau

from cspxl.engine import Plan, load
from cspxl.errors import InputError
from cspxl.facts import boroughs
from cspxl.registry import load_catalogue
from cspxl.report import dashboard
from cspxl.report.configuration import read_configuration
from cspxl.report.figures import figures
from cspxl.report.overview_request import read_request
from cspxl.report.request import Request
from cspxl.values import month_of
from cspxl.workbook.package import read_package
from cspxl.workbook.writer import write

SIGNAL = 'judgement = "signal"\n'
APRIL = "2017-04"


def series(area: str, indicator: str, month: str) -> list[int]:
    """The 24 months up to one, by pandas from the police's files."""
    frame, last = release("A").frame, month_of(month)
    one = frame[(frame["area"] == area) & (frame["indicator"] == indicator)].set_index("month")["value"]
    return [int(value) for value in one.loc[last - 23 : last]]


def told(now: int, before: int) -> str:
    """Up, Down or nothing: given the sum, the count now is binomial with a half."""
    if not now + before or binomtest(now, now + before).pvalue >= 0.05:
        return ""
    return "Up" if now > before else "Down"


def trend(values: list[int]) -> str:
    """Up, Down or nothing of the months, where there are enough."""
    if max(sum(values[:12]), sum(values[12:]), *(sum(values[at : at + 12]) for at in range(13))) < 20:
        return ""
    found = kendalltau(range(len(values)), values)
    if found.pvalue >= 0.05:
        return ""
    return "Up" if found.statistic > 0 else "Down"


def colour(area: str, indicator: str, month: str) -> str:
    """Of an indicator of which a fall is good."""
    values = series(area, indicator, month)
    moved = {told(sum(values[12:]), sum(values[:12])), trend(values)} - {""}
    return {("Down",): "Green", ("Up",): "Red"}.get(tuple(moved), "No clear change")


def overview(tmp_path: Path, *more: str) -> Request:
    path = tmp_path / "overview.toml"
    path.write_text(SIGNAL + packaged("overview.toml").read_text("utf-8") + "\n".join(more), encoding="utf-8")
    return read_request(read_configuration(path), release("A"), BARNET, month_of(APRIL), "cspxl")


@pytest.mark.parametrize("month", few(1, ["2017-04", "2018-12", "2012-07"]))
def test_every_borough_is_judged_as_scipy_judges(month: str, tmp_path: Path) -> None:
    """Figures of the command line: 32 boroughs, each indicator that is judged and has no break in its two years."""
    found = figures(overview(tmp_path), boroughs(), [month_of(month)])
    judged = [one for one in found if one.rag not in {"Monitor", "Not judged"}]
    assert len(judged) >= 6 * 32
    assert {one.rag for one in judged} == {"Green", "Red", "No clear change"}
    for one in judged:
        assert one.rag == colour(one.area, one.indicator, month), (one.area, one.indicator)


def test_the_page_has_what_the_command_line_has(tmp_path: Path) -> None:
    request = overview(tmp_path)
    described = dashboard.describe(request, load_catalogue())
    plan = known(load(read_package(write(described))).calculate(), described)
    for area, month in ((BARNET, "2017-04"), ("Hackney", "2018-12"), ("Bromley", "2011-10")):
        chosen(plan, area, month_of(month))
        for one in figures(request, [area], [month_of(month)]):
            assert cell(plan, "overview[rag]", indicator=one.indicator) == one.rag, (area, month, one.indicator)
    assert not plan.findings


def test_what_an_indicator_is_judged_by_is_said_of_it_alone(tmp_path: Path) -> None:
    """A target still decides; ranks and quarter still judge what is said to be judged by them."""
    rules = [
        '[[indicator]]\nkey = "burglary"\ntarget = 3000\n', '[[indicator]]\nkey = "robbery"\njudged_by = "factors"',
    ]
    by = {one.indicator: one.rag for one in figures(overview(tmp_path, *rules), [BARNET], [month_of(APRIL)])}
    assert sum(series(BARNET, "burglary", APRIL)[12:]) > 1.05 * 3000
    assert by["burglary"] == "Red"
    path = tmp_path / "glossary.toml"
    path.write_text(packaged("overview.toml").read_text("utf-8"), encoding="utf-8")
    glossary = read_request(read_configuration(path), release("A"), BARNET, month_of(APRIL), "cspxl")
    usual = {one.indicator: one.rag for one in figures(glossary, [BARNET], [month_of(APRIL)])}
    assert by["robbery"] == usual["robbery"]


# Packs


@pytest.fixture(scope="module")
def call_over(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    path = changed(tmp_path_factory.mktemp("pack"), "call_over.toml", ("report =", f"{SIGNAL}report ="))
    return planned(path, BARKING, APRIL)


@pytest.mark.parametrize(("subject", "now", "before"), [
    ("asb_calls", 6514, 5683), ("serious_youth_violence", 232, 240), ("knife_crime", 355, 383),
])  # fmt: skip
def test_entered_counts_are_judged_by_chance_alone(call_over: Plan, subject: str, now: int, before: int) -> None:
    """Document 000: 6,514 calls after 5,683, 232 victims after 240, 355 offences and 28 fewer than before."""
    wanted = {"Up": "Red", "Down": "Green", "": "No clear change"}[told(now, before)]
    assert cell(call_over, "judgements[rag]", subject=subject) == wanted
    assert cell(call_over, "judgements[judged_by]", subject=subject) == "signal"


def test_the_summary_has_a_list_of_what_did_not_clearly_change(call_over: Plan) -> None:
    lead = str(call_over["Summary!A3"])
    rags = [cell(call_over, "judgements[counted]", subject=name) for name in
            ("asb_calls", "serious_youth_violence", "knife_crime", "burglary")]  # fmt: skip
    assert rags.count("No clear change") == 2
    assert "without a clear change" in lead
    why = str(cell(call_over, "judgements[plain]", subject="serious_youth_violence"))
    assert why == "No clear change: changed by no more than chance or the tolerance explains."


def test_a_change_within_the_tolerance_is_no_signal(tmp_path: Path) -> None:
    """6,514 after 5,683 is up 14.6%."""
    path = changed(tmp_path, "call_over.toml", ("report =", f"{SIGNAL}report ="))
    plan = planned(path, BARKING, APRIL)
    for tolerance, rag in ((0.14, "Red"), (0.15, "No clear change")):
        plan.set(places(plan, "pack[tolerance]")[0], tolerance)
        plan.calculate()
        assert cell(plan, "judgements[rag]", subject="asb_calls") == rag


def test_a_wrong_word_is_one_line(tmp_path: Path) -> None:
    path = changed(tmp_path, "call_over.toml", ("report =", 'judgement = "chance"\nreport ='))
    with pytest.raises(InputError, match=r"judgement: 'chance' is not known; use one of: glossary, signal"):
        planned(path, BARKING, APRIL)
