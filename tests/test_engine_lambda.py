"""LAMBDA in workbooks: names that are functions, what depends on what, recursion, and what is too much.

Expected values are sums by hand, or rules of Excel's help pages: a function in a cell is #CALC!, one called with the
wrong number of arguments #VALUE!, an array of arrays #CALC!, a function that calls itself without end #NUM!.
"""

from __future__ import annotations

import sys
from functools import partial
from threading import Thread

import pytest

from cspxl.engine import Plan, evaluate, load
from cspxl.engine.addresses import split_address
from cspxl.engine.model import DefinedName, Formula, SheetModel, WorkbookModel
from cspxl.errors import InputError
from cspxl.values import Cell, CellError


def plan(contents: dict[str, Cell], **names: str) -> Plan:
    """A sheet S; a text that begins with = is a formula whose result may spill."""
    cells: dict[tuple[int, int], Cell | Formula] = {}
    for address, content in contents.items():
        place = split_address(address)
        assert place
        formula = isinstance(content, str) and content.startswith("=")
        cells[place[1], place[2]] = Formula(str(content)[1:], "dynamic") if formula else content
    defined = [DefinedName(name, text) for name, text in names.items()]
    return load(WorkbookModel((SheetModel("S", cells),), defined)).calculate()


def findings(made: Plan) -> dict[str, str]:
    return {finding.cell: f"{finding.kind}: {finding.detail}" for finding in made.findings}


FACTORIAL = "_xlfn.LAMBDA(_xlpm.n,IF(_xlpm.n<2,1,_xlpm.n*Factorial(_xlpm.n-1)))"


def test_a_name_is_called_like_a_function() -> None:
    made = plan(
        {"A1": 3.0, "B1": "=Twice(A1)", "B2": "=SUM(Twice(A1),twice(4))", "B3": "=Twice", "B4": "=Twice(1,2)",
         "B5": "=MAP({1,2},Twice)", "B6": "=Number(2)"},
        Twice="_xlfn.LAMBDA(_xlpm.x,_xlpm.x*2)", Number="S!$A$1",
    )  # fmt: skip
    assert (made["S!B1"], made["S!B2"], made["S!B3"], made["S!B4"]) == (6, 14, CellError.CALC, CellError.VALUE)
    assert (made["S!B5"], made["S!C5"], made["S!B6"]) == (2, 4, CellError.REF)


@pytest.mark.parametrize(("n", "expected"), [(5, 120), (10, 3628800)])
def test_a_name_calls_itself(n: float, expected: float) -> None:
    assert plan({"A1": n, "B1": "=Factorial(A1)"}, Factorial=FACTORIAL)["S!B1"] == expected


def test_names_call_each_other() -> None:
    even, odd = "LAMBDA(n,IF(n=0,TRUE,Is_odd(n-1)))", "LAMBDA(n,IF(n=0,FALSE,Is_even(n-1)))"
    made = plan({"A1": "=Is_even(10)", "A2": "=Is_even(7)"}, Is_even=even, Is_odd=odd)
    assert (made["S!A1"], made["S!A2"]) == (True, False)


def test_a_name_of_one_sheet_is_called_there_and_by_its_sheet() -> None:
    cells = {(1, 1): Formula("Half(8)", "dynamic"), (2, 1): Formula("T!Half(8)", "dynamic")}
    names = [DefinedName("Half", "LAMBDA(x,x/2)"), DefinedName("Half", "LAMBDA(x,-x)", "T")]
    sheets = [SheetModel("S", cells), SheetModel("T", cells)]
    made = load(WorkbookModel(sheets, names)).calculate()
    assert [made[address] for address in ("S!A1", "S!A2", "T!A1", "T!A2")] == [4, -8, -8, -8]


def test_a_relative_name_reads_beside_each_caller() -> None:
    made = plan({"A1": 1.0, "A2": 2.0, "B1": "=Beside(10)", "B2": "=Beside(10)"}, Beside="LAMBDA(x,x+S!XFD1)")
    assert (made["S!B1"], made["S!B2"]) == (11, 12)


def test_recursion_is_as_deep_as_excels_and_then_num() -> None:
    contents: dict[str, Cell] = {"A1": "=Sum_to(500)", "A2": "=Forever(1)", "A3": '=Reverse(REPT("ab",120))'}
    made = plan(
        contents,
        Sum_to="LAMBDA(n,IF(n=0,0,n+Sum_to(n-1)))",
        Forever="LAMBDA(n,1+Forever(n+1))",
        Reverse='LAMBDA(t,IF(t="","",Reverse(MID(t,2,LEN(t)))&LEFT(t,1)))',
    )
    assert (made["S!A1"], made["S!A2"], made["S!A3"]) == (125250, CellError.NUM, "ba" * 120)
    assert not made.findings


