"""The fund's model in the engine: built once for each area, its cells read and set by name and by label."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

from cspxl.engine import Plan, load
from cspxl.report import lcpf
from cspxl.report.configuration import read_configuration
from cspxl.values import Cell
from cspxl.workbook.package import read_package
from cspxl.workbook.writer import write

CONFIGURATION = Path(__file__).parent.parent / "workbooks" / "lcpf_model.toml"
OUTPUTS = ("Cover", "Summary", "Funding", "Services", "Scenarios", "Report text", "Checks")
YEARS = "BCDE"


@cache
def written(area: str) -> bytes:
    """The workbook of an area, without values."""
    return write(lcpf.describe(read_configuration(CONFIGURATION), area))


class Model:
    """A workbook in the engine. Changes are taken back by ``restore``."""

    def __init__(self, package: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(package))
        self.plan: Plan = load(read_package(package)).calculate()
        self._before: dict[str, Cell] = {}

    def cell(self, name: str, row: int = 1, column: int = 1) -> str:
        """The address of a named input: a cell of its range, counted from 1."""
        sheet, _, ref = self.book.defined_names[name].attr_text.partition("!")
        left, top, _, _ = range_boundaries(ref)
        assert left
        assert top
        return f"{sheet.strip(chr(39))}!{get_column_letter(left + column - 1)}{top + row - 1}"

    def set(self, values: dict[str, Cell]) -> None:
        """Change cells, by address, and calculate."""
        for address, value in values.items():
            self._before.setdefault(address, self.plan[address])
            self.plan.set(address, value)
        self.plan.calculate()

    def restore(self) -> None:
        """Everything as it was built."""
        for address, value in self._before.items():
            self.plan.set(address, value)
        self._before.clear()
        self.plan.calculate()

    def row(self, sheet: str, label: str, *, after: str | None = None, second: str | None = None) -> int:
        """The row with a label in column A, below the row of another; ``second`` is the label in column B."""
        waiting = after is not None
        for row in range(1, self.book[sheet].max_row + 1):
            first = self.plan[f"{sheet}!A{row}"]
            if waiting:
                waiting = first != after
            elif first == label and second in {None, self.plan[f"{sheet}!B{row}"]}:
                return row
        raise AssertionError(f"{sheet}: no row {label!r} after {after!r}")

    def line(self, sheet: str, label: str, *, after: str | None = None, columns: str = YEARS) -> list[Cell]:
        """The figures beside a label."""
        row = self.row(sheet, label, after=after)
        return [self.plan[f"{sheet}!{column}{row}"] for column in columns]

    @property
    def light(self) -> Cell:
        return self.plan["Checks!B4"]

    def results(self) -> dict[str, Cell]:
        """The result of every check."""
        first = self.row("Checks", "Check: must be zero") + 1
        last = self.row("Checks", "Flag: wants a look")
        lines = range(first, last)
        return {str(self.plan[f"Checks!A{row}"]): self.plan[f"Checks!F{row}"]
                for row in lines if self.plan[f"Checks!A{row}"]}  # fmt: skip

    def messages(self) -> dict[str, str]:
        """Every message beside an input, by address; remarks that start with Note left out."""
        places = [f"Inputs!G{row}" for row in range(7, self.book["Inputs"].max_row + 1)]
        places += [f"Project inputs!N{row}" for row in range(6, self.book["Project inputs"].max_row + 1)]
        found = {place: str(self.plan[place] or "") for place in places}
        return {
            place: text for place, text in found.items() if text and text != "Message" and not text.startswith("Note:")
        }

    def words(self) -> str:
        """The sentences of the summary and the paragraphs for the report."""
        top = self.row("Summary", "In words") + 1
        cells = [f"Summary!A{row}" for row in range(top, top + 9)] + [f"Report text!B{row}" for row in range(5, 9)]
        return "\n".join(str(self.plan[cell]) for cell in cells)
