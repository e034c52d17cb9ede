"""A page that shows each document with every statement marked: right, wrong, or a figure that was not checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Final

from cspxl.audit.documents import Cell, Row
from cspxl.audit.figures import figures
from cspxl.audit.judging import Judgement
from cspxl.errors import harmless

if TYPE_CHECKING:
    from cspxl.audit import Audited

_STYLE: Final = """
body{font:16px/1.6 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2.5rem}
mark{background:#e3f3e3;color:inherit;border-bottom:2px solid #2e7d32;padding:0 .1em}
mark.bad{background:#fde7e7;border-bottom:3px double #b00020}
mark.unread{background:none;border-bottom:1px dotted #767676}
.note{display:block;margin:.2rem 0 .6rem 1rem;padding:.2rem .6rem;border-left:4px solid #b00020;font-size:.9rem}
table{border-collapse:collapse;margin:1rem 0}td{border:1px solid #c4c4c4;padding:.3rem .5rem;vertical-align:top}
.line{color:#5c5c5c;font-size:.75rem;margin-right:.5rem}
"""

_LEGEND: Final = (
    '<p>A statement is marked <mark>right ✓</mark> or <mark class="bad">wrong ✗</mark>; '
    '<mark class="unread">a figure so marked</mark> was not checked.</p>'
)


def page(found: Sequence[Audited]) -> str:
    """The whole page; it needs nothing but itself."""
    parts = [
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Audit of stated figures</title>',
        f"<style>{_STYLE}</style></head><body><main><h1>Audit of stated figures</h1>",
        _LEGEND,
    ]
    for one in found:
        parts += [f"<h2>{_safe(one.document.name)}</h2>", *_summary(one.judgements), *_body(one)]
    return "\n".join([*parts, "</main></body></html>\n"])


def _safe(text: str) -> str:
    return escape(harmless(text))


def _summary(judgements: Sequence[Judgement]) -> Iterator[str]:
    wrong = [one for one in judgements if one.is_finding]
    yield f"<p>{len(judgements)} statements recomputed, {len(wrong)} with a finding.</p>"
    if wrong:
        yield "<ul>"
        for one in wrong:
            link = f'<a href="#{_anchor(one)}">{_safe(one.where)}</a>'
            yield f"<li>{link}: {_safe(one.verdict)}: {_safe(one.statement)}</li>"
        yield "</ul>"


def _anchor(one: Judgement) -> str:
    return escape(f"{one.file}-{one.where}".replace(" ", "-"))


def _body(one: Audited) -> Iterator[str]:
    for number, rows in groupby(one.document.rows, lambda row: row.table):
        if number:
            yield "<table>"
            for row in rows:
                yield f"<tr>{''.join(f'<td>{_cell(cell, row, one.judgements)}</td>' for cell in row.cells)}</tr>"
            yield "</table>"
        else:
            for row in rows:
                yield "".join(f"<p>{_cell(cell, row, one.judgements)}</p>" for cell in row.cells)


def _cell(cell: Cell, row: Row, judgements: Sequence[Judgement]) -> str:
    """The cell's text with its marks, and below it what was found."""
    here = [one for one in judgements if one.cell is cell]
    spans = sorted({(one.start, one.end) for one in here})
    marked, at = "", 0
    for start, end in spans:
        if start < at:
            continue
        mine = [one for one in here if (one.start, one.end) == (start, end)]
        bad = any(one.is_finding for one in mine)
        marked += _unread(cell.text[at:start])
        sign = "✗" if bad else "✓"
        marked += f'<mark class="{"bad" if bad else "good"}">{_safe(cell.text[start:end])} {sign}</mark>'
        at = end
    marked += _unread(cell.text[at:])
    notes = "".join(_note(one) for one in here if one.is_finding)
    line = f'<span class="line">{row.line}</span>' if cell is row.cells[0] else ""
    return line + marked + notes


def _unread(text: str) -> str:
    """Text with the figures that no rule took up marked as not checked."""
    marked, at = "", 0
    for figure in _checkable(text):
        marked += _safe(text[at : figure[0]]) + f'<mark class="unread">{_safe(text[figure[0] : figure[1]])}</mark>'
        at = figure[1]
    return marked + _safe(text[at:])


def _checkable(text: str) -> Iterable[tuple[int, int]]:
    return [(one.start, one.end) for one in figures(text) if one.kind in {"percent", "points"}]


def _note(one: Judgement) -> str:
    return f'<span class="note" id="{_anchor(one)}">{_safe(f"{one.verdict}: {one.told}")}</span>'
