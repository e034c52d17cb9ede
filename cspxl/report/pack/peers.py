"""The Peers sheets: the area's similar group, or the 32 boroughs, with each indicator's figure, rate and rank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cspxl.report.describe import Formula, Highlight, Page, Put, Sheet, Table, address, quoted, row_of
from cspxl.report.layout import FIRST, HEADER
from cspxl.report.pack.layout import Places, peers_name
from cspxl.report.pack.peer_workings import Item, cell, complete, items
from cspxl.report.workings import HOUSEHOLDS_BASE, MEMBERS, MISSING, POPULATION_BASE

_SHOWN_LEFT: Final = 3  # columns before the figures: mark, member, in the data
_MOST: Final = 18  # columns of figures that a page holds
_LEAST: Final = 15  # columns that the notes run over
_NARROW: Final = (": rate", ": rank")
_MARK: Final = "►"
_NOTES: Final = (
    "Rank 1 is the lowest rate. – : no data for this area and month, so no rate and no rank.",
    ("The chosen area has the mark ► and a shaded row. Members outside London have data where figures are entered; "
     "their rates are per the newest entered population or households of that year or before."),
)  # fmt: skip
_ENTERED_NOTE: Final = "are ranked where every area shown has a figure of the same period"


def sheets(places: Places) -> list[Sheet]:
    """One A4 page for as many indicators as it holds."""
    pages: list[list[Item]] = [[]]
    for item in items(places):
        if sum(len(one.columns) for one in pages[-1]) + len(item.columns) > _MOST:
            pages.append([])
        pages[-1].append(item)
    return [_sheet(places, peers_name(at), page) for at, page in enumerate(pages)]


def _sheet(places: Places, name: str, shown: Sequence[Item]) -> Sheet:
    request = places.pack.request
    n = len(request.areas)
    columns = [column for item in shown for column in item.columns]
    bottom, right = FIRST + n - 1, _SHOWN_LEFT + len(columns)
    widths = [10.5 if heading.endswith(_NARROW) else 11.5 for heading, _, _ in columns]
    notes = [*_NOTES, *_entered_notes(places, shown)]
    cells = [
        Put(1, 1, Formula('=area&": peers"'), "title"),
        Put(2, 1, Formula(_who(places, shown)), "subtitle"),
        Put(3, 1, Formula(_rates(places)), "note"),
        *row_of(HEADER, 1, ["Mark", "Area", "In the data", *(heading for heading, _, _ in columns)], "header"),
        *(Put(bottom + 2 + at, 1, note, "note") for at, note in enumerate(notes)),
    ]
    for row in range(FIRST, bottom + 1):
        member, found = cell(row, 1), cell(row, 2)
        cells += [
            Put(row, 1, Formula(f'=IF(AND($B{row}<>"",$B{row}={request.area_name}),"{_MARK}","")'), "result"),
            Put(row, 2, Formula(f"={member}"), "line_label"),
            Put(row, 3, Formula(f'=IF($B{row}="","",IF({found}>0,"Yes","No"))'), "panel_text"),
        ]
        for place, (_, column, style) in enumerate(columns, 1 + _SHOWN_LEFT):
            figure = cell(row, column)
            cells.append(Put(row, place, Formula(f'=IF($B{row}="","",IF({figure}="","–",{figure}))'), style))
    last = address(bottom, right)
    return Sheet(
        name,
        cells,
        widths={1: 6, 2: 25, 3: 9, **dict(enumerate(widths, 1 + _SHOWN_LEFT))},
        heights={1: 26, HEADER: 62, **dict.fromkeys(range(FIRST, bottom + 1), 15.5)},
        page=Page(f"A1:{address(bottom + 1 + len(notes), max(right, _LEAST))}"),
        tables=[Table(name.lower().replace(" ", "_"), HEADER, 1, bottom, right)],
        highlights=[
            Highlight(f"A{FIRST}:{last}", f'$A{FIRST}="{_MARK}"', "monitor"),
            Highlight(f"A{FIRST}:{last}", f'$C{FIRST}="No"', "missing"),
            Highlight(f"A{FIRST}:{last}", f'$B{FIRST}=""', "spare"),
        ],
        tab_colour="1F3864",
    )


def _entered_notes(places: Places, shown: Sequence[Item]) -> list[Formula | str]:
    """The period of each entered figure, and when it is ranked."""
    lines = [item.line for item in shown if item.line is not None]
    if not lines:
        return []
    periods = "&".join(
        f'{quoted(f" {line.short}: ")}&IF({period}="","no figure",{period})&"."'
        for line in lines
        for period in [places.cell("period", places.at(line))]
    )
    best = [line.short for line in lines if line.best == "highest"]
    rank = f" Rank 1 is the highest of {', '.join(best)}." if best else ""
    return [f"Entered figures {_ENTERED_NOTE}.{rank}", Formula(f'="Their periods."&{periods}')]


def _who(places: Places, shown: Sequence[Item]) -> str:
    """Which areas stand there, and among which they are ranked."""
    n, labels = len(places.pack.request.areas), [item.label for item in places.pack.request.indicators]
    alone = f'"The {n} boroughs: no similar group is on file for "&area&". Ranks are among the {n}."'
    group = '"Most similar group of "&area&"."'
    police = [(item.label, complete(places, labels.index(item.label))) for item in shown if item.line is None]
    if not police:
        return f"=IF({MEMBERS}=0,{alone},{group})"
    lacking = f'"Ranks are among the {n} boroughs: "&{MISSING}&" of "&{MEMBERS}&" members have no data."'
    among = f'"Ranks are among its "&{MEMBERS}&" members"'
    others = "&".join(f'IF({ranked},"",{quoted(f", {label}")})' for label, ranked in police)
    some = f'IF({others}="",".","; among the {n} boroughs, because a member has no figure: "&MID({others},3,500)&".")'
    return f'=IF({MEMBERS}=0,{alone},{group}&" "&IF({MISSING}>0,{lacking},{among}&{some}))'


def _rates(places: Places) -> str:
    """The months counted, and what rates are per."""
    bases = {indicator.per for indicator in places.pack.request.indicators}
    words = {"population": f'"1,000 of "&{POPULATION_BASE}', "households": f'"1,000 of "&{HOUSEHOLDS_BASE}'}
    of_homes = " and ".join(item.label for item in places.pack.request.indicators if item.per == "households")
    homes = "" if len(bases) == 1 else f'&"; of {of_homes.lower()} per "&' + words["households"]
    first = words["population"] if "population" in bases else words["households"]
    return f'="12 months to "&PERIOD_LABEL(as_at,1)&". Rates are per "&{first}{homes}&"."'
