"""A formula's text to its tokens.

Spreadsheet formulas need more context than most lexers give: ``LOG10(`` is a function and ``LOG10`` a cell, ``A1:B2``
is one reference, a space between two references is an operator, and a table's brackets nest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_SHEET = r"(?:'(?:[^']|'')+'|\[\d+\][\w.]*(?::[\w.]+)?|[^\W\d][\w.]*(?::[^\W\d][\w.]*)?)?!"
_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_AREA = rf"{_CELL}(?::{_CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}}"
_NAME = r"[^\W\d][\w.\\?]*|\\[\w.\\?]*"
_ERROR = r"\#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|SPILL!|CALC!|GETTING_DATA)"

_TOKEN: Final = re.compile(
    rf"""(?P<space>\s+)
    |(?P<text>"(?:[^"]|"")*")
    |(?P<error>(?:{_SHEET})?{_ERROR})
    |(?P<ref>(?:{_SHEET})?(?:{_AREA})(?![\w.(\[\\!]))
    |(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?)
    |(?P<function>(?:{_SHEET})?(?:{_NAME})(?=\())
    |(?P<table>(?!\[\d+\]!)(?:{_NAME})?(?=\[))
    |(?P<name>(?:{_SHEET})?(?:{_NAME}))
    |(?P<op><>|<=|>=|[-+*/^&=<>%:,;(){{}}@\#])""",
    re.VERBOSE,
)


class FormulaError(Exception):
    """The text is no formula; the message says why."""


class Token(NamedTuple):
    """A piece of a formula. ``kind``: space, text, error, ref, number, function, table, name, op."""

    kind: str
    text: str


_PREFIX: Final = re.compile(r"^(?:_xlfn\.|_xlws\.|_xlpm\.|_xlop\.|_xleta\.|_xll\.|_xludf\.)+", re.IGNORECASE)
_OPTIONAL: Final = "_xlop."  # how a file spells the [y] of a LAMBDA


def as_typed(formula: str) -> str:
    """A formula as a person sees it: without the prefixes that the file format needs."""
    try:
        tokens = tokenise(formula)
    except FormulaError:
        return formula
    return "".join(map(_typed, tokens))


def _typed(token: Token) -> str:
    if token.kind not in {"function", "name"}:
        return token.text
    plain = _PREFIX.sub("", token.text)
    return f"[{plain}]" if token.text.lower().startswith(_OPTIONAL) else plain


def tokenise(formula: str) -> list[Token]:
    """The tokens of a formula without its equals sign; joined they give the text back."""
    tokens: list[Token] = []
    at, end = 0, len(formula)
    while at < end:
        found = _TOKEN.match(formula, at)
        if found is None:
            raise FormulaError(f"{formula[at]!r} is not understood at position {at + 1}")
        kind, stop = found.lastgroup or "", found.end()
        if kind == "table":
            stop = _closing_bracket(formula, stop)
        tokens.append(Token(kind, formula[at:stop]))
        at = stop
    return tokens


def _closing_bracket(formula: str, at: int) -> int:
    """The position after the bracket that closes the one at ``at``; an apostrophe makes the next sign plain."""
    depth = 0
    while at < len(formula):
        sign = formula[at]
        if sign == "'":
            at += 1
        elif sign == "[":
            depth += 1
        elif sign == "]":
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    raise FormulaError("a bracket [ is not closed")


def optional_parameters(tokens: Sequence[Token]) -> Iterator[Token]:
    """``LAMBDA(x,[y],…)`` as a file spells it, ``_xlop.y``: only there is a name in brackets no column of a table."""
    open_calls: list[str] = []
    before = Token("op", "")
    for at, token in enumerate(tokens):
        if token.text == "(" and token.kind == "op":
            open_calls.append(before.text if before.kind == "function" else "")
        elif token.text == ")" and token.kind == "op" and open_calls:
            open_calls.pop()
        elif token.kind == "table" and token.text[0] == "[" and open_calls:
            in_lambda = _PREFIX.sub("", open_calls[-1]).upper() == "LAMBDA"
            after = next((later for later in tokens[at + 1 :] if later.kind != "space"), None)
            if in_lambda and before.kind == "op" and after == Token("op", ","):
                token = Token("name", f"{_OPTIONAL}{token.text[1:-1].strip()}")  # noqa: PLW2901 -- the same, spelled out
        yield token
        before = token if token.kind != "space" else before
