"""The add-in of LibreOffice Calc without LibreOffice: what is in the file, how formulas are spelled, what is said."""

from __future__ import annotations

import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from case_tables import read_cases
from commands import cspxl

from cspxl.engine import load
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.errors import InputError
from cspxl.hosts import calc_cells, calc_office
from cspxl.hosts.calc_extension import extension
from cspxl.registry import load_catalogue
from cspxl.values import CellError
from cspxl.workbook.calc import WORDS, Spelling

CATALOGUE = load_catalogue()
NAME = "{http://openoffice.org/2001/registry}name"


@pytest.fixture(scope="module")
def package() -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(extension()))


def test_equal_versions_give_equal_bytes() -> None:
    assert extension() == extension()


def test_the_wizard_has_help_for_every_argument_of_every_function(package: zipfile.ZipFile) -> None:
    functions = ET.fromstring(package.read("CalcAddIns.xcu")).find("./node/node/node")
    assert functions is not None
    shown = {}
    for node in functions:
        texts = [[prop.findtext("value") for prop in item.findall("prop")] for item in node.findall("./node/node")]
        shown[node.get(NAME)] = (node.findtext("./prop[2]/value"), [tuple(text) for text in texts])
    assert shown.pop("CELLS")
    assert shown == {f.name: (f.help, [(p.name, p.help) for p in f.parameters]) for f in CATALOGUE.values()}


def test_what_travels_needs_the_standard_library_only(package: zipfile.ZipFile, tmp_path: Path) -> None:
    """A Python without any package, and only what is in the file."""
    package.extractall(tmp_path)
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'pythonpath')!r})\n"
        "from cspxl.hosts import calc_cells, calc_extension\nfrom cspxl.registry import load_catalogue\n"
        "functions = load_catalogue()\nprint(len(functions), functions['PEER_GROUP'].calculate('Barnet')[0][0])"
    )
    ran = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == [str(len(CATALOGUE)), "Barnet"]


@pytest.mark.parametrize(
    ("formula", "spelled"),
    [
        ('RAG(B7:C7,"lower")', 'CSP.RAG(CSP.CELLS(B7:C7),"lower")'),
        ("ROLLING12(INDEX(Data!$C$6:$ED$37,row,0),months,as_at)",
         "CSP.ROLLING12(CSP.CELLS(INDEX(Data!$C$6:$ED$37,row,0)),CSP.CELLS(months),as_at)"),
        ("PCT_CHANGE(A1,-B1)", "CSP.PCT_CHANGE(CSP.CELLS(A1),-B1)"),
        ("RATE_PER(INDEX(A1:A9,2):INDEX(A1:A9,3),{1,2})",
         "CSP.RATE_PER(CSP.CELLS(INDEX(A1:A9,2):INDEX(A1:A9,3)),{1,2})"),
        ('HEADLINE(6514,5683,,"calls")', 'CSP.HEADLINE(6514,5683,,"calls")'),
        ('IF(EXCEPTION(A1:A9,B1:B9)="",1,2)', 'IF((CSP.EXCEPTION(CSP.CELLS(A1:A9),CSP.CELLS(B1:B9))&"")="",1,2)'),
        ("RAG(INDEX(RATE_PER(A1:B1,C1:D1),1))", "CSP.RAG(INDEX(CSP.RATE_PER(CSP.CELLS(A1:B1),CSP.CELLS(C1:D1)),1))"),
        ('SUM(A1:A9)&"RAG(A1)"', 'SUM(A1:A9)&"RAG(A1)"'),
        ("RAG(A1", "RAG(A1"),
    ],
)  # fmt: skip
def test_a_formula_as_calc_binds_it(formula: str, spelled: str) -> None:
    assert Spelling(frozenset(CATALOGUE), frozenset({"months"})).respelled(formula) == spelled


def test_words_in_rows_are_those_that_the_case_tables_expect() -> None:
    """Of functions that may give several cells; SUPPRESS gives figures beside its words."""
    cells = {(case.function, type(cell)) for case in read_cases() for row in case.expected for cell in row}
    several = {name for name, function in CATALOGUE.items() if not function.gives_one}
    assert {name for name, kind in cells if kind is str and name in several} - {"SUPPRESS"} == WORDS


def test_our_engine_takes_cells_as_they_are() -> None:
    cells = {(1, 1): 90.0, (1, 2): Formula("CSP.PCT_CHANGE(CSP.CELLS(A1),100)"), (1, 3): Formula('CSP.CELLS(A9)&""')}
    plan = load(WorkbookModel((SheetModel("S", cells),))).calculate()
    assert (plan["S!B1"], plan["S!C1"]) == (-0.1, "")


@pytest.mark.parametrize(
    ("error", "code"), [("#NUM!", 503), ("#VALUE!", 519), ("#REF!", 524), ("#DIV/0!", 532), ("#N/A", 32767)],
)
def test_an_error_goes_out_with_the_code_of_calc(error: str, code: int) -> None:
    """The codes of LibreOffice's help; a number that is none carries its error in its lowest bits."""
    ((number,),) = calc_cells.write(CellError(error))
    bits = struct.unpack("<Q", struct.pack("<d", number))[0]
    assert (bits >> 51, bits & 0xFFFF) == (0xFFF, code)


def test_results_are_floats_and_texts_only() -> None:
    assert calc_cells.write([[1, True, None, "a", 0.5]]) == ((1.0, 1.0, "", "a", 0.5),)
    assert {type(cell) for cell in calc_cells.write([[1, True, 2.5]])[0]} == {float}


def test_cells_come_in_whole() -> None:
    """Calc leaves a gap for an error; the cell has its code."""
    codes = {(0, 1): 532, (0, 2): 522}
    area = SimpleNamespace(
        getDataArray=lambda: ((1.0, None, None, "", "TBC"),),
        getCellByPosition=lambda column, row: SimpleNamespace(getError=lambda: codes[row, column]),
    )
    assert calc_cells.read(calc_cells.whole(area)) == [[1.0, CellError.DIV0, CellError.VALUE, None, "TBC"]]


def test_the_command_writes_the_file_and_says_what_to_do(tmp_path: Path) -> None:
    ran = cspxl("addin", "libreoffice", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert (tmp_path / "cspxl.oxt").read_bytes() == extension()
    assert "--install" in ran.out


@pytest.mark.parametrize("words", [("-o", "cspxl.zip"), ("--uninstall", "--install")], ids=" ".join)
def test_wrong_usage_is_one_line(words: tuple[str, ...], tmp_path: Path) -> None:
    ran = cspxl("addin", "libreoffice", *words, cwd=tmp_path)
    assert (ran.code, ran.err.count("\n")) == (2, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for LibreOffice is a shell script")
@pytest.mark.parametrize(
    ("script", "told"), [("echo no room; exit 1", "no room"), ("sleep 60", "not answered for 1 s")],
)
def test_a_manager_that_refuses_or_hangs_is_one_line(
    script: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("soffice", "unopkg"):
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(calc_office, "_SECONDS", 1)
    with pytest.raises(InputError, match=told):
        calc_office.uninstall()


def test_where_libreoffice_is_missing_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(calc_office, "_USUAL", ())
    with pytest.raises(InputError, match="Extension Manager"):
        calc_office.uninstall()


def test_libreoffice_is_started_without_the_python_that_runs_us(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would take it for its own, and find no UNO in it."""
    monkeypatch.setenv("PATH", f"{sys.prefix}/bin:/usr/bin")
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    found = calc_office.environment()
    assert (found["PATH"], found.get("VIRTUAL_ENV")) == ("/usr/bin", None)
