"""The categories of one or several files of a release as series, each under all of its names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cspxl.facts import Classification, indicators
from cspxl.sources.mps import BoroughFile, Label
from cspxl.sources.plausible import Counts


@dataclass(frozen=True, eq=False)
class Categories:
    """Counts of areas by categories by months, NaN where they are not available.

    ``majors`` are the groups that the categories are of, ``keys`` the indicators that count each.
    """

    names: Sequence[str]
    majors: Sequence[str]
    keys: Sequence[frozenset[str]]
    counts: Counts


def joined(
    files: Sequence[BoroughFile],
    classification: Classification,
    areas: Sequence[str],
    totals: Mapping[str, Counts],
) -> Categories:
    """The categories of the files, one after the other in time, for some areas.

    ``totals`` are the indicators' counts, areas by months: what is not available in them is not in a category.
    """
    groups = _groups(files, classification)
    start, n_months = files[0].source.first_month, files[-1].source.last_month + 1 - files[0].source.first_month
    counts = np.full((len(areas), len(groups), n_months), np.nan)
    for file in files:
        inside = [at for at, area in enumerate(areas) if area in file.areas]
        rows = [file.areas.index(areas[at]) for at in inside]
        months = slice(file.source.first_month - start, file.source.last_month + 1 - start)
        filled = np.where(file.present[rows][:, :, None], file.counts[rows], 0)
        for at, group in enumerate(groups):
            places = [place for place, label in enumerate(file.labels) if label in group]
            counts[inside, at, months] = filled[:, places].sum(axis=1)
    keys = [frozenset(key for key, item in indicators().items() if item.counts(*group[0])) for group in groups]
    for at, counting in enumerate(keys):
        narrow = [key for key in counting if not indicators()[key].exclude_major] or [*counting]
        for key in narrow:
            counts[:, at][np.isnan(totals[key])] = np.nan
    names = [" or ".join(dict.fromkeys(minor for _, minor in group)) for group in groups]
    return Categories(names, [group[0][0] for group in groups], keys, counts)


def within(
    files: Sequence[BoroughFile], named_by: Sequence[BoroughFile], classification: Classification,
    areas: Sequence[str], months: range,
) -> Categories:
    """The categories that the files ``named_by`` have, as counted in some files; 0 where these have no row."""
    groups = _groups(named_by, classification)
    counts = np.zeros((len(areas), len(groups), len(months)))
    for file in files:
        inside = [at for at, area in enumerate(areas) if area in file.areas]
        rows = [file.areas.index(areas[at]) for at in inside]
        first, last = file.source.first_month, file.source.last_month
        wanted = [month for month in months if first <= month <= last]
        if not wanted:
            continue
        filled = np.nan_to_num(np.where(file.present[rows][:, :, None], file.counts[rows], 0))
        from_file = slice(wanted[0] - first, wanted[-1] + 1 - first)
        into = slice(wanted[0] - months[0], wanted[-1] + 1 - months[0])
        for at, group in enumerate(groups):
            places = [place for place, label in enumerate(file.labels) if label in group]
            counts[inside, at, into] = filled[:, places, from_file].sum(axis=1)
    names = [" or ".join(dict.fromkeys(minor for _, minor in group)) for group in groups]
    return Categories(names, [group[0][0] for group in groups], [frozenset()] * len(groups), counts)


def _groups(files: Sequence[BoroughFile], classification: Classification) -> Sequence[Sequence[Label]]:
    """The labels of the files, those of one category together."""
    groups: list[list[Label]] = []
    for label in dict.fromkeys(label for file in files for label in file.labels):
        for group in groups:
            if any(classification.same_offences(label, other) for other in group):
                group.append(label)
                break
        else:
            groups.append([label])
    return groups
