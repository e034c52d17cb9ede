"""Look-ups and references."""

from __future__ import annotations

from collections.abc import Sequence

from cspxl.engine.addresses import MAX_COLUMN, MAX_ROW, column_letters, quoted
from cspxl.engine.arguments import fail, table, vector
from cspxl.engine.criteria import has_wildcard, key_of, places, wildcard
from cspxl.engine.frame import Frame
from cspxl.engine.ranges import Areas, Array, Operand, Ref, simplest
from cspxl.engine.semantics import order
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError


def exactly(wanted: Cell, array: Array, *, wild: bool) -> int:
    """The first position of a value, -1 where it is not; text without case, with wildcards if wanted."""
    if wanted is None:
        wanted = 0.0
    if wild and isinstance(wanted, str) and has_wildcard(wanted):
        pattern = wildcard(wanted)
        found = (at for at, cell in enumerate(array.flat) if isinstance(cell, str) and pattern.fullmatch(cell))
        return next(found, -1)
    known: dict[object, list[int]] = array.learn("places", places)
    positions = known.get(key_of(wanted))
    return positions[0] if positions else -1


def _sorts(cell: Cell) -> bool:
    return cell is not None and not isinstance(cell, CellError)


def _kind(cell: Cell) -> type:
    return type(cell)


def nearest(wanted: Cell, flat: Sequence[Cell], *, ascending: bool, any_kind: bool = False) -> int:
    """In sorted cells, the last one not beyond the value; -1 before the first. Cells of other types are passed over.

    As in Excel this halves the range, so that in unsorted cells it finds what Excel finds there.
    """
    kind = _kind(0.0 if wanted is None else wanted)
    low, high, best = 0, len(flat) - 1, -1
    while low <= high:
        middle = (low + high) // 2
        at = middle
        while at <= high and not (_kind(flat[at]) is kind or (any_kind and _sorts(flat[at]))):
            at += 1
        if at > high:
            high = middle - 1
            continue
        difference = order(flat[at], wanted)
        if difference == 0 or (difference < 0) == ascending:
            best, low = at, at + 1
        else:
            high = middle - 1
    return best


@excel("MATCH", "x r n?")
def _match(wanted: Cell, where: Operand, kind: float = 1.0) -> float:
    array = table(where)
    if array.height > 1 and array.width > 1:
        fail(CellError.NA)
    if kind == 0:
        at = exactly(wanted, array, wild=True)
    elif kind > 0:
        at = nearest(wanted, array.flat, ascending=True)
    else:
        at = _first_equal(wanted, array.flat, nearest(wanted, array.flat, ascending=False))
    return float(at + 1) if at >= 0 else fail(CellError.NA)


def _first_equal(wanted: Cell, flat: Sequence[Cell], at: int) -> int:
    """In cells sorted downwards the first of several equals is found."""
    while at > 0 and _kind(flat[at - 1]) is _kind(wanted) and order(flat[at - 1], flat[at]) == 0:
        at -= 1
    return at


def _sought(wanted: Cell, array: Array, mode: int, search: int) -> int:
    """The position XLOOKUP and XMATCH find, -1 where none.

    ``mode``: 0 exact, -1 or the next smaller, 1 or the next larger, 2 wildcards; ``search`` below 0 from the end.
    """
    if mode not in {-1, 0, 1, 2} or search not in {-2, -1, 1, 2}:
        fail(CellError.VALUE)
    flat = array.flat
    if mode == 2:
        if abs(search) == 2:
            fail(CellError.VALUE)
        return exactly(wanted, array, wild=True) if search > 0 else _last_wild(wanted, flat)
    if abs(search) == 2:
        return _halving(wanted, flat, mode, ascending=search > 0)
    if wanted is None:
        found = [at for at, cell in enumerate(flat) if cell is None]
    else:
        found = array.learn("places", places).get(key_of(wanted), [])
    if found:
        return found[0] if search > 0 else found[-1]
    if mode == 0:
        return -1
    there = [at for at, cell in enumerate(flat) if _sorts(cell)]
    beyond = [at for at in there if (order(flat[at], wanted) > 0) == (mode > 0)]
    best = -1
    for at in beyond if search > 0 else reversed(beyond):
        if best < 0 or order(flat[at], flat[best]) * mode < 0:
            best = at
    return best


def _halving(wanted: Cell, flat: Sequence[Cell], mode: int, *, ascending: bool) -> int:
    """What a search by halves of sorted cells finds: the value, or with a mode its neighbour on that side."""
    at = nearest(wanted, flat, ascending=ascending, any_kind=True)
    if at >= 0 and order(flat[at], wanted) == 0:
        return _first_equal(wanted, flat, at) if ascending else at
    if mode == 0:
        return -1
    if (mode < 0) == ascending:
        return at
    return at + 1 if at + 1 < len(flat) and flat[at + 1] is not None else -1


def _last_wild(wanted: Cell, flat: Sequence[Cell]) -> int:
    at = exactly(wanted, Array([list(reversed(flat))]), wild=True)
    return len(flat) - 1 - at if at >= 0 else -1


@excel("XMATCH", "x r w~ w~")
def _xmatch(wanted: Cell, where: Operand, mode: int = 0, search: int = 1) -> float:
    array = table(where)
    vector(array)
    at = _sought(wanted, array, mode, search)
    return float(at + 1) if at >= 0 else fail(CellError.NA)


