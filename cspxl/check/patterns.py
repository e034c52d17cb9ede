"""The rule of a formula, or a constant, that breaks what its neighbours do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, NamedTuple

from cspxl.check.book import At, Book, Grid, areas
from cspxl.check.rules import Found, rule, short
from cspxl.engine.addresses import cell_text, full_address
from cspxl.engine.model import Formula
from cspxl.engine.shared import moved
from cspxl.errors import InputError
from cspxl.tokens import FormulaError, tokenise
from cspxl.values import near

_LONGEST: Final = 2  # cells that break a pattern together; more are a pattern of their own
_LIKENESS: Final = 0.6
_PLACEHOLDERS: Final = {"ref": "A1", "table": "A1", "number": "1"}
_MANY: Final = 300
_NUMBERS: Final = re.compile(r"(?<![\w\[.$])\d+(?:\.\d+)?(?![\w\].])")
_TYPED: Final = frozenset({"a int", "a float"})
_OF_FORMULAS, _OF_A_CONSTANT = 3, 4  # equal formulas around one that differs, and around a constant


class _Run(NamedTuple):
    """Neighbours of one kind."""

    kind: str
    cells: Sequence[At]


class _Pieces(NamedTuple):
    """What a formula is made of, whatever cells and numbers it names; and the functions among that."""

    all: Sequence[str]
    calls: Sequence[str]


@rule(
    "broken-pattern", "error",
    finds="One cell in a row or column of equal formulas has another formula, or a typed number.",
    why="It is most often a formula that was typed over or edited once: the figure no longer follows its inputs.",
    todo="Copy the neighbours' formula into it; where it differs for a reason, accept it with the reason.",
)
def broken_patterns(book: Book) -> Iterator[Found]:
    """One or two cells between equal formulas; not totals, nor what the neighbours across have too."""
    for sheet in book.sheets.values():
        met: set[At] = set()
        for across in (False, True):
            odd = list(_odd(sheet, across=across))
            crossing = Counter(_crossing(run, across=across) for _, _, run in odd if run.cells[0] in sheet.formulas)
            typed = {at for _, _, run in odd if run.kind in _TYPED for at in run.cells}
            for line, others, run in odd:
                if any(at in typed for cell in run.cells for at in _beside(cell, across=across)):
                    continue
                alone = run.cells[0] not in sheet.formulas or crossing[_crossing(run, across=across)] == 1
                if alone and met.isdisjoint(run.cells) and _breaks(book, sheet, line, others, run, across=across):
                    met.update(run.cells)
                    yield from _told(sheet, others, run)


def _odd(sheet: Grid, *, across: bool) -> Iterator[tuple[Sequence[_Run], _Run, _Run]]:
    """A few cells between others that are alike: their line, the run before them, and they."""
    for line in _lines(sheet, across=across):
        for before, run, after in zip(line, line[1:], line[2:], strict=False):
            if before.kind == after.kind and len(run.cells) <= _LONGEST and before.cells[0] in sheet.formulas:
                yield line, _Run(before.kind, [*before.cells, *after.cells]), run


def _crossing(run: _Run, *, across: bool) -> tuple[int, ...]:
    """The rows that a run of a column lies in (``across``: the columns); one where several break is of its own kind."""
    return tuple(cell[across] for cell in run.cells)


def _lines(sheet: Grid, *, across: bool) -> Iterator[Sequence[_Run]]:
    """Filled cells without a gap between them, down each column or across each row, as runs of one kind."""
    order = sorted(sheet.cells, key=None if across else lambda at: (at[1], at[0]))
    along, line = (1, 0) if across else (0, 1)
    for _, block in groupby(enumerate(order), key=lambda item: (item[1][line], item[1][along] - item[0])):
        cells = [at for _, at in block]
        runs = [_Run(kind, list(run)) for kind, run in groupby(cells, key=lambda at: sheet.kind(*at))]
        if len(runs) > 2:
            yield runs


def _breaks(book: Book, sheet: Grid, line: Sequence[_Run], others: _Run, run: _Run, *, across: bool) -> bool:
    """Whether a run breaks the pattern of the others of its line."""
    first = sheet.tree(others.cells[0])
    if first is None or not first.references:
        return False
    around = len(others.cells)
    if run.cells[0] not in sheet.formulas:
        typed = sum(len(one.cells) for one in line if one.kind == run.kind)
        return run.kind in _TYPED and typed <= _LONGEST and around >= _OF_A_CONSTANT * typed
    if around < _OF_FORMULAS * len(run.cells) or not _is_alike(sheet, others, run):
        return False
    if _works_along(book, sheet, others, run, across=across):
        return False
    rows, columns = {row for row, _ in run.cells}, {column for _, column in run.cells}
    alike = [at for at in sheet.alike[run.kind] if at not in run.cells]
    if any(row in rows or column in columns for row, column in alike):
        return False
    return not _means_the_same(book, sheet, others, run) and not _has_numbers_of_its_own(line, run)


def _beside(cell: At, *, across: bool) -> Sequence[At]:
    row, column = cell
    return ((row - 1, column), (row + 1, column)) if across else ((row, column - 1), (row, column + 1))


def _is_alike(sheet: Grid, others: _Run, run: _Run) -> bool:
    """Whether a formula was made of its neighbours': the same functions, or much the same pieces; for words, both."""
    theirs, own = (_pieces(sheet.formulas[at].text) for at in (others.cells[0], run.cells[0]))
    if not sheet.is_number(*run.cells[0]):
        return theirs == own
    return theirs.calls == own.calls or SequenceMatcher(None, theirs.all, own.all, autojunk=False).ratio() >= _LIKENESS


