"""The checker: rules over any workbook, each finding with its place, its reason and an identity that lasts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cspxl.check.book import Book, read_book
from cspxl.check.finding import Finding, joined
from cspxl.check.rules import RULES, Rule, load_rules
from cspxl.engine.addresses import full_address

__all__ = ["RULES", "Checked", "Finding", "Rule", "check", "load_rules"]


class Checked(NamedTuple):
    """A workbook's findings, how many formulas it has, and those that could not be held against a fresh calculation."""

    file: str
    formulas: int
    unheld: Sequence[tuple[str, str]]
    findings: Sequence[Finding]


def _unheld(book: Book) -> Iterator[tuple[str, str]]:
    """Formulas whose saved value was not held against a fresh one, and why."""
    yield from (("", note) for note in book.notes)
    for sheet in book.sheets.values():
        for at in sheet.formulas:
            address = full_address(sheet.name, *at)
            if address in book.doubtful:
                yield address, book.doubtful[address]
            elif address in book.restless:
                yield address, "changes by itself, with the clock or by chance"
            elif at not in sheet.saved:
                yield address, "has no saved value"


def check(path: Path, rules: Collection[str]) -> Checked:
    """The workbook in a file, held against these rules. Raises InputError for a file that cannot be read."""
    book = read_book(path)
    findings = [one for name, rule in load_rules().items() if name in rules for one in joined(rule, book)]
    formulas = sum(len(sheet.formulas) for sheet in book.sheets.values())
    return Checked(str(path), formulas, list(_unheld(book)), findings)
