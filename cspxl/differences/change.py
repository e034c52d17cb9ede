"""A change: what kind it is of, where, before and after, what that means, and how much it weighs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from cspxl.values import Cell

Kind: TypeAlias = Literal["category", "judgement", "rank", "sentence", "figure", "input", "row", "formula"]
KINDS: Final[Mapping[Kind, str]] = {
    "category": "Categories that are filed elsewhere",
    "judgement": "Judgements that changed", "rank": "Ranks that changed",
    "sentence": "Sentences that say something else", "figure": "Figures that changed",
    "input": "Inputs that changed", "row": "Rows that are new or gone", "formula": "Formulas that changed",
}  # fmt: skip
"""In the order in which a reader wants to know of them."""


@dataclass(frozen=True)
class Change:
    """One change. ``what`` stands there in words; before and after are None where nothing is.

    ``how`` says by how much, or what it means; ``also`` are further places with the same change.
    """

    kind: Kind
    cell: str
    what: str
    before: Cell
    after: Cell
    how: str = ""
    weight: float = 0.0
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Differences:
    """Everything that differs, the heaviest first. ``uncounted`` says what changed besides and is not listed, in words.

    ``notes`` are what else is to be said of the two.
    """

    changes: Sequence[Change]
    uncounted: Mapping[str, int]
    notes: Sequence[str] = ()
    possible: frozenset[Kind] = frozenset(KINDS) - {"category"}

    @property
    def kinds(self) -> Sequence[Kind]:
        """The kinds that such a comparison can have: of workbooks, or of releases."""
        return [kind for kind in KINDS if kind in self.possible]

    def of(self, kind: Kind) -> Sequence[Change]:
        """The changes of a kind."""
        return [change for change in self.changes if change.kind == kind]


def by_weight(changes: Iterable[Change]) -> Sequence[Change]:
    """Kind by kind, the heaviest first; the same change in several places once, at the first of them."""
    first: dict[tuple[object, ...], Change] = {}
    for change in changes:
        alone = change.kind in {"category", "input", "row", "formula"}
        told = (change.cell, change.what) if alone else (change.what.partition(",")[0], change.before, change.after)
        key = (change.kind, *told)
        known = first.get(key)
        first[key] = change if known is None else replace(known, also=(*known.also, change.cell))
    order = list(KINDS)
    return sorted(first.values(), key=lambda change: (order.index(change.kind), -change.weight))
