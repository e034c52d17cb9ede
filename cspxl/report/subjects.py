"""What is judged: an indicator and a period each, and the words that a judgement can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from cspxl.report.describe import quoted
from cspxl.report.request import NOT_AVAILABLE

NOT_JUDGED: Final = "Not judged"
OLDER: Final = "Older"
CONFLICT: Final = "Conflict"
NO_CLEAR_CHANGE: Final = "No clear change"
COLOURS: Final = ("Green", "Amber", "Red")
COLOURED: Final = {
    **{word: word.lower() for word in (*COLOURS, "Monitor", CONFLICT)}, NO_CLEAR_CHANGE: "unclear",
}  # the highlight of each
WORDS: Final = (*COLOURS, NO_CLEAR_CHANGE, "Monitor", CONFLICT, OLDER, NOT_JUDGED, NOT_AVAILABLE)
"""Everything that a RAG can read."""

GLYPHS: Final = {"Green": "●", "Amber": "■", "Red": "▲", "Monitor": "○", NO_CLEAR_CHANGE: "◆"}


def with_glyph(rag: str) -> str:
    """A RAG with its glyph before it, as a formula without its equals sign."""
    found = '""'
    for word, glyph in GLYPHS.items():
        found = f'IF({rag}="{word}","{glyph} ",{found})'
    return f"{found}&{rag}"


POLICE, ENTERED, MONTHLY = "Police", "Entered", "Monthly"
WITHIN_CHANCE, UNTESTED = "within chance", "not tested"
"""What follows Red or Green in a list of the summary, where no target, band or test of chance bears the colour out."""


@dataclass(frozen=True)
class Subject:
    """One indicator and period that is judged, or (``members``) a group of them that is judged together.

    ``name`` is its key on the axis ``subject``: of an indicator of the police, as at the report's month, the
    indicator's own. ``twin`` is the subject of the same indicator as at the report's month, for one with its own month.
    """

    name: str
    label: str
    indicator: str
    polarity: str
    by: str
    target: float | None = None
    band: Sequence[float] = ()
    oldest: int | None = None
    group: int | None = None
    members: int | None = None
    twin: str = ""
    unit: str = "count"
    places: int = 1
    decimals: int = 0
    listed: bool = True


class Figures(Protocol):
    """The cells that the figures of a subject come from, as formulas without their equals sign."""

    def of(self, name: str, subject: Subject) -> str:
        """origin, as_at, period, value, previous, change, target, words, signal, trend, source, check, other …."""
        ...

    def has(self, name: str, subject: Subject) -> bool:
        """Whether there can be a target, or another figure, of the subject at all."""
        ...


def form(row: Subject) -> str:
    """The number format of a subject's value, quoted."""
    if row.unit == "share":
        return quoted(f"0.{'0' * row.places}%" if row.places else "0%")
    return quoted(f"#,##0.{'0' * row.decimals}" if row.decimals else "#,##0")


def gap_form(row: Subject) -> str:
    """The number format of a distance, quoted: of shares in points."""
    places = row.places if row.unit == "share" else row.decimals
    return quoted(f"#,##0.{'0' * places}" if places else "#,##0")
