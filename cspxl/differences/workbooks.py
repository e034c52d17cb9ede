"""Two workbooks held against each other: what they say, the figures, inputs, rows and formulas that changed.

Both are calculated first. What prints is told; of the workings it is told how many figures changed, and of large tables
of data how many cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cspxl.differences.change import Change, Differences, by_weight
from cspxl.differences.inputs import rows, same, typed
from cspxl.differences.meaning import meaning
from cspxl.differences.versions import Key, Version, read_version, split
from cspxl.engine.addresses import full_address

_LARGE: Final = 2000  # cells: a table of data that is counted, not listed
WORKINGS: Final = "figures of workings"


def differences(before: Path, after: Path) -> Differences:
    """What changed from one workbook to the other. Raises InputError for a file that cannot be read."""
    one, two = read_version(before), read_version(after)
    uncounted: Counter[str] = Counter()
    changes = [*_results(one, two, uncounted), *rows(one, two), *_cells(one, two, uncounted), *_table_rows(one, two),
               *_formulas(one, two)]  # fmt: skip
    notes = [f"{path}: holds no formula, so that it says what it was saved with" for path, version in
             ((before, one), (after, two)) if not version.calculates and one.calculates != two.calculates]  # fmt: skip
    return Differences(by_weight(changes), dict(uncounted), notes)


def _results(one: Version, two: Version, uncounted: Counter[str]) -> Iterator[Change]:
    """Cells that a formula fills in both versions, and whose value is another."""
    before = {one.key(*split(cell), two, by_text=True): value for cell, value in one.values.items()}
    for cell, now in two.values.items():
        place = split(cell)
        key = two.key(*place, one, by_text=True)
        if key not in before or same(before[key], now):
            continue
        if two.is_on_page(*place):
            yield _change(two, place, before[key], now)
        else:
            uncounted[WORKINGS] += 1


def _change(version: Version, place: tuple[str, int, int], was: object, now: object) -> Change:
    what = version.label(*place)
    found = meaning(was, now, what)  # type: ignore[arg-type]  # cells, as they come
    return Change(found.kind, full_address(*place), what, was, now, found.how, found.weight)  # type: ignore[arg-type]


def _cells(one: Version, two: Version, uncounted: Counter[str]) -> Iterator[Change]:
    """Cells outside of tables to fill that hold no formula in either version."""
    results = not (one.calculates or two.calculates)
    before, after = (dict(typed(*pair, by_text=results)) for pair in ((one, two), (two, one)))
    for key in [*after, *(key for key in before if key not in after)]:
        was, now = (found[key][1] if key in found else None for found in (before, after))
        version, place = (two, after[key][0]) if key in after else (one, before[key][0])
        table = version.table(*place)
        in_both = key in before and key in after
        if same(was, now) or (table is not None and not in_both and _is_row_apart(one, two, key)):
            continue
        if table is not None and not results and len(table.rows) * len(table.columns) > _LARGE:
            uncounted[f"cells of {table.sheet}"] += 1
        elif results:
            yield _change(version, place, was, now)
        else:
            yield Change("input", full_address(*place), version.label(*place, typed=True), was, now)


def _is_row_apart(one: Version, two: Version, key: Key) -> bool:
    """Whether the row of a marked-up table is in one of the versions only: then the row is told, not its cells."""
    name, row, _ = key
    return name in one.marked and name in two.marked and any(
        row not in version.marked[name].rows.values() for version in (one, two)
    )


def _table_rows(one: Version, two: Version) -> Iterator[Change]:
    """Rows of marked-up tables that are in one of the versions only."""
    for name, table in two.marked.items():
        if name not in one.marked:
            continue
        old, new = one.marked[name], table
        for version, mine, other in ((one, old, new), (two, new, old)):
            known = set(other.rows.values())
            for row, key in mine.rows.items():
                if key not in known and version.is_on_page(mine.sheet, row, mine.area[1]):
                    words = key.replace("|", ", ")
                    told = (words, None) if version is one else (None, words)
                    yield Change("row", full_address(mine.sheet, row, mine.area[1]), f"row of {name}", *told)


def _formulas(one: Version, two: Version) -> Iterator[Change]:
    """Formulas that are new, gone or other; beside a table to fill, in any of its rows."""
    old, new = dict(_written(one, two)), dict(_written(two, one))
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        if (was and was[1]) != (now and now[1]):
            cell = now[0] if now else was[0] if was else ""
            before, after = (f"={text[1]}" if text else None for text in (was, now))
            yield Change("formula", cell, "formula", before, after)


def _written(version: Version, other: Version) -> Iterator[tuple[Key, tuple[str, str]]]:
    for sheet in version.model.sheets:
        for row, column in sheet.cells:
            text = version.formula(sheet.name, row, column)
            if text is not None:
                key = version.key(sheet.name, row, column, other)
                if version.beside_filled(sheet.name, row):
                    key = (sheet.name, text, column)
                yield key, (full_address(sheet.name, row, column), text)
