"""Which formulas a change touches: from the cells that change to the ranges that hold them, and on to their readers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

from cspxl.engine.addresses import MAX_ROW
from cspxl.engine.cells import FormulaCell
from cspxl.engine.model import Area
from cspxl.engine.ranges import Ref
from cspxl.engine.sheets import Sheet

_BLOCK: Final = 64  # ranges that are passed over at once


class Touched(NamedTuple):
    """What a change touches: formulas in their order, ranges to read anew, and the first row that changes of a column.

    Columns are told by their sheet's number and their own.
    """

    formulas: Sequence[FormulaCell]
    refs: Iterable[Ref]
    columns: Mapping[tuple[int, int], int]


class _Ranges:
    """Ranges of the same columns, by rows."""

    def __init__(self) -> None:
        self.refs: list[Ref] = []
        self._tops: list[int] = []
        self._bottoms: list[int] = []  # the lowest end in each block

    def add(self, ref: Ref) -> None:
        """One more."""
        self.refs.append(ref)
        self._tops = []

    def meeting(self, top: int, bottom: int) -> Iterator[Ref]:
        """Those that have one of these rows."""
        if not self._tops:
            self.refs.sort(key=lambda ref: (ref.top, ref.bottom))
            self._tops = [ref.top for ref in self.refs]
            blocks = (self.refs[at : at + _BLOCK] for at in range(0, len(self.refs), _BLOCK))
            self._bottoms = [max(ref.bottom for ref in block) for block in blocks]
        end = bisect_right(self._tops, bottom)
        for at, lowest in enumerate(self._bottoms[: -(-end // _BLOCK)]):
            if lowest >= top:
                for ref in self.refs[at * _BLOCK : min(end, (at + 1) * _BLOCK)]:
                    if ref.bottom >= top:
                        yield ref


class _SheetRefs:
    """The references to one sheet: single cells by column and row, ranges by their columns."""

    def __init__(self) -> None:
        self.cells: dict[int, dict[int, Ref]] = {}
        self.ranges: dict[tuple[int, int], _Ranges] = {}

    def add(self, ref: Ref) -> None:
        """One more."""
        if ref.is_cell:
            self.cells.setdefault(ref.left, {})[ref.top] = ref
        else:
            self.ranges.setdefault((ref.left, ref.right), _Ranges()).add(ref)

    def meeting(self, area: Area) -> Iterator[Ref]:
        """Those that have a cell of an area."""
        top, left, bottom, right = area
        for column in range(left, right + 1):
            cells = self.cells.get(column)
            if cells:
                rows = range(top, bottom + 1) if bottom - top < len(cells) else [r for r in cells if top <= r <= bottom]
                yield from (cells[row] for row in rows if row in cells)
        for (first, last), ranges in self.ranges.items():
            if first <= right and left <= last:
                yield from ranges.meeting(top, bottom)


class Readers:
    """The references of a workbook, and the formulas that read each; ``refs`` may become more as it is calculated."""

    def __init__(self, formulas: Iterable[FormulaCell], refs: Mapping[tuple[int, Area], Ref]) -> None:
        self._refs = refs
        self._entered = 0
        self._sheets: dict[int, _SheetRefs] = {}
        self._readers: dict[Ref, list[FormulaCell]] = {}
        for cell in formulas:
            for ref in cell.reads:
                self._readers.setdefault(ref, []).append(cell)
        self._enter()

    def touched(self, changed: Iterable[tuple[Sheet, int, int]], restless: Iterable[FormulaCell]) -> Touched:
        """What a change of some cells touches, and the formulas that are calculated every time."""
        self._enter()
        chosen = dict.fromkeys(restless)
        met: dict[Ref, None] = {}
        columns: dict[tuple[int, int], int] = {}
        waiting = [(sheet.index, (row, column, row, column)) for sheet, row, column in changed]
        waiting += [(cell.sheet.index, cell.area) for cell in chosen]
        while waiting:
            index, area = waiting.pop()
            for column in range(area[1], area[3] + 1):
                if columns.get((index, column), MAX_ROW) >= area[0]:
                    columns[index, column] = area[0]
            sheet = self._sheets.get(index)
            for ref in sheet.meeting(area) if sheet else ():
                if ref not in met:
                    met[ref] = None
                    for cell in self._readers.get(ref, ()):
                        if cell not in chosen:
                            chosen[cell] = None
                            waiting.append((cell.sheet.index, cell.area))
        return Touched(sorted(chosen, key=lambda cell: cell.position), list(met), columns)

    def _enter(self) -> None:
        for ref in islice(self._refs.values(), self._entered, None):
            self._sheets.setdefault(ref.sheet.index, _SheetRefs()).add(ref)
        self._entered = len(self._refs)
