"""A finished workbook as it is printed: each formula is the value that it has, and only what a board reads prints.

So no program works anything out anew, whatever form the workbook has and whatever functions that program lacks. Calc
makes of ``HYPERLINK`` a link to where the workbook lay, of a link without a formula one within the PDF.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from html import escape, unescape
from typing import Final

from cspxl.opc import Package
from cspxl.report.describe import quoted
from cspxl.workbook.zip_copy import deflated, with_replaced

_SHEET: Final = re.compile(rb'<sheet [^>]*?name="([^"]*)"')
_PRINT_AREA: Final = re.compile(rb'<definedName name="_xlnm.Print_Area" localSheetId="(\d+)"[^>]*>[^<]*</definedName>')
_END_OF_NAMES: Final = b"</definedNames>"
_NOTHING: Final = "$XFD$1048576"  # the last cell of a sheet: programs leave out a page of empty cells
_FORMULA: Final = re.compile(
    rb'(?P<cell><c r="(?P<at>[A-Z]+\d+)"(?P<rest>[^>]*)>)<f[^>]*?(?:/>|>(?P<text>[^<]*)</f>)'
    rb"(?P<value><v[^>]*>(?P<shown>[^<]*)</v>)?"
)
_LINK: Final = re.compile(rb'HYPERLINK\("#((?:[^"]|"")*)"')
_AFTER_LINKS: Final = b"<printOptions"


def printable(workbook: bytes, board: Collection[str]) -> bytes:
    """The workbook (one of our writer's, with its values) for print; ``board`` are the names of a board's sheets."""
    package = Package(workbook)
    part = package.workbook_part()
    replaced = {part: _board_alone(package.read(part), board)}
    for item in package.relationships(part).values():
        if item.kind == "worksheet":
            replaced[item.target] = _settled(package.read(item.target), board)
    return with_replaced(workbook, package.zip, {name: deflated(content) for name, content in replaced.items()})


def _board_alone(xml: bytes, board: Collection[str]) -> bytes:
    """The workbook's own part, where of sheets that are not the board's an empty cell prints."""
    names = [unescape(name.decode()) for name in _SHEET.findall(xml)]
    others = [at for at, name in enumerate(names) if name not in board]
    kept = _PRINT_AREA.sub(lambda found: b"" if int(found[1]) in others else found[0], xml)
    areas = (
        f'<definedName name="_xlnm.Print_Area" localSheetId="{at}">'
        f"{escape(_quoted(names[at]), quote=False)}!{_NOTHING}</definedName>"
        for at in others
    )
    return kept.replace(_END_OF_NAMES, "".join(areas).encode() + _END_OF_NAMES, 1)


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


def _settled(sheet: bytes, board: Collection[str]) -> bytes:
    """A sheet whose formulas are values, and whose links to sheets of the board are none of a formula."""
    links: list[bytes] = []

    def value(found: re.Match[bytes]) -> bytes:
        if found["value"] is None:  # it could not be calculated
            return found["cell"]
        if link := _LINK.match(found["text"] or b""):
            if unescape(found["shown"].decode()) in board:
                place = link[1].replace(b'""', b"&quot;")
                links.append(b'<hyperlink ref="%b" location="%b"/>' % (found["at"], place))
            return found["cell"] + found["value"]
        return b"%b<f>%b</f>%b" % (found["cell"], _constant(found), found["value"])

    plain = _FORMULA.sub(value, sheet)
    within = b"<hyperlinks>%b</hyperlinks>" % b"".join(links) if links else b""
    return plain.replace(_AFTER_LINKS, within + _AFTER_LINKS, 1)


def _constant(found: re.Match[bytes]) -> bytes:
    """A formula that is the value and nothing else; still a formula, for rules that ask what is typed over."""
    if b't="str"' in found["rest"]:
        return escape(quoted(unescape(found["shown"].decode())), quote=False).encode()
    if b't="b"' in found["rest"]:
        return b"TRUE" if found["shown"] == b"1" else b"FALSE"
    return bytes(found["shown"])
