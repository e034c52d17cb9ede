"""The overview dashboard: one page that says how the area does (Barnet, April 2017, page 3). Formulas throughout."""

from __future__ import annotations

from cspxl.report import layout, noticed, workings
from cspxl.report.describe import Chart, Formula, Highlight, Line, Page, Put, Sheet, address, block, quoted, row_of
from cspxl.report.layout import WORKINGS, Request, working, working_column

TOP = 6  # the row of the headings
_LAST_COLUMN = 14
_CHART_ROWS = 14
_WIDTHS = dict(enumerate((24, 11, 39, 14.5, 11.5, 14.5, 11.5, 10, 14, 18, 10, 13, 13, 13), 1))


def describe(request: Request) -> Sheet:
    """Heading, summary in words, a row for each indicator, two charts, notes."""
    n = len(request.indicators)
    bottom = TOP + n
    notes_top = bottom + 2 + _CHART_ROWS
    cells = [*_heading(request), *_headers(request)]
    for at in range(n):
        cells += _row(at)
    cells += _notes(notes_top)
    return Sheet(
        layout.OVERVIEW,
        cells,
        widths=_WIDTHS,
        heights={row: _height(request, row, bottom) for row in range(1, bottom + 2)},
        page=Page(f"A1:{address(notes_top + len(_NOTES) - 1, _LAST_COLUMN)}"),
        highlights=_highlights(bottom),
        charts=_charts(request, bottom + 2),
        tab_colour="1F3864",
    )


def _height(request: Request, row: int, bottom: int) -> float:
    """Tall rows for indicators, whose factors have up to three lines; more with ranked peers or a gap noticed."""
    if row == 1:
        return 26
    if row in {TOP - 1, bottom + 1}:
        return 8
    if row == TOP:
        return 42
    indicator = 50 if request.entries or noticed.is_grave(request) else 38
    return indicator if row > TOP else 16


def _heading(request: Request) -> list[Put]:
    rag = working_column("rag", len(request.indicators))
    wrong = [f"{layout.CONTROL}!{address(layout.FIRST + at, 3, fixed=True)}" for at in range(2)]
    live = f"{layout.CONTROL}!{_MESSAGE_CELL}"
    judged = f'COUNTIF({rag},"Green")+COUNTIF({rag},"Amber")+COUNTIF({rag},"Red")'
    summary = (
        f'="Of "&({judged})&" judged indicators: "&COUNTIF({rag},"Green")&" Green, "&COUNTIF({rag},"Amber")'
        f'&" Amber, "&COUNTIF({rag},"Red")&" Red. "'
        f'&"Exceptional in "&PERIOD_LABEL(as_at,1)&": "&{_exceptional(request)}&{noticed.sentence(request)}'
    )
    return [
        Put(1, 1, Formula(f'=area&" Community Safety Partnership: "&{quoted(request.title)}'), "title"),
        Put(2, 1, Formula('="Figures to "&TEXT(as_at,"mmmm yyyy")&". Recorded offences, provisional. '
                          f'Data: {request.release}."'), "subtitle"),
        Put(3, 1, Formula(summary), "summary"),
        Put(4, 1, Formula(f'=IF({wrong[0]}<>"",{wrong[0]},IF({wrong[1]}<>"",{wrong[1]},{live}))'), "message"),
    ]  # fmt: skip


_MESSAGE_CELL = address(layout.FIRST + 10, 2, fixed=True)


def _exceptional(request: Request) -> str:
    """The indicators whose last month lies outside its limits, by name, or none."""
    n = len(request.indicators)
    names = [
        f'IF(OR({working("month_0", at)}="High",{working("month_0", at)}="Low"),'
        f'{working("indicator", at)}&" ("&LOWER({working("month_0", at)})&") ","")'
        for at in range(n)
    ]
    months = working_column("month_0", n)
    count = f'COUNTIF({months},"High")+COUNTIF({months},"Low")'
    return f'IF({count}=0,"none",TRIM({"&".join(names)}))&"."'


def _headers(request: Request) -> list[Put]:
    def month(back: int) -> Formula:
        when = f"EDATE(as_at,-{back})" if back else "as_at"
        return Formula(f'="Exception"&CHAR(10)&PERIOD_LABEL({when},1)')

    return row_of(
        TOP,
        1,
        [
            "Indicator",
            "RAG",
            "Factors: + positive, − negative",
            Formula('="Quarter"&CHAR(10)&PERIOD_LABEL(as_at,3)'),
            "Quarter change on a year ago",
            Formula('="12 months"&CHAR(10)&PERIOD_LABEL(as_at)'),
            "12-month change on a year ago",
            "Rate per 1,000",
            "Rate base",
            "Similar group rank",
            request.basis.rank,
            month(0),
            month(1),
            month(2),
        ],
        "header",
    )


