"""The pages that LibreOffice prints: one for each sheet that is meant to be read, nothing cut."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from commands import BARNET, cspxl
from packs import PACKS, described, packaged
from test_looks import LONGEST_NAMES, SENTENCE, with_long_remarks

from cspxl.report.describe import Workbook
from cspxl.workbook.writer import write

SOFFICE, PDFTOTEXT = shutil.which("soffice"), shutil.which("pdftotext")

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not (SOFFICE and PDFTOTEXT), reason="LibreOffice or pdftotext is missing; .ci/run has both"),
]


def pages(workbook: Path, out: Path) -> list[str]:
    """The text of each page."""
    profile = f"-env:UserInstallation={(out / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(out), str(workbook)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pdf = out / f"{workbook.stem}.pdf"
    text = subprocess.run([str(PDFTOTEXT), "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    return text.split("\f")[:-1]


@pytest.mark.parametrize("area", ["Hammersmith and Fulham", "Kingston upon Thames"])
def test_the_overview_is_one_page_whatever_the_name(area: str, demo: Path, tmp_path: Path) -> None:
    workbook = tmp_path / "pages.xlsx"
    assert cspxl("calc", demo / BARNET, "-o", workbook, "--set", f"Control!B5={area}").code == 0
    found = pages(workbook, tmp_path)
    overview = [page for page in found if "cspxl: Overview" in page]
    assert len(overview) == 1
    assert f"{area} Community Safety Partnership: overview dashboard" in overview[0]
    assert overview[0].count("OFFICIAL") == 2  # above and below
    assert "Total notifiable offences" in overview[0]
    assert "Not available is never zero." in overview[0]
    assert "###" not in overview[0]
    assert not re.search(r"#(N/A|NAME|VALUE|REF|DIV)", overview[0])
    assert "add-in" not in overview[0]  # what a board reads; the sheet says it below the page


def printed(book: Workbook, area: str, tmp_path: Path) -> dict[str, list[str]]:
    """The pages of a described workbook for an area, by the sheet that their foot names."""
    made, done = tmp_path / "made.xlsx", tmp_path / "done.xlsx"
    made.write_bytes(write(book))
    assert cspxl("calc", made, "-o", done, "--set", f"Control!B5={area}").code == 0
    found: dict[str, list[str]] = {}
    for page in pages(done, tmp_path):
        foot = re.search(r"cspxl: (\S.*?)(?:  |$)", page, re.MULTILINE)
        assert foot, page[-300:]
        found.setdefault(foot[1], []).append(page)
    return found


@pytest.mark.parametrize(("name", "of"), PACKS)
@pytest.mark.parametrize("month", ["2017-02", "2018-06"], ids=["entered", "nothing entered"])
def test_every_sheet_of_a_pack_is_one_page(name: str, of: str, month: str, tmp_path: Path) -> None:
    """With the longest names; nothing is cut to ###, and no error stands on a page that is read."""
    book = described(packaged(name), LONGEST_NAMES[0], month, of)
    for area in LONGEST_NAMES[:2]:
        found = printed(book, area, tmp_path)
        for sheet in (sheet for sheet in book.sheets if not sheet.page.empty):  # back matter does not print
            [*first, text] = found[sheet.name]
            assert not first or not sheet.page.one_page, sheet.name
            assert "###" not in text, sheet.name
            if sheet.name != "Glossary":  # which names the errors that a function gives
                assert not re.search(r"#(N/A|NAME|VALUE|REF|DIV|NUM)", text), sheet.name
            assert text.count(book.marking) >= 2, sheet.name  # above and below
        assert f"{area}: peers" in found["Peers"][0]


def test_the_longest_remarks_are_printed_whole(tmp_path: Path) -> None:
    """Seven remarks of 500 letters beside three charts, on one page."""
    book = described(with_long_remarks(tmp_path), LONGEST_NAMES[0], "2017-04")
    [page] = printed(book, LONGEST_NAMES[0], tmp_path)["Page Burglary"]
    words = " ".join(page.replace("•", " ").split())
    assert words.count("known offenders every month, and agrees who acts.") >= 7 * (500 // len(SENTENCE))
    assert page.count("•") == 7
