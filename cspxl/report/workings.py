"""The Workings sheet: every figure of the chosen area, once, as a formula over the data; other sheets show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from cspxl.facts import Indicator
from cspxl.report import noticed, sheets
from cspxl.report.describe import quoted
from cspxl.report.request import CHART_MONTHS, NOT_AVAILABLE, Request
from cspxl.report.stack import Column, Each, Gap, Spelling, Stack, Table
from cspxl.report.tables import AREA_NAME, titled

_SERIES: Final = "INDEX(counts[@count],area_row,0)"
_BREAKS: Final = "indicators[@break]"
_WIDTH: Final = 14

Of: TypeAlias = Callable[[Indicator], str]


def describe(request: Request) -> Stack:
    """Settings, one row of figures for each indicator, and what the charts draw."""
    note = "Every figure of the chosen area, calculated from the Data sheet. Nothing here is typed in."
    items = [*titled("Workings", note), settings(), Gap(), figures(request), Gap(2), drawn(request)]
    return Stack(sheets.WORKINGS, items, freeze="workings[rolling12]", gridlines=True)


def settings() -> Table:
    """What the workings derive from the control cells."""
    def newest_year(of: str) -> str:
        of_series = f"(denominators[series]=control[{of}_series])"
        usable = f"{of_series}*(denominators[year]<=settings[newest_year])*denominators[year]"
        return f'=IF(control[{of}_year]="",SUMPRODUCT(MAX({usable})),control[{of}_year])'

    def base(of: str) -> str:
        return f'=IF(settings[{of}_year]=0,"No estimate yet",control[{of}_series]&" "&settings[{of}_year])'

    members = 'SUMPRODUCT((similar[member]<>"")'
    return Table("settings", [
        Column("month", "Month", "=DATE(YEAR(control[month]),MONTH(control[month]),1)", style="month"),
        Column("area_row", "Row of the area", '=MATCH(SUBSTITUTE(TRIM(area)," & "," and "),areas[name],0)'),
        Column("newest_year", "Newest usable year of an estimate",
               "=YEAR(as_at)-IF(MONTH(as_at)>=control[usable_from],1,2)"),
        Column("population_year", "Population year", newest_year("population")),
        Column("population_base", "Population base", base("population")),
        Column("households_year", "Households year", newest_year("households")),
        Column("households_base", "Households base", base("households")),
        Column("members", "Members of the similar group", f"={members}*1)"),
        Column("missing", "Members without data", f"={members}*(similar[in_data]=0))"),
    ], across=True, headings="label", spelling=Spelling(cell="S!$A$1"))  # fmt: skip


def figures(request: Request) -> Table:
    """A row for each indicator. No comparison (a break, a month missing, a previous 0) is an empty text.

    Excel's own functions find out what is missing. Where one of ours gave an empty text, a program without it would
    work it out again, to #NAME?, and everything that follows from it.
    """
    began = "EDATE(DATE(YEAR(as_at)-(MONTH(as_at)<4),4,1),-12)"
    broken_in_year = f"SUMPRODUCT(({_BREAKS}>{began})*({_BREAKS}<=as_at))>0"
    both_there = "ISNUMBER([@rolling12]),ISNUMBER([@previous12])"
    london = "area,areas[name],areas[total],areas[{per}],"
    return Table("workings", [
        Column("indicator", "Indicator", "=indicators[@name]", style="label", width=30),
        *_period("ROLLING12({},months,{})", "ROLLING12_CHANGE({},months,as_at,{})", "[@break]>0",
            ("rolling12", "Rolling 12 months"), ("previous12", "12 months before"), ("change", "Change")),
        *_period("PERIOD_TOTAL({},months,{},3)", "PERIOD_CHANGE({},months,as_at,3,{})", "[@quarter_break]>0",
            ("quarter", "Quarter"), ("quarter_year_ago", "Quarter a year ago"), ("quarter_change", "Quarter change")),
        *_period("FYTD({},months,{})", "FYTD_CHANGE({},months,as_at,4,{})", broken_in_year, ("fytd", "Year to date"),
            ("previous_fytd", "Year to date a year ago"), ("fytd_change", "Year to date change")),
        Column("break", "Break in 24 months", _newest_break(23), style="month"),
        Column("quarter_break", "Break in quarters", _newest_break(14), style="month"),
        Column("rate", "Rate per 1,000", _per(
            '=IF(AND(ISNUMBER([@rolling12]),ISNUMBER({whole})),RATE_PER([@rolling12],{whole}),"")',
            whole="INDEX(areas[{per}],area_row)"), style="rate"),
        Column("base", "Rate base", _per("=settings[{per}_base]")),
        Column("london_rank", "London rank", _per(
            f'=IF(AND(COUNT(areas[total])={{n}},COUNT(areas[{{per}}])={{n}}),IFNA(PEER_RANK({london}"lowest"),'
            f'"{NOT_AVAILABLE}"),"")', n=str(len(request.areas)))),
        Column("london_text", "London rank in words", _per(
            f'=IF(ISNUMBER([@london_rank]),PEER_RANK_TEXT({london}"lowest","slash"),"")')),
        Column("similar_text", "Similar group rank", _similar_text(request)),
        Column("london_factor", "London factor",
               '=IF(ISNUMBER([@london_rank]),IF([@london_rank]<=good_rank,"positive",""),"")'),
        Column("similar_factor", "Similar factor", _similar_factor(request)),
        Column("rag", "RAG", f'=IFNA(RAG({_factors(request)}),"{NOT_AVAILABLE}")'),
        Column("month_0", "Month", _exception("as_at")),
        Column("month_1", "Month before", _exception("EDATE(as_at,-1)")),
        Column("month_2", "Two months before", _exception("EDATE(as_at,-2)")),
        Column("headline", "Headline",
               f'=IF(AND([@break]=0,{both_there}),HEADLINE([@rolling12],[@previous12]),"")'),
        Column("factor_12", "12-month factor", _in_words("12 months", "rolling12", "previous12", "change", "break")),
        Column("factor_quarter", "Quarter factor",
               _in_words("Quarter", "quarter", "quarter_year_ago", "quarter_change", "quarter_break")),
        Column("factor_rank", "Rank factor", _ranks_in_words(request.basis.place)),
        *noticed.columns(),
    ], rows=request.indicators, axes=lambda item: {"indicator": item.key}, spelling=Spelling(other="S!A1"),
        heading_height=30, width=_WIDTH)  # fmt: skip


def _period(total: str, compared: str, broken: str, *columns: tuple[str, str]) -> list[Column]:
    """A total, the same a year ago, and the change between the two."""
    (now, _), (before, _), _ = columns
    lacking = f"OR(NOT(ISNUMBER([@{now}])),N([@{before}])=0,{broken})"
    texts = (
        f'=IFNA({total.format(_SERIES, "as_at")},"{NOT_AVAILABLE}")',
        f'=IFNA({total.format(_SERIES, "EDATE(as_at,-12)")},"{NOT_AVAILABLE}")',
        f'=IF({lacking},"",{compared.format(_SERIES, _BREAKS)})',
    )
    styles = ("plain", "plain", "percent")
    return [Column(*column, text, style=style) for column, text, style in zip(columns, texts, styles, strict=True)]


def _per(text: str, **pieces: str) -> Of:
    """A formula about what the rate of an indicator is per: its pieces, then {per}, filled in."""
    for name, piece in pieces.items():
        text = text.replace(f"{{{name}}}", piece)
    return lambda item: text.replace("{per}", "households" if item.per == "households" else "population")


def _newest_break(months: int) -> str:
    """The newest break that lies between the windows compared, else 0."""
    return f"=SUMPRODUCT(MAX(({_BREAKS}>EDATE(as_at,-{months}))*({_BREAKS}<=as_at)*{_BREAKS}))"


def _exception(month: str) -> str:
    return f'=IFNA(EXCEPTION({_SERIES},months,{month},"xmr",{_BREAKS}),"{NOT_AVAILABLE}")'


_NO_GROUP = "settings[members]=0"
_UNRANKED = f"OR({_NO_GROUP},settings[missing]>0)"
_PEERS = 'area,peers[name],peers[total],peers[{per}],"lowest"'


def _similar_text(request: Request) -> Of:
    lacking = '"Not available: "&settings[missing]&" of "&settings[members]&" peers have no data"'
    absent = f'IF({_NO_GROUP},"Not available: no similar group on file",{lacking})'

    def formula(item: Indicator) -> str:
        stated = absent
        if found := _stated(request, item):
            place, size = found
            stated = f'IF({size}=0,{absent},{place}&"/"&{size}&" (as stated)")'
        ranked = f'PEER_RANK_TEXT({_PEERS},"slash",similar[member])'
        return _per(f'=IF({_UNRANKED},{stated},IFNA({ranked},"Not available: a peer has no figure"))')(item)

    return formula


def _similar_factor(request: Request) -> Of:
    def formula(item: Indicator) -> str:
        stated = '""'
        if found := _stated(request, item):
            place, size = found
            stated = f'IF(AND({size}>0,{place}<=good_rank),"positive","")'
        ranked = f'IF(IFNA(PEER_RANK({_PEERS},similar[member]),99)<=good_rank,"positive","N/A")'
        return _per(f"=IF({_UNRANKED},{stated},{ranked})")(item)

    return formula


def _stated(request: Request, item: Indicator) -> tuple[str, str] | None:
    """The similar group rank that was entered as stated for the month, and of how many; 0 where there is none."""
    if not any(entry.indicator == item.key and "stated_group_rank" in entry.figures for entry in request.entries):
        return None
    same = f"(entered[area]={AREA_NAME})*(entered[indicator]={quoted(item.key)})*(entered[month]=as_at)"
    return f"SUMPRODUCT({same}*entered[stated_group_rank])", f"SUMPRODUCT({same}*entered[stated_group_of])"


def _factors(request: Request) -> str:
    """What RAG rests on."""
    alone = "[@change],indicators[@polarity],near_all"
    return alone if request.by_change else f"{alone},[@quarter_change],[@london_factor],[@similar_factor]"


def _in_words(words: str, now: str, before: str, change: str, broken: str) -> str:
    """A factor in words: + positive, − negative."""
    good = f'([@{change}]<0)=(indicators[@polarity]="lower")'
    sign = f'IF(OR([@{change}]=0,indicators[@polarity]="monitor"),"• ",IF({good},"+ ","− "))'
    why = f'IF([@{broken}]>0,"not comparable, new basis "&PERIOD_LABEL([@{broken}],1),"no comparison")'
    return f'=IF([@{change}]="","• {words}: "&{why},{sign}&"{words} "&CHANGE_TEXT([@{now}],[@{before}]))'


def _ranks_in_words(place: str) -> str:
    lowest = f'IF([@london_factor]="","",[@london_text]&" in {place}")'
    among = 'IF([@similar_factor]="positive",[@similar_text]&" in its similar group","")'
    both = 'IF(AND([@london_factor]<>"",[@similar_factor]="positive")," and ","")'
    none = 'AND([@london_factor]="",[@similar_factor]<>"positive")'
    return f'=IF({none},"","+ Rate ranks "&{lowest}&{both}&{among})'


def drawn(request: Request) -> Table:
    """Rolling totals of the charted indicators over the months that the chart shows, the last of them the month.

    A chart leaves a gap for #N/A and draws a text as zero. The function itself must not give the error: a program
    without it keeps a cached text, but recalculates a cached error, or empty text, into #NAME?.
    """
    label = {item.key: item.label for item in request.charted}
    total = Column("total", lambda key: label[key], f'=IFNA(ROLLING12({_SERIES},months,[@month]),"N/A")')
    line = Column("drawn", lambda key: f"{label[key]}, drawn", "=IF(ISNUMBER([@total]),[@total],NA())")
    return Table("drawn", [
        Column("month", "Month", lambda ago: f"=EDATE(as_at,-{ago})", style="month", spelled="$A$1"),
        Each("indicator", list(label), [total]),
        Each("indicator", list(label), [line]),
    ], rows=range(CHART_MONTHS - 1, -1, -1))  # fmt: skip
