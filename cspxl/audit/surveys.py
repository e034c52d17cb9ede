"""Percentages of a small group, told apart from its size: "52%" of a session that 38 students attended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cspxl.audit.clauses import clauses
from cspxl.audit.documents import Cell, Row, Sentence, sentences
from cspxl.audit.figures import Figure, figures
from cspxl.audit.judging import Stated, Verified, part
from cspxl.audit.shares import possible

_PEOPLE: Final = frozenset(
    [
        "students",
        "pupils",
        "respondents",
        "participants",
        "attendees",
        "young",
        "people",
        "residents",
        "clients",
        "victims",
        "offenders",
        "parents",
        "staff",
        "delegates",
        "responses",
        "members",
        "cases",
        "referrals",
        "women",
        "men",
        "children",
        "users",
    ],
)
_LEAST: Final = 3  # shares that must fit before one that does not is held against its writer


def surveys_verified(rows: Sequence[Row]) -> Iterator[Stated]:
    """The shares of each row, or of paragraphs that follow each other, against the one group that gives them all."""
    for group in _groups(rows):
        told = [(cell, sentence) for row in group for cell in row.cells for sentence in sentences(cell.text)]
        for noun in dict.fromkeys(figure.noun for _, sentence in told for figure in figures(sentence.text)):
            if noun in _PEOPLE:
                yield from _of_group(noun, told)


def _groups(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Each row of a table for itself; paragraphs two and two."""
    for at, row in enumerate(rows):
        if row.table:
            yield [row]
        elif at + 1 < len(rows) and not rows[at + 1].table:
            yield [row, rows[at + 1]]


def _of_group(noun: str, told: Sequence[tuple[Cell, Sentence]]) -> Iterator[Stated]:
    sizes: dict[int, Figure] = {}
    shares: list[tuple[Cell, Sentence, Figure]] = []
    base_named = False
    for cell, sentence in told:
        found = figures(sentence.text)
        for figure in found:
            if figure.kind == "count" and figure.noun == noun and figure.step == 1 and not figure.hedge:
                sizes.setdefault(int(figure.value), figure)
        for clause in clauses(sentence.text, sentence.offset):
            levels = [part.figure for part in clause.of("level") if part.figure.kind == "percent"]
            alone = len(levels) == 1 and not clause.of("plain", "now", "before", "difference", "change")
            if alone and not levels[0].hedge:
                named = f"of {noun}" in clause.text.lower()
                base_named = base_named or named
                if named or base_named:
                    shares.append((cell, Sentence(clause.text, clause.offset), levels[0]))
    fitting = [(size, outcomes) for size in sizes.values() if (outcomes := _fits(size, shares))]
    if len(fitting) == 1:
        for (cell, sentence, _), outcome in zip(shares, fitting[0][1], strict=True):
            yield part(cell, *sentence, "share", outcome)


def _fits(size: Figure, shares: Sequence[tuple[Cell, Sentence, Figure]]) -> Sequence[Verified]:
    """The outcomes, where every share is one of so many, rounded or (one in four) cut off."""
    outcomes = [outcome for _, _, stated in shares for outcome in possible(stated, size)]
    right = sum(outcome.verdict == "ok" for outcome in outcomes)
    cut = sum(outcome.verdict == "truncated" for outcome in outcomes)
    whole = len(outcomes) == len(shares) == right + cut
    return outcomes if whole and right >= _LEAST and cut * 4 <= len(shares) else []
