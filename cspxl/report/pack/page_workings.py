"""What the one-page summaries draw: 37 months and 32 boroughs for each, or the entered figures where no months are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cspxl.report.describe import Content, Formula, quoted
from cspxl.report.pack.layout import PAGES, Places
from cspxl.report.pack.lines import Line
from cspxl.report.pack.one_pages import OnePage
from cspxl.report.request import CHART_MONTHS
from cspxl.report.stack import Beside, Column, Gap, Item, Spelling, Stack, Table, Text
from cspxl.report.tables import AREA_NAME

_AREA: Final = Formula(f"={AREA_NAME}")  # charts call the area by it
_BLOCK: Final = CHART_MONTHS + 3  # rows from one page's label to the next
_NEAR: Final = Spelling(span="$A$1")


@dataclass(frozen=True)
class _Source:
    """Where a page's monthly values come from, as formulas: of the area (where ``there``), of London, of a borough."""

    last: str
    there: str
    series: str
    london: str
    totals: Sequence[str]
    per: str
    breaks: str = ""  # the cells with the first months of a new basis


def describe(places: Places) -> Stack:
    """A block for each page: ``page0_months`` and ``page0_bars``, or ``page0_figures`` and ``page0_moves``."""
    items: list[Item] = [
        Text("Page workings", "title"),
        Text("What the charts draw. #N/A is a gap: nothing is drawn.", "note"),
        Gap(),
    ]
    for at, page in enumerate(places.pack.pages):
        drawn = _drawn(places, page, at)
        items += [Text(page.sheet, "label"), drawn]
        left = _BLOCK - 1 - drawn.size[0]
        items += [Gap(left)] if at < len(places.pack.pages) - 1 else []
    return Stack(
        PAGES, items, widths={**dict.fromkeys(range(1, 20), 13), 13: 26, 17: 26}, one_page=False, gridlines=True,
        wide=19,
    )


def _drawn(places: Places, page: OnePage, at: int) -> Item:
    if places.drawn_by_month(page):
        source = _source(places, page)
        return Beside([_months(source, f"page{at}_months"), Gap(), _bars(places, source, f"page{at}_bars")])
    assert page.line is not None  # a page is of the police or of a line
    return Beside([_figures(places, page.line, f"page{at}_figures"), _moves(places, page.line, f"page{at}_moves")])


def _source(places: Places, page: OnePage) -> _Source:
    """The police's files, as at the month; or entered months, as at the newest that the line takes."""
    request = places.pack.request
    if page.police is not None:
        item = request.indicators[page.police]
        data, totals = f"counts[@count, indicator={item.key}, area=*]", f"areas[total, indicator={item.key}]"
        return _Source(
            last="as_at", there="TRUE", series=f"INDEX({data},area_row,0),months",
            london=f"SUMPRODUCT(ROLLING12({data},months,{{month}}))",
            totals=[f"INDEX({totals},{at})" for at in range(1, len(request.areas) + 1)],
            per="households" if item.per == "households" else "population",
            breaks=f"indicators[@break, indicator={item.key}]",
        )  # fmt: skip
    assert page.line is not None  # a page is of the police or of a line
    row, newest = places.cell("monthly_row", page.line), places.cell("monthly_last", page.line)
    heads, last = "monthly[#value]", f"IF({newest}>0,{newest},as_at)"
    boroughs, city = places.series_of_boroughs(page.key), places.series_of("London", page.key)
    london = "NA()"
    if city:
        london = f"ROLLING12({city},{heads},{{month}})"
    elif boroughs:
        london = f"SUMPRODUCT(ROLLING12({boroughs},{heads},{{month}}))"
    found = [places.series_of(area, page.key) for area in request.areas]
    return _Source(
        last=last, there=f"{row}>0", series=f"INDEX(monthly[value],MAX(1,{row}),0),{heads}", london=london,
        totals=[f"ROLLING12({one},{heads},{last})" if one else "NA()" for one in found], per="population",
    )  # fmt: skip


def _months(source: _Source, name: str) -> Table:
    """Rolling totals as an index of the first month, and the single months with their limits."""
    judged = f',"xmr",{source.breaks}' if source.breaks else ""
    single = f"PERIOD_TOTAL({source.series},[@$month],1)"
    limits = f"EXCEPTION_LIMITS({source.series},[@$month]{judged})"

    def limit(place: int) -> str:
        return f"=IF({source.there},IFNA(INDEX({limits},1,{place}),NA()),NA())"

    return Table(
        name,
        [
            Column("month", "Month", lambda at: f"=EDATE({source.last},-{CHART_MONTHS - 1 - at})", style="month"),
            Column("area_total", "Area, 12 months",
                   f'=IF({source.there},IFNA(ROLLING12({source.series},[@$month]),"N/A"),"N/A")'),
            Column("london_total", "London, 12 months",
                   f'=IFNA({source.london.format(month="[@$month]")},"N/A")'),
            Column("area", _AREA, _index("area_total")),
            Column("london", "London", _index("london_total")),
            Column("single", "Months", f"=IF({source.there},IFNA({single},NA()),NA())"),
            Column("mean", "Mean", limit(1)),
            Column("lower", "Lower limit", limit(2)),
            Column("upper", "Upper limit", limit(3)),
            Column("exceptional", "Exceptional",
                   "=IF(OR([@$single]>[@$upper],[@$single]<[@$lower]),[@$single],NA())"),
            Column("starts", "Starts at", lambda at: f"={_STARTS[at]}" if at < len(_STARTS) else None, spelled="$A$1",
                   style=lambda at: "plain" if at < len(_STARTS) else ""),
        ],
        range(CHART_MONTHS),
        axes=lambda at: {"at": at},
        spelling=_NEAR,
    )  # fmt: skip


