"""Look-ups and references."""

from __future__ import annotations

from collections.abc import Sequence

from cspxl.engine.allowance import make, spend
from cspxl.engine.arguments import fail, table, vector
from cspxl.engine.comparison import order
from cspxl.engine.criteria import has_wildcard, key_of, places, spend_on_wildcards, wildcard
from cspxl.engine.endless import beside, core_of, without_nothing
from cspxl.engine.findings import NotCalculated
from cspxl.engine.ranges import Array, Operand, Ref, simplest
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError

_PASSED = 10  # steps of a cell that is passed over
_COMPARED = 80  # steps of a cell that is compared with what is looked for


def exactly(wanted: Cell, array: Array, *, wild: bool) -> int:
    """The first position of a value, -1 where it is not; text without case, with wildcards if wanted."""
    if wanted is None:
        wanted = 0.0
    if wild and isinstance(wanted, str) and has_wildcard(wanted):
        pattern = wildcard(wanted)
        spend_on_wildcards(array, wanted)
        found = (at for at, cell in enumerate(array.flat) if isinstance(cell, str) and pattern.fullmatch(cell))
        return next(found, -1)
    known: dict[object, list[int]] = core_of(array).learn("places", places)
    positions = known.get(key_of(wanted))
    return positions[0] if positions else -1


def _sorts(cell: Cell) -> bool:
    return cell is not None and not isinstance(cell, CellError)


def _kind(cell: Cell) -> type:
    return type(cell)


def nearest(wanted: Cell, flat: Sequence[Cell], *, ascending: bool, any_kind: bool = False) -> int:
    """In sorted cells, the last one not beyond the value; -1 before the first. Cells of other types are passed over.

    As in Excel this halves the range, so that in unsorted cells it finds what Excel finds there; it ends at the first
    equal cell it meets, or the last of the equals that follow it.
    """
    kind = _kind(0.0 if wanted is None else wanted)
    low, high, best = 0, len(flat) - 1, -1
    while low <= high:
        middle = (low + high) // 2
        at = middle
        while at <= high and not (_kind(flat[at]) is kind or (any_kind and _sorts(flat[at]))):
            at += 1
        spend(_PASSED * (at - middle))
        if at > high:
            high = middle - 1
            continue
        difference = order(flat[at], wanted)
        if difference == 0:
            first = at
            while at < high and type(flat[at + 1]) is kind and order(flat[at + 1], wanted) == 0:
                at += 1
            spend(_COMPARED * (at - first))
            return at
        if (difference < 0) == ascending:
            best, low = at, at + 1
        else:
            high = middle - 1
    return best


@excel("MATCH", "x r n?", quick=True)
def _match(wanted: Cell, where: Operand, kind: float = 1.0) -> float:
    array = table(where)
    if array.height > 1 and array.width > 1:
        fail(CellError.NA)
    if kind == 0:
        at = exactly(wanted, array, wild=True)
    elif kind > 0:
        at = nearest(wanted, array.flat, ascending=True)
    else:
        at = _downwards(wanted, array.flat)
    return float(at + 1) if at >= 0 else fail(CellError.NA)


def _downwards(wanted: Cell, flat: Sequence[Cell]) -> int:
    """In cells sorted downwards, the first equal or else the last that is larger: one after another, as Excel goes."""
    kind, best = _kind(0.0 if wanted is None else wanted), -1
    spend(_COMPARED * len(flat))
    for at, cell in enumerate(flat):
        if type(cell) is kind:
            difference = order(cell, wanted)
            if difference < 0:
                break
            best = at
            if difference == 0:
                break
    return best


def _first_equal(wanted: Cell, flat: Sequence[Cell], at: int) -> int:
    """In cells sorted downwards the first of several equals is found."""
    last = at
    while at > 0 and _kind(flat[at - 1]) is _kind(wanted) and order(flat[at - 1], flat[at]) == 0:
        at -= 1
    spend(_COMPARED * (last - at))
    return at


def _sought(wanted: Cell, array: Array, mode: int, search: int) -> int:
    """The position XLOOKUP and XMATCH find, -1 where none.

    ``mode``: 0 exact, -1 or the next smaller, 1 or the next larger, 2 wildcards; ``search`` below 0 from the end.
    """
    if mode == 3 and abs(search) == 1:
        raise NotCalculated("XLOOKUP and XMATCH with a regular expression (match_mode 3)")
    if mode not in {-1, 0, 1, 2} or search not in {-2, -1, 1, 2}:
        fail(CellError.VALUE)
    if mode == 2:
        if abs(search) == 2:
            fail(CellError.VALUE)
        return exactly(wanted, array, wild=True) if search > 0 else _last_wild(wanted, array.flat)
    if abs(search) == 2:
        return _halving(wanted, array.flat, mode, ascending=search > 0)
    if mode == 0 and search == 1 and wanted is not None:
        return exactly(wanted, array, wild=False)
    flat = array.flat
    if wanted is None:
        spend(_PASSED * len(flat))
        found = [at for at, cell in enumerate(flat) if cell is None]
    else:
        found = array.learn("places", places).get(key_of(wanted), [])
    if found:
        return found[0] if search > 0 else found[-1]
    return _neighbour(wanted, flat, mode, search) if mode else -1


