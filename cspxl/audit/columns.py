"""Columns that follow from others: changes, shares, rates and differences of a table.

Which columns a column follows from is told by the headings, or by most of its rows: then the others must agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import permutations
from typing import Final, NamedTuple

from cspxl.audit.documents import Row
from cspxl.audit.figures import Figure, Span, precise
from cspxl.audit.judging import Stated, Verified, change_of, compared, percentage, share_of, shown, span_shown, whole
from cspxl.audit.tables import Block, amount_in, figure_in, percent_in
from cspxl.functions.checking import stated_places

_BEFORE: Final = re.compile(
    r"previous|prior|last year|year ago|before|baseline|earlier|preceding|comparator|same period",
    re.IGNORECASE,
)
_CHANGE: Final = re.compile(
    r"change|differ|varia|\bvs\b|\bv\b|compar|increase|decrease|movement|\+/-|%\s*$", re.IGNORECASE
)
_DIFFERENCE: Final = re.compile(r"differ|change|varia|\+/-|increase|decrease|surplus|shortfall", re.IGNORECASE)
_SHARE: Final = re.compile(r"rate|share|proportion|percent|per cent|%", re.IGNORECASE)
_PART: Final = re.compile(r"of which|of these|detect|repeat|complet|success|solved|outcome|number of", re.IGNORECASE)
_PER: Final = re.compile(r"\bper\s+(1,?000|10,?000|100,?000|100k|1k)\b", re.IGNORECASE)
_FEWEST: Final = 2
_NEAR: Final = 8  # columns on either side, among which are those that a column follows from
_YEAR: Final = re.compile(
    r"\b(?:19|20)(\d\d)(?:\s?[/–-]\s?(?:20)?(\d\d))?\b|\b(\d\d)/(\d\d)\b|['’](\d\d)\b|[A-Za-z]{3}-?(\d\d)\b"
)


class _Way(NamedTuple):
    """How a column may follow from two others: what two figures give, and whether the result has a sign."""

    rule: str
    given: Callable[[Span, Span], Span | None]
    is_signed: bool
    told: str


def columns_verified(block: Block) -> Iterator[Stated]:
    """Every cell of a column that follows from two others."""
    for column in range(1, block.width):
        heading = block.heading(column)
        percents = [row for row in block.rows if percent_in(row, column)]
        if percents:
            found = list(_follows(block, column, _WAY_CHANGE)) if _is_change(block, column) else []
            yield from found or _follows(block, column, _WAY_SHARE)
        elif per := _PER.search(heading):
            size = int(per[1].replace(",", "").lower().replace("k", "000"))
            yield from _follows(block, column, _Way("rate", _rate(size), is_signed=False, told="of"))
        elif _DIFFERENCE.search(heading) or _is_signed(block, column):
            yield from _follows(block, column, _WAY_DIFFERENCE)


def _rate(size: int) -> Callable[[Span, Span], Span | None]:
    return lambda part, whole: share_of(part, whole, size)


_WAY_CHANGE: Final = _Way("change", change_of, is_signed=True, told="against")
_WAY_SHARE: Final = _Way("share", share_of, is_signed=False, told="of")
_WAY_DIFFERENCE: Final = _Way(
    "difference",
    lambda now, before: Span(now.low - before.high, now.high - before.low),
    is_signed=True,
    told="against",
)


def _is_change(block: Block, column: int) -> bool:
    signed = any((found := percent_in(row, column)) and found.sign for row in block.rows)
    return signed or _CHANGE.search(block.heading(column)) is not None


def _is_signed(block: Block, column: int) -> bool:
    """Whether every amount of a column has its sign, as differences have."""
    found = [amount for row in block.rows if (amount := amount_in(row, column))]
    return bool(found) and all(amount.sign for amount in found)


def _follows(block: Block, column: int, way: _Way) -> Iterator[Stated]:
    """The rows of a column, where two columns are known to give it."""
    near = (at for at in range(max(0, column - _NEAR), min(block.width, column + _NEAR)) if at != column)
    amounts = [at for at in near if any(amount_in(row, at) for row in block.rows)]
    best: Sequence[tuple[Row, Verified]] = []
    most = 0
    for pair in permutations(amounts, 2):
        rows = list(_judged(block, column, pair, way))
        right = sum(outcome.verdict != "wrong" for _, outcome in rows)
        named = _named(block, column, pair, way)
        alone = named and len(rows) == 1 and way.rule != "share"
        enough = right * 2 >= len(rows) > 0 if named else right >= 3 and right * 4 >= len(rows) * 3
        if (alone or enough) and right >= most:
            best, most = rows, right
    yield from (whole(row, column, way.rule, outcome) for row, outcome in best)


def _judged(block: Block, column: int, pair: tuple[int, int], way: _Way) -> Iterator[tuple[Row, Verified]]:
    signs = any((found := figure_in(row.cells[column])) and found.sign for row in block.rows if column < len(row.cells))
    for row in block.rows:
        stated = figure_in(row.cells[column]) if column < len(row.cells) else None
        one, other = amount_in(row, pair[0]), amount_in(row, pair[1])
        if stated is None or one is None or other is None or (one.kind != other.kind and way.rule != "rate"):
            continue
        if way.is_signed and max(one.value, other.value) < _FEWEST:
            continue  # shares as fractions, and flags: their change may be in points
        now, before = precise([one, other]) if way.rule != "rate" else (one, other)
        given = way.given(now.span, before.span)
        if given is not None:
            yield row, _held(stated, one, other, given, way, has_signs=signs)


def _held(stated: Figure, one: Figure, other: Figure, given: Span, way: _Way, *, has_signs: bool) -> Verified:
    """A cell against what two others give; a column without any sign tells the size of its changes only."""
    size = Span(min(abs(given.low), abs(given.high)), max(abs(given.low), abs(given.high)))
    free = way.is_signed and not stated.sign and (not has_signs or given.low < 0)
    verdict = compared(stated, 1, size) if free and not has_signs else compared(stated, stated.sign or 1, given)
    places, unit = stated_places(stated.value), "%" if stated.kind == "percent" else ""
    text = f"{shown(stated.signed, places, signed=way.is_signed and bool(stated.sign))}{unit}"
    recomputed = (
        percentage(given, stated, signed=way.is_signed)
        if stated.kind == "percent"
        else span_shown(given, places, signed=way.is_signed)
    )
    return Verified(verdict, text, recomputed, f"{one.text} {way.told} {other.text} is {recomputed}")


def _named(block: Block, column: int, pair: tuple[int, int], way: _Way) -> bool:
    """Whether the headings say that a column follows from these two, in this order."""
    first, second, heading = block.heading(pair[0]), block.heading(pair[1]), block.heading(column)
    if way.rule == "share":
        return (
            bool(_SHARE.search(heading) and _PART.search(first) and not _PART.search(second))
            and abs(pair[0] - pair[1]) == 1
        )
    if way.rule == "rate":
        return re.search(r"popul|household|resident|denominator", second, re.IGNORECASE) is not None
    if not _CHANGE.search(heading) or abs(pair[0] - pair[1]) > 1 or not 0 < column - max(pair) <= 2:
        return False
    if any(_CHANGE.search(one) and not _BEFORE.search(one) for one in (first, second)):
        return False
    return later(first, second) == 1


def later(first: str, second: str) -> int:
    """Which of two headings is of the later time: 1 the first, -1 the second, 0 where neither says it."""
    if bool(_BEFORE.search(first)) != bool(_BEFORE.search(second)):
        return 1 if _BEFORE.search(second) else -1
    one, other = _year(first), _year(second)
    return 0 if one is None or other is None else (one > other) - (one < other)


def _year(heading: str) -> Decimal | None:
    """The last year that a heading names."""
    found = [digits for match in _YEAR.finditer(heading) for digits in match.groups() if digits]
    return Decimal(found[-1]) if found else None
