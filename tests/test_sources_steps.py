"""Levels that change at once, months that come again, and files that are cut, rounded or have their rows exchanged.

The files are the bundled release with one thing done to the newest 24 months; what is right is read from its rows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
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
from packs import release

from cspxl.bundled import workbooks
from cspxl.notices import Notice
from cspxl.sources import SeriesTable
from cspxl.sources.categories import Categories
from cspxl.sources.joins import join_notices
from cspxl.sources.release import read_release
from cspxl.values import month_index

BRENT = "Brent"
YEAR = slice(DECEMBER - 11, None)  # 2018
JANUARY, LAST = month_index(2018, 1), month_index(2018, 12)


def both(folder: Path, changed: Rows) -> SeriesTable:
    """The table of the older file and of the newer one with these rows."""
    read(folder, changed)
    (before,) = (item for item in workbooks().joinpath("sample").iterdir() if "historic" in item.name)
    return read_release([before, folder / "broken.csv"])


def touched(found: Notice, area: str | None) -> dict[str | None, tuple[int, int]]:
    """The indicators of an area that a notice is beside, with the first and last month."""
    return {item.indicator: (item.first_month, item.last_month) for item in found.touches if item.area == area}


def with_counts(minor: str, change: Callable[[int], int], area: str = BRENT, when: slice = YEAR) -> Rows:
    changed = rows()
    for row in of(changed, area, minor=minor):
        row[when] = [str(change(int(cell))) for cell in row[when]]
    return changed


STEPS = {
    "half of the assaults": ("Assault with Injury", lambda n: n // 2, {"violence_with_injury", "total_notifiable"}),
    "twice the burglaries": (RESIDENTIAL, lambda n: 2 * n, {"burglary", "residential_burglary", "total_notifiable"}),
    "one robbery a month": ("Personal Property", lambda _n: 1, {"robbery"}),
    "a tenth of what no indicator has": ("Common Assault", lambda n: n // 10, {"total_notifiable"}),
}


@pytest.mark.parametrize(("minor", "change", "keys"), STEPS.values(), ids=STEPS)
def test_level_that_changes_at_once_is_told_for_the_whole_year(
    minor: str, change: Callable[[int], int], keys: set[str], tmp_path: Path
) -> None:
    found = notice(both(tmp_path, with_counts(minor, change)), "level changes at once")
    assert f"{minor.upper()} of Brent (2018-01 to 2018-12" in found.text
    assert touched(found, BRENT) == dict.fromkeys(keys, (JANUARY, LAST))
    assert found.effect == "note"


def test_level_that_changes_in_every_area_by_far_is_told(tmp_path: Path) -> None:
    changed = with_counts("Harassment", lambda n: n // 10, area="")
    found = notice(both(tmp_path, changed), "level changes at once")
    assert "HARASSMENT of all areas (2018-01 to 2018-12" in found.text
    assert touched(found, None)["total_notifiable"] == (JANUARY, LAST)


def test_level_that_changes_in_every_area_by_a_third_is_told_of_none(tmp_path: Path) -> None:
    """As a campaign or another way of recording does."""
    changed = with_counts("Harassment", lambda n: n * 2 // 3, area="")
    found = notice(both(tmp_path, changed), "level changes at once")
    assert "HARASSMENT of all areas (2018" not in found.text
    assert "HARASSMENT of Brent" not in found.text


def test_levels_that_really_changed_are_few() -> None:
    """Thefts from persons in Camden, Hackney and Islington, 2017 and 2018; harassment in Kingston, 2011.

    Wounding of all boroughs, April 2013, is on record (facts/level_changes.json).
    """
    found = notice(release("A"), "level changes at once")
    assert {touch.area for touch in found.touches} == {
        *("Camden", "Hackney", "Islington", "Kingston upon Thames", "Harrow"),
    }
    assert {touch.first_month for touch in found.touches if touch.area == "Camden"} == {month_index(2017, 4)}


# Months that come again


@pytest.mark.parametrize(
    ("later", "earlier", "first"),
    [(slice(-1, None), slice(-13, -12), LAST), (slice(-12, None), slice(-24, -12), JANUARY)],
    ids=["a month", "a year"],
)
def test_counts_of_a_year_before_are_told_as_a_copy(later: slice, earlier: slice, first: int, tmp_path: Path) -> None:
    changed = rows()
    for row in of(changed, BRENT):
        row[later] = row[earlier]
    found = notice(both(tmp_path, changed), "perhaps a copy of it")
    assert touched(found, BRENT) == {None: (first, LAST)}
    assert {touch.area for touch in found.touches} == {BRENT}
    assert "as 12 months before" in found.text


def test_row_that_has_the_year_before_again_is_not_available(tmp_path: Path) -> None:
    """Neither year: which of them was copied cannot be known."""
    changed = rows()
    for row in of(changed, BRENT, minor=RESIDENTIAL):
        row[YEAR] = row[-24:-12]
    table = read(tmp_path, changed)
    for key in ("burglary", "residential_burglary", "total_notifiable"):
        assert set(table.series(BRENT, key)[1]) == {None}
    assert year(table, "robbery", BRENT) == right(lambda row: row[MAJOR] == "Robbery", BRENT)
    found = notice(table, "counts of a category that stand there again")
    assert touched(found, BRENT) == dict.fromkeys(
        ("burglary", "residential_burglary", "total_notifiable"), (JANUARY - 12, LAST)
    )


@pytest.mark.parametrize("name", ["A", "B", "C"])
def test_published_files_have_no_copy_no_rows_exchanged_and_are_not_rounded(name: str) -> None:
    told = " ".join(item.text for item in release(name).notices)
    assert not [word for word in ("a copy of it", "exchanged", "multiple of one", "does not end") if word in told]


# Rows exchanged


def exchanged(one: str, two: str, at: int, area: str = "") -> Rows:
    """The rows with two labels or areas exchanged, in an area or in all."""
    names = {one: two, two: one}
    return [
        [*row[:at], names.get(row[at], row[at]), *row[at + 1 :]] if area in {"", row[AREA]} else row for row in rows()
    ]


LABELS = [
    (RESIDENTIAL, "Burglary - Business and Community", BRENT, "residential_burglary"),
    (RESIDENTIAL, "Burglary - Business and Community", "", "residential_burglary"),
    ("Assault with Injury", "Common Assault", BRENT, "violence_with_injury"),
    ("Rape", "Other Sexual", BRENT, "rape"),
]


@pytest.mark.parametrize(("one", "two", "area", "key"), LABELS)
def test_labels_that_are_exchanged_are_told(one: str, two: str, area: str, key: str, tmp_path: Path) -> None:
    found = notice(both(tmp_path, exchanged(one, two, MINOR, area)), "seem exchanged")
    assert touched(found, area or None)[key] == (month_index(2017, 1), LAST)


def test_areas_that_are_exchanged_are_told(tmp_path: Path) -> None:
    found = notice(both(tmp_path, exchanged(BRENT, "Barnet", AREA)), "seem exchanged")
    for area, other in ((BRENT, "Barnet"), ("Barnet", BRENT)):
        assert touched(found, area) == {None: (month_index(2017, 1), LAST)}
        assert f"{area} (2017-01 to 2018-12: the counts are like {other}'s before)" in found.text


def test_an_area_whose_counts_another_has_is_told_too(tmp_path: Path) -> None:
    """Barnet's own counts are of no area before: three times as many as Brent had, in another order."""
    changed = exchanged(BRENT, "Barnet", AREA)
    own = list(of(changed, "Barnet"))
    counts = [row[FIRST_MONTH:] for row in own]
    for row, other in zip(own, reversed(counts), strict=True):
        row[FIRST_MONTH:] = [str(3 * int(cell)) for cell in other]
    found = notice(both(tmp_path, changed), "seem exchanged")
    assert f"Barnet (2017-01 to 2018-12: {BRENT} has counts like those here before)" in found.text
    for area in (BRENT, "Barnet"):
        assert touched(found, area) == {None: (month_index(2017, 1), LAST)}


