"""Where the figure of a line comes from, and what was entered or counted beside it: formulas of the line workings."""

from __future__ import annotations

from typing import Final

from cspxl.facts import boroughs
from cspxl.report.describe import quoted
from cspxl.report.pack.case import ENTERED_FIRST
from cspxl.report.pack.lines import Line
from cspxl.report.pack.places import FIGURES, Places, Row
from cspxl.report.subjects import ENTERED, MONTHLY, POLICE
from cspxl.report.tables import twelve_months

_MONTHLY = "INDEX(monthly[value],[@monthly_row],0)"
_BOROUGHS = "monthly[@value, part=boroughs]"
_COUNTED = "INDEX(counts[@count],area_row,0)"


# The month of the figure that a comparator stands beside; without one the report's.
_BESIDE: Final = "IF(N(lines[@as_at])=0,[@month_wanted],MIN([@month_wanted],lines[@as_at]))"


# Where the figure comes from: the newest entered figure that is not too old, a monthly series, or the police.


def of_police(row: Row) -> bool:
    """Whether the police's files can give the row's figure."""
    return bool(row.line.police) and row.area is None


def _same(row: Row, key: str = "") -> str:
    return f"(entered[area]=[@area])*(entered[indicator]={quoted(key or row.line.key)})"


def taken(name: str) -> str:
    """What was entered, where an entered figure is the one that is taken."""
    found = f"INDEX(entered[{name}],[@row])"
    return f'IF([@origin]<>"Entered","",IF({found}="","",{found}))'


def row_found(row: Row) -> str:
    """The row of the entered figure that is found."""
    found = f"SUMPRODUCT({_same(row)}*(entered[month]=[@month_found])*entered[row])"
    return f"=IF([@month_found]=0,0,{found})"


def month_wanted(row: Row) -> str:
    """The month that the line is about."""
    month = row.line.month
    return "=as_at" if month is None else f"=DATE({month // 12},{month % 12 + 1},1)"


def month_found(places: Places, row: Row) -> str:
    """The newest month with a figure: a row that holds a target alone has none."""
    if not row.line.key:
        return "=0"
    in_time = "(entered[month]<=EDATE([@month_wanted],pack[later]))"
    if row.area is not None:  # a comparator's is about as new as the line that it stands beside
        in_time += f"*(entered[month]>=EDATE({_BESIDE},-pack[oldest]))"
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


def monthly_row(places: Places, row: Row) -> str:
    """The row of the monthly series of the area, 0 for none."""
    if _boroughs(places, row) or not (places.series and row.line.key):
        return "=0"
    return f'=IFNA(MATCH([@area]&"|"&{quoted(row.line.key)},monthly[series],0),0)'


def monthly_last(places: Places, row: Row) -> str:
    """The newest month of that series up to the month wanted."""
    if _boroughs(places, row):  # London as at the month of the line that it stands beside
        return "=lines[@monthly_last]"
    if not (places.series and row.line.key):
        return "=0"
    newest = f"MIN([@month_wanted],IFNA(LATEST_MONTH({_MONTHLY},monthly[#value]),0))"
    if row.line.month is not None or row.area is not None:
        most = "pack[oldest]" if row.line.month is None else "0"
        since = "[@month_wanted]" if row.area is None else _BESIDE
        newest = f"IF({newest}<EDATE({since},-{most}),0,{newest})"
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
    return twelve_months(_COUNTED, "months", month_wanted)


def counted_before(line: Line, month_wanted: str = "[@month_wanted]") -> str:
    """The police's 12 months before those; empty where they cannot be compared."""
    if line.month is None:
        return 'IF(workings[@break]>0,"",IF(ISNUMBER(workings[@previous12]),workings[@previous12],""))'
    between = f"(indicators[@break]>EDATE({month_wanted},-23))*(indicators[@break]<={month_wanted})"
    return f'IF(SUMPRODUCT({between})>0,"",{twelve_months(_COUNTED, "months", f"EDATE({month_wanted},-12)")})'


def _added_up(places: Places, row: Row, month: str) -> str:
    """Twelve of the entered months up to a month; empty where one is missing."""
    if _boroughs(places, row):
        return twelve_months(_BOROUGHS, "monthly[#value]", month, len(boroughs()))
    return twelve_months(_MONTHLY, "monthly[#value]", month)


def _by_origin(places: Places, row: Row, entered: str, month: str, police: str) -> str:
    found = f'IF([@origin]="Police",{police},"")' if of_police(row) else '""'
    if places.series:
        found = f'IF([@origin]="Monthly",{_added_up(places, row, month)},{found})'
    return f'=IF([@origin]="Entered",{entered},{found})'


