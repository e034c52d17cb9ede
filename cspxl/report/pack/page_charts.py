"""The charts of a one-page summary: by month where months are there, else the entered figures beside one another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, TypeAlias

from cspxl.report.describe import Chart, Line
from cspxl.report.pack.layout import Places
from cspxl.report.pack.lines import Line as PanelLine
from cspxl.report.pack.page_workings import bars, figure_rows, figures, months, named

Unplaced: TypeAlias = Callable[[str], Chart]
"""A chart that is still to be given its upper left cell."""

_SIZE: Final = (192, 46)
_BARS_SIZE: Final = (192, 66)
_VALUES: Final = frozenset({"value", "numerator"})
_MOVES: Final = frozenset({"previous", "previous_numerator", "stated_change", "stated_difference"})
_MOVED: Final = {
    "count": "change on the period before", "rate": "change on the period before",
    "share": "change on the period before, in points", "against": "against another area",
}  # fmt: skip
_LIMITS: Final = ("Mean", "Lower limit", "Upper limit")


def charts(places: Places, page: int) -> list[Unplaced]:
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
) -> Unplaced:
    return lambda anchor: Chart(kind, title, alt_text, anchor, *size, categories, lines, form, from_zero=from_zero)


def _by_month(places: Places, page: int, name: str) -> list[Unplaced]:
    """Rolling 12 months, single months and, where every borough has figures, the boroughs' rates."""
    one = places.pack.pages[page]
    drawn = [
        _chart(
            "line", f"{name}: rolling 12 months, first month = 100",
            f"Line chart: {name}, rolling 12 months of the area and of London over three years, first month 100.",
            _SIZE, months(page, "Month"),
            [Line(named(page, heading), months(page, heading)) for heading in ("Area", "London")], "0",
        ),
        _chart(
            "line", f"{name}: each month, with limits from the 24 months before it",
            f"Line chart: {name}, monthly counts over three years with mean and limits; exceptional months have a bar.",
            _SIZE, months(page, "Month"),
            [
                Line(named(page, "Months"), months(page, "Months")),
                *(Line(named(page, heading), months(page, heading), apart=True) for heading in _LIMITS),
                Line(named(page, "Exceptional"), months(page, "Exceptional"), marked=True),
            ],
            "#,##0",
        ),
    ]  # fmt: skip
    if one.police is None and not places.series_of_boroughs(one.key):
        return drawn
    rates = _chart(
        "stacked", f"{name}: rate per 1,000 in the 32 boroughs, lowest first",
        f"Column chart: rate of {name} in each London borough in order, the area in a darker column.",
        _BARS_SIZE, bars(places, page, "In order"),
        [Line(named(page, heading), bars(places, page, heading)) for heading in ("The area", "Other boroughs")],
        "0.0", from_zero=True,
    )  # fmt: skip
    return [*drawn, rates]


def _by_figure(places: Places, page: int, line: PanelLine) -> list[Unplaced]:
    """The figures; and the changes, where a comparator's is known, or nothing else is."""
    rows, changes = len(figure_rows(places, line)), 1 + len(line.compare)
    form = "0%" if line.measure == "share" else "#,##0.0" if line.decimals else "#,##0"
    unit = f", {line.unit}" if line.measure == "count" else ""
    values = _chart(
        "beside", f"{line.short}: before and now{unit}",
        f"Column chart: {line.short}, before, now, and what it is compared with.",
        _SIZE, figures(page, "Figure", rows), [Line(named(page, "Value"), figures(page, "Value", rows))], form,
        from_zero=True,
    )  # fmt: skip
    moved = _chart(
        "bar", f"{line.short}: {_MOVED[line.measure]}",
        f"Bar chart: change of {line.short}, of the area and of those it is compared with.",
        (192, 24 + 8 * changes), figures(page, "Compared", changes),
        [Line(named(page, "Change"), figures(page, "Change", changes))], "+0%;-0%;0%",
    )  # fmt: skip
    found = [entry for entry in places.pack.request.entries if entry.indicator == line.key]
    compared = any(entry.area in line.compare and _MOVES & set(entry.figures) for entry in found)
    alone = rows == 0 or not any(_VALUES & set(entry.figures) for entry in found)
    return [moved] if alone else [values, moved] if compared else [values]
