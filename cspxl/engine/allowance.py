"""What calculating may cost: it is counted in steps, and too many are a finding, of one formula or of all together.

Steps, not seconds: the same formula is refused on every machine or on none. A step stands for some 20 nanoseconds, so
that one formula takes a few seconds at most and a workbook less than a minute. What a formula makes also takes room in
memory, which only its own allowance counts: the next formula has it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

MOST_STEPS: Final = 800_000_000  # of one calculation of a workbook, where none are given
MOST_TO_READ: Final = 1_500_000_000  # of reading its formulas and names, once
_MOST_OF_ONE: Final = 300_000_000  # of one formula, steps and room
FORMULA: Final = 50  # one that is calculated
TOKEN: Final = 15  # a sign, number, reference or name of a formula
MOST_CELLS: Final = 1 << 21  # of one array: two whole columns
_MADE: Final = 8  # a cell of an array
_ROOM: Final = 32  # which it takes in memory
WORKED_OUT: Final = 15  # a cell of an array that is worked out one by one
QUICK_CELL: Final = 4  # a cell of an array of nothing but numbers
QUICK_ROOM: Final = 36
READ: Final = 3  # a cell of a range that is read
LAID: Final = 150  # a cell that a dynamic array fills
LETTER: Final = 1  # a letter of a text that is read or made
LETTER_ROOM: Final = 9
LOOK: Final = 20  # a cell of a range or an array that a function looks at
QUICK_LOOK: Final = 2  # one that does little more than add it up
PATTERN: Final = 5  # letters of a text times those of a pattern with wildcards, compared in a step
LONG: Final = 255  # letters of a text from which on it is counted
_MOST_LETTERS: Final = 1 << 25  # of the long texts in all cells: as many as a sheet of a file may hold


class TooLarge(Exception):
    """More than is calculated; the formula gets a finding."""


class UsedUp(Exception):
    """What is left of the workbook's steps does not reach for the formula; it gets a finding."""


class Work:
    """What one calculation of a workbook has cost: all of it in ``steps``, the formula being calculated in ``one``."""

    __slots__ = ("letters", "limit", "one", "steps")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.steps = self.letters = self.one = 0

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count here what is spent inside."""
        token = _WORK.set(self)
        try:
            yield
        finally:
            _WORK.reset(token)

_WORK: Final[ContextVar[Work | None]] = ContextVar("work", default=None)


def spend(steps: int, room: int = 0) -> None:
    """Count steps before they are taken, and room before it is filled; what is refused is not counted.

    Raises TooLarge for the formula, UsedUp for the workbook.
    """
    work = _WORK.get()
    if work is None:
        return
    one, taken = work.one + steps + room, work.steps + steps
    if one > _MOST_OF_ONE:
        raise TooLarge("it takes more work than a formula may; give it fewer cells, shorter texts or smaller numbers")
    if taken > work.limit:
        raise UsedUp(f"the {work.limit:,} steps of a calculation do not reach it; --limit allows more")
    work.one, work.steps = one, taken


def left() -> int:
    """The steps that the formula being calculated may still take."""
    work = _WORK.get()
    return _MOST_OF_ONE if work is None else min(_MOST_OF_ONE - work.one, work.limit - work.steps)


def fits(height: int, width: int) -> None:
    """Raise TooLarge for a range or an array of too many cells."""
    if height * width > MOST_CELLS:
        raise TooLarge(f"{height:,} rows by {width:,} columns at once")


def make(height: int, width: int) -> None:
    """Count an array before it is made. Raises TooLarge, UsedUp."""
    fits(height, width)
    spend(_MADE * height * width, _ROOM * height * width)


def letters(cells: Iterable[object]) -> int:
    """The letters of the texts among some cells."""
    return sum(len(cell) for cell in cells if type(cell) is str)


def keep(text: str) -> str:
    """A long text that stays in its cell. Raises TooLarge where all the cells hold too many letters."""
    work = _WORK.get()
    if work is not None:
        work.letters += len(text)
        if work.letters > _MOST_LETTERS:
            raise TooLarge(f"the texts of all formulas have more than {_MOST_LETTERS:,} letters")
    return text
