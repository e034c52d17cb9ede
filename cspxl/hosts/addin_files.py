"""Files put beside those of others and taken away again, so that what others wrote stays, or comes back as it was.

A record says which bytes were written (their hashes), and where a copy of what stood there before is kept. It is saved
before anything is written: whatever an installation that was cut short has left is known.
"""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from cspxl.errors import InputError

_RECORD: Final = "cspxl-installed.json"


@dataclass
class Entry:
    """What was written in one place: the hashes of all that was; the copy of what stood there before, by its name."""

    hashes: list[str] = field(default_factory=list)
    kept: str | None = None

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Entry:
        """What a record says."""
        return cls([*map(str, found["hashes"])], found["kept"] and Path(found["kept"]).name)


@dataclass
class Record:
    """What was installed: the entry of each file, the folders that were made, the Python that was named."""

    home: Path
    files: dict[str, Entry] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    interpreter: str = ""

    @classmethod
    def read(cls, home: Path) -> Record:
        """The record in a folder; an empty one where nothing was installed."""
        path = home / _RECORD
        text = content_of(path)
        if text is None:
            return cls(home)
        try:
            found = json.loads(text)
            files = {str(name): Entry.of(entry) for name, entry in found["files"].items()}
            return cls(home, files, [*map(str, found["folders"])], str(found["interpreter"]))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise InputError(f"{path} is damaged: delete it; what cspxl installed is then left where it is") from None

    def save(self) -> None:
        """Write it down."""
        found = {
            "files": {name: asdict(entry) for name, entry in self.files.items()},
            "folders": self.folders,
            "interpreter": self.interpreter,
        }
        write(self.home / _RECORD, json.dumps(found, indent=1).encode())

    def is_ours(self, path: Path, content: bytes | None) -> bool:
        """Whether these are bytes that were written there."""
        entry = self.files.get(str(path))
        return entry is not None and content is not None and _hash(content) in entry.hashes

    def before(self, path: Path) -> bytes | None:
        """What stood there before."""
        entry = self.files.get(str(path))
        return content_of(self.home / entry.kept) if entry and entry.kept else None

    def put(self, path: Path, content: bytes, before: bytes | None) -> None:
        """Write a file; what stood there before is kept in a copy, once."""
        entry = self.files.setdefault(str(path), Entry())
        if before is not None and before != self.before(path):
            entry.kept = self._free_name(path)
            write(self.home / entry.kept, before)
        if _hash(content) not in entry.hashes:
            entry.hashes.append(_hash(content))
        self.save()
        write(path, content)

    def kept(self, path: Path) -> Path | None:
        """The copy of a file that stood there before the installer wrote its own."""
        entry = self.files.get(str(path))
        return self.home / entry.kept if entry and entry.kept else None

    def put_back(self, path: Path, content: bytes | None) -> None:
        """Leave this in a place, or nothing; the copy of what stood there before has done its work."""
        if content is None:
            remove(path)
        else:
            write(path, content)
        kept = self.kept(path)
        if kept is not None:
            remove(kept)

    def note_folders(self, paths: Iterable[Path]) -> None:
        """Remember the folders that will be made for some files."""
        missing = {str(folder) for path in paths for folder in path.parents if not folder.exists()}
        self.folders = sorted({*self.folders, *missing})

    def close(self) -> None:
        """Everything was put back: the record goes, and so do the folders that were made and are empty."""
        remove(self.home / _RECORD)
        for folder in sorted(self.folders, key=len, reverse=True):
            with suppress(OSError):  # something else lies in it
                Path(folder).rmdir()

    def _free_name(self, path: Path) -> str:
        names = (f"{path.name}.before{number}" for number in ("", *map(str, range(2, 1000))))
        return next(name for name in names if not (self.home / name).exists())


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()


def check_place(path: Path) -> None:
    """Raise InputError where a file cannot be written without harm."""
    if path.is_symlink():
        raise InputError(f"{path} is a link to another file: remove the link, then try again")
    if path.exists() and not path.is_file():
        raise InputError(f"{path} is no file: move it away, then try again")
    if path.exists() and not path.stat().st_mode & stat.S_IWRITE:
        raise InputError(f"{path} is read-only: allow writing to it, or move it away, then try again")


def content_of(path: Path) -> bytes | None:
    """What is in a file; None where there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _refused(path, "read", error) from None


def write(path: Path, content: bytes) -> None:
    """Write aside, then move into place; aside is a folder up, because Excel opens whatever lies in XLSTART."""
    aside = path.parent.with_name(f".{path.name}.{token_hex(4)}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("xb") as file:
            file.write(content)
        if path.exists():
            shutil.copymode(path, aside)
        aside.replace(path)
    except OSError as error:
        raise _refused(path, "written", error) from None
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Take a file away where it is there."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _refused(path, "removed", error) from None


def _refused(path: Path, what: str, error: OSError) -> InputError:
    """A file that the system does not let go: on Windows for as long as Excel has it open."""
    advice = ": close Excel and try again" if isinstance(error, PermissionError) else ""
    return InputError(f"{path} cannot be {what} ({error.strerror}){advice}")
