"""What the engine could not calculate, and where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """``Sheet1!A1``, what is the matter (``circular reference``), and the words that explain it."""

    cell: str
    kind: str
    detail: str

    def __str__(self) -> str:
        return f"{self.cell}: {self.kind}: {self.detail}" if self.detail else f"{self.cell}: {self.kind}"


class NotCalculated(Exception):
    """A function is known, but not what it is asked for here; the formula gets a finding."""
