"""The figures of areas without a workbook, by the functions, the data and the rules of the overview's own cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import ceil
from typing import Final

from cspxl.facts import boroughs
from cspxl.functions.change import change_signal, fytd_change, period_change, rolling12_change
from cspxl.functions.exceptions import exception
from cspxl.functions.periods import fytd, period_total, rolling12
from cspxl.functions.rag import rag, rag_band, rag_target
from cspxl.functions.rates import rate_per
from cspxl.functions.signals import trend_test
from cspxl.functions.wording import headline
from cspxl.registry import Argument, Function
from cspxl.report.comparison import LONDON, Comparison, Denominator, SimilarRank, counts_of, denominator_for
from cspxl.report.judging import Judging
from cspxl.report.request import IN_RANGE, Request
from cspxl.report.subjects import NO_CLEAR_CHANGE, NOT_JUDGED
from cspxl.sources.text import listed
from cspxl.values import Grid, month_name, month_serial, month_text

_MOST_NAMED: Final = 4  # areas in a note
_GOOD: Final = "positive"  # a rank that counts for an area, as RAG reads it; no rank counts against one


@dataclass(frozen=True)
class Figures:
    """One indicator of one area as at a month. A figure is None where it is not available; changes are fractions.

    ``notes`` say why a figure is not available, or may not be compared.
    """

    area: str
    indicator: str
    as_at: str
    rolling12: float | None
    previous12: float | None
    change: float | None
    pct: float | None
    quarter: float | None
    quarter_year_ago: float | None
    quarter_pct: float | None
    fytd: float | None
    previous_fytd: float | None
    fytd_pct: float | None
    rate: float | None
    london_rank: int | None
    london_of: int | None
    similar_rank: int | None
    similar_of: int | None
    denominator: Mapping[str, str | int] | None
    rag: str | None
    exception: str | None
    headline: str | None
    notes: Sequence[str]

    def as_data(self) -> dict[str, object]:
        """The figures by their names, the notes as one text."""
        found = asdict(self)
        notes = found.pop("notes")
        return {**found, "note": "; ".join(notes) or None}


def figures(
    request: Request, areas: Sequence[str], months: Sequence[int], given: Denominator | None = None,
) -> Sequence[Figures]:
    """Every figure of the request's indicators for each of the areas and months, in this order.

    An area is one that the table has, one that the report ranks, or London. ``given`` is what all rates are per; left
    out, the default rule says it.
    """
    parts = boroughs() if LONDON in areas else ()
    found: dict[tuple[str, int, str], Figures] = {}
    for indicator in request.indicators:
        counts = {area: counts_of(request, area, indicator) for area in {*request.areas, *areas, *parts}}
        for month in months:
            base = given or denominator_for(indicator, month, request.basis)
            shared = Comparison(request, indicator, month, base, counts)
            for area in areas:
                found[area, month, indicator.key] = _figures(shared, area)
    return [found[area, month, item.key] for area in areas for month in months for item in request.indicators]


def _figures(shared: Comparison, area: str) -> Figures:
    """The figures of an area, as the cells of its row in the workings have them."""
    volumes = _volumes(shared, area)
    counts, last = [shared.counts[area]], month_serial(shared.as_at)
    current, previous = volumes["rolling12"], volumes["previous12"]
    comparable = shared.broken is None
    is_ranked = area in shared.request.areas
    rank = shared.ranks.get(area)
    similar = shared.similar(area) if is_ranked else SimilarRank()
    base = shared.base if is_ranked or area == LONDON else None
    found = Figures(
        area=area,
        indicator=shared.indicator.key,
        as_at=month_text(shared.as_at),
        **volumes,
        change=_difference(current, previous) if comparable else None,
        rate=_number(rate_per.calculate(current, shared.whole(area))) if base else None,
        london_rank=rank,
        london_of=len(shared.request.areas) if is_ranked else None,
        similar_rank=similar.rank,
        similar_of=similar.of,
        denominator={"series": base.series.name, "year": base.year} if base else None,
        rag=_rag(shared, counts, volumes, [
            _good(shared, rank, len(shared.request.areas)), _good(shared, similar.rank, similar.of),
        ]),
        exception=_text(exception.calculate(counts, shared.months, last, "xmr", shared.breaks), IN_RANGE),
        headline=_text(headline.calculate(current, previous)) if comparable else None,
        notes=(),
    )
    return replace(found, notes=tuple(_notes(shared, found, similar)))


def _volumes(shared: Comparison, area: str) -> dict[str, float | None]:
    """Totals, those of a year ago, and their changes; no change across a break, over a missing month or from 0."""
    counts: Grid = [shared.counts[area]]
    last, year_ago = month_serial(shared.as_at), month_serial(shared.as_at - 12)

    def of(function: Function, month: int, *more: Argument) -> float | None:
        return _number(function.calculate(counts, shared.months, month, *more))

    return {
        "rolling12": of(rolling12, last),
        "previous12": of(rolling12, year_ago),
        "pct": of(rolling12_change, last, shared.breaks),
        "quarter": of(period_total, last),
        "quarter_year_ago": of(period_total, year_ago),
        "quarter_pct": of(period_change, last, None, shared.breaks),
        "fytd": of(fytd, last),
        "previous_fytd": of(fytd, year_ago),
        "fytd_pct": of(fytd_change, last, None, shared.breaks),
    }


def _rag(
    shared: Comparison, counts: Grid, volumes: Mapping[str, float | None], ranks: Sequence[str],
) -> str | None:
    """RAG by band, target, or the two changes and the ranks that are good, as the judgements have it."""
    request, polarity, value = shared.request, shared.indicator.polarity, volumes["rolling12"]
    rule = request.judging.get(shared.indicator.key, Judging())
    if value is None:
        return None
    if polarity == "monitor":
        return "Monitor"
    if rule.by == "none":
        return NOT_JUDGED
    if rule.band:
        return _text(rag_band.calculate(value, *rule.band))
    if rule.target is not None:
        return _text(rag_target.calculate(value, rule.target, polarity))
    if (rule.by or request.judged_by("")) == "signal":
        return _by_signal(shared, counts, value, volumes["previous12"])
    if volumes["pct"] is None and not (volumes["previous12"] == 0 and shared.broken is None):
        return NOT_JUDGED
    change = volumes["pct"] if volumes["pct"] is not None else float(value > 0)  # a rise from 0 has no percentage
    more = [] if rule.by == "change" else [volumes["quarter_pct"], *ranks]
    return _text(rag.calculate(change, polarity, request.near_all, *more))


def _by_signal(shared: Comparison, counts: Grid, value: float, previous: float | None) -> str:
    """Green and Red where the change is more than chance explains, or lasts over 24 months; else no clear change."""
    if previous is None or shared.broken is not None:
        return NOT_JUDGED
    moved = {
        _text(change_signal.calculate(value, previous)),
        _text(trend_test.calculate(counts, shared.months, month_serial(shared.as_at))),
    } & {"Up", "Down"}
    if len(moved) != 1:
        return NO_CLEAR_CHANGE
    better = "Up" if shared.indicator.polarity == "higher" else "Down"
    return "Green" if moved == {better} else "Red"


def _good(shared: Comparison, rank: int | None, of: int | None) -> str:
    """Whether a rank is within the share of its group that counts as positive."""
    if rank is None or of is None:
        return ""
    return _GOOD if rank <= ceil(round(of * shared.request.good_rank, 9)) else ""


def _notes(shared: Comparison, found: Figures, similar: SimilarRank) -> Iterator[str]:
    """Why figures are not available, or may not be compared."""
    request, area = shared.request, found.area
    if area == LONDON:
        yield "London is the 32 boroughs together, without the City of London; it has no rank"
    if area not in (LONDON, *request.table.areas):
        yield f"Not available: the files have no rows for {area}"
    elif found.rolling12 is None:
        yield f"12 months not available: {_why_incomplete(shared, area, shared.as_at)}"
    elif found.previous12 is None:
        yield f"No comparison with a year before: {_why_incomplete(shared, area, shared.as_at - 12)}"
    if shared.broken:
        yield f"Not comparable with a year before: {shared.broken.reason}"
    if found.exception is None and shared.count(area, shared.as_at) is not None:
        yield "No limits for the month: fewer than 12 of the months before it have a figure on its basis"
    yield from _noticed(shared, area)
    if area in request.areas:
        yield from _notes_on_ranks(shared, found, similar)
    elif area != LONDON:
        yield f"Neither rate nor rank: not one of the {request.basis.many}"


def _noticed(shared: Comparison, area: str) -> Iterator[str]:
    """What the readers of the files noticed of these figures; of London's, in which boroughs."""
    months, key = shared.request.months, shared.indicator.key
    where: dict[str, list[str]] = {}
    for name in boroughs() if area == LONDON else [area]:
        for notice in shared.request.notices:
            for touch in notice.touching(name, shared.as_at, key):
                where.setdefault(f"{notice.effect.capitalize()}: {touch.said(months)}", []).append(name)
    for said, names in where.items():
        yield f"{said}, {listed(names)}" if area == LONDON else said


