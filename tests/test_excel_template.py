"""The template and the add-in for Excel: what is in the files, read by other programs. Excel itself is not run here."""

from __future__ import annotations

import re
import shutil
import subprocess
import warnings
import zipfile
from contextlib import closing
from datetime import datetime
from functools import cache
from importlib.metadata import requires
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from open_xml import needs_validator, sdk_errors

from cspxl import macros as made
from cspxl import template
from cspxl.bundled import workbooks
from cspxl.engine import load
from cspxl.hosts import vba
from cspxl.hosts.excel_pc import ADDIN
from cspxl.lint import lint
from cspxl.registry import load_catalogue
from cspxl.report import lcpf
from cspxl.report.configuration import read_configuration
from cspxl.values import CellError
from cspxl.workbook.macro import vba_modules, xlwings_file
from cspxl.workbook.package import read_package
from cspxl.workbook.writer import write

with warnings.catch_warnings():  # oletools imports a package that warns of its own past
    warnings.simplefilter("ignore")
    from oletools.olevba import VBA_Parser

CATALOGUE = load_catalogue()
SOFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the project's template, which is held against a fresh one below, and a fresh add-in."""
    folder = tmp_path_factory.mktemp("excel")
    (folder / template.NAME).write_bytes(workbooks().joinpath(template.NAME).read_bytes())
    (folder / ADDIN.name).write_bytes(made.addin())
    return folder


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


@cache
def macros(path: Path) -> dict[str, str]:
    """The source of each module, by oletools."""
    parser = VBA_Parser(str(path))
    try:
        return {Path(name).stem: code for _, _, name, code in parser.extract_macros()}
    finally:
        parser.close()


def visible(text: str) -> str:
    """A module as an editor shows it: without the attributes at its head."""
    return re.sub(r"\A(?:Attribute .*\r\n)+", "", text).strip()


def shown(path: Path) -> dict[str, list[Any]]:
    """The Functions sheet: the example and its cached values, by function."""
    with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
        rows = book["Functions"].iter_rows(min_row=5, values_only=True)
        return {row[0]: [cell for cell in row[4:] if cell is not None] for row in rows}


def sheet_names(path: Path) -> list[str]:
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        return list(book.sheetnames)


@pytest.mark.long
def test_the_template_in_the_project_is_the_one_that_is_built(built: Path) -> None:
    """Part by part: how well zlib compresses is the machine's business."""
    content, findings = template.template()
    assert not findings
    kept, fresh = parts((built / template.NAME).read_bytes()), parts(content)
    other = sorted(name for name in {*kept, *fresh} if kept.get(name) != fresh.get(name))
    assert not other, f"out of date; run: uv run cspxl template -o workbooks/{template.NAME}"


def test_equal_input_gives_equal_bytes(built: Path) -> None:
    """Of the add-in, which is the quicker; the template goes the same way, and is compared above."""
    assert made.addin() == (built / ADDIN.name).read_bytes()


def test_the_macros_of_the_template(built: Path) -> None:
    found = macros(built / template.NAME)
    standalone = macros(xlwings_file("quickstart_standalone.xlsm"))
    assert found["xlwings"] == standalone["xlwings"]  # nobody needs the add-in of xlwings
    assert found["Dictionary"] == standalone["Dictionary"]
    assert visible(found[vba.FUNCTIONS_MODULE]) == visible(vba.functions_module(CATALOGUE))
    assert visible(found[vba.HELP_MODULE]) == visible(vba.help_module(CATALOGUE))
    assert visible(found["ThisWorkbook"]).splitlines() == visible(vba.WORKBOOK_CODE).splitlines()


def test_the_macros_of_the_addin(built: Path) -> None:
    found = macros(built / ADDIN.name)
    quickstart = macros(xlwings_file("quickstart_addin.xlam"))
    for theirs, ours in (('"myaddin"', '"csp"'), ("ActiveWorkbook", "ThisWorkbook")):  # or one Python for each workbook
        assert theirs in quickstart["xlwings"]
        quickstart["xlwings"] = quickstart["xlwings"].replace(theirs, ours)
    assert found["xlwings"] == quickstart["xlwings"]
    assert visible(found[vba.FUNCTIONS_MODULE]) == visible(vba.functions_module(CATALOGUE))
    assert f"xlwings64-{made.addin_made_for()}.dll" in found["xlwings"]


