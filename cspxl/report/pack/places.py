"""What stands in a pack: its lines, groups and series, and the references that formulas know them by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from cspxl.facts import boroughs, most_similar_groups
from cspxl.report import judgements, subjects
from cspxl.report.describe import quoted
from cspxl.report.judging import Judging
from cspxl.report.pack.alike import subject_of
from cspxl.report.pack.case import Pack
from cspxl.report.pack.lines import NO_BENCHMARK, Group, Line
from cspxl.report.pack.one_pages import OnePage
from cspxl.report.subjects import Subject
from cspxl.sources.tidy import Entry
from cspxl.values import month_text

SUMMARY: Final = "Summary"
CHECKS: Final = "Checks"
LINES: Final = "Line workings"
PAGES: Final = "Page workings"
PEERS: Final = "Peers"
PEER_WORKINGS: Final = "Peer workings"
REMARKS: Final = "Commentary"
MONTHLY: Final = "Monthly figures"
NOTHING: Final = "No figure is entered for this area and month."
"""What a page says instead of a chart that would draw nothing."""
FIGURES: Final = ("value", "numerator", "stated_value", "stated_change", "stated_low")
"""The columns of which one makes an entered row a figure."""


@dataclass(frozen=True)
class Row:
    """One row of the line workings: a line, of the chosen area or of a comparator."""

    line: Line
    area: str | None


@dataclass(frozen=True)
class Places:
    """What a pack shows, in order."""

    pack: Pack

    @cached_property
    def lines(self) -> Sequence[Line]:
        """The lines that have figures, in order."""
        return [
            line for panel in self.pack.panels for group in panel.groups for line in group.lines if not line.state
        ]

    @cached_property
    def compared(self) -> Sequence[Line]:
        """The lines of entered figures that more than one borough or peer has: one for each figure and month."""
        request = self.pack.request
        groups = {**{group.members[0]: group.members for group in most_similar_groups().values()}, **request.own_groups}
        peers = {*request.areas, *(member for members in groups.values() for member in members)}
        having: dict[str, set[str]] = {}
        for entry in (*request.entries, *request.monthly):
            if entry.area in peers and entry.figures.keys() & {"value", "numerator"}:
                having.setdefault(entry.indicator, set()).add(entry.area)
        found = {
            (line.key, line.month, line.measure): line
            for line in reversed(self.lines)
            if not line.police and line.measure != "against" and len(having.get(line.key, ())) > 1
        }
        return list(reversed(found.values()))

    @cached_property
    def groups(self) -> Sequence[Group]:
        """The groups that are judged together: those with a figure to judge."""
        return [
            group
            for panel in self.pack.panels
            for group in panel.groups
            if group.judged and not all(line.state or self.pack.on_overview(line) for line in group.lines)
        ]

    def together(self, line: Line) -> Group | None:
        """The group that a line is judged with, if it is."""
        if self.pack.on_overview(line):
            return None
        return next((group for group in self.groups if any(item is line for item in group.lines)), None)

    @cached_property
    def alone(self) -> Sequence[Line]:
        """The indicators of the police that the overview or a page shows and no line does, as lines."""
        shown = {line.police for line in self.lines if line.month is None}
        paged = {page.key for page in self.pack.pages if page.police is not None}
        request = self.pack.request
        entered = {entry.indicator for entry in (*request.entries, *request.monthly)}
        by = request.judged_by("factors" if self.pack.overview else "change")
        return [
            Line(
                number="", label=item.label, short=item.label, key=item.key if item.key in entered else "",
                police=item.key, polarity=item.polarity, measure="count", style="volume", unit="offences", places=1,
                decimals=0, state="", benchmark=NO_BENCHMARK, compare=[], best="lowest", band=rule.band, rate_key="",
                month=None, listed=True, interval=False, by=rule.by or by, target=rule.target, oldest=rule.oldest,
                police_first=True,
            )
            for item in request.indicators
            if item.key not in shown and (self.pack.overview or item.key in paged)
            for rule in [request.judging.get(item.key, Judging())]
        ]  # fmt: skip

    @cached_property
    def judged(self) -> Sequence[tuple[Subject, Line]]:
        """What is judged, each with the first line that shows it: the overview's alone first, then the lines."""
        first: dict[tuple[str, int | None], Line] = {}
        for line in (*self.alone, *self.lines):
            known = first.setdefault(subject_of(line), line)
            if line.listed and not known.listed:  # the summary speaks of it as the line that it may take
                first[subject_of(line)] = line
        return [(self._subject(line, first), line) for line in first.values()]

    @cached_property
    def subjects(self) -> Sequence[Subject]:
        """What is judged, then the groups that are judged together."""
        groups = [
            Subject(f"group {at}", f"Together: {group.name}", "", "", self.pack.request.judged_by(""), members=at,
                    listed=False)
            for at, group in enumerate(self.groups)
        ]
        return [*(subject for subject, _ in self.judged), *groups]

    def _subject(self, line: Line, first: Mapping[tuple[str, int | None], Line]) -> Subject:
        twin = first.get((subject_of(line)[0], None)) if line.month is not None else None
        return Subject(
            self.subject_name(line), line.short, line.police, line.polarity, line.by, line.target, line.band,
            line.oldest, self.group_name(self.together(line)),
            twin=self.subject_name(twin) if twin else "", unit=line.measure, places=line.places,
            decimals=line.decimals, listed=line.listed,
        )  # fmt: skip

    def subject_name(self, line: Line) -> str:
        """The key of what a line shows on the axis ``subject``: of the police's as at the month, the indicator's."""
        if line.police and line.month is None:
            return line.police
        key, month = subject_of(line)
        return f"{key} {'' if month is None else month_text(month)}".strip()

    def judgement(self, column: str, line: Line) -> str:
        """A cell of the judgement of what a line shows."""
        return judgements.cell(column, self.subject_name(line))

    # How formulas know a line, a group, a page.

    def keys(self, line: Line) -> Mapping[str, object]:
        """What a row about a line fixes."""
        group, panel = self.group_name(self.together(line)), self.panel_name(line)
        return {
            "line": self.name(line), "key": line.key, "indicator": line.police, "group": group, "panel": panel,
            "subject": self.subject_name(line),
        }  # fmt: skip

    @cached_property
    def _names(self) -> Mapping[int, int]:
        """The place of a line; two lines may be alike, so they are told apart by what they are."""
        return {id(line): at for at, line in enumerate([*self.lines, *self.alone])}

    def name(self, line: Line) -> int:
        """The key of a line on the axis ``line``."""
        return self._names[id(line)]

    def group_name(self, group: Group | None) -> int | None:
        """The key of a group on the axis ``group``; None where none is judged together."""
        return next((at for at, item in enumerate(self.groups) if item is group), None)

    def panel_name(self, line: Line) -> int | None:
        """The key of the panel that shows a line on the axis ``panel``."""
        return next(
            (
                at
                for at, panel in enumerate(self.pack.panels)
                if any(item is line for group in panel.groups for item in group.lines)
            ),
            None,
        )

    def on_card(self, line: Line) -> bool:
        """Whether a line stands on a card, where its label is read below the card's heading only."""
        panel = self.panel_name(line)
        return panel is not None and self.pack.panels[panel].cards

    def cell(self, column: str, line: Line, area: str | None = None) -> str:
        """A figure of a line, or of one of its comparators."""
        if area is None:
            return f"lines[@{column}, line={self.name(line)}]"
        return f"comparators[@{column}, line={self.name(line)}, compared={list(line.compare).index(area)}]"

    def group_rag(self, group: Group) -> str:
        """The RAG of a group that is judged together, as a formula."""
        at = self.group_name(group)
        if at is None:  # none of its lines has figures yet
            return quoted(subjects.NOT_JUDGED)
        return judgements.cell("rag", f"group {at}")

    def entered_columns(self, line: Line) -> frozenset[str]:
        """The columns in which anything is entered for a line, of whatever area."""
        found = (entry.figures for entry in self.pack.request.entries if entry.indicator == line.key)
        return frozenset().union(*found)

    def has_target(self, line: Line, *, entered: bool = False) -> bool:
        """Whether an indicator has a target: in the configuration (not asked for ``entered`` ones), or entered."""
        given = line.target is not None and not entered
        return given or any(
            entry.indicator == line.key and "target" in entry.figures for entry in self.pack.request.entries
        )

    def page_target(self, page: OnePage) -> str:
        """The cell of the target that what a page shows is judged by; empty where it cannot have one."""
        if page.line:
            name = self.subject_name(page.line)
        elif page.police is not None:
            name = self.pack.request.indicators[page.police].key
        else:
            return ""
        line = next((line for subject, line in self.judged if subject.name == name), None)
        return judgements.cell("target", name) if line and self.has_target(line) else ""

    @staticmethod
    def is_target_alone(entry: Entry) -> bool:
        """Whether an entered row gives a target and no figure."""
        return "target" in entry.figures and not entry.figures.keys() & set(FIGURES)

    def drawn_by_month(self, page: OnePage) -> bool:
        """Whether a page has monthly values to draw, of the police or entered."""
        return page.police is not None or any(key == page.key for _, key in self.series)

    # Monthly figures: a row for each area and indicator, a column for each month.

    @cached_property
    def series(self) -> Sequence[tuple[str, str]]:
        """Area and indicator of each monthly series; of an indicator the boroughs come first."""
        found = {(entry.area, entry.indicator) for entry in self.pack.request.monthly}
        return sorted(found, key=lambda item: (item[1], item[0] not in boroughs(), item[0]))

    def series_of(self, area: str, key: str) -> str | None:
        """The monthly series of an area, if there is one."""
        at = (area, key)
        return f"monthly[@value, series={self.series.index(at)}]" if at in self.series else None

    def series_of_boroughs(self, key: str) -> str | None:
        """The monthly series of the 32 boroughs, if all are there."""
        wanted = {(area, key) for area in boroughs()}
        return f"monthly[@value, key={key}, part=boroughs]" if wanted <= set(self.series) else None

    @cached_property
    def series_months(self) -> Sequence[int]:
        """The months of the monthly series, from the first to the last."""
        months = [entry.month for entry in self.pack.request.monthly]
        return range(min(months), max(months) + 1) if months else range(0)


def peers_name(page: int) -> str:
    """The name of a page of peers."""
    return f"{PEERS} {page + 1}" if page else PEERS
