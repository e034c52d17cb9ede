"""The line workings: every figure of every line, once, as a formula over what was entered or counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from cspxl.report.describe import quoted
from cspxl.report.pack.case import ENTERED_FIRST
from cspxl.report.pack.layout import FIGURES, LINES, Places, Row
from cspxl.report.pack.lines import Line
from cspxl.report.pack.wording import benchmark, check, factor_words, nothing, rank, words
from cspxl.report.request import NOT_AVAILABLE
from cspxl.report.stack import Column, Stack, Table
from cspxl.report.subjects import ENTERED, MONTHLY, POLICE, Subject
from cspxl.report.tables import AREA_NAME, titled

_PERIOD = 'IF(OR([@n_months]="",[@n_months]=1),"as at "&{at},[@n_months]&" months to "&{at})'.replace(
    "{at}", "PERIOD_LABEL([@as_at],1)",
)
_MONTHLY = "INDEX(monthly[value],[@monthly_row],0),monthly[#value]"
_BOROUGHS = "ROLLING12(monthly[@value, part=boroughs],monthly[#value],{month})"
_WIDTH = 14
_SHOWN = 'IF([@change]<>"",[@change],[@stated_change])'


def describe(places: Places) -> Stack:
    """A row for each line, then those of the comparators."""

    def of_line(row: Row) -> Mapping[str, object]:
        return places.keys(row.line)

    def of_comparator(row: Row) -> dict[str, object]:
        line = row.line
        assert row.area is not None
        return {"line": places.name(line), "key": line.key, "compared": list(line.compare).index(row.area)}

    columns = line_columns(places)
    lines = [Row(line, None) for line in (*places.lines, *places.alone)]
    compared = [Row(line, area) for line in places.lines for area in line.compare]
    note = "Every figure of every line. Entered: from Entered figures. Police: from Workings."
    return Stack(
        LINES,
        [
            *titled("Line workings", note),
            Table("lines", columns, lines, of_line, heading_height=30, width=_WIDTH),
            Table("comparators", columns, compared, of_comparator, headings=None),
        ],
        one_page=False,
        freeze="lines[area]",
        gridlines=True,
    )


def line_columns(places: Places) -> Sequence[Column]:
    """The columns, each with its formula. Where a formula depends on the line it is a function of the row."""
    def about(formula: Callable[[Places, Row], str]) -> Callable[[Row], str]:
        return partial(formula, places)

    return [
        Column("number", value=lambda row: row.line.number or None, width=12),
        Column("indicator", value=lambda row: row.line.short, width=44),
        Column("area", formula=lambda row: f"={AREA_NAME}" if row.area is None else None, value=lambda row: row.area),
        Column("polarity", value=lambda row: row.line.polarity),
        Column("month_wanted", formula=_month_wanted, style="month"),
        Column("month_found", formula=about(_month_found), style="month"),
        Column("row", formula=_row_found),
        Column("monthly_row", formula=about(_monthly_row)),
        Column("monthly_last", formula=about(_monthly_last), style="month"),
        Column("found", formula=f'=IF(AND([@row]>0,[@month_found]>=[@monthly_last]),"{ENTERED}",'
                                f'IF([@monthly_last]>0,"{MONTHLY}",""))'),
        Column("found_month", formula='=IF([@found]="",0,MAX([@month_found],[@monthly_last]))', style="month"),
        Column("police", formula=lambda row: f"={counted(row.line)}" if _of_police(row) else '=""'),
        Column("origin", formula=lambda row: "=[@found]" if row.area else "=judgements[@origin]"),
        Column("as_at", formula=f'=IF([@origin]="{POLICE}",[@month_wanted],IF([@origin]="","",[@found_month]))',
               style="month"),
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
          for name in ("stated_difference", "stated_low", "stated_high")),
        Column("target", formula=about(_target)),
        Column("change", formula=_change),
        Column("rate", formula=_rate),
        Column("words", formula=lambda row: f'=IF({nothing()},"{NOT_AVAILABLE}",{words(row.line)})'),
        Column("check", formula=lambda row: check(row.line)),
        Column("rank", formula=about(rank)),
        Column("benchmark", formula=benchmark),
        Column("signal", formula=_signal),
        *(Column(name, formula=about(formula))
          for name, formula in (("other", _other), ("other_previous", _other_previous), ("other_change", _other_change),
                                ("other_words", _other_words), ("factor_words", factor_words))),
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


def _month_found(places: Places, row: Row) -> str:
    """The newest month with a figure: a row that holds a target alone has none."""
    if not row.line.key:
        return "=0"
    in_time = "(entered[month]<=EDATE([@month_wanted],pack[later]))"
    if row.area is not None:  # a comparator's is about as new as the line that it stands beside
        in_time += "*(entered[month]>=EDATE([@month_wanted],-pack[oldest]))"
    if row.line.month is not None:
        in_time = "(entered[month]=[@month_wanted])"
    if any(places.is_target_alone(entry) for entry in places.pack.request.entries):
        there = "+".join(f'(entered[{name}]<>"")' for name in FIGURES)
        in_time += f"*({there}>0)"
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
    newest = f"MIN([@month_wanted],IFNA(LATEST_MONTH({_MONTHLY}),0))"
    if row.line.month is not None or row.area is not None:
        most = "pack[oldest]" if row.line.month is None else "0"
        newest = f"IF({newest}<EDATE([@month_wanted],-{most}),0,{newest})"
    return f"=IF([@monthly_row]=0,0,{newest})"


def origin(line: Line) -> str:
    """Which figure is taken, seen from the judgement: the newest; of two for one month the one preferred.

    Where the overview judges, or no line names the entered figures, the police's come first.
    """
    found, month, police, wanted = (f"lines[@{name}]" for name in ("found", "found_month", "police", "month_wanted"))
    if not line.police:
        return found
    of_police = f'IF({police}<>"","{POLICE}",{found})'
    if line.police_first:
        return of_police
    newer = f"OR({month}>{wanted},AND({month}={wanted},pack[prefer]={quoted(ENTERED_FIRST)}))"
    return f'IF(AND({found}<>"",{newer}),{found},{of_police})'


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
        return 'IF(workings[@break]>0,"",IF(ISNUMBER(workings[@previous12]),workings[@previous12],""))'
    total = f"ROLLING12(INDEX(counts[@count],area_row,0),months,EDATE({month_wanted},-12))"
    between = f"(indicators[@break]>EDATE({month_wanted},-23))*(indicators[@break]<={month_wanted})"
    return f'IF(SUMPRODUCT({between})>0,"",IFNA({total},""))'


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


def _target(places: Places, row: Row) -> str:
    """The target entered for the figure's month, or for a period that the month lies in, else the configuration's."""
    given = '""' if row.line.target is None else f"{row.line.target:.15g}"
    if not places.has_target(row.line, entered=True):
        return f"={given}"
    same = _same(row, row.line.key)
    left = "(entered[month]-[@as_at])"
    within = f"({left}>=0)*(({left}=0)+({left}<30.4*entered[n_months]-15)>0)"
    there = f'{same}*(entered[target]<>"")*{within}'
    least = f"SUMPRODUCT(MAX({there}*(100000-entered[month])))"
    found = f"SUMPRODUCT({there}*(100000-entered[month]={least})*entered[row])"
    return f'=IF([@as_at]="","",IF({least}=0,{given},INDEX(entered[target],{found})))'


# The figure of the same 12 months that the judgement does not take, of the other source.


def _other(places: Places, row: Row) -> str:
    if not has_other(row):
        return '=""'
    months = f'IFNA({_added_up(places, row, "[@month_wanted]")},"")' if places.series else '""'
    entered = f'IF([@found]="{ENTERED}",{_raw("value")},IF([@found]="{MONTHLY}",{months},""))'
    return f'=IF({_SAME_MONTHS},IF([@origin]="{POLICE}",{entered},[@police]),"")'


def _other_previous(places: Places, row: Row) -> str:
    if not has_other(row):
        return '=""'
    derived = f'IF({_raw("stated_difference")}="","",{_raw("value")}-{_raw("stated_difference")})'
    entered = f'IF({_raw("previous")}<>"",{_raw("previous")},{derived})'
    months = f'IFNA({_added_up(places, row, "EDATE([@month_wanted],-12)")},"")' if places.series else '""'
    entered = f'IF([@found]="{ENTERED}",{entered},{months})'
    return f'=IF([@other]="","",IF([@origin]="{POLICE}",{entered},{counted_before(row.line)}))'


def _other_change(_places: Places, row: Row) -> str:
    if not has_other(row):
        return '=""'
    claimed = f'AND({_SAME_MONTHS},[@origin]="{POLICE}",[@found]="{ENTERED}")'
    stated = f'IF({claimed},{_raw("stated_change")},"")'
    return f"=IF(N([@other_previous])=0,{stated},PCT_CHANGE([@other],[@other_previous]))"


def _other_words(_places: Places, row: Row) -> str:
    """The figure that is not taken, with where it is from."""
    if not has_other(row):
        return '=""'
    places = row.line.places
    moved = f"CHANGE_TEXT([@other],[@other_previous],{places})"
    stated = f'CHANGE_TEXT(1+[@other_change],1,{places})&" (as stated)"'
    moved = f'IF([@other_change]="","",IF([@other]="","",", ")&IF(N([@other_previous])=0,{stated},{moved}))'
    source = f'IF([@origin]="{POLICE}","as entered ","police files ")'
    return f'=IF([@other]&[@other_change]="","",{source}&IF([@other]="","",TEXT([@other],"#,##0"))&{moved})'


def has_other(row: Row) -> bool:
    """Whether both the police and entered figures can give the row's figure."""
    return _of_police(row) and bool(row.line.key)


