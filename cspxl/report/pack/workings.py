"""The line workings: every figure of every line, once, as a formula over what was entered or counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from cspxl.report.describe import quoted
from cspxl.report.pack.case import ENTERED_FIRST
from cspxl.report.pack.layout import LINES, Places, Row
from cspxl.report.pack.lines import Line
from cspxl.report.pack.wording import benchmark, check, factor_words, nothing, rank, sentence, words
from cspxl.report.request import NOT_AVAILABLE
from cspxl.report.stack import Column, Gap, Item, Spelling, Stack, Table, Text
from cspxl.report.tables import AREA_NAME, titled

_PERIOD = 'IF(OR([@n_months]="",[@n_months]=1),"as at "&{at},[@n_months]&" months to "&{at})'.replace(
    "{at}", "PERIOD_LABEL([@as_at],1)",
)
_MONTHLY = "INDEX(monthly[value],[@monthly_row],0),monthly[#value]"
_BOROUGHS = "ROLLING12(monthly[@value, part=boroughs],monthly[#value],{month})"
_WIDTH = 14
_SHOWN = 'IF([@change]<>"",[@change],[@stated_change])'


def describe(places: Places) -> Stack:
    """A row for each line, the comparators, the groups that are judged together, what the overview alone shows."""

    def of_line(row: Row) -> Mapping[str, object]:
        return places.keys(row.line)

    def of_comparator(row: Row) -> dict[str, object]:
        line = row.line
        assert row.area is not None
        return {"line": places.name(line), "key": line.key, "compared": list(line.compare).index(row.area)}

    columns = line_columns(places)
    lines = [Row(line, None) for line in places.lines]
    compared = [Row(line, area) for line in places.lines for area in line.compare]
    alone = Table("alone", columns, [Row(line, None) for line in places.alone], of_line, headings=None)
    left: list[Item] = [Gap(), Text("On the overview, in no table", "label"), alone]
    note = "Every figure of every line. Entered: from Entered figures. Police: from Workings."
    return Stack(
        LINES,
        [
            *titled("Line workings", note),
            Table("lines", columns, lines, of_line, heading_height=30, width=_WIDTH),
            Table("comparators", columns, compared, of_comparator, headings=None),
            Gap(2),
            _groups(places),
            *(left if places.alone else []),
        ],
        one_page=False,
        freeze="lines[area]",
        gridlines=True,
    )


def _groups(places: Places) -> Table:
    """The groups that are judged together."""
    at = places.group_name
    return Table(
        "groups",
        [
            Column("name", "Judged together", value=lambda group: group.name, style="label"),
            Column("rag", "RAG", lambda group: f"=IFNA(RAG(lines[factor, group={at(group)}],"
                                               f'lines[polarity, group={at(group)}],near_all),"Not judged")'),
        ],
        places.groups,
        axes=lambda group: {"group": at(group)},
        spelling=Spelling(cell="S!$A$1"),
    )  # fmt: skip


def line_columns(places: Places) -> Sequence[Column]:
    """The columns, each with its formula. Where a formula depends on the line it is a function of the row."""
    def about(formula: Callable[[Places, Row], str]) -> Callable[[Row], str]:
        return partial(formula, places)

    def band(at: int) -> Callable[[Row], float | None]:
        return lambda row: row.line.band[at] if row.line.band else None

    return [
        Column("number", value=lambda row: row.line.number or None, width=12),
        Column("indicator", value=lambda row: row.line.short, width=44),
        Column("area", formula=lambda row: f"={AREA_NAME}" if row.area is None else None, value=lambda row: row.area),
        Column("polarity", value=lambda row: row.line.polarity),
        Column("month_wanted", formula=_month_wanted, style="month"),
        Column("month_found", formula=_month_found, style="month"),
        Column("row", formula=_row_found),
        Column("monthly_row", formula=about(_monthly_row)),
        Column("monthly_last", formula=about(_monthly_last), style="month"),
        Column("origin", formula=about(_origin)),
        Column("as_at", formula='=IF([@origin]="Entered",[@month_found],IF([@origin]="Monthly",[@monthly_last],'
                                'IF([@origin]="Police",[@month_wanted],"")))', style="month"),
        Column("n_months", formula=f'=IF([@origin]="Entered",{_taken("n_months")},IF([@origin]="","",12))'),
        *(Column(name, formula=f"={_taken(name)}")
          for name in ("numerator", "denominator", "previous_numerator", "previous_denominator")),
        Column("value", formula=about(_value)),
        Column("entered_previous", formula=f'=IF({_taken("previous")}<>"",{_taken("previous")},'
               'IF([@previous_numerator]<>"",SHARE([@previous_numerator],[@previous_denominator]),""))'),
        Column("previous", formula=about(_previous)),
        *(Column(name, formula=f"={_taken(name)}") for name in ("stated_value", "stated_change")),
        Column("claimed_change", formula=lambda row: _CLAIMED if _of_police(row) else '=""'),
        *(Column(name, formula=f"={_taken(name)}")
          for name in ("stated_difference", "stated_low", "stated_high", "target")),
        *(Column(f"band_{name}", value=band(at)) for at, name in enumerate(("low", "high", "margin"))),
        Column("change", formula=_change),
        Column("factor", formula=_factor),
        Column("rag", formula=about(_rag)),
        Column("rate", formula=_rate),
        Column("words", formula=lambda row: f'=IF({nothing()},"Not available",{words(row.line)})'),
        Column("check", formula=lambda row: check(row.line)),
        Column("rank", formula=about(rank)),
        Column("benchmark", formula=benchmark),
        Column("signal", formula=_signal),
        Column("changed", formula='=IF(OR([@signal]="Up",[@signal]="Down"),"Changed","")'),
        Column("listed_rag", formula=lambda row: "=[@rag]" if row.line.listed else '=""'),
        Column("listed_change", formula=lambda row: "=[@changed]" if row.line.listed else '=""'),
        Column("sentence", formula=about(sentence)),
        Column("factor_words", formula=about(factor_words)),
        # A chart leaves a gap for #N/A and draws a text as zero.
        Column("drawn", formula=f"=IF(ISNUMBER({_SHOWN}),{_SHOWN},NA())"),
        Column("source", formula=about(_source)),
        Column("period", formula=f'=IF([@origin]="","",{_PERIOD})'),
        Column("note", formula=f'={_taken("note")}'),
    ]  # fmt: skip


# Where the figure comes from: the newest entered figure that is not too old, a monthly series, or the police.


def _of_police(row: Row) -> bool:
    return bool(row.line.police) and row.area is None


def _same(row: Row, key: str = "") -> str:
    return f"(entered[area]=[@area])*(entered[indicator]={quoted(key or row.line.key)})"


def _taken(name: str) -> str:
    found = f"INDEX(entered[{name}],[@row])"
    return f'IF([@origin]<>"Entered","",IF({found}="","",{found}))'


def _row_found(row: Row) -> str:
    found = f"SUMPRODUCT({_same(row)}*(entered[month]=[@month_found])*entered[row])"
    return f"=IF([@month_found]=0,0,{found})"


def _month_wanted(row: Row) -> str:
    month = row.line.month
    return "=as_at" if month is None else f"=DATE({month // 12},{month % 12 + 1},1)"


def _month_found(row: Row) -> str:
    if not row.line.key:
        return "=0"
    in_time = ("(entered[month]<=EDATE([@month_wanted],pack[later]))"
               "*(entered[month]>=EDATE([@month_wanted],-pack[oldest]))")
    if row.line.month is not None:
        in_time = "(entered[month]=[@month_wanted])"
    return f"=SUMPRODUCT(MAX({_same(row)}*{in_time}*entered[month]))"


def _boroughs(places: Places, row: Row) -> bool:
    """Whether London, which is compared, has no months of its own: those of the 32 boroughs are added up."""
    key = row.line.key
    return row.area == "London" and not places.series_of("London", key) and bool(places.series_of_boroughs(key))


def _monthly_row(places: Places, row: Row) -> str:
    if _boroughs(places, row) or not (places.series and row.line.key):
        return "=0"
    return f'=IFNA(MATCH([@area]&"|"&{quoted(row.line.key)},monthly[series],0),0)'


def _monthly_last(places: Places, row: Row) -> str:
    if _boroughs(places, row):  # London as at the month of the line that it stands beside
        return "=lines[@monthly_last]"
    if not (places.series and row.line.key):
        return "=0"
    return f"=IF([@monthly_row]=0,0,MIN([@month_wanted],IFNA(LATEST_MONTH({_MONTHLY}),0)))"


def _origin(places: Places, row: Row) -> str:
    monthly = "AND([@monthly_last]>0,[@monthly_last]>=EDATE([@month_wanted],-pack[oldest]))"
    police, preferred = "FALSE", "TRUE"
    if _of_police(row):
        police = f'{counted(row.line)}<>""'
        preferred = f"OR(pack[prefer]={quoted(ENTERED_FIRST)},NOT({police}))"
    if row.line in places.alone:  # the overview shows the police's figures, whatever else is entered
        preferred = "FALSE"
    return (f'=IF(AND([@row]>0,{preferred}),"Entered",IF(AND({monthly},{preferred}),"Monthly",'
            f'IF({police},"Police","")))')  # fmt: skip


# What was entered, as it stands, and the value and the previous value by origin.


def counted(line: Line, month_wanted: str = "[@month_wanted]") -> str:
    """The police's 12 months: those of the Workings sheet, unless the line names its own month."""
    if line.month is None:
        return 'IF(ISNUMBER(workings[@rolling12]),workings[@rolling12],"")'
    total = f"ROLLING12(INDEX(counts[@count],area_row,0),months,{month_wanted})"
    return f'IF(ISNUMBER(MATCH(TEXT({month_wanted},"yyyy-mm"),months,0)),IFNA({total},""),"")'


