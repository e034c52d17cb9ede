"""What one formula may cost: small formulas that would take gigabytes or minutes, and ordinary ones that must not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspxl.engine import Plan, evaluate, load
from cspxl.engine.criteria import search
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.errors import InputError
from cspxl.values import Cell, CellError

# A text of more than 32,767 letters is #VALUE!, whichever function makes it (Microsoft, "Excel specifications and
# limits": total number of characters that a cell can contain).
TOO_LONG = (
    'TEXTJOIN(REPT(",",32767),FALSE,SEQUENCE(100000))',
    'TEXTJOIN(",",TRUE,EXPAND("",200000,1,"x"))',
    'CONCAT(EXPAND("",1000000,1,"x"))',
    'CONCATENATE(REPT("x",32767),"y")',
    'REPT("x",32767)&"y"',
    'SUBSTITUTE(REPT("a",32767),"a",REPT("b",32767))',
    'SUBSTITUTE(REPT("a",32767),"a","bb",1)',
    'REPLACE(REPT("a",32767),1,1,"bb")',
    'TEXT(REPT("x",32767),REPT("@",32767))',
    'TEXT(1,REPT("0",32767)&"0.0")',
)
# Each took more than 1 GB or more than 10 seconds, or would.
TOO_LARGE = (
    'LEN(REPT("x",SEQUENCE(100000)*0+32767))',
    'LEN(CONCAT(REPT("x",SEQUENCE(50000)*0+30000)))',
    'SUM(LEN(TEXT(SEQUENCE(60000),REPT("0",30000))))',
    'SUM(LEN(TEXT(1,REPT("#",SEQUENCE(300)+30000))))',
    'SUM(LEN(SEQUENCE(2000)&REPT("x",32000)))',
    'SUM(LEN(EXPAND("",1000000,1,REPT("x",32767))))',
    'SUM(IFERROR(SEARCH(REPT("a",250)&SEQUENCE(2000),REPT("a",32767)),0))',
    'XMATCH(REPT("*?a",80)&"b",EXPAND("",1000,1,REPT("a",32767)),2)',
    "SUM(XMATCH(SEQUENCE(20000)+0.5,SEQUENCE(20000),-1))",
    "SUM(MATCH(SEQUENCE(20000),SEQUENCE(20000)*0,-1))",
    "SUM(FORECAST(SEQUENCE(20000),SEQUENCE(20000),SEQUENCE(20000)))",
    "SUM(LEN(MUNIT(SEQUENCE(200)+1200)))",
    "SUM(LEN(SEQUENCE(SEQUENCE(1000)+1000,1000)))",
    "ROWS(VSTACK(SEQUENCE(1000000),SEQUENCE(1000000),SEQUENCE(1000000)))",
    "COLUMNS(HSTACK(SEQUENCE(1000000),SEQUENCE(1000000),SEQUENCE(1000000)))",
    "ROWS(CHOOSEROWS(SEQUENCE(1,16384),SEQUENCE(100000)*0+1))",
    'COLUMNS(TEXTSPLIT(REPT(",",16000)&REPT(";",16000),",",";"))',
    'COLUMNS(TEXTSPLIT(REPT("x",32767),SEQUENCE(100000)))',
    "LET(a,SEQUENCE(1000000),b,a+1,c,b+1,d,c+1,e,d+1,f,e+1,g,f+1,h,g+1,SUM(h))",
    "LET(a,SEQUENCE(1000000),b,TRANSPOSE(a),c,TRANSPOSE(b),d,TRANSPOSE(c),e,TRANSPOSE(d),f,TRANSPOSE(e),SUM(f))",
    "EXPAND(1,1000000,2,0)",
)


@pytest.mark.parametrize("formula", TOO_LONG)
def test_a_text_that_is_too_long_is_an_error(formula: str) -> None:
    assert evaluate(f"={formula}") is CellError.VALUE


@pytest.mark.parametrize(
    "formula", [*TOO_LARGE[:2], *(pytest.param(formula, marks=pytest.mark.long) for formula in TOO_LARGE[2:])],
)
def test_a_formula_that_costs_too_much_is_a_finding(formula: str) -> None:
    with pytest.raises(InputError, match="too large"):
        evaluate(f"={formula}")


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ('LEN(TEXTJOIN(",",FALSE,EXPAND("x",16384,1,"x")))', 32767),  # 16,384 and 16,383 between
        ('LEN(CONCAT(EXPAND("x",32767,1,"x")))', 32767),
        ('LEN(SUBSTITUTE(REPT("ab",10922),"b","bb"))', 32766),
        ('LEN(SUBSTITUTE(REPT("a",32767),"a",""))', 0),
        ('LEN(SUBSTITUTE(REPT("a",32766),"a","bb",1))', 32767),
        ('TEXTJOIN({"-","+"},FALSE,"a","","c","d")', "a-+c-d"),
        ('TEXTJOIN({"-","+"},TRUE,"a","","c","d")', "a-c+d"),
        ('CLEAN("a"&CHAR(7)&CHAR(10)&"b")', "ab"),
        ('SUM(LEN(MID(REPT("x",5000),SEQUENCE(5000),1)))', 5000),
        ("LCM(6,10,15)", 30),
        ("LCM(6,0,15)", 0),
        # 75,000 times 100 paid and 121 had back a year later: 21%
        pytest.param(
            "ROUND(XIRR(IF(SEQUENCE(150000)<=75000,-100,121),IF(SEQUENCE(150000)<=75000,0,365)),6)", 0.21,
            marks=pytest.mark.long,
        ),
        ("SUM((SEQUENCE(400000)>5)*(SEQUENCE(400000)<9))", 3),
    ],
)
def test_ordinary_ones_are_calculated(formula: str, value: Cell) -> None:
    assert evaluate(f"={formula}") == value


def plan_of(numbers: list[Cell], formulas: list[str]) -> Plan:
    """Numbers in column A, formulas in column B."""
    cells: dict[tuple[int, int], Cell | Formula] = {(at, 1): number for at, number in enumerate(numbers, 1)}
    cells |= {(at, 2): Formula(text, "normal") for at, text in enumerate(formulas, 1)}
    return load(WorkbookModel((SheetModel("S", cells),))).calculate()


DICE = np.random.default_rng(7)
SAMPLE = [float(number) for number in DICE.integers(0, 400, 1000)]


def test_ranks_of_a_range_are_those_of_pandas() -> None:
    rows = range(1, 1001)
    plan = plan_of(SAMPLE, [f"RANK(A{row},A$1:A$1000)*10000+RANK.AVG(A{row},A$1:A$1000,1)" for row in rows])
    series = pd.Series(SAMPLE)
    wanted = series.rank(method="min", ascending=False) * 10000 + series.rank(method="average")
    assert [plan[f"S!B{row}"] for row in rows] == wanted.tolist()


def test_places_in_a_range_are_those_of_numpy() -> None:
    """Linear between neighbours; texts, blanks and TRUE are passed over."""
    shares = [at / 20 for at in range(21)]
    cells: list[Cell] = [*SAMPLE, "12", True]
    formulas = [f"PERCENTILE(A$1:A$1010,{share})" for share in shares]
    formulas += [f"PERCENTILE.EXC(A$1:A$1010,{share})" for share in shares[1:-1]]
    formulas += ["MEDIAN(A1:A1010)", "QUARTILE(A1:A1010,3)", "LARGE(A1:A1010,5)", "SMALL(A1:A1010,5)"]
    plan = plan_of(cells, formulas)
    got = [plan[f"S!B{row}"] for row in range(1, len(formulas) + 1)]
    wanted = [*np.quantile(SAMPLE, shares), *np.quantile(SAMPLE, shares[1:-1], method="weibull")]
    ordered = sorted(SAMPLE)
    wanted += [np.median(SAMPLE), np.quantile(SAMPLE, 0.75), ordered[-5], ordered[4]]
    assert got == pytest.approx(wanted)


def test_the_order_of_a_range_follows_its_cells() -> None:
    plan = plan_of([3.0, 1.0, 2.0], ["RANK(A1,A$1:A$3)", "MEDIAN(A$1:A$3)", "LARGE(A$1:A$3,1)"])
    assert [plan[f"S!B{row}"] for row in (1, 2, 3)] == [1, 2, 3]
    plan.set("S!A2", 9)
    plan.calculate()
    assert [plan[f"S!B{row}"] for row in (1, 2, 3)] == [2, 3, 9]


def test_a_range_is_put_in_order_once() -> None:
    """Ten thousand ranks, and as many percentiles: a second; each for itself they took nine and more."""
    count = 10_000
    numbers: list[Cell] = [float(at * 7919 % count) for at in range(count)]
    formulas = [f"RANK(A{at},A$1:A${count})+PERCENTILE(A$1:A${count},0.5)" for at in range(1, count + 1)]
    plan = plan_of(numbers, formulas)
    middle = (count - 1) / 2
    assert [plan[f"S!B{at + 1}"] for at in (0, 1, 9999)] == [
        count + middle, count - 7919 + middle, count - 9999 * 7919 % count + middle,
    ]  # fmt: skip


def plainly(pattern: str, text: str) -> bool:
    """Whether a text begins with the pattern: * is anything, ? is one sign."""
    if not pattern:
        return True
    if pattern[0] == "*":
        return any(plainly(pattern[1:], text[at:]) for at in range(len(text) + 1))
    return bool(text) and pattern[0] in {"?", text[0]} and plainly(pattern[1:], text[1:])


@given(st.text("ab*?", max_size=7), st.text("ab", max_size=9))
def test_a_search_with_wildcards_finds_the_first_place(pattern: str, text: str) -> None:
    found = (at for at in range(len(text) + 1) if plainly(pattern, text[at:]))
    assert search(pattern, text, 0) == next(found, -1)


def test_a_text_with_wildcards_has_255_letters_at_most() -> None:
    """As MATCH in Excel: a longer one to look up is #VALUE!."""
    long = 'REPT("?",255)&"*"'
    assert evaluate(f'=MATCH({long},REPT("a",300),0)') is CellError.VALUE
    assert evaluate(f'=SEARCH({long},REPT("a",300))') is CellError.VALUE
    assert evaluate('=MATCH(REPT("?",254)&"*",REPT("a",300),0)') == 1


