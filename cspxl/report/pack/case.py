"""A report pack as its configuration asks for it: panels of lines, and the files that their figures come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from itertools import chain
from pathlib import Path
from typing import Final

from cspxl.facts import Indicator, indicators, report_rules
from cspxl.notices import Notice
from cspxl.report.configuration import Section, read_prints_all
from cspxl.report.judging import Judging, read_by_signal, read_good_rank
from cspxl.report.overview_request import (
    changed_indicators,
    configuration_source,
    data_sources,
    named_indicators,
    read_breaks,
    release_of,
)
from cspxl.report.own_tables import KINDS, read_tables
from cspxl.report.pack import mistakes, which_bars
from cspxl.report.pack.alike import judged_alike
from cspxl.report.pack.left_out import left_out
from cspxl.report.pack.lines import Line, Panel, Statement, named_line, read_panel, read_statement, with_sections
from cspxl.report.pack.one_pages import OnePage, read_pages
from cspxl.report.pack.own_groups import read_groups
from cspxl.report.publication import read_asked
from cspxl.report.request import Request, Source
from cspxl.sources import SeriesTable
from cspxl.sources.agreement import disagreements
from cspxl.sources.commentary import CommentaryFile, Remark, read_commentary
from cspxl.sources.dashboards import read_figures
from cspxl.sources.formulas import Calculate
from cspxl.sources.tidy import Entry, TidyFile
from cspxl.values import month_text

REPORT: Final = "pack"
ENTERED_FIRST, POLICE_ONLY = "Entered figures first", "Police files"
_RESERVED: Final = (
    "Cover", "Summary", "Overview", "Control", "Checks", "Line workings", "Workings", "Page workings", "London",
    "Judgements", "Similar group", "Glossary", "Indicators", "Denominators", "Entered figures", "Monthly figures",
    "Commentary", "Data", "Lists", "Notices", "Peers", "Peer workings", "Own charts",
    "History",  # Excel's own
)  # fmt: skip
MOST_TOLERANCE: Final = 0.5
_MORE_PEERS: Final = re.compile(r"peers \d+", re.IGNORECASE)


@dataclass(frozen=True)
class Pack:
    """Everything that the workbook is made of."""

    request: Request
    overview: bool
    pages: Sequence[OnePage]
    remarks: Sequence[Remark]
    panels: Sequence[Panel]
    statements: Sequence[Statement]
    tolerance: float
    oldest: int
    later: int
    prefer: str
    disagreeing: Sequence[Notice] = ()  # of entered figures that contradict each other

    @property
    def lines(self) -> Sequence[Line]:
        """The lines of all panels."""
        return [line for panel in self.panels for group in panel.groups for line in group.lines]

    def on_overview(self, line: Line) -> bool:
        """Whether the overview judges what a line shows: the same indicator of the police, as at the same month."""
        return self.overview and bool(line.police) and line.month is None


def read_pack(
    configuration: Section, folder: Path | Traversable, table: SeriesTable, area: str, as_at: int, made_by: str,
    calculate: Calculate | None = None,
) -> Pack:
    """The pack of an area as at a month; ``calculate`` gives the values of formulas in workbooks of figures.

    Raises InputError, in one line, for what cannot be used.
    """
    configuration.only(
        "report", "title", "marking", "police", "figures", "overview", "judgement", "near_all", "good_rank",
        "tolerance", "oldest", "later", "prefer", "pages", "commentary", "indicator", "break", "peers", "sheet",
        "statement", "table", "print", "publication",
    )
    configuration.choice("report", (REPORT,))
    files = [read_figures(path, calculate) for path in configuration.files("figures", folder)]
    commentary = _commentary(configuration, folder, calculate)
    own = _own_sources(configuration, files, commentary)
    known = indicators()
    entries = [entry for file in files for entry in file.entries]
    keys = sorted({entry.indicator for entry in entries})
    shown = named_indicators(configuration, "police", list(known), 16)
    police = changed_indicators(configuration, shown, known, keys)
    panels: Sequence[Panel] = [read_panel(section, keys, police) for section in configuration.sections("sheet")]
    if not panels:
        configuration.fault("is missing; write at least one [[sheet]] with its groups and lines", "sheet")
    _check_names(configuration, panels)
    overview = configuration.choice("overview", ("yes", "no"), "no") == "yes"
    by_signal = read_by_signal(configuration)
    panels, judging = judged_alike(configuration, panels, police, keys, overview=overview, by_signal=by_signal)
    judged = [replace(item, polarity=judging[key].polarity or item.polarity) if key in judging else item
              for key, item in police.items()]  # fmt: skip
    pack = Pack(
        request=_request(configuration, table, own, area, as_at, made_by, judged, entries, judging,
                         by_signal=by_signal),
        overview=overview,
        pages=read_pages(configuration, police, panels, keys, _RESERVED),
        remarks=[remark for file in commentary for remark in file.remarks],
        panels=panels,
        statements=[read_statement(section, panels) for section in configuration.sections("statement")],
        tolerance=configuration.number("tolerance", 0, low=0, high=MOST_TOLERANCE, hint="1% is 0.01"),
        oldest=int(configuration.number("oldest", 3, low=0, high=120)),
        later=int(configuration.number("later", 0, low=0, high=12)),
        prefer=configuration.choice("prefer", (ENTERED_FIRST, POLICE_ONLY), ENTERED_FIRST),
    )
    _check_lines(configuration, pack)
    _check_cards(configuration, pack)
    mistakes.check(configuration, panels, files, commentary, table.last_month)
    disagreeing = list(disagreements(files, {line.key for line in pack.lines if line.measure != "count"}))
    notices = [*disagreeing, *_noticed(pack, files, commentary), *table.notices]
    return replace(pack, request=replace(pack.request, notices=notices), disagreeing=disagreeing)


def _noticed(pack: Pack, files: Sequence[TidyFile], commentary: Sequence[CommentaryFile]) -> Iterator[Notice]:
    """What else is to be told of entered figures and remarks: what may be wrong first, a cover has little room."""
    yield from left_out(files, pack.lines, pack.request.table.areas, pack.request.own_groups)
    yield from chain(*(file.notices for file in files), *(file.notices for file in commentary))


def _check_names(configuration: Section, panels: Sequence[Panel]) -> None:
    """Each panel has a name of its own, which is not that of another sheet."""
    taken = {name.casefold() for name in _RESERVED}
    for section, panel in zip(configuration.sections("sheet"), panels, strict=True):
        if panel.name.casefold() in taken or _MORE_PEERS.fullmatch(panel.name):
            section.fault(f"there is another sheet called {panel.name!r}; choose another name", "name")
        taken.add(panel.name.casefold())


def _check_lines(configuration: Section, pack: Pack) -> None:
    """Months of a share are not added up."""
    monthly = {entry.indicator for entry in pack.request.monthly}
    for section, line in with_sections(configuration, pack.panels):
        if line.key in monthly and line.measure in {"share", "against"}:
            section.fault(f"{line.key} has months (n_months 1), which are added up; enter a share by period", "figures")


def _check_cards(configuration: Section, pack: Pack) -> None:
    """The tiles of a page of cards name lines of the pack, and its cards hold their bars."""
    for section, panel in zip(configuration.sections("sheet"), pack.panels, strict=True):
        for tile in panel.tiles:
            named_line(tile.section, pack.panels)
        for item, group in zip(section.sections("group"), panel.groups, strict=True):
            n, most = len(which_bars.bars(group.lines, group.draw, pack.request)), which_bars.MOST
            if group.draw not in {"", "list"} and n > most:
                item.fault(f"the card has {n} bars, of lines now, before and in other areas; it holds {most}", "line")


def _commentary(
    configuration: Section, folder: Path | Traversable, calculate: Calculate | None,
) -> Sequence[CommentaryFile]:
    """The officers' commentary and actions."""
    paths = configuration.files("commentary", folder) if configuration.has("commentary") else []
    return [read_commentary(path, calculate) for path in paths]


