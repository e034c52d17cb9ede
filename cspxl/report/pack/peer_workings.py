"""The peer workings: who stands in each row of the Peers sheet, and every figure, rate and rank of theirs, once.

Of the police's indicators first, then of the entered figures that more than one area has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cspxl.facts import Indicator
from cspxl.report import layout
from cspxl.report.describe import Content, Formula, Page, Put, Sheet, address, block, quoted, row_of
from cspxl.report.layout import FIRST, HEADER
from cspxl.report.pack.layout import PEER_WORKINGS, Places
from cspxl.report.pack.lines import Line
from cspxl.report.workings import MEMBERS, similar_columns

_LEFT: Final = 2  # columns before the figures: the member, and its row on the London sheet
_POLICE: Final = ("12 months", "rate", "rank")
_ENTERED: Final = ("row", "series", "figure", "rate", "rank")
_FIGURE_STYLES: Final = {"count": "figure", "rate": "peer_rate", "share": "share"}


@dataclass(frozen=True)
class Item:
    """What the Peers sheet shows of an indicator: heading, column of the workings and style of each figure."""

    label: str
    line: Line | None
    columns: Sequence[tuple[str, int, str]]


def items(places: Places) -> Sequence[Item]:
    """The police's indicators, then the lines of entered figures."""
    return [
        *(_of_police(item, at) for at, item in enumerate(places.pack.request.indicators)),
        *(_of_line(places, line) for line in places.compared),
    ]


def _of_police(indicator: Indicator, at: int) -> Item:
    left = 1 + _LEFT + len(_POLICE) * at
    headings = [f"{indicator.label}: {name}" for name in _POLICE]
    styles = ("figure", "peer_rate", "figure")
    return Item(indicator.label, None, list(zip(headings, range(left, left + len(_POLICE)), styles, strict=True)))


def _of_line(places: Places, line: Line) -> Item:
    shown = {"figure": _FIGURE_STYLES[line.measure], "rate": "peer_rate", "rank": "figure"}
    if line.measure != "count":
        del shown["rate"]  # it is the figure
    columns = [(f"{line.short}: {name}", _column(places, line, name), style) for name, style in shown.items()]
    return Item(line.short, line, columns)


def cell(row: int, column: int) -> str:
    """A cell of the workings as other sheets write it."""
    return block(PEER_WORKINGS, row, column, row, column)


def complete(places: Places, at: int) -> str:
    """Whether every member of the similar group has a rate of one of the police's indicators, as a formula."""
    column, bottom = 1 + _LEFT + len(_POLICE) * at + 1, FIRST + len(places.pack.request.areas) - 1
    return f"AND({MEMBERS}>0,COUNT({block(PEER_WORKINGS, FIRST, column, bottom, column)})={MEMBERS})"


def standing(places: Places, line: Line, area: str) -> str:
    """The rank in words of an area by a line's entered figures, as a formula: #N/A unless every area shown has one."""
    members, _ = similar_columns()
    bottom = FIRST + len(places.pack.request.areas) - 1
    column = _column(places, line, "rate")
    names, rates = block(PEER_WORKINGS, FIRST, 1, bottom, 1), block(PEER_WORKINGS, FIRST, column, bottom, column)
    ranked = f'PEER_RANK_TEXT({area},{names},{rates},,{quoted(line.best)},"both"'
    return f'IF({MEMBERS}=0,{ranked}),{ranked},{members})&" in the similar group")'


def _column(places: Places, line: Line, name: str) -> int:
    """The column of a figure of entered figures."""
    before = _LEFT + len(_POLICE) * len(places.pack.request.indicators)
    return 1 + before + len(_ENTERED) * places.compared.index(line) + _ENTERED.index(name)


def describe(places: Places) -> Sheet:
    """A row for each place of the Peers sheet."""
    request = places.pack.request
    n = len(request.areas)
    headings = ["Member", "Row on the London sheet"]
    headings += [f"{item.label}: {figure}" for item in request.indicators for figure in _POLICE]
    headings += [f"{line.short}: {figure}" for line in places.compared for figure in _ENTERED]
    cells = [
        Put(1, 1, "Peer workings", "title"),
        Put(2, 1, "Who stands in each row of the Peers sheet, and the figures of each.", "note"),
        *row_of(HEADER, 1, headings, "header"),
    ]
    for place in range(n):
        row = FIRST + place
        texts = [*_who(places, place, row)]
        for at in range(len(request.indicators)):
            texts += _police(places, at, row)
        for line in places.compared:
            texts += _entered(places, line, row)
        contents: list[Content] = [Formula(text) for text in texts]
        cells += row_of(row, 1, contents, "plain")
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


