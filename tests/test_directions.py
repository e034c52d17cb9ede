"""Imports point one way, and the rooms that travel into hosts need the standard library only."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cspxl"

# Each room and what it may import of ours.
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "bundled": set(),
    "opc": {"errors"},
    "values": {"errors"},
    "registry": {"errors", "values"},
    "facts": {"errors", "values", "facts"},
    "functions": {"errors", "values", "registry", "facts", "functions"},
    "hosts": {"errors", "values", "registry", "functions", "hosts"},
    "engine": {"errors", "values", "registry", "facts", "functions", "engine"},
    "sources": {"errors", "bundled", "opc", "values", "facts", "sources"},
    "report": {"errors", "opc", "values", "registry", "facts", "functions", "sources", "report"},
    "workbook": {"errors", "opc", "values", "registry", "facts", "engine", "report", "workbook"},
    "checks": {"errors", "values", "registry", "facts", "engine", "report", "workbook", "checks"},
}
TRAVELLING = ("errors", "values", "registry", "facts", "functions")


def modules(room: str) -> list[Path]:
    single = PACKAGE / f"{room}.py"
    return [single] if single.exists() else sorted((PACKAGE / room).rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_room_imports_only_what_lies_below_it(room: str) -> None:
    for path in modules(room):
        ours = {name.split(".")[1] for name in imported(path) if name.startswith("cspxl.")}
        assert ours <= MAY_IMPORT[room], path


@pytest.mark.parametrize("room", TRAVELLING)
def test_travelling_rooms_need_the_standard_library_only(room: str) -> None:
    for path in modules(room):
        foreign = {name.split(".")[0] for name in imported(path)} - set(sys.stdlib_module_names) - {"cspxl"}
        assert not foreign, path
