"""A judgement in words: why it has its colour, its sentence, and the list of the summary that it stands in."""

from __future__ import annotations

from typing import Final

from cspxl.report import judgement_signals as signals
from cspxl.report.describe import quoted
from cspxl.report.request import NOT_AVAILABLE
from cspxl.report.subjects import (
    CONFLICT,
    NOT_JUDGED,
    OLDER,
    UNTESTED,
    WITHIN_CHANCE,
    Figures,
    Subject,
    form,
    gap_form,
)


def reason(row: Subject, figures: Figures) -> str:
    """What else a reader must know of the RAG: distance from target or band, the other figure, what is missing."""
    if row.members is not None:
        return '=""'
    gap = '""'
    if row.band:
        low, high = (f"TEXT({limit:.15g},{form(row)})" for limit in row.band[:2])
        side = f'IF([@value]<{row.band[0]:.15g},"below",IF([@value]>{row.band[1]:.15g},"above","within"))'
        gap = f'IF(ISNUMBER([@value]),{side}&" the band of "&{low}&" to "&{high},"")'
    elif figures.has("target", row):
        far = f"TEXT(ABS([@value]-[@target])*{100 if row.unit == 'share' else 1},{gap_form(row)})"
        points = '&" points"' if row.unit == "share" else ""
        aim = f'" the target of "&TEXT([@target],{form(row)})'
        side = f'IF([@value]=[@target],"on"&{aim},{far}{points}&IF([@value]>[@target]," above"," below")&{aim})'
        gap = f'IF(AND(ISNUMBER([@value]),ISNUMBER([@target])),{side},"")'
    allowed = '"older than the "&[@older]&" months allowed, so not judged"'
    none = '"no earlier figure to compare with"'
    if row.by == "signal":
        none = f'IF([@change]="",{none},"too little is published to tell the change from chance")'
    if row.by == "factors":
        quarter = '"only the quarter can be compared"'
        basis = '"across a new basis ("&PERIOD_LABEL(workings[@break],1)&")"'
        nothing = f'IF(N(workings[@break])>0,{basis},"nothing to compare with")'
        none = f'IF([@factor_quarter]="",{nothing},{quarter})'
    found = f'IF([@rag]="{NOT_JUDGED}",{none},{gap})'
    if row.by == "none":
        found = gap
    if figures.has("other", row):
        conflict = f'[@stated]&IF({gap}="","","; "&{gap})'
        found = f'IF([@rag]="{CONFLICT}",{conflict},{found})'
    return f'=IF([@rag]="{NOT_AVAILABLE}","",IF([@rag]="{OLDER}",{allowed},{found}))'


def factors(row: Subject, figures: Figures) -> str:
    """What the RAG rests on, on one line."""
    if row.members is not None:
        return '=""'
    own = figures.of("factors", row)
    if row.by == "factors":
        several = '[@words_12]&"; "&[@words_more]&IF([@factor_rank]="","","; "&[@factor_rank])'
        own = f'IF([@judged_by]="change",{own},{several})' if own != '""' else several
    if row.by == "signal":
        own = f'{own}&"; "&[@words_more]' if own != '""' else '[@words_12]&"; "&[@words_more]'
    return f'={own}&IF([@reason]="","",IF([@rag]="{OLDER}","; older, not judged","; "&[@reason]))'


def why(row: Subject) -> str:
    """The reason of the RAG in one text."""
    return '="Its lines together"' if row.members is not None else f'={_because(row, "[@factors]")}'


def plain(row: Subject) -> str:
    """The same as a sentence for a board: which way the figure went, and whether its rate is among the best."""
    if row.members is not None:
        return '=""'
    less, more = ("fewer", "more") if row.unit == "count" else ("lower", "higher")
    went = f'IF([@change]<0,"{less}",IF([@change]=0,"no {less}","{more}"))&" than "&{_BEFORE}'
    if row.by == "signal":
        went = signals.went(went)
    else:
        went = f'IF([@factor_12]="neutral","changed by no more than chance or the tolerance explains",{went})'
    if row.by == "factors":
        went = f'IF([@rag]="Amber","mixed: ","")&{went}{_QUARTER}{_RANKED}'
    told = f'[@rag]&": "&{_because(row, went)}&"."'
    told = f'IF([@rag]="Monitor","Monitored, not judged: a rise in reports can be good.",{told})'
    return f'=IF([@rag]="{NOT_AVAILABLE}","No figure for this area and month.",{told})'


