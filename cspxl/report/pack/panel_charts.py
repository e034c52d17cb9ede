"""The charts below a panel's table, where the page has room: its shares now, before and in London; its changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cspxl.report.describe import Chart, Look
from cspxl.report.describe import ChartSeries as ChartLine
from cspxl.report.pack.lines import Line, Panel
from cspxl.report.pack.places import Places
from cspxl.report.pack.wording import number_form
from cspxl.report.stack import Below, Beside, Column, Gap, Item, Picture, Table, Text

_LOOKS: Final[Mapping[str, Look]] = {"now": "area", "before": "similar", "london": "london"}
_NAMES: Final = {"now": "Now", "before": "Before", "london": "London"}
_FIGURES: Final = frozenset({"value", "numerator"})
_LEAST, _MOST = 110.0, 400.0  # heights of a chart: one that can be read; what a row of Excel can be
_HEADING, _NOTE = 17.0, 13.0
_PAGE_WIDE, _PAGE_HIGH = 965.0, 495.0  # pixels, points: what a page across holds at full size


def share_lines(places: Places, panel: Panel) -> Sequence[Line]:
    """The lines of a panel that show a share of which one can be entered."""
    entered = {entry.indicator for entry in places.pack.request.entries if _FIGURES & set(entry.figures)}
    return [line for group in panel.groups for line in group.lines
            if line.measure == "share" and not line.state and line.key in entered]  # fmt: skip


def workings(places: Places) -> Sequence[Item]:
    """Below the line workings: the shares that each panel draws."""
    found: list[Item] = []
    for at, panel in enumerate(places.pack.panels):
        if not panel.cards and (lines := share_lines(places, panel)):
            found += [Gap(), _shares(places, at, lines)]
    return found


def _shares(places: Places, at: int, lines: Sequence[Line]) -> Table:
    def told(line: Line) -> str:
        value = places.cell("value", line)
        short = line.short.replace('"', '""')
        return f'="{short}: "&IF(ISNUMBER({value}),TEXT({value},{number_form(line)}),"not available")'

    def drawn(name: str, line: Line) -> str:
        area = "London" if name == "london" else None
        if area and area not in line.compare:
            return "=NA()"
        cell = places.cell("previous" if name == "before" else "value", line, area)
        return f"=IF(ISNUMBER({cell}),{cell},NA())"

    return Table(
        f"panel{at}_shares",
        [
            Column("share", "Drawn below its table", told, width=44),
            *(Column(name, _NAMES[name], lambda line, name=name: drawn(name, line), style="percent")
              for name in _LOOKS),
        ],
        lines,
        axes=lambda line: {"line": places.name(line)},
    )  # fmt: skip


def below(places: Places, at: int, widths: Sequence[float], used: float) -> Sequence[Item]:
    """The charts, as tall as the page has room below a table that takes so much; none where there is too little."""
    wide = sum(widths) * 7
    height = min(_MOST, _PAGE_HIGH * wide / _PAGE_WIDE - used - _HEADING - _NOTE)
    charts = [*_of_shares(places, at), *_of_changes(places, at)]
    if height < _LEAST or not charts:
        return []
    spans = [len(widths)]
    if len(charts) == 2:
        half = min(range(1, len(widths)), key=lambda n: abs(sum(widths[:n]) - sum(widths) / 2))
        spans = [half, len(widths) - half]
    return [
        Gap(height=8),
        Beside([
            Below([
                Text(heading, "panel_heading", height=_HEADING, across=span),
                Text(note, "panel_note", height=_NOTE, across=span),
                Picture(chart, rows=1, columns=span, height=height),
            ])
            for (heading, note, chart), span in zip(charts, spans, strict=True)
        ]),
    ]  # fmt: skip


def _of_shares(places: Places, at: int) -> Sequence[tuple[str, str, Chart]]:
    lines = share_lines(places, places.pack.panels[at])
    if len(lines) < 2:
        return []
    of = f"panel{at}_shares"
    looks = [name for name in _LOOKS if name != "london" or any("London" in line.compare for line in lines)]
    chart = Chart(
        "grouped", "", "Bar chart: the shares of the table, now, before, and in London where it is known.", "", 0, 0,
        f"{of}[share]", [ChartLine(f"{of}[#{name}]", f"{of}[{name}]", look=_LOOKS[name]) for name in looks], "0%",
        from_zero=True, most=1,
    )  # fmt: skip
    return [("Shares", "Per cent, each as at the period beside it in the table.", chart)]


def _of_changes(places: Places, at: int) -> Sequence[tuple[str, str, Chart]]:
    """Where the panel asks for them."""
    panel = places.pack.panels[at]
    if not panel.chart or all(line.state for group in panel.groups for line in group.lines):
        return []
    chart = Chart(
        "bar", "", "Bar chart: change of each line of the table on the period before; none where it is not known.",
        "", 0, 0, f"lines[indicator, panel={at}]", [ChartLine("lines[#drawn]", f"lines[drawn, panel={at}]")],
        "+0%;−0%;0%",
    )  # fmt: skip
    return [("Change on the period before", "Per cent; of shares in points.", chart)]
