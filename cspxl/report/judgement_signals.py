"""Judging by signal: Green and Red only where a change is more than chance explains, or lasts; as formulas.

Two tests: two counts, or two shares of samples, differ at 95% (``signal``), or the last 24 months rise or fall
(``trend``). Where they point in two directions, there is no clear change.
"""

from __future__ import annotations

from typing import Final

from cspxl.report import chance
from cspxl.report.subjects import NO_CLEAR_CHANGE, NOT_JUDGED, Figures, Subject

_MOVED: Final = '{0}="Up",{0}="Down"'
_BOTH: Final = "Both"  # the two tests point in two directions
_NONE: Final = "None"
_NO_CHANGE: Final = "No significant change"


def tested(row: Subject, figures: Figures) -> str:
    """Whether the change is more than chance explains, and more than the tolerance; empty where it is not tested."""
    if row.by != "signal":
        return '=""'
    return f'={_within(row, figures, "[@signal]", "[@change]")}'


def _within(row: Subject, figures: Figures, signal: str, change: str) -> str:
    """A signal, which a change within the tolerance is not."""
    within = figures.of("within", row).replace("{moved}", f"N({change})")
    if within == '""':
        return signal
    return f'IF({signal}="","",IF(AND(ISNUMBER({change}),{within}),"{_NO_CHANGE}",{signal}))'


def direction(row: Subject) -> str:
    """Up, Down, None, or Both for two that contradict each other; empty where nothing can be tested."""
    if row.by != "signal":
        return '=""'
    apart = f'AND(OR({_MOVED.format("[@tested]")}),OR({_MOVED.format("[@trend]")}),[@tested]<>[@trend])'
    told = f'IF(OR([@tested]<>"",[@trend]="Stable"),"{_NONE}","")'
    told = f'IF(OR({_MOVED.format("[@trend]")}),[@trend],{told})'
    return f'=IF({apart},"{_BOTH}",IF(OR({_MOVED.format("[@tested]")}),[@tested],{told}))'


def factor() -> str:
    """The direction as a factor: positive, negative, neutral; empty where nothing can be tested."""
    return _of("[@direction]")


def factor_of_other(row: Subject, figures: Figures) -> str:
    """The same of the figure that is not taken, of which no months are known."""
    value, previous, change = (figures.of(name, row) for name in ("other", "other_previous", "other_change"))
    return _of(_within(row, figures, chance.counts(value, previous, change), change))


def _of(found: str) -> str:
    good, bad = ('IF([@polarity]="higher","Up","Down")', 'IF([@polarity]="higher","Down","Up")')
    return f'IF({found}="","",IF({found}={good},"positive",IF({found}={bad},"negative","neutral")))'


def of_group(rows: str) -> str:
    """The colour of lines that are judged together: Amber where some are clearly better and others clearly worse."""
    good, bad, neutral = (f'COUNTIF(judgements[factor_12, {rows}],"{word}")'
                          for word in ("positive", "negative", "neutral"))  # fmt: skip
    none = f'IF({neutral}>0,"{NO_CLEAR_CHANGE}","{NOT_JUDGED}")'
    return f'IF({good}+{bad}=0,{none},IF({bad}=0,"Green",IF({good}=0,"Red","Amber")))'


def in_words(row: Subject) -> str:
    """What the tests say, as a factor: + positive, − negative."""
    if row.by != "signal":
        return '=""'
    sign = 'IF([@factor_12]="positive","+ ",IF([@factor_12]="negative","− ","• "))'
    within = 'IF([@signal]=[@tested],"Within chance","Within the tolerance")'
    first = f'IF([@tested]="","Not tested against chance",IF([@tested]="{_NO_CHANGE}",{within},"Beyond chance"))'
    return f'=IF([@origin]="","",{sign}&{first}&{_LASTING})'


def went(moved: str) -> str:
    """Which way the figure went, and what the tests say of it; ``moved`` is the way alone."""
    other_way = f'{moved}&", but over 24 months it is "&IF([@trend]="Up","rising","falling")'
    none = '"changed by no more than chance or the tolerance explains"&IF([@trend]="Stable",", without a trend","")'
    beyond = 'IF([@tested]=[@direction],", by more than chance explains",", within chance")'
    return f'IF([@direction]="{_BOTH}",{other_way},IF([@direction]="{_NONE}",{none},{moved}&{beyond}&{_LASTING}))'


_LASTING: Final = (
    'IF([@trend]="Up","; rising over 24 months",IF([@trend]="Down","; falling over 24 months",'
    'IF([@trend]="Stable","; no trend over 24 months","")))'
)
