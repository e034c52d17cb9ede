"""Rules of the workbook as a whole: hidden sheets, links to other files, circles, what Excel repairs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from openpyxl.utils import FORMULAE

from cspxl.check.book import Book, Grid
from cspxl.check.rules import Found, rule
from cspxl.engine.addresses import full_address, split_address
from cspxl.engine.findings import CIRCLE
from cspxl.lambdas.lint import lint_names_of_others
from cspxl.lambdas.names import LambdaName
from cspxl.lint import faults
from cspxl.opc import Package

_LINKED: Final = re.compile(r"\[(\d+)\]")

@rule(
    "hidden-sheet", "note",
    finds="Formulas on visible sheets read a sheet that is hidden.",
    why="Readers cannot follow the figure, and a hidden sheet is forgotten when inputs change.",
    todo="Show the sheet, or say on a visible one what it holds.",
)
def hidden_sheets(book: Book) -> Iterator[Found]:
    """Each hidden sheet that is read, at the first formula that reads it."""
    hidden = {name: sheet for name, sheet in book.sheets.items() if sheet.seen != "visible"}
    met: set[str] = set()
    for sheet in book.sheets.values() if hidden else ():
        for at in sheet.formulas if sheet.seen == "visible" else ():
            for name, _ in book.reads.get(full_address(sheet.name, *at), ()):
                if name.lower() in hidden and name.lower() not in met:
                    met.add(name.lower())
                    how = "very hidden" if hidden[name.lower()].seen == "veryHidden" else "hidden"
                    yield Found(sheet, *at, f"reads the {how} sheet {name!r}", name)


@rule(
    "external-link", "warning",
    finds="A formula reads another workbook.",
    why="The figure is as old as the last time that both files were open together, and breaks when one moves.",
    todo="Bring the figures into this workbook, with their source and date.",
)
def external_links(book: Book) -> Iterator[Found]:
    """Each linked workbook, at the first formula that reads it."""
    met: set[int] = set()
    for sheet in book.sheets.values():
        for at, formula in sheet.formulas.items():
            for number in map(int, _LINKED.findall(formula.text) if "[" in formula.text else ()):
                if 0 < number <= len(book.model.links) and number not in met:
                    met.add(number)
                    file = book.model.links[number - 1].file
                    yield Found(sheet, *at, f"reads {file}", file)


@rule(
    "circular", "error",
    finds="A formula rests on its own value.",
    why="Excel shows 0 or the last figure it had, and what reads it is wrong.",
    todo="Take the cell out of what it reads.",
)
def circles(book: Book) -> Iterator[Found]:
    """Each circle once; none where the workbook is set to calculate circles step by step."""
    met: set[str] = set()
    for finding in book.plan.findings if book.plan is not None and not book.model.iterate else ():
        if finding.kind != CIRCLE or finding.cell in met:
            continue
        sheet, row, column = _split(book, finding.cell)
        met.update(name if "!" in name else f"{sheet.name}!{name}" for name in finding.detail.split("→"))
        yield Found(sheet, row, column, f"rests on itself: {finding.detail}")


def _split(book: Book, address: str) -> tuple[Grid, int, int]:
    found = split_address(address)
    assert found, address
    return book.sheets[(found[0] or "").lower()], found[1], found[2]


@rule(
    "excel-repairs", "error",
    finds="Excel repairs the file when it opens it, or refuses it.",
    why="What Excel takes away in the repair is lost, and whoever opens the file doubts the rest.",
    todo="Write the file again with the program that made it, and tell its maker.",
)
def repairs(book: Book) -> Iterator[Found]:
    """The faults that the lint of our own workbooks knows."""
    first = next(iter(book.sheets.values()))
    for told in faults(book.loaded, book.path) if book.loaded is not None else ():
        yield Found(first, 0, 0, told, told)


@rule(
    "lambda-name", "error",
    finds="A name that holds LAMBDA is not spelled as Excel stores it, or is called with too few or many arguments.",
    why="Excel repairs the file and drops the name, or cells that call it show #NAME? or #VALUE! there alone.",
    todo="Write the file again with the program that made it, or enter the formula anew in Excel's Name Manager.",
)
def lambda_names(book: Book) -> Iterator[Found]:
    """Prefixes, parameters, calls of the workbook's own names; functions that nobody knows, but for macros' own."""
    package = Package(book.path)
    defined = package.xml(package.workbook_part()).iterfind("{*}definedNames/{*}definedName")
    names = [LambdaName(item.get("name", ""), item.text or "", item.get("comment", "")) for item in defined]
    macros = any(part.endswith("vbaProject.bin") for part in package.parts)
    first = next(iter(book.sheets.values()))
    for name, fault in lint_names_of_others(names, FORMULAE, macros=macros):
        yield Found(first, 0, 0, f"{name.name}: {fault}", f"{name.name}: {fault}")
