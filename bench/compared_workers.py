"""One engine, asked for one workbook after the other: a line of JSON with a path and cells, a line with their values.

``bench/compared.py`` starts it and ends it where it takes too long. It imports nothing of the project but in the
worker of the project's own engine. An error is its text; a cell without a value is not in the answer.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

_MEMORY = 4 << 30
_CLOCK = r"(?i)\b(?:NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY|CELL|INFO)\("
_ROAMS = r"(?i)\b(?:OFFSET|INDIRECT)\("
_FORMUALIZER = {
    "Div": "#DIV/0!", "Na": "#N/A", "Name": "#NAME?", "Num": "#NUM!", "Value": "#VALUE!", "Ref": "#REF!",
    "Null": "#NULL!", "Spill": "#SPILL!", "Calc": "#CALC!",
}  # fmt: skip
Cells = list[tuple[str, int, int]]
Answer = dict[str, Any]


def address(sheet: str, row: int, column: int) -> str:
    """``Sheet!B2``, whatever the sheet is called."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{sheet}!{letters}{row}"


def plan(path: Path, cells: Cells, modified: str | None) -> Answer:
    """cspxl: values, why there is none, and which cells the clock or chance has a part in."""
    engine = importlib.import_module("cspxl.engine")
    full = importlib.import_module("cspxl.engine.addresses").full_address
    errors = importlib.import_module("cspxl.values").CellError
    found = engine.load(importlib.import_module("cspxl.workbook.package").read_package(path))
    found.calculate(datetime.fromisoformat(modified) if modified else None)
    values, kept = found.values(), found.kept
    wanted = {full(*cell): address(*cell) for cell in cells}
    return {
        "values": {
            wanted[at]: str(value) if isinstance(value, errors) else value
            for at, value in values.items()
            if at in wanted and at not in kept
        },
        "findings": {wanted.get(finding.cell, finding.cell): finding.why for finding in found.findings},
        "left out": sorted(wanted[at] for at in _moving(found) if at in wanted),
    }


def _moving(found: Any) -> set[str]:
    """The cells that follow the clock or chance, through any number of formulas and names."""
    pattern, roams = (importlib.import_module("re").compile(text) for text in (_CLOCK, _ROAMS))
    book = found._book  # noqa: SLF001 -- the texts of formulas are nobody's business but a bench's
    names = {name for (_, name), defined in book.binder.names.items() if pattern.search(defined.text)}
    first = [
        cell.address for cell in book.formulas
        if pattern.search(cell.text) or any(name in cell.text.lower() for name in names)
    ]  # fmt: skip
    if first:  # what these read, their text does not tell
        first += [cell.address for cell in book.formulas if roams.search(cell.text)]
    filled = {cell.address: cell for cell in book.formulas}
    full = importlib.import_module("cspxl.engine.addresses").full_address
    places = [full(cell.sheet.name, *place) for at in first for cell in (filled[at],) for place in cell.cells()]
    dependents = found.dependents(places) if first else ()
    moving = [filled[at] for at in {*first, *dependents}]
    return {full(cell.sheet.name, *place) for cell in moving for place in cell.cells()}


def formualizer(path: Path, cells: Cells, _: str | None) -> Answer:
    book = importlib.import_module("formualizer").load_workbook(str(path))
    book.evaluate_all()
    return {"values": {address(*cell): _plain(book.get_value(*cell)) for cell in cells}}


def ironcalc(path: Path, cells: Cells, _: str | None) -> Answer:
    model = importlib.import_module("ironcalc").load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    numbers = {properties["name"] if isinstance(properties, dict) else properties.name: at
               for at, properties in enumerate(model.get_worksheets_properties())}  # fmt: skip
    return {"values": {address(*cell): _plain(model.get_cell_value(numbers[cell[0]], *cell[1:])) for cell in cells}}


def formulas(path: Path, cells: Cells, _: str | None) -> Answer:
    library = importlib.import_module("formulas")
    solution = library.ExcelModel().loads(str(path)).finish().calculate()
    values = {}
    for cell in cells:
        sheet, _, place = address(*cell).rpartition("!")
        for file in (path.name, path.name.upper()):
            found = solution.get(f"'[{file}]{sheet.upper()}'!{place}")
            if found is not None:
                values[address(*cell)] = _plain(found.value[0, 0])
    return {"values": values}


def _plain(value: Any) -> Any:
    """A value as JSON has it; an error as its text; a date as its serial number."""
    if isinstance(value, bool | str | int | float) or value is None:
        return value
    if isinstance(value, dict):
        return _FORMUALIZER.get(str(value.get("kind")), "#N/IMPL!")
    if hasattr(value, "toordinal"):
        time = value - datetime(1899, 12, 30) if isinstance(value, datetime) else None  # noqa: DTZ001 -- a cell's
        return time.total_seconds() / 86400 if time else value.toordinal() - 693594
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)


ENGINES: dict[str, Callable[[Path, Cells, str | None], Answer]] = {
    "plan": plan, "formualizer": formualizer, "ironcalc": ironcalc, "formulas": formulas,
}  # fmt: skip


def main() -> None:
    """Answer until there are no more questions; what a library prints goes to stderr."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    engine = ENGINES[sys.argv[1]]
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = engine(Path(asked["path"]), [tuple(cell) for cell in asked["cells"]], asked.get("modified"))
        except Exception as fault:  # noqa: BLE001 -- whatever an engine raises, it did not load the workbook
            answer = {"failed": f"{type(fault).__name__}: {fault}"[:300]}
        out.write(json.dumps(answer, default=str) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
