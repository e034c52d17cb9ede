"""One borough file of the Metropolitan Police: a row for each area and pair of labels, a column for each month.

The header changes from release to release, as does the case of the labels; here they become one shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cspxl.errors import InputError
from cspxl.facts import boroughs, classifications, indicators, same_name
from cspxl.names import folded, is_altered
from cspxl.notices import Notice, Touch
from cspxl.sources.series import SourceFile, area_key
from cspxl.sources.text import Row, TextFile, listed, read_text_file, shown
from cspxl.values import CellFault, month_of, month_text

Label: TypeAlias = tuple[str, str]
"""The major and minor category of a row, upper-cased, outer spaces stripped."""

# What each release calls its first columns, without spaces and underscores, upper-cased.
_HEADINGS: Final[Mapping[str, frozenset[str]]] = {
    "Borough": frozenset({"BOROUGH", "BOROUGHNAME", "LOOKUPBOROUGHNAME", "BOCU"}),
    "Major Category": frozenset({"MAJORCATEGORY", "MAJORTEXT", "GROUP"}),
    "Minor Category": frozenset({"MINORCATEGORY", "MINORTEXT", "SUBGROUP"}),
}
_COUNT: Final = re.compile(r"(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.0)?", re.ASCII)
_LONGEST_NAME: Final = 200
_DAY: Final = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|[34]\d{4}", re.ASCII)  # or a spreadsheet's number of one
_NUMBER: Final = re.compile(r"[+-]?[\d.,]+", re.ASCII)


@dataclass(frozen=True, eq=False)
class BoroughFile:
    """A borough file as it stands, areas in the spelling of ONS.

    ``counts`` has the shape areas by labels by months, NaN where a row is absent or a count is blank;
    ``present``, areas by labels, says which rows the file has. ``usual`` are areas that have a usual count, by which
    theirs can be judged; Heathrow, say, has none.
    """

    source: SourceFile
    areas: Sequence[str]
    labels: Sequence[Label]
    counts: NDArray[np.float64]
    present: NDArray[np.bool_]
    notices: Sequence[Notice]
    usual: AbstractSet[str] = field(default_factory=lambda: frozenset(boroughs()))


@dataclass(frozen=True)
class _Header:
    """The columns of a borough file: three that name the row, and the months in order of time."""

    names: Sequence[str]
    area: int
    major: int
    minor: int
    months: Mapping[int, int]

    @property
    def ignored(self) -> Sequence[str]:
        """The columns that are neither."""
        used = {self.area, self.major, self.minor, *self.months.values()}
        return [
            shown(name) if name else f"column {at + 1} (no name)"
            for at, name in enumerate(self.names)
            if at not in used
        ]


def read_borough_file(path: Path | Traversable) -> BoroughFile:
    """The file's counts. Raises InputError, one line with file, line and column, for anything that is no such file."""
    text = read_text_file(path)
    header = _header(text)
    rows = text.rows[1:]
    if not rows:
        raise InputError(f"{text.name}: has a header but no rows below it")
    for row in rows:
        _check_width(row, len(header.names), text.name)
    keys, altered = _keys(rows, header, text.name)
    altered = [*(shown(name) for name in header.names if is_altered(name)), *altered]
    values = _counts(rows, header, text.name)
    notices = _notices(rows, values, header, altered, text.name)
    if not text.is_ended:
        notices = [*notices, *_without_last(rows[-1], keys[-1], values, header, text.name)]

    areas = {area: at for at, area in enumerate(sorted({area for area, _ in keys}))}
    labels = {label: at for at, label in enumerate(sorted({label for _, label in keys}))}
    at_area = [areas[area] for area, _ in keys]
    at_label = [labels[label] for _, label in keys]
    counts = np.full((len(areas), len(labels), len(header.months)), np.nan)
    counts[at_area, at_label] = values
    present = np.zeros((len(areas), len(labels)), dtype=np.bool_)
    present[at_area, at_label] = True
    source = SourceFile(text.name, text.sha256, min(header.months), max(header.months), len(rows))
    return BoroughFile(source, tuple(areas), tuple(labels), counts, present, notices)


