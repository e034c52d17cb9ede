"""Workbooks for xlwings Server and Lite: the spelling of Excel for Office.js functions, read back and calculated."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from commands import BARNET
from open_xml import needs_validator, sdk_errors
from openpyxl.worksheet.formula import ArrayFormula
from xlwings_doors import office_metadata, run

from cspxl.engine import load
from cspxl.registry import load_catalogue
from cspxl.workbook.office_js import for_office_js, respelled
from cspxl.workbook.package import read_package

CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def pair(demo: Path) -> tuple[bytes, bytes]:
    """A workbook of the demo, and the same for Office.js."""
    plain = (demo / BARNET).read_bytes()
    return plain, for_office_js(plain, CATALOGUE)


def test_the_name_is_the_one_that_xlwings_registers() -> None:
    """Excel stores a function of a namespace with an underscore for the dot, behind _xldudf_."""
    registered = {function["name"] for function in run("office", office_metadata)["functions"]}
    for name in CATALOGUE:
        stored = respelled(f"{name}(1)", frozenset(CATALOGUE)).removesuffix("(1)")
        assert stored.removeprefix("_xldudf_").replace("_", ".", 1) in registered


@pytest.mark.parametrize(
    ("formula", "stored"),
    [
        ("RAG(A1,B1)", "_xldudf_CSP_RAG(A1,B1)"),
        ('IF(rag(A1)="RAG(",RAG!A1,RAG_X(1))', 'IF(_xldudf_CSP_RAG(A1)="RAG(",RAG!A1,RAG_X(1))'),
        ("'RAG (1)'!A1&_xlfn.IFNA(ROLLING12(A1:A24),0)", "'RAG (1)'!A1&_xlfn.IFNA(_xldudf_CSP_ROLLING12(A1:A24),0)"),
        ("SUM(A1:A3)", "SUM(A1:A3)"),
        ("_xldudf_CSP_RAG(A1)", "_xldudf_CSP_RAG(A1)"),
    ],
)  # fmt: skip
def test_only_calls_of_the_functions_are_respelled(formula: str, stored: str) -> None:
    assert respelled(formula, frozenset(CATALOGUE)) == stored


@pytest.mark.long
def test_it_calculates_to_the_same_values(pair: tuple[bytes, bytes]) -> None:
    plain, spelled = (load(read_package(content)).calculate() for content in pair)
    assert spelled.findings == []
    assert spelled.values() == plain.values()
    assert len(spelled.values()) > 1000


@pytest.mark.long
def test_the_cached_values_stay(pair: tuple[bytes, bytes]) -> None:
    plain, spelled = (openpyxl.load_workbook(BytesIO(content), data_only=True) for content in pair)
    for sheet in plain:
        assert [*spelled[sheet.title].values] == [*sheet.values]


def test_no_plain_name_is_left_and_each_may_spill(pair: tuple[bytes, bytes]) -> None:
    """Of a formula of ours outside an array of fixed size: an array formula of one cell, marked by cm."""
    with zipfile.ZipFile(BytesIO(pair[1])) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        metadata = package.read("xl/metadata.xml").decode()
        types = package.read("[Content_Types].xml").decode()
        rels = package.read("xl/_rels/workbook.xml.rels").decode()
    ours = [cell for sheet in sheets for cell in re.findall(r"<c [^>]*><f[^>]*>[^<]*</f>", sheet) if "_xldudf_" in cell]
    assert len(ours) > 500
    for cell in ours:
        at, ref = re.findall(r'<c r="(\w+)"', cell)[0], re.findall(r'<f t="array" ref="([\w:]+)"', cell)[0]
        assert (' cm="1"' in cell) is (at == ref)
    plain = r"(?<![\w.])(?:" + "|".join(CATALOGUE) + r")\("
    assert not [cell for sheet in sheets for cell in re.findall(rf"<f[^>]*>[^<]*{plain}", sheet)]
    assert 'fDynamic="1"' in metadata
    assert types.count("sheetMetadata+xml") == rels.count("relationships/sheetMetadata") == 1


@pytest.mark.long
def test_openpyxl_reads_them_as_arrays_of_one_cell(pair: tuple[bytes, bytes]) -> None:
    sheet = openpyxl.load_workbook(BytesIO(pair[1]))["Workings"]
    found = sheet["B15"].value
    assert isinstance(found, ArrayFormula)
    assert found.ref == "B15"
    assert "_xldudf_CSP_ROLLING12(" in found.text


def test_equal_input_gives_equal_bytes(pair: tuple[bytes, bytes]) -> None:
    assert for_office_js(pair[0], CATALOGUE) == pair[1]


@needs_validator
@pytest.mark.long
def test_the_open_xml_sdk_finds_nothing(pair: tuple[bytes, bytes], tmp_path: Path) -> None:
    path = tmp_path / "office.xlsx"
    path.write_bytes(pair[1])
    assert sdk_errors(path) == []
