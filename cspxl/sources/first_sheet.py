"""The first visible sheet of an .xlsx as rows of texts, as the same table would be in a CSV file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from importlib.resources.abc import Traversable
from math import isfinite
from pathlib import Path
from typing import Any, Final

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import get_column_letter

from cspxl.errors import InputError
from cspxl.opc import Package, Room, bytes_of, inline_text, is_row, moment, number_formats, shared_strings, unescaped
from cspxl.sources.text import LARGEST, MOST_CELLS, Row, TextFile, listed, shown

_RELATION: Final = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_MOST_COLUMNS: Final = 16_384
_MOST: Final = {  # a table that a person keeps has 20,000 rows at most
    "rows": 1_048_576,
    "cells": 500_000,
    "places": MOST_CELLS,  # those before a cell far to the right are fields too
}
_FIRST_DAY, _FIRST_DAY_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 -- a sheet has no zone


def read_first_sheet(path: Path | Traversable) -> TextFile:
    """Its rows that are not blank; a date is its month, ``2017-04``.

    Raises InputError, in one line: a file that is no workbook, a cell that holds an error, or a formula that was saved
    without its value.
    """
    data = bytes_of(path, LARGEST)
    package = Package(data, path.name)
    part = package.workbook_part()
    root, namespace = package.root(part, "workbook")
    targets = package.relationships(part)
    properties = root.find(f"{namespace}workbookPr")
    first_day = _FIRST_DAY
    if properties is not None and properties.get("date1904") in {"1", "true"}:
        first_day = _FIRST_DAY_1904
    sheets: list[tuple[str, str]] = []
    hidden: list[tuple[str, str]] = []
    for item in root.iterfind(f"{namespace}sheets/{namespace}sheet"):
        target = next((targets[key] for key in map(item.get, _RELATION) if key in targets), None)
        if target is not None and target.kind == "worksheet":
            found = sheets if item.get("state", "visible") == "visible" else hidden
            found.append((item.get("name", ""), target.target))
    sheets += hidden
    if not sheets:
        raise package.fault("has no worksheet")
    name, sheet = sheets[0]
    strings, codes = shared_strings(package, targets.values()), number_formats(package, targets.values())
    date_styles = frozenset(at for at, code in enumerate(codes) if is_date_format(code))
    reader = _Reader(package, name, strings, date_styles, first_day)
    rows = list(reader.rows(sheet))
    noticed = list(reader.noticed())
    if len(sheets) > 1:
        others = [shown(other) for other, _ in sheets[1:]]
        noticed.append(f"the sheet {shown(name)} is read, not {listed(others)}")
    return TextFile(path.name, sha256(data).hexdigest(), rows, noticed)


class _Reader:
    """Reads row after row, and keeps in mind what should be told."""

    def __init__(
        self, package: Package, sheet: str, strings: Sequence[str], date_styles: frozenset[int], first_day: datetime,
    ) -> None:
        self.package = package
        self.sheet = sheet
        self.n_formulas = 0
        self.hidden: list[int] = []
        self.strings = strings
        self.date_styles = date_styles
        self.first_day = first_day

    def rows(self, part: str) -> Iterator[Row]:
        """The rows that hold a text. Raises InputError for a cell that cannot be read."""
        number, element, room = 0, None, Room(self.package, _MOST)
        try:
            for element in self.package.streamed(part, "row"):
                if not is_row(element):
                    continue
                number = int(element.get("r") or number + 1)
                room.take("rows", 1)
                room.take("cells", len(element))
                fields = self._fields(element, number)
                room.take("places", len(fields))
                if any(field.strip() for field in fields):
                    if element.get("hidden") in {"1", "true"}:
                        self.hidden.append(number)
                    yield Row(number, fields)
        except (ValueError, OverflowError) as fault:
            where = f"row {str(number)[:20]} of its sheet {shown(self.sheet)}"
            raise InputError(f"{self.package.name}: {where} cannot be read ({fault}); save it again as .xlsx") from None
        self.package.namespace(element, part, "worksheet")

    def noticed(self) -> Iterator[str]:
        """What should be told of the rows that were read."""
        if self.hidden:
            rows = listed([str(row) for row in self.hidden])
            yield f"rows that are hidden or filtered out are read too: {rows}"
        if self.n_formulas:
            yield f"cells that hold formulas: {self.n_formulas:,}; their values are taken as they were saved"

    def _fault(self, column: int, row: int, why: str) -> InputError:
        place = f"{get_column_letter(column)}{row}"
        return InputError(f"{self.package.name}: sheet {shown(self.sheet)}, cell {place}: {why}")

    def _fields(self, row: Any, number: int) -> list[str]:  # noqa: ANN401 -- an lxml element
        fields: list[str] = []
        column = 0
        for cell in row.iterchildren(f"{row.tag[:-3]}c"):
            reference = cell.get("r")
            column = column + 1 if reference is None else _column(reference)
            if column > _MOST_COLUMNS:
                raise ValueError("there is no such column")
            text = self._text(cell)
            if cell.get("t") == "e":
                raise self._fault(column, number, f"holds the error {shown(text)}; correct it, or leave the cell empty")
            if cell.find(f"{str(cell.tag)[:-1]}f") is not None:
                if not text and cell.get("t") != "str":
                    why = "holds a formula that was saved without its value; open the file in Excel and save it"
                    raise self._fault(column, number, f"{why}, or calculate it with cspxl calc")
                self.n_formulas += 1
            if text:
                fields.extend([""] * (column - len(fields)))
                fields[column - 1] = text
        return fields

    def _text(self, cell: Any) -> str:  # noqa: ANN401
        """A cell's value as the same file would have it as CSV."""
        namespace = str(cell.tag)[:-1]
        kind, inline = cell.get("t", "n"), cell.find(f"{namespace}is")
        value = cell.findtext(f"{namespace}v")
        if kind == "inlineStr" and inline is not None:
            return inline_text(self.package, inline)
        if not value:
            return ""
        if kind == "s":
            at = int(value)
            if not 0 <= at < len(self.strings):
                raise ValueError("there is no such shared text")
            return self.strings[at]
        if kind == "b":
            return str(value.strip() in {"1", "true"})
        if kind == "d":
            said = moment(value)
            return f"{said:%Y-%m}" if isinstance(said, datetime) else value
        if kind != "n":
            return unescaped(value)
        number = float(value)
        if not isfinite(number):
            raise ValueError("no number")
        style = cell.get("s", "0")
        if style.isascii() and style.isdigit() and int(style[:9]) in self.date_styles:
            day = self.first_day + timedelta(days=number)
            return f"{day.year:04d}-{day.month:02d}"
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.15g}"


def _column(reference: str) -> int:
    """The column of ``B2``: 2."""
    number = 0
    letters = reference.rstrip("0123456789")
    if not (1 <= len(letters) <= 3 and letters.isascii() and letters.isalpha()):
        raise ValueError(f"address {reference[:20]!r}")
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
