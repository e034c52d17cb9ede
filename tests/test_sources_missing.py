"""Months, categories and rows that are missing from a borough file: not available with a reason, or told.

Barking and Dagenham's burglaries of 2018 are 1,671 in the published file, 1,283 residential and 388 others.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from broken_release import (
    AREA,
    BARKING,
    DECEMBER,
    FIRST_MONTH,
    MAJOR,
    MINOR,
    RESIDENTIAL,
    Rows,
    burglary,
    header,
    notice,
    of,
    read,
    right,
    rows,
    year,
)

from cspxl.facts import boroughs, indicators
from cspxl.notices import Touch
from cspxl.sources import sample_release
from cspxl.values import month_index

LAST = month_index(2018, 12)


def test_the_file_as_it_is(tmp_path: Path) -> None:
    table = read(tmp_path, rows())
    assert year(table, "burglary") == right(burglary) == 1671
    assert year(table, "residential_burglary") == right(lambda row: row[MINOR] == RESIDENTIAL) == 1283
    assert {item.effect for item in table.notices} <= {"note", "incomplete"}


# Months in which nothing, or nothing of a category, is counted


def zero(found: Rows, first: int, last: int, **which: str) -> Rows:
    """Nothing counted in some columns of the rows of an area and category."""
    for row in of(found, **which):
        row[first:last] = ["0"] * (last - first)
    return found


WIDTH = FIRST_MONTH + 24


@pytest.mark.parametrize(
    ("first", "last", "area", "told"),
    [
        (WIDTH - 1, WIDTH, "", "every borough (2018-12)"),
        (WIDTH - 7, WIDTH - 6, "", "every borough (2018-06)"),
        (WIDTH - 1, WIDTH, BARKING, "Barking and Dagenham (2018-12)"),
        (WIDTH - 3, WIDTH, BARKING, "Barking and Dagenham (2018-10 to 2018-12)"),
        (WIDTH - 12, WIDTH, BARKING, "Barking and Dagenham (2018-01 to 2018-12)"),
        (FIRST_MONTH, WIDTH, BARKING, "Barking and Dagenham"),
    ],
    ids=["last month", "month in the middle", "one area's month", "one area's three", "its year", "all its months"],
)
def test_months_without_any_count_are_not_available(
    first: int, last: int, area: str, told: str, tmp_path: Path
) -> None:
    table = read(tmp_path, zero(rows(), first, last, area=area))
    assert [year(table, key) for key in indicators()] == [None] * 10
    found = notice(table, "no count in any category")
    assert found.text.endswith(f": {told}")
    assert found.effect == "not available"
    (touch,) = found.touches
    assert (touch.area, touch.indicator) == (area or None, None)
    assert touch.last_month - touch.first_month == last - first - 1
    if area:
        assert year(table, "burglary", "Barnet") == right(burglary, "Barnet")


def test_first_months_without_any_count_leave_the_later_ones(tmp_path: Path) -> None:
    table = read(tmp_path, zero(rows(), FIRST_MONTH, FIRST_MONTH + 2, area=BARKING))
    assert table.series(BARKING, "burglary")[1][:3] == [
        None,
        None,
        sum(int(row[5]) for row in of(rows()) if burglary(row)),
    ]
    assert year(table, "burglary") == 1671


@pytest.mark.parametrize("n_months", [1, 6, 12, 24])
@pytest.mark.parametrize("area", [BARKING, ""], ids=["one area", "every area"])
def test_category_without_a_count_takes_the_whole_with_it(n_months: int, area: str, tmp_path: Path) -> None:
    table = read(tmp_path, zero(rows(), WIDTH - n_months, WIDTH, area=area, minor=RESIDENTIAL))
    for key in ("burglary", "residential_burglary", "total_notifiable"):
        assert year(table, key) is None, key
    assert year(table, "non_residential_burglary") == 388
    assert year(table, "robbery") == right(lambda row: row[MAJOR] == "Robbery")


def test_small_category_without_a_count_is_told_of_the_total(tmp_path: Path) -> None:
    table = read(tmp_path, zero(rows(), WIDTH - 1, WIDTH, area=BARKING, minor="Rape"))
    assert year(table, "rape") is year(table, "sexual_offences") is None
    total = right(bool) - int(next(of(rows(), minor="Rape"))[DECEMBER])
    assert year(table, "total_notifiable") == total
    found = notice(table, "no count of a small category")
    assert found.effect == "incomplete"
    assert found.touches == (Touch(BARKING, "total_notifiable", LAST, LAST, "no count of Rape"),)


def test_real_release_has_no_such_month_but_a_small_one() -> None:
    table = sample_release()  # of which every figure is available, as another test says
    found = notice(table, "no count of a small category")
    assert found.text.endswith(": OTHER THEFT PERSON for Ealing (2011-09)")


# Months far from their usual level


def scaled(found: Rows, share: float, area: str, n_months: int = 1) -> Rows:
    for row in of(found, area=area):
        row[-n_months:] = [str(int(int(count) * share)) for count in row[-n_months:]]
    return found


def test_last_month_at_half_its_level_is_told(tmp_path: Path) -> None:
    table = read(tmp_path, scaled(rows(), 0.5, ""))
    found = notice(table, "far below their usual count")
    assert "all offences of every borough but Westminster (2018-12)" in found.text  # its crime was rising
    assert found.effect == "incomplete"
    assert {touch.area for touch in found.touches if touch.last_month == LAST} == set(boroughs())


@pytest.mark.parametrize("n_months", [1, 3])
def test_one_areas_months_at_half_their_level_are_told_with_the_usual_count(n_months: int, tmp_path: Path) -> None:
    changed = scaled(rows(), 0.5, BARKING, n_months)
    table = read(tmp_path, changed)
    found = notice(table, "far below their usual count")
    n = sum(int(count) for row in of(changed) for count in row[-n_months:])
    (touch,) = [touch for touch in found.touches if (touch.area, touch.indicator) == (BARKING, None)]
    assert touch.why.startswith(f"{n:,} offences of a usual ")
    assert touch.why.endswith(": perhaps incomplete")
    assert (touch.first_month, touch.last_month) == (LAST - n_months + 1, LAST)


def test_usual_count_is_the_median_of_the_months_around(tmp_path: Path) -> None:
    changed = scaled(rows(), 0.5, BARKING)
    months = [sum(int(row[at]) for row in of(changed)) for at in range(WIDTH - 13, WIDTH - 1)]
    usual = (sorted(months)[5] + sorted(months)[6]) / 2
    found = notice(read(tmp_path, changed), "far below their usual count")
    assert f" of a usual {usual:,.0f}: " in next(
        touch.why for touch in found.touches if touch.area == BARKING and touch.indicator is None
    )


def test_month_at_twice_its_level_is_told(tmp_path: Path) -> None:
    found = notice(read(tmp_path, scaled(rows(), 2, BARKING)), "far above their usual count, perhaps counted twice")
    assert "all offences of Barking and Dagenham (2018-12: " in found.text
    assert [(touch.area, touch.indicator) for touch in found.touches] == [(BARKING, None)]


def test_few_real_months_are_told_and_none_of_all_offences() -> None:
    found = notice(sample_release(), "far below their usual count")
    assert "all offences" not in found.text
    assert len({(touch.area, touch.first_month) for touch in found.touches}) < 11  # a year in London has one


def test_month_that_is_a_copy_of_the_one_before_is_told(tmp_path: Path) -> None:
    changed = rows()
    for row in of(changed):
        row[DECEMBER] = row[DECEMBER - 1]
    found = notice(read(tmp_path, changed), "perhaps a copy of it")
    assert found.text.endswith(": Barking and Dagenham (2018-12 as the month before)")
    assert found.effect == "incomplete"
    assert [(touch.area, touch.first_month) for touch in found.touches] == [(BARKING, LAST)]


# Rows that are absent


def without(found: Rows, is_absent: Callable[[list[str]], bool]) -> Rows:
    return [row for row in found if not is_absent(row)]


@pytest.mark.parametrize(
    ("minor", "keys"),
    [
        (RESIDENTIAL, {"burglary", "residential_burglary"}),
        ("Rape", {"rape", "sexual_offences"}),
        ("Wounding/GBH", {"violence_with_injury"}),
        ("Arson", {"criminal_damage"}),
        ("Other Criminal Damage", {"criminal_damage"}),
        ("Business Property", {"robbery"}),
    ],
)
def test_absent_row_of_a_common_category_takes_the_whole_with_it(minor: str, keys: set[str], tmp_path: Path) -> None:
    table = read(tmp_path, without(rows(), lambda row: row[AREA] == BARKING and row[MINOR] == minor))
    whole = read(tmp_path, rows())
    lacking = {key for key in indicators() if year(table, key) is None}
    assert lacking == keys | {"total_notifiable"}
    assert [year(table, key) for key in indicators() if key not in lacking] == [
        year(whole, key) for key in indicators() if key not in lacking
    ]
    assert year(table, "burglary", "Barnet") == right(burglary, "Barnet")
    touched = {touch.indicator for item in table.notices if item.effect == "not available" for touch in item.touches}
    assert touched == lacking
    assert not any(minor.upper() in item.text for item in table.notices if "taken as zero" in item.text)


def test_common_category_that_no_area_has_takes_the_whole_with_it(tmp_path: Path) -> None:
    table = read(tmp_path, without(rows(), lambda row: row[MINOR] == RESIDENTIAL))
    assert year(table, "burglary") is year(table, "residential_burglary") is year(table, "total_notifiable") is None
    assert year(table, "non_residential_burglary") == 388


def test_common_category_that_most_areas_lack_takes_the_whole_with_it(tmp_path: Path) -> None:
    kept = sorted(boroughs())[20:]
    table = read(tmp_path, without(rows(), lambda row: row[MINOR] == RESIDENTIAL and row[AREA] not in kept))
    assert {area for area in boroughs() if year(table, "burglary", area) is not None} == set(kept)


def test_absent_row_of_a_rare_category_is_zero(tmp_path: Path) -> None:
    # Of Bexley's 24 months the published file has no murder; all London had 4 a borough and year.
    table = read(tmp_path, rows())
    injury = {"Assault with Injury", "Murder", "Wounding/GBH"}
    assert year(table, "violence_with_injury", "Bexley") == right(lambda row: row[MINOR] in injury, "Bexley")
    assert "MURDER for Bexley and Sutton" in notice(table, "taken as zero").text


def test_header_is_that_of_the_published_file() -> None:
    assert header()[-1] == "201812"
    assert header()[MAJOR] == "Major Category"


# Gaps that outlast the months around them


def test_a_category_without_a_count_in_all_but_one_month_is_missing(tmp_path: Path) -> None:
    """What is usual is told by the other boroughs: the area's own months are nearly all empty."""
    table = read(tmp_path, zero(rows(), FIRST_MONTH + 1, WIDTH, minor=RESIDENTIAL))
    for key in ("burglary", "residential_burglary"):
        assert table.series(BARKING, key)[1][1:] == [None] * 23
    assert year(table, "non_residential_burglary") == 1671 - 1283
    assert year(table, "burglary", "Brent") == right(burglary, "Brent")


