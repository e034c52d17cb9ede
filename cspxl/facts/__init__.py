"""Dated facts, each with its source: indicators and their labels, peer groups, breaks, denominators, fund rules.

The facts themselves are the JSON and CSV files beside this module; here they are read, once, into plain objects.
Standard library only.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache
from pkgutil import get_data
from types import MappingProxyType
from typing import Any

from cspxl.names import folded
from cspxl.values import month_of


def _text(name: str) -> str:
    """A file beside this module, also inside a zip; importlib.resources takes longer to load than to read it."""
    content = get_data(__name__, name)
    assert content is not None
    return content.decode("utf-8")


def _json(name: str) -> Any:  # noqa: ANN401 -- a file of our own; each reader below gives it a shape
    return json.loads(_text(name))


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(name).splitlines()))


def same_name(name: str) -> str:
    """An area's name as names are compared (``names.folded``), ``&`` for ``and``."""
    return folded(name.replace("&", " and "))


@cache
def boroughs() -> Mapping[str, str]:
    """The 32 London boroughs, in order of name: ONS spelling and code (December 2021)."""
    return MappingProxyType({row["name"]: row["code"] for row in _rows("boroughs.csv")})


@cache
def _not_boroughs() -> Mapping[str, str]:
    items = _json("not_boroughs.json")["not_boroughs"]
    return MappingProxyType({same_name(name): item["why"] for item in items for name in item["names"]})


def why_no_borough(name: str) -> str:
    """Why a name that is meant for a borough is none (the City of London, London itself); empty for any other."""
    return _not_boroughs().get(same_name(name), "")


@dataclass(frozen=True)
class Indicator:
    """An indicator counted from the MPS borough files: its labels, what a change means, what its rate is per."""

    key: str
    label: str
    polarity: str
    per: str
    major: frozenset[str]
    minor: frozenset[str]
    exclude_major: frozenset[str]

    def counts(self, major: str, minor: str) -> bool:
        """Whether rows with these labels (upper-cased, stripped) belong to the indicator."""
        if self.exclude_major:
            return major not in self.exclude_major
        return major in self.major or minor in self.minor


@cache
def indicators() -> Mapping[str, Indicator]:
    """The indicators, by key, in the order of a report."""
    return MappingProxyType(
        {
            item["key"]: Indicator(
                item["key"],
                item["label"],
                item["polarity"],
                item["per"],
                *(frozenset(item.get(kind, ())) for kind in ("major", "minor", "exclude_major")),
            )
            for item in _json("indicators.json")["indicators"]
        },
    )


