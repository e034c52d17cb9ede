"""Dates in texts, in a workbook whose dates count from 1904: wherever a text is read as a number.

1 January 2020 is day 42,369 from 1 January 1904, by the calendar; LibreOffice 7.4 gives the same wherever it reads
such texts (`SUM`, `YEAR`, `MAX`, `NETWORKDAYS` of "1 Jan 2020" are errors there).
"""

from __future__ import annotations

from datetime import date

import pytest

from cspxl.engine import load
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.values import Cell, CellError

DAY = (date(2020, 1, 1) - date(1904, 1, 1)).days
CELLS: dict[tuple[int, int], Cell | Formula] = {
    (1, 1): float(DAY), (2, 1): 42_000.0, (3, 1): 42_400.0, (4, 1): float(DAY), (1, 3): "1/1/2020",
    (1, 2): 1.0, (2, 2): 2.0, (3, 2): 3.0, (4, 2): 4.0,
}  # fmt: skip


def value(formula: str, *, date1904: bool = True) -> Cell:
    made = load(WorkbookModel((SheetModel("S", {**CELLS, (9, 9): Formula(formula)}),), date1904=date1904)).calculate()
    assert not made.findings
    return made["S!I9"]


@pytest.mark.parametrize(("formula", "expected"), [
    ('"1/1/2020"+0', DAY), ('VALUE("1/1/2020")', DAY), ('SUM("1 Jan 2020")', DAY), ('YEAR("1 Jan 2020")', 2020),
    ("C1*1", DAY), ('-"2020-01-01"', -DAY), ('MAX("1/1/2020",5)', DAY), ('"1/1/2020 12:00"-"1/1/2020"', 0.5),
    ('COUNTIF(A1:A4,">=1/1/2020")', 3), ('COUNTIF(A1:A4,"1/1/2020")', 2), ("COUNTIF(C1:C2,A1)", 1),
    ('SUMIF(A1:A4,">=1/1/2020",B1:B4)', 8), ('SUMIFS(B1:B4,A1:A4,"<1/1/2020")', 2),
    ('TEXT("1 Jan 2020","yyyy-mm-dd")', "2020-01-01"), ('DATEVALUE("1/1/2020")-"1/1/2020"', 0),
    ('TIMEVALUE("1/1/2020 12:00")', 0.5), ('EDATE("1/1/2020",1)', DAY + 31), ('EOMONTH("1/1/2020",0)', DAY + 30),
    ('WEEKDAY("1/1/2020")', 4), ('WORKDAY("1/1/2020",1)', DAY + 1), ('NETWORKDAYS("1/1/2020","31/1/2020")', 23),
    ('MATCH("1/1/2020"+0,A1:A4,0)', 1), ('DAYS("1/2/2020","1/1/2020")', 31), ('COUPNUM("1/1/2020","1/1/2025",2)', 10),
    ('DATEDIF("1/1/2020","1/1/2021","d")', 366), ('"2/1/1904"+0', 1), ('"31/12/1903"+0', CellError.VALUE),
    ('DATEVALUE("31/12/1903")', CellError.VALUE),
])  # fmt: skip
def test_a_date_in_a_text_counts_from_1904(formula: str, expected: Cell) -> None:
    assert value(formula) == expected


def test_another_workbook_counts_from_1900_as_before() -> None:
    assert value('"1/1/2020"+0', date1904=True) == DAY
    assert value('"1/1/2020"+0', date1904=False) == DAY + 1462


def test_an_answer_about_a_workbook_counts_as_it_does() -> None:
    made = load(WorkbookModel((SheetModel("S", CELLS),), date1904=True)).calculate()
    assert made.answer('"1/1/2020"+0', "S!I9") == DAY
