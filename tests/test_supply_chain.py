"""What cspxl rests on: exact pins, a minimum set, licences."""

from __future__ import annotations

import tomllib
from importlib.metadata import version

import pytest
import yaml
from commands import ROOT, cspxl
from dependencies import licence, needed, normal, page
from packaging.requirements import Requirement

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = [text for extra in PROJECT["project"]["optional-dependencies"].values() for text in extra]
PINS = dict(text.split("==") for text in PROJECT["tool"]["uv"]["constraint-dependencies"])
EXACT = all(version(name) == PINS[name] for name in ("numpy", "pandas", "openpyxl", "xlwings"))
# Licences that let a council use and pass on the program as it is.
FREE = {"MIT", "BSD", "PSF", "Apache", "ISC", "0BSD", "Zlib", "CC0", "CNRI", "MPL", "EUPL"}


exact = pytest.mark.skipif(not EXACT, reason="it tells what the exact pins bring, and other versions are installed")


@exact
def test_every_package_has_an_exact_pin() -> None:
    groups = [*PROJECT["dependency-groups"]["dev"], *EXTRAS]
    direct = {normal(Requirement(text).name) for text in [*PROJECT["project"]["dependencies"], *groups]}
    assert {*direct, *needed()} <= {normal(name) for name in PINS}


def test_the_minimum_set_is_the_lower_bounds() -> None:
    lines = (ROOT / "tests" / "minimum.txt").read_text(encoding="utf-8").splitlines()
    minimum = dict(line.split("==") for line in lines if not line.startswith("#"))
    bounds = {}
    for text in [*PROJECT["project"]["dependencies"], *EXTRAS]:
        wanted = Requirement(text)
        (bound,) = wanted.specifier
        assert bound.operator in {">=", "=="}
        bounds[normal(wanted.name)] = bound.version
    assert minimum == bounds


@exact
def test_the_page_of_licences_is_up_to_date() -> None:
    kept = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert kept == page(), "out of date; run: uv run python tests/dependencies.py > docs/dependencies.md"


def test_every_licence_is_known_and_free() -> None:
    for name in needed():
        named = licence(name)
        assert any(free in named for free in FREE), (name, named)


def test_ci_runs_the_readmes_own_commands() -> None:
    first = (ROOT / "README.md").read_text(encoding="utf-8").split("```")[1].split("\n")
    commands = [line for line in first if line]
    assert any(command.endswith("pytest") for command in commands)
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    for command in commands:
        assert any(line == command or line.startswith(f"{command} --out") for line in run), command


def test_the_example_workflow_runs_commands_that_there_are() -> None:
    workflow = yaml.safe_load((ROOT / "docs" / "build-workbooks.yml").read_text(encoding="utf-8"))
    steps = [line for step in workflow["jobs"]["build"]["steps"] for line in step.get("run", "").splitlines()]
    known = cspxl("build", "--help").out
    options = {word for line in steps if line.startswith("cspxl build") for word in line.split() if word[:2] == "--"}
    assert options == {"--all", "--as-at", "--out", "--resume", "--dry-run", "--json"}
    assert all(option in known for option in options)
