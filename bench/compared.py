"""How engines compare on workbooks that Excel saved: docs/engine-compared.md is made from what this prints.

    uv run python bench/compared.py run --clones FOLDER --out ours.jsonl
    uv run python bench/compared.py run --clones FOLDER --out all.jsonl --engines all --most 2 --seconds 30
    uv run python bench/compared.py tables ours.jsonl all.jsonl

FOLDER holds git directories of public repositories, each in a folder called ``owner+name`` (or ``owner/name``), as
any ``git clone --bare`` makes them. The workbooks of each repository that Excel saved are taken in the order of their
hashes, ``--most`` of them; what the results already hold is not run again, so that a run can be cut off. One engine has
``--seconds`` for one workbook, in a process of its own. The tables are of our engine on the first results' workbooks,
and of all engines on those of the second that every engine was given.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
import select
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from compared_workers import address
from lxml import etree

WORKERS = ("plan", "formualizer", "ironcalc", "formulas")
ENGINES = (*WORKERS, "libreoffice")
SHOWN = {"plan": "cspxl", "formualizer": "formualizer", "ironcalc": "IronCalc", "formulas": "formulas",
         "libreoffice": "LibreOffice"}  # fmt: skip
_LARGEST = 4 << 20
_MOST_CELLS = 60_000
_KEPT = 1000  # differences and kinds of findings that a result holds
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RICH = {"#VALUE!"}  # what stands in the file for errors that only the rich value names
_CELL = re.compile(r"([A-Z]+)(\d+)")
_ERROR = re.compile(r"#[A-Z/0!?_ ]+|#N/IMPL!")


class Cached(NamedTuple):
    """What Excel saved in a cell that a formula fills."""

    sheet: str
    row: int
    column: int
    value: Any
    formula: str
    rich: bool
    filled_by: str  # the array's first cell, where an array fills it


# Workbooks that Excel saved


def repositories(clones: Path) -> dict[str, Path]:
    """Each repository's git directory, by ``owner/name``."""
    heads = sorted({*clones.glob("*+*/**/HEAD"), *clones.glob("*/*/HEAD")})
    found: dict[str, Path] = {}
    for head in heads:
        if (head.parent / "objects").is_dir():
            name = head.relative_to(clones).parts
            found.setdefault(name[0].replace("+", "/") if "+" in name[0] else f"{name[0]}/{name[1]}", head.parent)
    return found


def git(folder: Path, *arguments: str) -> bytes:
    command = ["git", f"--git-dir={folder}", "-c", "safe.directory=*", "-c", "core.quotePath=off", *arguments]
    return subprocess.run(command, capture_output=True, check=False).stdout


def workbooks(folder: Path, most: int) -> Iterator[tuple[str, bytes]]:
    """The workbooks of a repository's newest commit that Excel saved, each content once, in the order of hashes."""
    listed = git(folder, "ls-tree", "-r", "-l", "HEAD").decode("utf-8", "replace").splitlines()
    blobs: dict[str, str] = {}
    for line in listed:
        about, _, path = line.partition("\t")
        _, _, name, size = about.split()
        if path.lower().endswith((".xlsx", ".xlsm")) and size.isdigit() and int(size) <= _LARGEST:
            blobs.setdefault(name, path)
    found = 0
    for name in sorted(blobs):
        if found == most:
            return
        data = git(folder, "cat-file", "blob", name)
        if saved_by_excel(data):
            found += 1
            yield blobs[name], data


def saved_by_excel(data: bytes) -> bool:
    """Whether Excel saved it, with values that are those of its formulas and some formula in it."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            app = package.read("docProps/app.xml")
            book = package.read("xl/workbook.xml")
            sheets = [name for name in package.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
            return (
                re.search(rb"<(?:\w+:)?Application>Microsoft (?:Macintosh )?Excel<", app) is not None
                and b"fileVersion" in book
                and not re.search(rb'fullCalcOnLoad="(?:1|true)"|calcMode="manual"', book)
                and any(re.search(rb"<f[ >/]", package.read(sheet)) for sheet in sheets)
            )
    except Exception:  # noqa: BLE001 -- cut off, damaged on purpose, with a password: no workbook to compare with
        return False


def cached(data: bytes) -> list[Cached]:
    """The values beside the formulas, read straight from the sheets."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        targets = {
            one.get("Id"): one.get("Target") for one in etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        }
        book = etree.fromstring(package.read("xl/workbook.xml"))
        strings = _strings(package)
        found: list[Cached] = []
        for sheet in book.iter(f"{_MAIN}sheet"):
            link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
            part = str(targets.get(link, "")).lstrip("/")
            part = part if part.startswith("xl/") else f"xl/{part}"
            if part in package.namelist():
                found += _of_sheet(str(sheet.get("name")), package.read(part), strings)
        return found


