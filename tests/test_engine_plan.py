"""The plan: what is recalculated, what is a finding, arrays and spills, names and tables, clocks and calendars."""

from __future__ import annotations

from datetime import datetime

import pytest

from cspxl.engine import Plan, load
from cspxl.engine.addresses import full_address, split_address, split_area
from cspxl.engine.model import Area, DefinedName, Formula, SheetModel, TableModel, WorkbookModel
from cspxl.errors import InputError
from cspxl.values import Cell, CellError

Contents = dict[str, "Cell | Formula"]


def sheet(name: str, contents: Contents) -> SheetModel:
    """Cells by address; a text that begins with = is a formula."""
    cells = {}
    for address, content in contents.items():
        place = split_address(address)
        assert place
        formula = isinstance(content, str) and content.startswith("=")
        cells[place[1], place[2]] = Formula(content[1:]) if formula else content
    return SheetModel(name, cells)


def plan(contents: Contents, **more: object) -> Plan:
    return load(WorkbookModel((sheet("S", contents),), **more)).calculate()  # type: ignore[arg-type]


def findings(made: Plan) -> dict[str, str]:
    return {finding.cell: f"{finding.kind}: {finding.detail}" for finding in made.findings}


# Recalculation


def test_only_inputs_change_and_what_depends_on_them_follows() -> None:
    made = plan({"A1": 2.0, "A2": "=A1*10", "A3": "=SUM(A1:A2)", "B1": "=5"})
    assert (made["S!A2"], made["S!A3"], made["S!B1"]) == (20, 22, 5)
    made.set("S!A1", 3)
    made.calculate()
    assert (made["S!A2"], made["S!A3"]) == (30, 33)
    made.set("s!$A$1", None)
    assert made.calculate()["S!A3"] == 0
    assert made.inputs == {"S!A1": None}


def test_an_input_that_was_blank_is_seen_by_ranges_and_look_ups() -> None:
    made = plan({"A1": "=SUM(C1:C9)", "A2": '=MATCH("x",C1:C9,0)', "A3": '=COUNTIF(C:C,"x")'})
    assert (made["S!A1"], made["S!A2"], made["S!A3"]) == (0, CellError.NA, 0)
    made.set("S!C4", "x")
    made.set("S!C5", 7)
    made.calculate()
    assert (made["S!A1"], made["S!A2"], made["S!A3"]) == (7, 4, 1)


def test_recalculation_equals_a_fresh_plan_for_every_change() -> None:
    contents: Contents = {f"A{row}": float(row) for row in range(1, 21)}
    contents |= {f"B{row}": f"=A{row}*2+IF(ROW()>1,B{row - 1},0)" for row in range(2, 21)} | {"B1": "=A1*2"}
    contents |= {"C1": "=SUM(OFFSET(A1,0,1,A2,1))", "C2": '=SUM(INDIRECT("B1:B"&A3))', "C3": "=INDEX(B:B,A4)"}
    made = plan(contents)
    for row, value in [(2, 5.0), (3, 9.0), (4, 7.0), (20, -1.0), (1, 100.0)]:
        made.set(f"S!A{row}", value)
        contents[f"A{row}"] = value
        assert made.calculate().values() == plan(contents).values()


def test_a_cell_with_a_formula_or_a_place_that_is_none_cannot_be_set() -> None:
    made = plan({"A1": "=1"})
    for address, why in [("S!A1", "holds a formula"), ("T!A1", "no sheet 'T'.* has S"), ("S!", "is no cell")]:
        with pytest.raises(InputError, match=why):
            made.set(address, 1)


# Findings


def test_a_circle_is_a_finding_that_shows_the_loop_and_what_depends_on_it_has_no_value() -> None:
    made = plan({"A1": "=B1+1", "B1": "=C1*2", "C1": "=A1", "D1": "=IFERROR(A1,0)", "E1": "=7"})
    found = findings(made)
    assert found["S!A1"] == "circular reference: A1→B1→C1→A1"
    assert found["S!C1"] == "circular reference: C1→A1→B1→C1"
    assert found["S!D1"].startswith("depends on: S!A1")
    assert made.values() == {"S!E1": 7}
    with pytest.raises(InputError, match="S!D1 has no value"):
        made["S!D1"]


