"""A described chart drawn: the same lines, bars and columns, colours and dashes as in the workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from cspxl.export import draw_bars, draw_columns, draw_lines
from cspxl.export.charted import Charted
from cspxl.export.shapes import Picture, Shape

_KINDS: Final[Mapping[str, Callable[[Charted, float, float], Iterator[Shape]]]] = {
    "line": draw_lines.draw, "bar": draw_bars.draw, "stacked": draw_columns.draw, "beside": draw_columns.draw,
}  # fmt: skip


def drawn(charted: Charted, width: float, height: float) -> Picture:
    """The picture of a chart that has something to draw, in points."""
    return Picture(width, height, list(_KINDS[charted.chart.kind](charted, width, height)))