def test_a_question_is_answered_as_a_cell_would_be() -> None:
    made = plan({"A1": 1.0}, Sum_to="LAMBDA(n,IF(n=0,0,n+Sum_to(n-1)))")
    assert made.answer("Sum_to(500)", "S!A1") == 125250
    assert made.answer("Sum_to(5000)", "S!A1") is CellError.NUM
    assert made.answer("Sum_to", "S!A1") is CellError.CALC


def test_a_name_that_is_no_function_may_not_stand_for_itself() -> None:
    made = plan({"A1": "=Me", "A2": "=Round_me"}, Me="Me+1", Round_me="LAMBDA(x,x)(Round_me)")
    assert findings(made)["S!A1"] == "circular reference: the name Me stands for itself"
    assert findings(made)["S!A2"].startswith("too deep")


def test_pythons_own_limit_is_as_it_was_afterwards() -> None:
    before = sys.getrecursionlimit()
    work = partial(plan, {"A1": "=Factorial(150)"}, Factorial=FACTORIAL)
    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sys.getrecursionlimit() == before


def test_a_caller_follows_the_cells_that_the_body_reads() -> None:
    made = plan(
        {"A1": "=Priced(10)", "A2": "=Twice_priced(10)", "B1": "=C1+1", "C1": 1.0},
        Priced="LAMBDA(x,x*S!$B$1)", Twice_priced="LAMBDA(x,2*Priced(x))",
    )  # fmt: skip
    assert (made["S!A1"], made["S!A2"]) == (20, 40)
    made.set("S!C1", 4.0)
    made.calculate()
    assert (made["S!A1"], made["S!A2"]) == (50, 100)


def test_a_body_without_a_value_leaves_its_callers_without_one() -> None:
    made = plan({"A1": "=Priced(10)", "B1": "=NOSUCH(1)"}, Priced="LAMBDA(x,x*S!$B$1)", Broken="LAMBDA(x,NOSUCH(x))")
    assert findings(made)["S!A1"] == "depends on: S!B1, which has no value"
    nested = plan({"A1": "=Outer(1)"}, Outer="LAMBDA(x,Inner(x))", Inner="LAMBDA(x,NOSUCH(x))")
    assert findings(nested) == {"S!A1": "unsupported function: NOSUCH"}


def test_parts_of_a_range_stay_references() -> None:
    cells: dict[str, Cell] = {"A1": 1.0, "A2": 2.0, "A3": 3.0, "B1": "=MAP(A1:A3,LAMBDA(x,SUM(A1:x)))"}
    made = plan(cells | {"C1": "=BYROW(A1:B3,LAMBDA(r,ROW(r)))", "D1": "=BYROW(A1:A3,LAMBDA(r,SUBTOTAL(9,r)))"})
    assert [made[f"S!B{row}"] for row in (1, 2, 3)] == [1, 3, 6]
    assert [made[f"S!C{row}"] for row in (1, 2, 3)] == [1, 2, 3]
    assert [made[f"S!D{row}"] for row in (1, 2, 3)] == [1, 2, 3]


def test_a_blank_cell_stays_blank_and_an_error_goes_through() -> None:
    made = plan({"A1": 1.0, "A3": "=1/0", "B1": '=MAP(A1:A3,LAMBDA(x,IF(ISBLANK(x),"none",x)))'})
    assert [made[f"S!B{row}"] for row in (1, 2, 3)] == [1, "none", CellError.DIV0]


def test_a_workbooks_own_function_comes_before_the_catalogues_and_after_excels() -> None:
    made = plan({"A1": "=SHARE(1,4)", "A2": "=SUM(1,4)"}, SHARE="LAMBDA(a,b,a-b)", SUM="LAMBDA(a,b,a-b)")
    assert (made["S!A1"], made["S!A2"]) == (-3, 5)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=LET(max,MAX(1,2),max+MAX(3,4))", 6),
        ("=LET(sum,LAMBDA(a,a*2),sum(3))", 6),
        ("=_xlfn.LET(_xlpm.max,_xlfn.LAMBDA(_xlpm.x,-_xlpm.x),_xlpm.max(3)+MAX(1,2))", -1),
        ("=_xlfn.LAMBDA(_xlpm.x,_xlop.y,IF(_xlfn.ISOMITTED(_xlpm.y),_xlpm.x,_xlpm.x*_xlpm.y))(7)", 7),
        ("=LAMBDA(x,LAMBDA(y,x-y))(5)(3)", 2),
        ("=LET(x,1,f,LAMBDA(y,x+y),LET(x,100,f(x)))", 101),
        ("=IF(TRUE,LAMBDA(x,x+1),LAMBDA(x,x-1))(1)", 2),
        ("=CHOOSE(2,_xleta.SUM,_xleta.AVERAGE)({1,2,6})", 3),
        ("=LET(f,SUM,f(1,2)+f(3))", 6),
        ("=LAMBDA(x,[y],x+y)(1)", 1),
        ("=LET(f,5,f(1))", CellError.VALUE),
        ("=LAMBDA(x,x)(NA())", CellError.NA),
        ("=SUM(LAMBDA(x,x))", CellError.VALUE),
        ("=LAMBDA(x,x)+1", CellError.VALUE),
        ("=MAP({1,2},LAMBDA(x,SEQUENCE(x)))", CellError.CALC),
        ("=MAP({1,2},LAMBDA(x,LAMBDA(y,x)))", CellError.CALC),
        ("=BYROW({1,2},5)", CellError.VALUE),
        ("=MAP({1,2,3},{10,20},LAMBDA(a,b,a+b))", [[11, 22, CellError.NA]]),
        ("=REDUCE(0,{1,2;3,4},LAMBDA(a,b,VSTACK(a,b)))", [[0], [1], [2], [3], [4]]),
        ("=ROWS(REDUCE(,{100,101,102,103},LAMBDA(a,v,VSTACK({1;2;3},a))))", 10),
    ],
)
def test_functions_are_values(formula: str, expected: object) -> None:
    assert evaluate(formula) == expected


