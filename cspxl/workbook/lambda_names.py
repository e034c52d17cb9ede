"""A finished workbook for Excel 365 and 2024 without any add-in: the functions that it calls are names inside it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from cspxl.errors import InputError
from cspxl.lambdas.names import LambdaName, functions, names_for
from cspxl.registry import load_catalogue
from cspxl.report.answering import CALL
from cspxl.tokens import FormulaError, tokenise
from cspxl.workbook.dynamic import respelled_workbook

# What tells whether the functions answer, of a name that calls no other and is only passed on: Calc cannot read a
# formula in which a name stands before a bracket, here or in what it names, and would say so in place of the message.
_PASSED: Final = "SUM(_xlfn.MAP({2,1},csp_size))-1"


def for_lambda(workbook: bytes) -> bytes:
    """The workbook (one of our writer's) with a name for each function that it calls; formulas and values stay.

    Raises InputError, in one line, for a function that is no LAMBDA name.
    """
    catalogue = frozenset(load_catalogue())
    used: set[str] = set()

    def seen(formula: str) -> str | None:
        called = _called(formula)
        used.update(called & catalogue)
        return formula.replace(CALL, _PASSED) if called & catalogue else None

    def finish(part: bytes) -> bytes:
        if missing := sorted(used - functions()):
            raise InputError(
                f"--host lambda: {', '.join(missing)} cannot be a LAMBDA name yet, and this report calls it; "
                "leave --host out for Excel with xlwings",
            )
        return _with_names(part, names_for(sorted(used)))

    return respelled_workbook(workbook, seen, finish)


def _called(formula: str) -> set[str]:
    try:
        tokens = tokenise(formula)
    except FormulaError:  # not ours to judge: the engine has named it in its findings
        return set()
    return {token.text.upper() for token in tokens if token.kind == "function"}


def _with_names(part: bytes, names: Sequence[LambdaName]) -> bytes:
    """The workbook's part with these names before its own."""
    written = "".join(map(_element, names)).encode("utf-8")
    start = b"<definedNames>"
    if start in part:
        return part.replace(start, start + written, 1)
    return part.replace(b"<calcPr", start + written + b"</definedNames><calcPr", 1)


def _element(item: LambdaName) -> str:
    comment = f' comment="{escape(item.comment)}"' if item.comment else ""
    return f'<definedName name="{item.name}"{comment}>{escape(item.stored, quote=False)}</definedName>'
