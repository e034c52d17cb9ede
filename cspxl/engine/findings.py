"""What the engine could not calculate, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

KEPT: Final = "kept as saved"
USES_KEPT: Final = "uses a kept value"
CIRCLE: Final = "circular reference"
DEPENDS: Final = "depends on"
UNSUPPORTED: Final = "unsupported function"
NOT_REACHED: Final = "not calculated"
_NAMED: Final = 20  # cells of one kind of finding that have a line of their own


@dataclass(frozen=True, slots=True)
class Finding:
    """``Sheet1!A1``, what is the matter (``circular reference``), and the words that explain it."""

    cell: str
    kind: str
    detail: str

    def __str__(self) -> str:
        return f"{self.cell}: {self.why}"

    @property
    def why(self) -> str:
        """What is the matter, without the cell."""
        return f"{self.kind}: {self.detail}" if self.detail else self.kind


class NotCalculated(Exception):
    """A function is known, but not what it is asked for here; the formula gets a finding."""


def summary(findings: Sequence[Finding]) -> list[str]:
    """A line for each finding; of a kind that many cells have, for the first of them, and one for all the others."""
    met: Counter[str] = Counter()
    lines: list[str] = []
    others: dict[str, str] = {}
    for finding in findings:
        met[finding.kind] += 1
        if met[finding.kind] <= _NAMED:
            lines.append(str(finding))
        else:
            others.setdefault(finding.kind, finding.cell)
    return [*lines, *(f"{met[kind] - _NAMED:,} more: {kind}, from {first} on" for kind, first in others.items())]
