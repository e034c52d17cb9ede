"""Changes: a figure now, the one before, the difference and the percentage, in whatever order they are told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from cspxl.audit.directions import DOWN, UP
from cspxl.audit.figures import Figure, Span, precise
from cspxl.audit.judging import Verdict, Verified, best, change_of, compared, percentage, rank, shown
from cspxl.audit.roles import Clause, Part
from cspxl.functions.checking import judged_alone, stated_places

_ANOTHER: Final = re.compile(
    r"\b(?:london|england|wales|national(?:ly)?|mps|met|average|region(?:al)?|neighbours?|peers?|similar|msf|msg"
    r"|target|elsewhere"
    r"|borough average|force average|county|uk|country|countries|statistical|forecast|expected|planned|benchmark"
    r"|ambition)\b",
    re.IGNORECASE,
)
_JOINT: Final = re.compile(
    r"\b(?:and|while|whilst|whereas|but|with)\s+(?=[a-z(])(?!(?:this|which|it|so|now|therefore|that|is|was|were"
    r"|are|stands?|has|a|an|the"
    r" total|from|to|fell|rose|representing)\b)",
    re.IGNORECASE,
)
_A_TIME: Final = re.compile(
    r"\s*(?:\b(?:an? )?(?:average|monthly|weekly|annual|yearly|daily)\b[^.;,()\d]{0,30}$|(?:[a-z]+ )?(?:a|per|each"
    r"|every) (?:year|month|week|day)\b)",
    re.IGNORECASE,
)
_WILL_BE: Final = re.compile(
    r"\b(?:will|should|plan\w*|aim\w*|target\w*|expect\w*|intend\w*|propos\w*)\b", re.IGNORECASE
)
_NEXT_PART: Final = re.compile(r";\s+(?!(?:in|during)\s+(?:19|20)\d\d)", re.IGNORECASE)
_NO_COUNT: Final = re.compile(
    r"\b(?:rates?|ratio|average|mean|median|score|index|per|proportion|percentage|share|days|hours|minutes|weeks"
    r"|months|km|tonnes"
    r"|estimat\w+|confidence|satisfaction|points|cost\w*|budget|spend\w*|price|population|households?|projected"
    r"|approximately)\b",
    re.IGNORECASE,
)
_BESIDE: Final = re.compile(
    rf"(?:\s[a-z'’/-]+){{0,4}}\s*[,:(–-]?\s*(?:(?:which|this|that) (?:is|was|represents)\s+|representing\s+|an?\s+)*"
    rf"(?:(?:statistically )?[a-z-]+\s+)?(?:(?:{UP}|{DOWN})(?:\s+(?:by|of|in))?)?\s*[+-]?",
    re.IGNORECASE,
)
_WENT_FROM: Final = re.compile(
    rf"(?<![\w-])(?:(?P<up>{UP})|(?P<down>{DOWN}))[^.;:()\d]{{0,25}}?,?\s*\bfrom\s+[£$€]?\d", re.IGNORECASE
)
_FROM_WENT: Final = re.compile(
    rf"\bfrom\s+[£$€]?\d.*,[^.;:()\d]{{0,40}}(?<![\w-])(?:(?P<up>{UP})|(?P<down>{DOWN}))\W*$", re.IGNORECASE
)
_COMPARING: Final = re.compile(
    r"\b(?:compar\w+|versus|vs|against|bec[ao]me|previous(?:ly)?|last year|ago|earlier|the year before|preceding"
    r"|went|moved)\b",
    re.IGNORECASE,
)
_YEARS: Final = re.compile(r"\b(?:19|20)\d\d\b")
_SCALE: Final = 6  # two figures of one quantity are seldom this many times apart


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
    if differences and difference is None:
        return None
    if not before and now is None and len(clause.of("now", "plain")) == 2:
        found, sure = _either_way(clause, difference, change), _compares(clause.text)
    elif now and before:
        found = _from_to(clause, now, before, difference, change)
    elif (now or before) and difference and change:
        found = _with_difference(now, before, difference, change)
    elif now and change and not difference:
        return _alone(clause, now, change, context)
    else:
        return None
    if found is None or found.verdict == "ok":
        return found
    doubted = (
        not sure or _other_subject(clause, now, before, change) or _is_glued(clause, now, before, difference, change)
    )
    return None if doubted else found


def _is_glued(
    clause: Clause, now: Part | None, before: Part | None, difference: Part | None, change: Part | None
) -> bool:
    """Whether all would be right without the last digit of a figure: that of a footnote, glued to it."""
    if not now or not before or not (change or difference):
        return False
    pairs = [(_unglued(now), before), (now, _unglued(before)), (_unglued(now), _unglued(before))]
    found = [_from_to(clause, one, other, difference, change) for one, other in pairs if one and other]
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
    apart = one.figure.noun != other.figure.noun and "and" in clause.between(one.figure, other.figure).split()
    if change is None or one.figure.kind != other.figure.kind or (apart and one.figure.noun and other.figure.noun):
        return None
    return best(
        found for pair in ((one, other), (other, one)) if (found := _from_to(clause, *pair, difference, change))
    )


def _bracketed(clause: Clause, before: Part) -> Part | None:
    """A percentage in brackets behind two figures is their change: "fell from 520 to 458 (12%)"."""
    bare = [part for part in clause.of("level") if part.figure.kind == "percent"]
    if len(bare) != 1 or before.figure.kind == "percent" or bare[0].figure.start < before.figure.start:
        return None
    opened = clause.text[: bare[0].figure.start].rstrip().endswith(("(", "[", ",", "or"))
    return replace(bare[0], role="change") if opened else None


def _from_to(
    clause: Clause,
    now: Part,
    before: Part,
    difference: Part | None,
    change: Part | None,
) -> Verified | None:
    one, other = precise([now.figure, before.figure])
    told = f"{now.figure.text} against {before.figure.text}"
    if difference and difference.figure.kind == now.figure.kind:
        if _A_TIME.search(clause.text[: difference.figure.start]) or _A_TIME.match(clause.text, difference.figure.end):
            return None
        outcome = _difference(one, other, difference, told)
        if outcome.verdict != "ok" or change is None:
            return best([outcome, *_as_percentage(one, other, difference, told)])
    if change is None:
        return _went(clause, one, other, told)
    if now.figure.kind == "percent":
        return _of_percentages(one, other, change, told)
    given = change_of(one.span, other.span)
    if given is None or change.figure.kind != "percent":
        return None
    if not 1 / Decimal(_SCALE) < one.value / other.value < _SCALE and not _is_pair(clause, now, before):
        return None
    return _held(change, given, told)


def _held(change: Part, given: Span, told: str) -> Verified:
    """A stated percentage against the one that the volumes give, in the direction that is stated."""
    signs = [change.direction] if change.direction else [1, -1]
    verdict, sign = min(((compared(change.figure, sign, given), sign) for sign in signs), key=lambda one: rank(one[0]))
    stated = f"{shown(change.figure.value * sign, stated_places(change.figure.value), signed=bool(change.direction))}%"
    detail = f"{told} is {percentage(given, change.figure)}"
    if verdict == "wrong" and compared(change.figure, -sign, given) == "ok":
        detail += ": the other way"
    return Verified(verdict, stated, percentage(given, change.figure), detail)


def _difference(now: Figure, before: Figure, stated: Part, told: str) -> Verified:
    given = Span(now.span.low - before.span.high, now.span.high - before.span.low)
    signs = [stated.direction] if stated.direction else [1, -1]
    verdict: Verdict = "ok" if any(compared(stated.figure, sign, given) == "ok" for sign in signs) else "wrong"
    places = max(stated_places(now.value), stated_places(before.value))
    value = shown(now.value - before.value, places, signed=True)
    text = shown(
        stated.figure.value * (stated.direction or 1), stated_places(stated.figure.value), signed=bool(stated.direction)
    )
    return Verified(verdict, text, value, f"{told} is {value}")


def _as_percentage(now: Figure, before: Figure, stated: Part, told: str) -> Iterator[Verified]:
    """A number that is the percentage without its sign is read as one."""
    given = change_of(now.span, before.span)
    if given is not None:
        outcome = _held(stated, given, told)
        if outcome.verdict == "ok":
            yield outcome


def _went(clause: Clause, now: Figure, before: Figure, told: str) -> Verified | None:
    """Two figures and the word between them that says which way they went."""
    found = _WENT_FROM.search(clause.text) or _FROM_WENT.search(clause.text)
    if found is None or clause.text[: now.start].rstrip().rpartition(" ")[2] != "to":
        return None
    moved = (now.value > before.value) - (now.value < before.value)
    if moved == 0 and now.step != 1:
        return None
    right = moved == (1 if found["up"] else -1)
    words = {1: "up", -1: "down", 0: "no change"}
    return Verified(
        "ok" if right else "wrong", words[1 if found["up"] else -1], words[moved], f"{told} is {words[moved]}"
    )


def _of_percentages(now: Figure, before: Figure, change: Part, told: str) -> Verified:
    """From one percentage to another: the change is in points, or a percentage of the first."""
    points = Span(now.span.low - before.span.high, now.span.high - before.span.low)
    places = max(stated_places(now.value), stated_places(before.value))
    by = f"{shown(now.value - before.value, places, signed=True)} points"
    outcomes = [replace(_held(change, points, told), recomputed=by, detail=f"{told} is {by}")]
    relative = change_of(now.span, before.span)
    if change.figure.kind == "percent" and relative is not None:
        outcomes.append(_held(change, relative, told))
    found = best(outcomes)
    assert found is not None
    if found.verdict == "ok" and found is outcomes[0] and change.figure.kind == "percent":
        found = replace(found, detail=f"{told} is {found.recomputed}, called per cent")
    return found


def _with_difference(now: Part | None, before: Part | None, difference: Part, change: Part) -> Verified | None:
    """One figure and the difference give the other, and both the percentage."""
    known = now or before
    assert known is not None
    if known.figure.kind != difference.figure.kind or change.figure.kind != "percent":
        return None
    directions = [difference.direction or change.direction] if difference.direction or change.direction else [1, -1]
    if difference.direction and change.direction and difference.direction != change.direction:
        return None
    return best(
        outcome
        for sign in directions
        if (outcome := _worked_out(known.figure, difference.figure, sign, change, is_now=now is not None)) is not None
    )


def _worked_out(known: Figure, difference: Figure, sign: int, change: Part, *, is_now: bool) -> Verified | None:
    one, by = known.span, difference.span
    least, most = sorted((by.low * sign, by.high * sign))
    now, before = (
        (one, Span(one.low - most, one.high - least)) if is_now else (Span(one.low + least, one.high + most), one)
    )
    given = change_of(now, before)
    if given is None or now.low < 0:
        return None
    other = before if is_now else now
    what = "the figure before" if is_now else "it"
    told = f"{known.text} and {sign * difference.value:+,f} make {what} {shown(other.low, 0)}"
    outcome = _held(replace(change, direction=sign), given, told)
    return replace(outcome, detail=f"{told}: {percentage(given, change.figure)}")


def _alone(clause: Clause, now: Part, change: Part, context: str) -> Verified | None:
    """A count and its percentage: some whole number before must give it."""
    figure, stated = now.figure, change.figure
    whole = (
        figure.kind == "count"
        and figure.step == 1
        and not figure.hedge
        and not stated.hedge
        and stated.kind == "percent"
    )
    if (
        not whole
        or not change.direction
        or figure.end > stated.start
        or not _BESIDE.fullmatch(clause.between(figure, stated))
    ):
        return None
    if (
        _NO_COUNT.search(f"{context} {clause.text}")
        or _WILL_BE.search(clause.text)
        or len(clause.of("plain", "now", "level")) > 1
    ):
        return None
    signed = stated.value * change.direction
    verdict = judged_alone(figure.value, signed)
    text = f"{shown(signed, stated_places(stated.value), signed=True)}%"
    if verdict == "ok":
        return Verified("ok", text, text, f"a whole number before {figure.text} gives {text}")
    return Verified(
        "truncated" if verdict == "truncated" else "impossible",
        text,
        "",
        f"no whole number before {figure.text} gives {text}; nearest: {_nearest(figure, signed)}",
    )


def _nearest(now: Figure, signed: Decimal) -> str:
    """The whole numbers either side, with what they give."""
    middle = int(now.value / (1 + signed / 100)) if signed > -100 else 0
    found = [(before, (now.value - before) / before * 100) for before in (middle, middle + 1) if before > 0]
    places = stated_places(signed)
    return ", ".join(f"{before:,} gives {shown(given, places, signed=True)}%" for before, given in found)


def _is_pair(clause: Clause, now: Part, before: Part) -> bool:
    """Whether the two stand side by side: from 520 to 458."""
    return len(clause.between(now.figure, before.figure)) < 25


def _other_subject(clause: Clause, now: Part | None, before: Part | None, change: Part | None) -> bool:
    """Whether something else may be spoken of between the figures: "and arrests by 30%"."""
    used: Sequence[Part] = sorted((part for part in (now, before, change) if part), key=lambda part: part.figure.start)
    gaps = [clause.text[one.figure.end : other.figure.start] for one, other in pairwise(used)]
    if any(_NEXT_PART.search(gap) for gap in gaps):
        return True
    return any(_JOINT.search(re.sub(r"\([^()]*\)", "", gap)) for gap in gaps)
