"""Files in, documents out: text, Markdown, CSV and workbooks; Word and PDF where the extra ``audit`` is installed."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from cspxl.audit.documents import Cell, Document, Row
from cspxl.errors import InputError
from cspxl.opc import MEGABYTE, bytes_of

_LARGEST: Final = 32 * MEGABYTE
_BLOCK_TAG: Final = re.compile(r"</?(?:p|li|ol|ul|br|div|td|tr|th|table)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_EMPHASIS: Final = re.compile(r"\*\*|__|(?<![\w*])\*(?=[A-Za-z\d])|(?<=[A-Za-z\d.:;,\-])\*(?![\w*])|\\(?=[*_#$%])")
_RULE: Final = re.compile(r"[\s|:\-–—=+_]*")
_SPACES: Final = re.compile(r"[^\S\t\n]+")


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


def cleaned(text: str) -> str:
    """Text without the marks of HTML and Markdown; the ends of blocks are ends of sentences."""
    blocks = _BLOCK_TAG.sub(" • ", text)
    plain = _EMPHASIS.sub("", html.unescape(_TAG.sub("", re.sub(r"•[\s•]*•", "•", blocks))))
    return _SPACES.sub(" ", plain.replace("\N{NO-BREAK SPACE}", " ")).strip(" ")


def _text_rows(data: bytes, path: Path) -> Iterator[Row]:
    lines = _decoded(data, path).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    yield from rows_of_lines([(number, line, "") for number, line in enumerate(lines, start=1)])


def rows_of_lines(lines: Sequence[tuple[int, str, str]]) -> Iterator[Row]:
    """Lines with their numbers and places as rows: cells where tabs or bars part them, else paragraphs."""
    table, paragraph = 0, list[tuple[int, str, str]]()
    was_table = False
    for number, raw, where in lines:
        line = cleaned(raw)
        cells = _cells(raw)
        if len(cells) > 1:
            yield from _paragraph(paragraph)
            paragraph = []
            table += not was_table
            was_table = True
            if not all(_RULE.fullmatch(cell) for cell in cells):
                yield Row(tuple(Cell(cleaned(cell), number, where) for cell in cells), table)
            continue
        if paragraph and not _continues(paragraph[-1][1], line):
            yield from _paragraph(paragraph)
            paragraph = []
        if line.strip():
            paragraph.append((number, line.strip(), where))
            was_table = False
        elif not line.strip():
            was_table = False
    yield from _paragraph(paragraph)


def _cells(raw: str) -> Sequence[str]:
    """The cells of a line of a table: parted by tabs, by the bars of Markdown, or by wide gaps."""
    if "\t" in raw.strip("\n"):
        return raw.split("\t")
    bare = raw.strip()
    if bare.startswith("|") and bare.count("|") > 2:
        return re.split(r"(?<!\\)\|", bare.strip("|"))
    return [raw]


def _continues(before: str, line: str) -> bool:
    """Whether a line goes on where the one before was wrapped."""
    return (
        len(before) >= 45
        and not re.search(r"[.:;!?|]$", before)
        and re.match(r"[a-z(\d£%+–-][^)]", line) is not None
        and not re.match(r"(?:\d+(?:\.\d+)*[.)]\s|[-–•]\s|\d+(?:\.\d+)+\s)", line)
    )


def _paragraph(lines: Sequence[tuple[int, str, str]]) -> Iterator[Row]:
    if not lines:
        return
    text, breaks = lines[0][1], []
    for number, line, _ in lines[1:]:
        breaks.append((len(text) + 1, number))
        text += f" {line}"
    yield Row((Cell(text, lines[0][0], lines[0][2], tuple(breaks)),))


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
