"""Totals with their parts: the rows above a total, the columns before one, and shares that make up a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from cspxl.audit.documents import Row
from cspxl.audit.figures import Figure, Span, figures
from cspxl.audit.judging import Stated, Verified, compared, shown, whole
from cspxl.audit.tables import Block, figure_in
from cspxl.functions.checking import stated_places

_TOTAL: Final = re.compile(
    r"\W*(?:grand |overall |borough |combined )?totals?\b(?! (?:notifiable|number of \w+ \w+))", re.IGNORECASE
)
# A total of something ("Total crime") may count more than the rows that are shown above it.
_OF_ALL: Final = re.compile(
    r"\W*(?:grand |overall |sub-? ?)?totals?"
    r"(?:\W*|\s*\([^()]*\)|\s+(?:funding|spend|cost|budget|allocation|to date)\W*)",
    re.IGNORECASE,
)
_SUBTOTAL: Final = re.compile(r"\W*sub-? ?total", re.IGNORECASE)
_WITHIN: Final = re.compile(r"\W*(?:of which|of these|including|incl\.?|which includes?|memo)\b", re.IGNORECASE)
_OVERLAPS: Final = re.compile(
    r"overlap|more than one|double[- ]count|do(?:es)? not (?:sum|add|total)|may not (?:sum|add|total)|not mutually"
    r"|tick all|all that apply|counted (?:twice|in both|more than)|included in|also in",
    re.IGNORECASE,
)
_TO_DATE: Final = re.compile(r"\byear to date\b|\bytd\b|\bcumulative\b", re.IGNORECASE)
_QUARTER: Final = re.compile(r"\W*(?:Q|quarter ?)[1-4]\b(?!.*(?:last|previous|target|%))", re.IGNORECASE)
_RATIO: Final = re.compile(r"rate|average|mean|%|per\b|rank|index|score|ratio|target|year|change", re.IGNORECASE)


def totals_verified(block: Block, around: str) -> Iterator[Stated]:
    """The totals of a block; none where the text round it says that its parts overlap."""
    told = " ".join([around, *block.headings, *(cell.text for row in block.rows for cell in row.cells)])
    if _OVERLAPS.search(told):
        return
    yield from _below(block)
    yield from _beside(block)


def _below(block: Block) -> Iterator[Stated]:
    """Each row that is called a total against the rows above it."""
    for at, row in enumerate(block.rows):
        if not _TOTAL.match(row.label) and not _SUBTOTAL.match(row.label):
            continue
        found = list(_of_row(block, at))
        right = sum(outcome.verdict == "ok" for _, outcome in found)
        named = any(block.headings) or right * 2 >= len(found)  # where headings are lost, half of the columns must fit
        may_be_wrong = named and _OF_ALL.fullmatch(" ".join(row.label.split()))
        for column, outcome in found:
            if outcome.verdict == "ok" or may_be_wrong:
                yield whole(row, column, "total", outcome)


def _of_row(block: Block, at: int) -> Iterator[tuple[int, Verified]]:
    """Each figure of a row that is called a total, by its column."""
    row = block.rows[at]
    for column in range(len(row.cells)):
        total = figure_in(row.cells[column])
        if total is None or _RATIO.search(block.heading(column)):
            continue
        outcome = _summed(total, list(_readings(block.rows[:at], column)))
        if outcome is not None:
            yield column, outcome


def _readings(rows: Sequence[Row], column: int) -> Iterator[Sequence[Figure] | None]:
    """The parts that a total may have: all above, those since the last total, the subtotals; None: one is missing."""
    plain = [row for row in rows if not _TOTAL.match(row.label) and not _SUBTOTAL.match(row.label)]
    last = max((at + 1 for at, row in enumerate(rows) if row not in plain), default=0)
    yield _parts(plain, column)
    yield _parts(rows[last:], column)
    yield _parts([row for row in plain if not _WITHIN.match(row.label)], column)
    yield _parts([row for row in rows if _SUBTOTAL.match(row.label)], column)


def _parts(rows: Sequence[Row], column: int) -> Sequence[Figure] | None:
    found = [figure_in(row.cells[column]) if column < len(row.cells) else None for row in rows]
    return [figure for figure in found if figure] if all(found) else None


def _summed(total: Figure, readings: Sequence[Sequence[Figure] | None]) -> Verified | None:
    """A total against the sums that may be meant; one off, among rounded parts, is rounding."""
    known = [parts for parts in readings if parts is not None and len(parts) > 1]
    if not known or readings[0] is None or (total.kind == "percent" and abs(total.value - 100) > 1):
        return None
    outcomes = [_sum(total, parts) for parts in known]
    right = next((outcome for outcome in outcomes if outcome.verdict == "ok"), None)
    return right or (None if _is_nested(total, readings[0]) else outcomes[0])


def _is_nested(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether rows may hold others: some make up one of the rows or the total alone, or all count it more than once."""
    runs = [
        parts[start:end] for start in range(len(parts)) for end in range(start + 2, min(len(parts), start + 40) + 1)
    ]
    holders = {part.signed for part in parts}
    sums = [sum((part.signed for part in run), Decimal(0)) for run in runs if len(run) < len(parts)]
    whole_sum = sum((part.signed for part in parts), Decimal(0))
    return any(value == total.signed or value in holders for value in sums) or whole_sum in {
        total.signed * times for times in (2, 3, 4)
    }


