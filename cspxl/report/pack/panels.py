"""A panel: one page with a table of lines under the headings of their groups. It only shows what the workings hold."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Final

from cspxl.report.describe import Chart, Content, Formula, Highlight, Page, Put, Sheet, address, block, quoted
from cspxl.report.describe import Line as ChartLine
from cspxl.report.layout import HEADER
from cspxl.report.pack.layout import LINES, WORKING_COLUMNS, Places
from cspxl.report.pack.lines import Group, Line, Panel

_HEADINGS: Final[Mapping[str, str]] = {
    "number": "No.", "indicator": "Indicator", "rag": "RAG", "performance": "Performance", "current": "Now",
    "previous": "Before", "change": "Change", "benchmark": "Benchmark", "as_at": "As at",
    "check": "Check of what was stated", "factors": "Factors: + positive, − negative",
}  # fmt: skip
_WIDTHS: Final[Mapping[str, float]] = {
    "number": 6, "rag": 14, "performance": 46, "current": 12, "previous": 12, "change": 16, "benchmark": 54,
    "as_at": 11, "check": 45, "factors": 46,
}  # fmt: skip
_SHOWN: Final[Mapping[str, str]] = {
    "rag": "rag", "performance": "words", "current": "value", "previous": "previous", "change": "change",
    "benchmark": "benchmark", "as_at": "as_at", "check": "check", "factors": "factor_words",
}  # fmt: skip
_LETTERS_TO_A_UNIT: Final = 1.1  # of the 9.5 point face that the lines are set in
_LINE: Final = 13.0
_ROW_MM: Final = 5.3  # an ordinary row


def describe(places: Places, panel: Panel) -> Sheet:
    """Title, headings, groups with their lines, notes."""
    last = len(panel.columns)
    cells = [
        Put(1, 1, Formula(f'=area&": "&{quoted(panel.title)}'), "title"),
        Put(2, 1, Formula('="Figures to "&TEXT(as_at,"mmmm yyyy")&"; other months stand beside their lines."'),
            "subtitle"),
    ]
    cells += [Put(HEADER, at, _HEADINGS[column], "header") for at, column in enumerate(panel.columns, 1)]
    heights: dict[int, float] = {1: 26, HEADER - 1: 6, HEADER: 30}
    row = HEADER + 1
    for group in panel.groups:
        cells += _heading(places, panel, group, row)
        heights[row] = 20
        for line in group.lines:
            row += 1
            cells += [_cell(places, panel, line, column, row, at) for at, column in enumerate(panel.columns, 1)]
            heights[row] = _height(panel, line)
        row += 1
    bottom = row - 1
    charts = _charts(places, panel, bottom + 2)
    after = bottom + 2 + sum(ceil(chart.height_mm / _ROW_MM) + 1 for chart in charts)
    notes = _notes(places, panel)
    cells += [Put(after + at, 1, note, "note") for at, note in enumerate(notes)]
    return Sheet(
        panel.name,
        cells,
        widths={at: _WIDTHS.get(column, _label_width(panel)) for at, column in enumerate(panel.columns, 1)},
        heights=heights,
        page=Page(f"A1:{address(after + len(notes) - 1, last)}"),
        charts=charts,
        highlights=_highlights(panel, bottom),
        tab_colour="1F3864",
    )


def _label_width(panel: Panel) -> float:
    """Wide enough for the longest label, within limits."""
    longest = max(len(line.label) for group in panel.groups for line in group.lines)
    return min(78, max(36, 3 + longest / _LETTERS_TO_A_UNIT))


def _charts(places: Places, panel: Panel, row: int) -> list[Chart]:
    """Bars of the changes, where the panel asks for them."""
    lines = [line for group in panel.groups for line in group.lines if not line.state]
    if not panel.chart or not lines:
        return []
    column = 1 + WORKING_COLUMNS.index("drawn")
    return [
        Chart(
            "bar", "Change on the period before, points for shares",
            "Bar chart: change of each line of the table on the period before; none where it is not known.",
            f"A{row}", 200, 30 + 6 * len(lines), places.span("indicator", *panel.groups),
            [ChartLine(block(LINES, HEADER, column, HEADER, column), places.span("drawn", *panel.groups))],
            "+0%;-0%;0%",
        ),
    ]  # fmt: skip


def _notes(places: Places, panel: Panel) -> list[str]:
    """The panel's own, what RAG means, and from what it follows."""
    alike = any(places.pack.on_overview(line) for group in panel.groups for line in group.lines)
    follows = "RAG follows from the change beside it, or from the target or band where there is one."
    if alike:
        follows += " An indicator that the overview judges has its RAG and factors: 12 months, quarter and ranks."
    return [
        *panel.notes,
        *([follows] if "rag" in panel.columns else []),
        ("RAG: Green, positive; Amber, mixed; Red, all or nearly all negative; Monitor, not judged: a rise in reports "
        "can be good. As stated: taken from its publisher, not recomputed."),
    ]


