"""What a run of many workbooks costs, as ratios in one run.

    uv run python bench/batch.py
    uv run python bench/batch.py --turns 3 --json

1. Calculating and stamping one board workbook, against deflating its bytes alone (zlib, level 6), in this process, in
   turn; and against a cold conversion of the same workbook by LibreOffice.
2. All 32 boroughs for one month, template and plan included, against one ``cspxl demo``: whole processes, in turn.
3. Two processes against one, over a range of months; and the memory of 32 workbooks against that of many.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from statistics import median

from cspxl.batch.make import Job, make
from cspxl.batch.recipe import recipe_of
from cspxl.bundled import workbooks
from cspxl.facts import boroughs
from cspxl.report.configuration import read_configuration
from cspxl.sources import sample_release
from cspxl.values import month_index

ROOT = Path(__file__).parent.parent
SAMPLE = sorted((ROOT / "workbooks" / "sample").glob("*.csv.gz"))
MONTHS = ("2013-03..2017-02", 48)
CSPS, REPORTED = 300, 36  # the size to which one process's time is extrapolated


def one_workbook(turns: int) -> dict[str, float]:
    """Seconds: calculate and stamp, deflate the same bytes, and LibreOffice's cold conversion."""
    recipe = recipe_of(read_configuration(workbooks().joinpath("overview.toml")), workbooks(), sample_release())
    jobs = [Job(area, month) for month in (month_index(2017, 1), month_index(2017, 2)) for area in boroughs()]
    make(recipe, jobs[-1])
    made, pressed = [], []
    for job in jobs * turns:
        began = time.perf_counter()
        content = make(recipe, job).content
        made.append(time.perf_counter() - began)
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = [package.read(name) for name in package.namelist()]
        began = time.perf_counter()
        for part in parts:
            zlib.compress(part, 6)
        pressed.append(time.perf_counter() - began)
    return {"make": median(made), "deflate": median(pressed), "libreoffice": libreoffice(content, turns)}


def libreoffice(content: bytes, turns: int) -> float:
    """Seconds of a cold conversion to .xlsx, which recalculates nothing of ours; not a number without LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        return float("nan")
    took = []
    for _ in range(turns):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "workbook.xlsx"
            path.write_bytes(content)
            words = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"]
            began = time.perf_counter()
            subprocess.run(
                [*words, "--outdir", f"{folder}/out", str(path)], check=True, capture_output=True, timeout=120,
            )  # fmt: skip
            took.append(time.perf_counter() - began)
            assert (Path(folder) / "out" / "workbook.xlsx").exists()
    return median(took)


def command(*words: str) -> tuple[float, float]:
    """Seconds and MiB (of the largest process) of a whole command, which writes to a folder of its own."""
    with tempfile.TemporaryDirectory() as out:
        program = [sys.executable, "-m", "cspxl", *words, "--out", out]
        script = (
            "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], capture_output=True);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(done.returncode)"
        )
        # Compiled modules are kept, as in any installation; where they may not be, each process starts later.
        kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": f"{tempfile.gettempdir()}/cspxl-bench-bytecode"}
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", script, *program], check=True, capture_output=True, text=True, env=os.environ | kept,
        )  # fmt: skip
        return time.perf_counter() - began, int(done.stdout) / 1024


def whole_commands(turns: int) -> dict[str, tuple[float, float]]:
    """Medians of seconds and MiB of each command."""
    data = [word for file in SAMPLE for word in ("--data", str(file))]
    every = ("build", "--all", *data, "--as-at")
    commands = {
        "demo": ("demo",),
        "all": (*every, "2017-02"),
        "range in one process": (*every, MONTHS[0], "--jobs", "1"),
        "range in two processes": (*every, MONTHS[0], "--jobs", "2"),
    }
    command(*commands["demo"])  # compiles what the others load
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(turns):
        for name, words in commands.items():
            runs[name].append(command(*words))
    return {name: (median(s for s, _ in found), median(m for _, m in found)) for name, found in runs.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    one, runs = one_workbook(options.turns), whole_commands(options.turns)
    (demo, _), (every, small) = runs["demo"], runs["all"]
    (single, large), (double, _) = runs["range in one process"], runs["range in two processes"]
    n = 32 * MONTHS[1]
    ratios = {
        "calculate and stamp / deflate alone": (one["make"] / one["deflate"], 2),
        "calculate and stamp / LibreOffice cold": (one["make"] / one["libreoffice"], 1 / 45),
        "all boroughs / demo": (every / demo, 10),
        "one process / two": (single / double, 1.7),
        f"memory of {n} workbooks / of 32": (large / small, 1.1),
        f"hours for {CSPS} areas × {REPORTED} months in one process": (single / n * CSPS * REPORTED / 3600, None),
    }
    if options.json:
        print(json.dumps({"seconds": one, "commands": runs, "ratios": ratios}, indent=1))
        return
    for name, (ratio, wanted) in ratios.items():
        print(f"{name:52} {ratio:8.4f}" + (f"   wanted {wanted:.4g}" if wanted else ""))
    print(f"peak memory of this bench: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
