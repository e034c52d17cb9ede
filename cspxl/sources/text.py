"""A delimited text file as rows of fields, whatever publishers and spreadsheet programs did to it.

Plain or gzip; UTF-8 with or without a byte order mark, else Windows-1252; commas, semicolons or tabs; any line ends.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, NamedTuple

from cspxl.errors import InputError

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_LONGEST_SHOWN: Final = 40


class Row(NamedTuple):
    """One row: the physical line on which it starts, from 1, and its fields."""

    line: int
    fields: list[str]


class TextFile(NamedTuple):
    """A file's name, the SHA-256 of its bytes as they are given, and its rows that are not blank."""

    name: str
    sha256: str
    rows: Sequence[Row]


def read_text_file(path: Path | Traversable) -> TextFile:
    """The file's rows.

    Raises InputError: no such file, a folder, an empty file, a file that is not text, or wrong quotation marks.
    """
    data = _read_bytes(path)
    text = _decoded(_unzipped(data, path.name), path.name)
    rows = _rows(text, path.name)
    if not rows:
        raise InputError(f"{path.name}: the file is empty; give a published CSV file")
    return TextFile(path.name, sha256(data).hexdigest(), rows)


def shown(text: str) -> str:
    """Text from a file as a message quotes it: on one line, in quotation marks, cut when long."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 1] + '…'}”"


def listed(items: Sequence[str], most: int = 6) -> str:
    """The items as a sentence lists them: ``A, B and C``, or ``A, B and 7 more``."""
    if len(items) > most:
        items = [*items[: most - 1], f"{len(items) - most + 1} more"]
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def _read_bytes(path: Path | Traversable) -> bytes:
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; name the files in it")
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def _unzipped(data: bytes, name: str) -> bytes:
    if not data.startswith(_GZIP):
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        raise InputError(f"{name}: the gzip file is damaged or cut short; fetch it again") from None


def _decoded(data: bytes, name: str) -> str:
    if data.startswith(_ZIP):
        raise InputError(f"{name}: is a zip file or an Excel workbook; save the sheet as CSV, or give the file inside")
    if not _CONTROL.search(data):
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise InputError(f"{name}: is not a text file; save the table as CSV in UTF-8")


def _rows(text: str, name: str) -> Sequence[Row]:
    lines = io.StringIO(text, newline=None)  # any line end becomes \n
    reader = csv.reader(lines, delimiter=_delimiter(text), strict=True)
    rows = []
    line = 1
    try:
        for fields in reader:
            if any(map(str.strip, fields)):
                rows.append(Row(line, fields))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{name}: line {line}: a quotation mark is out of place ({error})") from None
    return rows


def _delimiter(text: str) -> str:
    """The mark that separates the fields of the first line that is not blank; a comma where there is none."""
    header = text.lstrip().partition("\n")[0].partition("\r")[0]
    return max(",;\t", key=header.count)
