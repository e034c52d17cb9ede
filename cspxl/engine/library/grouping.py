"""GROUPBY: a table of groups, each with what a function says of its values; PERCENTOF, its companion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cspxl.engine.allowance import LOOK, READ, make, spend
from cspxl.engine.arguments import fail, table
from cspxl.engine.closures import OMITTED, Closure, call
from cspxl.engine.criteria import key_of
from cspxl.engine.forms import form
from cspxl.engine.frame import Frame, Thunk
from cspxl.engine.lambdas import calling, data, function_of, lone
from cspxl.engine.library.arrays import Row, sorted_rows
from cspxl.engine.library.math import total
from cspxl.engine.parser import Call, Node
from cspxl.engine.ranges import Array, Operand, Value, simplest
from cspxl.engine.semantics import to_logical, to_whole
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError

if TYPE_CHECKING:
    from cspxl.engine.compiler import Compiler


@excel("PERCENTOF", "a a")
def _percentof(part: Operand, everything: Operand) -> Cell:
    """The sum of a part of the data, as a share of the sum of all of it."""
    whole = total(everything)
    return total(part) / whole if whole else CellError.DIV0


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A line of the result: its keys, those of a total blank from some level on, and the rows that it sums up."""

    keys: tuple[Cell, ...]
    rows: tuple[int, ...]


class Groups:
    """The rows of a table by their keys, and a function over the values of some of them."""

    def __init__(self, frame: Frame, function: Closure, keys: Sequence[Row], values: Sequence[Row]) -> None:
        self.frame = frame
        self.function = function
        self.keys = keys
        self.values = values
        self.all = tuple(range(len(keys)))

    def results(self, rows: Sequence[int], others: Sequence[int] | None = None) -> list[Cell]:
        """The function of each column of values; one that takes two arguments gets the others too: all, or some."""
        found = []
        for column in range(len(self.values[0])):
            arguments = [self._column(rows, column)]
            if self.function.least > 1:
                arguments.append(self._column(self.all if others is None else others, column))
            found.append(lone(call(self.function, self.frame, arguments)))
        return found

    def _column(self, rows: Sequence[int], column: int) -> Array:
        spend(READ * len(rows))
        return Array.of([self.values[row][column] for row in rows], 1)

    def grouped(self, rows: Sequence[int], columns: range, ways: Sequence[int]) -> list[GroupRow]:
        """The groups of some rows by some of their keys, in order: as asked, then by the keys themselves."""
        spend(LOOK * len(rows) * len(columns))
        found: dict[tuple[object, ...], list[int]] = {}
        for row in rows:
            found.setdefault(tuple(key_of(self.keys[row][column]) for column in columns), []).append(row)
        part = slice(columns.start, columns.stop)
        lines = [GroupRow(tuple(self.keys[group[0]][part]), tuple(group)) for group in found.values()]
        width = len(self.keys[0])
        asked = [way for way in ways if abs(way) > width or abs(way) - 1 in columns]
        wanted = [*asked, *(column + 1 for column in columns if column + 1 not in map(abs, asked))]
        shown = zip(*(self._sorted_by(line, columns, wanted) for line in lines), strict=True)
        return sorted_rows(lines, [(cells, 1 if way > 0 else -1) for cells, way in zip(shown, wanted, strict=True)])

    def _sorted_by(self, line: GroupRow, columns: range, ways: Sequence[int]) -> list[Cell]:
        width = len(self.keys[0])
        results = self.results(line.rows) if any(abs(way) > width for way in ways) else []
        return [
            line.keys[abs(way) - 1 - columns[0]] if abs(way) <= width else results[abs(way) - 1 - width] for way in ways
        ]

    def nested(self, rows: Sequence[int], level: int, ways: Sequence[int], depth: int) -> list[GroupRow]:
        """Groups within groups; with ``depth`` 2 or more a subtotal below each, negative above it."""
        found: list[GroupRow] = []
        width = len(self.keys[0])
        for line in self.grouped(rows, range(level, level + 1), ways):
            if level + 1 == width:
                found.append(line)
                continue
            inner = self.nested(line.rows, level + 1, ways, depth)
            lines = [GroupRow((*line.keys, *each.keys), each.rows) for each in inner]
            if abs(depth) > level + 1:
                subtotal = GroupRow((*line.keys, *[""] * (width - level - 1)), line.rows)
                lines = [subtotal, *lines] if depth < 0 else [*lines, subtotal]
            found += lines
        return found

    def with_total(self, lines: list[GroupRow], depth: int) -> list[GroupRow]:
        """The lines and the one of all rows: below, above where ``depth`` is negative, or not at all where it is 0."""
        name = "Grand Total" if abs(depth) > 1 else "Total"
        total = GroupRow((name, *[""] * (len(self.keys[0]) - 1)), self.all)
        return [total, *lines] if depth < 0 else [*lines, total] if depth else lines


