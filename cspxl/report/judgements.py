"""The judgements: a row for each indicator and period with its figure, RAG and why. Every page shows these cells.

RAG functions stand in the column ``rag`` of this table and nowhere else. Which figure is taken, the police's or an
entered one, is decided in ``origin``; the one that is not taken stands in ``stated`` and can turn the RAG to Conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from cspxl.facts import Indicator
from cspxl.report import judgement_factors as factors
from cspxl.report import judgement_signals as signals
from cspxl.report import judgement_words as words
from cspxl.report import noticed, sheets
from cspxl.report.describe import quoted
from cspxl.report.judging import Judging
from cspxl.report.request import NOT_AVAILABLE, Request
from cspxl.report.stack import Column, Gap, Stack, Table
from cspxl.report.subjects import CONFLICT, NO_CLEAR_CHANGE, NOT_JUDGED, OLDER, POLICE, Figures, Subject
from cspxl.report.tables import titled

_WIDTH: Final = 16


def cell(column: str, subject: str) -> str:
    """A cell of the judgement of a subject, whatever row asks."""
    return f"judgements[@{column}, subject={subject}, indicator=*, group=*]"


def describe(table: Table, more: Sequence[Table] = ()) -> Stack:
    """The sheet of the judgements; ``more`` stands below them."""
    note = "One row for each indicator and period: the figure taken, its RAG and why. Every page shows these cells."
    below = [item for one in more for item in (Gap(2), one)]
    return Stack(
        sheets.JUDGEMENTS, [*titled("Judgements", note), table, *below], one_page=False, freeze="judgements[origin]",
        gridlines=True,
        back=True,
    )  # fmt: skip


def table(request: Request, subjects: Sequence[Subject], figures: Figures) -> Table:
    """A row for each subject."""
    items = {item.key: item for item in request.indicators}

    def given(name: str) -> Callable[[Subject], str]:
        return lambda row: '=""' if row.members is not None else f"={figures.of(name, row)}"

    def police(formula: Callable[[Request, Indicator], str]) -> Callable[[Subject], str]:
        return lambda row: formula(request, items[row.indicator]) if row.by == "factors" else '=""'

    return Table(
        "judgements",
        [
            Column("subject", "Indicator", value=lambda row: row.label, style="label", width=68),
            Column("origin", "Origin", given("origin")),
            Column("as_at", "As at", given("as_at"), style="month"),
            Column("period", "Period", given("period"), width=20),
            *(Column(name, heading, given(name), style="percent" if name == "change" else "plain")
              for name, heading in (("value", "Value"), ("previous", "Previous"), ("change", "Change"),
                                    ("target", "Target"), ("signal", "Beyond chance"), ("trend", "Trend"))),
            Column("polarity", "Polarity", lambda row: "=indicators[@polarity]" if row.indicator else None,
                   lambda row: row.polarity),
            Column("tested", "Beyond chance and tolerance", lambda row: signals.tested(row, figures)),
            Column("direction", "Clear direction", signals.direction),
            Column("factor_12", "Factor: change",
                   lambda row: factors.factor(row, "change", "previous", "value", figures)),
            Column("factor_quarter", "Factor: quarter", police(lambda *_: factors.of_police(factors.QUARTER))),
            Column("factor_london", "Factor: rank", police(factors.london_factor)),
            Column("factor_similar", "Factor: similar group rank", police(factors.similar_factor)),
            Column("words_12", "12 months in words",
                   lambda row: f"={factors.TWELVE_MONTHS}" if _is_of_police(row) else '=""'),
            Column("words_more", "Quarter, or test of chance, in words",
                   lambda row: f"={factors.QUARTER_WORDS}" if row.by == "factors" else signals.in_words(row)),
            Column("factor_rank", "Rank in words",
                   police(lambda asked, _item: factors.of_police(factors.ranks_in_words(asked.basis.place))), width=30),
            Column("stated", "Figure not taken", given("other_words"), width=34),
            Column("other_value", "Its value", given("other")),
            Column("other_factor", "Its factor",
                   lambda row: factors.factor(row, "other_change", "other_previous", "other", figures)),
            Column("older", "Older than", lambda row: _older(row, figures)),
            Column("judged_by", "Judged by", lambda row: _judged_by(row, figures)),
            Column("rag", "RAG", lambda row: _rag(row, figures), width=14),
            Column("reason", "Why, beside the factors", lambda row: words.reason(row, figures), width=34),
            Column("factors", "Factors", lambda row: words.factors(row, figures), width=60),
            Column("why", "Why", words.why, width=60),
            Column("plain", "Why, in a sentence", words.plain, width=60),
            Column("watch", "Where the quarter goes the other way", words.watch, width=44),
            Column("fewer", "Fewer or more", words.fewer, width=40),
            Column("figure", "Figure alone", words.figure),
            Column("moved_by", "Change alone", words.moved_by, width=18),
            Column("here", "Why it is in a list", words.here, width=60),
            Column("told", "Added to the words", words.TOLD, width=34),
            Column("words", "In words", lambda row: '=""' if row.members is not None else
                   f'={figures.of("words", row)}&[@told]', width=60),
            Column("sentence", "Sentence", words.sentence, width=90),
            Column("counted", "Counted in the summary", lambda row: "=[@rag]" if words.is_listed(row) else '=""'),
            Column("list", "List of the summary", words.listing, width=20),
            Column("list_nth", "Place in its list", words.nth("list")),
            Column("changed", "Changed significantly", words.changed),
            Column("changed_nth", "Place among those", words.nth("changed")),
            Column("moved", "Sentence of those",
                   '=IF([@changed]="","",IF([@signal]="Up","▲ ","▼ ")&[@sentence])', width=30),
            Column("noticed", "Noticed of the data", _noticed, width=26),
            Column("source", "Source", given("source"), width=60),
            Column("check", "Check of what was stated", given("check"), width=44),
        ],
        subjects,
        axes=lambda row: {"subject": row.name, "indicator": row.indicator, "group": row.group},
        heading_height=30,
        width=_WIDTH,
        marked="judgements",
    )  # fmt: skip


class OfPolice:
    """The figures of a report over the police's files alone: its 12 months to the report's month."""

    def __init__(self, request: Request) -> None:
        """The request names the release."""
        self._formulas = {
            "origin": f'IF(ISNUMBER(workings[@rolling12]),"{POLICE}","")',
            "as_at": 'IF([@origin]="","",as_at)',
            "period": 'IF([@origin]="","","12 months to "&PERIOD_LABEL(as_at,1))',
            "value": 'IF(ISNUMBER(workings[@rolling12]),workings[@rolling12],"")',
            "previous": 'IF(AND([@origin]<>"",workings[@break]=0,ISNUMBER(workings[@previous12])),'
                        'workings[@previous12],"")',
            "change": "workings[@change]",
            "signal": 'IF([@previous]="","",CHANGE_SIGNAL([@value],[@previous]))' if request.has_signals else '""',
            "trend": "workings[@trend]" if request.has_signals else '""',
            "nothing": '[@origin]=""',
            "words": f'IF([@origin]="","{NOT_AVAILABLE}",IF([@previous]="",TEXT([@value],"#,##0"),'
                     "HEADLINE([@value],[@previous])))",
            "source": f'IF([@origin]="","",{quoted(request.release)})',
        }  # fmt: skip

    def of(self, name: str, subject: Subject) -> str:
        """The formula; an empty text for what such a report does not have."""
        if name == "target" and subject.target is not None:
            return f"{subject.target:.15g}"
        return self._formulas.get(name, '""')

    def has(self, name: str, subject: Subject) -> bool:
        """A target, where the configuration gives one."""
        return name == "target" and subject.target is not None


def of_indicators(request: Request) -> Sequence[Subject]:
    """The indicators of the police as at the report's month, as the overview judges them."""
    return [
        Subject(item.key, item.label, item.key, item.polarity, rule.by or request.judged_by("factors"), rule.target,
                rule.band)
        for item in request.indicators
        for rule in [request.judging.get(item.key, Judging())]
    ]


