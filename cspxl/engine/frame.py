"""What a formula knows while it is calculated: where it stands, what its references point to, and the workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any, Protocol, TypeAlias

from cspxl.engine.ranges import Operand, Ref, Sheet
from cspxl.values import Cell


class Book(Protocol):
    """The workbook as formulas see it."""

    date1904: bool

    @property
    def sheets(self) -> Mapping[str, Sheet]:
        """The sheets by name in lower case."""

    @property
    def now(self) -> datetime:
        """The moment of this calculation."""

    @property
    def chance(self) -> Random:
        """What draws the numbers of RAND and its kin."""

    def spilled(self, ref: Ref) -> Operand:
        """The range that the formula in a cell fills; #REF! where it fills none."""

    def reference(self, text: str, frame: Frame, *, a1: bool) -> Operand:
        """What a text such as ``Sheet1!A1:B2``, a name or a table's column refers to; #REF! where to nothing.

        Not ``a1``: the text is in the R1C1 style.
        """

    def is_subtotal(self, sheet: Sheet, row: int, column: int) -> bool:
        """Whether a cell holds a SUBTOTAL or AGGREGATE, which others of them leave out."""

    def is_filtered(self, sheet: Sheet) -> bool:
        """Whether a filter hides rows of a sheet."""

    def formula_text(self, ref: Ref) -> Cell:
        """The formula in the first cell of a range, as it is stored; #N/A where there is none."""

    def has_formula(self, ref: Ref) -> bool:
        """Whether the first cell of a range holds a formula."""


class Frame:
    """One formula, or the use of one name in a formula."""

    __slots__ = ("book", "column", "locals", "refs", "row", "sheet")

    def __init__(self, book: Book, sheet: Sheet, row: int, column: int, refs: Sequence[Any]) -> None:
        self.book = book
        self.sheet = sheet
        self.row = row
        self.column = column
        self.refs = refs
        self.locals: dict[int, Operand] = {}


Thunk: TypeAlias = Callable[[Frame], Any]
"""A compiled piece of a formula: given the frame, its value."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A formula without its references, compiled once for all cells that share it.

    ``size`` is what calculating it costs before anything is large, in steps. ``faults`` are reasons why it cannot be
    calculated, each a kind and a detail.
    """

    thunk: Thunk
    size: int
    volatile: bool
    subtotal: bool
    faults: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NameUse:
    """A defined name that stands for an expression, as one formula uses it."""

    shape: Shape
    frame: Frame
