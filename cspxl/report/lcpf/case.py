"""A borough's case, read from its configuration: allocations, projects and scenarios, each with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Final

from cspxl.errors import InputError
from cspxl.facts import boroughs, fund_rules, same_name
from cspxl.report.configuration import Section

REPORT: Final = "lcpf-model"
STATUSES: Final = ("Confirmed", "Indicative")
ANSWERS: Final = ("Yes", "No")
PROJECT_ROWS: Final = 24
TABLE_SIZE: Final = 5  # steps of each axis of the two-way table
_MOST_SCENARIOS: Final = 5
_MOST_PRIORITIES: Final = 8
_NO_SOURCE: Final = "To be entered with its source"


@dataclass(frozen=True)
class Allocation:
    """One year's money; None is not known."""

    base: float | None = None
    uplift: float | None = None
    status: str | None = None
    direct_share: float = 1
    spend: float | None = None
    source: str = ""


@dataclass(frozen=True)
class Project:
    """One project: its cost to the fund by year, and what else pays for its service."""

    name: str
    priority: str
    provider: str | None
    costs: Sequence[float]
    candidate: str
    other_funding: float | None
    total_cost: float | None
    units: float | None
    unit: str | None
    source: str


@dataclass(frozen=True)
class Scenario:
    """What happens to the money, by year, as fractions."""

    name: str
    change: Sequence[float]
    uplift_kept: Sequence[float]
    bids_won: Sequence[float]


@dataclass(frozen=True)
class Case:
    """Everything that the model's input cells start with."""

    area: str
    marking: str
    prepared: date
    years: Sequence[str]
    priorities: Sequence[str]
    rule_direct_share: float
    rule_source: str
    years_per_period: int
    year_shown: str
    allow_advance: str
    scenarios: Sequence[Scenario]
    table_shares: Sequence[float]
    table_changes: Sequence[float]
    allocations: Sequence[Allocation]
    projects: Sequence[Project]
    about: str
    sources: Sequence[str]
    configuration: str
    configuration_sha256: str

    @property
    def n_years(self) -> int:
        """Years of the fund."""
        return len(self.years)


def read_case(configuration: Section, area: str) -> Case:
    """The case of an area. One that the file does not have starts empty. Raises InputError, in one line."""
    configuration.only(
        "report", "marking", "prepared", "years", "priorities", "direct_share", "direct_share_source",
        "years_per_period", "year_shown", "allow_advance", "table_shares", "table_changes", "scenario", "area",
    )
    configuration.choice("report", (REPORT,))
    years = configuration.texts("years")
    priorities = configuration.texts("priorities")
    rules = fund_rules()
    if len(years) != rules.years:
        configuration.fault(f"the fund has {rules.years} years", "years")
    if len(priorities) > _MOST_PRIORITIES:
        configuration.fault(f"no more than {_MOST_PRIORITIES}", "priorities")
    direct_share = configuration.number("direct_share", 1 - rules.cocommissioned_share, low=0, high=1)
    name, own = _own_section(configuration, area)
    return Case(
        area=name,
        marking=configuration.text("marking", "OFFICIAL"),
        prepared=configuration.day("prepared"),
        years=years,
        priorities=priorities,
        rule_direct_share=direct_share,
        rule_source=configuration.text("direct_share_source", rules.source),
        years_per_period=int(configuration.number("years_per_period", rules.years_per_period, low=1, high=len(years))),
        year_shown=configuration.choice("year_shown", years, years[rules.cocommissioned_from_year - 1]),
        allow_advance=configuration.choice("allow_advance", ANSWERS, "No"),
        scenarios=_scenarios(configuration, len(years)),
        table_shares=configuration.numbers("table_shares", TABLE_SIZE, low=0, high=1),
        table_changes=configuration.numbers("table_changes", TABLE_SIZE, low=-1, high=1),
        allocations=_allocations(own, years, direct_share),
        projects=_projects(own, priorities, len(years)),
        about=own.text("about", "") if own else f"Nothing is known of {name} yet: fill in the yellow cells.",
        sources=own.texts("sources") if own and own.has("sources") else [_NO_SOURCE],
        configuration=configuration.file,
        configuration_sha256=configuration.sha256,
    )


def _own_section(configuration: Section, area: str) -> tuple[str, Section | None]:
    """The area's name as it is written, and its part of the file, if it has one."""
    known: dict[str, tuple[str, Section | None]] = {same_name(name): (name, None) for name in boroughs()}
    seen: set[str] = set()
    for section in configuration.sections("area"):
        section.only("name", "about", "sources", "year", "project")
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


def _scenarios(configuration: Section, n_years: int) -> list[Scenario]:
    found: list[Scenario] = []
    for section in configuration.sections("scenario"):
        section.only("name", "change", "uplift_kept", "bids_won")
        name = section.text("name")
        if name in [scenario.name for scenario in found]:
            section.fault(f"{name!r} stands there twice", "name")
        change = section.numbers("change", n_years, low=-1, high=1)
        kept, won = (section.numbers(key, n_years, low=0, high=1) for key in ("uplift_kept", "bids_won"))
        found.append(Scenario(name, change, kept, won))
    if not 1 <= len(found) <= _MOST_SCENARIOS:
        why = f"there are {len(found)}; write from 1 to {_MOST_SCENARIOS}, each under [[scenario]]"
        configuration.fault(why, "scenario")
    return found


def _allocations(own: Section | None, years: Sequence[str], rule: float) -> list[Allocation]:
    """One for each year: year 1 is all direct; a year that the file does not have is not known."""
    found = [Allocation(direct_share=rule if at else 1) for at in range(len(years))]
    for section in own.sections("year") if own else []:
        section.only("year", "base", "uplift", "status", "direct_share", "spend", "source")
        at = years.index(section.choice("year", years))
        if found[at].source:
            section.fault(f"{years[at]!r} stands there twice", "year")
        found[at] = Allocation(
            base=section.number("base", low=0),
            uplift=section.optional_number("uplift", low=0),
            status=section.choice("status", STATUSES),
            direct_share=section.number("direct_share", found[at].direct_share, low=0, high=1),
            spend=section.optional_number("spend", low=0),
            source=section.text("source"),
        )
    return found


def _projects(own: Section | None, priorities: Sequence[str], n_years: int) -> list[Project]:
    sections = own.sections("project") if own else []
    if len(sections) > PROJECT_ROWS:
        sections[PROJECT_ROWS].fault(f"the model has room for {PROJECT_ROWS} projects")
    return [_project(section, priorities, n_years) for section in sections]


def _project(section: Section, priorities: Sequence[str], n_years: int) -> Project:
    section.only(
        "name", "priority", "provider", "costs", "candidate", "other_funding", "total_cost", "units", "unit", "source",
    )
    return Project(
        name=section.text("name"),
        priority=section.choice("priority", priorities),
        provider=section.text("provider", "") or None,
        costs=section.numbers("costs", n_years, low=0) if section.has("costs") else (),
        candidate=section.choice("candidate", ANSWERS, "No"),
        other_funding=section.optional_number("other_funding", low=0),
        total_cost=section.optional_number("total_cost", low=0),
        units=section.optional_number("units", low=0),
        unit=section.text("unit", "") or None,
        source=section.text("source"),
    )
