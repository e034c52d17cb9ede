"""A one-page summary of an indicator: headline, charts, commentary, actions."""

from __future__ import annotations

from math import ceil
from typing import Final

from cspxl.report import noticed
from cspxl.report.describe import Chart, Formula, Highlight, Page, Put, Sheet, Table, block, quoted, row_of
from cspxl.report.layout import CHART_MONTHS, FIRST, HEADER, NOT_AVAILABLE, working
from cspxl.report.pack import page_charts
from cspxl.report.pack.layout import REMARKS, Places
from cspxl.report.pack.lines import Line
from cspxl.report.pack.page_workings import bars, first_month
from cspxl.report.workings import MEMBERS, POPULATION_BASE
from cspxl.values import month_serial

_WIDTHS: Final = {1: 14, 2: 88}
_CHART_TOP: Final = 9
_ROW_MM: Final = 5.3  # an ordinary row
_REMARKS: Final = (("commentary", "Commentary", 3), ("action", "Actions", 4))
_LETTERS: Final = 92  # of a line of a remark
_LINE: Final = 11.6


def describe(places: Places, page: int) -> Sheet:
    """The page of one indicator."""
    one = places.pack.pages[page]
    cells = _of_police(places, page) if one.police is not None else _of_entered(places, page)
    heights: dict[int, float] = {1: 26, 4: 24, 7: 26}
    charts, row = _below_one_another(page_charts.charts(places, page))
    for kind, heading, most in _REMARKS:
        cells += [Put(row, 1, heading, "group"), Put(row, 2, None, "group")]
        for n in range(1, most + 1):
            row += 1
            cells.append(Put(row, 1, Formula(f'=IF($B{row}="","","•")'), "remark_bullet"))
            cells.append(Put(row, 2, Formula(_remark(places, one.key, kind, n)), "remark_text"))
            heights[row] = _height(places, one.key, kind, n)
        row += 2
    return Sheet(
        one.sheet,
        cells,
        widths=_WIDTHS,
        heights=heights,
        page=Page(f"A1:B{row - 2}", landscape=False),
        highlights=[Highlight("A4", f'$A$4="{word}"', word.lower()) for word in ("Green", "Amber", "Red", "Monitor")],
        charts=charts,
        tab_colour="1F3864",
    )


def _below_one_another(charts: list[page_charts.Unplaced]) -> tuple[list[Chart], int]:
    """The charts in their places, and the row after them."""
    placed, row = [], _CHART_TOP
    for chart in charts:
        placed.append(chart(f"A{row}"))
        row += ceil(placed[-1].height_mm / _ROW_MM)
    return placed, row + 1


