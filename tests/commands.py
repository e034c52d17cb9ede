"""Running the command line as a person does, and reading what it prints."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

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
    """Run ``cspxl`` in a process of its own; it must never end in a traceback."""
    command = [sys.executable, "-m", "cspxl", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False, timeout=120)
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


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
