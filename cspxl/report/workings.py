"""The Workings sheet: every figure of the chosen area, once, as a formula over the data; other sheets show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from cspxl.facts import Indicator
from cspxl.report import noticed, sheets
from cspxl.report.describe import Formula, quoted
from cspxl.report.request import CHART_MONTHS, IN_RANGE, NOT_AVAILABLE, Request
from cspxl.report.stack import GUARD, Beside, Column, Each, Gap, Spelling, Stack, Table
from cspxl.report.tables import AREA_NAME, titled

_SERIES: Final = "INDEX(counts[@count],area_row,0)"
_BREAKS: Final = "indicators[@break]"
_WIDTH: Final = 14

Of: TypeAlias = Callable[[Indicator], str]


def describe(request: Request) -> Stack:
    """Settings, one row of figures for each indicator, and what the charts draw."""
    note = "Every figure of the chosen area, calculated from the Data sheet. Nothing here is typed in."
    derived = Beside([settings(), Gap(), periods()])
    items = [*titled("Workings", note), derived, Gap(), figures(request), Gap(2), drawn(request)]
    return Stack(sheets.WORKINGS, items, freeze="workings[rolling12]", gridlines=True, back=True)


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


def periods() -> Table:
    """The periods of the page in words."""
    labels = {
        "quarter": ("Quarter", "as_at,3"), "year": ("12 months", "as_at"), "month_0": ("Month", "as_at,1"),
        "month_1": ("Month before", "EDATE(as_at,-1),1"), "month_2": ("Two months before", "EDATE(as_at,-2),1"),
    }  # fmt: skip
    columns = [Column(name, words, f"=PERIOD_LABEL({of})") for name, (words, of) in labels.items()]
    return Table("periods", columns, across=True, headings="label", spelling=Spelling(cell="S!$A$1"))


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
        Column("rate", "Rate per 1,000", per(
            '=IF(AND(ISNUMBER([@rolling12]),ISNUMBER({whole})),RATE_PER([@rolling12],{whole}),"")',
            whole="INDEX(areas[{per}],area_row)"), style="rate"),
        Column("base", "Rate base", per("=settings[{per}_base]")),
        Column("london_rank", "London rank", per(
            f'=IF(AND(COUNT(areas[total])={{n}},COUNT(areas[{{per}}])={{n}}),IFNA(PEER_RANK({london}"lowest"),'
            f'"{NOT_AVAILABLE}"),"")', n=str(len(request.areas)))),
        Column("london_text", "London rank in words", per(
            f'=IF(ISNUMBER([@london_rank]),PEER_RANK_TEXT({london}"lowest","slash"),"")')),
        Column("similar_text", "Similar group rank", _similar_text(request)),
        Column("month_0", "Month", _exception("as_at")),
        Column("month_1", "Month before", _exception("EDATE(as_at,-1)")),
        Column("month_2", "Two months before", _exception("EDATE(as_at,-2)")),
        *([Column("trend", "Trend of 24 months", _TREND)] if request.has_signals else []),
        Column("headline", "Headline",
               f'=IF(AND([@break]=0,{both_there}),HEADLINE([@rolling12],[@previous12]),"")'),
        Column("exceptional", "Exceptional months", _exceptional()),
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


def per(text: str, **pieces: str) -> Of:
    """A formula about what the rate of an indicator is per: its pieces, then {per}, filled in."""
    for name, piece in pieces.items():
        text = text.replace(f"{{{name}}}", piece)
    return lambda item: text.replace("{per}", "households" if item.per == "households" else "population")


_TREND: Final = (
    f'=IF(OR([@break]>0,NOT(ISNUMBER([@rolling12])),NOT(ISNUMBER([@previous12]))),"",TREND_TEST({_SERIES},months,as_at))'
)


def _newest_break(months: int) -> str:
    """The newest break that lies between the windows compared, else 0."""
    return f"=SUMPRODUCT(MAX(({_BREAKS}>EDATE(as_at,-{months}))*({_BREAKS}<=as_at)*{_BREAKS}))"


def _exception(month: str) -> str:
    """High, Low, or the words for neither."""
    found = f'EXCEPTION({_SERIES},months,{month},"xmr",{_BREAKS})'
    return f'=IFNA(IF({found}="","{IN_RANGE}",{found}),"{NOT_AVAILABLE}")'


_NO_GROUP = "settings[members]=0"
UNRANKED: Final = f"OR({_NO_GROUP},settings[missing]>0)"
PEERS: Final = 'area,peers[name],peers[total],peers[{per}],"lowest"'


def _similar_text(request: Request) -> Of:
    lacking = '"Not available: "&settings[missing]&" of "&settings[members]&" peers have no data"'
    absent = f'IF({_NO_GROUP},"Not available: no similar group on file",{lacking})'

    def formula(item: Indicator) -> str:
        stated = absent
        if found := stated_rank(request, item):
            place, size = found
            stated = f'IF({size}=0,{absent},{place}&"/"&{size}&" (as published)")'
        ranked = f'PEER_RANK_TEXT({PEERS},"slash",similar[member])'
        return per(f'=IF({UNRANKED},{stated},IFNA({ranked},"Not available: a peer has no figure"))')(item)

    return formula


def stated_rank(request: Request, item: Indicator) -> tuple[str, str] | None:
    """The similar group rank that was entered as stated for the month, and of how many; 0 where there is none."""
    if not any(entry.indicator == item.key and "stated_group_rank" in entry.figures for entry in request.entries):
        return None
    same = f"(entered[area]={AREA_NAME})*(entered[indicator]={quoted(item.key)})*(entered[month]=as_at)"
    return f"SUMPRODUCT({same}*entered[stated_group_rank])", f"SUMPRODUCT({same}*entered[stated_group_of])"


def _exceptional() -> str:
    """The indicator with those of the last three months that lie outside their limits; an empty text for none."""
    oldest_first = [("month_2", "EDATE(as_at,-2)"), ("month_1", "EDATE(as_at,-1)"), ("month_0", "as_at")]
    outside = 'OR([@{0}]="High",[@{0}]="Low")'.format
    told = "&".join(
        f'IF({outside(name)},", "&LOWER([@{name}])&" "&TEXT({month},"mmm"),"")' for name, month in oldest_first
    )
    none = f"NOT(OR({','.join(outside(name) for name, _ in oldest_first)}))"
    return f'=IF({none},"",[@indicator]&" ("&MID({told},3,99)&")")'


def chart_stretches(request: Request) -> int:
    """How many stretches of months a line of the overview's chart can have: as many as breaks make."""
    return 1 + max(len(request.breaks_of(item)) for item in request.charted)


