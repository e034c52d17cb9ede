"""Totals among the rows of a borough file: left out with their name, never added to the rows that they add up.

A row is a total by its name (``Total``, ``Burglary - All``, ``-``, its major category's own name), or because it is
the sum of rows beside it in every month. A label that a published file has is never one by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from cspxl.errors import InputError
from cspxl.facts import classifications, indicators
from cspxl.notices import Notice, Touch
from cspxl.sources.doubts import Doubt, named_areas, touching
from cspxl.sources.mps import BoroughFile
from cspxl.sources.plausible import Counts, Mask
from cspxl.sources.text import listed, shown

_TOTAL: Final = frozenset({"TOTAL", "TOTALS", "SUBTOTAL", "SUBTOTALS", "ALL", "OVERALL", "SUM", "TNO"})
_BLANK: Final = frozenset({"", "NA", "NONE", "NULL", "NAN", "BLANK"})  # as spreadsheets write an empty field
_WHOLE_AREAS: Final = frozenset(
    {
        *("LONDON", "GREATER LONDON", "INNER LONDON", "OUTER LONDON", "MPS", "MPD", "MET", "THE MET"),
        *("METROPOLITAN POLICE", "METROPOLITAN POLICE SERVICE", "METROPOLITAN POLICE DISTRICT"),
    },
)
# A row that is called a total may differ from the rows that it adds up by what a later revision moved: between two
# releases 12-month totals move by up to 3%. Equality is no chance from so many offences on.
_REVISION: Final = 0.03
_NO_CHANCE: Final = 30


@dataclass(frozen=True)
class _Total:
    """A row that is a total, by its place in the labels; of which rows, and how it is told.

    ``perhaps`` are rows that a total of all rows may leave out, as the indicator does.
    """

    at: int
    parts: Sequence[int]
    told: str
    perhaps: Sequence[int] = ()

    def wholes(self, file: BoroughFile) -> frozenset[str]:
        """The indicators that take in all of its rows."""
        labels = [file.labels[at] for at in self.parts]
        return frozenset(key for key, item in indicators().items() if all(item.counts(*label) for label in labels))


def without_totals(file: BoroughFile) -> tuple[BoroughFile, Sequence[Doubt]]:
    """The file without its totals, which its notices name; and doubts where a total and its rows disagree."""
    file = _without_total_areas(file)
    unknown = [
        at for at, label in enumerate(file.labels) if not any(label in item.labels for item in classifications())
    ]
    named = [at for at in unknown if _is_named(file, at)]
    rest = [at for at in range(len(file.labels)) if at not in named]
    found = [total for at in unknown if (total := _sum(file, at, [other for other in rest if other not in unknown]))]
    summed = {total.at for total in found}
    found += [_called(file, at, rest) for at in named if at not in summed]
    keep = [at for at in rest if at not in summed]
    doubts = [
        *(doubt for total in found for doubt in _disagreement(file, total)),
        *(doubt for at in keep for doubt in (_as_large if at in unknown else _repeated)(file, at, keep)),
    ]
    if not found:
        return file, doubts
    if not keep:
        raise InputError(f"{file.source.name}: has no rows but totals; give the file with a row for each category")
    return (
        replace(
            file,
            labels=[file.labels[at] for at in keep],
            counts=file.counts[:, keep],
            present=file.present[:, keep],
            notices=[*file.notices, _notice(file, found)],
        ),
        doubts,
    )


def _without_total_areas(file: BoroughFile) -> BoroughFile:
    keep = [
        at for at, area in enumerate(file.areas) if not _is_total(area) and " ".join(_words(area)) not in _WHOLE_AREAS
    ]
    if len(keep) == len(file.areas):
        return file
    if not keep:
        raise InputError(f"{file.source.name}: has no rows but totals; give the file with a row for each borough")
    left = [shown(area) for at, area in enumerate(file.areas) if at not in keep]
    notice = Notice(f"areas that are totals of others, left out: {listed(left)}", file.source.name)
    return replace(
        file,
        areas=[file.areas[at] for at in keep],
        counts=file.counts[keep],
        present=file.present[keep],
        notices=[*file.notices, notice],
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.upper())


def _is_total(text: str) -> bool:
    words = _words(text)
    return bool(_TOTAL & {*words}) or "".join(words) in _BLANK


def _is_named(file: BoroughFile, at: int) -> bool:
    """Whether the label says that its row is a total; a category alone in its group may have the group's name."""
    major, minor = file.labels[at]
    alone = not any(label[0] == major for other, label in enumerate(file.labels) if other != at)
    return _is_total(major) or _is_total(minor) or (_words(major) == _words(minor) and not alone)


def _siblings(file: BoroughFile, at: int, places: Sequence[int]) -> Sequence[int]:
    return [other for other in places if other != at and file.labels[other][0] == file.labels[at][0]]


def _called(file: BoroughFile, at: int, places: Sequence[int]) -> _Total:
    """A total by its name: of the rows of its group, or of all."""
    told = shown(" / ".join(file.labels[at]))
    if siblings := _siblings(file, at, places):
        return _Total(at, siblings, told)
    excluded = frozenset[str]().union(*(item.exclude_major for item in indicators().values()))
    perhaps = [other for other in places if file.labels[other][0] in excluded]
    return _Total(at, [other for other in places if other not in perhaps], told, perhaps)