def _of_police(places: Places, page: int) -> list[Put]:
    """Headline, ranks and month of an indicator of the police's files."""
    one = places.pack.pages[page]
    assert one.police is not None
    names = ("indicator", "rag", "headline", "rolling12", "previous12", "london_text", "base", "similar_text",
             "month_0", "noticed_effect")  # fmt: skip
    cell = {name: working(name, one.police) for name in names}
    headline = f'HEADLINE({cell["rolling12"]},{cell["previous12"]},"full")'
    compared = f'AND({cell["headline"]}<>"",ISNUMBER({cell["previous12"]}))'
    alone = f'TEXT({cell["rolling12"]},"#,##0")&", not comparable with a year before"'
    total = f'IF(ISNUMBER({cell["rolling12"]}),{alone},"Not available")'
    month = cell["month_0"]
    unusual = f'IF(OR({month}="High",{month}="Low"),"unusually "&LOWER({month}),"in its usual range")'
    few = '" cannot be judged: fewer than 12 months before it are comparable."'
    unusual = f'IF({month}="{NOT_AVAILABLE}",{few}," was "&{unusual}&".")'
    rag, words, source = cell["rag"], f"IF({compared},{headline},{total})", quoted("")
    drawn: list[Put] = []
    if one.line:  # the table and the page say the same; what is drawn is said where it is another figure
        counted = f'"Police files, drawn below: "&{words}'
        rag, words, origin = (places.cell(name, places.at(one.line)) for name in ("rag", "words", "origin"))
        drawn = [Put(_CHART_TOP - 1, 1, Formula(f'=IF({origin}="Police","",{counted})'), "sentence")]
        source = _source(places, one.line)
    similar = f'SUBSTITUTE({cell["similar_text"]},"Not available: no similar group","not available, none")'
    similar = f'SUBSTITUTE({similar},"Not available:","not available,")'
    told = f"PERIOD_LABEL(as_at,1)&{unusual}&{_new_basis(places, one.police)}"
    return [
        Put(1, 1, Formula(f'=area&": "&{cell["indicator"]}'), "title"),
        Put(2, 1, Formula('="Recorded offences, 12 months to "&TEXT(as_at,"mmmm yyyy")&". Provisional"'
                          f'&IF({cell["noticed_effect"]}="{noticed.INCOMPLETE}",", incomplete.",".")'), "subtitle"),
        Put(3, 1, Formula(f"={noticed.on_page(one.police)}"), "message"),
        *_headline(rag, words, source),
        Put(5, 1, Formula(f'="London rank: "&IF({cell["london_text"]}="","not available",{cell["london_text"]}'
                          f'&", by rate per 1,000 of "&{cell["base"]})&". Similar group: "&{similar}&"."'),
            "sentence"),
        Put(6, 1, Formula(f"={told}"), "sentence"),
        *drawn,
    ]  # fmt: skip


def _new_basis(places: Places, indicator: int) -> str:
    """Since when the figures have a new basis, where that lies in the months drawn or in the 12 of their totals."""
    breaks = places.pack.request.breaks_ref(indicator)
    drawn = f"({breaks}>EDATE(as_at,-{CHART_MONTHS + 10}))*({breaks}<=as_at)"
    newest = f"SUMPRODUCT(MAX({drawn}*{breaks}))"
    told = f'" New basis from "&PERIOD_LABEL({newest},1)&": figures before it are not comparable."'
    return f'IF({newest}=0,"",{told})'


def _of_entered(places: Places, page: int) -> list[Put]:
    """Headline, benchmark, check and source of entered figures."""
    line = places.pack.pages[page].line
    assert line is not None
    names = ("rag", "words", "origin", "period", "benchmark", "check", "monthly_last")
    cell = {name: places.cell(name, places.at(line)) for name in names}
    differs = f'IF({cell["check"]}="OK"," The figures agree with what was stated."," "&{cell["check"]}&".")'
    check = f'IF({cell["check"]}="","",{differs})'
    rank = monthly = '""'
    if places.drawn_by_month(places.pack.pages[page]):
        names_of, rates = bars(places, page, "Borough"), bars(places, page, "Rate")
        n = len(places.pack.request.areas)
        ranked = f'PEER_RANK_TEXT(area,{names_of},{rates},,{quoted(line.best)},"slash")&", by rate per 1,000 of "'
        lacking = f'" No London rank: only "&COUNT({rates})&" of {n} boroughs have these figures"'
        rank = f'" London rank: "&IFNA({ranked}&{POPULATION_BASE},"not available")'
        rank = f'IF(COUNT({rates})<{n},{lacking},{rank})&"."'
        if line in places.compared and not line.compare:  # without a group the benchmark is this rank
            rank = f'IF(AND({MEMBERS}=0,COUNT({rates})={n}),"",{rank})'
        drawn = f'PERIOD_LABEL({first_month(page)},1)&" to "&PERIOD_LABEL({cell["monthly_last"]},1)'
        drawn = f'"Drawn below: the months that are entered, "&{drawn}&"."'
        monthly = f'IF({cell["monthly_last"]}=0,"No monthly values are entered for this area.",{drawn})'
    return [
        Put(1, 1, Formula(f'=area&": "&{quoted(line.short)}'), "title"),
        Put(2, 1, Formula(f'=IF({cell["origin"]}="","No figure for this area and month",'
                          f'"Entered figures, "&{cell["period"]})&". Provisional."'), "subtitle"),
        *_headline(cell["rag"], cell["words"], _source(places, line)),
        Put(5, 1, Formula(f'="Benchmark: "&{cell["benchmark"]}&"."&{rank}'), "sentence"),
        Put(6, 1, Formula(f"=TRIM({monthly}&{check})"), "sentence"),
    ]  # fmt: skip


