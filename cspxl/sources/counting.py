"""The indicators counted from one borough file, and what a row that is absent means.

A borough's absent row is zero where the classification says so. In the older one it is zero too, with a notice that
names it; but an indicator with no row at all for a borough is not available. For an area outside the 32 boroughs an
indicator needs every row that the file has for it anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspxl.facts import Classification, Indicator, boroughs, indicators
from cspxl.notices import Notice
from cspxl.sources.mps import BoroughFile, Label
from cspxl.sources.text import listed, shown
from cspxl.values import month_text

# A total over every label needs rows in nearly all major groups. One may be lacking: files without a historical
# fraud are complete, and 1 of 12 groups is missing then.
_BREADTH: Final = 0.9
_YEAR: Final = 12


@dataclass(frozen=True, eq=False)
class Counted:
    """An indicator's counts in one file, areas by months, NaN where not available; and the labels they come from.

    ``columns`` are places in the file's ``labels``; ``available`` says for which areas the file has the indicator.
    """

    indicator: Indicator
    columns: Sequence[int]
    available: NDArray[np.bool_]
    totals: NDArray[np.float64]


def count(file: BoroughFile, classification: Classification) -> Sequence[Counted]:
    """Every indicator, counted from the file; in the order of ``facts.indicators``."""
    return [_counted(file, classification, indicator) for indicator in indicators().values()]


def _counted(file: BoroughFile, classification: Classification, indicator: Indicator) -> Counted:
    columns = [at for at, label in enumerate(file.labels) if indicator.counts(*label)]
    has = file.present[:, columns]
    in_london = np.array([area in boroughs() for area in file.areas])
    if not columns:
        available = np.zeros(len(file.areas), dtype=np.bool_)
    elif classification.absent_is_zero:
        available = in_london | has.all(axis=1)
    else:
        available = np.where(in_london, has.any(axis=1), has.all(axis=1))
    if indicator.exclude_major:
        available &= _is_broad(file, classification, indicator)
    counts = np.where(has[:, :, None], file.counts[:, columns], 0).sum(axis=1)
    return Counted(indicator, columns, available, np.where(available[:, None], counts, np.nan))


def _is_broad(file: BoroughFile, classification: Classification, indicator: Indicator) -> NDArray[np.bool_]:
    """For which areas the file has rows in nearly all the major groups that make up a total."""
    majors = sorted({major for major, _ in classification.labels} - indicator.exclude_major)
    groups = [[at for at, (major, _) in enumerate(file.labels) if major == name] for name in majors]
    found = sum(file.present[:, columns].any(axis=1).astype(int) for columns in groups)
    return np.asarray(found >= _BREADTH * len(majors))


def notices(file: BoroughFile, classification: Classification, counted: Sequence[Counted]) -> Iterator[Notice]:
    """What a reader of the figures should know about the file, a line for each kind of thing."""
    lines = {
        "labels that no list knows": _unknown(file, classification, counted),
        "not available, because rows are absent": _not_available(file, counted),
        "rows that are absent, taken as zero": _taken_as_zero(file, classification, counted),
        "no row in any area, so counted without": _lacking(file, classification, counted),
        "recorded nowhere after the month named, so perhaps filed elsewhere": _ended(file, classification),
    }
    for what, items in lines.items():
        if items:
            yield Notice(f"{what}: {'; '.join(items)}", file.source.name)


def _unknown(file: BoroughFile, classification: Classification, counted: Sequence[Counted]) -> Sequence[str]:
    listed_minors = frozenset[str]().union(*(item.indicator.minor for item in counted))
    excluded = frozenset[str]().union(*(item.indicator.exclude_major for item in counted))
    items = []
    for at, (major, minor) in enumerate(file.labels):
        if (major, minor) not in classification.labels and minor not in listed_minors and major not in excluded:
            keys = [item.indicator.key for item in counted if at in item.columns]
            items.append(f"{shown(f'{major} / {minor}')} (counted in {listed(keys)})")
    return items


def _not_available(file: BoroughFile, counted: Sequence[Counted]) -> Sequence[str]:
    """The indicators that boroughs lack; other areas are not asked for every row."""
    inside = [at for at, area in enumerate(file.areas) if area in boroughs()]
    items = []
    for item in counted:
        without = {file.areas[at] for at in inside if not item.available[at]}
        if not item.available.any():
            items.append(item.indicator.key)
        elif without:
            items.append(f"{item.indicator.key} for {_boroughs(without, file)}")
    return items


def _taken_as_zero(file: BoroughFile, classification: Classification, counted: Sequence[Counted]) -> Sequence[str]:
    """Rows that a borough lacks and others have.

    Where an absent row is zero anyway, the total's are not told: rare offences are absent in many boroughs.
    """
    items = []
    for at, label in enumerate(file.labels):
        others = _places(file, classification.stand_ins.get(label, frozenset()))
        told = [item for item in counted if not (classification.absent_is_zero and item.indicator.exclude_major)]
        available = np.any([item.available for item in told if at in item.columns], axis=0)
        zero = available & ~file.present[:, at] & ~file.present[:, others].any(axis=1)
        areas = {area for area, is_zero in zip(file.areas, zero, strict=True) if is_zero and area in boroughs()}
        if areas:
            items.append(f"{label[1]} for {_boroughs(areas, file)}")
    return items


def _lacking(file: BoroughFile, classification: Classification, counted: Sequence[Counted]) -> Sequence[str]:
    """The classification's labels of an available indicator that stand nowhere in the file under any name."""
    items = []
    for label in sorted(classification.labels - set(file.labels)):
        keys = [item.indicator.key for item in counted if item.indicator.counts(*label) and item.available.any()]
        if keys and not _places(file, classification.stand_ins.get(label, frozenset())):
            items.append(f"{label[1]} ({listed(keys)})")
    return items


def _ended(file: BoroughFile, classification: Classification) -> Sequence[str]:
    """Labels recorded in every month of a year and then, for a year or more, nowhere."""
    recorded = np.nansum(file.counts, axis=0) > 0
    items = []
    for label, months in zip(file.labels, recorded, strict=True):
        last = int(np.flatnonzero(months)[-1]) if months.any() else -1
        others = _places(file, classification.stand_ins.get(label, frozenset()))
        if (
            _YEAR - 1 <= last < len(months) - _YEAR
            and months[last - _YEAR + 1 : last + 1].all()
            and not recorded[others, last + 1 :].any()
        ):
            items.append(f"{label[1]} ({month_text(file.source.first_month + last)})")
    return items


def _places(file: BoroughFile, labels: AbstractSet[Label]) -> Sequence[int]:
    return [at for at, label in enumerate(file.labels) if label in labels]


def _boroughs(areas: AbstractSet[str], file: BoroughFile) -> str:
    """Boroughs in a sentence; when they are more than half of the file's, those left out."""
    rest = set(file.areas) & set(boroughs()) - areas
    if not rest:
        return "every borough"
    return listed(sorted(areas)) if len(areas) <= len(rest) else f"every borough but {listed(sorted(rest))}"
