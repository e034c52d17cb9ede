"""What a table to fill is made of: fields, the rows of an entry, and the words that both know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["text", "choice", "amount", "signed", "share", "change", "whole", "year", "date"]

NUMBERS: Final = frozenset({"amount", "signed", "share", "change", "whole", "date"})
DIRECT: Final = "Direct"
JOINT: Final = "Co-commissioned"
LEDGERS: Final = (DIRECT, JOINT)
REVENUE: Final = "Revenue"
CAPITAL: Final = "Capital"
BLOCKS: Final = {DIRECT: 0, JOINT: 1}  # which block of a table of workings is of a ledger
NOT_KNOWN: Final = "Not known"
NOT_APPLICABLE: Final = "n/a"
PERIODS: Final = 12  # the most periods of a year
SPARE: Final = 3  # fewer spare rows than this, and the sheet says so


@dataclass(frozen=True)
class Field:
    """A column to fill. ``of`` is the list that its text must be one of, ``missing`` what is said of one that is not.

    ``needed`` is said of an empty cell in a row that is filled; ``key`` is the configuration's word for it.
    """

    name: str
    heading: str
    kind: Kind = "text"
    of: str = ""
    missing: str = ""
    needed: str = ""
    width: float = 13
    low: float = 0
    high: float = 1e9
    nothing: float | None = None


@dataclass(frozen=True)
class Entry:
    """A table to fill: its fields, what a row as a whole must hold (condition → message), what wants a look, and what
    workings read beside the fields (name → formula).
    """

    name: str
    title: str
    about: str
    fields: Sequence[Field]
    faults: Mapping[str, str] = field(default_factory=dict)
    looks: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)
    spare: bool = True

    @property
    def typed(self) -> str:
        """The name of its table on an input sheet; ``costs_read`` is that of its reading."""
        return f"typed_{self.name}"


PROJECT: Final = Field(
    "project",
    "Project",
    of="projects_read[id]",
    missing='"no project "&[@project]',
    width=10,
    needed='"give the project\'s id"',
)
BID: Final = Field(
    "bid", "Bid", of="bids_read[id]", missing='"no bid "&[@bid]', width=10, needed='"give the bid\'s id"'
)
YEAR: Final = Field(
    "year",
    "Year",
    "choice",
    of="years[label]",
    missing='"\'"&[@year]&"\' is not one of the years"',
    needed='"give the year"',
    width=10,
)
LEDGER: Final = Field(
    "ledger",
    "Ledger",
    "choice",
    of="ledger_names[item]",
    width=16,
    missing='"the ledger must be Direct or Co-commissioned"',
    needed='"the ledger must be Direct or Co-commissioned"',
)
PERIOD: Final = Field("period", "Period", "whole", low=1, high=PERIODS, width=8, needed='"give the period"')
SOURCE: Final = Field("source", "Source", width=36)
NO_PERIOD: Final = {"N([@period])>periods_in_year": '"no period "&[@period]'}
_STATE: Final = 'IFERROR(INDEX(years_read[state],MATCH([@year],years_read[year],0)),"Closed")'
NOT_COUNTED: Final = {
    f'AND([@year]<>"",[@year]<>monitored_year,{_STATE}<>"Closed")': '[@year]&" is not monitored: '
    'the row is not counted"'
}
"""Rows of a year's events count in the year that is monitored; those of closed years are its history."""
LINE: Final = '=[@project]&"|"&[@year]&"|"&[@ledger]'
OF_LEDGER: Final = '=[@year]&"|"&[@ledger]'


def amount(name: str, heading: str, kind: Kind = "amount", needed: str = "", width: float = 13) -> Field:
    """An amount of money, in pounds and pence."""
    return Field(name, heading, kind, needed=needed and f'"{needed}"', width=width)


def answer(name: str, heading: str) -> Field:
    """A Yes or a No."""
    return Field(name, heading, "choice", of="answers[item]", missing='"type Yes or No"', width=10)
