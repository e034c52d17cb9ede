"""Links to other workbooks: what the file remembers of their cells and names."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, Final
from urllib.parse import unquote

from cspxl.engine.addresses import split_address
from cspxl.engine.model import Link
from cspxl.opc import Package, Relationship, Room, unescaped
from cspxl.values import Cell, CellError

_ERRORS: Final = {error.value: error for error in CellError}
_EXTERNAL: Final = "{*}externalBook"


def read_links(room: Room, root: Any, targets: Mapping[str, Relationship]) -> Iterator[Link]:  # noqa: ANN401 -- lxml
    """The links of a workbook (the root of its part), in the order of their numbers. Raises InputError."""
    for item in root.iterfind("{*}externalReferences/{*}externalReference"):
        relation = next((value for name, value in item.items() if name.endswith("}id")), "")
        target = targets.get(relation)
        yield _link(room, target.target) if target and room.package.has(target.target) else Link("", {}, {})


def _link(room: Room, part: str) -> Link:
    package = room.package
    book = package.xml(part).find(_EXTERNAL)
    if book is None:  # a link to another program
        return Link("another program", {}, {})
    tabs = [unescaped(item.get("val", "")) for item in book.iterfind("{*}sheetNames/{*}sheetName")]
    sheets: dict[str, dict[tuple[int, int], Cell]] = {}
    for data in book.iterfind("{*}sheetDataSet/{*}sheetData"):
        at = data.get("sheetId", "")
        if at.isdecimal() and int(at) < len(tabs) and data.get("refreshError") not in {"1", "true"}:
            sheets[tabs[int(at)]] = dict(_cells(room, data))
    names = {
        item.get("name", ""): (item.get("refersTo") or "").removeprefix("=")
        for item in book.iterfind("{*}definedNames/{*}definedName")
    }
    return Link(_file(package, part), sheets, names)


def _file(package: Package, part: str) -> str:
    """The name of the other file, as its path or address ends."""
    path = next(iter(package.outside(part)), "")
    return unquote(posixpath.basename(path.replace("\\", "/"))) or "another workbook"


def _cells(room: Room, data: Any) -> Iterator[tuple[tuple[int, int], Cell]]:  # noqa: ANN401 -- an lxml element
    for cell in data.iterfind("{*}row/{*}cell"):
        room.take("cells", 1)
        place, text = split_address(cell.get("r", "")), cell.findtext("{*}v")
        if place is not None and text is not None:
            yield place[1:], _value(room, cell.get("t", "n"), text)


def _value(room: Room, kind: str, text: str) -> Cell:
    if kind == "str":
        room.package.room.take("letters of texts", len(text))
        return unescaped(text)
    if kind == "b":
        return text.strip() in {"1", "true"}
    if kind == "e":
        return _ERRORS.get(text.strip(), CellError.VALUE)
    try:
        number = float(text)
    except ValueError:
        return CellError.VALUE
    return number if isfinite(number) else CellError.NUM
