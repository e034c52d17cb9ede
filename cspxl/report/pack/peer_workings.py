"""The peer workings: who stands in each row of the Peers sheet, and every figure, rate and rank of theirs, once.

Of the police's indicators first, then of the entered figures that more than one area has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cspxl.facts import Indicator
from cspxl.report.describe import quoted
from cspxl.report.pack.lines import Line
from cspxl.report.pack.places import PEER_WORKINGS, Places
from cspxl.report.request import SIMILAR_GROUP_SIZE
from cspxl.report.stack import Column, Each, Stack, Table
from cspxl.report.tables import titled, twelve_months

_POLICE: Final = {"total": ("12 months", "figure"), "rate": ("rate", "peer_rate"), "rank": ("rank", "figure")}
_FIGURE_STYLES: Final = {"count": "figure", "rate": "peer_rate", "share": "share"}


@dataclass(frozen=True)
class Item:
    """What the Peers sheet shows of an indicator: heading, reference to the workings and style of each figure."""

    label: str
    indicator: str
    line: Line | None
    columns: Sequence[tuple[str, str, str]]


def items(places: Places) -> Sequence[Item]:
    """The police's indicators, then the lines of entered figures."""
    return [
        *(_of_police(item) for item in places.pack.request.indicators),
        *(_of_line(places, line) for line in places.compared),
    ]


def _of_police(item: Indicator) -> Item:
    columns = [
        (f"{item.label}: {heading}", f"peer_workings[@{name}, indicator={item.key}]", style)
        for name, (heading, style) in _POLICE.items()
    ]
    return Item(item.label, item.key, None, columns)


def _of_line(places: Places, line: Line) -> Item:
    shown = {"figure": _FIGURE_STYLES[line.measure], "line_rate": "peer_rate", "line_rank": "figure"}
    if line.measure != "count":
        del shown["line_rate"]  # it is the figure
    columns = [
        (f"{line.short}: {name.removeprefix('line_')}", f"peer_workings[@{name}, line={places.name(line)}]", style)
        for name, style in shown.items()
    ]
    return Item(line.short, "", line, columns)


def complete(indicator: str) -> str:
    """Whether every member of the similar group has a rate of one of the police's indicators, as a formula."""
    return f"AND(settings[members]>0,COUNT(peer_workings[rate, indicator={indicator}])=settings[members])"


def can_stand(places: Places, line: Line) -> str:
    """Whether the area has a rank by a line's entered figures, in its similar group or in London, as a formula."""
    def there(rates: str) -> str:
        return f"COUNT(peer_workings[{rates}, line={places.name(line)}])"

    group = f'AND(settings[members]>0,{there("line_rate")}=settings[members])'
    return f'OR({group},{there("borough_rate")}={len(places.pack.request.areas)})'


def standing(places: Places, line: Line, area: str) -> str:
    """The ranks in words of an area by a line's entered figures, in its similar group and in London, as a formula.

    One for which an area has no figure is left out; #N/A where both are.
    """
    def ranked(names: str, rates: str, among: str = "") -> str:
        figures = f"peer_workings[{rates}, line={places.name(line)}]"
        return f'PEER_RANK_TEXT({area},{names},{figures},,{quoted(line.best)},"both"{among})'

    group = ranked("peer_workings[member]", "line_rate", ",similar[member]")
    london = ranked("areas[name]", "borough_rate")
    both = f'IFNA({group}&" in the similar group"&IFNA("; "&{london},""),{london})'
    return f"IF(settings[members]=0,{london},{both})"


def describe(places: Places) -> Stack:
    """A row for each place of the Peers sheet."""
    request = places.pack.request
    indicators = {item.key: item for item in request.indicators}
    lines = {places.name(line): line for line in places.compared}

    def of_police(name: str, at: int) -> Column:
        heading, _ = list(_POLICE.values())[at]
        return Column(name, lambda key: f"{indicators[key].label}: {heading}",
                      lambda _place, key: _police(indicators[key], len(request.areas))[at])  # fmt: skip

    def of_line(name: str, at: int) -> Column:
        return Column(name, lambda key: f"{lines[key].short}: {name.removeprefix('line_')}",
                      lambda _place, key: _entered(places, lines[key])[at])  # fmt: skip

    def of_borough(name: str, at: int) -> Column:
        return Column(name, lambda key: f"{lines[key].short}: {name.replace('_', ' ')}",
                      lambda place, key: _of_borough(places, lines[key], place)[at])  # fmt: skip

    entered = ("line_row", "line_series", "figure", "line_rate", "line_rank")
    of_boroughs = tuple(f"borough_{name}" for name in ("row", "series", "figure", "rate"))
    table = Table(
        "peer_workings",
        [
            Column("member", "Member", _member, width=26),
            Column("row", "Row on the London sheet", '=IF([@$member]="",0,IFNA(MATCH([@$member],peers[name],0),0))'),
            Each("indicator", list(indicators), [of_police(name, at) for at, name in enumerate(_POLICE)]),
            Each("line", list(lines), [of_line(name, at) for at, name in enumerate(entered)]),
            Each("line", list(lines), [of_borough(name, at) for at, name in enumerate(of_boroughs)]),
        ],
        range(1, len(request.areas) + 1),
        axes=lambda place: {"place": place},
        width=13,
        heading_height=42,
    )
    note = "Who stands in each row of the Peers sheet, and the figures of each."
    return Stack(
        PEER_WORKINGS, [*titled("Peer workings", note), table], freeze="peer_workings[row]", gridlines=True,
        back=True,
    )


