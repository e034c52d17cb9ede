"""What a report publishes, described before anything is calculated: tables of values that its workbook has.

A published table has no figure of its own: each cell is a reference to a named cell of the workbook, in structured
references as everywhere (``grid``), which are resolved here; ``export.publication`` reads the values and writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, TypeAlias

from cspxl.report.configuration import Section
from cspxl.report.describe import Content, Formula

Look: TypeAlias = Literal["text", "count", "percent", "points", "rate", "figure", "money", "month"]
Key: TypeAlias = tuple[str, ...]
"""Which count a cell shows: the same figure has the same key wherever it stands."""

NOT_AVAILABLE: Final = "[x]"
NOT_APPLICABLE: Final = "[z]"
CONFIDENTIAL: Final = "[c]"
BREAK: Final = "[b]"
SHORTHAND: Final = {
    BREAK: "Break in the series: the figures before and after it cannot be compared.",
    CONFIDENTIAL: "Confidential: a small number of people or offences, or one that would give such a number away.",
    NOT_AVAILABLE: "Not available: there is no figure for this area and period.",
    NOT_APPLICABLE: "Not applicable: the row has no such figure.",
}
THRESHOLD: Final = 5  # counts below it are not published, unless the configuration says otherwise


@dataclass(frozen=True)
class Asked:
    """What a configuration says of the publication: whom to ask, its date, what is not to be told."""

    contact: str = ""
    published: date | None = None
    threshold: int = THRESHOLD
    commentary: bool = False


@dataclass(frozen=True)
class Published:
    """One cell: where its value stands. ``counts`` is the count that it is; ``tells`` are counts it would give away.

    ``missing`` is what stands where there is no value; ``area`` whose count it is, where it may be another area's.
    """

    content: Content
    counts: Key | None = None
    tells: tuple[Key, ...] = ()
    missing: str = NOT_AVAILABLE
    area: Content = None


@dataclass(frozen=True)
class PublishedColumn:
    """A column: its heading, with the unit, its cells from the top, how their values look; ``notes`` by their texts."""

    heading: Content
    cells: tuple[Published, ...]
    look: Look = "text"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PublishedTable:
    """A table on a sheet of its own; ``name`` is that of its mark-up. Rows without a first cell are left out."""

    name: str
    title: Content
    source: Content
    columns: tuple[PublishedColumn, ...]


@dataclass(frozen=True)
class Total:
    """A published count that others add up to. With ``rest`` they are only some of its parts."""

    whole: Key
    parts: tuple[Key, ...]
    rest: bool = False


@dataclass(frozen=True)
class Publication:
    """Everything that is published of a report, whatever its area and month."""

    title: Content
    area: Content
    about: tuple[Content, ...]
    tables: tuple[PublishedTable, ...]
    totals: tuple[Total, ...]
    asked: Asked
    home: str
    """A cell of the workbook: the place that formulas are read from."""


def read_asked(configuration: Section) -> Asked:
    """The section ``[publication]`` of a configuration."""
    section = configuration.section("publication")
    section.only("contact", "date", "threshold", "commentary")
    return Asked(
        section.text("contact", ""),
        section.day("date") if section.has("date") else None,
        int(section.number("threshold", THRESHOLD, low=1, high=1000)),
        section.choice("commentary", ("yes", "no"), "no") == "yes",
    )


def column(
    heading: Content, cells: Iterator[Published] | Sequence[Published], look: Look = "text", *notes: str,
) -> PublishedColumn:
    """A column of these cells."""
    return PublishedColumn(heading, tuple(cells), look, notes)


def resolved(publication: Publication, resolve: Callable[[str], str]) -> Publication:
    """The same with an address for every reference."""

    def content(what: Content) -> Content:
        return Formula(resolve(what.text).removeprefix("=")) if isinstance(what, Formula) else what

    def cell(one: Published) -> Published:
        return replace(one, content=content(one.content), area=content(one.area))

    def table(one: PublishedTable) -> PublishedTable:
        columns = tuple(
            replace(item, heading=content(item.heading), cells=tuple(map(cell, item.cells))) for item in one.columns
        )
        return replace(one, title=content(one.title), source=content(one.source), columns=columns)

    return replace(
        publication, title=content(publication.title), area=content(publication.area),
        about=tuple(map(content, publication.about)), tables=tuple(map(table, publication.tables)),
        home=resolve(publication.home).replace("$", ""),
    )  # fmt: skip
