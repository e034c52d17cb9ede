"""A report pack as a workbook: panels of lines, a summary in sentences, checks, and everything they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cspxl.registry import Function
from cspxl.report import dashboard, noticed, overview, tables
from cspxl.report import workings as police_workings
from cspxl.report.describe import LIGHT_NAME, Workbook
from cspxl.report.pack import (
    checks,
    control,
    cover,
    page_workings,
    pages,
    panels,
    peer_workings,
    peers,
    summary,
    workings,
)
from cspxl.report.pack.case import REPORT, Pack, read_pack
from cspxl.report.pack.input_tables import entered, monthly
from cspxl.report.pack.layout import Places

__all__ = ["REPORT", "describe", "read_pack"]


def describe(pack: Pack, catalogue: Mapping[str, Function]) -> Workbook:
    """Cover, summary, panels, pages, checks, workings, tables, data."""
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
        peer_workings.describe(places),
        tables.london(request, places.rolling12),
        tables.similar_group(request),
        tables.glossary(request, catalogue, [lines, summary.describe(places), checks.describe(places)]),
        tables.indicators(request),
        tables.denominators(request),
        entered(request),
        *([monthly(places)] if places.series else []),
        *([pages.remarks(places)] if pack.remarks else []),
        noticed.describe(request),
        tables.data(request),
        control.lists(places),
    ]
    about = f"{request.title}: live formulas over police and entered figures. Data: {request.release}."
    return Workbook(
        dashboard.properties(request, about),
        marking=request.marking,
        sheets=[cover.describe(places, sheets), *sheets],
        names={**dashboard.names(request), LIGHT_NAME: checks.LIGHT_CELL},
    )

