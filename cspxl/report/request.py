"""What a report over the police's series is asked to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from cspxl.errors import InputError
from cspxl.facts import Break, DenominatorSeries, Indicator, report_rules
from cspxl.notices import Notice
from cspxl.report.basis import Basis, london_basis
from cspxl.report.judging import Judging
from cspxl.report.own_tables import OwnTable
from cspxl.report.publication import Asked
from cspxl.sources.tidy import NUMBERS, Entry

_WHOLES = ("London", "England", "England and Wales")  # are compared with, not ranked
SIMILAR_GROUP_SIZE = 15  # a most similar group has the area and fourteen others
CHART_MONTHS = 37  # three years and the month they start from
# Entered figures: a row each.
ENTERED_COLUMNS = ("row", "area", "indicator", "month", "n_months", *NUMBERS, "source", "note")

NOT_AVAILABLE = "Not available"  # what a cell of the workings says for a figure that is missing
IN_RANGE = "In range"  # and for a month of which EXCEPTION has nothing to say
HISTORY = 24  # months of data that a month needs before it can be chosen


class MonthlySeries(Protocol):
    """What a report needs of a table of monthly series."""

    @property
    def first_month(self) -> int:
        """The first month of the table."""
        ...

    @property
    def last_month(self) -> int:
        """The last month of the table."""
        ...

    @property
    def areas(self) -> Sequence[str]:
        """The areas that the table has."""
        ...

    def series(self, area: str, indicator: str) -> tuple[list[int], list[float | None]]:
        """Months and values of one area's indicator."""
        ...


@dataclass(frozen=True)
class Source:
    """A file that the report comes from, as the cover shows it: its name, what it gives, the SHA-256 of its bytes."""

    name: str
    gives: str
    sha256: str


@dataclass(frozen=True)
class Request:
    """What a dashboard is asked to show."""

    table: MonthlySeries
    own_sources: Sequence[Source]  # the configuration, then the files that it names
    data_sources: Sequence[Source]
    release: str
    indicators: Sequence[Indicator]
    charted: Sequence[Indicator]
    area: str
    as_at: int
    marking: str
    made_by: str
    title: str = "overview dashboard"
    near_all: float = field(default_factory=lambda: report_rules()["near_all"].value)
    good_rank: float = field(default_factory=lambda: report_rules()["good_rank"].value)  # a share of the group
    judging: Mapping[str, Judging] = field(default_factory=dict)  # by the key of an indicator
    by_signal: bool = False  # judged by what is more than chance, where nothing else is said of an indicator
    entries: Sequence[Entry] = ()
    monthly: Sequence[Entry] = ()
    own_breaks: Mapping[str, Sequence[Break]] = field(default_factory=dict)
    own_groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    basis: Basis = field(default_factory=london_basis)
    notices: Sequence[Notice] = ()  # of the readers of the files
    own: Sequence[OwnTable] = ()  # tables of the analyst's own
    prints_all: bool = False  # back matter too, not only what a board reads
    publication: Asked = field(default_factory=Asked)

    def breaks_of(self, indicator: Indicator) -> Sequence[Break]:
        """The breaks of an indicator: the report's own, else those on record."""
        return self.own_breaks.get(indicator.key, self.basis.breaks_of(indicator.key))

    @cached_property
    def areas(self) -> Sequence[str]:
        """The areas one can choose, which are ranked among each other."""
        return self.basis.areas

    @property
    def denominators(self) -> Sequence[DenominatorSeries]:
        """The series of denominators one can choose."""
        return list(self.basis.denominators.values())

    @cached_property
    def months(self) -> Sequence[int]:
        """The months of the data."""
        return range(self.table.first_month, self.table.last_month + 1)

    @property
    def has_signals(self) -> bool:
        """Whether any indicator is judged by what is more than chance."""
        return self.by_signal or any(rule.by == "signal" for rule in self.judging.values())

    def judged_by(self, otherwise: str) -> str:
        """What an indicator is judged by of which nothing is said."""
        return "signal" if self.by_signal else otherwise

    @property
    def choosable_months(self) -> Sequence[int]:
        """The months that have a year before the rolling year."""
        if len(self.months) < HISTORY:
            raise InputError(f"the files have {len(self.months)} months; a report needs at least {HISTORY}")
        return self.months[HISTORY - 1 :]

    def counts(self, area: str, indicator: Indicator) -> Sequence[int | None]:
        """The monthly counts of an area, None where one is not available."""
        if area not in self.table.areas:
            return [None] * len(self.months)
        _, values = self.table.series(area, indicator.key)
        return [None if value is None else int(value) for value in values]

    @cached_property
    def outside(self) -> Sequence[str]:
        """The areas outside London that figures are entered for, so that they can be ranked as peers."""
        wanted = {"population", "households", *(indicator.key for indicator in self.indicators)}
        entries = (*self.entries, *self.monthly)
        named = {entry.area for entry in entries if entry.indicator in wanted and "value" in entry.figures}
        return sorted(named - set(self.areas) - set(_WHOLES))

    @cached_property
    def most_breaks(self) -> int:
        """How many columns the breaks need."""
        return max(1, *(len(self.breaks_of(indicator)) for indicator in self.indicators))

    @cached_property
    def denominator_rows(self) -> Sequence[tuple[str, int]]:
        """Series and year of each row."""
        return [(series.name, year) for series in self.denominators for year in series.years]
