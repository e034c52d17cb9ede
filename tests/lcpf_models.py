"""The fund's model in the engine: built once for each case, its cells read and set by name; rows moved."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
from openpyxl.formula import Tokenizer
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula
from packs import cells, known, places

from cspxl.engine import Plan, load
from cspxl.report import lcpf
from cspxl.report.configuration import read_configuration
from cspxl.report.describe import Workbook
from cspxl.values import Cell
from cspxl.workbook.package import read_package
from cspxl.workbook.writer import write

WORKBOOKS = Path(__file__).parent.parent / "workbooks"
BARKING = "Barking and Dagenham"
OUTPUTS = ("Cover", "Summary", "Funding", "In-year page", "Claim form", "Scenarios", "Paragraph", "Checks")
Row = Mapping[str, Any]


@cache
def described(area: str = BARKING, name: str = "lcpf_model.toml") -> Workbook:
    """The workbook of an area as data."""
    return lcpf.describe(read_configuration(WORKBOOKS / name), area)


def of_rows(
    area: str,
    years: Sequence[str],
    settings: Row,
    tables: Mapping[str, Sequence[Row]],
    scenarios: Sequence[Row] = (),
    spare: int = 3,
) -> Workbook:
    """A model of rows: written as a configuration, and read again."""
    lines = [
        'report = "lcpf-model"',
        "prepared = 2018-10-15",
        f"years = {json.dumps(list(years))}",
        'priorities = ["One", "Two"]',
        f"spare_rows = {spare}",
        *_keys(settings),
    ]
    for row in scenarios:
        lines += ["[[scenarios]]", *_keys(row)]
    lines += ["[[area]]", f"name = {json.dumps(area)}"]
    for table, rows in tables.items():
        for row in rows:
            lines += [f"[[area.{table}]]", *_keys(row)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "own.toml"
        path.write_text("\n".join(lines), encoding="utf-8")
        return lcpf.describe(read_configuration(path), area)


def _keys(row: Row) -> list[str]:
    return [
        f"{key} = {json.dumps(value) if isinstance(value, str) else value}"
        for key, value in row.items()
        if value is not None
    ]


class Model:
    """A workbook in the engine. Changes are taken back by ``restore``."""

    def __init__(self, workbook: Workbook, change: Callable[[openpyxl.Workbook], None] | None = None) -> None:
        package = write(workbook)
        if change:
            book = openpyxl.load_workbook(io.BytesIO(package))
            change(book)
            saved = io.BytesIO()
            book.save(saved)
            package = saved.getvalue()
        self.plan: Plan = known(load(read_package(package)).calculate(), workbook)
        self._before: dict[str, Cell] = {}

    def set(self, values: Mapping[str, Cell]) -> None:
        """Change cells, by address, and calculate."""
        for address, value in values.items():
            self._before.setdefault(address, self.plan[address])
            self.plan.set(address, value)
        self.plan.calculate()

    def put(self, reference: str, row: int, value: Cell) -> None:
        """Change the cell of a row (0 is the first) of a column."""
        self.set({self.places(reference)[row]: value})

    def restore(self) -> None:
        """Everything as it was built."""
        for address, value in self._before.items():
            self.plan.set(address, value)
        self._before.clear()
        self.plan.calculate()

    def places(self, reference: str, **keys: object) -> list[str]:
        """The addresses of named cells."""
        return places(self.plan, reference, **keys)

    def cells(self, reference: str, **keys: object) -> list[object]:
        """The values of named cells: ``cells("split[amount]", line="allocation")``."""
        return cells(self.plan, reference, **keys)

    def cell(self, reference: str, **keys: object) -> object:
        """The value of one named cell."""
        (found,) = self.cells(reference, **keys)
        return found

    def split(self, name: str) -> list[object]:
        """A line of the Summary's table, by year."""
        return self.cells("split[amount]", line=name)

    @property
    def light(self) -> object:
        return self.cell("light[light]")

    @property
    def words(self) -> str:
        return str(self.cell("light[words]"))

    def results(self) -> list[tuple[object, object]]:
        """Every check with its result."""
        return list(zip(self.cells("checks[label]"), self.cells("checks[result]"), strict=True))

    def flags(self) -> list[str]:
        """Every flag that is set."""
        return [str(text) for text in self.cells("flags[text]") if text]


def shifted(sheet: str, at: int, by: int) -> Callable[[openpyxl.Workbook], None]:
    """A row inserted (``by`` 1) above row ``at`` of a sheet, or deleted (−1): as Excel moves every reference."""

    def change(book: openpyxl.Workbook) -> None:
        out = book[sheet]
        (out.insert_rows if by > 0 else out.delete_rows)(at)
        for each in book:
            for row in each.iter_rows():
                for cell in row:
                    if isinstance(cell.value, ArrayFormula):
                        cell.value = ArrayFormula(cell.coordinate, _moved(cell.value.text, each.title, sheet, at, by))
                    elif cell.data_type == "f":
                        cell.value = _moved(str(cell.value), each.title, sheet, at, by)
        for name in book.defined_names.values():
            name.attr_text = _moved(f"={name.attr_text}", "", sheet, at, by)[1:]

    return change


def _moved(formula: str, home: str, sheet: str, at: int, by: int) -> str:
    tokens = Tokenizer(formula)
    for token in tokens.items:
        if token.type == "OPERAND" and token.subtype == "RANGE":
            own, _, ref = token.value.rpartition("!")
            if (own.strip("'") or home) == sheet and re.fullmatch(r"\$?[A-Z]+\$?\d+(:\$?[A-Z]+\$?\d+)?", ref):
                token.value = f"{own}!" * bool(own) + _ref(ref, at, by)
    return "=" + "".join(token.value for token in tokens.items)


def _ref(ref: str, at: int, by: int) -> str:
    """A row number below the change moves; the end of a range that is deleted moves up."""
    ends = ref.split(":")
    last = len(ends) - 1

    def moved(match: re.Match[str], end: int) -> str:
        row = int(match[1])
        beyond = row >= at if by > 0 else (row > at or (end == last > 0 and row == at))
        return str(row + by * beyond)

    return ":".join(re.sub(r"(\d+)$", lambda match, end=end: moved(match, end), text) for end, text in enumerate(ends))


def row_of(place: str) -> tuple[str, int]:
    """Sheet and row of an address."""
    sheet, _, ref = place.rpartition("!")
    _, top, _, _ = range_boundaries(ref)
    assert top
    return sheet, top
