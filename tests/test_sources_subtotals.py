"""Totals among the rows of a borough file are left out with their name, never added.

Barking and Dagenham's burglaries of 2018 are 1,671 in the published file, its offences 18,195.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from broken_release import (
    BARKING,
    FIRST_MONTH,
    MAJOR,
    MINOR,
    RESIDENTIAL,
    Rows,
    burglary,
    notice,
    of,
    read,
    right,
    rows,
    year,
)

from cspxl.errors import InputError
from cspxl.facts import boroughs, classifications
from cspxl.sources.subtotals import _is_total


def added(found: Rows) -> list[str]:
    """The columns of the rows, added up."""
    return [str(sum(map(int, column))) for column in list(zip(*found, strict=True))[FIRST_MONTH:]]


def with_totals(areas: list[str], group: str, *labels: str) -> Rows:
    """The file with a row for each area that adds up a group's rows, or all of them."""
    found = rows()
    return found + [[area, *labels, *added(list(of(rows(), area=area, major=group)))] for area in areas]


@pytest.mark.parametrize("areas", [[BARKING], [*boroughs()]], ids=["one area", "every area"])
@pytest.mark.parametrize(
    ("group", "major", "minor"),
    [
        ("Burglary", "Burglary", "Total"),
        ("Burglary", "Burglary", "All"),
        ("Burglary", "Burglary", "-"),
        ("Burglary", "Burglary", "Burglary - All"),
        ("Burglary", "Burglary", "Burglary"),
        ("Burglary", "Burglary", "Sub-total"),
        ("Burglary", "Burglary", "(blank)"),
        ("Burglary", "Burglary", "Domestic and other"),
        ("Burglary", "Total Burglary", "Total Burglary"),
        ("Burglary", "Burglary offences", "Burglary offences"),
        ("", "Total", "Total"),
        ("", "All offences", "All offences"),
        ("", "Grand total", "-"),
        ("", "Metropolitan", "Everything"),
    ],
)
def test_total_is_left_out_with_its_name(areas: list[str], group: str, major: str, minor: str, tmp_path: Path) -> None:
    table = read(tmp_path, with_totals(areas, group, major, minor))
    assert table.frame.equals(read(tmp_path, rows()).frame)
    assert (year(table, "burglary"), year(table, "total_notifiable")) == (1671, 18195) == (right(burglary), right(bool))
    found = notice(table, "totals of others, left out")
    assert f"“{major} / {minor}”".upper() in found.text.upper()
    assert {touch.area for touch in found.touches} == ({BARKING} if areas == [BARKING] else {None})
    assert "total_notifiable" in {touch.indicator for touch in found.touches}
    assert found.effect == "note"


def test_sum_of_some_rows_of_a_group_is_left_out(tmp_path: Path) -> None:
    vehicles = {"theft from m/v", "theft/taking of m/v"}
    found = rows()
    for area in boroughs():
        own = [row for row in of(rows(), area=area) if row[MINOR].lower() in vehicles]
        assert len(own) == 2
        found.append([area, "Theft and Handling", "Vehicle crime", *added(own)])
    table = read(tmp_path, found)
    assert table.frame.equals(read(tmp_path, rows()).frame)
    assert "VEHICLE CRIME”, the sum of THEFT FROM M/V and THEFT/TAKING OF M/V" in notice(table, "left out").text


def test_row_of_an_unknown_label_that_repeats_another_is_left_out(tmp_path: Path) -> None:
    (row,) = of(rows(), minor=RESIDENTIAL)
    table = read(tmp_path, [*rows(), [*row[:MINOR], "Dwellings", *row[FIRST_MONTH:]]])
    assert year(table, "burglary") == 1671
    assert "“BURGLARY / DWELLINGS”, the same as BURGLARY - RESIDENTIAL" in notice(table, "left out").text


