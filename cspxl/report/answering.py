"""Whether the functions answer where a workbook is open: a cell that says so, and what to do where they do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from cspxl.report.describe import Formula, Put, Workbook

_MISSING: Final = "Figures as built: the functions are missing. Change nothing; "
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


def answering(live: str) -> str:
    """The formula of a cell that says ``live`` where they do.

    Volatile, so that it alone is worked out at opening: without them it says so beside the figures as built.
    """
    return f'=IF(ISERROR({CALL}),"{not_loaded("plain")}",IF(TODAY()>0,"{live}",""))'


def not_loaded(form: str) -> str:
    """What the cell says in a workbook of this form where the functions are missing."""
    return _MISSING + HELPS[form]


def saying_what_helps(described: Workbook, form: str) -> Workbook:
    """The workbook with the message of its form."""
    usual, wanted = not_loaded("plain"), not_loaded(form)

    def told(put: Put) -> Put:
        if isinstance(put.content, Formula) and usual in put.content.text:
            return replace(put, content=replace(put.content, text=put.content.text.replace(usual, wanted)))
        return put

    sheets = [replace(sheet, cells=[told(put) for put in sheet.cells]) for sheet in described.sheets]
    return replace(described, sheets=sheets)
