"""What the engine costs: dashboards of 300, 3,000 and 30,000 formulas, in turn with other engines.

    uv run python bench/engine.py
    uv run python bench/engine.py --python PATH --libreoffice-python PATH --json

Each run is a process of its own, so that memory is its own too; engines take turns, and medians are compared. A
dashboard is a sheet of 20 rows by 15 formulas over 660 series of 60 months, which follows the area in its cell B1;
a recalculation changes the area of every sheet. ``--python`` is an interpreter that has pycel, IronCalc and formulas;
``--libreoffice-python`` one that has LibreOffice's bridge (uno). An engine that is not there is reported as such.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any

import openpyxl

SIZES = (300, 3_000, 30_000)
BOROUGHS = [f"Borough {at:02d}" for at in range(1, 34)]
INDICATORS = [f"Indicator {at:02d}" for at in range(1, 21)]
MONTHS = 60
COLUMNS = "BCDEFHIJKLMNOPQ"
PER_SHEET = len(INDICATORS) * len(COLUMNS)
LAST_TURN = 7
# An engine is left out of a size that would keep it busy for minutes.
LARGEST = {"libreoffice": 30_000, "pycel": 3_000, "formulas-index": 3_000, "formulas": 300}
SLOW = frozenset(LARGEST) - {"libreoffice"}
ENGINES = ("plan", "formualizer", "ironcalc", "openpyxl", "libreoffice", "pycel", "formulas-index", "formulas")
TARGETS = (
    ("recalculation against formualizer", 3_000, "formualizer", 0.5),
    ("recalculation against pycel", 3_000, "pycel", 1 / 100),
    ("recalculation against formulas with a fast INDEX", 3_000, "formulas-index", 1 / 400),
)


def formulas(row: int, top: int, bottom: int) -> dict[str, str]:
    """One indicator's row: its place in the data, months, years, ranks, colours and words."""
    last, year, before = "Data!$BK$2:$BK$661", "Data!$AZ$2:$BK$661", "Data!$AN$2:$AY$661"
    return {
        "B": f'=MATCH($B$1&"|"&A{row},Data!$A$2:$A$661,0)',
        "C": f"=INDEX({last},B{row})",
        "D": f"=SUM(INDEX({year},B{row},0))",
        "E": f"=SUM(INDEX({before},B{row},0))",
        "F": f"=IF(E{row}=0,0,D{row}/E{row}-1)",
        "H": f"=SUMIFS({last},Data!$C$2:$C$661,A{row})",
        "I": f"=AVERAGEIFS({last},Data!$C$2:$C$661,A{row})",
        "J": f"=RANK(C{row},Data!$BK${top}:$BK${bottom})",
        "K": f"=SUMPRODUCT((Data!$C$2:$C$661=A{row})*({last}>C{row}))",
        "L": f'=IF(D{row}<=E{row},"G",IF(D{row}<=E{row}*1.05,"A","R"))',
        "M": f"=100000*C{row}/SUM(Data!$BK${top}:$BK${bottom})",
        "N": f'=TEXT(F{row},"0.0%")',
        "O": f'=IF(L{row}="R","Action: "&A{row}&" up "&N{row},IF(L{row}="A","Watch","OK"))',
        "P": f"=ROUND(AVERAGE(C{row},I{row}),1)",
        "Q": f"=MAX(INDEX(Data!$D$2:$BK$661,B{row},0))",
    }


