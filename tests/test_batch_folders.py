"""Folders with more than one run's workbooks, damaged memories, names that clash or are too long (docs/batch.md)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from commands import ROOT, SAMPLE, cspxl, until, with_data

from cspxl.batch.make import Job, Recipe, make
from cspxl.batch.manifest import Journal
from cspxl.batch.recipe import recipe_of
from cspxl.batch.run import Outcome, planned, run
from cspxl.batch.workers import here
from cspxl.bundled import workbooks
from cspxl.errors import InputError
from cspxl.facts import boroughs
from cspxl.report.configuration import read_configuration
from cspxl.sources import sample_release
from cspxl.values import month_index

FEBRUARY, MARCH = month_index(2017, 2), month_index(2017, 3)
TWO = ("Barnet", "Brent")
CSPXL = [sys.executable, "-m", "cspxl"]


@cache
def recipe() -> Recipe:
    return recipe_of(read_configuration(workbooks().joinpath("overview.toml")), workbooks(), sample_release())


def jobs(month: int, areas: Sequence[str] = TWO) -> list[Job]:
    return [Job(area, month) for area in areas]


def whole_run(out: Path, todo: Sequence[Job], *, resume: bool = True) -> Sequence[Outcome]:
    return run(planned(recipe(), todo, out, boroughs(), resume=resume), here, lambda _: None)


def states(outcomes: Sequence[Outcome]) -> list[str]:
    return [item.state for item in outcomes]


def on_disk(out: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in out.glob("*.xlsx")}


def listed(out: Path, name: str = "workbooks") -> dict[str, str]:
    manifest = json.loads((out / "overview_manifest.json").read_text(encoding="utf-8"))
    return {item["file"]: item["sha256"] for item in manifest[name]}


# Several runs in one folder


@pytest.mark.long
def test_the_manifest_lists_the_workbooks_of_all_runs(tmp_path: Path) -> None:
    whole_run(tmp_path, jobs(FEBRUARY))
    assert states(whole_run(tmp_path, jobs(MARCH))) == ["made", "made"]
    assert len(listed(tmp_path)) == 4
    assert listed(tmp_path) == on_disk(tmp_path)
    assert states(whole_run(tmp_path, jobs(FEBRUARY))) == ["kept", "kept"]
    assert states(whole_run(tmp_path, jobs(FEBRUARY, TWO[:1]), resume=False)) == ["made"]
    assert listed(tmp_path) == on_disk(tmp_path)


@pytest.mark.long
def test_the_order_of_the_runs_leaves_no_trace(tmp_path: Path) -> None:
    for name, months in (("one", (FEBRUARY, MARCH)), ("two", (MARCH, FEBRUARY))):
        for month in months:
            whole_run(tmp_path / name, jobs(month))
    one, two = ((tmp_path / name / "overview_manifest.json").read_bytes() for name in ("one", "two"))
    assert one == two


def test_what_is_gone_or_changed_is_not_listed(tmp_path: Path) -> None:
    whole_run(tmp_path, jobs(FEBRUARY))
    first, second = sorted(tmp_path.glob("*.xlsx"))
    first.unlink()
    second.write_bytes(b"something else")
    whole_run(tmp_path, jobs(MARCH))
    assert set(listed(tmp_path)) == {recipe().file_name(job) for job in jobs(MARCH)}


@pytest.mark.long
def test_workbooks_of_other_inputs_are_listed_as_such(tmp_path: Path) -> None:
    whole_run(tmp_path, jobs(FEBRUARY))
    text = workbooks().joinpath("overview.toml").read_text(encoding="utf-8").replace('"3 of 32"', '"5 of 32"')
    (tmp_path / "overview.toml").write_text(text, encoding="utf-8")
    other = recipe_of(read_configuration(tmp_path / "overview.toml"), tmp_path, sample_release())
    run(planned(other, jobs(MARCH), tmp_path, boroughs(), resume=True), here, lambda _: None)
    assert set(listed(tmp_path)) == {recipe().file_name(job) for job in jobs(MARCH)}
    assert set(listed(tmp_path, "of_other_inputs")) == {recipe().file_name(job) for job in jobs(FEBRUARY)}
    assert states(whole_run(tmp_path, jobs(FEBRUARY))) == ["kept", "kept"]


class Killed(BaseException):
    """As good as a kill: nothing of the run's end happens."""


