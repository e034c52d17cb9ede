"""Facts on one quantity in different lines, joined: they give each other's arithmetic, or contradict each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from cspxl.audit.changes import change_verified
from cspxl.audit.documents import Cell, Document
from cspxl.audit.facts import Fact, facts
from cspxl.audit.judging import Stated, Verified, part
from cspxl.audit.roles import Clause


def joined_verified(document: Document) -> Iterator[Stated]:
    """What facts in different lines give together."""
    found = list(facts(document))
    yield from _together(found)
    yield from _conflicts(found)
    yield from _definitions(document)


def _together(found: Sequence[Fact]) -> Iterator[Stated]:
    """A volume in one line and a difference in another, with the same percentage of the same quantity."""
    for one in found:
        if one.now is None or one.difference is not None:
            continue
        others = [
            other
            for other in found
            if other.difference
            and other.now is None
            and other.percent == one.percent
            and set(other.words) <= set(one.words)
            and (not one.period or not other.period or one.period == other.period)
        ]
        if len({other.difference.figure.value for other in others if other.difference}) != 1:
            continue
        other = others[0]
        assert other.difference is not None
        parts = [
            one.now,
            one.change,
            replace(other.difference, direction=other.difference.direction or one.change.direction),
        ]
        outcome = change_verified(Clause("", 0, parts))
        if outcome is not None:
            for fact, beside in ((one, other), (other, one)):
                yield _stated(fact, "joined", replace(outcome, detail=f"{outcome.detail} (with line {beside.line})"))


def _stated(fact: Fact, rule: str, outcome: Verified) -> Stated:
    return part(fact.cell, fact.clause.text, fact.clause.offset, rule, outcome)


def _conflicts(found: Sequence[Fact]) -> Iterator[Stated]:
    """The same words and period with changes of which no rounding makes one."""
    groups: dict[tuple[tuple[str, ...], str], list[Fact]] = defaultdict(list)
    for fact in found:
        if fact.period:
            groups[fact.words, fact.period].append(fact)
    for (_, period), group in groups.items():
        apart = [fact for fact in group if any(not _agree(fact, other) for other in group)]
        for fact in apart:
            against = [other for other in group if not _agree(fact, other)]
            told = "; ".join(f"line {other.line}: {' '.join(other.clause.text.split())}" for other in against)
            yield _stated(
                fact,
                "conflict",
                Verified("conflict", f"{fact.percent}%", f"{against[0].percent}%", f"{period}: {told}"),
            )


def _agree(one: Fact, other: Fact) -> bool:
    """Whether two facts can be one: percentages to their decimals, and volumes where both have them."""
    percents = sorted((one.change, other.change), key=lambda part: part.figure.step, reverse=True)
    coarse, fine = percents[0].figure, percents[1].figure
    same = coarse.span.low <= fine.value <= coarse.span.high and one.change.direction == other.change.direction
    volumes = one.now is None or other.now is None or one.now.figure.value == other.now.figure.value
    differences = (
        one.difference is None
        or other.difference is None
        or one.difference.figure.value == other.difference.figure.value
    )
    return same and volumes and differences


_PER: Final = r"\bper\s+(100,?000|10,?000|1,?000|100k|10k|1k)\b"


def _definitions(document: Document) -> Iterator[Stated]:
    """A glossary's "per 1,000" against the "per 100,000" with which its term is used."""
    for term, cell, defined in _defined(document):
        use = re.compile(rf"\b{term}\b[^.;]{{0,40}}?{_PER}", re.IGNORECASE)
        for row in document.rows:
            for other in row.cells:
                used = use.search(other.text)
                if used and other is not cell and _size(used[1]) != _size(defined[1]):
                    told = f"line {cell.line} defines it per {defined[1]}, line {other.line} uses it per {used[1]}"
                    for where, one, against in ((cell, defined, used), (other, used, defined)):
                        outcome = Verified("conflict", f"{term} per {one[1]}", f"per {against[1]}", told)
                        yield Stated(where, one.start(), one.end(), "definition", outcome)


def _defined(document: Document) -> Iterator[tuple[str, Cell, re.Match[str]]]:
    """The terms of a glossary that are rates: the term, its definition's cell, and the base in it."""
    for row in document.rows:
        term = row.cells[0].text.strip()
        if len(row.cells) == 2 and re.fullmatch(r"[A-Z]{2,6}", term):
            found = list(re.finditer(_PER, row.cells[1].text, re.IGNORECASE))
            if len(found) == 1:
                yield term, row.cells[1], found[0]


def _size(base: str) -> int:
    return int(base.lower().replace(",", "").replace("k", "000"))