def _pieces(text: str) -> _Pieces:
    try:
        tokens = tokenise(text)
    except FormulaError:
        return _Pieces([text], [text])
    pieces = [_PLACEHOLDERS.get(token.kind, token.text.upper()) for token in tokens if token.kind != "space"]
    return _Pieces(pieces, [token.text.upper() for token in tokens if token.kind == "function"])


def _works_along(book: Book, sheet: Grid, others: _Run, run: _Run, *, across: bool) -> bool:
    """Whether a formula reads its own line where its neighbours do not: a subtotal or a rate of the cells around it."""
    return _reads_line(book, sheet, run.cells[0], across=across) and not _reads_line(
        book, sheet, others.cells[0], across=across
    )


def _reads_line(book: Book, sheet: Grid, at: At, *, across: bool) -> bool:
    row, column = at
    return any(
        name == sheet.name and (top == bottom == row if across else left == right == column)
        for name, (top, left, bottom, right) in book.reads.get(full_address(sheet.name, *at), ())
    )


def _means_the_same(book: Book, sheet: Grid, others: _Run, run: _Run) -> bool:
    """Whether the neighbours' formula reads the same cells there and gives the same: B5+B6 for SUM(B5:B6)."""
    row, column = run.cells[0]
    first_row, first_column = others.cells[0]
    copied = moved(sheet.formulas[others.cells[0]].text, row - first_row, column - first_column)
    if book.plan is None or _cells(copied, sheet) != _cells(sheet.formulas[row, column].text, sheet):
        return False
    try:
        given = book.plan.answer(copied, full_address(sheet.name, row, column))
    except InputError:
        return False
    value = sheet.fresh.get((row, column))
    if isinstance(given, float) and isinstance(value, float):
        return near(given, value)
    return given == value


def _cells(text: str, sheet: Grid) -> set[tuple[str, int, int]]:
    """The cells that a formula names, of ranges those of a few hundred."""
    return {
        (name, row, column)
        for name, (top, left, bottom, right) in areas(text, sheet.name)
        for row in range(top, min(bottom, top + _MANY) + 1)
        for column in range(left, min(right, left + _MANY) + 1)
    }


def _has_numbers_of_its_own(line: Sequence[_Run], run: _Run) -> bool:
    """Whether formulas of the line differ in the numbers they hold, three kinds of them or more: each is meant."""
    bare = _NUMBERS.sub("#", run.kind)
    return len({one.kind for one in line if _NUMBERS.sub("#", one.kind) == bare}) > _LONGEST


def _told(sheet: Grid, others: _Run, run: _Run) -> Iterator[Found]:
    first = others.cells[0]
    theirs = f"{cell_text(*first)} and its copies have ={short(sheet.formulas[first].text)}"
    for row, column in run.cells:
        content = sheet.cells[row, column]
        own, alike = f"the typed {content}", others.kind
        if isinstance(content, Formula):
            own, alike = f"={short(content.text)}", run.kind
        yield Found(sheet, row, column, f"has {own}, where {theirs}", alike)

