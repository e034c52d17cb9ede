"""A version of a workbook: calculated, and with a way to say where a cell stands that is the same in another version.

A marked-up table is known by its name, its rows by the texts that they begin with, its columns by their headings. A
table to fill is known by its defined names, one a column. Of everything else a row is known by its first text, where
the other version has it too, else counted from the tables beside it: lists are sorted anew from month to month.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from cspxl.engine import load
from cspxl.engine.addresses import cell_text, column_letters, full_address, split_address, split_area, unquoted
from cspxl.engine.model import Area, Formula, SheetModel, WorkbookModel
from cspxl.engine.shared import anchored, moved
from cspxl.tokens import FormulaError
from cspxl.values import Cell
from cspxl.workbook.package import read_package

Key: TypeAlias = tuple[str, str, str | int]
"""Where a cell stands: sheet or table, row, column."""

_PRINTED: Final = "_xlnm.print_area"
DATES: Final = re.compile(
    r"\b(?:\d{1,2} )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?: \d{2,4})?\b"
    r"|\b(?:19|20)\d\d(?:-\d\d)?\b",
    re.IGNORECASE,
)
_KEYS: Final = 3  # columns, at most, whose texts tell the rows of a table apart


class Filled(NamedTuple):
    """A table to fill: its sheet, its cells, and the names of its columns."""

    name: str
    sheet: str
    area: Area
    columns: Sequence[str]


@dataclass(frozen=True)
class Marked:
    """A marked-up table: its cells below the headings, what each row and each column is known by."""

    name: str
    sheet: str
    area: Area
    rows: Mapping[int, str]
    columns: Mapping[int, str]


@dataclass
class Version:
    """A workbook, its tables and its calculated values."""

    model: WorkbookModel
    values: Mapping[str, Cell]
    filled: Mapping[str, Filled]
    printed: Mapping[str, Area]
    sheets: Mapping[str, SheetModel] = field(init=False)

    def __post_init__(self) -> None:
        self.sheets = {sheet.name: sheet for sheet in self.model.sheets}

    @cached_property
    def calculates(self) -> bool:
        """Whether any cell holds a formula; in a publication none does, and every cell is a result."""
        return any(isinstance(cell, Formula) for sheet in self.model.sheets for cell in sheet.cells.values())

    @cached_property
    def marked(self) -> Mapping[str, Marked]:
        """The marked-up tables whose rows are told apart by their first texts, in lower case."""
        found = (self._marked(table.name, table.sheet, table.area, table.columns, table.header_rows, table.totals_rows)
                 for table in self.model.tables)  # fmt: skip
        return {table.name: table for table in found if table is not None}

    def _marked(
        self, name: str, sheet: str, area: Area, headings: Sequence[str], header: int, totals: int,
    ) -> Marked | None:
        top, left, bottom, right = area
        rows = range(top + header, bottom - totals + 1)
        for n in range(1, _KEYS + 1):
            first = {row: [self.value(sheet, row, at) for at in range(left, min(right, left + _KEYS - 1) + 1)]
                     for row in rows}  # fmt: skip
            keys = {row: _row_key(cells[:n], row - top) for row, cells in first.items()}
            is_told = n == _KEYS or all(any(map(_says, cells[:n])) or not any(map(_says, cells))
                                        for cells in first.values())  # fmt: skip
            if is_told and len(set(keys.values())) == len(keys):
                body = (top + header, left, bottom - totals, right)
                return Marked(name.lower(), sheet, body, keys, _told_apart(left, headings))
        return None

    @cached_property
    def _by_sheet(self) -> Mapping[str, tuple[Sequence[Marked], Sequence[Filled]]]:
        """The tables of each sheet, from the top."""
        return {
            name: (
                [table for table in self.marked.values() if table.sheet == name],
                sorted((table for table in self.filled.values() if table.sheet == name), key=lambda one: one.area[0]),
            )
            for name in self.sheets
        }

    def table(self, sheet: str, row: int, column: int) -> Marked | None:
        """The marked-up table that a cell belongs to."""
        for table in self._by_sheet[sheet][0]:
            if _holds(table.area, row, column):
                return table
        return None

    def is_to_fill(self, sheet: str, row: int, column: int) -> bool:
        """Whether a cell belongs to a table to fill."""
        return any(_holds(table.area, row, column) for table in self._by_sheet[sheet][1])

    def beside_filled(self, sheet: str, row: int) -> bool:
        """Whether a row has cells of a table to fill, but for its last."""
        return any(table.area[0] <= row < table.area[2] for table in self._by_sheet[sheet][1])

    def key(self, sheet: str, row: int, column: int, other: Version, *, by_text: bool = False) -> Key:
        """Where a cell stands, as in the other version; ``by_text``: what it shows, wherever a list has put it."""
        table = self.table(sheet, row, column)
        if table is not None and table.name in other.marked:
            return table.name, table.rows[row], table.columns[column]
        text = self.first_texts.get(sheet, {}).get(row) if by_text else None
        if text is not None and text in other.first_texts_known.get(sheet, ()):
            return sheet, text, column
        return sheet, self.anchor(sheet, row), column

    @cached_property
    def first_texts(self) -> Mapping[str, Mapping[int, str]]:
        """The first text of each row of a sheet without tables to fill; of several alike, with which of them it is."""
        found: dict[str, dict[int, str]] = {}
        for sheet in self.model.sheets:
            if self._by_sheet[sheet.name][1]:
                continue
            times: Counter[str] = Counter()
            rows = found[sheet.name] = {}
            for row, column in sorted(sheet.cells):
                text = "" if row in rows else self._text(sheet.name, row, column)
                if text:
                    times[text] += 1
                    rows[row] = f"{text} ({times[text]})"
        return found

    @cached_property
    def first_texts_known(self) -> Mapping[str, frozenset[str]]:
        """The same, to look them up."""
        return {sheet: frozenset(rows.values()) for sheet, rows in self.first_texts.items()}

    def anchor(self, sheet: str, row: int) -> str:
        """A row as counted from the table to fill that it stands in or above: the same in both versions."""
        tables = self._by_sheet[sheet][1] if sheet in self._by_sheet else ()
        for table in tables:
            top, _, bottom, _ = table.area
            if row <= bottom:
                return f"<{table.name} end>" if row == bottom else f"<{table.name} {row - top}>"
        return f"<{row - max((one.area[2] for one in tables), default=0)}>"

    def formula(self, sheet: str, row: int, column: int) -> str | None:
        """The formula of a cell, its references to rows of tables counted from these."""
        found = self.sheets[sheet].cells.get((row, column))
        if not isinstance(found, Formula):
            return None
        try:
            text = moved(found.text, 1 - row, 0) if self._by_sheet[sheet][1] else found.text
            return anchored(text, lambda other, at: self.anchor(other or sheet, at) if at > 1 else "<1>")
        except FormulaError:
            return found.text

    def value(self, sheet: str, row: int, column: int) -> Cell:
        """What a cell shows."""
        cell = self.sheets[sheet].cells.get((row, column))
        return self.values.get(full_address(sheet, row, column)) if isinstance(cell, Formula) else cell

    def is_on_page(self, sheet: str, row: int, column: int) -> bool:
        """Whether a cell prints."""
        return sheet not in self.printed or _holds(self.printed[sheet], row, column)

    def label(self, sheet: str, row: int, column: int, *, typed: bool = False) -> str:
        """The first text of the row, and of a figure the nearest one above: what a reader finds it by."""
        table = self.table(sheet, row, column)
        if table is not None:
            heading = next((at for at in self.model.tables if at.name.lower() == table.name), None)
            words = heading.columns[column - table.area[1]] if heading else ""
            return ", ".join(filter(None, (table.rows[row].replace("|", ", "), words)))
        beside = next((found for at in range(1, column) if (found := self._text(sheet, row, at))), "")
        if typed and beside:
            return beside
        cells = self.sheets[sheet].cells
        typed_above = (cells.get((at, column)) for at in range(row - 1, 0, -1))
        texts_above = (self._text(sheet, at, column) for at in range(row - 1, 0, -1))
        headings = (cell.strip() for cell in typed_above if isinstance(cell, str))
        above = next(headings, "") or next(filter(None, texts_above), "")
        return ", ".join(part for part in (beside, above) if part) or cell_text(row, column)

    def _text(self, sheet: str, row: int, column: int) -> str:
        value = self.value(sheet, row, column)
        return value.strip() if isinstance(value, str) else ""


def _says(cell: Cell) -> bool:
    return cell is not None and bool(str(cell).strip())


def _row_key(cells: Sequence[Cell], at: int) -> str:
    """What a row begins with; one that begins with nothing is known by its place."""
    return "|".join(str(cell).strip() for cell in cells if _says(cell)) or f"row {at}"


def read_version(path: Path) -> Version:
    """A workbook, calculated. Raises InputError for a file that cannot be read."""
    model = read_package(path)
    printed = {
        unquoted(name.text.rpartition("!")[0]): area
        for name in model.names
        if name.name.lower() == _PRINTED and (area := split_area(name.text.rpartition("!")[2].replace("$", "")))
    }
    return Version(model, load(model).calculate().values(), dict(_filled(model)), printed)


def split(cell: str) -> tuple[str, int, int]:
    """The sheet, row and column of a full address."""
    found = split_address(cell)
    assert found, cell
    sheet, row, column = found
    return sheet or "", row, column


def _told_apart(left: int, headings: Sequence[str]) -> Mapping[int, str]:
    """Columns by their headings, whatever month these name; where two are then alike, by their places."""
    plain = [DATES.sub("…", heading) for heading in headings]
    alike = len(set(plain)) < len(plain)
    return {left + at: column_letters(at + 1) if alike else text for at, text in enumerate(plain)}


def _holds(area: Area, row: int, column: int) -> bool:
    top, left, bottom, right = area
    return top <= row <= bottom and left <= column <= right


def _filled(model: WorkbookModel) -> Iterator[tuple[str, Filled]]:
    """Columns of the same rows that stand side by side and have names that begin alike."""
    found: list[tuple[str, Area, str]] = []
    for name in model.names:
        sheet, mark, cells = name.text.rpartition("!")
        area = split_area(cells.replace("$", "")) if mark else None
        if name.sheet is None and area and area[1] == area[3] and area[0] < area[2]:
            found.append((unquoted(sheet), area, name.name))
    groups: dict[tuple[str, int, int], list[tuple[int, str]]] = {}
    for sheet, (top, column, bottom, _), heading in found:
        groups.setdefault((sheet, top, bottom), []).append((column, heading))
    for (sheet, top, bottom), columns in groups.items():
        columns.sort()
        names = [name for _, name in columns]
        title = names[0][: names[0].rfind("_")] if "_" in names[0] else names[0]
        last = columns[-1][0]
        if len(columns) == last - columns[0][0] + 1:
            yield title, Filled(title, sheet, (top, columns[0][0], bottom, last), names)
