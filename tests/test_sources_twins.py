"""What stands in a borough file twice, or at another level: not available with the reason, or told."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from broken_release import AREA, BARKING, FIRST_MONTH, MINOR, RESIDENTIAL, Rows, notice, of, read, right, rows, year
from packs import release

from cspxl.bundled import workbooks
from cspxl.facts import classifications, indicators
from cspxl.sources import sample_release
from cspxl.sources.release import read_release
from cspxl.values import month_index

DWELLING = "Burglary in a Dwelling"


def halved(found: Rows, **which: str) -> Rows:
    """The rows of an area and category with half of their counts."""
    return [[*row[:FIRST_MONTH], *(str(int(cell) // 2) for cell in row[FIRST_MONTH:])] for row in of(found, **which)]


def test_one_category_under_two_names_is_not_available(tmp_path: Path) -> None:
    found = rows()
    again = halved(found, minor=RESIDENTIAL)
    for row in again:
        row[MINOR] = DWELLING
    table = read(tmp_path, [*found, *again])
    for key in ("burglary", "residential_burglary", "total_notifiable"):
        assert year(table, key) is None
    assert year(table, "non_residential_burglary") == right(lambda row: row[MINOR].endswith("Community"))
    assert year(table, "burglary", "Brent") == right(lambda row: row[1] == "Burglary", "Brent")
    told = notice(table, "one category under two names in the same months")
    assert "BURGLARY - RESIDENTIAL and BURGLARY IN A DWELLING for Barking and Dagenham" in told.text


def test_a_stray_offence_under_the_old_name_is_counted(tmp_path: Path) -> None:
    """1 beside some 100 a month, as the release of 2024 has it."""
    found = rows()
    (row,) = of(found, minor=RESIDENTIAL)
    stray = [*row[:FIRST_MONTH], *["0"] * 23, "1"]
    stray[MINOR] = DWELLING
    assert year(read(tmp_path, [*found, stray]), "burglary") == 1671 + 1


def test_a_borough_with_the_counts_of_another_is_not_available(tmp_path: Path) -> None:
    others = [row for row in rows() if row[AREA] != "Brent"]
    copies = [["Brent", *row[1:]] for row in of(others, "Barnet")]
    table = read(tmp_path, [*others, *copies])
    assert [year(table, "burglary", area) for area in ("Brent", "Barnet")] == [None, None]
    assert year(table, "burglary") == 1671
    assert "Barnet and Brent have the same counts" in {touch.why for touch in notice(table, "the same counts").touches}


@pytest.mark.parametrize("name", ["A", "B", "C"])
def test_the_files_as_they_were_published_hold_nothing_twice(name: str) -> None:
    told = [item.text for item in release(name).notices]
    assert not [line for line in told if "two names" in line or "the same counts" in line or "counted twice" in line]


@pytest.mark.parametrize(("times", "effect", "word"), [(0.5, "incomplete", "incomplete"), (2, "note", "counted twice")])
def test_a_file_at_another_level_than_the_one_before_is_told(
    tmp_path: Path,
    times: float,
    effect: str,
    word: str,
) -> None:
    """All 24 months of a borough, which have no other level within the file."""
    changed = rows()
    for row in of(changed):
        row[FIRST_MONTH:] = [str(int(int(cell) * times)) for cell in row[FIRST_MONTH:]]
    read(tmp_path, changed)
    (before,) = (item for item in workbooks().joinpath("sample").iterdir() if "historic" in item.name)
    table = read_release([before, tmp_path / "broken.csv"])
    [touch] = [
        touch
        for item in table.notices
        for touch in item.touches
        if item.effect == effect and (touch.area, touch.indicator) == (BARKING, None)
    ]
    assert (touch.first_month, touch.last_month) == (month_index(2017, 1), month_index(2018, 12))
    assert word in touch.why
    assert not any(touch.indicator is None for item in sample_release().notices for touch in item.touches)


def test_what_is_filed_elsewhere_is_told_beside_the_figures_that_hold_it(tmp_path: Path) -> None:
    """From January 2018 interference with vehicles is counted as burglary, as in a published copy of these files."""
    changed = rows()
    for area in {row[AREA] for row in changed}:
        (moved,) = of(changed, area, minor="M/V Interference & Tampering")
        (burglaries,) = of(changed, area, minor="Burglary - Business and Community")
        for month in range(FIRST_MONTH + 12, FIRST_MONTH + 24):
            burglaries[month] = str(int(burglaries[month]) + int(moved[month]))
            moved[month] = "0"
    told = notice(read(tmp_path, changed), "recorded nowhere after the month named")
    assert "M/V INTERFERENCE & TAMPERING (2017-12, perhaps under BURGLARY - BUSINESS AND COMMUNITY)" in told.text
    held = {touch.indicator for touch in told.touches if touch.why.startswith("perhaps holds M/v interference")}
    assert held == {"burglary", "non_residential_burglary"}


OTHER_RELEASES = {  # a label of a later release, the label of these files beside it, and the indicators of either
    "Domestic Burglary": (RESIDENTIAL, {"burglary", "residential_burglary"}),
    "Robbery of Personal Property": ("Personal Property", {"robbery"}),
    "Violence with Injury": ("Assault with Injury", {"violence_with_injury"}),
    "Theft from a Motor Vehicle": ("Theft From M/V", set[str]()),
    "Shoplifting": ("Theft From Shops", set[str]()),
    "Theft From Person": ("Theft Person", set[str]()),
    "Violent Disorder": ("Common Assault", set[str]()),  # no label of these files has its offences
}


@pytest.mark.parametrize("share", [0.3, 1.3])
@pytest.mark.parametrize("name", OTHER_RELEASES)
def test_a_label_of_another_release_beside_its_own_is_not_available(name: str, share: float, tmp_path: Path) -> None:
    beside, keys = OTHER_RELEASES[name]
    added = [
        [*row[:MINOR], name, *(str(round(int(count) * share + 0.5)) for count in row[FIRST_MONTH:])]
        for row in of(rows(), minor=beside)
    ]
    table = read(tmp_path, [*rows(), *added])
    without = {key for key in indicators() if year(table, key) is None}
    assert without == {*keys, "total_notifiable"}
    assert year(table, "burglary", "Brent") == right(lambda row: row[1] == "Burglary", "Brent")
    told = notice(table, "a label of another release beside those of the same offences")
    assert name.upper() in told.text
    assert {touch.area for touch in told.touches} == {BARKING}


def test_the_sum_of_its_parts_under_the_label_of_a_later_release_is_not_added(tmp_path: Path) -> None:
    parts = [row for row in of(rows()) if row[MINOR] in {"Assault with Injury", "Wounding/GBH", "Murder"}]
    sums = [str(sum(int(row[at]) for row in parts)) for at in range(FIRST_MONTH, len(parts[0]))]
    table = read(tmp_path, [*rows(), [BARKING, "Violence Against the Person", "Violence with Injury", *sums]])
    assert [year(table, key) for key in ("violence_with_injury", "total_notifiable")] == [None, None]
    assert year(table, "rape") == right(lambda row: row[MINOR] == "Rape")


def test_a_rare_label_of_a_later_release_in_every_borough_is_not_added(tmp_path: Path) -> None:
    """Homicide beside Murder: eight offences in a borough, a few hundred in London."""
    again = [[*row[:MINOR], "Homicide", *row[FIRST_MONTH:]] for row in of(rows(), "", minor="Murder")]
    table = read(tmp_path, [*rows(), *again])
    assert [year(table, key) for key in ("violence_with_injury", "total_notifiable")] == [None, None]


def test_a_label_of_a_later_release_in_the_place_of_its_own_is_counted(tmp_path: Path) -> None:
    """One robbery row renamed in every borough."""
    changed = rows()
    for row in of(changed, "", minor="Personal Property"):
        row[MINOR] = "Robbery of Personal Property"
    table = read(tmp_path, changed)
    assert not [item for item in table.notices if "another release" in item.text]


def test_names_of_the_same_offences_are_labels_of_published_files() -> None:
    listed = json.loads(files("cspxl.facts").joinpath("classifications.json").read_text(encoding="utf-8"))
    names = [name for group in listed["same_offences"] for name in group]
    assert len(names) == len(set(names))
    assert set(names) <= {minor for item in classifications() for _, minor in item.labels}
