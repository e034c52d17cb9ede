"""The first visible sheet of an .xlsx as rows of texts, as the same table would be in a CSV file."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from importlib.resources.abc import Traversable
from math import isfinite
from pathlib import Path
from typing import Any, Final

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import get_column_letter, range_boundaries

from cspxl.errors import InputError
from cspxl.opc import (
    Package,
    Room,
    bytes_of,
    decimal,
    has_struck_run,
    index,
    inline_text,
    is_row,
    moment,
    number_formats,
    shared_strings,
    struck_styles,
    struck_texts,
    unescaped,
)
from cspxl.sources.formulas import Calculate, CellRefused, Formulas, Given, Place
from cspxl.sources.text import LARGEST, MOST_CELLS, Row, TextFile, listed, shown
from cspxl.values import Cell, CellError

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


def read_first_sheet(path: Path | Traversable, calculate: Calculate | None = None) -> TextFile:
    """The rows of a workbook's first sheet that are not blank; a date is its month, ``2017-04``.

    Raises InputError, in one line: a file that is no workbook; a cell that holds an error or is merged with others; a
    formula that gives an error, no value, or another than the saved one. Without ``calculate`` the saved one is taken.
    """
    data = bytes_of(path, LARGEST)
    package = Package(data, path.name)
    part = package.workbook_part()
    root, namespace = package.root(part, "workbook")
    targets = package.relationships(part)
    sheets: list[tuple[str, str]] = []
    hidden: list[tuple[str, str]] = []
    for item in root.iterfind(f"{namespace}sheets/{namespace}sheet"):
        target = next((targets[key] for key in map(item.get, _RELATION) if key in targets), None)
        if target is not None and target.kind == "worksheet":
            found = sheets if item.get("state", "visible") == "visible" else hidden
            found.append((item.get("name", ""), target.target))
    if not sheets + hidden:
        raise package.fault("has no worksheet")
    (name, sheet), *others = sheets + hidden

    anew = _says(root, f"{namespace}calcPr", "fullCalcOnLoad")
    formulas = Formulas(partial(_formula_values, calculate, data, path.name, name), anew=anew)
    first_day = _FIRST_DAY_1904 if _says(root, f"{namespace}workbookPr", "date1904") else _FIRST_DAY
    strings, codes = shared_strings(package, targets.values()), number_formats(package, targets.values())
    date_styles = frozenset(at for at, code in enumerate(codes) if is_date_format(code))
    struck = struck_styles(package, targets.values()), struck_texts(package, targets.values())
    reader = _Reader(package, name, strings, date_styles, first_day, formulas, struck)
    rows = reader.rows(sheet)
    noticed = list(reader.noticed())
    if others or not sheets:
        not_read = f", not {listed([shown(other) for other, _ in others])}" if others else ""
        noticed.append(f"the {'' if sheets else 'hidden '}sheet {shown(name)} is read{not_read}")
    return TextFile(path.name, sha256(data).hexdigest(), rows, noticed)


def _formula_values(calculate: Calculate | None, data: bytes, file: str, sheet: str) -> Given:
    """What the formulas of a sheet give, and why not. Raises InputError, with the file's name, for a broken file."""
    try:
        return calculate(data, sheet) if calculate else ({}, {})
    except InputError as fault:
        raise InputError(f"{file}: its formulas cannot be calculated: {fault}") from None


def _says(root: Any, tag: str, attribute: str) -> bool:  # noqa: ANN401 -- an lxml element
    """Whether an element of the workbook is there and says yes."""
    element = root.find(tag)
    return element is not None and element.get(attribute) in {"1", "true"}


