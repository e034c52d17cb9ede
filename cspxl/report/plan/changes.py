"""Figures with their change, and shares beside another area's: a row each, from cells that may be typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from cspxl.report import chance
from cspxl.report.plan.case import Plan
from cspxl.report.plan.parts import Line
from cspxl.report.request import NOT_AVAILABLE
from cspxl.report.stack import Column, Gap, Item, Stack, Table, Text
from cspxl.report.tables import titled
from cspxl.sources.tidy import Entry
from cspxl.values import Cell, month_serial

CHANGES: Final = "Changes"
_IS_SHARE: Final = 'known[@measure]="share"'
_NONE: Final = f'"{NOT_AVAILABLE}"'
# The fewest cases with which the other's share lies outside the Wilson interval: the interval solved for its size.
_ENOUGH: Final = "ROUNDUP(NORMSINV(0.975)^2*beside[@other]*(1-beside[@other])/[@points]^2,0)"
_PARTS: Final = ("numerator", "denominator", "previous_numerator", "previous_denominator")


def typed(plan: Plan) -> Sequence[Item]:
    """The tables of the Inputs sheet: what is known of each figure, and of each share and the one beside it."""
    found: list[Item] = []
    if plan.lines:
        found += [Text("Figures with their change", "heading"), _known(plan), Gap()]
    if plan.comparisons:
        found += [Text("Shares beside another area's; how many of how many, where that is known", "heading"),
                  _beside(plan), Gap()]  # fmt: skip
    return found


def describe(plan: Plan) -> Stack:
    """The sheet of the workings."""
    note = "One row for each figure: what it is now, its change, whether that is more than chance, and in words."
    tables: list[Item] = []
    if plan.lines:
        tables += [_moved(plan), Gap(2)]
    if plan.comparisons:
        tables += [_compared(plan)]
    return Stack(CHANGES, [*titled("Changes", note), *tables], one_page=False, gridlines=True, back=True)


def _known(plan: Plan) -> Table:
    """A row for each line: the newest of its figures."""

    def told(read: Callable[[Entry], Cell]) -> Callable[[Line], Cell]:
        def value(line: Line) -> Cell:
            entry = plan.newest(line.key, plan.area)
            return read(entry) if entry else None

        return value

    def of(name: str) -> Callable[[Line], Cell]:
        return told(lambda entry: entry.figures.get(name))

    def style(line: Line) -> str:
        return "input_share" if line.measure == "share" else "input_rate"

    return Table(
        "known",
        [
            Column("line", "Figure", value=lambda line: line.label, style="label", width=46),
            Column("measure", "Kind", value=lambda line: line.measure, width=14),
            Column("polarity", "Polarity", value=lambda line: line.polarity, style="input_text"),
            Column("value", "Now", value=of("value"), style=style),
            Column("previous", "Before", value=of("previous"), style=style),
            *(Column(name, name.replace("_", " ").capitalize(), value=of(name), style="input_number")
              for name in _PARTS),
            Column("stated_change", "Stated change", value=of("stated_change"), style="input_share"),
            Column("stated_difference", "Stated difference", value=of("stated_difference"), style="input_number"),
            Column("month", "To", value=told(lambda entry: month_serial(entry.month)), style="input_due"),
            Column("n_months", "Months", value=told(lambda entry: entry.n_months), style="input_number"),
            Column("source", "Source", value=told(lambda entry: entry.source), style="input_text"),
        ],
        plan.lines,
        axes=lambda line: {"line": line.key},
        heading_height=30,
        height=15,
        width=11,
    )  # fmt: skip


def _moved(plan: Plan) -> Table:
    """What each figure is, its change, and whether that is more than chance."""

    def figure(value: str, part: str, whole: str, otherwise: str) -> str:
        parts = f"IF(AND(ISNUMBER({part}),N({whole})>0),{part}/{whole},{otherwise})"
        return f"=IF(ISNUMBER({value}),{value},{parts})"

    now = figure("known[@value]", "known[@numerator]", "known[@denominator]", _NONE)
    implied = "AND(ISNUMBER([@value]),ISNUMBER(known[@stated_difference]))"
    implied = f"IF({implied},[@value]-known[@stated_difference],{_NONE})"
    before = figure("known[@previous]", "known[@previous_numerator]", "known[@previous_denominator]", implied)
    numbers = "AND(ISNUMBER([@value]),ISNUMBER([@previous]))"
    before_or_none = f'IF([@previous]={_NONE},"",[@previous])'
    counts = chance.counts("[@value]", before_or_none, "known[@stated_change]")
    samples = chance.shares("[@value]", "[@previous]", ("known[@numerator]", "known[@denominator]"),
                            ("known[@previous_numerator]", "known[@previous_denominator]"))  # fmt: skip
    sampled = "AND(ISNUMBER(known[@numerator]),ISNUMBER(known[@previous_numerator]))"
    signal = f"IF({_IS_SHARE},IF({sampled},IFERROR({samples},{_NONE}),{_NONE}),{_NONE})"
    signal = f'IF(AND(known[@measure]="count",ISNUMBER([@value])),{counts},{signal})'
    changed = f"IF({_IS_SHARE},POINT_CHANGE([@value],[@previous]),IFERROR(PCT_CHANGE([@value],[@previous]),{_NONE}))"
    check = "CHECK_CHANGE([@value],known[@previous],known[@stated_change],known[@stated_difference])"
    check = f'IF({_IS_SHARE},"–",IF(ISNUMBER(known[@stated_change])*ISNUMBER([@value]),IFERROR({check},"–"),"–"))'
    stated = f"IF(ISNUMBER(known[@stated_change]),known[@stated_change],{_NONE})"
    return Table(
        "moved",
        [
            Column("line", "Figure", "=known[@line]", style="label", width=46),
            Column("value", "Now", now),
            Column("previous", "Before", before),
            Column("change", "Change", f"=IF({numbers},{changed},{stated})"),
            Column("signal", "Beyond chance", f'=IF({signal}="",{_NONE},{signal})', width=24),
            Column("check", "Check of what was stated", f"={check}", width=44),
            Column("words", "In words", f"={_words()}", width=40),
            Column("seen", "Beside what is wanted", f"={_seen()}", width=24),
            Column("period", "Period", f"={_period()}", width=24),
        ],
        plan.lines,
        axes=lambda line: {"line": line.key},
        heading_height=30,
        width=14,
        marked="changes",
    )  # fmt: skip


def _words() -> str:
    """The figure and its change; a change as published where that is all there is."""
    value = 'IF(known[@measure]="rate",TEXT([@value],"#,##0.0"),TEXT([@value],"#,##0"))'
    value = f'IF({_IS_SHARE},TEXT([@value],"0.0%"),{value})'
    there = "ISNUMBER([@value])"
    points = 'IF([@change]=0,"no change",IF([@change]>0,"up ","down ")&TEXT(ABS([@change])*100,"0.0")&" points")'
    moved = f"IF({_IS_SHARE},{points},IFERROR(CHANGE_TEXT([@value],[@previous]),{_NONE}))"
    sign = 'IF([@change]=0,"no change",IF([@change]>0,"up ","down ")&TEXT(ABS([@change]),"0.0%"))'
    change = f'IF(ISNUMBER([@previous]),{moved},IF(ISNUMBER([@change]),{sign}&", as published",""))'
    both = f'IF({there},{value},"")&IF(AND({there},{change}<>""),", ","")&{change}'
    doubt = 'IF(OR([@check]="–",[@check]="OK"),""," ("&[@check]&")")'
    return f"IF(OR({there},ISNUMBER([@change])),{both}&{doubt},{_NONE})"


def _seen() -> str:
    """Whether the figure moved as it should; within chance is neither."""
    good = 'IF(known[@polarity]="higher",[@change]>0,[@change]<0)'
    judged = f'IF([@signal]="No significant change","Within chance",IF({good},"Better","Worse"))'
    judged = f'IF(known[@polarity]="monitor","Not judged",IF([@change]=0,"No change",{judged}))'
    return f'IF(ISNUMBER([@change]),{judged},"–")'


def _period() -> str:
    """The months of the figure."""
    at = "PERIOD_LABEL(known[@month],1)"
    whole = f'IF(N(known[@n_months])>1,known[@n_months]&" months to "&{at},"as at "&{at})'
    return f'IF(ISNUMBER(known[@month]),IFERROR({whole},{_NONE}),"–")'


def _pairs(plan: Plan) -> Sequence[tuple[int, str, str]]:
    return [(at, key, label) for at, one in enumerate(plan.comparisons) for key, label in one.lines]


def _beside(plan: Plan) -> Table:
    """A row for each share: the area's, by its parts where they are known, and the other's."""

    def of(row: tuple[int, str, str], name: str, *, other: bool = False) -> Cell:
        at, key, _ = row
        entry = plan.newest(key, plan.area)
        if entry and other:  # of the same period
            entry = plan.figures.get((plan.comparisons[at].against, key, entry.month))
        return entry.figures.get(name) if entry else None

    def source(row: tuple[int, str, str]) -> Cell:
        entry = plan.newest(row[1], plan.area)
        return entry.source if entry else None

    return Table(
        "beside",
        [
            Column("line", "Share", value=lambda row: row[2], style="label"),
            Column("share", "The area's", value=lambda row: of(row, "value"), style="input_share"),
            Column("part", "How many", value=lambda row: of(row, "numerator"), style="input_number"),
            Column("whole", "Of how many", value=lambda row: of(row, "denominator"), style="input_number"),
            Column("other", "The other's", value=lambda row: of(row, "value", other=True), style="input_share"),
            Column("source", "Source", value=source, style="input_text"),
        ],
        _pairs(plan),
        axes=lambda row: {"comparison": row[0], "share": row[1]},
        heading_height=30,
        height=15,
        width=11,
    )


def _compared(plan: Plan) -> Table:
    """The difference in points, and whether the other's share lies in the interval of the area's."""
    parts = "AND(ISNUMBER(beside[@part]),N(beside[@whole])>0)"

    def limit(at: int) -> str:
        return f"=IF({parts},IFERROR(INDEX(SHARE_LIMITS(beside[@part],beside[@whole]),1,{at}),{_NONE}),{_NONE})"

    both = "AND(ISNUMBER([@share]),ISNUMBER(beside[@other]))"
    chance = 'IF(AND(beside[@other]>=[@low],beside[@other]<=[@high]),"Within chance","Beyond chance")'
    return Table(
        "compared",
        [
            Column("line", "Share", "=beside[@line]", style="label"),
            Column("share", "The area's",
                   f"=IF(ISNUMBER(beside[@share]),beside[@share],IF({parts},beside[@part]/beside[@whole],{_NONE}))"),
            Column("points", "Difference", f"=IF({both},POINT_CHANGE([@share],beside[@other]),{_NONE})"),
            Column("low", "Interval from", limit(1)),
            Column("high", "Interval to", limit(2)),
            Column("enough", "Beyond chance from", f"=IF({both},IF([@points]=0,{_NONE},{_ENOUGH}),{_NONE})"),
            Column("chance", "Within chance",
                   f'=IF(AND(ISNUMBER([@low]),ISNUMBER(beside[@other])),{chance},"Cannot be said")', width=18),
        ],
        _pairs(plan),
        axes=lambda row: {"comparison": row[0], "share": row[1]},
        heading_height=30,
        width=14,
        marked="compared",
    )  # fmt: skip
