"""A borough's case, read from its configuration: the settings, and the rows that each table of inputs starts with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, Final, TypeAlias

from cspxl.errors import InputError
from cspxl.facts import boroughs, fund_rules, same_name
from cspxl.report.configuration import Section, read_prints_all
from cspxl.report.lcpf.entries import ENTRIES, SCENARIOS, YEARS
from cspxl.report.lcpf.fields import NUMBERS, Entry, Field
from cspxl.values import Cell

REPORT: Final = "lcpf-model"
Row: TypeAlias = Mapping[str, Cell]
LISTS: Final = ("priorities", "themes")  # what a configuration names itself
_MOST_YEARS: Final = 6
_MOST_SPARE: Final = 200
_SPARE_IF_EMPTY: Final = 20
_NO_SOURCE: Final = "To be entered with its source"
# The copies that are made at build: a source is stale when its amount no longer is what it was.
_COPIES: Final = {"base_sourced": "base", "uplift_sourced": "uplift", "cost_sourced": "cost"}
# Settings, with their limits; a text or a number is left empty where it is not given.
_TEXTS: Final = ("year_shown", "monitored_year", "claims_count_accruals", "scenario", "funder")
_NUMBERS: Final = (
    "periods_in_year",
    "periods_complete",
    "first_shared_year",
    "direct_share",
    "rag_green",
    "rag_amber",
    "rag_least",
    "jump_factor",
    "least_for_flags",
)
_EPOCH: Final = date(1899, 12, 30)


@dataclass(frozen=True)
class Case:
    """Everything that the model's input cells start with. ``tables`` are the rows of each table, by its name."""

    area: str
    marking: str
    prepared: date
    version: str
    years: Sequence[str]
    lists: Mapping[str, Sequence[str]]
    settings: Mapping[str, Cell]
    tables: Mapping[str, Sequence[Row]]
    spares: Mapping[str, int]
    rule_source: str
    about: str
    sources: Sequence[str]
    configuration: str
    configuration_sha256: str
    prints_all: bool

    @property
    def n_years(self) -> int:
        """Years of the fund."""
        return len(self.years)

    @property
    def scenario_slots(self) -> int:
        """Scenarios that the workings have room for: those of the configuration and one more."""
        return len({str(row["name"]).casefold() for row in self.tables["scenarios"]}) + 1

    @property
    def project_slots(self) -> int:
        """Projects that the workings have room for."""
        return len(self.tables["projects"]) + self.spares["projects"]

    def filled(self, entry: Entry) -> int:
        """Cells of a table that are filled at build."""
        return sum(row.get(item.name) not in {None, ""} for row in self.tables[entry.name] for item in entry.fields)

    def added(self, entry: Entry) -> float:
        """All numbers of a table at build, added."""
        numbers = [
            row.get(item.name) for row in self.tables[entry.name] for item in entry.fields if item.kind in NUMBERS
        ]
        return round(sum(float(number) for number in numbers if isinstance(number, int | float)), 2)

    def rows(self, entry: Entry) -> int:
        """Rows of a table, spare ones too."""
        return len(self.tables[entry.name]) + (self.spares[entry.name] if entry.spare else 0)


def read_case(configuration: Section, area: str) -> Case:
    """The case of an area. One that the file does not have starts empty. Raises InputError, in one line."""
    configuration.only(
        "report",
        "marking",
        "prepared",
        "version",
        "years",
        *LISTS,
        *_TEXTS,
        *_NUMBERS,
        "direct_share_source",
        "spare_rows",
        "spare",
        "scenarios",
        "area",
        "print",
    )
    configuration.choice("report", (REPORT,))
    years = configuration.texts("years")
    if len(years) > _MOST_YEARS:
        configuration.fault(f"a fund has from 1 to {_MOST_YEARS} years", "years")
    rules = fund_rules()
    name, own = _own_section(configuration, area)
    settings: dict[str, Cell] = {key: configuration.text(key, "") or None for key in _TEXTS}
    settings |= {key: configuration.optional_number(key, low=0) for key in _NUMBERS}
    settings["area"] = name
    if settings["direct_share"] is None:
        settings["direct_share"] = 1 - rules.cocommissioned_share
    tables = {entry.name: _table(entry, own, years) for entry in ENTRIES if entry is not SCENARIOS}
    tables["scenarios"] = _rows(SCENARIOS, configuration.sections("scenarios"), years)
    if not tables["scenarios"]:
        tables["scenarios"] = [_row(SCENARIOS, {"name": "Base", "year": year}) for year in years]
    return Case(
        area=name,
        marking=configuration.text("marking", "OFFICIAL"),
        prepared=configuration.day("prepared"),
        version=configuration.text("version", "1"),
        years=years,
        lists={key: configuration.texts(key) if configuration.has(key) else [] for key in LISTS},
        settings=settings,
        tables=tables,
        spares=_spares(configuration, empty=own is None),
        rule_source=configuration.text("direct_share_source", rules.source),
        about=own.text("about", "") if own else f"Nothing is known of {name} yet: fill in the yellow cells.",
        sources=own.texts("sources") if own and own.has("sources") else [_NO_SOURCE],
        configuration=configuration.file,
        configuration_sha256=configuration.sha256,
        prints_all=read_prints_all(configuration),
    )


