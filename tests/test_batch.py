"""Every borough, many months: the same bytes however they are made, nothing lost, and each failure told by name."""

from __future__ import annotations

import errno
import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cache
from hashlib import sha256
from io import BytesIO
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from commands import SAMPLE, cspxl, until, with_data

from cspxl.batch.make import Job, Recipe, _compiled, make
from cspxl.batch.recipe import recipe_of
from cspxl.batch.run import Outcome, planned, run
from cspxl.batch.workers import Failed, attempt, here, processes
from cspxl.bundled import workbooks
from cspxl.engine.cells import FormulaCell
from cspxl.errors import DiskError, InputError
from cspxl.facts import boroughs
from cspxl.report.configuration import read_configuration
from cspxl.sources import sample_release
from cspxl.values import month_index
from cspxl.workbook.compiled import Compiled

FEBRUARY, MARCH = month_index(2017, 2), month_index(2017, 3)
JOBS = [Job(area, month) for month in (FEBRUARY, MARCH) for area in boroughs()]


@cache
def recipe(name: str = "overview.toml") -> Recipe:
    return recipe_of(read_configuration(workbooks().joinpath(name)), workbooks(), sample_release())


@cache
def reference() -> dict[Job, str]:
    """The hash of each workbook, made one after the other."""
    return {job: sha256(make(recipe(), job).content).hexdigest() for job in JOBS}


def found(out: Path) -> dict[str, str]:
    """What a person sees in a folder: names and hashes of the workbooks."""
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in out.glob("*.xlsx")}


def wanted(jobs: Sequence[Job]) -> dict[str, str]:
    return {recipe().file_name(job): reference()[job] for job in jobs}


def whole_run(out: Path, jobs: Sequence[Job], *, resume: bool = False) -> Sequence[Outcome]:
    return run(planned(recipe(), jobs, out, boroughs(), resume=resume), here, lambda _: None)