def counted_before(line: Line, month_wanted: str = "[@month_wanted]") -> str:
    """The police's 12 months before those; empty where they cannot be compared."""
    if line.month is None:
        return 'IF(workings[@change]="","",workings[@previous12])'
    series = "INDEX(counts[@count],area_row,0),months"
    change = f"ROLLING12_CHANGE({series},{month_wanted},indicators[@break])"
    return f'IF(ISERROR({change}),"",ROLLING12({series},EDATE({month_wanted},-12)))'


def _added_up(places: Places, row: Row, month: str) -> str:
    """Twelve of the entered months up to a month."""
    if _boroughs(places, row):
        return f"SUMPRODUCT({_BOROUGHS.format(month=month)})"
    return f"ROLLING12({_MONTHLY},{month})"


def _by_origin(places: Places, row: Row, entered: str, month: str, police: str) -> str:
    found = f'IF([@origin]="Police",{police},"")' if _of_police(row) else '""'
    if places.series:
        found = f'IF([@origin]="Monthly",IFNA({_added_up(places, row, month)},""),{found})'
    return f'=IF([@origin]="Entered",{entered},{found})'


def _value(places: Places, row: Row) -> str:
    entered = _taken("value")
    if row.line.measure == "share":
        entered = f'IF([@numerator]="",{entered},SHARE([@numerator],[@denominator]))'
    return _by_origin(places, row, entered, "[@as_at]", counted(row.line))


