"""What two sentences say together: "There were 458 offences. This is a fall of 12% from 520."."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from cspxl.audit.changes import change_verified
from cspxl.audit.clauses import clauses
from cspxl.audit.documents import Cell, Row, Sentence, sentences
from cspxl.audit.figures import Figure, figures
from cspxl.audit.judging import Stated, best, part
from cspxl.audit.roles import Clause, as_one
from cspxl.audit.shares import share_stated

# Words that take up the sentence before.
_TAKES_UP: Final = re.compile(
    r"(?:This|That|It|These|The (?:total|figure|number|volume))\s+(?:is|was|are|were|has been|represent|equat|amount"
    r"|compar|mean|constitut|reflect)|(?:Up|Down|An? (?:[a-z]+ )?(?:increase|rise|decrease|reduction|fall|drop))\b",
)
_OF_THEM: Final = re.compile(r"(?:Out )?[Oo]f (?:these|those|them|which|whom)\b")
_AMOUNTS: Final = ("now", "before", "difference", "change", "level", "plain")
# With the figure of the sentence before, these make a statement.
_GIVEN: Final = (["before", "change"], ["before", "difference"], ["change", "difference"],
                 ["before", "change", "difference"])  # fmt: skip
_BOTH: Final = 2  # volumes of a change
_MORE: Final = re.compile(r"\b(?:and|but|while|whilst|whereas|although|with)\b", re.IGNORECASE)
_ANY: Final = re.compile(r"(?:crime|offence|incident|case|people|person|victim|report|call|total|number|figure)s?")


def continued_verified(rows: Sequence[Row]) -> Iterator[Stated]:
    """What a sentence and the next one state together, in one paragraph or in the next."""
    paragraphs = [row.cells[0] for row in rows if len(row.cells) == 1]
    told = [(cell, sentence) for cell in paragraphs for sentence in sentences(cell.text)]
    for (cell, one), (other_cell, other) in pairwise(told):
        if _OF_THEM.match(other.text):
            yield from _shares_of_them(other_cell, one, other)
        if not one.text.rstrip().endswith("."):
            continue
        if not _TAKES_UP.match(other.text):
            yield from _volumes_of(other_cell, one, other)
            continue
        text, second = _joined(one, other)
        clause = as_one(text, 0)
        if not _is_one_statement(clause, second):
            yield from _each_from_another(other_cell, one, other)
        elif outcome := change_verified(clause):
            start = one.offset if cell is other_cell else other.offset
            yield Stated(other_cell, start, other.offset + len(other.text.rstrip()), "change", outcome)


def _joined(one: Sentence, other: Sentence) -> tuple[str, int]:
    """A comma for the full stop, and the two are read as one sentence is; the place at which the second starts."""
    first = one.text.rstrip()[:-1]
    return f"{first}, {other.text}", len(first)


def _volumes_of(cell: Cell, one: Sentence, other: Sentence) -> Iterator[Stated]:
    """A change in one sentence and both its volumes in the next: "Burglary fell by 13%. There were 213 … to 186"."""
    clause = next(iter(clauses(other.text, other.offset)))
    changes, amounts = as_one(one.text, 0).of(*_AMOUNTS), clause.of(*_AMOUNTS)
    counted = [found for found in amounts if found.figure.kind == "count"]
    if [found.role for found in changes] != ["change"] or len(counted) != len(amounts) or len(counted) != _BOTH:
        return
    text, _ = _joined(one, Sentence(clause.text, 0))
    outcome = change_verified(as_one(text, 0))
    if outcome is not None and (outcome.verdict == "ok" or _names_same(one.text, counted[0].figure.noun)):
        yield part(cell, clause.text, clause.offset, "change", outcome)


def _names_same(text: str, noun: str) -> bool:
    """Whether a sentence names the very thing that is counted in the next."""
    stem = re.sub(r"(?:ies|y|s)$", "", noun)
    return len(stem) > 3 and not _ANY.fullmatch(noun) and re.search(rf"\b{stem}", text, re.IGNORECASE) is not None


def _shares_of_them(cell: Cell, one: Sentence, other: Sentence) -> Iterator[Stated]:
    """Parts with their percentages of a number that the sentence before has: "Of these, 23 (10%) were repeats"."""
    wholes, inside = _counts(one), _counts(other)
    for count, stated in pairwise(figures(other.text)):
        beside = other.text[count.end : stated.start].strip() == "(" and other.text[stated.end :].startswith(")")
        if not beside or count.kind != "count" or stated.kind != "percent" or stated.sign or stated.hedge:
            continue
        outcomes = [share_stated(count, whole, stated) for whole in [*wholes, *inside] if whole.value >= count.value]
        right = next((outcome for outcome in outcomes if outcome.verdict == "ok"), None)
        if right or (outcomes and len(wholes) == 1):
            yield Stated(cell, other.offset + count.start, other.offset + stated.end + 1, "share", right or outcomes[0])


def _counts(sentence: Sentence) -> Sequence[Figure]:
    """The whole numbers of a sentence that nothing says to be of another time."""
    found = [one.figure for one in as_one(sentence.text, sentence.offset).of("now", "plain")]
    return [figure for figure in found if figure.kind == "count" and not figure.hedge]


def _each_from_another(cell: Cell, one: Sentence, other: Sentence) -> Iterator[Stated]:
    """Changes of one sentence from figures in it to one of the sentence before: "This is 31% less than the 7,662 …".

    Right where any count of that sentence gives it, and wrong where none does.
    """
    counts = _counts(one)
    for clause in clauses(other.text, other.offset) if counts else ():
        found = clause.of(*_AMOUNTS)
        roles = sorted(one.role for one in found)
        if roles not in _GIVEN or _MORE.search(clause.between(found[0].figure, found[-1].figure)):
            continue
        outcomes = [change_verified(as_one(f"{count.text}, {clause.text}", 0)) for count in reversed(counts)]
        outcome = best(one for one in outcomes if one)
        if outcome is not None and (outcome.verdict == "ok" or None not in outcomes):
            yield part(cell, clause.text, clause.offset, "change", outcome)


def _is_one_statement(clause: Clause, second: int) -> bool:
    """Whether the first sentence has one figure, no two figures have one role, and the second says one thing."""
    found = [part.figure for part in clause.of(*_AMOUNTS)]
    behind = [figure for figure in found if figure.start >= second]
    told = clause.text[behind[0].end : behind[-1].start] if len(behind) > 1 else ""
    roles = [len(clause.of(role)) for role in ("before", "difference", "change", "level")]
    return (
        len(found) - len(behind) == 1
        and len(clause.of("now", "plain")) == 1
        and max(roles) <= 1
        and not _MORE.search(told)
    )
