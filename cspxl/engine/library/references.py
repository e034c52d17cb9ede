"""References: parts of ranges, moved ranges, rows and columns, addresses."""

from __future__ import annotations

from collections.abc import Sequence

from cspxl.engine.addresses import MAX_COLUMN, MAX_ROW, column_letters, quoted
from cspxl.engine.allowance import make
from cspxl.engine.arguments import fail, table
from cspxl.engine.frame import Frame
from cspxl.engine.ranges import Areas, Array, Operand, Ref, simplest
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError


@excel("INDEX", "a w w? w?", gives_ref=True, quick=True)
def _index(operand: Operand, row: int, column: int | None = None, area: int = 1) -> Operand:
    """A cell, or with 0 a whole row or column; of a range it is a reference."""
    whole = operand if type(operand) is Ref and area == 1 else _area_of(operand, area)
    height, width = whole.height, whole.width
    if row < 0:
        fail(CellError.VALUE)
    if column is None:
        if type(whole) is Ref and height > 1 and width > 1:
            fail(CellError.REF)
        row, column = (1, row) if height == 1 and width > 1 else (row, 1 if width == 1 else 0)
    if column < 0:
        fail(CellError.VALUE)
    if row > height or column > width:
        fail(CellError.REF)
    top, tall = (row - 1, 1) if row else (0, height)
    left, wide = (column - 1, 1) if column else (0, width)
    if isinstance(whole, Ref):
        return whole.part(top, left, tall, wide)
    if tall == 1 and wide == 1:
        return whole.at(top, left)
    if (tall, wide) == whole.shape:
        return whole
    make(tall, wide)
    return simplest(Array([line[left : left + wide] for line in whole.rows[top : top + tall]]))


def _area_of(operand: Operand, area: int) -> Ref | Array:
    """The area of a union that is asked for; all else has one."""
    if type(operand) is Areas:
        return operand.refs[area - 1] if 1 <= area <= len(operand.refs) else fail(CellError.REF)
    if area != 1:
        fail(CellError.REF)
    return operand if type(operand) is Ref else table(operand)


@excel("OFFSET", "r w w n~ n~", gives_ref=True, roams=True, quick=True)
def _offset(
    operand: Operand, rows: int, columns: int, height: float | None = None, width: float | None = None
) -> Operand:
    if not isinstance(operand, Ref):
        fail(operand if isinstance(operand, CellError) else CellError.VALUE)
    tall = operand.height if height is None else _extent(height)
    wide = operand.width if width is None else _extent(width)
    top, left = operand.top + rows, operand.left + columns
    if tall < 0:
        top, tall = top + tall + 1, -tall
    if wide < 0:
        left, wide = left + wide + 1, -wide
    if not (tall and wide and top >= 1 and left >= 1 and top + tall - 1 <= MAX_ROW and left + wide - 1 <= MAX_COLUMN):
        fail(CellError.REF)
    return Ref(operand.sheet, (top, left, top + tall - 1, left + wide - 1))


def _extent(size: float) -> int:
    """A height or width: cut, but a part of a row is a row."""
    return int(size) or (1 if size > 0 else 0)


@excel("INDIRECT", "t b?", gives_ref=True, roams=True, needs_frame=True)
def _indirect(frame: Frame, text: str, a1: bool = True) -> Operand:  # noqa: FBT001, FBT002
    return frame.book.reference(text, frame, a1=a1)


@excel("ROW", "r?", quick=True, needs_frame=True)
def _row(frame: Frame, operand: Operand = None) -> Cell | Array:
    if operand is None:
        return float(frame.row)
    ref = _ref(operand)
    if ref.height == 1:
        return float(ref.top)
    array = Array.late(Array.of(range(ref.top, ref.bottom + 1), 1), _counted)
    array.known["kinds"] = frozenset({float})
    return array


def _counted(numbers: Sequence[int]) -> list[Cell]:
    """The numbers of rows, which of a whole column are mostly not looked at."""
    make(len(numbers), 1)
    return [float(number) for number in numbers]


@excel("COLUMN", "r?", quick=True, needs_frame=True)
def _column(frame: Frame, operand: Operand = None) -> Cell | Array:
    if operand is None:
        return float(frame.column)
    ref = _ref(operand)
    make(1, ref.width)
    return float(ref.left) if ref.width == 1 else Array([[float(at) for at in range(ref.left, ref.right + 1)]])


def _ref(operand: Operand) -> Ref:
    if isinstance(operand, Ref):
        return operand
    return fail(operand if isinstance(operand, CellError) else CellError.VALUE)


@excel("ROWS", "r", quick=True)
def _rows(operand: Operand) -> float:
    return float(_extended(operand).height)


@excel("COLUMNS", "r", quick=True)
def _columns(operand: Operand) -> float:
    return float(_extended(operand).width)


def _extended(operand: Operand) -> Ref | Array:
    """What has rows and columns: a range or an array, but no union."""
    if isinstance(operand, Areas):
        fail(CellError.REF)
    return operand if isinstance(operand, Ref) else table(operand)


@excel("AREAS", "r", quick=True)
def _areas(operand: Operand) -> float:
    return float(len(operand.refs)) if type(operand) is Areas else float(_ref(operand) is not None)


@excel("ADDRESS", "w w w~ b~ t~")
def _address(row: int, column: int, kind: int = 1, a1: bool = True, sheet: str | None = None) -> str:  # noqa: FBT001, FBT002
    if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN and 1 <= kind <= 4):
        fail(CellError.VALUE)
    if a1:
        text = f"{'$' if kind in {1, 3} else ''}{column_letters(column)}{'$' if kind in {1, 2} else ''}{row}"
    else:
        text = (f"R{row}" if kind in {1, 2} else f"R[{row}]") + (f"C{column}" if kind in {1, 3} else f"C[{column}]")
    if sheet is None:
        return text
    return f"{sheet if sheet[:1] == '[' else quoted(sheet) if sheet else ''}!{text}"


@excel("HYPERLINK", "v v?")
def _hyperlink(link: Cell, *shown: Cell) -> Cell:
    return shown[0] if shown else link