def test_a_formula_is_shown_as_it_was_typed() -> None:
    stored = "=_xlfn.LAMBDA(_xlpm.x,_xlop.y,IF(_xlfn.ISOMITTED(_xlpm.y),_xlpm.x,_xleta.SUM(_xlpm.y)))(1)"
    made = plan({"A1": stored, "A2": "=FORMULATEXT(A1)"})
    assert made["S!A2"] == "=LAMBDA(x,[y],IF(ISOMITTED(y),x,SUM(y)))(1)"


@pytest.mark.parametrize(
    "formula",
    [
        "=LAMBDA(x,x)" + "(1)" * 3000,
        "=" + "LAMBDA(x," * 1500 + "1" + ")" * 1500,
        "=" + "LAMBDA(x," * 1500,
        "=LAMBDA(f,f(f,f))(LAMBDA(a,b,a(b,a)))",
        "=LAMBDA(x,[y)(1)",
        "=LAMBDA([x])(1)",
        "=LAMBDA(,1)(1)",
        "=LAMBDA(A1,A1)(1)",
        "=LAMBDA()(1)",
        "=MAP(A9:A10,LAMBDA)",
        "=REDUCE(LAMBDA(x,x),{1,2},LAMBDA(a,b,a))",
        "=MAKEARRAY(1E9,1E9,LAMBDA(r,c,1))",
        "=MAP(A:XFD,LAMBDA(x,x))",
    ],
    ids=lambda formula: formula[:30],
)
def test_odd_formulas_are_an_error_or_one_finding(formula: str) -> None:
    made = plan({"A1": formula})
    assert made.findings or isinstance(made["S!A1"], CellError)


@pytest.mark.long
@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(MAP(SEQUENCE(1000),LAMBDA(x,SUM(MAP(SEQUENCE(1000),LAMBDA(y,SUM(MAP(SEQUENCE(1000),LAMBDA(z,z)))))))))",
        "=LET(a,LAMBDA(f,x,f(f,x)+f(f,x)),a(a,1))",
        "=REDUCE(1,SEQUENCE(40),LAMBDA(a,b,VSTACK(a,a)))",
        "=SUM(MAP(SEQUENCE(100000),LAMBDA(x,SUM(SEQUENCE(1000)+x))))",
    ],
    ids=["nested loops", "two calls of itself", "doubled arrays", "arrays in a loop"],
)
def test_what_costs_too_much_is_a_finding(formula: str) -> None:
    made = plan({"A1": formula})
    assert findings(made)["S!A1"].startswith("too large")


@pytest.mark.parametrize(
    ("formula", "what"),
    [
        ('PIVOTBY({"A";"B"},{"X";"Y"},{1,10;2,20},SUM,0)', "totals of several values"),
        ('PIVOTBY({"A";"B"},{"X";"Y"},{1;2},SUM,2)', "generated headers"),
        ('PIVOTBY({"A";"B"},{"X";"Y"},{1;2},SUM,,,2)', "an order by values"),
        ('PIVOTBY({"A";"B"},{"X";"Y"},{1;2},PERCENTOF,,,,,,,3)', "shares of a parent's total"),
        ('PIVOTBY({"A";"B"},,{1;2},SUM)', "without row fields or column fields"),
        ('PIVOTBY({"A";"B"},{"X";"Y"},{1;2},HSTACK(SUM,COUNT))', "several functions at once"),
    ],
)
def test_what_is_not_known_of_pivotby_is_a_finding(formula: str, what: str) -> None:
    with pytest.raises(InputError, match=f"PIVOTBY (with )?{what}"):
        evaluate(f"={formula}")
