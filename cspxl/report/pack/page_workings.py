"""What the one-page summaries draw: 37 months and 32 boroughs for each, or the entered figures where no months are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cspxl.report.describe import Content, Formula, Page, Put, Sheet, address, block, column_of, quoted, row_of
from cspxl.report.layout import CHART_MONTHS, FIRST
from cspxl.report.pack.layout import PAGES, Places
from cspxl.report.pack.lines import Line
from cspxl.report.pack.one_pages import OnePage

MONTH_HEADINGS: Final = (
    "Month", "Area, 12 months", "London, 12 months", "Area", "London", "Months", "Mean", "Lower limit", "Upper limit",
    "Exceptional", "Starts at",
)  # fmt: skip
BAR_HEADINGS: Final = ("Borough", "Rate", "Order", "Rank", "In order", "The area", "Other boroughs")
FIGURE_HEADINGS: Final = ("Figure", "Value", "Compared", "Change")
_AREA: Final = frozenset({"Area", "The area"})
BARS_LEFT: Final = len(MONTH_HEADINGS) + 2
_BLOCK: Final = CHART_MONTHS + 3


@dataclass(frozen=True)
class _Source:
    """Where a page's monthly values come from, as formulas: of the area (where ``there``), of London, of a borough."""

    last: str
    there: str
    series: str
    london: str
    totals: Sequence[str]
    base: int  # the column of the London sheet that rates are per
    breaks: str = ""  # the cells with the first months of a new basis


def top(page: int) -> int:
    """The row of the headings of a page's block."""
    return FIRST + page * _BLOCK


def months(page: int, heading: str) -> str:
    """A column of a page's months."""
    column = 1 + MONTH_HEADINGS.index(heading)
    return block(PAGES, top(page) + 1, column, top(page) + CHART_MONTHS, column)


def bars(places: Places, page: int, heading: str) -> str:
    """A column of a page's boroughs."""
    column = BARS_LEFT + BAR_HEADINGS.index(heading)
    return block(PAGES, top(page) + 1, column, top(page) + len(places.pack.request.areas), column)


def figures(page: int, heading: str, length: int) -> str:
    """A column of a page's entered figures."""
    column = 1 + FIGURE_HEADINGS.index(heading)
    return block(PAGES, top(page) + 1, column, top(page) + length, column)


def named(page: int, heading: str) -> str:
    """The heading of a column: a chart's name for what it draws."""
    for headings, left in ((MONTH_HEADINGS, 1), (BAR_HEADINGS, BARS_LEFT), (FIGURE_HEADINGS, 1)):
        if heading in headings:
            column = left + headings.index(heading)
            return block(PAGES, top(page), column, top(page), column)
    raise KeyError(heading)


def describe(places: Places) -> Sheet:
    """A block for each page."""
    cells = [
        Put(1, 1, "Page workings", "title"),
        Put(2, 1, "What the charts draw. #N/A is a gap: nothing is drawn.", "note"),
    ]
    for at, page in enumerate(places.pack.pages):
        cells.append(Put(top(at) - 1, 1, page.sheet, "label"))
        if places.drawn_by_month(page):
            source = _source(places, page)
            name = Formula(f"={places.pack.request.area_name}")  # charts call the area by it
            for left, headings in ((1, MONTH_HEADINGS), (BARS_LEFT, BAR_HEADINGS)):
                cells += row_of(top(at), left, [name if item in _AREA else item for item in headings], "header")
            cells += _months(source, at)
            cells += _bars(places, source, at)
        elif page.line is not None:
            cells += row_of(top(at), 1, FIGURE_HEADINGS, "header")
            cells += _figures(places, page.line, at)
    right = BARS_LEFT + len(BAR_HEADINGS) - 1
    bottom = top(len(places.pack.pages) - 1) + CHART_MONTHS
    return Sheet(
        PAGES,
        cells,
        widths={**dict.fromkeys(range(1, right + 1), 13), BARS_LEFT: 26, BARS_LEFT + 4: 26},
        page=Page(f"A1:{address(bottom, right)}", one_page=False),
        gridlines=True,
    )


