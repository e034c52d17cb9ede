"""The functions as LAMBDA names: how a file spells them, what their lint finds, and that they give the same answers.

Case tables run through IronCalc, which calculates LAMBDA, in every run; through our own engine, and random cells, in
the long one. Excel itself was not run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Context, Decimal
from random import Random

import ironcalc
import pytest
from case_tables import Case, agrees, read_cases
from commands import few
from every_report import REPORTS
from lambda_agreement import check
from live_workbooks import put
from openpyxl.formula.translate import Translator
from openpyxl.utils import FORMULAE, get_column_letter, range_boundaries
from test_cases import sheet_of

from cspxl.engine import load
from cspxl.engine.model import DefinedName, Formula, SheetModel, WorkbookModel
from cspxl.lambdas.lint import lint_lambdas
from cspxl.lambdas.names import LambdaName, functions, names_for, parameters, spelled, typed_names
from cspxl.registry import load_catalogue
from cspxl.tokens import tokenise
from cspxl.values import Cell, CellError, Grid

CATALOGUE = load_catalogue()
FUNCTIONS = sorted(functions())
NAMES = names_for(typed_names())

STATED_AS_TEXT = (
    "stated as text with its decimals", "text: a nought at the end is a decimal, right",
    "text: a nought at the end is a decimal, wrong", "text: no decimals",
)  # fmt: skip
# What a LAMBDA does otherwise, as docs/differences.md says.
NOT_AS_LAMBDA = {
    "LCPF_BEST_FIT: forty costs": "exact for 16 costs; more are #NUM!",
    "LCPF_BEST_FIT: forty costs of one kind and spare rows": "likewise",
    **dict.fromkeys(
        [
            *(f"CHECK_CHANGE: {case}" for case in (*STATED_AS_TEXT, "text: cut off", "text: no whole number",
                                                   "text: above a thousand per cent", "text: a minus sign")),
            *(f"CHECK_SHARE: {case}" for case in STATED_AS_TEXT),
        ],
        "a stated percentage is a number only: a text is #VALUE!",
    ),
}  # fmt: skip
# What IronCalc itself does otherwise.
NOT_IN_IRONCALC = {
    **NOT_AS_LAMBDA,
    "PCT_CHANGE: too large": "a quotient beyond the largest number is #DIV/0!",
    "PCT_CHANGE: the error #GETTING_DATA": "it does not know the error",
    "TARGET: too large for a number": "likewise",
    "CHANGE_TEST: sum of 10,001": "ERFC is right to ten digits",
    "RATE_LIMITS: none": "CHISQ.INV.RT is right to eleven digits",
    "RATE_LIMITS: five at 99.8%": "CHISQ.INV.RT is right to eleven digits",
    "FUNNEL_LIMITS: nothing anywhere": "CHISQ.INV.RT is right to eleven digits",
    "RATE_CHANGE_LIMITS: many beside one": "BETA.INV is right to eleven decimals",
    "RATE_CHANGE_LIMITS: one beside many": "likewise",
    "PERIOD_LABEL: as_at the first day": "day 1 is of 1899",
    "LATEST_MONTH: January 1900": "day 1 is of 1899",
    "PERIOD_TOTAL: block: one month, a series to a column": "MAP does not take a single cell",
    "PERIOD_TOTAL: block: one month, a series to a row": "MAP does not take a single cell",
    "PEER_RANK: alone": "MAP does not take a single cell",
}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("LAMBDA(x,x+1)", "_xlfn.LAMBDA(_xlpm.x,_xlpm.x+1)"),
        ("LAMBDA(x,[y],IF(ISOMITTED(y),x,x+y))",
         "_xlfn.LAMBDA(_xlpm.x,_xlop.y,IF(_xlfn.ISOMITTED(_xlpm.y),_xlpm.x,_xlpm.x+_xlpm.y))"),
        ('LET(a,1,b,a+1,b&"a")', '_xlfn.LET(_xlpm.a,1,_xlpm.b,_xlpm.a+1,_xlpm.b&"a")'),
        ("LAMBDA(f,MAP({1,2},LAMBDA(q,f(q))))",
         "_xlfn.LAMBDA(_xlpm.f,_xlfn.MAP({1,2},_xlfn.LAMBDA(_xlpm.q,_xlpm.f(_xlpm.q))))"),
        ("LAMBDA(v,FILTER(v,v>0))", "_xlfn.LAMBDA(_xlpm.v,_xlfn._xlws.FILTER(_xlpm.v,_xlpm.v>0))"),
        ("LAMBDA(count,COUNT(count))", "_xlfn.LAMBDA(_xlpm.count,COUNT(_xlpm.count))"),
    ],
)  # fmt: skip
def test_a_formula_is_spelled_as_excel_stores_it(typed: str, stored: str) -> None:
    assert spelled(typed) == stored


@pytest.mark.parametrize("report", few(2, REPORTS))
def test_the_lint_finds_nothing_beside_the_names_of_a_report(report: str) -> None:
    """Its defined names and its tables: IronCalc takes a parameter of such a name for the name."""
    described = REPORTS[report]()
    tables = [table.name for sheet in described.sheets for table in sheet.tables]
    assert lint_lambdas(NAMES, [*described.names, *tables], FORMULAE) == []


FINE = LambdaName("csp_twice", "_xlfn.LAMBDA(_xlpm.x,_xlpm.x*2)", "Twice.")


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        (replace(FINE, name="A1"), "not a name that Excel allows"),
        (replace(FINE, name="area"), "the workbook defines another name"),
        (replace(FINE, stored=f"_xlfn.LAMBDA(_xlpm.x,{'+'.join(['_xlpm.x'] * 1100)})"), "Excel takes fewer than 8,192"),
        (replace(FINE, comment="x" * 256), "a comment of 256 characters"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,_xlpm.x*"), "not a formula"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,ABS(_xlpm.x)"), "not a formula: ')' is missing"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,_xlpm.x))"), "not a formula: ')' is not expected"),
        (replace(FINE, stored="LAMBDA(_xlpm.x,_xlpm.x)"), "does not begin with _xlfn.LAMBDA"),
        (replace(FINE, stored="_xlfn.LAMBDA([_xlpm.x],_xlpm.x)"), "stands in brackets"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.m1,_xlpm.m1)"), "the parameter m1 reads as an address"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.c,_xlpm.c)"), "the parameter c reads as an address"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.area,_xlpm.area)"), "the parameter area hides a defined name"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,x)"), "x lacks its prefix"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,other)"), "other is no name"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,$A$1)"), "$A$1 is a reference"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,NOSUCH(_xlpm.x))"), "NOSUCH is no function"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,XMATCH(1,_xlpm.x))"), "XMATCH is spelled _xlfn.XMATCH"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,_xlfn.SUM(_xlpm.x))"), "_xlfn.SUM is spelled SUM"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,_xlfn.FILTER(_xlpm.x,1))"), "is spelled _xlfn._xlws.FILTER"),
        (replace(FINE, stored=f'_xlfn.LAMBDA(_xlpm.x,"{"t" * 256}")'), "a text of 256 characters"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,_xlop.y,_xlpm.x+_xlop.y)"), "_xlop.y stands in the body"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,_xlpm.x+_xlpm.w)"), "_xlpm.w is declared nowhere"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,_xlfn.MAP(_xlpm.x,_xlfn.LAMBDA(_xlpm.q,_xlpm.q))+_xlpm.q)"),
         "_xlpm.q is declared nowhere"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,_xlpm.f(_xlpm.x))"), "_xlpm.f is declared nowhere"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlop.x,_xlpm.y,_xlpm.y)"), "y must be given, and stands after one"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,_xlpm.X,_xlpm.x)"), "the parameter X is declared twice"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,_xlfn.LET(_xlpm.a,1,_xlpm.a,2,_xlpm.a))"), "a is declared twice"),
        (replace(FINE, stored="_xlfn.LAMBDA()"), "LAMBDA has nothing to work out"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,csp_twice())"), "csp_twice is given 0 arguments; it takes 1"),
        (replace(FINE, stored="_xlfn.LAMBDA(_xlpm.x,_xlop.y,csp_twice(1,2,3))"), "given 3 arguments; it takes 1 to 2"),
    ],
)
def test_the_lint_finds(item: LambdaName, fault: str) -> None:
    found = lint_lambdas([item], ["area", "as_at"], FORMULAE)
    assert any(fault in line for line in found), found


@pytest.mark.parametrize(
    "stored",
    [
        "_xlfn.LAMBDA(_xlpm.x,_xlop.y,csp_twice(1)+csp_twice(,7))",
        "_xlfn.LAMBDA(_xlpm.x,_xlfn.LET(_xlpm.q,_xlfn.LAMBDA(_xlpm.x,_xlpm.x),_xlpm.q(_xlpm.x)))",
        "_xlfn.LAMBDA(_xlpm.count,COUNT({1,2},_xlpm.count))",
        "_xlfn.LAMBDA(_xlpm.x, _xlpm.y, _xlpm.x+_xlpm.y)",
    ],
)
def test_the_lint_finds_nothing_in(stored: str) -> None:
    """An argument that is left empty is given; an inner parameter may have the name of an outer one."""
    assert lint_lambdas([replace(FINE, stored=stored)], ["area"], FORMULAE) == []


def test_two_names_alike_are_found() -> None:
    assert lint_lambdas([FINE, replace(FINE, name="CSP_TWICE")], [], FORMULAE) == ["csp_twice: two names are called so"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_parameters_are_the_arguments_of_the_catalogue(name: str) -> None:
    """All may be left out: what is then missing is #N/A, as in the other hosts. RAG has twelve further factors."""
    tokens = tokenise(next(item.stored for item in NAMES if item.name == name))
    declared = [token.text for token in tokens if token.text.startswith("_xlop.")]
    wanted = [parameter.name for parameter in CATALOGUE[name].parameters]
    assert [text.removeprefix("_xlop.").rstrip("_") for text in declared][: len(wanted)] == wanted
    assert len(declared) == len(wanted) + (11 if name == "RAG" else 0)


