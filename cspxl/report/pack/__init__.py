"""A report pack as a workbook: panels of lines, a summary in sentences, checks, and everything they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from cspxl.registry import Function
from cspxl.report import dashboard, judgements, noticed, overview, tables
from cspxl.report import workings as police_workings
from cspxl.report.describe import LIGHT_NAME, Workbook
from cspxl.report.own_checks import check_over, checked
from cspxl.report.own_rows import Rows, rows_of
from cspxl.report.own_sheets import OwnSheets
from cspxl.report.own_tables import OwnTable
from cspxl.report.pack import (
    cards,
    checks,
    control,
    cover,
    input_tables,
    line_workings,
    page_workings,
    pages,
    panels,
    peer_workings,
    peers,
    published,
    summary,
    summary_lists,
)
from cspxl.report.pack.case import REPORT, Pack, read_pack
from cspxl.report.pack.places import CHECKS, LINES, SUMMARY, Places
from cspxl.report.publication import resolved
from cspxl.report.sheets import GLOSSARY, JUDGEMENTS, SIMILAR, WORKINGS
from cspxl.report.stack import Column

__all__ = ["REPORT", "describe", "read_pack"]


def describe(pack: Pack, catalogue: Mapping[str, Function]) -> Workbook:
    """Cover, summary, panels, pages, checks, workings, tables, data."""
    request, places = pack.request, Places(pack)
    found = [
        summary.describe(places),
        *([overview.describe(replace(request, title="overview dashboard"))] if pack.overview else []),
        *((cards if panel.cards else panels).describe(places, at) for at, panel in enumerate(pack.panels)),
        *(pages.describe(places, page) for page in range(len(pack.pages))),
        *peers.describe(places),
        control.describe(places),
        checks.describe(places),
        judgements.describe(
            judgements.table(request, places.subjects, line_workings.OfLines(places)),
            [summary_lists.listings(), summary_lists.names(), summary_lists.lines(places)],
        ),
        line_workings.describe(places),
        police_workings.describe(request),
        *([page_workings.describe(places)] if pack.pages else []),
        peer_workings.describe(places),
        tables.areas(request, lambda area, key: (area, key) in places.series),
        tables.similar_group(request),
        tables.indicators(request),
        tables.denominators(request),
        input_tables.entered(request),
        *([input_tables.monthly(places)] if places.series else []),
        *([input_tables.remarks(places)] if pack.remarks else []),
        noticed.describe(request),
        tables.data(request),
        control.lists(places),
    ]
    own = OwnSheets(request.own, {**rows_of(request), "lines": partial(_lines, places)})
    stacks = own.among(found)
    listed = [stack.name for stack in stacks]
    listed.insert(1 + listed.index(SIMILAR), GLOSSARY)
    book = checked([cover.describe(places, listed, own), *stacks], tables.views(request), own)
    check_over("lines", [column for panel in pack.panels for column in panel.own], book)
    calculated = (JUDGEMENTS, WORKINGS, request.basis.sheet, SIMILAR, LINES, SUMMARY, CHECKS, *own.pages)
    about = f"{request.title}: live formulas over police and entered figures."
    names = {LIGHT_NAME: "checks_light[text]", **control.NAMES}
    described = dashboard.workbook(book, request, catalogue, calculated, about, names)
    return replace(described, publication=lambda: resolved(published.publication(places), book.resolved))


def _lines(places: Places, table: OwnTable) -> Rows:
    """The rows of a table of one's own that are the lines of the pack: each figure once, also one on a card as well."""
    first = Column(table.first, "Indicator", "=lines[@indicator]", style="panel_text", width=table.first_width)
    shown = {id(line) for line in places.lines}
    return Rows(first, [line for _, line in places.judged if id(line) in shown], places.keys)
