"""What it means that a cell reads otherwise: a judgement, a rank, a sentence or a figure, by how much, how heavy.

Weights only order what is listed. Above all stands what turns: a colour, a direction, a round figure that is no longer
reached; then the share by which a figure moved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from cspxl.differences.change import Kind
from cspxl.differences.versions import DATES
from cspxl.report.subjects import CONFLICT, GLYPHS, NOT_JUDGED, OLDER
from cspxl.values import Cell, is_unavailable

# How bad each judgement is; those without a number say that there is none.
_JUDGEMENTS: Final[Mapping[str, int | None]] = {
    **dict.fromkeys(("green", "on track", "met", "complete"), 0),
    **dict.fromkeys(("amber", "at risk", "due this month"), 1),
    **dict.fromkeys(("red", "off track", "not met", "overdue"), 2),
    **dict.fromkeys((NOT_JUDGED.lower(), OLDER.lower(), CONFLICT.lower(), "monitor", "too close to say"), None),
}
_RANK: Final = re.compile(r"(\d+)\s*(?:/|of|out of)\s*(\d+)\b(?:\s*\((?:\d+(?:st|nd|rd|th) )?(?:high|low)est\))?")
_NUMBER: Final = re.compile(r"[+\-−]?[£$€]?\d+(?:,\d{3})*(?:\.\d+)?\s?%?")
_UP: Final = frozenset({"up", "rise", "rose", "risen", "increase", "increased", "higher", "more", "above", "worse"})
_DOWN: Final = frozenset(
    {"down", "fall", "fell", "fallen", "decrease", "decreased", "reduction", "reduced", "lower", "fewer", "less",
     "below", "better"},
)  # fmt: skip
_STEP: Final = 5.0  # per cent: the round figures that statements are made of
_MOST_SHARE: Final = 20.0  # 2,000%
_JUDGED: Final = 100.0  # weights, from here down
_TURNED: Final = 80.0
_STEPPED: Final = 60.0
_WORDED: Final = 50.0
_NUMBERED: Final = 30.0
_DATED: Final = 2.0


class Meaning(NamedTuple):
    """The kind of a change, what it means in words, and its weight."""

    kind: Kind
    how: str
    weight: float


def meaning(before: Cell, after: Cell, what: str) -> Meaning:
    """What it means that a cell, which is called so, reads otherwise."""
    one, two = _judgement(before), _judgement(after)
    if one is not None or two is not None:
        return _judged(one, two)
    if _is_number(before) and _is_number(after):
        return _figures(before, after, what)  # type: ignore[arg-type]  # numbers, as was asked
    if isinstance(before, str) and isinstance(after, str) and not is_unavailable(before) and not is_unavailable(after):
        return _texts(before, after)
    if is_unavailable(after) and not is_unavailable(before):
        return Meaning("figure", "is not available any more", _WORDED)
    if is_unavailable(before) and not is_unavailable(after):
        return Meaning("figure", "was not available", _WORDED)
    return Meaning("sentence" if isinstance(after, str) else "figure", "", _DATED)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _judgement(cell: Cell) -> str | None:
    """The judgement that a cell reads, without its glyph."""
    if not isinstance(cell, str):
        return None
    word = cell.strip(" ".join(GLYPHS.values())).lower()
    return word if word in _JUDGEMENTS else None


def _judged(one: str | None, two: str | None) -> Meaning:
    was, now = _JUDGEMENTS.get(one or "", None), _JUDGEMENTS.get(two or "", None)
    if was is not None and now is not None:
        how = "worse" if now > was else "better" if now < was else "other words"
        return Meaning("judgement", how, _JUDGED + 10 * abs(now - was))
    if was is None and now is None:
        return Meaning("judgement", "neither is a colour", _TURNED)
    return Meaning("judgement", "is judged now" if was is None else "is not judged any more", _JUDGED - 5)


def _figures(before: float, after: float, what: str) -> Meaning:
    """Two numbers: a rank, a change that turned or no longer reaches a round figure, else how far it moved."""
    words = what.lower()
    if "rank" in words:
        return Meaning("rank", f"from {before:g} to {after:g}", _STEPPED + min(20, abs(after - before)))
    moved = after - before
    if is_share(what, before, after):
        how = f"{moved * 100:+.1f} percentage points"
        turned = _turned(before * 100, after * 100)
        if turned and ("change" in words or turned[1] < _TURNED):
            return Meaning("figure", f"{how}; {turned[0]}", turned[1])
        return Meaning("figure", how, _NUMBERED * min(1, abs(moved)))
    share = abs(moved / before) if before else 1.0
    told = f" ({moved / before:+.1%})" if before else ""
    by = f"{moved:+,.0f}" if not moved % 1 else f"{moved:+,.4g}"
    return Meaning("figure", f"{by}{told}", _NUMBERED * min(1.0, share))


def is_share(what: str, *cells: Cell) -> bool:
    """Whether numbers that are called so are fractions of one hundred per cent."""
    words = what.lower()
    called = ("%" in words or "change" in words) and not any(unit in words for unit in ("point", "number", "offences"))
    return called and all(_is_number(cell) and abs(cell) < _MOST_SHARE for cell in cells)  # type: ignore[arg-type]


def _turned(before: float, after: float) -> tuple[str, float] | None:
    """Whether a change in per cent has turned, or passed a round figure: in words, and how heavy that is."""
    if before * after < 0:
        return ("a rise became a fall" if before > 0 else "a fall became a rise"), _TURNED
    was, now = int(round(abs(before), 6) // _STEP), int(round(abs(after), 6) // _STEP)
    if now < was:
        return f"no longer {was * _STEP:g}%", _STEPPED
    return (f"reaches {now * _STEP:g}%", _STEPPED) if now > was else None


def _texts(before: str, after: str) -> Meaning:
    """Two texts: a rank, a direction that turned, other words, other numbers, or only another date."""
    one, two = _RANK.search(before), _RANK.search(after)
    plain, other = DATES.sub("…", before), DATES.sub("…", after)
    if one and two and _RANK.sub("", plain) == _RANK.sub("", other):
        if one[1] == two[1] and one[2] == two[2]:
            return Meaning("sentence", "other dates", _DATED)
        how = f"from {one[1]} of {one[2]} to {two[1]} of {two[2]}"
        return Meaning("rank", how, _STEPPED + min(20, abs(int(two[1]) - int(one[1]))))
    if _directions(plain) != _directions(other):
        return Meaning("sentence", _told_directions(plain, other), _TURNED)
    numbers = _numbers(plain, other)
    steps = [turned for was, now in numbers if "%" in now and (turned := _turned(_value(was), _value(now)))]
    reached = f"; {steps[0][0]}" if steps else ""
    if _NUMBER.sub("#", plain) != _NUMBER.sub("#", other):
        return Meaning("sentence", f"other words{reached}", max([_WORDED, *(weight for _, weight in steps)]))
    if not numbers:
        return Meaning("sentence", "other dates", _DATED)
    told = ", ".join(f"{was} became {now}" for was, now in numbers)
    share = max(_share(_value(was), _value(now)) for was, now in numbers)
    weight = max([_NUMBERED * min(1.0, share), *(weight for _, weight in steps)])
    return Meaning("sentence", f"{told}{reached}", weight)


def _numbers(before: str, after: str) -> Sequence[tuple[str, str]]:
    """The numbers that are others, of those lines and clauses that say the same but for them."""
    texts = [[clause.strip() for clause in re.split(r"[;\n]|\. ", text)] for text in (before, after)]
    pairs = [pair for pair in zip(*texts, strict=False) if _NUMBER.sub("#", pair[0]) == _NUMBER.sub("#", pair[1])]
    found = (pair for one, two in pairs for pair in zip(_NUMBER.findall(one), _NUMBER.findall(two), strict=True))
    return [(was.strip(), now.strip()) for was, now in found if was != now]


def _value(number: str) -> float:
    digits = re.sub(r"[^\d.\-]", "", number.replace("−", "-"))
    return float(digits) if any(sign.isdigit() for sign in digits) else 0.0


def _share(before: float, after: float) -> float:
    return abs((after - before) / before) if before else 1.0


def _directions(text: str) -> Sequence[str]:
    """The directions that a text tells, in order."""
    words = re.findall(r"[a-z]+", text.lower())
    return ["up" if word in _UP else "down" for word in words if word in _UP or word in _DOWN]


def _told_directions(before: str, after: str) -> str:
    was, now = _directions(before), _directions(after)
    turned = next((pair for pair in zip(was, now, strict=False) if pair[0] != pair[1]), None)
    return f"says {turned[1]} where it said {turned[0]}" if turned else "tells other directions"