def test_a_workbook_gets_only_what_it_needs_with_its_help() -> None:
    found = {item.name: item for item in names_for(["PCT_CHANGE"])}
    assert "csp_num" in found
    assert "csp_month" not in found
    assert found["PCT_CHANGE"].comment == CATALOGUE["PCT_CHANGE"].help
    assert [name for name in found if name in CATALOGUE] == ["PCT_CHANGE"]


def test_every_helper_is_called() -> None:
    assert {item.name for item in names_for(FUNCTIONS)} == set(typed_names())


def test_a_parameter_is_found_where_it_is_declared() -> None:
    assert [*parameters(tokenise("LAMBDA(x,LET(y,IF(z,1,2),SUM({1,2},y)))"))] == ["x", "y"]


# The case tables.


def cases_of(name: str) -> list[Case]:
    return [case for case in read_cases() if case.function == name]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_case_live_workbooks(name: str) -> None:
    book = ironcalc.create("cases", "en", "UTC", "en")
    for item in names_for([name]):
        book.new_defined_name(item.name, None, f"={typed_names()[item.name]}")
    cases = [case for case in cases_of(name) if str(case) not in NOT_IN_IRONCALC]
    tops = [*_put_cases(book, cases)]
    book.evaluate()
    for case, top in zip(cases, tops, strict=True):
        shape = case.expected
        result = [[_of_ironcalc(book.get_cell_value(0, top + row, 1 + at)) for at in range(len(shape[0]))]
                  for row in range(len(shape))]  # fmt: skip
        assert agrees([["" if cell is None else cell for cell in row] for row in shape], result), (str(case), result)