# What the command gives


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All boroughs as at two months, from the command line."""
    out = tmp_path_factory.mktemp("all")
    ran = cspxl("build", "--all", *with_data(SAMPLE), "--as-at", "2017-02..2017-03", "--out", out)
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[-2].split() == ["All", "64", "–", "–", "–"]
    assert "64 of 64 workbooks" in ran.err
    return out


@pytest.mark.long
def test_all_boroughs_are_there_and_equal_those_made_one_by_one(everywhere: Path, demo: Path) -> None:
    assert found(everywhere) == wanted(JOBS)
    name = "barnet_2017-02_overview.xlsx"
    assert (everywhere / name).read_bytes() == (demo / name).read_bytes()


@pytest.mark.long
def test_each_shows_its_own_borough_and_its_own_figures(everywhere: Path) -> None:
    """Burglary by pandas, straight from the published files."""
    names = ["Borough", "Major Category"]
    tables = [pd.read_csv(file) for file in SAMPLE]
    burglary = [table[table["Major Category"] == "Burglary"].groupby(names).sum(numeric_only=True) for table in tables]
    months = pd.concat(burglary, axis=1).droplevel("Major Category").astype(int)
    for job in JOBS:
        year = [f"{month // 12}{month % 12 + 1:02}" for month in range(job.as_at - 11, job.as_at + 1)]
        path = everywhere / recipe().file_name(job)
        with closing(openpyxl.load_workbook(path, data_only=True, read_only=True)) as book:
            assert book["Control"]["B5"].value == job.area
            assert book["Workings"]["B15"].value == months.loc[job.area, year].sum()
            assert book.properties.title.startswith(f"{job.area}: ")


@pytest.mark.long
def test_the_manifest_lists_every_workbook_with_what_it_was_made_from(everywhere: Path) -> None:
    manifest = json.loads((everywhere / "overview_manifest.json").read_text(encoding="utf-8"))
    assert {item["file"]: item["sha256"] for item in manifest["workbooks"]} == found(everywhere)
    assert {item["sha256"] for item in manifest["data"]} == {sha256(file.read_bytes()).hexdigest() for file in SAMPLE}
    assert "January 2008 to December 2018" in manifest["release"]
    assert all(item["findings"] == [] for item in manifest["workbooks"])
    assert manifest["failures"] == []
    assert sorted(path.name for path in everywhere.iterdir() if path.suffix != ".xlsx") == ["overview_manifest.json"]


@pytest.mark.long
def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    words = ("build", "--all", *with_data(SAMPLE), "--as-at", "2017-02", "--out", tmp_path / "out", "--dry-run")
    ran = cspxl(*words)
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 33
    assert ran.out.splitlines()[-1] == "32 of 32 to make; nothing was written."
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--as-at", "2017-02"), "--all"),
        (("--all", "--area", "Barnet", "--as-at", "2017-02"), "--all"),
        (("--all", "--as-at", "2017-04..2017-02"), "earlier month first"),
        (("--all", "--as-at", "2017-02..soon"), "YYYY-MM"),
        (("--all", "--as-at", "2017-02", "--jobs", "2", "--scheduler", "tcp://127.0.0.1:1"), "--jobs and --scheduler"),
    ],
)
def test_wrong_words_get_one_line(words: tuple[str, ...], told: str, tmp_path: Path) -> None:
    ran = cspxl("build", *with_data(SAMPLE), *words, "--out", tmp_path / "out")
    assert ran.code == 2
    assert told in ran.err.splitlines()[-1]
    assert not (tmp_path / "out").exists()


# The same bytes


@pytest.mark.long
def test_two_processes_and_another_order_give_the_same_bytes(tmp_path: Path) -> None:
    jobs = random.Random(9).sample(JOBS, 24)
    plan = planned(recipe(), jobs, tmp_path, boroughs(), resume=False)
    outcomes = run(plan, lambda of, todo: processes(of, todo, 2), lambda _: None)
    assert [item.job for item in outcomes] == jobs
    assert found(tmp_path) == wanted(jobs)


@pytest.mark.long
def test_another_clock_zone_and_language_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    turkish = "tr_TR.UTF-8"
    away = os.environ | {"TZ": "Pacific/Kiritimati", "LC_ALL": turkish, "LANG": turkish, "PYTHONHASHSEED": "7"}
    words = ["build", *with_data(SAMPLE), "--area", "Islington", "--as-at", "2017-03", "--out", str(tmp_path)]
    subprocess.run([sys.executable, "-m", "cspxl", *words], check=True, capture_output=True, env=away, timeout=120)
    assert found(tmp_path) == wanted([Job("Islington", MARCH)])

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2041, 7, 1, 3, 4, 5, tzinfo=tz)

    monkeypatch.setattr("cspxl.engine.plan.datetime", Later)
    content, _ = Compiled(recipe().written).filled({"Control!B5": "Barnet"})
    assert b"2041" not in b"".join(zipfile.ZipFile(BytesIO(content)).read(name) for name in ("docProps/core.xml",))
    job = JOBS[5]
    assert sha256(make(recipe(), job).content).hexdigest() == reference()[job]


@pytest.mark.long
@pytest.mark.parametrize("name", ["barnet_pack.toml", "call_over.toml", "borough_profile.toml"])
def test_a_pack_filled_after_others_equals_one_filled_alone(name: str) -> None:
    pack = recipe(name)
    for area in ("Barking and Dagenham", "Westminster", "Barnet"):
        make(pack, Job(area, FEBRUARY))
    job = Job("Barnet", MARCH)
    after = make(pack, job).content
    _compiled.cache_clear()
    assert make(pack, job).content == after


# Nothing lost


@pytest.mark.long
def test_resume_makes_only_what_is_not_there_or_was_changed(tmp_path: Path) -> None:
    jobs = JOBS[:6]
    whole_run(tmp_path, jobs)
    manifest = (tmp_path / "overview_manifest.json").read_bytes()
    paths = [tmp_path / recipe().file_name(job) for job in jobs]
    paths[1].unlink()
    paths[4].write_bytes(paths[4].read_bytes()[:-1])
    outcomes = whole_run(tmp_path, jobs, resume=True)
    assert [item.state for item in outcomes] == ["kept", "made", "kept", "kept", "made", "kept"]
    assert found(tmp_path) == wanted(jobs)
    assert (tmp_path / "overview_manifest.json").read_bytes() == manifest


@pytest.mark.long
def test_resume_makes_anew_what_other_inputs_made(tmp_path: Path) -> None:
    whole_run(tmp_path, JOBS[:2])
    text = (workbooks().joinpath("overview.toml").read_text(encoding="utf-8")).replace('"3 of 32"', '"5 of 32"')
    (tmp_path / "overview.toml").write_text(text, encoding="utf-8")
    other = recipe_of(read_configuration(tmp_path / "overview.toml"), tmp_path, sample_release())
    assert planned(other, JOBS[:2], tmp_path, boroughs(), resume=True).to_make == JOBS[:2]
    assert planned(recipe(), JOBS[:2], tmp_path, boroughs(), resume=True).to_make == []


def kill_at_random_moments(folder: Path, times: int) -> None:
    """Kill a process that builds, by SIGKILL; nothing but whole workbooks may carry a workbook's name."""
    script = Path(__file__).parent / "killed_run.py"
    done = subprocess.run(
        [sys.executable, str(script), str(folder), str(times)],
        capture_output=True, text=True, check=False, timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["killed"] >= report["certain"] >= times // 2


@pytest.mark.long
def test_a_killed_run_leaves_whole_files_or_none_and_resume_ends_it(tmp_path: Path) -> None:
    kill_at_random_moments(tmp_path, 4)


@pytest.mark.long
def test_fifty_kills_leave_whole_files_or_none(tmp_path: Path) -> None:
    kill_at_random_moments(tmp_path, 50)


@pytest.mark.long
def test_a_killed_command_goes_on_with_resume(tmp_path: Path) -> None:
    words = ["build", "--all", *with_data(SAMPLE), "--as-at", "2017-02..2017-03", "--out", str(tmp_path)]
    nowhere = subprocess.DEVNULL
    begun = subprocess.Popen([sys.executable, "-m", "cspxl", *words], stdout=nowhere, stderr=nowhere)
    until(lambda: len(found(tmp_path)) >= 3)
    begun.kill()
    begun.wait()
    partial = found(tmp_path)
    assert partial.items() <= wanted(JOBS).items()
    ran = cspxl(*words, "--resume")
    assert ran.code == 0, ran.err
    made, kept = (int(word.replace("–", "0")) for word in ran.out.splitlines()[-2].split()[1:3])
    assert kept >= len(partial) - 1
    assert made == 64 - kept
    assert found(tmp_path) == wanted(JOBS)
    assert not list(tmp_path.glob(".*"))


@pytest.mark.long
def test_a_worker_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    killed = []

    def makers(of: Recipe, jobs: Sequence[Job]) -> Iterator[Any]:
        for item in processes(of, jobs, 2):
            if len(killed) < 2:
                children = [child for child in active_children() if child.pid]
                os.kill(children[0].pid, signal.SIGKILL)
                killed.append(children[0].pid)
            yield item

    outcomes = run(planned(recipe(), JOBS[:16], tmp_path, boroughs(), resume=False), makers, lambda _: None)
    assert len(killed) == 2
    assert [item.state for item in outcomes] == ["made"] * 16
    assert found(tmp_path) == wanted(JOBS[:16])


# One failure does not stop the others


@pytest.mark.long
def test_a_borough_without_rows_is_told_and_the_others_are_made(tmp_path: Path) -> None:
    lacking = []
    for file in SAMPLE:
        lines = gzip.decompress(file.read_bytes()).decode().splitlines(keepends=True)
        lacking.append(tmp_path / file.name.removesuffix(".gz"))
        lacking[-1].write_text("".join(line for line in lines if not line.startswith("Barnet,")), encoding="utf-8")
    ran = cspxl("build", "--all", *with_data(lacking), "--as-at", "2017-02", "--out", tmp_path / "out")
    assert ran.code == 4
    assert ran.err.splitlines()[-1] == "cspxl: Barnet, February 2017: the files have no rows for Barnet"
    assert len(found(tmp_path / "out")) == 31
    manifest = json.loads((tmp_path / "out" / "overview_manifest.json").read_text(encoding="utf-8"))
    assert [item["area"] for item in manifest["failures"]] == ["Barnet"]


def test_a_file_that_cannot_be_replaced_is_told_and_the_others_are_made(tmp_path: Path) -> None:
    """On Windows a workbook that is open in Excel; here a folder of its name."""
    (tmp_path / recipe().file_name(JOBS[1])).mkdir()
    outcomes = whole_run(tmp_path, JOBS[:3])
    assert [item.state for item in outcomes] == ["made", "failed", "made"]
    assert "cannot be written" in outcomes[1].why
    assert not list(tmp_path.glob(".*"))


def test_a_fault_of_our_own_is_told_with_its_area(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object) -> None:
        raise ZeroDivisionError("division by\nzero")

    monkeypatch.setattr("cspxl.batch.workers.make", faulty)
    result = attempt(recipe(), JOBS[0])
    assert result == Failed("ZeroDivisionError: division by zero; please report this as a fault of cspxl")


@pytest.mark.long
def test_after_a_fault_half_way_the_next_area_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = reference()[JOBS[40]]  # of the month of the one that fails
    make(recipe(), JOBS[0])
    real, n = FormulaCell.lay, iter(range(10**6))

    def lay(self: FormulaCell, value: Any) -> None:
        if next(n) == 300:
            raise ZeroDivisionError
        real(self, value)

    with monkeypatch.context() as patched:
        patched.setattr(FormulaCell, "lay", lay)
        assert isinstance(attempt(recipe(), JOBS[39]), Failed)
    assert sha256(make(recipe(), JOBS[40]).content).hexdigest() == expected


@pytest.mark.long
def test_a_full_disk_stops_the_run_with_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, n = Path.open, iter(range(99))

    def opened(path: Path, *words: Any, **options: Any) -> Any:
        if path.suffix == ".part" and next(n) == 4:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, *words, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", opened)
        with pytest.raises(DiskError, match=r"cannot be written \(No space left on device\); make room"):
            whole_run(tmp_path, JOBS[:8])
    assert found(tmp_path) == wanted(JOBS[:4])
    assert not list(tmp_path.glob(".*.part"))
    outcomes = whole_run(tmp_path, JOBS[:8], resume=True)
    assert [item.state for item in outcomes] == ["kept"] * 4 + ["made"] * 4


def test_a_folder_that_cannot_be_written_to_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        whole_run(tmp_path / "out", JOBS[:2])


# A Dask cluster


@contextmanager
def dask_cluster(n_workers: int, folder: Path) -> Iterator[tuple[str, int | None]]:
    """Its address, and the process of one of its workers."""
    script = Path(__file__).parent / "dask_cluster.py"
    cluster = subprocess.Popen(
        [sys.executable, str(script), str(n_workers)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=folder,
    )  # fmt: skip
    assert cluster.stdout
    try:
        yield json.loads(cluster.stdout.readline())
    finally:
        cluster.terminate()
        cluster.wait()
        cluster.stdout.close()


@pytest.mark.long
def test_a_cluster_without_workers_is_one_line(tmp_path: Path) -> None:
    with dask_cluster(0, tmp_path) as (address, _):
        ran = cspxl(
            "build", "--all", *with_data(SAMPLE), "--as-at", "2017-02", "--out", tmp_path / "out",
            "--scheduler", address,
        )  # fmt: skip
    assert ran.code == 3
    assert f"the Dask scheduler at {address} has no workers" in ran.err.splitlines()[-1]
    assert found(tmp_path / "out") == {}


@pytest.mark.long
def test_a_cluster_of_two_workers_one_of_them_killed_gives_the_same(tmp_path: Path) -> None:
    """Two real workers on the loopback; one is killed while it works."""
    with dask_cluster(2, tmp_path) as (address, victim):
        words = ["build", "--all", *with_data(SAMPLE), "--as-at", "2017-02..2017-03", "--out", str(tmp_path / "out")]
        ran = subprocess.Popen(
            [sys.executable, "-m", "cspxl", *words, "--scheduler", address],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        until(lambda: len(found(tmp_path / "out")) >= 3)
        os.kill(victim, signal.SIGKILL)
        out, told = ran.communicate(timeout=120)
    assert ran.returncode == 0, told
    assert out.splitlines()[-2].split() == ["All", "64", "–", "–", "–"]
    assert found(tmp_path / "out") == wanted(JOBS)


@pytest.mark.long
def test_a_scheduler_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    ran = cspxl(
        "build", "--all", *with_data(SAMPLE), "--as-at", "2017-02", "--out", tmp_path / "out",
        "--scheduler", "tcp://127.0.0.1:9",
    )  # fmt: skip
    assert ran.code == 3
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in ran.err.splitlines()[-1]
    shutil.rmtree(tmp_path / "out", ignore_errors=True)
