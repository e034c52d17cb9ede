"""A one-page summary of an indicator: headline, three charts, commentary, actions."""

from __future__ import annotations

from math import ceil
from typing import Final

from cspxl.report.describe import (
    Chart,
    Formula,
    Highlight,
    Line,
    Page,
    Put,
    Sheet,
    Table,
    block,
    quoted,
    row_of,
)
from cspxl.report.layout import FIRST, HEADER, working
from cspxl.report.pack.case import Line as PanelLine
from cspxl.report.pack.layout import REMARKS, Places
from cspxl.report.pack.page_workings import bars, months, named
from cspxl.values import month_serial

_WIDTHS: Final = {1: 14, 2: 88}
_CHART_TOP: Final = 8
_CHART_ROWS: Final = 9
_CHART_SIZE: Final = (192, 46)
_BARS_SIZE: Final = (192, 66)
_BARS_ROWS: Final = 13
_TEXT_TOP: Final = _CHART_TOP + 2 * _CHART_ROWS + _BARS_ROWS + 1
_REMARKS: Final = (("commentary", "Commentary", 3), ("action", "Actions", 4))
_LETTERS: Final = 100  # of a line of a remark
_LINE: Final = 13.5


def describe(places: Places, page: int) -> Sheet:
    """The page of one indicator."""
    request = places.pack.request
    at = places.pack.pages[page]
    cell = {name: working(name, at) for name in ("indicator", "rag", "headline", "rolling12", "previous12", "break",
                                                 "london_text", "base", "similar_text", "month_0")}  # fmt: skip
    headline = f'HEADLINE({cell["rolling12"]},{cell["previous12"]},"full")'
    compared = f'AND({cell["headline"]}<>"",{cell["previous12"]}<>"")'
    alone = f'TEXT({cell["rolling12"]},"#,##0")&", not comparable with a year before"'
    total = f'IF({cell["rolling12"]}="","Not available",{alone})'
    month = cell["month_0"]
    unusual = f'IF(OR({month}="High",{month}="Low"),"unusually "&LOWER({month}),"in its usual range")'
    unusual = f'IF({month}="Not available","not available",{unusual})'
    rag, words, drawn = cell["rag"], f"IF({compared},{headline},{total})", ""
    if line := _line(places, request.indicators[at].key):  # the table and the page say the same
        drawn = f'&" Police files, drawn below: "&{words}'
        rag, words = (places.cell(name, places.at(line)) for name in ("rag", "words"))
    cells = [
        Put(1, 1, Formula(f'=area&": "&{cell["indicator"]}'), "title"),
        Put(2, 1, Formula('="Recorded offences, 12 months to "&TEXT(as_at,"mmmm yyyy")&". Provisional."'), "subtitle"),
        Put(4, 1, Formula(f'=IF({rag}="","Not available",{rag})'), "light"),
        Put(4, 2, Formula(f"={words}"), "page_headline"),
        Put(5, 1, Formula(f'="London rank: "&IF({cell["london_text"]}="","not available",{cell["london_text"]}'
                          f'&", by rate per 1,000 of "&{cell["base"]})&". Similar group: "&{cell["similar_text"]}'),
            "sentence"),
        Put(6, 1, Formula(f'=PERIOD_LABEL(as_at,1)&" was "&{unusual}&"."{drawn}'), "sentence"),
    ]  # fmt: skip
    heights: dict[int, float] = {1: 26, 4: 24}
    row = _TEXT_TOP
    for kind, heading, most in _REMARKS:
        cells += [Put(row, 1, heading, "group"), Put(row, 2, None, "group")]
        for n in range(1, most + 1):
            row += 1
            cells.append(Put(row, 1, Formula(f'=IF($B{row}="","","•")'), "remark_bullet"))
            cells.append(Put(row, 2, Formula(_remark(places, at, kind, n)), "remark_text"))
            heights[row] = _height(places, request.indicators[at].key, kind, n)
        row += 2
    return Sheet(
        places.page_name(page),
        cells,
        widths=_WIDTHS,
        heights=heights,
        page=Page(f"A1:B{row - 2}", landscape=False),
        highlights=[Highlight("A4", f'$A$4="{word}"', word.lower()) for word in ("Green", "Amber", "Red", "Monitor")],
        charts=_charts(places, page),
        tab_colour="1F3864",
    )