def _put_cases(book: ironcalc.Model, cases: Sequence[Case]) -> Iterator[int]:
    """Each case below the one before, its formula in column A; the row of the formula."""
    top = 1
    for case in cases:
        sheet = sheet_of(case, "Sheet1").cells
        for (row, column), content in sheet.items():
            if isinstance(content, Formula):
                moved = Translator(f"={content.text}", "A1").translate_formula(f"A{top}")
                book.set_user_input(0, top, 1, moved)
            else:
                put(book, 0, top + row - 1, column, content)
        yield top
        top += max(len(case.expected), *(row for row, _ in sheet)) + 2


def _of_ironcalc(value: object) -> Cell:
    errors = {error.value: error for error in CellError}
    return errors.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize("case", NOT_IN_IRONCALC)
def test_what_ironcalc_does_otherwise_is_a_case(case: str) -> None:
    assert case in map(str, read_cases())


@pytest.mark.long
def test_a_quotient_is_right_to_its_fifteenth_digit() -> None:
    """Long division of decimals judges it; a division in binary misses it now and then."""
    names = [DefinedName(item.name, item.stored) for item in names_for(["csp_quotient"])]
    plan = load(WorkbookModel((SheetModel("S", {}),), names)).calculate()
    figures, right = Random(17), Context(prec=15, rounding=ROUND_HALF_UP)

    def figure() -> Decimal:
        most = figures.choice([3000, 10**9, 10**15 - 1])
        return Decimal(figures.randint(1, most)).scaleb(-figures.choice([0, 0, 2, 6]))

    for _ in range(500):
        one, two = figure(), figure()
        found = plan.answer(f"csp_quotient({one:f},{two:f})", "S!A1")
        assert Decimal(f"{found:.15g}") == right.divide(one, two), (one, two)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("RATE_LIMITS(B1,1000)", CellError.DIV0), ("XMR_LIMITS(B1)", CellError.DIV0), ("XMR_LIMITS(C1)", CellError.NA),
        ("EXCEPTION_LIMITS(D1:O1,B1)", CellError.DIV0), ("PEER_GROUP(B1)", CellError.DIV0),
        ("LCPF_ALLOCATE(100,B1)", CellError.DIV0), ("SUPPRESS(C1)", CellError.NA), ("ROLLING12(B1,B1)", CellError.DIV0),
    ],
)  # fmt: skip
def test_index_beyond_an_error_is_that_error(call: str, error: CellError) -> None:
    """As Excel has it of an error that is a value; a function that handed the cell on would give #REF!."""
    names = [DefinedName(item.name, item.stored) for item in names_for([call.partition("(")[0]])]
    plan = load(WorkbookModel((SheetModel("S", {(1, 2): CellError.DIV0, (1, 3): CellError.NA}),), names)).calculate()
    assert [plan.answer(f"INDEX({call},{at})", "S!A1") for at in ("1,2", "2,1")] == [error, error]


