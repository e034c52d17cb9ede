"""Tables as blocks: headings above the rows that have figures, and a cell's one figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cspxl.audit.directions import direction_of
from cspxl.audit.documents import Cell, Document, Row
from cspxl.audit.figures import Figure, figures

_AROUND: Final = re.compile(r"[\s()\[\]*†‡^~%.,:;▲▼↑↓+-]*")
_UNIT: Final = re.compile(r"\(?[£$€]['’]?0+s?\)?")  # "£000" heads a column
_WORDED: Final = re.compile(
    r"[\s()\[\],.]*(?:up|down|increase|decrease|rise|fall|reduction|higher|lower|drop)[\s()\[\],.]*", re.IGNORECASE
)


@dataclass(frozen=True)
class Block:
    """Rows that have figures, and the headings above each column."""

    headings: Sequence[str]
    rows: Sequence[Row]

    def heading(self, column: int) -> str:
        """What stands above a column."""
        return self.headings[column] if column < len(self.headings) else ""

    @property
    def width(self) -> int:
        """The cells of its longest row."""
        return max(len(row.cells) for row in self.rows)


def blocks(document: Document) -> Iterator[Block]:
    """The blocks of every table of a document, in order."""
    for rows in document.tables():
        above: list[Row] = []
        data: list[Row] = []
        for row in rows:
            if any(figure_in(cell) for cell in row.cells[1:]):
                data.append(row)
                continue
            if data:
                yield _block(above, data)
                above, data = [], []
            above.append(row)
        if data:
            yield _block(above, data)


def _block(above: Sequence[Row], rows: Sequence[Row]) -> Block:
    width = max(len(row.cells) for row in [*above, *rows])
    texts = [" ".join(row.cells[at].text for row in above if at < len(row.cells)).strip() for at in range(width)]
    return Block(texts, list(rows))


def figure_in(cell: Cell) -> Figure | None:
    """The figure of a cell that holds one and nothing else but a sign or a word of direction."""
    text = cell.text.strip()
    if not text or len(text) > 40 or _UNIT.fullmatch(text):
        return None
    found = figures(text)
    if len(found) != 1 or found[0].kind not in {"count", "money", "percent", "points"}:
        return None
    figure = found[0]
    rest = text[: figure.start] + text[figure.end :]
    if _AROUND.fullmatch(rest):
        negative = (
            text.startswith(("(", "▼", "↓")) and text.endswith(")") and figure.sign == 0 and figure.kind == "money"
        )
        spaced = re.fullmatch(r"[-\u2013\u2212]\s+\S+", text)
        arrow = -1 if "▼" in text or "↓" in text else 1 if "▲" in text or "↑" in text else 0
        return replace(figure, sign=-1 if negative or spaced else figure.sign or arrow)
    return replace(figure, sign=figure.sign or direction_of(rest)) if _WORDED.fullmatch(rest) else None


def amount_in(row: Row, column: int) -> Figure | None:
    """The amount in a column of a row: of things or of money."""
    found = figure_in(row.cells[column]) if column < len(row.cells) else None
    return found if found and found.kind in {"count", "money"} else None


def percent_in(row: Row, column: int) -> Figure | None:
    """The percentage in a column of a row."""
    found = figure_in(row.cells[column]) if column < len(row.cells) else None
    return found if found and found.kind == "percent" else None
