"""A table that a person keeps, as CSV or as the first sheet of an Excel workbook: records by column heading."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, NoReturn

from cspxl.errors import InputError
from cspxl.names import folded, is_altered
from cspxl.sources.first_sheet import read_first_sheet
from cspxl.sources.formulas import Calculate
from cspxl.sources.text import listed, read_text_file, shown
from cspxl.values import CellError

MOST_ROWS: Final = 20_000  # of a table that a person keeps; formulas look at every one of them
LONGEST: Final = 2_000  # letters of a field
_ERRORS: Final = frozenset(map(str, CellError))
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what no cell can hold


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
    """A file's name, the SHA-256 of its bytes, its rows, and what a person should know about how they were read."""

    name: str
    sha256: str
    rows: Sequence[Record]
    noticed: Sequence[str] = ()


def read_records(
    path: Path | Traversable, columns: Sequence[str], required: Sequence[str], calculate: Calculate | None = None,
) -> Records:
    """The file's rows; ``calculate`` gives the values of a workbook's formulas.

    Raises InputError: a file that cannot be read, an unknown, doubled or missing column, an error of a spreadsheet.
    """
    file = read_first_sheet(path, calculate) if path.name.lower().endswith(".xlsx") else read_text_file(path)
    if not file.rows:
        raise InputError(f"{file.name}: the file is empty; its first row names the columns")
    header = [folded(heading).replace(" ", "_") for heading in file.rows[0].fields]
    while header and not header[-1]:
        header.pop()
    _check_header(file.name, header, columns, required)
    if len(file.rows) > MOST_ROWS + 1:
        raise InputError(f"{file.name}: is too large: it has {len(file.rows) - 1:,} rows, a report takes {MOST_ROWS:,}")
    rows = []
    for row in file.rows[1:]:
        fields = [_CONTROL.sub(" ", field).strip() for field in row.fields]
        if any(fields[len(header) :]):
            raise InputError(f"{file.name}: row {row.line}: has more fields than the header names columns")
        record = Record(file.name, row.line, dict(zip(header, fields, strict=False)))
        for column, field in record.fields.items():
            if len(field) > LONGEST:
                record.fault(column, f"has {len(field):,} letters; write no more than {LONGEST:,}")
            if field in _ERRORS:
                record.fault(column, f"holds the error {shown(field)}; correct it, or leave it empty")
        rows.append(record)
    altered = [shown(heading.strip()) for heading in file.rows[0].fields if is_altered(heading.strip())]
    told = [f"headings in look-alike letters or with signs that do not show, read as plain ones: {listed(altered)}"]
    return Records(file.name, file.sha256, rows, [*file.noticed, *(told if altered else [])])


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