def _sum(total: Figure, parts: Sequence[Figure]) -> Verified:
    value = sum((part.signed for part in parts), Decimal(0))
    step = max(total.step, *(part.step for part in parts))
    # A sum that is one off may be rounding, of whole numbers too; where more is off, only rounded parts explain it.
    slack = step if step == 1 and total.kind != "percent" else (step * (len(parts) + 1)) / 2
    given = Span(value - slack, value + slack)
    right = given.low <= total.signed <= given.high
    places = max(stated_places(total.value), *(stated_places(part.value) for part in parts))
    told = " + ".join(part.text.strip() for part in parts[:12]) + (" + …" if len(parts) > 12 else "")
    return Verified("ok" if right else "wrong", total.text, shown(value, places), f"{told} is {shown(value, places)}")


def _beside(block: Block) -> Iterator[Stated]:
    """A column that is called a total against the columns before it, where two rows or more agree."""
    for column in range(2, block.width):
        columns = _parts_of_column(block, column)
        if len(columns) < 2:
            continue
        found = []
        for row in block.rows:
            total = figure_in(row.cells[column]) if column < len(row.cells) else None
            parts = [figure for at in columns if at < len(row.cells) and (figure := figure_in(row.cells[at]))]
            if (
                total
                and total.kind in {"count", "money"}
                and len(parts) == len(columns)
                and {part.kind for part in parts} == {total.kind}
            ):
                found.append((row, _sum(total, parts)))
        right = sum(outcome.verdict == "ok" for _, outcome in found)
        if right >= 2 and right * 2 > len(found):
            yield from (whole(row, column, "total", outcome) for row, outcome in found)


def _parts_of_column(block: Block, column: int) -> Sequence[int]:
    """The columns that make up one: all before a total; of the year to date, the quarters before it."""
    before = range(1, column)
    if _TOTAL.match(block.heading(column)):
        return before
    if _TO_DATE.search(block.heading(column)) and not _RATIO.search(_TO_DATE.sub("", block.heading(column))):
        return [at for at in before if _QUARTER.match(block.heading(at))]
    return []


_REST: Final = re.compile(
    r"(?<!of the )(?<!of )(?<!for the )\b(?:(?i:rest|remainder|remaining)) ?(?!of (?:[A-Z]|the ))[^.;\d]{0,25}$"
)
_OPPOSITE: Final = [("female", "male"), ("women", "men"), ("girls", "boys")]


def shares_of_one(text: str) -> Verified | None:
    """Percentages that make up one whole: women and men, or parts and the rest."""
    found = [figure for figure in figures(text) if figure.kind == "percent"]
    if len(found) < 2 or any(figure.hedge or figure.sign for figure in found):
        return None
    if any(figure.kind in {"count", "money", "unreadable"} for figure in figures(text)):
        return None
    if not (_both_sides(text, found) or _REST.search(text[: found[-1].start])):
        return None
    value = sum((figure.value for figure in found), Decimal(0))
    slack = sum((figure.step for figure in found), Decimal(0)) / 2
    told = " + ".join(figure.text.strip() for figure in found)
    given = f"{told} is {shown(value, max(stated_places(figure.value) for figure in found))}%"
    return Verified("ok" if abs(value - 100) <= slack else "wrong", told, "100%", given)


def _both_sides(text: str, found: Sequence[Figure]) -> bool:
    """Whether two percentages are those of women and of men, and of nothing that divides them otherwise."""
    if len(found) != 2:
        return False
    between = [text[found[0].end : found[1].start].lower(), text[found[1].end :].lower()]
    for one, other in _OPPOSITE:
        pattern = [
            re.compile(rf"^\s*(?:of \w+ )?(?:(?:were|are|was|is|identified as)\s+)?{word}\b") for word in (one, other)
        ]
        if (pattern[0].match(between[0]) and pattern[1].match(between[1])) or (
            pattern[1].match(between[0]) and pattern[0].match(between[1])
        ):
            return True
        subject = re.search(rf"of \w+ (?:were|are) {one}\b", between[0]) and re.match(
            rf"\s*(?:were|are) {other}\b", between[1]
        )
        if subject:
            return True
    return False


def listed_parts(text: str) -> Verified | None:
    """A number of things, and behind a colon what they are: "25 places: 18 of the council and 7 of charities"."""
    head, colon, tail = text.partition(":")
    head_figures = [figure for figure in figures(head) if figure.kind in {"count", "money"}]
    found = figures(tail)
    parts = [figure for figure in found if figure.kind in {"count", "money"}]
    if (
        not colon
        or len(head_figures) != 1
        or len(parts) < 2
        or len(parts) != len([one for one in found if one.kind != "other"])
    ):
        return None
    if _OVERLAPS.search(text) or re.search(
        r"remainder|rest\b|others?\b|includ|such as|among|e\.g", text, re.IGNORECASE
    ):
        return None
    value = sum((part.value for part in parts), Decimal(0))
    if (
        head_figures[0].hedge
        or any(part.hedge or part.kind != head_figures[0].kind for part in parts)
        or value != head_figures[0].value
    ):
        return None  # a list may leave parts out: only a sum that is right says that it was meant as one
    told = " + ".join(part.text.strip() for part in parts)
    return Verified(
        compared(head_figures[0], 1, Span(value, value)), head_figures[0].text, f"{value:,f}", f"{told} is {value:,f}"
    )
