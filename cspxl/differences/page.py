"""What changed as a page of its own, and as a workbook: the changes by kind, the heaviest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from typing import Final

from cspxl.differences.change import KINDS, Change, Differences, Kind
from cspxl.differences.meaning import is_share
from cspxl.errors import harmless
from cspxl.export import plain
from cspxl.report.describe import Properties, Workbook
from cspxl.values import Cell

_STYLE: Final = """
body{font:16px/1.5 system-ui,sans-serif;max-width:78rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2.5rem}table{border-collapse:collapse;width:100%}
th,td{border-bottom:1px solid #c4c4c4;padding:.35rem .6rem;text-align:left;vertical-align:top}th{background:#eef1f5}
td.place{color:#5c5c5c;font-size:.85rem;white-space:nowrap}
"""
_HEADINGS: Final = ("What", "Before", "After", "What that means", "Place")
_MADE_ON: Final = date(2020, 1, 1)  # equal changes give equal bytes


def page(title: str, found: Differences) -> str:
    """The whole page; it needs nothing but itself."""
    parts = [
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{_safe(title)}</title>',
        f"<style>{_STYLE}</style></head><body><main><h1>{_safe(title)}</h1>",
        "<ul>", *(f"<li>{_safe(line)}</li>" for line in lines_about(found)), "</ul>",
    ]  # fmt: skip
    for kind in found.kinds:
        changes = found.of(kind)
        if changes:
            parts += [f"<h2>{KINDS[kind]}: {len(changes):,}</h2><table><thead><tr>",
                      *(f'<th scope="col">{text}</th>' for text in _HEADINGS), "</tr></thead><tbody>",
                      *map(_row, changes), "</tbody></table>"]  # fmt: skip
    return "\n".join([*parts, "</main></body></html>\n"])


def lines_about(found: Differences) -> Iterator[str]:
    """What there is, in words: how many of each kind, what is not listed, what else is to be said."""
    yield from found.notes
    for kind in found.kinds:
        yield f"{KINDS[kind]}: {len(found.of(kind)):,}" if found.of(kind) else f"{KINDS[kind]}: none"
    for what, n in found.uncounted.items():
        yield f"Changed too, and not listed: {n:,} {what}"


def told(cell: Cell, what: str) -> str:
    """A cell, which is called so, as a person reads it; what is not there is nothing."""
    if cell is None:
        return "nothing"
    if is_share(what, cell):
        return f"{cell:.1%}"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if abs(cell) >= 1000 or not cell % 1:
            return f"{cell:,.2f}".removesuffix(".00")
        return f"{cell:.4g}"
    return str(cell)


def place(change: Change) -> str:
    """Where a change stands, and in how many further places."""
    more = f" and {len(change.also)} more" if change.also else ""
    return f"{change.cell}{more}"


def workbook(title: str, found: Differences) -> Workbook:
    """A workbook of plain tables, one for each kind."""
    tables = [_table(kind, KINDS[kind], found.of(kind)) for kind in found.kinds if found.of(kind)]
    cover = plain.texts("Cover", title, [(line, "published_paragraph") for line in lines_about(found)])
    properties = Properties(title, "Differences", "What changed from one version to the other.", "differences", "cspxl",
                            _MADE_ON)  # fmt: skip
    listed = plain.contents([(table.sheet, table.title) for table in tables])
    sheets = [cover, *([listed] if tables else []), *map(plain.sheet, tables)]
    return Workbook(properties, marking="", sheets=sheets, names={}, prints_all=True, is_publication=True)


def _table(kind: Kind, heading: str, changes: Sequence[Change]) -> plain.Table:
    """The changes of a kind."""
    cells: Sequence[Sequence[Cell]] = [
        [change.what for change in changes], [told(change.before, change.what) for change in changes],
        [told(change.after, change.what) for change in changes], [change.how or "changed" for change in changes],
        [place(change) for change in changes],
    ]  # fmt: skip
    columns = [plain.Column(name, found, "text") for name, found in zip(_HEADINGS, cells, strict=True)]
    name = "Categories" if kind == "category" else f"{kind.capitalize()}s"
    return plain.Table(name, f"changed_{name.lower()}", heading, "the two that the cover names", columns)


def _row(change: Change) -> str:
    cells = (change.what, told(change.before, change.what), told(change.after, change.what), change.how)
    texts = "".join(f"<td>{_safe(text)}</td>" for text in cells)
    return f'<tr>{texts}<td class="place">{_safe(place(change))}</td></tr>'


def _safe(text: str) -> str:
    return escape(harmless(text))
