"""Circles of formulas in workbooks that ask for them to be calculated step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from commands import cspxl
from small_workbook import package, sheet, workbook

from cspxl.engine import Plan, load
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.values import Cell
from cspxl.workbook.package import read_package

# 57535.xlsx of Apache POI, saved by Excel 2010: a sum and a tenth of it, each resting on the other.
POI: Mapping[tuple[int, int], Cell | Formula] = {
    (4, 5): 6.0, (5, 5): Formula("0.1*(E4+E6)"), (6, 5): Formula("E4+E5"),
}  # fmt: skip
BELOW = {(7, 5): Formula("SUM(E4:E6)*2")}
SAVED = {(5, 5): 1.33333326, (6, 5): 7.33333326, (7, 5): 29.33333304}


def circle(cells: Mapping[tuple[int, int], Cell | Formula], **more: object) -> WorkbookModel:
    return replace(WorkbookModel((SheetModel("S", cells),), iterate=True), **more)  # type: ignore[arg-type]


def calculated(model: WorkbookModel) -> Plan:
    return load(model).calculate()


def test_from_nothing_the_steps_are_those_of_excel() -> None:
    """Excel's 1.33333326 is the eighth step of E5 before E6, begun with 0; E6 before E5 would give 1.3333332."""
    made = calculated(circle(POI, tolerance=1e-6))
    assert not made.findings
    assert made["S!E5"] == pytest.approx(1.33333326, rel=1e-12)
    assert made["S!E6"] == pytest.approx(7.33333326, rel=1e-12)


def test_what_rests_stays_as_it_was_saved_and_goes_on_from_there() -> None:
    model = circle({**POI, **BELOW})
    saved = replace(model, sheets=(replace(model.sheets[0], saved=SAVED),))
    made = calculated(saved)
    assert {at: made[f"S!{at}"] for at in ("E5", "E6", "E7")} == {"E5": 1.33333326, "E6": 7.33333326, "E7": 29.33333304}
    made.set("S!E4", 9.0)  # 0.1*(9+7.33333326), 9+1.633333326; 0.1*(9+10.633333326) …
    made.calculate()
    assert not made.findings
    assert made["S!E5"] == pytest.approx(2.0, abs=0.001)
    assert made["S!E5"] != 2.0
    made.set("S!E4", 6.0)
    made.calculate()
    assert made["S!E5"] == pytest.approx(4 / 3, abs=0.001)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({(1, 1): Formula("A1+1")}, "it still changes by 1 when it has been calculated 100 times"),
        ({(1, 1): Formula("IF(A1=1,0,1)")}, "it still changes by 1 when it has been calculated 100 times"),
        ({(1, 1): Formula('IF(A1="a","b","a")')}, "it still changes by inf when it has been calculated 100 times"),
    ],
    ids=["it grows", "to and fro", "a text"],
)
def test_what_does_not_come_to_rest_has_no_value(cells: Mapping[tuple[int, int], Cell | Formula], told: str) -> None:
    made = calculated(circle({**cells, (5, 1): Formula("A1"), (5, 2): Formula("1+1")}))
    assert str(made.finding("S!A1")).startswith(f"S!A1: circular reference: {told}")
    assert made.values() == {"S!B5": 2}


@pytest.mark.parametrize("itself", ["A1", "A$1", "IF(A1=0,A1,5)"])
def test_a_cell_that_is_itself_is_0(itself: str) -> None:
    """issue_565_multi_axis_shared.xlsx, issue_567_absolute_shared.xlsx of calamine, saved by Excel: all are 0."""
    made = calculated(circle({(1, 1): Formula(itself), (1, 6): Formula("A1")}))
    assert (made["S!A1"], made["S!F1"], made.findings) == (0, 0, [])


def test_a_cell_that_remembers() -> None:
    """The highest value so far: a circle that holds what it was."""
    made = calculated(circle({(1, 1): 3.0, (2, 1): Formula("MAX(A1,A2)")}))
    for entered, highest in ((3.0, 3), (8.0, 8), (2.0, 8)):
        made.set("S!A1", entered)
        made.calculate()
        assert (made["S!A2"], made.findings) == (highest, [])


def test_steps_that_do_not_reach_leave_no_half_way_value() -> None:
    made = load(circle({(1, 1): Formula("A1/2+1"), (2, 1): Formula("A1*2")}, tolerance=1e-9))
    made.calculate(limit=1_000)
    assert {finding.kind for finding in made.findings} == {"not calculated"}
    assert not made.values()
    made.calculate()
    assert (made["S!A1"], made["S!A2"]) == (pytest.approx(2), pytest.approx(4))


def test_without_leave_a_circle_is_a_finding() -> None:
    made = calculated(replace(circle({**POI, **BELOW}), iterate=False))
    assert [finding.kind for finding in made.findings] == ["circular reference", "circular reference", "depends on"]


def test_what_the_file_says_is_read(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>6</v></c><c r="B1"><f>0.5*C1</f></c><c r="C1"><f>A1+B1</f></c></row>'
    told = '<calcPr calcId="191029" iterate="1" iterateCount="3" iterateDelta="1E-4"/>'
    book = package({"xl/worksheets/sheet1.xml": sheet(rows), "xl/workbook.xml": workbook(names=told)})
    model = read_package(book)
    assert (model.iterate, model.iterations, model.tolerance) == (True, 3, 1e-4)
    source = tmp_path / "in.xlsx"
    source.write_bytes(book)
    ran = cspxl("calc", source, "-o", tmp_path / "out.xlsx")
    assert ran.code == 1
    assert "circular reference: it still changes by 1.5 when it has been calculated 3 times" in ran.err
