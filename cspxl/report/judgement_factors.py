"""The factors of a judgement as RAG reads them, and in words: changes of 12 months and quarter, and good ranks."""

from __future__ import annotations

from typing import Final

from cspxl.facts import Indicator
from cspxl.report import judgement_signals as signals
from cspxl.report.request import Request
from cspxl.report.subjects import POLICE, Figures, Subject
from cspxl.report.workings import PEERS, UNRANKED, per, stated_rank


def of_police(formula: str) -> str:
    """A formula about the police's files, where the figure is theirs."""
    return f'=IF([@origin]="{POLICE}",{formula},"")'


QUARTER: Final = "workings[@quarter_change]"


def factor(row: Subject, change: str, previous: str, value: str, figures: Figures) -> str:
    """A change as RAG reads it: neutral where it is within the tolerance or chance; a rise from 0 has a direction."""
    if row.members is not None or (change != "change" and not figures.has("other", row)):
        return '=""'
    if row.by == "signal":
        found = signals.factor() if change == "change" else signals.factor_of_other(row, figures)
        return f"={_in_its_group(row, found, figures) if change == 'change' else found}"
    moved = f"[@{change}]" if change == "change" else figures.of(change, row)
    before, now = (f"[@{name}]" if change == "change" else figures.of(name, row) for name in (previous, value))
    rose = f'AND({moved}="",N({before})=0,ISNUMBER({before}),ISNUMBER({now}))'
    moved = f"IF({rose},SIGN(N({now})),{moved})"
    neutral = figures.of("within", row).replace("{moved}", moved)
    found = moved if neutral == '""' else f'IF({moved}="","",IF({neutral},"neutral",{moved}))'
    return f"={_in_its_group(row, found, figures) if change == 'change' else found}"


def _in_its_group(row: Subject, found: str, figures: Figures) -> str:
    """Of a line that is judged with others: its target first, and nothing where it is too old."""
    if row.group is None:
        return found
    if figures.has("target", row):
        met = f'IF(([@target]-[@value])*{-1 if row.polarity == "higher" else 1}>=0,"positive","negative")'
        found = f"IF(AND(ISNUMBER([@value]),ISNUMBER([@target])),{met},{found})"
    return f'IF([@older]<>"","",{found})'  # the group is judged without it


def _good(n: str) -> str:
    """The last rank among so many that counts as positive."""
    return f"ROUNDUP(ROUND({n}*good_rank,9),0)"


def london_factor(request: Request, _item: Indicator) -> str:
    """Whether the rank in London is within the share that counts as positive."""
    rank = "workings[@london_rank]"
    return of_police(f'IF(ISNUMBER({rank}),IF({rank}<={_good(str(len(request.areas)))},"positive",""),"")')


def similar_factor(request: Request, item: Indicator) -> str:
    """The factor of the rank in the similar group, live or as stated."""
    stated = '""'
    if found := stated_rank(request, item):
        place, size = found
        stated = f'IF({size}>0,IF({place}<={_good(size)},"positive",""),"")'
    ranked = f'IF(IFNA(PEER_RANK({PEERS},similar[member]),999)<={_good("settings[members]")},"positive","N/A")'
    return of_police(per(f"IF({UNRANKED},{stated},{ranked})")(item))


def _in_words(words: str, now: str, before: str, change: str, broken: str) -> str:
    """A factor in words: + positive, − negative."""
    now, before, change, broken = (f"workings[@{name}]" for name in (now, before, change, broken))
    good = f'IF([@polarity]="lower",{change}<0,{change}>0)'
    sign = f'IF(OR({change}=0,[@polarity]="monitor",[@factor_12]="neutral"),"• ",IF({good},"+ ","− "))'
    why = f'IF({broken}>0,"not comparable, new basis "&PERIOD_LABEL({broken},1),"no comparison")'
    return f'IF({change}="","• {words}: "&{why},{sign}&"{words} "&CHANGE_TEXT({now},{before}))'


TWELVE_MONTHS: Final = _in_words("12 months", "rolling12", "previous12", "change", "break")
QUARTER_WORDS: Final = _in_words("Quarter", "quarter", "quarter_year_ago", "quarter_change", "quarter_break")


def ranks_in_words(place: str) -> str:
    """The ranks that are positive; an empty text for none."""
    lowest = f'IF([@factor_london]="","",workings[@london_text]&" in {place}")'
    among = 'IF([@factor_similar]="positive",workings[@similar_text]&" in its similar group","")'
    both = 'IF(AND([@factor_london]<>"",[@factor_similar]="positive")," and ","")'
    none = 'AND([@factor_london]="",[@factor_similar]<>"positive")'
    return f'IF({none},"","+ Rate ranks "&{lowest}&{both}&{among})'
