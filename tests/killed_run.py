"""Kills a run at random moments: ``killed_run.py FOLDER TIMES``. Prints how many were killed, as JSON.

Each time a process builds 16 workbooks into a folder of its own. Once a number of them is there, and some random
milliseconds later, it is killed; what lies there under a workbook's name must be that workbook, and resuming must
complete it. A few workbooks further on the process waits to be killed, so that none is done before, however slow the
machine; only where it is to be killed near its end, so that the manifest's writing is met too, it may be.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from cspxl.batch.make import Job, Recipe, make
from cspxl.batch.recipe import recipe_of
from cspxl.batch.run import planned, run
from cspxl.batch.workers import Makers, Result, here
from cspxl.bundled import workbooks
from cspxl.facts import boroughs
from cspxl.report.configuration import read_configuration
from cspxl.sources import sample_release
from cspxl.values import month_index

_FURTHER = 3  # workbooks
_LONGEST = 0.06  # seconds: about two workbooks

def main(folder: Path, times: int) -> None:
    recipe = recipe_of(read_configuration(workbooks().joinpath("overview.toml")), workbooks(), sample_release())
    jobs = [Job(area, month_index(2017, 2)) for area in list(boroughs())[:16]]
    expected = {recipe.file_name(job): sha256(make(recipe, job).content).hexdigest() for job in jobs}
    dice = random.Random(20)
    killed = certain = 0
    for at in range(times):
        out = folder / str(at)
        n = dice.randint(0, len(jobs))
        waits = n + _FURTHER < len(jobs)
        child = os.fork()
        if child == 0:
            makers = waiting(n + _FURTHER) if waits else here
            run(planned(recipe, jobs, out, boroughs(), resume=False), makers, lambda _: None)
            os._exit(0)
        while len(list(out.glob("*.xlsx"))) < n:
            time.sleep(0.001)
        time.sleep(dice.uniform(0, _LONGEST))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        certain += waits
        assert os.WIFSIGNALED(status) or not waits, at
        left = {path.name: sha256(path.read_bytes()).hexdigest() for path in out.glob("*.xlsx")}
        assert left.items() <= expected.items(), (at, left)
        assert len(left) >= n, at
        manifest = out / "overview_manifest.json"
        assert not (waits and manifest.exists()), at
        assert not manifest.exists() or len(json.loads(manifest.read_text(encoding="utf-8"))["workbooks"]) == len(jobs)
        outcomes = run(planned(recipe, jobs, out, boroughs(), resume=True), here, lambda _: None)
        assert sum(item.state == "kept" for item in outcomes) >= len(left) - 1, at  # the last may not be in the journal
        assert {path.name: sha256(path.read_bytes()).hexdigest() for path in out.glob("*.xlsx")} == expected
        assert not list(out.glob(".*")), at
    print(json.dumps({"killed": killed, "certain": certain}))  # noqa: T201 -- its answer


def waiting(n: int) -> Makers:
    """Makes ``n`` workbooks, then waits for the end."""

    def makers(recipe: Recipe, jobs: Sequence[Job]) -> Iterator[tuple[Job, Result]]:
        yield from here(recipe, jobs[:n])
        signal.pause()

    return makers


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
