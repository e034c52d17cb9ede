"""What Excel would refuse, repair or misread in LAMBDA names of ours: spelling, lengths, and what ours keep from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from cspxl.engine.parser import Parser
from cspxl.lambdas.names import OPTIONAL, PARAMETER, LambdaName
from cspxl.lambdas.spelling import Takes, spelling_faults, takes
from cspxl.tokens import FormulaError, Token, tokenise

LONGEST: Final = 8192  # letters of a formula, as the file spells it
LONGEST_COMMENT: Final = 255
LONGEST_TEXT: Final = 255  # letters of a text in a formula
_ADDRESS: Final = re.compile(r"[A-Za-z]{1,3}[0-9]+|[RrCc][0-9]*([Cc][0-9]*)?")
_GOOD: Final = re.compile(r"[A-Za-z_][\w.]*")


def lint_lambdas(names: Sequence[LambdaName], defined: Collection[str], old: Collection[str]) -> list[str]:
    """One line for each fault. ``defined``: the workbook's other names; ``old``: Excel's functions without a prefix."""
    known = {item.name.lower(): taken(item.stored) for item in names}
    others = {name.lower() for name in defined}
    faults = [f"{item.name}: {fault}" for item in names for fault in _faults(item, known, others, old)]
    return [*faults, *(f"{name}: two names are called so" for name in _twice(item.name.lower() for item in names))]


def lint_names_of_others(
    names: Sequence[LambdaName], old: Collection[str], *, macros: bool,
) -> Iterator[tuple[LambdaName, str]]:
    """What is wrong with the LAMBDA names of a workbook of anyone: what holds for every file, not what ours keep to.

    Of all its defined names; with ``macros``, functions that nobody knows may be theirs.
    """
    known = {item.name.lower(): taken(item.stored) for item in names}
    known |= dict.fromkeys(_twice(item.name.lower() for item in names))  # one of the workbook, others of its sheets
    for item in names:
        tokens = _tokens(item.stored)
        if not any(token.kind == "function" and token.text.upper().endswith("LAMBDA") for token in tokens):
            continue
        of_any = (*_sizes(item), *_no_formula(tokens), *_long_texts(tokens))
        for fault in (*of_any, *spelling_faults(tokens, old, known, others=macros)):
            yield item, fault


def taken(stored: str) -> Takes | None:
    """How many arguments a name takes that stands for this; None where it is no LAMBDA."""
    return takes(_tokens(stored))


def _tokens(stored: str) -> Sequence[Token]:
    try:
        return tokenise(stored)
    except FormulaError:
        return ()


def _sizes(item: LambdaName) -> Iterator[str]:
    if len(item.stored) >= LONGEST:
        yield f"{len(item.stored):,} characters; Excel takes fewer than {LONGEST:,}"
    if (n := len(item.comment)) > LONGEST_COMMENT:
        yield f"a comment of {n} characters; the file cannot be opened with more than {LONGEST_COMMENT}"


def _no_formula(tokens: Sequence[Token]) -> Iterator[str]:
    """What cannot be read as a formula, whatever its references mean."""
    try:
        Parser([Token("cell", "") if token.kind in {"ref", "table"} else token for token in tokens]).parse()
    except FormulaError as fault:
        yield f"not a formula: {fault}"


def _long_texts(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.kind == "text" and (n := len(token.text) - 2) > LONGEST_TEXT:
            yield f"a text of {n} characters; Excel takes no more than {LONGEST_TEXT}"


def _faults(
    item: LambdaName, known: Mapping[str, Takes | None], others: Collection[str], old: Collection[str],
) -> Iterator[str]:
    if not _GOOD.fullmatch(item.name) or _ADDRESS.fullmatch(item.name):
        yield "not a name that Excel allows"
    if item.name.lower() in others:
        yield "the workbook defines another name of this spelling"
    yield from _sizes(item)
    try:
        tokens = tokenise(item.stored)
    except FormulaError as fault:
        yield f"not a formula: {fault}"
        return
    if faults := list(_no_formula(tokens)):
        yield from faults
        return
    if tokens[0].text != "_xlfn.LAMBDA":
        yield "does not begin with _xlfn.LAMBDA"
    yield from spelling_faults(tokens, old, known)
    yield from _long_texts(tokens)
    for token in tokens:
        yield from _of_ours(token, known, others)


def _of_ours(token: Token, known: Collection[str], others: Collection[str]) -> Iterator[str]:
    """What a name that travels from workbook to workbook keeps from."""
    prefixed = token.text.startswith((PARAMETER, OPTIONAL))
    if token.kind in {"ref", "table"}:
        yield f"{token.text} is a reference; a name that travels has none"
    name = token.text.split(".", 1)[1].lower() if prefixed else ""
    if name in {*others, *known}:
        yield f"the parameter {name} hides a defined name"
    if prefixed and _ADDRESS.fullmatch(name):
        yield f"the parameter {name} reads as an address"
    if token.kind == "name" and not prefixed and token.text.lower() not in {*known, "true", "false"}:
        yield f"{token.text} is no name"


def _twice(names: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield name
        seen.add(name)
