"""Formulas that are one formula copied down a column: read, parsed and compiled once.

A text belongs to a family when it is, letter by letter, what copying the family's first formula into its row makes of
it. Then it has the same shape, and its references point as many rows further down as are not fixed by a ``$``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from cspxl.engine.addresses import MAX_ROW
from cspxl.engine.frame import Shape
from cspxl.engine.model import Area
from cspxl.engine.ranges import Ref
from cspxl.engine.sheets import Sheet
from cspxl.engine.targets import REFERENCE, Targets
from cspxl.tokens import Token

KEPT: Final = 3  # families of a column that the next formula may go on with: totals stand between


class Moving(NamedTuple):
    """A reference of a family: its sheet and columns, its two rows, and whether each (1) moves with the formula's."""

    sheet: Sheet
    left: int
    right: int
    first: tuple[int, int]
    last: tuple[int, int]
    is_cell: bool

    def area(self, row: int) -> Area:
        """What it points to in a formula in a row."""
        (first, first_moves), (last, last_moves) = self.first, self.last
        one, other = first + first_moves * row, last + last_moves * row
        return (one, self.left, other, self.right) if one <= other else (other, self.left, one, self.right)

    def ends_before(self, first: int) -> bool:
        """Whether it points above the formula, wherever that stands from a first row on."""
        return all(at < (0 if moves else first) for at, moves in (self.first, self.last))

    def begins_after(self, last: int) -> bool:
        """Whether it points below the formula, wherever that stands up to a last row."""
        return all(at > (0 if moves else last) for at, moves in (self.first, self.last))

    def read_from(self, top: int, bottom: int) -> tuple[int, int]:
        """The first and the last row of which a formula reads one of these rows; the first is larger for none."""
        lowest, highest = MAX_ROW + 1, 0
        for at, moves in (self.first, self.last):
            lowest = min(lowest, top - at if moves else 1 if at >= top else MAX_ROW + 1)
            highest = max(highest, bottom - at if moves else MAX_ROW if at <= bottom else 0)
        return lowest, highest


class Family:
    """A formula and its copies further down the same column of the same sheet."""

    __slots__ = ("_changing", "_highest", "_lowest", "_offsets", "_text", "moving", "shape")

    def __init__(self, shape: Shape, text: str, offsets: Sequence[int], moving: Sequence[Moving]) -> None:
        self.shape = shape
        self.moving = moving
        self._text = text  # with a place for each row that moves
        self._offsets = offsets
        self._lowest = 1 - min(offsets, default=0)
        self._highest = MAX_ROW - max(offsets, default=0)
        self._changing = [ref for ref in moving if ref.left == ref.right and ref.first[1] != ref.last[1]]

    def text(self, row: int) -> str:
        """The formula as it stands in a row."""
        return self._text % tuple([row + offset for offset in self._offsets])

    def has(self, text: str, row: int) -> bool:
        """Whether the formula in a row is a copy: written alike, pointing to the same kinds of places."""
        if text != self._text % tuple([row + offset for offset in self._offsets]):
            return False
        if not self._lowest <= row <= self._highest:
            return False
        for ref in self._changing:
            top, _, bottom, _ = ref.area(row)
            if (top == bottom) is not ref.is_cell:
                return False
        return True

    def refs(self, row: int, targets: Targets) -> list[Ref]:
        """What the references of the copy in a row point to."""
        return [targets.ref(ref.sheet, ref.area(row)) for ref in self.moving]


def family_of(
    shape: Shape, written: Sequence[Token], bound: Sequence[Token], refs: Sequence[object], row: int
) -> Family | None:
    """The family that a formula begins; None where more of it depends on its place than its references.

    ``written`` are its tokens, ``bound`` the same with what points anywhere taken out, ``refs`` what that points to.
    """
    text: list[str] = []
    offsets: list[int] = []
    moving: list[Moving] = []
    following = iter(refs)
    for token, after in zip(written, bound, strict=True):
        if token.kind != "ref":
            if token != after:  # a name or a table
                return None
            text.append(token.text.replace("%", "%%"))
            continue
        ref = next(following, None) if not after.text else None
        if type(ref) is not Ref or not _move(token.text, ref, row, text, offsets, moving):
            return None
    return Family(shape, "".join(text), offsets, moving)


def _move(written: str, ref: Ref, row: int, text: list[str], offsets: list[int], moving: list[Moving]) -> bool:
    """Note how a reference moves; not one whose rows begin with a zero, which copying would not keep."""
    found = REFERENCE.fullmatch(written)
    assert found, written
    ends: list[tuple[int, int]] = []
    at = 0
    for dollar, digits in (("b1", "r1"), ("b2", "r2")):
        if found[digits] is None:
            continue
        if found[digits][0] == "0":
            return False
        moves = 0 if found[dollar] else 1
        ends.append((int(found[digits]) - moves * row, moves))
        if moves:
            offsets.append(ends[-1][0])
            text += [written[at : found.start(digits)].replace("%", "%%"), "%d"]
            at = found.end(digits)
    text.append(written[at:].replace("%", "%%"))
    first, last = (ends[0], ends[-1]) if ends else ((ref.top, 0), (ref.bottom, 0))
    moving.append(Moving(ref.sheet, ref.left, ref.right, first, last, is_cell=ref.is_cell))
    return True
