"""Shares of the area beside another's: the difference in points, and whether it is within chance."""

from __future__ import annotations

from math import ceil
from typing import Final

from cspxl.report.describe import Chart, ChartSeries, Formula, quoted
from cspxl.report.plan.case import Plan
from cspxl.report.stack import Column, Gap, Picture, Stack, Table, Text

_ACROSS: Final = 7
_LETTERS: Final = 150  # of a line of a note
_CHART: Final = 190.0  # its height


def describe(plan: Plan, at: int) -> Stack:
    """A row for each share, a chart, and how it is to be read."""
    one = plan.comparisons[at]
    name, of = f"comparison{at}", "comparison={at}, share={key}"

    def cell(column: str, heading: str, style: str, table: str = "compared") -> Column:
        return Column(column, heading, lambda row: f"={table}[@{column}, {of.format(at=at, key=row[0])}]", style=style,
                      width=20)  # fmt: skip

    def points(row: tuple[str, str]) -> str:
        found = f"compared[@points, {of.format(at=at, key=row[0])}]"
        return f'=IF(ISNUMBER({found}),{found}*100,"Not known")'

    def interval(row: tuple[str, str]) -> str:
        low, high = (f"compared[@{limit}, {of.format(at=at, key=row[0])}]" for limit in ("low", "high"))
        return f'=IF(ISNUMBER({low}),TEXT({low},"0.0%")&" to "&TEXT({high},"0.0%"),"Not known")'

    table = Table(
        name,
        [
            Column("line", "Share", value=lambda row: row[1], style="panel_text", width=34),
            cell("share", plan.area, "panel_share"),
            cell("other", one.against_name, "panel_share", "beside"),
            Column("points", "Difference", points, style="panel_change_points", width=20),
            Column("interval", "95% interval", interval, style="list_small", width=20),
            cell("enough", "Beyond chance from, cases", "panel_count"),
            cell("chance", "Within chance", "list_small"),
        ],
        one.lines,
        heading_height=30,
        height=24,
        marked=name,
    )  # fmt: skip
    series = [ChartSeries(f"{name}[#{column}]", f"{name}[{column}]") for column in ("share", "other")]
    chart = Chart(
        "beside", "", f"Columns: {one.name} of {plan.area} beside {one.against_name}.", "", 0, 0, f"{name}[line]",
        series, "0%", from_zero=True,
    )  # fmt: skip
    notes = [
        *one.notes,
        ("Difference: in percentage points. Within chance: the other share lies in the 95% interval (Wilson) of the "
         "area's. Where the numbers behind a share are not known it cannot be said; the difference would be beyond "
         "chance from so many cases on."),
        f"Source: {_source(plan, at)}.",
    ]
    return Stack(
        one.sheet,
        [
            Text(Formula(f"=area&{quoted(': ' + one.name)}"), "title", height=27, across=_ACROSS),
            Text(Formula('="As at "&TEXT(as_at,"mmmm yyyy")&"."'), "subtitle", height=16, across=_ACROSS),
            Gap(height=8),
            table,
            Gap(height=10),
            Picture(chart, rows=1, columns=_ACROSS, height=_CHART),
            Gap(height=8),
            *(Text(text, "foot" if nth else "foot_first", height=1 + 12.0 * ceil(len(text) / _LETTERS), across=_ACROSS)
              for nth, text in enumerate(notes)),
        ],
        tab_colour="12355B",
    )  # fmt: skip


def _source(plan: Plan, at: int) -> str:
    entry = plan.newest(plan.comparisons[at].lines[0][0], plan.area)
    return entry.source if entry else "none yet"
