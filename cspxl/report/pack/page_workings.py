"""What the one-page summaries draw: a block of 37 months and one of 32 boroughs for each indicator."""

from __future__ import annotations

from typing import Final

from cspxl.report.describe import Formula, Page, Put, Sheet, address, block, row_of
from cspxl.report.layout import CHART_MONTHS, FIRST
from cspxl.report.pack.layout import PAGES, Places

MONTH_HEADINGS: Final = (
    "Month", "Area, 12 months", "London, 12 months", "Area", "London", "Months", "Mean", "Lower limit", "Upper limit",
    "Exceptional",
)  # fmt: skip
BAR_HEADINGS: Final = ("Borough", "Rate", "Order", "Rank", "In order", "The area", "Other boroughs")
BARS_LEFT: Final = len(MONTH_HEADINGS) + 2
BASELINE: Final = 24  # months before the month, that limits come from
OFF_THE_CHART: Final = -1  # below the axis, where no mark is drawn; LibreOffice draws marks for #N/A at 0
_BLOCK: Final = CHART_MONTHS + 3


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


def named(page: int, heading: str) -> str:
    """The heading of a column: a chart's name for what it draws."""
    column = (
        1 + MONTH_HEADINGS.index(heading) if heading in MONTH_HEADINGS else BARS_LEFT + BAR_HEADINGS.index(heading)
    )
    return block(PAGES, top(page), column, top(page), column)


def describe(places: Places) -> Sheet:
    """A block for each page."""
    cells = [
        Put(1, 1, "Page workings", "title"),
        Put(2, 1, "What the charts draw. A gap is #N/A; Exceptional is -1, off the chart, where it is not.", "note"),
    ]
    for page, indicator in enumerate(places.pack.pages):
        cells.append(Put(top(page) - 1, 1, Formula(f"={places.pack.request.indicator_ref(indicator, 1)}"), "label"))
        cells += row_of(top(page), 1, MONTH_HEADINGS, "header")
        cells += row_of(top(page), BARS_LEFT, BAR_HEADINGS, "header")
        cells += _months(places, page, indicator)
        cells += _bars(places, page, indicator)
    right = BARS_LEFT + len(BAR_HEADINGS) - 1
    bottom = top(len(places.pack.pages) - 1) + CHART_MONTHS
    return Sheet(
        PAGES,
        cells,
        widths={**dict.fromkeys(range(1, right + 1), 13), BARS_LEFT: 26, BARS_LEFT + 4: 26},
        page=Page(f"A1:{address(bottom, right)}", one_page=False),
        gridlines=True,
    )


def _months(places: Places, page: int, indicator: int) -> list[Put]:
    """Rolling totals as an index of the first month, and the single months with their limits."""
    request = places.pack.request
    data = request.data_block(indicator)
    series = f"INDEX({data},area_row,0)"
    first, last = top(page) + 1, top(page) + CHART_MONTHS
    baseline = f"$F${last - BASELINE}:$F${last - 1}"
    limits = f"IF(COUNT({baseline})<{BASELINE},NA(),INDEX(XMR_LIMITS({baseline}),1,{{n}}))"
    cells: list[Put] = []
    for at, row in enumerate(range(first, last + 1)):
        month = f"$A{row}"
        texts = [
            f"=EDATE(as_at,-{CHART_MONTHS - 1 - at})",
            f'=IFNA(ROLLING12({series},months,{month}),"N/A")',
            f'=IFNA(SUMPRODUCT(ROLLING12({data},months,{month})),"N/A")',
            _index("B", row, first),
            _index("C", row, first),
            f"=IFNA(PERIOD_TOTAL({series},months,{month},1),NA())",
            f"={limits.format(n=1)}" if row == first else f"=$G${first}",
            f"=MAX(0,{limits.format(n=2)})" if row == first else f"=$H${first}",
            f"={limits.format(n=3)}" if row == first else f"=$I${first}",
            f"=IF(OR($F{row}>$I{row},$F{row}<$H{row}),$F{row},{OFF_THE_CHART})",
        ]
        cells += [Put(row, column, Formula(text), "month" if column == 1 else "plain")
                  for column, text in enumerate(texts, 1)]  # fmt: skip
    return cells


def _index(letter: str, row: int, first: int) -> str:
    """The total against that of the first month, which is 100."""
    here, base = f"${letter}{row}", f"${letter}${first}"
    return f"=IF(AND(ISNUMBER({here}),N({base})>0),{here}/{base}*100,NA())"


def _bars(places: Places, page: int, indicator: int) -> list[Put]:
    """The boroughs in order of their rate, the area in a series of its own."""
    request = places.pack.request
    wholes = request.london_column(3 if request.indicators[indicator].per == "households" else 2)
    totals = request.totals_column(indicator)
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
            f'=IFERROR(RATE_PER(INDEX({totals},{at}),INDEX({wholes},{at})),"N/A")',
            f'=IF(ISNUMBER(${letter["Rate"]}{row}),${letter["Rate"]}{row}+{at}/1000000000,"N/A")',  # ties in order
            f"={at}",
            f'=IF({rank}>COUNT({orders}),"–",INDEX({column("Borough")},MATCH(SMALL({orders},{rank}),{orders},0)))',
            f'=IF({name}={chosen},{rate},IF({name}="–",NA(),0))',
            f'=IF({name}="–",NA(),IF({name}={chosen},0,{rate}))',
        ]
        cells += [Put(row, BARS_LEFT + offset, Formula(text), "plain") for offset, text in enumerate(texts)]
    return cells

