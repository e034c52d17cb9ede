"""What reading street files costs: the reader in turn with DuckDB's own scans of the same files.

    uv run python bench/street.py
    uv run python bench/street.py --rows 200000,2000000 --rounds 5
    uv run python bench/street.py --folder ARCHIVE

The files are made for the bench (40 forces, 36 months) unless ``--folder`` names an archive. Each run is a process of
its own, so that memory is its own too; runs take turns after one that warms the disk's cache, and medians are
compared; processor time tells where others were busy on the machine. Times leave out starting Python. Two scans are
DuckDB's own: ``scan`` counts the rows, the least that any reader must do; ``group`` gives the reader's counts for all
files in one query, with the number of rows that repeat another. ``count`` is the reader up to its totals; ``read`` is
all of it, which also hashes every file; ``hash`` hashes alone.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import duckdb

from cspxl.sources.street import read_street
from cspxl.sources.street_files import COLUMNS, find_street_files, sha256_of
from cspxl.sources.street_scan import count_street_files
from cspxl.sources.street_tally import Tally

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from street_archive import forces, months, write_archive  # noqa: E402 -- the generator is the tests' own

RUNS = ("scan", "group", "count", "read", "hash")
TARGET = ("count", "group", 1.3)  # the same work; a bare count need not even make texts of the columns
COMPARED = (TARGET[:2], ("count", "scan"), ("read", "group"), ("read", "scan"))
GROUPED = 'SELECT file_index, "Month", left("LSOA name", -5), "Crime type", "Crime ID" IS NULL, {hashes}, count(*)'
HASHES = 'list_unique(list(hash(coalesce("Crime ID", "Longitude"))))'


def worker(what: str, folder: Path) -> dict[str, float]:
    """One run: seconds by the clock and of the processors, peak MiB, and the MiB before it began."""
    before = peak()
    start, busy = perf_counter(), process_time()
    rows = 0
    if what == "read":
        rows = sum(file.n_rows for file in read_street([folder]).files)
    elif what == "count":
        tally = Tally()
        for counts in count_street_files(find_street_files([folder])[0]):
            tally.add(counts)
            rows += counts.n_rows
    elif what == "hash":
        for file in find_street_files([folder])[0]:
            sha256_of(file.source)
    else:
        rows = own_scan(what, [str(file.source) for file in find_street_files([folder])[0]])
    seconds, busy = perf_counter() - start, process_time() - busy
    return {"seconds": seconds, "busy": busy, "rows": rows, "before": before, "peak": peak()}


def own_scan(what: str, files: list[str]) -> int:
    """DuckDB's own scan with the reader's options."""
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in COLUMNS)
    read = f"FROM read_csv(?, columns = {{{columns}}}, header = true, auto_detect = false, strict_mode = true)"
    query = f"SELECT count(*) {read}" if what == "scan" else f"{GROUPED.format(hashes=HASHES)} {read} GROUP BY ALL"
    with duckdb.connect() as base:
        found: list[Any] = base.execute(query, [files]).fetchall()
    return sum(row[-1] for row in found)


def peak() -> float:
    """In MiB, of this program alone: ru_maxrss would start at that of the process that started it."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].removesuffix(" kB")) / 1024


def measure(folder: Path, rounds: int) -> dict[str, list[dict[str, float]]]:
    """Every run, in turn, as often as there are rounds."""
    runs: dict[str, list[dict[str, float]]] = {what: [] for what in RUNS}
    run(folder, "hash")  # warms the cache
    for turn in range(rounds):
        for what in RUNS:
            print(f"round {turn + 1}: {what}", file=sys.stderr)
            runs[what].append(run(folder, what))
    return runs


def run(folder: Path, what: str) -> dict[str, float]:
    command = [sys.executable, __file__, "--worker", what, "--folder", str(folder)]
    found: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return found


def report(size: str, runs: dict[str, list[dict[str, float]]]) -> None:
    print(f"\n{size}, {runs['read'][0]['rows']:,.0f} rows")
    print(f"{'':10} median s    best s  processor s  peak MiB  before MiB")
    for what, done in runs.items():
        times = [one["seconds"] for one in done]
        figures = f"{median(times):8.2f} {min(times):9.2f} {middle(done, 'busy'):12.2f}"
        print(f"  {what:8} {figures} {max(one['peak'] for one in done):9.0f} {done[0]['before']:11.0f}")
    for ours, theirs in COMPARED:
        reached = middle(runs[ours], "seconds") / middle(runs[theirs], "seconds")
        best = min(one["seconds"] for one in runs[ours]) / min(one["seconds"] for one in runs[theirs])
        busy = middle(runs[ours], "busy") / middle(runs[theirs], "busy")
        told = f"{reached:.2f} by medians, {best:.2f} by best times, {busy:.2f} by processor time"
        if (ours, theirs) == TARGET[:2]:
            told += f" (at most {TARGET[2]}){'' if reached <= TARGET[2] else '  MISSED'}"
        print(f"  {ours} against {theirs}: {told}")


def middle(done: list[dict[str, float]], figure: str) -> float:
    return median(one[figure] for one in done)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    sizes = [200_000, 2_000_000, 20_000_000]
    parser.add_argument("--rows", type=lambda text: [int(part) for part in text.split(",")], default=sizes)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="an archive to read instead of one made for the bench")
    parser.add_argument("--worker", choices=RUNS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        print(json.dumps(worker(options.worker, options.folder)))
    elif options.folder:
        report(options.folder.name, measure(options.folder, options.rounds))
    else:
        for n_rows in options.rows:
            with tempfile.TemporaryDirectory() as folder:
                by_force = forces(ROOT / "cspxl" / "facts" / "authorities.csv", 40)
                write_archive(Path(folder), by_force, months("2022-01", 36), n_rows)
                report("made for the bench", measure(Path(folder), options.rounds))


if __name__ == "__main__":
    main()
