"""Formulas of an analyst's own: what they may hold, and where their references lead.

They name columns, a few names and functions that give the same value whenever they are calculated. They hold no
address, no other sheet and no other workbook, so they read what this report knows and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Final

from openpyxl.utils import FORMULAE

from cspxl.engine import supported_functions
from cspxl.engine.review import faults, wanders
from cspxl.registry import load_catalogue
from cspxl.report.configuration import Section
from cspxl.report.describe import NEWER
from cspxl.report.sheets import NAMES
from cspxl.tokens import FormulaError, Token, tokenise

READABLE: Final = (
    "areas", "comparators", "control", "counts", "denominators", "entered", "indicators", "judgements", "lines",
    "monthly", "pack", "peers", "settings", "similar", "workings",
)  # fmt: skip
"""The tables of a report that formulas may read; what is only shown, drawn or checked is none of them."""

REFERENCE: Final = re.compile(
    r"(?P<table>[A-Za-z_]\w*)?\[(?P<kind>[@#]?)(?P<column>\w+)(?P<named>(?:,\s*\w+=[^\[\],=]+)*)\]",
)
_REACHING: Final = frozenset({"HYPERLINK", "FORMULATEXT", "GETPIVOTDATA"})
_PARTS: Final = frozenset({"LET", "LAMBDA"})
_NEAR: Final = 0.8  # SUMPRODCT is 0.95 like SUMPRODUCT; SORTBY is 0.6 like SQRT
_LONGEST_TEXT: Final = 255  # letters of a text in a formula: Excel takes no more


@cache
def functions() -> frozenset[str]:
    """Ours, and those of Excel's that every spreadsheet has and the engine calculates, one value whenever asked."""
    excel = set(supported_functions()) & {*FORMULAE, *NEWER}
    return frozenset({name for name in excel - _REACHING - _PARTS if not wanders(name)} | set(load_catalogue()))


def read_formula(section: Section, key: str) -> str:
    """A formula, its functions in capitals. Raises InputError, in one line, for one that may not stand here."""
    text = section.text(key)
    if not text.startswith("="):
        section.fault("a formula starts with =", key)
    try:
        tokens = tokenise(text[1:])
    except FormulaError as error:
        section.fault(f"it is no formula: {error}; texts stand in quotes, columns in brackets, as in [@change]", key)
    for token in tokens:
        if why := _refused(token):
            section.fault(why, key)
    return "=" + "".join(token.text.upper() if token.kind == "function" else token.text for token in tokens)


def _refused(token: Token) -> str:
    """Why a piece of a formula may not stand there, or empty."""
    text = token.text
    if token.kind == "table" and not REFERENCE.fullmatch(text):
        return f"{text!r} is not understood; brackets hold a column's name, as in [@change] or judgements[@rag]"
    if token.kind == "error":
        return f"{text!r} is no value to write; NA() gives the error of what is missing"
    if token.kind == "ref" or (token.kind != "text" and "!" in text):
        return f"{text!r} is an address; name a column instead, as in [@change] or judgements[@rag]"
    if token.kind == "op" and text in {"@", "#"}:
        return f"{text} stands in brackets only, as in [@change]"
    if token.kind == "text" and len(text) - 2 > _LONGEST_TEXT:
        return f"a text of a formula has no more than {_LONGEST_TEXT} letters; join two with &"
    if token.kind == "function":
        return _no_function(text.upper())
    if token.kind == "name" and text.lower() not in {*NAMES, "true", "false"}:
        return f"there is no name {text!r}; {nearest(text.lower(), NAMES)}"
    return ""


def _no_function(name: str) -> str:
    if name in functions():
        return ""
    if name in _PARTS:
        return f"{name} gives names to parts of a formula; write each part as a column of its own"
    if wanders(name):
        return f"{name} changes by itself or reads what cannot be checked; name columns instead"
    if name in _REACHING:
        return f"{name} reaches beyond the figures; it cannot stand in a table of one's own"
    near = get_close_matches(name, functions(), 1, _NEAR)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    if not near and name in {*supported_functions(), *FORMULAE}:
        return f"{name} is not among the functions that may stand here; docs/packs.md says which do"
    return f"there is no function {name!r} here{meant}"


def nearest(word: str, known: Iterable[str]) -> str:
    """What may have been meant, or all there is."""
    names = sorted(known)
    near = get_close_matches(word, names, 1)
    return f"did you mean {near[0]!r}?" if near else f"there is: {', '.join(names)}"


def named(reference: re.Match[str]) -> Mapping[str, str]:
    """The keys that a reference names, by their axes: ``area=Brent``."""
    pairs = (part.split("=") for part in reference["named"].split(",")[1:])
    return {axis.strip(): key for axis, key in pairs}


def references(formula: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The references of a formula that was read: as they are written, and taken apart."""
    for token in tokenise(formula[1:]):
        if token.kind == "table" and (found := REFERENCE.fullmatch(token.text)):
            yield token.text, found


def with_cells(formula: str, cell: Callable[[str], str]) -> str:
    """A formula over one row, its ``[@column]`` replaced by other references to the same."""
    pieces = []
    for token in tokenise(formula[1:]):
        found = REFERENCE.fullmatch(token.text) if token.kind == "table" else None
        pieces.append(cell(found["column"]) if found else token.text)
    return f"={''.join(pieces)}"


def unsound(formula: str, resolved: Callable[[str], str]) -> Sequence[str]:
    """What keeps a formula from being one value; ``resolved`` gives the address of a reference."""

    def several(text: str) -> bool:
        return ":" in resolved(text if "[" in text else NAMES[text.lower()])

    return faults(tokenise(formula[1:]), several)