# What else the factors are of, so that a mixed judgement names both sides.
_QUARTER: Final = (
    '&IF(ISNUMBER([@factor_quarter]),IF([@factor_quarter]<0,"; fewer",IF([@factor_quarter]=0,"; no fewer","; more"))'
    '&" in the last three","")'
)
_RANKED: Final = (
    '&IF([@factor_london]="positive","; one of the lowest rates in London"'
    '&IF([@factor_similar]="positive"," and its similar group",""),'
    'IF([@factor_similar]="positive","; one of the lowest rates in its similar group",""))'
)


def watch(row: Subject) -> str:
    """The last three months, where they go the other way than the 12; only as at the report's month."""
    if row.members is not None or not row.indicator:
        return '=""'
    quarter = "workings[@quarter_change]"
    there = f"AND([@as_at]=as_at,ISNUMBER([@change]),ISNUMBER({quarter}))"
    worse = f'IF([@polarity]="higher",{quarter}<0,{quarter}>0)'
    told = f'IF(AND({worse},[@polarity]<>"monitor"),"Watch: ","But ")&"the last three months are "'
    told += '&CHANGE_TEXT(workings[@quarter],workings[@quarter_year_ago])&"."'
    return f'=IF({there},IF([@change]*{quarter}<0,{told},""),"")'


_BEFORE: Final = 'IF(LEFT([@period],9)="12 months","in the 12 months before","before")'


def fewer(row: Subject) -> str:
    """How many fewer or more than before; of shares the words of the figure say it."""
    if row.members is not None or row.unit not in {"count", "rate"}:
        return '=""'
    less, more = ("fewer", "more") if row.unit == "count" else ("lower", "higher")
    size = f"TEXT(ABS([@value]-[@previous]),{gap_form(row)})"
    told = f'{size}&IF([@value]<[@previous]," {less} than "," {more} than ")'
    told = f'IF([@value]=[@previous],"As many as ",{told})&{_BEFORE}'
    return f'=IF(AND(ISNUMBER([@value]),ISNUMBER([@previous])),{told},"")'


def figure(row: Subject) -> str:
    """The figure without its change; of one that is known by its words alone, what these say first."""
    if row.members is not None:
        return '=""'
    first = 'LEFT([@words],MIN(FIND(", ",[@words]&", "),FIND("; ",[@words]&"; "),FIND(" (",[@words]&" ("))-1)'
    return f'=IF([@rag]="{NOT_AVAILABLE}","–",IF(ISNUMBER([@value]),TEXT([@value],{form(row)}),{first}))'


def moved_by(row: Subject) -> str:
    """The change alone, with its arrow; shares in points. A distance from another area is none."""
    if row.members is not None:
        return '=""'
    if row.unit == "against":
        return '="–"'
    places = max(1, row.places)
    moved = f"ROUND(ABS([@change]),{places + 2})"  # IronCalc's TEXT drops a carry
    size = f'TEXT({moved},"0.{"0" * places}%")'
    if row.unit == "share":
        size = f'TEXT({moved}*100,"0.{"0" * places}")&" points"'
    arrow = 'IF([@change]>0,"▲ up ",IF([@change]<0,"▼ down ","● changed "))'
    return f'=IF(ISNUMBER([@change]),{arrow}&{size},"–")'


