"""The lines of a pack: one indicator each, in groups, on panels; and statements that are held against them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cspxl.facts import Indicator
from cspxl.report.configuration import Section, advice
from cspxl.report.judging import POLARITIES, read_band
from cspxl.report.own_tables import OwnColumn, read_columns
from cspxl.sources.tidy import MOST_CHANGE, spelled
from cspxl.values import CellFault, month_of

MEASURES: Final = ("count", "rate", "share", "against")
STYLES: Final = ("volume", "full", "change", "count")
COLUMNS: Final = (
    "number", "indicator", "rag", "performance", "current", "previous", "change", "benchmark", "as_at", "check",
    "factors",
)  # fmt: skip
NO_BENCHMARK: Final = "–"
_MOST_LINES: Final = 40  # of a page
DRAWN: Final = ("figures", "changes", "list", "quarters")
_MOST_CARDS, _MOST_TILES = 6, 6
_LONGEST_TILE: Final = 22  # letters
_LISTED: Final = 6  # lines of a card


@dataclass(frozen=True)
class Line:
    """One indicator of a panel. ``key`` names entered figures, ``police`` an indicator of the police files.

    ``short`` is its name in sentences, ``listed`` whether the summary may take it, ``interval`` whether a share shows
    its own; ``state`` stands instead of a figure (In development), ``benchmark`` where there is nothing to compare.
    ``polarity``, ``band``, ``by``, ``target`` and ``oldest`` say how its indicator is judged, alike for all its lines;
    ``police_first``: its figure is the police's, an entered one is only held against it.
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
    by: str = ""
    target: float | None = None
    oldest: int | None = None
    police_first: bool = False


@dataclass(frozen=True)
class Group:
    """Lines under one heading; ``judged`` together, by one RAG, where the panel says so.

    As a card: what it draws of them, and what it notes beside their period.
    """

    name: str
    lines: Sequence[Line]
    judged: bool
    draw: str = ""
    note: str = ""


@dataclass(frozen=True)
class TileAsked:
    """A figure at the top of a page of cards: its label, and the section that names its line."""

    section: Section
    label: str


@dataclass(frozen=True)
class Panel:
    """One page: a table of groups of lines, or a card for each group below its tiles."""

    name: str
    title: str
    columns: Sequence[str]
    groups: Sequence[Group]
    notes: Sequence[str]
    chart: bool
    own: Sequence[OwnColumn] = ()  # those of the columns that the analyst gives
    cards: bool = False
    tiles: Sequence[TileAsked] = ()


@dataclass(frozen=True)
class Statement:
    """A statement of the published report to be held against the figures: numbers, and where it stands."""

    text: str
    line: Line
    change: float | None
    difference: float | None
    direction: str
    source: str
    area: str
    month: int | None


def read_panel(section: Section, keys: Sequence[str], police: Mapping[str, Indicator]) -> Panel:
    """A panel: ``keys`` are those of entered figures, ``police`` the indicators of the police's files."""
    if section.choice("layout", ("table", "cards"), "table") == "cards":
        return _cards(section, keys, police)
    section.only("name", "title", "layout", "columns", "notes", "chart", "column", "group")
    columns, own = section.texts("columns"), read_columns(section, COLUMNS)
    known = [*COLUMNS, *(column.name for column in own)]
    for name in columns:
        if name not in known:
            section.fault(f"there is no column {name!r}; {advice(name, known)}", "columns")
    for column in own:
        if column.name not in columns:
            column.section.fault(f"{column.name!r} is not shown; name it among the sheet's columns too", "name")
    name = section.sheet_name("name")
    groups = [_group(item, keys, police) for item in section.sections("group")]
    n_lines = sum(len(group.lines) for group in groups)
    if not 1 <= n_lines <= _MOST_LINES:
        section.fault(f"the sheet has {n_lines} lines; a page holds 1 to {_MOST_LINES}", "group")
    chart = section.choice("chart", ("yes", "no"), "no") == "yes"
    return Panel(name, section.text("title"), columns, groups, _notes(section), chart, own)


def _notes(section: Section) -> Sequence[str]:
    return section.texts("notes") if section.has("notes") else []


def _group(section: Section, keys: Sequence[str], police: Mapping[str, Indicator]) -> Group:
    section.only("name", "judged", "line")
    together = section.choice("judged", ("together", "each"), "each") == "together"
    return Group(section.text("name"), _lines(section, keys, police), together)


def _lines(section: Section, keys: Sequence[str], police: Mapping[str, Indicator]) -> Sequence[Line]:
    lines = [_line(item, keys, police) for item in section.sections("line")]
    if not lines:
        section.fault("the group has no line; write at least one [[sheet.group.line]]", "name")
    return lines


def _cards(section: Section, keys: Sequence[str], police: Mapping[str, Indicator]) -> Panel:
    """A page of cards, one for each group, below a row of tiles."""
    section.only("name", "title", "layout", "notes", "tile", "group")
    groups = [_card(item, keys, police) for item in section.sections("group")]
    if not 1 <= len(groups) <= _MOST_CARDS:
        section.fault(f"the sheet has {len(groups)} groups; a page holds 1 to {_MOST_CARDS} cards", "group")
    tiles = [_tile(item) for item in section.sections("tile")]
    if len(tiles) > _MOST_TILES:
        section.fault(f"the sheet has {len(tiles)} tiles; a page holds {_MOST_TILES} at most", "tile")
    return Panel(section.sheet_name("name"), section.text("title"), [], groups, _notes(section), chart=False,
                 cards=True, tiles=tiles)  # fmt: skip


