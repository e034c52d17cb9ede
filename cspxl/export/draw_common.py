"""What the kinds of charts share: the title, the legend, the axis of values, marks of what is outside the limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from cspxl.export.charted import Charted
from cspxl.export.shapes import SIZE, Frame, Label, Path, Shape, Stroke, box, width_of
from cspxl.workbook.styles import GREY, INK, MARK_COLOURS, NAVY, RULE

LINE: Final = 13.0
"""Height of a line of letters."""
AIR: Final = 6.0
_KEY: Final = 22.0  # of a line in the legend
_MARK: Final = 4.0
_TITLE: Final = 10.0


def title(charted: Charted, width: float) -> Iterator[Label]:
    """The title, where the chart has one of its own, in letters that have room."""
    if text := charted.chart.title:
        room = (width - 2 * AIR) / width_of(text, bold=True)
        yield Label((AIR, LINE), text, NAVY, bold=True, size=min(_TITLE, room * SIZE))


def all_values(charted: Charted) -> list[float]:
    """Every value that is drawn or lifts what is."""
    return [value for line in charted.lines for value in line.values if value is not None]


class Key(NamedTuple):
    """What the legend says of one series."""

    name: str
    stroke: Stroke
    look: str = ""


@dataclass(frozen=True)
class Legend:
    """The keys, below a chart that has a title, at the top of one whose title stands above it."""

    charted: Charted
    keys: Sequence[Key]
    width: float
    height: float

    @property
    def tall(self) -> float:
        """The height of its rows."""
        return LINE * (1 + max((row for row, _ in self._rows()), default=-1))

    @property
    def top(self) -> float:
        """Where the chart can begin below it and the title."""
        return AIR + (LINE + 4 if self.charted.chart.title else self.tall)

    @property
    def bottom(self) -> float:
        """Where the chart is to end above it."""
        return self.height - 4 - (self.tall if self.charted.chart.title else 0)

    def shapes(self) -> Iterator[Shape]:
        """The keys in their places."""
        begin = self.height - self.tall if self.charted.chart.title else 0.0
        for row, key in self._rows():
            yield from _moved(key, begin + row * LINE)

    def _rows(self) -> Iterator[tuple[int, Sequence[Shape]]]:
        row, x = 0, AIR
        for name, stroke, look in self.keys:
            wide = _KEY + 4 + width_of(name) + 10
            if x + wide > self.width and x > AIR:
                row, x = row + 1, AIR
            key = mark(x + _KEY / 2, 7, look) if look in MARK_COLOURS else Path([(x, 7), (x + _KEY, 7)], stroke)
            yield row, [key, Label((x + _KEY + 4, 10), name, GREY)]
            x += wide


def _moved(shapes: Sequence[Shape], down: float) -> Iterator[Shape]:
    for shape in shapes:
        if isinstance(shape, Label):
            yield shape._replace(at=(shape.at[0], shape.at[1] + down))
        else:
            yield shape._replace(points=[(x, y + down) for x, y in shape.points])


def levels(frame: Frame, ticks: Sequence[float], texts: Sequence[str]) -> Iterator[Shape]:
    """The axis of values at the left, with a rule for each step."""
    for tick, text in zip(ticks, texts, strict=True):
        y = frame.up(tick)
        yield Path([(frame.left, y), (frame.right, y)], Stroke(RULE, 0.5))
        yield Label((frame.left - 4, y + 3), text, GREY, "end")
    yield Path([(frame.left, frame.bottom), (frame.right, frame.bottom)], Stroke(GREY, 0.75))


def mark(x: float, y: float, look: str) -> Path:
    """A diamond of what is above the limits, a square of what is below."""
    if look == "below":
        return box(x - 3, y - 3, x + 3, y + 3, MARK_COLOURS[look], INK)
    corners = [(x, y - _MARK), (x + _MARK, y), (x, y + _MARK), (x - _MARK, y)]
    return Path(corners, Stroke(INK, 0.5), MARK_COLOURS[look])