def test_a_circle_in_a_branch_that_is_not_taken_is_none() -> None:
    made = plan({"A1": True, "B1": "=IF(A1,1,C1)", "C1": "=IF(A1,B1+1,2)"})
    assert (made["S!B1"], made["S!C1"], made.findings) == (1, 2, [])
    made.set("S!A1", value=False)
    assert (made.calculate()["S!C1"], made["S!B1"]) == (2, 2)


def test_a_range_that_holds_the_formula_itself_is_a_circle() -> None:
    assert findings(plan({"A1": 1.0, "A2": "=SUM(A1:A3)"})) == {"S!A2": "circular reference: A2→A2"}


def test_what_asks_only_where_a_range_lies_is_no_circle() -> None:
    made = plan({"A1": "=ROWS(A1:A5)+COLUMN(A1)", "B1": "=INDEX(B1:B3,2)", "B2": 4.0})
    assert (made["S!A1"], made["S!B1"], made.findings) == (6, 4, [])


def test_an_unsupported_function_takes_its_dependants_with_it() -> None:
    made = plan({"A1": "=CUBEVALUE(1)", "A2": "=A1+1", "A3": "=SUM(A1:A2)", "A4": "=IFERROR(A1,0)", "A5": "=1"})
    found = findings(made)
    assert found["S!A1"] == "unsupported function: CUBEVALUE"
    assert found["S!A2"] == "depends on: S!A1, which has no value"
    assert set(found) == {"S!A1", "S!A2", "S!A3", "S!A4"}
    assert made.values() == {"S!A5": 1}


@pytest.mark.parametrize(
    ("formula", "finding"),
    [
        ("=1+*2", "parse error"),
        ("=[2]Other!A1", "external link"),
        ("='[Book 2.xlsx]S'!A1", "external link"),
        ("=A1:A2 B1", ""),
    ],
)
def test_what_a_formula_cannot_be(formula: str, finding: str) -> None:
    found = findings(plan({"C9": formula}))
    assert found.get("S!C9", "").startswith(finding)


def test_a_finding_goes_when_its_cause_goes() -> None:
    made = plan({"A1": 1.0, "B1": "=IF(A1=1,B1,2)", "B2": "=B1"})
    assert set(findings(made)) == {"S!B1", "S!B2"}
    made.set("S!A1", 2)
    assert (made.calculate()["S!B2"], made.findings) == (2, [])


def test_long_chains_do_not_nest() -> None:
    contents: Contents = {"A1": 1.0} | {f"A{row}": f"=A{row - 1}+1" for row in range(2, 5001)}
    assert plan(contents)["S!A5000"] == 5000
    made = plan({"B1": '=INDIRECT("A5000")'} | contents)
    assert made["S!B1"] == 5000
    made.set("S!A1", 2)
    assert made.calculate()["S!B1"] == 5001


def test_hundreds_of_terms_and_deep_brackets() -> None:
    terms = {"A1": "=" + "+".join(["1"] * 900), "A2": "=" + "&".join(['"a"'] * 500)}
    made = plan(terms | {"A3": "=" + "(" * 60 + "1" + ")" * 60})
    assert (made["S!A1"], made["S!A2"], made["S!A3"]) == (900, "a" * 500, 1)
    assert findings(plan({"A1": "=" + "(" * 4000 + "1" + ")" * 4000}))["S!A1"].startswith("parse error")


# Arrays


def test_a_normal_formula_cuts_a_range_to_its_own_row_or_column() -> None:
    made = plan({"A1": 1.0, "A2": 2.0, "B2": "=A1:A2*10", "B5": "=A1:A2", "C7": "=SUM(A1:A2*2)", "D2": "=SUM(A1:A2*2)"})
    assert (made["S!B2"], made["S!B5"], made["S!C7"], made["S!D2"]) == (20, CellError.VALUE, CellError.VALUE, 4)


