"""The overview dashboard: every cell against the figures, pandas and the documents, for every borough."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from commands import BARKING, BARNET, SAMPLE, cspxl, few, long, with_data
from figure_cells import differences
from packs import cells, of_overview, on_page, places, police_rows

import cspxl as functions
from cspxl.facts import boroughs, indicators
from cspxl.report.basis import london_basis
from cspxl.sources import sample_release
from cspxl.values import month_index, month_serial

FEBRUARY, APRIL = month_index(2017, 2), month_index(2017, 4)
MESSAGE = 5  # the row of the overview that says what is wrong with a Control cell


def values(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=True)


def workings(book: openpyxl.Workbook) -> dict[str, dict[str, object]]:
    """The Workings sheet: figures by indicator key."""
    return dict(zip(indicators(), police_rows(book), strict=True))


@cache
def counts() -> pd.DataFrame:
    """The sample as a plain table of months by area and indicator, for pandas' second opinion."""
    frame = sample_release().frame
    return frame.pivot_table(index="month", columns=["indicator", "area"], values="value")


def second_opinion(area: str, key: str, as_at: int) -> dict[str, float | None]:
    """The figures of one indicator by pandas: rolling sums and their changes."""
    series = counts()[key][area]
    rolling, quarter = series.rolling(12).sum(), series.rolling(3).sum()
    found: dict[str, float | None] = {
        "rolling12": rolling[as_at],
        "previous12": rolling[as_at - 12],
        "quarter": quarter[as_at],
        "quarter_year_ago": quarter[as_at - 12],
        "change": rolling.pct_change(12, fill_method=None)[as_at],
        "quarter_change": quarter.pct_change(12, fill_method=None)[as_at],
    }
    for item in london_basis().breaks_of(key):
        if as_at - 23 < item.first_month <= as_at:
            found["change"] = None
        if as_at - 14 < item.first_month <= as_at:
            found["quarter_change"] = None
    return found


def agree(shown: object, expected: float | None) -> bool:
    if expected is None or math.isnan(expected) or math.isinf(expected):
        return shown in {"", None}
    return shown == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("name", few(1, [BARNET, BARKING]))
def test_every_formula_has_its_value_beside_it(demo: Path, name: str) -> None:
    formulas, cached = openpyxl.load_workbook(demo / name), values(demo / name)
    n_formulas = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                n_formulas += 1
                value = cached[sheet.title][cell.coordinate].value
                # An empty text reads back as None; nothing reads back as an error but #N/A, a gap in what is drawn.
                is_gap = value == "#N/A" and sheet.title == "Workings" and str(cell.value).endswith("NA())")
                assert is_gap or not (isinstance(value, str) and value.startswith("#") and value != "#"), cell
    assert n_formulas > 500
    assert not [
        cell.coordinate
        for row in cached["Overview"].iter_rows(max_row=16)
        if row[0].row != MESSAGE  # an empty text where nothing is wrong
        for cell in row
        if cell.value is None and formulas["Overview"][cell.coordinate].data_type == "f"
    ]


def test_pandas_reads_the_values(demo: Path) -> None:
    frame = pd.read_excel(demo / BARNET, sheet_name="Overview", header=5, nrows=10)
    assert list(frame["Indicator"]) == [item.label for item in indicators().values()]
    robbery = frame.set_index("Indicator").loc["Robbery"]
    assert robbery["12 months\nMar 16 - Feb 17"] == 456
    assert not frame.isna().to_numpy().any()