@pytest.mark.parametrize("area", ["Total", "London", "Greater London", "MPS", "Metropolitan Police", "All boroughs"])
def test_area_that_is_a_total_is_left_out(area: str, tmp_path: Path) -> None:
    labels = sorted({(row[MAJOR], row[MINOR]) for row in rows()})
    totals = [[area, *label, *added([row for row in rows() if (row[MAJOR], row[MINOR]) == label])] for label in labels]
    table = read(tmp_path, [*rows(), *totals])
    assert table.frame.equals(read(tmp_path, rows()).frame)
    assert f"left out: “{area}”" in notice(table, "areas that are totals").text


def test_total_that_a_revision_moved_is_left_out(tmp_path: Path) -> None:
    found = with_totals([BARKING], "Burglary", "Burglary", "Total")
    found[-1][FIRST_MONTH + 5] = str(int(found[-1][FIRST_MONTH + 5]) + 2)
    table = read(tmp_path, found)
    assert year(table, "burglary") == 1671
    assert "BURGLARY / TOTAL" in notice(table, "left out").text


def test_total_that_is_more_than_its_rows_leaves_no_figure(tmp_path: Path) -> None:
    # A row is missing: 388 beside a total of 1,671 is no figure for burglary.
    found = [row for row in with_totals([BARKING], "Burglary", "Burglary", "Total") if row[MINOR] != RESIDENTIAL]
    table = read(tmp_path, found)
    assert year(table, "burglary") is year(table, "total_notifiable") is None
    assert "BURGLARY / TOTAL" in notice(table, "not what their rows add up to").text


@pytest.mark.parametrize("minor", ["Total", "Both"])
def test_total_of_some_months_only_is_left_out(minor: str, tmp_path: Path) -> None:
    found = with_totals([BARKING], "Burglary", "Burglary", minor)
    found[-1][FIRST_MONTH : FIRST_MONTH + 12] = ["0"] * 12
    table = read(tmp_path, found)
    assert year(table, "burglary") == 1671
    assert f"BURGLARY / {minor.upper()}" in notice(table, "left out").text


def test_unknown_row_as_large_as_its_group_leaves_no_figure(tmp_path: Path) -> None:
    found = with_totals([BARKING], "Burglary", "Burglary", "Both")
    found[-1][FIRST_MONTH] = str(int(found[-1][FIRST_MONTH]) + 1)  # no sum, by one
    table = read(tmp_path, found)
    assert year(table, "burglary") is None
    assert notice(table, "as large as their group").effect == "not available"
    assert year(table, "burglary", "Barnet") == right(burglary, "Barnet")


def test_known_category_that_repeats_another_leaves_no_figure(tmp_path: Path) -> None:
    (row,) = of(rows(), minor=RESIDENTIAL)
    table = read(tmp_path, [*rows(), [*row[:MINOR], "Burglary in a Dwelling", *row[FIRST_MONTH:]]])
    assert year(table, "burglary") is year(table, "residential_burglary") is None
    assert "BURGLARY IN A DWELLING for Barking and Dagenham" in notice(table, "repeat another row").text


def test_file_of_totals_only_is_refused(tmp_path: Path) -> None:
    found = [
        [area, *pair, "5"] for area in ("Barnet", "Brent") for pair in (["Burglary", "Total"], ["Robbery", "Total"])
    ]
    with pytest.raises(InputError, match=r"broken\.csv: has no rows but totals"):
        read(tmp_path, [row[:FIRST_MONTH] + row[FIRST_MONTH:] * 24 for row in found])


def test_no_published_label_or_area_is_called_a_total() -> None:
    # "Historical Fraud and Forgery" is alone in the group of its name; no other label has its group's name.
    for item in classifications():
        for major, minor in item.labels:
            assert not _is_total(major)
            assert not _is_total(minor)
    assert not any(map(_is_total, boroughs()))


def test_grand_total_may_leave_out_what_the_indicator_leaves_out(tmp_path: Path) -> None:
    found = with_totals([BARKING], "", "Total", "Total")
    counts = ["70"] * 24
    found.append([BARKING, "NFIB Fraud", "NFIB Fraud", *counts])
    table = read(tmp_path, found)
    assert year(table, "total_notifiable") == 18195
