"""A report pack as a workbook: panels of lines, a summary in sentences, checks, and everything they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib.resources.abc import Traversable
from pathlib import Path

from cspxl.registry import Function
from cspxl.report import dashboard, overview, tables
from cspxl.report import workings as police_workings
from cspxl.report.configuration import Section
from cspxl.report.describe import Workbook
from cspxl.report.pack import checks, control, cover, page_workings, pages, panels, peers, summary, workings
from cspxl.report.pack.case import REPORT, read_pack
from cspxl.report.pack.input_tables import entered, monthly
from cspxl.report.pack.layout import Places
from cspxl.sources import SeriesTable

__all__ = ["REPORT", "describe"]


def describe(
    configuration: Section,
    folder: Path | Traversable,
    table: SeriesTable,
    area: str,
    as_at: int,
    catalogue: Mapping[str, Function],
    made_by: str,
) -> Workbook:
    """The pack of an area as at a month; ``folder`` holds the files that the configuration names.

    Raises InputError, in one line, for what cannot be used.
    """
    pack = read_pack(configuration, folder, table, area, as_at, made_by)
    request, places = pack.request, Places(pack)
    lines, read = workings.describe(places), [panels.describe(places, panel) for panel in pack.panels]
    sheets = [
        summary.describe(places),
        *([overview.describe(replace(request, title="overview dashboard"))] if pack.overview else []),
        *read,
        *(pages.describe(places, page) for page in range(len(pack.pages))),
        *peers.sheets(places),
        control.describe(places),
        checks.describe(places),
        lines,
        police_workings.describe(request),
        *([page_workings.describe(places)] if pack.pages else []),
        peers.workings(places),
        tables.london(request),
        tables.similar_group(request),
        tables.glossary(request, catalogue, [lines, summary.describe(places), checks.describe(places)]),
        tables.indicators(request),
        tables.denominators(request),
        entered(request),
        *([monthly(places)] if places.series else []),
        *([pages.remarks(places)] if pack.remarks else []),
        tables.data(request),
        control.lists(places),
    ]
    about = f"{request.title}: live formulas over police and entered figures. Data: {request.release}."
    return Workbook(
        dashboard.properties(request, about),
        marking=request.marking,
        sheets=[cover.describe(places, sheets), *sheets],
        names=dashboard.names(request),
    )

