"""Facts: what a clause says of a quantity by its name, in the period that it or its heading names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from cspxl.audit.clauses import clauses
from cspxl.audit.documents import Cell, Document, Row, sentences
from cspxl.audit.roles import Clause, Part
from cspxl.names import folded
from cspxl.values import month_name, month_of

Window: TypeAlias = Literal["", "12 months", "quarter", "year to date"]

_MONTH_NAME: Final = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_PERIOD: Final = re.compile(
    rf"\b(?:to|at|ending|ended|until|end of)\s+(?:the end of\s+)?(?:\d{{1,2}}\s+)?({_MONTH_NAME} 20\d\d)\b",
    re.IGNORECASE,
)
_BASIS: Final = re.compile(
    r"rolling|12 months?|twelve months|quarter|year to date|ytd|financial year|month of", re.IGNORECASE
)
_OWN_TIME: Final = re.compile(
    r"\b(?:recent|latest|previous|last|same|this) (?:quarter|month|week|period)\b|\bmonthly\b|\bweekly\b", re.IGNORECASE
)
_SECTION: Final = re.compile(r"#|\d{1,2}\.\s+[A-Z]")
_AREA: Final = re.compile(
    r"\b(?:london|mps|met|england|national|wards?|similar|average|neighbours|bcu|east|west|north|south|force"
    r"|excluding|only)\b",
    re.IGNORECASE,
)
_FILLER: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "to",
        "and",
        "or",
        "for",
        "by",
        "with",
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "been",
        "number",
        "numbers",
        "level",
        "levels",
        "total",
        "all",
        "reported",
        "recorded",
        "calls",
        "police",
        "offences",
        "offence",
        "crime",
        "crimes",
        "reports",
        "report",
        "volume",
        "rate",
        "there",
        "this",
    ],
)
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True)
class Fact:
    """What a clause says of a quantity: its words, its period, and its figures.

    ``month`` (index) is the last of the period, and ``window`` how long that is; None and empty where nothing says it.
    """

    words: tuple[str, ...]
    window: Window
    month: int | None
    cell: Cell
    clause: Clause
    now: Part | None
    difference: Part | None
    change: Part

    @property
    def period(self) -> str:
        """The period in words; empty where it is not told."""
        return "" if self.month is None else f"{self.window or 'period'} to {month_name(self.month)}"

    @property
    def line(self) -> int:
        """The line on which it stands."""
        return self.cell.line_at(self.clause.offset)

    @property
    def percent(self) -> str:
        """The change as it is stated, with its direction."""
        return f"{self.change.figure.value * self.change.direction:+f}"


def facts(document: Document) -> Iterator[Fact]:
    """What the clauses of a document say of quantities, each with the period that its section's heading names."""
    window: Window = ""
    month: int | None = None
    for row in document.rows:
        heading = row.cells[0].text if len(row.cells) == 1 else ""
        if _SECTION.match(heading):
            month = None
        sets = False
        if heading and len(heading) < 200 and _BASIS.search(heading) and (found := set(_PERIOD.findall(heading))):
            sets = True
            window, month = _window(heading), month_of(found.pop()) if len(found) == 1 else None
        for cell in row.cells:
            for sentence in sentences(cell.text):
                # What a sentence says of its own time counts before its section's heading.
                own = not sets and _OWN_TIME.search(sentence.text) is not None
                for clause in clauses(sentence.text, sentence.offset):
                    if fact := _fact(row, cell, clause, "" if own else window, None if own else month):
                        yield fact


def _window(heading: str) -> Window:
    """Which kind of period: rolling 12 months, a quarter, the year to date."""
    found = _BASIS.search(heading)
    word = found[0].lower() if found else ""
    if word.startswith(("rolling", "12", "twelve")):
        return "12 months"
    return "quarter" if word == "quarter" else "year to date" if word in {"ytd", "year to date"} else ""


def _fact(row: Row, cell: Cell, clause: Clause, window: Window, month: int | None) -> Fact | None:
    """The fact of a clause that has one change, at most one volume and one difference, and nothing else."""
    changes, differences = clause.of("change"), clause.of("difference")
    now = clause.of("plain", "now")
    others = clause.of("before", "level")
    if len(changes) != 1 or len(differences) > 1 or len(now) > 1 or others or changes[0].figure.kind != "percent":
        return None
    if (
        not changes[0].direction
        or changes[0].figure.hedge
        or any(part.figure.kind != "count" for part in [*now, *differences])
    ):
        return None
    label = row.label if len(row.cells) > 1 else clause.text[: min(part.figure.start for part in clause.parts)]
    if len(row.cells) > 1 and (cell.text == row.label or not now):
        return None
    words = words_of(label)
    if not words or _AREA.search(clause.text) or (_AREA.search(label) and len(row.cells) == 1):
        return None
    return Fact(
        words, window, month, cell, clause, now[0] if now else None, differences[0] if differences else None, changes[0]
    )


def words_of(label: str) -> tuple[str, ...]:
    """The words that say what a label is about."""
    bare = folded(_BRACKETS.sub(" ", label))
    bare = re.sub(
        r"\b(?:has|have|had|is|are|was|were|up|down|decreased|increased|fell|rose|fallen|risen|reduced)\b.*$", "", bare
    )
    return tuple(sorted({word.rstrip("s") for word in re.findall(r"[a-z]+", bare) if word not in _FILLER}))
