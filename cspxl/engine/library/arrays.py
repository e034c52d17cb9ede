"""Functions that give arrays: filtered, sorted, stacked, cut and counted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cmp_to_key
from itertools import pairwise
from typing import TypeVar

from cspxl.engine.allowance import fits, make, spend
from cspxl.engine.arguments import fail, numbers_of, table
from cspxl.engine.comparison import ERROR_NUMBERS, order
from cspxl.engine.criteria import key_of
from cspxl.engine.endless import beside
from cspxl.engine.ranges import Array, Operand, Ref, ThroughSheets, Value, array_of, simplest
from cspxl.engine.semantics import to_logical, to_whole
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError

_LARGEST = 1 << 20
_COMPARED = 35  # steps of two cells that are compared to be put in order

Row = Sequence[Cell]
Item = TypeVar("Item")


def _turned(rows: Sequence[Row]) -> list[list[Cell]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _made(rows: Sequence[Row]) -> Value:
    """The rows as a value; no rows or no columns is #CALC!: Excel has no empty array."""
    if not rows or not rows[0]:
        fail(CellError.CALC)
    make(len(rows), len(rows[0]))
    return simplest(Array(rows))


@excel("SEQUENCE", "w~ w~ n~ n~")
def _sequence(rows: int = 1, columns: int = 1, start: float = 1.0, step: float = 1.0) -> Value:
    if rows < 0 or columns < 0 or rows * columns > _LARGEST:
        fail(CellError.VALUE)
    if not rows or not columns:
        fail(CellError.CALC)
    make(rows, columns)
    return simplest(Array.of([start + at * step for at in range(rows * columns)], columns))


@excel("FILTER", "a a r~")
def _filter(values: Operand, keep: Operand, if_empty: Operand = CellError.CALC) -> Value:
    array, chosen = _without_rest(*beside([values, keep], [table(values), table(keep)]))
    tests = [to_logical(cell) for cell in chosen.flat]
    if chosen.width == 1 and chosen.height == array.height:
        rows: list[Row] = [row for row, test in zip(array.rows, tests, strict=True) if test]
    elif chosen.height == 1 and chosen.width == array.width:
        kept = [column for column, test in zip(_turned(array.rows), tests, strict=True) if test]
        rows = list(_turned(kept)) if kept else []
    else:
        fail(CellError.VALUE)
    if rows:
        return _made(rows)
    return if_empty if isinstance(if_empty, CellError) else simplest(table(if_empty))


def _without_rest(array: Array, chosen: Array) -> tuple[Array, Array]:
    """A column and what is kept of it, where both go on and nothing more is kept."""
    core, kept = array.core, chosen.core
    if core is None or kept is None or kept.width > 1 or core.height != kept.height or to_logical(kept.flat[-1]):
        return array, chosen
    return core, kept


def _compare(a: Cell, b: Cell) -> int:
    """Numbers, text, FALSE, TRUE, errors by their number; blanks come last whichever way the rest is sorted."""
    if isinstance(a, CellError) or isinstance(b, CellError):
        return ERROR_NUMBERS.get(a, 0) - ERROR_NUMBERS.get(b, 0)
    return order(a, b)


def sorted_rows(rows: Sequence[Item], keys: Sequence[tuple[Row, int]]) -> list[Item]:
    """The rows in the order of their keys, each a column of cells and 1 or -1; equals stay as they were."""
    spend(_COMPARED * len(rows) * len(rows).bit_length() * len(keys))

    def compare(one: int, two: int) -> int:
        for cells, way in keys:
            a, b = cells[one], cells[two]
            blank = a is None or b is None
            result = (a is None) - (b is None) if blank else _compare(a, b) * way
            if result:
                return result
        return 0

    return [rows[at] for at in sorted(range(len(rows)), key=cmp_to_key(compare))]


def _way(cell: Cell) -> int:
    way = to_whole(cell)
    return way if way in {1, -1} else fail(CellError.VALUE)


@excel("SORT", "a r~ r~ b~")
def _sort(values: Operand, index: Operand = 1.0, ways: Operand = 1.0, by_column: bool = False) -> Value:  # noqa: FBT001, FBT002
    rows: Sequence[Row] = table(values).rows
    rows = _turned(rows) if by_column else rows
    places = [to_whole(cell) for cell in table(index).flat]
    turns = [_way(cell) for cell in table(ways).flat]
    if any(not 1 <= place <= len(rows[0]) for place in places) or len(turns) not in {1, len(places)}:
        fail(CellError.VALUE)
    turns = turns * len(places) if len(turns) == 1 else turns
    keys = [([row[place - 1] for row in rows], way) for place, way in zip(places, turns, strict=True)]
    result = sorted_rows(rows, keys)
    return _made(_turned(result) if by_column else result)


