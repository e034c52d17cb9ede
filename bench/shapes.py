"""What the engine costs on workbooks of the shapes that people have, against formualizer in the same run.

    uv run python bench/shapes.py
    uv run python bench/shapes.py --shapes chain,windows --scales 1,4 --json

Each run is a process of its own, the two engines in turn; medians of the rounds are compared, and every value that is
checked must be equal. What is told are ratios: load with the first calculation, one edit with its calculation, peak
memory; and how much more a shape costs at four times the rows (``--scales``), which should be four times as much.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple, TypeAlias

import openpyxl
from engine import agreement, worker

Cell: TypeAlias = float | str | None
Sheets: TypeAlias = Mapping[str, Sequence[Sequence[Cell]]]
ENGINES: Final = ("plan", "formualizer")
MONTHS: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
WARDS: Final = [f"Ward {at:02d}" for at in range(1, 25)]
KINDS: Final = ["Burglary", "Robbery", "Violence", "Theft", "Criminal damage", "Drugs"]
EDITS: Final = 5


class Shape(NamedTuple):
    """A kind of workbook: how many rows it has at scale 1, what stands in it, and one edit after the other."""

    rows: int
    sheets: Callable[[int, random.Random], Sheets]
    edit: Callable[[int, int], tuple[str, float | str]]  # of so many rows, the edit of this number


def copied(rows: int, dice: random.Random) -> Sheets:
    """Four formulas copied down, one of them after a shared factor."""
    lines: list[list[Cell]] = [["Case", "Base", "C", "D", "E", "F", "", 1.07]]
    lines += [
        [
            dice.randrange(1000), dice.randrange(1000), f"=A{at}*$H$1+B{at}", f"=IF(C{at}>500,C{at}-500,0)",
            f"=ROUND(D{at}/3,2)", f"=IF(B{at}=0,0,A{at}/B{at})",
        ]
        for at in range(2, rows + 2)
    ]  # fmt: skip
    return {"Data": lines}


def lookups(rows: int, dice: random.Random) -> Sheets:
    """VLOOKUP, INDEX with MATCH and SUMIFS over a table four times as long."""
    keys = [f"K{at:06d}" for at in range(4 * rows)]
    dice.shuffle(keys)
    table: list[list[Cell]] = [["Key", "Ward", "Count"]]
    table += [[key, dice.choice(WARDS), dice.randrange(500)] for key in keys]
    last = len(table)
    lines: list[list[Cell]] = [["Key", "Found", "Ward", "Sum", "", 1.5]]
    lines += [
        [
            dice.choice(keys), f"=VLOOKUP(A{at},Table!$A$2:$C${last},3,FALSE)*$F$1",
            f"=INDEX(Table!$B$2:$B${last},MATCH(A{at},Table!$A$2:$A${last},0))",
            f"=SUMIFS(Table!$C$2:$C${last},Table!$B$2:$B${last},C{at})*$F$1",
        ]
        for at in range(2, rows + 2)
    ]  # fmt: skip
    return {"Data": lines, "Table": table}


def windows(rows: int, dice: random.Random) -> Sheets:
    """A running total from the top, and a moving average of twelve rows."""
    rest = ((f"=SUM(A$1:A{at})", f"=AVERAGE(A{max(1, at - 11)}:A{at})") for at in range(1, rows + 1))
    return {"Data": [[dice.randrange(1000), *formulas] for formulas in rest]}


def chain(rows: int, dice: random.Random) -> Sheets:
    """A balance carried down; a cell near the end is edited."""
    return {"Data": [[dice.randrange(100), "=A1" if at == 1 else f"=B{at - 1}+A{at}"] for at in range(1, rows + 1)]}


def register(rows: int, dice: random.Random) -> Sheets:
    """A long register: a look-up in a small table, dates, days open, a band in words, counts of what came before."""
    scale: list[list[Cell]] = [["Kind", "Weight", "Days"]]
    scale += [[kind, at + 1, 10 * at + 5] for at, kind in enumerate(KINDS)]
    lines: list[list[Cell]] = [["Opened", "Closed", "Kind", "Weight", "Days", "Late", "So far", 45000]]
    for at in range(2, rows + 2):
        opened = 44000 + dice.randrange(900)
        lines.append([
            opened, opened + dice.randrange(60) if dice.random() < 0.8 else None, dice.choice(KINDS),
            f"=VLOOKUP(C{at},Scale!$A$2:$C$7,2,FALSE)", f'=IF(B{at}="",$H$1-A{at},B{at}-A{at})',
            f'=IF(E{at}>VLOOKUP(C{at},Scale!$A$2:$C$7,3,FALSE),"late","in time")', f"=COUNTIF(C$2:C{at},C{at})",
        ])  # fmt: skip
    return {"Register": lines, "Scale": scale}


def matrix(rows: int, dice: random.Random) -> Sheets:
    """Wards by months, each a SUMIFS over a list of counts, with totals; the number of counts grows."""
    data: list[list[Cell]] = [["Ward", "Month", "Kind", "Count"]]
    data += [[dice.choice(WARDS), dice.choice(MONTHS), dice.choice(KINDS), dice.randrange(50)] for _ in range(rows)]
    last = rows + 1
    lines: list[list[Cell]] = [["Ward", *MONTHS, "Year", "Share"], ["Burglary"]]
    for at, ward in enumerate(WARDS, 3):
        cells = [
            f"=SUMIFS(Data!$D$2:$D${last},Data!$A$2:$A${last},$A{at},Data!$B$2:$B${last},{letter}$1,Data!$C$2:$C${last},$A$2)"
            for letter in "BCDEFGHIJKLM"
        ]
        lines.append([ward, *cells, f"=SUM(B{at}:M{at})", f"=IF(N$27=0,0,N{at}/N$27)"])
    lines.append(["All", *(f"=SUM({letter}3:{letter}26)" for letter in "BCDEFGHIJKLMN")])
    return {"Matrix": lines, "Data": data}


def budget(rows: int, dice: random.Random) -> Sheets:
    """Lines of a budget by month, plan and actual, variance and its share, subtotals of each ten, a rate for all."""
    lines: list[list[Cell]] = [["Line", *MONTHS, "Plan", "Actual", "Variance", "Share", 1.02]]
    for at in range(2, rows + 2):
        if at % 11 == 1:
            sums = [f"=SUM({letter}{at - 10}:{letter}{at - 1})" for letter in "BCDEFGHIJKLM"]
        else:
            first = dice.randrange(1000)
            sums = [first, *(f"=ROUND({letter}{at}*$R$1,2)" for letter in "BCDEFGHIJKL")]
        lines.append([
            f"Line {at}", *sums, f"=SUM(B{at}:M{at})", dice.randrange(20_000), f"=O{at}-N{at}",
            f'=IFERROR(P{at}/N{at},"n/a")',
        ])  # fmt: skip
    return {"Budget": lines}


def summary_sheet(rows: int, dice: random.Random) -> Sheets:
    """Twelve sheets of counts, and one that adds each row up across them."""
    found: dict[str, list[list[Cell]]] = {"Summary": [["Ward", "Year", "Mean", "Change", "Best", 1.0]]}
    for at in range(2, rows + 2):
        names = "+".join(f"{month}!B{at}" for month in MONTHS)
        found["Summary"].append([
            f"Row {at}", f"=({names})*$F$1", f"=B{at}/12", f"=IF(Jan!B{at}=0,0,Dec!B{at}/Jan!B{at}-1)",
            f"=MAX(Jan!B{at},Jun!B{at},Dec!B{at})",
        ])  # fmt: skip
    for month in MONTHS:
        found[month] = [["Row", "Count"], *([f"Row {at}", dice.randrange(100)] for at in range(2, rows + 2))]
    return found


def products(rows: int, dice: random.Random) -> Sheets:
    """SUMPRODUCT over conditions, a row for each ward and kind; the data grow."""
    data: list[list[Cell]] = [["Ward", "Kind", "Count", "Weight"]]
    data += [[dice.choice(WARDS), dice.choice(KINDS), dice.randrange(50), dice.randrange(5)] for _ in range(rows)]
    last = rows + 1
    lines: list[list[Cell]] = [["Ward", "Kind", "Weighted", "Above", "", 20]]
    for ward, kind in product(WARDS, KINDS):
        at = len(lines) + 1
        where = f"(Data!$A$2:$A${last}=A{at})*(Data!$B$2:$B${last}=B{at})"
        lines.append([
            ward, kind, f"=SUMPRODUCT({where}*Data!$C$2:$C${last}*Data!$D$2:$D${last})",
            f"=SUMPRODUCT({where}*(Data!$C$2:$C${last}>$F$1))",
        ])  # fmt: skip
    return {"Products": lines, "Data": data}


def texts(rows: int, dice: random.Random) -> Sheets:
    """Sentences put together from names, numbers and dates."""
    lines: list[list[Cell]] = [["Ward", "Count", "Before", "Code", "Words", "Short", "", "up"]]
    lines += [
        [
            dice.choice(WARDS), dice.randrange(500), 1 + dice.randrange(500),
            f'=UPPER(LEFT(A{at},1))&"-"&TEXT(B{at},"0000")',
            f'=A{at}&": "&B{at}&IF(B{at}>C{at},", "&$H$1&" ",", down ")&TEXT(B{at}/C{at}-1,"0.0%")',
            f'=TRIM(MID(E{at},1,LEN(A{at})))&" ("&D{at}&")"',
        ]
        for at in range(2, rows + 2)
    ]  # fmt: skip
    return {"Texts": lines}


SHAPES: Final[Mapping[str, Shape]] = {
    "copied": Shape(15_000, copied, lambda _rows, turn: ("Data!H1", turn + 2.0)),
    "lookups": Shape(5_000, lookups, lambda _rows, turn: ("Data!F1", turn + 2.0)),
    "windows": Shape(6_000, windows, lambda _rows, turn: (f"Data!A{turn + 1}", 7.0)),
    "chain": Shape(30_000, chain, lambda rows, turn: (f"Data!A{rows - 5 - turn}", 7.0)),
    "register": Shape(4_000, register, lambda _rows, turn: ("Register!H1", 45_000.0 + turn)),
    "matrix": Shape(8_000, matrix, lambda _rows, turn: ("Matrix!A2", KINDS[turn])),
    "budget": Shape(2_000, budget, lambda _rows, turn: ("Budget!R1", 1.03 + turn / 100)),
    "summary": Shape(4_000, summary_sheet, lambda _rows, turn: ("Summary!F1", turn + 2.0)),
    "products": Shape(2_000, products, lambda _rows, turn: ("Products!F1", turn + 2.0)),
    "texts": Shape(5_000, texts, lambda _rows, turn: ("Texts!H1", f"up {turn}")),
}


def build(folder: Path, name: str, scale: float) -> Path:
    """Write the workbook and the description of its run, which the workers read."""
    shape = SHAPES[name]
    rows = round(shape.rows * scale)
    sheets = shape.sheets(rows, random.Random(7))
    book = openpyxl.Workbook(write_only=True)
    cells: list[str] = []
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for number, line in enumerate(lines, 1):
            sheet.append(line)
            cells += [
                f"{title}!{openpyxl.utils.get_column_letter(at)}{number}"
                for at, cell in enumerate(line, 1) if isinstance(cell, str) and cell.startswith("=")
            ]  # fmt: skip
    path = folder / f"{name}-{scale}.xlsx"
    book.save(path)
    step = max(1, len(cells) // 2_000)
    described = {
        "path": str(path), "sheets": list(sheets), "cells": cells, "check": [*cells[::step], *cells[-20:]],
        "changes": [dict([shape.edit(rows, turn)]) for turn in range(1, EDITS + 1)],
    }  # fmt: skip
    job = path.with_suffix(".json")
    job.write_text(json.dumps(described), "utf-8")
    return job


def summary(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Medians of an engine's runs, in milliseconds and MiB; why there are none."""
    if "load" not in runs[0]:
        return dict(runs[0])
    return {
        "load and first": median(run["load"] + run["first"] for run in runs) * 1e3,
        "first edit": median(run["recalculations"][0] for run in runs) * 1e3,
        "edit": median(time for run in runs for time in run["recalculations"]) * 1e3,
        "memory": max(run["memory"] for run in runs),
        "values": runs[0]["values"],
    }


