"""Defined names whose formula gives a reference: ordinary dynamic ranges (OFFSET, A1:INDEX(…)), and several areas.

Expected values are sums and counts by hand over the few cells below, and rules of the help pages of Excel: functions of
criteria take references alone; a range where one value is wanted is cut to the row of the formula (implicit
intersection).
"""

from __future__ import annotations

import pytest

from cspxl.engine import Plan, load
from cspxl.engine.addresses import split_address
from cspxl.engine.model import DefinedName, Formula, SheetModel, WorkbookModel
from cspxl.values import Cell, CellError

NAMES = {
    "DynRange": "OFFSET(S!$A$1,0,0,COUNT(S!$A:$A),1)",
    "DynLabels": "OFFSET(S!$B$1,0,0,COUNTA(S!$B:$B),1)",
    "IdxRange": "S!$A$1:INDEX(S!$A:$A,COUNT(S!$A:$A))",
    "LastCell": "INDEX(S!$A:$A,COUNT(S!$A:$A))",
    "LetRange": "IF(1,S!$A$1:$A$3)",
    "Chosen": "CHOOSE(2,S!$B$1:$B$3,S!$A$1:$A$3)",
    "Spelled": 'INDIRECT("S!A1:A3")',
    "Through": "DynRange",
    "Pair": "(S!$A$1:$A$2,S!$B$1)",
    "Bare": "S!$A$1:$A$2,S!$A$3",
    "Spill": "_xlfn.ANCHORARRAY(S!$D$9)",
    "Mixed": "OFFSET(S!$H$1,0,0,4,1)",
}
VALUES: dict[str, Cell] = {
    "A1": 5.0, "A2": 6.0, "A3": 7.0, "B1": "x", "B2": "y", "B3": "x", "H1": 1.0, "H2": True, "H3": "3", "H4": 3.0,
}  # fmt: skip


def plan(cells: dict[str, Cell | Formula]) -> Plan:
    placed: dict[tuple[int, int], Cell | Formula] = {}
    for address, content in cells.items():
        place = split_address(address)
        assert place
        placed[place[1], place[2]] = content
    names = [DefinedName(name, text) for name, text in NAMES.items()]
    return load(WorkbookModel((SheetModel("S", placed),), names)).calculate()


def value(formula: str, at: str) -> Cell:
    made = plan({**VALUES, at: Formula(formula)})
    assert not made.findings
    return made[f"S!{at}"]


@pytest.mark.parametrize("name", ["DynRange", "IdxRange", "LetRange", "Chosen", "Spelled", "Through", "A1:LastCell"])
@pytest.mark.parametrize(("formula", "expected"), [
    ('COUNTIF({},">5")', 2), ('COUNTIFS({},">5",DynLabels,"x")', 1), ('SUMIF(DynLabels,"x",{})', 12),
    ('SUMIFS({},DynLabels,"x")', 12), ('AVERAGEIF({},">5")', 6.5), ('AVERAGEIFS({},DynLabels,"x")', 6),
    ('MAXIFS({},DynLabels,"x")', 7), ('MINIFS({},DynLabels,"x")', 5), ("SUBTOTAL(9,{})", 18),
    ("AGGREGATE(4,6,{})", 7), ("COUNTBLANK({})", 0), ("ROW({})", 1), ("COLUMN({})", 1), ("ISREF({})", True),
    ("COUNTA(OFFSET({},0,1))", 3), ("RANK(6,{})", 2), ("SUM({})", 18), ("ROWS({})", 3), ("AREAS({})", 1),
    ('CELL("address",{})', "$A$1"), ("SUM({}:B3)", 18), ("COUNTA({}:DynLabels)", 6), ("SUMPRODUCT(({}>5)*{})", 13),
    ("INDEX({},2)", 6), ("COUNT(({},H1))", 4),
])  # fmt: skip
def test_a_name_that_gives_a_reference_is_one(name: str, formula: str, expected: Cell) -> None:
    assert value(formula.replace("{}", name), "J20") == expected


@pytest.mark.parametrize(("formula", "expected"), [
    ("ROW(LastCell)", 3), ("SUM(A1:LastCell)", 18), ("LastCell+1", 8), ('IFERROR(COUNTIFS(DynLabels,"x"),0)', 2),
    ("AVERAGEA(Mixed)", 1.25), ("SUM(Mixed)", 4), ("COUNT(Mixed)", 2), ("MAXA(Mixed)", 3), ("ISREF(Bare)", True),
    ("AREAS(Pair)", 2), ("AREAS(Bare)", 2), ("SUM(Pair)", 11), ("SUM(Bare)", 18), ("MAX(Pair)", 6),
    ("LARGE(Bare,2)", 6), ("COUNT(Pair)", 2), ("COUNTA(Pair)", 3), ("INDEX(Bare,1,1,2)", 7), ("Bare", CellError.VALUE),
])  # fmt: skip
def test_names_of_a_cell_of_mixed_cells_and_of_several_areas(formula: str, expected: Cell) -> None:
    assert value(formula, "J20") == expected


@pytest.mark.parametrize("name", ["DynRange", "IdxRange", "LetRange", "Spelled"])
@pytest.mark.parametrize(("formula", "in_row_2"), [
    ("{}", 6), ("{}*2", 12), ('IF({}>5,"hi","lo")', "hi"), ("VLOOKUP({},A1:B3,2,FALSE)", "y"), ("-{}", -6),
    ("SUM({}*2)", 12), ("{}&DynLabels", "6y"),
])  # fmt: skip
def test_a_formula_takes_its_own_row_of_a_dynamic_name(name: str, formula: str, in_row_2: Cell) -> None:
    written = formula.replace("{}", name)
    assert value(written, "D2") == in_row_2
    assert value(written, "D9") is CellError.VALUE


def test_an_array_formula_takes_all_of_it() -> None:
    made = plan({
        **VALUES, "D9": Formula("DynRange*2", "dynamic"), "E9": Formula("SUM(DynRange*2)", "array", (9, 5, 9, 5)),
        "F9": Formula('COUNTIF(DynLabels,{"x","y"})', "dynamic"), "D14": Formula('COUNTIF(Spill,">10")'),
    })  # fmt: skip
    assert made["S!D14"] == 2
    assert [made[f"S!{cell}"] for cell in ("D9", "D10", "D11", "E9", "F9", "G9")] == [10, 12, 14, 36, 2, 1]


def test_a_dynamic_name_grows_with_its_cells() -> None:
    made = plan({
        **VALUES, "D1": Formula('COUNTIF(DynRange,">5")'), "D2": Formula("SUM(A1:LastCell)"), "D4": Formula("DynRange"),
        "D5": Formula('SUMIF(DynLabels,"x",DynRange)'), "D6": Formula("ROW(LastCell)"),
    })  # fmt: skip
    made.set("S!A4", 10.0)
    made.set("S!B4", "x")
    made.calculate()
    assert [made[f"S!D{row}"] for row in (1, 2, 4, 5, 6)] == [3, 28, 10, 22, 4]
    made.set("S!A4", None)
    made.set("S!B4", None)
    made.set("S!A3", 8.0)
    made.calculate()
    assert [made[f"S!D{row}"] for row in (1, 2, 4, 5, 6)] == [2, 19, CellError.VALUE, 13, 3]
