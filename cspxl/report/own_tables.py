"""Tables of an analyst's own, as a configuration asks for them: rows of a kind that the report has, and columns."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final, NamedTuple

from cspxl.facts import indicators as known_indicators
from cspxl.report.configuration import Section, advice
from cspxl.report.grid import worded
from cspxl.report.own_formulas import read_formula

SHEET: Final = "Own tables"
KINDS: Final = ("areas", "indicators", "months", "similar")
"""What the rows of a table can be in every report; a pack has its lines too, and any table can have a number."""


class Look(NamedTuple):
    """How cells look: the style of the workbook, and how a chart's axis shows the same."""

    cell: str
    axis: str = "General"


LOOKS: Final = {
    "text": Look("panel_text"),
    "number": Look("panel_number"),
    "count": Look("panel_count", "#,##0"),
    "rate": Look("rate", "#,##0.0"),
    "decimal": Look("panel_decimal", "#,##0.00"),
    "percent": Look("panel_share", "0%"),
    "change": Look("panel_change", "+0%;-0%;0%"),
    "points": Look("panel_points", "+0%;-0%;0%"),
    "money": Look("money", "£#,##0"),
    "month": Look("panel_month", "mmm yy"),
    "rag": Look("rag"),
}
# The name and the width of the first column, by the kind of rows; where they are only counted it is their place.
_FIRST: Final = {
    "areas": ("area", 26.0), "indicators": ("indicator", 34.0), "months": ("month", 12.0), "similar": ("member", 30.0),
    "lines": ("line", 44.0),
}  # fmt: skip
_PLACE: Final = ("place", 8.0)
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,30}")
_CHARTS: Final = ("line", "bar", "column")
_MOST_TABLES: Final = 20
_MOST_COLUMNS: Final = 30
_MOST_ROWS: Final = 200
_MOST_MONTHS: Final = 60
_MOST_DRAWN: Final = 4  # lines that are told apart in grey print
_WIDEST: Final = 260  # of all columns together: what an A4 page shows in letters that can be read
_ROWS: Final = "one of {}, or a number of rows"
_IN_WORDS: Final = ("text", "rag")
_BELOW_ZERO: Final = ("change", "points")


@dataclass(frozen=True)
class OwnColumn:
    """A column: its formula, or the number that stands in every row."""

    section: Section
    name: str
    heading: str
    formula: str
    number: float | None
    style: str
    width: float


@dataclass(frozen=True)
class OwnTable:
    """A table: ``rows`` is their kind or how many, ``indicator`` what every row is about.

    ``charted`` are the columns that the chart draws, ``labels`` is the one that says what for.
    """

    section: Section
    name: str
    title: str
    sheet: str
    rows: str | int
    months: int
    indicator: str
    columns: Sequence[OwnColumn]
    notes: Sequence[str]
    chart: str
    charted: Sequence[str]
    labels: str

    @property
    def first(self) -> str:
        """The name of the column that says what a row is."""
        return _first(self.rows)[0]

    @property
    def first_width(self) -> float:
        """The width of that column."""
        return _first(self.rows)[1]


def _first(rows: str | int) -> tuple[str, float]:
    return _PLACE if isinstance(rows, int) else _FIRST[rows]


def read_tables(
    configuration: Section, indicators: Sequence[str], kinds: Sequence[str] = KINDS,
) -> Sequence[OwnTable]:
    """The tables under ``[[table]]``. Raises InputError, in one line with file, line and key."""
    found: dict[str, OwnTable] = {}
    sections = configuration.sections("table")
    if len(sections) > _MOST_TABLES:
        sections[_MOST_TABLES].fault(f"{len(sections)} tables are too many; write no more than {_MOST_TABLES}")
    spelled: dict[str, str] = {}  # two names of a sheet that differ in capitals only are one
    for section in sections:
        table = _table(section, indicators, kinds, found)
        sheet = spelled.setdefault(table.sheet.casefold(), table.sheet)
        found[table.name] = replace(table, sheet=sheet)
    return list(found.values())


def _table(section: Section, indicators: Sequence[str], kinds: Sequence[str], taken: Container[str]) -> OwnTable:
    section.only(
        "name", "title", "sheet", "rows", "months", "indicator", "column", "notes", "chart", "charted", "labels",
    )
    name, rows = _named(section, taken), _rows(section, kinds)
    months = int(section.number("months", 13, low=1, high=_MOST_MONTHS))
    if section.has("months") and rows != "months":
        section.fault('only a table with rows = "months" has a number of months; leave it out', "months")
    indicator = _indicator(section, indicators, kinds)
    if indicator and rows in {"indicators", "lines"}:
        section.fault(f"each of the {rows} is its own; leave it out", "indicator")
    first, _ = _first(rows)
    columns = _columns(section, first)
    chart, charted, labels = _chart(section, rows, first, columns)
    return OwnTable(
        section, name, section.text("title"), section.sheet_name("sheet", SHEET), rows, months, indicator, columns,
        section.texts("notes") if section.has("notes") else [], chart, charted, labels,
    )  # fmt: skip


