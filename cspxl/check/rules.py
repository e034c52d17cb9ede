"""A rule: a small function over a workbook, with what a reader of its findings needs to know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Final, Literal, NamedTuple, TypeAlias

from cspxl.check.book import Book, Grid

Severity: TypeAlias = Literal["error", "warning", "note"]
_LONGEST: Final = 80  # letters of a formula that a message repeats
_FAMILIES: Final = ("figures", "patterns", "totals", "formulas", "workbooks", "sentences")


class Found(NamedTuple):
    """What a rule found in a cell; ``alike`` joins findings that are one, where the same formula does not."""

    sheet: Grid
    row: int
    column: int
    what: str
    alike: str = ""


@dataclass(frozen=True)
class Rule:
    """What it finds, why that matters and what to do about it; ``find`` gives each cell."""

    name: str
    severity: Severity
    finds: str
    why: str
    todo: str
    find: Callable[[Book], Iterator[Found]]


RULES: Final[dict[str, Rule]] = {}


def rule(
    name: str, severity: Severity, *, finds: str, why: str, todo: str
) -> Callable[[Callable[[Book], Iterator[Found]]], Callable[[Book], Iterator[Found]]]:
    """A decorator that makes a function a rule."""

    def enter(find: Callable[[Book], Iterator[Found]]) -> Callable[[Book], Iterator[Found]]:
        RULES[name] = Rule(name, severity, finds, why, todo, find)
        return find

    return enter


def load_rules() -> dict[str, Rule]:
    """Every rule, by its name, the families in order."""
    for family in _FAMILIES:
        import_module(f"cspxl.check.{family}")
    return RULES


def short(formula: str) -> str:
    """A formula as a message has it: not longer than a line."""
    return formula if len(formula) <= _LONGEST else f"{formula[: _LONGEST - 1]}…"
