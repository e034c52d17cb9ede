"""What 5,000 cells of ROLLING12 cost in LibreOffice Calc, against as many plain sums over ranges of the same size.

    uv run python bench/calc.py

Told is the time of a hard recalculation, the quickest of several, since other work on the machine only slows one: the
ratio, and what a cell takes beyond one and a half plain sums.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import openpyxl

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from calc_office import missing, office

from cspxl.registry import load_catalogue
from cspxl.values import month_of, month_serial
from cspxl.workbook.calc import Spelling

CELLS, MONTHS, ROUNDS = 5000, 60, 10
FIRST = month_of("2012-05")
FORMULAS = {
    "sum": "SUM(B{row}:BI{row})",
    "ROLLING12": "ROLLING12(B{row}:BI{row},B$1:BI$1,BJ$1)",
}


def book(formula: str, path: Path) -> Path:
    spelling = Spelling(frozenset(load_catalogue()), frozenset())
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append([None, *(month_serial(FIRST + at) for at in range(MONTHS)), month_serial(FIRST + MONTHS - 1)])
    for row in range(2, CELLS + 2):
        counts = ((row * 7 + at * 13) % 200 for at in range(MONTHS))
        sheet.append([f"={spelling.respelled(formula.format(row=row))}", *counts])
    made.save(path)
    return path


def main() -> None:
    if why := missing():
        sys.exit(why)
    with tempfile.TemporaryDirectory() as name, office(Path(name) / "office") as calc:
        files = {kind: book(formula, Path(name) / f"{kind}.xlsx") for kind, formula in FORMULAS.items()}
        seconds: dict[str, list[float]] = {kind: [] for kind in files}
        for _ in range(ROUNDS):
            for kind, file in files.items():
                seconds[kind].append(calc.ask(open=file, silent=True)["seconds"])
    plain, ours = (min(seconds[kind]) for kind in FORMULAS)
    beyond = (ours - 1.5 * plain) / CELLS * 1000
    print(f"ROLLING12 / plain sum: {ours / plain:.1f}; beyond 1.5 sums: {beyond:.2f} ms a cell")


main()
