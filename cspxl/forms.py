"""A described workbook in the form that its readers' program wants."""

from __future__ import annotations

from typing import Literal, TypeAlias

from cspxl.registry import load_catalogue
from cspxl.report.answering import saying_what_helps
from cspxl.report.describe import Workbook
from cspxl.workbook.calc import for_calc
from cspxl.workbook.lambda_names import for_lambda
from cspxl.workbook.office_js import for_office_js
from cspxl.workbook.writer import write

Form: TypeAlias = Literal["plain", "macro", "office-js", "lambda", "libreoffice"]
"""A plain .xlsx, an .xlsm that carries its own VBA, an .xlsx spelled for xlwings Server and Lite, one that holds its
functions as LAMBDA names, or one spelled for LibreOffice Calc."""


def shapes(described: Workbook, form: Form) -> tuple[bytes, bytes | None, str]:
    """The workbook written, the same in its form where that is another, and the ending of its file's name."""
    described = saying_what_helps(described, form)
    if form == "macro":
        from cspxl.macros import with_macros, with_settings  # noqa: PLC0415 -- the other forms are written without VBA

        written = write(with_settings(described))
        return written, with_macros(written), ".xlsm"
    written = write(described)
    if form == "office-js":
        return written, for_office_js(written, load_catalogue()), ".xlsx"
    if form == "libreoffice":
        return written, for_calc(written, load_catalogue()), ".xlsx"
    return written, for_lambda(written) if form == "lambda" else None, ".xlsx"
