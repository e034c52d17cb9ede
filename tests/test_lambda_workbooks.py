"""Workbooks for Excel 365 and 2024 without any add-in: their functions are names inside them.

IronCalc, another program that calculates LAMBDA, is given another area and month, and every cell is held against our
own calculation. Excel itself was not run.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import ironcalc
import openpyxl
import pytest
from commands import BARNET, SAMPLE, cspxl
from live_workbooks import CANNOT, InIroncalc, alike, faults, formulas, put
from open_xml import needs_validator, sdk_errors
from packs import BARKING, PACKS, described, packaged
from small_workbook import package
from small_workbook import sheet as sheet_part

from cspxl import template
from cspxl.engine import Plan, load
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.errors import InputError
from cspxl.facts import boroughs
from cspxl.registry import load_catalogue
from cspxl.values import Cell
from cspxl.workbook import lambda_names
from cspxl.workbook.lambda_names import for_lambda
from cspxl.workbook.package import read_package
from cspxl.workbook.writer import write

CATALOGUE = load_catalogue()
# In the long run every sixteenth borough: all of them take a quarter of an hour. CONTRIBUTING says how to hold all.
BOROUGHS = [*boroughs()] if "CSPXL_EVERY_BOROUGH" in os.environ else [*boroughs()][::16]


@pytest.fixture(scope="module")
def plain(demo: Path) -> bytes:
    return (demo / BARNET).read_bytes()


@pytest.fixture(scope="module")
def live(plain: bytes) -> bytes:
    return for_lambda(plain)


@pytest.fixture(scope="module")
def file(live: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("live") / "live.xlsx"
    path.write_bytes(live)
    return path


def test_it_holds_only_the_names_it_uses_with_their_help(live: bytes) -> None:
    names = openpyxl.load_workbook(BytesIO(live)).defined_names
    ours = [name for name in names if name in CATALOGUE]
    assert "PEER_RANK" in ours
    assert "OUTTURN" not in ours
    assert {name: names[name].comment for name in ours} == {name: CATALOGUE[name].help for name in ours}


@pytest.mark.long
def test_no_lint_finds_anything(file: Path) -> None:
    assert faults(file) == []


@pytest.mark.long
def test_values_stay_and_formulas_are_the_same(plain: bytes, live: bytes) -> None:
    one, other = (openpyxl.load_workbook(BytesIO(content), data_only=True) for content in (plain, live))
    for sheet in one:
        assert [*other[sheet.title].values] == [*sheet.values]
    before, after = formulas(read_package(plain)), formulas(read_package(live))
    other = {at for at, item in before.items() if item.text != after[at].text}
    assert before.keys() == after.keys()
    assert other == {"Control!B15"}  # what says whether the functions answer, and what helps where they do not


def test_calls_may_spill(live: bytes) -> None:
    """What calls a function of ours is stored as dynamic; array formulas of a fixed size and all else as they were."""
    kinds = {("ROLLING12(" in item.text, item.kind) for item in formulas(read_package(live)).values()}
    assert (True, "dynamic") in kinds
    assert (True, "normal") not in kinds
    assert (False, "normal") in kinds


def test_equal_input_gives_equal_bytes(plain: bytes, live: bytes) -> None:
    assert for_lambda(plain) == live


def of_area(book: InIroncalc, plan: Plan, area: str) -> list[str]:
    """The cells that another area gives otherwise than our calculation."""
    return [*book.differences(plan, {"Control!B5": area})]


def test_ironcalc_recalculates_every_cell_for_another_borough(plain: bytes, file: Path) -> None:
    book, plan = InIroncalc(file), load(read_package(plain))
    assert len(book.held) > 1500
    assert [*of_area(book, plan, "Brent"), *of_area(book, plan, BARKING)] == []


@pytest.mark.long
def test_ironcalc_recalculates_every_cell_for_many_boroughs(plain: bytes, file: Path) -> None:
    book, plan = InIroncalc(file), load(read_package(plain))
    assert [line for area in BOROUGHS for line in of_area(book, plan, area)] == []


@pytest.mark.parametrize(("formula", "answer"), CANNOT.values(), ids=["TEXTJOIN", "ISFORMULA", "ISERROR", "ISNUMBER",
                                                                     "ROUND", "COUNTIFS", "from-to"])  # fmt: skip
def test_what_ironcalc_does_otherwise_than_excel(formula: str, answer: Cell) -> None:
    """Once it answers as Excel does, cells with such a formula can be held too."""
    cells: dict[tuple[int, int], Cell] = {(1, 1): 2, (2, 1): 3, (3, 1): "x"}
    book = ironcalc.create("one", "en", "UTC", "en")
    for (row, column), cell in cells.items():
        put(book, 0, row, column, cell)
    book.set_user_input(0, 1, 3, f"={formula}")
    book.evaluate()
    plan = load(WorkbookModel((SheetModel("S", {**cells, (1, 3): Formula(formula, "dynamic")}),), [])).calculate()
    assert plan["S!C1"] == answer != book.get_cell_value(0, 1, 3)


# The packs.


@pytest.fixture(scope="module", params=[name for name, _ in PACKS])
def packed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Plan]:
    """A pack with its names, and our calculation of it without them."""
    written = write(described(packaged(request.param), BARKING, "2017-04", dict(PACKS)[request.param]))
    path = tmp_path_factory.mktemp("packs") / "pack.xlsx"
    path.write_bytes(for_lambda(written))
    return path, load(read_package(written))


@pytest.mark.long
def test_no_lint_finds_anything_in_a_pack(packed: tuple[Path, Plan]) -> None:
    path, _ = packed
    assert faults(path) == []


@pytest.mark.long
def test_ironcalc_recalculates_every_cell_of_a_pack(packed: tuple[Path, Plan]) -> None:
    path, plan = packed
    book = InIroncalc(path)
    assert len(book.held) > 4000
    assert of_area(book, plan, "Brent") == []


@pytest.mark.long
def test_our_engine_calculates_a_pack_with_its_names_for_another_borough(packed: tuple[Path, Plan]) -> None:
    path, plan = packed
    named = load(read_package(path))
    for one in (plan, named):
        one.set("Control!B5", "Brent")
    assert named.calculate().findings == []
    found, wanted = named.values(), plan.calculate().values()
    other = [at for at, cell in wanted.items() if found[at] != cell and not alike(cell, found[at])]
    assert other == []


@pytest.mark.long
def test_ironcalc_recalculates_every_cell_of_a_pack_for_many_boroughs(packed: tuple[Path, Plan]) -> None:
    path, plan = packed
    book = InIroncalc(path)
    assert [line for area in BOROUGHS for line in of_area(book, plan, area)] == []


@pytest.mark.long
@needs_validator
def test_the_open_xml_sdk_finds_nothing_in_a_pack(packed: tuple[Path, Plan]) -> None:
    path, _ = packed
    assert sdk_errors(path) == []


@pytest.mark.long
def test_ironcalc_recalculates_the_template_for_another_borough(tmp_path: Path) -> None:
    """The dashboard, the fund's model, and every function of the catalogue with its example over their cells."""
    content, findings = template.template("lambda")
    assert findings == []
    path = tmp_path / "template.xlsx"
    path.write_bytes(content)
    assert faults(path) == []
    book, plan = InIroncalc(path), load(read_package(write(template.describe())))
    assert len([at for at in book.held if at.startswith("Functions!")]) >= len(CATALOGUE)
    assert len(book.held) > 30_000
    assert [*of_area(book, plan, "Barnet"), *of_area(book, plan, "Brent")] == []


