"""The add-in put into LibreOffice, for its user, by LibreOffice's own extension manager, and taken away again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from cspxl.errors import InputError, one_line
from cspxl.hosts.calc_extension import IDENTIFIER

_SECONDS: Final = 120
_MANAGERS: Final = ("unopkg.com", "unopkg")  # on Windows the one with .com has a console
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
    own, and find no UNO there.
    """
    here = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.prefix).resolve()}
    kept = {name: value for name, value in os.environ.items() if name not in _OF_PYTHON}
    folders = os.environ.get("PATH", "").split(os.pathsep)
    kept["PATH"] = os.pathsep.join(folder for folder in folders if not here & {Path(folder), Path(folder).parent})
    return kept


def _manage(*arguments: str) -> None:
    """Run the extension manager. Raises InputError where it is missing, refuses or hangs."""
    manager = _manager()
    with subprocess.Popen(  # noqa: S603 -- the program that was found, and arguments of our own
        [manager, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
        start_new_session=True, env=environment(),
    ) as process:
        try:
            told, _ = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            _end(process)
            raise InputError(f"LibreOffice has not answered for {_SECONDS} s: {_CLOSE}") from None
    if process.returncode:
        lines = [line.strip() for line in told.splitlines() if line.strip()]
        raise InputError(f"LibreOffice refuses ({one_line(lines[-1]) if lines else 'it does not say why'}): {_CLOSE}")


def _manager() -> str:
    """LibreOffice's extension manager, which lies beside the program itself."""
    soffice = shutil.which("soffice")
    folders = [Path(soffice).resolve().parent] if soffice else []
    for folder in (*folders, *_USUAL):
        for name in _MANAGERS:
            if (folder / name).is_file():
                return str(folder / name)
    found = next(filter(None, map(shutil.which, _MANAGERS)), None)
    if found is None:
        raise InputError("LibreOffice is not found here: open the .oxt in it instead (Tools, Extension Manager, Add)")
    return found


def _end(process: subprocess.Popen[str]) -> None:
    """End the manager and what it started: the shell script that it is starts another program."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, 9)
    process.communicate()