def _spares(configuration: Section, *, empty: bool) -> Mapping[str, int]:
    """Spare rows of each table: of all that are not named as many, in a model that starts empty many."""
    usual = int(configuration.number("spare_rows", 6, low=3, high=_MOST_SPARE))
    found = {entry.name: max(usual, _SPARE_IF_EMPTY) if empty else usual for entry in ENTRIES}
    for section in configuration.sections("spare"):
        section.only("table", "rows")
        table = section.choice("table", list(found))
        found[table] = max(found[table], int(section.number("rows", low=3, high=_MOST_SPARE)))
    return found


def _own_section(configuration: Section, area: str) -> tuple[str, Section | None]:
    """The area's name as it is written, and its part of the file, if it has one."""
    known: dict[str, tuple[str, Section | None]] = {same_name(name): (name, None) for name in boroughs()}
    seen: set[str] = set()
    for section in configuration.sections("area"):
        section.only("name", "about", "sources", *(entry.name for entry in ENTRIES if entry is not SCENARIOS))
        name = section.text("name")
        if same_name(name) in seen:
            section.fault(f"{name!r} stands there twice", "name")
        seen.add(same_name(name))
        known[same_name(name)] = name, section
    if same_name(area) in known:
        return known[same_name(area)]
    near = get_close_matches(same_name(area), list(known), 1, 0.6)
    advice = f"did you mean {known[near[0]][0]!r}?" if near else "name a London borough, or an [[area]] of the file"
    raise InputError(f"{configuration.file}: {area!r} is no area of the file and no London borough; {advice}")


def _table(entry: Entry, own: Section | None, years: Sequence[str]) -> Sequence[Row]:
    """The rows of a table; that of the years has one for each, whatever the file says of it."""
    found = _rows(entry, own.sections(entry.name) if own else [], years)
    if entry is not YEARS:
        return found
    told = {str(row["year"]): row for row in found}
    return [told.get(year) or _row(entry, {"year": year}) for year in years]


def _rows(entry: Entry, sections: Sequence[Section], years: Sequence[str]) -> list[Row]:
    """A row for each section; without a year, or with a list of years, one for each of them."""
    found: list[Row] = []
    names = [item.name for item in entry.fields if item.name not in _COPIES]
    for section in sections:
        section.only(*names)
        times = _times(section, years) if "year" in names else [None]
        values = {item.name: _values(section, item, len(times)) for item in entry.fields if section.has(item.name)}
        if times[0] is not None:
            values["year"] = times
        found += [_row(entry, {name: column[at] for name, column in values.items()}) for at in range(len(times))]
    return found


def _times(section: Section, years: Sequence[str]) -> list[Any]:
    """The years that a section is about."""
    if not section.has("year"):
        return list(years)
    told = section.values["year"]
    if not isinstance(told, list):
        return [section.choice("year", years)]
    for year in section.texts("year"):
        if year not in years:
            section.fault(f"{year!r} is none of the years", "year")
    return told


def _values(section: Section, item: Field, n: int) -> list[Any]:
    """A field's value for each row: one for all, or a list with one for each."""
    told = section.values[item.name]
    if item.name == "year":
        return []
    if isinstance(told, list):
        if len(told) != n:
            section.fault(f"write one value, or a list of {n}", item.name)
        return [_value(section, item, one) for one in told]
    return [_value(section, item, told)] * n


def _value(section: Section, item: Field, told: object) -> Cell:
    """A value as its cell takes it; the sheet itself says what it cannot be."""
    if item.kind == "date":
        return serial(section.day(item.name))
    if isinstance(told, str):
        if not isinstance(section.values[item.name], list):
            section.text(item.name)
        return told
    if item.kind in {"text", "choice", "year"}:
        section.fault("write a text in quotes", item.name)
    if isinstance(told, bool) or not isinstance(told, int | float):
        section.fault("write a number or a text", item.name)
    return told


def serial(day: date) -> int:
    """A day as a cell has it."""
    return (day - _EPOCH).days


def _row(entry: Entry, values: Mapping[str, Any]) -> Row:
    """Every field of a row, and the copies of its amounts."""
    found: dict[str, Cell] = {item.name: values.get(item.name) for item in entry.fields}
    copies = {copy: found[of] for copy, of in _COPIES.items() if copy in found and found.get("source")}
    return found | copies