@excel("SORTBY", "a a r~ *2")
def _sortby(values: Operand, *pairs: Operand) -> Value:
    array = table(values)
    keys = []
    first = table(pairs[0])
    across = first.height == 1 and first.width == array.width and array.width > 1
    wanted = (1, array.width) if across else (array.height, 1)
    for at in range(0, len(pairs), 2):
        by = table(pairs[at])
        if by.shape != wanted:
            fail(CellError.VALUE)
        way = pairs[at + 1] if at + 1 < len(pairs) else None
        keys.append((by.flat, 1 if way is None else _way(table(way).flat[0])))
    rows = sorted_rows(_turned(array.rows) if across else array.rows, keys)
    return _made(_turned(rows) if across else rows)


@excel("UNIQUE", "a b~ b~")
def _unique(values: Operand, by_column: bool = False, once: bool = False) -> Value:  # noqa: FBT001, FBT002
    rows: Sequence[Row] = table(values).rows
    rows = _turned(rows) if by_column else rows
    counts: dict[tuple[object, ...], int] = {}
    firsts: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = tuple(key_of(cell) for cell in row)
        counts[key] = counts.get(key, 0) + 1
        firsts.setdefault(key, row)
    chosen = [row for key, row in firsts.items() if not once or counts[key] == 1]
    if not chosen:
        fail(CellError.CALC)
    return _made(_turned(chosen) if by_column else chosen)


def _slice(size: int, count: int | None, *, keep: bool) -> slice:
    """Which rows TAKE keeps or DROP leaves: from the start, or from the end when the count is negative."""
    if count is None:
        return slice(0, size)
    if keep:
        return slice(0, count) if count >= 0 else slice(max(size + count, 0), size)
    return slice(count, size) if count >= 0 else slice(0, max(size + count, 0))


def _part(values: Operand, rows: int | None, columns: int | None, *, keep: bool) -> Operand:
    """What TAKE or DROP gives: of a reference a reference, of an array a smaller one; #CALC! where nothing is left."""
    whole = values if isinstance(values, Ref) else table(values)
    top, bottom, _ = _slice(whole.height, rows, keep=keep).indices(whole.height)
    left, right, _ = _slice(whole.width, columns, keep=keep).indices(whole.width)
    if top >= bottom or left >= right:
        fail(CellError.CALC)
    if isinstance(whole, Ref):
        return whole.part(top, left, bottom - top, right - left)
    return _made([row[left:right] for row in whole.rows[top:bottom]])


@excel("TAKE", "a w~ w~", gives_ref=True)
def _take(values: Operand, rows: int | None = None, columns: int | None = None) -> Operand:
    return _part(values, rows, columns, keep=True)


@excel("DROP", "a w~ w~", gives_ref=True)
def _drop(values: Operand, rows: int | None = None, columns: int | None = None) -> Operand:
    return _part(values, rows, columns, keep=False)


def _place(at: int, size: int) -> int:
    """A row's or column's place, counted from the end when negative."""
    if at == 0 or abs(at) > size:
        fail(CellError.VALUE)
    return at - 1 if at > 0 else size + at


def _line(operand: Operand) -> Sequence[Cell]:
    """One row or one column of places; a rectangle is #VALUE!."""
    array = table(operand)
    return array.flat if array.height == 1 or array.width == 1 else fail(CellError.VALUE)


@excel("CHOOSEROWS", "a r *")
def _chooserows(values: Operand, *rows: Operand) -> Value:
    array = table(values)
    wanted = [to_whole(cell) for operand in rows for cell in _line(operand)]
    fits(len(wanted), array.width)
    return _made([array.rows[_place(at, array.height)] for at in wanted])


@excel("CHOOSECOLS", "a r *")
def _choosecols(values: Operand, *columns: Operand) -> Value:
    array = table(values)
    wanted = [to_whole(cell) for operand in columns for cell in _line(operand)]
    fits(array.height, len(wanted))
    return _made([[row[_place(at, array.width)] for at in wanted] for row in array.rows])