class _Reader:
    """Reads row after row, and keeps in mind what should be told."""

    def __init__(
        self, package: Package, sheet: str, strings: Sequence[str], date_styles: frozenset[int], first_day: datetime,
        formulas: Formulas, struck: tuple[frozenset[int], frozenset[int]],
    ) -> None:
        self.package = package
        self.sheet = sheet
        self.room = Room(package, _MOST)
        self.hidden: list[str] = []
        self.strings = strings
        self.date_styles = date_styles
        self.first_day = first_day
        self.formulas = formulas
        self.struck_styles, self.struck_texts = struck
        self.struck: list[str] = []

    def rows(self, part: str) -> list[Row]:
        """The rows that hold a text. Raises InputError for a cell that cannot be read."""
        found: dict[int, list[str]] = {}
        hidden: set[int] = set()
        number, element = 0, None
        try:
            for element in self.package.streamed(part, "row"):
                if not is_row(element):
                    continue
                number = index(element.get("r") or str(number + 1))
                self.room.take("rows", 1)
                self.room.take("cells", len(element))
                if number in found:
                    raise ValueError("it stands there twice")
                found[number] = self._fields(element, number)
                if element.get("hidden") in {"1", "true"}:
                    hidden.add(number)
            for number, column in self.formulas.left():  # of arrays, in cells that are not in the file
                self._put(found.setdefault(number, []), column, self._settled((number, column), None, "0"))
            namespace = self.package.namespace(element, part, "worksheet")
            hidden_columns = list(_hidden_columns(element, namespace, max(map(len, found.values()), default=0)))
        except (ValueError, OverflowError) as fault:
            where = f"row {str(number)[:20]} of its sheet {shown(self.sheet)}"
            raise InputError(f"{self.package.name}: {where} cannot be read ({fault}); save it again as .xlsx") from None
        rows = [Row(number, fields) for number, fields in sorted(found.items()) if any(map(str.strip, fields))]
        self._refuse_merged(element, namespace, [row.line for row in rows])
        self.hidden = [*(f"row {row.line}" for row in rows if row.line in hidden), *hidden_columns]
        return rows

    def noticed(self) -> Iterator[str]:
        """What should be told of the rows that were read."""
        if self.hidden:
            yield f"what is hidden or filtered out is read too: {listed(self.hidden)}"
        if self.struck:
            yield f"what is struck through is read too: {listed(self.struck)}"
        yield from self.formulas.noticed()

    def _fault(self, column: int, row: int, why: str) -> InputError:
        place = f"{get_column_letter(column)}{row}"
        return InputError(f"{self.package.name}: sheet {shown(self.sheet)}, cell {place}: {why}")

    def _fields(self, row: Any, number: int) -> list[str]:  # noqa: ANN401 -- an lxml element
        fields: list[str] = []
        column = 0
        for cell in row.iterchildren(f"{row.tag[:-3]}c"):
            reference = cell.get("r")
            column = column + 1 if reference is None else _column(reference, str(number))
            if column > _MOST_COLUMNS:
                raise ValueError("there is no such column")
            text = self._text(cell)
            namespace = str(cell.tag)[:-1]
            if self.formulas.has((number, column), own=cell.find(f"{namespace}f") is not None):
                saved = text if text or cell.get("t") == "str" else None
                text = self._settled((number, column), saved, cell.get("s", "0"))
            elif cell.get("t") == "e":
                raise self._fault(column, number, f"holds the error {shown(text)}; correct it, or leave the cell empty")
            if text and self._is_struck(cell):
                self.struck.append(f"{get_column_letter(column)}{number}")
            self._put(fields, column, text)
        return fields

    def _is_struck(self, cell: Any) -> bool:  # noqa: ANN401 -- an lxml element
        """Whether what stands in the cell is struck through, or a part of it is."""
        style, inline = cell.get("s", "0"), cell.find(f"{str(cell.tag)[:-1]}is")
        if style.isascii() and style.isdigit() and int(style[:9]) in self.struck_styles:
            return True
        if cell.get("t") == "s":
            value = cell.find(f"{str(cell.tag)[:-1]}v")
            return value is not None and index(value.text or "") in self.struck_texts
        return inline is not None and has_struck_run(inline)

    def _put(self, fields: list[str], column: int, text: str) -> None:
        """A text into its field of a row. Raises InputError where all rows together are too large."""
        if text and column > len(fields):
            self.room.take("places", column - len(fields))
            fields.extend([""] * (column - len(fields)))
        if text:
            if fields[column - 1]:
                raise ValueError("one of its cells stands there twice")
            fields[column - 1] = text

    def _settled(self, place: Place, saved: str | None, style: str) -> str:
        """The text of a cell that has its value from a formula. Raises InputError where it gives none."""
        row, column = place
        address = f"{get_column_letter(column)}{row}"
        try:
            return self.formulas.settled(place, address, saved, lambda value: self._written(value, style))
        except CellRefused as why:
            raise self._fault(column, row, str(why)) from None

    def _written(self, value: Cell, style: str) -> str:
        """A value as the same file would have it as CSV."""
        if value is None or isinstance(value, str | bool | CellError):
            return "" if value is None else str(value)
        return self._number(float(value), style)

    def _refuse_merged(self, root: Any, namespace: str, rows: Sequence[int]) -> None:  # noqa: ANN401
        """Raise InputError where cells of these rows are one: all but the first have no value of their own."""
        for item in root.iterfind(f"{namespace}mergeCells/{namespace}mergeCell"):
            reference = item.get("ref", "")
            try:
                _, top, _, bottom = range_boundaries(reference)
            except ValueError:
                top = bottom = None
            first = bisect_left(rows, top or 1)
            if first < len(rows) and rows[first] <= (bottom or rows[-1]):
                where = f"{self.package.name}: sheet {shown(self.sheet)}, cells {reference[:30]}"
                raise InputError(f"{where}: are merged; take that back and write every cell")

    def _text(self, cell: Any) -> str:  # noqa: ANN401
        """A cell's value as the same file would have it as CSV."""
        namespace = str(cell.tag)[:-1]
        kind, inline = cell.get("t", "n"), cell.find(f"{namespace}is")
        value, *more = [item.text for item in cell.iterfind(f"{namespace}v")] or [None]
        if more:
            raise ValueError("one of its cells has two values")
        if kind == "inlineStr" and inline is not None:
            return inline_text(self.package, inline)
        if not value:
            return ""
        if kind == "s":
            at = index(value)
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
        return self._number(decimal(value), cell.get("s", "0"))

    def _number(self, number: float, style: str) -> str:
        """A number in digits, or the month that its style shows it as."""
        if not isfinite(number):
            raise ValueError("no number")
        if style.isascii() and style.isdigit() and int(style[:9]) in self.date_styles:
            day = self.first_day + timedelta(days=number)
            return f"{day.year:04d}-{day.month:02d}"
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.15g}"


def _column(reference: str, row: str) -> int:
    """The column of ``B2``, a cell in row 2: 2."""
    number = 0
    letters = reference.removesuffix(row)
    if letters == reference or not (1 <= len(letters) <= 3 and letters.isascii() and letters.isalpha()):
        raise ValueError(f"address {reference[:20]!r}")
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _hidden_columns(root: Any, namespace: str, width: int) -> Iterator[str]:  # noqa: ANN401 -- an lxml element
    """The columns up to this width that are hidden."""
    for item in root.iterfind(f"{namespace}cols/{namespace}col"):
        if item.get("hidden") in {"1", "true"}:
            first, last = int(item.get("min", "1")), min(int(item.get("max", "1")), width)
            yield from (f"column {get_column_letter(column)}" for column in range(first, last + 1))
