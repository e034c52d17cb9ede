"""The street files of police.uk: which of them stand in folders and archives, and their bytes on disk.

``2017-02-metropolitan-street.csv`` is the crime that the Metropolitan Police recorded in February 2017.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, gettempdir
from time import time
from typing import BinaryIO, Final, cast

from cspxl.errors import InputError
from cspxl.sources.text import listed
from cspxl.values import month_index, month_text

COLUMNS: Final = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Crime type", "Last outcome category", "Context",
)  # fmt: skip
_NAME: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-([a-z]+(?:-[a-z]+)*)-street\.csv(?:\.gz)?", re.ASCII)
_ADVICE: Final = "street files are called as in the police.uk archive, such as 2017-02-metropolitan-street.csv"
_LONGEST_HEADER: Final = 10_000
# The largest file of a force and month has 25 MB and packs to a sixth of that.
_LARGEST: Final = 1 << 30
_DENSEST: Final = 100
_SMALL: Final = 1 << 20  # so small that a dense file harms nobody
_FOLDERS: Final = "cspxl-street-"
_DAY: Final = 86_400


@dataclass(frozen=True)
class StreetFile:
    """One force's month: ``source`` is the file on disk; ``member`` its name in that where ``source`` is a .zip."""

    name: str
    month: int
    force: str
    source: Path
    member: str = ""


def find_street_files(paths: Sequence[Path]) -> tuple[Sequence[StreetFile], Sequence[str]]:
    """The street files that the paths name, in order of month and force; and the names that are only nearly such.

    A path is a folder, searched with all below it, an archive (.zip) or a file. Raises InputError: nothing there, no
    street file among it, or two files for one force and month.
    """
    files: list[StreetFile] = []
    odd: list[str] = []
    for path in paths:
        found, nearly = _in(path)
        if not found:
            raise InputError(f"{path}: has no street file; {_ADVICE}")
        files += found
        odd += nearly
    files.sort(key=lambda file: (file.month, file.force))
    _check_single(files)
    return files, odd


def _in(path: Path) -> tuple[list[StreetFile], list[str]]:
    try:
        if path.is_dir():
            inside = sorted(item for item in path.rglob("*-street*") if item.is_file())
            return _sorted_out([(item.name, item, "") for item in inside])
        if not path.exists():
            raise InputError(f"{path}: no such file or folder")
        if not path.is_file():
            raise InputError(f"{path}: is no file")
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive:
                members = [item.filename for item in archive.infolist() if not item.is_dir()]
            return _sorted_out([(PurePosixPath(name).name, path, name) for name in members if "-street" in name])
    except zipfile.BadZipFile:
        raise InputError(f"{path.name}: the zip file is damaged or cut short; fetch it again") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    files, odd = _sorted_out([(path.name, path, "")])
    if odd:
        raise InputError(f"{path.name}: cannot tell force and month; {_ADVICE}")
    return files, []


def _sorted_out(found: Sequence[tuple[str, Path, str]]) -> tuple[list[StreetFile], list[str]]:
    """Street files, and names that are not quite those of street files; a system's hidden files are neither."""
    files, odd = [], []
    for name, source, member in found:
        if named := _NAME.fullmatch(name):
            year, month, force = named.groups()
            files.append(StreetFile(name, month_index(int(year), int(month)), force, source, member))
        elif not name.startswith("."):
            odd.append(name)
    return files, odd


def _check_single(files: Sequence[StreetFile]) -> None:
    seen: dict[tuple[int, str], StreetFile] = {}
    for file in files:
        if (other := seen.setdefault((file.month, file.force), file)) is not file:
            places = " and ".join(str(item.source / item.member) for item in (other, file))
            raise InputError(f"two files for {file.force}, {month_text(file.month)}: {places}; give one of them")


