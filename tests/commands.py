"""Running the command line as a person does, and reading what it prints."""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from cspxl.__main__ import main

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

ROOT = Path(__file__).parent.parent
BARNET, BARKING = "barnet_2017-02_overview.xlsx", "barking-and-dagenham_2017-04_overview.xlsx"
SAMPLE = sorted((ROOT / "workbooks" / "sample").glob("*.csv.gz"))


@dataclass(frozen=True)
class Ran:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


def cspxl(*words: str | Path, cwd: Path | None = None) -> Ran:
    """Run ``cspxl`` in a process of its own; it must never end in a traceback.

    The process is forked from one that has loaded what most commands load, which takes longer than they do.
    """
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        where = os.fspath(cwd or Path.cwd())
        process = _SERVER.Process(target=_run, args=([*map(str, words)], where, dict(os.environ), out, err))
        process.start()
        process.join(120)
        if process.is_alive():
            process.kill()
            raise TimeoutError(f"cspxl {' '.join(map(str, words))} did not end within two minutes")
        told = err.read_text("utf-8")
        assert "Traceback" not in told, told
        return Ran(process.exitcode or 0, out.read_text("utf-8"), told)


_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["cspxl.cli", "cspxl.batch.recipe", "cspxl.batch.run", "cspxl.check", "cspxl.audit"])


def _run(words: Sequence[str], cwd: str, environment: Mapping[str, str], out: Path, err: Path) -> None:
    """The command, in a process that begins as a new one does."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    for file, number in ((out, 1), (err, 2)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), number)
    sys.stdout = sys.__stdout__ = io.TextIOWrapper(os.fdopen(1, "wb"), "utf-8")
    sys.stderr = sys.__stderr__ = io.TextIOWrapper(os.fdopen(2, "wb"), "utf-8", "backslashreplace", line_buffering=True)
    sys.argv = ["cspxl", *words]
    main()


def long(*values: object) -> list[ParameterSet]:
    """Values of a parameter that are too many for every run."""
    return [pytest.param(value, marks=pytest.mark.long) for value in values]


def few(kept: int, values: Iterable[object]) -> list[ParameterSet]:
    """Values of a parameter, a tuple for several: the first in every run, the others among the long tests."""
    found = [value if isinstance(value, tuple) else (value,) for value in values]
    return [pytest.param(*value) for value in found[:kept]] + [
        pytest.param(*value, marks=pytest.mark.long) for value in found[kept:]
    ]


def with_data(files: list[Path]) -> list[str]:
    """The ``--data`` options for the files."""
    return [word for file in files for word in ("--data", str(file))]


def until(true: Callable[[], object]) -> None:
    """Wait, a minute at most."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, "it did not happen within a minute"
        time.sleep(0.002)
