"""A workbook keeps to the ending of its name: macros are never written into an .xlsx, where nobody expects them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cspxl.errors import UsageError
from cspxl.opc import Package

_MACROS: Final = (".xlsm", ".xltm", ".xlam")
_PLAIN: Final = (".xlsx", ".xltx")


def check_ending(source: Path, out: Path) -> None:
    """Raise UsageError where a copy of the source must not have the name, InputError where the source lies itself."""
    package = Package(source)
    typed = b"macroEnabled" in package.read("[Content_Types].xml")
    project = any(part.lower().endswith("vbaproject.bin") for part in package.parts)
    if project and not typed:
        raise package.fault("holds macros but says that it does not; save it again as .xlsm")
    good = _MACROS if typed else _PLAIN
    if out.suffix.lower() not in good:
        why = "has macros" if typed else "has no macros"
        if out.suffix.lower() not in _MACROS + _PLAIN:
            why = "is a workbook"
        raise UsageError(f"{source.name} {why}: write it to a name that ends with {good[0]}, not {out.name or out}")
