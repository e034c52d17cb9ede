"""What references point to: ``Sheet1!A1:B2``, ``Jan:Mar!A1``, ``Table[Column]``, ``[1]Sheet1!A1``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from cspxl.engine.addresses import MAX_COLUMN, MAX_ROW, column_number, unquoted
from cspxl.engine.allowance import spend
from cspxl.engine.growing import Growing
from cspxl.engine.model import Area, TableModel
from cspxl.engine.ranges import Ref, ThroughSheets
from cspxl.engine.sheets import Sheet
from cspxl.engine.structured import StructuredError, columns_and_rows
from cspxl.values import CellError

REFERENCE: Final = re.compile(
    r"(?:(?P<sheet>.*)!)?(?:(?P<a1>\$?)(?P<c1>[A-Za-z]{1,3}))?(?:(?P<b1>\$?)(?P<r1>\d+))?"
    r"(?P<colon>:)?(?:(?P<a2>\$?)(?P<c2>[A-Za-z]{1,3}))?(?:(?P<b2>\$?)(?P<r2>\d+))?",
    re.ASCII | re.DOTALL,
)
Target: TypeAlias = Ref | ThroughSheets | CellError
_LINKED: Final = re.compile(r"\[(\d+)\](.*)", re.DOTALL)
_NEAR: Final = 32  # columns: a row is made that long for a cell that is read; one that lies further off is looked up
_SHEET: Final = 1000  # steps, and memory, of each sheet that a reference goes through
_TABLE: Final = 5  # steps to look whether a cell lies in a table


class BindFault(Exception):
    """A formula cannot be calculated: the kind of finding and its detail."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail


class Place(NamedTuple):
    """The sheet, row and column of a formula."""

    sheet: Sheet
    row: int
    column: int


class LinkedBook(NamedTuple):
    """Another workbook, as far as this one's file holds a copy: its sheets and names, by name in lower case."""

    file: str
    sheets: Mapping[str, Sheet]
    names: Mapping[str, str]


