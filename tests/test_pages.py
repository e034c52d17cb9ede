"""The pages that LibreOffice prints: one for each sheet that is meant to be read, nothing cut."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from commands import BARNET, cspxl

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
    # Without the functions the figures are as built, and the page says so.
    assert "Figures as built: the add-in is not loaded" in overview[0]
