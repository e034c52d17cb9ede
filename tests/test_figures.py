"""What ``figures`` says equals, field by field, what the overview's own cells show for the same area and month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import pytest
from commands import few
from figure_cells import differences
from packs import cell, known, row_of

import cspxl
from cspxl.bundled import workbooks
from cspxl.engine import load
from cspxl.facts import Break, boroughs, indicators
from cspxl.registry import load_catalogue
from cspxl.report import dashboard
from cspxl.report.comparison import LONDON
from cspxl.report.configuration import read_configuration
from cspxl.report.figures import figures
from cspxl.report.overview_request import read_request
from cspxl.report.request import Request
from cspxl.sources import SeriesTable, sample_release
from cspxl.values import month_of, month_serial, month_text
from cspxl.workbook.package import read_package
from cspxl.workbook.writer import write

FEBRUARY, APRIL = month_of("2017-02"), month_of("2017-04")


def request_of(table: SeriesTable) -> Request:
    """The packaged overview of a table."""
    configuration = read_configuration(workbooks().joinpath("overview.toml"))
    return read_request(configuration, table, "Barnet", FEBRUARY, "cspxl")


def holed() -> SeriesTable:
    """The sample without Camden, without a month of Brent's burglaries and one of Croydon's robberies."""
    table = sample_release()
    frame = table.frame[table.frame["area"] != "Camden"].reset_index(drop=True)
    for area, indicator, month in (("Brent", "burglary", "2016-05"), ("Croydon", "robbery", "2014-10")):
        of_series = (frame["area"] == area) & (frame["indicator"] == indicator)
        frame.loc[of_series & (frame["month"] == month_of(month)), "value"] = float("nan")
    return replace(table, frame=frame)


def judged_otherwise() -> Request:
    """Other thresholds, a break of one's own, another label's polarity, and a similar group that has all its data."""
    packaged = request_of(sample_release())
    own = Break(month_of("2016-04"), frozenset({"robbery"}), "A new system", "own.toml")
    shown = [replace(item, polarity="higher") if item.key == "rape" else item for item in packaged.indicators]
    return replace(
        packaged,
        near_all=0.5,
        good_rank=9 / 32,
        own_breaks={"robbery": [own]},
        own_groups={"Brent": ["Brent", "Ealing", "Harrow", "Newham"], "Sutton": ["Sutton", "Barnet", "Cheltenham"]},
        indicators=shown,
    )


REQUESTS = {
    "the sample": lambda: request_of(sample_release()),
    "missing figures": lambda: request_of(holed()),
    "other rules": judged_otherwise,
}


@cache
def compiled(kind: str) -> tuple[Request, cspxl.Plan]:
    request = REQUESTS[kind]()
    described = dashboard.describe(request, load_catalogue())
    return request, known(load(read_package(write(described))), described)


def check(kind: str, areas: Sequence[str], months: Sequence[int]) -> None:
    """Every field of every indicator against Workings, and the words against the page."""
    request, plan = compiled(kind)
    found = {(item.area, item.as_at, item.indicator): item.as_data() for item in figures(request, areas, months)}
    assert len(found) == len(areas) * len(months) * len(indicators())
    wrong: list[str] = []
    for month in months:
        plan.set("Control!B6", month_serial(month))
        for area in areas:
            plan.set("Control!B5", area)
            plan.calculate()
            for item in request.indicators:
                row = found[area, month_text(month), item.key]
                told = differences(row, row_of(plan, item.key))
                told += on_the_page(row, plan, item.key)
                wrong += [f"{area}, {row['as_at']}, {item.key}: {what}" for what in told]
    assert not plan.findings
    assert wrong == []


def on_the_page(row: Mapping[str, object], plan: cspxl.Plan, key: str) -> list[str]:
    """RAG and exception as the Overview sheet says them."""
    rag, exception = (cell(plan, f"overview[{name}]", indicator=key) for name in ("rag", "month_0"))
    said = {"rag": rag, "exception": str(exception).lstrip("▲▼● ")}
    return [f"{name}: {row[name]!r}, the page says {word!r}" for name, word in said.items()
            if (row[name] or "Not available") != word]  # fmt: skip


@pytest.mark.parametrize(
    ("area", "month"),
    [
        ("Barnet", "2017-02"),  # five peers outside London
        ("Barnet", "2017-04"),  # burglary's break in the last month
        ("Barking and Dagenham", "2017-04"),
        ("Sutton", "2018-03"),  # the break in the quarter a year before
        ("Kensington and Chelsea", "2008-02"),  # the first months of the table
        ("Hammersmith and Fulham", "2008-12"),
        ("Richmond upon Thames", "2009-11"),
        ("Newham", "2010-03"),  # no estimate of households yet, nor of population
        ("Lambeth", "2016-06"),
        ("Lambeth", "2016-07"),  # the month from which a new estimate is used
        ("Bexley", "2018-12"),  # households of an older year than the population
    ],
)
def test_every_field_is_that_of_the_cells(area: str, month: str) -> None:
    check("the sample", [area], [month_of(month)])


@pytest.mark.long
@pytest.mark.parametrize("area", ["Camden", "Brent", "Croydon", "Barnet"])
@pytest.mark.parametrize("month", ["2016-05", "2016-10", "2018-04"])
def test_figures_that_are_missing_are_missing_in_both(area: str, month: str) -> None:
    check("missing figures", [area], [month_of(month)])


@pytest.mark.long
@pytest.mark.parametrize("area", ["Brent", "Sutton", "Harrow"])
@pytest.mark.parametrize("month", ["2016-03", "2017-02", "2017-04", "2018-02", "2018-03"])
def test_the_reports_own_rules_are_those_of_the_figures(area: str, month: str) -> None:
    check("other rules", [area], [month_of(month)])


@pytest.mark.long
@pytest.mark.parametrize(("kind", "step"), [("the sample", 1), ("missing figures", 6), ("other rules", 6)])
def test_every_borough_through_two_years(kind: str, step: int) -> None:
    """768 workbooks of the sample; those of the other requests in every sixth month."""
    check(kind, list(boroughs()), range(month_of("2016-01"), month_of("2018-01"), step))


# London and other areas that no workbook is about.


def by_hand(key: str, month: str, n: int) -> float:
    """The sum of the boroughs' n months to the month, by pandas."""
    frame, last = sample_release().frame, month_of(month)
    rows = frame[(frame["indicator"] == key) & frame["area"].isin(list(boroughs()))]
    return float(rows[(rows["month"] > last - n) & (rows["month"] <= last)]["value"].sum())