def _notes_on_ranks(shared: Comparison, found: Figures, similar: SimilarRank) -> Iterator[str]:
    basis = shared.request.basis
    if shared.base is None:
        yield f"Neither rate nor rank: no estimate of {shared.indicator.per} was published by then"
    elif shared.whole(found.area) is None:
        yield f"Neither rate nor rank: {shared.base.series.name} {shared.base.year} has no figure for {found.area}"
    elif found.rate is not None and shared.n_lacking:
        yield f"{basis.rank} not available: no figure for {shared.n_lacking} of the {basis.many}"
    if similar.lacking:
        yield f"Similar group rank not available: {similar.lacking}"
    if (found.london_rank or similar.rank) and (incomplete := _incomplete_others(shared, found.area)):
        yield f"Ranks rest on incomplete months of {listed(incomplete, _MOST_NAMED)}"


def _incomplete_others(shared: Comparison, area: str) -> Sequence[str]:
    """The other areas of which a month among the 12 looks incomplete."""
    found = {
        touch.area
        for notice in shared.request.notices
        if notice.effect == "incomplete"
        for touch in notice.touches
        if touch.indicator in {None, shared.indicator.key}
        and touch.first_month <= shared.as_at < touch.last_month + 12
    }
    return [name for name in shared.request.areas if name in found and name != area]


def _why_incomplete(shared: Comparison, area: str, last: int) -> str:
    """Why there is no total of the 12 months up to the last."""
    first_month = shared.request.table.first_month
    window = range(last - 11, last + 1)
    if window[0] < first_month:
        return f"the data begin in {month_name(first_month)}"
    if area == LONDON:
        lacking = sum(any(shared.count(name, month) is None for month in window) for name in boroughs())
        return f"no figure for {lacking} of the 32 boroughs"
    months = [month for month in window if shared.count(area, month) is None]
    return f"no figure for {'any of them' if len(months) == len(window) else listed(list(map(month_name, months)))}"


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) else None


def _text(value: object, empty: str = "") -> str | None:
    """The text in a cell, ``empty`` where it is an empty one; None for an error."""
    return (value or empty) if isinstance(value, str) else None


def _difference(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before