@pytest.mark.long
def test_our_engine_calculates_the_same_with_the_names(plain: bytes, live: bytes) -> None:
    one, other = (load(read_package(content)).calculate() for content in (plain, live))
    assert other.findings == []
    assert other.values() == one.values()


def test_a_function_that_is_no_name_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """All are; one that is added to the catalogue is not one at once."""
    monkeypatch.setattr(lambda_names, "functions", lambda: frozenset(CATALOGUE) - {"PICK"})
    row = '<row r="1"><c r="A1"><f>PICK(A2:A3,B2:B3,"x",1)</f></c></row>'
    with pytest.raises(InputError, match=r"^--host lambda: PICK cannot be a LAMBDA name yet, and this report"):
        for_lambda(package({"xl/worksheets/sheet1.xml": sheet_part(row)}))


@pytest.mark.long
@needs_validator
def test_the_open_xml_sdk_finds_nothing(file: Path) -> None:
    assert sdk_errors(file) == []


# The command.


@pytest.mark.long
def test_build_writes_one(tmp_path: Path) -> None:
    data = [word for path in SAMPLE for word in ("--data", path)]
    asked = ("--area", "Barnet", "--as-at", "2017-02", "--host", "lambda", "--out", tmp_path)
    ran = cspxl("build", "overview.toml", *data, *asked)
    assert ran.code == 0, ran.err
    names = openpyxl.load_workbook(tmp_path / BARNET).defined_names
    assert names["ROLLING12"].attr_text.startswith("_xlfn.LAMBDA(_xlop.values,")


def test_macro_is_for_another_host(tmp_path: Path) -> None:
    ran = cspxl("build", "overview.toml", "--host", "lambda", "--macro", "--out", tmp_path)
    assert ran.code == 2
    assert ran.err.strip() == "cspxl: --macro is for Excel with xlwings; leave it out for --host lambda"


@pytest.mark.parametrize(("host", "other", "right"), [("lambda", ".xlsm", ".xlsx"), ("excel", ".xlsx", ".xlsm")])
def test_a_template_has_the_ending_of_its_kind(tmp_path: Path, host: str, other: str, right: str) -> None:
    """Excel opens none whose ending says another kind."""
    ran = cspxl("template", "--host", host, "-o", tmp_path / f"mine{other}")
    assert (ran.code, [*tmp_path.iterdir()]) == (2, [])
    assert f"the template for --host {host} is an {right}" in ran.err
