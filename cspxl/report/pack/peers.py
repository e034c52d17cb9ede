"""The Peers sheet: the area's similar group, or the 32 boroughs, with each indicator's total, rate and rank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cspxl.report import layout
from cspxl.report.describe import Content, Formula, Highlight, Page, Put, Sheet, Table, address, block, row_of
from cspxl.report.layout import FIRST, HEADER
from cspxl.report.pack.layout import PEER_WORKINGS, PEERS, PEERS_MORE, Places
from cspxl.report.workings import HOUSEHOLDS_BASE, MEMBERS, MISSING, POPULATION_BASE, similar_columns

_FIGURES: Final = ("12 months", "rate", "rank")
_LEFT: Final = 2  # columns of the workings before the figures: member, row of the London sheet
_SHOWN_LEFT: Final = 3  # and of the sheet: mark, member, in the data
_MOST: Final = 8  # indicators that a page holds
_MARK: Final = "►"
_NOTES: Final = (
    "Rank 1 is the lowest rate. – : no data for this area and month, so no rate and no rank.",
    "The chosen area has the mark ► and a shaded row. Members outside London have data where figures are entered.",
)


def sheets(places: Places) -> list[Sheet]:
    """One A4 page for eight indicators each."""
    found = range(len(places.pack.request.indicators))
    return [
        _sheet(places, name, found[first : first + _MOST])
        for name, first in ((PEERS, 0), (PEERS_MORE, _MOST))
        if found[first : first + _MOST]
    ]


def _sheet(places: Places, name: str, indicators: Sequence[int]) -> Sheet:
    request = places.pack.request
    n = len(request.areas)
    bottom, right = FIRST + n - 1, _SHOWN_LEFT + len(_FIGURES) * len(indicators)
    headings = ["Mark", "Area", "In the data"]
    headings += [f"{request.indicators[at].label}: {figure}" for at in indicators for figure in _FIGURES]
    cells = [
        Put(1, 1, Formula('=area&": peers"'), "title"),
        Put(2, 1, Formula(_who(n)), "subtitle"),
        Put(3, 1, Formula(_rates(places)), "note"),
        *row_of(HEADER, 1, headings, "header"),
        *(Put(bottom + 2 + at, 1, note, "note") for at, note in enumerate(_NOTES)),
    ]
    for row in range(FIRST, bottom + 1):
        member, found = _working(row, 1), _working(row, 2)
        cells += [
            Put(row, 1, Formula(f'=IF(AND($B{row}<>"",$B{row}={request.area_name}),"{_MARK}","")'), "result"),
            Put(row, 2, Formula(f"={member}"), "line_label"),
            Put(row, 3, Formula(f'=IF($B{row}="","",IF({found}>0,"Yes","No"))'), "panel_text"),
        ]
        for place, at in enumerate(indicators):
            for offset, style in enumerate(("figure", "peer_rate", "figure")):
                figure = _working(row, 1 + _LEFT + len(_FIGURES) * at + offset)
                shown = Formula(f'=IF($B{row}="","",IF({figure}="","–",{figure}))')
                cells.append(Put(row, 1 + _SHOWN_LEFT + len(_FIGURES) * place + offset, shown, style))
    last = address(bottom, right)
    return Sheet(
        name,
        cells,
        widths={1: 6, 2: 25, 3: 12, **dict.fromkeys(range(4, right + 1), 12)},
        heights={1: 26, HEADER: 56, **dict.fromkeys(range(FIRST, bottom + 1), 15.5)},
        page=Page(f"A1:{address(bottom + 1 + len(_NOTES), right)}"),
        tables=[Table(name.lower().replace(" ", "_"), HEADER, 1, bottom, right)],
        highlights=[
            Highlight(f"A{FIRST}:{last}", f'$A{FIRST}="{_MARK}"', "monitor"),
            Highlight(f"A{FIRST}:{last}", f'$C{FIRST}="No"', "missing"),
            Highlight(f"A{FIRST}:{last}", f'$B{FIRST}=""', "spare"),
        ],
        tab_colour="1F3864",
    )


def _who(n: int) -> str:
    """Which areas stand there, and among which they are ranked."""
    alone = f'"The {n} boroughs: no similar group is on file for "&area&". Ranks are among the {n}."'
    lacking = f'"Ranks are among the {n} boroughs: "&{MISSING}&" of "&{MEMBERS}&" members have no data."'
    ranked = f'IF({MISSING}>0,{lacking},"Ranks are among its "&{MEMBERS}&" members.")'
    return f'=IF({MEMBERS}=0,{alone},"Most similar group of "&area&". "&{ranked})'


def _rates(places: Places) -> str:
    """The months counted, and what rates are per."""
    bases = {indicator.per for indicator in places.pack.request.indicators}
    words = {"population": f'"1,000 of "&{POPULATION_BASE}', "households": f'"1,000 of "&{HOUSEHOLDS_BASE}'}
    of_homes = " and ".join(item.label for item in places.pack.request.indicators if item.per == "households")
    homes = "" if len(bases) == 1 else f'&"; of {of_homes.lower()} per "&' + words["households"]
    first = words["population"] if "population" in bases else words["households"]
    return f'="12 months to "&PERIOD_LABEL(as_at,1)&". Rates are per "&{first}{homes}&"."'


def _working(row: int, column: int) -> str:
    return block(PEER_WORKINGS, row, column, row, column)


def workings(places: Places) -> Sheet:
    """A row for each place of the sheet: who stands there, and every figure, once."""
    request = places.pack.request
    n = len(request.areas)
    headings = ["Member", "Row on the London sheet"]
    headings += [f"{item.label}: {figure}" for item in request.indicators for figure in _FIGURES]
    cells = [
        Put(1, 1, "Peer workings", "title"),
        Put(2, 1, "Who stands in each row of the Peers sheet, and the figures of each.", "note"),
        *row_of(HEADER, 1, headings, "header"),
    ]
    for place in range(n):
        cells += row_of(FIRST + place, 1, _row(places, place), "plain")
    right = len(headings)
    return Sheet(
        PEER_WORKINGS,
        cells,
        widths={1: 26, **dict.fromkeys(range(2, right + 1), 13)},
        heights={HEADER: 42},
        page=Page(f"A1:{address(FIRST + n - 1, right)}"),
        freeze=f"B{FIRST}",
        gridlines=True,
    )


def _row(places: Places, place: int) -> list[Content]:
    """Member, its row on the London sheet, and total, rate and rank of each indicator."""
    request, row = places.pack.request, FIRST + place
    members, _ = similar_columns()
    member = f"INDEX({members},{place + 1})" if place < layout.SIMILAR_GROUP_SIZE else '""'
    texts = [
        f"=IF({MEMBERS}=0,INDEX({request.london_column(1)},{place + 1}),{member})",
        f'=IF($A{row}="",0,IFNA(MATCH($A{row},{request.peers_column(1)},0),0))',
    ]
    for at, indicator in enumerate(request.indicators):
        base = 3 if indicator.per == "households" else 2
        total, rate = (address(row, 1 + _LEFT + len(_FIGURES) * at + offset) for offset in range(2))
        names, totals, wholes = (request.peers_column(column) for column in (1, 4 + at, base))
        group = f'PEER_RANK($A{row},{names},{totals},{wholes},"lowest",{members})'
        boroughs = ",".join(request.london_column(column) for column in (1, 4 + at, base))
        ranked = f'IF(OR({MEMBERS}=0,{MISSING}>0),PEER_RANK($A{row},{boroughs},"lowest"),{group})'
        texts += [
            f'=IF($B{row}=0,"",INDEX({totals},$B{row}))',
            f'=IF(ISNUMBER({total}),IFNA(RATE_PER({total},INDEX({wholes},$B{row})),""),"")',
            f'=IF(ISNUMBER({rate}),IFNA({ranked},""),"")',
        ]
    return [Formula(text) for text in texts]
