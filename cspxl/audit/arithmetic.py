"""The arithmetic of changes: two figures, a difference, a percentage, as their roles say what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from cspxl.audit.directions import DOWN, UP
from cspxl.audit.figures import Figure, Span, precise
from cspxl.audit.judging import Verdict, Verified, best, change_of, compared, percentage, rank, shown
from cspxl.audit.multiples import multiple_verified
from cspxl.audit.roles import Clause, Part
from cspxl.audit.ways import went
from cspxl.functions.checking import judged, judged_alone, stated_places

_A_TIME_AHEAD: Final = re.compile(
    r"\b(?:average|monthly|weekly|annual|yearly|daily)\b[^.;,()\d]{0,30}$", re.IGNORECASE
)
_A_TIME: Final = re.compile(
    r"\s*(?:(?:[a-z]+ )?(?:a|each|every)|(?:[a-z]+ ){0,3}per) (?:year|month|week|day)\b(?!-)", re.IGNORECASE
)
_YEARLY: Final = re.compile(
    r"\s*(?:on average|annually"
    r"|(?:per|a|each|every) (?:year|annum|month|week)\b(?! (?:ago|earlier|before|on(?! average))\b))",
    re.IGNORECASE,
)
_AVERAGE: Final = re.compile(r"\baverage\b[^.;,()\d]{0,40}$", re.IGNORECASE)
_WILL_BE: Final = re.compile(
    r"\b(?:will|should|plan\w*|aim\w*|target\w*|expect\w*|intend\w*|propos\w*)\b", re.IGNORECASE
)
_NO_COUNT: Final = re.compile(
    r"\b(?:rates?|ratio|average|mean|median|score|index|per(?! cent)|proportion|percentage|share|days|hours"
    r"|months|km|tonnes|minutes|weeks"
    r"|estimat\w+|confidence|satisfaction|points|cost\w*|budget|spend\w*|price|population|households?|projected"
    r"|approximately|as published|as stated)\b",
    re.IGNORECASE,
)
_BESIDE: Final = re.compile(
    rf"(?:\s[a-z'’/-]+){{0,4}}\s*[,:(–—-]?\s*(?:(?:which|this|that) (?:is|was|represents)\s+|representing\s+"
    rf"|(?:which )?(?:equa|amount|relat|correspond)\w*\s+to\s+|an?\s+)*"
    rf"(?:(?:statistically )?[a-z-]+\s+)?(?:(?:{UP}|{DOWN})(?:\s+(?:by|of|in))?)?\s*[+-]?",
    re.IGNORECASE,
)
_BY_TO: Final = re.compile(r"\s+to\s+(?:just |only |stand at |reach |total )?", re.IGNORECASE)  # "up by 34% to 71"
_HAVING: Final = re.compile(  # "16 boroughs recording a reduction of 5%" are those that have it
    r"(?:record|see|show|report|experienc|achiev|register)ing\b|\b(?:with|saw|had|have|having|achieved|experienced|showed)\b",
    re.IGNORECASE,
)
_OF_ALL: Final = re.compile(r"\b(?:the|these|those|all|our|its)\s+$", re.IGNORECASE)  # "across the 43 forces a 3% rise"
_SHARE_BESIDE: Final = re.compile(r"\(\d[\d.]*\s?(?:%|per ?cent) (?:share|of)\b[^()]*\)", re.IGNORECASE)
_MANY: Final = 20  # volumes before, one of which will give any percentage
_SCALE: Final = 6  # two figures of one quantity are seldom this many times apart


def from_to(
    clause: Clause,
    now: Part,
    before: Part,
    difference: Part | None,
    change: Part | None,
) -> Verified | None:
    """The figure now and the one before: the difference, the change, or the direction that is stated of them."""
    one, other = precise([now.figure, before.figure])
    told = f"{now.figure.text} against {before.figure.text}"
    if difference and difference.figure.kind == now.figure.kind:
        outcome = _difference(one, other, difference, told)
        if outcome.verdict != "ok" or change is None:
            return best([outcome, *_as_percentage(one, other, difference, told)])
    if change is None:
        return multiple_verified(clause.text, one, other) or went(clause, one, other, told)
    if now.figure.kind == "percent":
        return _of_percentages(one, other, change, told)
    given = change_of(one.span, other.span)
    if given is None or change.figure.kind != "percent":
        return None
    if not 1 / Decimal(_SCALE) < one.value / other.value < _SCALE and not _is_pair(clause, now, before):
        return None
    return held(change, given, told)


def is_per_time(clause: Clause, figure: Figure) -> bool:
    """Whether a figure is that of a day, a month, an average: no difference of the whole."""
    return (_A_TIME_AHEAD.search(clause.text[: figure.start]) or _A_TIME.match(clause.text, figure.end)) is not None


def is_yearly(clause: Clause, figure: Figure) -> bool:
    """Whether a percentage is that of each year, or an average: no change of the whole."""
    return (_YEARLY.match(clause.text, figure.end) or _AVERAGE.search(clause.text[: figure.start])) is not None


def held(change: Part, given: Span, told: str) -> Verified:
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
        outcome = held(stated, given, told)
        if outcome.verdict == "ok":
            yield outcome


def _of_percentages(now: Figure, before: Figure, change: Part, told: str) -> Verified:
    """From one percentage to another: the change is in points, or a percentage of the first."""
    points = Span(now.span.low - before.span.high, now.span.high - before.span.low)
    places = max(stated_places(now.value), stated_places(before.value))
    by = f"{shown(now.value - before.value, places, signed=True)} points"
    outcomes = [replace(held(change, points, told), recomputed=by, detail=f"{told} is {by}")]
    relative = change_of(now.span, before.span)
    if change.figure.kind == "percent" and relative is not None:
        outcomes.append(held(change, relative, told))
    found = best(outcomes)
    assert found is not None
    if found.verdict == "ok" and found is outcomes[0] and change.figure.kind == "percent":
        found = replace(found, detail=f"{told} is {found.recomputed}, called per cent")
    return found


def with_difference(now: Part | None, before: Part | None, difference: Part, change: Part) -> Verified | None:
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
        if (outcome := worked_out(known.figure, difference.figure, sign, change, is_now=now is not None)) is not None
    )


def worked_out(known: Figure, difference: Figure, sign: int, change: Part, *, is_now: bool) -> Verified | None:
    """The other figure worked out from the difference, and the change from both."""
    one, by = known.span, difference.span
    corners = [(figure, moved * sign) for figure in (one.low, one.high) for moved in (by.low, by.high)]
    pairs = [(figure, figure - moved) if is_now else (figure + moved, figure) for figure, moved in corners]
    if min(before for _, before in pairs) <= 0 or min(now for now, _ in pairs) < 0:
        return None
    changes = [(now - before) / before * 100 for now, before in pairs]
    given = Span(min(changes), max(changes))
    now, before = (Span(min(ends), max(ends)) for ends in zip(*pairs, strict=True))
    other = before if is_now else now
    what = "the figure before" if is_now else "it"
    told = f"{known.text} and {sign * difference.value:+,f} make {what} {shown(other.low, 0)}"
    outcome = held(replace(change, direction=sign), given, told)
    return replace(outcome, detail=f"{told}: {percentage(given, change.figure)}")


def alone(clause: Clause, now: Part, change: Part, context: str) -> Verified | None:
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
        or _OF_ALL.search(clause.text[: figure.start])
        or not change.direction
        or not (_BESIDE if figure.end <= stated.start else _BY_TO).fullmatch(clause.between(figure, stated))
        or _HAVING.search(clause.between(figure, stated))
    ):
        return None
    if (
        _NO_COUNT.search(f"{context} {_SHARE_BESIDE.sub('', clause.text)}")
        or _WILL_BE.search(clause.text)
        or len(clause.of("plain", "now")) > 1
        or any(not _is_share_beside(clause, level.figure) for level in clause.of("level"))
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


def _is_share_beside(clause: Clause, figure: Figure) -> bool:
    """Whether a percentage stands in brackets as a share: "to 319 (18% share)"."""
    return any(found.start() < figure.start < found.end() for found in _SHARE_BESIDE.finditer(clause.text))


def implied(clause: Clause, difference: Part, change: Part) -> Verified | None:
    """A difference and its percentage without a volume: some whole number before must give both."""
    by, stated = difference.figure, change.figure
    whole = by.kind == "count" and by.step == 1 and stated.kind == "percent" and not (by.hedge or stated.hedge)
    told = whole and by.value and stated.value and _BESIDE.fullmatch(clause.between(by, stated))
    if not told or _NO_COUNT.search(clause.text) or _WILL_BE.search(clause.text):
        return None
    least = 1 if max(difference.direction, change.direction) > 0 else int(by.value)
    first = max(least, int(by.value * 100 / (stated.value + stated.step)))
    volumes = range(first, max(first, int(by.value * 100 / (stated.value - stated.step / 2))) + 2)
    if len(volumes) > _MANY:
        return None
    verdicts = {volume: judged(stated.value, by.value / volume * 100) for volume in volumes}
    volume = min(verdicts, key=lambda one: rank(verdicts[one]))
    places = stated_places(stated.value)
    if verdicts[volume] != "wrong":
        given = f"{shown(by.value / volume * 100, places)}%"
        return Verified(verdicts[volume], stated.text, given, f"{by.text} of {volume:,} before is {given}")
    near = ", ".join(f"{by.text} of {one:,} is {shown(by.value / one * 100, places)}%" for one in list(volumes)[:2])
    return Verified("impossible", stated.text, "", f"no whole number before gives {by.text} and {stated.text}: {near}")


def _nearest(now: Figure, signed: Decimal) -> str:
    """The whole numbers either side, with what they give."""
    middle = int(now.value / (1 + signed / 100)) if signed > -100 else 0
    found = [(before, (now.value - before) / before * 100) for before in (middle, middle + 1) if before > 0]
    places = stated_places(signed)
    return ", ".join(f"{before:,} gives {shown(given, places, signed=True)}%" for before, given in found)


def _is_pair(clause: Clause, now: Part, before: Part) -> bool:
    """Whether the two stand side by side: from 520 to 458."""
    return len(clause.between(now.figure, before.figure)) < 25
