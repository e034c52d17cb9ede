"""Files in, documents out: text, Markdown, CSV and workbooks; Word and PDF where the extra ``audit`` is installed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from cspxl.audit.documents import Cell, Document, Row
from cspxl.audit.lines import rows_of_lines
from cspxl.errors import InputError
from cspxl.opc import MEGABYTE, bytes_of

_LARGEST: Final = 32 * MEGABYTE


def read_document(path: Path) -> Document:
    """The file's text. Raises InputError, in one line: no such file, a kind that is not read, no text in it."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(_READERS)
        raise InputError(f"{path}: a file of this kind is not read; give one of {known}")
    data = bytes_of(path, _LARGEST)
    document = Document(str(path), list(reader(data, path)))
    if not document.rows:
        raise InputError(f"{path}: there is no text in it; a scanned page must be read by OCR first")
    return document


def _decoded(data: bytes, path: Path) -> str:
    """UTF-8, UTF-16 with a mark, else Windows-1252."""
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{path}: not a text file; save it as text in UTF-8")
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{path}: not a text file; save it as text in UTF-8")


def _text_rows(data: bytes, path: Path) -> Iterator[Row]:
    lines = _decoded(data, path).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    yield from rows_of_lines([(number, line, "") for number, line in enumerate(lines, start=1)])


def _csv_rows(data: bytes, path: Path) -> Iterator[Row]:
    text = _decoded(data, path)
    first = text[: text.find("\n")]
    delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        line = 1
        for fields in reader:
            if any(field.strip() for field in fields):
                yield Row(tuple(Cell(" ".join(field.split()), line) for field in fields), 1)
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{path}: {error}") from None


def _workbook_rows(data: bytes, path: Path) -> Iterator[Row]:
    from cspxl.audit.workbooks import workbook_rows  # noqa: PLC0415 -- openpyxl is loaded for workbooks only

    return workbook_rows(data, path)


def _word_rows(data: bytes, path: Path) -> Iterator[Row]:
    from cspxl.audit.word import word_rows  # noqa: PLC0415 -- an extra

    return word_rows(data, path)


def _pdf_rows(data: bytes, path: Path) -> Iterator[Row]:
    from cspxl.audit.pdf import pdf_rows  # noqa: PLC0415 -- an extra

    return pdf_rows(data, path)


_READERS: Final[Mapping[str, Callable[[bytes, Path], Iterator[Row]]]] = {
    ".txt": _text_rows,
    ".md": _text_rows,
    ".markdown": _text_rows,
    ".csv": _csv_rows,
    ".tsv": _csv_rows,
    ".xlsx": _workbook_rows,
    ".xlsm": _workbook_rows,
    ".docx": _word_rows,
    ".pdf": _pdf_rows,
}
