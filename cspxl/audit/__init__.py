"""The audit: statements in text, tables and documents are found, recomputed and judged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cspxl.audit.documents import Document
from cspxl.audit.judging import Judgement
from cspxl.audit.readers import read_document
from cspxl.audit.statements import judge

__all__ = ["Audited", "Judgement", "audit"]


class Audited(NamedTuple):
    """A document, and every statement in it that can be recomputed, in the order of the lines."""

    document: Document
    judgements: Sequence[Judgement]


def audit(path: Path) -> Audited:
    """The file, read and judged. Raises InputError, in one line, for a file that cannot be read."""
    document = read_document(path)
    return Audited(document, judge(document))
