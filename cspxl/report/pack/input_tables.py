"""The sheets of what was entered: figures as rows, monthly series as rows by month."""

from __future__ import annotations

from typing import Final

from cspxl.report.describe import Content, Page, Put, Sheet, Table, address, row_of
from cspxl.report.layout import ENTERED, ENTERED_COLUMNS, FIRST, HEADER, Request
from cspxl.report.pack.layout import MONTHLY, Places
from cspxl.sources.tidy import NUMBERS
from cspxl.values import month_serial

_EMPTY: Final = "No figures are entered"


def entered(request: Request) -> Sheet:
    """One row for each entered figure, with its source. An empty cell is not available."""
    headings = [name.replace("_", " ").capitalize() for name in ENTERED_COLUMNS]
    cells = [
        Put(1, 1, "Entered figures", "title"),
        Put(2, 1, "Figures that do not come from the police's borough files, as entered, each with its source. "
                  "Shares and changes are fractions.", "note"),
        *row_of(HEADER, 1, headings, "header"),
    ]  # fmt: skip
    for at, entry in enumerate(request.entries):
        row: list[Content] = [at + 1, entry.area, entry.indicator, month_serial(entry.month), entry.n_months]
        row += [entry.figures.get(name) for name in NUMBERS]
        cells += row_of(FIRST + at, 1, [*row, entry.source, entry.note or None], "plain")
        cells.append(Put(FIRST + at, 4, month_serial(entry.month), "month"))
    if not request.entries:
        cells += [Put(FIRST, 1, 1, "plain"), Put(FIRST, 2, _EMPTY, "plain")]
    bottom, right = FIRST + max(1, len(request.entries)) - 1, len(ENTERED_COLUMNS)
    return Sheet(
        ENTERED,
        cells,
        widths={1: 6, 2: 24, 3: 34, **dict.fromkeys(range(4, right - 1), 12), right - 1: 90, right: 60},
        heights={HEADER: 30},
        page=Page(f"A1:{address(bottom, right)}", one_page=False, repeat_rows=f"{HEADER}:{HEADER}"),
        tables=[Table("entered_figures", HEADER, 1, bottom, right)],
        freeze=f"D{FIRST}",
        gridlines=True,
    )


def monthly(places: Places) -> Sheet:
    """One row for each area and indicator, one column for each month."""
    entries = places.pack.request.monthly
    values = {(entry.area, entry.indicator, entry.month): entry.figures.get("value") for entry in entries}
    months = places.series_months
    right = 3 + len(months)
    sources = {(entry.area, entry.indicator): entry.source for entry in entries}
    cells = [
        Put(1, 1, "Monthly figures", "title"),
        Put(2, 1, "Monthly series that were entered. An empty cell is not available.", "note"),
        *row_of(HEADER, 1, ["Series", "Area", "Indicator"], "header"),
        *row_of(HEADER, 4, [month_serial(month) for month in months], "header_month"),
        Put(HEADER, right + 1, "Source", "header"),
    ]
    for at, (area, indicator) in enumerate(places.series):
        found = [values.get((area, indicator, month)) for month in months]
        row: list[Content] = [f"{area}|{indicator}", area, indicator, *found, sources[area, indicator]]
        cells += row_of(FIRST + at, 1, row, "plain")
    return Sheet(
        MONTHLY,
        cells,
        widths={1: 40, 2: 24, 3: 30, **dict.fromkeys(range(4, right + 1), 9), right + 1: 70},
        page=Page(f"A1:{address(FIRST + len(places.series) - 1, right + 1)}", one_page=False),
        freeze=f"D{FIRST}",
        gridlines=True,
    )
