"""The notation of reports: every form worked out by hand on small tables, and against Excel's structured references."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl.utils import range_boundaries

from cspxl.engine.model import TableModel as MarkedUp
from cspxl.engine.structured import columns_and_rows
from cspxl.report.describe import Chart, ChartSeries, Choice, Formula, Highlight, Page, Put, Sheet
from cspxl.report.grid import Book
from cspxl.report.placed import UnknownName
from cspxl.report.stack import Below, Beside, Column, Each, Gap, Item, Picture, Spelling, Stack, Table, Text

# Sums:  row 3 is headings: name (A), units of months 1 and 2 (B, C), total (D); rows 4 to 6 are North, South, East.
# My plan:  regions in A1:B3 (headings, North, South); years lie across from row 5: headings in A, 2020 in B, 2021 in C.
SALES = Table(
    "sales",
    [Column("name"), Each("month", [1, 2], [Column("units", lambda month: f"Units {month}")]), Column("total")],
    ["North", "South", "East"],
    axes=lambda region: {"region": region},
)
REGIONS = Table(
    "regions", [Column("name"), Column("target")], ["North", "South"], axes=lambda region: {"region": region},
)
YEARS = Table("years", [Column("cost"), Column("cut")], [2020, 2021], axes=lambda year: {"year": year}, across=True)
BOOK = Book([
    Stack("Sums", [Text("Sums", "title"), Gap(), SALES]),
    Stack("My plan", [REGIONS, Gap(), YEARS, Text("End", name="end")]),
])


def seen(reference: str, table: str, row: int, **column: object) -> str:
    """What a reference becomes in a row of a table (and in the column of a key)."""
    placed = BOOK.place(table)
    return BOOK.resolved(reference, placed.sheet, placed, {**placed.spots[row], **column})


@pytest.mark.parametrize(
    ("reference", "becomes"),
    [
        ("[@total]", "D5"),
        ("[total]", "Sums!$D$4:$D$6"),
        ("[#total]", "Sums!$D$3"),
        ("[@$total$]", "$D$5"),
        ("[@$total]", "$D5"),
        ("[@total$]", "D$5"),
        ("[$total$]", "$D$4:$D$6"),
        ("[@units]", "Sums!$B$5:$C$5"),
        ("[@units, month=2]", "C5"),
        ("[units, month=2]", "Sums!$C$4:$C$6"),
        ("[@total, region=East]", "D6"),
        ("[@units, region=*]", "Sums!$B$4:$C$6"),
        ("[@units, region=East, month=1]", "B6"),
        ("sales[@total]", "D5"),
        ("regions[@target]", "'My plan'!$B$3"),
        ("regions[@target$]", "'My plan'!B$3"),
        ("regions[target]", "'My plan'!$B$2:$B$3"),
        ("regions[#target]", "'My plan'!$B$1"),
        ("regions[@target, region=North]", "'My plan'!$B$2"),
        ("[@units, month=1]:[@units, month=2]", "B5:C5"),
        ("[$total$, region=North]:[@total]", "$D$4:D5"),
        ("regions[name]:regions[target]", "'My plan'!$A$2:$B$3"),
        ("=SUM([@total],1)+area", "=SUM(D5,1)+area"),
        ('="[@total] ""[total]"" "&[@total]', '="[@total] ""[total]"" "&D5'),
        ("='[@total]'!A1", "='[@total]'!A1"),
        ("end[text]", "'My plan'!$A$7"),
    ],
)
def test_from_the_row_of_south(reference: str, becomes: str) -> None:
    assert seen(reference, "sales", 1) == becomes


@pytest.mark.parametrize(
    ("reference", "becomes"),
    [("[@units]", "C5"), ("[units]", "Sums!$C$4:$C$6"), ("[#units]", "Sums!$C$3"), ("[@units, month=1]", "B5"),
     ("[@units, month=*]", "Sums!$B$5:$C$5")],
)  # fmt: skip
def test_a_column_for_each_month_sees_its_own(reference: str, becomes: str) -> None:
    assert seen(reference, "sales", 1, month=2) == becomes


@pytest.mark.parametrize(
    ("reference", "becomes"),
    [("[@cost]", "C5"), ("[cost]", "'My plan'!$B$5:$C$5"), ("[#cut]", "'My plan'!$A$6"), ("[@cut, year=2020]", "B6"),
     ("[@cost]:[@cut]", "C5:C6"), ("end[text]", "'My plan'!$A$7")],
)  # fmt: skip
def test_a_table_that_lies_across_has_its_lines_below_one_another(reference: str, becomes: str) -> None:
    assert seen(reference, "years", 1) == becomes


def test_a_table_says_how_it_is_spelled() -> None:
    """Own row, own sheet and other sheets; a column that keeps its letter does so for its own row only."""
    spelling = Spelling(cell="A$1", span="A1", other="S!A1", others="S!A$1")
    table = Table("t", [Column("a", spelled="$A1"), Column("b")], [1, 2], lambda row: {"r": row}, spelling=spelling)
    own = Table("u", [Column("c", formula="=t[@a]&t[a]")], [1, 2], lambda row: {"r": row}, headings=None)
    other = Table("v", [Column("d", formula="=t[@a]&t[a]")], [1, 2], lambda row: {"r": row}, headings=None)
    book = Book([Stack("One", [table, own]), Stack("Two", [other])])
    home = book.place("t")
    assert book.resolved("[@a]&[@b]&[a]", "One", home, home.spots[1]) == "$A3&B$3&A2:A3"
    assert formulas(book.sheet("One")) == ["=A$2&A2:A3", "=A$3&A2:A3"]
    assert formulas(book.sheet("Two")) == ["=One!A2&One!A$2:A$3", "=One!A3&One!A$2:A$3"]


def formulas(sheet: Sheet) -> list[str]:
    return [put.content.text for put in sheet.cells if isinstance(put.content, Formula)]


# Excel's own structured references, as the engine reads them, where they mean the same.

_AREA = (3, 1, 6, 4)
_MARKED_UP = MarkedUp("sales", "Sums", _AREA, ["name", "Units 1", "Units 2", "total"])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("[@total]", "@total"),
        ("sales[@total]", "[#This Row],[total]"),
        ("[total]", "total"),
        ("[#total]", "[#Headers],[total]"),
        ("[@units, month=1]", "@Units 1"),
        ("[@units]", "@[Units 1]:[Units 2]"),
        ("[units]", "[Units 1]:[Units 2]"),
        ("[name]:[total]", "[name]:[total]"),
        ("[#name]:[#total]", "[#Headers],[name]:[total]"),
        ("[#name]:[total]", "#All"),
    ],
)
def test_it_means_what_excel_means(ours: str, theirs: str) -> None:
    assert tuple(BOOK.place("sales").place) == _AREA
    left, top, right, bottom = range_boundaries(seen(ours, "sales", 1).rpartition("!")[2])
    places = {name.lower(): at for at, name in enumerate(_MARKED_UP.columns)}
    assert (top, left, bottom, right) == columns_and_rows(_MARKED_UP, places, theirs, 5)


# A wrong name is an error when a report is described, with the nearest right one.


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("[@totl]", "sales has no column 'totl'; did you mean 'total'?"),
        ("region[@target]", "there is no table 'region'; did you mean 'regions'?"),
        ("[@units, moth=1]", "sales has no axis 'moth'; did you mean 'month'?"),
        ("regions[@target, region=West]", "regions[@target]: no row of regions belongs to this row"),
        ("[@units, month=3]", "sales[@units]: no row of sales belongs to this row"),
        ("years[@cost]", "years[@cost]: no row of years belongs to this row"),
        ("[@total of all]", "[@total of all] is not understood"),
        ("[@units all, month=1]", "[@units all, month=1] is not understood"),
        ("[@units, month=1 or 2]", "sales[@units]: no row of sales belongs to this row"),
        ("[@total]:regions[@target]", "[@total]:regions[@target]: its ends stand on different sheets"),
    ],
)
def test_a_wrong_reference_is_told(reference: str, told: str) -> None:
    with pytest.raises(UnknownName, match=re.escape(told)):
        seen(reference, "sales", 1)


def test_a_row_that_no_row_belongs_to() -> None:
    with pytest.raises(UnknownName, match=r"regions\[@target\]: no row of regions belongs to this row"):
        seen("regions[@target]", "sales", 2)  # East has no target


def book_of(*tables: Item) -> Book:
    return Book([Stack("One", tables)])


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        ([Table("t", [Column("a", formula="=[@b]"), Column("c")])], "t[a]: t has no column 'b'; use one of: a, c"),
        ([Text(Formula("=[@a]"))], "[@a] stands in no table: write whose column it is, as in workings[change]"),
        ([Table("t", [Column("a")]), Table("t", [Column("b")])], "two tables are called 't'"),
        ([Table("t", [Column("a", formula="=[@a]")], [1, 2], axes=lambda row: {str(row): row})],
         "t[a]: the rows of t fix different axes; write None where one has no key"),
        ([Table("t", [Column("a", formula="=t[a, of=x]")], "xyx", axes=lambda row: {"of": row})],
         "t[a]: t[@a]: its cells do not stand beside one another"),
    ],
    ids=["column", "text", "twice", "axes", "apart"],
)  # fmt: skip
def test_what_a_sheet_cannot_be_made_of(tables: Sequence[Item], told: str) -> None:
    with pytest.raises(UnknownName, match=re.escape(told)):
        book_of(*tables).sheets()


def test_named_cells_have_addresses_for_tests_and_batches() -> None:
    assert BOOK.at("sales[total]") == "Sums!D4:D6"
    assert BOOK.at("sales[total]", region="East") == "Sums!D6"
    assert BOOK.at("regions[#target]") == "'My plan'!B1"
    with pytest.raises(UnknownName, match="'total' is no column of a table"):
        BOOK.at("total")
    with pytest.raises(UnknownName, match="sales has no axis 'regoin'; did you mean 'region'"):
        BOOK.at("sales[total]", regoin="East")


# Contents and places.


def contents(sheet: Sheet) -> dict[tuple[int, int], object]:
    return {(put.row, put.column): put.content for put in sheet.cells}


def test_items_stand_below_and_beside_one_another() -> None:
    two = Table("two", [Column("x", value=lambda row: row)], [1, 2])
    low = Below([Text("a"), Gap(), Text("b")])
    book = book_of(Text("top"), Beside([two, Gap(columns=2), low, Text("c")]), Gap(2), Text("end"))
    assert contents(book.sheet("One")) == {
        (1, 1): "top", (2, 1): "X", (3, 1): 1, (4, 1): 2, (2, 4): "a", (4, 4): "b", (2, 5): "c", (7, 1): "end",
    }  # fmt: skip


def test_headings_values_and_formulas() -> None:
    """A value never becomes a formula, whatever sign it begins with; an empty cell without a style is none."""
    table = Table("t", [
        Column("rolling_12", value=lambda row: f"={row}"),
        Column("b", Formula("=t[#$rolling_12]&1"), lambda row: "=[@rolling_12]" if row > 1 else None, style=""),
        Each("month", [7, 8], [Column("c", Formula("=p[@q]"), "=p[@q]", alone=True)]),
        Column("d", formula="=SUM([c])", as_text=True, style=lambda row: f"s{row}"),
    ], [1, 2])  # fmt: skip
    other = Table("p", [Each("month", [7, 8], [Column("q", "Q", value=lambda _row, month: month)])])
    sheet = book_of(table, other).sheet("One")
    assert contents(sheet) == {
        (1, 1): "Rolling 12", (2, 1): "=1", (3, 1): "=2",
        (1, 2): Formula("=$A1&1"), (3, 2): Formula("=A3"),
        (1, 3): Formula("=A5"), (2, 3): Formula("=A5", "C2"), (3, 3): Formula("=A5", "C3"),
        (1, 4): Formula("=B5"), (2, 4): Formula("=B5", "D2"), (3, 4): Formula("=B5", "D3"),
        (1, 5): "D", (2, 5): "=SUM(One!$C$2:$D$3)", (3, 5): "=SUM(One!$C$2:$D$3)",
        (4, 1): "Q", (4, 2): "Q", (5, 1): 7, (5, 2): 8,
    }  # fmt: skip
    assert [put.style for put in sheet.cells if put.column == 5] == ["header", "s1", "s2"]


def of_sales(items: Sequence[Item] = (SALES,), **around: Any) -> Sheet:
    return Book([Stack("Sums", items, **around)]).sheet("Sums")


def test_a_page_ends_where_something_ends() -> None:
    chart = Chart("line", "t", "alt", "", 10, 10, "sales[name]", [ChartSeries("sales[#total]", "sales[total]")], "0")
    assert of_sales().page == Page("A1:D4")
    assert of_sales(wide=6, landscape=False, one_page=False).page == Page("A1:F4", landscape=False, one_page=False)
    assert of_sales(ends="sales[name]").page.area == "A1:A4"
    drawn = of_sales([SALES, Gap(), Picture(chart, rows=3)])
    assert drawn.page.area == "A1:D8"
    assert drawn.charts[0].anchor == "A6"
    assert (drawn.charts[0].categories_ref, drawn.charts[0].lines) == (
        "Sums!$A$2:$A$4", [ChartSeries("Sums!$D$1", "Sums!$D$2:$D$4")],
    )  # fmt: skip


def test_panes_and_headings_that_stay() -> None:
    down = of_sales([Gap(), SALES], freeze="sales[units]", repeats="sales")
    assert (down.freeze, down.page.repeat_rows) == ("B3", "2:2")
    across = of_sales([Gap(), YEARS], freeze="years[cut]", repeats="years")
    assert (across.freeze, across.page.repeat_rows) == ("B3", "2:3")


def test_choices_and_highlights_name_cells() -> None:
    sheet = of_sales(
        choices=[Choice("sales[units]", "p", "e", "sales[name]")],
        highlights=[Highlight("sales[name]:sales[total]", '[@$total]="Red"', "red")],
    )
    assert sheet.choices == [Choice("B2:C4", "p", "e", "Sums!$A$2:$A$4")]
    assert sheet.highlights == [Highlight("A2:D4", '$D2="Red"', "red")]


def test_widths_and_heights() -> None:
    columns = [Column("a", width=9), Column("b")]
    table = Table("t", columns, [1, 2], width=5, heading_height=30, height=lambda row: row * 10)
    wider = Table("w", [Column("c", width=12)], heading_height=1)
    sheet = of_sales([table, wider, Text("end", height=7)], widths={4: 3})
    assert sheet.widths == {1: 12, 2: 5, 4: 3}
    assert sheet.heights == {1: 30, 2: 10, 3: 20, 4: 1, 6: 7}


def test_a_view_is_the_first_rows_of_a_table() -> None:
    table = Table("peers", [Column("name", value=lambda row: row)], ["a", "b", "c"])
    asks = Table("asks", [Column("n", formula="=ROWS(areas[name])")], headings=None)
    book = Book([Stack("One", [table, asks])], {"areas": ("peers", 2)})
    assert formulas(book.sheet("One")) == ["=ROWS(One!$A$2:$A$3)"]
    assert len([put for put in book.sheet("One").cells if isinstance(put, Put)]) == 5
