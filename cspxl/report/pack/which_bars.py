"""Which bars lines are drawn as, and whether they have quarters to draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cspxl.report.pack.lines import Group, Line
from cspxl.report.request import Request

MOST: Final = 12  # bars of a card
NOW, BEFORE = "now", "before"
_EARLIER: Final = frozenset({"previous", "previous_numerator", "stated_difference"})
QUARTER: Final = 3  # months


class Bar(NamedTuple):
    """A bar of a line: its figure now or before, or that of an area it is compared with."""

    line: Line
    what: str


def bars(lines: Sequence[Line], draw: str, request: Request) -> Sequence[Bar]:
    """The bars of lines, those of a line together; ``draw``: their figures, or their changes."""
    return [bar for line in lines if not line.state for bar in _of(line, draw, request)]


def _of(line: Line, draw: str, request: Request) -> Iterator[Bar]:
    yield Bar(line, NOW)
    entered = [entry for entry in request.entries if entry.indicator == line.key]
    series = bool(line.police) or any(entry.indicator == line.key for entry in request.monthly)
    if draw != "changes" and (series or any(_EARLIER & entry.figures.keys() for entry in entered)):
        yield Bar(line, BEFORE)
    if draw == "changes" or line.measure != "count":  # London's count would dwarf a borough's
        yield from (Bar(line, area) for area in line.compare)


def has_quarters(group: Group, request: Request) -> bool:
    """Whether there is a series: two quarters of an area at least, or months; one alone is drawn as a figure."""
    keys = {line.key for line in group.lines}
    found = [(entry.area, entry.indicator) for entry in request.entries
             if entry.indicator in keys and entry.n_months == QUARTER]  # fmt: skip
    return len(found) > len(set(found)) or any(entry.indicator in keys for entry in request.monthly) or any(
        line.police for line in group.lines)
