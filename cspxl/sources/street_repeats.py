"""Rows that stand in a street file more than once: which are counted once, and which cannot be told apart.

Real files repeat some: up to 5% of the crimes of a force's month (Humberside, 2024), up to a sixth of the burglaries of
a borough (Hammersmith and Fulham, 2016). The police's own figures are nearer with them than without. So rows are
counted once only where more than that stands there twice: in the whole file, in one type, one area, or one type of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cspxl.sources.street_scan import FileCounts, GroupCount

# Of the rows with a Crime ID: parts of a file as whether they are one authority's, whether they are of one type, and
# the share and the number of them that may repeat another.
_PARTS: Final = ((False, False, 0.10, 0), (False, True, 0.10, 20), (True, False, 0.25, 20), (True, True, 0.25, 20))

# Of the rows without one, nearly all incidents of anti-social behaviour, those at one place are alike: up to 42% of a
# force's month; 63% where a file had each twice (Derbyshire, February 2024).
_WITHOUT_ID: Final = 0.5
_SHARED: Final = 0.75  # where more than this share repeats another, the Crime IDs are none
_MANY: Final = 100  # of both kinds; of few rows nothing is told by a share


@dataclass(frozen=True)
class Repeated:
    """A part of a force's month that stands there more than once: an authority's rows, a type's or both, "" for any.

    Of its ``n`` rows ``extra`` repeat another. ``once``: those with a Crime ID are counted once. ``lost``: the types of
    which nothing can be said, because rows of theirs have no Crime ID, or one that many share.
    """

    authority: str
    kind: str
    n: int
    extra: int
    once: bool
    lost: frozenset[str]

    def has(self, group: GroupCount) -> bool:
        """Whether the group's rows are in the part."""
        return self.authority in {"", group.authority} and self.kind in {"", group.kind}


def repeated_parts(found: FileCounts) -> Sequence[Repeated]:
    """The parts of a file that are repeated, the largest first; what is in one is not told again."""
    placed = [group for group in found.counts if group.authority]
    parts: list[Repeated] = []
    crimes = [group for group in placed if group.has_id]
    for by_authority, by_kind, share, many in _PARTS:
        rest = [group for group in crimes if not any(part.has(group) for part in parts)]
        if not any(group.extra for group in rest):
            break
        for authority, kind, n, extra in _sums(rest, by_authority=by_authority, by_kind=by_kind):
            if extra > max(many, share * n):
                once = extra <= max(_MANY, _SHARED * n)
                part = Repeated(authority, kind, n, extra, once, frozenset())
                lost = {group.kind for group in placed if part.has(group) and not (once and group.has_id)}
                parts.append(replace(part, lost=frozenset(lost)))
    return [*parts, *_without_id(placed, frozenset().union(*(part.lost for part in parts if not part.authority)))]


def _without_id(placed: Sequence[GroupCount], told: frozenset[str]) -> Iterator[Repeated]:
    """The types of which half the rows without a Crime ID are alike, or all of them where half of all are."""
    rest = [group for group in placed if not group.has_id and group.kind not in told]
    if sum(group.extra for group in rest) < _MANY:
        return
    for by_kind in (False, True):
        for _, kind, n, extra in _sums(rest, by_authority=False, by_kind=by_kind):
            if extra >= max(_MANY, _WITHOUT_ID * n):
                inside = frozenset(group.kind for group in rest if kind in {"", group.kind})
                yield Repeated("", kind, n, extra, once=False, lost=inside)
                rest = [group for group in rest if group.kind not in inside]


def _sums(groups: Sequence[GroupCount], *, by_authority: bool, by_kind: bool) -> Iterator[tuple[str, str, int, int]]:
    """Authority and type, "" for any, with their rows and those that repeat another."""
    sums: dict[tuple[str, str], list[GroupCount]] = {}
    for group in groups:
        key = (group.authority if by_authority else "", group.kind if by_kind else "")
        sums.setdefault(key, []).append(group)
    for (authority, kind), inside in sums.items():
        yield authority, kind, sum(group.n for group in inside), sum(group.extra for group in inside)
