"""The cells of a finished workbook as values, and as they are shown: in the format of their style, highlighted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import range_boundaries

from cspxl.engine.formats import format_cell
from cspxl.opc import Package, decimal, shared_strings, unescaped
from cspxl.report.describe import Highlight, Sheet
from cspxl.values import Cell, CellError
from cspxl.workbook.styles import differential_styles, named_styles

Place = tuple[int, int]
_HIDDEN: Final = ";;;"
_SIGNIFICANT: Final = 15  # digits of a number
_ERRORS: Final = {error.value: error for error in CellError}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# What the exports can tell of a highlight: that a cell reads a word, or that a word or sign occurs in it.
_READS: Final = re.compile(
    r'(?P<equal>\$?[A-Z]+\$?\d+)="(?P<word>[^"]+)"|'
    r'ISNUMBER\(SEARCH\("(?P<part>[^"]+)",(?P<within>\$?[A-Z]+\$?\d+)\)\)|(?P<always>TRUE)',
)
_ADDRESS: Final = re.compile(r"(\$?)([A-Z]+)(\$?)(\d+)")


class Look(NamedTuple):
    """Fill and letters as RRGGBB."""

    fill: str
    ink: str


class Shown(NamedTuple):
    """A cell as it is shown: its text, the name of its style, and the look of its highlight where it has one."""

    text: str
    style: str
    look: Look | None = None


class Cells:
    """The values of a finished workbook; a sheet is read when it is asked for."""

    def __init__(self, workbook: bytes) -> None:
        self._package = Package(workbook)
        part = self._package.workbook_part()
        self._targets = self._package.relationships(part)
        self._strings = shared_strings(self._package, self._targets.values())
        self._parts = {
            item.get("name", ""): self._targets[identifier].target
            for item in self._package.xml(part).iter("{*}sheet")
            for name, identifier in item.attrib.items() if name.endswith("}id")
        }  # fmt: skip
        self._read: dict[str, Mapping[Place, Cell]] = {}

    def sheet(self, name: str) -> Mapping[Place, Cell]:
        """The values of a sheet by row and column."""
        if name not in self._read:
            self._read[name] = dict(self._of_part(self._parts[name]))
        return self._read[name]

    def at(self, reference: str) -> Sequence[Sequence[Cell]]:
        """The values of ``Workings!$A$5:$B$9``, a row each."""
        sheet, _, area = reference.rpartition("!")
        left, top, right, bottom = boundaries(area)
        values = self.sheet(sheet.removeprefix("'").removesuffix("'").replace("''", "'"))
        return [[values.get((row, column)) for column in range(left, right + 1)] for row in range(top, bottom + 1)]

    def _of_part(self, part: str) -> Iterator[tuple[Place, Cell]]:
        for cell in self._package.xml(part).iter("{*}c"):
            left, top, _, _ = boundaries(cell.get("r", ""))
            yield (top, left), self._value(cell)

    def _value(self, cell: Any) -> Cell:  # noqa: ANN401 -- an lxml element
        kind, value = cell.get("t", "n"), cell.find("{*}v")
        if kind == "inlineStr":
            return unescaped("".join(text.text or "" for text in cell.iter("{*}t")))
        if value is None or value.text is None:
            return "" if kind == "str" else None
        if kind == "s":
            return self._strings[int(value.text)]
        text = unescaped(value.text)
        if kind == "str":
            return text
        if kind == "b":
            return text == "1"
        return _ERRORS[text] if kind == "e" else decimal(text)


class Showing:
    """One sheet as it is shown."""

    def __init__(self, sheet: Sheet, cells: Cells) -> None:
        self._values = cells.sheet(sheet.name)
        self._styles = {(put.row, put.column): put.style for put in sheet.cells}
        self._highlights = [found for item in sheet.highlights if (found := _readable(item))]

    def __getitem__(self, place: Place) -> Shown:
        style = self._styles.get(place, "text")
        return Shown(self.text(place), style, next(self._looks(place), None))

    def text(self, place: Place) -> str:
        """The text that a cell shows."""
        code = formats().get(self._styles.get(place, "text"), "General")
        return shown(self._values.get(place), code)

    def _looks(self, place: Place) -> Iterator[Look]:
        """The highlights whose formula is true of the cell, the first of which is seen."""
        for (left, top, right, bottom), rule, look in self._highlights:
            if not (top <= place[0] <= bottom and left <= place[1] <= right):
                continue
            if rule["always"]:
                yield look
                continue
            at = _ADDRESS.fullmatch(rule["equal"] or rule["within"])
            assert at, "the rule found one"
            column, row, _, _ = boundaries(at[2] + at[4])
            asked = (row + (0 if at[3] else place[0] - top), column + (0 if at[1] else place[1] - left))
            text = self._values.get(asked)
            if isinstance(text, str) and (
                text == rule["word"] if rule["equal"] else rule["part"].casefold() in text.casefold()
            ):
                yield look


def shown(value: Cell, code: str) -> str:
    """A value as its format shows it; signs that no document can hold are left out."""
    if value is None or code == _HIDDEN:
        return ""
    if isinstance(value, str):
        return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, CellError):
        return value.value
    if code == "General" and not isinstance(value, bool):
        return f"{value:.{_SIGNIFICANT}g}"
    return format_cell(value, code)


def boundaries(area: str) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of cells."""
    left, top, right, bottom = range_boundaries(area.replace("$", ""))
    assert left is not None
    assert top is not None
    return left, top, right or left, bottom or top


@cache
def formats() -> Mapping[str, str]:
    """The number format of each style."""
    return {style.name: style.number_format for style in named_styles()}


@cache
def _fills() -> Mapping[str, Look]:
    """The highlights that fill a cell."""
    return {
        name: Look(fill.bgColor.rgb[-6:], font.color.rgb[-6:])
        for name, style in differential_styles().items()
        for fill, font in [_of(style)] if fill is not None
    }


def _of(style: DifferentialStyle) -> tuple[Any, Any]:
    """Fill and font, whose parts the stubs do not know."""
    return style.fill, style.font


def _readable(item: Highlight) -> tuple[tuple[int, int, int, int], re.Match[str], Look] | None:
    rule = _READS.fullmatch(item.formula)
    look = _fills().get(item.style)
    return (boundaries(item.ref), rule, look) if rule and look else None