def test_barnet_says_what_its_board_was_told(demo: Path) -> None:
    """Barnet SCPB papers, April 2017, page 3: RAG, ranks and directions; volumes are those of release A."""
    book = values(demo / BARNET)
    rows = {key: on_page(book, key) for key in indicators()}
    burglaries = ("residential_burglary", "non_residential_burglary")
    assert [rows[key]["rag"] for key in (*burglaries, "robbery")] == ["Green"] * 3
    assert [rows[key]["london"] for key in (*burglaries, "robbery", "violence_with_injury")] == [
        "29/32", "19/32", "6/32", "3/32",
    ]  # fmt: skip
    violence = rows["violence_with_injury"]
    assert violence["rag"] == "Amber"
    assert violence["similar"] == "Not available: 5 of 15 peers have no data"
    assert str(violence["factors"]).splitlines()[0] == "− 12 months up 3.7%"
    assert "3/32 in London" in str(violence["factors"])
    assert rows["residential_burglary"]["base"] == "GLA households 2015"
    headings = [cell.value for cell in book["Overview"][6] if str(cell.value).startswith("Exception")]
    assert headings == ["Exception\nFeb 17", "Exception\nJan 17", "Exception\nDec 16"]


def test_a_break_is_said_and_not_compared(demo: Path) -> None:
    row = on_page(values(demo / BARKING), "residential_burglary")
    assert row["indicator"] == "Residential burglary"
    assert row["change"] == "Not comparable"
    assert "not comparable, new basis Apr 17" in str(row["factors"])


@pytest.mark.parametrize(
    ("name", "area", "as_at"), few(1, [(BARNET, "Barnet", "2017-02"), (BARKING, "Barking and Dagenham", "2017-04")]),
)
def test_cells_equal_the_figures_command(demo: Path, name: str, area: str, as_at: str) -> None:
    found = workings(values(demo / name))
    rows = cspxl("figures", *with_data(SAMPLE), "--area", area, "--as-at", as_at, "--json").data
    assert [row["indicator"] for row in rows] == list(found)
    assert [told for row in rows if (told := differences(row, found[row["indicator"]]))] == []


@pytest.fixture(scope="session")
def plan(demo: Path) -> functions.Plan:
    return of_overview(functions.load(demo / BARNET))


@pytest.mark.parametrize("as_at", [FEBRUARY, *long(APRIL, month_index(2018, 12), month_index(2010, 3))])
def test_every_borough_agrees_with_pandas(plan: functions.Plan, as_at: int) -> None:
    """Changing the two control cells changes everything; pandas computes the same by other means."""
    check_every_borough(plan, as_at)


@pytest.mark.long
@pytest.mark.parametrize("as_at", range(month_index(2009, 12), month_index(2019, 1), 4))
def test_every_borough_agrees_with_pandas_through_ten_years(plan: functions.Plan, as_at: int) -> None:
    check_every_borough(plan, as_at)


def check_every_borough(plan: functions.Plan, as_at: int) -> None:
    plan.set("Control!B6", month_serial(as_at))
    for area in boroughs():
        plan.set("Control!B5", area)
        plan.calculate()
        for key in indicators():
            for name, expected in second_opinion(area, key, as_at).items():
                assert agree(cells(plan, f"workings[{name}]", indicator=key)[0], expected), (area, key, name)
    assert not plan.findings


@pytest.mark.long
def test_ranks_agree_with_pandas(plan: functions.Plan) -> None:
    """Competition rank of the rate, by pandas, over the 32 boroughs."""
    plan.set("Control!B6", month_serial(FEBRUARY))
    rates = {}
    for key, item in indicators().items():
        totals = counts()[key].rolling(12).sum().loc[FEBRUARY]
        rates[key] = (totals / pd.Series(denominator(item.per))).rank(method="min").astype(int)
    for area in boroughs():
        plan.set("Control!B5", area)
        plan.calculate()
        for key in indicators():
            assert cells(plan, "workings[london_rank]", indicator=key) == [rates[key][area]]


def denominator(per: str) -> dict[str, int]:
    """The 2015 figures, read from the Denominators sheet's own source by name."""
    from cspxl.facts import denominator_series

    return dict(denominator_series()["GLA households" if per == "households" else "GLA population"].years[2015])


