"""Parts of one whole, each with its percentage: "There were 400 referrals: 100 (25%) by schools, …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from cspxl.audit.documents import Cell, Row
from cspxl.audit.figures import Figure, figures
from cspxl.audit.judging import Stated, Verified, compared, part, percentage, share_of

_LEAST: Final = 3  # parts whose percentages are right: by chance they would not be those of one whole
_NAMED: Final = 2  # as many do where each says that it is a share of the whole
_LONGEST: Final = 3_000  # signs of a paragraph; what is longer is none
_MOST: Final = 30  # parts that a person lists, and figures ahead of them among which the whole is looked for
_APART: Final = 2  # paragraphs between one part and the next, and between the whole and the first
_BRACKET: Final = re.compile(r"(?:\s[A-Za-z-]+){0,4}\s*\(")
_IS: Final = re.compile(
    r"[^.;()\d]{0,60}[\s,–—-](?:or|accounting for|account(?:s|ed) for|representing|making up"
    r"|(?:which )?equat(?:ing|ed|es) to|which is)\s+",
    re.IGNORECASE,
)
_OF_ALL: Final = re.compile(
    r"\s+of (?:the |all )*(?:total|overall|reported|recorded|all|reports|referrals|cases)\b", re.IGNORECASE
)


class _Part(NamedTuple):
    """A count and its percentage, in a cell of a paragraph's number; whether they say that the whole is all."""

    at: int
    cell: Cell
    one: Figure
    stated: Figure
    is_named: bool


def listed_verified(rows: Sequence[Row]) -> Iterator[Stated]:
    """The parts of a list against the whole that is named ahead of them, where most have its percentages."""
    paragraphs = [row.cells[0] if len(row.cells) == 1 else None for row in rows]
    run: list[_Part] = []
    for at, cell in enumerate(paragraphs):
        for found in _parts(at, cell) if cell and len(cell.text) <= _LONGEST else ():
            if run and at - run[-1].at > _APART:
                yield from _of_one(run, paragraphs)
                run = []
            run.append(found)
    yield from _of_one(run, paragraphs)


def _parts(at: int, cell: Cell) -> Iterator[_Part]:
    for one, stated in pairwise(figures(cell.text)):
        between, after = cell.text[one.end : stated.start], cell.text[stated.end :]
        bracketed = _BRACKET.fullmatch(between) is not None and after.startswith(")")
        named = _IS.fullmatch(between) is not None and _OF_ALL.match(after) is not None
        if _is_whole(one) and stated.kind == "percent" and not (stated.sign or stated.hedge) and (bracketed or named):
            yield _Part(at, cell, one, stated, named)


def _of_one(run: Sequence[_Part], paragraphs: Sequence[Cell | None]) -> Iterator[Stated]:
    """A run of parts, where some whole ahead of the first gives most of their percentages."""
    if not _NAMED <= len(run) <= _MOST:
        return
    first = run[0]
    near = paragraphs[max(0, first.at - _APART) : first.at]
    ahead = [one for cell in near if cell for one in figures(cell.text[-_LONGEST:])]
    ahead += [one for one in figures(first.cell.text) if one.end <= first.one.start]
    least = _NAMED if all(found.is_named for found in run) else _LEAST
    for whole in [figure for figure in reversed(ahead) if _is_whole(figure)][:_MOST]:
        outcomes = [_share(found.one, whole, found.stated) for found in run]
        right = sum(outcome.verdict == "ok" for outcome in outcomes)
        enough = right * 4 >= len(run) * 3 or (least == _NAMED and right >= len(run) - 1)
        if right >= least and enough:
            yield from _told(run, outcomes)
            return


def _is_whole(figure: Figure) -> bool:
    return figure.kind == "count" and figure.step == 1 and not figure.sign and not figure.hedge


def _share(one: Figure, whole: Figure, stated: Figure) -> Verified:
    given = share_of(one.span, whole.span)
    if given is None or one.value > whole.value:
        return Verified("wrong", stated.text, "", f"{one.text} is no part of {whole.text}")
    recomputed = percentage(given, stated, signed=False)
    return Verified(compared(stated, 1, given), stated.text, recomputed, f"{one.text} of {whole.text} is {recomputed}")


def _told(run: Sequence[_Part], outcomes: Sequence[Verified]) -> Iterator[Stated]:
    """Each part, but those that are parts of something else in their paragraph."""
    for found, outcome in zip(run, outcomes, strict=True):
        cell, one, stated = found.cell, found.one, found.stated
        others = (figure for figure in figures(cell.text) if _is_whole(figure) and figure is not one)
        if outcome.verdict == "ok" or not any(_share(one, other, stated).verdict == "ok" for other in others):
            text = cell.text[one.start : stated.end + (cell.text[stated.end :][:1] == ")")]
            yield part(cell, text, one.start, "share", outcome)