@pytest.mark.long
def test_what_a_killed_run_made_outlives_a_run_of_others(tmp_path: Path) -> None:
    def makers(of: Recipe, todo: Sequence[Job]) -> Iterator[Any]:
        yield from here(of, todo[:1])
        raise Killed

    with pytest.raises(Killed):
        run(planned(recipe(), jobs(FEBRUARY), tmp_path, boroughs(), resume=False), makers, lambda _: None)
    assert states(whole_run(tmp_path, jobs(MARCH), resume=False)) == ["made", "made"]
    assert listed(tmp_path) == on_disk(tmp_path)
    assert states(whole_run(tmp_path, jobs(FEBRUARY))) == ["kept", "made"]


# Two runs at a time


def test_a_second_run_of_the_report_in_the_folder_is_told_to_wait(tmp_path: Path) -> None:
    """The first is asked in the midst of its work; what it is writing stays, and it ends well."""
    aside = tmp_path / f".{recipe().file_name(jobs(FEBRUARY)[0])}.1a2b3c4d.part"

    def makers(of: Recipe, todo: Sequence[Job]) -> Iterator[Any]:
        aside.write_bytes(b"half")
        ran = cspxl("build", "--all", *with_data(SAMPLE), "--as-at", "2017-02", "--out", tmp_path, "--resume")
        assert ran.code == 3
        why = f"another run is writing here (process {os.getpid()}); wait, or choose another folder"
        assert ran.err.splitlines()[-1] == f"cspxl: {tmp_path}: {why}"
        assert aside.read_bytes() == b"half"
        yield from here(of, todo)

    plan = planned(recipe(), jobs(FEBRUARY), tmp_path, boroughs(), resume=True)
    assert states(run(plan, makers, lambda _: None)) == ["made", "made"]
    assert listed(tmp_path) == on_disk(tmp_path)
    aside.unlink()


@pytest.mark.long
def test_another_report_in_the_folder_need_not_wait(tmp_path: Path) -> None:
    with Journal(tmp_path, "barnet-pack"):
        assert states(whole_run(tmp_path, jobs(FEBRUARY))) == ["made", "made"]