def test_labels_that_slid_by_one_row_are_told_of_every_figure(tmp_path: Path) -> None:
    changed = rows()
    own = list(of(changed, BRENT))
    counts = [row[FIRST_MONTH:] for row in own]
    for row, other in zip(own, [*counts[1:], counts[0]], strict=True):
        row[FIRST_MONTH:] = other
    found = notice(both(tmp_path, changed), "level changes at once")
    assert touched(found, BRENT)[None] == (month_index(2017, 1), LAST)


def test_total_in_the_place_of_a_part_is_told_where_every_area_has_it(tmp_path: Path) -> None:
    changed = rows()
    for row in of(changed, "", minor="Other Sexual"):
        for other in of(rows(), row[AREA], minor="Rape"):
            row[FIRST_MONTH:] = [
                str(int(n) + int(m)) for n, m in zip(row[FIRST_MONTH:], other[FIRST_MONTH:], strict=True)
            ]
    found = notice(both(tmp_path, changed), "totals in a part's place")
    assert "Other sexual seems to be the total of its group" in found.text
    assert touched(found, None) == {"sexual_offences": (month_index(2017, 1), LAST)} | {
        key: when for key, when in touched(found, None).items() if key == "total_notifiable"
    }


@pytest.mark.parametrize(
    ("part", "other", "words"),
    [(150, 50, "Robbery seems to be the total of its group"), (300, 200, "Robbery rises, and so does the rest of")],
    ids=["100 and the other's 50", "100 and the other's 200, which were 50"],
)
def test_part_that_rises_with_its_group_is_not_called_its_total(part: int, other: int, words: str) -> None:
    """Of a hundred and of fifty a month in the file before."""
    counts = np.repeat([[[100.0, part], [50.0, other]]], 12, axis=2)
    key = frozenset({"robbery"})
    categories = Categories(["ROBBERY", "OTHER"], ["GROUP", "GROUP"], [key, key], counts)
    (found,) = join_notices([BRENT], JANUARY - 12, categories, [JANUARY])
    assert words in found.text
    assert touched(found, None) == {"robbery": (JANUARY, LAST)}


