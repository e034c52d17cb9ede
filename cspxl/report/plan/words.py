"""What a plan's figures are called in words: the kind of a target, its status, how far from it, and a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cspxl.report.plan.measures import BAND, CHANGE, COHORT, COUNT, MILESTONE, PATH, RATE, SHARE, STATE
from cspxl.report.stack import Column

STATUS: Final = {"Green": "On track", "Amber": "At risk", "Red": "Off track"}
GLYPHS: Final = {"Green": "●", "Amber": "■", "Red": "▲", "Monitor": "○"}
_IS_SHARE: Final = f'OR(plan[@counts]="{SHARE}",plan[@counts]="{COHORT}")'


def columns() -> Sequence[Column]:
    """The columns of words, behind the figures."""
    return [
        Column("aim", "Target in words", f"={_aim()}", width=40),
        Column("status", "Status", f"={_status()}", width=16),
        Column("distance", "How far", f"={_distance()}", width=30),
        Column("chip", "Status with its mark", f"={_chip()}", width=26),
        Column("weight", "Weight among the measures", f"={_weight()}"),
        Column("order", "Place among the measures",
               '=COUNTIF([weight],">"&[@weight])+COUNTIFS([weight],[@weight],[number],"<"&[@number])+1'),
        Column("sentence", "Sentence", '=[@measure]&": "&LOWER([@status])&IF([@distance]="","",", "&[@distance])',
               width=60),
        Column("bar", "Against the target", f"={_bar()}", width=20),
    ]  # fmt: skip


def _figure(cell: str) -> str:
    """A figure as a sentence writes it: a share in per cent, a count whole."""
    rate = f'IF(plan[@counts]="{RATE}",ROUND({cell},1)&"",TEXT({cell},"#,##0"))'
    return f'IF({_IS_SHARE},ROUND({cell}*100,1)&"%",{rate})'


def _aim() -> str:
    """What is aimed at, however it is reckoned."""
    by = 'IF(plan[@due]="",""," by "&TEXT(plan[@due],"mmm yyyy"))'
    much = 'ROUND(ABS(plan[@change])*100,1)&"%"&IF(plan[@change]<0," less"," more")'
    how = '" each year, "&IF(plan[@method]="linear","linear, of the baseline","compound")'
    before = 'IF(plan[@baseline_month]=EDATE(quarters[@first, quarter=1],-1),"baseline","12 months to "&{})'
    before = before.format('TEXT(plan[@baseline_month],"mmm yyyy")')
    changed = f'{much}&IF(plan[@method]="once"," than the "&{before},{how})'
    start = f'IF(ISNUMBER(figures[@baseline]),{_figure("figures[@baseline]")}&" to ","to ")'
    path = f'{start}&{_figure("plan[@end]")}&" over "&plan[@over]&" years, year "&plan[@year]'
    band = f'"between "&{_figure("plan[@low]")}&" and "&{_figure("plan[@high]")}'
    stated = f'IF(plan[@polarity]="higher","at least ","at most ")&{_figure("plan[@target]")}'
    cohort = f'IF(plan[@counts]="{COHORT}"," of the cohort, with its interval","")'
    found = f"{stated}&{cohort}&{by}"
    for kind, text in ((BAND, band), (PATH, f"{path}&{by}"), (CHANGE, f"{changed}&{by}")):
        found = f'IF(plan[@kind]="{kind}",{text},{found})'
    joint = '" (joint target: "&LOWER([@joint])&")"'
    found = f'IF(plan[@kind]="{MILESTONE}","by "&TEXT(plan[@due],"mmmm yyyy"),{found})'
    return f'{found}&IF(plan[@joint]="","",{joint})'


def _status() -> str:
    """On track, at risk, off track; of a milestone or a cohort what it has come to."""
    found = "[@rag]"
    for colour, word in STATUS.items():
        found = f'IF([@rag]="{colour}","{word}",{found})'
    return f'IF(OR(plan[@kind]="{MILESTONE}",plan[@counts]="{COHORT}"),IF([@result]="–",[@rag],[@result]),{found})'


def _distance() -> str:
    """How far the figure is from what it is held against; nothing where there is no figure."""
    side = f'IF(plan[@counts]="{COUNT}"," target"," expected")'
    word = 'IF([@held]>[@against]," above"," below")'
    apart = "ABS([@held]-[@against])"
    points = f'IF({apart}<0.0005,"less than 0.1",TEXT({apart}*100,"0.0"))&" points"&{word}&{side}'
    ratio = f'IF({apart}/[@against]<0.0005,"less than 0.1%",TEXT({apart}/[@against],"0.0%"))'
    share = f'IF([@against]=0,TEXT([@held],"#,##0"),{ratio})&{word}&{side}'
    apart = f'IF([@held]=[@against],"exactly as"&IF(plan[@counts]="{COUNT}"," targeted"," expected"),{{}})'
    apart = apart.format(f"IF({_IS_SHARE},{points},{share})")
    apart = f'IF(ISNUMBER([@against]),{apart},"")'
    band = f'{_figure("[@held]")}&" against "&{_figure("plan[@low]")}&" to "&{_figure("plan[@high]")}'
    part, whole = (f"INDEX(figures[@{name}, quarter=*],[@last])" for name in ("figure", "whole"))
    interval = 'ROUND([@low]*100,0)&"% to "&ROUND([@high]*100,0)&"%"'
    cohort = f'{part}&" of "&{whole}&IF(ISNUMBER([@low]),", interval "&{interval},"")'
    found = f'IF(plan[@kind]="{BAND}",{band},IF(plan[@counts]="{COHORT}",{cohort},{apart}))'
    return f'IF(plan[@counts]="{STATE}","due "&TEXT(plan[@due],"mmm yyyy"),IF(ISNUMBER([@held]),{found},""))'


def _chip() -> str:
    """The colour in words beside the status, and how far below."""
    mark = '""'
    for colour, glyph in GLYPHS.items():
        mark = f'IF([@rag]="{colour}","{glyph} {colour}: ",{mark})'
    return f'{mark}&IF({mark}="",[@status],LOWER([@status]))&IF([@distance]="","",CHAR(10)&[@distance])'


def _weight() -> str:
    """Orders the measures: Red before Amber, then by how far they miss what they are held against."""
    ratio = "[@held]/[@against]-1"
    miss = f'IF(plan[@polarity]="higher",-1,1)*({ratio})'
    miss = f"IF(AND(ISNUMBER([@held]),ISNUMBER([@against])),IF([@against]=0,0,MIN(9,MAX(0,{miss}))),0)"
    return f'IF([@rag]="Red",20,IF([@rag]="Amber",10,0))+ROUND({miss},6)'


def _bar() -> str:
    """A block is a tenth of what the figure is held against, the line is that; what is beyond it shows a block."""
    ratio = "[@held]/[@against]"
    full = f"MIN(10,ROUND({ratio}*10,0))"
    beyond = f"MAX(0,MIN(3,ROUNDUP(ROUND({ratio}-1,6)*10,0)))"
    drawn = f'REPT("█",{full})&REPT("░",10-{full})&"│"&REPT("█",{beyond})'
    return f'IF(AND(ISNUMBER([@held]),ISNUMBER([@against])),IF([@against]>0,{drawn},""),"")'
