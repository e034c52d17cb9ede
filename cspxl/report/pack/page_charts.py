"""The charts of a one-page summary: by month where months are there, else the entered figures beside one another."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final, Literal

from cspxl.report.describe import Chart, Line
from cspxl.report.pack.layout import Places
from cspxl.report.pack.lines import Line as PanelLine
from cspxl.report.pack.page_workings import figure_rows
from cspxl.report.stack import Picture

_ROW_MM: Final = 5.3  # an ordinary row
_SIZE: Final = (192, 46)
_BARS_SIZE: Final = (192, 66)
_VALUES: Final = frozenset({"value", "numerator"})
_MOVES: Final = frozenset({"previous", "previous_numerator", "stated_change", "stated_difference"})
_MOVED: Final = {
    "count": "change on the period before", "rate": "change on the period before",
    "share": "change on the period before, in points", "against": "against another area",
}  # fmt: skip
_LIMITS: Final = ("mean", "lower", "upper")


def charts(places: Places, page: int) -> Sequence[Picture]:
    """The charts of a page, in order."""
    one = places.pack.pages[page]
    if places.drawn_by_month(one):
        name = places.pack.request.indicators[one.police].label if one.police is not None else _line_of(one.line).short
        return _by_month(places, page, name)
    return _by_figure(places, page, _line_of(one.line))


def _line_of(line: PanelLine | None) -> PanelLine:
    assert line is not None  # a page is of the police or of a line
    return line


def _chart(
    kind: Literal["line", "bar", "stacked", "beside"], title: str, alt_text: str, size: tuple[float, float],
    categories: str, lines: list[Line], form: str, *, from_zero: bool = False,
) -> Picture:
    chart = Chart(kind, title, alt_text, "", *size, categories, lines, form, from_zero=from_zero)
    return Picture(chart, rows=ceil(chart.height_mm / _ROW_MM))


def _by_month(places: Places, page: int, name: str) -> Sequence[Picture]:
    """Rolling 12 months, single months and, where every borough has figures, the boroughs' rates."""
    one, drawn_of = places.pack.pages[page], f"page{page}_months"
    drawn = [
        _chart(
            "line", f"{name}: rolling 12 months, first month = 100",
            f"Line chart: {name}, rolling 12 months of the area and of London over three years, first month 100.",
            _SIZE, f"{drawn_of}[month]",
            [Line(f"{drawn_of}[#{whose}]", f"{drawn_of}[{whose}]") for whose in ("area", "london")], "0",
        ),
        _chart(
            "line", f"{name}: each month, with limits from the 24 months before it",
            f"Line chart: {name}, monthly counts over three years with mean and limits; exceptional months have a bar.",
            _SIZE, f"{drawn_of}[month]",
            [
                Line(f"{drawn_of}[#single]", f"{drawn_of}[single]"),
                *(Line(f"{drawn_of}[#{limit}]", f"{drawn_of}[{limit}]", apart=True) for limit in _LIMITS),
                Line(f"{drawn_of}[#exceptional]", f"{drawn_of}[exceptional]", marked=True),
            ],
            "#,##0",
        ),
    ]  # fmt: skip
    if one.police is None and not places.series_of_boroughs(one.key):
        return drawn
    rates = _chart(
        "stacked", f"{name}: rate per 1,000 in the 32 boroughs, lowest first",
        f"Column chart: rate of {name} in each London borough in order, the area in a darker column.",
        _BARS_SIZE, f"page{page}_bars[in_order]",
        [Line(f"page{page}_bars[#{column}]", f"page{page}_bars[{column}]") for column in ("the_area", "others")],
        "0.0", from_zero=True,
    )  # fmt: skip
    return [*drawn, rates]


def _by_figure(places: Places, page: int, line: PanelLine) -> Sequence[Picture]:
    """The figures; and the changes, where a comparator's is known, or nothing else is."""
    rows, changes = len(figure_rows(places, line)), 1 + len(line.compare)
    form = "0%" if line.measure == "share" else "#,##0.0" if line.decimals else "#,##0"
    unit = f", {line.unit}" if line.measure == "count" else ""
    values = _chart(
        "beside", f"{line.short}: before and now{unit}",
        f"Column chart: {line.short}, before, now, and what it is compared with.",
        _SIZE, f"page{page}_figures[figure]", [Line(f"page{page}_figures[#value]", f"page{page}_figures[value]")], form,
        from_zero=True,
    )  # fmt: skip
    moved = _chart(
        "bar", f"{line.short}: {_MOVED[line.measure]}",
        f"Bar chart: change of {line.short}, of the area and of those it is compared with.",
        (192, 24 + 8 * changes), f"page{page}_moves[compared]",
        [Line(f"page{page}_moves[#change]", f"page{page}_moves[change]")], "+0%;-0%;0%",
    )  # fmt: skip
    found = [entry for entry in places.pack.request.entries if entry.indicator == line.key]
    compared = any(entry.area in line.compare and _MOVES & set(entry.figures) for entry in found)
    alone = rows == 0 or not any(_VALUES & set(entry.figures) for entry in found)
    return [moved] if alone else [values, moved] if compared else [values]
