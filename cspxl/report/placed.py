"""Where the cells of one table stand, and which of them belong to a row that asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from openpyxl.utils import get_column_letter

from cspxl.errors import CspxlError
from cspxl.report.configuration import advice
from cspxl.report.stack import Spot, Table

ANY: Final = "*"
"""The key that agrees with every key of an axis."""


class UnknownName(CspxlError):
    """A reference names a table or a column that is not there, or no row belongs to the row that asks."""


class Place(NamedTuple):
    """A range of cells."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def start(self) -> Place:
        """The first cell of the place, as row and column."""
        return Place(self.top, self.left, self.top, self.left)

    @property
    def end(self) -> Place:
        """The last cell of the place, as row and column."""
        return Place(self.bottom, self.right, self.bottom, self.right)

    def written(self, spelled: str, sheet: str) -> str:
        """The address as a sample spells it: ``A1``, ``$A1``, ``A$1``, ``$A$1``; ``S!`` stands for the sheet's name."""
        letter, number = "$" * ("$A" in spelled), "$" * ("$1" in spelled)
        first, last = (f"{letter}{get_column_letter(column)}{number}{row}" for row, column in (self[:2], self[2:]))
        named = sheet if sheet.isidentifier() else f"'{sheet}'"
        return ("S!" in spelled) * f"{named}!" + (first if first == last else f"{first}:{last}")


@dataclass(frozen=True)
class Placed:
    """A table in its place."""

    table: Table
    sheet: str
    top: int
    left: int
    _found: dict[object, Place] = field(default_factory=dict, compare=False)

    @cached_property
    def spots(self) -> Sequence[Spot]:
        """What each row fixes; the name of the table is an axis of its own, so that a row finds itself."""
        return [{**self.table.axes(row), self.table.name: at} for at, row in enumerate(self.table.rows)]

    @cached_property
    def axes(self) -> frozenset[str]:
        """The axes that its rows fix."""
        found = {frozenset(spot) for spot in self.spots} or {frozenset[str]()}
        if len(found) > 1:
            raise UnknownName(f"the rows of {self.table.name} fix different axes; write None where one has no key")
        return found.pop()

    @cached_property
    def all_axes(self) -> frozenset[str]:
        """The axes that its rows or its columns fix."""
        return self.axes | {slot.axis for slot in self.table.slots if slot.axis}

    def check(self, keys: Iterable[str]) -> None:
        """Raises UnknownName for a key on an axis that it does not have: it would name nothing."""
        for axis in keys:
            if axis not in self.all_axes:
                name = self.table.name
                raise UnknownName(f"{name} has no axis {axis!r}; {advice(axis, sorted(self.all_axes - {name}))}")

    @property
    def place(self) -> Place:
        """The whole of it, headings too."""
        rows, columns = self.table.size
        return Place(self.top, self.left, self.top + rows - 1, self.left + columns - 1)

    def cell(self, slot: int, row: int) -> tuple[int, int]:
        """Row and column of a cell; row −1 is the heading."""
        down = row + bool(self.table.headings)
        return (self.top + slot, self.left + down) if self.table.across else (self.top + down, self.left + slot)

    def found(self, column: str, spot: Spot, kind: str) -> Place:
        """The cells of a column that agree with a spot: looked for once for all rows that fix the same of its axes."""
        asked = column, kind, tuple((axis, key) for axis, key in spot.items() if axis in self.all_axes)
        if asked not in self._found:
            self._found[asked] = self._look(column, spot, kind)
        return self._found[asked]

    def _look(self, column: str, spot: Spot, kind: str) -> Place:
        def agrees(axis: str, key: object) -> bool:
            return str(spot.get(axis, key)) in {str(key), ANY}

        name, known = self.table.name, [slot for slot in self.table.slots if slot.column.name == column]
        if not known:
            there = {slot.column.name for slot in self.table.slots}
            raise UnknownName(f"{name} has no column {column!r}; {advice(column, sorted(there))}")
        slots = [
            at
            for at, (item, axis, key) in enumerate(self.table.slots)
            if item.name == column and (axis is None or agrees(axis, key))
        ]
        own = spot.get(name)  # the row itself
        if kind == "#":
            rows = [-1]
        elif isinstance(own, int):
            rows = [own]
        else:
            rows = [at for at, fixed in enumerate(self.spots) if all(agrees(*item) for item in fixed.items())]
        shared = (self.axes | {slot.axis for slot in known}) & spot.keys()
        if not (rows and slots) or (kind == "@" and len(rows) > 1 and not shared):
            raise UnknownName(f"{name}[@{column}]: no row of {name} belongs to this row")
        if len(slots) - 1 != slots[-1] - slots[0] or len(rows) - 1 != rows[-1] - rows[0]:
            raise UnknownName(f"{name}[@{column}]: its cells do not stand beside one another")
        return Place(*self.cell(slots[0], rows[0]), *self.cell(slots[-1], rows[-1]))

    def spelled(self, column: str, *, near: bool, span: bool, same: bool) -> str:
        """The manner in which a formula writes its cells: of the same sheet, of the same table."""
        spelling = self.table.spelling
        if span or not near:
            return spelling.span if span and near else spelling.others if span else spelling.other
        own = next(slot.column.spelled for slot in self.table.slots if slot.column.name == column)
        return own if own and same else spelling.cell
