"""Workbooks that hold their functions as names: what the lints find in them, and IronCalc, which calculates LAMBDA.

In IronCalc every cell is held against our own calculation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isclose
from pathlib import Path

import ironcalc
import openpyxl
from openpyxl.utils import FORMULAE, get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from cspxl.engine import Plan
from cspxl.engine.model import Formula, WorkbookModel
from cspxl.lambdas.lint import lint_lambdas
from cspxl.lambdas.names import LambdaName
from cspxl.lint import lint
from cspxl.values import Cell, CellError
from cspxl.workbook.package import read_package

# What IronCalc calculates otherwise than Excel, none of it a function of ours: cells with such a formula are given our
# value, so that those that read them are held. Each with a formula over the cells 2, 3 and "x" (A1:A3) that shows it.
CANNOT: Mapping[str, tuple[str, Cell]] = {
    r"TEXTJOIN\(": ('TEXTJOIN(",",TRUE,IF(ISTEXT(A1:A3),A1:A3,""))', "x"),
    r"ISFORMULA\(": ("SUMPRODUCT(1-ISFORMULA(A1:A3))", 3),
    r"ISERROR\([^()]*:": ("SUMPRODUCT(ISERROR(1/A1:A3)*1)", 1),
    r"ISNUMBER\([^()]*:": ("SUMPRODUCT(ISNUMBER(A1:A3)*1)", 2),
    r"ROUND\([^(),]*\d:": ("SUMPRODUCT(ROUND(A1:A2*0.5,0))", 3),
    r"SUMPRODUCT\((\([^()]*\)\*)?\(?(COUNT|SUM)IFS\(": ("SUMPRODUCT((COUNTIFS(A1:A3,A1:A2)>0)*1)", 2),
    r"^(?!.*LCPF_ROLLOVER).*:INDEX\(": ("SUM(INDEX(A1:A3,1):INDEX(A1:A3,2))", 5),
}
# Cells from one to another as arguments of a function of ours are given in words that IronCalc knows.
FROM_TO = re.compile(r"INDEX\((?P<cells>[^(),]+),(?P<first>[^(),]+)\):INDEX\((?P=cells),(?P<last>[^(),]+)\)")
IN_ITS_WORDS = r"OFFSET(\g<cells>,\g<first>-1,0,\g<last>-(\g<first>)+1,1)"


def faults(path: Path) -> list[str]:
    """What the lints find: of the names beside the workbook's others and its tables, and of the file."""
    book = openpyxl.load_workbook(path)
    found = [LambdaName(name, item.attr_text, item.comment or "") for name, item in book.defined_names.items()]
    ours = [item for item in found if "LAMBDA(" in item.stored]
    assert len(ours) > 30
    others = [item.name for item in found if item not in ours] + [table for sheet in book for table in sheet.tables]
    return [*lint_lambdas(ours, others, FORMULAE), *lint(path)]


def formulas(model: WorkbookModel) -> dict[str, Formula]:
    """Every formula cell, by its address."""
    return {
        f"{sheet.name}!{get_column_letter(column)}{row}": content
        for sheet in model.sheets
        for (row, column), content in sheet.cells.items()
        if isinstance(content, Formula)
    }


class InIroncalc:
    """The workbook in IronCalc."""

    def __init__(self, path: Path) -> None:
        self.book = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
        found = self.book.get_worksheets_properties()
        self.sheets = [item["name"] if isinstance(item, dict) else item.name for item in found]
        there = {at: item.text.replace("_xlfn.", "") for at, item in formulas(read_package(path)).items()}
        for at, text in there.items():
            if "LCPF_ROLLOVER(" in text:
                self.book.set_user_input(*self._place(at), f"={FROM_TO.sub(IN_ITS_WORDS, text)}")
        cannot = re.compile("|".join(CANNOT))
        self.given = {at for at, text in there.items() if cannot.search(text)}
        self.held = set(there) - self.given

    def differences(self, plan: Plan, changes: Mapping[str, Cell]) -> Iterator[str]:
        """The cells that these inputs give otherwise than our calculation."""
        for at, cell in changes.items():
            plan.set(at, cell)
            put(self.book, *self._place(at), cell)
        wanted = plan.calculate().values()
        for at in self.given:
            put(self.book, *self._place(at), "" if wanted[at] is None else wanted[at])
        self.book.evaluate()
        for at in sorted(self.held):
            found = self.book.get_cell_value(*self._place(at))
            if not alike(wanted[at], found):
                yield f"{changes} {at}: {found!r}, not {wanted[at]!r}"

    def _place(self, at: str) -> tuple[int, int, int]:
        sheet, _, cell = at.rpartition("!")
        return (self.sheets.index(sheet), *coordinate_to_tuple(cell))


def put(book: ironcalc.Model, sheet: int, row: int, column: int, cell: Cell) -> None:
    """A value into a cell."""
    if isinstance(cell, bool):
        book.update_cell_with_bool(sheet, row, column, cell)
    elif isinstance(cell, int | float):
        book.update_cell_with_number(sheet, row, column, float(cell))
    elif isinstance(cell, CellError):
        book.set_user_input(sheet, row, column, cell.value)
    elif cell is not None:
        book.update_cell_with_text(sheet, row, column, cell)


def alike(wanted: Cell, found: object) -> bool:
    """A blank is as good as an empty text: IronCalc tells none from the other."""
    if isinstance(wanted, CellError):
        return found == wanted.value
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        return isinstance(found, int | float) and isclose(wanted, found, rel_tol=1e-12, abs_tol=1e-12)
    return (wanted or "") == (found or "")