def build(path: Path, size: int) -> None:
    """Write the workbook."""
    dice = random.Random(11)
    book = openpyxl.Workbook()
    data = book.create_sheet("Data", 0)
    book.remove(book.worksheets[1])
    data.append(["Key", "Borough", "Indicator", *(f"M{at:02d}" for at in range(MONTHS))])
    for indicator in INDICATORS:
        for borough in BOROUGHS:
            level = dice.uniform(20, 400)
            counts = [max(0, round(dice.gauss(level, math.sqrt(level)))) for _ in range(MONTHS)]
            data.append([f"{borough}|{indicator}", borough, indicator, *counts])
    for at in range(size // PER_SHEET):
        sheet = book.create_sheet(f"Dash{at + 1}")
        sheet["A1"], sheet["B1"] = "Borough", BOROUGHS[at % len(BOROUGHS)]
        for step, indicator in enumerate(INDICATORS):
            row, top = 5 + step, 2 + step * len(BOROUGHS)
            sheet[f"A{row}"] = indicator
            for column, formula in formulas(row, top, top + len(BOROUGHS) - 1).items():
                sheet[f"{column}{row}"] = formula
    book.save(path)


def job(folder: Path, size: int, engine: str) -> Path:
    """The description of a run, which the worker reads; slow engines change the areas less often."""
    book = folder / f"dashboards-{size}.xlsx"
    names = [f"Dash{at + 1}" for at in range(size // PER_SHEET)]
    turns = [1, 2, 3, 4, LAST_TURN][-1 if engine == "formulas" else -3 if engine in SLOW else 0 :]
    changes = [{f"{n}!B1": BOROUGHS[(at + turn) % len(BOROUGHS)] for at, n in enumerate(names)} for turn in turns]
    cells = [f"{name}!{column}{row}" for name in names for row in range(5, 25) for column in COLUMNS]
    described = {
        "path": str(book), "sheets": ["Data", *names], "cells": cells, "changes": changes,
        "check": [*cells[:PER_SHEET], *cells[-PER_SHEET:]],
    }  # fmt: skip
    path = folder / f"job-{size}-{engine}.json"
    path.write_text(json.dumps(described), "utf-8")
    return path


def pythons(options: argparse.Namespace) -> dict[str, str]:
    """Which interpreter runs which engine."""
    others = dict.fromkeys(("pycel", "ironcalc", "formulas", "formulas-index"), options.python or sys.executable)
    return dict.fromkeys(ENGINES, sys.executable) | others | {"libreoffice": options.libreoffice_python}


def worker(python: str, engine: str, path: Path) -> dict[str, Any]:
    """One run; ``missing`` or ``failed`` says why there are no figures."""
    script = Path(__file__).with_name("engine_workers.py")
    ran = subprocess.run([python, str(script), engine, str(path)], capture_output=True, text=True, check=False)
    if ran.returncode:
        return {"failed": (ran.stderr.strip().splitlines() or ["no reason given"])[-1]}
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def measure(folder: Path, options: argparse.Namespace) -> dict[int, dict[str, dict[str, Any]]]:
    """All sizes and engines, in turn, as often as there are rounds (slow engines once)."""
    interpreters = pythons(options)
    runs: dict[int, dict[str, list[dict[str, Any]]]] = {n: {e: [] for e in options.engines} for n in options.sizes}
    for turn in range(options.rounds):
        for size, engine in product(options.sizes, options.engines):
            done = runs[size][engine]
            if size > LARGEST.get(engine, size) or (turn and (engine in SLOW or "load" not in done[0])):
                continue
            print(f"round {turn + 1}, {size} formulas: {engine}", file=sys.stderr)
            done.append(worker(interpreters[engine], engine, job(folder, size, engine)))
    return {size: {engine: summary(done) for engine, done in there.items()} for size, there in runs.items()}


def summary(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Medians of an engine's runs, in milliseconds and MiB."""
    if not runs:
        return {"skipped": "would take minutes"}
    if "load" not in runs[0]:
        return runs[0]
    found = {"load": median(run["load"] for run in runs) * 1e3, "memory": max(run["memory"] for run in runs)}
    if "first" in runs[0]:
        found["first"] = median(run["first"] for run in runs) * 1e3
        found["again"] = median(time for run in runs for time in run["recalculations"]) * 1e3
        found["best"] = min(time for run in runs for time in run["recalculations"]) * 1e3
        found["values"] = runs[0]["values"]
    return found


def agreement(ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    """Whether the values of two engines are the same; how many are not, and the first of them."""
    pairs = [(cell, value, theirs.get(cell)) for cell, value in ours.items()]
    apart = [(cell, one, two) for cell, one, two in pairs if not same(one, two)]
    if not apart:
        return f"{len(pairs)} values agree"
    return f"{len(apart)} of {len(pairs)} values differ: {apart[0][0]} is {apart[0][1]!r}, here {apart[0][2]!r}"


def same(one: Any, two: Any) -> bool:
    if isinstance(one, float) and isinstance(two, float):
        return math.isclose(one, two, rel_tol=1e-9, abs_tol=1e-12)
    return bool(one == two)


def ratios(results: dict[int, dict[str, dict[str, Any]]], key: str = "again") -> list[tuple[str, float, float]]:
    """What was reached and what was to be reached, where both sides were measured; ``key``: again or best."""
    found = []
    for what, size, engine, target in TARGETS:
        there = results.get(size, {})
        if key in there.get("plan", {}) and key in there.get(engine, {}):
            found.append((what, there["plan"][key] / there[engine][key], target))
    for size, there in results.items():
        if all("load" in there.get(engine, {}) for engine in ("plan", "ironcalc", "openpyxl")):
            theirs = there["ironcalc"]["load"] + there["ironcalc"]["first"] + there["openpyxl"]["load"]
            ours = there["plan"]["load"] + there["plan"]["first"]
            found.append((f"load and first calculation of {size} against IronCalc and openpyxl", ours / theirs, 1.5))
    small, large = results.get(3_000, {}).get("plan", {}), results.get(30_000, {}).get("plan", {})
    if key in small and key in large:
        found.append(("a formula's recalculation at 30,000 against 3,000", large[key] / small[key] / 10, 1.3))
        found.append(("peak memory at 30,000, in MiB", large["memory"], 400.0))
    return found


def report(results: dict[int, dict[str, dict[str, Any]]]) -> None:
    """The tables, for people."""
    for size, there in results.items():
        print(f"\n{size} formulas{'':14} load ms  first ms  again ms   best ms  memory MiB")
        for engine, found in there.items():
            if "load" not in found:
                print(f"  {engine:20} {' '.join(f'{key}: {value}' for key, value in found.items())}")
                continue
            keys = ("load", "first", "again", "best")
            figures = [f"{found[key]:9.1f}" if key in found else "–".rjust(9) for key in keys]
            checked = agreement(there["plan"]["values"], found["values"]) if "values" in found else ""
            print(f"  {engine:20} {' '.join(figures)} {found['memory']:10.0f}  {checked}")
    print("\nReached by medians, by best times, and to be reached:")
    for (what, reached, target), (_, best, _) in zip(ratios(results), ratios(results, "best"), strict=True):
        missed = "" if reached <= target else "  MISSED"
        print(f"  {what}: {reached:.4g}, {best:.4g} (at most {target:.4g}){missed}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=lambda text: [int(part) for part in text.split(",")], default=list(SIZES))
    parser.add_argument("--engines", type=lambda text: text.split(","), default=list(ENGINES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--python", help="an interpreter that has pycel, ironcalc and formulas")
    parser.add_argument("--libreoffice-python", default="python3", help="an interpreter that has uno")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    if unknown := set(options.engines) - set(ENGINES):
        parser.error(f"no engine {', '.join(sorted(unknown))}; there are {', '.join(ENGINES)}")
    with tempfile.TemporaryDirectory() as folder:
        for size in options.sizes:
            build(Path(folder) / f"dashboards-{size}.xlsx", size)
        results = measure(Path(folder), options)
    if options.json:
        for found in (found for there in results.values() for found in there.values()):
            found.pop("values", None)
        print(json.dumps({"results": results, "targets": ratios(results)}, indent=1))
    else:
        report(results)


if __name__ == "__main__":
    main()