def _raw(name: str) -> str:
    """What was entered, whether it is taken or not."""
    found = f"INDEX(entered[{name}],MAX(1,[@row]))"
    return f'IF({found}="","",{found})'


# Both figures are of the 12 months to the month wanted: the police's always are.
_SAME_MONTHS: Final = (
    'AND([@found_month]=[@month_wanted],[@origin]<>"",[@police]<>"",'
    f'OR([@found]="{MONTHLY}",INDEX(entered[n_months],MAX(1,[@row]))=12))'
)


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


# Change, and whether it is more than chance.


def _change(row: Row) -> str:
    share = row.line.measure == "share"
    function, no_change = ("POINT_CHANGE", "FALSE") if share else ("PCT_CHANGE", "[@previous]=0")
    return f'=IF(OR([@value]="",[@previous]=""),"",IF({no_change},"",{function}([@value],[@previous])))'


def _signal(row: Row) -> str:
    """Whether two counts, or two shares of samples, differ by more than chance; empty where it cannot be said.

    A count whose previous one is not published has the one that its stated change implies.

    Two shares: Newcombe's hybrid interval of the difference (1998, Statistics in Medicine 17, method 10).
    """
    if row.line.measure == "count":
        implied = 'IF(N([@stated_change])=0,"",ROUND([@value]/(1+[@stated_change]),0))'
        before = f'IF([@previous]<>"",[@previous],IF([@value]="","",{implied}))'
        return f'=IF([@value]="","",IFERROR(CHANGE_SIGNAL([@value],{before}),""))'
    if not row.line.interval:
        return '=""'
    now = "SHARE_LIMITS([@numerator],[@denominator])"
    before = "SHARE_LIMITS([@previous_numerator],[@previous_denominator])"
    rise = f"SQRT(([@value]-INDEX({now},1,1))^2+(INDEX({before},1,2)-[@previous])^2)"
    fall = f"SQRT((INDEX({now},1,2)-[@value])^2+([@previous]-INDEX({before},1,1))^2)"
    moved = f'IF([@change]>{rise},"Up",IF(-[@change]>{fall},"Down","No significant change"))'
    return f'=IF(OR([@numerator]="",[@previous_numerator]=""),"",{moved})'


