"""Parts of one whole, each with its percentage in brackets: "There were 400 referrals: 100 (25%) by schools, …"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from cspxl.audit.documents import Cell
from cspxl.audit.figures import Figure, figures
from cspxl.audit.judging import Stated, Verified, compared, part, percentage, share_of

_LEAST: Final = 3  # parts whose percentages are right: by chance they would not be those of one whole
_LONGEST: Final = 3_000  # signs of a paragraph; what is longer is none
_MOST: Final = 30  # parts that a person lists, and figures ahead of them among which the whole is looked for


def listed_verified(cell: Cell, before: str) -> Iterator[Stated]:
    """The parts of a paragraph against the whole that is named ahead of them, where most have its percentages.

    ``before`` is the paragraph before it, in which the whole may be named.
    """
    if len(cell.text) > _LONGEST:
        return
    found = figures(cell.text)
    pairs = [(one, other) for one, other in pairwise(found) if _is_part(cell.text, one, other)]
    if not _LEAST <= len(pairs) <= _MOST:
        return
    ahead = [*figures(before[-_LONGEST:]), *(figure for figure in found if figure.end <= pairs[0][0].start)]
    for whole in [figure for figure in reversed(ahead) if _is_whole(figure)][:_MOST]:
        outcomes = [_share(one, whole, stated) for one, stated in pairs]
        right = sum(outcome.verdict == "ok" for outcome in outcomes)
        if right >= _LEAST and right * 4 >= len(pairs) * 3:
            yield from _told(cell, found, pairs, outcomes)
            return


def _is_part(text: str, one: Figure, stated: Figure) -> bool:
    return (
        _is_whole(one)
        and stated.kind == "percent"
        and not (stated.sign or stated.hedge)
        and text[one.end : stated.start].strip() == "("
        and text[stated.end :].startswith(")")
    )


def _is_whole(figure: Figure) -> bool:
    return figure.kind == "count" and figure.step == 1 and not figure.sign and not figure.hedge


def _share(one: Figure, whole: Figure, stated: Figure) -> Verified:
    given = share_of(one.span, whole.span)
    if given is None or one.value > whole.value:
        return Verified("wrong", stated.text, "", f"{one.text} is no part of {whole.text}")
    recomputed = percentage(given, stated, signed=False)
    return Verified(compared(stated, 1, given), stated.text, recomputed, f"{one.text} of {whole.text} is {recomputed}")


def _told(
    cell: Cell, found: Sequence[Figure], pairs: Sequence[tuple[Figure, Figure]], outcomes: Sequence[Verified]
) -> Iterator[Stated]:
    """Each part, but those that are parts of something else in the paragraph."""
    for (one, stated), outcome in zip(pairs, outcomes, strict=True):
        others = (figure for figure in found if _is_whole(figure) and figure is not one)
        if outcome.verdict == "ok" or not any(_share(one, other, stated).verdict == "ok" for other in others):
            yield part(cell, cell.text[one.start : stated.end + 1], one.start, "share", outcome)
