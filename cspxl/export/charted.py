"""What a described chart draws: its series with their values, what stands along its axis, and both as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cspxl.export.cells import Cells, shown
from cspxl.report.describe import Chart, ChartSeries
from cspxl.values import Cell

_MONTH: Final = "mmm yy"


@dataclass(frozen=True)
class Line:
    """A series: its name, and a value for each place along the axis; None where nothing is drawn."""

    name: str
    values: Sequence[float | None]
    series: ChartSeries


@dataclass(frozen=True)
class Charted:
    """A chart with its data. ``names`` are what stands along the axis, one text for each row of names."""

    chart: Chart
    names: Sequence[Sequence[str]]
    lines: Sequence[Line]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(line.series.visible and any(value is not None for value in line.values) for line in self.lines)

    @property
    def title(self) -> str:
        """A chart's own title, or what it is."""
        return self.chart.title or self.chart.alt_text.partition(":")[0]

    def table(self) -> Sequence[Sequence[str]]:
        """The same in rows, the first with the headings; empty cells where nothing is drawn.

        Bars that have their values in their names have no column of them.
        """
        number_format = self.chart.number_format or self.chart.labels
        first = "Month" if self.chart.kind == "line" else "Shown"
        columns = [[first, *(", ".join(filter(None, names)) for names in self.names)]]
        for line in self.lines:
            if not line.series.visible or not number_format:
                continue
            told = line.name if line.series.look == "break" else None
            texts = ["" if value is None else told or shown(value, number_format) for value in line.values]
            if line.series.twin:  # a further stretch of the line before it
                texts = [text or before for text, before in zip(texts, columns[-1][1:], strict=True)]
                columns[-1][1:] = texts
            else:
                columns.append([line.name, *texts])
        rows = list(zip(*columns, strict=True))
        return [rows[0], *(row for row in rows[1:] if any(row) and (len(row) == 1 or any(row[1:])))]


def charted(chart: Chart, cells: Cells) -> Charted:
    """The data of a chart, from the cells that it draws."""
    names = [[_name(value, chart) for value in row] for row in cells.at(chart.categories_ref)]
    lines = []
    for series in chart.lines:
        ((name,),) = cells.at(series.name_ref)
        values = [_number(value) for row in cells.at(series.values_ref) for value in row]
        lines.append(Line(shown(name, "General"), values, series))
    return Charted(chart, names, lines)


def _name(value: Cell, chart: Chart) -> str:
    return shown(value, _MONTH if chart.kind == "line" and not isinstance(value, str) else "General")


def _number(value: Cell) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
