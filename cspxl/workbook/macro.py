"""A finished workbook made a macro workbook: its VBA project, written without Excel."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import BadZipFile

from pyopenvba import ExcelFile, VBAModuleKind
from pyopenvba.exceptions import PyOpenVBAError

from cspxl.errors import InputError
from cspxl.opc import Package
from cspxl.workbook.zip_copy import deflated, with_replaced

_TYPES: Final = "[Content_Types].xml"
_PLAIN: Final = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO: Final = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN: Final = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"


@dataclass(frozen=True)
class Project:
    """The VBA of a workbook: standard modules and class modules by name, and what stands in ThisWorkbook."""

    modules: Mapping[str, str]
    classes: Mapping[str, str]
    workbook_code: str


def macro_enabled(workbook: bytes, project: Project) -> bytes:
    """The .xlsx as an .xlsm with this project. Sheets, values and everything else stay as they are."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsm"
        path.write_bytes(_retyped(workbook, _PLAIN, _MACRO))
        with ExcelFile(path) as file:
            made = file.add_vba_project()
            for name, text in project.classes.items():
                made.add_module(name, text, kind=VBAModuleKind.other)
            for name, text in project.modules.items():
                made.add_module(name, text)
            file.set_module("ThisWorkbook", project.workbook_code.replace("\n", "\r\n"))
            file.save()
        return path.read_bytes()


def as_addin(workbook: bytes) -> bytes:
    """The .xlsm as an add-in, .xlam: Excel opens it without showing it."""
    return _retyped(workbook, _MACRO, _ADDIN)


def xlwings_file(name: str) -> Path:
    """A file of the installed xlwings package, found without importing it."""
    spec = find_spec("xlwings")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / name
        if path.exists():
            return path
    raise InputError(f"xlwings is not installed as a whole: {name} is missing; install it again: pip install xlwings")


def vba_modules(path: Path) -> dict[str, str]:
    """The source of each module of a macro workbook or add-in."""
    with ExcelFile(path) as file:
        return dict(file.vba_modules())


def made_for(path: Path) -> str:
    """The version of xlwings whose DLL the VBA of a workbook names. Raises InputError where it names none."""
    try:
        found = re.search(r'"xlwings64-(.+?)\.dll"', vba_modules(path).get("xlwings", ""))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    except (PyOpenVBAError, BadZipFile, zlib.error, KeyError, ValueError):
        found = None
    if found is None:
        raise InputError(f"{path}: has no macros that call Python; name one made by 'template' or 'build --macro'")
    return found[1]


def _retyped(workbook: bytes, before: bytes, after: bytes) -> bytes:
    package = Package(workbook)
    types = package.read(_TYPES)
    assert before in types
    return with_replaced(workbook, package.zip, {_TYPES: deflated(types.replace(before, after))})
