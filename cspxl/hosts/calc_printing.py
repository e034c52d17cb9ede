"""Workbooks printed by LibreOffice: many by one process, which has a profile of its own and ends when it is done.

Nothing of the user's LibreOffice is read or changed, and it may stay open.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Final

from cspxl.hosts import calc_office

_SECONDS: Final = 120  # for one workbook; the largest of ours takes three
_PROFILE: Final = "profile"
_PRINTED: Final = "printed"
_TAGGED: Final = {"type": "boolean", "value": "true"}
_OPTIONS: Final = {
    "ExportBookmarks": _TAGGED,  # one for each sheet
    "UseTaggedPDF": _TAGGED,  # for readers that read aloud
    "InitialView": {"type": "long", "value": "1"},  # with its bookmarks beside it
}
# The language of the texts, and how a date is written, whatever the machine's own is.
_LOCALE: Final = "en-GB"
_SETTINGS: Final = f"""<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">\
<value>{_LOCALE}</value></prop></item>
<item oor:path="/org.openoffice.Office.Linguistic/General"><prop oor:name="DefaultLocale" oor:op="fuse">\
<value>{_LOCALE}</value></prop></item>
</oor:items>
"""


def printed(files: Sequence[Path], folder: Path) -> Iterator[bytes | None]:
    """The PDF of each workbook, as soon as it is there; None for one that LibreOffice cannot print.

    ``folder`` is one of the caller's, for what is written meanwhile; the files' names differ. A workbook at which
    LibreOffice ends or hangs stops none of the others: it is started again for those. Raises InputError where it is
    missing.
    """
    settings = folder / _PROFILE / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS, encoding="utf-8")
    left = list(files)
    while left:
        done = 0
        for pdf in _by_one_process(left, folder):
            yield pdf
            done += 1
        left = left[done:]


def _by_one_process(files: Sequence[Path], folder: Path) -> Iterator[bytes | None]:
    """As many as one process prints: all, or those up to the one that it ends or hangs at."""
    at = 0
    places = {path.stem: place for place, path in enumerate(files)}
    process = calc_office.started(_command(files, folder), folder)
    try:
        for line in _lines(process):
            _, arrow, what = line.partition(" -> ")
            # It says which one it turns to, so that those before are done.
            turned_to = places.get(Path(what.partition(".pdf using filter")[0]).name, at) if arrow else at
            for path in files[at:turned_to]:
                yield _pdf(path, folder)
            at = turned_to
        whole = process.poll() == 0
    finally:
        calc_office.end(process)
        assert process.stdout
        process.stdout.close()
    if whole:
        yield from (_pdf(path, folder) for path in files[at:])
    else:
        yield None


def _command(files: Sequence[Path], folder: Path) -> list[str]:
    return [
        calc_office.program(), f"-env:UserInstallation={(folder / _PROFILE).as_uri()}", "--headless", "--norestore",
        "--nologo", "--convert-to", f"pdf:calc_pdf_Export:{json.dumps(_OPTIONS)}", "--outdir", str(folder / _PRINTED),
        *map(str, files),
    ]  # fmt: skip


def _lines(process: subprocess.Popen[str]) -> Iterator[str]:
    """The lines that it prints, until it has ended or says nothing for too long."""
    told: Queue[str | None] = Queue()

    def listen() -> None:
        assert process.stdout
        for line in process.stdout:
            told.put(line)
        process.wait()
        told.put(None)

    Thread(target=listen, daemon=True).start()
    while True:
        try:
            line = told.get(timeout=_SECONDS)
        except Empty:
            return
        if line is None:
            return
        yield line


def _pdf(path: Path, folder: Path) -> bytes | None:
    made = folder / _PRINTED / f"{path.stem}.pdf"
    return made.read_bytes() if made.exists() else None
