"""Columns over their names: on one another, or beside one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle

from cspxl.export.cells import shown
from cspxl.export.charted import Charted, Line
from cspxl.export.draw_common import AIR, LINE, Key, Legend, all_values, levels, title
from cspxl.export.shapes import Frame, Label, Path, Shape, Stroke, box, steps, width_of
from cspxl.workbook.styles import BAR_COLOUR, BAR_COLOURS, COLUMN_COLOURS, EDGE_COLOUR, GREY


def draw(charted: Charted, width: float, height: float) -> Iterator[Shape]:
    """Axis, columns, names below them, legend."""
    chart, fills = charted.chart, _fills(charted)
    keys = [Key(line.name, Stroke(fills[at][0], 7)) for at, line in enumerate(charted.lines) if at in fills]
    legend = Legend(charted, keys if len(charted.lines) > 1 and not chart.labels else (), width, height)
    ticks = steps(_stacks(charted) if chart.kind == "stacked" else all_values(charted), from_zero=True)
    texts = [shown(tick, chart.number_format) if chart.number_format else "" for tick in ticks]
    left = AIR + max(map(width_of, texts)) + 4
    each = (width - AIR - left) / len(charted.names)
    inner_first = reversed(range(len(charted.names[0])))
    names = [[_wrapped(name[row], each - 4) for name in charted.names] for row in inner_first]
    bottom = legend.bottom - sum(LINE * max(map(len, row)) for row in names)
    top = legend.top + (LINE if chart.labels else 0)
    frame = Frame(left, top, width - AIR, bottom, ticks[0], ticks[-1])
    yield from title(charted, width)
    if chart.number_format:
        yield from levels(frame, ticks, texts)
    for at in range(len(charted.names)):
        yield from _at(charted, at, fills, frame, each)
    yield Path([(left, frame.up(0)), (frame.right, frame.up(0))], Stroke(GREY, 0.75))
    yield from _named(names, left, each, bottom)
    yield from legend.shapes()


def _looked(charted: Charted) -> bool:
    """Whether the columns stand in one another's place: the one a part of the other."""
    return any(line.series.look for line in charted.lines)


def _fills(charted: Charted) -> Mapping[int, tuple[str, str]]:
    """Fill and edge of each series that is seen."""
    colours = cycle(COLUMN_COLOURS if len(charted.lines) > 1 else (BAR_COLOUR,))
    return {
        at: BAR_COLOURS[line.series.look] if line.series.look else (next(colours), EDGE_COLOUR)
        for at, line in enumerate(charted.lines) if line.series.visible
    }  # fmt: skip


def _at(
    charted: Charted, at: int, fills: Mapping[int, tuple[str, str]], frame: Frame, each: float,
) -> Iterator[Shape]:
    """The columns over one name; of a stack one stands on the other, below the axis too."""
    stacked, looked = charted.chart.kind == "stacked", _looked(charted)
    abreast = 1 if stacked or looked else max(1, len(fills))
    wide = each / (abreast + (0.3 if looked else 0.6 if len(charted.lines) > 1 else 1.5))
    begin = frame.left + at * each + (each - abreast * wide) / 2
    ends = {True: 0.0, False: 0.0}
    for n, line in enumerate(charted.lines):
        value = line.values[at]
        if value is None:
            continue
        foot = ends[value >= 0] if stacked else 0.0
        ends[value >= 0] = foot + value
        if n in fills:
            x = begin + (0 if abreast == 1 else list(fills).index(n)) * wide
            high, low = sorted((frame.up(foot), frame.up(foot + value)))
            yield box(x, high, x + wide, low, *fills[n])
            if charted.chart.labels:
                yield Label((x + wide / 2, high - 3), shown(value, charted.chart.labels), GREY, "middle")


def _stacks(charted: Charted) -> list[float]:
    """The ends of each stack."""

    def summed(at: int, lines: Sequence[Line]) -> tuple[float, float]:
        values = [line.values[at] or 0.0 for line in lines]
        return sum(value for value in values if value > 0), sum(value for value in values if value < 0)

    return [end for at in range(len(charted.names)) for end in summed(at, charted.lines)]


def _named(rows: Sequence[Sequence[Sequence[str]]], left: float, each: float, bottom: float) -> Iterator[Label]:
    """The names below columns; in a further row one stands in the middle of those that it is of."""
    y = bottom + LINE - 1
    for at, row in enumerate(rows):
        starts = [place for place, name in enumerate(row) if not at or any(name)]
        for start, end in zip(starts, [*starts[1:], len(row)], strict=True):
            for line, text in enumerate(row[start]):
                yield Label((left + (start + end) / 2 * each, y + line * LINE), text, GREY, "middle")
        y += LINE * max(map(len, row))


def _wrapped(text: str, wide: float) -> Sequence[str]:
    """The text in lines that are no wider, a long word apart."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer) > wide:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