def test_xlwings_is_pinned_to_the_version_whose_dll_the_vba_names() -> None:
    assert f"xlwings=={made.addin_made_for()}" in (requires("cspxl") or [])
    for name in ("quickstart_addin.xlam", "quickstart_standalone.xlsm"):
        named = set(re.findall(r"xlwings(?:32|64)-([\d.]+?)\.dll", macros(xlwings_file(name))["xlwings"]))
        assert named == {made.addin_made_for()}


def test_every_sheet_has_its_module(built: Path) -> None:
    """Excel gives each sheet a document module under its code name; a project without one would be repaired."""
    for name in (template.NAME, ADDIN.name):
        found = parts((built / name).read_bytes())
        sheets = [found[part] for part in found if part.startswith("xl/worksheets/sheet")]
        codes = {re.search(rb'<sheetPr [^>]*codeName="(\w+)"', sheet)[1].decode() for sheet in sheets}  # type: ignore[index]
        documents = set(vba_modules(built / name)) - {"xlwings", "Dictionary", vba.FUNCTIONS_MODULE, vba.HELP_MODULE}
        assert documents == codes | {"ThisWorkbook"}
        assert b'codeName="ThisWorkbook"' in found["xl/workbook.xml"]


def test_the_kinds_of_file(built: Path) -> None:
    def types(name: str) -> bytes:
        return parts((built / name).read_bytes())["[Content_Types].xml"]

    assert b"application/vnd.ms-excel.sheet.macroEnabled.main+xml" in types("csp_template.xlsm")
    assert b"application/vnd.ms-excel.addin.macroEnabled.main+xml" in types("csp.xlam")


def test_every_function_is_shown_with_its_value(built: Path) -> None:
    found = shown(built / template.NAME)
    assert list(found) == list(CATALOGUE)
    for example, *values in found.values():
        assert example.startswith("=")
        assert values
        assert not any(str(value).startswith("#") for value in values)
    # Barnet performance dashboard, April 2017: burglary, 12 months and quarter to February 2017.
    assert found["ROLLING12"][1:] == [3272]
    assert found["PERIOD_TOTAL"][1:] == [862]
    # London Crime Prevention Fund report, Barking and Dagenham, February 2017: 70% and 30% of £644,000.
    assert found["LCPF_ALLOCATE"][1:] == [450800, 193200]
    # Barking and Dagenham, call-over report, June 2017, 3.12.
    assert found["HEADLINE"][1:] == ["6,514, up 14.6% (+831 calls)"]
    # By hand: 320, of which 120 counted and 5 hidden with the next smallest.
    assert found["SUPPRESS"][1:] == [120, "[c]", 0, "[c]"]


@pytest.mark.long
def test_the_examples_are_live(built: Path) -> None:
    sheet = openpyxl.load_workbook(built / template.NAME, keep_vba=True)["Functions"]
    for row in sheet.iter_rows(min_row=5):
        assert row[4].data_type == "s"  # the call as text
        assert row[5].data_type == "f"


@pytest.mark.long
def test_the_fund_is_the_same_beside_the_dashboard(built: Path) -> None:
    """Sheets and names that both reports have are renamed in the fund's; no figure changes by that."""
    configuration = read_configuration(workbooks().joinpath("lcpf_model.toml"))
    alone = load(read_package(write(lcpf.describe(configuration, "Barking and Dagenham")))).calculate().values()
    kept = openpyxl.load_workbook(built / template.NAME, data_only=True, keep_vba=True)
    for address, value in alone.items():
        sheet, _, cell = address.rpartition("!")
        name = sheet.strip("'")
        found = kept[f"LCPF {name}" if name in {"Cover", "Lists"} else name][cell].value
        if isinstance(found, datetime):
            found = (found - datetime(1899, 12, 30)).days  # noqa: DTZ001 -- a cell has no time zone
        renamed = {"Lists": "LCPF Lists"} if name == "Cover" else {}  # the cover names the sheets
        expected = str(value) if isinstance(value, CellError) else renamed.get(str(value), value)
        assert (found or "") == (expected or "") or found == pytest.approx(expected), address
    assert len(alone) > 3000


