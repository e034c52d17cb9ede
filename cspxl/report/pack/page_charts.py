"""The charts of a one-page summary, each under its heading: by month, by borough, or entered figures side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from cspxl.report.describe import Chart, ChartSeries, Content, Formula, Look, quoted
from cspxl.report.pack.page_figures import FIGURE_LOOKS, figure_rows
from cspxl.report.pack.page_workings import has_london, has_newest_total, last_month, page_stretches
from cspxl.report.pack.places import NOTHING, Places
from cspxl.report.request import CHART_MONTHS

_VALUES: Final = frozenset({"value", "numerator"})
_MOVES: Final = frozenset({"previous", "previous_numerator", "stated_change", "stated_difference"})
_MOVED: Final = {
    "count": "change on the period before", "rate": "change on the period before",
    "share": "change on the period before, in points", "against": "against another area",
}  # fmt: skip
_CHANGE: Final = "+0%;−0%;0%"
LEGEND_LINE: Final = 18.0  # heights: of a name in the legend, of the months
_AXIS: Final = 22.0
_SIDES: Final[tuple[Look, ...]] = ("above", "below")  # of the limits
_LIMITS: Final = (
    "The axis need not start at 0. Limits: mean ± 2.66 × the mean moving range of the 24 months before."
)


class Drawn(NamedTuple):
    """A chart, with its heading and notes: one line each. The first note can have a name."""

    heading: Content
    notes: Sequence[Content]
    chart: Chart
    name: str = ""


def months(places: Places, page: int) -> Drawn:
    """Each month with its limits; marks for months outside them, a line where a new basis begins."""
    drawn_of, stretches = f"page{page}_months", page_stretches(places, places.pack.pages[page])
    marks = [ChartSeries(f"{drawn_of}[#{side}]", f"{drawn_of}[{side}]", look=side) for side in _SIDES]
    if stretches > 1:
        marks.append(ChartSeries(f"{drawn_of}[#new_basis]", f"{drawn_of}[new_basis]", look="break"))
    lines = [*_lines(places, page, "single", ends=True), *_lines(places, page, "mean", "mean"),
             *_lines(places, page, "lower", "limit"), *_lines(places, page, "upper", "limit", twin=True),
             *marks]  # fmt: skip
    chart = _over_months(
        page, f"Line chart: {_name(places, page)}, monthly counts over three years with mean and limits; months "
        "outside these are marked.", lines, "#,##0", (0.06, 0.14, 0.86, 0.72), every=6,
    )  # fmt: skip
    told = Formula(f"={_told(places, page)}")
    return Drawn("Each month, against its usual range", [told, _LIMITS], chart, f"page{page}_month")


def _told(places: Places, page: int) -> str:
    """Whether the newest month is unusual, and since when the figures have a new basis, where that is drawn."""
    one = places.pack.pages[page]
    if one.police is None:
        return f'PERIOD_LABEL({last_month(page)},1)&" is the newest month that is entered."'
    item = places.pack.request.indicators[one.police]
    month = f"workings[@month_0, indicator={item.key}]"
    unusual = f'IF(OR({month}="High",{month}="Low"),"unusually "&LOWER({month}),"in its usual range")'
    few = '" cannot be judged: too few comparable months before it."'
    unusual = f'IF({month}="Not available",{few}," was "&{unusual}&".")'
    breaks = f"indicators[@break, indicator={item.key}]"
    drawn = f"({breaks}>EDATE(as_at,-{CHART_MONTHS + 10}))*({breaks}<=as_at)"
    newest = f"SUMPRODUCT(MAX({drawn}*{breaks}))"
    basis = f'" New basis from "&PERIOD_LABEL({newest},1)&": not comparable before."'
    return f'PERIOD_LABEL(as_at,1)&{unusual}&IF({newest}=0,"",{basis})'


def rolling(places: Places, page: int, height: float) -> Drawn:
    """The change of the rolling 12 months, so tall; London only where it has months."""
    one = places.pack.pages[page]
    compared = _lines(places, page, "london") if has_london(places, one) else []
    if places.page_target(one):
        compared.append(ChartSeries(f"page{page}_months[#target]", f"page{page}_months[target]"))
    legend = LEGEND_LINE * max(2, 1 + has_london(places, one) + bool(places.page_target(one)))
    chart = _over_months(
        page, f"Line chart: {_name(places, page)}, rolling 12 months over three years, change since the first of the "
        "same basis.", [*_lines(places, page, "area"), *compared], _CHANGE,
        (0.13, legend / height, 0.82, 1 - (legend + _AXIS) / height), every=12,
    )  # fmt: skip
    note = "Since the first drawn; after a new basis, from 0."
    none = "No 12 months on the new basis yet: not drawn."
    told = f'=IF({has_newest_total(page)},"{note}","{none}")'
    stretches = page_stretches(places, one)
    return Drawn("Rolling 12 months: change", [Formula(told) if stretches > 1 else note], chart)


def _lines(
    places: Places, page: int, column: str, look: Look | None = None, *, twin: bool = False, ends: bool = False,
) -> list[ChartSeries]:
    """The line of a column: its stretches, of which the first is in the legend."""
    of, stretches = f"page{page}_months", page_stretches(places, places.pack.pages[page])
    cells = [f"{of}[{column}]"]
    if stretches > 1:
        cells = [f"{of}[{column}_drawn, stretch_number={at}]" for at in range(stretches)]
    return [
        ChartSeries(f"{of}[#{column}]", values, look=look, twin=twin or at > 0, ends=ends)
        for at, values in enumerate(cells)
    ]


def _over_months(
    page: int, alt_text: str, lines: Sequence[ChartSeries], form: str, plot: tuple[float, float, float, float], *,
    every: int,
) -> Chart:
    of = f"page{page}_months"
    return Chart(
        "line", "", alt_text, "", 0, 0, f"{of}[month]", lines, form, guard_ref=f"{of}[guard]", plot=plot, every=every,
    )  # fmt: skip


def _name(places: Places, page: int) -> str:
    one = places.pack.pages[page]
    if one.police is not None:
        return places.pack.request.indicators[one.police].label
    assert one.line is not None  # a page is of the police or of a line
    return one.line.short


def boroughs(places: Places, page: int) -> Drawn:
    """The boroughs' rates, lowest first."""
    one, of = places.pack.pages[page], f"page{page}_bars"
    whose, base = "people", "settings[population_base]"
    if one.police is not None:
        item = places.pack.request.indicators[one.police]
        whose = "households" if item.per == "households" else whose
        base = f"workings[@base, indicator={item.key}]"
    columns: dict[str, Look] = {"the_area": "area", "london": "london", "similar": "similar", "others": "others"}
    chart = Chart(
        "bar", "",
        f"Bar chart: rate of {_name(places, page)} in each London borough in order, the area and London marked.",
        "", 0, 0, f"{of}[label]",
        [ChartSeries(f"{of}[#{column}]", f"{of}[{column}]", look=look) for column, look in columns.items()],
        "", from_zero=True, guard_ref=f"{of}[guard]", plot=(0.6, 0.005, 0.39, 0.99),
    )  # fmt: skip
    heading = f"{len(places.pack.request.areas)} boroughs: rate per 1,000 {whose}"
    note = f'="To "&PERIOD_LABEL({last_month(page)},1)&"; "&{base}&IF(settings[members]=0,"",". ● similar group")&"."'
    return Drawn(heading, [Formula(note)], chart)


