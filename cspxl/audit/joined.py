"""Facts on one quantity in different lines, joined: they give each other's arithmetic, or contradict each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cspxl.audit.changes import change_verified
from cspxl.audit.documents import Cell, Document, Row, sentences
from cspxl.audit.judging import Stated, Verified, part
from cspxl.audit.roles import Clause, Part, clauses
from cspxl.names import folded

_MONTH_NAME: Final = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_PERIOD: Final = re.compile(rf"\b(?:to|at|ending|ended|until|end of)\s+(?:the end of\s+)?(?:\d{{1,2}}\s+)?({_MONTH_NAME} 20\d\d)\b", re.IGNORECASE)
_BASIS: Final = re.compile(r"rolling|12 months?|twelve months|quarter|year to date|ytd|financial year|month of", re.IGNORECASE)
_SECTION: Final = re.compile(r"#|\d{1,2}\.\s+[A-Z]")
_AREA: Final = re.compile(
    r"\b(?:london|mps|met|england|national|wards?|similar|average|neighbours|bcu|east|west|north|south|force|excluding|only)\b", re.IGNORECASE,
)
_FILLER: Final = frozenset(
    "the a an of in on to and or for by with is are was were has have had been number numbers level levels total all reported recorded"
    " calls police offences offence crime crimes reports report volume rate there this".split(),
)
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True)
class _Fact:
    """What a clause says of a quantity: its words, its period, and its figures."""

    words: tuple[str, ...]
    period: str
    cell: Cell
    clause: Clause
    now: Part | None
    difference: Part | None
    change: Part

    @property
    def percent(self) -> str:
        """The change as it is stated, with its direction."""
        return f"{self.change.figure.value * self.change.direction:+f}"


def joined_verified(document: Document) -> Iterator[Stated]:
    """What facts in different lines give together."""
    facts = list(_facts(document))
    yield from _together(facts)
    yield from _conflicts(facts)
    yield from _definitions(document)


def _facts(document: Document) -> Iterator[_Fact]:
    period = ""
    for row in document.rows:
        heading = row.cells[0].text if len(row.cells) == 1 else ""
        if _SECTION.match(heading):
            period = ""
        if heading and len(heading) < 200 and _BASIS.search(heading) and (found := _PERIOD.findall(heading)):
            period = f"{_kind(heading)} {found[0].lower()}" if len(set(found)) == 1 else ""
        for cell in row.cells:
            for sentence in sentences(cell.text):
                for clause in clauses(sentence.text, sentence.offset):
                    if fact := _fact(row, cell, clause, period):
                        yield fact


def _kind(heading: str) -> str:
    """Which kind of period: rolling 12 months, a quarter, the year to date."""
    found = _BASIS.search(heading)
    word = found[0].lower() if found else ""
    return "12 months" if word.startswith(("rolling", "12", "twelve")) else word


def _fact(row: Row, cell: Cell, clause: Clause, period: str) -> _Fact | None:
    """The fact of a clause that has one change, at most one volume and one difference, and nothing else."""
    changes, differences = clause.of("change"), clause.of("difference")
    now = clause.of("plain", "now")
    others = clause.of("before", "level")
    if len(changes) != 1 or len(differences) > 1 or len(now) > 1 or others or changes[0].figure.kind != "percent":
        return None
    if not changes[0].direction or changes[0].figure.hedge or any(part.figure.kind != "count" for part in [*now, *differences]):
        return None
    label = row.label if len(row.cells) > 1 else clause.text[: min(part.figure.start for part in clause.parts)]
    if len(row.cells) > 1 and (cell.text == row.label or not now):
        return None
    words = _words(label)
    if not words or _AREA.search(clause.text) or (_AREA.search(label) and len(row.cells) == 1):
        return None
    return _Fact(words, period, cell, clause, now[0] if now else None, differences[0] if differences else None, changes[0])


def _words(label: str) -> tuple[str, ...]:
    """The words that say what a label is about."""
    bare = folded(_BRACKETS.sub(" ", label))
    bare = re.sub(r"\b(?:has|have|had|is|are|was|were|up|down|decreased|increased|fell|rose|fallen|risen|reduced)\b.*$", "", bare)
    return tuple(sorted({word.rstrip("s") for word in re.findall(r"[a-z]+", bare) if word not in _FILLER}))


def _together(facts: Sequence[_Fact]) -> Iterator[Stated]:
    """A volume in one line and a difference in another, with the same percentage of the same quantity."""
    for one in facts:
        if one.now is None or one.difference is not None:
            continue
        others = [
            other for other in facts
            if other.difference and other.now is None and other.percent == one.percent and set(other.words) <= set(one.words)
            and (not one.period or not other.period or one.period == other.period)
        ]
        if len({other.difference.figure.value for other in others if other.difference}) != 1:
            continue
        other = others[0]
        assert other.difference is not None
        parts = [one.now, one.change, replace(other.difference, direction=other.difference.direction or one.change.direction)]
        outcome = change_verified(Clause("", 0, parts))
        if outcome is not None:
            for fact, beside in ((one, other), (other, one)):
                yield _stated(fact, "joined", replace(outcome, detail=f"{outcome.detail} (with line {_line(beside)})"))


def _line(fact: _Fact) -> int:
    return fact.cell.line_at(fact.clause.offset)


def _stated(fact: _Fact, rule: str, outcome: Verified) -> Stated:
    return part(fact.cell, fact.clause.text, fact.clause.offset, rule, outcome)


def _conflicts(facts: Sequence[_Fact]) -> Iterator[Stated]:
    """The same words and period with changes of which no rounding makes one."""
    groups: dict[tuple[tuple[str, ...], str], list[_Fact]] = defaultdict(list)
    for fact in facts:
        if fact.period:
            groups[fact.words, fact.period].append(fact)
    for (_, period), group in groups.items():
        apart = [fact for fact in group if any(not _agree(fact, other) for other in group)]
        for fact in apart:
            against = [other for other in group if not _agree(fact, other)]
            told = "; ".join(f"line {_line(other)}: {' '.join(other.clause.text.split())}" for other in against)
            yield _stated(fact, "conflict", Verified("conflict", f"{fact.percent}%", f"{against[0].percent}%", f"{period}: {told}"))


def _agree(one: _Fact, other: _Fact) -> bool:
    """Whether two facts can be one: percentages to their decimals, and volumes where both have them."""
    percents = sorted((one.change, other.change), key=lambda part: part.figure.step, reverse=True)
    coarse, fine = percents[0].figure, percents[1].figure
    same = coarse.span.low <= fine.value <= coarse.span.high and one.change.direction == other.change.direction
    volumes = one.now is None or other.now is None or one.now.figure.value == other.now.figure.value
    differences = one.difference is None or other.difference is None or one.difference.figure.value == other.difference.figure.value
    return same and volumes and differences


_DEFINED: Final = re.compile(r"\bper\s+(100,?000|10,?000|1,?000|100k|10k|1k)\b", re.IGNORECASE)


def _definitions(document: Document) -> Iterator[Stated]:
    """A glossary's "per 1,000" against the "per 100,000" with which its term is used."""
    defined: dict[str, tuple[Cell, re.Match[str]]] = {}
    for row in document.rows:
        term = row.cells[0].text.strip()
        if len(row.cells) == 2 and re.fullmatch(r"[A-Z]{2,6}", term) and len(found := list(_DEFINED.finditer(row.cells[1].text))) == 1:
            defined[term] = (row.cells[1], found[0])
    for term, (cell, definition) in defined.items():
        for row in document.rows:
            for used in row.cells:
                found = re.search(rf"\b{term}\b[^.;]{{0,40}}?\bper\s+(100,?000|10,?000|1,?000|100k|10k|1k)\b", used.text)
                if found and used is not cell and _size(found[1]) != _size(definition[1]):
                    told = f"line {cell.line} defines it per {definition[1]}, line {used.line} uses it per {found[1]}"
                    yield Stated(cell, definition.start(), definition.end(), "definition", Verified("conflict", f"{term} per {definition[1]}", f"per {found[1]}", told))
                    yield Stated(used, found.start(), found.end(), "definition", Verified("conflict", f"{term} per {found[1]}", f"per {definition[1]}", told))


def _size(text: str) -> int:
    return int(text.lower().replace(",", "").replace("k", "000"))

