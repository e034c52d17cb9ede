"""What a rule found, joined into findings: their place, and an identity that inserted rows do not change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cspxl.check.book import At, Book, Grid, area_of, sheet_of
from cspxl.check.rules import Found, Rule
from cspxl.engine.addresses import MAX_ROW, area_text, quoted
from cspxl.engine.model import Formula
from cspxl.tokens import FormulaError, Token, tokenise
from cspxl.values import Cell

_MOST_AREAS = 4  # of a place that are named


@dataclass(frozen=True)
class Finding:
    """One finding: its rule, its cells (none where it is of the whole file), what is there, and what it is known by."""

    rule: Rule
    sheet: str
    cells: Sequence[At]
    label: str
    what: str
    identity: str

    @property
    def place(self) -> str:
        """The cells as a reader finds them; empty where there are none."""
        return f"{quoted(self.sheet)}!{_areas(self.cells)}" if self.cells else ""

    def as_data(self) -> Mapping[str, object]:
        """The fields as JSON has them."""
        return {
            "rule": self.rule.name, "severity": self.rule.severity, "place": self.place, "cells": len(self.cells),
            "label": self.label, "what": self.what, "why": self.rule.why, "todo": self.rule.todo,
            "identity": self.identity,
        }  # fmt: skip


def joined(rule: Rule, book: Book) -> Iterator[Finding]:
    """The findings of a rule; cells with the same formula are one."""
    groups: dict[tuple[str, str], list[Found]] = {}
    for one in rule.find(book):
        key = one.alike or one.sheet.kind(one.row, one.column)
        groups.setdefault((one.sheet.name, key), []).append(one)
    times: Counter[str] = Counter()
    for group in groups.values():
        first = group[0]
        known = _known(rule, book, first)
        times[known] += 1
        mark = sha256(f"{known}\n{times[known]}".encode()).hexdigest()[:12]
        cells = sorted({(one.row, one.column) for one in group if one.row})
        yield Finding(rule, first.sheet.name, cells, _label(first), first.what, mark)


def _areas(cells: Sequence[At]) -> str:
    """Cells as areas: down columns first, the first few of them named."""
    areas: list[list[int]] = []
    for row, column in sorted(cells, key=lambda at: (at[1], at[0])):
        last = areas[-1] if areas else None
        if last and last[1] == column and last[2] == row - 1:
            last[2] = row
        else:
            areas.append([row, column, row, column])
    whole: list[list[int]] = []
    for area in areas:
        if whole and whole[-1][3] == area[1] - 1 and (whole[-1][0], whole[-1][2]) == (area[0], area[2]):
            whole[-1][3] = area[3]
        else:
            whole.append(area)
    named = ", ".join(area_text((top, left, bottom, right)) for top, left, bottom, right in whole[:_MOST_AREAS])
    more = f" and {len(whole) - _MOST_AREAS} more" if len(whole) > _MOST_AREAS else ""
    return f"{named}{more}"


def _label(found: Found) -> str:
    """What a reader knows the cell by: the words of its row and of its column."""
    words = (_beside(found.sheet, found.row, found.column), _above(found.sheet, found.row, found.column))
    return ", ".join(word for word in words if isinstance(word, str))


def _beside(sheet: Grid, row: int, column: int) -> Cell:
    """What a row begins with, left of a column: its first text, else its first number."""
    cells = (sheet.cells.get((row, at)) for at in range(1, column))
    constants = [cell for cell in cells if cell is not None and not isinstance(cell, Formula)]
    return next((cell for cell in constants if isinstance(cell, str)), constants[0] if constants else None)


def _above(sheet: Grid, row: int, column: int) -> Cell:
    """The nearest text above a cell."""
    cells = (sheet.cells.get((at, column)) for at in range(row - 1, 0, -1))
    return next((cell for cell in cells if isinstance(cell, str)), None)


def _known(rule: Rule, book: Book, found: Found) -> str:
    """What stays of a finding while rows come and go: its words, its formula, and what that refers to, in words."""
    sheet, row, column = found.sheet, found.row, found.column
    content = sheet.cells.get((row, column))
    text = _in_words(book, sheet, content.text, row, column) if isinstance(content, Formula) else str(content)
    about = found.alike if not row else ""
    words = _beside(sheet, row, column), _above(sheet, row, column)
    return "\n".join([rule.name, sheet.name, text, about, *map(str, words)])


def _in_words(book: Book, own: Grid, text: str, row: int, column: int) -> str:
    try:
        tokens = tokenise(text)
    except FormulaError:
        return text
    return "".join(_reference(book, own, token, row, column) if token.kind == "ref" else token.text for token in tokens)


def _reference(book: Book, own: Grid, token: Token, row: int, column: int) -> str:
    """A reference by the words of its rows and columns; where a row has none, by how far it is from the formula."""
    area = area_of(token)
    sheet = book.sheets.get(sheet_of(token, own.name))
    if area is None or sheet is None:
        return token.text
    top, left, bottom, right = area
    ends = dict.fromkeys([(top, left), (bottom, right)])
    return f"<{sheet.name} {':'.join(_corner(sheet, *at, row, column) for at in ends)}>"


def _corner(sheet: Grid, row: int, column: int, own_row: int, own_column: int) -> str:
    if row == MAX_ROW:  # of a whole column
        return "end"
    beside = _beside(sheet, row, column)
    return f"{row - own_row if beside is None else repr(beside)}/{column - own_column}/{_above(sheet, row, column)!r}"
