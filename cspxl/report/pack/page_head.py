"""Head and foot of a one-page summary: chip, headline, why, tiles; what ranks, checks and sources say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cspxl.facts import boroughs
from cspxl.report import judgements, noticed, subjects
from cspxl.report.describe import Formula, quoted
from cspxl.report.pack.lines import NO_BENCHMARK, Line
from cspxl.report.pack.page_tiles import MOST
from cspxl.report.pack.page_workings import first_month
from cspxl.report.pack.places import Places
from cspxl.report.request import NOT_AVAILABLE
from cspxl.report.stack import Below, Beside, Gap, Item, Text

ALL: Final = 9
"""The columns of a page."""
_TILES: Final = (2, 1, 4, 2)  # columns of each
_TWO_LINES: Final = 24.0


def head(places: Places, page: int, tiles: int, letters: int) -> Sequence[Item]:
    """Title (so many letters to a line), period, what was noticed of the data, the judgement and its why, the tiles."""
    one = places.pack.pages[page]
    short = one.line.short if one.line else ""
    subject, label = one.key, quoted(short)
    noted, incomplete = '""', '""'
    if one.police is not None:
        key = subject = places.pack.request.indicators[one.police].key
        label = f"workings[@indicator, indicator={key}]"
        noted = noticed.on_page(key)
        effect = f"workings[@noticed_effect, indicator={key}]"
        incomplete = f'IF({effect}="{noticed.INCOMPLETE}",", incomplete","")'
    elif one.line:
        subject = places.subject_name(one.line)
    origin, period = (judgements.cell(name, subject) for name in ("origin", "period"))
    of_police = f'{origin}="{subjects.POLICE}"'
    told = f'IF({of_police},"Recorded offences, ","Entered figures, ")&{period}'
    told = f'IF({origin}="","No figure for this area and month",{told}&". Provisional"&IF({of_police},{incomplete},""))'
    return [
        _title(page, label, long=one.police is None and len(f"{max(boroughs(), key=len)}: {short}") > letters),
        Text(Formula(f'={told}&"."'), "subtitle", height=16, across=ALL, name=f"page{page}_subtitle"),
        Text(Formula(f"={noted}"), "message", height=13, across=ALL, name=f"page{page}_noticed"),
        _judgement(page, subject),
        Gap(height=6),
        _tiles(page, tiles),
        Gap(height=8),
    ]


def _title(page: int, label: str, *, long: bool) -> Item:
    """In two lines where the longest borough's would be ``long``."""
    style, height = ("cover_title", 50) if long else ("title", 27)
    return Text(Formula(f'=area&": "&{label}'), style, height=height, across=ALL, name=f"page{page}_title")


def _judgement(page: int, subject: str) -> Item:
    """Chip, the figure, how many fewer or more with what else is known of it, and why."""
    rag, words, fewer, plain, watch = (
        judgements.cell(name, subject) for name in ("rag", "words", "fewer", "plain", "watch")
    )
    figure = f"page{page}_figure[text]"
    rest = f"MID({words},LEN({figure})+1,400)"
    rest = f'IF(LEFT({rest},2)="; ",MID({rest},3,400),TRIM({rest}))'
    bracketed = f'AND({fewer}<>"",LEFT({rest},1)="(")'  # the difference, which is told already
    rest = f'IF({bracketed},IFERROR(MID({rest},FIND("); ",{rest})+3,400),""),{rest})'
    more = f'={fewer}&IF(OR({fewer}="",{rest}=""),"","; ")&{rest}'
    first = f'=LEFT({words},MIN(FIND("; ",{words}&"; "),FIND(" (",{words}&" ("))-1)'
    wide = ALL - 1
    return Beside([
        Text(Formula(f"={subjects.with_glyph(rag)}"), "chip", name=f"page{page}_light", down=3),
        Below([
            Text(Formula(first), "headline", height=26, across=wide, name=f"page{page}_figure"),
            Text(Formula(more), "headline_more", height=16, across=wide, name=f"page{page}_more"),
            Text(Formula(f'={plain}&IF({watch}="",""," "&{watch})'), "headline_why", height=_TWO_LINES + 4, across=wide,
                 name=f"page{page}_why"),
        ]),
    ])  # fmt: skip


def _tiles(page: int, n: int) -> Item:
    """As many as there are; the last one grows."""
    spans = [*_TILES[: n - 1], sum(_TILES[n - 1 :])]
    looks = (("label", "tile_label", 14), ("figure", "tile_figure", 21), ("note", "tile_note", 25))

    def shown(at: int, span: int) -> Item:
        return Below([
            Text(Formula(f"=page{page}_tiles[@{name}, tile={at}]"), style, height=height, across=span)
            for name, style, height in looks
        ])  # fmt: skip

    return Beside([shown(at, span) for at, span in enumerate(spans[:MOST])])


