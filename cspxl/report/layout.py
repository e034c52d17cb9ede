"""Where things stand in the dashboard workbook: the one place that knows, so that no sheet guesses about another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from cspxl.errors import InputError
from cspxl.facts import Break, DenominatorSeries, Indicator, report_rules
from cspxl.notices import Notice
from cspxl.report.basis import Basis, london_basis
from cspxl.report.describe import address, block
from cspxl.sources.tidy import NUMBERS, Entry

# Sheets, in order.
COVER = "Cover"
OVERVIEW = "Overview"
CONTROL = "Control"
WORKINGS = "Workings"
LONDON = "London"
SIMILAR = "Similar group"
GLOSSARY = "Glossary"
INDICATORS = "Indicators"
DENOMINATORS = "Denominators"
ENTERED = "Entered figures"
NOTICES = "Notices"
DATA = "Data"
LISTS = "Lists"

HEADER = 4  # the row of a sheet's column headings; its first line of figures is the next
FIRST = HEADER + 1

_WHOLES = ("London", "England", "England and Wales")  # are compared with, not ranked
SIMILAR_GROUP_SIZE = 15  # a most similar group has the area and fourteen others
CHART_MONTHS = 37  # three years and the month they start from
# Entered figures: a row each.
ENTERED_COLUMNS = ("row", "area", "indicator", "month", "n_months", *NUMBERS, "source", "note")

NOT_AVAILABLE = "Not available"  # what a cell of the workings says for a figure that is missing
HISTORY = 24  # months of data that a month needs before it can be chosen


class Table(Protocol):
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

    table: Table
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
    good_rank: int = field(default_factory=lambda: int(report_rules()["good_rank"].value))
    entries: Sequence[Entry] = ()
    monthly: Sequence[Entry] = ()
    own_breaks: Mapping[str, Sequence[Break]] = field(default_factory=dict)
    own_groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    basis: Basis = field(default_factory=london_basis)
    notices: Sequence[Notice] = ()  # of the readers of the files
    by_change: bool = False  # RAG of the rolling 12 months' change alone, where no overview shows the other factors

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
    def choosable_months(self) -> Sequence[int]:
        """The months that have a year before the rolling year."""
        if len(self.months) < HISTORY:
            raise InputError(f"the files have {len(self.months)} months; a report needs at least {HISTORY}")
        return self.months[HISTORY - 1 :]

    def list_ref(self, column: int) -> str:
        """A column of the Lists sheet: 1 areas, 2 months, 3 series of denominators."""
        length = (len(self.areas), len(self.choosable_months), len(self.denominators))[column - 1]
        return block(LISTS, FIRST, column, FIRST + length - 1, column)

    def counts(self, area: str, indicator: Indicator) -> Sequence[int | None]:
        """The monthly counts of an area, None where one is not available."""
        if area not in self.table.areas:
            return [None] * len(self.months)
        _, values = self.table.series(area, indicator.key)
        return [None if value is None else int(value) for value in values]

    # Data: one block of 32 rows for each indicator, one column for each month.

    def data_row(self, indicator: int, area: int) -> int:
        """The row of the Data sheet with the series of an indicator and an area."""
        return FIRST + indicator * len(self.areas) + area

    @property
    def last_data_column(self) -> int:
        """The column of the last month."""
        return 2 + len(self.months)

    def data_block(self, indicator: int) -> str:
        """The 32 series of an indicator."""
        top, bottom = self.data_row(indicator, 0), self.data_row(indicator, len(self.areas) - 1)
        return block(DATA, top, 3, bottom, self.last_data_column)

    # London: one row for each borough, one column for each indicator behind population and households.

    def london_column(self, column: int) -> str:
        """A column of the sheet of areas (London's, for the borough files), without those outside."""
        return block(self.basis.sheet, FIRST, column, FIRST + len(self.areas) - 1, column)

    @cached_property
    def outside(self) -> Sequence[str]:
        """The areas outside London that figures are entered for, so that they can be ranked as peers."""
        wanted = {"population", "households", *(indicator.key for indicator in self.indicators)}
        entries = (*self.entries, *self.monthly)
        named = {entry.area for entry in entries if entry.indicator in wanted and "value" in entry.figures}
        return sorted(named - set(self.areas) - set(_WHOLES))

    @property
    def area_name(self) -> str:
        """The chosen area in the spelling of the data, however it is typed; as typed where it is not in them."""
        return f"IFNA(INDEX({self.london_column(1)},area_row),area)"

    def peers_column(self, column: int) -> str:
        """The same column over the areas outside London too."""
        return block(self.basis.sheet, FIRST, column, FIRST + len(self.areas) + len(self.outside) - 1, column)

    def entered(self, name: str) -> str:
        """A column of the entered figures."""
        column = 1 + ENTERED_COLUMNS.index(name)
        return block(ENTERED, FIRST, column, FIRST + max(1, len(self.entries)) - 1, column)

    def totals_column(self, indicator: int) -> str:
        """The rolling totals of an indicator, all areas."""
        return self.london_column(4 + indicator)

    # Indicators: one row each, with the first months of their breaks.

    @cached_property
    def most_breaks(self) -> int:
        """How many columns the breaks need."""
        return max(1, *(len(self.breaks_of(indicator)) for indicator in self.indicators))

    def breaks_ref(self, indicator: int) -> str:
        """The cells with the breaks of an indicator."""
        return block(INDICATORS, FIRST + indicator, 5, FIRST + indicator, 4 + self.most_breaks)

    def indicator_ref(self, indicator: int, column: int) -> str:
        """A cell of the Indicators sheet: 1 name, 2 key, 3 polarity, 4 what the rate is per."""
        return block(INDICATORS, FIRST + indicator, column, FIRST + indicator, column)

    # Denominators: one row for each series and year.

    @cached_property
    def denominator_rows(self) -> Sequence[tuple[str, int]]:
        """Series and year of each row."""
        return [(series.name, year) for series in self.denominators for year in series.years]

    def denominator_column(self, column: int) -> str:
        """A column of the Denominators sheet: 1 base, 2 series, 3 year."""
        return block(DENOMINATORS, FIRST, column, FIRST + len(self.denominator_rows) - 1, column)

    @property
    def denominator_values(self) -> str:
        """The figures of the Denominators sheet: series and year by area."""
        bottom, right = FIRST + len(self.denominator_rows) - 1, 3 + len(self.areas)
        return block(DENOMINATORS, FIRST, 4, bottom, right)

    @property
    def denominator_areas(self) -> str:
        """The areas above the figures of the Denominators sheet."""
        return block(DENOMINATORS, HEADER, 4, HEADER, 3 + len(self.areas))


# Workings: one row for each indicator; these are its columns.
WORKING_COLUMNS = (
    "indicator", "rolling12", "previous12", "change", "quarter", "quarter_year_ago", "quarter_change",
    "fytd", "previous_fytd", "fytd_change", "break", "quarter_break", "rate", "base",
    "london_rank", "london_text", "similar_text", "london_factor", "similar_factor", "rag",
    "month_0", "month_1", "month_2", "headline", "factor_12", "factor_quarter", "factor_rank",
    "noticed", "noticed_effect", "noticed_of_others",
)  # fmt: skip
WORKINGS_TOP = 14  # the row of the headings; the settings that the workings derive stand above


def working(name: str, indicator: int) -> str:
    """The cell of the Workings sheet with one figure of an indicator."""
    return f"{WORKINGS}!{working_here(name, indicator)}"


def working_here(name: str, indicator: int) -> str:
    """The same cell as its own sheet writes it."""
    return address(WORKINGS_TOP + 1 + indicator, 1 + WORKING_COLUMNS.index(name))


def working_column(name: str, n_indicators: int) -> str:
    """One figure of all indicators."""
    column = 1 + WORKING_COLUMNS.index(name)
    return block(WORKINGS, WORKINGS_TOP + 1, column, WORKINGS_TOP + n_indicators, column)
