"""The judgements: a row for each indicator and period with its figure, RAG and why. Every page shows these cells.

RAG functions stand in the column ``rag`` of this table and nowhere else. Which figure is taken, the police's or an
entered one, is decided in ``origin``; the one that is not taken stands in ``stated`` and can turn the RAG to Conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from cspxl.facts import Indicator
from cspxl.report import sheets
from cspxl.report.describe import quoted
from cspxl.report.request import NOT_AVAILABLE, Request
from cspxl.report.stack import Column, Gap, Stack, Table
from cspxl.report.tables import titled
from cspxl.report.workings import PEERS, UNRANKED, per, stated_rank

NOT_JUDGED: Final = "Not judged"
OLDER: Final = "Older"
CONFLICT: Final = "Conflict"
COLOURS: Final = ("Green", "Amber", "Red")
COLOURED: Final = (*COLOURS, "Monitor", CONFLICT)  # as highlights show them
WORDS: Final = (*COLOURS, "Monitor", CONFLICT, OLDER, NOT_JUDGED, NOT_AVAILABLE)
"""Everything that a RAG can read."""

POLICE, ENTERED, MONTHLY = "Police", "Entered", "Monthly"
_WIDTH: Final = 16


@dataclass(frozen=True)
class Subject:
    """One indicator and period that is judged, or (``members``) a group of them that is judged together.

    ``name`` is its key on the axis ``subject``: of an indicator of the police, as at the report's month, the
    indicator's own. ``twin`` is the subject of the same indicator as at the report's month, for one with its own month.
    """

    name: str
    label: str
    indicator: str
    polarity: str
    by: str
    target: float | None = None
    band: Sequence[float] = ()
    oldest: int | None = None
    group: int | None = None
    members: int | None = None
    twin: str = ""
    unit: str = "count"
    places: int = 1
    decimals: int = 0
    listed: bool = True


class Figures(Protocol):
    """Where the figures of a subject come from, as formulas without their equals sign."""

    def of(self, name: str, subject: Subject) -> str:
        """origin, as_at, period, value, previous, change, target, words, signal, chance, source, check, other …."""
        ...

    def has(self, name: str, subject: Subject) -> bool:
        """Whether there can be a target, or another figure, of the subject at all."""
        ...


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
    )  # fmt: skip


def table(request: Request, subjects: Sequence[Subject], figures: Figures) -> Table:
    """A row for each subject."""
    items = {item.key: item for item in request.indicators}

    def given(name: str) -> Callable[[Subject], str]:
        return lambda row: '=""' if row.members is not None else f"={figures.of(name, row)}"

    def police(formula: Callable[[Request, Indicator], str]) -> Callable[[Subject], str]:
        return lambda row: formula(request, items[row.indicator]) if row.by == "factors" else '=""'

    factored = (Column(name, heading, lambda row, words=words: f"={_in_words(*words)}" if row.by == "factors"
                       else '=""') for name, heading, words in _FACTOR_WORDS)  # fmt: skip
    return Table(
        "judgements",
        [
            Column("subject", "Indicator", value=lambda row: row.label, style="label", width=44),
            Column("origin", "Origin", given("origin")),
            Column("as_at", "As at", given("as_at"), style="month"),
            Column("period", "Period", given("period"), width=20),
            *(Column(name, heading, given(name), style="percent" if name == "change" else "plain")
              for name, heading in (("value", "Value"), ("previous", "Previous"), ("change", "Change"),
                                    ("target", "Target"), ("signal", "Beyond chance"))),
            Column("polarity", "Polarity", value=lambda row: row.polarity),
            Column("factor_12", "Factor: change", lambda row: _factor(row, "change", "previous", "value", figures)),
            Column("factor_quarter", "Factor: quarter", police(lambda _request, _item: _of_police(_QUARTER))),
            Column("factor_london", "Factor: rank", police(_london_factor)),
            Column("factor_similar", "Factor: similar group rank", police(_similar_factor)),
            *factored,
            Column("factor_rank", "Rank in words",
                   police(lambda asked, _item: _of_police(_ranks_in_words(asked.basis.place))), width=30),
            Column("stated", "Figure not taken", given("other_words"), width=34),
            Column("other_value", "Its value", given("other")),
            Column("other_factor", "Its factor",
                   lambda row: _factor(row, "other_change", "other_previous", "other", figures)),
            Column("older", "Older than", lambda row: _older(row, figures)),
            Column("judged_by", "Judged by", lambda row: _judged_by(row, figures)),
            Column("rag", "RAG", lambda row: _rag(row, figures), width=14),
            Column("reason", "Why, beside the factors", lambda row: _reason(row, figures), width=34),
            Column("factors", "Factors", lambda row: _factors(row, figures), width=60),
            Column("why", "Why", _why, width=60),
            Column("told", "Added to the words", _TOLD, width=34),
            Column("words", "In words", lambda row: '=""' if row.members is not None else
                   f'={figures.of("words", row)}&[@told]', width=60),
            Column("sentence", "Sentence", _sentence, width=90),
            Column("counted", "Counted in the summary", lambda row: "=[@rag]" if _is_listed(row) else '=""'),
            Column("list", "List of the summary", _list, width=20),
            Column("list_nth", "Place in its list", _nth("list")),
            Column("changed", "Changed significantly", _changed),
            Column("changed_nth", "Place among those", _nth("changed")),
            Column("moved", "Sentence of those",
                   '=IF([@changed]="","",IF([@signal]="Up","▲ ","▼ ")&[@sentence])', width=30),
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
            "previous": 'IF(ISNUMBER(workings[@change]),workings[@previous12],"")',
            "change": "workings[@change]",
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
    return [of_indicator(request, item) for item in request.indicators]


def of_indicator(request: Request, item: Indicator, by: str = "factors") -> Subject:
    """An indicator of the police as at the report's month, judged ``by`` what its configuration does not say."""
    judging = request.judging.get(item.key)
    return Subject(
        item.key, item.label, item.key, item.polarity, judging.by or by if judging else by,
        judging.target if judging else None, judging.band if judging else (),
    )  # fmt: skip


