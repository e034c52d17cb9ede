"""How many faults the checker finds: one at a time is put at random into a workbook that is sound.

    cd tests && uv run python seeded_faults.py 400 [WORKBOOK.xlsx …]

Without workbooks, those of ``faulty_workbooks.sound``. A fault counts as found where a finding has its cell that the
workbook did not have before. The page docs/check.md has the figures.
"""

from __future__ import annotations

import re
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import openpyxl
from faulty_workbooks import Cells, save, sound
from openpyxl import Workbook

from cspxl.check import check, load_rules
from cspxl.check.book import At, Book, Grid, read_book
from cspxl.engine.addresses import cell_text, full_address
from cspxl.engine.shared import moved
from cspxl.errors import InputError
from cspxl.output import say
from cspxl.tokens import tokenise

Seed: TypeAlias = tuple[Grid, At, Any]  # which cell, and what is typed into it; None: it keeps an old value
_RANGE = re.compile(r"(SUM|AVERAGE)\(([A-Z]+)(\d+):([A-Z]+)(\d+)\)")


def formulas(book: Book, random: Random, *, copies: int = 1) -> Iterator[tuple[Grid, At, str]]:
    """Formulas in any order, of which the sheet has so many copies or more."""
    cells = [
        (sheet, at) for sheet in book.sheets.values() for group in sheet.alike.values() if len(group) >= copies
        for at in group if sheet.formulas[at].kind == "normal"
    ]  # fmt: skip
    random.shuffle(cells)
    return ((sheet, at, sheet.formulas[at].text) for sheet, at in cells)


def typed_over(book: Book, random: Random) -> Seed | None:
    """A formula of five copies or more is replaced by a number near what it gave."""
    found = (one for one in formulas(book, random, copies=5) if one[0].is_number(*one[1]))
    return next(((sheet, at, round(sheet.value(*at) * 1.1 + 1, 2)) for sheet, at, _ in found), None)


def other_cell(book: Book, random: Random) -> Seed | None:
    """A reference of a formula of five copies or more slips by a row or a column."""
    for sheet, at, text in formulas(book, random, copies=5):
        tokens = tokenise(text)
        places = [i for i, token in enumerate(tokens) if token.kind == "ref" and "$" not in token.text]
        if places and min(at) > 1:
            which = random.choice(places)
            slipped = moved(tokens[which].text, *random.choice([(-1, 0), (1, 0), (0, -1), (0, 1)]))
            if "#REF!" not in slipped:
                return sheet, at, "=" + "".join(slipped if i == which else token.text for i, token in enumerate(tokens))
    return None


def short_total(book: Book, random: Random) -> Seed | None:
    """A sum or average of three cells or more loses its last row, or its first."""
    for sheet, at, text in formulas(book, random):
        found = _RANGE.search(text)
        if found and found[2] == found[4] and int(found[5]) - int(found[3]) > 1:
            first, last = random.choice([(int(found[3]), int(found[5]) - 1), (int(found[3]) + 1, int(found[5]))])
            shorter = f"{found[1]}({found[2]}{first}:{found[4]}{last})"
            return sheet, at, "=" + text.replace(found[0], shorter)
    return None


def as_text(book: Book, random: Random) -> Seed | None:
    """A typed number that a sum or average adds up becomes a text."""
    for sheet, _, text in formulas(book, random):
        for function, left, top, right, bottom in _RANGE.findall(text):
            del function, right
            at = random.randint(int(top), int(bottom)), openpyxl.utils.column_index_from_string(left)
            if sheet.kind(*at) in {"a int", "a float"}:
                return sheet, at, f"{sheet.value(*at):.10g}"
    return None


def number_inside(book: Book, random: Random) -> Seed | None:
    """A correction is typed into a formula."""
    found = (one for one in formulas(book, random) if one[0].is_number(*one[1]))
    more = random.choice(["*1.05", "+250", "-75.5"])
    return next(((sheet, at, f"=({text}){more}") for sheet, at, text in found), None)


def lost_reference(book: Book, random: Random) -> Seed | None:
    """What a formula refers to is deleted."""
    return next(((sheet, at, "=#REF!+1") for sheet, at, _ in formulas(book, random)), None)


def doubled_sign(book: Book, random: Random) -> Seed | None:
    """A sign is typed twice."""
    for sheet, at, text in formulas(book, random):
        if found := re.search(r"[A-Z]\d+([-+])(?=[A-Z$(])", text):
            return sheet, at, f"={text[: found.end(1)]}{random.choice('+-')}{text[found.end(1) :]}"
    return None


def own_cell(book: Book, random: Random) -> Seed | None:
    """A formula reads its own cell."""
    return next(((sheet, at, f"={text}+{cell_text(*at)}") for sheet, at, text in formulas(book, random)), None)


def nearest_key(book: Book, random: Random) -> Seed | None:
    """An exact look-up loses the word that makes it exact."""
    found = ((one, re.sub(r",\s*(?:FALSE|0)\)", ")", one[2])) for one in formulas(book, random) if "LOOKUP(" in one[2])
    return next(((sheet, at, f"={new}") for (sheet, at, text), new in found if new != text), None)


def not_calculated(book: Book, random: Random) -> Seed | None:
    """A formula keeps the value that it had before its inputs changed."""
    found = (one for one in formulas(book, random) if one[0].is_number(*one[1]))
    return next(((sheet, at, None) for sheet, at, _ in found), None)


KINDS: Sequence[Callable[[Book, Random], Seed | None]] = (
    typed_over, other_cell, short_total, as_text, number_inside, lost_reference, doubled_sign, own_cell, nearest_key,
    not_calculated,
)  # fmt: skip


def planted(path: Path, kind: Callable[[Book, Random], Seed | None], random: Random, folder: Path) -> bool | None:
    """Whether a fault of the kind is found; None where the workbook has no place for it."""
    base = save(openpyxl.load_workbook(path), folder / "before.xlsx")
    book = read_book(base)
    seed = kind(book, random)
    if seed is None:
        return None
    sheet, at, content = seed
    faulty: Workbook = openpyxl.load_workbook(base)
    stale: Cells = {}
    if content is None:
        stale = {full_address(sheet.name, *at): sheet.value(*at) * 0.9 + 1}
    else:
        faulty[sheet.name].cell(*at).value = content
    rules = list(load_rules())
    before = {one.identity for one in check(base, rules).findings}
    after = check(save(faulty, folder / "after.xlsx", stale), rules).findings
    return any(one.sheet == sheet.name and at in one.cells and one.identity not in before for one in after)


def main(number: int, files: Sequence[Path]) -> None:
    """Plant the faults, and print how many are found."""
    warnings.simplefilter("ignore")
    planned, found = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for at in range(number):
            random, kind = Random(at), KINDS[at % len(KINDS)]
            path = random.choice(files) if files else folder / "sound.xlsx"
            if not files:
                sound(at, random.randint(6, 20)).save(path)
            try:
                hit = planted(path, kind, random, folder)
            except (InputError, ValueError, KeyError, TypeError, AttributeError) as fault:  # openpyxl's, of any file
                say(f"{path.name}: {fault}")
                continue
            if hit is not None:
                planned[kind.__name__] += 1
                found[kind.__name__] += hit
    for name in planned:
        say(f"{name}: {found[name]} of {planned[name]}")
    say(f"all: {found.total()} of {planned.total()}")


if __name__ == "__main__":
    main(int(sys.argv[1]), [Path(word) for word in sys.argv[2:]])
