"""The tidy table against published facts, and against the raw rows added up by other means."""

from __future__ import annotations

import csv
import gzip
import hashlib
import shutil
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from cspxl.bundled import udfs, workbooks
from cspxl.facts import boroughs, indicators
from cspxl.sources import SeriesTable, read_data, read_release, sample_release
from cspxl.values import month_index

ROOT = Path(__file__).parent.parent
FILES = {
    "A": sorted((ROOT / "workbooks" / "sample").glob("*.csv.gz"), reverse=True),  # historic, then 24 months
    "B": sorted((ROOT / "tests" / "data").glob("release-b-*.csv.gz"), reverse=True),
    "C": sorted((ROOT / "tests" / "data").glob("release-c-*.csv.gz")),
}
HEATHROW = "London Heathrow and London City Airports"
YEARLY = (12, 12)
QUARTER = (3, 12)


@cache
def table(release: str) -> SeriesTable:
    return read_release(FILES[release])


def total(release: str, area: str, indicator: str, last: int, n_months: int) -> float:
    """The sum of the last n months, from the tidy table."""
    months, values = table(release).series(area, indicator)
    window = [values[months.index(month)] for month in range(last - n_months + 1, last + 1)]
    assert None not in window
    return sum(value for value in window if value is not None)


# Figures that the data have been shown to confirm: release, area, indicator, last month, months in the window and
# back to the window compared with, total, total before. The documents are the Barking and Dagenham call-over report
# of June 2017 and plan of 2021, the Barnet board papers of April 2017 and the Hillingdon plan of 2017/18; the totals
# were counted from the full files with another program before this one was written.
CONFIRMED = [
    ("A", "Barking and Dagenham", "burglary", (2017, 4), YEARLY, 1397, 1516),
    ("A", "Barking and Dagenham", "criminal_damage", (2017, 4), YEARLY, 1882, 1949),
    ("A", "Barking and Dagenham", "violence_with_injury", (2017, 4), YEARLY, 2108, 2106),
    ("A", "Barking and Dagenham", "sexual_offences", (2017, 4), YEARLY, 470, 438),
    ("A", "Barking and Dagenham", "burglary", (2016, 12), YEARLY, 1293, 1632),
    ("A", "Barnet", "burglary", (2017, 2), YEARLY, 3272, 3897),
    ("A", "Barnet", "residential_burglary", (2017, 2), YEARLY, 2248, 2694),
    ("A", "Barnet", "non_residential_burglary", (2017, 2), YEARLY, 1024, 1203),
    ("A", "Barnet", "robbery", (2017, 2), YEARLY, 456, 626),
    ("A", "Barnet", "violence_with_injury", (2017, 2), YEARLY, 2220, 2140),
    ("A", "Barnet", "burglary", (2017, 2), QUARTER, 862, 1064),
    ("A", "Barnet", "residential_burglary", (2017, 2), QUARTER, 612, 765),
    ("A", "Barnet", "robbery", (2017, 2), QUARTER, 113, 127),
    ("A", "Hillingdon", "residential_burglary", (2017, 9), QUARTER, 449, 308),
    ("B", "Barking and Dagenham", "burglary", (2017, 4), YEARLY, 1398, 1516),
    ("B", "Barking and Dagenham", "criminal_damage", (2017, 4), YEARLY, 1802, 1871),
    ("B", "Barking and Dagenham", "burglary", (2016, 12), YEARLY, 1294, 1632),
    ("B", "Barking and Dagenham", "theft_of_motor_vehicle", (2021, 3), YEARLY, 1044, 1179),
    ("B", "Barking and Dagenham", "rape", (2021, 3), YEARLY, 225, 305),
    ("B", "Barking and Dagenham", "criminal_damage", (2021, 3), YEARLY, 1300, 1450),
    ("B", "Barking and Dagenham", "total_notifiable", (2021, 3), YEARLY, 18572, 20362),
    ("B", "Barking and Dagenham", "total_notifiable", (2021, 12), YEARLY, 19853, 19187),
    ("B", "Barnet", "burglary", (2017, 2), QUARTER, 862, 1064),
    ("B", "Barnet", "violence_with_injury", (2017, 2), YEARLY, 2236, 2158),
    ("B", "Hillingdon", "robbery", (2017, 9), QUARTER, 119, 134),
    ("C", "Barking and Dagenham", "burglary", (2017, 4), YEARLY, 1385, 1516),
    ("C", "Barking and Dagenham", "sexual_offences", (2017, 4), YEARLY, 405, 416),
    ("C", "Barking and Dagenham", "theft_of_motor_vehicle", (2021, 3), YEARLY, 1024, 1136),
    ("C", "Barking and Dagenham", "rape", (2021, 3), YEARLY, 170, 221),
    ("C", "Barking and Dagenham", "total_notifiable", (2021, 3), YEARLY, 17858, 19213),
    ("C", "Barnet", "violence_with_injury", (2017, 2), YEARLY, 2170, 2138),
    ("C", "Hillingdon", "non_residential_burglary", (2017, 6), QUARTER, 133, 224),
]


