"""The reference of the functions: up to date, and every example is a case of its function's table."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from case_tables import agrees, read_cases
from commands import ROOT, cspxl

from cspxl.reference import example_value, markdown
from cspxl.registry import Argument, Function, Result, as_grid, load_catalogue
from cspxl.values import Grid

CATALOGUE = load_catalogue()

CASES = read_cases()


def called(function: Function, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Grid | None], Grid]:
    """The arguments with which the example calls its function, and what it gives."""
    calls = []
    plain = Function.calculate

    def listening(self: Function, *arguments: Argument) -> Result:
        result = plain(self, *arguments)
        calls.append((self.name, arguments, result))
        return result

    monkeypatch.setattr(Function, "calculate", listening)
    assert not example_value(function).startswith("#")
    name, arguments, result = calls[-1]  # where it spills, the engine calls it again
    assert name == function.name
    return [None if argument is None else as_grid(argument) for argument in arguments], as_grid(result)


@pytest.mark.parametrize("function", CATALOGUE.values(), ids=lambda function: function.name)
def test_every_example_is_a_case_of_its_table(function: Function, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table says what is right, and how we know."""
    arguments, result = called(function, monkeypatch)
    for case in CASES:
        left_out = [None] * (len(case.arguments) - len(arguments))
        if case.function == function.name and same([*arguments, *left_out], case.arguments):
            assert agrees(case.expected, result), case
            return
    pytest.fail(f"tests/cases/{function.name}.csv has no row with the arguments of {function.example}")


def same(given: Sequence[Grid | None], wanted: Sequence[Grid | None]) -> bool:
    """Whether the arguments are those of a case."""
    return len(given) == len(wanted) and all(
        one is other if one is None or other is None else agrees(other, one)
        for one, other in zip(given, wanted, strict=True)
    )


def test_the_page_is_up_to_date() -> None:
    page = (ROOT / "udfs" / "FUNCTIONS.md").read_text("utf-8")
    assert page == markdown(CATALOGUE), "out of date; run: uv run cspxl functions --markdown > udfs/FUNCTIONS.md"


def test_the_page_of_excels_own_functions_is_up_to_date() -> None:
    page = (ROOT / "docs" / "engine-functions.md").read_text("utf-8")
    written = cspxl("functions", "--excel").out
    assert page == written, "out of date; run: uv run cspxl functions --excel > docs/engine-functions.md"
    assert {"SUMIFS", "XLOOKUP", "TEXT", "LET", "AGGREGATE"} <= set(page.replace("\n", " ").replace(",", "").split())


def test_help_shows_the_example_and_its_value() -> None:
    told = cspxl("functions", "lcpf_allocate").out
    assert "Example: =LCPF_ALLOCATE(644000)" in told
    assert "450800; 193200" in told


@pytest.mark.parametrize("function", CATALOGUE.values(), ids=lambda function: function.name)
def test_help_fits_excels_wizard(function: Function) -> None:
    """255 characters for a description, and 255 for all argument names together."""
    assert 0 < len(function.help) <= 255
    assert all(0 < len(parameter.help) <= 255 for parameter in function.parameters)
    assert sum(len(parameter.name) + 1 for parameter in function.parameters) <= 255
    assert function.source
