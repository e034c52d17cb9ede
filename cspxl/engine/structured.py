"""Structured references: ``Table[Column]``, ``Table[@Column]``, ``Table[[#Headers],[First]:[Last]]``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from cspxl.engine.model import Area, TableModel
from cspxl.values import CellError

_ITEMS: Final = frozenset({"#all", "#data", "#headers", "#totals", "#this row"})
_PART: Final = re.compile(r"\s*\[((?:[^\[\]']|'.)*)\]\s*")


class StructuredError(Exception):
    """The brackets hold nothing that is understood."""


def columns_and_rows(table: TableModel, known: Mapping[str, int], specifier: str, row: int) -> Area | CellError:
    """The area that a specifier (what stands between the outer brackets) names.

    ``known`` tells where each column stands, by its name in lower case; ``row`` is the formula's own.
    """
    items, columns = _parts(specifier)
    top, left, bottom, right = table.area
    if columns:
        try:
            places = [known[name.lower()] for name in columns]
        except KeyError:
            return CellError.REF
        left, right = left + min(places), left + max(places)
    first, last = top + table.header_rows, bottom - table.totals_rows
    spans = {
        "#all": (top, bottom),
        "#data": (first, last),
        "#headers": (top, top + table.header_rows - 1),
        "#totals": (bottom - table.totals_rows + 1, bottom),
        "#this row": (row, row) if first <= row <= last else (1, 0),
    }
    chosen = [spans[item] for item in items or {"#data"}]
    if any(start > end for start, end in chosen):
        return CellError.VALUE if "#this row" in items else CellError.REF
    return min(start for start, _ in chosen), left, max(end for _, end in chosen), right


def _parts(specifier: str) -> tuple[set[str], list[str]]:
    """The items (``#headers``) and the columns, one or the two ends of a span."""
    text = specifier.strip()
    if text.startswith("@"):
        items, columns = _parts(text[1:]) if text[1:].lstrip().startswith("[") else (set(), [_plain(text[1:])])
        return {"#this row"}, [column for column in columns if column] if not items else columns
    if not text.startswith("["):
        if text.lower() in _ITEMS:
            return {text.lower()}, []
        return set(), [_plain(text)] if text else []
    items, columns, at = set(), [], 0
    while at < len(text):
        found = _PART.match(text, at)
        if found is None:
            raise StructuredError(f"{text[at:]!r} is not understood")
        part, at = found[1], found.end()
        if part.lower() in _ITEMS:
            items.add(part.lower())
        else:
            columns.append(_plain(part))
        if at < len(text):
            if text[at] not in ",:":
                raise StructuredError(f"{text[at:]!r} is not expected")
            at += 1
    if len(columns) > 2:
        raise StructuredError("more than two columns")
    return items, columns


def _plain(text: str) -> str:
    """A column's name without its escaping apostrophes."""
    return re.sub(r"'(.)", r"\1", text)
