"""Changes told as a multiple or a part: "almost tripled from 621 to 1,798", "fell by a third"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from cspxl.audit.directions import direction_of
from cspxl.audit.figures import Figure
from cspxl.audit.judging import Verified, shown

_HEDGE: Final = (
    r"(?:(?P<under>almost|nearly|close to|just under|just short of)|(?P<over>more than|over|in excess of)"
    r"|(?:about|around|roughly|approximately|just))?\s*"
)
_TIMES: Final = re.compile(
    rf"\b{_HEDGE}(?P<word>doubl|trebl|tripl|quadrupl|halv)(?:ed|ing|es?)\b(?! (?:the|that|what|of) (?!\D{{0,20}}\d))",
    re.IGNORECASE,
)
_PART: Final = re.compile(
    rf"\bby {_HEDGE}(?:an?|one)?[ -]?(?P<count>two|three|four)?[ -]?(?P<part>half|third|quarter|fifth|tenth)s?\b"
    r"(?! of)",
    re.IGNORECASE,
)
_FACTORS: Final = {"doubl": Decimal(2), "trebl": Decimal(3), "tripl": Decimal(3), "quadrupl": Decimal(4),
                   "halv": Decimal("0.5")}  # fmt: skip
_PARTS: Final = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_COUNTS: Final = {"two": 2, "three": 3, "four": 4}
_FREE: Final = Decimal("0.3")  # of the change: words are no exact figures


def multiple_verified(text: str, now: Figure, before: Figure) -> Verified | None:
    """What a text says in words of the change between two figures; None where it says nothing of the kind."""
    if before.value <= 0 or now.hedge or before.hedge:
        return None
    found = _TIMES.search(text) or _PART.search(text)
    change = _told(text, found) if found else None
    if found is None or change is None:
        return None
    given = now.value / before.value - 1
    free = abs(change) * _FREE
    least, most = abs(change) - free, abs(change) + free
    if found["under"]:
        most = abs(change) + free / 3
    elif found["over"]:
        least, most = abs(change) - free / 3, max(most, abs(given))
    right = least <= abs(given) <= most and given * change > 0
    recomputed = f"{shown(given * 100, 0, signed=True)}%"
    told = f"{now.text} against {before.text} is {recomputed}"
    return Verified("ok" if right else "wrong", found[0].strip(), recomputed, told)


def _told(text: str, found: re.Match[str]) -> Decimal | None:
    """The change that words tell, as a part of what was before."""
    words = found.groupdict()
    if words.get("word"):
        return _FACTORS[words["word"].lower()] - 1
    direction = direction_of(text)
    part = Decimal(_COUNTS.get((words["count"] or "").lower(), 1)) / _PARTS[words["part"].lower()]
    return part * direction if direction else None
