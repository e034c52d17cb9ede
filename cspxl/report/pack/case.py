"""A report pack as its configuration asks for it: panels of lines, and the files that their figures come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from cspxl.facts import Indicator, indicators, report_rules
from cspxl.report.configuration import Section
from cspxl.report.layout import Request
from cspxl.report.overview_request import (
    POLARITIES,
    changed_indicators,
    named_indicators,
    read_breaks,
    release_of,
    sources_of,
)
from cspxl.sources import SeriesTable
from cspxl.sources.commentary import Remark, read_commentary
from cspxl.sources.dashboards import read_figures
from cspxl.sources.tidy import Entry, TidyFile
from cspxl.values import CellFault, month_of

REPORT: Final = "pack"
ENTERED_FIRST, POLICE_ONLY = "Entered figures first", "Police files"
MEASURES: Final = ("count", "rate", "share", "against")
STYLES: Final = ("volume", "full", "change", "count")
COLUMNS: Final = (
    "number", "indicator", "rag", "performance", "current", "previous", "change", "benchmark", "as_at", "check",
    "factors",
)  # fmt: skip
_RESERVED: Final = (
    "Cover", "Summary", "Overview", "Control", "Checks", "Line workings", "Workings", "Page workings", "London",
    "Similar group", "Glossary", "Indicators", "Denominators", "Entered figures", "Monthly figures", "Commentary",
    "Data", "Lists",
)  # fmt: skip
_MOST_LINES: Final = 40  # of a page
_SHEET_NAME: Final = 28


@dataclass(frozen=True)
class Line:
    """One indicator of a panel. ``key`` names entered figures, ``police`` an indicator of the police files.

    ``short`` is its name in sentences, ``listed`` whether the summary may take it, ``interval`` whether a share shows
    its own; ``state`` stands instead of a figure (In development), ``benchmark`` where there is nothing to compare.
    """

    number: str
    label: str
    short: str
    key: str
    police: str
    polarity: str
    measure: str
    style: str
    unit: str
    places: int
    decimals: int
    state: str
    benchmark: str
    compare: Sequence[str]
    best: str
    band: Sequence[float]
    rate_key: str
    month: int | None
    listed: bool
    interval: bool


@dataclass(frozen=True)
class Group:
    """Lines under one heading; ``judged`` together, by one RAG, where the panel says so."""

    name: str
    lines: Sequence[Line]
    judged: bool


@dataclass(frozen=True)
class Panel:
    """One page: a table of groups of lines."""

    name: str
    title: str
    columns: Sequence[str]
    groups: Sequence[Group]
    notes: Sequence[str]
    chart: bool


@dataclass(frozen=True)
class Statement:
    """A statement of the published report to be held against the figures: numbers, and where it stands."""

    text: str
    line: Line
    change: float | None
    difference: float | None
    direction: str
    source: str


@dataclass(frozen=True)
class Pack:
    """Everything that the workbook is made of."""

    request: Request
    overview: bool
    pages: Sequence[int]
    remarks: Sequence[Remark]
    files: Sequence[TidyFile]
    panels: Sequence[Panel]
    statements: Sequence[Statement]
    tolerance: float
    oldest: int
    later: int
    prefer: str

    @cached_property
    def monthly(self) -> Sequence[Entry]:
        """The months of entered series."""
        return [entry for file in self.files for entry in file.entries if entry.monthly]


def read_pack(
    configuration: Section, folder: Path | Traversable, table: SeriesTable, area: str, as_at: int, made_by: str,
) -> Pack:
    """The pack of an area as at a month. Raises InputError, in one line, for what cannot be used."""
    configuration.only(
        "report", "title", "marking", "police", "figures", "overview", "near_all", "good_rank", "tolerance", "oldest",
        "later", "prefer", "pages", "commentary", "indicator", "break", "sheet", "statement",
    )
    configuration.choice("report", (REPORT,))
    files = [read_figures(folder.joinpath(name)) for name in configuration.texts("figures")]
    police = changed_indicators(configuration, named_indicators(configuration, "police", list(indicators()), 16))
    keys = sorted({entry.indicator for file in files for entry in file.entries})
    entries = [entry for file in files for entry in file.entries if not entry.monthly]
    panels = [_panel(section, keys, list(police)) for section in configuration.sections("sheet")]
    if not panels:
        configuration.fault("is missing; write at least one [[sheet]] with its groups and lines", "sheet")
    _check_names(configuration, panels)
    return Pack(
        request=_request(configuration, table, area, as_at, made_by, list(police.values()), entries),
        overview=configuration.choice("overview", ("yes", "no"), "no") == "yes",
        pages=_pages(configuration, list(police)),
        remarks=_remarks(configuration, folder),
        files=files,
        panels=panels,
        statements=[_statement(section, panels) for section in configuration.sections("statement")],
        tolerance=configuration.number("tolerance", 0, low=0, high=1),
        oldest=int(configuration.number("oldest", 3, low=0, high=120)),
        later=int(configuration.number("later", 0, low=0, high=12)),
        prefer=configuration.choice("prefer", (ENTERED_FIRST, POLICE_ONLY), ENTERED_FIRST),
    )


def _check_names(configuration: Section, panels: Sequence[Panel]) -> None:
    """Each panel has a name of its own, which is not that of another sheet."""
    taken = {name.casefold() for name in _RESERVED}
    for section, panel in zip(configuration.sections("sheet"), panels, strict=True):
        if panel.name.casefold() in taken:
            section.fault(f"there is another sheet called {panel.name!r}; choose another name", "name")
        taken.add(panel.name.casefold())


def _pages(configuration: Section, police: Sequence[str]) -> Sequence[int]:
    """Which of the police's indicators have a page of their own."""
    if not configuration.has("pages"):
        return []
    return [police.index(key) for key in named_indicators(configuration, "pages", police, len(police))]


