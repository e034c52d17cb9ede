"""LibreOffice as it is found here: started for one task, watched, and ended with all that it started.

Its own extension manager puts the add-in in for its user and takes it away again.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from cspxl.errors import InputError, one_line
from cspxl.hosts.calc_extension import IDENTIFIER

_SECONDS: Final = 120
_PROGRAM: Final = "soffice"
_MANAGER: Final = "unopkg"
_USUAL: Final = (
    Path("/usr/lib/libreoffice/program"),
    Path("/Applications/LibreOffice.app/Contents/MacOS"),
    Path("C:/Program Files/LibreOffice/program"),
)
_OF_PYTHON: Final = frozenset({"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"})
_CLOSE: Final = "close LibreOffice, and try again"


def install(extension: Path) -> None:
    """Put the file in, in place of an older one."""
    _manage("add", "--force", str(extension.resolve()))


def uninstall() -> None:
    """Take it away; nothing else is touched."""
    _manage("remove", IDENTIFIER)


def environment() -> dict[str, str]:
    """The environment that LibreOffice is started with: without the Python that runs cspxl, which it would take for its
    own, and find no UNO there; and in one time zone everywhere.
    """
    here = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.prefix).resolve()}
    kept = {name: value for name, value in os.environ.items() if name not in _OF_PYTHON}
    folders = os.environ.get("PATH", "").split(os.pathsep)
    kept["PATH"] = os.pathsep.join(folder for folder in folders if not here & {Path(folder), Path(folder).parent})
    return kept | {"TZ": "UTC"}


def program() -> str:
    """LibreOffice itself. Raises InputError where it is missing."""
    found = _found(_PROGRAM)
    if found is None:
        raise InputError("LibreOffice, which prints the PDF, is not found here: install it, or leave out --pdf")
    return found


def started(command: Sequence[str], folder: Path | None = None) -> subprocess.Popen[str]:
    """A program of LibreOffice, in a session of its own: what stops us does not stop it, ``end`` does.

    In the ``folder`` it works, and leaves what it writes meanwhile.
    """
    here = {} if folder is None else dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(folder))
    return subprocess.Popen(  # noqa: S603 -- a program that was found, and arguments of our own
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
        encoding="utf-8", errors="replace", cwd=folder, start_new_session=True, env=environment() | here,
    )


def end(process: subprocess.Popen[str]) -> None:
    """End a program that was ``started`` and what it started: the shell script that it is starts another program."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _manage(*arguments: str) -> None:
    """Run the extension manager. Raises InputError where it is missing, refuses or hangs."""
    manager = _found(_MANAGER)
    if manager is None:
        raise InputError("LibreOffice is not found here: open the .oxt in it instead (Tools, Extension Manager, Add)")
    with started([manager, *arguments]) as process:
        try:
            told, _ = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            raise InputError(f"LibreOffice has not answered for {_SECONDS} s: {_CLOSE}") from None
        finally:
            end(process)
    if process.returncode:
        lines = [line.strip() for line in told.splitlines() if line.strip()]
        raise InputError(f"LibreOffice refuses ({one_line(lines[-1]) if lines else 'it does not say why'}): {_CLOSE}")


def _found(name: str) -> str | None:
    """A program of LibreOffice: beside the one that is called by its name, where it is usual, or on the path."""
    soffice = shutil.which(_PROGRAM)
    folders = [Path(soffice).resolve().parent] if soffice else []
    names = (f"{name}.com", name)  # on Windows the one with .com has a console
    for folder in (*folders, *_USUAL):
        for file in names:
            if (folder / file).is_file():
                return str(folder / file)
    return next(filter(None, map(shutil.which, names)), None)
