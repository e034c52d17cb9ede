"""The formulas of a finished workbook respelled for another host; those that call it stand in cells that may spill.

Excel stores such a formula as an array formula marked as dynamic by the sheet's metadata. Without the mark it would
read one value of each range (the sign ``@``). Array formulas of a fixed size stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Final

from cspxl.opc import Package
from cspxl.workbook.zip_copy import deflated, with_replaced

_METADATA_PART: Final = "xl/metadata.xml"
# One kind of cell metadata: the cell holds a dynamic array (MS-XLSX 2.2.4.8, XLDAPR).
_METADATA: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    b' xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
    b'<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1"'
    b' pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1"'
    b' coerce="1" cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst>'
    b'<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}">'
    b'<xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext></extLst></bk></futureMetadata>'
    b'<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)
_OVERRIDE: Final = (
    b'<Override PartName="/xl/metadata.xml"'
    b' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"/>'
)
_RELATIONSHIP: Final = (
    b'<Relationship Id="rIdMetadata"'
    b' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sheetMetadata"'
    b' Target="metadata.xml"/>'
)
_CELL: Final = re.compile(rb'<c r="(?P<at>[A-Z]+\d+)"(?P<rest>[^>]*)><f(?P<kind>[^>/]*)>(?P<text>[^<]*)</f>')
_NAME: Final = re.compile(rb'(<definedName [^>]*?name="([^"]*)"[^>]*>)([^<]*)(</definedName>)')

Respell = Callable[[str], str | None]
"""A formula as the host spells it; None for one that is none of the host's business."""


def respelled_workbook(
    workbook: bytes, respell: Respell, finish: Callable[[bytes], bytes] | None = None, *, spills: bool = True,
) -> bytes:
    """The workbook (one of our writer's) with its formulas respelled; every value stays.

    ``finish`` is given the workbook's own part, where the defined names are, when all formulas have been seen. Without
    ``spills`` the cells stay as they are, for a host that knows no other.
    """
    package = Package(workbook)
    part = package.workbook_part()
    sheets = [item.target for item in package.relationships(part).values() if item.kind == "worksheet"]
    replaced = {sheet: _sheet(package.read(sheet), respell, spills=spills) for sheet in sheets}
    named = _NAME.sub(lambda found: found[1] + (_text(found[3], respell) or found[3]) + found[4], package.read(part))
    replaced[part] = finish(named) if finish else named
    if spills:
        replaced[_METADATA_PART] = _METADATA
        types, rels = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
        replaced[types] = package.read(types).replace(b"</Types>", _OVERRIDE + b"</Types>")
        replaced[rels] = package.read(rels).replace(b"</Relationships>", _RELATIONSHIP + b"</Relationships>")
    packed = {name: deflated(content) for name, content in replaced.items()}
    return with_replaced(workbook, package.zip, packed)


def named_formulas(workbook: bytes) -> dict[str, str]:
    """The defined names of the workbook (one of our writer's), and what each stands for."""
    package = Package(workbook)
    found = _NAME.finditer(package.read(package.workbook_part()))
    return {unescape(name[2].decode("utf-8")): unescape(name[3].decode("utf-8")) for name in found}


def _text(xml: bytes, respell: Respell) -> bytes | None:
    spelled = respell(unescape(xml.decode("utf-8")))
    return None if spelled is None else escape(spelled, quote=False).encode("utf-8")


def _sheet(xml: bytes, respell: Respell, *, spills: bool) -> bytes:
    def cell(found: re.Match[bytes]) -> bytes:
        text = _text(found["text"], respell)
        if text is None:
            return found[0]
        at, rest, kind = found["at"], found["rest"], found["kind"]
        if spills and not kind.strip():
            kind, rest = b' t="array" ref="%b"' % at, rest + b' cm="1"'
        return b'<c r="%b"%b><f%b>%b</f>' % (at, rest, kind, text)

    # An empty cell that says it holds a number is one of 0 to some programs.
    return _CELL.sub(cell, xml).replace(b' t="n"></c>', b"></c>")
