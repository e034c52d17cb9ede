"""Shares: a part of a whole with its percentage, and percentages of a small whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from cspxl.audit.figures import Figure
from cspxl.audit.judging import Verified, best, compared, percentage, share_of, shown
from cspxl.audit.roles import Clause, Part
from cspxl.functions.checking import judged, stated_places

_OF: Final = re.compile(
    r"\s?(?:[a-z'’-]+,?\s){0,5}?(?:out of|of|/|in)\s*(?:(?:the|all|a total(?: of)?|these|those|our|its|their|some"
    r"|total|which)\s+)*",
    re.IGNORECASE,
)
_OF_THE: Final = re.compile(
    r"\s+(?:out of|of)\s+(?:(?:the|all|all the|a|a total of|these|those|our)\s+)*", re.IGNORECASE
)
_OUT_OF: Final = re.compile(
    r"(?:^|[,;(])\s*(?:of|out of|among)\s+(?:(?:the|all|these|those|our|a total of)\s+)*$", re.IGNORECASE
)
_OF_WHICH: Final = re.compile(
    r"[^.;()\d]{0,60},?\s*(?:\b(?:out )?of (?:which|these|whom|them|those))\s*,?\s*(?:only |just |some )?",
    re.IGNORECASE,
)
_WITH: Final = re.compile(r"[^.;()\d]{0,120}\bwith\s+(?:only |just |some )?", re.IGNORECASE)
_BRACKETED: Final = re.compile(r"\s*\(\d[\d.]*\s?(?:%|per ?cent)\)", re.IGNORECASE)
_OF_THEM: Final = re.compile(r"\s+of (?:them|these|those|whom|which)\b", re.IGNORECASE)
_BOTH: Final = 2  # a whole and its part
_AND: Final = re.compile(r"\b(?:and|but|yet)\b", re.IGNORECASE)
_RATE: Final = r"(?:[a-z]+ ){0,2}(?:rate|proportion|share)"
_GIVES_RATE: Final = re.compile(  # "recorded 500 and marked 100 as recovered, giving a recovery rate of 20%"
    rf"[^.;()\d]{{0,60}}\b(?:giving|equating to|equivalent to|representing|making|meaning) an? (?:{_RATE} of \d"
    rf"|\d[\d.]*\s?(?:%|per ?cent) {_RATE})",
    re.IGNORECASE,
)
_PERCENT_OF_THEM: Final = re.compile(  # "500 crimes were recorded, with 20% of these - 100 - in one ward"
    r"[^.;()\d]{0,60}\d[\d.]*\s?(?:%|per ?cent) of (?:these|those|them|which)\s*[,(–—-]\s*", re.IGNORECASE
)
_COMMA: Final = re.compile(r"[^.;()\d]{0,120}[,\s]\s*(?:only |just |some )?", re.IGNORECASE)
_RANKED: Final = re.compile(
    r"\brank\w*|\bplaced\b|\bposition\b"
    r"|\b(?:highest|lowest|best|worst)\b(?! (?:record|it has|since|on record|for|level|ever|in \w+ years))|\bleague\b",
    re.IGNORECASE,
)
_WISHED: Final = re.compile(
    r"\b(?:target\w*|aim\w*|at least|should|will|would|expected|estimat\w+|minimum|ambition|projected|weighted"
    r"|average|mean)\b",
    re.IGNORECASE,
)


def shares_verified(clause: Clause) -> Iterator[Verified]:
    """Every part of a whole that has its one percentage beside it."""
    if clause.unreadable or _RANKED.search(clause.text):
        return
    parts = [part for part in clause.parts if part.role != "none"]
    pairs = list(_pairs(clause))
    for at, (part, whole) in enumerate(pairs):
        start = max(figure.end for figure in pairs[at - 1]) if at else 0
        end = min(figure.start for figure in pairs[at + 1]) if at + 1 < len(pairs) else len(clause.text)
        levels = [
            level.figure
            for level in parts
            if level.role == "level" and level.figure.kind == "percent" and start <= level.figure.start < end
        ]
        if len(levels) == 1 and not clause.of("change"):
            yield share_stated(part, whole, levels[0])
    if not pairs:
        yield from _of_whole(clause, parts)


def _pairs(clause: Clause) -> Iterator[tuple[Figure, Figure]]:
    """The parts with their wholes: "23 of 226", "of 226, 23", "226, of which 23"."""
    amounts = [part.figure for part in clause.parts if part.figure.kind in {"count", "money"} and part.role != "none"]
    for one, other in pairwise(amounts):
        between = _without_others(clause, one, other)
        between = re.sub(r"\s*(?:\(|,|[–-]|\bor)\s*[\d.]+\s?(?:%|per ?cent|pc)\s*\)?\s*", " ", between)
        if one.kind != other.kind or _in_a_row(clause.text, one, other):
            continue
        if one.value <= other.value and _OF.fullmatch(between):
            yield one, other
        elif one.value >= other.value and (
            _OF_WHICH.fullmatch(between)
            or (_WITH.fullmatch(between) and _BRACKETED.match(clause.text, other.end))
            or (_OF_THEM.match(clause.text, other.end) and re.fullmatch(r"[^.;()\d]{0,80}", between))
            or (_OUT_OF.search(clause.text[: one.start]) and _COMMA.fullmatch(between))
            or (len(amounts) == _BOTH and _AND.search(between) and _GIVES_RATE.match(clause.text, other.end))
            or _PERCENT_OF_THEM.fullmatch(clause.between(one, other))
        ):
            yield other, one


def _without_others(clause: Clause, one: Figure, other: Figure) -> str:
    """The text between two figures without the dates in it."""
    dates = [part.figure for part in clause.parts if part.figure.kind == "other"]
    kept = [one.end, *(end for date in dates if one.end <= date.start < other.start for end in (date.start, date.end))]
    ends = [*kept[1:], other.start]
    return "".join(clause.text[start:end] for start, end in zip(kept[::2], ends[::2], strict=True))


def _in_a_row(text: str, one: Figure, other: Figure) -> bool:
    """Whether slashes part more than these two: the cells of a row on one line."""
    return (
        "/" in {text[: one.start].rstrip()[-1:], text[other.end :].lstrip()[:1]} and "/" in text[one.end : other.start]
    )


def share_stated(part: Figure, whole: Figure, stated: Figure) -> Verified:
    """A stated percentage against the one that a part has of a whole."""
    given = share_of(part.span, whole.span)
    assert given is not None or whole.value == 0
    if given is None:
        return Verified("wrong", stated.text, "", f"{part.text} of {whole.text} has no share")
    recomputed = percentage(given, stated, signed=False)
    return Verified(compared(stated, 1, given), stated.text, recomputed, f"{part.text} of {whole.text} is {recomputed}")


def _of_whole(clause: Clause, parts: list[Part]) -> Iterator[Verified]:
    """A percentage of a whole, and the part of it where that is told: "43% of the 38 students (16)"."""
    levels = [part for part in parts if part.role == "level" and part.figure.kind == "percent"]
    counts = [part.figure for part in parts if part.figure.kind in {"count", "money"}]
    if len(levels) != 1 or clause.of("change") or not counts or len(counts) > 2:
        return
    stated = levels[0].figure
    whole = next(
        (
            figure
            for figure in counts
            if figure.start > stated.end and _OF_THE.fullmatch(clause.between(stated, figure))
        ),
        None,
    )
    if whole is None:
        return
    others = [figure for figure in counts if figure is not whole and figure.kind == whole.kind]
    if others:
        given = share_of(others[0].span, whole.span)
        part_is_told = re.fullmatch(
            r"[^.;]*?(?:[(,=]|\bis\b|\bwas\b|\bwould be\b|\bor\b|\bnamely\b)\s*", clause.between(whole, others[0])
        )
        if given is not None and part_is_told and others[0].value <= whole.value:
            outcome = share_stated(others[0], whole, stated)
            if outcome.verdict == "ok" or whole.kind == "count" or clause.text[whole.end :].lstrip().startswith("("):
                yield outcome
    elif len(counts) == 1 and whole.kind == "count" and not _WISHED.search(clause.text):
        yield from possible(stated, whole)


def possible(stated: Figure, whole: Figure) -> Iterator[Verified]:
    """Whether a whole number out of the whole has the stated share; the whole must be small enough to tell."""
    if whole.hedge or stated.hedge or whole.step != 1 or not 1 < whole.value < 100 * 10 ** stated_places(stated.value):
        return
    nearest = int(stated.value * whole.value / 100)
    outcomes = []
    for part in (nearest - 1, nearest, nearest + 1, nearest + 2):
        if not 0 <= part <= whole.value:
            continue
        given = Decimal(part) / whole.value * 100
        verdict = judged(stated.value, given)
        outcomes.append(
            Verified(
                verdict,
                stated.text,
                _shown(given, stated),
                f"{part:,} of {whole.text} is {_shown(given, stated)}",
            )
        )
    found = best(outcomes)
    if found is not None and found.verdict == "wrong":
        told = "; ".join(
            outcome.detail
            for outcome in outcomes
            if abs(Decimal(outcome.recomputed.rstrip("%")) - stated.value) < 100 / whole.value
        )
        found = Verified("impossible", stated.text, "", f"no whole number of {whole.text} is {stated.text}: {told}")
    if found is not None:
        yield found


def _shown(value: Decimal, stated: Figure) -> str:
    """A share at the decimals of the stated one."""
    return f"{shown(value, stated_places(stated.value))}%"
