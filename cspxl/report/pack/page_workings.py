"""What the one-page summaries draw: 37 months and 32 boroughs for each, or the entered figures where no months are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cspxl.report.describe import Formula
from cspxl.report.pack import page_bars, page_figures, page_tiles
from cspxl.report.pack.one_pages import OnePage
from cspxl.report.pack.places import PAGES, Places
from cspxl.report.request import CHART_MONTHS
from cspxl.report.stack import GUARD, Beside, Column, Each, Gap, Item, Spelling, Stack, Table, Text
from cspxl.report.tables import AREA_NAME

_BLOCK: Final = CHART_MONTHS + 3  # rows from one page's label to the next
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
    """A block for each page: ``page0_months`` and ``page0_bars``, or ``page0_figures`` and ``page0_moves``; tiles."""
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
        bars = page_bars.table(places, f"page{at}_bars", source.totals, source.london.format(month=source.last),
                               source.per)  # fmt: skip
        tiles = page_tiles.table(at, _tiles(places, at))
        return Beside([_months(source, f"page{at}_months", places.page_target(page)), Gap(), bars, Gap(), tiles])
    assert page.line is not None  # a page is of the police or of a line
    return Beside([
        page_figures.values(places, page.line, f"page{at}_figures"),
        page_figures.moves(places, page.line, f"page{at}_moves"),
        Gap(),
        page_tiles.table(at, _tiles(places, at)),
    ])


def _tiles(places: Places, at: int) -> Sequence[page_tiles.Tile]:
    page = places.pack.pages[at]
    if places.drawn_by_month(page):
        return page_tiles.of_months(places, at, has_london=has_london(places, page))
    assert page.line is not None  # a page is of the police or of a line
    return page_tiles.of_figures(places, page.line)


def tiles(places: Places, at: int) -> int:
    """How many tiles a page has."""
    return len(_tiles(places, at))


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


def _months(source: _Source, name: str, target: str) -> Table:
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
            *_target(name, target),
            GUARD,
            *_new_basis(source, name),
            Column("starts", "Starts at", lambda at: f'={_first_row("ISNUMBER([$single$])")}' if at == 0 else None,
                   spelled="$A$1", style=lambda at: "plain" if at == 0 else ""),
            *(Each("stretch_number", range(source.stretches), [_of_stretch(one)])
              for one in DRAWN if source.stretches > 1),
        ],
        range(CHART_MONTHS),
        axes=lambda at: {"at": at},
        spelling=_NEAR,
    )  # fmt: skip


def _target(name: str, target: str) -> Sequence[Column]:
    """The target of 12 months, as the change that it is since the first of the months on the newest basis."""
    if not target:
        return []
    last = CHART_MONTHS - 1
    base = f"INDEX([area_total],MIN({CHART_MONTHS},{name}[@since, at={last}]))"
    there = f"AND(ISNUMBER({target}),[@stretch]={name}[@stretch, at={last}],{name}[@since, at={last}]<={CHART_MONTHS})"
    told = f'="Target"&IF(ISNUMBER({target}),": "&TEXT({target},"#,##0"),", none for this period")'
    return [Column("target", Formula(told), f"=IF({there},{target}/{base}-1,NA())")]


def _new_basis(source: _Source, name: str) -> Sequence[Column]:
    """The first months on a new basis, as high as the chart; the heading stands beside the line that is drawn there."""
    if source.stretches == 1:
        return []
    window = f"({source.breaks}>{name}[@month, at=0])*({source.breaks}<={source.last})"
    newest = f"SUMPRODUCT(MAX({window}*{source.breaks}))"
    told = f'="New basis"&IF({newest}=0,"",", "&PERIOD_LABEL({newest},1))'
    highest = ",".join(f'MAXIFS([${name}$],[${name}$],">=0")' for name in ("single", "upper"))  # whatever is #N/A
    top = f"=MAX({highest})*9/8"  # an eighth above the lines
    begins = f"=IF(SUMPRODUCT(({source.breaks}=[@$month])*1)>0,[@$top$, at=0],NA())"
    return [
        Column("top", "Height", lambda at: None if at else top, style=lambda at: "" if at else "plain",
               spelled="$A$1"),
        Column("new_basis", Formula(told), lambda at: begins if at else "=NA()"),
    ]  # fmt: skip


DRAWN: Final = ("area", "london", "single", "mean", "lower", "upper")  # in stretches


def _with_last(name: str, last: str) -> Formula:
    """What a chart calls a line: its name with its last value; beside its end, two could hide one another."""
    return Formula(f'={name}&IF(ISNUMBER({last}),": "&TEXT(ROUND({last},2),"+0%;""−""0%;0%"),"")')


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


def last_month(page: int) -> str:
    """The newest month that a page draws."""
    return f"page{page}_months[@month, at={CHART_MONTHS - 1}]"


def has_newest_total(page: int) -> str:
    """Whether the newest month that a page draws has a total of 12 months on one basis, or nothing has one."""
    of = f"page{page}_months"
    return f"OR(ISNUMBER({of}[@area_total, at={CHART_MONTHS - 1}]),COUNT({of}[area_total])=0)"


def _since(total: str) -> str:
    """The change of the total since the first month of its stretch that has one, of the area and of London."""
    base = f"INDEX([{total}],MIN({CHART_MONTHS},[@since]))"
    there = f"AND(ISNUMBER([@${total}]),[@since]<={CHART_MONTHS})"
    return f"=IF({there},[@${total}]/{base}-1,NA())"
