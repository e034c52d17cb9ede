"""Where things stand in a pack: the one place that knows, so that no sheet guesses about another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from cspxl.facts import boroughs, most_similar_groups
from cspxl.report import layout
from cspxl.report.describe import address, block
from cspxl.report.layout import FIRST, HEADER
from cspxl.report.pack.case import Pack
from cspxl.report.pack.lines import Group, Line
from cspxl.report.pack.one_pages import OnePage

SUMMARY: Final = "Summary"
CHECKS: Final = "Checks"
LINES: Final = "Line workings"
PAGES: Final = "Page workings"
PEERS: Final = "Peers"
PEER_WORKINGS: Final = "Peer workings"
REMARKS: Final = "Commentary"
MONTHLY: Final = "Monthly figures"

# Settings of the pack, below those of the overview's Control sheet.
SETTINGS_TOP: Final = FIRST + 13
TOLERANCE, OLDEST, LATER, PREFER = (
    block(layout.CONTROL, SETTINGS_TOP + at, 2, SETTINGS_TOP + at, 2) for at in range(4)
)

# Line workings: a row for each line and, below them all, for each comparator of a line.
WORKING_COLUMNS: Final = (
    "number", "indicator", "area", "polarity", "month_wanted", "month_found", "row", "monthly_row", "monthly_last",
    "origin", "as_at", "n_months", "numerator", "denominator", "previous_numerator", "previous_denominator", "value",
    "entered_previous", "previous", "stated_value", "stated_change", "claimed_change", "stated_difference",
    "stated_low", "stated_high", "target", "band_low", "band_high", "band_margin", "change", "factor", "rag", "rate",
    "words", "check", "rank", "benchmark", "signal", "changed", "listed_rag", "listed_change", "sentence",
    "factor_words", "drawn", "source", "period", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row of the line workings: a line, of the chosen area or of a comparator."""

    line: Line
    area: str | None