@pytest.mark.parametrize("costs", [16, 17])
def test_the_best_fit_is_exact_for_16_costs(costs: int) -> None:
    """Powers of two: each total has one choice, its binary digits. One cost more is #NUM!."""
    cells: dict[tuple[int, int], Cell | Formula] = {(at, 3): 2.0**at for at in range(1, costs + 1)}
    cells[1, 1] = Formula(f"LCPF_BEST_FIT(87382,C1:C{costs})", "dynamic")
    names = [DefinedName(item.name, item.stored) for item in names_for(["LCPF_BEST_FIT"])]
    plan = load(WorkbookModel((SheetModel("S", cells),), names)).calculate()
    if costs > 16:
        assert plan["S!A1"] is CellError.NUM
    else:
        assert [plan[f"S!A{at}"] for at in range(1, 17)] == [bool(87382 >> at & 1) for at in range(1, 17)]


@pytest.mark.long
@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_case_in_our_engine(name: str) -> None:
    cases = [case for case in cases_of(name) if str(case) not in NOT_AS_LAMBDA]
    sheets = [sheet_of(case, f"Case{at}_") for at, case in enumerate(cases)]
    names = [DefinedName(item.name, item.stored) for item in names_for([name])]
    plan = load(WorkbookModel(sheets, names)).calculate()
    assert plan.findings == []
    for at, case in enumerate(cases):
        left, top, right, bottom = range_boundaries(plan.spills[f"Case{at}_!A1"])
        result: Grid = [
            [plan[f"Case{at}_!{get_column_letter(column)}{row}"] for column in range(left, right + 1)]
            for row in range(top, bottom + 1)
        ]
        assert agrees(case.expected, result), (str(case), result)


@pytest.mark.long
@pytest.mark.parametrize("name", FUNCTIONS)
def test_random_cells_give_the_same_as_python(name: str) -> None:
    check(name, 300)
