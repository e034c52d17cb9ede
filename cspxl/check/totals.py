"""Rules of ranges that end too early or begin too late."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import isclose
from typing import Final, NamedTuple

from cspxl.check.book import At, Book, Grid, area_of, sheet_of
from cspxl.check.figures import told
from cspxl.check.rules import Found, rule
from cspxl.engine.addresses import MAX_COLUMN, MAX_ROW, area_text
from cspxl.engine.model import Area

_TOTALS: Final = frozenset({"SUM", "AVERAGE", "SUBTOTAL", "COUNT", "COUNTA", "MIN", "MAX", "MEDIAN"})
_SUMMARY: Final = re.compile(r"\b(?:(?:sub-?)?totals?|sum|overall|average|mean|grand|all)\b", re.IGNORECASE)
_SHORTEST: Final = 4  # cells of a range that is taken for a whole block, where its formula stands elsewhere
_SHORTEST_BELOW: Final = 2  # steps of a range whose total stands below it
_HEADING_STEPS: Final = frozenset({1, 7, 28, 29, 30, 31, 90, 91, 92, 365, 366})  # between years, and between dates


class _Range(NamedTuple):
    """A range of one column of a sheet (``across``: of one row), and the formula that has it."""

    sheet: Grid
    line: int
    first: int
    last: int
    owner: tuple[Grid, At]
    call: str
    across: bool

    def at(self, place: int) -> At:
        """The cell of a place along the line."""
        return (self.line, place) if self.across else (place, self.line)

    @property
    def area(self) -> Area:
        """The cells."""
        return (*self.at(self.first), *self.at(self.last))


def _ranges(book: Book) -> Iterator[_Range]:
    """Every range of one column or row that a totalling function has as an argument."""
    for sheet in book.sheets.values():
        for at, parsed, call in sheet.calls(_TOTALS):
            for token in map(parsed.token, call.arguments):
                area = area_of(token) if token else None
                if token is None or area is None or sheet_of(token, sheet.name) not in book.sheets:
                    continue
                top, left, bottom, right = area
                target = book.sheets[sheet_of(token, sheet.name)]
                if left == right and top < bottom < MAX_ROW:
                    yield _Range(target, left, top, bottom, (sheet, at), call.name, across=False)
                elif top == bottom and left < right < MAX_COLUMN:
                    yield _Range(target, top, left, right, (sheet, at), call.name, across=True)


_Lines = Mapping[tuple[str, bool, int], Sequence[_Range]]


@lru_cache(maxsize=1)
def _by_line(book: Book) -> _Lines:
    """The ranges of a workbook by the column or row that they lie in; both rules ask."""
    found: dict[tuple[str, bool, int], list[_Range]] = {}
    for one in _ranges(book):
        found.setdefault((one.sheet.name, one.across, one.line), []).append(one)
    return {line: _without_windows(ranges) for line, ranges in found.items()}


def _without_windows(line: Sequence[_Range]) -> Sequence[_Range]:
    """The ranges of a line, but for those of one formula's copies that each have another stretch of it."""
    stretches: dict[tuple[str, str], set[tuple[int, int]]] = {}
    owners = [(one.owner[0].name, one.owner[0].kind(*one.owner[1])) for one in line]
    for one, owner in zip(line, owners, strict=True):
        stretches.setdefault(owner, set()).add((one.first, one.last))
    return [one for one, owner in zip(line, owners, strict=True) if len(stretches[owner]) == 1]


@rule(
    "total-leaves-row-out", "error",
    finds="A total ends before, or begins after, the numbers of the block that it stands under or beside.",
    why="A row was added and the total was not told: the figure is too small, and nothing shows it.",
    todo="Extend the range to the whole block.",
)
def totals(book: Book) -> Iterator[Found]:
    """Totals in the line of what they add up, with nothing but numbers of the same kind between."""
    lines = _by_line(book)
    for line in lines.values():
        for one in line:
            place = _place(one)
            if place is None or place <= one.last:
                continue
            out = _left_out(one, line, place)
            if out and not any(_is_apart(one, at, lines) for at in out):
                yield _found(one, out)


def _place(one: _Range) -> int | None:
    """Where along its line a range's own formula stands; None where it stands elsewhere."""
    sheet, (row, column) = one.owner
    along, line = (column, row) if one.across else (row, column)
    return along if sheet is one.sheet and line == one.line else None


def _left_out(one: _Range, line: Sequence[_Range], place: int) -> Sequence[int]:
    """The places between a range and the total below it that belong to it, or the one above it where the block begins.

    Across a row only the places between count: what stands further left is often a code or another measure.
    """
    gap = list(range(one.last + 1, place))
    if gap:
        return gap if all(_belongs(one, at, one.last, line) for at in gap) else ()
    above = one.first - 1
    if one.across or above < 1 or one.last - one.first < _SHORTEST_BELOW or _is_heading(one, above):
        return ()
    begins = above == 1 or not one.sheet.is_number(*one.at(above - 1))
    counts = begins and one.sheet.value(*one.at(above)) and _belongs(one, above, one.first, line)
    return (above,) if counts and _is_of_the_block(one, above) else ()


def _is_of_the_block(one: _Range, above: int) -> bool:
    """Whether the row above a range is like its first row in every column that is added up so."""
    sheet, (row, column) = one.owner
    copies = [at for at in sheet.alike[sheet.kind(row, column)] if at[0] == row]
    return all(sheet.kind(above, at) == sheet.kind(one.first, at) for _, at in copies)


