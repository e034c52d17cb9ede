"""The Workings sheet: every figure of the chosen area, once, as a formula over the data; other sheets show them."""

from __future__ import annotations

from collections.abc import Mapping

from cspxl.report import control, layout, noticed
from cspxl.report.describe import Content, Formula, Page, Put, Sheet, address, block, column_of, quoted, row_of
from cspxl.report.layout import NOT_AVAILABLE, Request, working_here

SETTINGS = (
    "Month",
    "Row of the area",
    "Newest usable year of an estimate",
    "Population year",
    "Population base",
    "Households year",
    "Households base",
    "Members of the similar group",
    "Members without data",
)
_TOP = 4
HEADINGS = (
    "Indicator", "Rolling 12 months", "12 months before", "Change", "Quarter", "Quarter a year ago", "Quarter change",
    "Year to date", "Year to date a year ago", "Year to date change", "Break in 24 months", "Break in quarters",
    "Rate per 1,000", "Rate base", "London rank", "London rank in words", "Similar group rank",
    "London factor", "Similar factor", "RAG", "Month", "Month before", "Two months before", "Headline",
    "12-month factor", "Quarter factor", "Rank factor",
    "Noticed of the data", "Effect of that", "Other areas incomplete",
)  # fmt: skip
_BROKEN: Mapping[str, str] = {"rolling12": "break", "quarter": "quarter_break"}  # where a break says so in a cell
_STYLES: Mapping[str, str] = {
    "change": "percent", "quarter_change": "percent", "fytd_change": "percent",
    "break": "month", "quarter_break": "month", "rate": "rate",
}  # fmt: skip


def setting(at: int) -> str:
    """The cell of one of the settings that the workings derive."""
    return block(layout.WORKINGS, _TOP + at, 2, _TOP + at, 2)


AS_AT, AREA_ROW, NEWEST, POPULATION_YEAR, POPULATION_BASE, HOUSEHOLDS_YEAR, HOUSEHOLDS_BASE, MEMBERS, MISSING = (
    setting(at) for at in range(len(SETTINGS))
)


def describe(request: Request) -> Sheet:
    """Settings, one row of figures for each indicator, and what the charts draw."""
    cells = [
        Put(1, 1, "Workings", "title"),
        Put(2, 1, "Every figure of the chosen area, calculated from the Data sheet. Nothing here is typed in.", "note"),
        *column_of(_TOP, 1, SETTINGS, "label"),
        *column_of(_TOP, 2, _settings(request), "plain"),
        Put(_TOP, 2, _settings(request)[0], "month"),
        *row_of(layout.WORKINGS_TOP, 1, HEADINGS, "header"),
    ]
    for at in range(len(request.indicators)):
        row = layout.WORKINGS_TOP + 1 + at
        for column, (name, content) in enumerate(_figures(request, at).items(), 1):
            cells.append(Put(row, column, content, "label" if column == 1 else _STYLES.get(name, "plain")))
    cells += _chart_feed(request)
    last_row = chart_top(request) + layout.CHART_MONTHS
    return Sheet(
        layout.WORKINGS,
        cells,
        widths={1: 30, **dict.fromkeys(range(2, len(HEADINGS) + 1), 14)},
        heights={layout.WORKINGS_TOP: 30},
        page=Page(f"A1:{address(last_row, len(HEADINGS))}"),
        freeze=f"B{layout.WORKINGS_TOP + 1}",
        gridlines=True,
    )


def _settings(request: Request) -> list[Content]:
    def newest_year(series: str, typed: str) -> Formula:
        name, year = request.denominator_column(2), request.denominator_column(3)
        usable = f"SUMPRODUCT(MAX(({name}={series})*({year}<={NEWEST})*{year}))"
        return Formula(f'=IF({typed}="",{usable},{typed})')

    def base(series: str, year: str) -> Formula:
        return Formula(f'=IF({year}=0,"No estimate yet",{series}&" "&{year})')

    members, counted = similar_columns()
    chosen = control.MONTH
    return [
        Formula(f"=DATE(YEAR({chosen}),MONTH({chosen}),1)"),
        Formula(f'=MATCH(SUBSTITUTE(TRIM(area)," & "," and "),{request.london_column(1)},0)'),
        Formula(f"=YEAR(as_at)-IF(MONTH(as_at)>={control.USABLE_FROM},1,2)"),
        newest_year(control.POPULATION_SERIES, control.POPULATION_YEAR),
        base(control.POPULATION_SERIES, POPULATION_YEAR),
        newest_year(control.HOUSEHOLDS_SERIES, control.HOUSEHOLDS_YEAR),
        base(control.HOUSEHOLDS_SERIES, HOUSEHOLDS_YEAR),
        Formula(f'=SUMPRODUCT(({members}<>"")*1)'),
        Formula(f'=SUMPRODUCT(({members}<>"")*({counted}=0))'),
    ]


def similar_columns() -> tuple[str, str]:
    """The members of the similar group, and how often each stands in the data."""
    bottom = layout.FIRST + layout.SIMILAR_GROUP_SIZE - 1
    return block(layout.SIMILAR, layout.FIRST, 1, bottom, 1), block(layout.SIMILAR, layout.FIRST, 2, bottom, 2)


