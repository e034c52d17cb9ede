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
_NONE: Final[Mapping[tuple[int, int], _Ranges]] = {}


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


class Readers:
    """The references of a workbook, and the formulas that read each; ``refs`` may become more as it is calculated."""

    def __init__(self, formulas: Iterable[FormulaCell], refs: Mapping[tuple[int, Area], Ref]) -> None:
        self._refs = refs
        self._entered = 0
        self._ranges: dict[int, dict[tuple[int, int], _Ranges]] = {}  # by sheet and columns
        self._readers: dict[Ref, list[FormulaCell]] = {}
        for cell in formulas:
            for ref in cell.reads:
                self._readers.setdefault(ref, []).append(cell)

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
            for ref in self.meeting(index, area):
                if ref not in met:
                    met[ref] = None
                    for cell in self._readers.get(ref, ()):
                        if cell not in chosen:
                            chosen[cell] = None
                            waiting.append((cell.sheet.index, cell.area))
        return Touched(sorted(chosen, key=lambda cell: cell.position), list(met), columns)

    def meeting(self, index: int, area: Area) -> Iterator[Ref]:
        """The references that have a cell of an area."""
        self._enter()
        top, left, bottom, right = area
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                ref = self._refs.get((index, (row, column, row, column)))
                if ref is not None:
                    yield ref
        for (first, last), ranges in self._ranges.get(index, _NONE).items():
            if first <= right and left <= last:
                yield from ranges.meeting(top, bottom)

    def _enter(self) -> None:
        """Put the ranges in order that have come since the last time."""
        if self._entered == len(self._refs):
            return
        for ref in islice(self._refs.values(), self._entered, None):
            if ref.top != ref.bottom or ref.left != ref.right:
                columns = self._ranges.setdefault(ref.sheet.index, {})
                columns.setdefault((ref.left, ref.right), _Ranges()).add(ref)
        self._entered = len(self._refs)
