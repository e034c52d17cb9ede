"""What a report rests on, by the publisher of its table: indicators, breaks, the areas it ranks, and denominators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from cspxl.facts import (
    Break,
    DenominatorSeries,
    Indicator,
    boroughs,
    breaks,
    denominator_series,
    estimates_usable_from,
    indicators,
    london,
)
from cspxl.facts.street import (
    csp_population,
    force_of_area,
    forces,
    parts_of_wholes,
    street_breaks,
    street_classification,
    street_indicators,
)
from cspxl.sources import SeriesTable


@dataclass(frozen=True)
class Basis:
    """A publisher's indicators, and the areas of its table that are ranked among each other.

    ``place`` is where they are, as ranks say it ("5/32 in London"); ``one`` and ``many`` are what they are called;
    ``sheet`` is the name of the sheet that lists them.
    """

    publisher: str
    indicators: Mapping[str, Indicator]
    breaks: Sequence[Break]
    place: str
    sheet: str
    one: str
    many: str
    rank: str
    areas: Sequence[str]
    areas_source: str
    denominators: Mapping[str, DenominatorSeries]

    def breaks_of(self, indicator: str) -> Sequence[Break]:
        """The breaks that stand in the way of a comparison of this indicator."""
        return tuple(item for item in self.breaks if indicator in item.indicators or "*" in item.indicators)

    def series_of(self, what: str) -> DenominatorSeries | None:
        """The denominators that rates are per unless told otherwise: ``population`` or ``households``."""
        return next((series for series in self.denominators.values() if series.of == what), None)

    def default_denominator(self, per: str, as_at: int) -> tuple[DenominatorSeries, int] | None:
        """The series and year of a rate as at a month; None where no estimate was published by then."""
        series = self.series_of(per)
        year, month = divmod(as_at, 12)
        newest = year - 1 if month + 1 >= estimates_usable_from() else year - 2
        usable = [year for year in series.years if year <= newest] if series else []
        return (series, max(usable)) if series and usable else None


def basis_of(table: SeriesTable) -> Basis:
    """The basis of a table: London's for the borough files, that of their forces' areas for street files."""
    if table.classification.key != street_classification().key:
        return london_basis()
    return _street_basis(table.areas)


@cache
def london_basis() -> Basis:
    """The Metropolitan Police's borough files: 32 boroughs, ranked in London."""
    return Basis(
        publisher="MPS Borough Level Crime",
        indicators=indicators(),
        breaks=breaks(),
        place="London",
        sheet="London",
        one="borough",
        many="32 boroughs",
        rank="London rank",
        areas=tuple(boroughs()),
        areas_source=london().source,
        denominators=denominator_series(),
    )


@cache
def _street_basis(areas: Sequence[str]) -> Basis:
    """Street files: the areas of their forces. A whole stands for the partnerships whose place it took."""
    parts = {part for whole, parts in parts_of_wholes().items() if whole in areas for part in parts}
    ranked = tuple(area for area in areas if area not in parts)
    keys = sorted({force_of_area()[area] for area in ranked})
    names = [forces()[key].name for key in keys]
    of_london = set(ranked) <= set(boroughs())
    place = names[0] if len(names) == 1 else f"the {len(names)} forces' areas"
    return Basis(
        publisher="police.uk street-level crime",
        indicators=MappingProxyType({
            key: Indicator(key, item.label, item.polarity, item.per, frozenset(), frozenset(), frozenset())
            for key, item in street_indicators().items()
        }),
        breaks=street_breaks(),
        place="London" if of_london else place,
        sheet="London" if of_london else "Areas",
        one="partnership",
        many=f"{len(ranked)} partnerships",
        rank="London rank" if of_london else "Rank",
        areas=ranked,
        areas_source="Office for National Statistics, partnerships and police force areas, December 2021",
        denominators=_of_population() if of_london else _of_census(),
    )


def _of_population() -> Mapping[str, DenominatorSeries]:
    return {name: series for name, series in denominator_series().items() if series.of == "population"}


def _of_census() -> Mapping[str, DenominatorSeries]:
    found, name = csp_population(), "Census residents"
    return {name: DenominatorSeries(name, "population", (), found.source, {found.year: found.figures})}
