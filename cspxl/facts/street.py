"""Facts about police.uk's street files: crime types and their months, forces, authorities and their partnerships."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from cspxl.facts import Break, Classification, _json, _rows, same_name
from cspxl.values import month_of


@dataclass(frozen=True)
class CrimeType:
    """A crime type of the street files: the indicator it counts for, and the first and last month that have it.

    ``least_per_thousand`` is how many of a force's thousand rows are of it at least; 0 where that is not known.
    """

    type: str
    key: str
    label: str
    polarity: str
    per: str
    first_month: int
    last_month: int | None
    is_crime: bool
    least_per_thousand: float

    def covers(self, month: int) -> bool:
        """Whether the files of the month have this type; in other months nothing is known of it."""
        return self.first_month <= month and (self.last_month is None or month <= self.last_month)


@dataclass(frozen=True)
class StreetIndicator:
    """An indicator counted from street files."""

    key: str
    label: str
    polarity: str
    per: str


@dataclass(frozen=True)
class Authority:
    """A local authority, past or present, as LSOAs are named after it.

    ``csp`` and ``csp_code`` are its partnership in December 2021, empty where it has no single one. ``whole`` is the
    authority that took the place of several partnerships, empty for most: its figures are those of its parts together.
    """

    name: str
    csp_code: str
    csp: str
    force: str
    whole: str
    population_2011: int | None

    @property
    def areas(self) -> Sequence[str]:
        """The areas that its crimes count for: its partnership, and the whole that this is part of."""
        return tuple(filter(None, (self.csp, self.whole)))


@dataclass(frozen=True)
class Force:
    """A police force: its key in file names, and whether partnerships lie in its area."""

    key: str
    name: str
    has_partnerships: bool


@dataclass(frozen=True)
class CspPopulation:
    """Residents of each partnership and whole at a census."""

    name: str
    of: str
    year: int
    source: str
    figures: Mapping[str, int]


def _facts() -> Any:  # noqa: ANN401 -- a file of our own; each reader below gives it a shape
    return _json("street.json")


@cache
def crime_types() -> Mapping[str, CrimeType]:
    """The crime types, by the name in the files as names are compared."""
    return MappingProxyType(
        {
            same_name(item["type"]): CrimeType(
                item["type"],
                item["key"],
                item["label"],
                item["polarity"],
                item["per"],
                month_of(item["first_month"]),
                month_of(item["last_month"]) if "last_month" in item else None,
                item["is_crime"],
                item.get("least_per_thousand", 0.0),
            )
            for item in _facts()["types"]
        },
    )


@cache
def all_crime() -> StreetIndicator:
    """The total of every type that is a crime."""
    return StreetIndicator(**_facts()["total"])


@cache
def street_indicators() -> Mapping[str, StreetIndicator]:
    """The indicators of street files, by key, in the order of a report, the total last."""
    kinds = crime_types().values()
    found = {kind.key: StreetIndicator(kind.key, kind.label, kind.polarity, kind.per) for kind in kinds}
    return MappingProxyType(found | {all_crime().key: all_crime()})


@cache
def street_wholes() -> Mapping[str, frozenset[str]]:
    """The indicators that contain another, by its key: all crime contains each that is a crime."""
    crimes = [kind.key for kind in crime_types().values() if kind.is_crime]
    return MappingProxyType(dict.fromkeys(crimes, frozenset({all_crime().key})))


def is_published(key: str, month: int) -> bool:
    """Whether the month's files have the indicator's type: no row of it is zero then."""
    return key == all_crime().key or any(kind.key == key and kind.covers(month) for kind in crime_types().values())


@cache
def street_classification() -> Classification:
    """What the figures of street files are told by, so that they are never added to another publisher's."""
    item = _facts()["classification"]
    labels = frozenset((kind.type.upper(), kind.type.upper()) for kind in crime_types().values())
    return Classification(item["key"], item["name"], True, labels, MappingProxyType({}), item["source"])  # noqa: FBT003


@cache
def street_breaks() -> Sequence[Break]:
    """The breaks of a series of street files: where it changes what it counts, in order of time."""
    return tuple(
        Break(month_of(item["first_month"]), frozenset(item["indicators"]), item["reason"], item["source"])
        for item in _facts()["breaks"]
    )


@cache
def _names() -> Any:  # noqa: ANN401 -- as above
    return _json("area_names.json")


@cache
def authorities() -> Mapping[str, Authority]:
    """The authorities, by name as names are compared."""
    shown = _names()["partnerships"]
    return MappingProxyType(
        {
            same_name(row["name"]): Authority(
                row["name"],
                row["csp_code"],
                shown.get(row["csp"], row["csp"]),
                row["force"],
                row["whole"],
                int(row["population_2011"]) if row["population_2011"] else None,
            )
            for row in _rows("authorities.csv")
        },
    )


@cache
def also_called() -> Mapping[str, Authority]:
    """The authorities by their further names, as names are compared: in Welsh, short, as they are called in full."""
    return MappingProxyType({
        same_name(name): authorities()[same_name(authority)]
        for authority, names in _names()["also"].items()
        for name in names
    })


@cache
def partnership_called() -> Mapping[str, str]:
    """The partnerships that are one authority's, by other names that they or their authority have."""
    known = [*authorities().items(), *also_called().items()]
    shared = Counter(item.csp for item in authorities().values() if item.population_2011 is not None)
    official = {same_name(name): shown for name, shown in _names()["partnerships"].items()}
    alone = {key: item.csp for key, item in known if item.csp and shared[item.csp] <= 1}
    return MappingProxyType(alone | official)


@cache
def forces() -> Mapping[str, Force]:
    """The forces, by their key in file names."""
    return MappingProxyType(
        {row["key"]: Force(row["key"], row["name"], bool(row["has_partnerships"])) for row in _rows("forces.csv")},
    )


@cache
def force_of_area() -> Mapping[str, str]:
    """The key of the force of each partnership and whole, by the area's name, in order of name."""
    return MappingProxyType(
        dict(sorted((area, item.force) for item in authorities().values() for area in item.areas)),
    )


@cache
def parts_of_wholes() -> Mapping[str, Sequence[str]]:
    """The partnerships that each whole consists of, as the lookup has them."""
    pairs = sorted({(item.whole, item.csp) for item in authorities().values() if item.whole and item.csp})
    return MappingProxyType(
        {whole: tuple(csp for other, csp in pairs if other == whole) for whole, _ in pairs},
    )


@cache
def csp_population() -> CspPopulation:
    """Residents at the Census of 2011; an area has a figure where it is the sum of authorities that have one."""
    item = _facts()["population"]
    figures: dict[str, int] = {}
    for authority in authorities().values():
        for area in authority.areas if authority.population_2011 else ():
            figures[area] = figures.get(area, 0) + (authority.population_2011 or 0)
    return CspPopulation(item["name"], item["of"], item["year"], item["source"], MappingProxyType(figures))
