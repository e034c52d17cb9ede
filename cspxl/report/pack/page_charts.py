"""The charts of a one-page summary: by month where months are there, else the entered figures beside one another."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

from cspxl.report.describe import Chart, Line, Look
from cspxl.report.pack.layout import Places
from cspxl.report.pack.lines import Line as PanelLine
from cspxl.report.pack.page_workings import figure_rows, has_london, page_stretches
from cspxl.report.stack import Below, Beside, Item, Picture

_ROW_MM: Final = 5.3  # an ordinary row
_WIDE: Final = 192.0
_HALF: Final = 66.0  # the height of a chart over months; two of them stand beside the boroughs
_BOROUGHS_WIDE: Final = 94.0
_LABEL_WIDE: Final = 27.0  # the page's first column
_VALUES: Final = frozenset({"value", "numerator"})
_MOVES: Final = frozenset({"previous", "previous_numerator", "stated_change", "stated_difference"})
_MOVED: Final = {
    "count": "change on the period before", "rate": "change on the period before",
    "share": "change on the period before, in points", "against": "against another area",
}  # fmt: skip
_CHANGE: Final = "+0%;−0%;0%"
_SIDES: Final[tuple[Look, ...]] = ("above", "below")  # of the limits


def charts(places: Places, page: int) -> Sequence[Item]:
    """The charts of a page, in order."""
    one = places.pack.pages[page]
    if places.drawn_by_month(one):
        name = places.pack.request.indicators[one.police].label if one.police is not None else _line_of(one.line).short
        return _by_month(places, page, name)
    return _by_figure(places, page, _line_of(one.line))


def _line_of(line: PanelLine | None) -> PanelLine:
    assert line is not None  # a page is of the police or of a line
    return line


def _picture(chart: Chart) -> Picture:
    return Picture(chart, rows=ceil(chart.height_mm / _ROW_MM))


def _by_month(places: Places, page: int, name: str) -> Sequence[Item]:
    """Single months, rolling 12 months and, where every borough has figures, the boroughs' rates beside them."""
    one = places.pack.pages[page]
    if one.police is None and not places.series_of_boroughs(one.key):
        return [_picture(chart) for chart in _over_months(places, page, name, _WIDE, 0)]
    left = _BOROUGHS_WIDE - _LABEL_WIDE
    over_months = [_picture(chart) for chart in _over_months(places, page, name, _WIDE - _BOROUGHS_WIDE, left)]
    high = _ROW_MM * sum(picture.rows for picture in over_months)
    columns: dict[str, Look] = {"the_area": "area", "london": "london", "similar": "similar", "others": "others"}
    rates = Chart(
        "bar", "Rate per 1,000, lowest first",
        f"Bar chart: rate of {name} in each London borough in order, the area and London marked.",
        "", _BOROUGHS_WIDE, high, f"page{page}_bars[label]",
        [Line(f"page{page}_bars[#{column}]", f"page{page}_bars[{column}]", look=look)
         for column, look in columns.items()],
        "General", from_zero=True, guard_ref=f"page{page}_bars[guard]",
    )  # fmt: skip
    return [Beside([_picture(rates), Below(over_months)])]


def _over_months(places: Places, page: int, name: str, wide: float, right: float) -> Sequence[Chart]:
    """Each month with its limits, and the change of the rolling 12 months. London only where it has months."""
    drawn_of = f"page{page}_months"
    stretches = page_stretches(places, places.pack.pages[page])

    def lines(column: str, look: Look | None = None, *, twin: bool = False, ends: bool = False) -> list[Line]:
        """The line of a column: its stretches, of which the first is in the legend."""
        cells = [f"{drawn_of}[{column}]"]
        if stretches > 1:
            cells = [f"{drawn_of}[{column}_drawn, stretch_number={at}]" for at in range(stretches)]
        return [Line(f"{drawn_of}[#{column}]", values, look=look, twin=twin or at > 0, ends=ends)
                for at, values in enumerate(cells)]  # fmt: skip

    def chart(title: str, alt_text: str, drawn: list[Line], form: str) -> Chart:
        return Chart(
            "line", title, f"Line chart: {name}, {alt_text}", "", wide, _HALF, f"{drawn_of}[month]", drawn,
            form, guard_ref=f"{drawn_of}[guard]", right_mm=right,
        )  # fmt: skip

    marks = [Line(f"{drawn_of}[#{side}]", f"{drawn_of}[{side}]", look=side) for side in _SIDES]
    compared = lines("london") if has_london(places, places.pack.pages[page]) else []
    return [
        chart("Each month (the axis fits the figures)",
              "monthly counts over three years with mean and limits; months outside these are marked.",
              [*lines("single", ends=True), *lines("mean", "mean"), *lines("lower", "limit"),
               *lines("upper", "limit", twin=True), *marks], "#,##0"),
        chart("Rolling 12 months: change since the start",
              "rolling 12 months over three years, change since the first of the same basis.",
              [*lines("area"), *compared], _CHANGE),
    ]  # fmt: skip


def _by_figure(places: Places, page: int, line: PanelLine) -> Sequence[Item]:
    """The figures; and the changes, where a comparator's is known, or nothing else is."""
    rows, changes = len(figure_rows(places, line)), 1 + len(line.compare)
    form = "0%" if line.measure == "share" else "#,##0.0" if line.decimals else "#,##0"
    unit = f", {line.unit}" if line.measure == "count" else ""
    values = _picture(Chart(
        "bar", f"{line.short}: before and now{unit}",
        f"Bar chart: {line.short}, before, now, and what it is compared with.",
        "", _WIDE, 22 + 8 * rows, f"page{page}_figures[figure]",
        [Line(f"page{page}_figures[#value]", f"page{page}_figures[value]")], form, from_zero=True,
    ))  # fmt: skip
    moved = _picture(Chart(
        "bar", f"{line.short}: {_MOVED[line.measure]}",
        f"Bar chart: change of {line.short}, of the area and of those it is compared with.",
        "", _WIDE, 22 + 8 * changes, f"page{page}_moves[compared]",
        [Line(f"page{page}_moves[#change]", f"page{page}_moves[change]")], _CHANGE,
    ))  # fmt: skip
    found = [entry for entry in places.pack.request.entries if entry.indicator == line.key]
    compared = any(entry.area in line.compare and _MOVES & set(entry.figures) for entry in found)
    alone = rows == 0 or not any(_VALUES & set(entry.figures) for entry in found)
    return [moved] if alone else [values, moved] if compared else [values]
