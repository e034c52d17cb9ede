"""Kills a run at random moments: ``killed_run.py FOLDER TIMES``. Prints how many were killed, as JSON.

Each time a process builds 16 workbooks into a folder of its own and is killed; what lies there under a workbook's name
must be that workbook, and resuming must complete it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from hashlib import sha256
from pathlib import Path

from cspxl.batch.make import Job, make
from cspxl.batch.recipe import recipe_of
from cspxl.batch.run import planned, run
from cspxl.batch.workers import here
from cspxl.bundled import workbooks
from cspxl.facts import boroughs
from cspxl.report.configuration import read_configuration
from cspxl.sources import sample_release
from cspxl.values import month_index


def main(folder: Path, times: int) -> None:
    recipe = recipe_of(read_configuration(workbooks().joinpath("overview.toml")), workbooks(), sample_release())
    jobs = [Job(area, month_index(2017, 2)) for area in list(boroughs())[:16]]
    make(recipe, jobs[0])  # compiled once, for all that follow
    began = time.monotonic()
    expected = {recipe.file_name(job): sha256(make(recipe, job).content).hexdigest() for job in jobs}
    longest = 0.9 * (time.monotonic() - began)
    dice = random.Random(20)
    killed = reached = 0
    for at in range(times):
        out = folder / str(at)
        child = os.fork()
        if child == 0:
            run(planned(recipe, jobs, out, boroughs(), resume=False), here, lambda _: None)
            os._exit(0)
        time.sleep(dice.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        left = {path.name: sha256(path.read_bytes()).hexdigest() for path in out.glob("*.xlsx")}
        assert left.items() <= expected.items(), (at, left)
        reached += 0 < len(left) < len(jobs)
        manifest = out / "overview_manifest.json"
        assert not manifest.exists() or len(json.loads(manifest.read_text(encoding="utf-8"))["workbooks"]) == len(jobs)
        outcomes = run(planned(recipe, jobs, out, boroughs(), resume=True), here, lambda _: None)
        assert sum(item.state == "kept" for item in outcomes) >= len(left) - 1, at  # the last may not be in the journal
        assert {path.name: sha256(path.read_bytes()).hexdigest() for path in out.glob("*.xlsx")} == expected
        assert not list(out.glob(".*")), at
    print(json.dumps({"killed": killed, "reached": reached}))  # noqa: T201 -- its answer


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
