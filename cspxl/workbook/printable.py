"""A finished workbook as it is printed: only the sheets that a board reads, and the links between these in the file.

Of ``HYPERLINK`` Calc makes a link to where the workbook lay, of a link without a formula one within the PDF.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from html import escape, unescape
from typing import Final

from cspxl.opc import Package
from cspxl.workbook.zip_copy import deflated, with_replaced

_SHEET: Final = re.compile(rb'<sheet [^>]*?name="([^"]*)"[^>]*>')
_LINK: Final = re.compile(
    rb'(?P<cell><c r="(?P<at>[A-Z]+\d+)"[^>]*>)<f>HYPERLINK\("#(?P<place>(?:[^"<]|"")*)"[^<]*</f>'
    rb"(?P<value><v[^>]*>(?P<shown>[^<]*)</v>)"
)
_AFTER_LINKS: Final = b"<printOptions"


def printable(workbook: bytes, board: Collection[str]) -> bytes:
    """The workbook (one of our writer's, with its values) for print; ``board`` are the names of a board's sheets."""
    package = Package(workbook)
    part = package.workbook_part()
    names = {escape(name).encode() for name in board}
    xml = package.read(part)
    replaced = {part: _SHEET.sub(lambda found: found[0] if found[1] in names else _hidden(found[0]), xml)}
    for item in package.relationships(part).values():
        if item.kind == "worksheet":
            replaced[item.target] = _linked(package.read(item.target), board)
    return with_replaced(workbook, package.zip, {name: deflated(content) for name, content in replaced.items()})


def _hidden(sheet: bytes) -> bytes:
    return re.sub(rb'state="[a-zA-Z]*"', b'state="hidden"', sheet)


def _linked(sheet: bytes, board: Collection[str]) -> bytes:
    """A sheet with each link to a sheet as one that is no formula; to one that is not printed there is none."""
    links = [
        b'<hyperlink ref="%b" location="%b"/>' % (found["at"], found["place"].replace(b'""', b"&quot;"))
        for found in _LINK.finditer(sheet)
        if unescape(found["shown"].decode()) in board
    ]
    plain = _LINK.sub(lambda found: found["cell"] + found["value"], sheet)
    within = b"<hyperlinks>%b</hyperlinks>" % b"".join(links) if links else b""
    return plain.replace(_AFTER_LINKS, within + _AFTER_LINKS, 1)
