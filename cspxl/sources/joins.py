"""Where a file follows another: labels or areas that seem exchanged in it, and totals in the place of a part.

The year after the join is held against the year before it, less what changed in the other areas too. No published file
has any of it; within a file it cannot be told from real changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, pairwise
from typing import Final

import numpy as np

from cspxl.notices import Notice, Touch
from cspxl.sources.categories import Categories
from cspxl.sources.doubts import touching
from cspxl.sources.plausible import QUARTER, YEAR, Counts, takes_over
from cspxl.sources.spans import span

# Logarithms of ratios. Choices: labels are exchanged where each has the other's level, to 0.3, and had another, by 0.35
# and five standard deviations; a total is a rise by a fifth or more to the sum with the others of the group, to 0.07.
_FITS: Final = 0.3
_FITS_SUM: Final = 0.07
_DIFFERS: Final = 0.35
_RISES: Final = 0.2
_DEVIATIONS: Final = 5.0
_COMMON: Final = 10.0  # counts of a month; smaller ones scatter too much
_NEARER: Final = 0.5  # another area's profile, than its own
_PROFILE: Final = 10  # categories that make one


def join_notices(
    areas: Sequence[str], first_month: int, categories: Categories, joins: Sequence[int]
) -> Iterator[Notice]:
    """A notice of what seems exchanged, told to the end of the file; ``joins`` are the first months of later files."""
    n_months = categories.counts.shape[2]
    items: list[str] = []
    touches: list[Touch] = []
    for join, end in pairwise([*joins, first_month + n_months]):
        at = join - first_month
        before, after = (_mean(categories.counts[:, :, max(0, first) : first + YEAR]) for first in (at - YEAR, at))
        expected = before * _change_of_others(before, after)
        together = np.nansum(before, axis=0), np.nansum(after, axis=0)
        moved = list(_areas(areas, expected, after))
        rest = [row for row, area in enumerate(areas) if area not in {other for other, _, _ in moved}]
        everywhere = _exchanged(*together)
        known = {label for pair in everywhere for label in pair}
        told = [
            *moved,
            *(
                item
                for row in rest
                for item in _labels(categories, areas[row], _exchanged(expected[row], after[row], known))
            ),
            *_labels(categories, None, everywhere),
            *_totals(categories, *together),
            *_filed_elsewhere(categories, at),
        ]
        for area, keys, why in told:
            items.append(f"{area or 'all areas'} ({span(join, end - 1)}: {why})")
            touches += touching(keys, [area], join, end - 1, why)
    if items:
        heading = "rows that seem exchanged, filed elsewhere, or totals in a part's place, as against the file before"
        yield Notice(f"{heading}: {'; '.join(items)}", "", "note", tuple(touches))


def _mean(counts: Counts) -> Counts:
    """The counts of a month; NaN where half a year is not known."""
    known = (~np.isnan(counts)).sum(axis=-1)
    return np.where(known >= YEAR // 2, np.nansum(counts, axis=-1) / np.maximum(known, 1), np.nan)


def _change_of_others(before: Counts, after: Counts) -> Counts:
    """The median of the areas' changes of each category."""
    change = np.divide(after, before, out=np.full(before.shape, np.nan), where=(before > 0) & (after > 0))
    known = ~np.isnan(change).all(axis=0)
    median = np.ones(before.shape[1])
    median[known] = np.nanmedian(change[:, known], axis=0)
    return median


def _areas(
    areas: Sequence[str], expected: Counts, after: Counts
) -> Iterator[tuple[str | None, frozenset[str] | None, str]]:
    """Areas whose counts are far nearer to what is expected of another area; and that other area."""
    common = (np.nan_to_num(expected) >= _COMMON) & (np.nan_to_num(after) > 0)
    logs = np.log(np.where(common, expected, np.nan)), np.log(np.where(common, after, np.nan))
    like: dict[str, str] = {}
    for row, area in enumerate(areas):
        away = logs[1][row] - logs[0]
        n_both = (~np.isnan(away)).sum(axis=1)
        distances = np.nansum(np.abs(away), axis=1) / np.maximum(n_both, 1)
        distances[n_both < _PROFILE] = np.inf
        if abs(np.nansum(away[row])) > _DIFFERS * n_both[row]:
            continue  # all of them are at another level, which is told of the months
        nearest = int(distances.argmin())
        if nearest != row and distances[nearest] < _NEARER * distances[row] < np.inf:
            like[area] = areas[nearest]
    yield from ((area, None, f"the counts are like {other}'s before") for area, other in like.items())
    for area, other in like.items():
        if other not in like:  # its own may be anywhere
            yield other, None, f"{area} has counts like those here before"


