"""The order in which a sheet is read: one item after another, what stands side by side from left to right.

Tables that continue one another are one, and so is a row of texts over a table. What has a heading of its own is read
whole before what stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Final, TypeAlias

from cspxl.report.describe import Block, Strip
from cspxl.report.stack import Below, Beside, Gap, Item, Picture, Table, Text

_HEADINGS: Final = frozenset({"panel_heading", "heading", "title", "cover_title"})
_HEADERS: Final = frozenset({"header", "plan_header", "plan_header_left"})
_Cell: TypeAlias = Sequence[tuple[int, int]]
_Rows: TypeAlias = list[list[_Cell]]


def reading(items: Sequence[Item]) -> Sequence[Block]:
    """The blocks of a sheet of these items, in the order in which they are read."""
    return _joined(_pile(items, 1, 1, count()))


def _joined(blocks: Iterable[Block]) -> Sequence[Block]:
    found: list[Block] = []
    for block in blocks:
        if found and _continues(found[-1], block):
            found[-1] = replace(found[-1], rows=[*found[-1].rows, *block.rows],
                                headings=found[-1].headings + block.headings)  # fmt: skip
        else:
            found.append(block)
    return found


def _pile(items: Sequence[Item], top: int, left: int, charts: Iterator[int]) -> Iterator[Block]:
    for item in items:
        if isinstance(item, Picture):
            yield Block(chart=next(charts))
        elif isinstance(item, Text):
            yield Block([[[(top, left)]]])
        elif isinstance(item, Table):
            yield _table(item, top, left)
        elif isinstance(item, Below):
            yield from _pile(item.items, top, left, charts)
        elif isinstance(item, Beside):
            if _is_row(item):
                styles = {part.style for part in item.items if isinstance(part, Text)}
                yield Block(_rows(item, top, left), headings=int(bool(styles) and styles <= _HEADERS))
            else:
                yield from _abreast(item, top, left, charts)
        top += item.size[0]


def _abreast(item: Beside, top: int, left: int, charts: Iterator[int]) -> Iterator[Block]:
    """What stands side by side: in strips where charts are among it and more than one holds anything."""
    strips = []
    for part in item.items:
        wide = part.size[1]
        if blocks := _joined(_pile([part], top, left, charts)):
            strips.append(Strip(left, left + wide - 1, blocks))
        left += wide
    if len(strips) > 1 and any(block.chart is not None for strip in strips for block in strip.blocks):
        yield Block(strips=strips)
    else:
        yield from (block for strip in strips for block in strip.blocks)


def _table(table: Table, top: int, left: int) -> Block:
    rows, columns = table.size
    cells = [[[(row, column)] for column in range(left, left + columns)] for row in range(top, top + rows)]
    return Block(cells, headings=int(bool(table.headings) and not table.across))


def _is_row(item: Item) -> bool:
    """Whether it is texts alone, none of them a heading of what follows."""
    if isinstance(item, Beside | Below):
        return all(map(_is_row, item.items))
    return isinstance(item, Gap) or (isinstance(item, Text) and item.style not in _HEADINGS)


def _rows(item: Item, top: int, left: int) -> _Rows:
    """The rows of texts alone: those that stand below one another and beside nothing are one cell."""
    if isinstance(item, Text):
        return [[[(top, left)]]]
    found: _Rows = []
    if isinstance(item, Below):
        one = all(isinstance(part, Text | Gap) for part in item.items)
        for part in item.items:
            found += _rows(part, top, left)
            top += part.size[0]
        return [[[place for row in found for cell in row for place in cell]]] if one and found else found
    if isinstance(item, Beside):
        for part in item.items:
            for at, row in enumerate(_rows(part, top, left)):
                if at == len(found):
                    found.append([])
                found[at] += row
            left += part.size[1]
    return found


def _continues(before: Block, block: Block) -> bool:
    """Whether its rows follow at once below the others, in columns that these have."""
    if not before.rows or not block.rows or (block.headings and before.headings < len(before.rows)):
        return False
    if min(len(before.rows[0]), len(block.rows[0])) == 1:  # a text is none of a table's rows
        return False
    bottom = max(place[0] for cell in before.rows[-1] for place in cell)
    columns = [{cell[0][1] for row in found.rows for cell in row} for found in (before, block)]
    return block.rows[0][0][0][0] == bottom + 1 and (columns[0] <= columns[1] or columns[1] <= columns[0])