def _header(text: TextFile) -> _Header:
    names = [field.strip() for field in text.rows[0].fields]
    while not names[-1]:
        names.pop()
    months = _months(names, text.name)
    headings = [re.sub(r"[\s_]+", "", folded(name)).upper() for name in names]
    for unit in ("ward", "LSOA"):
        if any(unit.upper() in heading for heading in headings):
            raise InputError(f"{text.name}: is a {unit} file; give the borough file of the same release")
    found = {}
    for what, known in _HEADINGS.items():
        columns = [at for at, heading in enumerate(headings) if heading in known]
        if len(columns) != 1:
            number = f"{len(columns)} columns" if columns else "no column"
            raise InputError(f"{text.name}: {number} for {what}; the header has {_named(names)}")
        found[what] = columns[0]
    return _Header(names, found["Borough"], found["Major Category"], found["Minor Category"], months)


def _months(names: Sequence[str], file: str) -> Mapping[int, int]:
    """The column of each month, in order of time; no month is missing between the first and the last."""
    columns: dict[int, int] = {}
    for at, name in enumerate(names):
        try:
            month = month_of(folded(name))
        except CellFault:
            continue
        if month in columns:
            raise InputError(f"{file}: two columns for {month_text(month)}: columns {columns[month] + 1} and {at + 1}")
        columns[month] = at
    if not columns:
        days = [name for name in names if _DAY.fullmatch(name)]
        hint = f"; are {listed([shown(day) for day in days], 3)} months? write them so" if days else ""
        raise InputError(f"{file}: no month columns such as 201604; the header has {_named(names)}{hint}")
    if gap := [month_text(month) for month in range(min(columns), max(columns)) if month not in columns]:
        raise InputError(f"{file}: no column for {listed(gap)}, though there are months before and after")
    _check_order([*columns], [*columns.values()], file)
    return dict(sorted(columns.items()))


def _check_order(months: Sequence[int], columns: Sequence[int], file: str) -> None:
    """The months stand oldest or newest first; a heading that does not may be over another month's counts."""
    steps = [second - first for first, second in pairwise(months)]
    way = 1 if 2 * sum(step > 0 for step in steps) >= len(steps) else -1
    at = next((at for at, step in enumerate(steps) if step != way), None)
    if at is not None:
        one, two = (f"{month_text(months[near])} in column {columns[near] + 1}" for near in (at, at + 1))
        raise InputError(f"{file}: the months are out of order: {two} follows {one}; write each heading over its month")


def _named(names: Sequence[str]) -> str:
    return listed([shown(name) for name in names])


def _check_width(row: Row, expected: int, file: str) -> None:
    """Drop blank fields beyond the header's columns; what then has another length has lost its columns."""
    while len(row.fields) > expected and not row.fields[-1].strip():
        row.fields.pop()
    if (found := len(row.fields)) != expected:
        fault = "is cut short" if found < expected else "is too long"
        raise InputError(f"{file}: line {row.line} {fault}: {found} fields where the header has {expected}")


def _keys(rows: Sequence[Row], header: _Header, file: str) -> tuple[Sequence[tuple[str, Label]], Sequence[str]]:
    """The area and labels of each row, those that look alike in one spelling; and which were written otherwise."""
    columns = (header.area, header.major, header.minor)
    names = {field: _name(field) for field in dict.fromkeys(fields[at] for _, fields in rows for at in columns)}
    spelling = {area_key(name): name for name in boroughs()}
    labels = {
        (_label_key(major), _label_key(minor)): (major, minor)
        for item in classifications()
        for major, minor in item.labels
    }
    lines: dict[tuple[str, Label], int] = {}
    for line, fields in rows:
        area, major, minor = (names[fields[at]] for at in columns)
        for name, at in zip((area, major, minor), columns, strict=True):
            if not name.label:
                raise InputError(f"{file}: line {line}: nothing stands under {shown(header.names[at])}")
            if len(name.text) > _LONGEST_NAME:
                raise InputError(
                    f"{file}: line {line}: {shown(name.text)} is no name: it has {len(name.text):,} letters"
                )
        label = labels.setdefault((major.label, minor.label), (major.text.upper(), minor.text.upper()))
        key = (spelling.setdefault(area.area, area.text), label)
        if key in lines:
            told = f"{shown(key[0])}, {shown(f'{major.text} / {minor.text}')}"
            raise InputError(f"{file}: line {line} repeats line {lines[key]}: {told}; each may have one row only")
        lines[key] = line
    return tuple(lines), [shown(name.text) for name in names.values() if is_altered(name.text)]