def _strings(package: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    items = etree.fromstring(package.read("xl/sharedStrings.xml"), etree.XMLParser(huge_tree=True))
    return ["".join(t.text or "" for t in item.iter(f"{_MAIN}t") if t.getparent().tag != f"{_MAIN}rPh")
            for item in items]  # fmt: skip


def _of_sheet(name: str, data: bytes, strings: list[str]) -> Iterator[Cached]:
    """Cells with a formula, and those that an array fills."""
    areas: list[tuple[int, int, int, int]] = []  # that arrays fill
    for _, cell in etree.iterparse(BytesIO(data), tag=f"{_MAIN}c", huge_tree=True):
        formula, value = cell.find(f"{_MAIN}f"), cell.find(f"{_MAIN}v")
        place = _CELL.fullmatch(cell.get("r") or "")
        kind = cell.get("t")
        if place and formula is not None and formula.get("t") in {"array", "dataTable"} and formula.get("ref"):
            areas.append(_area(formula.get("ref")))
        if place and (value is not None or kind == "str"):
            row, column = int(place[2]), _column(place[1])
            over = next((area for area in areas if area[0] <= row <= area[2] and area[1] <= column <= area[3]), None)
            if formula is not None or over:
                text = "" if formula is None else formula.text or f"({formula.get('t') or 'normal'})"
                first = address(name, *over[:2]) if over else ""
                yield Cached(name, row, column, _value(kind, value, strings), text, "vm" in cell.attrib, first)
        cell.clear()


def _area(ref: str) -> tuple[int, int, int, int]:
    places = [_CELL.fullmatch(part) for part in ref.split(":")]
    assert all(places)
    (top, left), (bottom, right) = ((int(p[2]), _column(p[1])) for p in (places[0], places[-1]) if p)
    return top, left, bottom, right


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _value(kind: str | None, value: Any, strings: list[str]) -> Any:
    text = "" if value is None else value.text or ""
    if kind in {"str", "e", "inlineStr", "d"}:
        return re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)
    if kind == "s":
        return strings[int(text)]
    return bool(int(text)) if kind == "b" else float(text) if text else ""


# Engines


class Worker:
    """A process with an engine in it; it is begun anew after it was too slow, or ended by itself."""

    def __init__(self, engine: str, seconds: float) -> None:
        self.engine, self.seconds = engine, seconds
        self.process: subprocess.Popen[str] | None = None

    def ask(self, path: Path, cells: list[Cached], modified: str | None) -> dict[str, Any]:
        if self.process is None:
            script = str(Path(__file__).with_name("compared_workers.py"))
            command = [sys.executable, "-W", "ignore", script, self.engine]
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
        assert self.process.stdin
        assert self.process.stdout
        asked = {"path": str(path), "cells": [cell[:3] for cell in cells], "modified": modified}
        try:
            self.process.stdin.write(json.dumps(asked) + "\n")
            self.process.stdin.flush()
            ready = select.select([self.process.stdout], [], [], self.seconds)[0]
            line = self.process.stdout.readline() if ready else None
        except BrokenPipeError:
            line = ""
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        self.close()
        return {"failed": "crashed" if line == "" else "timed out"}

    def close(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class LibreOffice:
    """LibreOffice, told to calculate what it opens, writing the workbook anew."""

    def __init__(self, seconds: float, folder: Path) -> None:
        self.seconds, self.folder = seconds, folder
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        setting = ('<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" '
                   'oor:op="fuse"><value>0</value></prop></item>')  # fmt: skip
        (profile / "registrymodifications.xcu").write_text(
            '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
            f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{setting}</oor:items>', "utf-8"
        )  # fmt: skip

    def ask(self, path: Path, _cells: list[Cached], _modified: str | None) -> dict[str, Any]:
        out = self.folder / "converted"
        profile = f"-env:UserInstallation={(self.folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--norestore", "--convert-to", "xlsx"]
        command += ["--outdir", str(out), str(path)]
        try:
            subprocess.run(command, capture_output=True, timeout=self.seconds, check=False)
        except subprocess.TimeoutExpired:
            return {"failed": "timed out"}
        written = out / f"{path.stem}.xlsx"
        if not written.exists():
            return {"failed": "nothing was written"}
        values = {address(*cell[:3]): cell.value for cell in cached(written.read_bytes())}
        written.unlink()
        return {"values": values}

    def close(self) -> None:
        """Nothing runs on between two workbooks, as it does of the other engines."""


