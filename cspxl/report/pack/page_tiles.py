"""The tiles of a one-page summary: up to four figures, each with its name above it and how to read it below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from cspxl.report.describe import quoted
from cspxl.report.pack.lines import Line
from cspxl.report.pack.places import Places
from cspxl.report.pack.wording import number_form
from cspxl.report.request import CHART_MONTHS, NOT_AVAILABLE
from cspxl.report.stack import Column, Table

MOST: Final = 4
_LAST: Final = CHART_MONTHS - 1  # the row of the newest month
_RAW: Final = frozenset({"stated_rank", "stated_group_rank"})


class Tile(NamedTuple):
    """Formulas of texts, without their equals sign."""

    label: str
    figure: str
    note: str


def table(page: int, tiles: Sequence[Tile]) -> Table:
    """The tiles of a page, which shows these cells."""
    return Table(
        f"page{page}_tiles",
        [Column(name, formula=lambda at, name=name: f"={getattr(tiles[at], name)}") for name in Tile._fields],
        range(len(tiles)),
        axes=lambda at: {"tile": at},
    )


# By month: the newest month, the last three, London, the rank.


def of_months(places: Places, page: int, *, has_london: bool) -> Sequence[Tile]:
    """Of the police's files or of entered months; London and the rank where there are figures of every borough."""
    one = places.pack.pages[page]
    found = [_month(page), _quarter(places, page)]
    if has_london:
        found.append(_london(page))
    if one.police is not None or places.series_of_boroughs(one.key):
        found.append(_rank(places, page))
    if len(found) < MOST and one.line:
        found += islice(of_figures(places, one.line)[1:], MOST - len(found))
    return found


def _of(page: int, column: str, at: int = _LAST) -> str:
    return f"page{page}_months[@{column}, at={at}]"


def _month(page: int) -> Tile:
    single, lower, upper, above, below = (_of(page, name) for name in ("single", "lower", "upper", "above", "below"))
    # The whole counts within the limits: a month of 60 above a limit of 59.6 is above "34 to 59".
    between = f'TEXT(ROUNDUP({lower},0),"#,##0")&" to "&TEXT(ROUNDDOWN({upper},0),"#,##0")'
    side = f'IF(ISNUMBER({above}),"▲ above the usual ",IF(ISNUMBER({below}),"▼ below the usual ","usual range "))'
    note = f'IF(ISNUMBER({lower}),{side}&{between},"too few months")'
    return Tile(
        f'TEXT({_of(page, "month")},"mmmm yyyy")',
        f'IF(ISNUMBER({single}),TEXT({single},"#,##0"),"Not available")',
        f'IF(ISNUMBER({single}),{note},"no figure for this month")',
    )


def _quarter(places: Places, page: int) -> Tile:
    """The last three months beside the same a year ago."""
    one = places.pack.pages[page]
    if one.police is not None:
        key = places.pack.request.indicators[one.police].key
        now, before, change, broken = (
            f"workings[@{name}, indicator={key}]"
            for name in ("quarter", "quarter_year_ago", "quarter_change", "quarter_break")
        )
        lacking = f'IF({change}<>"","",IF({broken}>0,"not on one basis","no year before it"))'
    else:
        now, before = (_three_months(page, at) for at in (_LAST, _LAST - 12))
        lacking = f'IF(AND(ISNUMBER({now}),ISNUMBER({before})),"","no year before it")'
    note = f'IF({lacking}="",{_moved(now, before)}&" in a year",{lacking})'
    return Tile(
        f'PERIOD_LABEL({_of(page, "month")},3)',
        f'IF(ISNUMBER({now}),TEXT({now},"#,##0"),"Not available")',
        f'IF(ISNUMBER({now}),{note},"months are missing")',
    )


def _three_months(page: int, last: int) -> str:
    months = ",".join(_of(page, "single", at) for at in (last - 2, last - 1, last))
    return f'IF(COUNT({months})=3,SUM({months}),"")'


def _london(page: int) -> Tile:
    now, before = (_of(page, "london_total", at) for at in (_LAST, _LAST - 12))
    same = f'{_of(page, "stretch")}={_of(page, "stretch", _LAST - 12)}'
    note = f'IF(AND(ISNUMBER({before}),{same}),{_moved(now, before)}&" in a year","not on one basis")'
    return Tile(
        f'"London, year to "&PERIOD_LABEL({_of(page, "month")},1)',
        f'IF(ISNUMBER({now}),TEXT({now},"#,##0"),"Not available")',
        f'IF(ISNUMBER({now}),{note},"no 12 months on one basis")',
    )


def _moved(now: str, before: str) -> str:
    return f'IF({now}>{before},"▲ ",IF({now}<{before},"▼ ","● "))&CHANGE_TEXT({now},{before})'