@pytest.mark.long
def test_a_run_that_was_killed_is_in_nobody_s_way(tmp_path: Path) -> None:
    words = ["build", "--all", *with_data(SAMPLE), "--as-at", "2009-01..2018-12", "--out", str(tmp_path)]
    process = subprocess.Popen([*CSPXL, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: list(tmp_path.glob("*.xlsx")))
    process.kill()
    process.wait()
    assert (tmp_path / ".overview_manifest.journal").exists()
    assert states(whole_run(tmp_path, jobs(FEBRUARY))) == ["made", "made"]
    assert not list(tmp_path.glob(".*"))
    assert listed(tmp_path).items() <= on_disk(tmp_path).items()
    assert len(listed(tmp_path)) >= len(on_disk(tmp_path)) - 1  # the last may not have been in the journal


@pytest.mark.long
def test_a_folder_named_like_what_is_still_being_written_stays(tmp_path: Path) -> None:
    folder = tmp_path / ".barnet_2017-02_overview.xlsx.abc.part"
    folder.mkdir()
    assert states(whole_run(tmp_path, jobs(FEBRUARY))) == ["made", "made"]
    assert folder.is_dir()


# A memory that was damaged


RECORD = {"file": "x.xlsx", "area": "X", "as_at": "2017-02", "sha256": "0", "made_from": "0", "findings": []}
DAMAGED = [
    *(RECORD | {key: wrong} for key in RECORD for wrong in (None, 7, {}, [[]])),
    *(RECORD | {"findings": wrong} for wrong in ("oops", [None], [7], {"a": "b"})),
    *(RECORD | {"file": wrong} for wrong in ("../x.xlsx", "/etc/passwd", "", "a\0b", "x" * 300, "\ud800")),
    RECORD | {"as_at": "soon"}, RECORD | {"more": 1}, {"file": "x"}, [], None, 7, "text",
]  # fmt: skip


def test_records_that_are_not_right_are_not_there(tmp_path: Path) -> None:
    whole_run(tmp_path, jobs(FEBRUARY))
    manifest = json.loads((tmp_path / "overview_manifest.json").read_text(encoding="utf-8"))
    right = manifest["workbooks"]
    manifest["workbooks"] = [right[0], *DAMAGED, right[1]]
    (tmp_path / "overview_manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    journal = "".join(json.dumps(item) + "\n" for item in DAMAGED)
    (tmp_path / ".overview_manifest.journal").write_text(journal + "[" * 200_000 + "\n{", encoding="utf-8")
    assert states(whole_run(tmp_path, jobs(FEBRUARY))) == ["kept", "kept"]
    assert json.loads((tmp_path / "overview_manifest.json").read_text(encoding="utf-8"))["workbooks"] == right


@pytest.mark.parametrize("key", ["file", "findings"])
@pytest.mark.parametrize("wrong", [[], None, "oops"])
def test_a_workbook_without_a_right_record_is_made_anew(key: str, wrong: object, tmp_path: Path) -> None:
    whole_run(tmp_path, jobs(FEBRUARY))
    if (key, wrong) == ("findings", []):
        return  # as it should be
    path = tmp_path / "overview_manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["workbooks"][0][key] = wrong
    path.write_text(json.dumps(manifest), encoding="utf-8")
    outcomes = whole_run(tmp_path, jobs(FEBRUARY))
    assert states(outcomes) == ["made", "kept"]
    assert [list(item.findings) for item in outcomes] == [[], []]


NONE = ("", "[" * 200_000, "{", "[]", "7", "\0", '{"workbooks": 7}', '{"workbooks": {"a": 1}}')


@pytest.mark.parametrize("text", NONE, ids=range(len(NONE)))
def test_a_manifest_that_is_none_is_not_there(text: str, tmp_path: Path) -> None:
    (tmp_path / "overview_manifest.json").write_text(text, encoding="utf-8")
    assert states(whole_run(tmp_path, jobs(FEBRUARY))) == ["made", "made"]
    assert listed(tmp_path) == on_disk(tmp_path)


# Names


def test_areas_whose_files_would_have_one_name_are_told_and_the_first_is_made(tmp_path: Path) -> None:
    areas = ["A.B", "A/B", "a b", "Barnet"]
    plan = planned(recipe(), jobs(FEBRUARY, areas), tmp_path, areas, resume=False)
    assert sorted(job.area for job in plan.hopeless) == ["A/B", "a b"]
    assert all("A.B" in why and "a-b_2017-02_overview.xlsx" in why for why in plan.hopeless.values())
    outcomes = run(plan, here, lambda _: None)
    assert states(outcomes)[1:] == ["failed", "failed", "made"]
    manifest = json.loads((tmp_path / "overview_manifest.json").read_text(encoding="utf-8"))
    assert listed(tmp_path) == on_disk(tmp_path)
    assert len(manifest["workbooks"]) == len(on_disk(tmp_path))
    assert {"A/B", "a b"} <= {item["area"] for item in manifest["failures"]}


def test_an_area_of_signs_alone_has_a_name_of_its_own() -> None:
    names = {recipe().file_name(Job(area, FEBRUARY)) for area in ("***", "---", "/", "")}
    assert len(names) == 4
    assert all(name[0].isalnum() and name.endswith("_2017-02_overview.xlsx") for name in names)


@pytest.mark.long
def test_an_area_whose_name_is_too_long_for_a_file_fails_by_name(tmp_path: Path) -> None:
    """120 Chinese letters are 360 bytes of UTF-8, where a file's name has 255 (Linux, NAME_MAX)."""
    long = "倫" * 120
    file = tmp_path / "small.csv"
    months = [f"{year}{month:02}" for year in (2014, 2015, 2016) for month in range(1, 13)]
    lines = [["Borough", "Major Category", "Minor Category", *months]]
    lines += [[area, "Robbery", "Personal Property", *("7" for _ in months)] for area in (long, "Barnet")]
    file.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    areas = ["--area", long, "--area", "Barnet"]
    words = ["build", "--data", file, *areas, "--as-at", "2016-02", "--out", tmp_path / "out"]
    ran = cspxl(*words)
    assert ran.code == 4
    assert [path.name for path in (tmp_path / "out").glob("*.xlsx")] == ["barnet_2016-02_overview.xlsx"]
    told = [line for line in ran.err.splitlines() if "cannot be written" in line]
    assert len(told) == 1
    assert told[0].startswith(f"cspxl: {long}, February 2016: ")
    assert cspxl(*words, "--dry-run").code == 0


@pytest.mark.long
@pytest.mark.parametrize("many", [True, False])
def test_a_folder_whose_name_is_too_long_is_one_line(many: bool, tmp_path: Path) -> None:  # noqa: FBT001 -- a case
    areas = ["--all"] if many else ["--area", "Barnet"]
    words = ["build", *areas, *with_data(SAMPLE), "--as-at", "2017-02", "--out", tmp_path / ("x" * 256) / "out"]
    for more in ([], ["--dry-run"]):
        ran = cspxl(*words, *more)
        assert ran.code == 3
        assert "cannot be written (File name too long)" in ran.err.splitlines()[-1]


@pytest.mark.long
def test_a_file_whose_name_is_too_long_is_one_line() -> None:
    name = "x" * 300
    for words in (
        ["build", f"{name}.toml", "--area", "Barnet"],
        ["figures", "--data", name, "--area", "Barnet", "--as-at", "2017-02"],
        ["build", "--data", name, "--area", "Barnet", "--as-at", "2017-02"],
    ):
        ran = cspxl(*words)
        assert ran.code == 3
        assert len(ran.err.splitlines()) == 1
        assert name in ran.err


# Which report


@pytest.mark.long
@pytest.mark.parametrize("name", ["barnet_pack.toml", "overview.toml", "lcpf_model.toml"])
@pytest.mark.parametrize("folder", ["reports", "./", "/no/such/folder", "..", "reports/.."])
def test_a_path_that_is_not_there_is_no_bundled_report(name: str, folder: str, tmp_path: Path) -> None:
    report = f"{folder.rstrip('/')}/{name}"
    words = ["build", report, *with_data(SAMPLE), "--area", "Barnet", "--as-at", "2017-02", "--out", "out"]
    (tmp_path / "here").mkdir()
    ran = cspxl(*words, cwd=tmp_path / "here")
    assert ran.code == 3
    assert len(ran.err.splitlines()) == 1
    assert "no such file" in ran.err
    assert f"write {name} alone" in ran.err
    assert list((tmp_path / "here").iterdir()) == []


@pytest.mark.long
def test_a_bare_name_is_the_file_that_is_here_else_the_bundled_one(tmp_path: Path) -> None:
    words = ["build", *with_data(SAMPLE), "--area", "Barnet", "--as-at", "2017-02", "--out", "out", "overview.toml"]
    assert cspxl(*words, "--dry-run", cwd=tmp_path).code == 0
    (tmp_path / "overview.toml").write_text("nonsense", encoding="utf-8")
    for name in ("overview.toml", "./overview.toml"):
        ran = cspxl(*words[:-1], name, cwd=tmp_path)
        assert ran.code == 3
        assert "overview.toml: not TOML" in ran.err


@pytest.mark.long
def test_left_out_it_is_the_bundled_one_whatever_is_here(tmp_path: Path, demo: Path) -> None:
    (tmp_path / "overview.toml").write_text("nonsense", encoding="utf-8")
    words = ["build", *with_data(SAMPLE), "--area", "Barnet", "--as-at", "2017-02", "--out", "out"]
    assert cspxl(*words, cwd=tmp_path).code == 0
    name = "barnet_2017-02_overview.xlsx"
    assert (tmp_path / "out" / name).read_bytes() == (demo / name).read_bytes()


# The code that makes them


@pytest.mark.long
def test_other_code_makes_workbooks_anew_with_the_same_bytes(tmp_path: Path) -> None:
    """A copy of the package with one more comment: of one version, with one meaning."""
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "cspxl", tmp_path / "cspxl", ignore=skipped)
    (tmp_path / "workbooks").symlink_to(ROOT / "workbooks")
    (tmp_path / "udfs").symlink_to(ROOT / "udfs")
    words = ["build", *with_data(SAMPLE), "--area", "Barnet", "--as-at", "2017-02", "--resume", "--out", "out"]

    def last_row() -> list[str]:
        ran = subprocess.run([*CSPXL, *words], cwd=tmp_path, check=True, capture_output=True)  # -m looks here first
        return ran.stdout.decode().splitlines()[-2].split()

    assert last_row() == ["All", "1", "–", "–", "–"]
    before = on_disk(tmp_path / "out")
    assert last_row() == ["All", "–", "1", "–", "–"]
    with (tmp_path / "cspxl" / "engine" / "plan.py").open("a", encoding="utf-8") as file:
        file.write("# another comment\n")
    assert last_row() == ["All", "1", "–", "–", "–"]
    assert on_disk(tmp_path / "out") == before


# One workbook alone


def test_a_fault_in_one_workbook_alone_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from cspxl.cli_made import make_one

    def faulty(*_: object) -> None:
        raise ZeroDivisionError("division by\nzero")

    monkeypatch.setattr("cspxl.batch.workers.make", faulty)
    plan = planned(recipe(), jobs(FEBRUARY, TWO[:1]), tmp_path, boroughs(), resume=False)
    told = "^Barnet, February 2017: ZeroDivisionError: division by zero; please report this as a fault of cspxl$"
    with pytest.raises(InputError, match=told):
        make_one(plan, as_json=False)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    assert make(recipe(), jobs(FEBRUARY)[0]).findings == ()
