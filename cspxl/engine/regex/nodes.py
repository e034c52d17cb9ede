"""What a pattern is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from cspxl.engine.findings import NotCalculated

Test: TypeAlias = Callable[[str], bool]
"""Whether a character is meant."""

Place: TypeAlias = Callable[[str, int, int], bool]
"""Whether a place in a text is meant; the second number is where the search began."""


class BadPatternError(Exception):
    """No pattern, or no replacement, in this dialect: #VALUE! in Excel."""


def unsupported(what: str) -> NoReturn:
    """Refuse what Excel knows and this does not, or what Excel says to which is not known."""
    raise NotCalculated(f"a regular expression with {what}")


@dataclass(frozen=True, slots=True)
class One:
    """One character."""

    test: Test


@dataclass(frozen=True, slots=True)
class Assertion:
    r"""A place between characters, such as ``^`` and ``\b``."""

    holds: Place


@dataclass(frozen=True, slots=True)
class Keep:
    r"""``\K``: what is found begins here."""


@dataclass(frozen=True, slots=True)
class Back:
    """A back reference: the same text again that a group has found, by its number or name."""

    group: int | str
    fold: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One after another."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first branch that leads on."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A pair of brackets that keeps what it found under its number."""

    number: int
    inner: Node


@dataclass(frozen=True, slots=True)
class Atomic:
    """What is found is not given back: ``(?>…)``."""

    inner: Node


@dataclass(frozen=True, slots=True)
class Look:
    """What stands ahead or behind, or does not."""

    inner: Node
    behind: bool
    absent: bool


@dataclass(frozen=True, slots=True)
class Repeat:
    """From ``low`` to ``high`` times, None being without end; as often as possible, or where ``lazy`` as seldom."""

    inner: Node
    low: int
    high: int | None
    lazy: bool


Node: TypeAlias = One | Assertion | Keep | Back | Row | Choice | Group | Atomic | Look | Repeat


@dataclass(frozen=True, slots=True)
class Pattern:
    """A whole pattern: its tree, how many groups it has, and the numbers of those with names."""

    tree: Node
    groups: int
    names: Mapping[str, int]