@pytest.mark.long
def test_links_inside_the_workbook_lead_somewhere(built: Path) -> None:
    book = openpyxl.load_workbook(built / template.NAME, keep_vba=True)
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    links = [re.findall(r'HYPERLINK\("#(.+?)!A1","(.+?)"', text)[0] for text in cells if "HYPERLINK(" in str(text)]
    assert len(links) > 20
    for place, words in links:
        assert place.strip("'") == words
        assert words in book.sheetnames


def test_the_settings_are_where_xlwings_looks(built: Path) -> None:
    """GetConfigFromSheet: pairs from A1 down to the first gap; keys are compared in capitals."""
    book = openpyxl.load_workbook(built / template.NAME, keep_vba=True)
    settings = dict(book["xlwings.conf"].iter_rows(values_only=True))
    assert settings["UDF MODULES"] == "cspxl_udfs"
    assert all(key and key == key.upper() for key in settings)
    assert not {"INTERPRETER_WIN", "PYTHONPATH"} & settings.keys()  # of a PC, not of a workbook
    assert book["xlwings.conf"].sheet_state == "hidden"
    addin = parts((built / ADDIN.name).read_bytes())
    assert b'name="csp.conf"' in addin["xl/workbook.xml"]
    assert b'PROJECT_NAME As String = "csp"' in macros(built / ADDIN.name)["xlwings"].encode()


@pytest.mark.long
def test_the_sheet_for_in_cell_help_is_the_last(built: Path) -> None:
    book = openpyxl.load_workbook(built / template.NAME, keep_vba=True)
    sheet = book.worksheets[-1]
    assert (sheet.title, sheet.sheet_state, sheet["A1"].value) == ("_IntelliSense_", "hidden", "FunctionInfo")
    rows = {row[0]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert list(rows) == list(CATALOGUE)
    first, second = CATALOGUE["PCT_CHANGE"].parameters
    assert rows["PCT_CHANGE"][1:7] == (
        CATALOGUE["PCT_CHANGE"].help, None, first.name, first.help, second.name, second.help,
    )  # fmt: skip


@pytest.mark.long
@needs_validator
def test_the_open_xml_sdk_finds_nothing(built: Path) -> None:
    for path in sorted(built.iterdir()):
        assert sdk_errors(path) == []


@pytest.mark.long
def test_the_lint_finds_nothing(built: Path) -> None:
    assert lint(built / template.NAME) == []


@pytest.mark.long
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is missing; .ci/run has it")
def test_libreoffice_opens_and_saves_it_without_loss(built: Path, tmp_path: Path) -> None:
    source = built / template.NAME
    command = [
        str(SOFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
        "xlsm:Calc MS Excel 2007 VBA XML", "--outdir", str(tmp_path), str(source),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    saved = tmp_path / template.NAME
    assert sheet_names(saved) == sheet_names(source)
    for name, (example, *values) in shown(source).items():
        if isinstance(values[0], bool):  # Calc works TRUE and FALSE out anew, and has no functions here
            continue
        kept = shown(saved)[name]
        assert kept[0] == example
        assert kept[1:] == [value if isinstance(value, str | datetime) else pytest.approx(value) for value in values]
    names = {vba.FUNCTIONS_MODULE, vba.HELP_MODULE, "xlwings", "ThisWorkbook"}
    assert names <= macros(saved).keys()
    for name in (vba.FUNCTIONS_MODULE, vba.HELP_MODULE):
        code = {line.strip() for line in visible(macros(source)[name]).splitlines()}
        kept = {line.strip() for line in macros(saved)[name].splitlines()}
        assert {line for line in code if not line.startswith("Attribute ")} <= kept  # Calc reads attributes as such