def _row(at: int) -> list[Put]:
    row = TOP + 1 + at
    cell = {name: working(name, at) for name in layout.WORKING_COLUMNS}

    def available(name: str) -> Formula:
        return Formula(f'=IF({cell[name]}="","Not available",{cell[name]})')

    def change(name: str, broken: str) -> Formula:
        return Formula(f'=IF({cell[name]}="",IF({cell[broken]}>0,"Not comparable","Not available"),{cell[name]})')

    def exception(name: str) -> Formula:
        found = cell[name]
        return Formula(f'=IF({found}="High","▲ High",IF({found}="Low","▼ Low",IF({found}="","● In range",{found})))')

    factors = f'={cell["factor_12"]}&CHAR(10)&{cell["factor_quarter"]}'
    factors += f'&IF({cell["factor_rank"]}="","",CHAR(10)&{cell["factor_rank"]})&{noticed.on_overview(at)}'
    return [
        Put(row, 1, Formula(f"={cell['indicator']}"), "indicator"),
        Put(row, 2, available("rag"), "rag"),
        Put(row, 3, Formula(factors), "factors"),
        Put(row, 4, available("quarter"), "count"),
        Put(row, 5, change("quarter_change", "quarter_break"), "change"),
        Put(row, 6, available("rolling12"), "count"),
        Put(row, 7, change("change", "break"), "change"),
        Put(row, 8, available("rate"), "rate"),
        Put(row, 9, Formula(f"={cell['base']}"), "small"),
        Put(row, 10, Formula(f"={cell['similar_text']}"), "small"),
        Put(row, 11, available("london_text"), "centred"),
        *(Put(row, 12 + back, exception(f"month_{back}"), "centred") for back in range(3)),
    ]


_NOTES = (
    ("RAG: Green, all factors positive; Amber, mixed; Red, all or nearly all negative; "
    "Monitor, not judged: a rise in reports can be good."),
    ("Ranks: 1 is the lowest rate. Exception: outside the limits (mean, moving range) of the 24 months before. "
    "Not available is never zero."),
)


def _notes(top: int) -> list[Put]:
    return [Put(top + at, 1, text, "note") for at, text in enumerate(_NOTES)]


def _highlights(bottom: int) -> list[Highlight]:
    first = TOP + 1
    rag, months = f"B{first}:B{bottom}", f"L{first}:N{bottom}"
    rules = [Highlight(rag, f'$B{first}="{word}"', word.lower()) for word in ("Green", "Amber", "Red", "Monitor")]
    rules += [
        Highlight(months, f'L{first}="▲ High"', "high"),
        Highlight(months, f'L{first}="▼ Low"', "low"),
        Highlight(f"B{first}:N{bottom}", f'LEFT(B{first},4)="Not "', "missing"),
    ]
    return rules


def _charts(request: Request, row: int) -> list[Chart]:
    n = len(request.indicators)
    top = workings.chart_top(request)
    bottom = top + layout.CHART_MONTHS
    lines = [
        Line(block(WORKINGS, top, 2 + at, top, 2 + at), block(WORKINGS, top + 1, column, bottom, column))
        for at in range(len(request.charted))
        for column in [workings.drawn_column(request, at)]
    ]
    names = ", ".join(indicator.label for indicator in request.charted)
    change = block(WORKINGS, layout.WORKINGS_TOP, 4, layout.WORKINGS_TOP, 4)
    some = "" if len(request.charted) == n else f", {len(request.charted)} of the {n} indicators"
    return [
        Chart(
            "line", f"Rolling 12-month volume{some}", f"Line chart: rolling 12-month totals of three years: {names}.",
            f"A{row}", 200, 72, block(WORKINGS, top + 1, 1, bottom, 1), lines, "#,##0",
        ),
        Chart(
            "bar", "12-month change on a year ago",
            "Bar chart: change of the rolling 12 months on a year ago for each indicator.",
            f"G{row}", 186, 72, working_column("indicator", n),
            [Line(change, working_column("change", n))], "+0%;-0%;0%",
        ),
    ]  # fmt: skip


