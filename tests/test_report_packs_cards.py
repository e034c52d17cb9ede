"""A page of cards: what its tiles, bars, lists and quarters show, by the document; nothing drawn where nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest
from packs import BARNET, cell, cells, changed, chosen, on_sheet, packaged, planned, table

from cspxl.engine import Plan
from cspxl.errors import InputError
from cspxl.values import month_of

PAGE = "DVA and VAWG in brief"
GROWTH, DETECTIONS, REPEATS, QUARTERS, PROFILE, REFERRALS = range(6)


@pytest.fixture(scope="module")
def barnet() -> Plan:
    return planned(packaged("barnet_pack.toml"), BARNET, "2017-02")


def drawn(plan: Plan, card: int) -> list[tuple[object, object]]:
    """The names and values of a card's bars: it is on the pack's third sheet."""
    names, values = (cells(plan, f"cards2_{card}[{column}]") for column in ("figure", "value"))
    return list(zip(names, values, strict=True))


def test_tiles_show_what_the_board_paper_says(barnet: Plan) -> None:
    """Lines 271, 272, 297, 298, 304, 314; 25.3% is 4.4 points below 29.7%; 23 of 226 are 10.2%."""
    rows = [[barnet[f"{PAGE}!{letter}{row}"] for letter in "ACFHKM"] for row in (4, 5, 6)]
    labels, figures, notes = rows
    assert labels[:2] == ["Offences", "Violence with injury"]
    assert figures == ["2,541", "738", "25.3%", "10.2%", "25%", "13"]
    year, nine = "12 months to Jan 17", "9 months to Dec 16"
    assert notes == [f"▲ up 4.1%\n{year}", f"▼ down 3.5%\n{year}", f"▼ down 4.4 points\n{year}",
                     f"expected 28–40%\n{nine}", "as at Dec 16", "rank 6 of 32\n12 months to Dec 16"]  # fmt: skip


def test_changes_stand_beside_londons(barnet: Plan) -> None:
    """Lines 262, 263 and 280: 3,503 to 4,990, 1,125 to 2,523, 446 to 736; London up 26%, 61% and 35%."""
    assert [name for name, _ in drawn(barnet, GROWTH)] == [
        "Incidents (calls): +42%", "London: +26%", "Offences: +124%", "London: +61%", "Violence with injury: +65%",
        "London: +35%",
    ]  # fmt: skip
    assert [value for _, value in drawn(barnet, GROWTH)] == pytest.approx(
        [4990 / 3503 - 1, 0.26, 2523 / 1125 - 1, 0.61, 736 / 446 - 1, 0.35])  # fmt: skip
    assert cell(barnet, "cards2[note]", card=GROWTH) == "12 months to Dec 16. Change on the 12 months to Dec 12."


def test_figures_stand_beside_those_before_and_londons(barnet: Plan) -> None:
    """Lines 314 and 315: 644 of 2,541 and 255 of 738; the paper's 33.2% is no share of these, which the foot says."""
    assert [name for name, _ in drawn(barnet, DETECTIONS)] == [
        "Offences: 25.3%", "before: 29.7%", "London: 29.5%", "Violence with injury: 34.6%", "before: 37.9%",
        "London: 36.7%",
    ]  # fmt: skip
    assert cell(barnet, "cards2[note]", card=DETECTIONS) == "12 months to Jan 17. Per cent."
    assert "Domestic violence with injury: sanction detection rate: Stated 33.2%, recomputed 34.6%." in on_sheet(
        barnet, PAGE)  # fmt: skip


def test_a_list_gives_the_colour_of_what_is_judged_and_other_periods(barnet: Plan) -> None:
    """Lines 302, 304, 367 to 369; SafeLives expects 28% to 40%, so 10.2% is Red."""
    texts = on_sheet(barnet, PAGE)
    assert {"100", "2.7", "226", "40%", "26%", "▲ Red"} <= set(texts)
    assert "Earlier incidents of each (12 months to Dec 16)" in texts
    assert cell(barnet, "cards2[note]", card=REPEATS) == "As at Dec 16. Of reported incidents."


def test_without_a_series_the_quarters_are_figures(barnet: Plan) -> None:
    """Lines 343 and 345: around 37, now around 70; 5 to 10 repeats, of which no value is published."""
    assert [name for name, _ in drawn(barnet, QUARTERS)] == ["Cases: 70", "before: 37", "Repeat cases: 5 to 10"]


@pytest.mark.long
@pytest.mark.parametrize(("area", "month"), [("Sutton", "2018-06"), (BARNET, "2015-03")], ids=["no area", "no month"])
def test_where_nothing_is_entered_the_cards_say_so_and_draw_nothing(area: str, month: str) -> None:
    plan = planned(packaged("barnet_pack.toml"), area, month)
    assert set(cells(plan, "cards2[note]")) == {"No figure is entered for this area and month."}
    for card in (GROWTH, DETECTIONS, QUARTERS, PROFILE):
        assert {name for name, _ in drawn(plan, card)} == {""}
        assert {str(value) for _, value in drawn(plan, card)} == {"#N/A"}


def test_a_figure_of_two_sheets_is_checked_once(barnet: Plan) -> None:
    names = [row[0] for row in table(barnet, "Checks", 3)]
    assert names.count("Of which violence with injury: sanction detection rate") <= 1
    assert "Domestic abuse offences since 2012" in names  # a card's line by its whole name