def _rank(places: Places, page: int) -> Tile:
    one, n, best = places.pack.pages[page], len(places.pack.request.areas), "lowest"
    if one.police is not None:
        rank = f"workings[@london_rank, indicator={places.pack.request.indicators[one.police].key}]"
        found = f'IF(ISNUMBER({rank}),{rank}&" of {n}","")'
    else:
        best = one.line.best if one.line else best
        names, rates = (f"page{page}_bars[{name}, bar=boroughs]" for name in ("borough", "rate"))
        found = f'IFNA(SUBSTITUTE(PEER_RANK_TEXT(area,{names},{rates},,"{best}","slash"),"/"," of "),"")'
    return Tile(
        '"Rank in London, by rate"',
        f'IF({found}="","Not available",{found})',
        f'IF({found}="","a borough has no rate","1 is the {best} rate")',
    )


# Of entered figures: what is known of them.


def of_figures(places: Places, line: Line) -> Sequence[Tile]:
    """Now and before; then target, comparators, rate and rank, whether it is chance, the check: the first four."""
    first, *rest = islice(_of_figures(places, line), MOST)
    there = f'{places.judgement("rag", line)}<>"{NOT_AVAILABLE}"'  # without a figure the first tile says all
    return [first, *(Tile(*(f'IF({there},{text},"")' for text in tile)) for tile in rest)]


def _of_figures(places: Places, line: Line) -> Iterator[Tile]:
    period, value, previous, change, signal, reason = (
        places.judgement(name, line) for name in ("period", "value", "previous", "change", "signal", "rag")
    )
    yield Tile(f'IF({period}="","Now",UPPER(LEFT({period},1))&MID({period},2,40))',
               shown(line, value, places.cell("words", line)),
               f'IF({reason}="Not available","no figure for this area",{_parts(places, line)})')  # fmt: skip
    if line.measure != "against":
        earlier = f'IF({previous}="","Not published",TEXT({previous},{number_form(line)}))'
        yield Tile(f'IF(LEFT({period},9)="12 months","The 12 months before","The period before")', earlier,
                   f'IF({change}="","no change is published",{change_in_words(line, change)}&" since")')  # fmt: skip
    if places.has_target(line):
        target = places.judgement("target", line)
        yield Tile('"Target"', f'IF(ISNUMBER({target}),TEXT({target},{number_form(line)}),"None for this period")',
                   f'IF(AND(ISNUMBER({target}),ISNUMBER({value})),TEXT({value}/{target},"0%")&" of it","")')
    for area in line.compare:
        there, moved = places.cell("value", line, area), places.cell("drawn", line, area)
        period = places.cell("period", line, area)
        yield Tile(f'{quoted(area)}&IF({period}="","",", "&{period})',
                   shown(line, there, places.cell("words", line, area)),
                   f'IF(ISNUMBER({moved}),{change_in_words(line, moved)},"no change is published")')  # fmt: skip
    if line.rate_key:
        rate = places.cell("rate", line)
        yield Tile('"Rate per 100,000"', f'IF({rate}="","Not published",TEXT({rate},"#,##0"))', '"as published"')
    if any(entry.indicator == line.key and _RAW & set(entry.figures) for entry in places.pack.request.entries):
        rank = places.cell("rank", line)
        yield Tile('"Rank"', f'IF({rank}="","Not published",LEFT({rank},FIND(" (",{rank}&" (")-1))', '"as published"')
    if line.measure == "count" or line.interval:
        yield Tile('"More than chance?"',
                   f'IF({signal}="","Not tested",IF({signal}="No significant change","No","Yes, "&LOWER({signal})))',
                   f'IF({signal}="","too little is published","tested at 95%")')  # fmt: skip
    check = places.cell("check", line)
    yield Tile('"What was stated"', f'IF({check}="","No check",IF({check}="OK","Agrees","Differs"))',
               f'IF({check}="","nothing to hold it against",IF({check}="OK","with the figures","see the foot"))')


def shown(line: Line, value: str, words: str) -> str:
    """The figure; without one what is known of it, up to its first comma or bracket."""
    first = f'LEFT({words},MIN(FIND(", ",{words}&", "),FIND(" (",{words}&" ("))-1)'
    return f"IF(ISNUMBER({value}),TEXT({value},{number_form(line)}),{first})"


def _parts(places: Places, line: Line) -> str:
    """What a share is of; else the unit."""
    if line.measure == "share":
        part, whole = (places.cell(name, line) for name in ("numerator", "denominator"))
        return f'IF({part}="","",TEXT({part},"#,##0")&" of "&TEXT({whole},"#,##0"))'
    return quoted(line.unit) if line.measure == "count" else '""'


def change_in_words(line: Line, change: str) -> str:
    """The direction and size of a change, of a share in points; a formula without its equals sign.

    How far it is from another area is a level, which the figure itself says, and no change.
    """
    if line.measure == "against":
        return '""'
    size = f'TEXT(ABS({change})*100,"0.0")&" points"' if line.measure == "share" else f'TEXT(ABS({change}),"0.0%")'
    return f'IF({change}>0,"▲ up ",IF({change}<0,"▼ down ","● changed "))&{size}'