def _remarks(configuration: Section, folder: Path | Traversable) -> Sequence[Remark]:
    """The officers' commentary and actions."""
    names = configuration.texts("commentary") if configuration.has("commentary") else []
    return [remark for name in names for remark in read_commentary(folder.joinpath(name))]


def _request(
    configuration: Section, table: SeriesTable, area: str, as_at: int, made_by: str, police: Sequence[Indicator],
    entries: Sequence[Entry],
) -> Request:
    rules = report_rules()
    return Request(
        table=table,
        sources=sources_of(table),
        release=release_of(table),
        indicators=police,
        charted=police[:4],
        area=area,
        as_at=as_at,
        marking=configuration.text("marking", "OFFICIAL"),
        made_by=made_by,
        title=configuration.text("title"),
        near_all=configuration.number("near_all", rules["near_all"].value, low=0.01, high=1),
        good_rank=int(configuration.number("good_rank", rules["good_rank"].value, low=0, high=32)),
        entries=entries,
        own_breaks=read_breaks(configuration, [item.key for item in police]),
    )


def _panel(section: Section, keys: Sequence[str], police: Sequence[str]) -> Panel:
    section.only("name", "title", "columns", "notes", "chart", "group")
    columns = section.texts("columns")
    for column in columns:
        if column not in COLUMNS:
            section.fault(f"there is no column {column!r}; use: {', '.join(COLUMNS)}", "columns")
    name = section.text("name")
    if len(name) > _SHEET_NAME or set(name) & set("[]:*?/\\'"):
        section.fault(f"a sheet's name has up to {_SHEET_NAME} letters and none of []:*?/\\'", "name")
    groups = [_group(item, keys, police) for item in section.sections("group")]
    n_lines = sum(len(group.lines) for group in groups)
    if not 1 <= n_lines <= _MOST_LINES:
        section.fault(f"the sheet has {n_lines} lines; a page holds 1 to {_MOST_LINES}", "group")
    notes = section.texts("notes") if section.has("notes") else []
    chart = section.choice("chart", ("yes", "no"), "no") == "yes"
    return Panel(name, section.text("title"), columns, groups, notes, chart)


def _group(section: Section, keys: Sequence[str], police: Sequence[str]) -> Group:
    section.only("name", "judged", "line")
    lines = [_line(item, keys, police) for item in section.sections("line")]
    return Group(section.text("name"), lines, section.choice("judged", ("together", "each"), "each") == "together")


def _line(section: Section, keys: Sequence[str], police: Sequence[str]) -> Line:
    section.only(
        "number", "label", "short", "figures", "police", "polarity", "measure", "style", "unit", "places", "decimals",
        "state", "benchmark", "compare", "best", "band", "rate", "month", "listed", "interval",
    )
    key = section.choice("figures", keys, "")
    known_police = section.choice("police", police, "")
    state = section.text("state", "")
    if not (key or known_police or state):
        section.fault("the line has no figure; write figures, police, or a state such as 'In development'", "label")
    return Line(
        number=section.text("number", ""),
        label=section.text("label"),
        short=section.text("short", section.text("label")),
        key=key,
        police=known_police,
        polarity=section.choice("polarity", POLARITIES, "lower"),
        measure=section.choice("measure", MEASURES, "count"),
        style=section.choice("style", STYLES, "volume"),
        unit=section.text("unit", "offences"),
        places=int(section.number("places", 1, low=0, high=3)),
        decimals=int(section.number("decimals", 0, low=0, high=3)),
        state=state,
        benchmark=section.text("benchmark", "N/A"),
        compare=section.texts("compare") if section.has("compare") else [],
        best=section.choice("best", ("lowest", "highest"), "lowest"),
        band=section.numbers("band", 3, low=0) if section.has("band") else [],
        rate_key=section.choice("rate", keys, ""),
        month=_month(section),
        interval=section.choice("interval", ("yes", "no"), "no") == "yes",
        listed=section.choice("listed", ("yes", "no"), "yes") == "yes",
    )


def _month(section: Section) -> int | None:
    text = section.text("month", "")
    try:
        return month_of(text) if text else None
    except CellFault:
        section.fault(f"{text!r} is no month; write it as 2017-04", "month")


def _statement(section: Section, panels: Sequence[Panel]) -> Statement:
    section.only("text", "line", "change", "difference", "direction", "source")
    lines = {line.short: line for panel in panels for group in panel.groups for line in group.lines if not line.state}
    return Statement(
        text=section.text("text"),
        line=lines[section.choice("line", list(lines))],
        change=section.optional_number("change"),
        difference=section.optional_number("difference"),
        direction=section.choice("direction", ("up", "down"), ""),
        source=section.text("source"),
    )
