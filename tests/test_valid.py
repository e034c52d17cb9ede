"""Workbooks that Excel opens without repair: the Open XML SDK's validator, and a lint for what it does not see."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from open_xml import needs_validator, sdk_errors
from openpyxl.worksheet.table import Table

from cspxl.lint import lint


@needs_validator
def test_the_open_xml_sdk_finds_nothing(demo: Path) -> None:
    for path in sorted(demo.iterdir()):
        assert sdk_errors(path) == []


def test_the_lint_finds_nothing(demo: Path) -> None:
    for path in sorted(demo.iterdir()):
        assert lint(path) == []


def test_the_lint_finds_what_excel_would_repair(tmp_path: Path) -> None:
    """Each fault is one that Excel is known to repair or refuse at opening."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Faulty"
    sheet["A1"], sheet["B1"], sheet["A2"] = "=1+1", "Area", "=SUM((1)"
    sheet.add_table(Table(displayName="areas", ref="A1:B3"))
    book.defined_names["AB12"] = openpyxl.workbook.defined_name.DefinedName("AB12", attr_text="Faulty!$A$1")
    path = tmp_path / "faulty.xlsx"
    with pytest.warns(UserWarning, match="column headings must be strings"):  # openpyxl sees one of them too
        book.save(path)
    told = "\n".join(lint(path))
    assert "no static text" in told
    assert "brackets do not match" in told
    assert "AB12" in told


def test_a_bracket_that_closes_none_does_not_match(tmp_path: Path) -> None:
    """``=)``, at which openpyxl's reader of formulas falls over, and the same inside a formula."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"], sheet["A3"] = "=)", "=1+2)*3", "=(1+2)*3"
    path = tmp_path / "brackets.xlsx"
    book.save(path)
    assert lint(path) == [f"Sheet!{cell}: brackets do not match" for cell in ("A1", "A2")]


def test_a_part_that_is_damaged_is_told_by_its_name(tmp_path: Path) -> None:
    """A part that nothing refers to, a byte of its content changed, so that its check sum is not the package's."""
    path = tmp_path / "damaged.xlsx"
    openpyxl.Workbook().save(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as package:
        package.writestr("xl/charts/chart1.xml", "<chartSpace>whole</chartSpace>")
    path.write_bytes(path.read_bytes().replace(b"<chartSpace>whole", b"<chartSpace>Whole"))
    assert lint(path) == ["xl/charts/chart1.xml: cannot be read: Bad CRC-32 for file 'xl/charts/chart1.xml'"]


def test_a_table_with_a_column_too_few_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"] = "Area", "Crimes"
    book.active.add_table(Table(displayName="areas", ref="A1:B3"))
    whole, path = tmp_path / "whole.xlsx", tmp_path / "columns.xlsx"
    book.save(whole)
    with zipfile.ZipFile(whole) as package, zipfile.ZipFile(path, "w") as out:
        for name in package.namelist():
            part = package.read(name)
            out.writestr(name, part.replace(b'ref="A1:B3"', b'ref="A1:C3"') if "tables/" in name else part)
    assert lint(path) == ["Sheet, table areas: has 2 columns, its place 3"]