def test_a_year_without_a_small_category_is_told_where_others_go_on(tmp_path: Path) -> None:
    """Possession of drugs is some 40 of a thousand offences."""
    table = read(tmp_path, zero(rows(), WIDTH - 12, WIDTH, minor="Possession Of Drugs"))
    told = notice(table, "no count of a small category in months in which many are usual: POSSESSION OF DRUGS")
    assert Touch(BARKING, "total_notifiable", LAST - 11, LAST, "no count of Possession of drugs") in told.touches
    assert told.effect == "incomplete"


def test_several_tiny_categories_together_are_told(tmp_path: Path) -> None:
    """Each below one of a hundred of all, together above it."""
    found = rows()
    for minor in ("Handling Stolen Goods", "Drug Trafficking", "Business Property", "Offensive Weapon"):
        found = zero(found, WIDTH - 12, WIDTH, minor=minor)
    told = notice(read(tmp_path, found), "no count of several small categories in months in which many are usual")
    assert (BARKING, "total_notifiable") in {(touch.area, touch.indicator) for touch in told.touches}


def test_a_category_that_the_files_of_its_years_show_apart_is_missed_in_every_area(tmp_path: Path) -> None:
    """Files to 2016 count arson with other criminal damage, those of 2017 and 2018 apart: 59 of 1,530 offences."""
    assert right(lambda row: row[MAJOR] == "Criminal Damage") == 1530
    assert right(lambda row: row[MINOR] == "Arson") == 59
    table = read(tmp_path, [row for row in rows() if row[MINOR] != "Arson"])
    assert year(table, "criminal_damage") is None
    assert year(table, "total_notifiable") is None
    assert year(table, "burglary") == 1671
    months, values = sample_release().series(BARKING, "criminal_damage")  # the years before have no such row
    assert None not in values[: months.index(month_index(2017, 1))]