# Quarters.


def with_quarters(tmp_path: Path, rows: list[str]) -> Path:
    (tmp_path / "quarters.csv").write_text("area,indicator,month,n_months,value,source\n" + "\n".join(rows) + "\n")
    return changed(
        tmp_path, "barnet_pack.toml", ('["barnet_2017-02.csv"]', '["barnet_2017-02.csv", "quarters.csv"]'),
        ('figures = "marac_cases_in_a_quarter"\nmeasure = "rate"\nplaces = 0', 'figures = "by_quarter"'),
        ('short = "MARAC cases in a quarter"', 'short = "By quarter"'),
    )  # fmt: skip


ENTERED = [f"Barnet,by_quarter,{month},3,{value},log" for month, value in (
    ("2015-03", 50), ("2015-12", 60), ("2016-03", 70), ("2016-06", 80), ("2016-09", 90), ("2016-12", 100))]  # fmt: skip


@pytest.mark.long
def test_quarters_stand_in_their_financial_years(tmp_path: Path) -> None:
    """By hand: twelve quarters to December 2016 begin with the fourth of 2013/14; the mean of 70 to 100 is 85."""
    plan = planned(with_quarters(tmp_path, ENTERED), BARNET, "2017-02")
    values = [None if str(value) == "#N/A" else value for value in cells(plan, f"cards2_{QUARTERS}[first]")]
    assert values == [None, None, None, None, 50, None, None, 60, 70, 80, 90, 100]
    assert cells(plan, f"cards2_{QUARTERS}[quarter]") == ["4", *["1", "2", "3", "4"] * 2, "1", "2", "3"]
    years = cells(plan, f"cards2_{QUARTERS}[year]")
    assert years == ["13/14", "14/15", "", "", "", "15/16", "", "", "", "16/17", "", ""]
    told = str(cell(plan, "cards2[note]", card=QUARTERS))
    assert told.startswith("Mean of the last four: 85. □ Cases. ■ Repeat cases.")
    chosen(plan, BARNET, month_of("2016-11"))  # the quarter to December is not over
    assert cells(plan, f"cards2_{QUARTERS}[first]")[-2:] == [80, 90]
    assert "Mean of the last four: 75. " in str(cell(plan, "cards2[note]", card=QUARTERS))
    chosen(plan, "Sutton", month_of("2017-02"))
    assert cell(plan, "cards2[note]", card=QUARTERS) == "No figure is entered for this area and month."
    assert set(cells(plan, f"cards2_{QUARTERS}[quarter]")) == {""}


@pytest.mark.long
def test_months_are_added_up_to_quarters(tmp_path: Path) -> None:
    """Three months of 5, 6 and 7 are 18; a quarter that lacks a month has no figure."""
    rows = [f"Barnet,by_quarter,2016-{month:02},1,{value},log" for month, value in ((4, 5), (5, 6), (6, 7), (7, 8))]
    plan = planned(with_quarters(tmp_path, rows), BARNET, "2017-02")
    found = cells(plan, f"cards2_{QUARTERS}[first]")
    assert found[-1] == 18  # the newest figure is of July, so the last quarter that has ended is June's
    assert str(found[-2]) == "#N/A"


# Mistakes.


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('line = "Domestic abuse offences"', 'line = "Domestic abuse offence"', "you mean 'Domestic abuse offences'?"),
        ('label = "Offences"\nline', 'label = "Domestic abuse offences"\nline', "has 23 letters; a tile shows 22"),
        ('draw = "figures"', 'draw = "figure"', "did you mean 'figures'?"),
        ('layout = "cards"', 'layout = "card"', "did you mean 'cards'?"),
        ('layout = "cards"', 'layout = "cards"\ncolumns = ["rag"]', "columns: there is no such key"),
        ('measure = "share"\npolarity = "higher"\ncompare = ["London"]\n\n[[sheet.group.line]]\nlabel = "Violence',
         'polarity = "higher"\ncompare = ["London"]\n\n[[sheet.group.line]]\nlabel = "Violence',
         "one axis has figures of one measure"),
        ('name = "Growth since 2012"\ndraw = "changes"', 'name = "Growth since 2012"\ndraw = "quarters"',
         "quarters are of one or two lines"),
    ],
    ids=["tile's line", "tile's label", "draw", "layout", "columns", "measures", "three lines by quarter"],
)  # fmt: skip
def test_a_mistake_is_one_line(old: str, new: str, told: str, tmp_path: Path) -> None:
    path = changed(tmp_path, "barnet_pack.toml", (old, new))
    with pytest.raises(InputError, match=r"^own\.toml, line \d+: ") as found:
        planned(path, BARNET, "2017-02")
    assert told in str(found.value)


@pytest.mark.long
def test_more_bars_than_a_card_holds_are_told(tmp_path: Path) -> None:
    """Three lines with London are six bars; with four areas more each they are 18."""
    more = 'compare = ["London", "Brent", "Camden", "Enfield", "Harrow"]'
    path = changed(tmp_path, "barnet_pack.toml", *[('compare = ["London"]\nlisted', f"{more}\nlisted")] * 3)
    with pytest.raises(InputError, match="the card has 18 bars"):
        planned(path, BARNET, "2017-02")
