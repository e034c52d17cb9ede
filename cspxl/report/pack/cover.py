"""The cover of a pack: what it is, where to find what, which files it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from cspxl.report import sheets
from cspxl.report.cover import cover
from cspxl.report.own_sheets import OwnSheets
from cspxl.report.pack.places import (
    CHECKS,
    LINES,
    MONTHLY,
    PAGES,
    PEER_WORKINGS,
    PEERS,
    REMARKS,
    SUMMARY,
    Places,
)
from cspxl.report.stack import Stack

_MEANINGS = {
    SUMMARY: "What is of concern and strong, sources that disagree, what changed",
    sheets.OVERVIEW: "RAG, factors, volumes, changes, ranks and exceptions of the police's indicators",
    sheets.CONTROL: "The cells to change: area, month, denominators, thresholds",
    CHECKS: "What is reconciled, and what was stated otherwise",
    sheets.JUDGEMENTS: "Every RAG, once: the figure taken, what it is judged by, and why",
    LINES: "Every figure of every line",
    sheets.WORKINGS: "Every figure of the police's indicators",
    sheets.LONDON: "Rolling 12 months and denominators of the 32 boroughs",
    sheets.SIMILAR: "The area's most similar group and which members have data",
    sheets.GLOSSARY: "Terms and functions",
    sheets.INDICATORS: "Whether a fall is good, what rates are per, and breaks",
    sheets.DENOMINATORS: "Population and households by series and year",
    sheets.ENTERED: "Figures that do not come from the police's files, each with its source",
    PEERS: "Totals, rates and ranks of the area's similar group, or of the 32 boroughs",
    PEER_WORKINGS: "What the peers' sheet shows",
    PAGES: "What the one-page summaries draw",
    REMARKS: "Officers' commentary and actions",
    MONTHLY: "Monthly series that were entered",
    sheets.NOTICES: "What was noticed in the files, and which figures it touches",
    sheets.DATA: "Monthly counts by indicator and borough",
    sheets.LISTS: "What the control cells choose from",
}


def describe(places: Places, sheets: Sequence[str], own: OwnSheets) -> Stack:
    """The pack's cover, with its panels and pages among the contents."""
    pack, request = places.pack, places.pack.request
    more = [name for name in sheets if name.startswith(f"{PEERS} ")]
    titles = dict.fromkeys(more, "The same for the other indicators")
    titles |= {panel.name: panel.title[:1].upper() + panel.title[1:] for panel in pack.panels}
    one_page = "One page: headline, charts, commentary, actions"
    titles |= {page.sheet: one_page for page in pack.pages}
    titles |= {**own.contents, **own.contents_after}
    contents = [(name, titles.get(name) or _MEANINGS[name]) for name in sheets]
    purpose = (
        "For the board of the Community Safety Partnership. Figures are provisional. Change a yellow cell of the "
        "Control sheet and every sheet follows."
    )
    return cover(request, (purpose, f"Data: {request.release}, and the entered figures named below."), contents)