def _member(place: int) -> str:
    """The member of the similar group or, where none is on file, the borough."""
    member = f"INDEX(similar[member],{place})" if place <= SIMILAR_GROUP_SIZE else '""'
    return f"=IF(settings[members]=0,INDEX(areas[name],{place}),{member})"


def _rate(figure: str, per: str) -> str:
    """Per 1,000 of the member; empty where it has no such base."""
    whole = f"INDEX(peers[{per}],[@$row])"
    return f'IF(ISNUMBER({whole}),RATE_PER({figure},{whole}),"")'


def _police(item: Indicator, n: int) -> tuple[str, str, str]:
    """Total, rate and rank of one of the police's indicators, the rank among ``n`` areas where not in the group."""
    per = "households" if item.per == "households" else "population"
    group = f'PEER_RANK([@$member],peers[name],peers[total],peers[{per}],"lowest",similar[member])'
    boroughs = f"areas[name],areas[total],areas[{per}]"
    all_there = f"COUNT(areas[total])={n},COUNT(areas[{per}])={n}"
    in_london = f'IF(AND([@$row]<={n},{all_there}),PEER_RANK([@$member],{boroughs},"lowest"),"")'
    return (
        '=IF([@$row]=0,"",INDEX(peers[total],[@$row]))',
        f'=IF(ISNUMBER([@total]),{_rate("[@total]", per)},"")',
        f'=IF(ISNUMBER([@rate]),IF({complete(item.key)},{group},{in_london}),"")',
    )


def _of_borough(places: Places, line: Line, place: int) -> tuple[str, ...]:
    """The columns of a borough, whether it is shown or not, for the rank in London."""
    found = _entered(places, line)[:4]
    names = (("[@$member]", f"INDEX(areas[name],{place})"), ("[@$row]", str(place)), ("[@line_row]", "[@borough_row]"),
             ("[@line_series]", "[@borough_series]"), ("[@figure]", "[@borough_figure]"),
             ("[@row]", str(place)))  # fmt: skip
    for old, new in names:
        found = tuple(formula.replace(old, new) for formula in found)
    return found


def _entered(places: Places, line: Line) -> tuple[str, ...]:
    """Where the member's figure of the line's own period stands, the figure, what it is ranked by, its rank."""
    as_at, n_months = places.cell("as_at", line), places.cell("n_months", line)
    same = "*".join(
        f"(entered[{name}]={value})"
        for name, value in (
            ("area", "[@$member]"), ("indicator", quoted(line.key)), ("month", as_at), ("n_months", n_months),
        )
    )  # fmt: skip
    value, whole = (f"INDEX(entered[{name}],[@line_row])" for name in ("value", "denominator"))
    figure = f'IF({value}="","",{value})'
    if line.measure == "share":
        figure = f'IF({whole}="",{figure},SHARE(INDEX(entered[numerator],[@line_row]),{whole}))'
    series, rolling = "0", '""'
    if places.series:
        series = f'IF({n_months}=12,IFNA(MATCH([@$member]&"|"&{quoted(line.key)},monthly[series],0),0),0)'
        months = twelve_months("INDEX(monthly[value],[@line_series],0)", "monthly[#value]", as_at)
        rolling = f'IF([@line_series]=0,"",{months})'
    rate = "=[@figure]"
    if line.measure == "count":
        rate = f'=IF(AND(ISNUMBER([@figure]),[@$row]>0),{_rate("[@figure]", "population")},"")'
    ranked = f"PEER_RANK([@$member],[$member$],[$line_rate$],,{quoted(line.best)}"
    everyone = f"IF(settings[members]=0,{len(places.pack.request.areas)},settings[members])"
    ranked = f"IF(settings[members]=0,{ranked}),{ranked},similar[member]))"
    return (
        f'=IF(OR([@$member]="",{as_at}=""),0,SUMPRODUCT({same}*entered[row]))',
        f'=IF(OR([@$member]="",{as_at}=""),0,{series})',
        f"=IF([@line_row]>0,{figure},{rolling})",
        rate,
        f'=IF(AND(ISNUMBER([@line_rate]),COUNT([$line_rate$])={everyone}),{ranked},"")',
    )
