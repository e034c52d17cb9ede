"""Which way a figure went, by the words between it and the one before."""

from __future__ import annotations

import re
from typing import Final

from cspxl.audit.directions import DOWN, UP, direction_words
from cspxl.audit.figures import Figure
from cspxl.audit.judging import Verified
from cspxl.audit.roles import Clause

_WENT_FROM: Final = re.compile(
    rf"(?<![\w-])(?:(?P<up>{UP})|(?P<down>{DOWN}))(?!\w)(?:[^.;:()\d]{{0,25}}?|\s+in\s[^.,;:()\d]{{0,50}}),?\s*\bfrom"
    r"\s+[£$€]?\d",
    re.IGNORECASE,
)
_FROM_WENT: Final = re.compile(
    rf"\bfrom\s+[£$€]?\d.*,[^.;:()\d]{{0,40}}(?<![\w-])(?:(?P<up>{UP})|(?P<down>{DOWN}))\W*$", re.IGNORECASE
)
_ABOUT: Final = r"(?:just|only|around|about|over|under|almost|nearly|approximately|(?:more|fewer|less) than)"
_TO: Final = re.compile(rf"\bto\s+(?:an? |{_ABOUT} )*$", re.IGNORECASE)
# "65 complaints, down from 79", and "went down to 65 from 79"
_DOWN_FROM: Final = re.compile(
    r"[^.;:]{0,150}\s?(?:[,(–—-]|\b(?:was|were|is|are|(?:has|have|had) been))\s*"
    r"(?:(?:this|that|it|which) (?:is|was) )?(?:an? )?"
    rf"(?:(?P<up>{UP})|(?P<down>{DOWN}))\s+from\s+(?:the |a (?:total|peak|high|low) of |{_ABOUT} "
    r"|(?:last |previous )*(?:year|quarter|month)[’']s (?:figure|total) of )*",
    re.IGNORECASE,
)
_DOWN_TO: Final = re.compile(
    rf"(?<![\w-])(?:(?P<up>up|{UP})|(?P<down>{DOWN}))\s+(?:[a-z]+ly )?to\s+(?:just |only )?$", re.IGNORECASE
)
_THEN_FROM: Final = re.compile(r"(?:\s[a-z'’/-]+){0,6},?\s+from\s+", re.IGNORECASE)
_PLACED: Final = re.compile(r"\brank\w*|\bplaced?\b|\bposition\b|\bleague\b|\bquartile\b", re.IGNORECASE)


def went(clause: Clause, now: Figure, before: Figure, told: str) -> Verified | None:
    """Two figures and the word between them that says which way they went."""
    way = _told_way(clause, now, before)
    if not way:
        return None
    moved = (now.value > before.value) - (now.value < before.value)
    if moved == 0 and now.step != 1:
        return None
    words = {1: "up", -1: "down", 0: "no change"}
    return Verified("ok" if moved == way else "wrong", words[way], words[moved], f"{told} is {words[moved]}")


def _told_way(clause: Clause, now: Figure, before: Figure) -> int:
    """Which way a figure went, by the last word that says it; 0 where none does."""
    found = _way_told(clause, now, before)
    if found is None:
        return 0
    words = direction_words(f"{found[0]}0")  # of a figure, so that "more than" is read as its bound
    return words[-1][0] if words else 1 if found["up"] else -1


def _way_told(clause: Clause, now: Figure, before: Figure) -> re.Match[str] | None:
    """The words in which it is told: down from 79 to 65, down to 65 from 79, 65, down from 79."""
    between = clause.between(now, before)
    if now.start > before.start:
        is_to = _TO.search(clause.text[: now.start])
        if not is_to:
            return None
        told = _WENT_FROM.search(clause.text) or _FROM_WENT.search(clause.text)
        return told or _DOWN_TO.search(clause.text[: now.start])
    if _PLACED.search(clause.text):
        return None
    ahead = _DOWN_TO.search(clause.text[: now.start]) if _THEN_FROM.fullmatch(between) else None
    return ahead or _DOWN_FROM.fullmatch(between)
