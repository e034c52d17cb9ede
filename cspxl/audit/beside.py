"""A count with its difference and its percentage right behind it, in a run of such: "711 casualties (23, 3% less)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from cspxl.audit.arithmetic import worked_out
from cspxl.audit.directions import direction_of
from cspxl.audit.documents import Cell
from cspxl.audit.figures import Figure, figures
from cspxl.audit.judging import Stated, Verified, part
from cspxl.audit.roles import Part

_THEN_BY: Final = re.compile(r"(?:\s[A-Za-z-]+){1,5}\s?(?::|\()\s*", re.IGNORECASE)
_OR: Final = re.compile(r"\s*(?:,|\(or|\(|or)\s*")
_FROM: Final = re.compile(r"(?:\s[A-Za-z-]+){0,8}\s?\((up|down) from (?:just )?", re.IGNORECASE)
_CLOSES: Final = re.compile(r"\)|\s(?:the|in|last|a) [^()\d]{0,30}\)")
_WAY: Final = re.compile(r"\)?\s*(more|fewer|less|higher|lower|up|down)\b", re.IGNORECASE)


def beside_verified(cell: Cell) -> Iterator[Stated]:
    """Each such three of a cell's figures."""
    found = [one for one in figures(cell.text) if one.kind != "other"]
    for now, by, stated in zip(found, found[1:], found[2:], strict=False):
        way = _WAY.match(cell.text, stated.end)
        if way is None or not _is_three(cell.text, now, by, stated):
            continue
        sign = direction_of(way[1])
        outcome = worked_out(now, by, sign, Part(stated, "change", sign), is_now=True) if sign else None
        if outcome is not None:
            yield part(cell, cell.text[now.start : way.end()], now.start, "change", outcome)


def brackets_verified(cell: Cell) -> Iterator[Stated]:
    """A count with the one before in brackets behind it, in a run of such: "3,751 reports (down from 4,064)"."""
    found = [one for one in figures(cell.text) if one.kind != "other"]
    for now, before in pairwise(found):
        way = _FROM.fullmatch(cell.text[now.end : before.start])
        counts = now.kind == before.kind == "count" and not (now.hedge or before.hedge or now.sign)
        if way is None or not counts or now.value == before.value or not _CLOSES.match(cell.text, before.end):
            continue
        said, moved = way[1].lower(), "up" if now.value > before.value else "down"
        told = f"{now.text} against {before.text} is {moved}"
        outcome = Verified("ok" if said == moved else "wrong", said, moved, told)
        yield part(cell, cell.text[now.start : before.end + 1], now.start, "change", outcome)


def _is_three(text: str, now: Figure, by: Figure, stated: Figure) -> bool:
    kinds = (now.kind, by.kind, stated.kind) == ("count", "count", "percent")
    plain = not (now.hedge or by.hedge or stated.hedge or now.sign or stated.sign)
    return (
        kinds
        and plain
        and _THEN_BY.fullmatch(text[now.end : by.start]) is not None
        and _OR.fullmatch(text[by.end : stated.start]) is not None
    )