def _unless_empty(drawn: str, unit: str) -> Formula:
    """The unit; where nothing is drawn, that nothing is entered."""
    return Formula(f'=IF(COUNT({drawn})=0,"{NOTHING}",{quoted(unit)})')


def _by_look(table: str) -> Sequence[ChartSeries]:
    return [ChartSeries(f"{table}[#{look}]", f"{table}[{look}]", look=look) for look in FIGURE_LOOKS]


def figures(places: Places, page: int) -> Sequence[Drawn]:
    """The entered figures; and the changes, where a comparator's is known, or nothing else is."""
    line = places.pack.pages[page].line
    assert line is not None  # the page has no months
    unit = {"count": line.unit.capitalize(), "share": "Per cent"}.get(line.measure, "Rate")
    values = Drawn("Before and now", [_unless_empty(f"page{page}_figures[value]", unit)], Chart(
        "bar", "", f"Bar chart: {line.short}, before, now, and what it is compared with.",
        "", 0, 0, f"page{page}_figures[figure]",
        _by_look(f"page{page}_figures"), "", from_zero=True,
    ))  # fmt: skip
    moved = Drawn("Change", [_unless_empty(f"page{page}_moves[change]", _MOVED[line.measure].capitalize())], Chart(
        "bar", "", f"Bar chart: change of {line.short}, of the area and of those it is compared with.",
        "", 0, 0, f"page{page}_moves[compared]",
        _by_look(f"page{page}_moves"), "",
    ))  # fmt: skip
    found = [entry for entry in places.pack.request.entries if entry.indicator == line.key]
    compared = any(entry.area in line.compare and _MOVES & set(entry.figures) for entry in found)
    alone = not figure_rows(places, line) or not any(_VALUES & set(entry.figures) for entry in found)
    return [moved] if alone else [values, moved] if compared else [values]
