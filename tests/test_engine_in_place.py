"""Formulas that gave wrong values once, and their neighbours, each in its place among the cells that it reads.

``cells`` says what stands where (JSON; ``Sheet!A1`` on another sheet), ``at`` where the formula stands, ``spills``
whether it is a dynamic array; ``right`` is the value (JSON) and ``source`` who says so.
"""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest

from cspxl.engine import Plan, load
from cspxl.engine.addresses import split_address
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.engine.table import load_functions
from cspxl.values import Cell, CellError

TABLE = Path(__file__).parent / "data" / "engine" / "in_place.csv"
ROWS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))


def read(content: object) -> Cell:
    """A value of the table as a cell holds it."""
    if isinstance(content, str) and content in {error.value for error in CellError}:
        return CellError(content)
    assert content is None or isinstance(content, float | int | str | bool)
    return content


def calculated(row: dict[str, str]) -> Plan:
    sheets: dict[str, dict[tuple[int, int], Cell | Formula]] = {"S": {}}
    contents: dict[str, Cell | Formula] = {at: read(cell) for at, cell in json.loads(row["cells"] or "{}").items()}
    contents[row["at"]] = Formula(row["formula"].removeprefix("="), "dynamic" if row["spills"] else "normal")
    for address, content in contents.items():
        place = split_address(address)
        assert place
        sheets.setdefault(place[0] or "S", {})[place[1:]] = content
    return load(WorkbookModel(tuple(SheetModel(name, cells) for name, cells in sheets.items()))).calculate()


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['formula']} in {row['at']}" for row in ROWS])
def test_gives_what_the_source_says(row: dict[str, str]) -> None:
    plan, right = calculated(row), read(json.loads(row["right"]))
    value = plan[row["at"] if "!" in row["at"] else f"S!{row['at']}"]
    assert bool(plan.findings) is (right is CellError.SPILL)
    assert isinstance(value, bool) is isinstance(right, bool)
    if isinstance(right, float | int):
        assert isinstance(value, float | int)
        assert math.isclose(value, right, rel_tol=1e-12, abs_tol=1e-15)
    else:
        assert value == right
    assert row["source"]


CLASSES = list(csv.DictReader((TABLE.parent / "parameter_classes.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize("row", CLASSES, ids=[row["function"] for row in CLASSES])
def test_arguments_are_arrays_by_nature_where_the_file_format_says_so(row: dict[str, str]) -> None:
    """An expression there is calculated as an array in an ordinary formula; elsewhere only in an array formula."""
    function = load_functions()[row["function"]]
    arrays = [function.parameter(int(at) - 1).letter == "a" for at in row["arguments"].split()]
    assert set(arrays) == {bool(row["array"])}