def _line(places: Places, key: str) -> PanelLine | None:
    """The line of a table that is about the same indicator and month."""
    return next((line for line in places.lines if line.police == key and line.month is None), None)


def _height(places: Places, key: str, kind: str, n: int) -> float:
    """Tall enough for the longest n-th remark of any area."""
    texts: dict[tuple[str, int], list[str]] = {}
    for remark in places.pack.remarks:
        if (remark.indicator, remark.kind) == (key, kind):
            texts.setdefault((remark.area, remark.month), []).append(remark.text)
    longest = max((len(found[n - 1]) for found in texts.values() if len(found) >= n), default=0)
    return 4 + _LINE * max(1, ceil((longest + 2) / _LETTERS))


def _remark(places: Places, at: int, kind: str, n: int) -> str:
    """The n-th remark of the area and month, or empty text; the first place says where there is none."""
    none = quoted(f"No {kind} is entered for this area and month.") if n == 1 else '""'
    if not places.pack.remarks:
        return f"={none}"
    request = places.pack.request
    key = f'{request.area_name}&"|"&{request.indicator_ref(at, 2)}&"|{kind}|"&TEXT(as_at,"yyyy-mm")'
    keys, texts = (block(REMARKS, FIRST, column, FIRST + len(places.pack.remarks) - 1, column) for column in (1, 6))
    return f"=IF(COUNTIF({keys},{key})<{n},{none},PICK({texts},{keys},{key},{n}))"


def _charts(places: Places, page: int) -> list[Chart]:
    name = places.pack.request.indicators[places.pack.pages[page]].label
    return [
        Chart(
            "line", "Rolling 12 months, first month = 100",
            f"Line chart: {name}, rolling 12 months of the area and of London over three years, first month 100.",
            f"A{_CHART_TOP}", *_CHART_SIZE, months(page, "Month"),
            [Line(named(page, heading), months(page, heading)) for heading in ("Area", "London")], "0",
        ),
        Chart(
            "line", "Each month, and the limits of the 24 months before",
            f"Line chart: {name}, monthly counts over three years with mean and limits; exceptions are marked.",
            f"A{_CHART_TOP + _CHART_ROWS}", *_CHART_SIZE, months(page, "Month"),
            [
                *(Line(named(page, heading), months(page, heading))
                  for heading in ("Months", "Mean", "Lower limit", "Upper limit")),
                Line(named(page, "Exceptional"), months(page, "Exceptional"), points=True),
            ],
            "#,##0",
        ),
        Chart(
            "stacked", "Rate per 1,000 in the 32 boroughs, lowest first",
            f"Column chart: rate of {name} in each London borough in order, the area in a darker column.",
            f"A{_CHART_TOP + 2 * _CHART_ROWS}", *_BARS_SIZE, bars(places, page, "In order"),
            [Line(named(page, heading), bars(places, page, heading)) for heading in ("The area", "Other boroughs")],
            "0",
        ),
    ]  # fmt: skip


def remarks(places: Places) -> Sheet:
    """The Commentary sheet: what officers wrote, a row each."""
    cells = [
        Put(1, 1, "Commentary", "title"),
        Put(2, 1, "Officers' commentary and actions, as entered.", "note"),
        *row_of(HEADER, 1, ["Key", "Area", "Indicator", "Month", "Kind", "Text", "Source"], "header"),
    ]
    for at, remark in enumerate(places.pack.remarks, FIRST):
        month = f"{remark.month // 12}-{remark.month % 12 + 1:02d}"
        key = f"{remark.area}|{remark.indicator}|{remark.kind}|{month}"
        cells += row_of(at, 1, [key, remark.area, remark.indicator], "plain")
        cells += [Put(at, 4, month_serial(remark.month), "month"), Put(at, 5, remark.kind, "plain")]
        cells += [Put(at, 6, remark.text, "wrapped"), Put(at, 7, remark.source, "wrapped")]
    bottom = FIRST + len(places.pack.remarks) - 1
    return Sheet(
        REMARKS,
        cells,
        widths={1: 50, 2: 24, 3: 22, 4: 12, 5: 12, 6: 100, 7: 50},
        heights={at: 4 + 12 * ceil(len(item.text) / 100) for at, item in enumerate(places.pack.remarks, FIRST)},
        page=Page(f"A1:G{bottom}", one_page=False),
        tables=[Table("commentary", HEADER, 1, bottom, 7)],
        gridlines=True,
    )