def test_the_long_texts_of_all_formulas_are_limited() -> None:
    """A thousand fit, 32 MB; of 1,500 the last get a finding and the first their value."""
    plan = plan_of([], ['REPT("x",32767)'] * 1500)
    assert plan["S!B1000"] == "x" * 32767
    assert {finding.kind for finding in plan.findings} == {"too large"}
    assert len(plan.findings) == 1500 - 1024  # 2^25 letters
    assert not plan_of([], ['REPT("x",255)'] * 1500).findings


def test_what_a_formula_cost_is_not_the_next_ones() -> None:
    """Each of these comes to two fifths of what is allowed, and one is calculated while another is."""
    large = "SUM(SEQUENCE(1000000))"
    plan = plan_of([], [f'INDIRECT("B2")+{large}', f'INDIRECT("B3")+{large}', large, large])
    assert not plan.findings
    assert plan["S!B1"] == 3 * 500000500000


def test_running_totals_are_right_however_much_their_ranges_may_keep(monkeypatch: pytest.MonkeyPatch) -> None:
    """The triangular numbers; a range for each row, most of which keep no copy of their own."""
    monkeypatch.setattr("cspxl.engine.ranges._MOST_HELD", 100)
    plan = plan_of(list(map(float, range(1, 51))), [f"SUM(A$1:A{row})" for row in range(1, 51)])
    assert [plan[f"S!B{row}"] for row in range(1, 51)] == [row * (row + 1) / 2 for row in range(1, 51)]
    plan.set("S!A1", 101)
    plan.calculate()
    assert [plan[f"S!B{row}"] for row in range(1, 51)] == [row * (row + 1) / 2 + 100 for row in range(1, 51)]
    assert plan["S!B50"] == 1375
