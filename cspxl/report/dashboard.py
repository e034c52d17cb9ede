"""The overview dashboard as a workbook: its sheets in order, its names and its properties."""

from __future__ import annotations

from collections.abc import Mapping

from cspxl.registry import Function
from cspxl.report import control, cover, layout, noticed, overview, tables, workings
from cspxl.report.describe import Properties, Workbook, block, day_after
from cspxl.report.layout import Request


def describe(request: Request, catalogue: Mapping[str, Function]) -> Workbook:
    """Cover, page, settings, workings, tables, data."""
    return Workbook(
        properties(request, f"Rolling 12 months, change, RAG, ranks and exceptions. Data: {request.release}."),
        marking=request.marking,
        sheets=[
            cover.describe(request),
            overview.describe(request),
            control.describe(request),
            workings.describe(request),
            tables.london(request),
            tables.similar_group(request),
            tables.glossary(request, catalogue),
            tables.indicators(request),
            tables.denominators(request),
            noticed.describe(request),
            tables.data(request),
            tables.lists(request),
        ],
        names=names(request),
    )


def properties(request: Request, description: str) -> Properties:
    """Those of a report, whatever its area and month."""
    return Properties(
        title=request.title,
        subject="Community Safety Partnership performance",
        description=description,
        keywords=f"community safety; crime; performance; {request.basis.place}",
        author="cspxl",
        made_on=day_after(request.table.last_month),
    )


def names(request: Request) -> Mapping[str, str]:
    """The names that formulas use."""
    return {
        "area": control.AREA,
        "as_at": workings.AS_AT,
        "area_row": workings.AREA_ROW,
        "near_all": control.NEAR_ALL,
        "good_rank": control.GOOD_RANK,
        "months": block(layout.DATA, layout.HEADER, 3, layout.HEADER, request.last_data_column),
    }
