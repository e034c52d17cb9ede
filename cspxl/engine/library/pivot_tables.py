"""GETPIVOTDATA: a figure of a pivot table, found by its items in the table's own cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cspxl.engine.allowance import READ, spend
from cspxl.engine.arguments import fail, single
from cspxl.engine.findings import NotCalculated
from cspxl.engine.frame import Frame
from cspxl.engine.model import Pivot, PivotAxis, PivotLine
from cspxl.engine.ranges import Operand, Ref
from cspxl.engine.semantics import to_text
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError


@excel("GETPIVOTDATA", "r r r? r? *2", quick=True, needs_frame=True, roams=True)
def _getpivotdata(frame: Frame, figure: Operand, table: Operand, *pairs: Operand) -> Cell:
    """The figure where the items cross; a field that is not named stands for its total. #REF! where none is shown."""
    if not isinstance(table, Ref):
        raise NotCalculated("GETPIVOTDATA with the items in one text, as Excel wrote it before 2002")
    pivot = frame.book.pivot(table)
    if pivot is None or len(pairs) % 2:
        fail(CellError.REF)
    if not pivot.figures:
        raise NotCalculated("GETPIVOTDATA of a pivot table over a cube, or of one that is not read here")
    spend(READ * (len(pivot.rows.lines) + len(pivot.columns.lines)))
    asked = dict(zip(map(_key, pairs[::2]), map(_key, pairs[1::2]), strict=True))
    known = pivot.rows.fields | pivot.columns.fields
    for field in asked.keys() - known:
        if asked[field] not in pivot.chosen.get(field, ()):
            fail(CellError.REF)
    at = _figure(pivot, _key(figure))
    row, column = (_line(axis, asked, at, several=len(pivot.figures) > 1) for axis in (pivot.rows, pivot.columns))
    value = table.sheet.value(row.number, column.number)
    if value is None:
        return 0.0 if row.whole and column.whole else CellError.REF
    return value


def _key(operand: Operand) -> str:
    """A name as it is compared: the text that a cell shows, in lower case."""
    cell = single(operand)
    return to_text(fail(cell) if isinstance(cell, CellError) else cell).casefold()


def _figure(pivot: Pivot, name: str) -> int:
    """The number of a figure, by its caption, else by the field that it is of, where that has one figure only."""
    by_caption = [at for at, (caption, _) in enumerate(pivot.figures) if caption == name]
    by_field = [at for at, (_, field) in enumerate(pivot.figures) if field == name]
    found = by_caption or by_field
    return found[0] if len(found) == 1 else fail(CellError.REF)


def _line(axis: PivotAxis, asked: Mapping[str, str], figure: int, *, several: bool) -> PivotLine:
    """The row or column that is of these items and of no others."""
    wanted = {field: item for field, item in asked.items() if field in axis.fields}
    side_by_side = several and any(line.figure for line in axis.lines)
    found: Sequence[PivotLine] = [
        line
        for line in axis.lines
        if line.items.keys() == wanted.keys()
        and all(item in line.items[field] for field, item in wanted.items())
        and (not side_by_side or line.figure == figure)
    ]
    whole = [line for line in found if line.whole]
    return next(iter(whole or found), None) or fail(CellError.REF)
