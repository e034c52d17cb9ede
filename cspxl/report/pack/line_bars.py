"""Lines as bars: figures now and before, and those of other areas, each bar named with its value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from cspxl.report.describe import Chart, ChartSeries, Look, quoted
from cspxl.report.pack import page_tiles
from cspxl.report.pack.lines import Line
from cspxl.report.pack.page_figures import FIGURE_LOOKS, by_look, look_of
from cspxl.report.pack.places import Places
from cspxl.report.pack.which_bars import BEFORE, NOW, Bar
from cspxl.report.pack.wording import number_form
from cspxl.report.request import NOT_AVAILABLE
from cspxl.report.stack import GUARD, Column, Table

CHANGES: Final = "changes"
EACH: Final = 11.0  # points of a bar: LibreOffice leaves out names that have less
_NAMES: Final = 188  # pixels of the names beside the bars
_CHANGE: Final = '"+0%;""−""0%;0%"'
_POINTS: Final = '"+0.0"" points"";""−""0.0"" points"";0.0"" points"""'


def table(
    places: Places, name: str, bars: Sequence[Bar], draw: str, empty: str, label: Callable[[Line], str],
) -> Table:
    """The bars with their names, which are empty where a formula says that there is no figure at all.

    ``label`` is the name of a line, as a formula without its equals sign.
    """

    def value(bar: Bar) -> str:
        area = None if bar.what in {NOW, BEFORE} else bar.what
        if draw == CHANGES:
            return f"={places.cell('drawn', bar.line, area)}"
        cell = places.cell("previous" if bar.what == BEFORE else "value", bar.line, area)
        return f"=IF(ISNUMBER({cell}),{cell},NA())"

    def named(bar: Bar) -> str:
        if bar.what != NOW:
            return f'=IF(ISNUMBER([@value]),{quoted(f"{bar.what}: ")}&{_figure(bar.line, draw)},"")'
        known = page_tiles.shown(bar.line, places.cell("value", bar.line), places.cell("words", bar.line))
        known = f'SUBSTITUTE({known},"{NOT_AVAILABLE}","{NOT_AVAILABLE.lower()}")'
        if draw == CHANGES:
            known = quoted("not known")
        return f'=IF({empty},"",{label(bar.line)}&": "&IF(ISNUMBER([@value]),{_figure(bar.line, draw)},{known}))'

    return Table(
        name,
        [
            Column("figure", "Drawn", named, width=44),
            Column("value", formula=value),
            *by_look("value", _look),
            GUARD,
        ],
        bars,
    )


def _figure(line: Line, draw: str) -> str:
    """The value of a bar in words."""
    if draw != CHANGES:
        return f"TEXT([@value],{number_form(line)})"
    if line.measure == "share":
        return f"TEXT(ROUND([@value]*100,1),{_POINTS})"
    return f"TEXT(ROUND([@value],2),{_CHANGE})"


def _look(bar: Bar) -> Look:
    if bar.what == NOW:
        return "area"
    return "similar" if bar.what == BEFORE else look_of(bar.what)


def chart(of: str, told: str, draw: str, pixels: float) -> Chart:
    """The chart of such a table, so many pixels wide: without axes, so that nothing is drawn where nothing is known."""
    left = _NAMES / pixels
    return Chart(
        "bar", "", f"Bar chart: {told}.", "", 0, 0, f"{of}[figure]",
        [ChartSeries(f"{of}[#{look}]", f"{of}[{look}]", look=look) for look in FIGURE_LOOKS], "",
        from_zero=draw != CHANGES, guard_ref=f"{of}[guard]", plot=(left, 0.01, 0.99 - left, 0.98),
    )  # fmt: skip