@pytest.mark.long
def test_an_edited_count_is_followed_everywhere(demo: Path, tmp_path: Path) -> None:
    """600 more robberies in Barnet's last month: 456 becomes 1056, against 626 a year before."""
    book = openpyxl.load_workbook(demo / BARNET)
    data = book["Data"]
    row = next(r for r in range(5, 400) if (data.cell(r, 1).value, data.cell(r, 2).value) == ("Robbery", "Barnet"))
    column = next(c for c in range(3, 200) if data.cell(5, c).value == "2017-02")
    data.cell(row, column).value += 600
    edited, out = tmp_path / "edited.xlsx", tmp_path / "out.xlsx"
    book.save(edited)
    ran = cspxl("calc", edited, "-o", out)
    assert ran.code == 0, ran.err
    shown = on_page(values(out), "robbery")
    assert shown["indicator"] == "Robbery"
    assert shown["rolling12"] == 1056
    assert shown["change"] == pytest.approx((1056 - 626) / 626)
    assert shown["rag"] == "Red"
    assert "12 months up 68.7%" in str(shown["factors"])
    assert shown["month_0"] == "▲ High"
    assert shown["london"] != "6/32"
    assert "Robbery (high " in values(out)["Overview"]["A4"].value


def test_the_control_cells_lead_through_calc(demo: Path, tmp_path: Path, plan: functions.Plan) -> None:
    out = tmp_path / "brent.xlsx"
    ran = cspxl("calc", demo / BARNET, "-o", out, "--set", "Control!B5=Brent", "--set", "Control!B6=2018-03", "--json")
    assert ran.code == 0, ran.err
    assert ran.data["Overview!A1"] == "Brent Community Safety Partnership: overview dashboard"
    [row] = cspxl(
        "figures", *with_data(SAMPLE), "--area", "Brent", "--as-at", "2018-03", "--indicator", "robbery", "--json",
    ).data
    [rolling, rank] = (places(plan, f"overview[{name}]", indicator="robbery") for name in ("rolling12", "london"))
    assert [ran.data[place] for place in rolling] == [row["rolling12"]]
    assert [ran.data[place] for place in rank] == [f"{row['london_rank']}/32"]
    assert on_page(values(out), "robbery")["rolling12"] == row["rolling12"]


def test_a_wrong_control_value_is_said_beside_it(plan: functions.Plan) -> None:
    plan.set("Control!B5", "Atlantis")
    plan.calculate()
    assert plan["Control!C5"] == "Not in the list: choose a borough"
    plan.set("Control!B5", "Barnet")
    plan.set("Control!B6", 1000)
    plan.calculate()
    assert plan["Control!C6"] == "Not in the data: choose a month of the list"
    plan.set("Control!B6", month_serial(FEBRUARY))
    plan.calculate()
    assert plan["Control!C6"] == ""


@pytest.mark.long
def test_the_demo_is_the_same_bytes_every_time(demo: Path, tmp_path: Path) -> None:
    assert cspxl("demo", "--out", tmp_path).code == 0
    for name in (BARNET, BARKING):
        assert (tmp_path / name).read_bytes() == (demo / name).read_bytes()


@pytest.mark.long
def test_a_row_without_data_says_so_and_shows_no_error(demo: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(demo / BARNET)
    data = book["Data"]
    for row in range(5, data.max_row + 1):
        if data.cell(row, 1).value == "Robbery":
            for column in range(3, data.max_column + 1):
                data.cell(row, column).value = None
    book["Control"]["B5"] = "Kensington and Chelsea"
    emptied, out = tmp_path / "emptied.xlsx", tmp_path / "out.xlsx"
    book.save(emptied)
    assert cspxl("calc", emptied, "-o", out).code == 0
    shown = on_page(values(out), "robbery")
    assert shown["indicator"] == "Robbery"
    assert shown["factors"] == "• 12 months: no comparison\n• Quarter: no comparison"
    for name in ("rag", "quarter", "quarter_change", "rolling12", "change", "rate", "london"):
        assert shown[name] == "Not available"
    assert [shown[f"month_{back}"] for back in range(3)] == ["Not available"] * 3
    cells = [cell.value for sheet in values(out).worksheets for row in sheet.iter_rows() for cell in row]
    # Only what the chart draws may be #N/A: a gap in a line.
    assert {cell for cell in cells if isinstance(cell, str) and cell.startswith("#")} <= {"#N/A"}
