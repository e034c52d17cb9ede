"""A workbook where our functions are missing: what stands there as built, what its lists offer, what it says.

LibreOffice has no add-in of ours; IronCalc works everything out anew when it is told to.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import get_args

import ironcalc
import openpyxl
import pytest
from calc_office import missing, office
from commands import BARNET, cspxl, few
from every_report import REPORTS
from live_workbooks import alike
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from cspxl.engine import load
from cspxl.engine.ranges import Array
from cspxl.facts import boroughs
from cspxl.forms import Form, shapes
from cspxl.report.answering import not_loaded, not_worked_out
from cspxl.report.control import CHANGED, LIVE
from cspxl.report.describe import Workbook
from cspxl.values import CellError, month_serial
from cspxl.workbook.compiled import Compiled
from cspxl.workbook.lambda_names import for_lambda
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
    assert [line for file in in_libreoffice(files, tmp_path) for line in unknown(file)] == []


def in_libreoffice(files: list[Path], folder: Path) -> list[Path]:
    """The workbooks as LibreOffice without our add-in saves them again."""
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", folder, *files],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return [folder / file.name for file in files]


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
    assert elsewhere.get_cell_value(sheets.index("Control"), int(at[1:]), 2) == not_loaded("plain")


def test_a_value_pasted_over_what_was_built_is_said(overview: Path) -> None:
    """What is pasted asks no list. IronCalc has none of the functions of this workbook."""
    book = openpyxl.load_workbook(overview)
    elsewhere = ironcalc.load_from_xlsx(str(overview), "en", "UTC", "en")
    control = book.sheetnames.index("Control")
    elsewhere.set_user_input(control, 5, 2, "Brent")
    elsewhere.evaluate()
    assert elsewhere.get_cell_value(control, int(named(book, "Add-in")[1:]), 2) == not_worked_out("plain")


@pytest.mark.long
@pytest.mark.skipif(missing() is not None, reason=str(missing()))
def test_a_plan_whose_figures_are_typed_over_says_so(tmp_path: Path) -> None:
    """In Calc without the add-in. Its statuses are words, and would say that nothing is off track."""
    described = REPORTS["plan"]()
    assert described.at
    written, shaped, _ = shapes(described, "libreoffice")
    (tmp_path / "plan.xlsx").write_bytes(Compiled(written, shaped).filled()[0])
    figure = described.at("figures[figure]", measure="residential_burglary", quarter=1)
    with office(tmp_path / "office", with_addin=False) as calc:
        said = [calc.ask(open=tmp_path / "plan.xlsx", all=False, set=given)["cells"][described.at("add_in[text]")]
                for given in ({}, {figure: 5.0})]  # fmt: skip
    assert said == [not_loaded("libreoffice"), not_worked_out("libreoffice")]


@pytest.mark.parametrize("report", ["overview", "plan", *few(0, ["barnet_pack.toml with months"])])
def test_then_pages_say_so_and_show_no_error(report: str) -> None:
    """In every cell that a board reads; where the functions answer, or nothing was changed, neither is so."""
    described = REPORTS[report]()
    book = openpyxl.load_workbook(BytesIO(write(described)))
    asked = {}
    for name in described.board:
        sheet = book[name]
        rules = [(rule, str(of.sqref)) for of in sheet.conditional_formatting for rule in of.rules]
        (said, _), (unseen, area) = sorted(rules, key=lambda found: found[0].priority)[:2]
        assert area == sheet.print_area.rpartition("!")[2].replace("$", "")
        assert area.startswith("A1:")
        assert unseen.dxf.font.color.rgb.endswith("FFFFFF")
        asked[name] = said.formula[0], unseen.formula[0]
        sheet["A1"] = "=1/0"
    for state in (LIVE, not_loaded("plain"), not_worked_out("plain")):
        book["Control"][named(book, "Add-in")] = state
        saved = BytesIO()
        book.save(saved)
        plan = load(read_package(saved.getvalue())).calculate()
        shown = {plan.answer(formula, f"'{name}'!A1") for name, formulas in asked.items() for formula in formulas}
        assert shown == {state == not_worked_out("plain")}, state


WORDS = {
    "plain": "cspxl addin excel", "macro": "macros", "office-js": "xlwings", "lambda": "Excel 365 or 2024",
    "libreoffice": "cspxl addin libreoffice",
}  # fmt: skip


@pytest.mark.parametrize("form", get_args(Form))
def test_the_message_says_what_helps_in_this_form(form: Form) -> None:
    written, shaped, _ = shapes(saying("overview"), form)
    texts = [message(openpyxl.load_workbook(BytesIO(content))) for content in (written, shaped) if content]
    assert all(WORDS[form] in text for text in texts)
    assert not any(other in text for text in texts for name, other in WORDS.items() if name != form)


def saying(report: str) -> Workbook:
    """The Control sheet of a report alone: what says the message."""
    described = REPORTS[report]()
    return replace(described, sheets=[sheet for sheet in described.sheets if sheet.name == "Control"], names={})


def message(book: openpyxl.Workbook) -> str:
    """The formula of the cell that says whether the functions answer."""
    content = book["Control"][named(book, "Add-in")].value
    return content.text if isinstance(content, ArrayFormula) else str(content)


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
    book["Control"][named(book, "Add-in")] = not_loaded("plain")
    saved = BytesIO()
    book.save(saved)
    alone = load(read_package(saved.getvalue())).calculate().answer(formula, f"Control!{cell}")
    assert (alone.flat if isinstance(alone, Array) else [alone]) == [built]


@pytest.mark.parametrize("report", ["overview", "plan", *few(0, ["barnet_pack.toml with months"])])
def test_every_setting_takes_only_what_is_built(report: str) -> None:
    """Lists and numbers, those of a pack too; an empty cell stays empty, or becomes 0."""
    book = openpyxl.load_workbook(BytesIO(write(REPORTS[report]())))
    control = book["Control"]
    control[named(book, "Add-in")] = not_loaded("plain")
    saved = BytesIO()
    book.save(saved)
    plan = load(read_package(saved.getvalue())).calculate()
    rules = {str(rule.sqref): rule for rule in control.data_validations.dataValidation}
    assert set(rules) == settings(control)
    for cell, rule in rules.items():
        formulas = [rule.formula1] if rule.type == "list" else [rule.formula1, rule.formula2]
        taken = [plan.answer(formula, f"Control!{cell}") for formula in formulas]
        alone = [item.flat if isinstance(item, Array) else [item] for item in taken]
        assert {value or 0 for values in alone for value in values} == {plan[f"Control!{cell}"] or 0}, cell


@pytest.mark.parametrize("report", ["overview", "barnet_pack.toml with months", "plan"])
def test_what_is_chosen_is_what_was_built_until_a_cell_is_changed(report: str) -> None:
    content = write(REPORTS[report]())
    plan = load(read_package(content)).calculate()
    assert plan.answer(CHANGED, "Control!E1") is False
    control = openpyxl.load_workbook(BytesIO(content))["Control"]
    cell = f"Control!{min(settings(control), key=lambda at: int(at[1:]))}"
    before = plan[cell]
    for pasted in ("Nowhere", None, CellError.DIV0):
        plan.set(cell, pasted)
        assert plan.calculate().answer(CHANGED, "Control!E1") is True
    plan.set(cell, before)
    assert plan.calculate().answer(CHANGED, "Control!E1") is False


def settings(control: Worksheet) -> set[str]:
    """The cells that one may change: each has a line that says what it was built with."""
    texts = {str(cell.value).lower() for cell in control["A"]}
    return {f"B{cell.row}" for cell in control["A"] if f"built: {cell.value}".lower() in texts}


@pytest.mark.parametrize("report", ["overview", *few(0, ["barnet_pack.toml with months"])])
def test_the_message_does_not_print_with_all_sheets(report: str) -> None:
    book = openpyxl.load_workbook(BytesIO(write(replace(REPORTS[report](), prints_all=True))))
    _, _, _, last = range_boundaries(book["Control"].print_area.rpartition("!")[2])
    assert max(int(cell[1:]) for cell in settings(book["Control"])) == last < int(named(book, "Add-in")[1:])


def test_nor_does_that_of_a_plan() -> None:
    book = openpyxl.load_workbook(BytesIO(write(replace(REPORTS["plan"](), prints_all=True))))
    _, _, _, last = range_boundaries(book["Control"].print_area.rpartition("!")[2])
    assert int(named(book, "Add-in")[1:]) == last + 2  # a row between


@pytest.mark.long
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is missing; .ci/run has it")
@pytest.mark.filterwarnings("ignore:Unable to read chart")
def test_libreoffice_prints_an_overview_of_lambda_names_as_built(overview: Path, tmp_path: Path) -> None:
    """It works out anew each formula that calls a name: none of them is on the page, and the message says why."""
    (tmp_path / "live.xlsx").write_bytes(for_lambda(overview.read_bytes()))
    (opened,) = in_libreoffice([tmp_path / "live.xlsx"], tmp_path / "seen")
    found = openpyxl.load_workbook(opened, data_only=True)
    assert found["Control"][named(found, "Add-in")].value == not_loaded("plain")
    built = openpyxl.load_workbook(overview, data_only=True)["Overview"]
    wanted = {cell.coordinate: cell.value for row in built.iter_rows() for cell in row}
    shown = {at: found["Overview"][at].value for at in wanted}
    assert {at for at in wanted if not alike(wanted[at], shown[at])} == {at for at in wanted if wanted[at] == LIVE}


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
        assert elsewhere.get_cell_value(sheets.index(sheet), 1, 1) == not_loaded("plain")
        assert openpyxl.load_workbook(file)[sheet].print_area.startswith(f"'{sheet}'!$A$2:")
