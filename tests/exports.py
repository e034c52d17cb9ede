"""What the tests of exports share: workbooks of reports, and their tables as another program reads them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

import openpyxl
import packs
from every_report import REPORTS

from cspxl.report.describe import Chart, ChartSeries, Formula, Highlight, Properties, Workbook
from cspxl.report.grid import Book
from cspxl.report.stack import Beside, Column, Gap, Picture, Stack, Table, Text
from cspxl.workbook.compiled import calculated

NAVY = "0012355B"
HOSTILE = "<script>alert(1)</script> & \"'=HYPERLINK(\"http://x\") ]]> \x07\x1b\u202e{{1}} _x0041_"
"""As a cell's text; what is shown of it lacks the two signs that no document can hold."""
HARMLESS = HOSTILE.replace("\x07", "").replace("\x1b", "")
HELD = ["overview", "call_over.toml", "barnet_pack.toml", "borough_profile.toml", "plan"]
PANELS = HELD[:4]  # whose tables have a row for each of the workbook's


class Finished(NamedTuple):
    """A described workbook and the bytes of its file."""

    described: Workbook
    content: bytes


@cache
def finished(name: str) -> Finished:
    """A report of ``every_report``, calculated; Barnet's of Barnet, where it has most figures."""
    described = packs.described(packs.packaged(name), packs.BARNET, "2017-02") if "barnet" in name else REPORTS[name]()
    return Finished(described, calculated(described)[0])


@cache
def small() -> Finished:
    """A report of two sheets with every kind of part; hostile texts wherever a text can stand."""
    rows = [("Red", 1234.5), ("Green", -2.0), (HOSTILE, 3.0)]
    table = Table("lines", [
        Column("rag", HOSTILE, value=lambda row: row[0], style="rag"),
        Column("count", "Count", value=lambda row: row[1], style="count"),
        Column("change", "Change", lambda row: f"={row[1]}/10000", style="change"),
    ], rows)  # fmt: skip
    chart = Chart("bar", "", f"Bar chart: {HARMLESS}", "", 80, 40, "lines[rag]",
                  [ChartSeries("lines[#count]", "lines[count]")], "#,##0")  # fmt: skip
    first = Stack("Cover", [Text("A title", "cover_title"), Text("OFFICIAL & <b>", "marking")], landscape=False)
    second = Stack("Lines & <more>", [
        Text(Formula('="A "&"title"'), "title"),
        Text(HOSTILE, "panel_heading"),
        Text(HOSTILE, "lead"),
        table,
        Gap(),
        Beside([Picture(chart, rows=3, columns=2), Text(HOSTILE, "panel_heading")]),
        Beside([Text("•", "remark_bullet"), Text(HOSTILE, "remark_text")]),
        Text("Not for print", "message"),
    ], unprinted=1, highlights=[
        Highlight("lines[rag]", '[@$rag]="Red"', "red"), Highlight("lines[rag]", '[@$rag]="Green"', "green"),
    ])  # fmt: skip
    properties = Properties(HOSTILE.replace("\x07", "").replace("\x1b", ""), "A subject", "About", "words", "cspxl",
                            date(2017, 5, 1))  # fmt: skip
    described = Workbook(properties, "OFFICIAL & <b>", Book([first, second]).sheets(), {},
                         board=["Cover", "Lines & <more>"])  # fmt: skip
    return Finished(described, calculated(described)[0])


class Told(NamedTuple):
    """A cell that shows something: what it holds, and its number format."""

    value: object
    number_format: str


@cache
def opened(name: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(finished(name).content), data_only=True)


def tables(name: str) -> Iterator[tuple[str, Sequence[Sequence[Told]]]]:
    """The tables under navy headings of each sheet that a board reads but the cover, to the next empty row."""
    for sheet in opened(name):
        if sheet.title not in finished(name).described.board or sheet.title == "Cover":
            continue
        rows: list[list[Told]] = []
        for row in sheet.iter_rows():
            told = [Told(cell.value, cell.number_format) for cell in row
                    if cell.value not in {None, ""} and cell.number_format != ";;;"]  # fmt: skip
            if any(cell.fill.fgColor.rgb == NAVY for cell in row if cell.value) or (rows and told):
                rows.append(told)
            elif rows:
                break
        if rows:
            yield sheet.title, rows


def agrees(text: str, told: Told) -> bool:
    """Whether a text says what a cell holds: a text itself, a number to the digits that are shown."""
    if isinstance(told.value, str):
        return text == told.value
    assert isinstance(told.value, int | float)
    digits = re.sub(r"[^\d.]", "", text)
    sign = -1 if text.startswith(("▼", "-")) else 1
    value = told.value * (100 if "%" in told.number_format else 1)
    decimals = len(digits.partition(".")[2])
    return bool(digits) and abs(sign * float(digits) - value) <= 0.5 * 10**-decimals + 1e-9


def hold(name: str, shown: dict[str, list[list[str]]]) -> int:
    """Each table of the workbook stands in what is shown under its sheet's heading, row by row; how many cells."""
    n = 0
    for sheet, rows in tables(name):
        found = shown[sheet]
        headings = [str(told.value) for told in rows[0]]
        begin = found.index(headings)
        for row, texts in zip(rows, found[begin : begin + len(rows)], strict=True):
            assert len(row) == len(texts), (sheet, row, texts)
            assert all(agrees(text, told) for text, told in zip(texts, row, strict=True)), (sheet, row, texts)
            n += len(row)
    return n


def told_by_the_workbook(name: str) -> set[str]:
    """Every text in what prints of the sheets that a board reads, without spaces and line ends.

    Of the cover the contents are left out, which list what is not there, and bullets, which a list has of its own.
    """
    found = set()
    for sheet in finished(name).described.of_board().sheets:
        read = opened(name)[sheet.name]
        for row in read[sheet.page.area]:
            if not (sheet.name == "Cover" and any(cell.style == "link" for cell in row)):
                found |= {cell.value for cell in row if isinstance(cell.value, str)}
    return {squeezed(text) for text in found if text.strip() not in {"", "•"}}


def squeezed(text: str) -> str:
    return "".join(text.split())
