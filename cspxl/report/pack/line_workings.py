"""The line workings: every figure of every line, once, as a formula over what was entered or counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from cspxl.report import chance
from cspxl.report.pack import card_workings, panel_charts
from cspxl.report.pack import line_figures as figures
from cspxl.report.pack.lines import Line
from cspxl.report.pack.places import LINES, Places, Row
from cspxl.report.pack.wording import benchmark, check, factor_words, nothing, rank, words
from cspxl.report.request import NOT_AVAILABLE
from cspxl.report.stack import Column, Stack, Table
from cspxl.report.subjects import ENTERED, MONTHLY, POLICE, Subject
from cspxl.report.tables import AREA_NAME, titled

_PERIOD = 'IF(OR([@n_months]="",[@n_months]=1),"as at "&{at},[@n_months]&" months to "&{at})'.replace(
    "{at}", "PERIOD_LABEL([@as_at],1)",
)
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
            *panel_charts.workings(places),
            *card_workings.describe(places),
        ],
        one_page=False,
        freeze="lines[area]",
        gridlines=True,
        back=True,
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
        Column("month_wanted", formula=figures.month_wanted, style="month"),
        Column("month_found", formula=about(figures.month_found), style="month"),
        Column("row", formula=figures.row_found),
        Column("monthly_row", formula=about(figures.monthly_row)),
        Column("monthly_last", formula=about(figures.monthly_last), style="month"),
        Column("found", formula=f'=IF(AND([@row]>0,[@month_found]>=[@monthly_last]),"{ENTERED}",'
                                f'IF([@monthly_last]>0,"{MONTHLY}",""))'),
        Column("found_month", formula='=IF([@found]="",0,MAX([@month_found],[@monthly_last]))', style="month"),
        Column("police", formula=lambda row: f"={figures.counted(row.line)}" if figures.of_police(row) else '=""'),
        Column("origin", formula=lambda row: "=[@found]" if row.area else "=judgements[@origin]"),
        Column("as_at", formula=f'=IF([@origin]="{POLICE}",[@month_wanted],IF([@origin]="","",[@found_month]))',
               style="month"),
        Column("n_months", formula=f'=IF([@origin]="Entered",{figures.taken("n_months")},IF([@origin]="","",12))'),
        *(Column(name, formula=f"={figures.taken(name)}")
          for name in ("numerator", "denominator", "previous_numerator", "previous_denominator")),
        Column("value", formula=about(figures.value)),
        Column("entered_previous", formula=f'=IF({figures.taken("previous")}<>"",{figures.taken("previous")},'
               'IF([@previous_numerator]<>"",SHARE([@previous_numerator],[@previous_denominator]),""))'),
        Column("previous", formula=about(figures.previous)),
        *(Column(name, formula=f"={figures.taken(name)}") for name in ("stated_value", "stated_change")),
        Column("claimed_change", formula=lambda row: figures.CLAIMED if figures.of_police(row) else '=""'),
        *(Column(name, formula=f"={figures.taken(name)}")
          for name in ("stated_difference", "stated_low", "stated_high")),
        Column("target", formula=about(figures.target)),
        Column("change", formula=_change),
        Column("rate", formula=figures.rate),
        Column("words", formula=lambda row: f'=IF({nothing()},"{NOT_AVAILABLE}",{words(row.line)})'),
        Column("check", formula=lambda row: check(row.line)),
        Column("rank", formula=about(rank)),
        Column("benchmark", formula=benchmark),
        Column("signal", formula=_signal),
        Column("trend", formula=about(figures.trend)),
        *(Column(name, formula=about(formula))
          for name, formula in (("other", figures.other), ("other_previous", figures.other_previous),
                                ("other_change", figures.other_change), ("other_words", figures.other_words),
                                ("factor_words", factor_words))),
        # A chart leaves a gap for #N/A and draws a text as zero.
        Column("drawn", formula=f"=IF(ISNUMBER({_SHOWN}),{_SHOWN},NA())"),
        Column("source", formula=about(figures.source)),
        Column("period", formula=f'=IF([@origin]="","",{_PERIOD})'),
        Column("note", formula=f'={figures.taken("note")}'),
    ]  # fmt: skip


# Change, and whether it is more than chance.


def _change(row: Row) -> str:
    share = row.line.measure == "share"
    function, no_change = ("POINT_CHANGE", "FALSE") if share else ("PCT_CHANGE", "[@previous]=0")
    return f'=IF(OR([@value]="",[@previous]=""),"",IF({no_change},"",{function}([@value],[@previous])))'


def _signal(row: Row) -> str:
    """Whether two counts, or two shares of samples, differ by more than chance; empty where it cannot be said."""
    if row.line.measure == "count":
        return f'=IF([@value]="","",{chance.counts("[@value]", "[@previous]", "[@stated_change]")})'
    if not row.line.interval:
        return '=""'
    moved = chance.shares("[@value]", "[@previous]", ("[@numerator]", "[@denominator]"),
                          ("[@previous_numerator]", "[@previous_denominator]"))  # fmt: skip
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
            return self._own(figures.origin(line), line)
        if name == "oldest":
            allowed = "pack[oldest]" if line.oldest is None else str(line.oldest)
            return allowed if line.key or line.month is not None else '""'  # the police's own month is the report's
        if name == "change":
            return self._own(_SHOWN.replace("[@", "lines[@"), line)
        if name == "nothing":
            return f'{self._cell("words", line)}="{NOT_AVAILABLE}"'
        if name == "within":
            alike = f'{self._cell("signal", line)}="No significant change"' if line.interval else "FALSE"
            return f"OR(ABS({{moved}})<=pack[tolerance],{alike})"
        if name.startswith("other") and not self.has("other", subject):
            return '""'
        return self._cell({"factors": "factor_words"}.get(name, name), line)

    def has(self, name: str, subject: Subject) -> bool:
        """A target, of the configuration or entered; another figure, of an indicator with two sources."""
        line = self._lines.get(subject.name)
        if line is None:
            return False
        return self._places.has_target(line) if name == "target" else figures.has_other(Row(line, None))

    def _cell(self, name: str, line: Line) -> str:
        return self._places.cell(name, line)

    def _own(self, formula: str, line: Line) -> str:
        """A formula about cells of the line."""
        return re.sub(r"lines\[@(\w+)\]", lambda match: self._places.cell(match[1], line), formula)
