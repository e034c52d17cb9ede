"""Rules of what cells show: errors, values that are out of date, numbers that are texts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import isclose
from typing import Final

from cspxl.check.book import At, Book, Grid, area_of, sheet_of
from cspxl.check.rules import Found, rule
from cspxl.check.trees import calls
from cspxl.engine.addresses import MAX_ROW, full_address
from cspxl.engine.model import Area
from cspxl.values import Cell, CellError

_CLOSE: Final = 1e-7  # of a value: methods that search, such as IRR, end so near to each other
_NUMBER: Final = re.compile(r"\s*[-+]?[£$€]?(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,10}|0)(?:\.\d+)?\s*%?\s*", re.ASCII)
_FEW: Final = 100
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
ADDING: Final = frozenset(
    {"SUM", "AVERAGE", "SUBTOTAL", "AGGREGATE", "PRODUCT", "MIN", "MAX", "MEDIAN", "STDEV", "STDEV.S", "STDEV.P", "VAR"}
)


def touching(places: set[At], area: Area) -> bool:
    """Whether one of some cells lies in an area."""
    top, left, bottom, right = area
    if (bottom - top + 1) * (right - left + 1) < len(places):
        return any((row, column) in places for row in range(top, bottom + 1) for column in range(left, right + 1))
    return any(top <= row <= bottom and left <= column <= right for row, column in places)


def _roots(book: Book, bad: dict[str, set[At]]) -> Iterator[tuple[Grid, int, int]]:
    """Of some cells of each sheet (by its name in lower case), those that read none of the others."""
    for name, places in bad.items():
        sheet = book.sheets[name]
        for at in sorted(places):
            own = full_address(sheet.name, *at)
            reads = ((one.lower(), area) for one, area in book.reads.get(own, ()))
            others = ((bad[one] - {at} if one == name else bad[one], area) for one, area in reads if one in bad)
            if not any(touching(places, area) for places, area in others):
                yield sheet, *at


@rule(
    "error-cell", "error",
    finds="A cell shows an error, such as #REF! or #DIV/0!.",
    why="Every total and chart that reads the cell shows it too, or leaves it out without saying so.",
    todo="Mend the formula; where a figure is not available yet, say so with NA() or a text.",
)
def error_cells(book: Book) -> Iterator[Found]:
    """Errors where they begin, not those that follow. #N/A that is typed, given by NA() or drawn is meant."""
    bad: dict[str, set[At]] = {}
    for name, sheet in book.sheets.items():
        for at in sheet.cells:
            value = sheet.value(*at)
            if not isinstance(value, CellError) or _overtaken(book, sheet, at):
                continue
            if value is CellError.NA and (at not in sheet.formulas or _meant(book, sheet, at)):
                continue
            bad.setdefault(name, set()).add(at)
    for sheet, row, column in _roots(book, bad):
        shown = f"shows {sheet.value(row, column)}"
        yield Found(sheet, row, column, shown, f"{shown} in column {column}")


def _overtaken(book: Book, sheet: Grid, at: At) -> bool:
    """Whether a fresh calculation gives no error any more: then the saved value is what is wrong."""
    trusted = at in sheet.fresh and full_address(sheet.name, *at) not in book.doubtful
    return trusted and not isinstance(sheet.fresh[at], CellError)


def _meant(book: Book, sheet: Grid, at: At) -> bool:
    """Whether #N/A stands for "not available": the formula says NA() or reads a cell that does, or a chart draws it."""
    parsed = sheet.tree(at)
    if parsed is not None and any(call.name == "NA" for call in calls(parsed.root)):
        return True
    if any(touching({at}, area) for area in book.drawn.get(sheet.name.lower(), ())):
        return True
    return any(
        book.sheets[name.lower()].value(*place) is CellError.NA
        for name, area in book.reads.get(full_address(sheet.name, *at), ())
        if name.lower() in book.sheets
        for place in _few(area)
    )


def _few(area: Area) -> Iterator[At]:
    """The first cells of an area."""
    top, left, bottom, right = area
    return product(range(top, min(bottom, top + _FEW) + 1), range(left, min(right, left + _FEW) + 1))