def number(operand: object, default: int, low: int, high: int) -> int:
    """A whole number among an option's; left out, its default."""
    if operand is OMITTED:
        return default
    given = to_whole(lone(operand))
    return given if low <= given <= high else fail(CellError.VALUE)


def ways_of(operand: object, columns: int) -> list[int]:
    """The columns to sort by, descending where negative."""
    ways = [] if operand is OMITTED else [to_whole(cell) for cell in table(data(operand)).flat]
    return ways if all(1 <= abs(way) <= columns for way in ways) else fail(CellError.VALUE)


def kept(operand: object, height: int, first: int) -> list[int]:
    """Which rows a filter keeps, of those from the first on: beside headers it has one, too."""
    if operand is OMITTED:
        return list(range(first, height))
    tests = table(data(operand)).flat
    if len(tests) != height:
        fail(CellError.VALUE)
    return [at for at in range(first, height) if to_logical(tests[at])]


def has_headers(values: Array) -> bool:
    """Whether the first row looks like headers: a text above a number."""
    return values.height > 1 and isinstance(values.rows[0][0], str) and type(values.rows[1][0]) is float


@form("GROUPBY", 3, 8)
def _build(compiler: Compiler, arguments: tuple[Node, ...], spread: bool) -> Thunk:  # noqa: FBT001
    function = arguments[2]
    if isinstance(function, Call) and function.name in {"HSTACK", "VSTACK"}:
        return compiler.fault("unsupported function", "GROUPBY with several functions at once")
    return calling(_groupby)(compiler, arguments, spread)


def _groupby(
    frame: Frame,
    fields: object,
    summed: object,
    last: object,
    headers: object = OMITTED,
    depth: object = OMITTED,
    ways: object = OMITTED,
    keep: object = OMITTED,
    relation: object = OMITTED,
) -> Value:
    """Groups of one or several fields, sorted, with totals and, for several fields, subtotals.

    Options: headers (1 there are, 3 and shown), depth of totals, columns to sort by, a filter, and 1 where several
    fields are one table and not a hierarchy.
    """
    keys, values = table(data(fields)), table(data(summed))
    if keys.height != values.height:
        fail(CellError.VALUE)
    function = function_of(last, 1 if not isinstance(last, Closure) else max(1, last.least))
    is_table = number(relation, 0, 0, 1) == 1
    levels = 1 if is_table else keys.width
    totals = number(depth, 1, -levels, levels)  # left out, Excel gives no subtotals, whatever its help page says
    mode = number(headers, -1, 0, 3)
    first = 1 if mode in {1, 3} or (mode == -1 and has_headers(values)) else 0
    chosen = kept(keep, keys.height, first)
    if not chosen:
        fail(CellError.CALC)
    groups = Groups(frame, function, [keys.rows[at] for at in chosen], [values.rows[at] for at in chosen])
    by = ways_of(ways, keys.width + values.width)
    lines = groups.grouped(groups.all, range(keys.width), by) if is_table else groups.nested(groups.all, 0, by, totals)
    lines = groups.with_total(lines, totals)
    made: list[Row] = [[*map(shown_as, line.keys), *map(shown_as, groups.results(line.rows))] for line in lines]
    if mode >= 2:  # left out, Excel shows none, whatever its help page says
        made.insert(0, _header(keys, values, named=bool(first)))
    make(len(made), len(made[0]))
    return simplest(Array(made))


def shown_as(cell: Cell) -> Cell:
    """A blank among the results is an empty text: as a blank it would be 0."""
    return "" if cell is None else cell


def _header(keys: Array, values: Array, *, named: bool) -> Row:
    if named:
        return [*map(shown_as, keys.rows[0]), *map(shown_as, values.rows[0])]
    return [
        *(f"Row Field {at}" for at in range(1, keys.width + 1)),
        *(f"Value {at}" for at in range(1, values.width + 1)),
    ]