class OfLines:
    """The figures of the subjects of a pack: those of the first line that shows each."""

    def __init__(self, places: Places) -> None:
        """``places`` knows which line that is."""
        self._places = places
        self._lines = {subject.name: line for subject, line in places.judged}

    def of(self, name: str, subject: Subject) -> str:
        """The formula; most are cells of the line."""
        line = self._lines.get(subject.name)
        if line is None:  # a group that is judged together has no figure of its own
            return '""'
        if name == "origin":
            return self._own(origin(line), line)
        if name == "oldest":
            allowed = "pack[oldest]" if line.oldest is None else str(line.oldest)
            return allowed if line.key and line.month is None else '""'
        if name == "change":
            return self._own(_SHOWN.replace("[@", "lines[@"), line)
        if name == "nothing":
            return f'{self._cell("words", line)}="{NOT_AVAILABLE}"'
        if name == "within":
            chance = f'{self._cell("signal", line)}="No significant change"' if line.interval else "FALSE"
            return f"OR(ABS({{moved}})<=pack[tolerance],{chance})"
        if name.startswith("other") and not self.has("other", subject):
            return '""'
        return self._cell({"factors": "factor_words"}.get(name, name), line)

    def has(self, name: str, subject: Subject) -> bool:
        """A target, of the configuration or entered; another figure, of an indicator with two sources."""
        line = self._lines.get(subject.name)
        if line is None:
            return False
        return self._places.has_target(line) if name == "target" else has_other(Row(line, None))

    def _cell(self, name: str, line: Line) -> str:
        return self._places.cell(name, line)

    def _own(self, formula: str, line: Line) -> str:
        """A formula about cells of the line."""
        return re.sub(r"lines\[@(\w+)\]", lambda match: self._places.cell(match[1], line), formula)
