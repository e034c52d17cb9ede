"""The boroughs in order of their rates, as a one-page summary draws them: the area, its group and London marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cspxl.report.describe import Content, Formula
from cspxl.report.pack.places import Places
from cspxl.report.stack import GUARD, Column, Spelling, Table
from cspxl.report.tables import AREA_NAME

_AREA: Final = Formula(f"={AREA_NAME}")  # charts call the area by it
_NEAR: Final = Spelling(span="$A$1")


def table(places: Places, name: str, totals: Sequence[str], london: str, per: str) -> Table:
    """The rates of the boroughs by their totals, and of London below them where it has one."""
    n = len(places.pack.request.areas)

    def rate(at: int) -> str:
        of, whose = (london or "NA()", f"SUM(areas[{per}])") if at > n else (
            totals[at - 1], f"INDEX(areas[{per}],{at})")  # fmt: skip
        return f'=IFERROR(RATE_PER({of},{whose}),"N/A")'

    return Table(
        name,
        [
            Column("borough", "Borough", lambda at: '="London"' if at > n else f"=INDEX(areas[name],{at})"),
            Column("rate", "Rate", rate),
            # ties in order
            Column("order", "Order", lambda at: f'=IF(ISNUMBER([@$rate]),[@$rate]+{at}/1000000000,"N/A")'),
            Column("rank", "Place", lambda at: f"={at}"),
            *_in_order(),
            GUARD,
        ],
        range(1, n + 2),
        axes=lambda at: {"bar": "London" if at > n else "boroughs"},
        spelling=_NEAR,
    )  # fmt: skip


def _in_order() -> Sequence[Column]:
    """Those that have a rate, lowest first; the area, London and the similar group in series of their own."""
    smallest = "MATCH(SMALL([order],[@$rank]),[order],0)"
    kinds: dict[str, Content] = {"the_area": _AREA, "london": "London", "others": "Other boroughs"}
    group = 'IF(settings[members]=0,"Similar group: none on file","Similar group")'
    peer = "ISNUMBER(MATCH([@$in_order],similar[member],0))"
    kind = (f'=IF([@$in_order]="–","",IF([@$in_order]={AREA_NAME},"the_area",IF([@$in_order]="London","london",'
            f'IF({peer},"similar","others"))))')  # fmt: skip
    told = 'IF([@$kind]="the_area","► ",IF([@$kind]="similar","● ",""))&[@$in_order]'
    figure = '": "&TEXT([@$shown],"#,##0.0")'

    def drawn(called: str) -> str:
        return f'=IF([@$kind]="{called}",[@$shown],NA())'

    return [
        Column("in_order", "In order", f'=IF([@$rank]>COUNT([order]),"–",INDEX([borough],{smallest}))'),
        Column("shown", "Its rate", '=IF([@$in_order]="–",NA(),INDEX([rate],MATCH([@$in_order],[borough],0)))'),
        Column("kind", "Drawn as", kind),
        Column("label", "Label", f'=IF([@$kind]="","–",{told}&{figure})', width=30),
        *(Column(called, heading, drawn(called)) for called, heading in kinds.items()),
        Column("similar", Formula(f"={group}"), drawn("similar")),
    ]
