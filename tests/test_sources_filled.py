"""Rows that a spreadsheet filled in: right, as a series, between two months, or copied from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from broken_release import BARKING, FIRST_MONTH, MAJOR, RESIDENTIAL, burglary, notice, of, read, right, rows, year
from commands import cspxl
from packs import release

from cspxl.sources import SeriesTable
from cspxl.values import month_index

BURGLARIES = ("burglary", "residential_burglary", "total_notifiable")
LAST = month_index(2018, 12)
LINE = "counts that stay the same or go on in a straight line for months, so not available"
COPY = "counts of a category that stand there again, in other months or of another area or category, so not available"
TOLD = "counts that stay the same or go on in a straight line for months, perhaps by chance"


def with_last(folder: Path, counts: list[int], minor: str = RESIDENTIAL) -> SeriesTable:
    """The file with these as the last months of a row of Barking and Dagenham."""
    changed = rows()
    for row in of(changed, minor=minor):
        row[-len(counts) :] = map(str, counts)
    return read(folder, changed)


@pytest.mark.parametrize(
    ("counts", "how"),
    [
        ([107] * 6, "has one count month after month"),
        ([90, 97, 104, 111, 118, 125], "goes on in a straight line"),
        ([130, 125, 120, 115, 110, 105, 100], "goes on in a straight line"),
        ([100, 103, 107, 110, 113, 117, 120], "goes on in a straight line"),  # ten in three months, rounded
    ],
    ids=["filled right", "a series", "a falling one", "interpolated"],
)
def test_last_months_of_a_row_that_was_filled_are_not_available(counts: list[int], how: str, tmp_path: Path) -> None:
    table = with_last(tmp_path, counts)
    for key in BURGLARIES:
        values = table.series(BARKING, key)[1]
        assert values[-len(counts) :] == [None] * len(counts)
        assert None not in values[: -len(counts)]
    assert year(table, "robbery") == right(lambda row: row[MAJOR] == "Robbery")
    assert year(table, "burglary", "Brent") == right(burglary, "Brent")
    found = notice(table, LINE)
    assert f"{RESIDENTIAL.upper()} for {BARKING}" in found.text
    assert {touch.why for touch in found.touches} == {f"Burglary - residential {how}: filled in?"}
    assert {(touch.area, touch.first_month, touch.last_month) for touch in found.touches} == {
        (BARKING, LAST - len(counts) + 1, LAST)
    }


def test_the_command_gives_no_figure_and_says_why(tmp_path: Path) -> None:
    words = ("--area", BARKING, "--as-at", "2018-12", "--indicator", "burglary", "--json")
    with_last(tmp_path, [107] * 6)
    ran = cspxl("figures", "--data", tmp_path / "broken.csv", *words)
    [row] = json.loads(ran.out)
    assert (ran.code, row["rolling12"], row["rag"]) == (0, None, None)
    assert "Burglary - residential has one count month after month: filled in? (Jul 18 to Dec 18)" in row["note"]


@pytest.mark.parametrize("counts", [[107, 107, 107, 108, 107, 107], [90, 97, 104, 112, 118, 126]])
def test_months_that_are_nearly_so_are_counted(counts: list[int], tmp_path: Path) -> None:
    table = with_last(tmp_path, counts)
    before = sum(int(row[at]) for row in of(rows(), minor=RESIDENTIAL) for at in range(-12, -6))
    assert year(table, "residential_burglary") == before + sum(counts)


def test_smaller_counts_that_stay_the_same_are_told(tmp_path: Path) -> None:
    """Six months of 21 robberies come by chance once in a million rows, which a city has in some decades."""
    table = with_last(tmp_path, [21] * 6, "Personal Property")
    found = notice(table, TOLD)
    assert (BARKING, "robbery", LAST) in {(touch.area, touch.indicator, touch.last_month) for touch in found.touches}


def test_small_counts_are_often_the_same(tmp_path: Path) -> None:
    table = with_last(tmp_path, [1] * 12, "Business Property")
    assert year(table, "robbery") is not None
    assert not [item for item in table.notices if "straight line" in item.text]


@pytest.mark.parametrize("minor", ["Theft From Shops", "Possession Of Drugs"])
def test_row_of_which_no_indicator_but_the_total_has_much_is_told(minor: str, tmp_path: Path) -> None:
    [row] = of(rows(), minor=minor)
    whole = right(lambda _: True)
    share = sum(map(int, row[-12:])) / whole
    table = with_last(tmp_path, [int(row[-8])] * 8, minor)
    assert (year(table, "total_notifiable") is None) == (share >= 0.05)
    assert [item for item in table.notices if minor.upper() in item.text and "straight line" in item.text]


def test_months_of_a_row_that_stand_in_another_are_not_available_in_either(tmp_path: Path) -> None:
    """Half a year of Barnet's burglaries, pasted a year later into the row of Brent."""
    changed = rows()
    [barnet] = of(changed, "Barnet", minor=RESIDENTIAL)
    [brent] = of(changed, "Brent", minor=RESIDENTIAL)
    brent[-6:] = barnet[FIRST_MONTH + 6 : FIRST_MONTH + 12]
    table = read(tmp_path, changed)
    for key in BURGLARIES:
        assert table.series("Brent", key)[1].count(None) == table.series("Barnet", key)[1].count(None) == 6
        assert table.series("Brent", key)[1][-6:] == table.series("Barnet", key)[1][6:12] == [None] * 6
    assert year(table, "burglary") == right(burglary)
    assert {touch.area for touch in notice(table, COPY).touches} == {"Barnet", "Brent"}


def test_half_a_year_again_is_not_available_in_either(tmp_path: Path) -> None:
    changed = rows()
    [row] = of(changed, minor=RESIDENTIAL)
    row[-6:] = row[-18:-12]
    values = read(tmp_path, changed).series(BARKING, "burglary")[1]
    assert [at for at, value in enumerate(values) if value is None] == [*range(6, 12), *range(18, 24)]


def test_two_counts_by_turns_are_told(tmp_path: Path) -> None:
    """Half a year of them, which comes by chance once in two million times."""
    table = with_last(tmp_path, [101, 112] * 3)
    found = notice(table, "counts of a category that stand there again")
    assert found.effect == "note"
    assert "burglary" in {touch.indicator for touch in found.touches}


@pytest.mark.parametrize("name", ["A", "B", "C"])
def test_published_files_have_no_row_that_was_filled_in(name: str) -> None:
    found = release(name).notices
    assert not [item for item in found if item.text.startswith((LINE, COPY))]
    assert sum(len(item.touches) for item in found if item.text.startswith(TOLD)) <= 4