def _own_sources(
    configuration: Section, figures: Sequence[TidyFile], commentary: Sequence[CommentaryFile],
) -> Sequence[Source]:
    """The configuration and the files that it names, as it names them."""
    names = [*configuration.file_names("figures"), *(configuration.file_names("commentary") if commentary else [])]
    gives = [f"Entered figures, {month_text(file.first_month)} to {month_text(file.last_month)}" for file in figures]
    gives += ["Commentary and actions"] * len(commentary)
    hashes = [*(file.sha256 for file in figures), *(file.sha256 for file in commentary)]
    return [configuration_source(configuration), *map(Source, names, gives, hashes)]


def _request(
    configuration: Section, table: SeriesTable, own_sources: Sequence[Source], area: str, as_at: int, made_by: str,
    police: Sequence[Indicator], entries: Sequence[Entry], judging: Mapping[str, Judging], *, by_signal: bool,
) -> Request:
    rules = report_rules()
    return Request(
        table=table,
        own_sources=own_sources,
        data_sources=data_sources(table),
        release=release_of(table),
        indicators=police,
        charted=police[:4],
        area=area,
        as_at=as_at,
        marking=configuration.text("marking", "OFFICIAL"),
        made_by=made_by,
        title=configuration.text("title"),
        near_all=configuration.number("near_all", rules["near_all"].value, low=0.01, high=1),
        good_rank=read_good_rank(configuration, rules["good_rank"].value),
        judging=judging,
        by_signal=by_signal,
        entries=[entry for entry in entries if not entry.monthly],
        monthly=[entry for entry in entries if entry.monthly],
        own_breaks=read_breaks(configuration, [item.key for item in police]),
        own_groups=read_groups(configuration),
        own=read_tables(configuration, [item.key for item in police], (*KINDS, "lines")),
        notices=table.notices,
        prints_all=read_prints_all(configuration),
        publication=read_asked(configuration),
    )