def here(row: Subject) -> str:
    """Why it stands in a list of the summary: how many fewer or more, what else is known, and the last three months."""
    if row.members is not None:
        return '=""'
    published = 'IF(AND(ISNUMBER([@change]),NOT(ISNUMBER([@previous]))),"As published; the figure before is not","")'
    went = 'IF(AND([@reason]="",ISNUMBER([@change])),IF([@change]<0,"Lower than ",IF([@change]>0,"Higher than ","As "))'
    went += '&"before","")'
    if row.unit == "against":
        published = went = '""'
    more = f'IF([@fewer]<>"",[@fewer],IF({published}<>"",{published},{went}))'
    if row.by == "factors":
        more += f'&IF(AND([@rag]="Amber",[@judged_by]="factors"),""{_RANKED},"")'
    told = f'{more}&IF([@reason]="","",IF({more}="",UPPER(LEFT([@reason],1))&MID([@reason],2,400),"; "&[@reason]))'
    return f'=TRIM({told}&IF(AND({more}="",[@reason]=""),"",".")&" "&[@watch])'


def _because(row: Subject, moved: str) -> str:
    """Why the RAG is what it is; of a change, what ``moved`` says."""
    monitored = "monitored, not judged: a rise in reports can be good"
    words = {"group": "judged with its group", "none": monitored if row.polarity == "monitor" else "not judged"}
    told = "".join(f'IF([@judged_by]="{by}",{quoted(text)},' for by, text in words.items())
    known = f'IF(OR([@judged_by]="target",[@judged_by]="band",[@rag]="{NOT_JUDGED}",[@rag]="{CONFLICT}",'
    known += f'[@rag]="{OLDER}"),[@reason],'
    return (f'IF([@rag]="{NOT_AVAILABLE}","no figure for this area and month",{known}{told}{moved}'
            f'{")" * len(words)}))')  # fmt: skip


# What stands in the words themselves: how far it is from a target, also of what is monitored, and a conflict.
_ADDED: Final = f'AND([@rag]<>"{OLDER}",OR([@judged_by]="target",[@judged_by]="none",[@rag]="{CONFLICT}"))'
TOLD: Final = f'=IF(OR([@reason]="",NOT({_ADDED})),"","; "&[@reason])'
_UNSAID: Final = f'AND([@rag]<>"{OLDER}",NOT({_ADDED}))'


def sentence(row: Subject) -> str:
    """Indicator, figure, period, and why it has no colour."""
    if row.members is not None:
        return '=""'
    because = f'IF(AND([@reason]<>"",{_UNSAID}),"; "&[@reason],"")'
    return f'=IF([@rag]="{NOT_AVAILABLE}","",[@subject]&": "&[@words]&" ("&[@period]&")"&{because})'


def is_listed(row: Subject) -> bool:
    """Whether the summary may take it."""
    return row.listed and row.members is None


def listing(row: Subject) -> str:
    """The list of the summary that it stands in: its RAG, and of Red and Green whether anything bears it out.

    A target or band does, or a change in that direction beyond chance; of lines judged together one may go the other
    way.
    """
    if not is_listed(row):
        return '=""'
    up, down = 'IF([@rag]="Green","Up","Down")', 'IF([@rag]="Green","Down","Up")'
    signal = f'[@signal]=IF([@polarity]="higher",{up},{down})'
    borne_out = f'OR([@judged_by]="target",[@judged_by]="band",[@judged_by]="signal",{signal})'
    otherwise = f'IF([@signal]="No significant change"," {WITHIN_CHANCE}"," {UNTESTED}")'
    return f'=IF(OR([@rag]="Red",[@rag]="Green"),[@rag]&IF({borne_out},"",{otherwise}),[@rag])'


def changed(row: Subject) -> str:
    """Whether the change is more than chance explains."""
    if not is_listed(row):
        return '=""'
    return f'=IF(AND(OR([@signal]="Up",[@signal]="Down"),[@rag]<>"{OLDER}"),"Changed","")'


def nth(name: str) -> str:
    """Which of the rows that hold the same word it is."""
    return f'=IF([@{name}]="","",SUMPRODUCT(([{name}]=[@{name}])*(ROW([{name}])<=ROW([@{name}]))))'