def drawn(request: Request) -> Table:
    """Rolling totals of the charted indicators over the months that the chart shows, the last of them the month.

    12 months of two bases are no total, and each stretch between breaks is drawn by itself.

    A chart leaves a gap for #N/A and draws a text as zero. The function itself must not give the error: a program
    without it keeps a cached text, but recalculates a cached error, or empty text, into #NAME?.
    """
    label = {item.key: item.label for item in request.charted}
    mixed = f"SUMPRODUCT(({_BREAKS}>EDATE([@month],-11))*({_BREAKS}<=[@month]))>0"

    def named(key: str) -> Formula:
        """With its last value; beside the ends of lines that lie close, these would hide one another."""
        last = f"INDEX(drawn[total, indicator={key}],{CHART_MONTHS})"
        return Formula(f'={quoted(label[key])}&IF(ISNUMBER({last}),": "&TEXT({last},"#,##0"),"")')

    total = Column("total", named,
                   f'=IF({mixed},"N/A",IFNA(ROLLING12({_SERIES},months,[@month]),"N/A"))')
    stretch = f"SUMPRODUCT(({_BREAKS}>EDATE(as_at,-{CHART_MONTHS - 1}))*({_BREAKS}<=[@month]))"

    def line(at: int) -> Column:
        return Column(f"drawn_{at}", lambda key: f"{label[key]}, drawn {at + 1}",
                      f"=IF(AND(ISNUMBER([@total]),{stretch}={at}),[@total],NA())")

    return Table("drawn", [
        Column("month", "Month", lambda ago: f"=EDATE(as_at,-{ago})", style="month", spelled="$A$1"),
        Each("indicator", list(label), [total]),
        Each("indicator", list(label), [line(at) for at in range(chart_stretches(request))]),
        GUARD,
    ], rows=range(CHART_MONTHS - 1, -1, -1))  # fmt: skip
