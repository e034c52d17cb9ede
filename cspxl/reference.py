"""The reference, written from what there is: help, ``udfs/FUNCTIONS.md`` and ``docs/engine-functions.md``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from cspxl.engine import evaluate, supported_functions
from cspxl.registry import Function
from cspxl.values import Cell, fifteen

_OPENING = """# Functions

What an analyst can type into a cell; the same functions in Excel, in the headless engine (`cspxl calc`, `cspxl eval`)
and in Python (lower-case names: `cspxl.rolling12`). Square brackets mark what may be left out.

Written by `cspxl functions --markdown`; the tests hold that it is up to date and run every example. The conventions
that hold for all of them, and where hosts differ, are in [docs/differences.md](../docs/differences.md).
"""

_EXCEL_OPENING = """# What the engine calculates

`cspxl calc` and `cspxl eval` calculate the functions of [FUNCTIONS.md](../udfs/FUNCTIONS.md) and these {count} of
Excel's own. Every other name is the finding *unsupported function*, with its cell, and so is what depends on it: names
that need the network, a cube or another program (WEBSERVICE, CUBEVALUE, RTD, STOCKHISTORY, TRANSLATE …), and
FILTERXML, PHONETIC, EUROCONVERT and the FORECAST.ETS family, whose answers could not be held by outside cases.
GETPIVOTDATA reads the pivot table's own cells as they are in the file.

Findings, too: circular references (with the loop), a spill that something is in the way of or that runs past the edge
of the sheet, a formula that cannot be parsed. Data tables are calculated; one that rests on another, or whose row or
column follows its own input, is a finding. Where the workbook lets circles be calculated step by step, they are, as
Excel does it; one that does not come to rest is a finding ([calc.md](calc.md)).

Formulas that refer to other workbooks are calculated with the copy of their cells that the file itself holds, and a
finding names the workbook, because the copy may be old; what the file holds no copy of has no value. A function of an
add-in, `[1]!RAG(`, is ours where the file it links to is called csp, as csp.xlam is, `_xludf.RAG(` where we have one of
that name. `Jan:Mar!A1` is read by the functions that add up or list. What a web spreadsheet's export could not say,
`IFERROR(__xludf.DUMMYFUNCTION(…),value)`, has the value that it was exported with.

Whole columns count with their empty cells, `SUMPRODUCT(--(A:A=""))` as COUNTBLANK(A:A), at the price of the cells that
are used. OFFSET and INDIRECT over arrays give arrays of references: functions that take a reference take them one after
another, and in the place of values each is #VALUE!, as in Excel.

Regular expressions are read in the dialect of PCRE2, as Excel reads them. Findings are conditions, calls of groups,
verbs and names of scripts, and letters beyond A to Z where `\\w`, `\\d`, `\\s` or `\\b` had to say what they are.

Written by `cspxl functions --excel`; the tests hold that it is up to date.

"""
_WIDTH = 116


def excel_markdown() -> str:
    """Excel's own functions that the engine calculates."""
    names = supported_functions()
    lines = wrap(", ".join(names), _WIDTH)
    return _EXCEL_OPENING.format(count=len(names)) + "\n".join(lines) + "\n"


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


def as_data(function: Function) -> dict[str, object]:
    """One function of the catalogue as JSON has it."""
    return {
        "name": function.name,
        "syntax": function.syntax,
        "category": function.category,
        "help": function.help,
        "example": function.example,
        "source": function.source,
        "arguments": [
            {
                "name": parameter.name,
                "help": parameter.help,
                "kind": parameter.kind.noun,
                "required": parameter.required,
                "default": parameter.default,
            }
            for parameter in function.parameters
        ],
    }


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