class Targets:
    """The sheets, the tables and the other workbooks that references point to."""

    def __init__(
        self, sheets: Mapping[str, Sheet], tables: Mapping[str, TableModel], links: Sequence[LinkedBook]
    ) -> None:
        self.sheets = sheets
        self.tables = tables
        self.links = links
        self.refs: dict[tuple[int, Area], Ref] = {}
        self._columns: dict[str, Mapping[str, int]] = {}
        self._growing: dict[tuple[int, int, int], Growing] = {}

    def ref(self, sheet: Sheet, area: Area) -> Ref:
        """The one Ref of an area."""
        key = sheet.index, area
        ref = self.refs.get(key)
        if ref is None:
            ref = self.refs[key] = Ref(sheet, area, lasting=True)
            if ref.is_cell and ref.top <= sheet.height and ref.left < max(len(sheet.rows[ref.top]), _NEAR):
                ref.line = sheet.row(ref.top, ref.left)
            elif ref.left == ref.right and ref.top < ref.bottom:
                ref.growing = self.growing_from(sheet, ref.top, ref.left)
        return ref

    def growing_from(self, sheet: Sheet, top: int, column: int, more: int = 1) -> Growing:
        """What the ranges that begin at a cell share; there are so many more of them."""
        place = sheet.index, top, column
        growing = self._growing.get(place)
        if growing is None:
            growing = self._growing[place] = Growing(sheet, top, column)
        growing.ends += more
        return growing

    def reference(self, text: str, place: Place, *, relative: bool = False) -> tuple[Target, bool]:
        """What ``Sheet1!A1:B2`` refers to, and whether that is so wherever it stands."""
        found = REFERENCE.fullmatch(text)
        assert found, text
        sheets = self._sheets(found["sheet"], place)
        if not sheets:
            return CellError.REF, True
        whole_rows, whole_columns = found["c1"] is None, found["r1"] is None
        shift_rows, shift_columns = (place.row - 1, place.column - 1) if relative else (0, 0)

        def row(dollar: str, digits: str) -> int:
            return int(digits) if dollar or not relative else (int(digits) + shift_rows - 1) % MAX_ROW + 1

        def column(dollar: str, letters: str) -> int:
            number = column_number(letters)
            return number if dollar or not relative else (number + shift_columns - 1) % MAX_COLUMN + 1

        r1 = 1 if whole_columns else row(found["b1"], found["r1"])
        c1 = 1 if whole_rows else column(found["a1"], found["c1"])
        if found["colon"]:
            r2 = MAX_ROW if whole_columns else row(found["b2"], found["r2"])
            c2 = MAX_COLUMN if whole_rows else column(found["a2"], found["c2"])
        else:
            r2, c2 = r1, c1
        area = min(r1, r2), min(c1, c2), max(r1, r2), max(c1, c2)
        if area[0] < 1 or area[2] > MAX_ROW or area[3] > MAX_COLUMN:
            return CellError.NAME, True
        refs = [self.ref(sheet, area) for sheet in sheets]
        target = refs[0] if len(refs) == 1 else ThroughSheets(refs)
        return target, "$" in text and text.count("$") == 2 * (1 + bool(found["colon"]))

    def _sheets(self, written: str | None, place: Place) -> Sequence[Sheet]:
        """The sheets that a reference names: the formula's own, one, or all from one tab to another; none if one lacks.

        Before a bare ``!`` in a name's text stands the sheet on which the name is used.
        """
        if not written:
            return [place.sheet]
        name = unquoted(written).lower()
        linked = _LINKED.fullmatch(name)
        if linked and int(linked[1]):
            return [self._linked(int(linked[1]), linked[2], written)]
        if "[" in name and not linked:
            raise BindFault("external link", written)
        name = linked[2] if linked else name
        if name in self.sheets or ":" not in name:
            return [self.sheets[name]] if name in self.sheets else []
        first, _, last = name.partition(":")
        if first not in self.sheets or last not in self.sheets:
            return []
        low, high = sorted((self.sheets[first].index, self.sheets[last].index))
        spend(_SHEET * (high - low + 1))
        return [sheet for sheet in self.sheets.values() if low <= sheet.index <= high]

    def _linked(self, number: int, name: str, written: str) -> Sheet:
        """A sheet of another workbook, from the copy that the file holds. Raises BindFault where it holds none."""
        link = self.link(number)
        if link is None or name not in link.sheets:
            file = f" in {link.file}" if link else ""
            raise BindFault("external link", f"{written}{file}, of which the file holds no copy")
        return link.sheets[name]

    def link(self, number: int) -> LinkedBook | None:
        """The workbook that formulas write as ``[1]``."""
        return self.links[number - 1] if 0 < number <= len(self.links) else None

    def structured(self, text: str, place: Place) -> Ref | CellError:
        """What a table's brackets refer to."""
        name, _, specifier = text.partition("[")
        if not name:
            spend(_TABLE * len(self.tables))
            inside = (t for t in self.tables.values() if t.sheet == place.sheet.name and _holds(t.area, place))
            table = next(inside, None)
        else:
            table = self.tables.get(name.lower())
        if table is None:
            if re.fullmatch(r"\d+\].*", specifier):
                raise BindFault("external link", text)
            return CellError.REF
        try:
            area = columns_and_rows(table, self._places(table), specifier[:-1], place.row)  # from any sheet
        except StructuredError as fault:
            raise BindFault("parse error", f"{text}: {fault}") from None
        return area if isinstance(area, CellError) else self.ref(self.sheets[table.sheet.lower()], area)

    def _places(self, table: TableModel) -> Mapping[str, int]:
        """The place of each of a table's columns in it, by its name in lower case."""
        known = self._columns.get(table.name)
        if known is None:
            known = self._columns[table.name] = {name.lower(): at for at, name in enumerate(table.columns)}
        return known


def _holds(area: Area, place: Place) -> bool:
    return area[0] <= place.row <= area[2] and area[1] <= place.column <= area[3]
