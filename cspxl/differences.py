"""Two versions of a workbook held against each other: inputs, the figures that they move, and formulas.

A table to fill is known by its defined names, one a column: its rows are compared wherever they stand, so that rows
inserted, deleted or sorted are no difference. Everything else is compared cell by cell, counted from the tables beside
it. Both versions are calculated first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from cspxl.engine import load
from cspxl.engine.addresses import cell_text, full_address, split_address, split_area, unquoted
from cspxl.engine.model import Area, Formula, SheetModel, WorkbookModel
from cspxl.engine.shared import anchored, moved
from cspxl.tokens import FormulaError
from cspxl.values import Cell
from cspxl.workbook.package import read_package

_PRINTED: Final = "_xlnm.print_area"
_WORDS: Final = 6  # cells of a row that are told
Row: TypeAlias = tuple[Cell, ...]


class Change(NamedTuple):
    """What changed: its place, what stands there in words, before and after (None: nothing)."""

    cell: str
    what: str
    before: Cell
    after: Cell


@dataclass(frozen=True)
class Differences:
    """Everything that differs. ``figures`` are those of printed pages, ``workings`` counts the others."""

    inputs: Sequence[Change]
    figures: Sequence[Change]
    formulas: Sequence[Change]
    workings: int


class _Table(NamedTuple):
    """A table to fill: its sheet, its cells, and the names of its columns."""

    name: str
    sheet: str
    area: Area
    columns: Sequence[str]


@dataclass
class _Version:
    """A workbook, its tables and its calculated values."""

    model: WorkbookModel
    values: Mapping[str, Cell]
    tables: Mapping[str, _Table]
    printed: Mapping[str, Area]
    sheets: Mapping[str, SheetModel] = field(init=False)

    def __post_init__(self) -> None:
        self.sheets = {sheet.name: sheet for sheet in self.model.sheets}

    def anchor(self, sheet: str, row: int) -> str:
        """A row as counted from the table that it stands in or above: the same in both versions."""
        for table in sorted(self.tables.values(), key=lambda one: one.area[0]):
            top, _, bottom, _ = table.area
            if table.sheet == sheet and row <= bottom:
                return f"<{table.name} end>" if row == bottom else f"<{table.name} {row - top}>"
        last = max((one.area[2] for one in self.tables.values() if one.sheet == sheet), default=0)
        return f"<{row - last}>"

    def formula(self, sheet: str, row: int, column: int) -> str | None:
        """The formula of a cell, its references to rows of tables counted from these."""
        found = self.sheets[sheet].cells.get((row, column))
        if not isinstance(found, Formula):
            return None
        in_table = any(one.sheet == sheet for one in self.tables.values())
        try:
            text = moved(found.text, 1 - row, 0) if in_table else found.text
            return anchored(text, lambda other, at: self.anchor(other or sheet, at) if at > 1 else "<1>")
        except FormulaError:
            return found.text


def differences(before: Path, after: Path) -> Differences:
    """What changed from one version to the other. Raises InputError for a file that cannot be read."""
    one, two = _version(before), _version(after)
    figures = list(_figures(one, two))
    on_pages = [change for change in figures if _on_page(two, change.cell)]
    return Differences(
        inputs=[*_rows(one, two), *_cells(one, two)],
        figures=on_pages,
        formulas=list(_formulas(one, two)),
        workings=len(figures) - len(on_pages),
    )


def _version(path: Path) -> _Version:
    model = read_package(path)
    printed = {
        unquoted(name.text.rpartition("!")[0]): area
        for name in model.names
        if name.name.lower() == _PRINTED and (area := split_area(name.text.rpartition("!")[2].replace("$", "")))
    }
    return _Version(model, load(model).calculate().values(), dict(_tables(model)), printed)


def _tables(model: WorkbookModel) -> Iterator[tuple[str, _Table]]:
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
            yield title, _Table(title, sheet, (top, columns[0][0], bottom, last), names)


# Inputs


def _rows(one: _Version, two: _Version) -> Iterator[Change]:
    """Rows of tables: changed in some cells, gone, or new."""
    for name, table in two.tables.items():
        if name not in one.tables or one.tables[name].columns != table.columns:
            continue
        old, new = _filled(one, one.tables[name]), _filled(two, table)
        gone = list((Counter(old.values()) - Counter(new.values())).elements())
        come = list((Counter(new.values()) - Counter(old.values())).elements())
        places = {row: at for at, row in [*old.items(), *new.items()]}
        for row in [*come]:
            like = max(gone, key=lambda other, row=row: _alike(row, other), default=None)  # type: ignore[misc]
            if like is not None and like[0] == row[0] and 2 * _alike(row, like) >= _given(row):
                gone.remove(like)
                come.remove(row)
                for at, (was, now) in enumerate(zip(like, row, strict=True)):
                    if not _same(was, now):
                        cell = full_address(table.sheet, places[row], table.area[1] + at)
                        yield Change(cell, f"{_texts(row)}: {_heading(two, table, at)}", was, now)
        for row in (*gone, *come):
            cell = full_address(table.sheet, places[row], table.area[1])
            yield Change(cell, "row", *((_row_words(row), None) if row in gone else (None, _row_words(row))))


def _filled(version: _Version, table: _Table) -> Mapping[int, Row]:
    """The rows that hold something, by their row on the sheet."""
    top, left, bottom, right = table.area
    found = {}
    for at in range(top, bottom + 1):
        row = tuple(_value(version, table.sheet, at, column) for column in range(left, right + 1))
        if any(cell is not None for cell in row):
            found[at] = row
    return found


def _value(version: _Version, sheet: str, row: int, column: int) -> Cell:
    cell = version.sheets[sheet].cells.get((row, column))
    return version.values.get(full_address(sheet, row, column)) if isinstance(cell, Formula) else cell


def _alike(row: Row, other: Row) -> int:
    """How many cells of a row are those of the other."""
    return sum(cell is not None and _same(cell, with_) for cell, with_ in zip(row, other, strict=True))


def _given(row: Row) -> int:
    return sum(cell is not None for cell in row)


def _row_words(row: Row) -> str:
    """What a reader knows the row by."""
    cells = (f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row[:_WORDS] if cell is not None)
    return ", ".join(cells)


def _texts(row: Row) -> str:
    """The texts that a row begins with."""
    return ", ".join(cell for cell in row[:_WORDS] if isinstance(cell, str))


def _heading(version: _Version, table: _Table, at: int) -> str:
    above = version.sheets[table.sheet].cells.get((table.area[0] - 1, table.area[1] + at))
    return above if isinstance(above, str) else table.columns[at]


def _cells(one: _Version, two: _Version) -> Iterator[Change]:
    """Cells outside of tables that hold no formula in either version."""
    before, after = (dict(_typed(version)) for version in (one, two))
    for key in [*after, *(key for key in before if key not in after)]:
        was, now = (found[key][1] if key in found else None for found in (before, after))
        if not _same(was, now):
            version, found = (two, after) if key in after else (one, before)
            sheet, row, column = found[key][0]
            yield Change(full_address(sheet, row, column), _label(version, sheet, row, column, typed=True), was, now)


_Key: TypeAlias = tuple[str, str, int]


def _typed(version: _Version) -> Iterator[tuple[_Key, tuple[tuple[str, int, int], Cell]]]:
    for sheet in version.model.sheets:
        inside = [table.area for table in version.tables.values() if table.sheet == sheet.name]
        for (row, column), cell in sheet.cells.items():
            if isinstance(cell, Formula):
                continue
            if not any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in inside):
                yield (sheet.name, version.anchor(sheet.name, row), column), ((sheet.name, row, column), cell)


# Figures and formulas


def _figures(one: _Version, two: _Version) -> Iterator[Change]:
    """Cells that a formula fills in both versions, and whose value is another."""
    before = {_place(one, cell): value for cell, value in one.values.items()}
    for cell, now in two.values.items():
        place = _place(two, cell)
        if place in before and not _same(before[place], now):
            sheet, row, column = _split(cell)
            yield Change(cell, _label(two, sheet, row, column), before[place], now)


def _formulas(one: _Version, two: _Version) -> Iterator[Change]:
    """Formulas that are new, gone or other; beside a table to fill, in any of its rows."""
    old, new = dict(_written(one)), dict(_written(two))
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        if (was and was[1]) != (now and now[1]):
            cell = now[0] if now else was[0] if was else ""
            yield Change(cell, "formula", *((f"={text[1]}" if text else None) for text in (was, now)))


def _written(version: _Version) -> Iterator[tuple[_Key, tuple[str, str]]]:
    for sheet in version.model.sheets:
        inside = [table.area for table in version.tables.values() if table.sheet == sheet.name]
        for row, column in sheet.cells:
            text = version.formula(sheet.name, row, column)
            beside = any(top <= row < bottom for top, _, bottom, _ in inside)
            if text is not None:
                at = text if beside else version.anchor(sheet.name, row)
                yield (sheet.name, at, column), (full_address(sheet.name, row, column), text)


def _place(version: _Version, cell: str) -> _Key:
    sheet, row, column = _split(cell)
    return sheet, version.anchor(sheet, row), column


def _on_page(version: _Version, cell: str) -> bool:
    sheet, row, column = _split(cell)
    if sheet not in version.printed:
        return True
    top, left, bottom, right = version.printed[sheet]
    return top <= row <= bottom and left <= column <= right


def _label(version: _Version, sheet: str, row: int, column: int, *, typed: bool = False) -> str:
    """The first text of the row, and of a figure the nearest one above: what a reader finds it by."""

    def text(at: tuple[int, int]) -> str:
        value = _value(version, sheet, *at)
        return value.strip() if isinstance(value, str) else ""

    beside = next((found for at in range(1, column) if (found := text((row, at)))), "")
    if typed and beside:
        return beside
    above = next((found for at in range(row - 1, 0, -1) if (found := text((at, column)))), "")
    return ", ".join(part for part in (beside, above) if part) or cell_text(row, column)


def _split(cell: str) -> tuple[str, int, int]:
    found = split_address(cell)
    assert found, cell
    sheet, row, column = found
    return sheet or "", row, column


def _same(one: Cell, two: Cell) -> bool:
    """Numbers to the 12th digit, which is where calculating in another order shows."""
    if isinstance(one, float | int) and isinstance(two, float | int) and not isinstance(one, bool):
        return abs(one - two) <= 1e-12 * max(abs(one), abs(two))
    return type(one) is type(two) and one == two
