"""A sentence cut into the statements that it makes, where writers join them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from cspxl.audit.figures import MONTHS
from cspxl.audit.roles import Clause, as_one

_GOES_ON: Final = (  # behind a comma: more of the same statement
    r"(?:(?:from|which|up|down|equ[ai]\w+|represent\w*|amount\w*)|an? (?:[a-z]+ )?"
    r"(?:increase|rise|decrease|reduction|fall|drop))\b"
)
_SPLITS: Final = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r";\s+|\s+[–—-]\s+(?!from\b)",
        r",?\s+(?:while|whilst|whereas|but|although|though)\s+",
        rf",?\s+and\s+(?=[a-z])(?!(?:{MONTHS})\b)",
        rf",\s+(?=[a-z])(?!{_GOES_ON})",
    )
]


def clauses(text: str, offset: int = 0) -> Iterator[Clause]:
    """The sentence as a whole where it makes one statement, else its parts, cut where writers join statements."""
    clause = as_one(text, offset)
    if _is_single(clause):
        yield clause
    else:
        yield from parted(clause) or [clause]


def parted(clause: Clause) -> Sequence[Clause]:
    """The statements that the words of a clause join; none where nothing does."""
    text, offset = clause.text, clause.offset
    for split in _SPLITS:
        cuts = [
            match
            for match in split.finditer(text)
            if text.count("(", 0, match.start()) <= text.count(")", 0, match.start())
        ]
        if cuts:
            starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(text)]
            return [
                one for start, end in zip(starts, ends, strict=True) for one in clauses(text[start:end], offset + start)
            ]
    return []


def _is_single(clause: Clause) -> bool:
    """Whether no role has two figures that differ."""
    return all(
        len({(part.figure.value, part.figure.kind) for part in clause.of(role)}) <= 1
        for role in ("change", "before", "difference")
    )
