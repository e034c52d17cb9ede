"""The cover of a pack: what it is, where to find what, which files it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from cspxl.report import layout
from cspxl.report.cover import LICENCE, source_rows
from cspxl.report.describe import Formula, Page, Put, Sheet, Table, quoted, row_of
from cspxl.report.pack.layout import (
    CHECKS,
    LINES,
    MONTHLY,
    PAGES,
    PEER_WORKINGS,
    PEERS,
    PEERS_MORE,
    REMARKS,
    SUMMARY,
    Places,
)
from cspxl.values import month_text

_MEANINGS = {
    SUMMARY: "Three lists: of concern, strong, changed significantly",
    layout.OVERVIEW: "RAG, factors, volumes, changes, ranks and exceptions of the police's indicators",
    layout.CONTROL: "The cells to change: area, month, denominators, thresholds",
    CHECKS: "What is reconciled, and what was stated otherwise",
    LINES: "Every figure of every line",
    layout.WORKINGS: "Every figure of the police's indicators",
    layout.LONDON: "Rolling 12 months and denominators of the 32 boroughs",
    layout.SIMILAR: "The area's most similar group and which members have data",
    layout.GLOSSARY: "Terms and functions",
    layout.INDICATORS: "Polarity, rate base and classification breaks",
    layout.DENOMINATORS: "Population and households by series and year",
    layout.ENTERED: "Figures that do not come from the police's files, each with its source",
    PEERS: "Totals, rates and ranks of the area's similar group, or of the 32 boroughs",
    PEERS_MORE: "The same for the other indicators",
    PEER_WORKINGS: "What the peers' sheet shows",
    PAGES: "What the one-page summaries draw",
    REMARKS: "Officers' commentary and actions",
    MONTHLY: "Monthly series that were entered",
    layout.DATA: "Monthly counts by indicator and borough",
    layout.LISTS: "What the control cells choose from",
}


def describe(places: Places, sheets: Sequence[Sheet]) -> Sheet:
    """Title, marking, contents, sources with their hashes."""
    pack, request = places.pack, places.pack.request
    titles = {panel.name: panel.title[:1].upper() + panel.title[1:] for panel in pack.panels}
    one_page = "One page: headline, charts, commentary, actions"
    titles |= {places.page_name(page): one_page for page in range(len(pack.pages))}
    contents = [(sheet.name, titles.get(sheet.name) or _MEANINGS[sheet.name]) for sheet in sheets]
    cells = [
        Put(1, 1, Formula(f'=area&": "&{quoted(request.title)}'), "title"),
        Put(2, 1, Formula('="Figures to "&TEXT(as_at,"mmmm yyyy")'), "subtitle"),
        Put(3, 1, request.marking, "marking"),
        Put(5, 1, "For the board of the Community Safety Partnership. Figures are provisional. Change a yellow cell of "
                  "the Control sheet and every sheet follows.", "text"),
        Put(6, 1, f"Data: {request.release}, and the entered figures named below.", "text"),
        *row_of(8, 1, ["Sheet", "What it shows"], "header"),
    ]  # fmt: skip
    for at, (name, meaning) in enumerate(contents, 9):
        place = name if name.isidentifier() else f"'{name}'"
        cells.append(Put(at, 1, Formula(f'=HYPERLINK("#{place}!A1",{quoted(name)})'), "link"))
        cells.append(Put(at, 2, meaning, "text"))
    top = 8 + len(contents) + 2
    rows = [
        *((file.name, f"Entered figures, {month_text(file.first_month)} to {month_text(file.last_month)}", file.sha256)
          for file in pack.files),
        *source_rows(request),
    ]  # fmt: skip
    cells += row_of(top, 1, ["Source", "What it gives", "SHA-256 of the file"], "header")
    for at, row in enumerate(rows, top + 1):
        cells += [Put(at, column, text, "wrapped") for column, text in enumerate(row, 1)]
    bottom = top + len(rows)
    cells.append(Put(bottom + 2, 1, LICENCE, "note"))
    return Sheet(
        layout.COVER,
        cells,
        widths={1: 62, 2: 62, 3: 62},
        heights={1: 30, **dict.fromkeys(range(top + 1, bottom + 1), 30)},
        page=Page(f"A1:C{bottom + 2}"),
        tables=[Table("contents", 8, 1, 8 + len(contents), 2), Table("sources", top, 1, bottom, 3)],
    )