def _exchanged(expected: Counts, after: Counts, known: Collection[int] = ()) -> Sequence[tuple[int, int]]:
    """Pairs of categories that have each other's level, but for those that are known to have another's."""
    expected, after = np.nan_to_num(expected), np.nan_to_num(after)
    change = np.log(np.maximum(after, 0.1) / np.maximum(expected, 0.1))
    deviation = np.sqrt((1 / np.maximum(after, 0.1) + 1 / np.maximum(expected, 0.1)) / YEAR)
    far = (np.minimum(expected, after) >= _COMMON) & (np.abs(change) >= _DEVIATIONS * deviation)
    labels = [at for at in np.flatnonzero(far & (np.abs(change) >= _DIFFERS)).tolist() if at not in known]
    return [
        (one, two)
        for one, two in combinations(labels, 2)
        if max(abs(np.log(after[one] / expected[two])), abs(np.log(after[two] / expected[one]))) <= _FITS
    ]


def _labels(
    categories: Categories, area: str | None, pairs: Sequence[tuple[int, int]]
) -> Iterator[tuple[str | None, frozenset[str], str]]:
    """What is told of an area's pairs: which are exchanged cannot be known where one category is in several of them."""
    n_pairs = Counter(label for pair in pairs for label in pair)
    for pair in pairs:
        one, two = (categories.names[at].capitalize() for at in pair)
        alone = all(n_pairs[at] == 1 for at in pair)
        why = f"{one} and {two} {'seem exchanged' if alone else 'have changed, each to a level that the other had'}"
        yield area, categories.keys[pair[0]] | categories.keys[pair[1]], why


def _totals(categories: Categories, expected: Counts, after: Counts) -> Iterator[tuple[None, frozenset[str], str]]:
    """Categories that rise, in all areas together, to the sum of what is expected and their group's other rows.

    Of single areas some do by chance. Where the other rows rise as well, one of the files is at another level.
    """
    rises = after >= np.exp(_RISES) * np.maximum(expected, _COMMON)
    for at in np.flatnonzero(rises & (expected >= _COMMON)).tolist():
        group = [n for n, major in enumerate(categories.majors) if major == categories.majors[at] and n != at]
        others = float(after[group].sum())
        if others > 0 and abs(np.log(after[at] / (expected[at] + others))) <= _FITS_SUM:
            alone = others <= np.exp(_FITS) * float(expected[group].sum())
            seen = "seems to be the total of its group" if alone else "rises, and so does the rest of its group"
            why = f"{categories.names[at].capitalize()} {seen}"
            yield None, categories.keys[at], why


def _filed_elsewhere(categories: Categories, at: int) -> Iterator[tuple[None, frozenset[str], str]]:
    """Categories that rise from the join on by about what one had that the later file does not have."""
    before, after = (categories.counts[:, :, first : first + QUARTER] for first in (at - QUARTER, at))
    was, now = (np.nan_to_num(counts).sum(axis=2) for counts in (before, after))
    for ended in np.flatnonzero((was.sum(axis=0) >= QUARTER * _COMMON) & ~now.any(axis=0)).tolist():
        for other in np.flatnonzero(now.any(axis=0)).tolist():
            if takes_over(was[:, other], now[:, other], was[:, ended]):
                why = f"{categories.names[other].capitalize()} perhaps holds {categories.names[ended].capitalize()}"
                keys = categories.keys[other] - categories.keys[ended]
                yield None, keys, f"{why}, which the later file does not have"
