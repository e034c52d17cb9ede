"""The charts below a panel's table, where the page has room: its shares now, before and elsewhere; its changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cspxl.report.describe import Formula, quoted
from cspxl.report.pack import line_bars
from cspxl.report.pack.lines import Line
from cspxl.report.pack.places import NOTHING, Places
from cspxl.report.pack.which_bars import Bar, bars
from cspxl.report.stack import Below, Beside, Gap, Item, Picture, Text

_FIGURES: Final = frozenset({"value", "numerator"})
_LEAST, _MOST = 110.0, 400.0  # heights of a chart: one that can be read; what a row of Excel can be
_HEADING, _NOTE = 17.0, 13.0
_PAGE_WIDE, _PAGE_HIGH = 965.0, 495.0  # pixels, points: what a page across holds at full size


class _Drawn(NamedTuple):
    """A chart: the table that it draws, its heading and note, the bars, and whether they are of changes."""

    table: str
    heading: str
    note: str
    draw: str
    bars: Sequence[Bar]


def workings(places: Places) -> Sequence[Item]:
    """Below the line workings: what each panel draws."""
    found: list[Item] = []
    for at in range(len(places.pack.panels)):
        for one in _drawn(places, at):
            empty = f"COUNT({one.table}[value])=0"
            found += [Gap(), line_bars.table(places, one.table, one.bars, one.draw, empty, _label)]
    return found


def _label(line: Line) -> str:
    return quoted(line.short)


def _drawn(places: Places, at: int) -> Iterator[_Drawn]:
    """Shares, where a panel has two; changes, where it asks for them."""
    panel, request = places.pack.panels[at], places.pack.request
    lines = [line for group in panel.groups for line in group.lines if not line.state]
    shares = _shares(places, lines)
    if len(shares) > 1 and not panel.cards:
        note = "Per cent, each as at the period beside it in the table."
        yield _Drawn(f"panel{at}_shares", "Shares", note, "figures", bars(shares, "figures", request))
    moved, unit = _on_one_axis(lines)
    if panel.chart and moved:
        yield _Drawn(f"panel{at}_changes", "Change on the period before", unit, line_bars.CHANGES,
                     bars(moved, line_bars.CHANGES, request))  # fmt: skip


def _on_one_axis(lines: Sequence[Line]) -> tuple[Sequence[Line], str]:
    """The lines whose changes can stand on one axis, and its unit: per cent, or points where all are shares."""
    moved = [line for line in lines if line.measure in {"count", "rate"}]
    if not moved:
        return [line for line in lines if line.measure == "share"], "Points."
    left = " Changes of shares, in points, stand in the table." if len(moved) < len(lines) else ""
    return moved, f"Per cent.{left}"


def _shares(places: Places, lines: Sequence[Line]) -> Sequence[Line]:
    """The lines that show a share of which one can be entered."""
    entered = {entry.indicator for entry in places.pack.request.entries if _FIGURES & set(entry.figures)}
    return [line for line in lines if line.measure == "share" and line.key in entered]


def below(places: Places, at: int, widths: Sequence[float], used: float) -> Sequence[Item]:
    """The charts, as tall as the page has room below a table that takes so much; none where there is too little."""
    wide, drawn = sum(widths) * 7, list(_drawn(places, at))
    height = min(_MOST, _PAGE_HIGH * wide / _PAGE_WIDE - used - _HEADING - _NOTE)
    if not drawn or height < max(_LEAST, *(line_bars.EACH * len(one.bars) for one in drawn)):
        return []
    spans = [len(widths)]
    if len(drawn) == 2:
        half = min(range(1, len(widths)), key=lambda n: abs(sum(widths[:n]) - sum(widths) / 2))
        spans = [half, len(widths) - half]
    pixels = [sum(widths[: spans[0]]) * 7, sum(widths[spans[0] :]) * 7]
    return [
        Gap(height=8),
        Beside([
            Below([
                Text(one.heading, "panel_heading", height=_HEADING, across=span),
                Text(Formula(f'=IF(COUNT({one.table}[value])=0,"{NOTHING}",{quoted(one.note)})'), "panel_note",
                     height=_NOTE, across=span),
                Picture(line_bars.chart(one.table, f"{one.heading}, of the lines of the table", one.draw, across),
                        rows=1, columns=span, height=height),
            ])
            for one, span, across in zip(drawn, spans, pixels, strict=False)
        ]),
    ]  # fmt: skip