@dataclass(frozen=True)
class Classification:
    """A way in which the publisher has grouped offences; files of two classifications are never added together.

    ``absent_is_zero``: a borough's row that is absent stands for months without an offence.
    ``stand_ins``: the labels under which offences may stand in a file that lacks a label.
    ``not_apart``: a label that stands in another's row, and the one by which such files are known.
    ``per_thousand``: how many of a borough's thousand offences usually have a label; rare ones have no figure.
    """

    key: str
    name: str
    absent_is_zero: bool
    labels: frozenset[tuple[str, str]]
    stand_ins: Mapping[tuple[str, str], frozenset[tuple[str, str]]]
    source: str
    per_thousand: Mapping[tuple[str, str], float] = field(default_factory=dict)
    not_apart: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def instead(self, label: tuple[str, str], present: AbstractSet[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        """The labels of a file under which the offences of the label stand in rows that lack it.

        A category that was renamed may have either name; one that is not shown apart is so in all of a file.
        """
        if self.not_apart.get(label, label) not in {label, *present}:
            return frozenset()
        others = self.stand_ins.get(label, frozenset()) & present
        return frozenset(other for other in others if label not in present or label in self.stand_ins.get(other, ()))

    def same_offences(self, one: tuple[str, str], two: tuple[str, str]) -> bool:
        """Whether two labels, of whatever classification, hold the same offences or some of the same.

        Labels that the classification shows apart are different, unless one is the other renamed.
        """
        if {one, two} <= self.labels:
            return one in self.stand_ins.get(two, ()) and two in self.stand_ins.get(one, ())
        return one[1] == two[1] or any({one[1], two[1]} <= names for names in _same_offences())

    def has_offences_of(self, label: tuple[str, str]) -> bool:
        """Whether any of its labels holds offences of a label of another classification."""
        return any(self.same_offences(label, own) for own in self.labels)


@cache
def wholes() -> Mapping[str, frozenset[str]]:
    """The indicators that contain another: they count every label that it counts, and more. By its key."""
    labels = frozenset[tuple[str, str]]().union(*(item.labels for item in classifications()))
    counted = {key: {label for label in labels if item.counts(*label)} for key, item in indicators().items()}
    return MappingProxyType(
        {key: frozenset(other for other, more in counted.items() if more > own) for key, own in counted.items()},
    )


@cache
def _same_offences() -> Sequence[frozenset[str]]:
    return tuple(frozenset(names) for names in _json("classifications.json")["same_offences"])


@cache
def classifications() -> Sequence[Classification]:
    """The classifications, oldest first."""
    return tuple(
        Classification(
            item["key"],
            item["name"],
            item["absent_row"] == "zero",
            frozenset((major, minor) for major, minors in item["labels"].items() for minor in minors),
            MappingProxyType(
                {
                    (major, lacking): frozenset((major, minor) for minor in minors)
                    for major, others in item["stand_ins"].items()
                    for lacking, minors in others.items()
                },
            ),
            item["source"],
            MappingProxyType(
                {
                    (major, minor): share
                    for major, shares in item["per_thousand"].items()
                    for minor, share in shares.items()
                },
            ),
            MappingProxyType(
                {
                    (major, lacking): (major, beside)
                    for major, others in item.get("not_apart", {}).items()
                    for lacking, beside in others.items()
                },
            ),
        )
        for item in _json("classifications.json")["classifications"]
    )


@dataclass(frozen=True)
class Break:
    """A classification break: the first month on a new basis, and the indicators that it breaks."""

    first_month: int
    indicators: frozenset[str]
    reason: str
    source: str


@cache
def breaks() -> Sequence[Break]:
    """Every break, in order of time."""
    return tuple(
        Break(month_of(item["first_month"]), frozenset(item["indicators"]), item["reason"], item["source"])
        for item in _json("breaks.json")["breaks"]
    )


@cache
def unusual_months() -> frozenset[int]:
    """The months in which crime was really far from its usual level everywhere."""
    return frozenset(
        month
        for item in _json("unusual_months.json")["months"]
        for month in range(month_of(item["first_month"]), month_of(item["last_month"]) + 1)
    )


@cache
def level_changes() -> frozenset[tuple[str, int]]:
    """The categories whose level really changed in all boroughs at once, in lower case, with the first month of it."""
    return frozenset(
        (item["category"].lower(), month_of(item["first_month"])) for item in _json("level_changes.json")["changes"]
    )


@dataclass(frozen=True)
class PeerGroup:
    """The areas that one area is compared with, itself first, since a month."""

    since: int
    members: Sequence[str]
    source: str


@cache
def most_similar_groups() -> Mapping[str, PeerGroup]:
    """Most similar groups, by the name of the area as names are compared."""
    return MappingProxyType(
        {
            same_name(item["area"]): PeerGroup(month_of(item["since"]), tuple(item["members"]), item["source"])
            for item in _json("peer_groups.json")["groups"]
        },
    )


@cache
def london() -> PeerGroup:
    """The 32 London boroughs."""
    item = _json("peer_groups.json")["london"]
    return PeerGroup(month_of(item["since"]), tuple(boroughs()), item["source"])


@dataclass(frozen=True)
class DenominatorSeries:
    """A series of denominators: one figure for each borough and year."""

    name: str
    of: str
    aliases: Sequence[str]
    source: str
    years: Mapping[int, Mapping[str, int]]


@cache
def denominator_series() -> Mapping[str, DenominatorSeries]:
    """The packaged series, by name."""
    rows = _rows("denominators.csv")
    return MappingProxyType(
        {
            item["name"]: DenominatorSeries(
                item["name"],
                item["of"],
                tuple(item["aliases"]),
                item["source"],
                MappingProxyType(
                    {
                        int(row["year"]): MappingProxyType({name: int(row[name]) for name in boroughs()})
                        for row in rows
                        if row["series"] == item["name"]
                    },
                ),
            )
            for item in _json("denominators.json")["series"]
        },
    )


@cache
def estimates_usable_from() -> int:
    """The month of the next year from which a mid-year estimate is used."""
    return int(_json("denominators.json")["usable_from_month"])


@dataclass(frozen=True)
class FundRules:
    """The rules of the London Crime Prevention Fund."""

    years: int
    years_per_period: int
    cocommissioned_share: float
    cocommissioned_from_year: int
    source: str


@cache
def fund_rules() -> FundRules:
    """Four years in two periods; from the second year a share is co-commissioned."""
    item = _json("fund_rules.json")
    return FundRules(
        item["years"],
        item["years_per_period"],
        item["cocommissioned_share"],
        item["cocommissioned_from_year"],
        item["source"],
    )


@dataclass(frozen=True)
class Rule:
    """A number that a report's judgement rests on, and where it comes from."""

    value: float
    meaning: str
    source: str


@cache
def report_rules() -> Mapping[str, Rule]:
    """The numbers that the dashboards judge with, by name."""
    return MappingProxyType({name: Rule(**item) for name, item in _json("report_rules.json").items()})
