"""What the reports over the police's series publish of them: 12 months, quarters, judgements, unusual months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cspxl.report.describe import Formula, quoted
from cspxl.report.judgements import cell as judgement
from cspxl.report.publication import (
    BREAK,
    NOT_APPLICABLE,
    Key,
    Publication,
    Published,
    PublishedColumn,
    PublishedTable,
    Total,
    column,
)
from cspxl.report.request import Request
from cspxl.report.tables import AREA_NAME

_MONTHS: Final = 24  # that are published one by one: those of the 12 months and of the 12 before
_YEAR: Final = 12
_QUARTER: Final = 3
_TO: Final = 'TEXT(as_at,"mmmm yyyy")'
_BEFORE: Final = 'TEXT(EDATE(as_at,-12),"mmmm yyyy")'
_PARTS: Final = ("residential_burglary", "non_residential_burglary")
PROVISIONAL: Final = "Police figures are provisional: the police revise them from release to release."
RANKED: Final = "Rank 1 is the lowest rate."
JUDGED: Final = (
    "Green: all factors are positive. Amber: they are mixed. Red: all or nearly all are negative; where there is a "
    "target or a band, it decides instead. Monitor: not judged, because more reports can be good."
)
UNUSUAL: Final = "High or low: outside the limits of the 24 months before, which are their mean and moving range."


def publication(request: Request, tables: Sequence[PublishedTable], totals: Sequence[Total]) -> Publication:
    """Everything that a report over the police's series publishes."""
    area = AREA_NAME
    return Publication(
        title=Formula(f'={area}&": "&{quoted(request.title)}&", figures to "&{_TO}'),
        area=Formula(f"={area}"),
        about=(
            Formula(f'="Statistics of the Community Safety Partnership of "&{area}&", to "&{_TO}&"."'),
            f"Source: {request.release}, and the sources that each table names.",
            "Every figure is that of the board's workbook of the same month.",
        ),
        tables=tuple(tables),
        totals=tuple(totals),
        asked=request.publication,
        home="control[area]",
    )  # fmt: skip


def tables(request: Request) -> list[PublishedTable]:
    """The tables of the police's indicators that the overview shows."""
    return [_year(request), _quarter(request), _judged(request), _unusual(request), by_month(request)]


def totals(request: Request) -> Iterator[Total]:
    """How the counts of the police's indicators add up: months to quarters and years, two burglaries to one."""
    keys = [item.key for item in request.indicators]
    for key in keys:
        for name, first, n in _PERIODS:
            yield Total((key, name), tuple(_month(key, first + at) for at in range(n)))
    if "burglary" in keys and set(_PARTS) <= set(keys):
        periods = [(name,) for name, _, _ in _PERIODS] + [(str(at),) for at in range(_MONTHS)]
        for period in periods:
            yield Total(("burglary", *period), tuple((part, *period) for part in _PARTS))


_PERIODS: Final = (
    ("year", 0, _YEAR), ("year before", _YEAR, _YEAR), ("quarter", 0, _QUARTER), ("quarter before", _YEAR, _QUARTER),
)  # fmt: skip


def _month(key: str, ago: int) -> Key:
    return (key, str(ago))


def _cells(
    request: Request, text: str, counts: str = "", tells: Sequence[str] = (), missing: str = "[x]",
) -> Iterator[Published]:
    """A cell for each indicator; ``{key}`` in the formula is its key."""
    for item in request.indicators:
        key = (item.key, counts) if counts else None
        yield Published(
            Formula(text.replace("{key}", item.key)), key, tuple((item.key, name) for name in tells), missing,
        )


def _names(request: Request) -> PublishedColumn:
    return column("Indicator", _cells(request, "=workings[@indicator, indicator={key}]"))


def _bases(request: Request) -> str:
    """The series of population and households, with their sources."""
    return "; ".join(f"{series.name}: {series.source}" for series in request.denominators) + "."


def _change(name: str, broken: str) -> str:
    missing = f'IF(workings[@{broken}, indicator={{key}}]>0,"{BREAK}","")'
    return f'=IF(workings[@{name}, indicator={{key}}]="",{missing},workings[@{name}, indicator={{key}}])'