def _is_of_police(row: Subject) -> bool:
    """Whether the police's 12 months up to the report's month are what is judged, in the workings."""
    return row.by == "factors" or (row.by == "signal" and row.name == row.indicator)


def _noticed(row: Subject) -> str:
    """The mark of what was noticed of the police's figure, where that is read: taken, not taken, or missing."""
    if row.members is not None or not row.indicator:
        return '=""'
    mark = noticed.mark() if row.name == row.indicator else noticed.mark_of("[@as_at]")
    return f'=IF(AND([@origin]<>"{POLICE}",[@origin]<>"",[@stated]=""),"",{mark})'


# RAG: one column.


def _older(row: Subject, figures: Figures) -> str:
    """How many months old the figure may be, where it is older; empty where it counts."""
    allowed = figures.of("oldest", row)
    if row.members is not None or allowed == '""':
        return '=""'
    return f'=IF([@as_at]="","",IF([@as_at]<EDATE(as_at,-{allowed}),{allowed},""))'


def _judged_by(row: Subject, figures: Figures) -> str:
    if row.members is not None:
        return '="group"'
    if row.by == "none" or row.polarity == "monitor":
        return '="none"'
    if row.group is not None:
        return '="group"'
    if row.band:
        return '="band"'
    by = f'IF([@origin]="{POLICE}","factors","change")' if row.by == "factors" else quoted(row.by)
    if figures.has("target", row):
        by = f'IF(AND(ISNUMBER([@value]),ISNUMBER([@target])),"target",{by})'
    return f"={by}"