@dataclass(frozen=True)
class _Name:
    """An area or label: as the file has it, and as areas and labels are compared; a label's dash is not a space."""

    text: str
    area: str
    label: str


def _name(field: str) -> _Name:
    text = " ".join(field.split())
    return _Name(text, area_key(text), _label_key(text))


def _label_key(text: str) -> str:
    """A label as labels are compared: as ``facts.same_name``, underscores as spaces."""
    return same_name(text.replace("_", " "))


def _counts(rows: Sequence[Row], header: _Header, file: str) -> NDArray[np.float64]:
    """The counts, rows by months; NaN for a blank."""
    columns = tuple(header.months.values())
    cells = [[fields[at] for at in columns] for _, fields in rows]
    number = {text: _count(text) for text in set().union(*cells)}  # few texts stand in many cells
    if None in number.values():
        raise InputError(f"{file}: {_first_fault(rows, cells, columns, header, number)}")
    return np.array([[number[text] for text in texts] for texts in cells], dtype=np.float64)


def _count(text: str) -> float | None:
    """The whole number that the text writes, NaN for a blank, None for anything else."""
    text = text.strip()
    if not text:
        return np.nan
    return float(text.replace(",", "")) if _COUNT.fullmatch(text) else None


def _first_fault(
    rows: Sequence[Row],
    cells: Sequence[Sequence[str]],
    columns: Sequence[int],
    header: _Header,
    number: Mapping[str, float | None],
) -> str:
    line, at, text = next(
        (row.line, at, text)
        for row, texts in zip(rows, cells, strict=True)
        for at, text in zip(columns, texts, strict=True)
        if number[text] is None
    )
    bare = text.strip()
    if not _NUMBER.fullmatch(bare):
        fault = "is text, not a count"
    elif bare.startswith("-"):
        fault = "is negative; a count is not"
    else:
        fault = "is not a count; a count is a whole number of up to 15 digits"
    return f"line {line}, column {header.names[at]}: {shown(text)} {fault}"


def _without_last(
    row: Row, key: tuple[str, Label], values: NDArray[np.float64], header: _Header, file: str
) -> Iterator[Notice]:
    """Make the last count of a file without a line end not available: the file may be cut inside it."""
    last = dict(zip(header.months.values(), header.months, strict=True)).get(len(header.names) - 1)
    if last is None or not row.fields[-1].strip():
        return
    values[-1, last - min(header.months)] = np.nan
    area, label = key
    text = f"line {row.line}, the last, does not end: its count for {month_text(last)} may be cut, so not available"
    why = f"the file's last count, of {label[1].capitalize()}, may be cut"
    keys = [indicator for indicator, item in indicators().items() if item.counts(*label)]
    touches = tuple(Touch(area, indicator, last, last, why) for indicator in keys)
    yield Notice(text, file, "not available", touches)


def _notices(
    rows: Sequence[Row],
    values: NDArray[np.float64],
    header: _Header,
    altered: Sequence[str],
    file: str,
) -> Sequence[Notice]:
    notices = []
    if altered:
        notices.append(Notice(f"names with look-alike or invisible signs, read as plain ones: {listed(altered)}", file))
    if header.ignored:
        notices.append(Notice(f"columns that are not read: {listed(header.ignored)}", file))
    blanks = np.argwhere(np.isnan(values))
    if len(blanks):
        row, month = blanks[0]
        first = f"line {rows[row].line}, {month_text(min(header.months) + int(month))}"
        notices.append(Notice(f"blank counts, taken as not available: {len(blanks)}, the first in {first}", file))
    return notices
