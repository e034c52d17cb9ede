"""A finished workbook for Excel with xlwings Server or Lite: formulas respelled as Excel stores Office.js functions.

Excel writes a custom function of the namespace CSP as ``_xldudf_CSP_NAME``, in a formula that may spill.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cspxl.tokens import FormulaError, tokenise
from cspxl.workbook.dynamic import respelled_workbook

PREFIX: Final = "_xldudf_CSP_"


def for_office_js(workbook: bytes, functions: Iterable[str]) -> bytes:
    """The workbook (one of our writer's) with these functions spelled for Office.js; every value stays."""
    known = frozenset(functions)

    def changed(formula: str) -> str | None:
        spelled = respelled(formula, known)
        return None if spelled == formula else spelled

    return respelled_workbook(workbook, changed)


def respelled(formula: str, functions: frozenset[str]) -> str:
    """A formula with each of the functions as Office.js spells it; texts and names that only look like one stay."""
    try:
        tokens = tokenise(formula)
    except FormulaError:  # not ours to judge: the engine has named it in its findings
        return formula
    return "".join(
        PREFIX + token.text.upper() if token.kind == "function" and token.text.upper() in functions else token.text
        for token in tokens
    )
