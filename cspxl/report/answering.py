"""Whether the functions answer where a workbook is open: a cell that says so, and what to do where they do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from cspxl.report.describe import Formula, Highlight, Put, Sheet, Workbook

_MISSING: Final = "Figures as built: the functions are missing. Change nothing; "
_CHANGED: Final = "Not worked out: the functions are missing. Close without saving, or "
HELPS: Final[Mapping[str, str]] = MappingProxyType({
    "plain": "load the add-in (cspxl addin excel)",
    "macro": "allow macros; the macro CSP_Problem says more",
    "office-js": "load the add-in of xlwings",
    "lambda": "open it in Excel 365 or 2024",
    "libreoffice": "install the add-in (cspxl addin libreoffice)",
})
"""What helps where the functions are missing, by the form of the workbook."""
CALL: Final = "PCT_CHANGE(2,1)"
"""The call that answers or does not."""


def answering(live: str, changed: str = "") -> str:
    """The formula of a cell that says ``live`` where they do; ``changed``: whether what was built is asked for no more.

    Volatile, so that it alone is worked out at opening: without them it says so beside the figures as built.
    """
    missing = f'"{not_loaded("plain")}"'
    if changed:
        missing = f'IF({changed},"{not_worked_out("plain")}",{missing})'
    return f'=IF(ISERROR({CALL}),{missing},IF(TODAY()>0,"{live}",""))'


def not_loaded(form: str) -> str:
    """What the cell says in a workbook of this form where the functions are missing."""
    return _MISSING + HELPS[form]


def not_worked_out(form: str) -> str:
    """What it says where a value was pasted over one of Control's cells all the same."""
    return _CHANGED + HELPS[form]


def without_names(sheet: Sheet) -> Sheet:
    """The sheet, which prints no error once its figures could not be worked out; in place of its title it says so.

    ``add_in`` is the cell that tells. Lists take nothing but what was built, but what is pasted asks no list.
    """
    told = f'LEFT(add_in,3)="{_CHANGED[:3]}"'
    added = [
        Highlight("A1", told, "not_worked_out"),
        Highlight(sheet.page.area, f"AND({told},ISERROR(A1))", "unseen"),
    ]
    return replace(sheet, highlights=[*added, *sheet.highlights])


def saying_what_helps(described: Workbook, form: str) -> Workbook:
    """The workbook with the message of its form."""
    usual = HELPS["plain"]

    def told(put: Put) -> Put:
        if isinstance(put.content, Formula) and usual in put.content.text:
            return replace(put, content=replace(put.content, text=put.content.text.replace(usual, HELPS[form])))
        return put

    sheets = [replace(sheet, cells=[told(put) for put in sheet.cells]) for sheet in described.sheets]
    return replace(described, sheets=sheets)
