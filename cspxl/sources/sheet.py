"""A table that a person keeps, as CSV or as the first sheet of an Excel workbook: records by column heading."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from hashlib import sha256
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NoReturn
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cspxl.errors import InputError
from cspxl.sources.text import Row, TextFile, read_text_file, shown


@dataclass(frozen=True)
class Record:
    """One row: its file, its row number from 1, and its fields by column, outer spaces stripped."""

    file: str
    row: int
    fields: Mapping[str, str]

    def text(self, column: str) -> str:
        """The field's text, empty where there is none."""
        return self.fields.get(column, "")

    def required(self, column: str) -> str:
        """The field's text. Raises InputError where there is none."""
        return self.text(column) or self.fault(column, "is empty; write it")

    def fault(self, column: str, why: str) -> NoReturn:
        """Raise InputError: file, row, column, and what is wrong."""
        raise InputError(f"{self.file}: row {self.row}, column {column}: {why}")


@dataclass(frozen=True)
class Records:
    """A file's name, the SHA-256 of its bytes, and its rows."""

    name: str
    sha256: str
    rows: Sequence[Record]


def read_records(path: Path | Traversable, columns: Sequence[str], required: Sequence[str]) -> Records:
    """The file's rows. Raises InputError: a file that cannot be read, an unknown, doubled or missing column."""
    file = _read_workbook(path) if path.name.lower().endswith(".xlsx") else read_text_file(path)
    if not file.rows:
        raise InputError(f"{file.name}: the file is empty; its first row names the columns")
    header = [heading.strip().lower().replace(" ", "_") for heading in file.rows[0].fields]
    while header and not header[-1]:
        header.pop()
    _check_header(file.name, header, columns, required)
    rows = []
    for row in file.rows[1:]:
        fields = [field.strip() for field in row.fields]
        if any(fields[len(header) :]):
            raise InputError(f"{file.name}: row {row.line}: has more fields than the header names columns")
        rows.append(Record(file.name, row.line, dict(zip(header, fields, strict=False))))
    return Records(file.name, file.sha256, rows)


def _check_header(name: str, header: Sequence[str], columns: Sequence[str], required: Sequence[str]) -> None:
    for at, heading in enumerate(header):
        if heading not in columns:
            near = get_close_matches(heading, columns, 1, 0.6)
            advice = f"did you mean {near[0]}?" if near else f"use: {', '.join(columns)}"
            raise InputError(f"{name}: row 1, column {at + 1}: there is no column {shown(heading)}; {advice}")
        if heading in header[:at]:
            raise InputError(f"{name}: row 1, column {at + 1}: the column {heading} stands there twice")
    for heading in required:
        if heading not in header:
            raise InputError(f"{name}: row 1: the column {heading} is missing")


def _read_workbook(path: Path | Traversable) -> TextFile:
    """The first sheet as rows of texts."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        grid = [[_shown(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError):
        raise InputError(f"{path.name}: is not an Excel workbook that can be read; save it again as .xlsx") from None
    rows = [Row(at, fields) for at, fields in enumerate(grid, 1) if any(field.strip() for field in fields)]
    return TextFile(path.name, sha256(data).hexdigest(), rows)


def _shown(cell: object) -> str:
    """A cell's value as the same file would have it as CSV: a date is its month."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m}"
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)