def _previous(places: Places, row: Row) -> str:
    derived = 'IF(OR([@stated_difference]="",[@value]=""),"",[@value]-[@stated_difference])'
    entered = f'IF([@entered_previous]<>"",[@entered_previous],{derived})'
    return _by_origin(places, row, entered, "EDATE([@as_at],-12)", counted_before(row.line))


def _source(places: Places, row: Row) -> str:
    found = _taken("source")
    if places.series:
        monthly = '"Sum of the 32 boroughs"' if _boroughs(places, row) else "INDEX(monthly[source],[@monthly_row])"
        found = f'IF([@origin]="Monthly",{monthly},{found})'
    return f'=IF([@origin]="Police",{quoted(places.pack.request.release)},{found})'


# The change that is stated for the same 12 months as those of the police's files.
_CLAIMED = (
    '=IF([@row]=0,"",IF(OR([@month_found]<>[@month_wanted],INDEX(entered[n_months],[@row])<>12,'
    'INDEX(entered[stated_change],[@row])=""),"",INDEX(entered[stated_change],[@row])))'
)


def _rate(row: Row) -> str:
    """The rate that was entered for the same area and month."""
    if not row.line.rate_key:
        return '=""'
    found = f"SUMPRODUCT({_same(row, row.line.rate_key)}*(entered[month]=[@as_at])*entered[row])"
    return f'=IF([@origin]<>"Entered","",IF({found}=0,"",INDEX(entered[value],{found})))'


