"""Two described workbooks in one file: what both name alike is renamed in the second, everywhere it is referred to."""

from __future__ import annotations

from datetime import date

import pytest

from cspxl.report.describe import (
    Chart,
    ChartSeries,
    Choice,
    Formula,
    Highlight,
    Page,
    Properties,
    Put,
    Sheet,
    SheetTable,
    Workbook,
)
from cspxl.workbook.joined import joined


def workbook(name: str, formula: str, **around: object) -> Workbook:
    """One sheet called Lists, with a formula in A1, a table and the name area."""
    page = Page("A1:B9")
    cells = [Put(1, 1, Formula(formula)), Put(2, 1, "Lists")]
    sheet = Sheet("Lists", cells, {}, page, tables=[SheetTable(name, "A1:A2")])
    other = Sheet("Old lists", [], {}, page, **around)  # type: ignore[arg-type]
    names = {"area": "Lists!$A$1", "spend": "'Old lists'!$B$2"}
    properties = Properties("t", "s", "d", "k", "a", date(2017, 2, 1))
    return Workbook(properties, "m", [sheet, other] if around else [sheet], names)


FIRST = workbook("contents", "=1")


@pytest.mark.parametrize(
    ("formula", "becomes"),
    [
        ("=Lists!A1+'Old lists'!B2", "='LCPF Lists'!A1+'Old lists'!B2"),
        ("=SUM('Lists'!$A$1:$B$2)", "=SUM('LCPF Lists'!$A$1:$B$2)"),
        ('=area&" area Lists!A1"', '=lcpf_area&" area Lists!A1"'),
        ("=area(1)+my_area+area_row", "=area(1)+my_area+area_row"),
        ('=HYPERLINK("#Lists!A1","Lists")', "=HYPERLINK(\"#'LCPF Lists'!A1\",\"LCPF Lists\")"),
        ("=HYPERLINK(\"#'Old lists'!A1\",\"Old lists\")", "=HYPERLINK(\"#'Old lists'!A1\",\"Old lists\")"),
    ],
)  # fmt: skip
def test_a_formula_follows_its_sheets_and_names(formula: str, becomes: str) -> None:
    both = joined(FIRST, workbook("sources", formula), "LCPF")
    assert both.sheets[1].cells[0].content == Formula(becomes)
    assert both.sheets[1].cells[1].content == "Lists"  # a text is a text


def test_everything_around_the_cells_follows_too() -> None:
    second = workbook(
        "Contents", "=1",
        choices=[Choice("A1", "p", "e", source="Lists!$A$1:$A$9"), Choice("A2", "p", "e", source="area")],
        highlights=[Highlight("A1", "Lists!$A$1=area", "red")],
        charts=[Chart("line", "t", "x", "A1", 1, 1, "Lists!$A$1", [ChartSeries("Lists!$A$2", "Lists!$A$3")], "0")],
    )  # fmt: skip
    both = joined(FIRST, second, "LCPF")
    old = both.sheets[2]
    assert [sheet.name for sheet in both.sheets] == ["Lists", "LCPF Lists", "Old lists"]
    assert [choice.source for choice in old.choices] == ["'LCPF Lists'!$A$1:$A$9", "lcpf_area"]
    assert old.highlights[0].formula == "'LCPF Lists'!$A$1=lcpf_area"
    assert old.charts[0].categories_ref == "'LCPF Lists'!$A$1"
    assert old.charts[0].lines == [ChartSeries("'LCPF Lists'!$A$2", "'LCPF Lists'!$A$3")]
    assert both.sheets[1].tables[0].name == "lcpf_Contents"  # table names know no case
    assert both.names["area"] == "Lists!$A$1"
    assert both.names["lcpf_area"] == "'LCPF Lists'!$A$1"
    assert both.sheets[0] == FIRST.sheets[0]


def test_what_is_named_once_keeps_its_name() -> None:
    inputs, names = Sheet("Inputs", [], {}, Page("A1")), {"year": "Inputs!$A$1"}
    other = Workbook(Properties("t", "s", "d", "k", "a", date(2017, 2, 1)), "m", [inputs], names)
    both = joined(FIRST, other, "LCPF")
    assert [sheet.name for sheet in both.sheets] == ["Lists", "Inputs"]
    assert both.names == {**FIRST.names, "year": "Inputs!$A$1"}
