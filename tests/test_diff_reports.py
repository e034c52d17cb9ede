"""diff over our own workbooks and over releases: what a later release of the police's files does to a report."""

from __future__ import annotations

import csv
import gzip
import io
import json
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from commands import SAMPLE, cspxl, with_data
from packs import BARNET, packaged

from cspxl.batch.make import Job, make
from cspxl.batch.recipe import recipe_of
from cspxl.differences import differences
from cspxl.report.configuration import read_configuration
from cspxl.sources import read_release
from cspxl.values import month_of

INTERFERENCE = {"MOTOR VEHICLE INTERFERENCE & TAMPERING", "M/V INTERFERENCE & TAMPERING"}
OTHERS = "BURGLARY - BUSINESS AND COMMUNITY"


@cache
def misfiled(folder: Path) -> tuple[list[Path], int]:
    """Release A with vehicle interference of 2017 and 2018 filed as burglary, as in a copy of it; how many that are."""
    paths, moved = [], 0
    for path in SAMPLE:
        text = gzip.decompress(path.read_bytes()).decode("utf-8-sig")
        header, *rows = list(csv.reader(io.StringIO(text)))
        months = range(3, len(header))
        if any(name.strip().startswith("2017") for name in header):
            of = {row[0]: row for row in rows if row[2].strip().upper() in INTERFERENCE}
            for row in rows:
                if row[2].strip().upper() == OTHERS and row[0] in of:
                    for at in months:
                        row[at] = str(int(row[at]) + int(of[row[0]][at]))
                        moved += int(of[row[0]][at])
            rows = [row for row in rows if row[2].strip().upper() not in INTERFERENCE]
        out = io.StringIO()
        csv.writer(out).writerows([header, *rows])
        paths.append(folder / path.name)
        paths[-1].write_bytes(gzip.compress(out.getvalue().encode()))
    return paths, moved


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], int]:
    return misfiled(tmp_path_factory.mktemp("release"))


def built(folder: Path, files: list[Path], *, publish: bool) -> Path:
    recipe = recipe_of(read_configuration(packaged("overview.toml")), packaged("overview.toml").parent,
                       read_release(files), publish=".xlsx" if publish else "")  # fmt: skip
    path = folder / ("publication.xlsx" if publish else "board.xlsx")
    path.write_bytes(make(recipe, Job(BARNET, month_of("2017-02"))).content)
    return path


@pytest.mark.parametrize("publish", [False, True], ids=["board", "publication"])
def test_a_report_of_the_later_release_judges_otherwise(
    *, publish: bool, later: tuple[list[Path], int], tmp_path: Path,
) -> None:  # fmt: skip
    """Two months of interference among Barnet's other burglaries: Green to Amber, and 16.0% down is 15% no longer.

    All offences together lack a category then, and are not available.
    """
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    found = differences(built(tmp_path / "old", SAMPLE, publish=publish),
                        built(tmp_path / "new", later[0], publish=publish))  # fmt: skip
    judged = found.of("judgement")
    assert [(one.what.partition(",")[0], one.before, one.after) for one in judged] == [
        ("Non-residential burglary", "Green", "Amber"), ("Total notifiable offences", "Red", "Not available"),
    ]  # fmt: skip
    turned = next(one for one in found.of("sentence") if one.how == "says up where it said down")
    assert turned.what.startswith("Non-residential burglary")
    assert any(one.how.endswith("no longer 15%") for one in found.of("sentence"))
    weights = [one.weight for one in found.of("figure")]
    assert weights == sorted(weights, reverse=True)


def test_two_releases_name_the_category_that_is_filed_elsewhere(later: tuple[list[Path], int], tmp_path: Path) -> None:
    files, moved = later
    against = [word for path in files for word in ("--against", str(path))]
    ran = cspxl("diff", *with_data(SAMPLE), *against, "--area", BARNET, "--as-at", "2017-04", "--json",
                "--xlsx", tmp_path / "changes.xlsx")  # fmt: skip
    assert ran.code == 1
    found = json.loads(ran.out)["changes"]
    (category,) = (one for one in found if one["kind"] == "category")
    assert "INTERFERENCE" in category["before"]
    assert OTHERS in category["after"]
    assert category["what"] == f"{moved:,} offences of the boroughs"
    assert category["cell"] == "2017-01 to 2018-12"
    burglary = next(one for one in found if one["what"] == "Burglary, 12 months")
    assert burglary["after"] > burglary["before"] == 3332  # release A's, as the sample gives it
    book = openpyxl.load_workbook(tmp_path / "changes.xlsx")
    assert book.sheetnames[:3] == ["Cover", "Contents", "Categories"]


def test_a_release_is_no_other_than_itself() -> None:
    against = [word for path in SAMPLE for word in ("--against", str(path))]
    ran = cspxl("diff", *with_data(SAMPLE), *against, "--area", BARNET)
    assert ran.code == 0
    assert "Figures that changed: none" in ran.out


def test_the_page_says_it_all(later: tuple[list[Path], int]) -> None:
    against = [word for path in later[0] for word in ("--against", str(path))]
    ran = cspxl("diff", *with_data(SAMPLE), *against, "--area", BARNET, "--as-at", "2017-04", "--html")
    assert ran.out.startswith("<!DOCTYPE html>")
    assert "<h2>Categories that are filed elsewhere: 1</h2>" in ran.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "give two workbooks"),
        (("--data", "a.csv"), "--against FILE"),
        (("a.xlsx", "b.xlsx", "--area", "Barnet"), "--area and --as-at are of releases"),
        (("a.xlsx", "b.xlsx", "--json", "--html"), "choose one of --json and --html"),
        (("a.xlsx", "b.xlsx", "--data", "a.csv", "--against", "b.csv"), "without workbooks"),
    ],
)
def test_wrong_usage_is_one_line(words: tuple[str, ...], says: str) -> None:
    ran = cspxl("diff", *words)
    assert ran.code == 2
    assert says in ran.err