@pytest.mark.parametrize(("release", "area", "indicator", "as_at", "window", "now", "before"), CONFIRMED)
def test_confirmed_figures(
    release: str,
    area: str,
    indicator: str,
    as_at: tuple[int, int],
    window: tuple[int, int],
    now: int,
    before: int,
) -> None:
    last = month_index(*as_at)
    n_months, back = window
    assert total(release, area, indicator, last, n_months) == now
    assert total(release, area, indicator, last - back, n_months) == before


# The labels that belong to an indicator, as the publisher writes them, stated without the project's own lists.
def _is_burglary(label: tuple[str, str]) -> bool:
    return label[0] == "BURGLARY"


def _is_injury(label: tuple[str, str]) -> bool:
    return label[1] in {
        *("ASSAULT WITH INJURY", "WOUNDING/GBH", "GRIEVOUS BODILY HARM", "MURDER"),  # release A
        *("VIOLENCE WITH INJURY", "HOMICIDE"),  # releases B and C
    }


def _is_damage(label: tuple[str, str]) -> bool:
    return label[0].endswith("CRIMINAL DAMAGE")


def _is_any(label: tuple[str, str]) -> bool:
    return bool(label)


def added_by_hand(release: str, keep: Callable[[tuple[str, str]], bool]) -> dict[tuple[str, int], int]:
    """Sums over the raw rows by area and month, with the csv module."""
    sums: dict[tuple[str, int], int] = defaultdict(int)
    for path in FILES[release]:
        with gzip.open(path, "rt", encoding="ascii", newline="") as lines:
            for row in csv.DictReader(lines):
                major, minor = (row.get(new) or row[old] for new, old in (
                    ("MajorText", "Major Category"), ("MinorText", "Minor Category")))  # fmt: skip
                area = row.get("LookUp_BoroughName") or row.get("BoroughName") or row["Borough"]
                if keep((major.strip().upper(), minor.strip().upper())):
                    for name, value in row.items():
                        if name.isdigit():
                            sums[area, month_index(int(name[:4]), int(name[4:]))] += int(value)
    return sums


@pytest.mark.parametrize("release", FILES)
@pytest.mark.parametrize(
    ("indicator", "keep"),
    [
        ("burglary", _is_burglary),
        ("violence_with_injury", _is_injury),
        ("criminal_damage", _is_damage),
        ("total_notifiable", _is_any),
    ],
)
def test_every_borough_and_month_equals_the_raw_rows_added_up(
    release: str,
    indicator: str,
    keep: Callable[[tuple[str, str]], bool],
) -> None:
    sums = added_by_hand(release, keep)
    for area in table(release).boroughs:
        months, values = table(release).series(area, indicator)
        assert values == [sums[area, month] for month in months], area


@pytest.mark.parametrize("release", ["A", "B"])
@pytest.mark.parametrize("indicator", indicators())
def test_every_indicator_equals_a_pandas_melt_and_group(release: str, indicator: str) -> None:
    item = indicators()[indicator]
    long = []
    for path in FILES[release]:
        wide = pd.read_csv(path)
        names = dict(zip(wide.columns[:3], wide.columns[:3].str.lower(), strict=True))
        wide = wide.rename(columns={name: "area" if "borough" in low else low[:5] for name, low in names.items()})
        long.append(wide.melt(["area", "major", "minor"], var_name="month"))
    rows = pd.concat(long)
    major, minor = rows["major"].str.strip().str.upper(), rows["minor"].str.strip().str.upper()
    belongs = ~major.isin(item.exclude_major) if item.exclude_major else major.isin(item.major) | minor.isin(item.minor)
    sums = rows[belongs].groupby(["area", "month"])["value"].sum()
    got = table(release).frame.query("indicator == @indicator and area in @table(@release).boroughs")
    keys = [f"{month // 12}{month % 12 + 1:02d}" for month in got["month"]]
    expected = [sums[area, key] for area, key in zip(got["area"], keys, strict=True)]
    assert got["value"].tolist() == expected
    assert len(got) == 32 * (table(release).last_month - table(release).first_month + 1)


def test_frame_is_tidy_complete_and_sorted() -> None:
    release = table("B")
    frame = release.frame
    assert list(frame.columns) == ["area", "indicator", "month", "value"]
    assert len(frame) == 33 * len(indicators()) * (month_index(2024, 1) - month_index(2014, 4) + 1)
    assert frame.equals(frame.sort_values(["area", "indicator", "month"], ignore_index=True))
    assert not frame.duplicated(["area", "indicator", "month"]).any()
    assert str(frame["value"].dtype) == "float64"


