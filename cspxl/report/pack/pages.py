"""A one-page summary of an indicator: head, charts under headings, commentary and actions, notes at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from cspxl.report import subjects
from cspxl.report.describe import Highlight
from cspxl.report.pack import page_charts, page_head, page_remarks, page_workings
from cspxl.report.pack.page_charts import Drawn
from cspxl.report.pack.page_head import ALL
from cspxl.report.pack.page_remarks import Section
from cspxl.report.pack.places import Places
from cspxl.report.request import CHART_MONTHS
from cspxl.report.stack import Below, Beside, Column, Gap, Item, Picture, Stack, Table, Text

_LEFT, _RIGHT = 3, 5  # columns of the halves; a gutter lies between them
_PORTRAIT: Final = (106, 53, 159, 16, 14, 66, 67, 82, 83)  # pixels of each column, so that the page prints at full size
_LANDSCAPE: Final = (118, 122, 230, 18, 14, 106, 106, 122, 122)
_HEADING, _NOTE, _AIR = 17.0, 13.0, 6.0  # heights
_MONTHS: Final = 150.0  # of the chart of single months
_BOROUGHS: Final = 380.0  # 33 names in 9 points, or LibreOffice leaves out every other one
_ROLLING, _SHORT = 130.0, 200.0  # of the rolling 12 months, at least; where there are no boroughs beside them
_TALL: Final = 270.0  # what is left of a landscape page
_YEARS: Final = 4
_TITLE_UPRIGHT, _TITLE_ACROSS = 50, 74  # letters of a line of the title


def describe(places: Places, page: int) -> Stack:
    """The page of one indicator: by month upright, of entered totals across."""
    by_month = places.drawn_by_month(places.pack.pages[page])
    pixels = _PORTRAIT if by_month else _LANDSCAPE
    letters = _TITLE_UPRIGHT if by_month else _TITLE_ACROSS
    light = f"page{page}_light"
    return Stack(
        places.pack.pages[page].sheet,
        [
            *page_head.head(places, page, page_workings.tiles(places, page), letters),
            *(_by_month(places, page) if by_month else _by_figure(places, page)),
            *page_head.foot(places, page),
        ],
        widths={n: round((wide - 5) / 7, 2) for n, wide in enumerate(pixels, 1)},
        landscape=not by_month,
        highlights=[
            Highlight(f"{light}[text]", f'ISNUMBER(SEARCH("{word}",[@$text$]))', look)
            for word, look in subjects.COLOURED.items()
        ],
        tab_colour="12355B",
    )


def _by_month(places: Places, page: int) -> Sequence[Item]:
    """Single months across the page; boroughs and rolling 12 months side by side, remarks where they take least."""
    one = places.pack.pages[page]
    single = page_charts.months(places, page)
    found: list[Item] = [*_panel(single, ALL, rows=1, height=_MONTHS), Gap(height=_AIR)]
    beside = _remarks(places, page, _PORTRAIT)
    if one.police is None and not places.series_of_boroughs(one.key):
        chart = page_charts.rolling(places, page, _SHORT)
        return [*found, _halves([chart], beside or [_years(page)], least=_HEADING + _NOTE + _SHORT)]
    below = page_remarks.sections(places, page, sum(_PORTRAIT[1:]), bullet=1, text=ALL - 1)
    least = _ROLLING + (page_charts.LEGEND_LINE if places.page_target(one) else 0)
    tall, taken = _BOROUGHS + _HEADING + _NOTE, least + _HEADING + _NOTE + _AIR
    under = bool(beside) and taken + _high(beside) > tall + _high(below)
    more = [_years(page)] if under or not beside else beside
    height = least + max(0.0, tall - taken - _high(more))  # it takes what the text leaves
    over = _panel(page_charts.rolling(places, page, height), _RIGHT, rows=1, height=height)
    right = [Section([*over, Gap(height=_AIR)], taken - least + height), *more]
    halves = _halves([page_charts.boroughs(places, page)], right, least=tall)
    return [*found, halves, *(item for part in below for item in part.items if under)]


def _by_figure(places: Places, page: int) -> Sequence[Item]:
    """Bars beside commentary and actions; without those two charts beside one another, or one across the page."""
    charts = page_charts.figures(places, page)
    remarks = _remarks(places, page, _LANDSCAPE)
    if remarks:
        return [_halves(charts, remarks, least=_TALL)]
    if len(charts) == 1:
        return _panel(charts[0], ALL, rows=1, height=_TALL - 60)
    halves = (_panel(chart, across, rows=1, height=_TALL - 60) for chart, across in
              zip(charts, (_LEFT, _RIGHT), strict=True))  # fmt: skip
    left, right = map(Below, halves)
    return [Beside([left, Gap(), right])]


def _remarks(places: Places, page: int, pixels: Sequence[int]) -> Sequence[Section]:
    return page_remarks.sections(places, page, sum(pixels[-4:]), bullet=1, text=4)


def _high(parts: Sequence[Section]) -> float:
    return sum(part.height for part in parts)


def _panel(drawn: Drawn, across: int, *, rows: int, height: float | None = None) -> list[Item]:
    """Heading and notes as cells, so that they stand in the grid, and the chart over the cells below them."""
    notes = [Text(note, "panel_note", height=_NOTE, across=across, name="" if at else drawn.name)
             for at, note in enumerate(drawn.notes)]  # fmt: skip
    heading = Text(drawn.heading, "panel_heading", height=_HEADING, across=across)
    return [heading, *notes, Picture(drawn.chart, rows=rows, columns=across, height=height)]


def _halves(charts: Sequence[Drawn], sections: Sequence[Section], *, least: float) -> Item:
    """Charts on the left, what they stand beside on the right: each chart as tall as its sections, the last fills."""
    short = max(0.0, least - _high(sections)) / len(charts)
    shares = [sections] if len(charts) == 1 else [[section] for section in sections]
    pairs: list[Item] = []
    for drawn, parts in zip_longest(charts, shares, fillvalue=None):
        right = Below([item for part in parts or () for item in part.items] + [Gap(height=max(short, 1))])
        left = _panel(drawn, _LEFT, rows=right.size[0] - 1 - len(drawn.notes)) if drawn else [Gap(columns=_LEFT)]
        pairs.append(Beside([Below(left), Gap(), right]))
    return Below(pairs)


def _years(page: int) -> Section:
    """The 12 months to the same month of four years, of the area and of London."""
    of = f"page{page}_months"

    def moved(name: str, at: int) -> str:
        now, before = f"{of}[@{name}, at={at}]", f"{of}[@{name}, at={at - 12}]"
        same = f"{of}[@stretch, at={at}]={of}[@stretch, at={at - 12}]"
        return f'=IF(AND(ISNUMBER({now}),ISNUMBER({before}),{same}),CHANGE_TEXT({now},{before}),"–")'

    def total(at: int) -> str:
        return f'=IF(ISNUMBER({of}[@area_total, at={at}]),{of}[@area_total, at={at}],"–")'

    last = CHART_MONTHS - 1
    rows = [last - 12 * back for back in range(_YEARS) if last - 12 * back >= 0]
    table = Table(
        f"page{page}_years",
        [
            Column("mark", "", style="year_label", heading_style="year_heading"),
            Column("to", "To", lambda at: f"=PERIOD_LABEL({of}[@month, at={at}],1)", style="year_label"),
            Column("total", "This area", total, style="year_count"),
            Column("moved", "Change", lambda at: moved("area_total", at) if at >= 12 else '="–"', style="year_figure"),
            Column("london", "London", lambda at: moved("london_total", at) if at >= 12 else '="–"',
                   style="year_figure"),
        ],
        rows,
        headings="year_heading",
        heading_height=_HEADING,
        height=_HEADING,
    )  # fmt: skip
    heading = Text("Year by year", "panel_heading", height=_HEADING, across=_RIGHT)
    return Section([heading, table, Gap(height=_AIR)], _HEADING * (2 + len(rows)) + _AIR)