def _named(section: Section, taken: Container[str]) -> str:
    """The name that formulas know a table or a column by."""
    name = section.text("name")
    if not _NAME.fullmatch(name):
        section.fault(f"{name!r} is no name; write small letters, digits and _, such as by_month", "name")
    if name in taken:
        section.fault(f"{name!r} is there already; choose another name", "name")
    return name


def _indicator(section: Section, indicators: Sequence[str], kinds: Sequence[str]) -> str:
    """What every row is about, if anything: one of the report's, which it names in a list of its own."""
    name, key = section.text("indicator", ""), "police" if "lines" in kinds else "indicators"
    if name in known_indicators() and name not in indicators:
        section.fault(f"{name!r} is not in this report; name it under {key} at the top of the file too", "indicator")
    if name and not get_close_matches(name.lower(), indicators, 1):
        section.fault(f"{name!r} is none of those that {key} names; use one of: {', '.join(indicators)}", "indicator")
    return section.choice("indicator", indicators, "")


def _rows(section: Section, kinds: Sequence[str]) -> str | int:
    given = section.values.get("rows")
    if given is None:
        section.fault(f"is missing; write {_ROWS.format(', '.join(kinds))}", "rows")
    if isinstance(given, str) and given not in kinds:
        near = get_close_matches(given.lower(), kinds, 1)
        meant = f"did you mean {near[0]!r}?" if near else f"write {_ROWS.format(', '.join(kinds))}"
        section.fault(f"{given!r} is not known; {meant}", "rows")
    if isinstance(given, str):
        return section.choice("rows", kinds)
    number = section.number("rows", low=1, high=_MOST_ROWS)
    if number != int(number):
        section.fault(f"{number:g} is no whole number; write how many rows", "rows")
    return int(number)


def _columns(section: Section, first: str) -> Sequence[OwnColumn]:
    n = len(section.sections("column"))
    if not 1 <= n <= _MOST_COLUMNS:
        section.fault(f"the table has {n} columns; write 1 to {_MOST_COLUMNS} [[table.column]]", "column")
    found = read_columns(section, [first])
    if (width := sum(column.width for column in found)) > _WIDEST:
        section.fault(f"the columns are {width:g} wide together; an A4 page takes {_WIDEST}", "column")
    return found


def read_columns(section: Section, taken: Sequence[str]) -> Sequence[OwnColumn]:
    """The columns under a table, or under a pack's sheet, none of which has a name that is taken."""
    found: dict[str, OwnColumn] = {}
    for item in section.sections("column"):
        column = _column(item, {*taken, *found})
        found[column.name] = column
    return list(found.values())


def _column(section: Section, taken: Container[str]) -> OwnColumn:
    section.only("name", "heading", "formula", "number", "style", "width")
    if section.has("formula") == section.has("number"):
        section.fault("a column has a formula or a number; write one of them", "name")
    number = section.number("number") if section.has("number") else None
    style = section.choice("style", list(LOOKS), "number" if number is not None else "text")
    return OwnColumn(
        section=section,
        name=_named(section, taken),
        heading=section.text("heading", worded(section.text("name"))),
        formula=read_formula(section, "formula") if number is None else "",
        number=number,
        style=style,
        width=section.number("width", 14, low=4, high=120),
    )


def _chart(
    section: Section, rows: str | int, first: str, columns: Sequence[OwnColumn],
) -> tuple[str, Sequence[str], str]:
    """The chart, the columns that it draws, and the column of its names."""
    chart = section.choice("chart", _CHARTS, "")
    for key in ("charted", "labels"):
        if section.has(key) and not chart:
            section.fault(f"there is no chart; write chart as one of: {', '.join(_CHARTS)}", key)
    if not chart:
        return "", [], ""
    names = {column.name: column for column in columns}
    charted = _charted(section, chart, names)
    if chart == "line" and rows != "months":
        section.fault('a line runs over months; write "bar" or "column", or rows = "months"', "chart")
    below = [name for name in charted if names[name].style in _BELOW_ZERO]
    if chart == "line" and below:
        section.fault(f"a line's axis starts at 0, and {below[0]} can be below it; draw columns or bars", "chart")
    if len({LOOKS[names[name].style].axis for name in charted}) > 1:
        section.fault("the columns of one chart have one axis; name columns of one style", "charted")
    return chart, charted, section.choice("labels", [first, *names], first)


def _charted(section: Section, chart: str, names: Mapping[str, OwnColumn]) -> Sequence[str]:
    """The columns that a chart draws: numbers, and no more of them than can be told apart."""
    charted = section.texts("charted")
    for name in charted:
        if name not in names:
            section.fault(f"there is no column {name!r}; {advice(name, list(names))}", "charted")
        if names[name].style in _IN_WORDS:
            section.fault(f"{name!r} holds texts, which a chart cannot draw; give the column the style of its numbers, "
                          "such as count or percent", "charted")  # fmt: skip
    most = 1 if chart == "bar" else _MOST_DRAWN
    if len(charted) > most:
        section.fault(f"{len(charted)} columns are too many for a {chart} chart; name no more than {most}", "charted")
    return charted