def test_a_folder_is_the_files_in_it(tmp_path: Path) -> None:
    for path in FILES["B"]:
        shutil.copy(path, tmp_path)
    (tmp_path / "notes.txt").write_text("Fetched in May.", encoding="utf-8")
    (tmp_path / "._historic.csv").write_bytes(b"\0\1")  # as a Mac leaves beside a file on other disks
    read = read_data([tmp_path])
    assert read.frame.equals(table("B").frame)
    assert read.files == table("B").files


def test_files_are_in_order_of_time_with_their_hashes() -> None:
    swapped = read_release(FILES["B"][::-1])
    assert [file.name for file in swapped.files] == [path.name for path in FILES["B"]]
    assert [file.sha256 for file in swapped.files] == [
        hashlib.sha256(path.read_bytes()).hexdigest() for path in FILES["B"]
    ]
    assert [(file.first_month, file.last_month) for file in swapped.files] == [
        (month_index(2014, 4), month_index(2022, 1)),
        (month_index(2022, 2), month_index(2024, 1)),
    ]
    assert [file.n_rows for file in swapped.files] == [1730, 1574]  # the rows of the published files
    assert swapped.frame.equals(table("B").frame)
    assert (swapped.first_month, swapped.last_month) == (month_index(2014, 4), month_index(2024, 1))


@pytest.mark.parametrize(
    ("release", "key"),
    [("A", "mps-categories"), ("B", "home-office-groups"), ("C", "home-office-groups-2024")],
)
def test_classification_is_told_by_the_labels(release: str, key: str) -> None:
    assert table(release).classification.key == key


def test_sample_is_release_a_with_the_32_boroughs() -> None:
    sample = sample_release()
    assert sample.frame.equals(table("A").frame)
    assert sample.areas == sample.boroughs == tuple(boroughs())
    assert (sample.first_month, sample.last_month) == (month_index(2008, 1), month_index(2018, 12))
    assert not sample.frame["value"].isna().any()


def test_sample_reports_the_rows_that_its_second_file_lacks() -> None:
    # PROVENANCE of the files: 24-month file, 30 of 32 boroughs have a row for Murder, one for Counted per Victim.
    [notice] = [line for line in sample_release().notice_lines if "absent" in line]
    assert "MURDER for Bexley and Sutton" in notice
    assert "COUNTED PER VICTIM for every borough but Lambeth" in notice
    assert "24-months" in notice


def test_release_b_reports_the_group_that_its_second_file_lacks() -> None:
    notices = "\n".join(table("B").notice_lines)
    assert "release-b-24-months-202202-202401.csv.gz: no row in any area" in notices
    assert "HISTORICAL FRAUD AND FORGERY (total_notifiable)" in notices
    assert "absent, taken as zero" not in notices  # rare offences are absent in many boroughs: no news in release B


def test_extra_area_is_reported_and_counted_only_where_every_row_is_there() -> None:
    release = table("B")
    assert any(HEATHROW in line and "outside the 32" in line for line in release.notice_lines)
    assert HEATHROW in release.areas
    assert HEATHROW not in release.boroughs
    # In the 24-month file the airports have no row for domestic burglary, robbery of business property, homicide.
    from_2022 = month_index(2022, 2) - release.first_month
    for indicator in ("burglary", "residential_burglary", "robbery", "violence_with_injury"):
        _, values = release.series(HEATHROW, indicator)
        assert None not in values[:from_2022]
        assert values[from_2022:] == [None] * 24
    assert None not in release.series(HEATHROW, "non_residential_burglary")[1]
    assert set(release.series(HEATHROW, "total_notifiable")[1]) == {None}


def test_area_unknown_has_figures_where_it_has_every_row() -> None:
    release = table("C")
    months, values = release.series("Unknown", "burglary")
    sums = added_by_hand("C", _is_burglary)
    assert values == [sums["Unknown", month] for month in months]
    assert "Unknown" not in release.boroughs


def test_areas_are_named_in_any_case_and_spelling() -> None:
    release = table("A")
    assert release.area_named(" barking & dagenham ") == "Barking and Dagenham"
    assert release.area_named("Richmond-upon-Thames") == "Richmond upon Thames"
    assert release.area_named("TOWER_HAMLETS") == "Tower Hamlets"


def test_bundled_folders_are_found_in_a_checkout() -> None:
    assert workbooks().joinpath("sample", "README.md").is_file()
    assert udfs().is_dir()


@pytest.mark.parametrize("folder", [ROOT / "workbooks" / "sample", ROOT / "tests" / "data"])
def test_carried_data_name_publisher_and_licence(folder: Path) -> None:
    readme = (folder / "README.md").read_text("utf-8")
    assert "Contains public sector information licensed under the Open Government Licence v3.0" in readme
    assert "Metropolitan Police Service" in readme
    for path in folder.glob("*.gz"):
        assert f"`{path.name}`" in readme
