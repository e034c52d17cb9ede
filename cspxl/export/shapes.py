"""What a picture is made of, in points from its upper left corner; how wide letters are; the steps of an axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final, Literal, NamedTuple, TypeAlias

Point: TypeAlias = tuple[float, float]
SIZE: Final = 9.0
"""Of letters."""
# Widths of the signs from space to tilde in thousandths of the size, which Arial shares with Helvetica: Adobe's metrics
# of the 14 core fonts (Helvetica.afm, Helvetica-Bold.afm, WX).
_WIDTHS: Final = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, *[556] * 10, 278, 278, 584, 584,
    584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611,
    722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_BOLD_WIDTHS: Final = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, *[556] * 10, 333, 333, 584, 584,
    584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611,
    722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
)  # fmt: skip
_OTHERS: Final = {"–": 556, "−": 584, "±": 584, "▲": 990, "▼": 990, "►": 990, "●": 604, "■": 604, "£": 556, "’": 222}
_UNKNOWN: Final = 600
_STEPS: Final = (1, 2, 2.5, 5, 10)
_HATCH: Final = 4.0  # between the lines of a hatched bar


class Stroke(NamedTuple):
    """A line's colour as RRGGBB, its width, and the lengths of its dashes and gaps."""

    colour: str
    width: float
    dashes: Sequence[float] = ()


class Path(NamedTuple):
    """A line through points, or the outline of what is filled."""

    points: Sequence[Point]
    stroke: Stroke | None = None
    fill: str | None = None


class Label(NamedTuple):
    """A text in one line; the point is on its base line."""

    at: Point
    text: str
    colour: str
    anchor: Literal["start", "middle", "end"] = "start"
    bold: bool = False
    size: float = SIZE


Shape: TypeAlias = Path | Label


@dataclass(frozen=True)
class Picture:
    """Shapes, and the size of what holds them."""

    width: float
    height: float
    shapes: Sequence[Shape]


@dataclass(frozen=True)
class Frame:
    """Where the values of a chart are drawn: the sides of a box, and the values at its ends."""

    left: float
    top: float
    right: float
    bottom: float
    low: float
    high: float

    def up(self, value: float) -> float:
        """The height of a value on an upright axis."""
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def across(self, value: float) -> float:
        """The place of a value on a level axis."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


def advances(text: str, *, bold: bool = False) -> Sequence[int]:
    """How far each sign takes the next, in thousandths of the size."""
    widths = _BOLD_WIDTHS if bold else _WIDTHS
    return [widths[ord(sign) - 32] if " " <= sign <= "~" else _OTHERS.get(sign, _UNKNOWN) for sign in text]


def width_of(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """How wide a text is."""
    return size * sum(advances(text, bold=bold)) / 1000


def steps(values: Sequence[float], *, from_zero: bool, most: int = 6) -> Sequence[float]:
    """Round values that hold these between the first and the last."""
    low, high = min(values), max(values)
    if from_zero:
        low, high = min(0.0, low), max(0.0, high)
    if high <= low:
        high = low + (abs(low) or 1)
    size = 10.0 ** floor(log10((high - low) / most))
    step = next(size * n for n in _STEPS if (high - low) / (size * n) <= most)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [n * step for n in range(first, last + 1)]


def box(left: float, top: float, right: float, bottom: float, fill: str, edge: str | None = None) -> Path:
    """A bar or a column."""
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return Path(corners, Stroke(edge, 0.5) if edge else None, fill)


def hatching(left: float, top: float, right: float, bottom: float, colour: str) -> Iterator[Path]:
    """Lines from lower left to upper right within a box."""
    stroke, high = Stroke(colour, 0.75), bottom - top
    at = left - high + _HATCH
    while at < right:  # the line through (at, bottom) that rises as it goes
        begin, end = max(at, left), min(at + high, right)
        yield Path([(begin, bottom - (begin - at)), (end, bottom - (end - at))], stroke)
        at += _HATCH
