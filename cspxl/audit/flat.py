"""Tables that lost their lines when they were copied out of a page: rows of figures, or one cell a line.

They are told by their form: a label and as many figures in each of several rows that follow each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from cspxl.audit.documents import Cell
from cspxl.audit.figures import MONTHS

Line = tuple[int, str, str]
"""The number of a line, its text, and its place as a reader finds it."""

_LEAST: Final = 3  # rows of one form that make a table, and not two sentences that end in figures
_FEWEST: Final = 2  # figures in a row
_WIDEST: Final = 400  # signs of a row
_LONGEST: Final = 80  # signs of a row's label
_BETWEEN: Final = 3  # lines of text that may stand between two groups of a table with one cell a line
_VALUE: Final = r"\(?(?:[+\-–−] ?)?[£$€]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:k|m|bn)?(?: ?%)?\)?"
_VALUES: Final = re.compile(rf"(?:^|(?<=\s)){_VALUE}(?:\s+{_VALUE})*\s*$")
_ONE: Final = re.compile(_VALUE)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
# A label that ends so is the beginning of a sentence that was wrapped.
_GOES_ON: Final = re.compile(
    r"[,;:(]\s*$|[.?!]\s|\b(?:of|to|by|from|than|and|or|the|in|with|at|on|for|against|over|was|were|is|are|up|down)\s*$",
    re.IGNORECASE,
)
_PERIOD: Final = (
    rf"(?:(?:{MONTHS})['’ -]?)?(?:19|20)?\d\d(?:\s?[/–-]\s?\d\d(?:\d\d)?)?|(?:{MONTHS})"
    r"|Q[1-4](?: (?:19|20)\d\d(?:/\d\d)?)?"
)
_HEADING: Final = re.compile(
    rf"(?<!\S)(?:(?:{_PERIOD})(?: (?:to|-|–) (?:{_PERIOD}))?|totals?|YTD|sum|volume|rate|target|actual|number|numeric"
    r"|%? ?(?:change|difference|percentage|increase|decrease) ?%?|%|£(?:000s?|k|m)?)(?!\S)",
    re.IGNORECASE,
)


class _Read(NamedTuple):
    """A line as a row of a table: its label, and its figures."""

    line: Line
    label: str
    values: Sequence[str]


class Flat(NamedTuple):
    """Rows of a table that lost its lines; ``end`` is the index of the line behind it."""

    end: int
    rows: Sequence[Sequence[Cell]]


def flat_tables(lines: Sequence[Line]) -> Mapping[int, Flat]:
    """The tables among lines, by the index of their first line."""
    found: dict[int, Flat] = {}
    read = [(at, _read(line)) for at, line in enumerate(lines) if line[1].strip(" |\t\r\N{NO-BREAK SPACE}")]
    start = 0
    while start < len(read):
        taken = _side_by_side(read, start) or _one_below_another(read, start)
        if taken is None:
            start += 1
            continue
        stop, rows = taken
        found[read[start][0]] = Flat(read[stop - 1][0] + 1, rows)
        start = stop
    return found


def _read(line: Line) -> _Read:
    text = " ".join(line[1].split()).rstrip(" |")
    tail = _VALUES.search(text) if len(text) <= _WIDEST else None
    label = text[: tail.start()].strip(" |•") if tail else text
    if tail is None or len(label) > _LONGEST or _GOES_ON.search(label):
        return _Read(line, text, ())
    values = _ONE.findall(tail[0])
    are_years = all(_YEAR.fullmatch(value) for value in values)  # they head a table, or are no figures
    return _Read(line, text, ()) if are_years else _Read(line, label, values)


def _side_by_side(read: Sequence[tuple[int, _Read]], start: int) -> tuple[int, Sequence[Sequence[Cell]]] | None:
    """Lines that each have a label, or none has, and as many figures; a heading before them may be read with them."""
    head, first = (start, start + 1) if start + 1 < len(read) and not read[start][1].values else (None, start)
    count = len(read[first][1].values)
    stop = first
    while stop < len(read) and len(read[stop][1].values) == count and count >= _FEWEST:
        if bool(read[stop][1].label) != bool(read[first][1].label):
            break
        stop += 1
    if stop - first < _LEAST:
        return None
    headings = _headings(read[head][1], count) if head is not None else []
    if head is not None and not headings:
        return None  # it is a paragraph for itself, and the table starts behind it
    return stop, [*headings, *(_cells(one.label, one.line, [(value, one.line) for value in one.values])
                               for _, one in read[first:stop])]  # fmt: skip


def _headings(head: _Read, count: int) -> Sequence[Sequence[Cell]]:
    """A line that ends in as many periods, or words for what is below them, as the rows have figures."""
    text = " ".join(head.line[1].split())
    found = list(_HEADING.finditer(text))[-count:]
    told = "" if len(found) < count else _HEADING.sub("", text[found[0].start() :])
    if len(found) < count or told.strip() or len(text[: found[0].start()]) > _LONGEST:
        return []
    return [_cells(text[: found[0].start()].strip(), head.line, [(match[0], head.line) for match in found])]


def _one_below_another(read: Sequence[tuple[int, _Read]], start: int) -> tuple[int, Sequence[Sequence[Cell]]] | None:
    """Groups of a label and as many lines of figures below it."""
    rows: list[Sequence[Cell]] = []
    at = stop = start
    while at < len(read) and at - stop <= (_BETWEEN if rows else 0):
        values, after = ([], at) if read[at][1].values else _below(read, at)
        if len(values) < _FEWEST or (rows and len(values) != len(rows[0]) - 1):
            at += 1
            continue
        rows.append(_cells(read[at][1].label, read[at][1].line, values))
        at = stop = after
    return (stop, rows) if len(rows) >= _LEAST else None


def _below(read: Sequence[tuple[int, _Read]], at: int) -> tuple[Sequence[tuple[str, Line]], int]:
    """The figures of the lines below a label that have nothing else in them, and where they end."""
    after = at + 1
    values: list[tuple[str, Line]] = []
    while after < len(read) and read[after][1].values and not read[after][1].label:
        values += [(value, read[after][1].line) for value in read[after][1].values]
        after += 1
    return values, after


def _cells(label: str, line: Line, values: Sequence[tuple[str, Line]]) -> Sequence[Cell]:
    return [Cell(label, line[0], line[2]), *(Cell(value, at[0], at[2]) for value, at in values)]

