"""Figures that do not come from the police's borough files: one tidy table, a row for each figure.

A row is a monthly count, the total of a period with its previous one, a part and its whole, or a figure as a
publisher states it with its change or rank. Each has its own area and month, and its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, NoReturn

from cspxl.errors import InputError
from cspxl.facts import boroughs, same_name
from cspxl.facts.street import also_called, authorities
from cspxl.names import folded, is_altered, plain
from cspxl.notices import Notice
from cspxl.sources.formulas import Calculate
from cspxl.sources.sheet import Record, read_records
from cspxl.sources.text import listed, shown
from cspxl.values import CellFault, is_unavailable, month_of, month_text

COUNTS: Final = ("value", "previous", "numerator", "denominator", "previous_numerator", "previous_denominator")
STATED: Final = (
    "stated_value", "stated_change", "stated_difference",
    "stated_low", "stated_high", "stated_rank", "stated_of", "stated_group_rank", "stated_group_of",
)  # fmt: skip
NUMBERS: Final = (*COUNTS, "target", *STATED)
COLUMNS: Final = ("area", "indicator", "month", "n_months", *NUMBERS, "source", "note")
_REQUIRED: Final = ("area", "indicator", "month", "source")
_SIGNED: Final = frozenset({"stated_change", "stated_difference"})
_PAIRS: Final = (
    ("numerator", "denominator"), ("previous_numerator", "previous_denominator"),
    ("stated_low", "stated_high"), ("stated_rank", "stated_of"), ("stated_group_rank", "stated_group_of"),
)  # fmt: skip
_PARTS: Final = ("numerator", "denominator", "previous_numerator", "previous_denominator")
_RANKS: Final = ("stated_rank", "stated_of", "stated_group_rank", "stated_group_of")
MOST_CHANGE: Final = 5  # a larger one is a percentage without its sign: 12 for 12%
_LONGEST: Final = 120  # months of a period
_MOST_DIGITS: Final = 24  # a cell holds 15 of them
_KEY: Final = re.compile(r"[a-z0-9_]+", re.ASCII)
_FIGURE: Final = re.compile(r"([+-]?)([1-9]\d{0,2}(?:,\d{3})+|\d+)?(\.\d+)?(%?)", re.ASCII)
_DOTTED: Final = re.compile(r"[+-]?\d{1,3}\.\d{3}", re.ASCII)


@cache
def _known() -> Mapping[str, str]:
    """London, the boroughs and every other authority of England and Wales, by the name as names are compared."""
    others = {key: authority.name for key, authority in (*also_called().items(), *authorities().items())}
    return others | {same_name(name): name for name in (*boroughs(), "London")}


def spelled(area: str) -> str:
    """The area as the ONS spells it, if it is an authority or London; else as it stands, on one line."""
    return _known().get(same_name(area), plain(area))


def area_of(record: Record) -> str:
    """The area that a row is of. Raises InputError for one that only looks like the name that is meant."""
    area = record.required("area")
    name = plain(area)
    if same_name(area) not in _known() and (is_altered(name.rstrip(" .")) or not folded(name).isascii()):
        record.fault("area", f"{shown(area)} has look-alike letters, accents or signs that do not show; type it anew")
    return spelled(area)


def folded_areas(rows: Sequence[Record]) -> Iterator[str]:
    """What to tell of known areas that are written in other letters or with signs that do not show."""
    altered = {record.text("area"): record.row for record in reversed(rows) if is_altered(plain(record.text("area")))}
    if altered:
        told = [f"row {row}, {spelled(area)}" for area, row in sorted(altered.items(), key=lambda item: item[1])]
        yield f"areas in look-alike letters or with signs that do not show, read as plain ones: {listed(told)}"


@dataclass(frozen=True)
class Entry:
    """One figure of an area: ``month`` is its last month (an index), ``n_months`` how many it covers, if it says.

    ``percents`` are the columns that were written with a percent sign, ``dotted`` those whose point may have been meant
    to group thousands: 6.600. ``states`` are what stands in columns instead of a figure: Data not yet available.
    """

    row: int
    area: str
    indicator: str
    month: int
    n_months: int | None
    figures: dict[str, float]
    source: str
    note: str
    percents: frozenset[str] = frozenset()
    dotted: frozenset[str] = frozenset()
    states: Mapping[str, str] = field(default_factory=dict)

    @property
    def monthly(self) -> bool:
        """Whether the entry is one month of a series."""
        return self.n_months == 1


@dataclass(frozen=True)
class TidyFile:
    """A file of figures: its name, the SHA-256 of its bytes, its rows, and what was noticed of it."""

    name: str
    sha256: str
    entries: Sequence[Entry]
    notices: Sequence[Notice] = ()

    @property
    def first_month(self) -> int:
        """The earliest month of its figures."""
        return min(entry.month for entry in self.entries)

    @property
    def last_month(self) -> int:
        """The latest."""
        return max(entry.month for entry in self.entries)

    def fault(self, entry: Entry, column: str, why: str) -> NoReturn:
        """Raise InputError: file, row, column, and what is wrong."""
        Record(self.name, entry.row, {}).fault(column, why)


def read_tidy(path: Path | Traversable, calculate: Calculate | None = None) -> TidyFile:
    """The file's figures; ``calculate`` gives the values of a workbook's formulas.

    Raises InputError, in one line, for the first row that cannot be used.
    """
    records = read_records(path, COLUMNS, _REQUIRED, calculate)
    entries: list[Entry] = []
    seen: dict[tuple[str, str, int, bool], int] = {}
    for record in records.rows:
        entry = _entry(record)
        key = (entry.area, entry.indicator, entry.month, entry.monthly)
        if key in seen:
            record.fault("indicator", f"{entry.indicator} of {entry.area} to {month_text(entry.month)} stands in row "
                                      f"{seen[key]} too; keep one")  # fmt: skip
        seen[key] = entry.row
        entries.append(entry)
    if not entries:
        raise InputError(f"{records.name}: there are no figures, only headings; write a row for each figure")
    noticed = [Notice(line, records.name) for line in [*records.noticed, *folded_areas(records.rows)]]
    return TidyFile(records.name, records.sha256, entries, noticed)


def _entry(record: Record) -> Entry:
    indicator = record.required("indicator")
    if not _KEY.fullmatch(indicator):
        record.fault("indicator", f"{shown(indicator)}: write lower-case letters, digits and _, such as asb_calls")
    source = record.required("source")
    if _FIGURE.fullmatch(source):
        record.fault("source", f"{shown(source)} is a number; write where the figure is from, each under its heading")
    figures = {column: value for column in NUMBERS if (value := _figure(record, column)) is not None}
    n_months = _n_months(record)
    _check(record, figures, n_months)
    return Entry(
        row=record.row,
        area=area_of(record),
        indicator=indicator,
        month=_month(record),
        n_months=n_months,
        figures=figures,
        source=source,
        note=record.text("note"),
        percents=frozenset(column for column in figures if record.text(column).endswith("%")),
        dotted=frozenset(column for column in figures if _DOTTED.fullmatch(record.text(column))),
        states={column: text for column in NUMBERS if column not in figures and (text := record.text(column))},
    )


def _check(record: Record, figures: dict[str, float], n_months: int | None) -> None:
    """Figures that belong together stand together; a part is not above its whole."""
    for part, whole in _PAIRS:
        if (part in figures) != (whole in figures):
            record.fault(whole if part in figures else part, f"is empty, but {part} and {whole} belong together")
        if part in figures and figures[part] > figures[whole]:
            record.fault(part, f"{figures[part]:g} is above the {whole}, {figures[whole]:g}")
        if whole in figures and figures[whole] == 0:
            record.fault(whole, "is 0; leave both empty where there were none")
    for column in (*_PARTS, *_RANKS):
        if column in figures and (figures[column] != int(figures[column]) or _DOTTED.fullmatch(record.text(column))):
            record.fault(column, f"{record.text(column)} is no whole number; write how many")
        if column in _RANKS and figures.get(column) == 0:
            record.fault(column, "is 0; the first rank is 1")
    _check_interval(record, figures)
    _check_change(record, figures.get("stated_change", 0))
    if n_months == 1 and set(figures) - {"value"}:
        extra = min(set(figures) - {"value"})
        record.fault(extra, "a monthly count (n_months 1) has a value only; leave n_months empty for more")
    states = any(is_unavailable(record.text(column)) and record.text(column) for column in NUMBERS)
    if not figures and not states:
        record.fault("value", "the row has no figure; write one, or a state such as TBC")


def _check_interval(record: Record, figures: dict[str, float]) -> None:
    """A publisher's interval holds the figure that it is about."""
    for column in ("value", "stated_value"):
        if {column, "stated_low"} <= set(figures):
            low, high = figures["stated_low"], figures["stated_high"]
            if not low <= figures[column] <= high:
                told = f"{figures[column]:,.10g} is outside its interval, {low:,.10g} to {high:,.10g}"
                record.fault(column, f"{told}; write all three in the same way")


