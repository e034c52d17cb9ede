"""Workbooks that carry their own VBA: any described workbook as .xlsm, and the add-in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from cspxl import __version__
from cspxl.errors import InputError
from cspxl.hosts import vba
from cspxl.registry import Function, load_catalogue
from cspxl.report.describe import Properties, Sheet, Workbook
from cspxl.report.grid import Book
from cspxl.report.stack import Column, Stack, Table
from cspxl.values import Cell
from cspxl.workbook.macro import Project, as_addin, macro_enabled, made_for, vba_modules, xlwings_file
from cspxl.workbook.writer import write

ADDIN_PROJECT: Final = "csp"  # the add-in's settings are in csp.conf: xlwings.conf belongs to whoever uses xlwings

# The quickstart files of the installed xlwings, whose VBA finds and starts Python. The standalone one needs no xlwings
# add-in; both are made for the DLL of their own version of xlwings.
_WORKBOOK_SOURCE: Final = "quickstart_standalone.xlsm"
_ADDIN_SOURCE: Final = "quickstart_addin.xlam"
_ADDIN_SOURCE_PROJECT: Final = 'PROJECT_NAME As String = "myaddin"'

# INTERPRETER_WIN is left to the settings of each user, which ``cspxl addin excel`` writes: a workbook travels.
_SETTINGS: Final[Mapping[str, Cell]] = {
    "UDF MODULES": vba.UDF_MODULE,
    "DEBUG UDFS": False,
    "USE UDF SERVER": False,
    "SHOW CONSOLE": False,
    "ADD_WORKBOOK_TO_PYTHONPATH": False,
}
_MADE_ON: Final = date(2026, 11, 20)  # of the add-in: equal versions give equal bytes


def with_settings(workbook: Workbook) -> Workbook:
    """The described workbook with the sheets that its macros read."""
    return replace(workbook, sheets=[*workbook.sheets, _settings("xlwings.conf"), _intellisense(load_catalogue())])


def with_macros(content: bytes) -> bytes:
    """The .xlsx of a workbook with settings as an .xlsm with the macros."""
    source = vba_modules(xlwings_file(_WORKBOOK_SOURCE))
    return macro_enabled(content, _project(load_catalogue(), source))


def addin_made_for() -> str:
    """The version of xlwings whose DLL the add-in's VBA names."""
    return made_for(xlwings_file(_ADDIN_SOURCE))


def addin() -> bytes:
    """``csp.xlam``: with it every plain workbook of ours is live."""
    catalogue = load_catalogue()
    book = Workbook(
        Properties(
            title="Community safety functions",
            subject="Excel add-in",
            description=f"The functions of cspxl {__version__} for every open workbook.",
            keywords="community safety; Excel functions",
            author="cspxl",
            made_on=_MADE_ON,
        ),
        marking="",
        # One sheet has to be visible, even in a workbook that is not.
        sheets=[replace(_settings(f"{ADDIN_PROJECT}.conf"), hidden=False), _intellisense(catalogue)],
        names={},
    )
    source = vba_modules(xlwings_file(_ADDIN_SOURCE))
    if _ADDIN_SOURCE_PROJECT not in source["xlwings"]:
        raise InputError(f"{_ADDIN_SOURCE} of the installed xlwings is not as expected: install xlwings 0.37.8")
    # The command that starts Python names the active workbook: there would be a Python for each, and for each name.
    source["xlwings"] = (
        source["xlwings"]
        .replace(_ADDIN_SOURCE_PROJECT, f'PROJECT_NAME As String = "{ADDIN_PROJECT}"')
        .replace("ActiveWorkbook", "ThisWorkbook")
    )
    return as_addin(macro_enabled(write(book), _project(catalogue, source)))


def _settings(name: str) -> Sheet:
    """The sheet that xlwings reads its settings from: pairs, from A1 down, without a gap."""
    pairs = _rows("settings", list(_SETTINGS.items()))
    return Book([Stack(name, [pairs], widths={1: 34, 2: 20}, landscape=False, hidden=True)]).sheet(name)


def _intellisense(catalogue: Mapping[str, Function]) -> Sheet:
    """The sheet that the Excel-DNA IntelliSense add-in reads, where a PC has it: the last one, with this first cell.

    A row for each function: its name, its help, a help topic (none), then name and help of each argument.
    """
    rows: list[Sequence[Cell]] = [["FunctionInfo"]]
    for function in catalogue.values():
        arguments = [text for argument in vba.argument_help(function) for text in argument]
        rows.append([function.name, function.help, None, *arguments])
    name = "_IntelliSense_"
    functions = _rows("function_info", rows)
    return Book([Stack(name, [functions], widths={1: 20, 2: 60}, one_page=False, hidden=True)]).sheet(name)


def _rows(name: str, rows: Sequence[Sequence[Cell]]) -> Table:
    """Cells without headings; a row may be shorter than others."""
    columns = [
        Column(
            f"value_{at}",
            value=lambda row, at=at: row[at] if at < len(row) else None,
            style=lambda row, at=at: "plain" if at < len(row) else "",
        )
        for at in range(max(map(len, rows)))
    ]
    return Table(name, columns, rows, headings=None)


def _project(catalogue: Mapping[str, Function], source: Mapping[str, str]) -> Project:
    """What xlwings brings itself, the wrappers of the catalogue and their help."""
    return Project(
        modules={
            "xlwings": source["xlwings"],
            vba.FUNCTIONS_MODULE: vba.functions_module(catalogue),
            vba.HELP_MODULE: vba.help_module(catalogue),
        },
        classes={"Dictionary": source["Dictionary"]},
        workbook_code=vba.WORKBOOK_CODE,
    )
