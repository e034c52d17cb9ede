"""The sheets of what was entered: figures as rows, monthly series as rows by month, officers' remarks."""

from __future__ import annotations

from math import ceil
from typing import Final, NamedTuple

from cspxl.facts import boroughs
from cspxl.report.pack.places import MONTHLY, REMARKS, Places
from cspxl.report.request import ENTERED_COLUMNS, Request
from cspxl.report.sheets import ENTERED
from cspxl.report.stack import Column, Each, Stack, Table
from cspxl.report.tables import titled
from cspxl.sources.commentary import Remark
from cspxl.sources.tidy import NUMBERS, Entry
from cspxl.values import Cell, month_serial

_EMPTY: Final = "No figures are entered"
_WIDTHS: Final = {"row": 6, "area": 24, "indicator": 34, "source": 90, "note": 60}


class _Numbered(NamedTuple):
    """An entered figure and its number; without one, the row that says that there is none."""

    row: int
    entry: Entry | None


def entered(request: Request) -> Stack:
    """One row for each entered figure, with its source. An empty cell is not available."""

    def value(name: str, row: _Numbered) -> Cell:
        entry = row.entry
        if name == "row":
            return row.row
        if entry is None:
            return _EMPTY if name == "area" else None
        if name in NUMBERS:
            return entry.figures.get(name)
        if name == "month":
            return month_serial(entry.month)
        found: Cell = getattr(entry, name)
        return found or None if name == "note" else found

    def style(name: str, row: _Numbered) -> str:
        if row.entry is None and name not in {"row", "area"}:
            return ""
        return "month" if name == "month" else "plain"

    table = Table(
        "entered",
        [
            Column(
                name, value=lambda row, name=name: value(name, row), style=lambda row, name=name: style(name, row),
                width=_WIDTHS.get(name, 12),
            )
            for name in ENTERED_COLUMNS
        ],
        [_Numbered(at, entry) for at, entry in enumerate(request.entries, 1)] or [_Numbered(1, None)],
        heading_height=30,
        marked="entered_figures",
    )  # fmt: skip
    note = (
        "Figures that do not come from the police's borough files, as entered, each with its source. "
        "Shares and changes are fractions."
    )
    return Stack(
        ENTERED, [*titled("Entered figures", note), table], one_page=False, repeats="entered", freeze="entered[month]",
        gridlines=True,
        back=True,
    )  # fmt: skip


def monthly(places: Places) -> Stack:
    """One row for each area and indicator, one column for each month."""
    entries = places.pack.request.monthly
    values = {(entry.area, entry.indicator, entry.month): entry.figures.get("value") for entry in entries}
    sources = {(entry.area, entry.indicator): entry.source for entry in entries}
    table = Table(
        "monthly",
        [
            Column("series", value=lambda row: "|".join(row[1]), width=40),
            Column("area", value=lambda row: row[1][0], width=24),
            Column("indicator", value=lambda row: row[1][1], width=30),
            Each("month", places.series_months, [
                Column("value", month_serial, value=lambda row, month: values.get((*row[1], month)), width=9,
                       heading_style="header_month"),
            ]),
            Column("source", value=lambda row: sources[row[1]], width=70),
        ],
        list(enumerate(places.series)),
        axes=lambda row: {
            "series": row[0], "area": row[1][0], "key": row[1][1],
            "part": "boroughs" if row[1][0] in boroughs() else "others",
        },
    )  # fmt: skip
    note = "Monthly series that were entered. An empty cell is not available."
    return Stack(
        MONTHLY, [*titled("Monthly figures", note), table], one_page=False, freeze="monthly[value]", gridlines=True,
        back=True,
    )


def remarks(places: Places) -> Stack:
    """The Commentary sheet: what officers wrote, a row each."""

    def key(remark: Remark) -> str:
        month = f"{remark.month // 12}-{remark.month % 12 + 1:02d}"
        return f"{remark.area}|{remark.indicator}|{remark.kind}|{month}"

    table = Table(
        "remarks",
        [
            Column("key", value=key, width=50),
            Column("area", value=lambda remark: remark.area, width=24),
            Column("indicator", value=lambda remark: remark.indicator, width=22),
            Column("month", value=lambda remark: month_serial(remark.month), style="month", width=12),
            Column("kind", value=lambda remark: remark.kind, width=12),
            Column("text", value=lambda remark: remark.text, style="wrapped", width=100),
            Column("source", value=lambda remark: remark.source, style="wrapped", width=50),
        ],
        places.pack.remarks,
        height=lambda remark: 4 + 12 * ceil(len(remark.text) / 100),
        marked="commentary",
    )
    note = "Officers' commentary and actions, as entered."
    return Stack(REMARKS, [*titled("Commentary", note), table], one_page=False, gridlines=True, back=True)