def _who(places: Places, place: int, row: int) -> tuple[str, str]:
    """The member of the similar group or, where none is on file, the borough; and its row on the London sheet."""
    request = places.pack.request
    members, _ = similar_columns()
    member = f"INDEX({members},{place + 1})" if place < layout.SIMILAR_GROUP_SIZE else '""'
    return (
        f"=IF({MEMBERS}=0,INDEX({request.london_column(1)},{place + 1}),{member})",
        f'=IF($A{row}="",0,IFNA(MATCH($A{row},{request.peers_column(1)},0),0))',
    )


def _police(places: Places, at: int, row: int) -> tuple[str, str, str]:
    """Total, rate and rank of one of the police's indicators."""
    request, (members, _) = places.pack.request, similar_columns()
    base = 3 if request.indicators[at].per == "households" else 2
    total, rate = (address(row, 1 + _LEFT + len(_POLICE) * at + offset) for offset in range(2))
    names, totals, wholes = (request.peers_column(column) for column in (1, 4 + at, base))
    group = f'PEER_RANK($A{row},{names},{totals},{wholes},"lowest",{members})'
    boroughs = ",".join(request.london_column(column) for column in (1, 4 + at, base))
    ranked = f'IF({complete(places, at)},{group},PEER_RANK($A{row},{boroughs},"lowest"))'
    return (
        f'=IF($B{row}=0,"",INDEX({totals},$B{row}))',
        f'=IF(ISNUMBER({total}),IFNA(RATE_PER({total},INDEX({wholes},$B{row})),""),"")',
        f'=IF(ISNUMBER({rate}),IFNA({ranked},""),"")',
    )


def _entered(places: Places, line: Line, row: int) -> tuple[str, ...]:
    """Where the member's figure of the line's own period stands, the figure, what it is ranked by, its rank."""
    request, (members, _) = places.pack.request, similar_columns()
    here = {name: address(row, _column(places, line, name)) for name in _ENTERED}
    as_at, n_months = (places.cell(name, places.at(line)) for name in ("as_at", "n_months"))
    same = "*".join(
        f"({places.entered(name)}={value})"
        for name, value in (
            ("area", f"$A{row}"), ("indicator", quoted(line.key)), ("month", as_at), ("n_months", n_months),
        )
    )  # fmt: skip
    value, whole = (f'INDEX({places.entered(name)},{here["row"]})' for name in ("value", "denominator"))
    figure = f'IF({value}="","",{value})'
    if line.measure == "share":
        part = f'INDEX({places.entered("numerator")},{here["row"]})'
        figure = f'IF({whole}="",{figure},SHARE({part},{whole}))'
    series, rolling = "0", '""'
    if places.series:
        series = f'IF({n_months}=12,IFNA(MATCH($A{row}&"|"&{quoted(line.key)},{places.monthly_keys},0),0),0)'
        months = f'INDEX({places.monthly_values},{here["series"]},0),{places.monthly_months}'
        rolling = f'IF({here["series"]}=0,"",IFNA(ROLLING12({months},{as_at}),""))'
    rate = f'={here["figure"]}'
    if line.measure == "count":
        wholes = request.peers_column(2)
        found = f'IFNA(RATE_PER({here["figure"]},INDEX({wholes},$B{row})),"")'
        rate = f'=IF(AND(ISNUMBER({here["figure"]}),$B{row}>0),{found},"")'
    column, bottom = _column(places, line, "rate"), FIRST + len(request.areas) - 1
    rates = f"{address(FIRST, column, fixed=True)}:{address(bottom, column, fixed=True)}"
    ranked = f"PEER_RANK($A{row},$A${FIRST}:$A${bottom},{rates},,{quoted(line.best)}"
    return (
        f'=IF(OR($A{row}="",{as_at}=""),0,SUMPRODUCT({same}*{places.entered("row")}))',
        f'=IF(OR($A{row}="",{as_at}=""),0,{series})',
        f'=IF({here["row"]}>0,{figure},{rolling})',
        rate,
        f'=IF(ISNUMBER({here["rate"]}),IFNA(IF({MEMBERS}=0,{ranked}),{ranked},{members})),""),"")',
    )