def _year(request: Request) -> PublishedTable:
    basis, of = request.basis, "workings[@{}, indicator={{key}}]".format
    return PublishedTable(
        "twelve_months",
        Formula(f'="Recorded offences in "&{AREA_NAME}&", 12 months to "&{_TO}&", with rates and ranks"'),
        request.release,
        (
            _names(request),
            column(Formula(f'="12 months to "&{_TO}&", offences"'), _cells(request, f"={of('rolling12')}", "year"),
                   "count", PROVISIONAL),
            column(Formula(f'="12 months to "&{_BEFORE}&", offences"'),
                   _cells(request, f"={of('previous12')}", "year before"), "count"),
            column("Change, %", _cells(request, _change("change", "break"), tells=("year", "year before")), "percent"),
            column("Rate per 1,000", _cells(request, f"={of('rate')}", tells=("year",)), "rate"),
            column("Rate is per 1,000 of", _cells(request, f"={of('base')}"), "text", _bases(request)),
            column(f"Rank among the {basis.many}",
                   _cells(request, f"={of('london_rank')}"), "figure", RANKED),
            column("Rank in the similar group", _cells(request, f"={of('similar_text')}"), "text"),
        ),
    )  # fmt: skip


def _quarter(request: Request) -> PublishedTable:
    of = "workings[@{}, indicator={{key}}]".format
    return PublishedTable(
        "quarter",
        Formula(f'="Recorded offences in "&{AREA_NAME}&", three months to "&{_TO}'),
        request.release,
        (
            _names(request),
            column(Formula(f'="Three months to "&{_TO}&", offences"'), _cells(request, f"={of('quarter')}", "quarter"),
                   "count", PROVISIONAL),
            column(Formula(f'="Three months to "&{_BEFORE}&", offences"'),
                   _cells(request, f"={of('quarter_year_ago')}", "quarter before"), "count"),
            column("Change, %", _cells(request, _change("quarter_change", "quarter_break"),
                                       tells=("quarter", "quarter before")), "percent"),
        ),
    )  # fmt: skip


def _judged(request: Request) -> PublishedTable:
    def of(name: str) -> str:
        return f"={judgement(name, '{key}')}"

    changes = ("year", "year before", "quarter", "quarter before")
    return PublishedTable(
        "judgements",
        Formula(f'="How the indicators of "&{AREA_NAME}&" are judged, "&{_TO}'),
        request.release,
        (
            _names(request),
            column("RAG", _cells(request, of("rag")), "text", JUDGED),
            column("Judged by", _cells(request, of("judged_by"))),
            column("12 months, in words", _cells(request, _unsigned(judgement("words_12", "{key}")), tells=changes)),
            column("Three months, in words",
                   _cells(request, _unsigned(judgement("words_more", "{key}")), tells=changes)),
            column("Rank, in words", _cells(request, _unsigned(judgement("factor_rank", "{key}")),
                                            missing=NOT_APPLICABLE)),
        ),
    )  # fmt: skip


def _unsigned(cell: str) -> str:
    """Words without the sign before them, which says what the RAG says: ``− Quarter up 19.0%``."""
    return f'=IF(ISNUMBER(FIND(LEFT({cell}&" ",2),"+ |− |• ")),MID({cell},3,255),{cell})'


def _unusual(request: Request) -> PublishedTable:
    months = (("month_2", -2), ("month_1", -1), ("month_0", 0))
    return PublishedTable(
        "unusual_months",
        Formula(f'="Unusual months in "&{AREA_NAME}&", three months to "&{_TO}'),
        request.release,
        (
            _names(request),
            *(column(Formula(f'=TEXT(EDATE(as_at,{ago}),"mmmm yyyy")&", within limits"'),
                     _cells(request, f"=workings[@{name}, indicator={{key}}]"), "text", UNUSUAL)
              for name, ago in months),
        ),
    )  # fmt: skip


def by_month(request: Request) -> PublishedTable:
    """The counts of each of the last 24 months, the oldest first."""
    ago = range(_MONTHS - 1, -1, -1)
    months = column("Month", (Published(Formula(f'=TEXT(EDATE(as_at,-{n}),"mmmm yyyy")')) for n in ago))

    def counts(key: str) -> Iterator[Published]:
        series = f"INDEX(counts[count, indicator={key}],area_row,0)"
        for n in ago:
            found = f"INDEX({series},MATCH(EDATE(as_at,-{n}),months,0))"
            yield Published(Formula(f'=IFERROR(IF({found}="","",{found}),"")'), _month(key, n))

    return PublishedTable(
        "by_month",
        Formula(f'="Recorded offences in "&{AREA_NAME}&" by month, {_MONTHS} months to "&{_TO}'),
        request.release,
        (months, *(column(_in_offences(item.label), counts(item.key), "count", PROVISIONAL)
                   for item in request.indicators)),
    )  # fmt: skip




def _in_offences(label: str) -> str:
    """A label with its unit."""
    return label if label.endswith("offences") else f"{label}, offences"
