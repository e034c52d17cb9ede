"""What a reader of the figures should know about a borough file beyond what is in doubt: a line for each kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cspxl.facts import Classification, boroughs
from cspxl.notices import Effect, Notice, Touch
from cspxl.sources.counted import Counted
from cspxl.sources.doubts import TINY, Doubt, named_areas, touching
from cspxl.sources.mps import BoroughFile, Label
from cspxl.sources.plausible import QUARTER, YEAR, takes_over
from cspxl.sources.text import listed, shown
from cspxl.values import month_text

_MANY_COUNTS: Final = 100  # half of all counts are even, so that a hundred are is no chance


class _Item(NamedTuple):
    """A part of a line, and the figures that it touches."""

    text: str
    touches: Sequence[Touch]


class _Read(NamedTuple):
    """A file and what was made of it."""

    file: BoroughFile
    classification: Classification
    counted: Sequence[Counted]
    doubts: Sequence[Doubt]

    def item(self, text: str, keys: AbstractSet[str], areas: AbstractSet[str], why: str) -> _Item:
        """A part about the file's months; the areas are boroughs."""
        source = self.file.source
        whose = [None] if areas >= set(self.file.areas) & set(boroughs()) else sorted(areas)
        return _Item(text, tuple(touching(frozenset(keys), whose, source.first_month, source.last_month, why)))

    def matters(self, label: Label, item: Counted) -> bool:
        """Whether a category is usually so much of an indicator that its figures are marked: else it is told alone."""
        per_thousand = self.classification.per_thousand
        whole = sum(share for other, share in per_thousand.items() if item.indicator.counts(*other))
        return per_thousand.get(label, 0.0) >= TINY * whole

    def doubted(self, key: str) -> NDArray[np.bool_]:
        """The areas for which a doubt leaves no figure of the indicator at all."""
        found = np.zeros(len(self.file.areas), dtype=np.bool_)
        for doubt in self.doubts:
            if doubt.makes_unavailable(key):
                found |= doubt.where.all(axis=1)
        return found

    @property
    def inside(self) -> NDArray[np.bool_]:
        """The areas that figures are told of: the boroughs, or all where there is none."""
        found = np.array([area in boroughs() for area in self.file.areas])
        return found if found.any() else ~found

    def boroughs(self, places: Sequence[int]) -> frozenset[str]:
        """The areas that are boroughs."""
        return frozenset(self.file.areas[at] for at in places) & frozenset(boroughs())

    def instead(self, label: Label) -> Sequence[int]:
        """Places of the labels under which a label's offences stand in rows that lack it."""
        others = self.classification.instead(label, set(self.file.labels))
        return [at for at, other in enumerate(self.file.labels) if other in others]


def notices(
    file: BoroughFile,
    classification: Classification,
    counted: Sequence[Counted],
    doubts: Sequence[Doubt],
) -> Iterator[Notice]:
    """The lines, each with the figures that it touches."""
    read = _Read(file, classification, counted, doubts)
    lines: dict[str, tuple[Effect, Sequence[_Item]]] = {
        "labels that no list knows": ("note", _unknown(read)),
        "not available, because rows are absent": ("not available", _not_available(read)),
        "rows that are absent, taken as zero": ("note", _taken_as_zero(read)),
        "no row in any area, so counted without": ("note", _lacking(read)),
        "recorded nowhere after the month named, so perhaps filed elsewhere": ("note", _ended(read)),
        "every count is a multiple of one number, so perhaps rounded": ("note", _rounded(read)),
    }
    for what, (effect, items) in lines.items():
        if items:
            touches = tuple(dict.fromkeys(touch for item in items for touch in item.touches))
            yield Notice(f"{what}: {'; '.join(item.text for item in items)}", file.source.name, effect, touches)


def _unknown(read: _Read) -> Sequence[_Item]:
    listed_minors = frozenset[str]().union(*(item.indicator.minor for item in read.counted))
    excluded = frozenset[str]().union(*(item.indicator.exclude_major for item in read.counted))
    items = []
    for at, (major, minor) in enumerate(read.file.labels):
        label = (major, minor)
        if label not in read.classification.labels and minor not in listed_minors and major not in excluded:
            rows = read.file.present[:, at] & read.inside
            counting = [item.indicator.key for item in read.counted if at in item.columns]
            keys = [key for key in counting if not (rows.any() and read.doubted(key)[rows].all())]
            why = f"counted with {minor.capitalize()}, which no list knows"
            text = f"{shown(f'{major} / {minor}')} (counted in {listed(keys) or 'no figure'})"
            items.append(read.item(text, {*keys}, read.boroughs(np.flatnonzero(rows).tolist()), why))
    return items


def _not_available(read: _Read) -> Sequence[_Item]:
    """The indicators that boroughs lack and no doubt tells of; other areas are not asked for every row."""
    items = []
    for item in read.counted:
        key = item.indicator.key
        doubted = read.doubted(key)
        without = read.boroughs(np.flatnonzero(~item.available & ~doubted).tolist())
        if without:
            everywhere = not item.available.any() and not doubted.any()
            text = key if everywhere else f"{key} for {named_areas([*without], read.file.areas)}"
            items.append(read.item(text, {key}, without, "no row in the file"))
    return items