def _neighbour(wanted: Cell, flat: Sequence[Cell], mode: int, search: int) -> int:
    """The next smaller (``mode`` -1) or larger (1) cell; the last of several equals where ``search`` is below 0."""
    spend(_COMPARED * len(flat))
    there = [at for at, cell in enumerate(flat) if _sorts(cell)]
    if wanted is None:  # a blank that is not there sorts after everything
        beyond = there if mode < 0 else []
    else:
        beyond = [at for at in there if (order(flat[at], wanted) > 0) == (mode > 0)]
    best = -1
    for at in beyond if search > 0 else reversed(beyond):
        if best < 0 or order(flat[at], flat[best]) * mode < 0:
            best = at
    return best


def _halving(wanted: Cell, flat: Sequence[Cell], mode: int, *, ascending: bool) -> int:
    """What a search by halves of sorted cells finds: the value, or with a mode its neighbour on that side."""
    if wanted is None:  # a blank sorts after everything
        return -1 if mode >= 0 else len(flat) - 1 if ascending else 0
    at = nearest(wanted, flat, ascending=ascending, any_kind=True)
    if at >= 0 and order(flat[at], wanted) == 0:
        return _first_equal(wanted, flat, at) if ascending else at
    if mode == 0:
        return -1
    if (mode < 0) == ascending:
        return at
    return at + 1 if at + 1 < len(flat) and flat[at + 1] is not None else -1


def _last_wild(wanted: Cell, flat: Sequence[Cell]) -> int:
    spend(_PASSED * len(flat))
    at = exactly(wanted, Array([list(reversed(flat))]), wild=True)
    return len(flat) - 1 - at if at >= 0 else -1


@excel("XMATCH", "x a w~ w~", quick=True)
def _xmatch(wanted: Cell, where: Operand, mode: int = 0, search: int = 1) -> float:
    array = table(where)
    vector(array)
    at = _sought(wanted, array, mode, search)
    return float(at + 1) if at >= 0 else fail(CellError.NA)


@excel("XLOOKUP", "x a a r~ w~ w~", gives_ref=True, quick=True)
def _xlookup(
    wanted: Cell, where: Operand, give: Operand, absent: Operand = CellError.NA, mode: int = 0, search: int = 1
) -> Operand:
    array, given = beside([where, give], [table(where), table(give)])
    down = array.width == 1
    if (array.height > 1 and not down) or (given.height if down else given.width) != array.height * array.width:
        fail(CellError.VALUE)
    at = _sought(wanted, array, mode, search)
    if at < 0:
        return absent
    if isinstance(give, Ref):
        return give.part(at, 0, 1, give.width) if down else give.part(0, at, give.height, 1)
    make(*(1, given.width) if down else (given.height, 1))
    if down:
        return simplest(Array([[given.at(at, column) for column in range(given.width)]]))
    return simplest(Array([[given.at(row, at)] for row in range(given.height)]))


def _block(operand: Operand) -> Array:
    """A range or an array: a text on its own is #VALUE!."""
    return fail(CellError.VALUE) if isinstance(operand, str) else table(operand)


@excel("VLOOKUP", "x r w b?", quick=True)
def _vlookup(wanted: Cell, where: Operand, column: int, sorted_: bool = True) -> Cell:  # noqa: FBT001, FBT002
    array = _block(where)
    if column > array.width:
        fail(CellError.REF)
    first: Array = array.learn("first column", lambda block: Array([[row[0]] for row in block.rows]))
    at = nearest(wanted, first.flat, ascending=True) if sorted_ else exactly(wanted, first, wild=True)
    if at < 0:
        fail(CellError.NA)
    return array.rows[at][column - 1] if column > 0 else fail(CellError.VALUE)


@excel("HLOOKUP", "x r w b?", quick=True)
def _hlookup(wanted: Cell, where: Operand, row: int, sorted_: bool = True) -> Cell:  # noqa: FBT001, FBT002
    array = _block(where)
    if row > array.height:
        fail(CellError.REF)
    first: Array = array.learn("first row", lambda block: Array([block.rows[0]]))
    at = nearest(wanted, first.flat, ascending=True) if sorted_ else exactly(wanted, first, wild=True)
    if at < 0:
        fail(CellError.NA)
    return array.rows[row - 1][at] if row > 0 else fail(CellError.VALUE)


@excel("LOOKUP", "x a a?", quick=True)
def _lookup(wanted: Cell, where: Operand, give: Operand | None = None) -> Cell:
    array = without_nothing(table(where))
    spend(_PASSED * array.height)
    wide = array.width > array.height
    searched = array.rows[0] if wide else [row[0] for row in array.rows]
    results = vector(give) if give is not None else array.rows[-1] if wide else [row[-1] for row in array.rows]
    at = nearest(wanted, searched, ascending=True)
    if at < 0:
        fail(CellError.NA)
    return results[at] if at < len(results) else fail(CellError.REF)