@contextmanager
def on_disk(files: Sequence[StreetFile]) -> Iterator[Sequence[Path]]:
    """The files on disk with the bytes of each; what is in an archive is unpacked for as long as the block runs."""
    if any(file.member for file in files):
        _remove_left()
    with TemporaryDirectory(prefix=_FOLDERS) as folder:
        paths = [file.source for file in files]
        for source in {file.source for file in files if file.member}:
            inside = {at: file for at, file in enumerate(files) if file.source == source}
            for at, path in _unpacked(source, inside, Path(folder)):
                paths[at] = path
        yield paths


def _remove_left() -> None:
    """Remove the folders of runs that were killed. A run that goes on has put a file into its own since yesterday."""
    for path in Path(gettempdir()).glob(f"{_FOLDERS}*"):
        with suppress(OSError):
            if time() - path.lstat().st_mtime > _DAY:
                shutil.rmtree(path, ignore_errors=True)  # does not follow a link


def _check_sizes(source: Path, members: Sequence[zipfile.ZipInfo], folder: Path) -> None:
    """Raise InputError where the members are larger than street files, or than the disk has room for.

    Their sizes are those that the archive tells; zipfile reads no further than that, and says so where there is more.
    """
    for member in members:
        _check_size(f"{source.name}: {PurePosixPath(member.filename).name}", member.file_size, member.compress_size)
    if sum(member.file_size for member in members) > shutil.disk_usage(folder).free:
        raise InputError(f"{source.name}: the disk of {gettempdir()} has no room to unpack it")


def _check_size(name: str, size: int, packed: int) -> None:
    if size > _LARGEST or size > max(_SMALL, _DENSEST * packed):
        raise InputError(f"{name} is too large: no street file unpacks to 1 GB, or to {_DENSEST} times its size")


def _unpacked(source: Path, files: Mapping[int, StreetFile], folder: Path) -> Iterator[tuple[int, Path]]:
    """Each file of an archive, by its place, under a name of its own in the folder."""
    name = ""
    try:
        with zipfile.ZipFile(source) as archive:
            _check_sizes(source, [archive.getinfo(file.member) for file in files.values()], folder)
            for at, file in files.items():
                name = file.name
                to = folder / f"{at}-{name}"
                with archive.open(file.member) as packed, to.open("wb") as out:
                    shutil.copyfileobj(packed, out, 1 << 20)
                yield at, to
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        raise InputError(f"{source.name}: {name} in it is damaged or locked; fetch it again") from None
    except OSError as error:
        raise InputError(f"{source.name}: cannot be unpacked: {error.strerror}") from None


def check_header(file: StreetFile, path: Path) -> None:
    """Raise InputError where the file's first line is not a street file's."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as opened:
            line = opened.readline(_LONGEST_HEADER)
            if path.suffix == ".gz":
                _check_unpacked(file, cast("BinaryIO", opened), path.stat().st_size)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise InputError(f"{file.name}: the gzip file is damaged or cut short; fetch it again") from None
    except OSError as error:
        raise InputError(f"{file.name}: cannot be read: {error.strerror}") from None
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in line:
        wide = "UTF-32" if b"\0\0" in line else "UTF-16"  # a street file's header has no letter beyond ASCII
        raise InputError(f"{file.name}: is {wide} text, as spreadsheets save it; fetch it again, or save it as UTF-8")
    header = line.decode("utf-8-sig", "replace").rstrip("\r\n")
    if "\r" in header:
        raise InputError(f"{file.name}: its lines end in CR alone; fetch it again and save it as it is")
    names = next(csv.reader([header]), [])
    if tuple(names) == COLUMNS:
        return
    if not names:
        raise InputError(f"{file.name}: the file is empty; fetch it again")
    if lacking := [name for name in COLUMNS if name not in names]:
        raise InputError(f"{file.name}: is no street file of police.uk: its header has no {listed(lacking)}")
    raise InputError(f"{file.name}: its columns are not in the order of a street file: {listed(names, 12)}")


def _check_unpacked(file: StreetFile, opened: BinaryIO, packed: int) -> None:
    """Raise InputError as soon as more comes out of a gzip file than a street file has: its own word is no measure."""
    while opened.read(_SMALL):
        _check_size(f"{file.name}:", opened.tell(), packed)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, read a piece at a time."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
