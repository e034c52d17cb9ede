"""Spreadsheets for community safety: one definition of each function, every host, the same answer.

``from cspxl import rolling12, rag, ...`` gives the functions of the catalogue as Python functions.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cspxl.errors import CspxlError, InputError
from cspxl.values import CellError, CellFault

if TYPE_CHECKING:
    from cspxl.engine import Plan as Plan

__version__ = "0.1.0"
__all__ = ["CellError", "CellFault", "CspxlError", "InputError", "__version__", "load"]


def load(path: Path | str) -> Plan:
    """A workbook compiled once: ``plan.set("Sheet!B2", v); plan.calculate(); plan["Sheet!A1"]``."""
    from cspxl.engine import load as compiled  # noqa: PLC0415 -- what is not asked for is not loaded
    from cspxl.workbook.package import read_package  # noqa: PLC0415

    return compiled(read_package(Path(path)))


def __getattr__(name: str) -> Any:  # noqa: ANN401 -- any function of the catalogue
    from cspxl.hosts.python import python_function  # noqa: PLC0415 -- functions load when first asked for
    from cspxl.registry import load_catalogue  # noqa: PLC0415

    for function in load_catalogue().values():
        if function.python_name == name:
            globals()[name] = python_function(function)
            return globals()[name]
    raise AttributeError(f"module 'cspxl' has no attribute {name!r}")