def test_a_question_is_answered_by_the_figures_of_the_last_calculation() -> None:
    """1 + 2 + 3, then 10 + 2 + 3; SUM is no formula of the workbook."""
    cells = {(1, 1): 1.0, (2, 1): 2.0, (3, 1): Formula("A2+1")}
    plan = load(WorkbookModel((SheetModel("S", cells),)))
    for first, total in ((1, 6), (10, 15), (1, 6)):
        plan.set("S!A1", first)
        assert plan.calculate().answer("SUM(A1:A3)", "S!C9") == total
    with pytest.raises(InputError, match="cannot be calculated: unsupported function: NOSUCH"):
        plan.answer("NOSUCH(1)", "S!C9")
    assert plan.findings == []


def test_an_array_formula_fills_its_range() -> None:
    area = split_area("C1:D4")
    cells = {(1, 1): 1.0, (2, 1): 2.0, (3, 1): 3.0}
    cells |= {(1, 3): Formula("A1:A3*10", "array", area), (9, 1): Formula("SUM(C1:D3)")}
    made = load(WorkbookModel((SheetModel("S", cells),))).calculate()
    column = [made[f"S!C{row}"] for row in range(1, 5)]
    assert column == [10, 20, 30, CellError.NA]
    assert [made[f"S!D{row}"] for row in range(1, 5)] == column
    assert made["S!A9"] == 120
    with pytest.raises(InputError, match="holds a formula"):
        made.set("S!D2", 1)


def spilling(more: dict[tuple[int, int], object] | None = None) -> Plan:
    cells = {(1, 1): 3.0, (1, 3): Formula("SEQUENCE(A1)", "dynamic", (1, 3, 1, 3)), (1, 5): Formula("SUM(C1:C9)")}
    cells |= {(2, 5): Formula("SUM(_xlfn.ANCHORARRAY(C1))"), (3, 5): Formula("C3*2")} | (more or {})
    return load(WorkbookModel((SheetModel("S", cells),))).calculate()


def test_a_dynamic_array_spills_grows_and_shrinks_and_its_readers_follow() -> None:
    made = spilling()
    assert [made[f"S!C{row}"] for row in (1, 2, 3, 4)] == [1, 2, 3, None]
    assert (made["S!E1"], made["S!E2"], made["S!E3"]) == (6, 6, 6)
    assert made.spills == {"S!C1": "C1:C3"}
    made.set("S!A1", 5)
    made.calculate()
    assert (made["S!E1"], made["S!E2"], made.spills["S!C1"]) == (15, 15, "C1:C5")
    made.set("S!A1", 1)
    made.calculate()
    assert (made["S!E1"], made["S!E2"], made["S!E3"], made["S!C2"]) == (1, 1, 0, None)


def test_a_blocked_spill_is_an_error_and_a_finding() -> None:
    made = spilling({(3, 3): "in the way"})
    assert made["S!C1"] is CellError.SPILL
    assert findings(made)["S!C1"] == "blocked spill: S!C3 is in the way of C1:C3"
    assert made["S!E1"] is CellError.SPILL
    made.set("S!C3", None)
    assert (made.calculate()["S!E1"], made.findings) == (6, [])


def test_at_sign_takes_one_value() -> None:
    cells = {(1, 1): 1.0, (2, 1): 2.0, (2, 2): Formula("_xlfn.SINGLE(A1:A2)", "dynamic"), (2, 3): Formula("@A1:A2")}
    made = load(WorkbookModel((SheetModel("S", cells),))).calculate()
    assert (made["S!B2"], made["S!C2"]) == (2, 2)


# Names, tables, sheets


def test_names_stand_for_ranges_constants_and_expressions() -> None:
    names = (
        DefinedName("Rate", "0.2"), DefinedName("Values", "S!$A$1:$A$3"), DefinedName("Twice", "SUM(Values)*2"),
        DefinedName("Left", "S!A1"), DefinedName("Rate", "0.5", "T"), DefinedName("Me", "Me+1"),
    )  # fmt: skip
    values = {"A1": 1.0, "A2": 2.0, "A3": 3.0}
    first = sheet("S", values | {"B1": "=Rate", "B2": "=SUM(values)", "B3": "=Twice", "B4": "=Me"})
    second = sheet("T", {"A1": "=Rate", "A2": "=S!Rate", "A3": "=Nothing", "A4": "=Left", "A5": "=T!Rate"})
    made = load(WorkbookModel((first, second), names)).calculate()
    assert (made["S!B1"], made["S!B2"], made["S!B3"]) == (0.2, 6, 12)
    assert (made["T!A1"], made["T!A2"], made["T!A3"], made["T!A5"]) == (0.5, 0.2, CellError.NAME, 0.5)
    assert made["T!A4"] == 0  # relative: as far from A4 as S!A1 from A1
    assert findings(made) == {"S!B4": "circular reference: the name Me stands for itself"}


