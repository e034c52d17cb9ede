"""An .xlsx or .xlsm file to the plain WorkbookModel that the engine takes, straight from the package's XML."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from cspxl.engine.addresses import split_area
from cspxl.engine.garbage import UNCOLLECTED
from cspxl.engine.model import DefinedName, Pivot, Seen, SheetModel, TableModel, WorkbookModel
from cspxl.opc import Package, Room, number_formats, shared_strings, unescaped
from cspxl.workbook.links import read_links
from cspxl.workbook.pivots import read_pivots
from cspxl.workbook.sheet_xml import MOST, Context, read_sheet

_RELATION_NAMESPACES: Final = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_MOST_TIMES: Final = 32_767  # Excel takes no more
_SEEN: Final[Mapping[str, Seen]] = {"hidden": "hidden", "veryHidden": "veryHidden"}


def read_package(source: Path | bytes) -> WorkbookModel:
    """The workbook in a file. Raises InputError, in one line, for a file that holds none."""
    package = Package(source)
    if isinstance(source, Path):
        package.check_whole()
    part = package.workbook_part()
    root = package.xml(part)
    if not str(root.tag).endswith("}workbook"):
        raise package.fault("is a zip file, but no workbook")
    namespace = package.namespace(root, part, "workbook")
    room = Room(package, MOST)
    targets = package.relationships(part)
    date1904 = _says(root.find(f"{namespace}workbookPr"), "date1904", "1", "true")
    calculation = root.find(f"{namespace}calcPr")
    as_shown = _says(calculation, "fullPrecision", "0", "false")
    context = Context(
        strings=shared_strings(package, targets.values()),
        dynamic=_dynamic_cells(package, targets.values()),
        date1904=date1904,
        codes=number_formats(package, targets.values()) if as_shown else None,
    )
    sheets: list[SheetModel] = []
    tables: list[TableModel] = []
    pivots: list[Pivot] = []
    names: list[str] = []  # every tab, chart sheets too: sheet-local names count them all
    for sheet in root.iterfind(f"{namespace}sheets/{namespace}sheet"):
        name = sheet.get("name", "")
        if name.lower() in (known.lower() for known in names):
            raise package.fault(f"is damaged: it has two sheets called {name!r}")
        names.append(name)
        relation = _relation(sheet)
        if relation == "":  # a module of Excel 95, very hidden: Excel keeps its name
            continue
        target = targets.get(relation or "")
        if target is None:
            raise package.fault(f"is not whole: the sheet {name!r} has no part")
        if target.kind != "worksheet":
            continue
        with UNCOLLECTED:
            read = read_sheet(room, target.target, name, context)
        sheets.append(replace(read, seen=_SEEN.get(sheet.get("state"), "visible")))
        tables.extend(_tables(package, target.target, name))
        pivots.extend(read_pivots(package, target.target, name, date1904=date1904))
    if not sheets:
        raise package.fault("has no worksheet")
    iterate = _says(calculation, "iterate", "1", "true")
    defined = tuple(_defined_names(root, namespace, names))
    links = tuple(read_links(room, root, targets))
    times, tolerance = _circles(calculation)
    return WorkbookModel(
        tuple(sheets), defined, tuple(tables), date1904, iterate, times, tolerance, links, tuple(pivots)
    )


def _says(element: Any, attribute: str, *values: str) -> bool:  # noqa: ANN401 -- an lxml element
    """Whether an element is there and its attribute has one of these values."""
    return element is not None and element.get(attribute) in values


def _circles(calculation: Any) -> tuple[int, float]:  # noqa: ANN401 -- an lxml element
    """How often circles are calculated, and the change that is none."""
    says = {} if calculation is None else calculation.attrib
    with suppress(ValueError):
        tolerance = float(says.get("iterateDelta", "0.001"))
        if 0 <= tolerance < math.inf:
            return max(1, min(_whole(says.get("iterateCount"), 100), _MOST_TIMES)), tolerance
    return 100, 0.001


def _relation(sheet: Any) -> str | None:  # noqa: ANN401 -- an lxml element
    """The id that a sheet gives for its part; None where it gives none at all."""
    found = (sheet.get(f"{{{namespace}}}id") for namespace in _RELATION_NAMESPACES)
    return next((value for value in found if value is not None), None)


def _defined_names(root: Any, namespace: str, names: list[str]) -> Iterator[DefinedName]:  # noqa: ANN401
    for item in root.iterfind(f"{namespace}definedNames/{namespace}definedName"):
        at = _whole(item.get("localSheetId"), -1)
        sheet = names[at] if 0 <= at < len(names) else None
        yield DefinedName(item.get("name", ""), (item.text or "").removeprefix("="), sheet)


def _whole(text: str | None, default: int) -> int:
    """A whole number that an attribute says; the default where it says none."""
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else default


def _dynamic_cells(package: Package, targets: Any) -> frozenset[int]:  # noqa: ANN401
    """The numbers that a cell's ``cm`` has when its array formula is dynamic."""
    part = next((target.target for target in targets if target.kind == "sheetMetadata"), None)
    if part is None or not package.has(part):
        return frozenset()
    root, namespace = package.root(part, "metadata")
    kinds = [item.get("name") for item in root.iterfind(f"{namespace}metadataTypes/{namespace}metadataType")]
    found = set()
    for at, block in enumerate(root.iterfind(f"{namespace}cellMetadata/{namespace}bk"), 1):
        for record in block.iterfind(f"{namespace}rc"):
            kind = _whole(record.get("t"), 0)
            if 1 <= kind <= len(kinds) and kinds[kind - 1] == "XLDAPR":
                found.add(at)
    return frozenset(found)


def _tables(package: Package, part: str, sheet: str) -> Iterator[TableModel]:
    for target in package.relationships(part).values():
        if target.kind != "table":
            continue
        root, namespace = package.root(target.target, "table")
        area = split_area(root.get("ref", ""))
        if area is None:
            raise package.fault(f"is damaged: the table in {target.target} has no range")
        named = root.iterfind(f"{namespace}tableColumns/{namespace}tableColumn")
        columns = tuple(unescaped(column.get("name", "")) for column in named)
        header, totals = _whole(root.get("headerRowCount"), 1), _whole(root.get("totalsRowCount"), 0)
        if header + totals > area[2] - area[0] + 1 or len(columns) != area[3] - area[1] + 1:
            raise package.fault(f"is damaged: the table in {target.target} does not fit its range")
        yield TableModel(root.get("displayName") or root.get("name", ""), sheet, area, columns, header, totals)