def _source(places: Places, page: OnePage) -> _Source:
    """The police's files, as at the month; or entered months, as at the newest that the line takes."""
    request = places.pack.request
    if page.police is not None:
        data, totals = request.data_block(page.police), request.totals_column(page.police)
        return _Source(
            last="as_at", there="TRUE", series=f"INDEX({data},area_row,0),months",
            london=f"SUMPRODUCT(ROLLING12({data},months,{{month}}))",
            totals=[f"INDEX({totals},{at})" for at in range(1, len(request.areas) + 1)],
            base=3 if request.indicators[page.police].per == "households" else 2,
            breaks=request.breaks_ref(page.police),
        )  # fmt: skip
    assert page.line is not None  # a page is of the police or of a line
    row, newest = (places.cell(name, places.at(page.line)) for name in ("monthly_row", "monthly_last"))
    heads, last = places.monthly_months, f"IF({newest}>0,{newest},as_at)"
    boroughs, city = places.series_of_boroughs(page.key), places.series_of("London", page.key)
    london = "NA()"
    if city:
        london = f"ROLLING12({city},{heads},{{month}})"
    elif boroughs:
        london = f"SUMPRODUCT(ROLLING12({boroughs},{heads},{{month}}))"
    found = [places.series_of(area, page.key) for area in request.areas]
    return _Source(
        last=last, there=f"{row}>0", series=f"INDEX({places.monthly_values},MAX(1,{row}),0),{heads}", london=london,
        totals=[f"ROLLING12({one},{heads},{last})" if one else "NA()" for one in found], base=2,
    )  # fmt: skip


def _months(source: _Source, page: int) -> list[Put]:
    """Rolling totals as an index of the first month, and the single months with their limits."""
    first, last = top(page) + 1, top(page) + CHART_MONTHS
    judged = f',"xmr",{source.breaks}' if source.breaks else ""
    cells: list[Put] = []
    for at, row in enumerate(range(first, last + 1)):
        month = f"$A{row}"
        single = f"PERIOD_TOTAL({source.series},{month},1)"
        limits = f"EXCEPTION_LIMITS({source.series},{month}{judged})"
        texts = [
            f"=EDATE({source.last},-{CHART_MONTHS - 1 - at})",
            f'=IF({source.there},IFNA(ROLLING12({source.series},{month}),"N/A"),"N/A")',
            f'=IFNA({source.london.format(month=month)},"N/A")',
            _index("B", row, first, last),
            _index("C", row, first, last),
            f"=IF({source.there},IFNA({single},NA()),NA())",
            *(f"=IF({source.there},IFNA(INDEX({limits},1,{n}),NA()),NA())" for n in (1, 2, 3)),
            f"=IF(OR($F{row}>$I{row},$F{row}<$H{row}),$F{row},NA())",
        ]
        cells += [Put(row, column, Formula(text), "month" if column == 1 else "plain")
                  for column, text in enumerate(texts, 1)]  # fmt: skip
    totals = [f"${letter}${first}:${letter}${last}" for letter in "BC"]
    both = "*".join(f"ISNUMBER({total})*({total}<>0)" for total in totals)
    single = f"ISNUMBER($F${first}:$F${last})"
    starts = [Formula(f"={_first_row(condition, first, last)}") for condition in (both, single)]
    return [*cells, *column_of(first, len(MONTH_HEADINGS), starts, "plain")]


def _first_row(condition: str, first: int, last: int) -> str:
    """The place of the first row for which the condition holds; one more than there are where none does."""
    below = f"({last + 1}-ROW($A${first}:$A${last}))"
    return f"{CHART_MONTHS + 1}-SUMPRODUCT(MAX({condition}*{below}))"