def _taken_as_zero(read: _Read) -> Sequence[_Item]:
    """Rows of a known category that a borough lacks and others have.

    Where an absent row is zero anyway, the total's are not told: rare offences are absent in many boroughs.
    """
    items = []
    for at, label in enumerate(read.file.labels):
        if label not in read.classification.labels:
            continue
        others = read.instead(label)
        told = [
            item
            for item in read.counted
            if at in item.columns and not (read.classification.absent_is_zero and item.indicator.exclude_major)
        ]
        available = np.any([item.available for item in told], axis=0)
        zero = available & ~read.file.present[:, at] & ~read.file.present[:, others].any(axis=1)
        if areas := read.boroughs(np.flatnonzero(zero).tolist()):
            keys = {item.indicator.key for item in told if read.matters(label, item)}
            text = f"{label[1]} for {named_areas([*areas], read.file.areas)}"
            items.append(read.item(text, keys, areas, f"no row for {label[1].capitalize()}: taken as zero"))
    return items


def _lacking(read: _Read) -> Sequence[_Item]:
    """The classification's labels of an available indicator that stand nowhere in the file under any name."""
    items = []
    other_names = {label[0] for label in read.file.labels if label not in read.classification.labels}
    for label in sorted(read.classification.labels - set(read.file.labels)):
        counting = [
            item for item in read.counted if item.indicator.counts(*label) and item.available[read.inside].any()
        ]
        if counting and not read.instead(label) and label[0] not in other_names:
            keys = [item.indicator.key for item in counting]
            everywhere = frozenset(read.file.areas)
            why = f"counted without {label[1].capitalize()}, which has no row"
            touched = {item.indicator.key for item in counting if read.matters(label, item)}
            items.append(read.item(f"{label[1]} ({listed(keys)})", touched, everywhere, why))
    return items


def _ended(read: _Read) -> Sequence[_Item]:
    """Labels recorded in every month of a year and then, for a year or more, nowhere.

    The figures that they touch are those that compare a month without them to one with them.
    """
    recorded = np.nansum(read.file.counts, axis=0) > 0
    items = []
    for label, months in zip(read.file.labels, recorded, strict=True):
        last = int(np.flatnonzero(months)[-1]) if months.any() else -1
        others = read.instead(label)
        if (
            YEAR - 1 <= last < len(months) - YEAR
            and months[last - YEAR + 1 : last + 1].all()
            and not recorded[others, last + 1 :].any()
        ):
            end = read.file.source.first_month + last
            keys = frozenset(item.indicator.key for item in read.counted if item.indicator.counts(*label))
            why = f"{label[1].capitalize()} is recorded nowhere after {month_text(end)}"
            touches = [*touching(keys, [None], end + 1, end + YEAR, why)]
            names = []
            for name, raised in _raised(read, label, last):
                names.append(name)
                held = f"perhaps holds {label[1].capitalize()}, which is recorded nowhere after {month_text(end)}"
                touches += touching(raised - keys, [None], end + 1, end + 2 * YEAR, held)
            under = f", perhaps under {listed(names)}" if names else ""
            items.append(_Item(f"{label[1]} ({month_text(end)}{under})", tuple(touches)))
    return items


def _raised(read: _Read, ended: Label, last: int) -> Iterator[tuple[str, frozenset[str]]]:
    """The labels that rise in every area by about what a category had there when that ends; and their indicators."""
    counts = dict(zip(read.file.labels, np.nan_to_num(read.file.counts).swapaxes(0, 1), strict=True))
    before, after = slice(last + 1 - QUARTER, last + 1), slice(last + 1, last + 1 + QUARTER)
    gone = counts[ended][:, before].sum(axis=1)
    for label in read.file.labels:
        names = [label, *(read.file.labels[at] for at in read.instead(label))]
        was, now = (sum(counts[name][:, months].sum(axis=1) for name in names) for months in (before, after))
        if counts[label][:, after].any() and takes_over(was, now, gone):
            yield label[1], frozenset(item.indicator.key for item in read.counted if item.indicator.counts(*label))


def _rounded(read: _Read) -> Sequence[_Item]:
    """Areas whose counts, so many of them, are all multiples of one number."""
    found: dict[int, list[int]] = {}
    for at, counts in enumerate(np.nan_to_num(read.file.counts).astype(np.int64)):
        if np.count_nonzero(counts) >= _MANY_COUNTS and (base := int(np.gcd.reduce(counts, axis=None))) > 1:
            found.setdefault(base, []).append(at)
    items = []
    for base, places in found.items():
        areas = read.boroughs(places)
        why = f"every count is a multiple of {base}: perhaps rounded"
        text = f"{base} for {named_areas([read.file.areas[at] for at in places], read.file.areas)}"
        items.append(read.item(text, {item.indicator.key for item in read.counted}, areas, why))
    return items
