"""The smallest workbooks, written by hand, so that a test can put anything into any part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def sheet(rows: str, after: str = "") -> str:
    """A worksheet part; ``rows`` is what stands in sheetData."""
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{REL}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def workbook(properties: str = "", sheets: str = "", names: str = "") -> str:
    """The workbook part: the sheet Figures, and what else is given."""
    first = '<sheet name="Figures" sheetId="1" r:id="rId1"/>'
    inner = f"{properties}<sheets>{first}{sheets}</sheets>{names}"
    return f'<workbook xmlns="{MAIN}" xmlns:r="{REL}">{inner}</workbook>'


PARTS = {
    "[Content_Types].xml": f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPES}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": workbook(),
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>Barnet</t></si></sst>',
    "xl/worksheets/sheet1.xml": sheet(
        '<row r="1"><c r="A1"><v>6514</v></c><c r="B1"><v>5683</v></c><c r="C1"><f>PCT_CHANGE(A1,B1)</f></c>'
        '<c r="D1"><f>A1+B1</f></c><c r="E1" t="s"><v>0</v></c></row>'
    ),
}


def package(changed: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The small workbook with some parts changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in {**PARTS, **changed}.items():
            file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, method)
    return out.getvalue()


def small() -> bytes:
    """Two numbers, two formulas, a text."""
    return package({})