# What came of it


def held(cells: list[Cached], answer: dict[str, Any], engine: str, left_out: set[str]) -> dict[str, Any]:
    """Equal, different, finding: our finding is a cell of which we say that we do not calculate it; of other engines
    an error, or nothing, where Excel has a value."""
    if "failed" in answer:
        return {"outcome": answer["failed"], "cells": len(cells)}
    values, findings = answer["values"], answer.get("findings", {})
    count: Counter[str] = Counter()
    apart: list[list[Any]] = []
    kinds: Counter[str] = Counter()
    for cell in cells:
        at = address(*cell[:3])
        if at in left_out:
            count["left out"] += 1
            continue
        got = values.get(at)
        if same(cell, got):
            count["equal"] += 1
        elif engine == "plan" and at not in values:
            count["finding"] += 1
            kinds[findings.get(at) or findings.get(cell.filled_by, "no reason given")] += 1
        elif engine != "plan" and (got is None or (_is_error(got) and not _is_error(cell.value))):
            count["finding"] += 1
        else:
            count["different"] += 1
            apart.append([at, cell.formula[:200], cell.value, got, findings.get(at)])
    told = {"differences": apart[:_KEPT], "findings": dict(kinds.most_common(_KEPT))} if engine == "plan" else {}
    return {"outcome": "calculated", "cells": len(cells), **count, **told}


def _is_error(value: Any) -> bool:
    return isinstance(value, str) and _ERROR.fullmatch(value) is not None


def same(cell: Cached, got: Any) -> bool:
    """Whether a value is Excel's: numbers to 1e-9 of themselves; a blank may be an empty text."""
    value = cell.value
    if isinstance(value, bool) or isinstance(got, bool):
        return value is got
    if isinstance(value, float) and isinstance(got, int | float):
        return math.isclose(value, got, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(value, str) and isinstance(got, str):
        if cell.rich and value in _RICH and got in {"#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"}:
            return True
        return value.replace("\r\n", "\n") == got.replace("\r\n", "\n")
    return value == "" and got is None


def run(options: argparse.Namespace) -> None:
    """Every engine over every workbook; a line of RESULTS for each."""
    done = set()
    if options.out.exists():
        lines = map(json.loads, options.out.read_text("utf-8").splitlines())
        done = {(line["corpus"], line["file"], line["engine"]) for line in lines}
    with tempfile.TemporaryDirectory() as name, options.out.open("a", encoding="utf-8") as results:
        folder = Path(name)
        engines: dict[str, Any] = {engine: Worker(engine, options.seconds) for engine in ("plan", *WORKERS)}
        if "libreoffice" in options.engines:
            engines["libreoffice"] = LibreOffice(options.seconds, folder)
        for corpus, clone in repositories(options.clones).items():
            if options.only and corpus not in options.only:
                continue
            for file, data in workbooks(clone, options.most):
                told = [engine for engine in options.engines if (corpus, file, engine) not in done]
                for engine, result in _compare(data, told, engines, folder):
                    results.write(json.dumps({"corpus": corpus, "file": file, "engine": engine, **result}) + "\n")
                    results.flush()
        for engine in engines.values():
            engine.close()


def _compare(
    data: bytes, told: Iterable[str], engines: dict[str, Any], folder: Path
) -> Iterator[tuple[str, dict[str, Any]]]:
    """One workbook in each engine. Which cells follow the clock our own engine says, for all."""
    try:
        cells = cached(data)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, KeyError, ValueError, AssertionError):
        return
    if not told or not cells or len(cells) > _MOST_CELLS:
        return
    path = folder / f"{hashlib.sha256(data).hexdigest()[:16]}.xlsx"
    path.write_bytes(data)
    modified = _modified(data)
    ours = engines["plan"].ask(path, cells, modified)
    left_out = set(ours.get("left out", ()))
    for engine in told:
        answer = ours if engine == "plan" else engines[engine].ask(path, cells, modified)
        yield engine, held(cells, answer, engine, left_out)
    path.unlink()


