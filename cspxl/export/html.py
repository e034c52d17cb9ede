"""A finished workbook as one HTML file: no scripts, nothing from elsewhere; charts as SVG with their data in tables.

Equal workbooks give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import count
from typing import Final

from cspxl.export.cells import Cells, Shown
from cspxl.export.charted import charted
from cspxl.export.content import HEADINGS, Abreast, Cell, Drawn, Grid, Part, Section, about, sections, spanned
from cspxl.export.drawing import drawn
from cspxl.export.html_style import style_sheet
from cspxl.export.svg import svg
from cspxl.report.describe import Board

_LINK: Final = "link"
# Whoever opens it need not trust it: a browser then loads and runs nothing at all.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_WIDEST, _WIDTH, _GAP = 640.0, 900.0, 18.0  # in points: of a chart, of the page on a large screen, between strips
_LONG: Final = re.compile(r"(\S{16})(?=\S{9})")
_DATA: Final = "The data of this chart"


def page(workbook: bytes, board: Board) -> bytes:
    """The page of what a board reads of a finished workbook."""
    said, cells = about(workbook), Cells(workbook)
    found = sections(board, cells)
    names = {section.name: f"sheet{at}" for at, section in enumerate(found, 1)}
    writer = _Writer(cells, names)
    marking = f'<p class="marking-line">{_text(board.marking)}</p>'
    body = "\n".join(writer.section(section, at) for at, section in enumerate(found))
    meta = {"description": said.description, "keywords": said.keywords, "author": said.author, "date": said.made_on}
    told = "\n".join(f'<meta name="{name}" content="{escape(text)}">' for name, text in meta.items())
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(said.title)}</title>
{told}
<style>
{style_sheet(board.marking)}
</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>{marking}</header>
<main id="content">
{body}
</main>
<footer>{marking}</footer>
</body>
</html>
""".encode()


class _Writer:
    """Writes sheets; it counts charts, and knows the heading under which a table stands."""

    def __init__(self, cells: Cells, names: Mapping[str, str]) -> None:
        self._cells = cells
        self._names = names
        self._charts = count(1)
        self._heading = ""
        self._width = _WIDTH

    def section(self, section: Section, at: int) -> str:
        """A sheet under its heading; the first is that of the page."""
        name, level = self._names[section.name], 2 if at else 1
        self._heading = section.heading
        across = ' class="across"' if section.landscape else ""
        heading = f'<h{level} id="{name}-heading">{_text(section.heading)}</h{level}>'
        parts = "\n".join(self._parts(section.parts))
        return f'<section id="{name}"{across} aria-labelledby="{name}-heading">\n{heading}\n{parts}\n</section>'

    def _parts(self, parts: Sequence[Part]) -> Iterator[str]:
        for part in parts:
            if isinstance(part, Shown):
                if part.style in HEADINGS:
                    self._heading = part.text
                    yield f"<h3>{_text(part.text)}</h3>"
                else:
                    yield f'<p class="{part.style}"{_look(part)}>{_text(part.text)}</p>'
            elif isinstance(part, Drawn):
                yield from self._chart(part)
            elif isinstance(part, Abreast):
                widths = " ".join(f"{wide:.0f}fr" for wide, _ in part.strips)
                strips = "\n".join(self._strips(part))
                yield f'<div class="strips" style="grid-template-columns:{widths}">\n{strips}\n</div>'
            elif part.is_list:
                yield "<ul>" + "".join(f"<li>{_text(row[1][0].text)}</li>" for row in part.rows) + "</ul>"
            elif len(part.rows) == 1:
                yield '<div class="row">' + "".join(map(self._box, part.rows[0])) + "</div>"
            else:
                yield self._table(part)

    def _strips(self, part: Abreast) -> Iterator[str]:
        """What stands side by side, each in its share of the width."""
        share = _WIDTH / sum(wide for wide, _ in part.strips)
        for wide, held in part.strips:
            self._width = wide * share - _GAP
            inside = "\n".join(self._parts(held))
            yield f"<div>\n{inside}\n</div>"
        self._width = _WIDTH

    def _chart(self, part: Drawn) -> Iterator[str]:
        """The picture, and what it draws in a table that can be opened below it; none where it has nothing to draw."""
        data = charted(part.chart, self._cells)
        if data.is_empty:
            return
        told, name = part.chart.alt_text, f"chart{next(self._charts)}"
        drawing = svg(drawn(data, min(_WIDEST, self._width), part.height), data.title, told, name)
        yield f"<figure>{drawing}<details><summary>{_DATA}</summary>{_data(told, data.table())}</details></figure>"

    def _table(self, grid: Grid) -> str:
        """A table; its rows are in groups where headings stand within it."""
        heads = ["".join(self._cell(cell, "col") for cell in row) for row in grid.rows[: grid.headings]]
        groups = [""]
        for row in grid.rows[grid.headings :]:
            span = spanned(row)
            if span > 1:
                groups.append("")
            first = self._cell(row[0], "rowgroup" if span > 1 else "row", span)
            groups[-1] += f"<tr>{first}{''.join(map(self._cell, row[span:]))}</tr>\n"
        bodies = "".join(f"<tbody>\n{group}</tbody>\n" for group in groups if group)
        caption = f"<caption>{_text(self._heading)}</caption>"
        head = f"<thead><tr>{'</tr><tr>'.join(heads)}</tr></thead>\n" if heads else ""
        share = 100 / sum(grid.widths)
        columns = "".join(f'<col style="width:{wide * share:.1f}%">' for wide in grid.widths)
        around = f'<div class="wide" role="region" tabindex="0" aria-label="{escape(self._heading)}">'
        return f"{around}<table>{caption}\n<colgroup>{columns}</colgroup>\n{head}{bodies}</table></div>"

    def _cell(self, cell: Cell, scope: str = "", span: int = 1) -> str:
        tag = "th" if scope else "td"
        scoped = f' scope="{scope}"' if scope else ""
        wide = f' colspan="{span}"' if span > 1 else ""
        return f'<{tag}{scoped}{wide} class="{cell[0].style}"{_look(cell[0])}>{self._told(cell)}</{tag}>'

    def _box(self, cell: Cell) -> str:
        """What stands in a row of its own, such as a tile."""
        return f'<div class="{cell[0].style} box"{_look(cell[0])}>{self._told(cell)}</div>'

    def _told(self, cell: Cell) -> str:
        """The text of a cell; several, each in its style; a link where it leads to a sheet that is here."""
        if len(cell) > 1:
            return "".join(f'<p class="{part.style}">{_text(part.text)}</p>' for part in cell if part.text.strip())
        text = _text(cell[0].text)
        if cell[0].style == _LINK and cell[0].text in self._names:
            return f'<a href="#{self._names[cell[0].text]}">{text}</a>'
        return text


def _data(told: str, rows: Sequence[Sequence[str]]) -> str:
    """What a chart draws, as a table."""
    heads, *others = ([_text(text) for text in row] for row in rows)
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{text}</td>" for text in rest)}</tr>\n'
        for first, *rest in others
    )
    return (f'<div class="wide"><table><caption>{_text(told)}</caption><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>")  # fmt: skip


def _look(shown: Shown) -> str:
    """The highlight of a cell."""
    return f' style="background:#{shown.look.fill};color:#{shown.look.ink};font-weight:bold"' if shown.look else ""


def _text(text: str) -> str:
    """A text; a word that is as long as a hash can be broken."""
    return escape(_LONG.sub("\\1\0", text)).replace("\0", "<wbr>").replace("\n", "<br>")  # no cell shows a \\0