def _first_row(condition: str) -> str:
    """The place of the first row for which the condition holds; one more than there are where none does."""
    below = f"({CHART_MONTHS}+ROW([@$month$, at=0])-ROW([$month$]))"
    return f"{CHART_MONTHS + 1}-SUMPRODUCT(MAX({condition}*{below}))"


_BOTH: Final = "*".join(f"ISNUMBER([${name}$])*([${name}$]<>0)" for name in ("area_total", "london_total"))
# From which month both totals are drawn, and from which the single months.
_STARTS: Final = (_first_row(_BOTH), _first_row("ISNUMBER([$single$])"))


def first_month(page: int) -> str:
    """The first month that a page draws; #REF! where it draws none."""
    return f"INDEX(page{page}_months[month],page{page}_months[@starts, at=1])"


def _index(total: str) -> str:
    """The total against that of the first month that has one, of the area and of London, which is 100."""
    base = f"INDEX([{total}],MIN({CHART_MONTHS},[@starts, at=0]))"
    there = f"AND(ISNUMBER([@${total}]),[@starts, at=0]<={CHART_MONTHS})"
    return f"=IF({there},[@${total}]/{base}*100,NA())"


def _bars(places: Places, source: _Source, name: str) -> Table:
    """The boroughs in order of their rate, the area in a series of its own."""
    rate = "INDEX([rate],MATCH([@$in_order],[borough],0))"
    smallest = "MATCH(SMALL([order],[@$rank]),[order],0)"
    return Table(
        name,
        [
            Column("borough", "Borough", lambda at: f"=INDEX(areas[name],{at})"),
            Column("rate", "Rate",
                   lambda at: f'=IFERROR(RATE_PER({source.totals[at - 1]},INDEX(areas[{source.per}],{at})),"N/A")'),
            # ties in order
            Column("order", "Order", lambda at: f'=IF(ISNUMBER([@$rate]),[@$rate]+{at}/1000000000,"N/A")'),
            Column("rank", "Rank", lambda at: f"={at}"),
            Column("in_order", "In order", f'=IF([@$rank]>COUNT([order]),"–",INDEX([borough],{smallest}))'),
            Column("the_area", _AREA, f'=IF([@$in_order]={AREA_NAME},{rate},IF([@$in_order]="–",NA(),0))'),
            Column("others", "Other boroughs", f'=IF([@$in_order]="–",NA(),IF([@$in_order]={AREA_NAME},0,{rate}))'),
        ],
        range(1, len(places.pack.request.areas) + 1),
        spelling=_NEAR,
    )  # fmt: skip


def figure_rows(places: Places, line: Line) -> list[tuple[str, str]]:
    """What an entered figure is drawn beside: name and value, as formulas without the equals sign."""
    if line.measure == "against":  # a stated distance is a change, and drawn as one
        return []
    targets = any(item.indicator == line.key and "target" in item.figures for item in places.pack.request.entries)
    rows = [("Before", places.cell("previous", line)), ("Now", places.cell("value", line))]
    rows += [("Target", places.cell("target", line))] if targets else []
    if line.measure != "count":  # London's count would dwarf a borough's
        rows += [(area, places.cell("value", line, area)) for area in line.compare]
    return [(f'{quoted(name)}&IF({value}="",": not available","")', f'IF({value}="",NA(),{value})')
            for name, value in rows]  # fmt: skip


def _figures(places: Places, line: Line, name: str) -> Table:
    """Before, now, the target and the comparators."""
    return Table(
        name,
        [Column("figure", formula=lambda row: f"={row[0]}"), Column("value", formula=lambda row: f"={row[1]}")],
        figure_rows(places, line),
    )


def _moves(places: Places, line: Line, name: str) -> Table:
    """The change of the area and of the comparators."""

    def change(area: str | None) -> str:
        return places.cell("drawn", line, area)

    def named(area: str | None) -> Content:
        return AREA_NAME if area is None else quoted(area)

    return Table(
        name,
        [
            Column("compared", formula=lambda area: f'={named(area)}&IF(ISNA({change(area)}),": not available","")'),
            Column("change", formula=lambda area: f"={change(area)}"),
        ],
        [None, *line.compare],
    )
