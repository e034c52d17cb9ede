"""What one formula may cost: what it makes, reads and compares is counted in steps, and too many are a finding.

Steps, not seconds: the same formula is refused on every machine or on none. A step stands for some 20 nanoseconds, so
that the most of them are a few seconds; a cell or letter that is made counts for what it takes in memory too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

MOST_CELLS: Final = 1 << 21  # of one array: two whole columns
CELL: Final = 40  # a cell of an array
LAID: Final = 80  # a cell that a dynamic array fills
LETTER: Final = 10  # a letter of a text that is made; one that is read is a step
LOOK: Final = 50  # a cell of a range, looked at once more for each cell of an array
READ: Final = 5  # a cell of a range that a LAMBDA's body reads whole, for each call
PATTERN: Final = 5  # letters of a text times those of a pattern with wildcards, compared in a step
_MOST_STEPS: Final = 200_000_000
LONG: Final = 255  # letters of a text from which on it is counted
_MOST_LETTERS: Final = 1 << 25  # of the long texts in all cells: as many as a sheet of a file may hold


class TooLarge(Exception):
    """More than is calculated; the formula gets a finding."""


class Work:
    """What the formula that is being calculated has cost, and the letters that this calculation put into cells.

    There is one for all: where threads calculate at once, each counts the others' steps too.
    """

    __slots__ = ("letters", "steps")

    def __init__(self) -> None:
        self.steps = self.letters = 0


WORK: Final = Work()


def spend(steps: int) -> None:
    """Count steps before they are taken. Raises TooLarge."""
    WORK.steps += steps
    if WORK.steps > _MOST_STEPS:
        raise TooLarge("its arrays and texts are more than a formula may have; work on fewer cells at once")


def fits(height: int, width: int) -> None:
    """Raise TooLarge for a range or an array of too many cells."""
    if height * width > MOST_CELLS:
        raise TooLarge(f"{height:,} rows by {width:,} columns at once")


def make(height: int, width: int) -> None:
    """Count an array before it is made. Raises TooLarge."""
    fits(height, width)
    spend(CELL * height * width)


def letters(cells: Iterable[object]) -> int:
    """The letters of the texts among some cells."""
    return sum(len(cell) for cell in cells if type(cell) is str)


def keep(text: str) -> str:
    """A long text that stays in its cell. Raises TooLarge where all the cells hold too many letters."""
    WORK.letters += len(text)
    if WORK.letters > _MOST_LETTERS:
        raise TooLarge(f"the texts of all formulas have more than {_MOST_LETTERS:,} letters")
    return text