def _rag(row: Subject, figures: Figures) -> str:
    """The colour of the figure taken; Conflict where that of the other source is another."""
    if row.members is not None:
        rows = f"group={row.members}"
        if row.by == "signal":
            return f"={signals.of_group(rows)}"
        return (f'=IFNA(RAG(judgements[factor_12, {rows}],judgements[polarity, {rows}],near_all),'
                f'"{NOT_JUDGED}")')  # fmt: skip
    nothing, monitored = figures.of("nothing", row), row.polarity == "monitor"
    if row.by == "none" or monitored:
        found = quoted("Monitor" if monitored else NOT_JUDGED)
    else:
        found = _colour(row, figures, "[@value]", "[@factor_12]")
    if figures.has("other", row) and row.by != "none" and not monitored and row.group is None:
        other = _colour(row, figures, "[@other_value]", "[@other_factor]")
        alike = f'OR({other}={found},{other}="{NOT_JUDGED}",{found}="{NOT_JUDGED}")'
        found = f'IF([@stated]="",{found},IF({alike},{found},"{CONFLICT}"))'
    if row.twin:
        found = f'IF([@as_at]={cell("as_at", row.twin)},{cell("rag", row.twin)},{found})'
    if figures.of("oldest", row) != '""':
        found = f'IF([@older]<>"","{OLDER}",{found})'
    return f'=IF({nothing},"{NOT_AVAILABLE}",{found})'


def _colour(row: Subject, figures: Figures, value: str, factor: str) -> str:
    """The colour of a figure by band, target, or change with what else there is."""
    if row.group is not None:
        return f'IF({factor}="","{NOT_JUDGED}",{cell("rag", f"group {row.group}")})'
    if row.band:
        low, high, margin = (f"{limit:.15g}" for limit in row.band)
        return f'IF(ISNUMBER({value}),RAG_BAND({value},{low},{high},{margin}),"{NOT_JUDGED}")'
    more = ",[@factor_quarter],[@factor_london],[@factor_similar]" if row.by == "factors" else ""
    judged = f"RAG({factor},[@polarity],near_all{more})"
    if row.by == "signal":
        judged = f'IF({factor}="positive","Green",IF({factor}="negative","Red","{NO_CLEAR_CHANGE}"))'
    found = f'IF({factor}="","{NOT_JUDGED}",{judged})'
    if figures.has("target", row):
        met = f'IF(ISNUMBER({value}),RAG_TARGET({value},[@target],[@polarity]),"{NOT_JUDGED}")'
        found = f'IF([@judged_by]="target",{met},{found})'
    return found
