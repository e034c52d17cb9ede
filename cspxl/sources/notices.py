"""What a reader of files noticed, and which figures it touches: told on the way in, and carried into the workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Effect: TypeAlias = Literal["not available", "incomplete", "note"]
"""What a notice does to the figures that it touches.

``not available``: they are left out. ``incomplete``: they stand, but the months look as if a part is missing.
``note``: they stand, and a reader should know how they came about.
"""


@dataclass(frozen=True)
class Touch:
    """Figures that a notice touches: an area's indicator, by its key, in some months (indexes); None for all of them.

    ``why`` is said beside the figure, without its area and months: ``no count in any category``.
    """

    area: str | None
    indicator: str | None
    first_month: int
    last_month: int
    why: str


@dataclass(frozen=True)
class Notice:
    """One thing that a reader of the figures should know: in words, in which file, and the figures that it touches.

    ``file`` is empty where it is no single file's; ``touches`` where it is about no figure that a report could show.
    """

    text: str
    file: str = ""
    effect: Effect = "note"
    touches: tuple[Touch, ...] = ()

    def __str__(self) -> str:
        return f"{self.file}: {self.text}" if self.file else self.text
