"""The fund's model in the engine: built once for each area, its cells read and set by name."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries
from packs import cells, known, places

from cspxl.engine import Plan, load
from cspxl.report import lcpf
from cspxl.report.configuration import read_configuration
from cspxl.report.describe import Workbook
from cspxl.report.lcpf.wording import sentences
from cspxl.values import Cell
from cspxl.workbook.package import read_package
from cspxl.workbook.writer import write

CONFIGURATION = Path(__file__).parent.parent / "workbooks" / "lcpf_model.toml"
OUTPUTS = ("Cover", "Summary", "Funding", "Services", "Scenarios", "Report text", "Checks")
# Where messages stand beside inputs.
MESSAGES = (
    *(f"settings_messages[{name}]" for name in (
        "area", "scenario", "year_shown", "allow_advance", "years_per_period", "rule_direct_share",
    )),
    *(f"inputs_messages[{name}]" for name in (
        "year_label", "status", "base_allocation", "uplift", "direct_share", "spend",
    )),
    *(f"{name}[message]" for name in ("allocation_change", "uplift_kept", "bids_won")),
    "axes_messages[table_share]", "axes_messages[table_change]", "projects[message]",
)  # fmt: skip
PARAGRAPHS = tuple(f"paragraphs[{name}]" for name in ("allocation", "joint", "projects", "basis"))


@cache
def described(area: str) -> Workbook:
    """The workbook of an area as data."""
    return lcpf.describe(read_configuration(CONFIGURATION), area)


@cache
def written(area: str) -> bytes:
    """The workbook of an area, without values."""
    return write(described(area))


class Model:
    """A workbook in the engine. Changes are taken back by ``restore``."""

    def __init__(self, workbook: Workbook) -> None:
        package = write(workbook)
        self.book = openpyxl.load_workbook(io.BytesIO(package))
        self.plan: Plan = known(load(read_package(package)).calculate(), workbook)
        self._before: dict[str, Cell] = {}

    def input(self, name: str, row: int = 1, column: int = 1) -> str:
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

    def place(self, reference: str, **keys: object) -> str:
        """The address of a named cell."""
        (found,) = places(self.plan, reference, **keys)
        return found

    def cells(self, reference: str, **keys: object) -> list[object]:
        """The values of named cells: ``cells("split[amount]", measure="allocation")``."""
        return cells(self.plan, reference, **keys)

    def cell(self, reference: str, **keys: object) -> object:
        """The value of one named cell."""
        (found,) = self.cells(reference, **keys)
        return found

    def at(self, reference: str, text: str) -> int:
        """The place of a text in a column."""
        return self.cells(reference).index(text)

    @property
    def light(self) -> object:
        return self.cell("light[light]")

    def results(self) -> dict[object, object]:
        """The result of every check."""
        return dict(zip(self.cells("checks[label]"), self.cells("checks[result]"), strict=True))

    def messages(self) -> dict[str, str]:
        """Every message beside an input, by address; remarks that start with Note left out."""
        found = {place: str(self.plan[place] or "") for name in MESSAGES for place in places(self.plan, name)}
        return {place: text for place, text in found.items() if text and not text.startswith("Note:")}

    def words(self) -> str:
        """The sentences of the summary and the paragraphs for the report."""
        names = (*(f"words[{about}]" for about in sentences()), *PARAGRAPHS)
        return "\n".join(str(self.cell(name)) for name in names)
