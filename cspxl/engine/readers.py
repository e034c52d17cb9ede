"""Which formulas a change touches: from the cells that change to the ranges that hold them, and on to their readers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress, islice
from typing import Final, Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from cspxl.engine.addresses import MAX_ROW
from cspxl.engine.blocks import Block, Part
from cspxl.engine.cells import FormulaCell
from cspxl.engine.families import Moving
from cspxl.engine.model import Area
from cspxl.engine.ranges import Ref
from cspxl.engine.sheets import Sheet

_BLOCK: Final = 64  # ranges that are passed over at once
Step: TypeAlias = FormulaCell | Part


class _Span(Protocol):
    """Something that lies in some rows."""

    @property
    def top(self) -> int:
        """The first of them."""

    @property
    def bottom(self) -> int:
        """The last."""


Span = TypeVar("Span", bound=_Span)


class Touched(NamedTuple):
    """What a change touches: formulas in their order, ranges to read anew, and the first row that changes of a column.

    Columns are told by their sheet's number and their own.
    """

    steps: Sequence[Step]
    refs: Iterable[Ref]
    columns: Mapping[tuple[int, int], int]

    def cells(self) -> Iterator[FormulaCell]:
        """Each formula as a cell of its own."""
        for step in self.steps:
            if isinstance(step, Part):
                yield from step.cells
            else:
                yield step

    def made(self) -> Iterator[FormulaCell]:
        """Those that are cells of their own by now."""
        for step in self.steps:
            if isinstance(step, Part):
                yield from step.made
            else:
                yield step

    def addresses(self) -> Iterator[str]:
        """Where they stand."""
        for step in self.steps:
            if isinstance(step, Part):
                yield from step.addresses
            else:
                yield step.address


class _Reading(NamedTuple):
    """A reference of a block, and the rows among which all lie that it points to."""

    top: int
    bottom: int
    block: Block
    ref: Moving


class _Ranges(Generic[Span]):
    """Ranges of the same columns, by rows."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self._tops: list[int] = []
        self._bottoms: list[int] = []  # the lowest end in each block

    def add(self, span: Span) -> None:
        """One more."""
        self.spans.append(span)
        self._tops = []

    def meeting(self, top: int, bottom: int) -> Iterator[Span]:
        """Those that have one of these rows."""
        if not self._tops:
            self.spans.sort(key=lambda span: (span.top, span.bottom))
            self._tops = [span.top for span in self.spans]
            blocks = (self.spans[at : at + _BLOCK] for at in range(0, len(self.spans), _BLOCK))
            self._bottoms = [max(span.bottom for span in block) for block in blocks]
        end = bisect_right(self._tops, bottom)
        for at, lowest in enumerate(self._bottoms[: -(-end // _BLOCK)]):
            if lowest >= top:
                for span in self.spans[at * _BLOCK : min(end, (at + 1) * _BLOCK)]:
                    if span.bottom >= top:
                        yield span


class Readers:
    """The references of a workbook, and the formulas that read each; ``refs`` may become more as it is calculated."""

    def __init__(
        self, alone: Iterable[FormulaCell], blocks: Iterable[Block], refs: Mapping[tuple[int, Area], Ref]
    ) -> None:
        self._refs = refs
        self._entered = 0
        self._cells: dict[tuple[int, int], _Ranges[Ref]] = {}  # of single cells, by sheet and column
        self._ranges: dict[int, dict[tuple[int, int], _Ranges[Ref]]] = {}  # of others, by sheet and columns
        self._readers: dict[Ref, list[FormulaCell]] = {}
        self._blocks: dict[int, dict[tuple[int, int], _Ranges[_Reading]]] = {}
        for cell in alone:
            for ref in cell.reads:
                self._readers.setdefault(ref, []).append(cell)
        for block in blocks:
            for moving in block.family.moving:
                columns = self._blocks.setdefault(moving.sheet.index, {})
                reading = _Reading(*block.hull(moving), block, moving)
                columns.setdefault((moving.left, moving.right), _Ranges()).add(reading)

    def touched(self, changed: Iterable[tuple[Sheet, int, int]], restless: Iterable[FormulaCell]) -> Touched:
        """What a change of some cells touches, and the formulas that are calculated every time."""
        self._enter()
        chosen = dict.fromkeys(restless)
        marks = _Marks()
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
            for reading in _spans(self._blocks, index, area):
                block = reading.block
                for top, bottom in marks.add(block, *block.reading(reading.ref, area[0], area[2])):
                    waiting.append((block.sheet.index, (top, block.column, bottom, block.column)))
        steps: list[Step] = sorted([*chosen, *marks.parts()], key=lambda step: step.position)
        return Touched(steps, list(met), columns)

    def meeting(self, index: int, area: Area) -> Iterator[Ref]:
        """The references that have a cell of an area."""
        self._enter()
        top, left, bottom, right = area
        if top == bottom and left == right:
            ref = self._refs.get((index, area))
            if ref is not None:
                yield ref
        else:
            for column in range(left, right + 1):
                cells = self._cells.get((index, column))
                if cells is not None:
                    yield from cells.meeting(top, bottom)
        yield from _spans(self._ranges, index, area)

    def _enter(self) -> None:
        """Put the ranges in order that have come since the last time."""
        if self._entered == len(self._refs):
            return
        for ref in islice(self._refs.values(), self._entered, None):
            if ref.top != ref.bottom or ref.left != ref.right:
                columns = self._ranges.setdefault(ref.sheet.index, {})
                columns.setdefault((ref.left, ref.right), _Ranges()).add(ref)
            else:
                self._cells.setdefault((ref.sheet.index, ref.left), _Ranges()).add(ref)
        self._entered = len(self._refs)


def _spans(known: Mapping[int, Mapping[tuple[int, int], _Ranges[Span]]], index: int, area: Area) -> Iterator[Span]:
    """What has a cell of an area, of what is known by sheets and columns."""
    top, left, bottom, right = area
    for (first, last), ranges in known.get(index, {}).items():
        if first <= right and left <= last:
            yield from ranges.meeting(top, bottom)


class _Marks:
    """The formulas of blocks that a change touches."""

    def __init__(self) -> None:
        self._marks: dict[Block, bytearray] = {}

    def add(self, block: Block, first: int, end: int) -> Iterator[tuple[int, int]]:
        """Mark some; the first and the last row of each stretch that was not marked before."""
        if first >= end:
            return
        marks = self._marks.get(block)
        if marks is None:
            marks = self._marks[block] = bytearray(len(block.rows))
        end = len(marks) if block.goes_on else end
        while first < end:
            first = marks.find(0, first, end)
            if first < 0:
                return
            stop = marks.find(1, first, end)
            stop = end if stop < 0 else stop
            marks[first:stop] = b"\1" * (stop - first)
            yield block.rows[first], block.rows[stop - 1]
            first = stop

    def parts(self) -> Iterator[Part]:
        """All that are marked."""
        for block, marks in self._marks.items():
            first, end = marks.find(1), marks.rfind(1) + 1
            together = marks.find(0, first, end) < 0
            yield Part(block, block.rows[first:end] if together else list(compress(block.rows, marks)))