def test_a_category_that_fits_two_others_is_not_said_to_be_exchanged_with_one() -> None:
    """One of 100 has 200, two of 200 have 100: either may be its partner."""
    counts = np.repeat([[[100.0, 200.0], [200.0, 100.0], [200.0, 100.0], [80.0, 80.0]]], 12, axis=2)
    counts = np.concatenate([counts, np.repeat(counts[:, :, :12], 2, axis=2), np.repeat(counts[:, :, :12], 2, axis=2)])
    categories = Categories(["A", "B", "C", "D"], ["G"] * 4, [frozenset({"robbery"})] * 4, counts)
    (found,) = join_notices([BRENT, "Barnet", "Camden"], JANUARY - 12, categories, [JANUARY])
    assert "seem exchanged" not in found.text.removeprefix("rows that seem exchanged")
    assert "A and B have changed, each to a level that the other had" in found.text


# All areas together


def test_file_at_another_level_than_the_one_before_is_told_of_every_figure(tmp_path: Path) -> None:
    changed = rows()
    for row in of(changed, ""):
        row[FIRST_MONTH:] = [str(round(0.75 * int(cell))) for cell in row[FIRST_MONTH:]]
    found = notice(both(tmp_path, changed), "at different levels")
    assert touched(found, None) == {None: (month_index(2008, 1), LAST)}
    assert "from 2017-01 on" in found.text


def test_half_of_a_file_at_another_level_is_told_of_every_figure(tmp_path: Path) -> None:
    changed = rows()
    for row in of(changed, ""):
        row[YEAR] = [str(round(0.75 * int(cell))) for cell in row[YEAR]]
    found = notice(read(tmp_path, changed), "most areas and categories")
    assert touched(found, None) == {None: (JANUARY, LAST)}


def test_month_at_another_level_in_all_areas_is_told_of_every_figure(tmp_path: Path) -> None:
    changed = rows()
    for row in of(changed, ""):
        row[DECEMBER] = str(round(0.72 * int(row[DECEMBER])))
    found = notice(read(tmp_path, changed), "all areas together have")
    assert found.effect == "incomplete"
    assert touched(found, None) == {None: (LAST, LAST)}


@pytest.mark.parametrize("name", ["A", "B", "C"])
def test_no_level_of_all_areas_changes_in_a_published_release(name: str) -> None:
    told = " ".join(item.text for item in release(name).notices)
    assert not [word for word in ("all areas together have", "most areas and", "dated wrongly") if word in told]


# Months dated wrongly


@pytest.mark.parametrize("dated", ["early", "late"])
@pytest.mark.parametrize("area", [BRENT, BARKING, "Westminster", "Sutton"])
def test_rows_dated_a_month_early_or_late_are_told(area: str, dated: str, tmp_path: Path) -> None:
    changed = rows()
    for row in of(changed, area):
        counts = row[FIRST_MONTH:]
        row[FIRST_MONTH:] = [*counts[1:], counts[-12]] if dated == "early" else [counts[11], *counts[:-1]]
    found = notice(read(tmp_path, changed), "perhaps dated wrongly")
    assert {touch.area for touch in found.touches} == {area}
    assert touched(found, area) == {None: (month_index(2017, 1), LAST)}


