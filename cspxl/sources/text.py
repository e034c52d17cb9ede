"""A delimited text file as rows of fields, whatever publishers and spreadsheet programs did to it.

Plain or gzip; UTF-8 with or without a byte order mark, UTF-16 with one (Excel's "Unicode text"), else Windows-1252;
commas, semicolons or tabs; any line ends. What is too large is refused before it is unpacked or cut up.
"""

from __future__ import annotations

import codecs
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

from cspxl.errors import InputError, one_line
from cspxl.opc import MEGABYTE, bytes_of

LARGEST: Final = 32 * MEGABYTE  # the largest borough file that is published has 1 MB, the dashboards' 2 MB
MOST_CELLS: Final = 4_000_000
_LONGEST_FIELD: Final = 1_000_000
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\ufffe\uffff]")
_LONGEST_SHOWN: Final = 40


class Row(NamedTuple):
    """One row: the physical line on which it starts, from 1, and its fields."""

    line: int
    fields: list[str]


class TextFile(NamedTuple):
    """A file's name, the SHA-256 of its bytes as they are given, and its rows that are not blank.

    ``noticed`` says what a person should know about how it was read. ``is_ended``: the last line has its end; else the
    file may be cut, its last field too.
    """

    name: str
    sha256: str
    rows: Sequence[Row]
    noticed: Sequence[str] = ()
    is_ended: bool = True


def read_text_file(path: Path | Traversable) -> TextFile:
    """The file's rows.

    Raises InputError: no such file, a folder, an empty file, a file that is not text, or wrong quotation marks.
    """
    data = bytes_of(path, LARGEST)
    text = _decoded(_unzipped(data, path.name), path.name)
    rows = _rows(text, path.name)
    if not rows:
        raise InputError(f"{path.name}: the file is empty; give a published CSV file")
    return TextFile(path.name, sha256(data).hexdigest(), rows, is_ended=text.endswith(("\n", "\r")))


def shown(text: str) -> str:
    """Text from a file as a message quotes it: on one line, in quotation marks, cut when long."""
    line = one_line(text)
    return f"“{line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 1] + '…'}”"


def listed(items: Sequence[str], most: int = 6) -> str:
    """The items as a sentence lists them: ``A, B and C``, or ``A, B and 7 more``."""
    if len(items) > most:
        items = [*items[: most - 1], f"{len(items) - most + 1} more"]
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def _unzipped(data: bytes, name: str) -> bytes:
    if not data.startswith(_GZIP):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            text = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise InputError(f"{name}: the gzip file is damaged or cut short; fetch it again") from None
    if len(text) > LARGEST:
        raise InputError(f"{name}: is too large: it unpacks to more than {LARGEST // MEGABYTE} MB; cut it into parts")
    return text


def _decoded(data: bytes, name: str) -> str:
    if data.startswith(_ZIP):
        raise InputError(f"{name}: is a zip file or an Excel workbook; save the sheet as CSV, or give the file inside")
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break
        return text
    if wide:
        raise InputError(f"{name}: begins as UTF-16 text but is none; save the table as CSV in UTF-8")
    raise InputError(f"{name}: is not a text file; save the table as CSV in UTF-8")


def _rows(text: str, name: str) -> Sequence[Row]:
    delimiter = _delimiter(text)
    if text.count(delimiter) + text.count("\n") + text.count("\r") > MOST_CELLS:
        raise InputError(f"{name}: is too large: it has more than {MOST_CELLS:,} cells; cut it into parts")
    lines = io.StringIO(text, newline=None)  # any line end becomes \n
    limit = csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows = []
    line = 1
    try:
        for fields in reader:
            if any(map(str.strip, fields)):
                rows.append(Row(line, fields))
            line = reader.line_num + 1
    except csv.Error as error:
        if "limit" in str(error):
            raise InputError(f"{name}: line {line}: a field has more than {_LONGEST_FIELD:,} letters") from None
        raise InputError(f"{name}: line {line}: a quotation mark is out of place ({error})") from None
    finally:
        csv.field_size_limit(limit)
    return rows


def _delimiter(text: str) -> str:
    """The mark that separates the fields of the first line that is not blank; a comma where there is none."""
    header = text.lstrip().partition("\n")[0].partition("\r")[0]
    return max(",;\t", key=header.count)
