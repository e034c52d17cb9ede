"""What a run has made, on disk: a journal that grows by a line with every workbook, and the manifest at the end.

A killed run leaves its journal; ``--resume`` reads it. A line that was cut off with the process is not counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Self

from cspxl.workbook.files import cannot_write, write_whole


@dataclass(frozen=True)
class Record:
    """One workbook on disk: its hash, the hash of everything it was made from, and the findings about it."""

    file: str
    area: str
    as_at: str
    sha256: str
    made_from: str
    findings: Sequence[str]


class Journal:
    """The records of a folder's run of one report. Use it in a ``with``: a line is on its way to disk when added."""

    def __init__(self, folder: Path, report: str) -> None:
        self.manifest = folder / f"{report}_manifest.json"
        self._journal = folder / f".{report}_manifest.journal"
        self._file: IO[str] | None = None

    def known(self) -> Mapping[str, Record]:
        """The records of earlier runs, by file; none where there were none, or what is there is no manifest."""
        found = [*_of_manifest(self.manifest), *_of_journal(self._journal)]
        return {record.file: record for record in found}

    def __enter__(self) -> Self:
        try:
            self._journal.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._journal.open("w", encoding="utf-8")
        except OSError as error:
            raise cannot_write(self._journal, error) from None
        return self

    def __exit__(self, *_: object) -> None:
        assert self._file is not None
        try:
            self._file.close()
        except OSError as error:  # what is still to be written does not fit
            raise cannot_write(self._journal, error) from None

    def add(self, record: Record) -> None:
        """Write a record down."""
        assert self._file is not None
        try:
            self._file.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")
            self._file.flush()
        except OSError as error:
            raise cannot_write(self._journal, error) from None

    def finish(self, about: Mapping[str, object], records: Iterable[Record], failures: Sequence[object]) -> None:
        """Write the manifest; the journal has done its work."""
        content = {**about, "workbooks": [asdict(record) for record in records], "failures": failures}
        write_whole(self.manifest, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())
        self._journal.unlink(missing_ok=True)


def is_whole(path: Path, record: Record) -> bool:
    """Whether the file is still the one of the record."""
    try:
        return sha256(path.read_bytes()).hexdigest() == record.sha256
    except OSError:
        return False


def _of_manifest(path: Path) -> list[Record]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    workbooks = content.get("workbooks") if isinstance(content, dict) else None
    return [record for item in (workbooks if isinstance(workbooks, list) else []) if (record := _record(item))]


def _of_journal(path: Path) -> list[Record]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []
    found = []
    for line in lines:
        try:
            record = _record(json.loads(line))
        except ValueError:  # the last line of a killed process
            continue
        if record:
            found.append(record)
    return found


def _record(item: Any) -> Record | None:  # noqa: ANN401 -- whatever a file holds
    try:
        return Record(**item)
    except TypeError:
        return None
