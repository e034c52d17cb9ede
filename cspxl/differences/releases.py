"""Two releases of the police's borough files held against each other, in the months that both have.

Which categories are filed elsewhere, which figures were revised and by how much, and which judgements, ranks and
headlines of areas are others with the later release.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspxl.differences.change import Change, Differences, Kind, by_weight
from cspxl.differences.meaning import meaning
from cspxl.facts import boroughs
from cspxl.report.comparison import LONDON
from cspxl.report.figures import Figures, figures
from cspxl.report.request import Request
from cspxl.sources.release import read_categories
from cspxl.sources.spans import span
from cspxl.values import Cell, month_name

_MOVED: Final = 0.9  # of what a category lost: so much is found again, in the same areas and months, in another
_FEW: Final = 100  # offences: fewer are revisions
_MONTHLY: Final = "monthly counts of areas"
_FIGURES: Final = {
    "rag": "RAG", "london_rank": "rank among the boroughs", "similar_rank": "rank in the similar group",
    "headline": "headline", "rolling12": "12 months", "pct": "change of 12 months", "quarter": "three months",
    "quarter_pct": "change of three months", "exception": "unusual month",
}  # fmt: skip


def releases(
    one: Request, two: Request, files: tuple[Sequence[Path], Sequence[Path]] | None, areas: Sequence[str], as_at: int,
) -> Differences:
    """What changed from a release to a later one, for these areas (every borough and London where none is named).

    ``files`` are those of both, where their categories can be compared.
    """
    moved = list(_moved(*files)) if files else []
    shown = areas or [LONDON, *boroughs()]
    keys = [item.key for item in one.basis.indicators.values() if item.key in two.basis.indicators]
    asked = [replace(request, indicators=[request.basis.indicators[key] for key in keys]) for request in (one, two)]
    before, after = (figures(request, shown, [as_at]) for request in asked)
    labels = {item.key: item.label for item in one.basis.indicators.values()}
    changes = [change for was, now in zip(before, after, strict=True) for change in _figures(was, now, labels, as_at)]
    n_monthly = _monthly(one, two, keys)
    possible: frozenset[Kind] = frozenset({"category", "judgement", "rank", "sentence", "figure"})
    return Differences(
        by_weight([*moved, *changes]), {_MONTHLY: n_monthly} if n_monthly else {},
        [f"Judgements, ranks and 12 months are as at {month_name(as_at)}"], possible,
    )  # fmt: skip


def _moved(one: Sequence[Path], two: Sequence[Path]) -> Iterator[Change]:
    """Categories whose offences stand under another in the later release: area by area and month by month.

    The largest first; what is found of one is not looked for again. Of several that could hold it, the one that gained
    most nearly as much.
    """
    before, after, months = read_categories(one, two, list(boroughs()))
    more = after.counts - before.counts
    lost, gained = np.maximum(-more, 0), np.maximum(more, 0)
    for at in np.argsort(-lost.sum(axis=(0, 2))):
        n = lost[:, at].sum()
        if n < _FEW:
            return
        held = np.minimum(lost[:, at : at + 1], gained)
        alike = held.sum(axis=(0, 2)) / np.maximum(lost[:, at : at + 1], gained).sum(axis=(0, 2))
        to = int(np.argmax(np.where(held.sum(axis=(0, 2)) >= _MOVED * n, alike, -1)))
        if held[:, to].sum() < _MOVED * n:
            continue
        gained[:, to] -= held[:, to]
        when = np.flatnonzero(lost[:, at].sum(axis=0))
        left = after.counts[:, at, when[0] : when[-1] + 1].sum()
        none = "none is left there" if not left else f"{left:,.0f} are left there"
        was, now = (f"{before.majors[place]} / {before.names[place]}" for place in (at, to))
        period = span(months[int(when[0])], months[int(when[-1])])
        yield Change("category", period, f"{n:,.0f} offences of the boroughs", was, now, none, float(n))


def _figures(was: Figures, now: Figures, labels: dict[str, str], as_at: int) -> Iterator[Change]:
    """The figures of an area's indicator that are others."""
    for name, words in _FIGURES.items():
        before, after = (_cell(getattr(item, name)) for item in (was, now))
        if before == after:
            continue
        what = f"{labels[was.indicator]}, {words}"
        found = meaning(before, after, what)
        yield Change(found.kind, f"{was.area} {month_name(as_at)}", what, before, after, found.how, found.weight)


def _cell(value: object) -> Cell:
    return value if isinstance(value, int | float | str) else None


def _monthly(one: Request, two: Request, keys: Sequence[str]) -> int:
    """How many months of areas and indicators have another count, in the months that both have."""
    first = max(one.table.first_month, two.table.first_month)
    last = min(one.table.last_month, two.table.last_month)

    def counts(request: Request) -> NDArray[np.float64]:
        months = slice(first - request.table.first_month, last + 1 - request.table.first_month)
        items = [request.basis.indicators[key] for key in keys]
        found = [request.counts(area, item)[months] for area in boroughs() for item in items]
        return np.array(found, dtype=np.float64)

    before, after = counts(one), counts(two)
    return int(((before != after) & ~(np.isnan(before) & np.isnan(after))).sum())
