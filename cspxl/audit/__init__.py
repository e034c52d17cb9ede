"""The audit: statements in text, tables and documents are found, recomputed and judged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cspxl.audit.documents import Cell, Document, Row
from cspxl.audit.judging import Judgement, Stated
from cspxl.audit.readers import read_document
from cspxl.audit.statements import judge

if TYPE_CHECKING:
    from cspxl.sources import SeriesTable

__all__ = ["Audited", "Judgement", "audit", "findings_of"]


class Audited(NamedTuple):
    """A document, and every statement in it that can be recomputed, in the order of the lines."""

    document: Document
    judgements: Sequence[Judgement]


def audit(path: Path, table: SeriesTable | None = None, area: str = "") -> Audited:
    """The file, read and judged; with a table of series, figures of the area are held against it too.

    Raises InputError, in one line, for a file that cannot be read.
    """
    document = read_document(path)
    found: list[Stated] = []
    if table is not None:
        from cspxl.audit.against import against_data  # noqa: PLC0415 -- pandas is loaded for data only

        found = list(against_data(document, table, table.area_named(area)))
    return Audited(document, judge(document, found))


def findings_of(text: str) -> Sequence[Judgement]:
    """What is wrong in a text for itself: a cell of a workbook, a paragraph."""
    return [one for one in judge(Document("", [Row((Cell(text, 1),))])) if one.is_finding]
