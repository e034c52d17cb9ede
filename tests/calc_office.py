"""A LibreOffice of the tests' own: its own profile, its own connection, our add-in, and ended whatever happens.

UNO's Python is the system's, seldom the tests': ``calc_driver.py`` runs in it.
"""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from typing import Any

from cspxl.hosts.calc_extension import extension
from cspxl.hosts.calc_office import environment
from cspxl.values import CellError

SOFFICE = shutil.which("soffice")
DRIVER = Path(__file__).parent / "calc_driver.py"
START, ANSWER = 60, 120  # seconds


@cache
def uno_python() -> str | None:
    """A Python that has UNO: this one, or the system's."""
    for python in (sys.executable, "/usr/bin/python3"):
        if Path(python).exists() and not subprocess.run([python, "-c", "import uno"], capture_output=True).returncode:  # noqa: PLW1510
            return python
    return None


def missing() -> str | None:
    """Why Calc cannot be driven here."""
    if SOFFICE is None:
        return "LibreOffice is missing; .ci/run has it"
    return None if uno_python() else "no Python has UNO (python3-uno); .ci/run has it"


@cache
def version() -> str:
    """Of the LibreOffice that is driven: 7.4."""
    told = subprocess.run([str(SOFFICE), "--version"], capture_output=True, text=True, check=True).stdout
    found = re.match(r"LibreOffice (\d+\.\d+)", told)
    assert found, told
    return found[1]


class Office:
    def __init__(self, driver: subprocess.Popen[str]) -> None:
        self._driver = driver

    def ask(self, **job: Any) -> dict[str, Any]:
        """What the driver answers; AssertionError where Calc does not answer in time."""
        assert self._driver.stdin
        self._driver.stdin.write(json.dumps({name: _plain(value) for name, value in job.items()}) + "\n")
        self._driver.stdin.flush()
        return self.read(ANSWER)

    def read(self, seconds: float) -> Any:
        assert self._driver.stdout
        ready, _, _ = select.select([self._driver.stdout], [], [], seconds)
        assert ready, f"Calc has not answered for {seconds} seconds"
        line = self._driver.stdout.readline()
        assert line, "Calc has ended"
        return json.loads(line)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value


@contextmanager
def office(folder: Path, *, with_addin: bool = True) -> Iterator[Office]:
    """A running Calc whose profile is in the folder."""
    add_ins = folder / "extensions"
    add_ins.mkdir(parents=True)
    if with_addin:
        with zipfile.ZipFile(BytesIO(extension())) as package:
            package.extractall(add_ins / "cspxl.oxt")
    pipe = f"cspxl{token_hex(8)}"
    with (
        _running([
            str(SOFFICE), f"-env:BUNDLED_EXTENSIONS={add_ins.as_uri()}",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
            f"--accept=pipe,name={pipe};urp;",
        ], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL),
        _running(
            [str(uno_python()), str(DRIVER), pipe, str(START)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        ) as driver,
    ):  # fmt: skip
        found = Office(driver)
        assert found.read(START + 10) == "ready"
        yield found


@contextmanager
def _running(command: list[str], **streams: Any) -> Iterator[subprocess.Popen[str]]:
    """A process in a group of its own; at the end it is asked to go, then made to, with all that it started."""
    process = subprocess.Popen(command, text=True, start_new_session=True, env=environment(), **streams)
    try:
        yield process
    finally:
        if process.stdin:
            process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()


def shown(value: Any) -> Any:
    """What a cell of an answer shows: an error as ours where it is one; one that only Calc knows as its text."""
    if not isinstance(value, dict):
        return value
    known = {error.value: error for error in CellError}
    return known.get(value["error"], value["error"])