@rule(
    "stale-value", "error",
    finds="The value that the file holds is not what its formula gives when it is calculated.",
    why="Whoever reads the file without calculating it, a preview, a script or a printed copy, sees another figure.",
    todo="Calculate the workbook (F9 in Excel, or cspxl calc) and save it again.",
)
def stale_values(book: Book) -> Iterator[Found]:
    """Saved values where they begin to differ. What changes by itself, or gives an error here alone, is not held."""
    bad: dict[str, set[At]] = {}
    for name, sheet in book.sheets.items():
        for at, fresh in sheet.fresh.items():
            address = full_address(sheet.name, *at)
            held = at in sheet.saved and address not in book.unheld
            if held and not _agree(sheet.saved[at], fresh):
                bad.setdefault(name, set()).add(at)
    for sheet, row, column in _roots(book, bad):
        saved, fresh = sheet.saved[row, column], sheet.fresh[row, column]
        yield Found(sheet, row, column, f"holds {told(saved)}, and gives {told(fresh)}")


def _agree(saved: Cell, fresh: Cell) -> bool:
    if isinstance(saved, bool) or isinstance(fresh, bool):
        return saved == fresh
    if isinstance(saved, int | float) and isinstance(fresh, int | float):
        return isclose(saved, fresh, rel_tol=_CLOSE, abs_tol=_CLOSE)
    if saved in (None, "") and fresh in (None, "", 0):
        return True
    return saved == fresh


def told(value: Cell) -> str:
    """A value as a message has it."""
    if value is None:
        return "nothing"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.12g}"
    return repr(value[:40]) if isinstance(value, str) else str(value)


@rule(
    "number-as-text", "error",
    finds="A number that is stored as text stands among numbers, or in a range that is added up.",
    why="Sums, averages and comparisons pass over it without a word: a total is too small.",
    todo="Turn it into a number: choose the cells, then Data, Text to Columns, Finish.",
)
def numbers_as_text(book: Book) -> Iterator[Found]:
    """Texts that are numbers between two numbers, or in a range of an adding function; codes such as 007 are none."""
    added = _added(book)
    for name, sheet in book.sheets.items():
        for (row, column), content in sorted(sheet.cells.items(), key=lambda item: item[0]):
            value = sheet.value(row, column)
            if not isinstance(value, str) or not _reads_as_number(value):
                continue
            inside = name in added and added[name].holds(row, column)
            year = _YEAR.fullmatch(value.strip()) is not None
            heads = year and inside and (row, column) in added[name].tops
            among = isinstance(content, str) and not year and _between(sheet, row, column)
            if (inside and not heads) or among:
                why = "in a range that is added up" if inside else "among numbers"
                beside = any(_reads_as_number(sheet.value(row, at)) for at in (column - 1, column + 1))
                line = f"row {row}" if beside else f"column {column}"
                yield Found(sheet, row, column, f"holds the text {told(value)} {why}", line)


def _reads_as_number(value: Cell) -> bool:
    return isinstance(value, str) and _NUMBER.fullmatch(value) is not None


def _between(sheet: Grid, row: int, column: int) -> bool:
    return any(
        sheet.is_number(row - down, column - right) and sheet.is_number(row + down, column + right)
        for down, right in ((1, 0), (0, 1))
        if row > down and column > right
    )


class _Added:
    """The cells of a sheet that functions add up: in each column the stretches of rows, without overlaps, in order."""

    def __init__(self, areas: Iterable[Area], last_column: int) -> None:
        self.tops: set[At] = set()
        found: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, right in sorted(areas):
            for column in range(left, min(right, last_column) + 1):
                self.tops.add((top, column))
                stretches = found.setdefault(column, [])
                if stretches and top <= stretches[-1][1] + 1:
                    stretches[-1] = stretches[-1][0], max(bottom, stretches[-1][1])
                else:
                    stretches.append((top, bottom))
        self._stretches = found

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell is among them."""
        stretches = self._stretches.get(column, [])
        at = bisect_right(stretches, (row, MAX_ROW))
        return at > 0 and stretches[at - 1][1] >= row


def _added(book: Book) -> Mapping[str, _Added]:
    """What functions add up of each sheet; not whole columns, whose headings are texts."""
    found: dict[str, dict[Area, None]] = {}
    for sheet in book.sheets.values():
        for _, parsed, call in sheet.calls(ADDING):
            for token in map(parsed.token, call.arguments):
                area = area_of(token) if token else None
                if token and area and area[:2] != area[2:] and area[2] - area[0] < MAX_ROW - 1:
                    found.setdefault(sheet_of(token, sheet.name), {})[area] = None
    return {
        name: _Added(list(areas), max((column for _, column in book.sheets[name].cells), default=0))
        for name, areas in found.items()
        if name in book.sheets
    }
