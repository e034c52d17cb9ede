"""Names that are not quite those of the published files: misspelt, or a category filed under another major one.

The row's counts belong to a category that has its own row elsewhere or lacks one. So neither the indicators of the
name as it stands nor those of the name that is meant are available there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

import numpy as np

from cspxl.facts import Classification, boroughs, classifications, indicators
from cspxl.sources.doubts import Doubt
from cspxl.sources.mps import BoroughFile, Label
from cspxl.sources.series import area_key
from cspxl.sources.text import shown

_NEAR: Final = 0.8  # the share of letters alike from which a name resembles another; published ones are further apart


def near_names(file: BoroughFile, classification: Classification) -> Iterator[Doubt]:
    """What is in doubt because of labels and areas that resemble known ones."""
    yield from _near_labels(file, classification)
    yield from _near_areas(file)


def near_borough(area: str) -> str | None:
    """The borough that an area outside the 32 is perhaps meant for."""
    return near_area(area, list(boroughs()))


def near_area(area: str, names: Sequence[str]) -> str | None:
    """Which of the names an area that is none of them is perhaps meant for: misspelt, cut short, or with more words."""
    key = area_key(area)
    named = {area_key(name): name for name in names}
    if key in named:
        return None
    around = [name for other, name in named.items() if f" {other} " in f" {key} " or f" {key} " in f" {other} "]
    if len(around) == 1:
        return around[0]
    likeness, nearest = max((_likeness(key, other), other) for other in named)
    return named[nearest] if likeness >= _NEAR else None


def _near_labels(file: BoroughFile, classification: Classification) -> Iterator[Doubt]:
    known = frozenset[Label]().union(*(item.labels for item in classifications()))
    excluded = frozenset[str]().union(*(item.exclude_major for item in indicators().values()))
    for at, label in enumerate(file.labels):
        if label in known or label[0] in excluded or not (meant := _meant(label, classification)):
            continue
        told = " or ".join(" / ".join(item) for item in meant)
        yield Doubt(
            "labels that resemble a known one, so not available",
            f"{shown(' / '.join(label))} (is it {told}?)",
            f"{label[0].capitalize()} / {label[1].lower()} is perhaps {' / '.join(meant[0]).lower()}",
            _counting([label, *meant]),
            np.repeat(file.present[:, at, None], file.counts.shape[2], axis=1),
        )


def _meant(label: Label, classification: Classification) -> Sequence[Label]:
    """The known labels that a label is perhaps meant for."""
    major, minor = label
    if same := sorted(other for other in classification.labels if other[1] == minor):
        return same
    majors = {other for other, _ in classification.labels}
    near = {other for other in majors if other == major or (major not in majors and _likeness(major, other) >= _NEAR)}
    inside = [other for other in classification.labels if other[0] in near]
    likeness, nearest = max(((_likeness(minor, other[1]), other) for other in inside), default=(0.0, label))
    if likeness >= _NEAR:
        return [nearest]
    return [(other, minor) for other in sorted(near - {major})]


def _near_areas(file: BoroughFile) -> Iterator[Doubt]:
    """The figures of a borough to which rows of an area of nearly its name perhaps belong."""
    for at, area in enumerate(file.areas):
        if area in boroughs() or (borough := near_borough(area)) not in file.areas:
            continue
        where = np.zeros((len(file.areas), file.counts.shape[2]), dtype=np.bool_)
        where[file.areas.index(borough)] = True
        labels = [label for label, has in zip(file.labels, file.present[at], strict=True) if has]
        heading = f"rows of {shown(area)}, which are perhaps of a borough, so not available"
        yield Doubt(heading, "", f"rows of {area} are perhaps of {borough}", _counting(labels), where)


def _counting(labels: Sequence[Label]) -> frozenset[str]:
    """The indicators that count any of the labels."""
    return frozenset(key for key, item in indicators().items() if any(item.counts(*label) for label in labels))


@lru_cache(maxsize=4096)
def _likeness(name: str, other: str) -> float:
    """The share of letters alike, words in any order; all of them where a name has the other's words and more."""
    words, others = (re.findall(r"[^\W_]+", text) for text in (name.casefold(), other.casefold()))
    if len(others) > 1 and {*others} <= {*words}:
        return 1.0
    pairs = [(words, others), (sorted(words), sorted(others))]
    return max(SequenceMatcher(None, "".join(one), "".join(two), autojunk=False).ratio() for one, two in pairs)
