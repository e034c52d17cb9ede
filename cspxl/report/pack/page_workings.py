"""What the one-page summaries draw: 37 months and 32 boroughs for each, or the entered figures where no months are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cspxl.report.describe import Content, Formula, quoted
from cspxl.report.pack.layout import PAGES, Places
from cspxl.report.pack.lines import Line
from cspxl.report.pack.one_pages import OnePage
from cspxl.report.pack.wording import number_form
from cspxl.report.request import CHART_MONTHS
from cspxl.report.stack import GUARD, Beside, Column, Each, Gap, Item, Spelling, Stack, Table, Text
from cspxl.report.tables import AREA_NAME

_AREA: Final = Formula(f"={AREA_NAME}")  # charts call the area by it
_BLOCK: Final = CHART_MONTHS + 3  # rows from one page's label to the next
_MOVED: Final = "+0.0%;-0.0%;0.0%"
_NEAR: Final = Spelling(span="$A$1")


@dataclass(frozen=True)
class _Source:
    """Where a page's monthly values come from, as formulas: of the area (where ``there``), of London (none: empty)."""

    last: str
    there: str
    series: str
    london: str
    totals: Sequence[str]
    per: str
    breaks: str = ""  # the cells with the first months of a new basis
    stretches: int = 1  # as many as the breaks can make


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
        PAGES, items, widths=dict.fromkeys(range(1, 40), 13), one_page=False, gridlines=True,
        back=True,
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
            breaks=f"indicators[@break, indicator={item.key}]", stretches=1 + len(request.breaks_of(item)),
        )  # fmt: skip
    assert page.line is not None  # a page is of the police or of a line
    row, newest = places.cell("monthly_row", page.line), places.cell("monthly_last", page.line)
    heads, last = "monthly[#value]", f"IF({newest}>0,{newest},as_at)"
    boroughs, city = places.series_of_boroughs(page.key), places.series_of("London", page.key)
    london = ""
    if city:
        london = f"ROLLING12({city},{heads},{{month}})"
    elif boroughs:
        london = f"SUMPRODUCT(ROLLING12({boroughs},{heads},{{month}}))"
    found = [places.series_of(area, page.key) for area in request.areas]
    return _Source(
        last=last, there=f"{row}>0", series=f"INDEX(monthly[value],MAX(1,{row}),0),{heads}", london=london,
        totals=[f"ROLLING12({one},{heads},{last})" if one else "NA()" for one in found], per="population",
    )  # fmt: skip


def page_stretches(places: Places, page: OnePage) -> int:
    """How many stretches of months the lines of a page can have: as many as breaks make."""
    return _source(places, page).stretches


def has_london(places: Places, page: OnePage) -> bool:
    """Whether there are months of London to draw beside the area's."""
    return bool(_source(places, page).london)


def _months(source: _Source, name: str) -> Table:
    """Rolling totals as change since the first month, and the single months with their limits.

    A stretch is a run of months on one basis. What is drawn of it is a column of its own, so that no line is drawn
    through a break; 12 months of two bases are no total.
    """
    judged = f',"xmr",{source.breaks}' if source.breaks else ""
    single = f"PERIOD_TOTAL({source.series},[@$month],1)"
    limits = f"EXCEPTION_LIMITS({source.series},[@$month]{judged})"
    stretch, mixed = "=0", "FALSE"
    if source.stretches > 1:
        stretch = f"=SUMPRODUCT(({source.breaks}>[@$month, at=0])*({source.breaks}<=[@$month]))"
        mixed = f"SUMPRODUCT(({source.breaks}>EDATE([@$month],-11))*({source.breaks}<=[@$month]))>0"

    def limit(place: int) -> str:
        return f"=IF({source.there},IFNA(INDEX({limits},1,{place}),NA()),NA())"

    def total(there: str, formula: str) -> str:
        return f'=IF(AND({there},NOT({mixed})),IFNA({formula},"N/A"),"N/A")'

    return Table(
        name,
        [
            Column("month", "Month", lambda at: f"=EDATE({source.last},-{CHART_MONTHS - 1 - at})", style="month"),
            Column("stretch", "Stretch", stretch),
            Column("area_total", "Area, 12 months", total(source.there, f"ROLLING12({source.series},[@$month])")),
            Column("london_total", "London, 12 months",
                   total("TRUE", source.london.format(month="[@$month]")) if source.london else '="N/A"'),
            Column("since", "Compared with row", _FIRST_TOTAL),
            Column("area", _with_last(AREA_NAME, f"{name}[@area, at={CHART_MONTHS - 1}]"), _since("area_total")),
            Column("london", _with_last('"London"', f"{name}[@london, at={CHART_MONTHS - 1}]"),
                   _since("london_total")),
            Column("single", "Month", f"=IF({source.there},IFNA({single},NA()),NA())"),
            Column("mean", "Mean", limit(1)),
            Column("lower", "Limits", limit(2)),
            Column("upper", "Upper limit", limit(3)),
            Column("above", "Above limits", "=IF([@$single]>[@$upper],[@$single],NA())"),
            Column("below", "Below limits", "=IF([@$single]<[@$lower],[@$single],NA())"),
            GUARD,
            Column("starts", "Starts at", lambda at: f'={_first_row("ISNUMBER([$single$])")}' if at == 0 else None,
                   spelled="$A$1", style=lambda at: "plain" if at == 0 else ""),
            *(Each("stretch_number", range(source.stretches), [_of_stretch(one)])
              for one in DRAWN if source.stretches > 1),
        ],
        range(CHART_MONTHS),
        axes=lambda at: {"at": at},
        spelling=_NEAR,
    )  # fmt: skip