@excel("XLOOKUP", "x r r r~ w~ w~", gives_ref=True)
def _xlookup(
    wanted: Cell, where: Operand, give: Operand, absent: Operand = CellError.NA, mode: int = 0, search: int = 1
) -> Operand:
    array, given = table(where), table(give)
    down = array.width == 1
    if (array.height > 1 and not down) or (given.height if down else given.width) != array.height * array.width:
        fail(CellError.VALUE)
    at = _sought(wanted, array, mode, search)
    if at < 0:
        return absent
    if isinstance(give, Ref):
        return give.part(at, 0, 1, give.width) if down else give.part(0, at, give.height, 1)
    return simplest(Array([given.rows[at]] if down else [[row[at]] for row in given.rows]))


def _block(operand: Operand) -> Array:
    """A range or an array: a text on its own is #VALUE!."""
    return fail(CellError.VALUE) if isinstance(operand, str) else table(operand)


@excel("VLOOKUP", "x r w b?")
def _vlookup(wanted: Cell, where: Operand, column: int, sorted_: bool = True) -> Cell:  # noqa: FBT001, FBT002
    array = _block(where)
    if column < 1:
        fail(CellError.VALUE)
    if column > array.width:
        fail(CellError.REF)
    first: Array = array.learn("first column", lambda block: Array([[row[0]] for row in block.rows]))
    at = nearest(wanted, first.flat, ascending=True) if sorted_ else exactly(wanted, first, wild=True)
    return array.rows[at][column - 1] if at >= 0 else fail(CellError.NA)


@excel("HLOOKUP", "x r w b?")
def _hlookup(wanted: Cell, where: Operand, row: int, sorted_: bool = True) -> Cell:  # noqa: FBT001, FBT002
    array = _block(where)
    if row < 1:
        fail(CellError.VALUE)
    if row > array.height:
        fail(CellError.REF)
    first: Array = array.learn("first row", lambda block: Array([block.rows[0]]))
    at = nearest(wanted, first.flat, ascending=True) if sorted_ else exactly(wanted, first, wild=True)
    return array.rows[row - 1][at] if at >= 0 else fail(CellError.NA)


@excel("LOOKUP", "x a a?")
def _lookup(wanted: Cell, where: Operand, give: Operand | None = None) -> Cell:
    array = table(where)
    if give is None:
        wide = array.width > array.height
        searched = array.rows[0] if wide else [row[0] for row in array.rows]
        results = array.rows[-1] if wide else [row[-1] for row in array.rows]
    else:
        searched, results = vector(array), vector(give)
    at = nearest(wanted, searched, ascending=True)
    if at < 0:
        fail(CellError.NA)
    return results[at] if at < len(results) else fail(CellError.REF)


@excel("INDEX", "r w w? w?", gives_ref=True)
def _index(operand: Operand, row: int, column: int | None = None, area: int = 1) -> Operand:
    """A cell, or with 0 a whole row or column; of a range it is a reference."""
    if isinstance(operand, Areas):
        operand = operand.refs[area - 1] if 1 <= area <= len(operand.refs) else fail(CellError.REF)
    elif area != 1:
        fail(CellError.REF)
    if isinstance(operand, CellError):
        fail(operand)
    whole: Ref | Array = operand if isinstance(operand, Ref) else table(operand)
    height, width = whole.height, whole.width
    if column is None:
        row, column = (1, row) if height == 1 and width > 1 else (row, 1 if width == 1 else 0)
    if row < 0 or column < 0:
        fail(CellError.VALUE)
    if row > height or column > width:
        fail(CellError.REF)
    top, left = max(row - 1, 0), max(column - 1, 0)
    tall, wide = (1 if row else height), (1 if column else width)
    if isinstance(whole, Ref):
        return whole.part(top, left, tall, wide)
    if tall == 1 and wide == 1:
        return whole.rows[top][left]
    return simplest(Array([line[left : left + wide] for line in whole.rows[top : top + tall]]))


@excel("OFFSET", "r w w n~ n~", gives_ref=True, roams=True)
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


@excel("ROW", "r?", needs_frame=True)
def _row(frame: Frame, operand: Operand = None) -> Cell | Array:
    if operand is None:
        return float(frame.row)
    ref = _ref(operand)
    return float(ref.top) if ref.height == 1 else Array([[float(row)] for row in range(ref.top, ref.bottom + 1)])


@excel("COLUMN", "r?", needs_frame=True)
def _column(frame: Frame, operand: Operand = None) -> Cell | Array:
    if operand is None:
        return float(frame.column)
    ref = _ref(operand)
    return float(ref.left) if ref.width == 1 else Array([[float(at) for at in range(ref.left, ref.right + 1)]])


def _ref(operand: Operand) -> Ref:
    if isinstance(operand, Ref):
        return operand
    return fail(operand if isinstance(operand, CellError) else CellError.VALUE)


@excel("ROWS", "r")
def _rows(operand: Operand) -> float:
    return float(operand.height if isinstance(operand, Ref) else table(operand).height)


@excel("COLUMNS", "r")
def _columns(operand: Operand) -> float:
    return float(operand.width if isinstance(operand, Ref) else table(operand).width)


@excel("AREAS", "r")
def _areas(operand: Operand) -> float:
    return float(len(operand.refs)) if isinstance(operand, Areas) else float(_ref(operand) is not None)


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
def _hyperlink(link: Cell, shown: Cell = None) -> Cell:
    return link if shown is None else shown
