"""Ranges that begin at one cell and end at many, as copying ``SUM(A$1:A1)`` down makes them.

What was found of one range goes on to the next: a column of running totals costs its rows, not their square. Every
fold gives bit for bit what the function gives that is handed the whole range.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cspxl.engine.allowance import QUICK_LOOK, spend
from cspxl.values import Cell, CellError

if TYPE_CHECKING:
    from cspxl.engine.sheets import Sheet

_FEW: Final = 8  # ranges that begin at one cell: with fewer, each is looked at for itself
_NUMBERS: Final = {float}


class Fold(ABC):
    """What a function has found of the first ``size`` cells; ``results`` is its answer after each of them."""

    def __init__(self) -> None:
        self.results: list[Any] = []

    @property
    def size(self) -> int:
        """How many cells it has seen."""
        return len(self.results)

    def more(self, cells: Sequence[Cell]) -> None:
        """The cells that follow."""
        spend(QUICK_LOOK * len(cells))
        self._add(cells)

    @abstractmethod
    def _add(self, cells: Sequence[Cell]) -> None:
        """Find the function's answer after each of the cells that follow."""

    def cut(self, size: int) -> bool:
        """Forget what comes after so many cells; whether the rest can be gone on with."""
        del self.results[size:]
        return True


AnyFold = TypeVar("AnyFold", bound=Fold)


class Growing:
    """The cells of a column from one row on, as far as they were asked for; ``ends``: how many ranges begin so."""

    __slots__ = ("cells", "column", "ends", "folds", "listed", "sheet", "top")

    def __init__(self, sheet: Sheet, top: int, column: int) -> None:
        self.sheet = sheet
        self.top = top
        self.column = column
        self.ends = 0
        self.listed = False
        self.cells: list[Cell] = []
        self.folds: dict[type[Fold], Fold] = {}

    @property
    def many(self) -> bool:
        """Whether it is worth while to hand on what was found."""
        return self.ends >= _FEW

    def fold(self, kind: type[AnyFold], bottom: int) -> AnyFold:
        """What was found down to a row at least. Raises what reading the cells raises."""
        self._reach(bottom)
        fold = self.folds.get(kind)
        if fold is None:
            fold = self.folds[kind] = kind()
        if fold.size < len(self.cells):
            fold.more(self.cells[fold.size :] if fold.size else self.cells)
        return fold  # type: ignore[return-value]

    def result(self, kind: type[Fold], bottom: int) -> Any:  # noqa: ANN401 -- whatever the fold finds
        """What a fold says of the cells down to a row."""
        return self.fold(kind, bottom).results[bottom - self.top]

    def _reach(self, bottom: int) -> None:
        """Read on. A cell that is calculated for it may read on itself."""
        known = len(self.cells)
        first = self.top + known
        if first <= bottom:
            block = self.sheet.block((first, self.column, bottom, self.column))
            if not self.listed:
                self.listed = True
                self.sheet.growing.append(self)
            self.cells += block.flat[len(self.cells) - known :]

    def cut(self, row: int) -> None:
        """A cell in this row changes, or one below it."""
        size = max(0, row - self.top)
        del self.cells[size:]
        self.folds = {kind: fold for kind, fold in self.folds.items() if fold.cut(size)}


class Total(Fold):
    """The numbers added up one after another, or the first error."""

    def _add(self, cells: Sequence[Cell]) -> None:
        before = self.results[-1] if self.results else 0.0
        if not isinstance(before, CellError) and set(map(type, cells)) == _NUMBERS:
            self.results += list(accumulate(cells, initial=before))[1:]
            return
        self.results += list(accumulate(cells, _added, initial=before))[1:]


def _added(before: Any, cell: Any) -> Any:  # noqa: ANN401 -- cells and what was found
    if type(cell) is float and type(before) is float:
        return before + cell
    return cell if isinstance(cell, CellError) and type(before) is float else before


class Count(Fold):
    """How many are numbers; errors are passed over."""

    def _add(self, cells: Sequence[Cell]) -> None:
        numbers = (type(cell) is float for cell in cells)
        self.results += list(accumulate(numbers, initial=self.results[-1] if self.results else 0))[1:]


class Filled(Fold):
    """How many are not blank."""

    def _add(self, cells: Sequence[Cell]) -> None:
        filled = (cell is not None for cell in cells)
        self.results += list(accumulate(filled, initial=self.results[-1] if self.results else 0))[1:]


class Smallest(Fold):
    """The smallest number, None before there is one, or the first error."""

    choose = min

    def _add(self, cells: Sequence[Cell]) -> None:
        best = self.results[-1] if self.results else None
        choose = type(self).choose
        for cell in cells:
            if type(cell) is float:
                if best is None:
                    best = cell
                elif type(best) is float:
                    best = choose(best, cell)
            elif isinstance(cell, CellError) and not isinstance(best, CellError):
                best = cell
            self.results.append(best)


class Largest(Smallest):
    """The largest, likewise."""

    choose = max


class ExactTotal(Fold):
    """The exact sum of the numbers, rounded once as math.fsum does, or the first error."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[float] = []  # which together are the sum, and do not overlap

    def _add(self, cells: Sequence[Cell]) -> None:
        last = self.results[-1] if self.results else 0.0
        for cell in cells:
            if type(cell) is float:
                if type(last) is float and math.isfinite(last):
                    self._parts = _with(self._parts, cell)
                    last = _rounded(self._parts)
            elif isinstance(cell, CellError) and type(last) is float:
                last = cell
            self.results.append(last)

    def cut(self, size: int) -> bool:
        """Its parts are those of the last cell."""
        return self.size <= size


def _with(parts: list[float], number: float) -> list[float]:
    """The parts of an exact sum with one more number (Shewchuk's algorithm, as in math.fsum)."""
    found: list[float] = []
    for part in parts:
        if abs(number) < abs(part):
            number, part = part, number  # noqa: PLW2901 -- the larger one first
        high = number + part
        low = part - (high - number)
        if low:
            found.append(low)
        number = high
    if number:
        found.append(number)
    return found


def _rounded(parts: Sequence[float]) -> float:
    """Their sum; infinite where it was too large for a number on the way, as it then stays."""
    try:
        return math.fsum(parts) if all(map(math.isfinite, parts)) else math.inf
    except OverflowError:
        return math.inf


# What Excel's functions say of one such range, down to a row


def sum_of(cells: Growing, bottom: int) -> Cell:
    """SUM"""
    return cells.result(Total, bottom)  # type: ignore[no-any-return]


def count_of(cells: Growing, bottom: int) -> Cell:
    """COUNT"""
    return float(cells.result(Count, bottom))


def counta_of(cells: Growing, bottom: int) -> Cell:
    """COUNTA"""
    return float(cells.result(Filled, bottom))


def min_of(cells: Growing, bottom: int) -> Cell:
    """MIN"""
    found: Cell = cells.result(Smallest, bottom)
    return 0.0 if found is None else found


def max_of(cells: Growing, bottom: int) -> Cell:
    """MAX"""
    found: Cell = cells.result(Largest, bottom)
    return 0.0 if found is None else found


def average_of(cells: Growing, bottom: int) -> Cell:
    """AVERAGE"""
    total: float | CellError = cells.result(ExactTotal, bottom)
    count: int = cells.result(Count, bottom)
    if isinstance(total, CellError):
        return total
    return total / count if count else CellError.DIV0
