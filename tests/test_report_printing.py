"""What prints: a board's pages, and back matter only when the report asks for it."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from packs import BARKING, described

from cspxl.bundled import workbooks
from cspxl.workbook.writer import write

PRINTED = {"Cover", "Summary", "Overview", "Call-over", "Peers"}  # and the pages of indicators


def is_page(title: str) -> bool:
    """Whether a sheet is the one-page summary of an indicator."""
    return title.startswith("Page ") and title != "Page workings"


def call_over(folder: Path, asked: str = "") -> bytes:
    """The packaged call-over, with a line more at the top of its configuration."""
    for path in workbooks().iterdir():
        if path.name.startswith("barking_and_dagenham_2017"):
            (folder / path.name).write_bytes(path.read_bytes())
    file = folder / "call_over.toml"
    file.write_text(asked + (workbooks() / "call_over.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return write(described(file, BARKING, "2017-04"))


@pytest.mark.long
def test_back_matter_has_an_empty_print_area(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(call_over(tmp_path)))
    for sheet in book:
        _, where = sheet.print_area.split("!")
        found = sheet[where] if ":" in where else ((sheet[where],),)
        holds = any(cell.value is not None for row in found for cell in row)
        assert holds == (sheet.title in PRINTED or is_page(sheet.title)), sheet.title


@pytest.mark.long
def test_all_print_when_asked(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(call_over(tmp_path, 'print = "all"\n')))
    assert all(":" in sheet.print_area for sheet in book)


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not there; .ci/run has it")
def test_libreoffice_leaves_them_out(tmp_path: Path) -> None:
    (tmp_path / "pack.xlsx").write_bytes(call_over(tmp_path))
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "pack.xlsx"],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    pages = subprocess.run(["pdftotext", "-layout", tmp_path / "pack.pdf", "-"], check=True, capture_output=True)
    feet = [text.rstrip().splitlines()[-1] for text in pages.stdout.decode().split("\f") if text.strip()]
    assert feet[0].split("Page 1 of")[0].split() == ["cspxl:", "Cover", "OFFICIAL"]
    assert all(any(name in foot for name in (*PRINTED, "Page ")) for foot in feet)
    assert not any(name in foot for foot in feet for name in ("Control", "Checks", "Workings", "workings", "Data"))