def _sum(file: BoroughFile, at: int, known: Sequence[int]) -> _Total | None:
    """A total because it is the sum of rows beside it, or repeats one of them."""
    siblings = _siblings(file, at, known)
    groups = [[other] for other in siblings] or _majors(file, known)
    added = _added_up(file, at, groups)
    if not added:
        return None
    what = listed([file.labels[group[0]][1 if siblings else 0] for group in added])
    relation = "the sum of" if len(added) > 1 else "the same as"
    told = f"{shown(' / '.join(file.labels[at]))}, {relation} {what},"
    return _Total(at, [place for group in added for place in group], told)


def _majors(file: BoroughFile, places: Sequence[int]) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for at in places:
        groups.setdefault(file.labels[at][0], []).append(at)
    return list(groups.values())


def _added_up(file: BoroughFile, at: int, groups: Sequence[Sequence[int]]) -> Sequence[Sequence[int]]:
    """The groups of rows whose sum is the row wherever it has a count; none where it is no sum."""
    rows = np.flatnonzero(file.present[:, at])
    filled = np.where(file.present[rows][:, :, None], file.counts[rows], 0)
    row = filled[:, at].ravel()
    if not groups or np.isnan(row).any() or row.sum() < _NO_CHANCE:
        return []
    parts = np.stack([np.nan_to_num(filled[:, group]).sum(axis=1).ravel() for group in groups], axis=1)
    parts, row = parts[row > 0], row[row > 0]
    fitted = np.round(np.asarray(np.linalg.lstsq(parts, row)[0]))
    for shares in (np.ones(len(groups)), fitted)[: 2 if len(row) > len(groups) else 1]:
        if np.isin(shares, (0, 1)).all() and shares.any() and np.array_equal(parts @ shares, row):
            return [group for group, share in zip(groups, shares, strict=True) if share and filled[:, group].any()]
    return []


def _repeated(file: BoroughFile, at: int, places: Sequence[int]) -> Iterator[Doubt]:
    """A doubt where the row of a known category is the same as another of its group, or the sum of all the others."""
    siblings = _siblings(file, at, places)
    row, others = file.counts[:, at], np.where(file.present[:, siblings, None], file.counts[:, siblings], 0)
    counted = np.nansum(row, axis=1) >= _NO_CHANCE
    same = (others == row[:, None]).all(axis=2).any(axis=1) | (others.sum(axis=1) == row).all(axis=1)
    if (counted & same).any():
        label = file.labels[at]
        keys = frozenset(key for key, item in indicators().items() if item.counts(*label))
        where = np.repeat((counted & same)[:, None], row.shape[1], axis=1)
        heading = "rows that repeat another row of their group, or are the sum of the others, so not available"
        yield Doubt(heading, label[1], f"{label[1].capitalize()} repeats other rows", keys, where)


def _sums(file: BoroughFile, places: Sequence[int], has: Mask) -> Counts:
    """The counts of some rows together, for each area, in the months that a total has a count of."""
    return np.asarray(np.where(has, np.nansum(file.counts[:, places], axis=1), 0).sum(axis=1))


def _disagreement(file: BoroughFile, total: _Total) -> Iterator[Doubt]:
    """A doubt where a total is not the sum of its rows: one is missing, or one does not belong there."""
    has = np.nan_to_num(file.counts[:, total.at]) > 0
    row, least, more = (_sums(file, places, has) for places in ([total.at], total.parts, total.perhaps))
    most = least + more
    differs = file.present[:, total.at] & ((row < (1 - _REVISION) * least) | (row > (1 + _REVISION) * most))
    if differs.any():
        where = np.repeat(differs[:, None], file.counts.shape[2], axis=1)
        why = f"its total, {file.labels[total.at][1].capitalize()}, is not what its rows add up to"
        heading = "totals that are not what their rows add up to, so not available"
        yield Doubt(heading, total.told, why, total.wholes(file), where)


def _as_large(file: BoroughFile, at: int, places: Sequence[int]) -> Iterator[Doubt]:
    """A doubt where a row that no list knows has about as many as all rows of its group: perhaps it is their total."""
    siblings = _siblings(file, at, places)
    has = np.nan_to_num(file.counts[:, at]) > 0
    row, others = _sums(file, [at], has), _sums(file, siblings, has)
    large = file.present[:, at] & (others >= _NO_CHANCE) & (np.abs(row - others) <= _REVISION * others)
    if large.any():
        name = shown(" / ".join(file.labels[at]))
        keys = frozenset(key for key, item in indicators().items() if item.counts(*file.labels[at]))
        where = np.repeat(large[:, None], file.counts.shape[2], axis=1)
        why = f"{file.labels[at][1].capitalize()} is as large as its group, perhaps a total"
        yield Doubt("rows that no list knows, as large as their group, so not available", name, why, keys, where)


def _notice(file: BoroughFile, found: Sequence[_Total]) -> Notice:
    items: list[str] = []
    touches: list[Touch] = []
    for total in found:
        areas = [area for area, has in zip(file.areas, file.present[:, total.at], strict=True) if has]
        items.append(f"{total.told} for {named_areas(areas, file.areas)}")
        whose: Sequence[str | None] = [None] if len(areas) == len(file.areas) else areas
        why = f"a total among the rows, {file.labels[total.at][1].capitalize()}, is left out"
        touches += touching(total.wholes(file), whose, file.source.first_month, file.source.last_month, why)
    return Notice(
        f"rows that are totals of others, left out: {'; '.join(items)}", file.source.name, "note", (*touches,)
    )
