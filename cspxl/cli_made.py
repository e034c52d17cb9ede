"""Making workbooks, and telling what became of each: files, findings, a summary, what a run would do."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from cspxl.cli_common import EXIT_FINDINGS, EXIT_SOME_FAILED, print_table, tell
from cspxl.errors import InputError, Interrupted
from cspxl.output import print_json, say
from cspxl.values import month_name, month_text

if TYPE_CHECKING:
    from cspxl.batch.make import Made
    from cspxl.batch.recipe import Alone
    from cspxl.batch.run import Outcome, Run
    from cspxl.batch.workers import Makers, Result
    from cspxl.export import Format

_WORTH_A_PROCESS: Final = 60  # workbooks: fewer are done before another process has started


def write_made(
    workbook: Alone, out: Path, formats: Sequence[Format], *, dry_run: bool, as_json: bool,
) -> None:
    """Write a workbook that is made by itself, and the formats beside it that are asked for."""
    from cspxl.batch.exporting import exports
    from cspxl.batch.run import write_alone
    from cspxl.workbook.files import check_folder

    tell(workbook.notices)
    check_folder(out)
    made, paths = workbook.made, [out / workbook.name]
    if not dry_run:
        made = _whole(next(exports([made], workbook.board, formats)), workbook.name)
        paths = [*write_alone(out, workbook.report, workbook.name, made)]
        tell_old([paths])
    _print_files(paths, made.findings, workbook.notices, as_json=as_json)


def make_one(plan: Run, *, as_json: bool) -> None:
    """One workbook, without a manifest."""
    from cspxl.batch.run import write_alone

    job = plan.jobs[0]
    ((_, result),) = makers_for(1, None, plan)(plan.recipe, [job])
    made = _whole(result, f"{job.area}, {month_name(job.as_at)}")
    paths = write_alone(plan.out, plan.recipe.report, plan.recipe.file_name(job), made)
    tell_old([paths])
    _print_files(paths, made.findings, plan.recipe.noticed(job), as_json=as_json)


def make_many(plan: Run, makers: Makers, *, as_json: bool) -> None:
    """Make them, telling how far it is; then what became of each, and the exit code."""
    from cspxl.batch.run import run
    from cspxl.cli_progress import watching

    with watching(len(plan.jobs)) as seen:
        try:
            outcomes = run(plan, makers, seen)
        except Interrupted as stop:
            done = f"{seen.done:,} of {len(plan.jobs):,} workbooks are done"
            told = f"stopped: {done}, none is half-written; go on with --resume"
            raise Interrupted(stop.signal_number, told) from None
    failed = [item for item in outcomes if item.state == "failed"]
    if as_json:
        print_json([_as_data(item, plan) for item in outcomes], indent=1)
    else:
        _print_summary(plan, outcomes)
    tell(f"{item.job.area}, {month_name(item.job.as_at)}: {item.why}" for item in failed)
    tell_old(plan.files(item.job) for item in outcomes if item.state == "made")
    found = tell(f"{item.path.name}: {finding}" for item in outcomes for finding in item.findings)
    if failed or found:
        raise typer.Exit(EXIT_SOME_FAILED if failed else EXIT_FINDINGS)


def makers_for(jobs: int | None, scheduler: str | None, plan: Run) -> Makers:
    """Who makes the workbooks."""
    from cspxl.batch.exporting import with_exports
    from cspxl.batch.workers import cluster, here, processes

    workers = jobs or max(1, min(os.cpu_count() or 1, len(plan.to_make) // _WORTH_A_PROCESS))
    makers: Makers = here if workers == 1 else partial(processes, n=workers)
    if scheduler is not None:
        makers = partial(cluster, address=scheduler)
    return with_exports(makers, plan.formats)


def _whole(made: Result, what: str) -> Made:
    """What was made. Raises InputError where it has failed."""
    from cspxl.batch.workers import Failed

    if isinstance(made, Failed):
        raise InputError(f"{what}: {made.why}")
    return made


def _print_files(paths: Sequence[Path], findings: Sequence[str], noticed: Sequence[str], *, as_json: bool) -> None:
    """A workbook written and the formats beside it, what the engine found in it, what was noticed of its figures."""
    if as_json:
        print_json([{**_named(paths), "findings": [*findings], "notices": [*noticed]}], indent=1)
    else:
        for path in paths:
            say(path)
    if tell(findings):
        raise typer.Exit(EXIT_FINDINGS)


def _named(paths: Sequence[Path]) -> dict[str, str]:
    """A workbook's file and those of the formats beside it, for a program."""
    workbook, *beside = paths
    return {"file": str(workbook), **{path.suffix[1:]: str(path) for path in beside}}


def _as_data(outcome: Outcome, plan: Run) -> dict[str, object]:
    return {
        **_named(plan.files(outcome.job)),
        "area": outcome.job.area,
        "as_at": month_text(outcome.job.as_at),
        "state": outcome.state,
        "findings": list(outcome.findings),
        "notices": plan.recipe.noticed(outcome.job),
        **({"why": outcome.why} if outcome.why else {}),
    }


def _print_summary(plan: Run, outcomes: Sequence[Outcome]) -> None:
    """A line for each area, and one for all of them."""
    rows = []
    for area in [*dict.fromkeys(item.job.area for item in outcomes), None]:
        of_area = [item for item in outcomes if area in {None, item.job.area}]
        counts = [sum(item.state == state for item in of_area) for state in ("made", "kept", "failed")]
        counts.append(sum(len(item.findings) for item in of_area))
        rows.append((area or "All", *(f"{count:,}" if count else "–" for count in counts)))
    print_table(("area", "made", "kept", "failed", "findings"), rows)
    say(f"In {plan.out}; {plan.recipe.report}_manifest.json lists them.")


def print_plan(plan: Run, *, as_json: bool) -> None:
    """What a run would do with each workbook."""
    from cspxl.workbook.files import is_there

    rows = []
    for job in plan.jobs:
        for path in plan.files(job):
            if job in plan.hopeless:
                what = f"fail: {plan.hopeless[job]}"
            elif job in plan.kept:
                what = "keep"
            else:
                what = "replace" if is_there(path) else "make"
            rows.append((path, what))
    if as_json:
        print_json([{"file": str(path), "would": what} for path, what in rows], indent=1)
        return
    for path, what in rows:
        say(f"{path}: {what}")
    say(f"{len(plan.to_make)} of {len(plan.jobs)} to make; nothing was written.")


def tell_old(written: Iterable[Sequence[Path]]) -> None:
    """Name the files beside workbooks that were written without: they are of earlier ones."""
    from cspxl.batch.manifest import file_beside
    from cspxl.export import FORMATS
    from cspxl.workbook.files import is_there

    tell(
        f"{old}: is of an earlier workbook; --{name} makes it anew"
        for paths in written for name in FORMATS
        if (old := file_beside(paths[0], name)) not in paths and is_there(old)
    )  # fmt: skip
