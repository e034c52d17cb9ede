"""What is noticed of an indicator touches those that contain it too, where it is a large part of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cspxl.notices import Effect, Notice, Touch
from cspxl.sources.doubts import LARGE
from cspxl.sources.plausible import YEAR, Counts


@dataclass(frozen=True, eq=False)
class Wholes:
    """Which indicators contain which (``of``: by the key of the part), their labels, and how large they are.

    ``counts`` are of areas by indicators by months, NaN where not available.
    """

    of: Mapping[str, frozenset[str]]
    labels: Mapping[str, str]
    areas: Sequence[str]
    keys: Sequence[str]
    first_month: int
    counts: Counts

    def share(self, part: str, whole: str, touch: Touch) -> float:
        """The part's share of the whole, of the touched areas, in the touched months and a year around them."""
        first = max(0, touch.first_month - YEAR - self.first_month)
        rows = [at for at, area in enumerate(self.areas) if touch.area in {None, area}]
        of_part, of_whole = (
            self.counts[rows, self.keys.index(key), first : touch.last_month + YEAR + 1 - self.first_month]
            for key in (part, whole)
        )
        known = ~np.isnan(of_part) & ~np.isnan(of_whole)
        total = of_whole[known].sum()
        return float(of_part[known].sum() / total) if total else 0.0


def with_wholes(
    notices: Iterable[Notice], wholes: Wholes, effects: Collection[Effect] = ("incomplete", "note")
) -> Iterator[Notice]:
    """The notices; those of the effects with touches of the wholes beside those of their parts.

    For notices of an indicator's level: one of rows or of a category knows what they are a large part of. What leaves
    no figure is decided where the figures are counted.
    """
    for notice in notices:
        more = list(_of_wholes(notice, wholes)) if notice.effect in effects else []
        yield replace(notice, touches=(*notice.touches, *more)) if more else notice


def _of_wholes(notice: Notice, wholes: Wholes) -> Iterator[Touch]:
    for touch in notice.touches:
        part = touch.indicator or ""  # which none contains
        for whole in sorted(wholes.of.get(part, ())):
            told = replace(touch, indicator=whole, why=f"{wholes.labels[part]}: {touch.why}")
            known = any(_covers(other, told) for other in notice.touches)
            if not known and wholes.share(part, whole, touch) >= LARGE:
                yield told


def _covers(one: Touch, two: Touch) -> bool:
    """Whether one touches all that the other does."""
    return (
        one.area in {None, two.area}
        and one.indicator in {None, two.indicator}
        and one.first_month <= two.first_month
        and one.last_month >= two.last_month
    )