# Factors: the change of the 12 months, of the quarter, and ranks that are good.


def _of_police(formula: str) -> str:
    return f'=IF([@origin]="{POLICE}",{formula},"")'


_QUARTER: Final = "workings[@quarter_change]"


def _factor(row: Subject, change: str, previous: str, value: str, figures: Figures) -> str:
    """A change as RAG reads it: neutral where it is within the tolerance or chance; a rise from 0 has a direction."""
    if row.members is not None or (change != "change" and not figures.has("other", row)):
        return '=""'
    moved = f"[@{change}]" if change == "change" else figures.of(change, row)
    before, now = (f"[@{name}]" if change == "change" else figures.of(name, row) for name in (previous, value))
    rose = f'AND({moved}="",N({before})=0,ISNUMBER({before}),ISNUMBER({now}))'
    moved = f"IF({rose},SIGN(N({now})),{moved})"
    neutral = figures.of("within", row).replace("{moved}", moved)
    found = moved if neutral == '""' else f'IF({moved}="","",IF({neutral},"neutral",{moved}))'
    if change == "change" and row.group is not None and figures.has("target", row):
        met = f'IF(([@target]-[@value])*{-1 if row.polarity == "higher" else 1}>=0,"positive","negative")'
        found = f"IF(AND(ISNUMBER([@value]),ISNUMBER([@target])),{met},{found})"
    return f"={found}"


def _good(n: str) -> str:
    """The last rank among so many that counts as positive."""
    return f"ROUNDUP(ROUND({n}*good_rank,9),0)"


def _london_factor(request: Request, _item: Indicator) -> str:
    rank = "workings[@london_rank]"
    return _of_police(f'IF(ISNUMBER({rank}),IF({rank}<={_good(str(len(request.areas)))},"positive",""),"")')


def _similar_factor(request: Request, item: Indicator) -> str:
    stated = '""'
    if found := stated_rank(request, item):
        place, size = found
        stated = f'IF({size}>0,IF({place}<={_good(size)},"positive",""),"")'
    ranked = f'IF(IFNA(PEER_RANK({PEERS},similar[member]),999)<={_good("settings[members]")},"positive","")'
    return _of_police(per(f"IF({UNRANKED},{stated},{ranked})")(item))


_FACTOR_WORDS: Final = (
    ("words_12", "12 months in words", ("12 months", "rolling12", "previous12", "change", "break")),
    ("words_quarter", "Quarter in words",
     ("Quarter", "quarter", "quarter_year_ago", "quarter_change", "quarter_break")),
)  # fmt: skip


def _in_words(words: str, now: str, before: str, change: str, broken: str) -> str:
    """A factor in words: + positive, − negative."""
    now, before, change, broken = (f"workings[@{name}]" for name in (now, before, change, broken))
    good = f'({change}<0)=([@polarity]="lower")'
    sign = f'IF(OR({change}=0,[@polarity]="monitor"),"• ",IF({good},"+ ","− "))'
    why = f'IF({broken}>0,"not comparable, new basis "&PERIOD_LABEL({broken},1),"no comparison")'
    return f'IF({change}="","• {words}: "&{why},{sign}&"{words} "&CHANGE_TEXT({now},{before}))'


def _ranks_in_words(place: str) -> str:
    lowest = f'IF([@factor_london]="","",workings[@london_text]&" in {place}")'
    among = 'IF([@factor_similar]="positive",workings[@similar_text]&" in its similar group","")'
    both = 'IF(AND([@factor_london]<>"",[@factor_similar]="positive")," and ","")'
    none = 'AND([@factor_london]="",[@factor_similar]<>"positive")'
    return f'IF({none},"","+ Rate ranks "&{lowest}&{both}&{among})'


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
    by = f'IF([@origin]="{POLICE}","factors","change")' if row.by == "factors" else '"change"'
    if figures.has("target", row):
        by = f'IF(AND(ISNUMBER([@value]),ISNUMBER([@target])),"target",{by})'
    return f"={by}"


