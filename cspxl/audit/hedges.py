"""How sure the writer of a figure was: about, over, nearly so many."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, Literal, TypeAlias

Hedge: TypeAlias = Literal["", "about", "over", "under", "just over", "just under"]

_HEDGES: Final[dict[str, Hedge]] = {
    "about": "about", "just_over": "just over", "just_under": "just under", "over": "over", "under": "under",
}  # fmt: skip
_AHEAD: Final = re.compile(
    r"(?:(?P<about>about|around|approximately|approx\.?|circa|c\.|ca\.?|roughly|some|an? estimated|estimated(?: at)?|~)"
    r"|(?P<just_over>(?:just|slightly|a little) (?:over|above|more than))"
    r"|(?P<just_under>nearly|almost|(?:just|slightly|a little) (?:under|below|less than|fewer than)|just short of"
    r"|close to|approaching)"
    r"|(?P<over>over|more than|at least|in excess of|above|exceeding|upwards of|no (?:fewer|less) than|>|minimum of)"
    r"|(?P<under>under|(?:fewer|less|lower) than|below|up to|at most|no more than|not more than|<))"
    r"\s*(?:an? |the )?$",
    re.IGNORECASE,
)
_BEHIND: Final = re.compile(
    r"\s*(?:[a-z]+ )?or (?:(?P<over>more|over|above|higher|greater)|(?P<under>less|fewer|under|below|lower))\b"
    r"|(?P<plus>\+)(?![\s\d])",
    re.IGNORECASE,
)
_COMPARING: Final = frozenset({"more", "fewer", "less", "lower", "over", "above", "below", "under"})
_COMPARED: Final = re.compile(r"(?:%|per ?cent|\d)(?: [a-z]+)?\s*$", re.IGNORECASE)


def hedge_of(before: str, after: str) -> Hedge:
    """What the words on either side of a figure say; "12% more than" compares, and is no hedge."""
    found = _AHEAD.search(before)
    if found is None:
        behind = _BEHIND.match(after)
        return "" if behind is None else "under" if behind["under"] else "over"
    if found[0].lower().split()[0] in _COMPARING and _COMPARED.search(before[: found.start()]):
        return ""
    return next(hedge for name, hedge in _HEDGES.items() if found[name])


def place(value: Decimal) -> Decimal:
    """The last place of a number that is not a nought."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def reach(value: Decimal, step: Decimal) -> Decimal:
    """How far what is meant may lie from a figure that is about it: as far as its noughts say, at most a tenth."""
    return max(step, min(place(value), value / 10))