def _check_change(record: Record, change: float) -> None:
    if change < -1:
        record.fault("stated_change", "a fall of more than 100% is not possible; write -7.7% or -0.077")
    if change > MOST_CHANGE and not record.text("stated_change").endswith("%"):
        record.fault("stated_change", f"{change:g} is {change:,.0%}; write 12% or 0.12")


def _month(record: Record) -> int:
    text = record.required("month")
    try:
        return month_of(text)
    except CellFault:
        return record.fault("month", f"{shown(text)} is no month; write it as 2017-04")


def _n_months(record: Record) -> int | None:
    text = record.text("n_months")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= _LONGEST):
        record.fault("n_months", f"{shown(text)} is no number of months; write 12, or leave it empty")
    return int(text)


def _figure(record: Record, column: str) -> float | None:
    """A number: 1398, 1,398, -0.077 or -7.7%. A state such as TBC is no figure."""
    text = record.text(column).replace("−", "-")
    if is_unavailable(text):
        return None
    found = _FIGURE.fullmatch(text)
    if not found or not (found[2] or found[3]) or len(text) > _MOST_DIGITS:
        record.fault(column, f"{shown(text)} is no number; write it as 1398, 0.026 or 2.6%")
    sign, whole, part, percent = found.groups()
    if sign == "-" and column not in _SIGNED:
        record.fault(column, f"{shown(text)} is below 0")
    number = float(f"{sign}{(whole or '0').replace(',', '')}{part or ''}{'e-2' if percent else ''}")
    return int(number) if number == int(number) else number
