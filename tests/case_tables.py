"""The case tables: ``cases/NAME.csv`` says what the function NAME must give, case by case, and how we know.

Anyone can add a row in a text editor. The columns: ``case`` (a short phrase), one for each argument under its own
name (``more_factors``, ``more_factors_2`` and so on where there may be any number), ``expected``, and ``source``:
where the expected value comes from, which is never this program. A source that begins with ``convention:`` states a
rule of the field or of spreadsheets; any other names a document and line, a data file and rows, a sum done by hand,
or another program's command.

How a value is written:

=====================  =================================================================================
nothing                the argument is left out
``blank``              an empty cell
``12``, ``-0.5``       a number
``TRUE``, ``FALSE``    that value
``#N/A`` and so on     that error
``'12``                text, whatever it looks like; ``'`` alone is empty text, which is not an empty cell
anything else          text
``{1,2;3,4}``          a range: ``,`` begins the next column, ``;`` the next row. Each cell is written as above,
                       nothing at all is an empty cell, and ``"a, b"`` is text that holds a separator
``2015-05..2017-04``   a column of dates, the first of each month; ``{2015-05..2017-04}`` is the same as a row
``~0.146``             in ``expected``: a number that is right at the decimals shown
=====================  =================================================================================

Any other expected number must be right to 12 significant digits.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import isclose
from pathlib import Path

from cspxl.values import Cell, CellError, Grid

FOLDER = Path(__file__).parent / "cases"

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_MONTHS = re.compile(r"(?P<row>\{)?(?P<first>\d{4}-\d\d)\.\.(?P<last>\d{4}-\d\d)(?(row)\})")
_ITEM = re.compile(r'("(?:[^"]|"")*"|[^,;"]*)([,;]|$)')
_ERRORS = {error.value: error for error in CellError}
_WORDS: dict[str, Cell] = {"": None, "blank": None, "TRUE": True, "FALSE": False, **_ERRORS}


@dataclass(frozen=True)
class Near:
    """A number known to some decimals only."""

    value: float
    places: int


@dataclass(frozen=True)
class Case:
    """One row of a table. An argument is a grid, a cell being one by one; None is an argument left out."""

    function: str
    case: str
    names: Sequence[str]
    arguments: Sequence[Grid | None]
    expected: Sequence[Sequence[Cell | Near]]
    source: str

    def __str__(self) -> str:
        return f"{self.function}: {self.case}"


def read_cases(folder: Path = FOLDER) -> list[Case]:
    """The rows of every table. Raises ValueError, with file and line, for one that cannot be read."""
    return [case for path in sorted(folder.glob("*.csv")) for case in _read_table(path)]


def agrees(expected: Sequence[Sequence[Cell | Near]], result: Grid) -> bool:
    """Whether a result is the expected one: its shape, and each cell in kind and value."""
    return [len(row) for row in expected] == [len(row) for row in result] and all(
        _agrees(want, got) for rows in zip(expected, result, strict=True) for want, got in zip(*rows, strict=True)
    )


def _agrees(want: Cell | Near, got: Cell) -> bool:
    if isinstance(want, Near):
        return _is_number(got) and isclose(got, want.value, rel_tol=1e-12, abs_tol=0.5 * 10**-want.places)
    if _is_number(want):
        return _is_number(got) and isclose(got, want, rel_tol=1e-12, abs_tol=1e-15)
    return type(got) is type(want) and got == want


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _read_table(path: Path) -> Iterator[Case]:
    header, *rows = csv.reader(path.read_text("utf-8").splitlines())
    if (header[0], *header[-2:]) != ("case", "expected", "source"):
        raise ValueError(f"{path.name}: the columns are case, the arguments, expected, source")
    for line, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise ValueError(f"{path.name}, line {line}: {len(row)} cells under {len(header)} headings")
        phrase, *written, expected, source = row
        try:
            if not expected:
                raise ValueError("nothing is expected")
            arguments = [None if text == "" else _read_grid(text) for text in written]
            yield Case(path.stem, phrase, header[1:-2], arguments, _read_grid(expected), source)
        except ValueError as error:
            raise ValueError(f"{path.name}, line {line}: {error}") from None


def _read_grid(text: str) -> list[list[Cell | Near]]:
    if found := _MONTHS.fullmatch(text):
        serials = list(_month_serials(found["first"], found["last"]))
        return [serials] if found["row"] else [[serial] for serial in serials]
    if not (text.startswith("{") and text.endswith("}")):
        return [[_read_cell(text)]]
    rows: list[list[Cell | Near]] = [[]]
    at, inner = 0, text[1:-1]
    while item := _ITEM.match(inner, at):
        written, separator = item.groups()
        rows[-1].append(written[1:-1].replace('""', '"') if written[:1] == '"' else _read_cell(written.strip()))
        at = item.end()
        if not separator:
            break
        if separator == ";":
            rows.append([])
    if at < len(inner) or len({len(row) for row in rows}) > 1:
        raise ValueError(f"{text!r} is no range: its rows differ in length, or a quotation mark is missing")
    return rows


def _read_cell(text: str) -> Cell | Near:
    if text in _WORDS:
        return _WORDS[text]
    if text.startswith("'"):
        return text[1:]
    if text.startswith("~"):
        return Near(float(text[1:]), len(text.partition(".")[2]))
    if _NUMBER.fullmatch(text):
        return int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text)
    return text


def _month_serials(first: str, last: str) -> Iterator[int]:
    months = [int(text[:4]) * 12 + int(text[5:]) - 1 for text in (first, last)]
    for month in range(months[0], months[1] + 1):
        yield (date(month // 12, month % 12 + 1, 1) - date(1899, 12, 30)).days