def _modified(data: bytes) -> str | None:
    """When the workbook was last saved."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        if "docProps/core.xml" not in package.namelist():
            return None
        found = re.search(rb"modified[^>]*>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)", package.read("docProps/core.xml"))
        return found[1].decode() if found else None


# Tables


def tables(ours: Path, every: Path) -> None:
    """The page's tables, as Markdown; then our findings and differences, to be looked at."""
    lines, others = ([json.loads(line) for line in path.read_text("utf-8").splitlines()] for path in (ours, every))
    _by_corpus(lines)
    mine = {(line["corpus"], line["file"]): line for line in lines}
    files = {(line["corpus"], line["file"]) for line in others}
    others = [line for line in others if line["engine"] != "plan"]
    _by_engine([*others, *(line for at, line in mine.items() if at in files)])
    _by_reason(lines)


def _by_corpus(lines: list[dict[str, Any]]) -> None:
    print("| repository | workbooks | calculated | formula cells compared | equal | not calculated | different |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        groups[line["corpus"]].append(line)
    for corpus, group in [*sorted(groups.items()), ("**all**", lines)]:
        counts = [sum(line.get(key, 0) for line in group) for key in ("equal", "finding", "different")]
        loaded = sum(line["outcome"] == "calculated" for line in group)
        figures = [len(group), loaded, sum(counts), *counts]
        print(f"| {corpus} | " + " | ".join(f"{figure:,}" for figure in figures) + " |")


def _by_engine(lines: list[dict[str, Any]]) -> None:
    """Every engine on the same workbooks: those that every engine was given."""
    asked: dict[tuple[str, str], dict[str, dict[str, Any]]] = defaultdict(dict)
    for line in lines:
        asked[line["corpus"], line["file"]][line["engine"]] = line
    common = [there for there in asked.values() if len(there) == len(ENGINES)]
    print(f"\n{len(common):,} workbooks, every engine\n")
    print("| engine | equal | different | finding or error | cells of workbooks not loaded | not loaded | timed out |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for engine in ENGINES:
        group = [there[engine] for there in common]
        counts = [sum(line.get(key, 0) for line in group) for key in ("equal", "different", "finding")]
        lost = [line for line in group if line["outcome"] != "calculated"]
        slow = sum(line["outcome"] == "timed out" for line in lost)
        figures = [*counts, sum(line["cells"] for line in lost), len(lost) - slow, slow]
        print(f"| {SHOWN[engine]} | " + " | ".join(f"{figure:,}" for figure in figures) + " |")


def _by_reason(lines: list[dict[str, Any]]) -> None:
    findings: Counter[str] = Counter()
    for line in lines:
        for why, number in line.get("findings", {}).items():
            findings[re.sub(r"\S*!\$?[A-Z]+\$?\d+\S*", "…", why)] += number
    print("\nfindings:")
    for why, number in findings.most_common(60):
        print(f"  {number:7,} {why}")
    print("\nnot loaded:")
    for line in lines:
        if line["outcome"] != "calculated":
            print(f"  {line['corpus']}/{line['file']}: {line['outcome']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    runs = verbs.add_parser("run")
    runs.add_argument("--clones", type=Path, required=True)
    runs.add_argument("--out", type=Path, required=True)
    runs.add_argument("--engines", default="plan")
    runs.add_argument("--most", type=int, default=60)
    runs.add_argument("--seconds", type=float, default=60)
    runs.add_argument("--only", type=lambda text: text.split(","), default=[])
    table = verbs.add_parser("tables")
    table.add_argument("ours", type=Path)
    table.add_argument("all", type=Path)
    options = parser.parse_args()
    if options.verb == "tables":
        tables(options.ours, options.all)
        return
    options.engines = list(ENGINES) if options.engines == "all" else options.engines.split(",")
    run(options)


if __name__ == "__main__":
    main()
