"""Workbooks that Excel opens without repair: the Open XML SDK's validator, and a lint for what it does not see."""

from __future__ import annotations

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
