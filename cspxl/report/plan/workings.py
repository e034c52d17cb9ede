"""The figures of a plan: a row for each measure, one formula for each column, whatever the kind of its target."""

from __future__ import annotations

from typing import Final

from cspxl.report.plan import words
from cspxl.report.plan.case import QUARTERS, Plan
from cspxl.report.plan.inputs import seasonal
from cspxl.report.plan.measures import BAND, CHANGE, COHORT, COUNT, MILESTONE, SEASONS, TARGET
from cspxl.report.request import NOT_AVAILABLE
from cspxl.report.stack import Column, Each, Stack, Table
from cspxl.report.tables import titled

MEASURES: Final = "Measures"
NONE: Final = "–"  # what a measure of its kind does not have: a band no target, a level no outturn
_IS_COUNT: Final = f'plan[@counts]="{COUNT}"'
_IS_COHORT: Final = f'plan[@counts]="{COHORT}"'
_USED: Final = "[@used, quarter=*]"
_WORDS: Final = {
    "Green": ("Complete", "Met"), "Amber": ("Due this month", "Too close to say"), "Red": ("Overdue", "Not met"),
}  # fmt: skip
"""What MILESTONE and SHARE_TARGET say, by its colour."""


def describe(plan: Plan) -> Stack:
    """The sheet of the workings."""
    note = "One row for each measure: what counts so far, the target, what of it is due, where the year is heading."
    return Stack(
        MEASURES, [*titled("Measures", note), _table(plan)], one_page=False, freeze="measures[theme]", gridlines=True,
        back=True,
    )  # fmt: skip


def _table(plan: Plan) -> Table:
    themes = {measure.key: theme.number for theme in plan.themes for measure in theme.measures}
    numbers = {measure.key: at for at, measure in enumerate(plan.measures, 1)}
    return Table(
        "measures",
        [
            Column("measure", "Measure", "=plan[@measure]", style="label", width=46),
            Column("number", "No.", value=lambda row: numbers[row.key]),
            Column("theme", "Theme", value=lambda row: themes[row.key]),
            Each("quarter", list(QUARTERS), [Column("used", lambda at: f"{QUARTERS[at]} counted", _used())]),
            Column("last", "Quarters with figures", _last()),
            Column("state", "What is said last", _state(), width=24),
            Column("to_date", "To date", _to_date()),
            Column("target", "Target", _target()),
            Column("last_month", "Month of the last quarter",
                   "=EDATE(quarters[@first, quarter=1],3*MAX(1,[@last])-1)", style="month"),
            Column("expected", "Expected to date", _expected(plan)),
            Column("projected", "Projected outturn", _projected(plan)),
            Column("held", "Figure that is judged", f"=IF({_IS_COUNT},[@projected],[@to_date])"),
            Column("against", "Held against", _against()),
            Column("result", "Milestone, or share of a cohort", _result(), width=20),
            Column("low", "Interval from", _interval(1)),
            Column("high", "Interval to", _interval(2)),
            Column("rag", "RAG", _rag()),
            Column("joint", "Joint target", _joint(), width=14),
            *words.columns(),
        ],
        plan.measures,
        axes=lambda row: {"measure": row.key, "theme": themes[row.key]},
        heading_height=30,
        width=13,
        marked="measures",
    )  # fmt: skip


def _used() -> str:
    """A quarter's figure, or what is said instead, once the quarter is over; of a cohort the share."""
    figure, whole = "figures[@figure]", "figures[@whole]"
    share = f'IF(AND(ISNUMBER({figure}),N({whole})>0),{figure}/{whole},"{NOT_AVAILABLE}")'
    return (f'=IF(OR(quarters[@last]>as_at,{figure}=""),"",'
            f"IF(AND({_IS_COHORT},ISNUMBER({figure})),{share},{figure}))")  # fmt: skip


def _last() -> str:
    """The number of the last quarter with a figure; 0 before there is one."""
    return f"=MAX({','.join(f'ISNUMBER([@used, quarter={at}])*{at}' for at in QUARTERS)})"


def _state() -> str:
    """The newest words that stand in a quarter."""
    found = '""'
    for at in QUARTERS:
        cell = f"[@used, quarter={at}]"
        found = f'IF(ISTEXT({cell})*({cell}<>""),{cell},{found})'
    return f"={found}"


def _to_date() -> str:
    """Counts are added up, and none where a quarter before the last is missing; of a level the newest."""
    added = f'IF(COUNT({_USED})<[@last],"{NOT_AVAILABLE}",SUM({_USED}))'
    return f'=IF([@last]=0,"{NOT_AVAILABLE}",IF({_IS_COUNT},{added},INDEX({_USED},[@last])))'


