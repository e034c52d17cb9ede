"""Stopping a command, and where it prints to: one line, the exit code of docs/batch.md, nothing half-written."""

from __future__ import annotations

import json
import os
import pty
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from commands import ROOT, SAMPLE, cspxl, few, until, with_data
from street_archive import forces, months, write_archive

LOOKUP = ROOT / "cspxl" / "facts" / "authorities.csv"
CSPXL = [sys.executable, "-m", "cspxl"]
# 3,840 workbooks: more than a minute's work, so that it is stopped in time wherever it runs.
LONG = ["build", "--all", *with_data(SAMPLE), "--as-at", "2009-01..2018-12"]


@contextmanager
def begun(words: Sequence[str | Path], **settings: str) -> Iterator[subprocess.Popen[str]]:
    """A command under way, in a group of processes of its own."""
    process = subprocess.Popen(
        [*CSPXL, *map(str, words)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | settings,
        # A shell that runs the tests in the background has told its children to ignore interrupts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 -- no threads here
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def stopped(process: subprocess.Popen[str], number: signal.Signals) -> str:
    """The last line of a command that is told to stop, as a terminal does: with every process of its group."""
    os.killpg(process.pid, number)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert "Traceback" not in told
    assert sum(line.startswith("cspxl: stopped") for line in told.splitlines()) == 1
    return told.splitlines()[-1]


def ready(process: subprocess.Popen[str]) -> bool:
    """Whether it catches SIGTERM, which Python by itself does not."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


# Stopping


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.long)])
def test_a_stop_with_workbooks_done_is_one_line(number: signal.Signals, tmp_path: Path) -> None:
    with begun([*LONG, "--jobs", "2", "--out", tmp_path]) as process:
        until(lambda: len(list(tmp_path.glob("*.xlsx"))) >= 3)
        line = stopped(process, number)
    assert line.endswith("of 3,840 workbooks are done, none is half-written; go on with --resume")
    assert not list(tmp_path.glob(".*.part"))
    for path in tmp_path.glob("*.xlsx"):
        with zipfile.ZipFile(path) as package:
            assert package.testzip() is None


@pytest.mark.parametrize("words", [LONG, ["figures", *with_data(SAMPLE), "--area", "Barnet", "--as-at", "2017-02"]])
def test_ctrl_c_while_reading_is_one_line(words: Sequence[str], tmp_path: Path) -> None:
    """At once when the command can be stopped: before pandas is there, and long before the first workbook."""
    out = ["--out", str(tmp_path / "out")] if "build" in words else []
    with begun([*words, *out]) as process:
        until(lambda: ready(process))
        assert stopped(process, signal.SIGINT) == "cspxl: stopped; nothing is half-written"
    assert not (tmp_path / "out").exists()


@pytest.mark.long
def test_ctrl_c_at_any_moment_is_one_line(tmp_path: Path) -> None:
    """While workers start too: one that is interrupted before it is deaf would print a traceback."""
    dice = random.Random(4)
    for at in range(20):
        with begun([*LONG, "--jobs", "2", "--out", tmp_path / str(at)]) as process:
            until(lambda: ready(process))
            time.sleep(dice.uniform(0, 4))
            stopped(process, signal.SIGINT)
        assert not list(tmp_path.rglob(".*.part"))


def test_a_stop_takes_away_what_an_archive_was_unpacked_to(tmp_path: Path) -> None:
    folder, temporary = tmp_path / "archive", tmp_path / "temporary"
    temporary.mkdir()
    write_archive(folder, forces(LOOKUP, 3), months("2022-01", 24), 20_000)
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        for path in sorted(folder.rglob("*.csv")):
            archive.write(path, path.relative_to(folder))
    words = ["build", "--all", "--data", tmp_path / "archive.zip", "--as-at", "2022-12..2023-12", "--out"]
    with begun([*words, tmp_path / "out"], TMPDIR=str(temporary)) as process:
        until(lambda: list(temporary.glob("cspxl-street-*")))
        stopped(process, signal.SIGTERM)
    assert list(temporary.glob("cspxl-*")) == []


@pytest.mark.long
def test_a_command_that_was_started_to_ignore_ctrl_c_ignores_it() -> None:
    """As ``nohup`` and a shell's background do."""
    words = "import os, signal; signal.signal(signal.SIGINT, signal.SIG_IGN); os.execv(os.sys.argv[1], os.sys.argv[1:])"
    command = [sys.executable, "-c", words, *CSPXL, "figures", *with_data(SAMPLE), "--area", "Barnet"]
    with subprocess.Popen([*command, "--as-at", "2017-02"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        until(lambda: ready(process))
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out.startswith(b"Barnet, February 2017")


# Printing


def shell(line: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A line of a shell in which ``$CSPXL`` is the command; it ends as the command does."""
    env = os.environ | {"CSPXL": " ".join(CSPXL)} | settings
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=False, env=env, timeout=120,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    assert "Exception ignored" not in done.stderr, done.stderr
    return done


DRY = f"build --all {' '.join(with_data(SAMPLE))} --as-at 2017-02..2017-12 --out nowhere --dry-run"


@pytest.mark.parametrize("words", few(3, ["eval =1+1", "functions", "functions --markdown", "--help", f"{DRY} --json"]))
def test_output_that_cannot_be_written_is_one_line(words: str) -> None:
    done = shell(f"$CSPXL {words} > /dev/full")
    assert done.returncode == 3
    line = done.stderr.splitlines()[-1]
    assert line.startswith("cspxl: standard output cannot be written (No space left on device)")


@pytest.mark.long
@pytest.mark.parametrize(
    ("words", "code"), [("functions --markdown", 0), ("functions --json", 0), ("functions NONE", 3), ("nonsense", 2)],
)
@pytest.mark.parametrize("reader", ["true", "head -1 > /dev/null"])
def test_a_reader_who_has_had_enough_changes_nothing(words: str, code: int, reader: str) -> None:
    """The command's own exit code: ``pipefail`` gives it, because both readers end with 0."""
    done = shell(f"$CSPXL {words} | {reader}")
    assert done.returncode == code
    assert len(done.stderr.splitlines()) == (0 if code == 0 else len(shell(f"$CSPXL {words}").stderr.splitlines()))


@pytest.mark.long
def test_a_closed_stream_is_nowhere(tmp_path: Path) -> None:
    """Two workbooks, so that a bar or lines would be told; and no file of ours gets the number of a closed stream."""
    data = " ".join(with_data(SAMPLE))
    build = f"$CSPXL build --area Barnet --area Brent {data} --as-at 2017-02 --out {tmp_path}"
    for at, closed in enumerate(("2>&-", ">&-", "<&- >&- 2>&-")):
        done = shell(f"{build}/{at} {closed}")
        assert done.returncode == 0, done.stderr
        paths = list((tmp_path / str(at)).glob("*.xlsx"))
        assert len(paths) == 2
        for path in paths:
            with zipfile.ZipFile(path) as package:
                assert package.testzip() is None


@pytest.mark.long
def test_messages_that_cannot_be_told_change_no_exit_code() -> None:
    assert shell("$CSPXL functions NONE 2> /dev/full").returncode == 3
    assert shell(f"$CSPXL {DRY} 2> /dev/full").returncode == 0


@pytest.mark.long
def test_a_stream_without_a_sign_gets_another_or_json_s_own_escape(tmp_path: Path) -> None:
    """The table of a run has a dash for none; JSON's escapes are RFC 8259's (section 7)."""
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    words = f"build --area Barnet --area Brent {' '.join(with_data(SAMPLE))} --as-at 2017-02 --out {tmp_path}"
    done = shell(f"$CSPXL {words}", **ascii_only)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-2].split() == ["All", "2", "?", "?", "?"]
    printed = shell("""$CSPXL eval '="Ynys Môn – 😀"'""", **ascii_only).stdout
    assert printed.isascii()
    assert json.loads(printed) == "Ynys Môn – 😀"


@pytest.mark.long
def test_the_bar_of_a_narrow_terminal_stays_on_its_line(tmp_path: Path) -> None:
    """30 columns: between the bar's beginning and the end nothing moves to another line."""
    ours, theirs = pty.openpty()
    words = ["build", "--area", "Barnet", "--area", "Barking and Dagenham", *with_data(SAMPLE), "--as-at", "2017-02"]
    process = subprocess.Popen(
        [*CSPXL, *words, "--out", str(tmp_path)],
        stdout=subprocess.DEVNULL, stderr=theirs, env=os.environ | {"COLUMNS": "30", "TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    told = b""
    try:
        while part := os.read(ours, 65536):
            told += part
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert process.wait(timeout=60) == 0
    _, bar, drawn = told.partition(b"\x1b[?25l")  # the cursor is hidden while a bar is drawn
    assert bar
    assert b"2/2" in drawn
    assert b"\n" not in drawn.partition(b"\x1b[?25h")[0].rstrip()


@pytest.mark.long
def test_a_file_in_place_of_the_folder_is_told_by_a_dry_run_too(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here", encoding="utf-8")
    for areas in (["--area", "Barnet"], ["--all"]):
        words = ["build", *areas, *with_data(SAMPLE), "--as-at", "2017-02", "--out", str(tmp_path / "file" / "out")]
        told = [cspxl(*words, *more) for more in ([], ["--dry-run"])]
        assert [ran.code for ran in told] == [3, 3]
        assert told[0].err.splitlines()[-1] == told[1].err.splitlines()[-1]
        assert "cannot be written (Not a directory)" in told[0].err