@dataclass(frozen=True)
class Places:
    """The rows and ranges of a pack."""

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
    def rows(self) -> Sequence[Row]:
        """Every row of the line workings."""
        compared = [Row(line, area) for line in self.lines for area in line.compare]
        return [*(Row(line, None) for line in self.lines), *compared]

    @cached_property
    def groups(self) -> Sequence[Group]:
        """The groups that are judged together: those with a figure to judge."""
        return [
            group
            for panel in self.pack.panels
            for group in panel.groups
            if group.judged and not all(line.state for line in group.lines)
        ]

    @property
    def last(self) -> int:
        """The last row of the lines, comparators not counted."""
        return FIRST + len(self.lines) - 1

    @property
    def groups_top(self) -> int:
        """The row of the headings over the groups."""
        return FIRST + len(self.rows) + 2

    def together(self, line: Line) -> Group | None:
        """The group that a line is judged with, if it is."""
        return next((group for group in self.groups if any(item is line for item in group.lines)), None)

    @cached_property
    def alone(self) -> Sequence[Line]:
        """The indicators that the overview judges and no line shows, as lines: the summary has them too."""
        shown = {line.police for line in self.lines if self.pack.on_overview(line)}
        entered = {entry.indicator for entry in self.pack.request.entries}
        left = [item for item in self.pack.request.indicators if self.pack.overview and item.key not in shown]
        return [
            Line(
                number="", label=item.label, short=item.label, key=item.key if item.key in entered else "",
                police=item.key, polarity=item.polarity, measure="count", style="volume", unit="offences", places=1,
                decimals=0, state="", benchmark="N/A", compare=[], best="lowest", band=[], rate_key="", month=None,
                listed=True, interval=False,
            )
            for item in left
        ]  # fmt: skip

    @property
    def alone_top(self) -> int:
        """The row of the heading over them, below the groups."""
        return self.groups_top + len(self.groups) + 2

    def alone_column(self, name: str) -> str:
        """One figure of them all."""
        column = 1 + WORKING_COLUMNS.index(name)
        return block(LINES, self.alone_top + 1, column, self.alone_top + len(self.alone), column)

    def police(self, line: Line) -> int:
        """Which of the police's indicators a line shows."""
        return [item.key for item in self.pack.request.indicators].index(line.police)

    def at(self, line: Line, area: str | None = None) -> int:
        """The row of a line, or of a comparator of it."""
        return FIRST + next(at for at, row in enumerate(self.rows) if row.line is line and row.area == area)

    def cell(self, name: str, row: int) -> str:
        """One figure, as other sheets write it."""
        column = 1 + WORKING_COLUMNS.index(name)
        return block(LINES, row, column, row, column)

    def column(self, name: str) -> str:
        """One figure of all lines, comparators not counted."""
        column = 1 + WORKING_COLUMNS.index(name)
        return block(LINES, FIRST, column, self.last, column)

    def span(self, name: str, *groups: Group) -> str:
        """One figure of the lines of neighbouring groups, which stand below one another."""
        found = [self.at(line) for group in groups for line in group.lines if not line.state]
        column = 1 + WORKING_COLUMNS.index(name)
        return block(LINES, min(found), column, max(found), column)

    def group_rag(self, group: Group) -> str:
        """The RAG of a group that is judged together, as a formula."""
        for row, item in enumerate(self.groups, self.groups_top + 1):
            if item is group:
                return block(LINES, row, 2, row, 2)
        return '"Not judged"'  # none of its lines has figures yet

    # Entered figures.

    def entered(self, name: str) -> str:
        """A column of the entered figures."""
        return self.pack.request.entered(name)

    def page_name(self, page: int) -> str:
        """The name of a page's sheet."""
        return self.pack.pages[page].sheet

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
        return self._series_rows([(area, key)]) if (area, key) in self.series else None

    def rolling12(self, area: str, key: str) -> str | None:
        """The 12 months to as_at of a monthly series, as a formula, if there is one."""
        series = self.series_of(area, key)
        return f"ROLLING12({series},{self.monthly_months},as_at)" if series else None

    def series_of_boroughs(self, key: str) -> str | None:
        """The monthly series of the 32 boroughs, if all are there."""
        wanted = [(area, key) for area in sorted(boroughs())]
        return self._series_rows(wanted) if set(wanted) <= set(self.series) else None

    def _series_rows(self, wanted: Sequence[tuple[str, str]]) -> str:
        rows = [FIRST + self.series.index(item) for item in wanted]
        return block(MONTHLY, min(rows), 4, max(rows), 3 + len(self.series_months))

    @cached_property
    def series_months(self) -> Sequence[int]:
        """The months of the monthly series, from the first to the last."""
        months = [entry.month for entry in self.pack.request.monthly]
        return range(min(months), max(months) + 1) if months else range(0)

    @property
    def monthly_keys(self) -> str:
        """Area and indicator of each series, joined."""
        return block(MONTHLY, FIRST, 1, FIRST + len(self.series) - 1, 1)

    @property
    def monthly_months(self) -> str:
        """The months above the series."""
        return block(MONTHLY, HEADER, 4, HEADER, 3 + len(self.series_months))

    @property
    def monthly_sources(self) -> str:
        """Where each series comes from."""
        column = 4 + len(self.series_months)
        return block(MONTHLY, FIRST, column, FIRST + len(self.series) - 1, column)

    @property
    def monthly_values(self) -> str:
        """The series."""
        return block(MONTHLY, FIRST, 4, FIRST + len(self.series) - 1, 3 + len(self.series_months))


def peers_name(page: int) -> str:
    """The name of a page of peers."""
    return f"{PEERS} {page + 1}" if page else PEERS


def here(name: str, row: int) -> str:
    """A cell of the line workings as its own sheet writes it."""
    return address(row, 1 + WORKING_COLUMNS.index(name))
