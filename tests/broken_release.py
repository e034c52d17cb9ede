"""The bundled 24-month file, broken in one way: its rows to change, and the figures that the changed file gives.

The right figures are counted from the rows of the file as it is, with the csv module.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeAlias

from cspxl.bundled import workbooks
from cspxl.notices import Notice
from cspxl.sources import SeriesTable, read_release

Rows: TypeAlias = list[list[str]]
BARKING = "Barking and Dagenham"
RESIDENTIAL = "Burglary - Residential"
AREA, MAJOR, MINOR, FIRST_MONTH = range(4)
DECEMBER = -1  # the last column: December 2018


@cache
def _lines() -> tuple[tuple[str, ...], ...]:
    (path,) = (item for item in workbooks().joinpath("sample").iterdir() if "24-months" in item.name)
    with path.open("rb") as packed, gzip.open(packed, "rt", encoding="ascii", newline="") as lines:
        return tuple(tuple(row) for row in csv.reader(lines))


def header() -> list[str]:
    return list(_lines()[0])


def rows() -> Rows:
    """The rows below the header, to change at will."""
    return [list(row) for row in _lines()[1:]]


def of(found: Rows, area: str = BARKING, major: str = "", minor: str = "") -> Iterator[list[str]]:
    """The rows of an area and category, empty for any."""
    for row in found:
        if area in {"", row[AREA]} and major in {"", row[MAJOR]} and minor in {"", row[MINOR]}:
            yield row


def read(folder: Path, changed: Rows) -> SeriesTable:
    """The table of the file with these rows."""
    path = folder / "broken.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header(), *changed])
    return read_release([path])


def year(table: SeriesTable, indicator: str, area: str = BARKING) -> float | None:
    """The total of 2018; None where a month of it is not available."""
    values = table.series(area, indicator)[1][-12:]
    return None if None in values else sum(value for value in values if value is not None)


def right(keep: Callable[[list[str]], bool], area: str = BARKING) -> int:
    """The total of 2018 in the file as it is, of the rows to keep."""
    return sum(int(count) for row in rows() if row[AREA] == area and keep(row) for count in row[-12:])


def burglary(row: list[str]) -> bool:
    return row[MAJOR] == "Burglary"


def notice(table: SeriesTable, words: str) -> Notice:
    """The one notice that has the words."""
    (found,) = [item for item in table.notices if words in item.text]
    return found