def test_structured_references() -> None:
    table = TableModel("Sales", "S", (1, 1, 4, 3), ("Area", "Q1", "It's #1"), 1, 1)
    contents: Contents = {"A1": "Area", "B1": "Q1", "C1": "It's #1", "A2": "x", "B2": 1.0, "C2": 2.0, "A3": "y"}
    contents |= {"B3": 3.0, "C3": 4.0, "B4": 99.0, "E2": "=Sales[[#This Row],[Q1]]*10"}
    contents |= {"E3": "=Sales[@Q1]", "E9": "=Sales[@Q1]"}
    contents |= {"A3": "y",
        "F1": "=SUM(Sales[Q1])", "F2": "=SUM(Sales[[Q1]:[It''s '#1]])", "F3": "=Sales[[#Totals],[Q1]]",
        "F4": "=Sales[[#Headers],[Q1]]", "F5": "=ROWS(Sales[#All])", "F6": "=COUNTA(Sales)", "F7": "=SUM(Sales[Gone])",
    }  # fmt: skip
    made = plan(contents, tables=(table,))
    assert (made["S!E2"], made["S!E3"], made["S!E9"]) == (10, 3, CellError.VALUE)
    assert (made["S!F1"], made["S!F2"], made["S!F3"], made["S!F4"]) == (4, 10, 99, "Q1")
    assert (made["S!F5"], made["S!F6"], made["S!F7"]) == (4, 6, CellError.REF)


def test_quoted_sheets_whole_columns_and_prefixes() -> None:
    data = sheet("It's data", {"B2": 1.0, "B3": 2.0})
    asked = sheet("S", {
        "A1": "=SUM('It''s data'!B:B)", "A2": "=SUM('It''s data'!2:3)", "A3": "=_xlfn.CONCAT(1,2)",
        "A4": "=_xldudf_CSP_PCT_CHANGE(6,5)", "A5": "=CSP.PCT_CHANGE(6,5)", "A6": "=pct_change(6,5)",
        "A7": "=_xlfn.LET(_xlpm.x,2,_xlpm.y,_xlpm.x+1,_xlpm.x*_xlpm.y)", "A8": "=Gone!A1", "A9": "=ROWS(B:B)",
        "A10": "=_xlfn._xlws.SORT({2;1})",
    })  # fmt: skip
    made = load(WorkbookModel((data, asked))).calculate()
    assert (made["S!A1"], made["S!A2"], made["S!A3"], made["S!A7"]) == (3, 3, "12", 6)
    assert made["S!A4"] == made["S!A5"] == made["S!A6"] == pytest.approx(0.2)
    assert (made["S!A8"], made["S!A9"], made["S!A10"]) == (CellError.REF, 1_048_576, 1)
    assert made["It's data!B2"] == made["'It''s data'!b2"] == 1


# The catalogue's functions


def test_the_catalogue_gets_blanks_grids_and_errors_as_they_are() -> None:
    months: Contents = {f"{letter}1": 42736.0 + 31 * at for at, letter in enumerate("BCD")}
    made = plan(months | {
        "B2": 5.0, "C2": 6.0, "D2": None,
        "A3": "=PERIOD_TOTAL(B2:D2,B1:D1,C1,2)", "A4": "=PERIOD_TOTAL(B2:D2,B1:D1,D1,2)", "A5": "=RATE_PER(B2,0)",
        "A6": "=PCT_CHANGE(NA(),1)", "A7": "=RATE_PER(E9,5)", "A8": "=SUM(RATE_PER(B2:C2,{10,10},10))",
    })  # fmt: skip
    assert (made["S!A3"], made["S!A4"], made["S!A5"]) == (11, CellError.NA, CellError.DIV0)
    assert (made["S!A6"], made["S!A7"], made["S!A8"]) == (CellError.NA, CellError.NA, 11)