def foot(places: Places, page: int) -> Sequence[Item]:
    """Ranks or benchmark; what the drawn figure is, or how what was stated compares; the source."""
    one = places.pack.pages[page]
    told = _of_police(places, page) if one.police is not None else _of_entered(places, page)
    styles = ("foot_first", "foot", "foot")
    return [
        Gap(height=6),
        *(
            Text(Formula(f"={text}"), style, height=_TWO_LINES if name == "source" else 13, across=ALL,
                 name=f"page{page}_{name}")
            for (name, text), style in zip(told, styles, strict=True)
        ),
    ]  # fmt: skip


def _of_police(places: Places, page: int) -> Sequence[tuple[str, str]]:
    one = places.pack.pages[page]
    assert one.police is not None
    item = places.pack.request.indicators[one.police]
    cell = {name: f"workings[@{name}, indicator={item.key}]"
            for name in ("rolling12", "previous12", "headline", "london_text", "base", "similar_text")}  # fmt: skip
    rag, origin = (judgements.cell(name, item.key) for name in ("rag", "origin"))
    similar = f'SUBSTITUTE({cell["similar_text"]},"Not available: no similar group","not available, none")'
    similar = f'SUBSTITUTE({similar},"Not available:","not available,")'
    rank = f'{cell["london_text"]}&" per 1,000 of "&{cell["base"]}'
    rank = f'"London rank: "&IF({cell["london_text"]}="","not available",{rank})&". Similar group: "&{similar}&"."'
    # What is drawn, the police's figure, where the headline is of another source and does not tell it.
    full = f'HEADLINE({cell["rolling12"]},{cell["previous12"]},"full")'
    compared = f'AND({cell["headline"]}<>"",ISNUMBER({cell["previous12"]}))'
    alone = f'TEXT({cell["rolling12"]},"#,##0")&", not comparable with a year before"'
    words = f'IF({compared},{full},IF(ISNUMBER({cell["rolling12"]}),{alone},"Not available"))'
    own = f'OR({origin}="{subjects.POLICE}",{rag}="{subjects.CONFLICT}")'
    drawn = f'IF({own},"","Police files, 12 months to "&PERIOD_LABEL(as_at,1)&", drawn above: "&{words})'
    source = quoted(f"Source: {places.pack.request.release}.")
    if one.line:
        stated = _source(places, one.line)
        source = f'IF({stated}="",{source},"Source: "&{stated}&".")'
    return [("rank", rank), ("drawn", drawn), ("source", source)]


def _of_entered(places: Places, page: int) -> Sequence[tuple[str, str]]:
    one, line = places.pack.pages[page], places.pack.pages[page].line
    assert line is not None
    cell = {name: places.cell(name, line) for name in ("benchmark", "check", "monthly_last")}
    differs = f'IF({cell["check"]}="OK"," The figures agree with what was stated."," "&{cell["check"]}&".")'
    check = f'IF({cell["check"]}="","",{differs})'
    rank = monthly = '""'
    if places.drawn_by_month(one):
        rank = _london_rank(places, page, line)
        drawn = f'PERIOD_LABEL({first_month(page)},1)&" to "&PERIOD_LABEL({cell["monthly_last"]},1)'
        drawn = f'"Drawn above: the months that are entered, "&{drawn}&"."'
        monthly = f'IF({cell["monthly_last"]}=0,"No monthly values are entered for this area.",{drawn})'
    source = _source(places, line)
    compared = cell["benchmark"]
    benchmark = f'IF({compared}="{NO_BENCHMARK}","No comparison with other areas","Benchmark: "&{compared})'
    return [
        ("rank", f'{benchmark}&"."&{rank}'),
        ("drawn", f"TRIM({monthly}&{check})"),
        ("source", f'IF({source}="","","Source: "&{source}&".")'),
    ]


def _london_rank(places: Places, page: int, line: Line) -> str:
    """The rank among the boroughs, or how many of them lack figures; empty where the benchmark is that rank."""
    names, rates = (f"page{page}_bars[{name}, bar=boroughs]" for name in ("borough", "rate"))
    n = len(places.pack.request.areas)
    ranked = f'PEER_RANK_TEXT(area,{names},{rates},,{quoted(line.best)},"slash")&" per 1,000 of "'
    lacking = f'" No London rank: only "&COUNT({rates})&" of {n} boroughs have these figures"'
    rank = f'" London rank: "&IFNA({ranked}&settings[population_base],"{NOT_AVAILABLE.lower()}")'
    rank = f'IF(COUNT({rates})<{n},{lacking},{rank})&"."'
    if line in places.compared and not line.compare:  # without a group the benchmark is this rank
        rank = f'IF(AND(settings[members]=0,COUNT({rates})={n}),"",{rank})'
    return rank


def _source(places: Places, line: Line) -> str:
    """Where the line's figure comes from, and what is noted about it."""
    source, note = (places.cell(name, line) for name in ("source", "note"))
    return f'{source}&IF({note}="","",". "&{note})'
