"""The rules in their order, over every sentence, table and document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from cspxl.audit.amounts import amounts_verified
from cspxl.audit.beside import beside_verified, brackets_verified
from cspxl.audit.changes import change_verified
from cspxl.audit.clauses import clauses, parted
from cspxl.audit.columns import columns_verified
from cspxl.audit.continued import continued_verified
from cspxl.audit.documents import Cell, Document, sentences
from cspxl.audit.fields import fields_verified
from cspxl.audit.joined import joined_verified
from cspxl.audit.judging import Judgement, Stated, part
from cspxl.audit.listed import listed_verified
from cspxl.audit.ranks import ranks_verified
from cspxl.audit.roles import Clause
from cspxl.audit.rows import rows_verified
from cspxl.audit.shares import shares_verified
from cspxl.audit.surveys import surveys_verified
from cspxl.audit.tables import Block, blocks
from cspxl.audit.totals import listed_parts, shares_of_one, totals_verified
from cspxl.audit.weekdays import weekdays_verified
from cspxl.audit.wholes import wholes_verified

_DIGIT: Final = re.compile(r"\d", re.ASCII)


def judge(document: Document, against: Sequence[Stated] = ()) -> Sequence[Judgement]:
    """Every statement that can be recomputed, once for each outcome, in the order of the lines.

    ``against`` are those that were held against data.
    """
    found = [*against, *_in_sentences(document), *_in_tables(document), *_in_document(document)]
    judgements = [Judgement(document.name, *stated) for stated in _heaviest(found)]
    return sorted(dict.fromkeys(judgements), key=lambda one: (one.line, one.start))


def _heaviest(found: Sequence[Stated]) -> Iterator[Stated]:
    """Without what is right of a statement that is wrong when other lines are read too, and each statement once."""
    wrong = {(id(one.cell), one.start, one.end) for one in found if one.outcome.verdict != "ok"}
    beside: dict[int, list[Stated]] = defaultdict(list)
    for one in found:
        beside[id(one.cell)].append(one)
    for one in found:
        alike = (other for other in beside[id(one.cell)] if _is_same(one, other))
        overruled = one.outcome.verdict == "ok" and (id(one.cell), one.start, one.end) in wrong
        if not overruled and not any(_contains(other, one) for other in alike):
            yield one


def _is_same(one: Stated, other: Stated) -> bool:
    """Whether two rules have read the same of a cell."""
    said = [(stated.rule, stated.outcome.stated, stated.outcome.recomputed) for stated in (one, other)]
    return one is not other and said[0] == said[1]


def _contains(one: Stated, other: Stated) -> bool:
    """Whether one statement stands within another, and is shorter."""
    return one.start <= other.start and other.end <= one.end and one.end - one.start > other.end - other.start


def _in_sentences(document: Document) -> Iterator[Stated]:
    for row in document.rows:
        context = row.label if len(row.cells) > 1 else ""
        for cell in row.cells:
            yield from _in_cell(cell, context)
            yield from wholes_verified(cell)
            yield from beside_verified(cell)
            yield from brackets_verified(cell)


def _in_cell(cell: Cell, context: str) -> Iterator[Stated]:
    """What the sentences of a cell state."""
    for sentence in sentences(cell.text) if _DIGIT.search(cell.text) else ():
        found = [("rank", one) for one in ranks_verified(sentence.text)]
        found += [("weekday", one) for one in weekdays_verified(sentence.text)]
        found += [("total", one) for one in (shares_of_one(sentence.text), listed_parts(sentence.text)) if one]
        for rule, outcome in found:
            yield part(cell, *sentence, rule, outcome)
        for clause in clauses(sentence.text, sentence.offset):
            yield from _in_clause(cell, clause, context)


def _in_clause(cell: Cell, clause: Clause, context: str, *, is_whole: bool = True) -> Iterator[Stated]:
    """What a clause states; where it cannot be read as one statement, what those state that its words join.

    A part of it must tell both its figures: what one alone is about may stand in another part.
    """
    change = change_verified(clause, context) if is_whole or clause.of("before") else None
    outcomes = [("change", change)] if change else [("share", one) for one in shares_verified(clause)]
    for rule, outcome in outcomes:
        yield part(cell, clause.text, clause.offset, rule, outcome)
    if not outcomes:
        for one in parted(clause):
            yield from _in_clause(cell, one, context, is_whole=False)


def _in_tables(document: Document) -> Iterator[Stated]:
    for block in blocks(document):
        yield from columns_verified(block)
        yield from totals_verified(block, _around(document, block))
        yield from rows_verified(block)


def _around(document: Document, block: Block) -> str:
    """The paragraphs next to a table, which may say how its parts are counted."""
    inside = set(map(id, block.rows))
    at = [number for number, row in enumerate(document.rows) if id(row) in inside]
    near = document.rows[max(0, at[0] - 4) : at[-1] + 4]
    return " ".join(row.cells[0].text for row in near if not row.table)


def _in_document(document: Document) -> Iterator[Stated]:
    yield from amounts_verified(document)
    yield from surveys_verified(document.rows)
    yield from fields_verified(document)
    yield from listed_verified(document.rows)
    yield from continued_verified(document.rows)
    yield from joined_verified(document)
