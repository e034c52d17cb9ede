"""A finished workbook for Excel with xlwings Server or Lite: formulas respelled as Excel stores Office.js functions.

Excel writes a custom function of the namespace CSP as ``_xldudf_CSP_NAME``, in a formula that may spill: an array
formula marked as dynamic by the sheet's metadata. Without the mark it would read one value of each range (the sign
``@``). Array formulas of a fixed size stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape
from typing import Final

from cspxl.engine.tokens import FormulaError, tokenise
from cspxl.opc import Package
from cspxl.workbook.zip_copy import deflated, with_replaced

PREFIX: Final = "_xldudf_CSP_"

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
_NAME: Final = re.compile(rb"(<definedName [^>]*>)([^<]*)(</definedName>)")


def for_office_js(workbook: bytes, functions: Iterable[str]) -> bytes:
    """The workbook (one of our writer's) with these functions spelled for Office.js; every value stays."""
    package = Package(workbook)
    known = frozenset(functions)
    part = package.workbook_part()
    sheets = [item.target for item in package.relationships(part).values() if item.kind == "worksheet"]
    replaced = {sheet: _respelled_sheet(package.read(sheet), known) for sheet in sheets}
    replaced[part] = _NAME.sub(
        lambda found: found[1] + _respelled(found[2], known) + found[3], package.read(part),
    )
    replaced[_METADATA_PART] = _METADATA
    types, rels = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    replaced[types] = package.read(types).replace(b"</Types>", _OVERRIDE + b"</Types>")
    replaced[rels] = package.read(rels).replace(b"</Relationships>", _RELATIONSHIP + b"</Relationships>")
    packed = {name: deflated(content) for name, content in replaced.items()}
    return with_replaced(workbook, package.zip, packed)


def respelled(formula: str, functions: frozenset[str]) -> str:
    """A formula with each of the functions as Office.js spells it; texts and names that only look like one stay."""
    try:
        tokens = tokenise(formula)
    except FormulaError:  # not ours to judge: the engine has named it in its findings
        return formula
    return "".join(
        PREFIX + token.text.upper() if token.kind == "function" and token.text.upper() in functions else token.text
        for token in tokens
    )


def _respelled(xml: bytes, functions: frozenset[str]) -> bytes:
    formula = unescape(xml.decode("utf-8"))
    spelled = respelled(formula, functions)
    return xml if spelled == formula else escape(spelled, quote=False).encode("utf-8")


def _respelled_sheet(xml: bytes, functions: frozenset[str]) -> bytes:
    def cell(found: re.Match[bytes]) -> bytes:
        text = _respelled(found["text"], functions)
        if text == found["text"]:
            return found[0]
        at, rest, kind = found["at"], found["rest"], found["kind"]
        if not kind.strip():
            kind, rest = b' t="array" ref="%b"' % at, rest + b' cm="1"'
        return b'<c r="%b"%b><f%b>%b</f>' % (at, rest, kind, text)

    return _CELL.sub(cell, xml)
