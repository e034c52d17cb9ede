"""The overview dashboard as a workbook: its sheets in order, its names and its properties."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cspxl.registry import Function
from cspxl.report import control, cover, layout, overview, tables, workings
from cspxl.report.describe import Workbook, block
from cspxl.report.layout import Request
from cspxl.values import month_name


def describe(request: Request, catalogue: Mapping[str, Function]) -> Workbook:
    """Cover, page, settings, workings, tables, data."""
    year, month = divmod(request.as_at + 1, 12)
    title = f"{request.area}: {request.title}, {month_name(request.as_at)}"
    return Workbook(
        title=title,
        subject="Community Safety Partnership performance",
        description=f"Rolling 12 months, change, RAG, ranks and exceptions. Data: {request.release}.",
        keywords="community safety; crime; performance; London",
        author="cspxl",
        made_on=date(year, month + 1, 1),
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
            tables.data(request),
            tables.lists(request),
        ],
        names=names(request),
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
