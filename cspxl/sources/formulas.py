"""The formulas of a table that a person keeps: calculated anew, and held against the values saved beside them.

A saved value may be old: programs that change a workbook without Excel leave it, leave it out, or write 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from cspxl.sources.text import listed, shown
from cspxl.values import Cell, CellError, near

Place: TypeAlias = tuple[int, int]
"""Row and column of a cell, from 1."""

Given: TypeAlias = tuple[Mapping[Place, Cell], Mapping[Place, str]]
"""What the formulas of a sheet give, cells that an array fills among them; and why, where one cannot be calculated.

What is calculated with the saved value of one that cannot be is in both.
"""

Calculate: TypeAlias = Callable[[bytes, str], Given]
"""Calculates a workbook, for the sheet of this name. Who asks for a file gives it: this room reads files only."""

_EXCEL: Final = "open the file in Excel and save it, or write the value"


class CellRefused(Exception):
    """A cell's formula gives nothing that can be used; the reader of the sheet says where it stands."""


class Formulas:
    """The formulas of one sheet: all calculated when the first of them is met.

    ``anew``: Excel calculates them when it opens the file, so that nobody ever sees the saved values.
    """

    def __init__(self, calculate: Callable[[], Given], *, anew: bool) -> None:
        self._calculate = calculate
        self.anew = anew
        self._values: Mapping[Place, Cell] = {}
        self._unknown: Mapping[Place, str] = {}
        self._left: set[Place] | None = None  # None while no formula was met
        self._calculated: list[str] = []
        self._changed: list[str] = []
        self._as_saved: list[str] = []

    def has(self, place: Place, *, own: bool) -> bool:
        """Whether a cell has its value from a formula: its ``own``, or one before it whose array fills it."""
        if self._left is None and own:
            self._values, self._unknown = self._calculate()
            self._left = {*self._values, *self._unknown}
        return own or place in (self._left or ())

    def left(self) -> Sequence[Place]:
        """The cells that have a value from a formula, and were not asked for."""
        return sorted(self._left or ())

    def settled(self, place: Place, address: str, saved: str | None, written: Callable[[Cell], str]) -> str:
        """The cell's text; ``saved`` is the one in the file, ``written`` spells a value as the cell shows it.

        Raises CellRefused where it cannot be calculated and has no saved value, gives an error, or gives another
        value than the saved one.
        """
        if self._left is not None:
            self._left.discard(place)
        known = place in self._values
        if not known or place in self._unknown:
            why = self._unknown.get(place, "it cannot be read")
            if saved is None or self.anew:
                raise CellRefused(f"holds a formula without its value; it cannot be calculated here ({why}); {_EXCEL}")
            self._as_saved.append(f"{address} ({why})")
            if not known:
                return saved
        value = self._values[place]
        text = written(value)
        if isinstance(value, CellError):
            raise CellRefused(f"its formula gives the error {shown(text)}; correct it, or leave the cell empty")
        if saved is not None and _same(saved, text):
            return text
        if saved is not None and not self.anew:
            raise CellRefused(f"was saved as {shown(saved)}, but its formula gives {shown(text)}; {_EXCEL}")
        if saved in {None, "0"}:  # which programs write that do not calculate
            self._calculated.append(address)
        else:
            self._changed.append(f"{address} (saved as {shown(str(saved))}, calculated as {shown(text)})")
        return text

    def noticed(self) -> Iterator[str]:
        """What should be told of them."""
        if self._calculated:
            yield f"formulas that were saved without their values are calculated here: {listed(self._calculated)}"
        if self._changed:
            told = listed(self._changed)
            yield f"formulas that give another value than was saved with them, as Excel will when it opens: {told}"
        if self._as_saved:
            yield f"formulas that cannot be calculated here are read as they were saved: {listed(self._as_saved)}"


def _same(one: str, two: str) -> bool:
    """Whether two texts are one value."""
    if one == two:
        return True
    try:
        return near(float(one), float(two))
    except ValueError:
        return False