# What the file alone tells


@pytest.mark.parametrize(
    "areas", [[""], [BRENT, "Barnet", "Camden", "Ealing", "Hackney", "Harrow"]], ids=["all areas", "six areas"]
)
def test_total_in_the_place_of_a_small_part_is_told_of_a_file_alone(areas: list[str], tmp_path: Path) -> None:
    changed = rows()
    for area in areas:
        for row in of(changed, area, minor="Assault with Injury"):
            group = list(of(rows(), row[AREA], major=row[MAJOR]))
            row[FIRST_MONTH:] = [str(sum(int(other[at]) for other in group)) for at in range(FIRST_MONTH, len(row))]
    found = notice(read(tmp_path, changed), "seem to be the total of their group")
    assert "ASSAULT WITH INJURY" in found.text
    told = {touch.area for touch in found.touches if touch.indicator == "violence_with_injury"}
    assert told == ({None} if areas == [""] else set(areas))


@pytest.mark.parametrize("name", ["A", "B", "C"])
def test_no_published_category_seems_to_be_the_total_of_its_group(name: str) -> None:
    assert not [item for item in release(name).notices if "total of" in item.text]


def test_total_in_the_place_of_a_part_of_two_thirds_is_told_of_a_file_alone(tmp_path: Path) -> None:
    """Its months go up and down with the others'."""
    changed = rows()
    for row in of(changed, "", minor="Other Sexual"):
        group = list(of(rows(), row[AREA], major=row[MAJOR]))
        row[FIRST_MONTH:] = [str(sum(int(other[at]) for other in group)) for at in range(FIRST_MONTH, len(row))]
    found = notice(read(tmp_path, changed), "seem to be the total of their group")
    assert "OTHER SEXUAL for every borough" in found.text
    assert touched(found, None)["sexual_offences"] == (month_index(2017, 1), LAST)


def test_one_wrong_count_makes_no_total_of_every_area(tmp_path: Path) -> None:
    changed = rows()
    for row in of(changed, BRENT, minor="Common Assault"):
        row[DECEMBER - 6] = "99999"
    told = [item for item in read(tmp_path, changed).notices if "the total of their group" in item.text]
    assert {touch.area for item in told for touch in item.touches} <= {BRENT}


def test_large_part_that_does_not_follow_its_group_is_not_called_its_total(tmp_path: Path) -> None:
    """Rape and other sexual offences exchanged, in a file alone: the share of a total, but not its ups and downs."""
    changed = exchanged("Rape", "Other Sexual", MINOR)
    found = [item.text for item in read(tmp_path, changed).notices if "of their group" in item.text]
    assert found
    assert not [text for text in found if "the total of" in text]


def test_single_month_of_many_is_told_and_makes_no_level(tmp_path: Path) -> None:
    """June 2018 three times: burglary holds it too; the months after it are as before, so no level has changed."""
    june = DECEMBER - 6
    changed = with_counts(RESIDENTIAL, lambda n: 3 * n, when=slice(june, june + 1))
    table = both(tmp_path, changed)
    found = notice(table, "at twice their usual count or more")
    month = month_index(2018, 6)
    told = {key: when for key, when in touched(found, BRENT).items() if key != "total_notifiable"}  # it holds them too
    assert told == dict.fromkeys(("burglary", "residential_burglary"), (month, month))
    assert not [touch for touch in notice(table, "level changes at once").touches if touch.area == BRENT]


def test_real_months_of_many_are_those_that_were_reported() -> None:
    """The riots of August 2011, carnivals at Notting Hill in August, and some twenty in eleven years of 32 boroughs.

    The carnivals by pandas: an August in which an indicator of fifty offences or more has 2.1 times the median of the
    25 months around it.
    """
    table = release("A")
    found = notice(table, "at twice their usual count or more")
    told = {(touch.area, touch.first_month) for touch in found.touches}
    assert {(area, month_index(2011, 8)) for area in ("Croydon", "Greenwich", "Haringey")} < told
    borough = table.frame[table.frame.area == "Kensington and Chelsea"]
    counts = borough.pivot(index="month", columns="indicator", values="value")
    many = (counts >= 2.1 * counts.rolling(25, center=True, min_periods=12).median()) & (counts >= 50)
    augusts = {month for month in counts.index[many.any(axis=1)] if (month - month_index(2008, 8)) % 12 == 0}
    assert augusts
    assert {("Kensington and Chelsea", month) for month in augusts} < told
    assert len(told) < 30


