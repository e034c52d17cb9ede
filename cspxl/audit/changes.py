"""Changes: a figure now, the one before, the difference and the percentage, in whatever order they are told."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, permutations
from typing import Final

from cspxl.audit.arithmetic import alone, from_to, held, implied, is_per_time, is_yearly, with_difference, worked_out
from cspxl.audit.figures import MONTHS
from cspxl.audit.judging import Verified, best, change_of
from cspxl.audit.roles import Clause, Part

_ANOTHER: Final = re.compile(
    r"\b(?:london|england|wales|national(?:ly)?|mps|met|average|region(?:al)?|neighbours?|peers?|similar|msf|msg"
    r"|target|elsewhere"
    r"|borough average|force average|county|uk|country|countries|statistical|forecasts?|expected|planned|benchmark"
    r"|ambition)\b",
    re.IGNORECASE,
)
_JOINT: Final = re.compile(
    r"\b(?:and|while|whilst|whereas|but|(?<!compared )(?<!comparison )with)\s+(?=[a-z(])"
    rf"(?!(?:{MONTHS}|this|which|it|so|now|therefore|that|is|was|were|are|stands?|has|a|an|the total|last|previous"
    r"|from|to|fell|rose|representing)\b)",
    re.IGNORECASE,
)
_NEXT_PART: Final = re.compile(
    r";\s+(?!(?:in|during|by|for)\s+(?:[A-Za-z]+\s)?(?:19|20)\d\d|(?:the )?(?:previous|last|year before)"
    r"|(?:this|it|that) |an? (?:[a-z]+ )?(?:rise|increase|fall|decrease|reduction|drop)\b)",
    re.IGNORECASE,
)
_COMPARING: Final = re.compile(
    r"\b(?:compar\w+|versus|vs|against|bec[ao]me|previous(?:ly)?|last year|ago|earlier|the year before|preceding"
    r"|went|moved|had been)\b",
    re.IGNORECASE,
)
_VERSUS: Final = re.compile(r"\b(?:vs?|versus)\b", re.IGNORECASE)
_LAST_YEAR: Final = re.compile(r"\s*(?:in |over )?(?:the )?(?:last|past|this) (?:year|quarter|month)\b", re.IGNORECASE)
_NEAR: Final = 40  # signs behind a figure that speak of it
_YEARS: Final = re.compile(r"\b(?:19|20)\d\d\b")


def change_verified(clause: Clause, context: str = "") -> Verified | None:
    """What the clause says of a change, recomputed; None where it cannot be read without doubt.

    ``context`` is what stands round the clause and says what its figures are: a row's label, a column's heading.
    """
    if clause.unreadable or clause.text.count("(") != clause.text.count(")"):
        return None
    now, before, sure = _volumes(clause)
    changes, differences = clause.of("change"), clause.of("difference")
    if before and _ANOTHER.search(clause.said_of(before.figure)):
        return None
    change = changes[0] if changes and len({part.figure.value for part in changes}) == 1 else None
    if change is None and now and before and not changes:
        change = _bracketed(clause, before)
    difference = differences[0] if len(differences) == 1 else None
    if (differences and difference is None) or _is_per_time(clause, difference, change):
        return None
    if not before and now is None and len(clause.of("now", "plain")) == 2:
        found, sure = _either_way(clause, difference, change), _compares(clause.text)
    elif now and before:
        found = from_to(clause, now, before, difference, change)
    elif (now or before) and difference and change:
        found = with_difference(now, before, difference, change)
    elif change and not before:
        return _without_volumes(clause, now, difference, change, context)
    else:
        return None
    if found is None or found.verdict == "ok":
        return found
    return _turned(clause, now, before, change) or (
        found if sure and not _is_doubted(clause, now, before, difference, change) else None
    )


def _is_doubted(
    clause: Clause, now: Part | None, before: Part | None, difference: Part | None, change: Part | None
) -> bool:
    """Whether what seems wrong may have been read wrong."""
    return (
        _other_subject(clause, now, before, change)
        or (change is not None and _of_last_year(clause, change))
        or _is_glued(clause, now, before, difference, change)
        or (change is not None and _otherwise(clause, before, change))
    )


def _turned(clause: Clause, now: Part | None, before: Part | None, change: Part | None) -> Verified | None:
    """The two the other way round, where that is right: "37% up (132 vs 181)" may have either first."""
    if not (now and before and change) or not _VERSUS.search(clause.between(now.figure, before.figure)):
        return None
    found = from_to(clause, before, now, None, change)
    return found if found is not None and found.verdict == "ok" else None


def _is_per_time(clause: Clause, difference: Part | None, change: Part | None) -> bool:
    """Whether the difference or the percentage is that of each year or month."""
    by = difference is not None and is_per_time(clause, difference.figure)
    return by or (change is not None and is_yearly(clause, change.figure))


def _of_last_year(clause: Clause, change: Part) -> bool:
    """Whether a change in brackets is that of the last year only, behind figures of other years."""
    opened = clause.text[: change.figure.start].count("(") > clause.text[: change.figure.start].count(")")
    return opened and _LAST_YEAR.match(clause.text, change.figure.end) is not None


def _without_volumes(
    clause: Clause, now: Part | None, difference: Part | None, change: Part, context: str
) -> Verified | None:
    """One count, or one difference, and the percentage: some whole number before must give it."""
    if difference is None:
        return alone(clause, now, change, context) if now else None
    if clause.of("now", "plain", "level") or _ANOTHER.search(clause.text):
        return None
    # "Down 36%, which equates to 4 offences": by so many, or to so many.
    either = [implied(clause, difference, change), alone(clause, difference, change, context)]
    found = best(outcome for outcome in either if outcome)
    return None if either[0] is None else found


def _otherwise(clause: Clause, before: Part | None, change: Part) -> bool:
    """Whether another reading of its amounts gives the change: one of them is the difference, or the earlier one.

    What "from" introduces is the earlier one, however it is read.
    """
    fixed = before is not None and not clause.said_of(before.figure)
    for one, other in permutations(clause.of("now", "before", "plain", "difference"), 2):
        if one.figure.kind != other.figure.kind or one.figure.kind not in {"count", "money"}:
            continue
        if {"over", "under"} & {one.figure.hedge, other.figure.hedge}:
            continue  # a bound gives any change
        span = change_of(one.figure.span, other.figure.span)
        readings = [
            worked_out(one.figure, other.figure, sign, change, is_now=is_now)
            for sign in ([change.direction] if change.direction else [1, -1])
            for is_now in (True, False)
        ]
        readings += [held(change, span, "")] if span and not fixed else []
        if any(reading is not None and reading.verdict == "ok" for reading in readings):
            return True
    return False


def _is_glued(
    clause: Clause, now: Part | None, before: Part | None, difference: Part | None, change: Part | None
) -> bool:
    """Whether all would be right without the last digit of a figure: that of a footnote, glued to it."""
    if not now or not before or not (change or difference):
        return False
    pairs = [(_unglued(now), before), (now, _unglued(before))]
    found = [from_to(clause, one, other, difference, change) for one, other in pairs if one and other]
    return any(outcome is not None and outcome.verdict == "ok" for outcome in found)


def _unglued(part: Part) -> Part | None:
    """The figure without its last digit, where it is a whole number of four digits or more, or its groups are whole."""
    figure = part.figure
    if figure.kind != "count" or figure.step != 1 or not re.fullmatch(r"\d{4,}", figure.text):
        return None
    return replace(part, figure=replace(figure, value=figure.value // 10, text=figure.text[:-1]))


def _volumes(clause: Clause) -> tuple[Part | None, Part | None, bool]:
    """The figure now and the one before, and whether nothing else could be meant."""
    now, before, plain = clause.of("now"), clause.of("before"), clause.of("plain", "level")
    if len(before) > 1 or len({part.figure.value for part in now}) > 1:
        return None, None, False
    if before:
        kind = before[0].figure.kind
        plain = [part for part in plain if part.figure.kind == kind]
        now = [part for part in now if part.figure.kind == kind]
        if now:
            return now[0], before[0], True
        ahead = [part for part in plain if part.figure.start < before[0].figure.start]
        near = ahead[-1:] or plain[:1]
        told = bool(ahead) or (bool(near) and "," in clause.between(before[0].figure, near[0].figure))
        return (near[0], before[0], told and len(plain) == 1) if near else (None, before[0], True)
    counted = [part for part in [*now, *plain] if part.figure.kind in {"count", "money"}]
    return (counted[0], None, True) if len(counted) == 1 else (None, None, False)


def _compares(text: str) -> bool:
    """Whether the words set two times against each other: two years, or last year's figure beside this one's."""
    return _COMPARING.search(text) is not None or len({found[0] for found in _YEARS.finditer(text)}) > 1


def _either_way(clause: Clause, difference: Part | None, change: Part | None) -> Verified | None:
    """Two volumes of which nothing says which is the earlier: right when they are in either order."""
    one, other = clause.of("now", "plain")
    if one.role == other.role == "now":
        return None
    apart = one.figure.noun != other.figure.noun and "and" in clause.between(one.figure, other.figure).split()
    if _ANOTHER.search(clause.text[one.figure.end : other.figure.end + _NEAR]):
        return None
    if change is None or one.figure.kind != other.figure.kind or (apart and one.figure.noun and other.figure.noun):
        return None
    pairs = [(other, one), (one, other)] if other.role == "now" else [(one, other), (other, one)]
    return best(found for pair in pairs if (found := from_to(clause, *pair, difference, change)))


def _bracketed(clause: Clause, before: Part) -> Part | None:
    """A percentage in brackets behind two figures is their change: "fell from 520 to 458 (12%)"."""
    bare = [part for part in clause.of("level") if part.figure.kind == "percent"]
    if len(bare) != 1 or before.figure.kind == "percent" or bare[0].figure.start < before.figure.start:
        return None
    opened = (
        clause.text[: bare[0].figure.start]
        .rstrip()
        .endswith(("(", "[", ",", "or", "equating to", "equates to", "equivalent to", "representing", "amounting to"))
    )
    return replace(bare[0], role="change") if opened else None


def _other_subject(clause: Clause, now: Part | None, before: Part | None, change: Part | None) -> bool:
    """Whether something else may be spoken of between the figures: "and arrests by 30%"."""
    volumes = [part for part in (now, before) if part] or clause.of("now", "plain")
    used = sorted([*volumes, *([change] if change else [])], key=lambda part: part.figure.start)
    gaps = [clause.text[one.figure.end : other.figure.start] for one, other in pairwise(used)]
    told = [re.sub(r"\([^()]*\)", "", gap) for gap in gaps]
    return any(_NEXT_PART.search(gap) or _JOINT.search(gap) for gap in told)
