"""One indicator as at a month, for all areas: their counts, what rates are per, breaks and ranks, worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from cspxl.errors import InputError
from cspxl.facts import Break, DenominatorSeries, Indicator, boroughs, same_name
from cspxl.functions.peers import peer_group, peer_rank
from cspxl.functions.periods import rolling12
from cspxl.registry import as_grid
from cspxl.report.basis import Basis
from cspxl.report.request import Request
from cspxl.values import CellError, Grid, month_serial

LONDON: Final = "London"  # the 32 boroughs together, without the City of London


@dataclass(frozen=True)
class Denominator:
    """What a rate is per: a series and a year of it."""

    series: DenominatorSeries
    year: int

    def value(self, area: str) -> int | None:
        """The figure of an area, London's the sum of its boroughs'; None where it has none."""
        figures = self.series.years[self.year]
        return complete_sum([figures.get(name) for name in boroughs()]) if area == LONDON else figures.get(area)


def denominator_named(text: str, basis: Basis) -> Denominator:
    """The denominator that ``SERIES:YEAR`` names. Raises InputError with what there is."""
    name, _, year = text.rpartition(":")
    for series in basis.denominators.values():
        if same_name(name) in {same_name(known) for known in (series.name, *series.aliases)}:
            if year.strip().isdigit() and int(year) in series.years:
                return Denominator(series, int(year))
            years = ", ".join(str(known) for known in series.years)
            raise InputError(f"denominator '{text}': {series.name} has the years {years}; write '{series.name}:YEAR'")
    known = ", ".join(f"'{series}'" for series in basis.denominators)
    raise InputError(f"denominator '{text}': no such series; write 'SERIES:YEAR' with one of {known}")


def denominator_for(indicator: Indicator, as_at: int, basis: Basis) -> Denominator | None:
    """The denominator of the default rule."""
    found = basis.default_denominator(indicator.per, as_at)
    return Denominator(*found) if found else None


def counts_of(request: Request, area: str, indicator: Indicator) -> Sequence[int | None]:
    """The monthly counts; London's are not available in a month in which a borough's is not."""
    if area != LONDON:
        return request.counts(area, indicator)
    of_boroughs = [request.counts(name, indicator) for name in boroughs()]
    return [complete_sum(month) for month in zip(*of_boroughs, strict=True)]


def complete_sum(parts: Sequence[int | None]) -> int | None:
    """The sum; None where a part is missing."""
    there = [part for part in parts if part is not None]
    return sum(there) if len(there) == len(parts) else None


@dataclass(frozen=True)
class SimilarRank:
    """The rank in an area's similar group, of how many, and why there is none."""

    rank: int | None = None
    of: int | None = None
    lacking: str | None = None


@dataclass(frozen=True)
class Comparison:
    """One indicator as at a month. ``counts`` are those of the areas that the report ranks, and of further ones."""

    request: Request
    indicator: Indicator
    as_at: int
    base: Denominator | None
    counts: Mapping[str, Sequence[int | None]]

    @cached_property
    def months(self) -> Grid:
        """The months of the counts, as a row."""
        return [[month_serial(month) for month in self.request.months]]

    @cached_property
    def breaks(self) -> Grid:
        """The first months of new bases, as a row."""
        return [[month_serial(item.first_month) for item in self.request.breaks_of(self.indicator)] or [None]]

    @cached_property
    def broken(self) -> Break | None:
        """The break that lies between the 12 months and the 12 before, if there is one."""
        found = self.request.breaks_of(self.indicator)
        return next((item for item in found if self.as_at - 23 < item.first_month <= self.as_at), None)

    def count(self, area: str, month: int) -> int | None:
        """The count of a month, None where it is not available."""
        months = self.request.months
        return self.counts[area][months.index(month)] if month in months else None

    def whole(self, area: str) -> int | None:
        """What the area's rate is per; Heathrow and the like have no population."""
        return self.base.value(area) if self.base else None

    @cached_property
    def _ranked(self) -> tuple[Grid, Grid, Grid]:
        """The areas that are ranked, their rolling totals and what their rates are per, as columns."""
        areas = self.request.areas
        block = [self.counts[area] for area in areas]
        totals = as_grid(rolling12.calculate(block, self.months, month_serial(self.as_at)))
        return [[area] for area in areas], totals, [[self.whole(area)] for area in areas]

    @cached_property
    def n_lacking(self) -> int:
        """How many of the ranked areas have no rate."""
        _, totals, wholes = self._ranked
        pairs = zip(totals, wholes, strict=True)
        return sum(not isinstance(total, int | float) or whole is None for [total], [whole] in pairs)

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """The rank of each area; none where one lacks a rate."""
        if self.n_lacking:
            return {}
        found = as_grid(peer_rank.calculate(self._ranked[0], *self._ranked))
        return {area: rank for area, [rank] in zip(self.request.areas, found, strict=True) if isinstance(rank, int)}

    def similar(self, area: str) -> SimilarRank:
        """The rank in the similar group, which needs a figure of every member."""
        own = self.request.own_groups.get(area)
        group = [[name] for name in own] if own else peer_group.calculate(area)
        if isinstance(group, CellError):
            return SimilarRank(lacking="no similar group on file")
        members = as_grid(group)
        there = {same_name(name) for name in self.request.areas}
        if missing := sum(same_name(str(name)) not in there for [name] in members):
            return SimilarRank(None, len(members), f"{missing} of {len(members)} peers have no data")
        rank = peer_rank.calculate(area, *self._ranked, "lowest", members)
        if isinstance(rank, int):
            return SimilarRank(rank, len(members))
        return SimilarRank(None, len(members), "a peer has no figure")
