"""What Excel is told about the functions: names, help and arguments, out of the catalogue and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import Any

import pytest
from xlwings_doors import (
    UDFS,
    com_wizard_help,
    com_wrapper_of_a_new_function,
    com_wrapper_text,
    office_metadata,
    run,
)

from cspxl.hosts.excel_com import argument_name
from cspxl.registry import Function, Parameter, load_catalogue

CATALOGUE = load_catalogue()
LONGEST = 255  # characters of a description, and of all argument names together, that Excel's wizard shows


@pytest.fixture(scope="module")
def offered() -> dict[str, dict[str, Any]]:
    return {function["id"]: function for function in run("office", office_metadata)["functions"]}


@pytest.fixture(scope="module")
def vba() -> dict[str, list[str]]:
    """The arguments of each function of the wrapper module."""
    signatures = re.findall(r"^Function (\w+)\((.*)\)$", run("com", com_wrapper_text).replace(" _\n", ""), re.MULTILINE)
    return {name: arguments.split(", ") for name, arguments in signatures}


def test_every_function_is_offered_at_both_doors(offered: dict[str, Any], vba: dict[str, list[str]]) -> None:
    assert list(offered) == sorted(vba) == list(CATALOGUE)
    assert {function["name"] for function in offered.values()} == {f"CSP.{name}" for name in CATALOGUE}


@pytest.mark.parametrize("function", CATALOGUE.values(), ids=CATALOGUE)
def test_office_is_told_help_and_arguments(offered: dict[str, Any], function: Function) -> None:
    told = offered[function.name]
    assert told["description"] == function.help
    assert told["result"] == {"dimensionality": "matrix", "type": "any"}
    given = {parameter["name"]: parameter for parameter in told["parameters"]}
    for parameter in function.parameters:
        assert given[parameter.name]["description"] == parameter.help
        assert given[parameter.name].get("optional", False) is not parameter.required
    names = [parameter.name for parameter in function.parameters]
    assert list(given)[: len(names)] == names
    assert len(given) == len(names) or function.parameters[-1].variadic


@pytest.mark.parametrize("function", CATALOGUE.values(), ids=CATALOGUE)
def test_vba_declares_the_arguments(vba: dict[str, list[str]], function: Function) -> None:
    def declared(parameter: Parameter) -> str:
        name = argument_name(parameter.name)  # VBA reserves some words, End among them
        return name if parameter.required else f"Optional {name}"

    expected = [declared(parameter) for parameter in function.parameters]
    assert vba[function.name][: len(expected)] == expected


@pytest.mark.parametrize("function", CATALOGUE.values(), ids=CATALOGUE)
def test_help_fits_excels_wizard(offered: dict[str, Any], function: Function) -> None:
    description, category, arguments = run("com", com_wizard_help)[function.name]
    assert (description, category) == (function.help, function.category)
    assert arguments[: len(function.parameters)] == [parameter.help for parameter in function.parameters]
    assert all(0 < len(text) <= LONGEST for text in (description, category, *arguments))
    names = [parameter["name"] for parameter in offered[function.name]["parameters"]]
    assert len(", ".join(names)) < LONGEST


def test_a_repeated_argument_is_offered_as_optional_ones(offered: dict[str, Any], vba: dict[str, list[str]]) -> None:
    further = [parameter for parameter in offered["RAG"]["parameters"] if "more_factors" in parameter["name"]]
    assert [parameter["name"] for parameter in further[:3]] == ["more_factors", "more_factors2", "more_factors3"]
    assert all(parameter["optional"] for parameter in further)
    assert vba["RAG"][3:5] == ["Optional more_factors", "Optional more_factors2"]


def test_the_vba_wrapper_calls_the_module() -> None:
    text = run("com", com_wrapper_text)
    call = 'PCT_CHANGE = XLPy.CallUDF("cspxl_udfs", "PCT_CHANGE", Array(current, previous), ThisWorkbook,'
    assert call in text
    assert len(re.findall(r"^End Function$", text, re.MULTILINE)) == len(CATALOGUE)


def test_a_new_function_appears_by_itself() -> None:
    assert "Function HALFWAY(start, end_)" in run("com", com_wrapper_of_a_new_function)


def test_xlwings_is_loaded_only_by_the_module_that_excel_loads() -> None:
    program = """
        import sys
        import cspxl, cspxl.cli, cspxl.hosts.xlwings_module
        assert cspxl.pct_change(3, 2) == 0.5
        assert "xlwings" not in sys.modules and "pandas" not in sys.modules
        import cspxl_udfs
        assert cspxl_udfs.PCT_CHANGE(3.0, ((2.0,),)) == [[0.5]]
    """
    path = os.pathsep.join([str(UDFS), *sys.path])
    lines = "\n".join(line.strip() for line in program.splitlines())
    # Without a host xlwings' decorators do nothing, and the functions can be called as they are.
    bare = {name: text for name, text in os.environ.items() if not name.startswith("XLWINGS")} | {"PYTHONPATH": path}
    strict = ["-W", "error", "-W", "ignore::DeprecationWarning:typer"]  # the oldest typer with today's click
    subprocess.run([sys.executable, *strict, "-c", lines], check=True, env=bare)
