"""PIVOTBY: groups down and groups across, and what a function says of the values where they meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cspxl.engine.allowance import READ, make, spend
from cspxl.engine.arguments import fail, table
from cspxl.engine.closures import OMITTED, Closure
from cspxl.engine.findings import NotCalculated
from cspxl.engine.forms import form
from cspxl.engine.frame import Frame, Thunk
from cspxl.engine.lambdas import calling, data, function_of
from cspxl.engine.library.arrays import Row
from cspxl.engine.library.grouping import Groups, has_headers, kept, number, shown_as, ways_of
from cspxl.engine.parser import Call, Missing, Node
from cspxl.engine.ranges import Array, Value, simplest
from cspxl.values import Cell, CellError

if TYPE_CHECKING:
    from cspxl.engine.compiler import Compiler

_OF_COLUMN, _OF_ROW, _OF_ALL, _OF_PARENT_COLUMN, _OF_PARENT_ROW = range(5)  # what a share is a share of


@form("PIVOTBY", 4, 11)
def _build(compiler: Compiler, arguments: tuple[Node, ...], spread: bool) -> Thunk:  # noqa: FBT001
    function = arguments[3]
    if isinstance(function, Call) and function.name in {"HSTACK", "VSTACK"}:
        return compiler.fault("unsupported function", "PIVOTBY with several functions at once")
    if any(isinstance(arguments[at], Missing) for at in (0, 1)):
        return compiler.fault("unsupported function", "PIVOTBY without row fields or column fields")
    return calling(_pivotby)(compiler, arguments, spread)


def _pivotby(
    frame: Frame,
    down: object,
    across: object,
    summed: object,
    last: object,
    headers: object = OMITTED,
    down_depth: object = OMITTED,
    down_ways: object = OMITTED,
    across_depth: object = OMITTED,
    across_ways: object = OMITTED,
    keep: object = OMITTED,
    relative: object = OMITTED,
) -> Value:
    """Options: headers, depth of totals and columns to sort by for either side, a filter, what a share is of."""
    fields, heads, values = table(data(down)), table(data(across)), table(data(summed))
    if not fields.height == heads.height == values.height:
        fail(CellError.VALUE)
    function = function_of(last, 1 if not isinstance(last, Closure) else max(1, last.least))
    mode = number(headers, -1, 0, 3)
    first = 1 if mode in {1, 3} or (mode == -1 and has_headers(values)) else 0
    chosen = kept(keep, fields.height, first)
    if not chosen:
        fail(CellError.CALC)
    rows = _Side(frame, function, fields, values, chosen, (down_depth, down_ways))
    columns = _Side(frame, function, heads, values, chosen, (across_depth, across_ways))
    share = number(relative, _OF_COLUMN, _OF_COLUMN, _OF_PARENT_ROW)
    named = mode >= 2 or (mode == -1 and first == 1 and max(fields.width, heads.width) > 1)
    _refuse(
        {
            "generated headers": mode == 2,
            "headers of several fields across, or of several values": named and (heads.width > 1 or values.width > 1),
            "totals of several values": values.width > 1 and columns.depth != 0,
            "shares of a parent's total": share > _OF_ALL,
            "an order by values": not rows.by_keys or not columns.by_keys,
        }
    )
    made = [*columns.top(fields.width, values.width), *_body(rows, columns, values.width, share)]
    if named:
        _put_headers(made, fields, heads, values)
    make(len(made), len(made[0]))
    return simplest(Array(made))


def _refuse(asked: Mapping[str, bool]) -> None:
    """Refuse what no outside case says how Excel lays out."""
    for what, is_wanted in asked.items():
        if is_wanted:
            raise NotCalculated(f"PIVOTBY with {what}")


class _Side:
    """The groups of one side, in order, with totals."""

    def __init__(
        self,
        frame: Frame,
        function: Closure,
        keys: Array,
        values: Array,
        chosen: Sequence[int],
        options: tuple[object, object],
    ) -> None:
        depth = self.depth = number(options[0], 1, -keys.width, keys.width)
        ways = ways_of(options[1], keys.width + values.width)
        self.by_keys = all(abs(way) <= keys.width for way in ways)
        self.groups = Groups(frame, function, [keys.rows[at] for at in chosen], [values.rows[at] for at in chosen])
        self.lines = self.groups.with_total(self.groups.nested(self.groups.all, 0, ways, depth), depth)

    def top(self, left: int, each: int) -> list[Row]:
        """A row for each field across: its keys, above every column of values."""
        levels = len(self.lines[0].keys)
        return [
            [*[""] * left, *(shown_as(line.keys[level]) for line in self.lines for _ in range(each))]
            for level in range(levels)
        ]


def _body(rows: _Side, columns: _Side, width: int, share: int) -> list[Row]:
    members = [frozenset(line.rows) for line in columns.lines]
    spend(READ * sum(len(line.rows) for line in rows.lines) * len(members))
    made: list[Row] = []
    for line in rows.lines:
        cells: list[Cell] = []
        for column, inside in zip(columns.lines, members, strict=True):
            shared = [row for row in line.rows if row in inside]
            others = (column.rows, line.rows, rows.groups.all)[share]
            cells += map(shown_as, rows.groups.results(shared, others)) if shared else [""] * width
        made.append([*map(shown_as, line.keys), *cells])
    return made


def _put_headers(made: list[Row], fields: Array, heads: Array, values: Array) -> None:
    """The names of the fields: that of the groups across above them, the others below, where the body begins."""
    left, width = fields.width, len(made[0])
    made.insert(0, [*[""] * left, shown_as(heads.rows[0][0]), *[""] * (width - left - 1)])
    made.insert(2, [*map(shown_as, fields.rows[0]), *[shown_as(values.rows[0][0])] * (width - left)])
