"""The checker: rules over any workbook, each finding with its place, its reason and an identity that lasts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from cspxl.check.book import read_book
from cspxl.check.finding import Finding, joined
from cspxl.check.rules import RULES, Rule, chosen, load_rules

__all__ = ["RULES", "Checked", "Finding", "Rule", "check", "chosen", "load_rules"]


class Checked(NamedTuple):
    """A workbook's findings, how many formulas it has, and those that could not be held against a fresh calculation."""

    file: str
    formulas: int
    unheld: Sequence[tuple[str, str]]
    findings: Sequence[Finding]


def check(path: Path, rules: Collection[str]) -> Checked:
    """The workbook in a file, held against these rules. Raises InputError for a file that cannot be read."""
    book = read_book(path)
    findings = [one for name, rule in load_rules().items() if name in rules for one in joined(rule, book)]
    formulas = sum(len(sheet.formulas) for sheet in book.sheets.values())
    return Checked(str(path), formulas, [*(("", note) for note in book.notes), *book.unheld.items()], findings)
