"""Lines over months, each stretch of its own: what is missing is a gap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from cspxl.export.cells import shown
from cspxl.export.charted import Charted, Line
from cspxl.export.draw_common import AIR, LINE, Key, Legend, all_values, levels, mark, title
from cspxl.export.shapes import Frame, Label, Path, Point, Shape, Stroke, box, steps, width_of
from cspxl.workbook.styles import (
    GREY,
    INK,
    LIMIT_COLOUR,
    LINE_COLOURS,
    LINE_DASHES,
    MARK_COLOURS,
)

_DASHES: Final[Mapping[str, Sequence[float]]] = {
    "solid": (), "dash": (8, 4), "sysDot": (2, 2), "lgDashDot": (12, 4, 2, 4),
}  # fmt: skip


def draw(charted: Charted, width: float, height: float) -> Iterator[Shape]:
    """Legend, axes, lines."""
    chart, lines = charted.chart, charted.lines
    yield from title(charted, width)
    strokes = _strokes(lines)
    keys = [Key(line.name, stroke, line.series.look or "") for line, stroke in zip(lines, strokes, strict=True)
            if not line.series.twin and line.series.look != "break"]  # fmt: skip
    legend = Legend(charted, keys, width, height)
    bottom = legend.bottom - LINE
    ticks = steps(all_values(charted), from_zero=chart.from_zero)
    texts = [shown(tick, chart.number_format) for tick in ticks]
    right = width - AIR - max((width_of(text, bold=True) for text in _ends(charted)), default=8.0)
    frame = Frame(AIR + max(map(width_of, texts)) + 4, legend.top, right, bottom, ticks[0], ticks[-1])
    yield from levels(frame, ticks, texts)
    n = len(charted.names)
    across = [frame.left + (at + 0.5) * (frame.right - frame.left) / n for at in range(n)]
    yield from (
        Label((across[at], bottom + LINE - 1), charted.names[at][0], GREY, "middle")
        for at in range(0, n, chart.every) if chart.every
    )  # fmt: skip
    for line, stroke in zip(lines, strokes, strict=True):
        yield from _line(charted, line, stroke, frame, across)
    yield from legend.shapes()


def _strokes(lines: Sequence[Line]) -> list[Stroke]:
    found, colour = [], -1
    for line in lines:
        colour += not line.series.twin
        look = line.series.look
        if look in {"mean", "limit"}:
            found.append(Stroke(LIMIT_COLOUR, 1, _DASHES["solid" if look == "mean" else "dash"]))
        elif look in MARK_COLOURS:
            found.append(Stroke(MARK_COLOURS[look], 0))
        else:
            found.append(Stroke(LINE_COLOURS[colour % 4], 2, _DASHES[LINE_DASHES[colour % 4]]))
    return found


def _ends(charted: Charted) -> Iterator[str]:
    """What is written beside the ends of lines."""
    for line in charted.lines:
        if line.series.ends and line.values and (last := line.values[-1]) is not None:
            yield shown(last, charted.chart.number_format)


def _line(charted: Charted, line: Line, stroke: Stroke, frame: Frame, across: Sequence[float]) -> Iterator[Shape]:
    points = [None if value is None else (x, frame.up(value)) for x, value in zip(across, line.values, strict=True)]
    there = [point for point in points if point is not None]
    look = line.series.look or ""
    if look == "break":
        for point in there:
            yield from _new_basis(point, line.name, frame)
    elif look in MARK_COLOURS:
        yield from (mark(*point, look) for point in there)
    else:
        yield from (Path(stretch, stroke) for stretch in _stretches(points))
        if line.series.ends:
            yield from (box(x - 1.5, y - 1.5, x + 1.5, y + 1.5, stroke.colour) for x, y in there)
        if line.series.ends and points and (last := points[-1]) is not None:
            text = shown(line.values[-1], charted.chart.number_format)
            yield Label((last[0] + 4, last[1] + 3), text, stroke.colour, bold=True)


def _stretches(points: Sequence[Point | None]) -> Iterator[Sequence[Point]]:
    """Points that follow one another; one that stands alone as a dot."""
    stretch: list[Point] = []
    for point in [*points, None]:
        if point is not None:
            stretch.append(point)
        elif stretch:
            (x, y) = stretch[0]
            yield stretch if len(stretch) > 1 else [(x - 1, y), (x + 1, y)]
            stretch = []


def _new_basis(point: Point, name: str, frame: Frame) -> Iterator[Shape]:
    """A dotted line down to the axis, and its name beside it, on the side that has room."""
    yield Path([point, (point[0], frame.bottom)], Stroke(INK, 0.75, (1, 2)))
    if point[0] + 3 + width_of(name, bold=True) > frame.right:
        yield Label((point[0] - 3, point[1] + 3), name, INK, "end", bold=True)
    else:
        yield Label((point[0] + 3, point[1] + 3), name, INK, bold=True)
