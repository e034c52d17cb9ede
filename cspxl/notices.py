"""What a reader of files noticed, and which figures it touches: told on the way in, and carried into the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from cspxl.values import month_name

REACH: Final = 27
"""The months that a report's figures rest on: 24 are compared, and the limits of the newest three reach back."""

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

    def said(self, months: Sequence[int]) -> str:
        """Why, and in which months where they are not all of these."""
        first, last = self.first_month, self.last_month
        if first <= months[0] and last >= months[-1]:
            return self.why
        names = (f"{month_name(month)[:3]} {month_name(month)[-2:]}" for month in (first, last))
        return f"{self.why} ({' to '.join(dict.fromkeys(names))})"


@dataclass(frozen=True)
class Notice:
    """One thing that a reader of the figures should know: in words, in which file, and the figures that it touches.

    ``file`` is empty where it is no single file's; ``touches`` where it is about no figure that a report could show.
    """

    text: str
    file: str = ""
    effect: Effect = "note"
    touches: tuple[Touch, ...] = ()

    def touching(self, area: str, as_at: int, indicator: str | None = None) -> Sequence[Touch]:
        """What it touches of an area's figures as at a month: of one indicator, or of any."""
        return [
            touch
            for touch in self.touches
            if touch.area in {None, area}
            and (indicator is None or touch.indicator in {None, indicator})
            and touch.first_month <= as_at
            and touch.last_month > as_at - REACH
        ]

    def __str__(self) -> str:
        return f"{self.file}: {self.text}" if self.file else self.text
