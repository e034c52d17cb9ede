"""A change told over two sentences: "There were 458 offences. This is a fall of 12% from 520."."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from cspxl.audit.changes import change_verified
from cspxl.audit.clauses import clauses
from cspxl.audit.documents import Cell, Sentence, sentences
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
_MORE: Final = re.compile(r"\b(?:and|but|while|whilst|whereas|although|with)\b", re.IGNORECASE)


def continued_verified(cell: Cell) -> Iterator[Stated]:
    """What a sentence with one figure and the next, which takes it up, state together."""
    for one, other in pairwise(sentences(cell.text)):
        if _OF_THEM.match(other.text):
            yield from _shares_of_them(cell, one, other)
        end = one.offset + len(one.text.rstrip())
        if not _TAKES_UP.match(other.text) or cell.text[end : other.offset].strip() or cell.text[end - 1] != ".":
            continue
        # A comma for the full stop, and the two are read as one sentence is.
        text = f"{cell.text[one.offset : end - 1]},{cell.text[end : other.offset]}{other.text}"
        clause = as_one(text, one.offset)
        if _is_one_statement(clause, end - one.offset):
            if outcome := change_verified(clause):
                yield part(cell, clause.text, clause.offset, "change", outcome)
        else:
            yield from _each_from_another(cell, one, other)


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
        if roles != ["before", "change"] or _MORE.search(clause.between(found[0].figure, found[1].figure)):
            continue
        outcomes = [change_verified(as_one(f"{count.text}, {clause.text}", 0)) for count in reversed(counts)]
        if (outcome := best(one for one in outcomes if one)) and None not in outcomes:
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