def _figures(request: Request, at: int) -> dict[str, Content]:
    """The row of one indicator, by the names of its columns."""
    found: dict[str, Content] = {"indicator": Formula(f"={request.indicator_ref(at, 1)}")}
    texts = _volumes(request, at) | _breaks(request, at) | _peers(request, at)
    texts |= _judgement(request, at) | _noticed(request, at)
    for name in layout.WORKING_COLUMNS[1:]:
        found[name] = Formula(texts[name], working_here(name, at) if name == "noticed" else None)
    return found


def _volumes(request: Request, at: int) -> dict[str, str]:
    """Totals and their changes. No comparison (a break, a month missing, a previous 0) is an empty text.

    Excel's own functions find out what is missing. Where one of ours gave an empty text, a program without it would
    work it out again, to #NAME?, and everything that follows from it.
    """
    series = f"INDEX({request.data_block(at)},area_row,0)"
    year_ago = "EDATE(as_at,-12)"
    breaks = request.breaks_ref(at)
    figures: dict[str, str] = {}
    for name, previous, change, total, compare in (
        ("rolling12", "previous12", "change", "ROLLING12({},months,{})", "ROLLING12_CHANGE({},months,as_at,{})"),
        ("quarter", "quarter_year_ago", "quarter_change", "PERIOD_TOTAL({},months,{},3)",
         "PERIOD_CHANGE({},months,as_at,3,{})"),
        ("fytd", "previous_fytd", "fytd_change", "FYTD({},months,{})", "FYTD_CHANGE({},months,as_at,4,{})"),
    ):  # fmt: skip
        now, before = working_here(name, at), working_here(previous, at)
        figures[name] = f'=IFNA({total.format(series, "as_at")},"{NOT_AVAILABLE}")'
        figures[previous] = f'=IFNA({total.format(series, year_ago)},"{NOT_AVAILABLE}")'
        broken = f"{working_here(_BROKEN[name], at)}>0" if name in _BROKEN else _broken_in_year(breaks)
        lacking = f"OR(NOT(ISNUMBER({now})),N({before})=0,{broken})"
        figures[change] = f'=IF({lacking},"",{compare.format(series, breaks)})'
    for month in range(3):
        end = f"EDATE(as_at,-{month})" if month else "as_at"
        figures[f"month_{month}"] = f'=IFNA(EXCEPTION({series},months,{end},"xmr",{breaks}),"{NOT_AVAILABLE}")'
    return figures


def _broken_in_year(breaks: str) -> str:
    """Whether a break lies between the years to date that are compared."""
    began = "EDATE(DATE(YEAR(as_at)-(MONTH(as_at)<4),4,1),-12)"
    return f"SUMPRODUCT(({breaks}>{began})*({breaks}<=as_at))>0"


def _breaks(request: Request, at: int) -> dict[str, str]:
    """The newest break that lies between the windows compared, else 0."""
    breaks = request.breaks_ref(at)

    def newest(months: int) -> str:
        return f"=SUMPRODUCT(MAX(({breaks}>EDATE(as_at,-{months}))*({breaks}<=as_at)*{breaks}))"

    return {"break": newest(23), "quarter_break": newest(14)}


def _peers(request: Request, at: int) -> dict[str, str]:
    households = request.indicators[at].per == "households"
    base = 3 if households else 2
    ranked = f"area,{request.london_column(1)},{request.totals_column(at)},{request.london_column(base)},"
    wholes = request.london_column(base)
    peers = f"area,{request.peers_column(1)},{request.peers_column(4 + at)},{request.peers_column(base)},"
    members, _ = similar_columns()
    rank, total, whole = working_here("london_rank", at), working_here("rolling12", at), f"INDEX({wholes},area_row)"
    n = len(request.areas)
    all_there = f"AND(COUNT({request.totals_column(at)})={n},COUNT({wholes})={n})"
    no_group = f"{MEMBERS}=0"
    unranked = f"OR({no_group},{MISSING}>0)"
    lacking = f'"Not available: "&{MISSING}&" of "&{MEMBERS}&" peers have no data"'
    absent = f'IF({no_group},"Not available: no similar group on file",{lacking})'
    absent_factor = '""'
    if stated := _stated(request, at):
        place, size = stated
        absent = f'IF({size}=0,{absent},{place}&"/"&{size}&" (as stated)")'
        absent_factor = f'IF(AND({size}>0,{place}<=good_rank),"positive","")'
    return {
        "rate": f'=IF(AND(ISNUMBER({total}),ISNUMBER({whole})),RATE_PER({total},{whole}),"")',
        "base": f"={HOUSEHOLDS_BASE if households else POPULATION_BASE}",
        "london_rank": f'=IF({all_there},IFNA(PEER_RANK({ranked}"lowest"),"{NOT_AVAILABLE}"),"")',
        "london_text": f'=IF(ISNUMBER({rank}),PEER_RANK_TEXT({ranked}"lowest","slash"),"")',
        "similar_text": f"=IF({unranked},{absent},"
        f'IFNA(PEER_RANK_TEXT({peers}"lowest","slash",{members}),"Not available: a peer has no figure"))',
        "london_factor": f'=IF(ISNUMBER({rank}),IF({rank}<=good_rank,"positive",""),"")',
        "similar_factor": f"=IF({unranked},{absent_factor},"
        f'IF(IFNA(PEER_RANK({peers}"lowest",{members}),99)<=good_rank,"positive","N/A"))',
    }


