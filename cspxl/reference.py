"""The reference of the functions, written from the catalogue: ``udfs/FUNCTIONS.md`` and the help of one function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cspxl.engine import evaluate
from cspxl.registry import Function
from cspxl.values import Cell, fifteen

_OPENING = """# Functions

What an analyst can type into a cell; the same functions in Excel, in the headless engine (`cspxl calc`, `cspxl eval`)
and in Python (lower-case names: `cspxl.rolling12`). Square brackets mark what may be left out.

Written by `cspxl functions --markdown`; the tests hold that it is up to date and run every example. The conventions
that hold for all of them, and where hosts differ, are in [docs/differences.md](../docs/differences.md).
"""


def example_value(function: Function) -> str:
    """What the example of a function gives, as a person reads it."""
    value = evaluate(function.example)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(", ".join(_shown(cell) for cell in row) for row in value)
    return _shown(value)


def _shown(cell: Cell) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return f"{fifteen(cell):.6g}"
    return "(blank)" if cell in (None, "") else str(cell)


def help_text(function: Function) -> str:
    """The help of one function: what it does, its arguments, an example with its value, where the method is from."""
    width = max(len(parameter.name) for parameter in function.parameters)
    arguments = "\n".join(f"  {parameter.name.ljust(width)}  {parameter.help}" for parameter in function.parameters)
    return (
        f"{function.syntax}\n\n{function.help}\n\n{arguments}\n\n"
        f"Example: {function.example}\n      →  {example_value(function)}\n\n"
        f"Method: {function.source}\nIn Python: cspxl.{function.python_name}"
    )


def markdown(catalogue: Mapping[str, Function]) -> str:
    """The whole reference, family by family."""
    families = dict.fromkeys(function.category for function in catalogue.values())
    parts = [_OPENING]
    for family in sorted(families):
        parts.append(f"\n## {family.removeprefix('CSP ').capitalize() if family != 'CSP LCPF' else 'LCPF'}\n")
        parts.extend(_entry(function) for function in catalogue.values() if function.category == family)
    return "".join(parts)


def _entry(function: Function) -> str:
    return "".join(_lines(function))


def _lines(function: Function) -> Iterator[str]:
    yield f"\n### {function.name}\n\n`{function.syntax}`\n\n{function.help}\n\n| argument | |\n|---|---|\n"
    for parameter in function.parameters:
        yield f"| `{parameter.name}` | {parameter.help.replace('|', chr(92) + '|')} |\n"
    yield f"\n    {function.example}  →  {example_value(function)}\n\nMethod: {function.source}.\n"