def test_rows_of_another_borough_are_not_available(tmp_path: Path) -> None:
    """Brent's robberies of persons are Barnet's: the file does not say whose they are."""
    changed = rows()
    for row in of(changed, BRENT, minor="Personal Property"):
        for other in of(rows(), "Barnet", minor="Personal Property"):
            row[FIRST_MONTH:] = other[FIRST_MONTH:]
    table = read(tmp_path, changed)
    assert [year(table, "robbery", area) for area in (BRENT, "Barnet")] == [None, None]
    assert year(table, "robbery") == right(lambda row: row[MAJOR] == "Robbery")
    assert year(table, "burglary", BRENT) == right(burglary, BRENT)
    assert year(table, "total_notifiable", BRENT) is not None  # of which they are some 3%: told
    found = notice(table, "or of another area or category, so not available")
    assert {touch.area for touch in found.touches} == {BRENT, "Barnet"}


def test_category_that_the_later_file_counts_under_another_is_told(tmp_path: Path) -> None:
    """The newer file has no interference with vehicles: it is among the burglaries of other buildings."""
    changed = []
    moved = {row[AREA]: row for row in of(rows(), "", minor="M/V Interference & Tampering")}
    for row in rows():
        if row[MINOR] == "Burglary - Business and Community" and row[AREA] in moved:
            other = moved[row[AREA]]
            row[FIRST_MONTH:] = [str(int(row[at]) + int(other[at])) for at in range(FIRST_MONTH, len(row))]
        if row[MINOR] != "M/V Interference & Tampering":
            changed.append(row)
    found = notice(both(tmp_path, changed), "seem exchanged, filed elsewhere")
    assert {"burglary", "non_residential_burglary"} <= set(touched(found, None))


# Files that are cut or rounded


def test_last_count_of_a_file_without_a_line_end_is_not_available(tmp_path: Path) -> None:
    """Westminster's last row, cut from ...,111 to ...,11."""
    lines = io.StringIO()
    csv.writer(lines).writerows([header(), *rows()])
    path = tmp_path / "cut.csv"
    path.write_text(lines.getvalue().rstrip()[:-1], "utf-8")
    last = rows()[-1]
    table = read_release([path])
    found = notice(table, "does not end")
    assert found.effect == "not available"
    assert touched(found, last[AREA]).keys() >= {"total_notifiable"}
    for key in touched(found, last[AREA]):
        assert table.series(last[AREA], key or "")[1][-1] is None
        assert table.series(last[AREA], key or "")[1][-2] is not None
    assert table.series(BARKING, "burglary")[1][-1] is not None


@pytest.mark.parametrize("base", [5, 10])
def test_counts_that_are_all_rounded_are_told(base: int, tmp_path: Path) -> None:
    changed = rows()
    for row in of(changed, ""):
        row[FIRST_MONTH:] = [str(base * round(int(cell) / base)) for cell in row[FIRST_MONTH:]]
    found = notice(read(tmp_path, changed), "a multiple of one number")
    assert f": {base} for every borough" in found.text
    assert {touch.area for touch in found.touches} == {None}


@pytest.mark.parametrize(
    "month", ["01/{m:02d}/{y}", "{m}/1/{s}", "{serial}"], ids=["days first", "months first", "number"]
)
def test_months_written_as_dates_are_refused_with_a_hint(month: str, tmp_path: Path) -> None:
    serials = {"201701": 42736, "201702": 42767}  # as a spreadsheet counts the first days of these months
    names = [month.format(m=int(text[4:]), y=text[:4], s=text[2:4], serial=n) for text, n in serials.items()]
    path = tmp_path / "dates.csv"
    path.write_text(f"Borough,Major Category,Minor Category,{','.join(names)}\nBrent,Burglary,X,1,2\n", "utf-8")
    with pytest.raises(Exception, match="no month columns such as 201604") as raised:
        read_release([path])
    assert f"are “{names[0]}” and “{names[1]}” months? write them so" in str(raised.value)
