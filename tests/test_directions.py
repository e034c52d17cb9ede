"""Imports point one way, and the rooms that travel into hosts need the standard library only."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest
from commands import ROOT

PACKAGE = ROOT / "cspxl"
ALL = sorted(path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists())
EVERYWHERE = {"errors", "names", "values"}
TRAVELLING = ("errors", "names", "values", "registry", "facts", "functions")


def table() -> dict[str, set[str]]:
    """The table of rooms in CONTRIBUTING: each room, in its order, and what it may import of ours."""
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    found: dict[str, set[str]] = {}
    for names, imports in re.findall(r"^\| (`.+?) \| .+ \| (.+) \|$", page, re.MULTILINE):
        patterns = [name.replace("*", r"\w*") for name in re.findall(r"`(?:cspxl/)?(\w+\*?)(?:\.py|/)`", names)]
        rooms = {room for room in ALL for pattern in patterns if re.fullmatch(pattern, room)}
        listed = set(found) if imports == "all" else set() if imports == "nothing else" else set(imports.split(", "))
        assert rooms, f"no room is called {names}"
        assert listed <= set(found), f"{names} may import rooms above it only"
        found |= dict.fromkeys(sorted(rooms), listed | EVERYWHERE & set(found) | rooms)
    return found


MAY_IMPORT = table()


def modules(room: str) -> list[Path]:
    single = PACKAGE / f"{room}.py"
    return [single] if single.exists() else sorted((PACKAGE / room).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The modules that a file imports; ``from cspxl import x`` imports the room x, or what the package offers."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update("cspxl.__init__" if alias.name == "cspxl" else alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{path}: an import that names no package"
            if node.module != "cspxl":
                names.add(node.module)
                continue
            offered = {alias.name for alias in node.names} - {"__version__"}
            names.update(f"cspxl.{name if name in ALL else '__init__'}" for name in offered)
    return names


def test_the_table_has_every_room() -> None:
    assert sorted(MAY_IMPORT) == ALL


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_room_imports_only_what_lies_above_it(room: str) -> None:
    for path in modules(room):
        ours = {name.split(".")[1] for name in imported(path) if name.startswith("cspxl.")}
        assert ours <= MAY_IMPORT[room], f"{path}: CONTRIBUTING.md does not let {room} import {ours - MAY_IMPORT[room]}"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("import cspxl", {"cspxl.__init__"}),
        ("import cspxl.report.pack", {"cspxl.report.pack"}),
        ("from cspxl import report, __version__", {"cspxl.report"}),
        ("from cspxl import rolling12", {"cspxl.__init__"}),
        ("from cspxl.report import pack", {"cspxl.report"}),
        ("def late():\n    from cspxl import engine", {"cspxl.engine"}),
    ],
)
def test_every_form_of_import_is_seen(line: str, names: set[str], tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(line, "utf-8")
    assert imported(tmp_path / "module.py") == names


@pytest.mark.parametrize("room", TRAVELLING)
def test_travelling_rooms_need_the_standard_library_only(room: str) -> None:
    for path in modules(room):
        foreign = {name.split(".")[0] for name in imported(path)} - set(sys.stdlib_module_names) - {"cspxl"}
        assert not foreign, path
