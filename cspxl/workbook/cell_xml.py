"""A worksheet part cut at the cells whose values change; everything between them stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cspxl.engine.addresses import area_text, cell_text, column_number, split_area
from cspxl.engine.model import Area
from cspxl.values import Cell, CellError

Place = tuple[int, int]

_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ADDRESS: Final = re.compile(rb'\sr="([A-Z]+)?(\d+)"')
_TYPE: Final = re.compile(rb'\s(?:t|vm)="[^"]*"')
_REF: Final = re.compile(rb'\sref="([^"]*)"')


def escaped(text: str) -> str:
    """Text as a workbook's XML spells it: signs that XML cannot hold as ``_x0007_``, what looks like one escaped."""
    text = _ESCAPED.sub("_x005F_", text)
    return _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def text_xml(text: str) -> bytes:
    """Text as an element's content."""
    text = escaped(text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "_x000D_")
    return text.encode()


def _space(text: str) -> bytes:
    """Outer spaces and line ends are kept only when this says so."""
    return b' xml:space="preserve"' if text != text.strip() or "\n" in text else b""


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell to be written anew: what stands before its type, its formula if it has one, the prefix of its tags."""

    place: Place
    opening: bytes
    formula: bytes
    prefix: bytes

    def filled(self, value: Cell, area: Area | None) -> bytes:
        """The cell with a value; ``area`` is what its dynamic array fills."""
        p = self.prefix
        formula = self.formula
        if formula and area is not None:
            formula = _REF.sub(b' ref="' + area_text(area).encode() + b'"', formula, count=1)
        kind, content = _content(value, p, constant=not formula)
        if not formula and not content:
            return self.opening + b"/>"
        return self.opening + kind + b">" + formula + content + b"</" + p + b"c>"


def _content(value: Cell, p: bytes, *, constant: bool) -> tuple[bytes, bytes]:
    """The attribute of the type, and the element of the value."""
    if value is None:
        return b"", b""
    if value is True or value is False:
        return b' t="b"', b"<%bv>%d</%bv>" % (p, value, p)
    if isinstance(value, CellError):
        return b' t="e"', b"<%bv>%b</%bv>" % (p, text_xml(value.value), p)
    if isinstance(value, str):
        if constant:
            return b' t="inlineStr"', b"<%bis><%bt%b>%b</%bt></%bis>" % (p, p, _space(value), text_xml(value), p, p)
        return b' t="str"', b"<%bv%b>%b</%bv>" % (p, _space(value), text_xml(value), p)
    return b"", b"<%bv>%b</%bv>" % (p, repr(value).encode(), p)


class SheetTemplate:
    """A worksheet part, cut once, filled any number of times.

    Every formula's cell is a slot, what an array fills too, and each cell of ``wanted``; one that is not there yet is
    added in its row. Those that are ``kept`` stay as they are, with their values. What lies between two slots is never
    copied: a sheet may have a hundred megabytes.
    """

    def __init__(self, xml: bytes, wanted: Iterable[Place] = (), kept: Collection[Place] = ()) -> None:
        found = re.search(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData(?:\s[^>]*)?(/)?>", xml)
        if found is None:
            raise ValueError("it has no sheetData")
        self.prefix = found[1]
        self.areas: dict[Place, Area] = {}
        p = re.escape(self.prefix)
        self._cell = re.compile(rb"<%bc(?=[\s/>])((?:[^>\"]|\"[^\"]*\")*?)(?:/>|>(.*?)</%bc>)" % (p, p), re.DOTALL)
        self._row = re.compile(rb"<%brow(?=[\s/>])((?:[^>\"]|\"[^\"]*\")*?)(?:/>|>(.*?)</%brow>)" % (p, p), re.DOTALL)
        self._formula = re.compile(rb"<%bf(?=[\s/>])(?:[^>\"]|\"[^\"]*\")*?(?:/>|>.*?</%bf>)" % (p, p), re.DOTALL)
        self._xml = xml
        self._done = 0
        self.parts: list[bytes | memoryview | Slot] = []
        end = found.end() if found[2] else xml.index(b"</%bsheetData>" % self.prefix)
        self._kept = kept
        self._wanted = set(wanted) | set(self._filled_by_arrays(found.end(), end)).difference(kept)
        if found[2]:
            self._put(found.start(), b"<%bsheetData>" % self.prefix)
        self._read(found.end(), end)
        if found[2]:
            self._put(found.start(), b"</%bsheetData>" % self.prefix, end)
        self._put(len(xml))

    @property
    def slots(self) -> Iterator[Slot]:
        """The cells that can be filled."""
        return (part for part in self.parts if isinstance(part, Slot))

    def filled(self, values: Mapping[Place, Cell], areas: Mapping[Place, Area]) -> bytes:
        """The part with values; ``areas`` are what dynamic arrays fill. A slot without a value shows none."""
        get, area = values.get, areas.get
        return b"".join(
            part.filled(get(part.place), area(part.place)) if isinstance(part, Slot) else part for part in self.parts
        )

    def _put(self, until: int, content: bytes | Slot | None = None, after: int | None = None) -> None:
        """The part as it is up to a place, then something new, instead of what stands there up to ``after``."""
        if until > self._done:
            self.parts.append(memoryview(self._xml)[self._done : until])
        if content is not None:
            self.parts.append(content)
        self._done = max(self._done, until if after is None else after)

    def _filled_by_arrays(self, start: int, end: int) -> Iterator[Place]:
        array = rb'<%bf\s(?=[^>]*t="(?:array|dataTable)")[^>]*ref="([^"]+)"' % re.escape(self.prefix)
        for found in re.compile(array).finditer(self._xml, start, end):
            area = split_area(found[1].decode())
            if area is not None:
                self.areas[area[0], area[1]] = area
                top, left, bottom, right = area
                yield from ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))

    def _read(self, start: int, end: int) -> None:
        missing = _by_row(self._wanted)
        waiting = sorted(missing, reverse=True)  # the next is the last
        number = 0
        for row in self._row.finditer(self._xml, start, end):
            address = _ADDRESS.search(row[1])
            number = int(address[2]) if address else number + 1
            while waiting and waiting[-1] < number:
                absent = waiting.pop()
                if absent in missing:
                    self._new_row(row.start(), absent, missing.pop(absent))
            self._one_row(row, number, missing.pop(number, set()))
        for absent in sorted(missing):
            self._new_row(end, absent, missing[absent])

    def _one_row(self, row: re.Match[bytes], number: int, wanted: set[int]) -> None:
        if row[2] is not None:
            self._cells(row.start(2), row.end(2), number, wanted)
        elif wanted:
            self._put(row.start(), b"<%brow%b>" % (self.prefix, row[1]))
            for column in sorted(wanted):
                self._new_cell(row.start(), number, column)
            self._put(row.start(), b"</%brow>" % self.prefix, row.end())

    def _new_row(self, at: int, number: int, columns: set[int]) -> None:
        self._put(at, b'<%brow r="%d">' % (self.prefix, number))
        for column in sorted(columns):
            self._new_cell(at, number, column)
        self._put(at, b"</%brow>" % self.prefix)

    def _cells(self, start: int, end: int, number: int, wanted: set[int]) -> None:
        column = 0
        left = set(wanted)
        waiting = sorted(left, reverse=True)  # the next is the last
        for cell in self._cell.finditer(self._xml, start, end):
            address = _ADDRESS.search(cell[1])
            column = column_number(address[1].decode()) if address else column + 1
            while waiting and waiting[-1] < column:
                absent = waiting.pop()
                if absent in left:
                    self._new_cell(cell.start(), number, absent)
                    left.discard(absent)
            formula = self._formula.search(cell[2]) if cell[2] else None
            if (formula is None and column not in left) or (number, column) in self._kept:
                continue
            left.discard(column)
            opening = b"<%bc%b" % (self.prefix, _TYPE.sub(b"", cell[1]).rstrip())
            slot = Slot((number, column), opening, formula[0] if formula else b"", self.prefix)
            self._put(cell.start(), slot, cell.end())
        for absent in sorted(left):
            self._new_cell(end, number, absent)

    def _new_cell(self, at: int, row: int, column: int) -> None:
        opening = b'<%bc r="%b"' % (self.prefix, cell_text(row, column).encode())
        self._put(at, Slot((row, column), opening, b"", self.prefix))


def _by_row(places: Iterable[Place]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for row, column in places:
        found.setdefault(row, set()).add(column)
    return found