def _rag(row: Subject, figures: Figures) -> str:
    """The colour of the figure taken; Conflict where that of the other source is another."""
    if row.members is not None:
        rows = f"group={row.members}"
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
    found = f'IF({factor}="","{NOT_JUDGED}",RAG({factor},[@polarity],near_all{more}))'
    if figures.has("target", row):
        met = f'IF(ISNUMBER({value}),RAG_TARGET({value},[@target],[@polarity]),"{NOT_JUDGED}")'
        found = f'IF([@judged_by]="target",{met},{found})'
    return found


# Why, in words.


def _reason(row: Subject, figures: Figures) -> str:
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
    if row.by == "factors":
        quarter = '"only the quarter can be compared"'
        none = f'IF([@factor_quarter]="","nothing to compare with",{quarter})'
    found = f'IF([@rag]="{NOT_JUDGED}",{none},{gap})'
    if row.by == "none":
        found = gap
    if figures.has("other", row):
        conflict = f'[@stated]&IF({gap}="","","; "&{gap})'
        found = f'IF([@rag]="{CONFLICT}",{conflict},{found})'
    return f'=IF([@rag]="{NOT_AVAILABLE}","",IF([@rag]="{OLDER}",{allowed},{found}))'


def form(row: Subject) -> str:
    """The number format of a subject's value, quoted."""
    if row.unit == "share":
        return quoted(f"0.{'0' * row.places}%" if row.places else "0%")
    return quoted(f"#,##0.{'0' * row.decimals}" if row.decimals else "#,##0")


def gap_form(row: Subject) -> str:
    """The number format of a distance, quoted: of shares in points."""
    places = row.places if row.unit == "share" else row.decimals
    return quoted(f"#,##0.{'0' * places}" if places else "#,##0")


def _factors(row: Subject, figures: Figures) -> str:
    """What the RAG rests on, on one line."""
    if row.members is not None:
        return '=""'
    own = figures.of("factors", row)
    if row.by == "factors":
        several = '[@words_12]&"; "&[@words_quarter]&IF([@factor_rank]="","","; "&[@factor_rank])'
        own = f'IF([@judged_by]="change",{own},{several})' if own != '""' else several
    return f'={own}&IF([@reason]="","","; "&[@reason])'


def _why(row: Subject) -> str:
    """The reason of the RAG in one text."""
    if row.members is not None:
        return '="Its lines together"'
    monitored = "monitored, not judged: a rise in reports can be good"
    words = {"group": "judged with its group", "none": monitored if row.polarity == "monitor" else "not judged"}
    told = "".join(f'IF([@judged_by]="{by}",{quoted(text)},' for by, text in words.items())
    known = f'IF(OR([@judged_by]="target",[@judged_by]="band",[@rag]="{NOT_JUDGED}",[@rag]="{CONFLICT}",'
    known += f'[@rag]="{OLDER}"),[@reason],'
    return (f'=IF([@rag]="{NOT_AVAILABLE}","no figure for this area and month",{known}{told}[@factors]'
            f'{")" * len(words)}))')  # fmt: skip


_ADDED: Final = f'OR([@judged_by]="target",[@rag]="{CONFLICT}")'
_UNSAID: Final = f'OR([@rag]="{NOT_JUDGED}",AND([@judged_by]="band",[@rag]<>"{CONFLICT}",[@rag]<>"{OLDER}"))'
_TOLD: Final = f'=IF(OR([@reason]="",[@rag]="{NOT_JUDGED}",[@rag]="{OLDER}"),"",IF({_ADDED},"; "&[@reason],""))'


def _sentence(row: Subject) -> str:
    """Indicator, figure, period, and why it has no colour."""
    if row.members is not None:
        return '=""'
    because = f'IF(AND([@reason]<>"",{_UNSAID}),"; "&[@reason],"")'
    return f'=IF([@rag]="{NOT_AVAILABLE}","",[@subject]&": "&[@words]&" ("&[@period]&")"&{because})'


CHANCE: Final = "Within chance"


def _is_listed(row: Subject) -> bool:
    return row.listed and row.members is None


def _list(row: Subject) -> str:
    """The list of the summary that it stands in: its RAG, but a Green that chance explains is no strong performance."""
    if not _is_listed(row):
        return '=""'
    by_change = 'AND([@judged_by]<>"target",[@judged_by]<>"band")'
    return f'=IF(AND([@rag]="Green",[@signal]="No significant change",{by_change}),"{CHANCE}",[@rag])'


def _changed(row: Subject) -> str:
    """Whether the change is more than chance explains."""
    if not _is_listed(row):
        return '=""'
    return f'=IF(AND(OR([@signal]="Up",[@signal]="Down"),[@rag]<>"{OLDER}"),"Changed","")'


def _nth(name: str) -> str:
    return f'=IF([@{name}]="","",SUMPRODUCT(([{name}]=[@{name}])*(ROW([{name}])<=ROW([@{name}]))))'
