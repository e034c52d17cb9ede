"""A one-page summary of an indicator: headline, charts, commentary, actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Final

from cspxl.report import judgements, noticed, subjects
from cspxl.report.describe import Formula, Highlight, quoted
from cspxl.report.pack import page_charts
from cspxl.report.pack.layout import Places
from cspxl.report.pack.lines import Line
from cspxl.report.pack.page_workings import first_month
from cspxl.report.request import CHART_MONTHS, NOT_AVAILABLE
from cspxl.report.stack import Beside, Column, Gap, Item, Stack, Table, Text
from cspxl.report.tables import AREA_NAME

_REMARKS: Final = (("commentary", "Commentary", 3), ("action", "Actions", 4))
_LETTERS: Final = 92  # of a line of a remark
_LINE: Final = 11.6
_TITLE, _LIGHT, _SOURCE = 26, 24, 26  # heights


def describe(places: Places, page: int) -> Stack:
    """The page of one indicator."""
    one = places.pack.pages[page]
    light = f"page{page}_light"
    remarks: list[Item] = []
    for kind, heading, most in _REMARKS:
        remarks += [Gap(), *_remarks(places, page, kind, heading, most)]
    return Stack(
        one.sheet,
        [
            *(_of_police(places, page) if one.police is not None else _of_entered(places, page)),
            *page_charts.charts(places, page),
            *remarks,
        ],
        widths={1: 14, 2: 88},
        landscape=False,
        highlights=[
            Highlight(f"{light}[text]", f'[@$text$]="{word}"', word.lower())
            for word in subjects.COLOURED
        ],
        tab_colour="1F3864",
    )


def _remarks(places: Places, page: int, kind: str, heading: str, most: int) -> Sequence[Item]:
    """A heading and the remarks below it."""
    key = places.pack.pages[page].key
    table = Table(
        f"page{page}_{kind}",
        [
            Column("bullet", formula='=IF([@$text]="","","•")', style="remark_bullet"),
            Column("text", formula=lambda n: _remark(places, key, kind, n), style="remark_text"),
        ],
        range(1, most + 1),
        headings=None,
        height=lambda n: _height(places, key, kind, n),
    )
    return [Beside([Text(heading, "group"), Text(None, "group")]), table]


def _of_police(places: Places, page: int) -> Sequence[Item]:
    """Headline, ranks and month of an indicator of the police's files."""
    one = places.pack.pages[page]
    assert one.police is not None
    names = ("indicator", "headline", "rolling12", "previous12", "london_text", "base", "similar_text", "month_0",
             "noticed_effect")  # fmt: skip
    item = places.pack.request.indicators[one.police]
    cell = {name: f"workings[@{name}, indicator={item.key}]" for name in names}
    judged = {name: judgements.cell(name, item.key) for name in ("rag", "origin", "period")}
    month = cell["month_0"]
    unusual = f'IF(OR({month}="High",{month}="Low"),"unusually "&LOWER({month}),"in its usual range")'
    few = '" cannot be judged: fewer than 12 months before it are comparable."'
    unusual = f'IF({month}="{NOT_AVAILABLE}",{few}," was "&{unusual}&".")'
    source, drawn = quoted(""), _drawn(cell, judged)
    if one.line:
        source = _source(places, one.line)
    similar = f'SUBSTITUTE({cell["similar_text"]},"Not available: no similar group","not available, none")'
    similar = f'SUBSTITUTE({similar},"Not available:","not available,")'
    told = f"PERIOD_LABEL(as_at,1)&{unusual}&{_new_basis(item.key)}"
    return [
        Text(Formula(f'=area&": "&{cell["indicator"]}'), "title", height=_TITLE),
        Text(Formula(f'=IF({judged["origin"]}="","No figure for this area and month",IF({judged["origin"]}="Police",'
                     f'"Recorded offences, ","Entered figures, ")&{judged["period"]})&". Provisional"'
                     f'&IF(AND({judged["origin"]}="Police",{cell["noticed_effect"]}="{noticed.INCOMPLETE}"),'
                     '", incomplete.",".")'), "subtitle"),
        Text(Formula(f"={noticed.on_page(item.key)}"), "message"),
        _headline(page, item.key),
        Text(Formula(f'="London rank: "&IF({cell["london_text"]}="","not available",{cell["london_text"]}'
                          f'&", by rate per 1,000 of "&{cell["base"]})&". Similar group: "&{similar}&"."'),
            "sentence"),
        Text(Formula(f"={told}"), "sentence"),
        _source_line(page, source),
        drawn,
    ]  # fmt: skip