def _heading(places: Places, panel: Panel, group: Group, row: int) -> list[Put]:
    cells = [Put(row, at, None, "group") for at in range(1, len(panel.columns) + 1)]
    cells[0] = Put(row, 1, group.name, "group")
    if group.judged and "rag" in panel.columns:
        at = panel.columns.index("rag")
        cells[at] = Put(row, at + 1, Formula(f"={places.group_rag(group)}"), "rag")
    return cells


def _cell(places: Places, panel: Panel, line: Line, column: str, row: int, at: int) -> Put:
    style = _style(line, column)
    if column in {"number", "indicator"}:
        return Put(row, at, line.number if column == "number" else line.label, style)
    if line.state:
        stated: dict[str, Content] = {"performance": line.state, "current": line.state, "factors": line.state}
        if "performance" in panel.columns:
            stated = {"performance": line.state}
        return Put(row, at, stated.get(column), style)
    if column == "rag" and places.together(line):
        return Put(row, at, None, style)
    found = places.cell(_SHOWN[column], places.at(line))
    missing = '"Not available"' if column in {"current", "rag"} else '""'
    if column == "current" and line.measure == "against":
        missing = '""'
    if column == "change":  # where it cannot be recomputed it is the one stated; its words say so
        missing = places.cell("stated_change", places.at(line))
    return Put(row, at, Formula(f'=IF({found}="",{missing},{found})'), style)


def _style(line: Line, column: str) -> str:
    if column in {"current", "previous"}:
        if line.measure == "share":
            return "panel_share"
        return "panel_decimal" if line.decimals else "panel_count"
    if column == "change":
        return "panel_points" if line.measure == "share" else "panel_change"
    return {"number": "panel_number", "rag": "rag", "as_at": "panel_month"}.get(column, "panel_text")


def _height(panel: Panel, line: Line) -> float:
    """Tall enough for the label, and for two lines of words where a line has a rank, a rate or two comparators."""
    lines = ceil(len(line.label) / (_label_width(panel) * _LETTERS_TO_A_UNIT))
    ranked = "benchmark" in panel.columns and (line.police or len(line.compare) > 1)
    long = bool(ranked or line.rate_key) and not line.state
    return 8 + _LINE * max(lines, 2 if long else 1)


def _highlights(panel: Panel, bottom: int) -> list[Highlight]:
    first = HEADER + 1
    rules: list[Highlight] = []
    for at, column in enumerate(panel.columns, 1):
        top = address(first, at)
        ref = f"{top}:{address(bottom, at)}"
        if column == "rag":
            rules += [Highlight(ref, f'{top}="{word}"', word.lower()) for word in ("Green", "Amber", "Red", "Monitor")]
        if column == "check":
            rules.append(Highlight(ref, f'AND({top}<>"",{top}<>"OK")', "high"))
        if column in {"rag", "performance", "current", "previous", "factors"}:
            rules.append(Highlight(ref, f'OR(LEFT({top},4)="Not ",{top}="In development",{top}="TBC")', "missing"))
    return rules
