"""What a workbook lets a person type into its cells: protection, formats and data validations, as the package has them.

Only the cells that are asked for are read; calculating a workbook needs none of this.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cspxl.engine.addresses import column_number, split_area
from cspxl.engine.model import Area
from cspxl.opc import Package, is_row, unescaped
from cspxl.workbook.cell_xml import Place

_BUILT_IN: Final = {"9": "0%", "10": "0.00%", "49": "@"}  # ECMA-376 part 1, 18.8.30
KINDS: Final = ("list", "custom", "whole", "decimal", "date", "time", "textLength")
OPERATORS: Final = (
    "between", "notBetween", "equal", "notEqual", "greaterThan", "lessThan", "greaterThanOrEqual", "lessThanOrEqual",
)  # fmt: skip
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\[[^]]*\]')  # of a format code: what it only shows
_YES: Final = frozenset({"1", "true"})


@dataclass(frozen=True, slots=True)
class Validation:
    """A data validation: ``formulas`` are about the cell ``at``, the first of those that it is for."""

    kind: str
    operator: str
    formulas: Sequence[str]
    at: Place
    allow_blank: bool
    stops: bool
    title: str
    error: str


@dataclass(frozen=True, slots=True)
class CellRules:
    """What a cell lets in."""

    locked: bool
    merged_into: Place | None
    as_text: bool
    as_percent: bool
    general: bool
    validations: Sequence[Validation]


def cell_rules(package: Package, wanted: Mapping[str, Collection[Place]]) -> Mapping[tuple[str, Place], CellRules]:
    """The rules of cells, by the part of their sheet and their place."""
    styles = _Styles(package)
    found = {}
    for part, places in wanted.items():
        style_of, root = _styles_of(package, part, places)
        protection = root.find("{*}sheetProtection")
        protected = protection is not None and protection.get("sheet") in _YES
        for place in places:
            style = style_of[place]
            found[part, place] = CellRules(
                locked=protected and styles.locked(style),
                merged_into=_merged_into(root, place),
                as_text=styles.format(style) == "@",
                general=styles.format(style).lower() in {"", "general"},
                as_percent="%" in _LITERAL.sub("", styles.format(style)),
                validations=tuple(_validations(root, place)),
            )
    return found


class _Styles:
    """The formats that cells point to by number."""

    def __init__(self, package: Package) -> None:
        targets = package.relationships(package.workbook_part()).values()
        part = next((item.target for item in targets if item.kind == "styles" and item.target in package.parts), None)
        root = None if part is None else package.xml(part)
        self.formats: dict[str, str] = {} if root is None else {
            item.get("numFmtId"): item.get("formatCode", "") for item in root.iterfind("{*}numFmts/{*}numFmt")
        }  # fmt: skip
        self.cells = [] if root is None else list(root.iterfind("{*}cellXfs/{*}xf"))

    def locked(self, style: str | None) -> bool:
        """Whether a cell of this style is locked; each is unless it says otherwise."""
        protection = self._of(style, "{*}protection")
        return protection is None or protection.get("locked", "1") in _YES

    def format(self, style: str | None) -> str:
        """The code of its number format; only text and percentages matter here."""
        found = self._of(style)
        number = "0" if found is None else str(found.get("numFmtId", "0"))
        return self.formats.get(number) or _BUILT_IN.get(number, "")

    def _of(self, style: str | None, child: str = "") -> Any:  # noqa: ANN401 -- an lxml element
        at = _whole(style)
        found = self.cells[at] if at < len(self.cells) else None
        return found.find(child) if child and found is not None else found


def _styles_of(package: Package, part: str, places: Collection[Place]) -> tuple[dict[Place, str | None], Any]:
    """The style of each place, its row's or column's where it has none of its own; and the sheet without its rows."""
    rows = {row for row, _ in places}
    of_row: dict[int, str | None] = {}
    of_cell: dict[Place, str | None] = {}
    number = 0
    element: Any = None
    for element in package.streamed(part, "row"):
        if not is_row(element):
            continue
        number = int(element.get("r") or number + 1)
        if number in rows:
            of_row[number] = element.get("s") if element.get("customFormat") in _YES else None
            of_cell |= {(number, column): style for column, style in _cells(element)}
    of_column = [
        (_whole(item.get("min")), _whole(item.get("max")), item.get("style"))
        for item in element.iterfind("{*}cols/{*}col")
    ]
    found = {}
    for place in places:
        around = next((style for first, last, style in of_column if first <= place[1] <= last), None)
        found[place] = of_cell.get(place, of_row.get(place[0]) or around)
    return found, element


def _cells(row: Any) -> Iterator[tuple[int, str | None]]:  # noqa: ANN401 -- an lxml element
    column = 0
    for cell in row.iterfind("{*}c"):
        reference = cell.get("r")
        column = column + 1 if reference is None else column_number(reference.rstrip("0123456789"))
        yield column, cell.get("s")


def _whole(text: str | None) -> int:
    """The number that an attribute says; 0 where it says none."""
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _merged_into(root: Any, place: Place) -> Place | None:  # noqa: ANN401 -- an lxml element
    """The cell that shows in the place of this one."""
    areas = [split_area(item.get("ref", "")) for item in root.iterfind("{*}mergeCells/{*}mergeCell")]
    return next((area[:2] for area in areas if area and _holds(area, place) and area[:2] != place), None)


def _validations(root: Any, place: Place) -> Iterator[Validation]:  # noqa: ANN401 -- an lxml element
    """The rules for a place: the sheet's, and those that newer versions of Excel keep in its extensions."""
    for item in root.iter("{*}dataValidation"):
        written = item.get("sqref") or item.findtext("{*}sqref") or ""
        areas = [area for text in written.split() if (area := split_area(text))]
        if not any(_holds(area, place) for area in areas):
            continue
        kind, operator = item.get("type", "none"), item.get("operator", "between")
        if kind not in KINDS or operator not in OPERATORS:
            continue
        formulas = ["".join(found.itertext()).strip() for found in item.iter("{*}formula1", "{*}formula2")]
        yield Validation(
            kind,
            operator,
            [unescaped(text) for text in formulas if text],
            (min(area[0] for area in areas), min(area[1] for area in areas)),
            allow_blank=item.get("allowBlank") in _YES,
            stops=item.get("showErrorMessage") in _YES and item.get("errorStyle", "stop") == "stop",
            title=unescaped(item.get("errorTitle", "")),
            error=unescaped(item.get("error", "")),
        )


def _holds(area: Area, place: Place) -> bool:
    return area[0] <= place[0] <= area[2] and area[1] <= place[1] <= area[3]