# Clock and calendar


def test_volatile_functions_take_the_given_clock() -> None:
    made = plan({"A1": "=TODAY()", "A2": "=NOW()", "A3": "=A1+1"})
    made.calculate(datetime(2017, 2, 1, 12))  # noqa: DTZ001 -- the clock on the wall
    assert (made["S!A1"], made["S!A2"], made["S!A3"]) == (42767, 42767.5, 42768)
    made.calculate(datetime(2017, 2, 2))  # noqa: DTZ001
    assert (made["S!A1"], made["S!A3"]) == (42768, 42769)


def test_the_1904_system_counts_from_1904() -> None:
    made = plan({"A1": "=DATE(1904,1,2)", "A2": '=TEXT(0,"yyyy-mm-dd")', "A3": "=YEAR(41305)"}, date1904=True)
    assert (made["S!A1"], made["S!A2"], made["S!A3"]) == (1, "1904-01-01", 2017)


def test_the_spill_of_a_formula_that_fills_its_own_cell_is_that_cell() -> None:
    """Real Estate Private Equity Model.xlsx of calebjgartner/Financial-Modeling-Projects, Cash Flow!D33."""
    contents = {"A1": 4.0, "B1": "=A1*2", "C1": "=SUM(_xlfn.ANCHORARRAY(B1))", "D1": "=SUM(_xlfn.ANCHORARRAY(A1))"}
    made = plan(contents)
    assert (made["S!C1"], made["S!D1"]) == (8, CellError.REF)


def test_this_row_of_a_table_is_read_from_another_sheet_too() -> None:
    """capstonedash.xlsx of Ameesha98/Excel-functions-and-dashboards, Top 5!C4; beyond the table's rows #VALUE!."""
    table = TableModel("T", "Data", (1, 1, 3, 1), ["v"])
    data = SheetModel("Data", {(1, 1): "v", (2, 1): 5.0, (3, 1): 7.0})
    asks = {f"B{row}": "=T[[#This Row],[v]]*10" for row in (1, 2, 3, 4)}
    made = load(WorkbookModel((data, sheet("S", asks)), tables=(table,))).calculate()
    assert [made[f"S!B{row}"] for row in (1, 2, 3, 4)] == [CellError.VALUE, 50, 70, CellError.VALUE]


@pytest.mark.parametrize(
    ("area", "at", "value"),
    [((1, 1, 9, 1), (2, 1), CellError.SPILL), ((3, 1, 9, 2), (1, 1), CellError.SPILL), ((1, 2, 9, 3), (1, 1), 1)],
    ids=["in a table", "into a table", "beside a table"],
)
def test_nothing_spills_in_a_table(area: Area, at: tuple[int, int], value: Cell) -> None:
    """Excel's page of spill ranges; Hash Operator.xlsx of Usman925937/Excel-Files, Table vs Dynamic Array!E18."""
    columns = [f"c{column}" for column in range(area[1], area[3] + 1)]
    cells: dict[tuple[int, int], Cell | Formula] = {at: Formula("SEQUENCE(3)", "dynamic"), (8, 8): Formula("1+1")}
    made = load(WorkbookModel((SheetModel("S", cells),), tables=(TableModel("T", "S", area, columns),))).calculate()
    assert made[full_address("S", *at)] == value
    assert [finding.kind for finding in made.findings] == ["blocked spill"] * (value is CellError.SPILL)
    assert made["S!H8"] == 2


def test_formulas_that_overlap_are_a_finding_and_a_spill_is_blocked_by_one() -> None:
    cells = {(1, 1): Formula("{1;2;3}", "dynamic", (1, 1, 3, 1)), (2, 1): Formula("5")}
    cells |= {(1, 2): Formula("{1;2;3}", "array", (1, 2, 3, 2)), (2, 2): Formula("6")}
    made = load(WorkbookModel((SheetModel("S", cells),))).calculate()
    assert (made["S!A1"], made["S!A2"], made["S!B2"]) == (CellError.SPILL, 5, 6)
    assert findings(made) == {
        "S!A1": "blocked spill: S!A2 is in the way of A1:A3",
        "S!B1": "overlapping formulas: another formula stands in B1:B3",
    }
