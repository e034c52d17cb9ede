"""Figures that each stand behind their name: "This period: 458. Previous period: 520. Change: -11.9%"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final, NamedTuple

from cspxl.audit.changes import change_verified
from cspxl.audit.documents import Cell, Document, Sentence, sentences
from cspxl.audit.figures import Figure, figures
from cspxl.audit.judging import Stated, part
from cspxl.audit.roles import Clause, Part, Role

_FIELD: Final = re.compile(
    r"[-–•\s]*(?P<name>[A-Za-z][^:.\d]{2,40}?(?:\s(?:19|20)\d\d(?:/\d\d)?)?):\s*(?P<value>\S.{0,40})"
)
_ROLES: Final[Sequence[tuple[Role, re.Pattern[str]]]] = [
    ("change", re.compile(r"change|differ|varia|increase|decrease|reduction", re.IGNORECASE)),
    ("before", re.compile(r"previous|prior|last (?:year|period|quarter|month)|year ago|before|baseline|preceding",
                          re.IGNORECASE)),
    ("now", re.compile(r"this (?:year|period|quarter|month)|current|latest|now\b", re.IGNORECASE)),
]  # fmt: skip
_ALL: Final = ["before", "change", "now"]


class _Field(NamedTuple):
    """A name, what role it gives, and its one figure."""

    cell: Cell
    sentence: Sentence
    role: Role
    figure: Figure | None


def fields_verified(document: Document) -> Iterator[Stated]:
    """Runs of fields, in one paragraph or one a line, of which one is this period, one the last and one the change."""
    told = [_field(row.cells[0], sentence) for row in document.rows if len(row.cells) == 1
            for sentence in sentences(row.cells[0].text)]  # fmt: skip
    for is_field, run in groupby(told, key=lambda one: one is not None):
        if is_field:
            yield from _changes([one for one in run if one is not None and one.figure])


def _field(cell: Cell, sentence: Sentence) -> _Field | None:
    found = _FIELD.fullmatch(sentence.text.strip())
    if found is None:
        return None
    role: Role = next((role for role, pattern in _ROLES if pattern.search(found["name"])), "none")
    amounts = [one for one in figures(found["value"]) if one.kind in {"count", "money", "percent", "points"}]
    return _Field(cell, sentence, role, amounts[0] if len(amounts) == 1 else None)


def _changes(run: Sequence[_Field]) -> Iterator[Stated]:
    """Each three that stand together and are of the three roles."""
    for one, two, three in zip(run, run[1:], run[2:], strict=False):
        if sorted(field.role for field in (one, two, three)) != _ALL:
            continue
        parts = [_part(field) for field in (one, two, three)]
        outcome = change_verified(Clause("", 0, parts))
        if outcome is not None:
            change = next(field for field in (one, two, three) if field.role == "change")
            yield part(change.cell, *change.sentence, "change", outcome)


def _part(field: _Field) -> Part:
    figure = field.figure
    assert figure is not None
    is_difference = field.role == "change" and figure.kind in {"count", "money"}
    figure = replace(figure, start=0, end=0)
    return Part(figure, "difference" if is_difference else field.role, figure.sign if field.role == "change" else 0)