def _new_basis(indicator: str) -> str:
    """Since when the figures have a new basis, where that lies in the months drawn or in the 12 of their totals."""
    breaks = f"indicators[@break, indicator={indicator}]"
    drawn = f"({breaks}>EDATE(as_at,-{CHART_MONTHS + 10}))*({breaks}<=as_at)"
    newest = f"SUMPRODUCT(MAX({drawn}*{breaks}))"
    told = f'" New basis from "&PERIOD_LABEL({newest},1)&": figures before it are not comparable."'
    return f'IF({newest}=0,"",{told})'


def _of_entered(places: Places, page: int) -> Sequence[Item]:
    """Headline, benchmark, check and source of entered figures."""
    line = places.pack.pages[page].line
    assert line is not None
    names = ("origin", "period", "benchmark", "check", "monthly_last")
    cell = {name: places.cell(name, line) for name in names}
    differs = f'IF({cell["check"]}="OK"," The figures agree with what was stated."," "&{cell["check"]}&".")'
    check = f'IF({cell["check"]}="","",{differs})'
    rank = monthly = '""'
    if places.drawn_by_month(places.pack.pages[page]):
        names_of, rates = (f"page{page}_bars[{name}, bar=boroughs]" for name in ("borough", "rate"))
        n = len(places.pack.request.areas)
        ranked = f'PEER_RANK_TEXT(area,{names_of},{rates},,{quoted(line.best)},"slash")&", by rate per 1,000 of "'
        lacking = f'" No London rank: only "&COUNT({rates})&" of {n} boroughs have these figures"'
        rank = f'" London rank: "&IFNA({ranked}&settings[population_base],"not available")'
        rank = f'IF(COUNT({rates})<{n},{lacking},{rank})&"."'
        if line in places.compared and not line.compare:  # without a group the benchmark is this rank
            rank = f'IF(AND(settings[members]=0,COUNT({rates})={n}),"",{rank})'
        drawn = f'PERIOD_LABEL({first_month(page)},1)&" to "&PERIOD_LABEL({cell["monthly_last"]},1)'
        drawn = f'"Drawn below: the months that are entered, "&{drawn}&"."'
        monthly = f'IF({cell["monthly_last"]}=0,"No monthly values are entered for this area.",{drawn})'
    return [
        Text(Formula(f'=area&": "&{quoted(line.short)}'), "title", height=_TITLE),
        Text(Formula(f'=IF({cell["origin"]}="","No figure for this area and month",'
                          f'"Entered figures, "&{cell["period"]})&". Provisional."'), "subtitle"),
        Gap(),
        _headline(page, places.subject_name(line)),
        Text(Formula(f'="Benchmark: "&{cell["benchmark"]}&"."&{rank}'), "sentence"),
        Text(Formula(f"=TRIM({monthly}&{check})"), "sentence"),
        _source_line(page, _source(places, line)),
        Gap(),
    ]  # fmt: skip


def _drawn(cell: Mapping[str, str], judged: Mapping[str, str]) -> Item:
    """What is drawn, the police's figure, where the headline is of another source and does not tell it."""
    full = f'HEADLINE({cell["rolling12"]},{cell["previous12"]},"full")'
    compared = f'AND({cell["headline"]}<>"",ISNUMBER({cell["previous12"]}))'
    alone = f'TEXT({cell["rolling12"]},"#,##0")&", not comparable with a year before"'
    words = f'IF({compared},{full},IF(ISNUMBER({cell["rolling12"]}),{alone},"Not available"))'
    told = f'OR({judged["origin"]}="Police",{judged["rag"]}="{subjects.CONFLICT}")'
    counted = f'"Police files, 12 months to "&PERIOD_LABEL(as_at,1)&", drawn below: "&{words}'
    return Text(Formula(f'=IF({told},"",{counted})'), "sentence")


def _headline(page: int, subject: str) -> Item:
    """The RAG and the words of a judgement, and why it has no colour."""
    rag, words, reason = (judgements.cell(name, subject) for name in ("rag", "words", "reason"))
    light = Text(Formula(f"={rag}"), "light", name=f"page{page}_light", height=_LIGHT)
    because = f'IF(OR({rag}="{subjects.NOT_JUDGED}",{rag}="{subjects.OLDER}"),"; "&{reason},"")'
    return Beside([light, Text(Formula(f"={words}&{because}"), "page_headline")])


def _source_line(page: int, source: str) -> Item:
    name = f"page{page}_source"
    label = Text(Formula(f'=IF({name}[@$text$]="","","Source")'), "page_label", height=_SOURCE)
    return Beside([label, Text(Formula(f"={source}"), "page_source", name=name)])


def _source(places: Places, line: Line) -> str:
    """Where the line's figure comes from, and what is noted about it."""
    source, note = (places.cell(name, line) for name in ("source", "note"))
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
    wanted = f'{AREA_NAME}&"|{key}|{kind}|"&TEXT(as_at,"yyyy-mm")'
    return f"=IF(COUNTIF(remarks[key],{wanted})<{n},{none},PICK(remarks[text],remarks[key],{wanted},{n}))"
