"""Data tables (what-if analysis): a formula's value for each of many values of its inputs. Sums are done by hand.

How rows, columns and deleted inputs are meant was seen in workbooks that Excel saved:
DataTableFormula-Excel-Input.xlsx, one-variable.xlsx, multi-table.xlsx of ClosedXML, and in ten other repositories.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from commands import cspxl
from small_workbook import package, sheet

from cspxl.engine import Plan, load
from cspxl.engine.addresses import split_address, split_area
from cspxl.engine.model import DataTable, Formula, SheetModel, WorkbookModel
from cspxl.values import Cell, CellError
from cspxl.workbook.package import read_package

LOAN = {"A1": 100.0, "A2": 0.1, "A3": Formula("A1*(1+A2)")}
"""An amount, a rate, and what is owed after a year."""


def table(area: str, *inputs: str | None, by_row: bool = False) -> Formula:
    places = [split_address(at) if at else None for at in inputs]
    found = DataTable([place and place[1:] for place in places], two_way=len(inputs) == 2, by_row=by_row)
    return Formula("", "data table", split_area(area), found)


def plan(cells: Mapping[str, Cell | Formula]) -> Plan:
    places = {split_address(address): content for address, content in cells.items()}
    return load(WorkbookModel((SheetModel("S", {at[1:]: cell for at, cell in places.items() if at}),))).calculate()


def test_a_column_of_values_for_one_input() -> None:
    made = plan({**LOAN, "D1": Formula("A3"), "E1": Formula("A3-A1"), "C2": 0.2, "C3": 0.5, "D2": table("D2:E3", "A2")})
    assert [made[f"S!{at}"] for at in ("D2", "E2", "D3", "E3")] == pytest.approx([120, 20, 150, 50])
    assert (made["S!A2"], made["S!D1"], made.findings) == (0.1, pytest.approx(110), [])


def test_a_row_of_values_for_one_input() -> None:
    made = plan({**LOAN, "C2": Formula("A3"), "D1": 200.0, "E1": 300.0, "D2": table("D2:E2", "A1", by_row=True)})
    assert [made["S!D2"], made["S!E2"]] == pytest.approx([220, 330])


def test_two_inputs_and_an_edit() -> None:
    """The first input takes what stands above, the second what stands on the left; nothing stays of the last value."""
    cells = {**LOAN, "C1": Formula("A3"), "D1": 200.0, "E1": 300.0, "C2": 0.2, "C3": 0.5}
    made = plan({**cells, "D2": table("D2:E3", "A1", "A2"), "G1": Formula("SUM(D2:E3)")})
    assert [made[f"S!{at}"] for at in ("D2", "E2", "D3", "E3", "G1")] == pytest.approx([240, 360, 300, 450, 1350])
    made.set("S!C3", 1.0)
    made.calculate()
    assert [made[f"S!{at}"] for at in ("D2", "E2", "D3", "E3", "G1")] == pytest.approx([240, 360, 400, 600, 1600])
    made.set("S!A2", 0.3)
    made.calculate()
    assert [made[f"S!{at}"] for at in ("A3", "D2", "E3")] == pytest.approx([130, 240, 600])


def test_an_input_that_holds_a_formula() -> None:
    cells = {**LOAN, "A2": Formula("B2/2"), "B2": 0.2, "D1": Formula("A3"), "C2": 0.2, "C3": 0.5}
    made = plan({**cells, "D2": table("D2:D3", "A2"), "F1": Formula("A3"), "E2": 0.4, "F2": table("F2", "B2")})
    assert [made[f"S!{at}"] for at in ("D2", "D3", "F2", "A3")] == pytest.approx([120, 150, 120, 110])


def test_an_input_that_was_deleted() -> None:
    made = plan({**LOAN, "D1": Formula("A3"), "C2": 0.2, "C3": 0.5, "D2": table("D2:D3", None)})
    assert (made["S!D2"], made["S!D3"]) == (CellError.REF, CellError.REF)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"C2": Formula("A2*2")}, "a data table whose own input changes the values of its row or column"),
        ({"D1": Formula("A3+F2"), "E2": 1.0, "F1": Formula("A1"), "F2": table("F2", "A1")},
         "in a data table S!D1 has no value: depends on: S!F2, which has no value"),
        ({"A2": Formula("{1,2}", "array", (2, 1, 2, 2))}, "a data table with an array in its input cell"),
        ({"D1": Formula("IF(A2>0.3,NOSUCH(A2),1)")},
         "in a data table S!D1 has no value: unsupported function: NOSUCH"),
    ],
    ids=["follows itself", "rests on another", "an array", "not supported"],
)  # fmt: skip
def test_what_is_not_known_is_a_finding(more: Mapping[str, Cell | Formula], told: str) -> None:
    made = plan({**LOAN, "D1": Formula("A3"), "C2": 0.2, "C3": 0.5, "D2": table("D2:D3", "A2"), **more})
    findings = {finding.cell: finding.why for finding in made.findings}
    assert findings["S!D2"].removeprefix("unsupported function: ") == told
    assert {"S!D2", "S!D3"}.isdisjoint(made.values())


def test_the_file_keeps_its_table_and_gets_its_values(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>100</v></c><c r="D1"><f>A1*2</f></c></row>'
        '<row r="2"><c r="C2"><v>7</v></c>'
        '<c r="D2"><f t="dataTable" ref="D2:D3" dt2D="0" dtr="0" r1="A1"/><v>0</v></c></row>'
        '<row r="3"><c r="C3"><v>8</v></c><c r="D3"><v>0</v></c></row>'
    )
    source, out = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    source.write_bytes(package({"xl/worksheets/sheet1.xml": sheet(rows)}))
    ran = cspxl("calc", source, "-o", out)
    assert (ran.code, ran.err) == (0, "")
    model = read_package(out)
    found = model.sheets[0]
    assert (found.saved[2, 4], found.saved[3, 4]) == (14, 16)
    asked = DataTable(((1, 1),), two_way=False, by_row=False)
    assert found.cells[2, 4] == Formula("", "data table", (2, 4, 3, 4), asked)
