"""Ranks: "28 of 32 (5th highest)" says one thing twice, and no rank lies beyond the number ranked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cspxl.audit.judging import Verified

_ORDER: Final = (
    r"(?P<order>\d{1,3})\s?(?:st|nd|rd|th)\s+(?P<end>highest|lowest|best|worst|largest|smallest|most|least|safest)"
)
_RANK: Final = r"(?<![\d,.£/])(?P<rank>\d{1,3})\s*(?:of|/|out of)\s*(?P<of>\d{1,3})(?![\d%/]|[.,]\d)"
_BOTH: Final = [
    re.compile(rf"{_RANK}[\s,]*(?:[a-z]+\s){{0,3}}\(?\s*(?:(?:the|or|that is|i\.e\.|ie)\s+)*{_ORDER}", re.IGNORECASE),
    re.compile(rf"{_ORDER}[^.;()\d]{{0,30}}\(\s*{_RANK}\s*\)", re.IGNORECASE),
]
_BEYOND: Final = [
    re.compile(rf"\b(?:rank(?:ed|s|ing)?|placed)\s+(?:\w+\s){{0,2}}?{_RANK}", re.IGNORECASE),
    re.compile(
        rf"{_ORDER}[^.;()\d]{{0,30}}?\b(?:of|out of)\s+(?:the\s+|all\s+)*(?P<of>\d{{1,3}})(?![\d,.%/])", re.IGNORECASE
    ),
]


def ranks_verified(text: str) -> Iterator[Verified]:
    """A rank and its ordinal, counted from either end; a rank among fewer."""
    told = False
    for pattern in _BOTH:
        for found in pattern.finditer(text):
            told = True
            rank, of, order = (int(found[name]) for name in ("rank", "of", "order"))
            other = of - rank + 1
            right = order in {rank, other} and rank <= of
            detail = f"{rank} of {of} is {_ordinal(rank)} from one end and {_ordinal(other)} from the other"
            yield Verified(
                "ok" if right else "wrong",
                f"{_ordinal(order)} {found['end']}",
                f"{_ordinal(rank)} or {_ordinal(other)}",
                detail,
            )
    for pattern in () if told else _BEYOND:
        for found in pattern.finditer(text):
            rank, of = int(found.groupdict().get("rank") or found.groupdict().get("order") or 0), int(found["of"])
            if rank > of:
                yield Verified("impossible", f"{rank} of {of}", "", f"there is no {_ordinal(rank)} among {of}")
            else:
                yield Verified("ok", f"{rank} of {of}", f"{rank} of {of}", f"{rank} lies within {of}")


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