def _belongs(one: _Range, place: int, edge: int, line: Sequence[_Range]) -> bool:
    """Whether a place holds a number of the kind at the range's edge, and no other range of the line is its own."""
    at = one.at(place)
    if not one.sheet.is_number(*at) or not one.sheet.is_number(*one.at(edge)):
        return False
    if one.sheet.kind(*at) != one.sheet.kind(*one.at(edge)) or _is_summary(one, place) or _is_sum(one, place):
        return False
    return not any(
        other.first <= place <= other.last and (other.last < one.first or other.first > one.last) for other in line
    )


def _is_apart(one: _Range, place: int, lines: _Lines) -> bool:
    """Whether totals the other way add up what the range has, but not this place: a code or a rate among amounts."""

    def added(at: int) -> bool:
        line = lines.get((one.sheet.name, not one.across, at), ())
        return any(other.first <= one.line <= other.last for other in line)

    return not added(place) and any(added(at) for at in range(one.first, one.last + 1))


def _is_sum(one: _Range, place: int) -> bool:
    """Whether a place holds what the range adds up to."""
    values = (one.sheet.value(*one.at(at)) for at in range(one.first, one.last + 1))
    total = sum(value for value in values if isinstance(value, int | float))
    value = one.sheet.value(*one.at(place))
    return isinstance(value, int | float) and isclose(value, total, rel_tol=1e-6)


def _is_summary(one: _Range, place: int) -> bool:
    """Whether the words before a place say that it holds a total."""
    row, column = one.at(place)
    if one.across:
        words = [one.sheet.value(at, column) for at in range(1, row)]
    else:
        words = [one.sheet.value(row, at) for at in range(1, column)]
    return any(isinstance(word, str) and _SUMMARY.search(word) for word in words)


def _is_heading(one: _Range, place: int) -> bool:
    """Whether a number heads its line: a year or a date, as those beside it tell."""
    row, column = one.at(place)
    value = one.sheet.value(row, column)
    if not isinstance(value, int | float):
        return True
    if float(value).is_integer() and 1900 <= value <= 2100:
        return True
    beside = [(row - 1, column), (row + 1, column)] if one.across else [(row, column - 1), (row, column + 1)]
    others = [one.sheet.value(*at) for at in beside]
    steps = {abs(value - other) for other in others if isinstance(other, int | float)}
    return float(value).is_integer() and not steps.isdisjoint(_HEADING_STEPS)


def _found(one: _Range, out: Sequence[int]) -> Found:
    sheet, at = one.owner
    first, last = one.at(min(out)), one.at(max(out))
    values = ", ".join(told(one.sheet.value(*one.at(place))) for place in sorted(out)[:3])
    left = area_text((*first, *last))
    name = "" if one.sheet is sheet else f"{one.sheet.name}!"
    return Found(sheet, *at, f"{one.call} of {name}{area_text(one.area)} leaves out {left} ({values})")


@rule(
    "range-stops-short", "warning",
    finds="A formula elsewhere adds up most of a block of numbers, but not its last or first row.",
    why="Rows were added to the data and the formula was not told: it reads the old ones only.",
    todo="Extend the range, or make the data a table and refer to its column.",
)
def short_ranges(book: Book) -> Iterator[Found]:
    """Ranges down a column, of formulas that stand elsewhere; not windows that move, nor parts that others complete."""
    lines = _by_line(book)
    for line in lines.values():
        known: dict[tuple[int, int], int | None] = {}
        for one in line:
            if one.across or _is_beside(one) or one.last - one.first + 1 < _SHORTEST:
                continue
            if (one.first, one.last) not in known:
                known[one.first, one.last] = _next_to(one, line, lines)
            beyond = known[one.first, one.last]
            if beyond is not None:
                yield _found(one, (beyond,))


def _is_beside(one: _Range) -> bool:
    """Whether a formula stands in its range's column, or beside it: then it is the total of a part."""
    sheet, (row, _) = one.owner
    return _place(one) is not None or (sheet is one.sheet and one.first - 1 <= row <= one.last + 1)


def _next_to(one: _Range, line: Sequence[_Range], lines: _Lines) -> int | None:
    """The place next to a range that it leaves out; None where there is none."""
    if _is_window(one, line):
        return None
    for edge, beyond in ((one.last, one.last + 1), (one.first, one.first - 1)):
        if _belongs_alone(one, beyond, edge, line) and not _is_apart(one, beyond, lines):
            return beyond
    return None


def _belongs_alone(one: _Range, beyond: int, edge: int, line: Sequence[_Range]) -> bool:
    """Whether a place belongs to a range of numbers, and no formula at all adds it up."""
    if beyond < 1 or any(other.first <= beyond <= other.last for other in line) or _is_heading(one, beyond):
        return False
    whole = all(one.sheet.is_number(*one.at(place)) for place in range(one.first, one.last + 1))
    return whole and _belongs(one, beyond, edge, line)


def _is_window(one: _Range, line: Sequence[_Range]) -> bool:
    """Whether other formulas of the line have other stretches of it: then each is a part, and meant to be."""
    return any((other.first, other.last) != (one.first, one.last) for other in line)
