"""The Peers sheets: the area's similar group, or the 32 boroughs, with each indicator's figure, rate and rank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cspxl.report.describe import Formula, Highlight, quoted
from cspxl.report.pack.peer_workings import Item, complete, items
from cspxl.report.pack.places import Places, peers_name
from cspxl.report.stack import Column, Gap, Stack, Table, Text
from cspxl.report.tables import AREA_NAME

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


def describe(places: Places) -> Sequence[Stack]:
    """One A4 page for as many indicators as it holds."""
    pages: list[list[Item]] = [[]]
    for item in items(places):
        if sum(len(one.columns) for one in pages[-1]) + len(item.columns) > _MOST:
            pages.append([])
        pages[-1].append(item)
    return [_page(places, peers_name(at), page) for at, page in enumerate(pages)]


def _page(places: Places, sheet: str, shown: Sequence[Item]) -> Stack:
    name = f"shown_{sheet.lower().replace(' ', '_')}"
    figures = [
        Column(
            f"figure_{at}", heading, f'=IF([@$area]="","",IF({figure}="","–",{figure}))', style=style,
            width=10.5 if heading.endswith(_NARROW) else 11.5,
        )
        for at, (heading, figure, style) in enumerate(column for item in shown for column in item.columns)
    ]  # fmt: skip
    mark = f'=IF(AND([@$area]<>"",[@$area]={AREA_NAME}),"{_MARK}","")'
    in_data = '=IF([@$area]="","",IF(peer_workings[@row]>0,"Yes","No"))'
    table = Table(
        name,
        [
            Column("mark", "Mark", mark, style="result", width=6),
            Column("area", "Area", "=peer_workings[@member]", style="line_label", width=25),
            Column("in_data", "In the data", in_data, style="panel_text", width=11),
            *figures,
        ],
        range(1, len(places.pack.request.areas) + 1),
        axes=lambda place: {"place": place},
        heading_height=62,
        height=15.5,
        marked=sheet.lower().replace(" ", "_"),
    )
    notes = [*_london_ranks(shown), *_NOTES, *_entered_notes(places, shown)]
    whole = f"{name}[mark]:{name}[{figures[-1].name if figures else 'in_data'}]"
    return Stack(
        sheet,
        [
            Text(Formula('=area&": peers"'), "title", height=26),
            Text(Formula(_who(places, shown)), "wrapped_top", height=28, across=max(_LEAST, 3 + len(figures))),
            Text(Formula(_rates(places)), "note"),
            table,
            Gap(),
            *(Text(note, "note") for note in notes),
        ],
        wide=_LEAST,
        highlights=[
            Highlight(whole, f'[@$mark]="{_MARK}"', "monitor"),
            Highlight(whole, '[@$in_data]="No"', "missing"),
            Highlight(whole, '[@$area]=""', "spare"),
        ],
        tab_colour="1F3864",
    )


def _london_ranks(shown: Sequence[Item]) -> list[Formula | str]:
    """The area's ranks in London, which it keeps beside those in its similar group."""
    found = [
        f'{quoted(f"; {item.label} ")}&IF({rank}="","not available",{rank})'
        for item in shown
        if item.line is None
        for rank in [f"workings[@london_text, indicator={item.indicator}]"]
    ]
    return [Formula(f'=IF(settings[members]=0,"","London ranks of "&area&": "&MID({"&".join(found)},3,500)&".")')
            ] if found else []  # fmt: skip


def _entered_notes(places: Places, shown: Sequence[Item]) -> list[Formula | str]:
    """The period of each entered figure, and when it is ranked."""
    lines = [item.line for item in shown if item.line is not None]
    if not lines:
        return []
    periods = "&".join(
        f'{quoted(f" {line.short}: ")}&IF({period}="","no figure",{period})&"."'
        for line in lines
        for period in [places.cell("period", line)]
    )
    best = [line.short for line in lines if line.best == "highest"]
    rank = f" Rank 1 is the highest of {', '.join(best)}." if best else ""
    return [f"Entered figures {_ENTERED_NOTE}.{rank}", Formula(f'="Their periods."&{periods}')]


def _who(places: Places, shown: Sequence[Item]) -> str:
    """Which areas stand there, and among which they are ranked."""
    n = len(places.pack.request.areas)
    alone = f'"The {n} boroughs: no similar group is on file for "&area&". Ranks are among the {n}."'
    group = '"Most similar group of "&area&"."'
    police = [(item.label, complete(item.indicator)) for item in shown if item.line is None]
    if not police:
        return f"=IF(settings[members]=0,{alone},{group})"
    absent = 'settings[missing]&" of "&settings[members]&" members have no data."'
    lacking = f'"Ranks are among the {n} boroughs: "&{absent}'
    among = '"Ranks are among its "&settings[members]&" members"'
    others = "&".join(f'IF({ranked},"",{quoted(f", {label}")})' for label, ranked in police)
    some = f'IF({others}="",".","; among the {n} boroughs, because a member has no figure: "&MID({others},3,500)&".")'
    return f'=IF(settings[members]=0,{alone},{group}&" "&IF(settings[missing]>0,{lacking},{among}&{some}))'


def _rates(places: Places) -> str:
    """The months counted, and what rates are per."""
    bases = {indicator.per for indicator in places.pack.request.indicators}
    words = {per: f'"1,000 of "&settings[{per}_base]' for per in ("population", "households")}
    of_homes = " and ".join(item.label for item in places.pack.request.indicators if item.per == "households")
    homes = "" if len(bases) == 1 else f'&"; of {of_homes.lower()} per "&' + words["households"]
    first = words["population"] if "population" in bases else words["households"]
    return f'="12 months to "&PERIOD_LABEL(as_at,1)&". Rates are per "&{first}{homes}&"."'
