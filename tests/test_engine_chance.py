"""RAND, RANDBETWEEN and RANDARRAY: within their limits, evenly spread, and the same again for one seed."""

from __future__ import annotations

import statistics
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from commands import cspxl

from cspxl.engine import Plan, evaluate, load
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.values import CellError


def drawn(formula: str, count: int = 2000, seed: int | None = 1) -> list[float]:
    cells = {(row, 1): Formula(formula) for row in range(1, count + 1)}
    return list(load(WorkbookModel((SheetModel("S", cells),))).calculate(seed=seed).values().values())


def test_rand_lies_from_0_to_below_1_evenly() -> None:
    """Mean 1/2 and standard deviation 1/√12 = 0.2887, each within five standard errors of 2,000 draws."""
    numbers = drawn("RAND()")
    assert all(0 <= number < 1 for number in numbers)
    assert len(set(numbers)) == len(numbers)
    assert statistics.mean(numbers) == pytest.approx(0.5, abs=5 * 0.2887 / 2000**0.5)
    assert statistics.pstdev(numbers) == pytest.approx(0.2887, abs=0.02)


def test_randbetween_takes_each_whole_number_about_as_often() -> None:
    """Excel help: RANDBETWEEN(1,100) varies between 1 and 100. Six sides, 333 each, five standard errors are 83."""
    sides = Counter(drawn("RANDBETWEEN(1,6)"))
    assert sorted(sides) == [1, 2, 3, 4, 5, 6]
    assert all(abs(count - 2000 / 6) < 83 for count in sides.values())
    assert set(drawn("RANDBETWEEN(-1,1)")) == {-1, 0, 1}
    assert set(drawn("RANDBETWEEN(1.2,2.8)", 20)) == {2}  # the only whole number between


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("RANDBETWEEN(2,1)", CellError.NUM),  # Excel help: bottom above top
        ("RANDBETWEEN(1.2,1.8)", CellError.NUM),
        ("RANDARRAY(2,2,5,1)", CellError.VALUE),  # Excel help: min above max
        ("RANDARRAY(2,2,0.5,3,TRUE)", CellError.VALUE),  # whole numbers between limits that are none
        ("ROWS(RANDARRAY(3,2))*10+COLUMNS(RANDARRAY(3,2))", 32),
        ("SUM(RANDARRAY(5,2,7,7,TRUE))", 70),
        ("AND(RANDARRAY(50,2)<1)", True),
        ("AND(RANDARRAY(50,2)>=0)", True),
    ],
)
def test_limits_and_shapes(formula: str, value: object) -> None:
    assert evaluate(f"={formula}") == value


def test_each_cell_of_an_array_is_drawn_for_itself() -> None:
    assert evaluate("=ROWS(UNIQUE(RANDARRAY(40,1)))") == 40


def test_a_seed_draws_the_same_again_and_the_machine_does_not() -> None:
    assert drawn("RAND()", 50, seed=7) == drawn("RAND()", 50, seed=7)
    assert drawn("RAND()", 50, seed=7) != drawn("RAND()", 50, seed=8)
    assert drawn("RAND()", 50, seed=None) != drawn("RAND()", 50, seed=None)


def test_every_calculation_draws_anew() -> None:
    plan: Plan = load(WorkbookModel((SheetModel("S", {(1, 1): Formula("RAND()"), (1, 2): Formula("A1*2")}),)))
    before = plan.calculate(seed=1)["S!A1"]
    after = plan.calculate(seed=2)["S!A1"]
    assert before != after
    assert plan["S!B1"] == after * 2


@pytest.mark.long
def test_calc_takes_a_seed(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active["A1"] = "=RAND()"
    made.active["A2"] = "=RANDBETWEEN(1,1000000)"
    path = tmp_path / "chance.xlsx"
    made.save(path)
    one, two, other = (cspxl("calc", path, "--json", "--seed", seed).data for seed in ("5", "5", "6"))
    assert one == two != other
    assert cspxl("calc", path, "--json", "--seed", "five").code == 2
