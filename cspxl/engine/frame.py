"""What a formula knows while it is calculated: where it stands, what its references point to, and the workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from cspxl.engine.allowance import spend
from cspxl.engine.model import Pivot
from cspxl.engine.ranges import Operand, Ref
from cspxl.engine.sheets import Sheet
from cspxl.values import Cell, CellError

if TYPE_CHECKING:
    from cspxl.engine.columns import Column


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
        """The range that the formula in a cell fills, be it that cell alone; #REF! where none stands there."""

    def reference(self, text: str, frame: Frame, *, a1: bool) -> Operand:
        """What a text such as ``Sheet1!A1:B2``, a name or a table's column refers to; #REF! where to nothing.

        Not ``a1``: the text is in the R1C1 style.
        """

    def is_subtotal(self, sheet: Sheet, row: int, column: int) -> bool:
        """Whether a cell holds a SUBTOTAL or AGGREGATE, which others of them leave out."""

    def formula_text(self, ref: Ref) -> Cell:
        """The formula in the first cell of a range, as it is stored; #N/A where there is none."""

    def has_formula(self, ref: Ref) -> bool:
        """Whether the first cell of a range holds a formula."""

    def pivot(self, ref: Ref) -> Pivot | None:
        """The pivot table that the first cell of a range lies in."""


class Frame:
    """One formula, the use of one name in a formula, or a call of a function that is written in formulas.

    ``depth`` counts the calls within calls.
    """

    __slots__ = ("book", "column", "depth", "locals", "refs", "row", "sheet")

    def __init__(self, book: Book, sheet: Sheet, row: int, column: int, refs: Sequence[Any]) -> None:
        self.book = book
        self.sheet = sheet
        self.row = row
        self.column = column
        self.refs = refs
        self.depth = 0
        self.locals: dict[int, Any] = {}


Thunk: TypeAlias = Callable[[Frame], Any]
"""A compiled piece of a formula: given the frame, its value."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A formula without its references, compiled once for all cells that share it.

    ``size`` is what calculating it costs before anything is large, in steps. ``faults`` are reasons why it cannot be
    calculated, each a kind and a detail. ``column`` calculates it for many rows at once, where it is that plain.
    """

    thunk: Thunk
    size: int
    volatile: bool
    subtotal: bool
    faults: tuple[tuple[str, str], ...]
    column: Column | None = None


NOT_COMPILED: Final = Shape(lambda _frame: CellError.NAME, size=0, volatile=False, subtotal=False, faults=())


@dataclass(slots=True, eq=False)
class NameUse:
    """A defined name that stands for an expression, as one formula uses it.

    A function may use its own name, so the frame's references may lead back here; ``shape`` comes when all are known.
    """

    frame: Frame
    shape: Shape = NOT_COMPILED

    def value(self) -> Any:  # noqa: ANN401 -- an operand or a closure
        """What it stands for. A function's body may ask as often as it is called, and each time is counted."""
        spend(self.shape.size)
        return self.shape.thunk(self.frame)
