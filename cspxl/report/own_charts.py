"""Charts of an analyst's own tables, and what they draw: a text would be drawn as zero, and #N/A is a gap."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final, Literal

from cspxl.report.describe import Chart, ChartSeries
from cspxl.report.own_tables import LOOKS, OwnTable
from cspxl.report.stack import GUARD, Column, Gap, Item, Picture, Stack, Table, Text
from cspxl.report.tables import titled

SHEET: Final = "Own charts"
_KINDS: Final[dict[str, Literal["line", "bar", "beside"]]] = {"line": "line", "bar": "bar", "column": "beside"}
_LABEL, _ZERO = "Label", "Zero"  # own columns have small letters only
_MM: Final = 1.9  # of a unit of width
_ROW_MM: Final = 5.3  # an ordinary row


def feed(own: Sequence[OwnTable], rows: Sequence[int]) -> Stack:
    """What the charts of these tables draw; ``rows`` is how many each has."""
    items: list[Item] = []
    for table, n in zip(own, rows, strict=True):
        items += [Text(table.title, "label"), _drawn(table, n), Gap()]
    return Stack(
        SHEET, [*titled(SHEET, "What the charts of own tables draw: #N/A is a gap."), *items], one_page=False,
        gridlines=True, back=True,
    )  # fmt: skip


def _name(table: OwnTable) -> str:
    """Own tables have small letters only, so this is none of them."""
    return f"Drawn_{table.name}"


def _drawn(table: OwnTable, n: int) -> Table:
    label = f"{table.name}[@{table.labels}]"
    dated = table.rows == "months" and table.labels == table.first
    text = f'=TEXT({label},"mmm yy")' if dated else f"={label}"
    headings = {column.name: column.heading for column in table.columns}
    return Table(
        _name(table),
        [
            Column(_LABEL, "Drawn for", text, width=30),
            Column(_ZERO, "Zero", value=lambda _at: 0),
            *(
                Column(name, headings[name], f"=IF(ISNUMBER({table.name}[@{name}]),{table.name}[@{name}],NA())",
                       width=14)
                for name in table.charted
            ),
            GUARD,
        ],
        range(n),
        axes=lambda at: {table.name: at},
    )  # fmt: skip


def picture(table: OwnTable, rows: int, wide: float) -> Picture:
    """The chart of a table with so many rows, as wide as its sheet."""
    headings = {column.name: column.heading for column in table.columns}
    words = ", ".join(headings[name] for name in table.charted)
    high = 30 + 5.5 * rows if table.chart == "bar" else 75.0
    name = _name(table)
    lines = [ChartSeries(f"{name}[#{column}]", f"{name}[{column}]") for column in table.charted]
    if table.chart != "line":  # an axis that does not begin at zero makes bars that mean nothing
        lines.append(ChartSeries(f"{name}[#{_ZERO}]", f"{name}[{_ZERO}]", visible=False))
    chart = Chart(
        _KINDS[table.chart],
        words,
        f"{table.chart.capitalize()} chart: {table.title}: {words}.",
        "",
        round(wide * _MM),
        high,
        f"{table.name}[{table.first}]" if table.chart == "line" else f"{name}[{_LABEL}]",
        lines,
        LOOKS[{column.name: column.style for column in table.columns}[table.charted[0]]].axis,
        guard_ref=f"{name}[{GUARD.name}]",
    )
    return Picture(chart, rows=ceil(high / _ROW_MM) + 1)
