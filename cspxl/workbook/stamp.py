"""Values into a finished workbook: beside each formula its value, everything else byte for byte as it was."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from lxml import etree

from cspxl.engine.addresses import split_address, split_area
from cspxl.engine.model import Area
from cspxl.errors import InputError
from cspxl.opc import Package
from cspxl.values import Cell
from cspxl.workbook.cell_xml import Place, SheetTemplate
from cspxl.workbook.plain_xml import plain
from cspxl.workbook.signature import signature_parts, without
from cspxl.workbook.zip_copy import Packed, deflated, with_replaced

CALC_ID: Final = b"191029"  # of a current Excel: with an older one it recalculates at opening
_CALC: Final = re.compile(
    rb"<(?P<prefix>(?:[\w.-]+:)?)calcPr(?P<rest>(?:\s[^>]*?)?)(?:/>|>\s*</(?P=prefix)calcPr\s*>)"
)
_UTF8: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml(?![^>]*encoding=[\"'](?!utf-8))|(?!\?))", re.IGNORECASE)
_BEFORE_CALC: Final = re.compile(
    rb"(?:</(?:[\w.-]+:)?(?:sheets|functionGroups|externalReferences|definedNames)>"
    rb"|<(?:[\w.-]+:)?(?:functionGroups|externalReferences|definedNames)(?:\s[^>]*)?/>)"
)


def stamp(source: Path | bytes, values: Mapping[str, Cell], spills: Mapping[str, str] | None = None) -> bytes:
    """The workbook with these values (``{"Sheet!A1": 5}``). See ``Stamper.stamp``."""
    return Stamper(source).stamp(values, spills)


class Stamper:
    """A workbook read once, stamped any number of times.

    Raises InputError for a signed one, unless its signature may be dropped; ``signature`` are the parts of it.
    """

    def __init__(self, source: Path | bytes, *, drop_signature: bool = False) -> None:
        self.package = Package(source)
        self.signature = signature_parts(self.package)
        if self.signature and not drop_signature:
            raise self.package.fault(
                "is signed, and its signature would be false once values are written into it; "
                "--drop-signature writes it without one"
            )
        self.part = self.package.workbook_part()
        self.sheets = self._sheet_parts()
        self.names = {name.lower(): name for name in self.sheets}
        self._xml: dict[str, bytes] = {}
        self._templates: dict[tuple[str, frozenset[Place], frozenset[Place]], SheetTemplate | None] = {}

    def _sheet_parts(self) -> dict[str, str]:
        """The part of each worksheet, by name."""
        root, namespace = self.package.root(self.part, "workbook")
        targets = self.package.relationships(self.part)
        found = {}
        for sheet in root.iterfind(f"{namespace}sheets/{namespace}sheet"):
            target = next((targets[v] for k, v in sheet.attrib.items() if k.endswith("}id") and v in targets), None)
            if target is not None and target.kind == "worksheet":
                found[sheet.get("name", "")] = target.target
        return found

    def stamp(
        self,
        values: Mapping[str, Cell],
        spills: Mapping[str, str] | None = None,
        parts: Mapping[str, bytes] | None = None,
        *,
        kept: Collection[str] = (),
        unfinished: bool = False,
    ) -> bytes:
        """The bytes of the workbook with a value beside each formula.

        ``values`` are those of formulas, of cells that arrays fill, and of inputs that were set (their constant is
        replaced, or added). A formula without one loses its old value: a stale figure is worse than none.
        ``spills`` are the ranges that dynamic arrays fill, by their first cell; ``parts`` replace others as they are.
        What stands in the ``kept`` cells of formulas stays as it is, their values among them.
        Of an ``unfinished`` workbook some formulas could not be calculated: Excel is told to do so when it opens it.
        """
        wanted: dict[str, dict[Place, Cell]] = {name: {} for name in self.sheets}
        for address, value in values.items():
            if address not in kept:
                sheet, place = self._place(address)
                wanted[sheet][place] = value
        still: dict[str, set[Place]] = {name: set() for name in self.sheets}
        for address in kept:
            sheet, place = self._place(address)
            still[sheet].add(place)
        areas: dict[str, dict[Place, Area]] = {name: {} for name in self.sheets}
        for address, text in (spills or {}).items():
            sheet, place = self._place(address)
            area = split_area(text)
            if area is not None:
                areas[sheet][place] = area
        changed: dict[str, Packed | None] = {}
        others: Mapping[str, bytes | None] = without(self.package, self.signature) if self.signature else {}
        for part, content in {**others, **(parts or {})}.items():
            self._change(changed, part, content)
        for name, part in self.sheets.items():
            template = self._template(name, frozenset(wanted[name]), frozenset(still[name]))
            if template is not None:
                self._change(changed, part, template.filled(wanted[name], areas[name]))
        self._change(changed, self.part, _with_calc(self._plain(self.part), unfinished=unfinished))
        return with_replaced(self.package.data, self.package.zip, changed)

    def _change(self, changed: dict[str, Packed | None], part: str, content: bytes | None) -> None:
        """Note what a part becomes, already packed: all sheets unpacked are too much. None takes it out."""
        package = self.package
        there = package.member(part) if package.has(part) else None
        if content is not None and there and there.file_size == len(content) and package.read(part) == content:
            return
        changed[there.filename if there else part] = None if content is None else deflated(content)

    def _place(self, address: str) -> tuple[str, Place]:
        found = split_address(address)
        name = self.names.get((found[0] or "").lower()) if found else None
        if found is None or name is None:
            raise InputError(f"{address!r} is no cell of {self.package.name}")
        return name, (found[1], found[2])

    def _template(self, name: str, places: frozenset[Place], kept: frozenset[Place]) -> SheetTemplate | None:
        """The sheet, cut at its formulas but those kept, and at these cells; None where there is nothing to write."""
        key = name, places, kept
        if key not in self._templates:
            xml = self._plain(self.sheets[name])
            try:
                static = not places and re.search(rb"<(?:[\w.-]+:)?f[\s/>]", xml) is None
                self._templates[key] = None if static else SheetTemplate(xml, places, kept)
            except ValueError as fault:
                raise self.package.fault(f"is damaged: {self.sheets[name]}: {fault}") from None
        return self._templates[key]

    def _plain(self, part: str) -> bytes:
        """The part's bytes, in the plain spelling of XML that cutting needs."""
        xml = self._xml.get(part)
        if xml is None:
            xml = self.package.read(part)
            if not _UTF8.match(xml):
                xml = etree.tostring(self.package.xml(part), xml_declaration=True, encoding="UTF-8", standalone=True)
            xml = self._xml[part] = plain(xml)
        return xml


def _with_calc(xml: bytes, *, unfinished: bool) -> bytes:
    """The workbook part with a current calcId, and a calculation at opening only where it is unfinished."""
    says = b'calcPr calcId="%b"%b' % (CALC_ID, b' fullCalcOnLoad="1"' if unfinished else b"")
    found = _CALC.search(xml)
    if found:
        rest = re.sub(rb'\s(?:calcId|fullCalcOnLoad)="[^"]*"', b"", found["rest"]).rstrip()
        calc = b"<%b%b%b/>" % (found["prefix"], says, rest)
        return xml[: found.start()] + calc + xml[found.end() :]
    before = list(_BEFORE_CALC.finditer(xml))
    if not before:
        return xml
    at = before[-1].end()
    prefix = re.match(rb"</?((?:[\w.-]+:)?)", before[-1][0])
    assert prefix
    return xml[:at] + b"<%b%b/>" % (prefix[1], says) + xml[at:]
