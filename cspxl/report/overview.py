"""The overview dashboard: one page that says how the area does (Barnet, April 2017, page 3). Formulas throughout.

None calls a function of ours, which is for the workings: a program without them then shows the whole page as it was
built, even LibreOffice, which works out anew whatever calls a LAMBDA name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cspxl.report import noticed, sheets, subjects
from cspxl.report.describe import Chart, ChartSeries, Content, Formula, Highlight, quoted
from cspxl.report.request import IN_RANGE, NOT_AVAILABLE, Request
from cspxl.report.stack import Beside, Column, Gap, Item, Picture, Stack, Table, Text
from cspxl.report.workings import chart_stretches

_LAST_COLUMN: Final = 14
_CHART_ROWS: Final = 14
_LETTERS: Final = 230  # of a line across the page
_LINE: Final = 12.5
_APART: Final = (subjects.CONFLICT, subjects.OLDER, subjects.NOT_JUDGED, NOT_AVAILABLE)


def describe(request: Request) -> Stack:
    """Heading, summary in words, a row for each indicator, two charts, notes."""
    return Stack(
        sheets.OVERVIEW,
        [
            *_heading(request),
            _table(request),
            Gap(height=8),
            Beside(_charts(request)),
            *(Text(note, "note") for note in _notes(request)),
            Text(Formula("=add_in[text]"), "message"),
        ],
        unprinted=1,  # whether the add-in is loaded is for who looks at the sheet
        highlights=_HIGHLIGHTS,
        tab_colour="1F3864",
    )


def _heading(request: Request) -> Sequence[Item]:
    wrong = [f"control_messages[{name}]" for name in ("area", "month")]
    counts = {word: f'COUNTIF(overview[rag],"{word}")' for word in subjects.WORDS}
    unclear = counts[subjects.NO_CLEAR_CHANGE]
    judged = "+".join([*(counts[word] for word in subjects.COLOURS), unclear])
    apart = [(counts[word], word.lower()) for word in _APART] + [(counts["Monitor"], "monitored")]
    told = "&".join(f'IF({n}=0,"",", "&{n}&" {words}")' for n, words in apart)
    summary = (
        f'="Of "&({judged})&" judged indicators: "&{counts["Green"]}&" Green, "&{counts["Amber"]}&" Amber, "'
        f'&{counts["Red"]}&" Red"&IF({unclear}=0,"",", "&{unclear}&" without a clear change")'
        f'&{told}&"."&{noticed.sentence()}'
    )
    return [
        Text(Formula(f'=area&" Community Safety Partnership: "&{quoted(request.title)}'), "title", height=26),
        Text(Formula('="Figures to "&TEXT(as_at,"mmmm yyyy")&". Recorded offences, provisional. '
                     f'Data: {request.release}."'), "subtitle", height=16),
        Text(Formula(summary), "lead", height=30 if noticed.has_marks(request) else 16, across=_LAST_COLUMN),
        Text(Formula(_exceptional()), "wrapped_top", height=_LINE * _exceptional_lines(request), across=_LAST_COLUMN),
        Text(Formula(f'=IF({wrong[0]}<>"",{wrong[0]},{wrong[1]})'), "message", height=18),
    ]  # fmt: skip


def _exceptional() -> str:
    """The indicators that had a month outside its limits in the last three, by name, or none."""
    n = 'SUMPRODUCT((workings[exceptional]<>"")*1)'
    span = 'periods[month_2]&" to "&periods[month_0]'
    return f'="Exceptional months, "&{span}&": "&IF({n}=0,"none",TEXTJOIN("; ",TRUE,workings[exceptional]))&"."'


def _exceptional_lines(request: Request) -> int:
    """How many lines the exceptional months of every indicator need."""
    letters = 50 + sum(len(f"{item.label} (high Oct, high Nov, high Dec); ") for item in request.indicators)
    return -(-letters // _LETTERS)


def _table(request: Request) -> Table:
    """A row for each indicator. It is tall: factors have up to four lines, one more where a gap was noticed."""
    return Table(
        "overview",
        [
            Column("indicator", "Indicator", "=workings[@indicator]", style="indicator", width=24),
            Column("rag", "RAG", "=judgements[@rag]", style="rag", width=11),
            Column("factors", "Factors: + positive, − negative", _factors(), style="factors", width=39),
            Column("quarter", _period("Quarter", "quarter"), _available("quarter"), style="count",
                   width=14.5),
            Column("quarter_change", "Quarter change on a year ago", _change("quarter_change", "quarter_break"),
                   style="change", width=11.5),
            Column("rolling12", _period("12 months", "year"), _available("rolling12"), style="count",
                   width=14.5),
            Column("change", "12-month change on a year ago", _change("change", "break"), style="change", width=11.5),
            Column("rate", "Rate per 1,000", _available("rate"), style="rate", width=10),
            Column("base", "Per 1,000 of", "=workings[@base]", style="small", width=14),
            Column("similar", "Similar group rank", "=workings[@similar_text]", style="small", width=18),
            Column("london", request.basis.rank, _available("london_text"), style="centred", width=10),
            *(
                Column(month, _period("Exception", month), _exception(month), style="centred", width=13)
                for month in ("month_0", "month_1", "month_2")
            ),
        ],
        request.indicators,
        axes=lambda item: {"indicator": item.key, "subject": item.key},
        heading_height=42,
        height=58 if noticed.has_marks(request) else 47,
    )  # fmt: skip


def _period(words: str, name: str) -> Content:
    return Formula(f'="{words}"&CHAR(10)&periods[{name}]')


def _factors() -> str:
    """What the RAG rests on, a line each; below them what else a reader must know of it."""
    found = "=judgements[@words_12]&CHAR(10)&judgements[@words_more]"
    decides = 'IF(OR(judgements[@judged_by]="target",judgements[@judged_by]="band"),"Decides: ","")'
    for name, before in (("factor_rank", '""'), ("reason", decides)):
        more = f"judgements[@{name}]"
        found += f'&IF({more}="","",CHAR(10)&{before}&{more})'
    return f"{found}&{noticed.below(noticed.mark())}"


def _available(name: str) -> str:
    return f'=IF(workings[@{name}]="","Not available",workings[@{name}])'


def _change(name: str, broken: str) -> str:
    missing = f'IF(workings[@{broken}]>0,"Not comparable","Not available")'
    return f'=IF(workings[@{name}]="",{missing},workings[@{name}])'


def _exception(name: str) -> str:
    found = f"workings[@{name}]"
    return f'=IF({found}="High","▲ High",IF({found}="Low","▼ Low",IF({found}="{IN_RANGE}","● {IN_RANGE}",{found})))'


def _notes(request: Request) -> Sequence[str]:
    rag = "RAG: Green, all factors positive; Amber, mixed; Red, all or nearly all negative; "
    if request.by_signal:
        rag = "RAG: Green and Red, the 12 months differ by more than chance (95%), or 24 months fall or rise; "
    return (
        (f"{rag}a target or band decides instead where there is one. Monitor, not judged: a rise in reports can be "
        "good. Not judged: the 12 months cannot be compared."),
        ("Ranks: 1 is the lowest rate. Exception: outside the limits (mean, moving range) of the 24 months before. "
        "Not available is never zero."),
    )


_HIGHLIGHTS: Final = (
    *(Highlight("overview[rag]", f'[@$rag]="{word}"', look) for word, look in subjects.COLOURED.items()),
    Highlight("overview[month_0]:overview[month_2]", '[@month_0]="▲ High"', "high"),
    Highlight("overview[month_0]:overview[month_2]", '[@month_0]="▼ Low"', "low"),
    Highlight("overview[rag]:overview[month_2]", 'LEFT([@rag],4)="Not "', "missing"),
)


def _charts(request: Request) -> Sequence[Item]:
    n = len(request.indicators)
    keys = [indicator.key for indicator in request.charted]
    lines = [
        ChartSeries(f"drawn[#total, indicator={key}]", f"drawn[drawn_{at}, indicator={key}]", twin=at > 0)
        for key in keys
        for at in range(chart_stretches(request))
    ]
    names = ", ".join(indicator.label for indicator in request.charted)
    n_charted = len(request.charted)
    some = "" if n_charted == n else f": {n_charted} of the {n} indicators, as chosen; the chart has room for four"
    return [
        Picture(Chart(
            "line", f"Rolling 12-month volume{some}", f"Line chart: rolling 12-month totals of three years: {names}.",
            "", 200, 72, "drawn[month]", lines, "#,##0", from_zero=True, guard_ref="drawn[guard]",
        ), rows=_CHART_ROWS, columns=6),
        Picture(Chart(
            "bar", "12-month change on a year ago",
            "Bar chart: change of the rolling 12 months on a year ago for each indicator.",
            "", 186, 72, "overview[indicator]", [ChartSeries("overview[#change]", "overview[change]")], "+0%;-0%;0%",
        ), rows=_CHART_ROWS, columns=_LAST_COLUMN - 6),
    ]  # fmt: skip