def of_london(request: Request, month: str) -> dict[str, dict[str, object]]:
    return {item.indicator: item.as_data() for item in figures(request, [LONDON], [month_of(month)])}


@pytest.mark.parametrize("key", few(1, ["burglary", "robbery", "total_notifiable"]))
def test_london_is_the_sum_of_its_boroughs(key: str) -> None:
    """Counts by pandas, without the City and Heathrow; the population is the sum of theirs."""
    row = of_london(request_of(sample_release()), "2017-02")[key]
    now, before = by_hand(key, "2017-02", 12), by_hand(key, "2016-02", 12)
    assert (row["rolling12"], row["previous12"], row["quarter"]) == (now, before, by_hand(key, "2017-02", 3))
    assert row["pct"] == pytest.approx((now - before) / before)
    assert row["denominator"] == {"series": "GLA population", "year": 2015}
    people = sum(request_of(sample_release()).basis.denominators["GLA population"].years[2015].values())
    assert row["rate"] == pytest.approx(now / people * 1000)
    assert [row[name] for name in ("london_rank", "london_of", "similar_rank", "similar_of")] == [None] * 4
    assert "without the City of London" in str(row["note"])


@pytest.mark.long
def test_londons_rag_is_that_of_its_two_changes() -> None:
    """Barnet's glossary: both changes positive Green, both negative Red, else Amber; sexual offences are monitored."""
    for month in ("2016-06", "2017-02", "2018-06"):
        rows = of_london(request_of(sample_release()), month)
        a_year_before = f"{int(month[:4]) - 1}{month[4:]}"
        for key, item in indicators().items():
            if item.polarity == "monitor" or (month, item.per) == ("2018-06", "households") or key.startswith("non_"):
                continue
            worse = [by_hand(key, month, n) > by_hand(key, a_year_before, n) for n in (12, 3)]
            assert rows[key]["rag"] == ("Red" if all(worse) else "Amber" if any(worse) else "Green"), (month, key)
        assert rows["rape"]["rag"] == "Monitor"


def test_london_is_not_available_where_a_borough_is_missing() -> None:
    rows = of_london(request_of(holed()), "2017-02")
    for row in rows.values():
        assert [row[name] for name in ("rolling12", "quarter", "fytd", "pct", "rate", "headline")] == [None] * 6
    assert "12 months not available: no figure for 1 of the 32 boroughs" in str(rows["rape"]["note"])
    assert "12 months not available: no figure for 2 of the 32 boroughs" in str(rows["burglary"]["note"])
    assert rows["robbery"]["rag"] is None


def test_a_borough_is_not_ranked_where_another_is_missing() -> None:
    request = request_of(holed())
    [row] = [item for item in figures(request, ["Barnet"], [FEBRUARY]) if item.indicator == "robbery"]
    assert (row.rolling12, row.london_rank, row.london_of) == (456, None, 32)
    assert "London rank not available: no figure for 1 of the 32 boroughs" in row.notes


def test_months_that_are_missing_are_named() -> None:
    rows = figures(request_of(holed()), ["Brent"], [APRIL, month_of("2017-05")])
    of_burglary = [row for row in rows if row.indicator == "burglary"]
    assert "12 months not available: no figure for May 2016" in of_burglary[0].notes
    assert "No comparison with a year before: no figure for May 2016" in of_burglary[1].notes
    [first] = [row for row in figures(request_of(holed()), ["Brent"], [month_of("2008-03")]) if row.indicator == "rape"]
    assert "12 months not available: the data begin in January 2008" in first.notes
