"""The rules in their order, over every sentence and table of a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cspxl.audit.changes import change_verified
from cspxl.audit.documents import Cell, Document, Row, sentences
from cspxl.audit.judging import Judgement, Verified
from cspxl.audit.ranks import ranks_verified
from cspxl.audit.roles import clauses
from cspxl.audit.shares import shares_verified
from cspxl.audit.weekdays import weekdays_verified


def judge(document: Document) -> Sequence[Judgement]:
    """Every statement that can be recomputed, in the order of the lines."""
    found = [judgement for row in document.rows for cell in row.cells for judgement in _in_cell(document, row, cell)]
    return sorted(dict.fromkeys(found), key=lambda judgement: judgement.line)


def _in_cell(document: Document, row: Row, cell: Cell) -> Iterator[Judgement]:
    """What the sentences of a cell state."""
    context = row.label if len(row.cells) > 1 else ""

    def judgement(rule: str, text: str, offset: int, found: Verified) -> Judgement:
        return Judgement(document.name, cell, offset, offset + len(text.rstrip()), rule, found)

    for sentence in sentences(cell.text):
        for rank in ranks_verified(sentence.text):
            yield judgement("rank", sentence.text, sentence.offset, rank)
        for weekday in weekdays_verified(sentence.text):
            yield judgement("weekday", sentence.text, sentence.offset, weekday)
        for clause in clauses(sentence.text, sentence.offset):
            change = change_verified(clause, context)
            if change is not None:
                yield judgement("change", clause.text, clause.offset, change)
                continue
            for share in shares_verified(clause):
                yield judgement("share", clause.text, clause.offset, share)