def _tile(section: Section) -> TileAsked:
    section.only("label", "line")
    label = section.text("label")
    if len(label) > _LONGEST_TILE:
        section.fault(f"the label has {len(label)} letters; a tile shows {_LONGEST_TILE}", "label")
    section.text("line")
    return TileAsked(section, label)


def _card(section: Section, keys: Sequence[str], police: Mapping[str, Indicator]) -> Group:
    section.only("name", "draw", "note", "line")
    draw, lines = section.choice("draw", DRAWN), _lines(section, keys, police)
    measures = {line.measure for line in lines if not line.state}
    if draw == "changes" and "share" in measures and len(measures) > 1:
        section.fault("one axis has changes in per cent, or of shares in points; make two cards, or a list", "draw")
    if draw == "figures" and (len(measures) > 1 or "against" in measures):
        section.fault("one axis has figures of one measure: count, rate or share; make two cards, or a list", "draw")
    if draw == "list" and len(lines) > _LISTED:
        section.fault(f"the card has {len(lines)} lines; it holds {_LISTED} at most", "line")
    if draw == "quarters" and (len(lines) > 2 or {"share", "against"} & measures):
        section.fault("quarters are of one or two lines of counts or rates; the second is a part of the first", "draw")
    return Group(section.text("name"), lines, judged=False, draw=draw, note=section.text("note", ""))


def _line(section: Section, keys: Sequence[str], police: Mapping[str, Indicator]) -> Line:
    section.only(
        "number", "label", "short", "figures", "police", "polarity", "measure", "style", "unit", "places", "decimals",
        "state", "benchmark", "compare", "best", "band", "rate", "month", "listed", "interval",
    )
    key = section.choice("figures", keys, "")
    known_police = section.choice("police", list(police), "")
    state, measure = section.text("state", ""), section.choice("measure", MEASURES, "count")
    if not (key or known_police or state):
        section.fault("the line has no figure; write figures, police, or a state such as 'In development'", "label")
    return Line(
        number=section.text("number", ""),
        label=section.text("label"),
        short=section.text("short", section.text("label")),
        key=key,
        police=known_police,
        polarity=section.choice("polarity", POLARITIES, police[known_police].polarity if known_police else "lower"),
        measure=measure,
        style=section.choice("style", STYLES, "volume"),
        unit=section.text("unit", "offences"),
        places=int(section.number("places", 1, low=0, high=3)),
        decimals=int(section.number("decimals", 0, low=0, high=3)),
        state=state,
        benchmark=section.text("benchmark", NO_BENCHMARK),
        compare=[spelled(name) for name in section.texts("compare")] if section.has("compare") else [],
        best=section.choice("best", ("lowest", "highest"), "lowest"),
        band=read_band(section, share=measure == "share") if section.has("band") else [],
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


def with_sections(configuration: Section, panels: Sequence[Panel]) -> Iterator[tuple[Section, Line]]:
    """Every line with the section that it was read from."""
    groups = [group for section in configuration.sections("sheet") for group in section.sections("group")]
    sections = [section for group in groups for section in group.sections("line")]
    lines = [line for panel in panels for group in panel.groups for line in group.lines]
    return zip(sections, lines, strict=True)


def _figure(line: Line) -> tuple[object, ...]:
    """What a line shows, whatever it is called."""
    return line.key, line.police, line.measure, line.month


def named_line(section: Section, panels: Sequence[Panel]) -> Line:
    """The line that a section names, by its name in sentences. Raises InputError where it may be several."""
    lines = [line for panel in panels for group in panel.groups for line in group.lines if not line.state]
    name = section.choice("line", [line.short for line in lines])
    line, *others = (line for line in lines if line.short == name)
    if any(_figure(other) != _figure(line) for other in others):
        section.fault(f"{len(others) + 1} lines with other figures are called {name!r}; write short for each", "line")
    return line


def read_statement(section: Section, panels: Sequence[Panel]) -> Statement:
    """A statement about one of the panels' lines. It claims something: a change, a difference or a direction.

    ``area`` and ``month`` say of which report it is; without them it is held against every one.
    """
    section.only("text", "line", "change", "difference", "direction", "source", "area", "month")
    line = named_line(section, panels)
    least, most = (-1, 1) if line.measure == "share" else (None, None)
    statement = Statement(
        text=section.text("text"),
        line=line,
        change=section.optional_number("change", low=-1, high=MOST_CHANGE, hint="10% is 0.1"),
        difference=section.optional_number("difference", low=least, high=most, hint="3 points are 0.03"),
        direction=section.choice("direction", ("up", "down"), ""),
        source=section.text("source"),
        area=section.text("area", ""),
        month=_month(section),
    )
    if statement.change is None and statement.difference is None and not statement.direction:
        section.fault("the statement claims nothing to check; write change, difference or direction", "text")
    return statement
