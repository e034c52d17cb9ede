"""Pivot tables: where each lies, and of which items each of its rows and columns is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from cspxl.engine.addresses import split_area
from cspxl.engine.dates import of_day, serial_of
from cspxl.engine.model import Area, Pivot, PivotAxis, PivotLine
from cspxl.engine.semantics import to_text
from cspxl.opc import Package, decimal, index, moment, unescaped
from cspxl.values import Cell, CellFault

_FIGURES: Final = -2  # the number of the field "Values", which stands among the rows or columns
_NUMBERED: Final = {"months", "quarters"}  # groups of dates that are also known by their number, from 1
_NONE: Final = PivotAxis(frozenset(), ())
_SUBTOTAL, _GRAND, _BLANK = "default", "grand", "blank"


def read_pivots(package: Package, part: str, sheet: str, *, date1904: bool) -> Iterator[Pivot]:
    """The pivot tables of a sheet's part; of one that cannot be read, or is over a cube, only where it lies."""
    for target in package.relationships(part).values():
        if target.kind != "pivotTable":
            continue
        root = package.xml(target.target)
        location = root.find("{*}location")
        area = split_area(location.get("ref", "")) if location is not None else None
        memories = [item.target for item in package.relationships(target.target).values()
                    if item.kind == "pivotCacheDefinition"]  # fmt: skip
        if area is None:
            continue
        memory = package.xml(memories[0]) if memories and package.has(memories[0]) else None
        try:
            yield _pivot(root, memory, sheet, area, date1904=date1904)
        except (AttributeError, ValueError, LookupError, CellFault):
            yield Pivot(sheet, area, (), _NONE, _NONE, {})


def _pivot(root: Any, memory: Any, sheet: str, area: Area, *, date1904: bool) -> Pivot:  # noqa: ANN401 -- lxml elements
    if memory.find("{*}cacheSource").get("type") == "external":
        raise ValueError("a cube, whose items have names of another kind")
    fields = list(zip(
        root.findall("{*}pivotFields/{*}pivotField"), memory.findall("{*}cacheFields/{*}cacheField"), strict=True,
    ))  # fmt: skip
    names = [unescaped(field.get("name") or source.get("name", "")).casefold() for field, source in fields]
    items = [_items(field, source, date1904=date1904) if field.get("axis") else [] for field, source in fields]
    location = root.find("{*}location")
    top, left = area[0] + index(location.get("firstDataRow", "1")), area[1] + index(location.get("firstDataCol", "0"))
    figures = tuple(
        (unescaped(item.get("name", "")).casefold(), names[index(item.get("fld", "0"))])
        for item in root.iterfind("{*}dataFields/{*}dataField")
    )
    chosen = {
        names[at]: items[at][index(item.get("item"))]
        for item in root.iterfind("{*}pageFields/{*}pageField")
        if item.get("item") is not None
        for at in [index(item.get("fld", "0"))]
    }
    rows, columns = _axis(root, "row", names, items, top), _axis(root, "col", names, items, left)
    return Pivot(sheet, area, figures, rows, columns, chosen)


def _axis(
    root: Any, axis: str, names: Sequence[str], items: Sequence[Sequence[frozenset[str]]],  # noqa: ANN401
    first: int,
) -> PivotAxis:
    """The rows or the columns of figures; each repeats so many items of the one before, then names its own."""
    fields = [_field(item.get("x", "0")) for item in root.iterfind(f"{{*}}{axis}Fields/{{*}}field")]
    lines: list[PivotLine] = []
    before: list[int] = []
    for number, element in enumerate(root.iterfind(f"{{*}}{axis}Items/{{*}}i"), first):
        kind = element.get("t", "data")
        own = [index(item.get("v", "0")) for item in element.iterfind("{*}x")]
        before = [*before[: index(element.get("r", "0"))], *own]
        if kind == _BLANK:
            continue
        of = [] if kind == _GRAND else list(zip(fields, before, strict=False))
        known = {names[field]: items[field][item] for field, item in of if field != _FIGURES}
        whole = kind in {_SUBTOTAL, _GRAND} or len(before) == len(fields)
        if kind in {"data", _SUBTOTAL, _GRAND}:  # not a further subtotal, such as the greatest
            lines.append(PivotLine(number, known, index(element.get("i", "0")), whole=whole))
    return PivotAxis(frozenset(names[field] for field in fields if field != _FIGURES), tuple(lines))


def _field(text: str) -> int:
    return _FIGURES if text == str(_FIGURES) else index(text)


def _items(field: Any, source: Any, *, date1904: bool) -> list[frozenset[str]]:  # noqa: ANN401 -- lxml elements
    """The names that each item of a field goes by: its value as text, a caption of its own, a group's number."""
    group = source.find("{*}fieldGroup")
    grouped = group.find("{*}groupItems") if group is not None else None
    shared = source.find("{*}sharedItems") if grouped is None else grouped
    values = [] if shared is None else [_value(element, date1904=date1904) for element in shared]
    ranged = group.find("{*}rangePr") if group is not None else None
    numbered = grouped is not None and ranged is not None and ranged.get("groupBy") in _NUMBERED
    found = []
    for item in field.iterfind("{*}items/{*}item"):
        names = {item.get("n")} if item.get("n") else set()
        if item.get("t", "data") == "data":
            at = index(item.get("x", "0"))
            names |= {"(blank)" if values[at] is None else to_text(values[at])} | ({str(at)} if numbered else set())
        found.append(frozenset(unescaped(name).casefold() for name in names if name))
    return found


def _value(element: Any, *, date1904: bool) -> Cell:  # noqa: ANN401 -- an lxml element
    """An item of a pivot table's memory."""
    kind, text = element.tag.rpartition("}")[2], element.get("v", "")
    if kind == "m":
        return None
    if kind == "n":
        return decimal(text)
    if kind == "b":
        return text in {"1", "true"}
    if kind == "d":
        said = moment(text)
        return serial_of(said, date1904=date1904) if isinstance(said, datetime) else of_day(said)
    return str(text)
