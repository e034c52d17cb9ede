"""What a whole workbook may cost: steps of the plan's own, the same everywhere; what they do not reach for is named."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from commands import cspxl as run
from small_workbook import package, sheet

from cspxl import load as load_file
from cspxl.engine import Plan, load, summary
from cspxl.engine.allowance import MOST_STEPS
from cspxl.engine.findings import Finding
from cspxl.engine.model import DefinedName, Formula, SheetModel, WorkbookModel
from cspxl.values import Cell

MILLION = 1_000_000
NUMBERS = [float(at * 7919 % 10_007) for at in range(1, 1001)]
TEXTS = [f"Board paper {at}" for at in range(1000)]
LONG = ["ab" * 16_000]


def plan_of(formulas: Sequence[str], cells: Sequence[Cell] = (), names: Sequence[DefinedName] = ()) -> Plan:
    """Cells in column A, formulas in column B."""
    content: dict[tuple[int, int], Cell | Formula] = {(at, 1): cell for at, cell in enumerate(cells, 1)}
    content |= {(at, 2): Formula(text) for at, text in enumerate(formulas, 1)}
    return load(WorkbookModel((SheetModel("S", content),), names))


def kinds(plan: Plan) -> dict[str, str]:
    return {finding.cell: finding.kind for finding in plan.findings}


# Ten formulas that make 100,000 numbers each, a sum of them all, and a small one.
TEN = [*(f"SUM(SEQUENCE(100000))+{at}" for at in range(10)), "SUM(B1:B10)", "1+2"]
SUM = 100_000 * 100_001 / 2


def test_what_the_steps_do_not_reach_for_is_named_and_the_rest_is_calculated() -> None:
    plan = plan_of(TEN).calculate(limit=5 * MILLION)
    left = [cell for cell, kind in kinds(plan).items() if kind == "not calculated"]
    assert 0 < len(left) < 10
    done = 10 - len(left)
    assert left == [f"S!B{at}" for at in range(done + 1, 11)]
    assert [plan[f"S!B{at}"] for at in range(1, done + 1)] == [SUM + at for at in range(done)]
    assert kinds(plan)["S!B11"] == "depends on"
    assert plan["S!B12"] == 3
    assert "5,000,000 steps" in str(plan.findings[0])
    assert "--limit" in str(plan.findings[0])
    assert "S!B10" not in plan.values()
    assert "S!B11" not in plan.values()


def test_more_steps_calculate_what_was_left() -> None:
    plan = plan_of(TEN).calculate(limit=5 * MILLION)
    plan.calculate(limit=100 * MILLION)
    assert not plan.findings
    assert plan["S!B11"] == 10 * SUM + 45


def test_a_later_calculation_has_steps_of_its_own() -> None:
    plan = plan_of([f"SUM(SEQUENCE(100000))+A{at}" for at in range(1, 4)], [1.0, 2.0, 3.0])
    for again in range(5):
        plan.set("S!A1", again)
        plan.calculate(limit=5 * MILLION)
        assert not plan.findings


def test_the_same_cells_are_left_each_time_and_in_threads() -> None:
    """Each plan counts its own steps, whatever is calculated beside it."""

    def left(_turn: int) -> dict[str, str]:
        return kinds(plan_of(TEN).calculate(limit=5 * MILLION))

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(left, range(8))) == [left(0)] * 8


def test_a_cell_asked_for_through_indirect_leaves_the_one_that_asks() -> None:
    plan = plan_of(['INDIRECT("B2")+1', "SUM(SEQUENCE(100000))"]).calculate(limit=MILLION // 2)
    assert kinds(plan) == {"S!B1": "depends on", "S!B2": "not calculated"}


def test_a_formula_that_is_refused_for_itself_costs_the_others_nothing() -> None:
    """The interest of a billion months is announced, not worked out."""
    refused = "CUMIPMT(0.01,1E9,1000,1,1E9,0)"
    plan = plan_of([*[refused] * 9, "SUM(SEQUENCE(100000))"]).calculate(limit=5 * MILLION)
    assert kinds(plan) == {f"S!B{at}": "too large" for at in range(1, 10)}
    assert plan["S!B10"] == SUM


# The dear kinds, each with what it looks at, makes or tries, counted by hand: at least a step for each.
DEAR = {
    "an array": ("SUM(SEQUENCE(1000)*7)", 2 * 1000),
    "calls for each cell of an array": ("SUM(MOD(SEQUENCE(1000),7))", 2 * 1000),
    "the numbers of a range": ("SUM(A1:A1000)", 1000),
    "whole columns": ("SUM(A:A)", 1000),
    "a row of column numbers": ("SUM(COLUMN(1:1))", 16_384),
    "numbers put in order": ("SUM(SORT(A1:A1000))", 1000 * 9),  # log2 of 1,000, rounded down
    "a median": ("MEDIAN(A1:A1000)", 1000 * 9),
    "different rows": ("ROWS(UNIQUE(A1:A1000))", 1000),
    "rows that are filtered": ("ROWS(FILTER(A1:A1000,A1:A1000>5))", 2 * 1000),
    "a product of matrices": ("SUM(MMULT(SEQUENCE(30,30),SEQUENCE(30,30)))", 30**3),
    "arrays held against each other": ("SUMPRODUCT((A1:A100=TRANSPOSE(A1:A100))*1)", 100 * 100),
    "a criterion": ('COUNTIF(A1:A1000,">5")', 1000),
    "subtotals": ("SUBTOTAL(9,A1:A1000)", 1000),
    "two series": ("CORREL(A1:A500,A501:A1000)", 1000),
    "a function of ours": ("PEER_RANK(5,A1:A1000,A1:A1000)", 2000),
    "a rate tried again and again": ("IRR(VSTACK(-4000000,A1:A1000))", 5 * 1000),
    "periods of a loan": ("CUMIPMT(0.01,5000,1000,1,5000,0)", 5000),
    "a distribution's terms": ("BINOM.DIST(400000,1000000,0.4,TRUE)", 300),
    "a reference from a text": ('SUMPRODUCT(N(INDIRECT("A"&SEQUENCE(100))))', 100 * 100),
    "ranges that meet": (f"ROWS(({','.join(['A1:A2'] * 90)}) ({','.join(['A1:A2'] * 90)}))", 90 * 90),
    "subsets of forty costs": ("SUM(LCPF_BEST_FIT(900000,A1:A36)*1)", 2**18),
    "calls of a LAMBDA": ("SUM(MAP(SEQUENCE(1000),LAMBDA(x,1)))", 100 * 1000),  # 2 microseconds each
    "a long body": (f"SUM(MAP(SEQUENCE(1000),LAMBDA(x,{'+'.join(['x'] * 50)})))", 50 * 5 * 1000),
    "calls of a bare name": ("SUM(BYROW(SEQUENCE(1000),SUM))", 100 * 1000),
    "functions of functions": ("SUM(MAP(SEQUENCE(1000),LAMBDA(x,LAMBDA(y,x)(1))))", 200 * 1000),
    "names that stay known": (f"LET({','.join(f'n.{at},1' for at in range(100))},SUM(MAP(SEQUENCE(1000),LAMBDA(x,1))))",
                              200 * 1000),
    "what a body reads": ("SUM(MAP(SEQUENCE(1000),LAMBDA(x,SUM(A1:A100,x))))", 100 * 1000),
    "groups in order": ("ROWS(GROUPBY(A1:A1000,A1:A1000,SUM))", 9 * 1000),
    "groups across": ("ROWS(PIVOTBY(MOD(A1:A1000,30),MOD(A1:A1000,70),A1:A1000,SUM))", 70 * 1000),
    "a date's format": ('LEN(TEXT(A1,"dddd d mmmm yyyy"))', 16 * 10),
}  # fmt: skip


@pytest.mark.parametrize(("formula", "least"), DEAR.values(), ids=DEAR)
def test_what_is_dear_is_counted(formula: str, least: int) -> None:
    plan = plan_of([formula], NUMBERS).calculate(limit=least)
    assert kinds(plan) == {"S!B1": "not calculated"}
    assert not plan.calculate().findings


DEAR_TEXTS = {
    "wildcards": ('COUNTIF(A1:A1000,"*a*4*")', TEXTS, 14 * 1000),
    "a text in order": ('COUNTIF(A1:A1000,">c")', TEXTS, 14 * 1000),
    "texts put in order": ("ROWS(SORT(A1:A1000))", TEXTS, 9 * 1000),
    "texts joined": ('LEN(TEXTJOIN(",",TRUE,A1:A1000))', TEXTS, 1000),
    "letters of different texts": ("ROWS(UNIQUE(A1:A2))", LONG, 32_000),
    "letters of groups": ("ROWS(GROUPBY(A1:A2,{1;2},SUM))", LONG, 32_000),
    "letters one by one": ("LEN(PROPER(A1))", LONG, 32_000),
    "a text cut": ('COUNTA(TEXTSPLIT(A1,"b"))', LONG, 32_000),
    "a letter put out again and again": ('LEN(SUBSTITUTE(A1,"a","b",9000))', LONG, 32_000),
    "long texts compared": ('A1&"é">A1&"è"', LONG, 64_000),
    "a letter taken out for each cell": ("SUMPRODUCT(LEN(MID(A1,SEQUENCE(200),30000)))", LONG, 200 * 29_000),
}


@pytest.mark.parametrize(("formula", "cells", "least"), DEAR_TEXTS.values(), ids=DEAR_TEXTS)
def test_what_is_dear_with_texts_is_counted(formula: str, cells: list[Cell], least: int) -> None:
    plan = plan_of([formula], cells).calculate(limit=least)
    assert kinds(plan) == {"S!B1": "not calculated"}
    assert not plan.calculate().findings


FIBONACCI = DefinedName("Fib", "LAMBDA(n,IF(n<2,n,Fib(n-1)+Fib(n-2)))")


def test_functions_that_call_themselves_are_counted_and_what_is_left_is_named() -> None:
    """Fib(15), 610, takes 1,973 calls of itself."""
    plan = plan_of([f"Fib(15)+{at}" for at in range(30)], (), [FIBONACCI]).calculate(limit=10 * MILLION)
    left = list(kinds(plan))
    done = 30 - len(left)
    assert 0 < done < 10 * MILLION // (1973 * 100)
    assert kinds(plan) == {f"S!B{at}": "not calculated" for at in range(done + 1, 31)}
    assert [plan[f"S!B{at}"] for at in range(1, done + 1)] == [610.0 + at for at in range(done)]
    assert not plan.calculate().findings


def test_a_name_is_counted_each_time_a_body_asks_for_it() -> None:
    long = DefinedName("Long", "+".join(["1"] * 500))
    plan = plan_of(["SUM(MAP(SEQUENCE(1000),LAMBDA(x,Long)))"], (), [long])
    assert kinds(plan.calculate(limit=500 * 1000)) == {"S!B1": "not calculated"}
    assert plan.calculate()["S!B1"] == 500_000


def test_functions_that_are_kept_take_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each keeps the one before it, some 1,000 bytes: a million of them would take a gigabyte."""
    monkeypatch.setattr("cspxl.engine.allowance._MOST_OF_ONE", 5 * MILLION)
    plan = plan_of(["LET(f,REDUCE(LAMBDA(x,x),SEQUENCE(10000),LAMBDA(a,b,LAMBDA(x,a(x)+b))),1)"])
    assert kinds(plan.calculate()) == {"S!B1": "too large"}


