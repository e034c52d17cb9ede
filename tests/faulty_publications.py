"""A small sound publication, and faults to put into it, by the rule of the checklist that is to find each."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, PieChart, Reference
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, DataBarRule, FormulaRule, IconSetRule
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableColumn
from PIL import Image as Picture

Fault: TypeAlias = Callable[[Workbook], None]
FACE = Font(name="Arial", sz=12)
WRAPPED = Alignment(wrap_text=True)
SHEETS = ("Offences", "Shares")


def sound() -> Workbook:
    """Cover, contents, notes and two tables, in which nothing is wrong."""
    book = Workbook()
    book.add_named_style(NamedStyle("Heading 1", Font(name="Arial", sz=16, b=True), builtinId=16))
    first = book.active
    assert first is not None
    first.title = "Cover"
    for row, text in enumerate(
        ["Recorded offences in Barnet", "Published on 1 March 2017", "Contact: statistics@example.org"], 1,
    ):  # fmt: skip
        first.cell(row, 1, text).font = FACE
    first["A1"].style = "Heading 1"
    listed = [["Sheet", "Title"], ["Notes", "Notes"], ["Offences", "Offences by area"], ["Shares", "Shares by area"]]
    contents = _sheet(book, "Contents", "Contents", listed, source="")
    for row in range(4, 7):
        name = str(contents.cell(row, 1).value)
        contents.cell(row, 1).hyperlink = Hyperlink(f"A{row}", location=f"'{name}'!A1", display=name)
        contents.cell(row, 1).font = Font(name="Arial", sz=12, u="single", color="0563C1")
    _sheet(book, "Notes", "Notes", [["Mark", "Meaning"], ["[note 1]", "Provisional"], ["[c]", "Withheld"]], source="")
    _sheet(book, "Offences", "Offences by area", [
        ["Area", "2015, offences", "2016, offences [note 1]", "Remark"], ["Barnet", 3897, 3272, "lower"],
        ["Brent", 2810, "[c]", "none"], ["Harrow", 1405, 1390, "lower"],
    ])  # fmt: skip
    _sheet(book, "Shares", "Shares by area", [["Area", "Share, %"], ["Barnet", 0.25], ["Brent", 0.5]])
    book.properties.title, book.properties.creator, book.properties.language = "Offences", "Barnet", "en-GB"
    return book


def _sheet(book: Workbook, name: str, title: str, rows: list[list[Any]], source: str = "Source: police") -> Any:
    sheet = book.create_sheet(name)
    above = [title, "This worksheet contains one table.", *([source] if source else [])]
    for row, text in enumerate(above, 1):
        sheet.cell(row, 1, text).font = FACE
    sheet["A1"].style = "Heading 1"
    top = len(above) + 1
    for at, row in enumerate(rows, top):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(at, column, value)
            cell.font, cell.alignment = FACE, WRAPPED
    place = f"A{top}:{sheet.cell(top + len(rows) - 1, len(rows[0])).coordinate}"
    columns = [TableColumn(id=at, name=str(heading)) for at, heading in enumerate(rows[0], 1)]
    sheet.add_table(Table(displayName=name.lower(), name=name.lower(), ref=place, tableColumns=columns))
    return sheet


def save(book: Workbook, path: Path) -> Path:
    book.save(path)
    return path


# Faults


def put(sheet: str, cells: Mapping[str, Any], **looks: Any) -> Fault:
    """Cells with other contents, in the face of the others; ``looks`` are further looks of theirs."""

    def fault(book: Workbook) -> None:
        for address, value in cells.items():
            cell = book[sheet][address]
            cell.value = value
            cell.font, cell.alignment = looks.get("font", FACE), looks.get("alignment", WRAPPED)
            cell.fill = looks.get("fill", PatternFill())

    return fault


def both(*faults: Fault) -> Fault:
    def fault(book: Workbook) -> None:
        for one in faults:
            one(book)

    return fault


def table(sheet: str, ref: str | None = None, **changes: Any) -> Fault:
    """The table of a sheet changed: its place, its name, its columns by their number."""

    def fault(book: Workbook) -> None:
        (made,) = book[sheet].tables.values()
        name = made.name
        for key, value in changes.items():
            if key == "heading":
                column, text = value
                made.tableColumns[column - 1].name = text
                book[sheet].cell(int(made.ref.split(":")[0][1:]), column, text)
            else:
                setattr(made, key, value)
        if ref:
            made.ref = ref
        del book[sheet].tables[name]
        book[sheet].tables[made.name] = made

    return fault


def look(sheet: str, address: str, **looks: Any) -> Fault:
    """A cell that looks otherwise."""

    def fault(book: Workbook) -> None:
        for name, value in looks.items():
            setattr(book[sheet][address], name, value)

    return fault


def on(sheet: str, change: Callable[[Any], Any]) -> Fault:
    """Whatever is done to a sheet."""

    def fault(book: Workbook) -> None:
        change(book[sheet])

    return fault


def of_book(change: Callable[[Workbook], Any]) -> Fault:
    def fault(book: Workbook) -> None:
        change(book)

    return fault


def face(**changes: Any) -> Font:
    return Font(**{"name": "Arial", "sz": 12, **changes})


def moved(sheet: str, across: int) -> Fault:
    """A table moved to the right, with what stands in it."""

    def fault(book: Workbook) -> None:
        made = next(iter(book[sheet].tables.values()))
        book[sheet].move_range(made.ref, cols=across)
        first, last = made.ref.split(":")
        made.ref = ":".join(f"{chr(ord(at[0]) + across)}{at[1:]}" for at in (first, last))

    return fault


def second(sheet: str, row: int, name: str) -> Fault:
    """A second table, straight below the first."""

    def fault(book: Workbook) -> None:
        rows = [["Kind", "Total, offences"], ["Theft", 5], ["Fraud", 6]]
        for at, cells in enumerate(rows, row):
            for column, value in enumerate(cells, 1):
                book[sheet].cell(at, column, value).font = FACE
                book[sheet].cell(at, column).alignment = WRAPPED
        columns = [TableColumn(id=at, name=str(heading)) for at, heading in enumerate(rows[0], 1)]
        book[sheet].add_table(Table(displayName=name, name=name, ref=f"A{row}:B{row + 2}", tableColumns=columns))

    return fault


def chart(kind: type, sheet: str) -> Fault:
    def fault(book: Workbook) -> None:
        drawn = kind()
        drawn.add_data(Reference(book["Offences"], min_col=2, min_row=4, max_row=6))
        book[sheet].add_chart(drawn, "H2")

    return fault


def picture(sheet: str) -> Fault:
    def fault(book: Workbook) -> None:
        drawn = io.BytesIO()
        Picture.new("RGB", (8, 8), "navy").save(drawn, "PNG")
        book[sheet].add_image(Image(drawn), "H2")

    return fault


def blank(name: str, at: int | None = None) -> Fault:
    return of_book(lambda book: book.create_sheet(name, at))


def link(sheet: str, address: str, text: str) -> Fault:
    return both(
        put(sheet, {address: text}),
        on(sheet, lambda one: setattr(one[address], "hyperlink", "https://example.org/statistics")),
        look(sheet, address, font=face(u="single", color="0563C1"), alignment=WRAPPED),
    )


def header(part: str, text: str, sheet: str = "Offences") -> Fault:
    def change(one: Any) -> None:
        side, _, place = part.partition(".")
        getattr(getattr(one, side), place).text = text

    return on(sheet, change)


def new_sheet(name: str, title: str = "More") -> Fault:
    """A sheet of text alone."""

    def fault(book: Workbook) -> None:
        sheet = book.create_sheet(name)
        sheet["A1"] = title
        sheet["A1"].style = "Heading 1"

    return fault


def renamed(old: str, new: str) -> Fault:
    return of_book(lambda book: setattr(book[old], "title", new))


LONG = "Offences that the police recorded in the year and that were resolved later"
RED = PatternFill("solid", fgColor="FFC7CE")
FAULTS: Mapping[str, Mapping[str, Fault]] = {
    "unmarked-table": {
        "beside nothing": put("Cover", {"A5": "Area", "B5": 2016, "A6": "Barnet", "B6": 5}),
        "further right": put("Cover", {"D5": "a", "E5": 1, "D6": "b", "E6": 2}),
        "beside a table": put("Shares", {"E5": "a", "F5": 1, "E6": "b", "F6": 2}),
        "of three columns": put("Cover", {"A7": "a", "B7": 1, "C7": 2, "A8": "b", "B8": 3, "C8": 4}),
        "one taken away": both(on("Shares", lambda one: one.tables.clear()),
                               on("Shares", lambda one: setattr(one["A2"], "value", "Nothing is marked up."))),
    },
    "table-name": {
        name: table("Offences", displayName=name, name=name)
        for name in ("Table1", "Table_2", "table12", "Tab3", "tbl_4")
    },
    "merged-cells": {
        area: on(sheet, lambda one, area=area: one.merge_cells(area))
        for sheet, area in (("Cover", "A5:C5"), ("Cover", "A2:B2"), ("Offences", "A1:D1"), ("Shares", "A3:B3"),
                            ("Notes", "A1:B1"))
    },
    "blank-in-table": {
        "a row": table("Offences", "A4:D8"),
        "two rows": table("Offences", "A4:D9"),
        "a row of shares": table("Shares", "A4:B7"),
        "a column": both(table("Offences", "A4:E7"), put("Offences", {"E4": "Checked"}), on(
            "Offences", lambda one: one.tables["offences"].tableColumns.append(TableColumn(id=5, name="Checked")))),
        "a row within": put("Offences", dict.fromkeys(("A6", "B6", "C6", "D6"))),
    },
    "table-header": {
        "a name that Excel gave": table("Offences", heading=(4, "Column4")),
        "a space": table("Offences", heading=(4, " ")),
        "none": table("Shares", headerRowCount=0),
        "a field": table("Offences", heading=(4, "Field 4")),
        "a column without a number": table("Shares", heading=(2, "Column")),
    },
    "text-not-wrapped": {
        "a remark": put("Offences", {"D5": LONG}, alignment=Alignment()),
        "the last": put("Offences", {"D7": LONG}, alignment=Alignment()),
        "a name": put("Shares", {"A5": "Barking and Dagenham"}, alignment=Alignment()),
        "a meaning": put("Notes", {"B4": LONG}, alignment=Alignment()),
        "a heading": both(table("Shares", heading=(2, "Share of offences, %")),
                          look("Shares", "B4", alignment=Alignment())),
    },
    "filter-or-freeze": {
        "panes": on("Offences", lambda one: setattr(one, "freeze_panes", "A5")),
        "columns": on("Shares", lambda one: setattr(one, "freeze_panes", "B1")),
        "the sheet's": on("Shares", lambda one: setattr(one.auto_filter, "ref", "A4:B6")),
        "the table's": table("Offences", autoFilter=AutoFilter(ref="A4:D7")),
        "the notes'": table("Notes", autoFilter=AutoFilter(ref="A3:B5")),
    },
    "empty-cell": {
        f"{sheet} {address}": put(sheet, {address: None})
        for sheet, address in (("Offences", "B5"), ("Offences", "C6"), ("Offences", "D7"), ("Shares", "B6"),
                               ("Notes", "B5"))
    },
    "hidden-part": {
        "a sheet": on("Shares", lambda one: setattr(one, "sheet_state", "hidden")),
        "a sheet that no menu shows": on("Shares", lambda one: setattr(one, "sheet_state", "veryHidden")),
        "a row": on("Offences", lambda one: setattr(one.row_dimensions[6], "hidden", True)),
        "a column": on("Offences", lambda one: setattr(one.column_dimensions["D"], "hidden", True)),
        "a column that is empty": on("Cover", lambda one: setattr(one.column_dimensions["C"], "hidden", True)),
    },
    "symbol-for-missing": {
        sign: put("Offences", {"C6": sign}) for sign in ("–", "-", "..", ":", "N/A", "~")
    },
    "table-not-at-left": {
        "Offences by one": moved("Offences", 1), "Offences by two": moved("Offences", 2), "Shares": moved("Shares", 1),
        "Shares by three": moved("Shares", 3), "Notes": moved("Notes", 1),
    },
    "content-below-table": {
        f"{sheet} {address}": put(sheet, {address: "Taken from the police's files."})
        for sheet, address in (("Offences", "A8"), ("Offences", "A10"), ("Shares", "A8"), ("Notes", "A7"),
                               ("Contents", "B9"))
    },
    "several-tables": {
        "below": second("Offences", 9, "kinds"), "far below": second("Offences", 20, "kinds"),
        "of shares": second("Shares", 8, "kinds"),
        "of notes": second("Notes", 8, "kinds"),
        "with a heading that is none": both(put("Offences", {"A9": "By kind"}), second("Offences", 10, "kinds")),
    },
    "note-by-symbol": {
        "a star": put("Offences", {"A5": "Barnet*"}), "a dagger": put("Offences", {"A6": "Brent †"}),
        "a raised digit": put("Offences", {"A7": "Harrow²"}),
        "a title": put("Cover", {"A2": "Published on 1 March 2017¹"}),
        "a superscript": put("Offences", {"D5": "lower a"}, font=face(vertAlign="superscript")),
    },
    "note-in-a-cell": {
        "beside a name": put("Offences", {"A5": "Barnet [note 1]"}),
        "beside a figure": put("Offences", {"C5": "3272 [note 1]"}),
        "alone": put("Offences", {"C6": "[note 1]"}), "beside a remark": put("Offences", {"D5": "lower [note 1]"}),
        "beside a share": put("Shares", {"B5": "25% [note 1]"}),
    },
    "mark-not-explained": {
        "a note": table("Offences", heading=(3, "2016, offences [note 2]")),
        "shorthand": put("Offences", {"B5": "[x]"}), "longer shorthand": put("Offences", {"B5": "[low]"}),
        "a note's row that is gone": put("Notes", {"A4": "Note one"}),
        "shorthand's row that is gone": put("Notes", {"A5": "c"}),
    },
    "link-text": {
        text: link("Cover", "A5", text)
        for text in ("here", "Click here", "https://example.org/statistics", "www.example.org", "Read more")
    },
    "hard-to-read": {
        "small": look("Offences", "A5", font=face(sz=8)), "slanted": look("Offences", "D5", font=face(i=True)),
        "underlined": look("Cover", "A2", font=face(u="single")),
        "turned": look("Offences", "B4", alignment=Alignment(wrap_text=True, textRotation=90)),
        "with serifs": look("Cover", "A3", font=face(name="Times New Roman")),
        "nearly small": look("Shares", "A2", font=face(sz=9.5)),
    },
    "sheet-title": {
        "none": put("Cover", {"A1": None, "A4": "Recorded offences"}),
        "lower down": put("Offences", {"A1": None}),
        "no heading": both(look("Offences", "A1", style="Normal"), look("Offences", "A1", font=face(sz=16, b=True))),
        "another's": on("Shares", lambda one: setattr(one["A1"], "value", "Offences by area")),
        "a number": on("Shares", lambda one: setattr(one["A1"], "value", 2016)),
    },
    "sheet-says-nothing": {
        "tables": on("Offences", lambda one: setattr(one["A2"], "value", "Figures are provisional.")),
        "a source": on("Offences", lambda one: setattr(one["A3"], "value", "Figures of the police.")),
        "of shares": on("Shares", lambda one: setattr(one["A2"], "value", "Figures are provisional.")),
        "a source of shares": on("Shares", lambda one: setattr(one["A3"], "value", "Figures of the police.")),
        "of notes": on("Notes", lambda one: setattr(one["A2"], "value", "Read these first.")),
    },
    "header-or-footer": {
        part: header(part, "Official")
        for part in ("oddHeader.center", "oddHeader.left", "oddFooter.right", "oddFooter.center", "evenFooter.left")
    },
    "background-fill": {
        "a heading": look("Offences", "A4", fill=RED), "a figure": look("Offences", "B5", fill=RED),
        "a title": look("Cover", "A1", fill=RED),
        "a pattern": look("Shares", "B5", fill=PatternFill("lightUp", fgColor="DDDDDD")),
        "a note": look("Notes", "B4", fill=PatternFill("solid", fgColor="FFF8DC")),
    },
    "colour-alone": {
        name: on("Offences", lambda one, rule=rule: one.conditional_formatting.add("B5:C7", rule))
        for name, rule in {
            "above a limit": CellIsRule("greaterThan", ["2000"], font=Font(color="9C0006")),
            "a formula": FormulaRule(formula=["B5>C5"], font=Font(b=True)),
            "a scale": ColorScaleRule("min", None, "F8696B", "max", None, "63BE7B"),
            "bars": DataBarRule("min", None, "max", None, "638EC6"),
            "icons": IconSetRule("3TrafficLights1", "percent", [0, 33, 67]),
        }.items()
    },
    "low-contrast": {
        name: look(sheet, address, font=face(color=colour))
        for name, sheet, address, colour in (
            ("grey", "Offences", "A5", "AAAAAA"), ("yellow", "Offences", "D5", "FFC000"),
            ("white", "Cover", "A2", "FFFFFF"), ("light blue", "Shares", "A5", "9DC3E6"),
            ("green", "Notes", "B4", "92D050"),
        )
    },
    "picture": {
        "a line chart": chart(LineChart, "Offences"), "a bar chart": chart(BarChart, "Shares"),
        "a pie": chart(PieChart, "Cover"), "a logo": picture("Cover"), "an image": picture("Notes"),
    },
    "sheet-name": {
        name: new_sheet(name) for name in ("Sheet1", "Sheet", "sheet 7", "Worksheet2", "Tab 3", "More ")
    },
    "blank-sheet": {
        "last": blank("Later"), "first but one": blank("Earlier", 1), "two": both(blank("One"), blank("Two")),
        "with a width": both(blank("Later"), on("Later", lambda one: setattr(one.column_dimensions["A"], "width", 30))),
        "with a list": both(blank("Later"), on(
            "Later", lambda one: one.add_data_validation(DataValidation(type="list", formula1='"a,b"')))),
    },
    "document-properties": {
        "no title": of_book(lambda book: setattr(book.properties, "title", None)),
        "a blank title": of_book(lambda book: setattr(book.properties, "title", " ")),
        "no author": of_book(lambda book: setattr(book.properties, "creator", None)),
        "a program's author": of_book(lambda book: setattr(book.properties, "creator", "openpyxl")),
        "no language": of_book(lambda book: setattr(book.properties, "language", None)),
    },
    "cursor": {
        "another sheet": of_book(lambda book: setattr(book, "active", 2)),
        "the last sheet": of_book(lambda book: setattr(book, "active", 4)),
        **{address: on("Cover", lambda one, address=address: _choose(one, address))
           for address in ("B7", "A2", "Z100")},
    },
    "formula-published": {
        "a sum": put("Offences", {"B7": "=SUM(B5:B6)"}), "a copy": put("Shares", {"B5": "=B6"}),
        "a quotient": put("Shares", {"B6": "=Offences!B5/Offences!B6"}),
        "a text": put("Offences", {"D5": '=A5&" lower"'}),
        "a date": put("Cover", {"A4": "=DATE(2017,3,1)"}),
    },
    "cover": {
        "no contact": put("Cover", {"A3": "statistics@example.org"}),
        "no date": put("Cover", {"A2": "Published in spring"}),
        "neither": put("Cover", {"A2": "Published in spring", "A3": "Ask us"}),
        "a year of two digits": put("Cover", {"A2": "Published on 1/3/17"}),
        "title alone": put("Cover", {"A2": None, "A3": None}),
    },
    "contents": {
        "a table's": put("Contents", {"A6": "Rates"}), "a table's first": put("Contents", {"A5": "Crimes"}),
        "the notes": put("Contents", {"A4": "Explained", "B4": "Explained"}),
        "misspelt": put("Contents", {"A5": "Offence"}),
        "two": put("Contents", {"A5": "One", "A6": "Two"}),
    },
}  # fmt: skip


def _choose(sheet: Any, address: str) -> None:
    for selection in sheet.sheet_view.selection:
        selection.activeCell = selection.sqref = address