KEYS: Final = ("load and first", "first edit", "edit", "memory")


def measure(options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Every shape at every scale, the engines in turn."""
    found: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, scale in product(options.shapes, options.scales):
            job = build(Path(folder), name, scale)
            runs: dict[str, list[dict[str, Any]]] = {engine: [] for engine in ENGINES}
            for _, engine in product(range(options.rounds), ENGINES):
                runs[engine].append(worker(sys.executable, engine, job))
            there = {engine: summary(done) for engine, done in runs.items()}
            values = [found.pop("values", None) for found in there.values()]
            if None not in values:
                there["ratios"] = {key: there["plan"][key] / there["formualizer"][key] for key in KEYS}
                there["values"] = agreement(*values)
            found[f"{name} {scale:g}"] = {"shape": name, "scale": scale, **there}
            print(row(found[f"{name} {scale:g}"]), file=sys.stderr if options.json else sys.stdout, flush=True)
    return found


def row(found: Mapping[str, Any]) -> str:
    """One line for people."""
    first = f"{found['shape']:10} {found['scale']:4g}×"
    if "ratios" not in found:
        return f"{first}  ours {found['plan']}, formualizer {found['formualizer']}"
    ours, theirs = found["plan"], found["formualizer"]
    cells = [f"{key} {ours[key]:8.1f}/{theirs[key]:7.1f} = {found['ratios'][key]:6.2f}" for key in KEYS]
    return f"{first}  {'   '.join(cells)}   {found['values']}"


def growth(found: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """What each shape costs at its largest scale, by what it costs at its smallest and the rows: 1 is in proportion."""
    grown: dict[str, dict[str, float]] = {}
    for name in {there["shape"]: None for there in found.values() if "ratios" in there}:
        mine = sorted((t for t in found.values() if t["shape"] == name and "ratios" in t), key=lambda t: t["scale"])
        if len(mine) > 1:
            times = mine[-1]["scale"] / mine[0]["scale"]
            grown[name] = {key: mine[-1]["plan"][key] / mine[0]["plan"][key] / times for key in KEYS}
    return grown


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shapes", type=lambda text: text.split(","), default=list(SHAPES))
    parser.add_argument("--scales", type=lambda text: [float(part) for part in text.split(",")], default=[1.0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    if unknown := set(options.shapes) - set(SHAPES):
        parser.error(f"no shape {', '.join(sorted(unknown))}; there are {', '.join(SHAPES)}")
    found = measure(options)
    if options.json:
        print(json.dumps({"results": found, "growth": growth(found)}, indent=1))
        return
    for name, grown in growth(found).items():
        print(f"{name:10} for each time the rows: " + ", ".join(f"{key} {value:.2f}" for key, value in grown.items()))


if __name__ == "__main__":
    main()
