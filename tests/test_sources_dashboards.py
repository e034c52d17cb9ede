"""The police's dashboard files with months that are missing, and series that contradict each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from scattered import scattered

from cspxl.sources.dashboards import read_figures
from cspxl.sources.tidy import TidyFile
from cspxl.values import month_index, month_of, month_text

FIRST = month_index(2022, 1)
MONTHS = [month_text(FIRST + at) for at in range(24)]
LAST = FIRST + 23
USUAL = {  # women and girls, about; Sutton's so few that none is no wonder
    area: dict(zip(MONTHS, scattered(level, 24, area), strict=True))
    for area, level in (("Barnet", 100), ("Brent", 120), ("Sutton", 3))
}
KNIVES = dict(zip(MONTHS, scattered(30, 24, "knives"), strict=True))

Keep = Callable[[str, str], int]


def vawg(folder: Path, n: Keep) -> TidyFile:
    """A file of so many offences of each area and month; -1 for no row."""
    rows = [f"{area},{month},{n(area, month)}" for area in USUAL for month in MONTHS if n(area, month) >= 0]
    path = folder / "vawg.csv"
    path.write_text("\n".join(["borough,month,vawg_offences", *rows]) + "\n", "utf-8")
    return read_figures(path)


def months_of(file: TidyFile, area: str, indicator: str = "vawg_offences") -> dict[int, float]:
    found = [entry for entry in file.entries if (entry.area, entry.indicator) == (area, indicator)]
    return {entry.month: entry.figures["value"] for entry in found}


def test_whole_file(tmp_path: Path) -> None:
    file = vawg(tmp_path, lambda area, month: USUAL[area][month])
    assert not file.notices
    assert [len(months_of(file, area)) for area in USUAL] == [24] * 3


@pytest.mark.parametrize("n", [-1, 0])
@pytest.mark.parametrize("gone", [MONTHS[-1:], MONTHS[-3:], MONTHS[:2], MONTHS[9:10]])
def test_month_of_an_area_without_a_row_is_not_available(n: int, gone: list[str], tmp_path: Path) -> None:
    file = vawg(tmp_path, lambda area, month: n if area == "Barnet" and month in gone else USUAL[area][month])
    kept = {month_of(month): n for month, n in USUAL["Barnet"].items() if month not in gone}
    assert months_of(file, "Barnet") == kept
    assert len(months_of(file, "Brent")) == 24
    (found,) = file.notices
    assert found.effect == "not available"
    (touch,) = found.touches
    assert (touch.area, touch.last_month - touch.first_month) == ("Barnet", len(gone) - 1)


def test_month_without_a_row_of_any_area_is_not_available_for_small_ones_either(tmp_path: Path) -> None:
    file = vawg(tmp_path, lambda area, month: 0 if month == MONTHS[-1] else USUAL[area][month])
    assert [LAST in months_of(file, area) for area in USUAL] == [False] * 3


def test_month_without_a_row_is_zero_where_few_are_usual(tmp_path: Path) -> None:
    file = vawg(tmp_path, lambda area, month: -1 if area == "Sutton" and month == MONTHS[5] else USUAL[area][month])
    assert months_of(file, "Sutton")[FIRST + 5] == 0
    assert not file.notices


def test_last_month_at_half_its_level_is_told_of_every_area(tmp_path: Path) -> None:
    file = vawg(tmp_path, lambda area, month: USUAL[area][month] // (2 if month == MONTHS[-1] else 1))
    (found,) = [item for item in file.notices if any(touch.area is None for touch in item.touches)]
    assert found.effect == "incomplete"
    london = [sum(USUAL[area][month] for area in USUAL) for month in MONTHS[-13:-1]]
    half = sum(USUAL[area][MONTHS[-1]] // 2 for area in USUAL)
    assert f"vawg_offences of London (2023-12: {half} of a usual {median(london):.0f})" in found.text


def knife(folder: Path, rows: dict[str, Callable[[str], int]]) -> TidyFile:
    """Barnet's months of some subtypes."""
    lines = [
        f"{month}-01,Borough,Barnet,{subtype},Offences,{n(month)}" for subtype, n in rows.items() for month in MONTHS
    ]
    path = folder / "knife.csv"
    path.write_text("\n".join(["month_year,area_type,area_name,crime_subtype,measure,count", *lines]) + "\n", "utf-8")
    return read_figures(path)


def test_part_that_is_more_than_its_whole_leaves_neither(tmp_path: Path) -> None:
    file = knife(
        tmp_path,
        {
            "Knife Crime": lambda month: KNIVES[month],
            "Knife Crime with Injury": lambda month: KNIVES[month] + 1 if month == MONTHS[3] else KNIVES[month] // 3,
        },
    )
    for key in ("knife_crime", "knife_crime_with_injury"):
        assert FIRST + 3 not in months_of(file, "Barnet", key)
        assert len(months_of(file, "Barnet", key)) == 23
    (found,) = file.notices
    assert found.text.startswith("parts that are more than their whole")


def test_subtype_with_signs_that_do_not_show_is_the_same(tmp_path: Path) -> None:
    file = knife(tmp_path, {"Knife\u00a0Crime\u200b": lambda month: KNIVES[month]})
    assert [*months_of(file, "Barnet", "knife_crime").values()] == [*KNIVES.values()]
    (found,) = file.notices
    assert found.text.startswith("names with look-alike or invisible signs, read as plain ones: ")


def test_areas_that_are_not_read_are_told(tmp_path: Path) -> None:
    path = tmp_path / "vawg.csv"
    path.write_text("borough,month,vawg_offences\nBarnet,2022-01,3\nBarnett,2022-01,4\nUnknown,2022-01,5\n", "utf-8")
    (found,) = read_figures(path).notices
    assert found.text == "rows of areas that are no London borough, not read: “Barnett” and “Unknown”"