def _tables(operands: Sequence[Operand]) -> Sequence[Array]:
    """The arrays of all arguments, of a reference through several sheets each sheet's; an error is one cell."""
    found: list[Array] = []
    for operand in operands:
        if isinstance(operand, ThroughSheets):
            found += [ref.array for ref in operand.refs]
        else:
            found.append(array_of(operand) if isinstance(operand, CellError) else table(operand))
    return found


@excel("VSTACK", "a *")
def _vstack(*operands: Operand) -> Value:
    arrays = _tables(operands)
    width = max(array.width for array in arrays)
    fits(sum(array.height for array in arrays), width)
    return _made([[*row, *[CellError.NA] * (width - len(row))] for array in arrays for row in array.rows])


@excel("HSTACK", "a *")
def _hstack(*operands: Operand) -> Value:
    arrays = _tables(operands)
    height = max(array.height for array in arrays)
    fits(height, sum(array.width for array in arrays))
    rows: list[list[Cell]] = [[] for _ in range(height)]
    for array in arrays:
        for at, row in enumerate(rows):
            row.extend(array.rows[at] if at < array.height else [CellError.NA] * array.width)
    return _made(rows)


def _listed(values: Operand, ignore: int, *, by_column: bool) -> list[Cell]:
    """The cells one after another; ``ignore`` 1 leaves out blanks, 2 errors, 3 both."""
    if not 0 <= ignore <= 3:
        fail(CellError.VALUE)
    return [
        cell
        for array in _tables([values])
        for row in (_turned(array.rows) if by_column else array.rows)
        for cell in row
        if not (ignore & 1 and cell is None) and not (ignore & 2 and isinstance(cell, CellError))
    ]


@excel("TOCOL", "a w~ b~")
def _tocol(values: Operand, ignore: int = 0, by_column: bool = False) -> Value:  # noqa: FBT001, FBT002
    return _made([[cell] for cell in _listed(values, ignore, by_column=by_column)])


@excel("TOROW", "a w~ b~")
def _torow(values: Operand, ignore: int = 0, by_column: bool = False) -> Value:  # noqa: FBT001, FBT002
    return _made([_listed(values, ignore, by_column=by_column)])


def _padding(operand: Operand) -> Cell:
    """What fills a gap; an error may."""
    return operand if isinstance(operand, CellError) else table(operand).flat[0]


def _wrapped(values: Operand, count: int, padding: Operand) -> list[list[Cell]]:
    array = table(values)
    if array.height > 1 and array.width > 1:
        fail(CellError.VALUE)
    if count < 1:
        fail(CellError.NUM)
    pad = _padding(padding)
    flat = list(array.flat)
    fits(-(-len(flat) // count), count)
    return [[*flat[at : at + count], *[pad] * (at + count - len(flat))] for at in range(0, len(flat), count)]


@excel("WRAPROWS", "a w r~")
def _wraprows(values: Operand, count: int, padding: Operand = CellError.NA) -> Value:
    return _made(_wrapped(values, count, padding))


@excel("WRAPCOLS", "a w r~")
def _wrapcols(values: Operand, count: int, padding: Operand = CellError.NA) -> Value:
    return _made(_turned(_wrapped(values, count, padding)))


@excel("EXPAND", "a w~ w~ r~")
def _expand(
    values: Operand, rows: int | None = None, columns: int | None = None, padding: Operand = CellError.NA
) -> Value:
    array = table(values)
    height, width = array.height if rows is None else rows, array.width if columns is None else columns
    if height < array.height or width < array.width:
        fail(CellError.VALUE)
    pad = _padding(padding)
    fits(height, width)
    wide = [[*row, *[pad] * (width - array.width)] for row in array.rows]
    return _made([*wide, *[[pad] * width for _ in range(height - array.height)]])


@excel("FREQUENCY", "a a")
def _frequency(values: Operand, bins: Operand) -> Array:
    """How many numbers lie up to each limit, and above the last."""
    found, limits = numbers_of(table(values)), numbers_of(table(bins)) or [0.0]
    found, ordered = sorted(found), sorted(set(limits))
    up_to = {limit: bisect_right(found, limit) for limit in ordered}
    below = {limit: up_to[lower] for lower, limit in pairwise(ordered)}
    counts = [[float(up_to[limit] - below.get(limit, 0))] for limit in limits]
    return Array([*counts, [float(len(found) - up_to[ordered[-1]])]])