DRAWN: Final = ("area", "london", "single", "mean", "lower", "upper")  # in stretches


def _with_last(name: str, last: str) -> Formula:
    """What a chart calls a line: its name with its last value; beside its end, two could hide one another."""
    return Formula(f'={name}&IF(ISNUMBER({last}),": "&TEXT({last},"+0%;-0%;0%"),"")')


def _of_stretch(name: str) -> Column:
    """A column's values in one stretch of months."""
    drawn = f"=IF([@$stretch]={{}},[@${name}],NA())"
    return Column(f"{name}_drawn", lambda at: f"{name.capitalize()}, stretch {at + 1}",
                  lambda _row, at: drawn.format(at))  # fmt: skip


def _first_row(condition: str) -> str:
    """The place of the first row for which the condition holds; one more than there are where none does."""
    below = f"({CHART_MONTHS}+ROW([@$month$, at=0])-ROW([$month$]))"
    return f"{CHART_MONTHS + 1}-SUMPRODUCT(MAX({condition}*{below}))"


def _is_there(name: str) -> str:
    return f"ISNUMBER([${name}$])*([${name}$]<>0)"


# The first row of the stretch with a total of the area and of London; of the area alone where London has none.
_FIRST_TOTAL: Final = "=" + _first_row(
    f'([$stretch$]=[@$stretch])*{_is_there("area_total")}*(({_is_there("london_total")}+(COUNT([$london_total$])=0))>0)',
)


def first_month(page: int) -> str:
    """The first month that a page draws; #REF! where it draws none."""
    return f"INDEX(page{page}_months[month],page{page}_months[@starts, at=0])"


def _since(total: str) -> str:
    """The change of the total since the first month of its stretch that has one, of the area and of London."""
    base = f"INDEX([{total}],MIN({CHART_MONTHS},[@since]))"
    there = f"AND(ISNUMBER([@${total}]),[@since]<={CHART_MONTHS})"
    return f"=IF({there},[@${total}]/{base}-1,NA())"


def _bars(places: Places, source: _Source, name: str) -> Table:
    """The rates of the boroughs, and of London below them where it has one."""
    n = len(places.pack.request.areas)
    per = f"INDEX(areas[{source.per}],{{}})"
    london = source.london.format(month=source.last) if source.london else "NA()"

    def rate(at: int) -> str:
        of, whose = (london, f"SUM(areas[{source.per}])") if at > n else (source.totals[at - 1], per.format(at))
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
    figure = 'IF(OR([@$kind]="the_area",[@$kind]="london"),": "&TEXT([@$shown],"#,##0.0"),"")'

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


def figure_rows(places: Places, line: Line) -> list[tuple[str, str]]:
    """What an entered figure is drawn beside: name and value, as formulas without the equals sign."""
    if line.measure == "against":  # a stated distance is a change, and drawn as one
        return []
    targets = any(item.indicator == line.key and "target" in item.figures for item in places.pack.request.entries)
    period, months, month = (places.cell(name, line) for name in ("period", "n_months", "as_at"))
    year_before = f'IF(N({months})=12,"12 months to "&PERIOD_LABEL(EDATE({month},-12),1),"the period before")'
    rows = [(f'"Before ("&{year_before}&")"', places.cell("previous", line)),
            (f'"Now ("&{period}&")"', places.cell("value", line))]  # fmt: skip
    rows += [('"Target"', places.cell("target", line))] if targets else []
    if line.measure != "count":  # London's count would dwarf a borough's
        rows += [(f'{quoted(area)}&" ("&{places.cell("period", line, area)}&")"', places.cell("value", line, area))
                 for area in line.compare]  # fmt: skip
    form = number_form(line)
    return [
        (f'SUBSTITUTE({name}," ()","")&IF({value}="",": not available",": "&TEXT({value},{form}))',
         f'IF({value}="",NA(),{value})')
        for name, value in rows
    ]  # fmt: skip


def _figures(places: Places, line: Line, name: str) -> Table:
    """Before, now, the target and the comparators."""
    return Table(
        name,
        [
            Column("figure", formula=lambda row: f"={row[0]}"),
            Column("value", formula=lambda row: f"={row[1]}"),
        ],
        figure_rows(places, line),
    )


def _moves(places: Places, line: Line, name: str) -> Table:
    """The change of the area and of the comparators."""

    def change(area: str | None) -> str:
        return places.cell("drawn", line, area)

    def told(area: str | None) -> str:
        name, moved = AREA_NAME if area is None else quoted(area), change(area)
        return f'={name}&": "&IF(ISNA({moved}),"not available",TEXT({moved},"{_MOVED}"))'

    return Table(
        name,
        [
            Column("compared", formula=told),
            Column("change", formula=lambda area: f"={change(area)}"),
        ],
        [None, *line.compare],
    )
