"""The overview dashboard as a workbook: its sheets in order, its names and its properties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from cspxl.registry import Function
from cspxl.report import control, cover, judgements, noticed, overview, sheets, tables, workings
from cspxl.report import published_police as police
from cspxl.report.answering import without_names
from cspxl.report.describe import Properties, Workbook, day_after
from cspxl.report.grid import Book
from cspxl.report.own_checks import checked
from cspxl.report.own_rows import rows_of
from cspxl.report.own_sheets import OwnSheets
from cspxl.report.publication import resolved
from cspxl.report.request import Request
from cspxl.report.stack import Stack


def describe(request: Request, catalogue: Mapping[str, Function], more: Sequence[Stack] = ()) -> Workbook:
    """Cover, page, settings, workings, tables, data; ``more`` stands behind them."""
    own = OwnSheets(request.own, rows_of(request))
    stacks = own.among(
        [
            cover.describe(request, own),
            overview.describe(request),
            control.describe(request),
            judgements.describe(
                judgements.table(request, judgements.of_indicators(request), judgements.OfPolice(request)),
            ),
            workings.describe(request),
            tables.areas(request),
            tables.similar_group(request),
            tables.indicators(request),
            tables.denominators(request),
            noticed.describe(request),
            tables.data(request),
            tables.lists(request),
            *more,
        ],
    )
    book = checked(stacks, tables.views(request), own)
    judged = (sheets.JUDGEMENTS, sheets.WORKINGS, request.basis.sheet, sheets.SIMILAR, *own.pages)
    described = workbook(book, request, catalogue, judged, "Rolling 12 months, change, RAG, ranks and exceptions.")
    return replace(
        described,
        publication=lambda: resolved(
            police.publication(request, police.tables(request), list(police.totals(request))), book.resolved,
        ),
    )


def workbook(
    book: Book, request: Request, catalogue: Mapping[str, Function], calculated: Sequence[str], about: str,
    more_names: Mapping[str, str] = MappingProxyType({}),
) -> Workbook:
    """A report's sheets with the glossary of what the ``calculated`` ones use, its names and its properties."""
    found = list(book.sheets())
    used = tables.glossary(request, catalogue, [sheet for sheet in found if sheet.name in calculated])
    before = 1 + [sheet.name for sheet in found].index(sheets.SIMILAR)
    found.insert(before, Book([used]).sheet(sheets.GLOSSARY))
    return Workbook(
        properties(request, f"{about} Data: {request.release}."),
        marking=request.marking,
        sheets=[sheet if sheet.page.empty else without_names(sheet) for sheet in found],
        names={name: book.resolved(reference) for name, reference in {**sheets.NAMES, **more_names}.items()},
        prints_all=request.prints_all,
        board=[sheet.name for sheet in found if not sheet.page.empty],
        chosen={
            name: [book.resolved(f"{table}[{name}]") for table in ("control", "control_built")]
            for name in ("area", "month")
        },
        at=book.at,
    )


def properties(request: Request, description: str) -> Properties:
    """The properties of a report's workbook, whatever its area and month."""
    return Properties(
        title=request.title,
        subject="Community Safety Partnership performance",
        description=description,
        keywords=f"community safety; crime; performance; {request.basis.place}",
        author="cspxl",
        made_on=day_after(request.table.last_month),
    )