def _target() -> str:
    """What is aimed at this year, by the kind of the target."""
    once = 'IF(plan[@method]="once",1,plan[@year])'
    method = 'IF(plan[@method]="linear","linear","compound")'
    base = "figures[@baseline]"
    changed = f"TARGET({base},plan[@change],{once},{method},plan[@round_to])"
    path = f"INDEX(TARGET_PATH({base},plan[@end],plan[@over],plan[@round_to]),plan[@year])"
    known = f'IF(plan[@kind]="{CHANGE}",{changed},{path})'
    stated = f'IF(plan[@target]="","{NOT_AVAILABLE}",plan[@target])'
    reckoned = f'IF(ISNUMBER({base}),IFERROR({known},"{NOT_AVAILABLE}"),"{NOT_AVAILABLE}")'
    none = f'OR(plan[@kind]="{MILESTONE}",plan[@kind]="{BAND}")'
    return f'=IF({none},"{NONE}",IF(plan[@kind]="{TARGET}",{stated},{reckoned}))'


def _of_year(plan: Plan, target: str) -> str:
    """The part of a year's target that is due: month by month, or by the season of past years."""
    first = "MONTH(quarters[@first, quarter=1])"
    straight = f"TARGET_TO_DATE({target},[@last_month],,,{first})"
    if not seasonal(plan):
        return straight
    season = f"TARGET_TO_DATE({target},[@last_month],history[@value],history[#value],{first})"
    return f'IF(plan[@expected]="{SEASONS[1]}",{season},{straight})'


def _expected(plan: Plan) -> str:
    """Of a count the part that is due; of a level where it should be on the straight line from its baseline."""
    base = "figures[@baseline]"
    level = f"IF(ISNUMBER({base}),{base}+([@target]-{base})*[@last]/{len(QUARTERS)},[@target])"
    due = f'IFERROR({_of_year(plan, "[@target]")},"{NOT_AVAILABLE}")'
    return (
        f'=IF(OR([@target]="{NONE}",{_IS_COHORT}),"{NONE}",'
        f'IF(OR([@last]=0,NOT(ISNUMBER([@target]))),"{NOT_AVAILABLE}",IF({_IS_COUNT},{due},{level})))'
    )


def _projected(plan: Plan) -> str:
    """Where a count is heading; a level is not projected."""
    heading = f"OUTTURN([@to_date],[@last],{len(QUARTERS)})"
    if seasonal(plan):
        heading = f'IF(plan[@expected]="{SEASONS[1]}",[@to_date]/{_of_year(plan, "1")},{heading})'
    found = f'IF(ISNUMBER([@to_date]),IFERROR({heading},"{NOT_AVAILABLE}"),"{NOT_AVAILABLE}")'
    return f'=IF({_IS_COUNT},{found},"{NONE}")'


def _against() -> str:
    """Projections and cohorts are held against the year's target, a level against where it should be by now."""
    return f"=IF(OR({_IS_COUNT},{_IS_COHORT}),[@target],[@expected])"


def _result() -> str:
    """What a milestone has come to; whether a share of few cases is beyond chance on one side of its target."""
    said = 'IF([@state]="","Not complete",[@state])'
    part, whole = (f"INDEX(figures[@{name}, quarter=*],[@last])" for name in ("figure", "whole"))
    cohort = f'IFERROR(SHARE_TARGET({part},{whole},[@target],,plan[@polarity]),"{NOT_AVAILABLE}")'
    return (
        f'=IF(plan[@kind]="{MILESTONE}",IFERROR(MILESTONE(plan[@due],{said},as_at),"{NOT_AVAILABLE}"),'
        f'IF(AND({_IS_COHORT},[@last]>0),{cohort},"{NONE}"))'
    )


def _interval(at: int) -> str:
    """The interval of a share of a cohort."""
    part, whole = (f"INDEX(figures[@{name}, quarter=*],[@last])" for name in ("figure", "whole"))
    limits = f'IFERROR(INDEX(SHARE_LIMITS({part},{whole}),1,{at}),"{NOT_AVAILABLE}")'
    return f'=IF(AND({_IS_COHORT},[@last]>0),{limits},"{NONE}")'


def _rag() -> str:
    """The one column in which a plan is judged."""
    told = '"Not judged"'
    for colour, said in _WORDS.items():
        words_of = ",".join(f'[@result]="{word}"' for word in said)
        told = f'IF(OR({words_of}),"{colour}",{told})'
    band = "RAG_BAND([@held],plan[@low],plan[@high],plan[@margin])"
    aimed = f'IF(ISNUMBER([@against]),RAG_TARGET([@held],[@against],plan[@polarity],at_risk),"{NOT_AVAILABLE}")'
    judged = f'IF(plan[@kind]="{BAND}",{band},{aimed})'
    none = f'IF(ISNUMBER([@held]),IFERROR({judged},"{NOT_AVAILABLE}"),"{NOT_AVAILABLE}")'
    return f'=IF([@result]="{NOT_AVAILABLE}","{NOT_AVAILABLE}",IF([@result]="{NONE}",{none},{told}))'


def _joint() -> str:
    """What the measures of a joint target come to: it is met only where all of them are."""
    name = "plan[@joint]"
    found = (
        f'IF(COUNTIFS(plan[joint],{name},[rag],"Green")=COUNTIF(plan[joint],{name}),"on track","{NOT_AVAILABLE}")'
    )
    for colour, word in (("Amber", "at risk"), ("Red", "off track")):
        found = f'IF(COUNTIFS(plan[joint],{name},[rag],"{colour}")>0,"{word}",{found})'
    return f'=IF({name}="","{NONE}",{found})'
