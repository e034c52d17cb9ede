"""Bars beside their names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cspxl.export.cells import shown
from cspxl.export.charted import Charted
from cspxl.export.draw_common import AIR, LINE, all_values, title
from cspxl.export.shapes import SIZE, Frame, Label, Path, Shape, Stroke, box, hatching, steps, width_of
from cspxl.workbook.styles import (
    BAR_COLOUR,
    BAR_COLOURS,
    GREY,
    RULE,
)

_MOST_LEFT: Final = 0.6  # of the width, for the names
_FEW: Final = 8  # bars, which need not be thick


def draw(charted: Charted, width: float, height: float) -> Iterator[Shape]:
    """Names, bars, and the axis where the chart has one."""
    chart, n = charted.chart, len(charted.names)
    yield from title(charted, width)
    names = [" ".join(filter(None, name)) for name in charted.names]
    top = LINE + 2 * AIR if chart.title else 2.0
    bottom = height - (LINE + 4 if chart.number_format else 2)
    needed = max(map(width_of, names)) + 2 * AIR
    left = min(needed, width * _MOST_LEFT)
    size = SIZE * min(1.0, left / needed, (bottom - top) / n / 10)
    values = all_values(charted)
    ticks = steps(values, from_zero=True)
    low, high = (ticks[0], ticks[-1]) if chart.number_format else (min(0.0, *values), max(0.0, *values) or 1.0)
    frame = Frame(left, top, width - 2 * AIR, bottom, low, high)
    if chart.number_format:
        for tick in ticks:
            x = frame.across(tick)
            yield Path([(x, top), (x, bottom)], Stroke(RULE, 0.5))
            yield Label((x, bottom + LINE - 1), shown(tick, chart.number_format), GREY, "middle")
    each = (bottom - top) / n
    looked = any(line.series.look for line in charted.lines)
    thick = each / (1 + (0.35 if n > _FEW else 1.0) if looked else 1.45)
    for at, name in enumerate(names):
        middle = top + (at + 0.5) * each
        yield Label((left - AIR, middle + size / 3), name, GREY, "end", size=size)
        for line in charted.lines:
            value = line.values[at]
            if value is not None and line.series.visible:
                ends = sorted((frame.across(0), frame.across(value)))
                yield from _bar(ends[0], middle - thick / 2, ends[1], middle + thick / 2, line.series.look or "")
    if chart.number_format or low < 0:
        yield Path([(frame.across(0), top), (frame.across(0), bottom)], Stroke(GREY, 0.75))


def _bar(left: float, top: float, right: float, bottom: float, look: str) -> Iterator[Shape]:
    fill, edge = BAR_COLOURS.get(look, (BAR_COLOUR, BAR_COLOUR))
    yield box(left, top, right, bottom, fill, edge)
    if look == "london":
        yield from hatching(left, top, right, bottom, edge)