def value(places: Places, row: Row) -> str:
    """The figure, by its origin."""
    entered = taken("value")
    if row.line.measure == "share":
        entered = f'IF([@numerator]="",{entered},SHARE([@numerator],[@denominator]))'
    return _by_origin(places, row, entered, "[@as_at]", counted(row.line))


def previous(places: Places, row: Row) -> str:
    """The figure before it, by its origin."""
    derived = 'IF(OR([@stated_difference]="",[@value]=""),"",[@value]-[@stated_difference])'
    entered = f'IF([@entered_previous]<>"",[@entered_previous],{derived})'
    return _by_origin(places, row, entered, "EDATE([@as_at],-12)", counted_before(row.line))


def trend(places: Places, row: Row) -> str:
    """Whether the 24 months up to the figure's rise or fall, where what is more than chance is judged by it."""
    if row.line.by != "signal" or row.line.measure != "count" or row.area is not None:
        return '=""'
    found = '""'
    if of_police(row):
        known = "workings[@trend]" if row.line.month is None else f"TREND_TEST({_COUNTED},months,[@month_wanted])"
        found = f'IF([@origin]="{POLICE}",{known},"")'
    if places.series:
        found = f'IF([@origin]="{MONTHLY}",TREND_TEST({_MONTHLY},monthly[#value],[@as_at]),{found})'
    return f'=IF(OR([@value]="",[@previous]=""),"",{found})'


def source(places: Places, row: Row) -> str:
    """Where the figure is from, in words."""
    found = taken("source")
    if places.series:
        monthly = '"Sum of the 32 boroughs"' if _boroughs(places, row) else "INDEX(monthly[source],[@monthly_row])"
        found = f'IF([@origin]="Monthly",{monthly},{found})'
    return f'=IF([@origin]="Police",{quoted(places.pack.request.release)},{found})'


def target(places: Places, row: Row) -> str:
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


def other(places: Places, row: Row) -> str:
    """The value of the source that is not taken."""
    if not has_other(row):
        return '=""'
    months = _added_up(places, row, "[@month_wanted]") if places.series else '""'
    entered = f'IF([@found]="{ENTERED}",{_raw("value")},IF([@found]="{MONTHLY}",{months},""))'
    return f'=IF({_SAME_MONTHS},IF([@origin]="{POLICE}",{entered},[@police]),"")'


def other_previous(places: Places, row: Row) -> str:
    """The figure before that, of the same source."""
    if not has_other(row):
        return '=""'
    derived = f'IF({_raw("stated_difference")}="","",{_raw("value")}-{_raw("stated_difference")})'
    entered = f'IF({_raw("previous")}<>"",{_raw("previous")},{derived})'
    months = _added_up(places, row, "EDATE([@month_wanted],-12)") if places.series else '""'
    entered = f'IF([@found]="{ENTERED}",{entered},{months})'
    return f'=IF([@other]="","",IF([@origin]="{POLICE}",{entered},{counted_before(row.line)}))'


def other_change(_places: Places, row: Row) -> str:
    """How the figure that is not taken changed."""
    if not has_other(row):
        return '=""'
    claimed = f'AND({_SAME_MONTHS},[@origin]="{POLICE}",[@found]="{ENTERED}")'
    stated = f'IF({claimed},{_raw("stated_change")},"")'
    return f"=IF(N([@other_previous])=0,{stated},PCT_CHANGE([@other],[@other_previous]))"


def other_words(_places: Places, row: Row) -> str:
    """The figure that is not taken, with where it is from."""
    if not has_other(row):
        return '=""'
    places = row.line.places
    moved = f"CHANGE_TEXT([@other],[@other_previous],{places})"
    stated = f'CHANGE_TEXT(1+[@other_change],1,{places})&" (as published)"'
    moved = f'IF([@other_change]="","",IF([@other]="","",", ")&IF(N([@other_previous])=0,{stated},{moved}))'
    source = f'IF([@origin]="{POLICE}","as entered ","police files ")'
    return f'=IF([@other]&[@other_change]="","",{source}&IF([@other]="","",TEXT([@other],"#,##0"))&{moved})'


def has_other(row: Row) -> bool:
    """Whether both the police and entered figures can give the row's figure."""
    return of_police(row) and bool(row.line.key)


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
CLAIMED = (
    '=IF([@row]=0,"",IF(OR([@month_found]<>[@month_wanted],INDEX(entered[n_months],[@row])<>12,'
    'INDEX(entered[stated_change],[@row])=""),"",INDEX(entered[stated_change],[@row])))'
)


def rate(row: Row) -> str:
    """The rate that was entered for the same area and month."""
    if not row.line.rate_key:
        return '=""'
    found = f"SUMPRODUCT({_same(row, row.line.rate_key)}*(entered[month]=[@as_at])*entered[row])"
    return f'=IF([@origin]<>"Entered","",IF({found}=0,"",INDEX(entered[value],{found})))'
