"""What is wrong with an analyst's own tables beside the report's: told in one line, before anything is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from cspxl.report.grid import Book
from cspxl.report.own_formulas import READABLE, named, nearest, references, unsound
from cspxl.report.own_sheets import OwnSheets
from cspxl.report.own_tables import OwnColumn, OwnTable
from cspxl.report.placed import Placed, UnknownName
from cspxl.report.sheets import NAMES
from cspxl.report.stack import Stack

_LONGEST: Final = 8192  # letters of a formula: Excel takes no more
_INDICATOR: Final = "indicator"
_ANY: Final = "*"  # the key that agrees with all


def checked(stacks: Sequence[Stack], views: Mapping[str, tuple[str, int]], sheets: OwnSheets) -> Book:
    """The sheets as a book. Raises InputError where a table of one's own does not fit into it."""
    own = sheets.own
    if not own:
        return Book(stacks, views)
    theirs = {*sheets.contents, *sheets.contents_after}
    taken = Book([stack for stack in stacks if stack.name not in theirs], views).names | NAMES.keys()
    for table in own:
        if table.name in taken:
            table.section.fault(f"the report has {table.name!r} already; choose another name", "name")
    book = Book(stacks, views)
    readable = {name for name in READABLE if name in taken} | {table.name for table in own}
    for table in own:
        for column in table.columns:
            if column.formula:
                _check(table, column, book, readable)
    _refuse_circles(own)
    return book


def _check(table: OwnTable, column: OwnColumn, book: Book, readable: set[str]) -> None:
    """Every reference leads somewhere, in every row, and the formula gives one value."""
    placed = book.place(table.name)
    for written, found in references(column.formula):
        name = found["table"] or table.name
        if name not in readable:
            column.section.fault(f"there is no table {name!r}; {nearest(name, readable)}", "formula")
        asked = book.place(name)
        if why := _wrong_key(asked, found):
            column.section.fault(f"{written}: {why}", "formula")
        if _is_open(asked, found, placed):
            column.section.fault(f"{written}: of which indicator? Give the table an indicator, or name one, as in "
                                 f"{written[:-1]}, indicator=burglary]", "formula")  # fmt: skip
    for row, spot in enumerate(placed.spots, 1):
        try:
            resolved = book.resolved(column.formula, placed.sheet, placed, spot)
        except UnknownName as error:
            column.section.fault(f"{error}" + (f" (row {row} of {table.name})" if row > 1 else ""), "formula")
        if len(resolved) > _LONGEST:
            column.section.fault(f"with its addresses it has {len(resolved):,} letters; write a part of it as a column "
                                 "of its own", "formula")  # fmt: skip
    _refuse_unsound(column, book, placed)


def check_over(name: str, columns: Sequence[OwnColumn], book: Book) -> None:
    """Raises InputError where a column, whose formula is about a row of this table, names anything else."""
    placed = book.place(name)
    known = {slot.column.name for slot in placed.table.slots}
    for column in columns:
        for written, found in references(column.formula) if column.formula else ():
            if found["table"] or found["kind"] != "@" or found["named"]:
                column.section.fault(f"{written}: a sheet's column reads its own line; write [@value]", "formula")
            if found["column"] not in known:
                why = f"a line has no {found['column']!r}; {nearest(found['column'], known)}"
                column.section.fault(why, "formula")
        if column.formula and placed.spots:
            _refuse_unsound(column, book, placed)


def _refuse_unsound(column: OwnColumn, book: Book, placed: Placed) -> None:
    address = partial(book.resolved, sheet=placed.sheet, home=placed, spot=placed.spots[0])
    for why in unsound(column.formula, address):
        column.section.fault(why, "formula")


def _wrong_key(asked: Placed, reference: re.Match[str]) -> str:
    """Why the keys that a reference names are none of the table's, or empty."""
    keys: dict[str, set[str]] = {}
    of_columns = [(slot.axis, slot.key) for slot in asked.table.slots if slot.axis]
    for axis, key in [*of_columns, *(pair for spot in asked.spots for pair in spot.items())]:
        keys.setdefault(axis, set()).add(str(key))
    del keys[asked.table.name]
    for axis, key in named(reference).items():
        if axis not in keys:
            known = f"; {nearest(axis, keys)}" if keys else ""
            return f"{asked.table.name} has no rows or columns by {axis!r}{known}"
        if key not in {_ANY, *keys[axis]}:
            return f"there is no {axis} {key!r}; {nearest(key, keys[axis])}"
    return ""


def _is_open(asked: Placed, reference: re.Match[str], home: Placed) -> bool:
    """Whether a reference leaves open which indicator it is about, where there are cells of each."""
    if asked is home or _INDICATOR in {*home.axes, *named(reference)}:
        return False
    of_columns = any(slot.axis == _INDICATOR for slot in asked.table.slots if slot.column.name == reference["column"])
    return of_columns or (reference["kind"] == "@" and _INDICATOR in asked.axes)


def _refuse_circles(own: Sequence[OwnTable]) -> None:
    """No column may need itself, whether at once or through others: no value can come of it."""
    columns = {(table.name, column.name): column for table in own for column in table.columns}
    needs = {
        (home, name): [
            (found["table"] or home, found["column"])
            for _, found in references(column.formula)
            if found["kind"] != "#"
        ]
        for (home, name), column in columns.items()
        if column.formula
    }
    done: set[tuple[str, str]] = set()

    def follow(at: tuple[str, str], path: list[tuple[str, str]]) -> None:
        if at in path:
            circle = " needs ".join(f"{table}[{name}]" for table, name in [*path[path.index(at) :], at])
            columns[at].section.fault(f"{circle}: no value can come of it", "formula")
        if at not in done:
            for needed in needs.get(at, ()):
                follow(needed, [*path, at])
            done.add(at)

    for start in needs:
        follow(start, [])
