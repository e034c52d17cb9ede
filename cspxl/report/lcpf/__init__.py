"""The London Crime Prevention Fund model of one borough as a workbook: its sheets in order, names and properties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cspxl.report.configuration import Section
from cspxl.report.describe import LIGHT_NAME, Properties, Workbook
from cspxl.report.grid import Book
from cspxl.report.lcpf import (
    checks,
    cover,
    inputs,
    line_workings,
    lists,
    pages,
    payments,
    project_workings,
    readings,
    recomputed,
    summary,
    words,
    year_pages,
    year_workings,
)
from cspxl.report.lcpf.case import REPORT, read_case
from cspxl.report.lcpf.checked_cells import with_names
from cspxl.report.lcpf.entries import ENTRIES

__all__ = ["REPORT", "describe", "first_year"]


def describe(configuration: Section, area: str) -> Workbook:
    """Outputs, inputs, workings, checks. Raises InputError, in one line, for a configuration that cannot be used."""
    case = read_case(configuration, area)
    outputs = [
        cover.describe(case),
        summary.describe(case),
        pages.funding(case),
        year_pages.in_year(case),
        year_pages.claim(case),
        payments.describe(case),
        pages.scenarios(case),
        words.describe(case),
    ]
    workings = [
        readings.describe(case),
        year_workings.describe(case),
        project_workings.describe(case),
        line_workings.describe(case),
        recomputed.describe(case),
    ]
    outputs, workings = with_names(outputs, "page"), with_names(workings, "working")
    check = checks.describe(case, outputs, workings)
    book = Book([*outputs, *inputs.describe(case), *workings, check, lists.describe(case)])
    columns = {f"{entry.name}_{item.name}": f"{entry.typed}[{item.name}]" for entry in ENTRIES for item in entry.fields}
    return Workbook(
        Properties(
            title=f"{case.area}: London Crime Prevention Fund model, {case.years[0]} to {case.years[-1]}",
            subject="London Crime Prevention Fund",
            description="Ledgers, bids, projects, roll-over, in-year monitoring, claims and checks, by live formulas.",
            keywords="community safety; London Crime Prevention Fund; MOPAC; budget",
            author="cspxl",
            made_on=case.prepared,
        ),
        marking=case.marking,
        prints_all=case.prints_all,
        board=[sheet.name for sheet in outputs],
        sheets=book.sheets(),
        names={name: book.resolved(reference) for name, reference in {**_NAMES, **columns}.items()},
        at=book.at,
    )


_NAMES: Final[Mapping[str, str]] = {
    "area": "settings_used[area]",
    "scenario": "settings_used[scenario]",
    "year_shown": "settings_used[year_shown]",
    "monitored_year": "settings_used[monitored_year]",
    "periods_in_year": "settings_used[periods_in_year]",
    "periods_complete": "settings_used[periods_complete]",
    "period_word": "chosen[period_word]",
    LIGHT_NAME: checks.NAME,
    "paragraph": checks.PARAGRAPH,
}
"""The defined names: what formulas read by name; those of the inputs' columns are added."""


def first_year(configuration: Section) -> str:
    """The first year as file names write it: ``2017-18``."""
    return configuration.texts("years")[0].replace("/", "-")