def first_month(page: int) -> str:
    """The first month that a page draws; #REF! where it draws none."""
    row, column = top(page) + 2, len(MONTH_HEADINGS)
    return f"INDEX({months(page, 'Month')},{block(PAGES, row, column, row, column)})"


def _index(letter: str, row: int, first: int, last: int) -> str:
    """The total against that of the first month that has one, of the area and of London, which is 100."""
    here, start = f"${letter}{row}", address(first, len(MONTH_HEADINGS), fixed=True)
    base = f"INDEX(${letter}${first}:${letter}${last},MIN({CHART_MONTHS},{start}))"
    return f"=IF(AND(ISNUMBER({here}),{start}<={CHART_MONTHS}),{here}/{base}*100,NA())"


def _bars(places: Places, source: _Source, page: int) -> list[Put]:
    """The boroughs in order of their rate, the area in a series of its own."""
    request = places.pack.request
    wholes = request.london_column(source.base)
    first = top(page) + 1
    last = first + len(request.areas) - 1
    letter = {name: address(1, BARS_LEFT + at).rstrip("1") for at, name in enumerate(BAR_HEADINGS)}

    def column(name: str) -> str:
        return f"${letter[name]}${first}:${letter[name]}${last}"

    orders, chosen = column("Order"), request.area_name
    cells: list[Put] = []
    for at, row in enumerate(range(first, last + 1), 1):
        rank, name = (f"${letter[key]}{row}" for key in ("Rank", "In order"))
        rate = f"INDEX({column('Rate')},MATCH({name},{column('Borough')},0))"
        texts = [
            f"=INDEX({request.london_column(1)},{at})",
            f'=IFERROR(RATE_PER({source.totals[at - 1]},INDEX({wholes},{at})),"N/A")',
            f'=IF(ISNUMBER(${letter["Rate"]}{row}),${letter["Rate"]}{row}+{at}/1000000000,"N/A")',  # ties in order
            f"={at}",
            f'=IF({rank}>COUNT({orders}),"–",INDEX({column("Borough")},MATCH(SMALL({orders},{rank}),{orders},0)))',
            f'=IF({name}={chosen},{rate},IF({name}="–",NA(),0))',
            f'=IF({name}="–",NA(),IF({name}={chosen},0,{rate}))',
        ]
        cells += [Put(row, BARS_LEFT + offset, Formula(text), "plain") for offset, text in enumerate(texts)]
    return cells


def figure_rows(places: Places, line: Line) -> list[tuple[str, str]]:
    """What an entered figure is drawn beside: name and value, as formulas without the equals sign."""
    if line.measure == "against":  # a stated distance is a change, and drawn as one
        return []
    at = places.at(line)
    targets = any(item.indicator == line.key and "target" in item.figures for item in places.pack.request.entries)
    rows = [("Before", places.cell("previous", at)), ("Now", places.cell("value", at))]
    rows += [("Target", places.cell("target", at))] if targets else []
    if line.measure != "count":  # London's count would dwarf a borough's
        rows += [(area, places.cell("value", places.at(line, area))) for area in line.compare]
    return [(f'{quoted(name)}&IF({value}="",": not available","")', f'IF({value}="",NA(),{value})')
            for name, value in rows]  # fmt: skip


def _figures(places: Places, line: Line, page: int) -> list[Put]:
    """Before, now, the target and the comparators; and the change of the area and of the comparators."""
    cells: list[Put] = []
    for row, (name, value) in enumerate(figure_rows(places, line), top(page) + 1):
        cells += [Put(row, 1, Formula(f"={name}"), "plain"), Put(row, 2, Formula(f"={value}"), "plain")]
    for row, area in enumerate((None, *line.compare), top(page) + 1):
        name = places.pack.request.area_name if area is None else quoted(area)
        change = places.cell("drawn", places.at(line, area))
        contents: list[Content] = [Formula(f'={name}&IF(ISNA({change}),": not available","")'), Formula(f"={change}")]
        cells += row_of(row, 3, contents, "plain")
    return cells
