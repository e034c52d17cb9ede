"""A workbook where our functions are missing: what stands there as built, what its lists offer, what it says.

LibreOffice has no add-in of ours; IronCalc works everything out anew when it is told to.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import ironcalc
import openpyxl
import pytest
from commands import BARNET, cspxl, few
from every_report import REPORTS

from cspxl.engine import load
from cspxl.engine.ranges import Array
from cspxl.facts import boroughs
from cspxl.report.answering import NOT_LOADED
from cspxl.report.control import LIVE
from cspxl.values import month_serial
from cspxl.workbook.compiled import Compiled
from cspxl.workbook.package import read_package
from cspxl.workbook.writer import write

SOFFICE = shutil.which("soffice")
FEBRUARY = 2017 * 12 + 1
# Reports in which figures are missing: months to come, peers that nobody entered, no exception in a month.
SEVERAL = ("overview", "call_over.toml with months", "barnet_pack.toml with months", "barnet_pack.toml with peers")
OF_ONE_AREA = ("plan", "framework")


@pytest.fixture(scope="module")
def as_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each of these reports for two boroughs, or its one, as they are sent."""
    folder = tmp_path_factory.mktemp("built")
    for report in OF_ONE_AREA:
        (folder / f"{report}.xlsx").write_bytes(Compiled(write(REPORTS[report]())).filled()[0])
    for at, report in enumerate(SEVERAL):
        described = REPORTS[report]()
        compiled = Compiled(write(described))
        for area in ("Barking and Dagenham", "Barnet"):
            content, _ = compiled.filled(dict.fromkeys(described.chosen["area"], area))
            (folder / f"{at}-{area}.xlsx").write_bytes(content)
    return folder


@pytest.mark.long
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is missing; .ci/run has it")
@pytest.mark.filterwarnings("ignore:Unable to read chart")
def test_libreoffice_shows_no_name_that_it_does_not_know(as_built: Path, tmp_path: Path) -> None:
    """It works out anew what it cannot trust, such as an empty text: none of that asks our functions."""
    files = sorted(as_built.glob("*.xlsx"))
    subprocess.run(  # the other workbooks are read as they lie in its folder
        [str(SOFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path, *files],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    assert [line for file in files for line in unknown(tmp_path / file.name)] == []


def unknown(file: Path) -> Iterator[str]:
    """The cells that say #NAME?."""
    for sheet in openpyxl.load_workbook(file, data_only=True):
        for row in sheet.iter_rows():
            yield from (f"{file.name} {sheet.title}!{cell.coordinate}" for cell in row if cell.value == "#NAME?")


@pytest.fixture(scope="module")
def overview(demo: Path) -> Path:
    return demo / BARNET


def named(book: openpyxl.Workbook, text: str) -> str:
    """Where a text stands on the Control sheet: the cell to the right of it."""
    return next(f"B{cell.row}" for cell in book["Control"]["A"] if cell.value == text)


def test_the_message_is_worked_out_at_opening_and_says_what_to_do(overview: Path) -> None:
    """Volatile, so that it alone is: in a program without the functions, as IronCalc is for this workbook."""
    formulas = openpyxl.load_workbook(overview)
    at = named(formulas, "Add-in")
    assert "TODAY()" in formulas["Control"][at].value
    assert openpyxl.load_workbook(overview, data_only=True)["Control"][at].value == LIVE
    elsewhere = ironcalc.load_from_xlsx(str(overview), "en", "UTC", "en")
    elsewhere.evaluate()
    sheets = [item["name"] if isinstance(item, dict) else item.name for item in elsewhere.get_worksheets_properties()]
    assert elsewhere.get_cell_value(sheets.index("Control"), int(at[1:]), 2) == NOT_LOADED


@pytest.mark.parametrize(
    ("cell", "built"), few(1, [("B5", "Barnet"), ("B6", month_serial(FEBRUARY)), ("B7", "GLA population")]),
)
def test_lists_offer_only_what_is_built(overview: Path, cell: str, built: object) -> None:
    book = openpyxl.load_workbook(overview)
    rules = book["Control"].data_validations.dataValidation
    (formula,) = (rule.formula1 for rule in rules if str(rule.sqref) == cell)
    live = load(read_package(overview)).calculate().answer(formula, f"Control!{cell}")
    assert isinstance(live, Array)
    assert len(live.flat) > 1
    book["Control"][named(book, "Add-in")] = NOT_LOADED
    saved = BytesIO()
    book.save(saved)
    alone = load(read_package(saved.getvalue())).calculate().answer(formula, f"Control!{cell}")
    assert (alone.flat if isinstance(alone, Array) else [alone]) == [built]


def test_the_list_of_areas_is_that_of_the_boroughs_where_the_functions_answer(overview: Path) -> None:
    book = openpyxl.load_workbook(overview)
    (formula,) = (rule.formula1 for rule in book["Control"].data_validations.dataValidation if str(rule.sqref) == "B5")
    live = load(read_package(overview)).calculate().answer(formula, "Control!B5")
    assert isinstance(live, Array)
    assert sorted(map(str, live.flat)) == sorted(boroughs())


def test_what_it_is_built_for_follows_a_change_that_is_calculated(overview: Path, tmp_path: Path) -> None:
    changes = ("--set", "Control!B5=Brent", "--set", "Control!B6=2016-12-01")
    ran = cspxl("calc", overview, "-o", tmp_path / "brent.xlsx", *changes)
    assert ran.code == 0, ran.err
    book = openpyxl.load_workbook(tmp_path / "brent.xlsx", data_only=True)
    assert book["Control"][named(book, "Built: area")].value == "Brent"
    assert book["Control"][named(book, "Built: month")].value == book["Control"]["B6"].value
    assert book["Control"][named(book, "Built: population series")].value == "GLA population"


@pytest.mark.long
def test_the_fund_says_so_on_its_sheets_of_inputs(tmp_path: Path) -> None:
    """In the first row, which does not print; nothing where the functions answer."""
    content = write(REPORTS["fund of Barking and Dagenham"]())
    file = tmp_path / "fund.xlsx"
    file.write_bytes(content)
    plan = load(read_package(content)).calculate()
    elsewhere = ironcalc.load_from_xlsx(str(file), "en", "UTC", "en")
    elsewhere.evaluate()
    sheets = [item["name"] if isinstance(item, dict) else item.name for item in elsewhere.get_worksheets_properties()]
    for sheet in ("Inputs", "Projects", "Costs", "Bids", "In-year", "Claims"):
        assert plan[f"{sheet}!A1"] == ""
        assert elsewhere.get_cell_value(sheets.index(sheet), 1, 1) == NOT_LOADED
        assert openpyxl.load_workbook(file)[sheet].print_area.startswith(f"'{sheet}'!$A$2:")
