"""Good files made bad: the command ends well or with one line; in time, in memory, and with no part of an output.

3,000 cases with ``pytest -m long``, as in CI, in two processes; ``CSPXL_MUTATIONS=20000`` tries more. A case that
fails is told by its number, and ``mutated`` makes its file again.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest
from commands import BARNET, ROOT, SAMPLE
from hostile_runs import Case, Outcome, run_all
from mutations import mutated
from small_workbook import package, sheet

from cspxl.lint import lint

WORKBOOKS = ROOT / "workbooks"
FILES = ("barking_and_dagenham_2017-04.csv", "barking_and_dagenham_2017-04_commentary.csv")
AS_AT = ("--area", "Barking and Dagenham", "--as-at", "2018-04", "--out", "out")
CALC = ("calc", "in.xlsx", "-o", "out/out.xlsx", "--json")


@dataclass(frozen=True)
class Recipe:
    """What is mutated, under which name, with what beside it, and the command; how many cases of 200."""

    kind: str
    file: str
    content: bytes
    words: Sequence[str]
    share: int
    beside: dict[str, bytes]


def borough_file() -> bytes:
    """The header and two boroughs of the published file."""
    lines = gzip.decompress(SAMPLE[0].read_bytes()).decode().splitlines()
    kept = [lines[0], *(line for line in lines if line.startswith(("Barking and Dagenham,", "Barnet,")))]
    return "\n".join(kept).encode()


def many_kinds() -> bytes:
    """A workbook with a shared formula, an array, a dynamic array, texts, errors, an escaped sign."""
    return package({
        "xl/worksheets/sheet1.xml": sheet(
            '<row r="1"><c r="A1"><v>6514</v></c><c r="B1"><v>5683</v></c><c r="C1"><f>PCT_CHANGE(A1,B1)</f></c>'
            '<c r="D1" t="s"><v>0</v></c><c r="E1" t="b"><v>1</v></c><c r="F1" t="e"><v>#N/A</v></c></row>'
            '<row r="2"><c r="A2"><f t="shared" ref="A2:A4" si="0">A1*2</f></c><c r="B2"><f t="array" ref="B2:B4">'
            'TRANSPOSE(A1:C1)</f></c><c r="C2" t="inlineStr"><is><t>a_x000D_b</t></is></c></row>'
            '<row r="3"><c r="A3"><f t="shared" si="0"/></c><c r="C3"><f>SUM(A:A)&amp;D1</f></c></row>'
            '<row r="4"><c r="A4"><f t="shared" si="0"/></c><c r="C4"><f>ROLLING12(A1:B1,A2:B2)</f><v>3</v></c></row>'
            '<row r="9" hidden="1"><c r="Z9"><f>INDIRECT("A"&amp;1)</f></c></row>'
        )
    })


def recipes(demo: Path) -> list[Recipe]:
    borough, (figures, commentary) = borough_file(), (WORKBOOKS.joinpath(name).read_bytes() for name in FILES)
    pack, overview = ((WORKBOOKS / name).read_bytes() for name in ("call_over.toml", "overview.toml"))
    own = {"data.csv": borough, "own.toml": pack, FILES[0]: figures, FILES[1]: commentary}
    build = ("build", "own.toml", "--data", "data.csv", *AS_AT)
    shown = ("figures", "--data", "data.csv", "--area", "Barnet", "--as-at", "2018-04", "--json")
    return [
        Recipe("csv", "data.csv", borough, shown, 77, {}),
        Recipe("csv", FILES[0], figures, build, 1, own),
        Recipe("csv", FILES[1], commentary, build, 1, own),
        Recipe("toml", "own.toml", pack, build, 2, own),
        Recipe("toml", "own.toml", overview, build, 2, own),
        Recipe("xlsx", "in.xlsx", many_kinds(), CALC, 112, {}),
        Recipe("xlsx", "in.xlsx", (demo / BARNET).read_bytes(), CALC, 4, {}),
        Recipe("xlsx", "own.xlsx", tidy_workbook(), ("build", "own.toml", *build[2:]), 1,
               own | {"own.toml": pack.replace(FILES[0].encode(), b"own.xlsx")}),
    ]  # fmt: skip


def tidy_workbook() -> bytes:
    """The first rows of a table that a person keeps; the pack needs more, so that it is refused soon after."""
    header = ("area", "indicator", "month", "n_months", "value", "source")
    row = ("Barnet", "asb_calls", "2017-04", "12", "9271", "Board papers")
    rows = [
        "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts) for texts in (header, row)
    ]  # fmt: skip
    return package({"xl/worksheets/sheet1.xml": sheet("".join(f"<row>{inner}</row>" for inner in rows))})


def cases(demo: Path, start: int, count: int, folder: Path) -> Iterator[tuple[str, Recipe, Case]]:
    """So many cases, each in a folder of its own."""
    order = [recipe for recipe in recipes(demo) for _ in range(recipe.share)]
    for seed in range(start, start + count):
        recipe = order[seed * 37 % len(order)]
        place = folder / str(seed)
        (place / "out").mkdir(parents=True)
        for name, content in recipe.beside.items():
            (place / name).write_bytes(content)
        (place / recipe.file).write_bytes(mutated(recipe.kind, recipe.content, seed))
        yield f"{seed} {recipe.kind} {recipe.file}", recipe, Case(recipe.words, place)


def faults(outcome: Outcome, out: Path) -> Iterator[str]:
    """What is wrong with how a case ended."""
    if outcome.code not in {0, 1, 2, 3}:
        yield f"ended with {outcome.code}: {outcome.err[-400:]}"
    written = sorted(out.iterdir())
    if outcome.code in {2, 3}:
        if not outcome.err.splitlines()[-1:] or not outcome.err.splitlines()[-1].startswith("cspxl: "):
            yield f"no line of its own: {outcome.err[-300:]!r}"
        if written:
            yield f"leaves {[path.name for path in written]}"
    for path in written if outcome.code in {0, 1} else []:
        with zipfile.ZipFile(path) as file:
            try:
                damaged = file.testzip()
            except (zlib.error, zipfile.BadZipFile) as fault:
                damaged = str(fault)
            if damaged is not None:
                yield f"{path.name} is no whole zip file: {damaged}"


def told(demo: Path, start: int, count: int, folder: Path) -> list[str]:
    """The faults of so many cases, a line each; the folders of good cases are removed on the way."""
    found = []
    left = cases(demo, start, count, folder)
    while chunk := list(islice(left, 1_000)):
        outcomes = run_all([case for _, _, case in chunk])
        for (name, recipe, case), outcome in zip(chunk, outcomes, strict=True):
            wrong = list(faults(outcome, case.folder / "out"))
            if not wrong and outcome.code == 0 and recipe.words[0] == "build":
                wrong = [fault for path in (case.folder / "out").iterdir() for fault in lint(path)]
            found += [f"{name}: {fault}" for fault in wrong]
            shutil.rmtree(case.folder)
    return found


@pytest.mark.long
def test_mutated_files(demo: Path, tmp_path: Path) -> None:
    half = int(os.environ.get("CSPXL_MUTATIONS", "3000")) // 2
    with ThreadPoolExecutor(2) as pool:
        halves = pool.map(lambda at: told(demo, at * half, half, tmp_path / str(at)), range(2))
        found = [fault for half in halves for fault in half]
    assert json.dumps(found[:20], indent=1) == "[]"
