"""What a run has made, on disk: a journal that grows by a line with every workbook, and the manifest at the end.

A killed run leaves its journal; ``--resume`` reads it. A line that was cut off with the process is not counted. While
a run lasts, or a single workbook is written, it holds a lock on its journal, which the system takes away with the
process: two runs of one report cannot write into one folder at a time, and no killed one is in the way of another.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final, Self

from cspxl.errors import InputError
from cspxl.export import FORMATS, Format
from cspxl.workbook.files import cannot_write, write_whole

_LISTS: Final = ("workbooks", "of_other_inputs")  # of a manifest: those made from what it names, and earlier ones
_FAR: Final = 1 << 30  # in bytes: where no journal reaches


@dataclass(frozen=True)
class Record:
    """One workbook on disk: its hash, that of everything it was made from, the findings, the hashes of other formats.

    ``pdf_sha256`` and its like stand for each of ``FORMATS``.
    """

    file: str
    area: str
    as_at: str
    sha256: str
    made_from: str
    findings: Sequence[str]
    pdf_sha256: str | None = None
    docx_sha256: str | None = None
    html_sha256: str | None = None

    @property
    def beside(self) -> Mapping[Format, str]:
        """The hashes of the formats that stand beside it."""
        found = {name: getattr(self, field_of(name)) for name in FORMATS}
        return {name: hashed for name, hashed in found.items() if hashed is not None}


class Journal:
    """The records of a folder's run of one report. Use it in a ``with``: a line is on its way to disk when added."""

    def __init__(self, folder: Path, report: str) -> None:
        self.manifest = folder / f"{report}_manifest.json"
        self._journal = folder / f".{report}_manifest.journal"
        self._file: IO[str] | None = None
        self._taken_away = False

    def known(self) -> Mapping[str, Record]:
        """The records of earlier runs, by file; none where there were none, or what is there is no manifest."""
        found = [*_of_manifest(self.manifest), *_of_journal(self._journal)]
        return {record.file: record for record in found}

    def __enter__(self) -> Self:
        """Raises InputError where another run is writing here, or nothing can be written."""
        try:
            self._journal.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._opened()
            self._write("\n" + json.dumps({"process": os.getpid()}))  # a line that a killed process cut off ends here
        except OSError as error:
            raise cannot_write(self._journal, error) from None
        return self

    def __exit__(self, *_: object) -> None:
        assert self._file is not None
        if not _of_journal(self._journal):  # nothing that another run would miss
            self._take_away()
        try:
            self._file.close()
        except OSError as error:  # what is still to be written does not fit
            raise cannot_write(self._journal, error) from None

    def add(self, record: Record) -> None:
        """Write a record down."""
        try:
            self._write(json.dumps(_as_data(record), ensure_ascii=False))
        except OSError as error:
            raise cannot_write(self._journal, error) from None

    def finish(
        self, about: Mapping[str, object], made: Iterable[Record], others: Iterable[Record], failures: Sequence[object],
    ) -> None:
        """Write the manifest; the journal has done its work. ``others`` were made from other inputs than ``about``."""
        lists = zip(_LISTS, (made, others), strict=True)
        content = {**about, **{name: _in_order(records) for name, records in lists}, "failures": failures}
        write_whole(self.manifest, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())
        self._take_away()

    def _take_away(self) -> None:
        """Delete the journal while it is locked; once deleted, what has its name is another run's."""
        assert self._file is not None
        if self._taken_away:
            return
        self._taken_away = True
        if sys.platform == "win32":  # an open file cannot be taken away there
            self._file.close()
        with suppress(OSError):
            self._journal.unlink(missing_ok=True)

    def _opened(self) -> IO[str]:
        """The journal, locked: to be added to, because what killed runs made is told there alone."""
        while True:
            file = self._journal.open("a", encoding="utf-8")
            if not _locked(file):
                file.close()
                raise InputError(f"{self._journal.parent}: {self._other()}; wait, or choose another folder")
            if _is(file, self._journal):
                return file
            file.close()  # a run that just ended took away what was opened

    def _write(self, line: str) -> None:
        assert self._file is not None
        self._file.write(line + "\n")
        self._file.flush()

    def _other(self) -> str:
        """Who is writing here: the last process that said so."""
        processes = [item["process"] for item in _lines(self._journal) if isinstance(item, dict) and "process" in item]
        return f"another run is writing here (process {processes[-1] if processes else 'unknown'})"


def field_of(name: Format) -> str:
    """The field of a record that has the hash of a format."""
    return f"{name}_sha256"


def file_beside(workbook: Path, name: Format) -> Path:
    """The file of a workbook in a format, which stands beside it."""
    return workbook.with_suffix(f".{name}")


def still_there(folder: Path, record: Record) -> Record | None:
    """The record where its workbook is still the one that was made; without the formats that are not."""
    workbook = folder / record.file
    if not _is_whole(workbook, record.sha256):
        return None
    lost = [name for name, hashed in record.beside.items() if not _is_whole(file_beside(workbook, name), hashed)]
    return replace(record, **dict.fromkeys(map(field_of, lost)))  # type: ignore[arg-type]  # each may be None


def _is_whole(path: Path, hashed: str) -> bool:
    try:
        return path.is_file() and sha256(path.read_bytes()).hexdigest() == hashed
    except (OSError, ValueError):  # not to be read, or no name of a file
        return False


def _locked(file: IO[str]) -> bool:
    """Lock it until it is closed or its process ends; whether no other process has."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 -- each system has its own

            file.seek(_FAR)  # a locked place cannot be read, so it is one where nothing stands
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 -- likewise

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a file system without locks: as good as it can be
        return True
    return True


def _is(file: IO[str], path: Path) -> bool:
    """Whether the open file is the one that has the name."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _in_order(records: Iterable[Record]) -> list[dict[str, Any]]:
    """By month and area, whichever run made them."""
    return [_as_data(record) for record in sorted(records, key=lambda item: (item.as_at, item.area))]


def _as_data(record: Record) -> dict[str, Any]:
    """The fields that it has."""
    return {name: value for name, value in asdict(record).items() if value is not None}


def _of_manifest(path: Path) -> list[Record]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    lists = [content.get(name) for name in _LISTS] if isinstance(content, dict) else []
    items = [item for found in lists if isinstance(found, list) for item in found]
    return [record for item in items if (record := _record(item))]


def _of_journal(path: Path) -> list[Record]:
    return [record for item in _lines(path) if (record := _record(item))]


def _lines(path: Path) -> list[Any]:
    """What the lines of a journal hold."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []
    found = []
    for line in lines:
        with suppress(ValueError, RecursionError):  # the last line of a killed process, or none of ours
            found.append(json.loads(line))
    return found


def _record(item: Any) -> Record | None:  # noqa: ANN401 -- whatever a file holds
    """A record whose every field is what it should be, and whose file is in the folder; else it is not there."""
    try:
        record = Record(**item)
    except TypeError:
        return None
    texts = (record.file, record.area, record.as_at, record.sha256, record.made_from, *record.beside.values())
    if not isinstance(record.findings, list) or not all(isinstance(text, str) for text in (*texts, *record.findings)):
        return None
    return record if Path(record.file).name == record.file else None