def _headline(rag: str, words: str, source: str) -> list[Put]:
    return [
        Put(4, 1, Formula(f'=IF({rag}="","Not available",{rag})'), "light"),
        Put(4, 2, Formula(f"={words}"), "page_headline"),
        Put(7, 1, Formula('=IF($B$7="","","Source")'), "page_label"),
        Put(7, 2, Formula(f"={source}"), "page_source"),
    ]


def _source(places: Places, line: Line) -> str:
    """Where the line's figure comes from, and what is noted about it."""
    source, note = (places.cell(name, places.at(line)) for name in ("source", "note"))
    return f'{source}&IF({note}="","",". "&{note})'


def _height(places: Places, key: str, kind: str, n: int) -> float:
    """Tall enough for the longest n-th remark of any area."""
    texts: dict[tuple[str, int], list[str]] = {}
    for remark in places.pack.remarks:
        if (remark.indicator, remark.kind) == (key, kind):
            texts.setdefault((remark.area, remark.month), []).append(remark.text)
    longest = max((len(found[n - 1]) for found in texts.values() if len(found) >= n), default=0)
    return 4 + _LINE * max(1, ceil((longest + 2) / _LETTERS))


def _remark(places: Places, key: str, kind: str, n: int) -> str:
    """The n-th remark of the area and month, or empty text; the first place says where there is none."""
    none = quoted(f"No {kind} is entered for this area and month.") if n == 1 else '""'
    if not places.pack.remarks:
        return f"={none}"
    wanted = f'{places.pack.request.area_name}&"|{key}|{kind}|"&TEXT(as_at,"yyyy-mm")'
    keys, texts = (block(REMARKS, FIRST, column, FIRST + len(places.pack.remarks) - 1, column) for column in (1, 6))
    return f"=IF(COUNTIF({keys},{wanted})<{n},{none},PICK({texts},{keys},{wanted},{n}))"


def remarks(places: Places) -> Sheet:
    """The Commentary sheet: what officers wrote, a row each."""
    cells = [
        Put(1, 1, "Commentary", "title"),
        Put(2, 1, "Officers' commentary and actions, as entered.", "note"),
        *row_of(HEADER, 1, ["Key", "Area", "Indicator", "Month", "Kind", "Text", "Source"], "header"),
    ]
    for at, remark in enumerate(places.pack.remarks, FIRST):
        month = f"{remark.month // 12}-{remark.month % 12 + 1:02d}"
        key = f"{remark.area}|{remark.indicator}|{remark.kind}|{month}"
        cells += row_of(at, 1, [key, remark.area, remark.indicator], "plain")
        cells += [Put(at, 4, month_serial(remark.month), "month"), Put(at, 5, remark.kind, "plain")]
        cells += [Put(at, 6, remark.text, "wrapped"), Put(at, 7, remark.source, "wrapped")]
    bottom = FIRST + len(places.pack.remarks) - 1
    return Sheet(
        REMARKS,
        cells,
        widths={1: 50, 2: 24, 3: 22, 4: 12, 5: 12, 6: 100, 7: 50},
        heights={at: 4 + 12 * ceil(len(item.text) / 100) for at, item in enumerate(places.pack.remarks, FIRST)},
        page=Page(f"A1:G{bottom}", one_page=False),
        tables=[Table("commentary", HEADER, 1, bottom, 7)],
        gridlines=True,
    )