# Change, factor, RAG, and whether the change is more than chance.


def _change(row: Row) -> str:
    share = row.line.measure == "share"
    function, no_change = ("POINT_CHANGE", "FALSE") if share else ("PCT_CHANGE", "[@previous]=0")
    return f'=IF(OR([@value]="",[@previous]=""),"",IF({no_change},"",{function}([@value],[@previous])))'


def _factor(row: Row) -> str:
    # A rise from 0 has no percentage, but a direction.
    rose = 'AND([@change]="",[@previous]<>"",[@value]<>"")'
    moved = f"IF({rose},SIGN(N([@value])-N([@previous])),{_SHOWN})"
    chance = '[@signal]="No significant change"' if row.line.interval else "FALSE"
    return f'=IF({moved}="","",IF(OR(ABS({moved})<=pack[tolerance],{chance}),"neutral",{moved}))'


def _rag(places: Places, row: Row) -> str:
    """RAG by the band, the target or the change; the overview's, or its group's, where that judges it."""
    line = row.line
    if line.polarity == "monitor":
        return f'=IF({nothing()},"","Monitor")'
    if line.band:
        return '=IF([@value]="","",RAG_BAND([@value],[@band_low],[@band_high],[@band_margin]))'
    by_change = 'IF([@factor]="","Not judged",RAG([@factor],[@polarity],near_all))'
    own = f'IF(AND([@value]<>"",[@target]<>""),RAG_TARGET([@value],[@target],[@polarity]),{by_change})'
    if row.area is None and places.pack.on_overview(line):
        own = f'IF(workings[@rag]="{NOT_AVAILABLE}",{own},workings[@rag])'
    elif row.area is None and places.together(line):
        own = f'IF({own}="Not judged","Not judged",groups[@rag])'
    return f'=IF({nothing()},"",{own})'


def _signal(row: Row) -> str:
    """Whether two counts, or two shares of samples, differ by more than chance; empty where it cannot be said.

    Two shares: Newcombe's hybrid interval of the difference (1998, Statistics in Medicine 17, method 10).
    """
    if row.line.measure == "count":
        return '=IF(AND(ISNUMBER([@value]),ISNUMBER([@previous])),IFERROR(CHANGE_SIGNAL([@value],[@previous]),""),"")'
    if not row.line.interval:
        return '=""'
    now = "SHARE_LIMITS([@numerator],[@denominator])"
    before = "SHARE_LIMITS([@previous_numerator],[@previous_denominator])"
    rise = f"SQRT(([@value]-INDEX({now},1,1))^2+(INDEX({before},1,2)-[@previous])^2)"
    fall = f"SQRT((INDEX({now},1,2)-[@value])^2+([@previous]-INDEX({before},1,1))^2)"
    moved = f'IF([@change]>{rise},"Up",IF(-[@change]>{fall},"Down","No significant change"))'
    return f'=IF(OR([@numerator]="",[@previous_numerator]=""),"",{moved})'
