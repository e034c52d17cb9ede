"""The VBA that macro workbooks carry: against what xlwings generates itself, and run by an interpreter of VBA."""

from __future__ import annotations

import re

import pytest
import vba_host
from pyopenvba.interpreter import Interpreter, VBAArray, VBAObject, method
from xlwings_doors import VBA_ERRORS, com_wizard_help, com_wrapper_text, run

from cspxl.hosts import vba
from cspxl.registry import load_catalogue

CATALOGUE = load_catalogue()
LONGEST_LINE = 1023  # of VBA (MS-VBAL 3.2.1 names no limit, the editor has this one)
MOST_CONTINUED = 24  # physical lines that one logical line may be continued by


def declared(text: str) -> dict[str, str]:
    """The arguments of each function as its wrapper declares them."""
    plain = text.replace("\r\n", "\n").replace(" _\n", "")
    return dict(re.findall(r"^Function (\w+)\((.*)\)$", plain, re.MULTILINE))


def handed_over(text: str) -> dict[str, str]:
    """What each wrapper hands to Python."""
    plain = re.sub(r" _\r?\n\s*", "", text)
    return dict(re.findall(r"(?m)^\s*(\w+) = .*?(Array\([\w, ]*\))", plain))


def test_the_wrappers_are_those_of_xlwings() -> None:
    ours, theirs = vba.functions_module(CATALOGUE), run("com", com_wrapper_text)
    # Ours are all optional: where VBA refuses a call Excel shows #VALUE!, and a missing argument is #N/A in every host.
    optional = {
        name: ", ".join(f"Optional {word.removeprefix('Optional ')}" for word in arguments.split(", "))
        for name, arguments in declared(theirs).items()
    }
    ours_declared = {name: arguments for name, arguments in declared(ours).items() if name in CATALOGUE}
    assert ours_declared == optional
    assert list(ours_declared) == list(CATALOGUE)
    assert handed_over(ours) == handed_over(theirs)
    assert len(handed_over(ours)) == len(CATALOGUE)


@pytest.mark.parametrize("text", [vba.functions_module(CATALOGUE), vba.help_module(CATALOGUE)], ids=["calls", "help"])
def test_the_lines_keep_to_the_limits_of_vba(text: str) -> None:
    assert "\n" not in text.replace("\r\n", "")
    lines = text.split("\r\n")
    assert max(map(len, lines)) <= LONGEST_LINE
    continued = 0
    for line in lines:
        continued = continued + 1 if line.endswith(" _") else 0
        assert continued <= MOST_CONTINUED
    assert text.encode("cp1252")


@pytest.mark.parametrize("text", [vba.functions_module(CATALOGUE), vba.help_module(CATALOGUE), vba.WORKBOOK_CODE])
def test_the_modules_compile(text: str) -> None:
    Interpreter().add_module(text, name="module")


def test_a_function_and_its_arguments_have_different_names() -> None:
    """In VBA the name of a function is a variable inside it, and letters have no case."""
    for name, arguments in declared(vba.functions_module(CATALOGUE)).items():
        names = [word.removeprefix("Optional ").lower() for word in arguments.split(", ")]
        assert len({*names, name.lower()}) == len(names) + 1
        assert not {"answer", "array"} & {*names}  # which the wrapper calls


@pytest.mark.parametrize(("number", "text"), VBA_ERRORS.items())
def test_an_error_of_python_is_a_real_error(number: int, text: str) -> None:
    def cell(*_: object) -> str:
        return text

    def block(*_: object) -> list[list[object]]:
        return [[1.0, text], [text, "Green"]]

    def row(*_: object) -> list[object]:
        return [text, "", 2.0]

    error = ("error", number)
    assert vba_host.call(cell, "PCT_CHANGE", [1.0, 2.0]) == error
    assert vba_host.call(block, "PCT_CHANGE", [1.0, 2.0]) == [[1.0, error], [error, "Green"]]
    assert vba_host.call(row, "PCT_CHANGE", [1.0, 2.0]) == [error, "", 2.0]


def test_left_out_arguments_reach_python_as_left_out() -> None:
    seen: list[object] = []

    def call_udf(module: str, name: str, given: list[object]) -> str:
        seen.extend([module, name, *given])
        return "done"

    assert vba_host.call(call_udf, "TARGET_PATH", [1.0, vba_host.EMPTY, 3.0]) == "done"
    assert seen == ["cspxl_udfs", "TARGET_PATH", 1.0, vba_host.EMPTY, 3.0, vba_host.MISSING]


class Book(VBAObject):
    """ThisWorkbook, of a name with an apostrophe."""

    vba_type_name = "Workbook"

    def vba_get(self, name: str, *_: object) -> object:
        return {"name": "Barnet's.xlsm", "saved": True}[name.lower()]

    def vba_set(self, name: str, value: object, *_: object, **__: object) -> None:
        assert (name.lower(), value) == ("saved", True)


class Wizard(VBAObject):
    """The Application that is told the help."""

    vba_type_name = "Application"

    def __init__(self) -> None:
        self.told: dict[str, tuple[str, str, list[str]]] = {}

    @method
    def MacroOptions(  # noqa: N802
        self, Macro: str, Description: str, Category: str, ArgumentDescriptions: VBAArray,  # noqa: N803
    ) -> None:
        place, name = Macro.split("!")
        assert place == "'Barnet''s.xlsm'"
        assert ArgumentDescriptions.bounds == [(1, len(ArgumentDescriptions.items))]
        self.told[name] = Description, Category, [str(text) for text in ArgumentDescriptions.items]


def test_the_wizard_is_told_what_xlwings_would_tell_it() -> None:
    wizard = Wizard()
    excel = vba_host.Excel({"application": lambda: wizard, "thisworkbook": Book})
    running = Interpreter(excel)
    running.add_module(vba.help_module(CATALOGUE), name="help")
    running.run("RegisterHelp")
    expected = run("com", com_wizard_help)
    assert wizard.told.keys() == expected.keys()
    for name, (description, category, arguments) in expected.items():
        told = wizard.told[name]
        assert told[:2] == (description, category)
        once = len(CATALOGUE[name].parameters)  # a repeated argument is told once
        assert told[2][:once] == arguments[:once]
        assert len(told[2]) == len(arguments)