def _stated(request: Request, at: int) -> tuple[str, str] | None:
    """The similar group rank that was entered as stated for the month, and of how many; 0 where there is none."""
    key = request.indicators[at].key
    if not any(entry.indicator == key and "stated_group_rank" in entry.figures for entry in request.entries):
        return None
    of_area = f'({request.entered("area")}={request.area_name})*({request.entered("indicator")}={quoted(key)})'
    same = f'{of_area}*({request.entered("month")}=as_at)'
    place, size = (f"SUMPRODUCT({same}*{request.entered(name)})" for name in ("stated_group_rank", "stated_group_of"))
    return place, size


def _noticed(request: Request, at: int) -> dict[str, str]:
    """What the reader of the files noticed of the figures, and what that does to them."""
    label = f"${working_here('indicator', at)}"
    return {
        "noticed": noticed.text_of(request, label),
        "noticed_effect": noticed.effect_of(request, label),
        "noticed_of_others": noticed.others_of(request, label),
    }


def _judgement(request: Request, at: int) -> dict[str, str]:
    """RAG, and the factors that it rests on in words: + positive, − negative."""
    polarity = request.indicator_ref(at, 3)
    here = {name: working_here(name, at) for name in layout.WORKING_COLUMNS}

    def factor(words: str, change: str, broken: str, current: str, previous: str) -> str:
        good = f'({here[change]}<0)=({polarity}="lower")'
        neutral = f'OR({here[change]}=0,{polarity}="monitor")'
        sign = f'IF({neutral},"• ",IF({good},"+ ","− "))'
        why = f'IF({here[broken]}>0,"not comparable, new basis "&PERIOD_LABEL({here[broken]},1),"no comparison")'
        return (
            f'=IF({here[change]}="","• {words}: "&{why},'
            f'{sign}&"{words} "&CHANGE_TEXT({here[current]},{here[previous]}))'
        )

    london, similar = here["london_factor"], here["similar_factor"]
    lowest = f'IF({london}="","",{here["london_text"]}&" in {request.basis.place}")'
    among = f'IF({similar}="positive",{here["similar_text"]}&" in its similar group","")'
    both = f'IF(AND({london}<>"",{similar}="positive")," and ","")'
    both_there = f"ISNUMBER({here['rolling12']}),ISNUMBER({here['previous12']})"
    factors = f"{here['change']},{polarity},near_all"
    if not request.by_change:
        factors += f",{here['quarter_change']},{london},{similar}"
    return {
        "rag": f'=IFNA(RAG({factors}),"{NOT_AVAILABLE}")',
        "headline": f'=IF(AND({here["break"]}=0,{both_there}),HEADLINE({here["rolling12"]},{here["previous12"]}),"")',
        "factor_12": factor("12 months", "change", "break", "rolling12", "previous12"),
        "factor_quarter": factor("Quarter", "quarter_change", "quarter_break", "quarter", "quarter_year_ago"),
        "factor_rank": f'=IF(AND({london}="",{similar}<>"positive"),"","+ Rate ranks "&{lowest}&{both}&{among})',
    }


def chart_top(request: Request) -> int:
    """The row of the headings over the chart's months."""
    return layout.WORKINGS_TOP + len(request.indicators) + 3


def drawn_column(request: Request, place: int) -> int:
    """The column of what the chart draws of an indicator."""
    return 2 + len(request.charted) + place


def _chart_feed(request: Request) -> list[Put]:
    """Rolling totals of the charted indicators over the months that the chart shows, the last of them the month."""
    top = chart_top(request)
    drawn = [f"{indicator.label}, drawn" for indicator in request.charted]
    cells = row_of(top, 1, ["Month", *(indicator.label for indicator in request.charted), *drawn], "header")
    for at in range(layout.CHART_MONTHS):
        row = top + 1 + at
        month = address(row, 1, fixed=True)
        cells.append(Put(row, 1, Formula(f"=EDATE(as_at,-{layout.CHART_MONTHS - 1 - at})"), "month"))
        for place, indicator in enumerate(request.charted):
            series = f"INDEX({request.data_block(request.indicators.index(indicator))},area_row,0)"
            total = address(row, 2 + place)
            cells.append(Put(row, 2 + place, Formula(f'=IFNA(ROLLING12({series},months,{month}),"N/A")'), "plain"))
            # A chart leaves a gap for #N/A and draws a text as zero. The function itself must not give the error: a
            # program without it keeps a cached text, but recalculates a cached error, or empty text, into #NAME?.
            drawn_total = Formula(f"=IF(ISNUMBER({total}),{total},NA())")
            cells.append(Put(row, drawn_column(request, place), drawn_total, "plain"))
    return cells