# Columns as people have them; each costs its rows, or the last their square, and 1/100 of the limit must do for a
# tenth of 15,000 running totals, 5,000 rows that are looked up, and so on.
ORDINARY = {
    "running totals": ("SUM(A$1:A{row})", 1500, MOST_STEPS // 100),
    "look-ups": ("VLOOKUP(A{row},A$1:A$1000,1,FALSE)", 500, MOST_STEPS // 1000),
    "shares of a total": ("A{row}/SUM(A$1:A$1000)", 1000, MOST_STEPS // 1000),
    "ranks": ("RANK(A{row},A$1:A$1000)", 1000, MOST_STEPS // 1000),
    "counted above": ("COUNTIF(A$1:A{row},A{row})", 1000, MOST_STEPS // 200),
    "sums of products": ("SUMPRODUCT(--(A$1:A$1000>5),--(A$1:A$1000<900),A$1:A$1000)+A{row}", 200, MOST_STEPS // 50),
}


@pytest.mark.parametrize(("formula", "rows", "limit"), ORDINARY.values(), ids=ORDINARY)
def test_ordinary_columns_have_room(formula: str, rows: int, limit: int) -> None:
    plan = plan_of([formula.format(row=row) for row in range(1, rows + 1)], NUMBERS)
    assert not plan.calculate(limit=limit).findings


def test_names_that_multiply_are_bounded_when_a_workbook_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last name of eight stands for 128 of the first."""
    monkeypatch.setattr("cspxl.engine.book.MOST_TO_READ", MILLION)
    names = [DefinedName("n.0", "S!$A$1+0"), *(DefinedName(f"n.{at}", f"n.{at - 1}+n.{at - 1}") for at in range(1, 8))]
    plan = plan_of([f"n.7+{at}" for at in range(100)], [1.0], names).calculate()
    assert plan["S!B1"] == 128
    assert kinds(plan)["S!B100"] == "too large"
    assert "names" in str(plan.findings[-1])


def test_a_long_name_is_a_finding() -> None:
    plan = plan_of(["n.1"], [1.0], [DefinedName("n.1", "+".join(["S!$A$1"] * 4000))])
    assert kinds(plan) == {"S!B1": "too long"}


def test_many_findings_are_a_few_lines() -> None:
    findings = [Finding(f"S!A{row}", "not calculated", "why") for row in range(1, 100_001)]
    lines = summary([Finding("S!B1", "too large", "why"), *findings])
    assert lines[:2] == ["S!B1: too large: why", "S!A1: not calculated: why"]
    assert lines[-2:] == ["S!A20: not calculated: why", "99,980 more: not calculated, from S!A21 on"]
    assert len(lines) == 22
    assert summary(findings[:20]) == list(map(str, findings[:20]))


def workbook(path: Path, formulas: Sequence[str]) -> Path:
    rows = "".join(f'<row r="{at}"><c r="A{at}"><f>{text}</f></c></row>' for at, text in enumerate(formulas, 1))
    path.write_bytes(package({"xl/worksheets/sheet1.xml": sheet(rows)}))
    return path


@pytest.mark.long
def test_calc_names_what_is_left_and_limit_gives_more(tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", ["SUM(_xlfn.SEQUENCE(100000))"] * 50)
    out = tmp_path / "out.xlsx"
    few = run("calc", path, "-o", out, "--limit", 4 * MILLION)
    assert few.code == 1
    lines = few.err.splitlines()
    assert len(lines) == 21
    assert ": not calculated: the 4,000,000 steps of a calculation" in lines[0]
    assert lines[-1].startswith("cspxl: ")
    assert "more: not calculated, from " in lines[-1]
    assert out.exists()
    enough = run("calc", path, "-o", out, "--limit", 500 * MILLION, "--json")
    assert (enough.code, enough.err) == (0, "")
    assert set(enough.data.values()) == {SUM}
    assert run("calc", path, "-o", out, "--limit", 0).code == 2


@pytest.mark.long
def test_ten_short_formulas_are_more_than_a_workbook_may_cost(tmp_path: Path) -> None:
    """A million remainders each: two seconds of the processor a formula. 5,000 cost no more than ten."""
    formula = "SUMPRODUCT(MOD(_xlfn.SEQUENCE(1000000)*7919,1000003)/7)+ROW()"
    for count in (10, 5000):
        plan = load_file(workbook(tmp_path / "in.xlsx", [formula] * count)).calculate()
        left = [finding.kind for finding in plan.findings]
        assert set(left) == {"not calculated"}
        assert count - len(left) < 10
