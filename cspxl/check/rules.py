"""A rule: a small function over a workbook, with what a reader of its findings needs to know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Final, Literal, NamedTuple, TypeAlias

from cspxl.check.book import Book, Grid

Severity: TypeAlias = Literal["error", "warning", "note"]
_LONGEST: Final = 80  # letters of a formula that a message repeats
Profile: TypeAlias = Literal["board", "publish"]
_FAMILIES: Final = (
    "figures", "patterns", "totals", "formulas", "workbooks", "sentences",
    "readable_tables", "readable_notes", "readable_looks", "readable_sheets",
)  # fmt: skip


class Found(NamedTuple):
    """What a rule found in a cell; ``alike`` joins findings that are one, where the same formula does not."""

    sheet: Grid
    row: int
    column: int
    what: str
    alike: str = ""


@dataclass(frozen=True)
class Rule:
    """What it finds, why that matters and what to do about it; ``find`` gives each cell.

    With ``profiles`` it is held against workbooks of these kinds alone; ``points`` are those of the checklist for
    accessible spreadsheets that it holds.
    """

    name: str
    severity: Severity
    finds: str
    why: str
    todo: str
    find: Callable[[Book], Iterator[Found]]
    profiles: tuple[Profile, ...] = ()
    points: tuple[int, ...] = ()


RULES: Final[dict[str, Rule]] = {}


def rule(
    name: str, severity: Severity, *, finds: str, why: str, todo: str, profiles: tuple[Profile, ...] = (),
    points: tuple[int, ...] = (),
) -> Callable[[Callable[[Book], Iterator[Found]]], Callable[[Book], Iterator[Found]]]:
    """A decorator that makes a function a rule."""

    def enter(find: Callable[[Book], Iterator[Found]]) -> Callable[[Book], Iterator[Found]]:
        RULES[name] = Rule(name, severity, finds, why, todo, find, profiles, points)
        return find

    return enter


def load_rules() -> dict[str, Rule]:
    """Every rule, by its name, the families in order."""
    for family in _FAMILIES:
        import_module(f"cspxl.check.{family}")
    return RULES


def chosen(profile: Profile | None = None) -> list[str]:
    """The names of the rules of every workbook, and of those of a profile."""
    return [name for name, one in load_rules().items() if not one.profiles or profile in one.profiles]


def short(formula: str) -> str:
    """A formula as a message has it: not longer than a line."""
    return formula if len(formula) <= _LONGEST else f"{formula[: _LONGEST - 1]}…"
