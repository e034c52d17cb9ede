"""What Excel would refuse, repair or misread in LAMBDA names: lengths, spelling, parameters, unknown functions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from cspxl.engine import supported_functions
from cspxl.engine.parser import Parser
from cspxl.lambdas.names import OPTIONAL, PARAMETER, LambdaName
from cspxl.tokens import FormulaError, Token, optional_parameters, tokenise

LONGEST: Final = 8192  # letters of a formula, as the file spells it
LONGEST_COMMENT: Final = 255
LONGEST_TEXT: Final = 255  # letters of a text in a formula
_ADDRESS: Final = re.compile(r"[A-Za-z]{1,3}[0-9]+|[RrCc][0-9]*([Cc][0-9]*)?")
_GOOD: Final = re.compile(r"[A-Za-z_][\w.]*")
_PREFIX: Final = re.compile(r"^(?P<prefix>(_xlfn\.|_xlws\.|_xlpm\.|_xlop\.)*)(?P<name>.*)$", re.DOTALL)
_WORKSHEET: Final = frozenset({"FILTER", "SORT"})


def lint_lambdas(names: Sequence[LambdaName], defined: Collection[str], old: Collection[str]) -> list[str]:
    """One line for each fault. ``defined``: the workbook's other names; ``old``: Excel's functions without a prefix."""
    known = {item.name.lower() for item in names}
    others = {name.lower() for name in defined}
    faults = [f"{item.name}: {fault}" for item in names for fault in _faults(item, known, others, old)]
    return [*faults, *(f"{name}: two names are called so" for name in _twice(item.name.lower() for item in names))]


def _faults(item: LambdaName, known: Collection[str], others: Collection[str], old: Collection[str]) -> Iterator[str]:
    if not _GOOD.fullmatch(item.name) or _ADDRESS.fullmatch(item.name):
        yield "not a name that Excel allows"
    if item.name.lower() in others:
        yield "the workbook defines another name of this spelling"
    if len(item.stored) >= LONGEST:
        yield f"{len(item.stored):,} characters; Excel takes fewer than {LONGEST:,}"
    if len(item.comment) > LONGEST_COMMENT:
        yield f"a comment of {len(item.comment)} characters; the file cannot be opened with more than {LONGEST_COMMENT}"
    try:
        tokens = tokenise(item.stored)
        Parser([Token("cell", "") if token.kind in {"ref", "table"} else token for token in tokens]).parse()
    except FormulaError as fault:
        yield f"not a formula: {fault}"
        return
    yield from _formula_faults(tokens, known, others, old)


def _formula_faults(
    tokens: Sequence[Token], known: Collection[str], others: Collection[str], old: Collection[str],
) -> Iterator[str]:
    if tokens[0].text != "_xlfn.LAMBDA":
        yield "does not begin with _xlfn.LAMBDA"
    if [token.text for token in optional_parameters(tokens)] != [token.text for token in tokens]:
        yield "an optional parameter stands in brackets; the file spells it _xlop."
    declared = {token.text.split(".", 1)[1].lower() for token in tokens if _is_declared(token)}
    for name in sorted(declared):
        if _ADDRESS.fullmatch(name):
            yield f"the parameter {name} reads as an address"
        if name in {*others, *known}:
            yield f"the parameter {name} hides a defined name"
    for token in tokens:
        yield from _token_faults(token, declared, known, old)


def _token_faults(
    token: Token, declared: Collection[str], known: Collection[str], old: Collection[str],
) -> Iterator[str]:
    if token.kind == "text" and len(token.text) - 2 > LONGEST_TEXT:
        yield f"a text of {len(token.text) - 2} characters; Excel takes no more than {LONGEST_TEXT}"
    if token.kind in {"ref", "table"}:
        yield f"{token.text} is a reference; a name that travels has none"
    if token.kind == "name" and not _is_declared(token) and token.text.lower() not in known:
        logical = token.text in {"TRUE", "FALSE"}
        lost = token.text.lower() in declared
        if not logical:
            yield f"{token.text} lacks its prefix {PARAMETER}" if lost else f"{token.text} is no name"
    if token.kind == "function" and not _is_declared(token) and token.text.lower() not in known:
        yield from _function_faults(token.text, old)


def _function_faults(text: str, old: Collection[str]) -> Iterator[str]:
    found = _PREFIX.match(text)
    assert found
    prefix, name = found["prefix"], found["name"]
    right = "" if name in old else "_xlfn._xlws." if name in _WORKSHEET else "_xlfn."
    if name not in old and name not in supported_functions():
        yield f"{text} is no function"
    elif prefix != right:
        yield f"{text} is spelled {right}{name} in a file"


def _is_declared(token: Token) -> bool:
    return token.text.startswith((PARAMETER, OPTIONAL))


def _twice(names: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield name
        seen.add(name)
