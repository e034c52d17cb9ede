"""Inputs that changed: rows of tables to fill, wherever they stand, and cells that are typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from cspxl.differences.change import Change
from cspxl.differences.versions import Filled, Key, Version
from cspxl.engine.addresses import full_address
from cspxl.engine.model import Formula
from cspxl.values import Cell

Row: TypeAlias = tuple[Cell, ...]
_WORDS: Final = 6  # cells of a row that are told


def rows(one: Version, two: Version) -> Iterator[Change]:
    """Rows of tables to fill: changed in some cells, gone, or new."""
    for name, table in two.filled.items():
        if name not in one.filled or one.filled[name].columns != table.columns:
            continue
        old, new = _rows(one, one.filled[name]), _rows(two, table)
        gone = list((Counter(old.values()) - Counter(new.values())).elements())
        come = list((Counter(new.values()) - Counter(old.values())).elements())
        places = {row: at for at, row in [*old.items(), *new.items()]}
        for row in [*come]:
            like = max(gone, key=lambda other, row=row: _alike(row, other), default=None)  # type: ignore[misc]
            if like is not None and like[0] == row[0] and 2 * _alike(row, like) >= _given(row):
                gone.remove(like)
                come.remove(row)
                for at, (was, now) in enumerate(zip(like, row, strict=True)):
                    if not same(was, now):
                        cell = full_address(table.sheet, places[row], table.area[1] + at)
                        yield Change("input", cell, f"{_texts(row)}: {_heading(two, table, at)}", was, now)
        for row in (*gone, *come):
            cell = full_address(table.sheet, places[row], table.area[1])
            yield Change("row", cell, "row", *((row_words(row), None) if row in gone else (None, row_words(row))))


def typed(
    version: Version, other: Version, *, by_text: bool,
) -> Iterator[tuple[Key, tuple[tuple[str, int, int], Cell]]]:
    """Cells outside of tables to fill that hold no formula."""
    for sheet in version.model.sheets:
        for (row, column), cell in sheet.cells.items():
            if not isinstance(cell, Formula) and not version.is_to_fill(sheet.name, row, column):
                key = version.key(sheet.name, row, column, other, by_text=by_text)
                yield key, ((sheet.name, row, column), cell)


def same(one: Cell, two: Cell) -> bool:
    """Numbers to the 12th digit, which is where calculating in another order shows."""
    if isinstance(one, float | int) and isinstance(two, float | int) and not isinstance(one, bool):
        return abs(one - two) <= 1e-12 * max(abs(one), abs(two))
    return type(one) is type(two) and one == two


def row_words(row: Row) -> str:
    """What a reader knows a row by."""
    cells = (f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row[:_WORDS] if cell is not None)
    return ", ".join(cells)


def _rows(version: Version, table: Filled) -> Mapping[int, Row]:
    """The rows that hold something, by their row on the sheet."""
    top, left, bottom, right = table.area
    found = {}
    for at in range(top, bottom + 1):
        row = tuple(version.value(table.sheet, at, column) for column in range(left, right + 1))
        if any(cell is not None for cell in row):
            found[at] = row
    return found


def _alike(row: Row, other: Row) -> int:
    """How many cells of a row are those of the other."""
    return sum(cell is not None and same(cell, with_) for cell, with_ in zip(row, other, strict=True))


def _given(row: Row) -> int:
    return sum(cell is not None for cell in row)


def _texts(row: Row) -> str:
    """The texts that a row begins with."""
    return ", ".join(cell for cell in row[:_WORDS] if isinstance(cell, str))


def _heading(version: Version, table: Filled, at: int) -> str:
    above = version.sheets[table.sheet].cells.get((table.area[0] - 1, table.area[1] + at))
    return above if isinstance(above, str) else table.columns[at]
