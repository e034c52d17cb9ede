"""The commands that make workbooks: ``demo`` and ``build``, for one area and month or for all of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cspxl.cli_common import (
    DATA_HELP,
    EXIT_FINDINGS,
    EXIT_SOME_FAILED,
    Host,
    HostOption,
    Json,
    form_for,
    month_given,
    months_given,
    print_table,
    release_given,
    tell,
)
from cspxl.errors import InputError, Interrupted, UsageError
from cspxl.output import print_json, say
from cspxl.values import month_name, month_text

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from cspxl.batch.make import Recipe
    from cspxl.batch.run import Outcome, Run
    from cspxl.batch.workers import Makers
    from cspxl.forms import Form
    from cspxl.report.configuration import Section
    from cspxl.sources import SeriesTable

_OVERVIEW: Final = "overview.toml"
_STREET_OVERVIEW: Final = "street_overview.toml"
_WORTH_A_PROCESS: Final = 60  # workbooks: fewer are done before another process has started

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write to; made if need be.")]


def demo(out: Out = Path("out")) -> None:
    """Two workbooks from the bundled sample.

    Barnet, February 2017, and Barking and Dagenham, April 2017: real police figures, nothing else is needed.
    """
    from cspxl.batch.make import Job, make
    from cspxl.batch.recipe import recipe_of
    from cspxl.batch.run import write_alone
    from cspxl.bundled import workbooks
    from cspxl.report.configuration import read_configuration
    from cspxl.sources import sample_release

    recipe = recipe_of(read_configuration(workbooks().joinpath(_OVERVIEW)), workbooks(), sample_release())
    findings: list[str] = []
    for area, month in (("Barnet", "2017-02"), ("Barking and Dagenham", "2017-04")):
        job = Job(area, month_given(month))
        made = make(recipe, job)
        say(write_alone(out, recipe.report, recipe.file_name(job), made.content))
        findings += made.findings
    if tell(findings):
        raise typer.Exit(EXIT_FINDINGS)


def build(
    report: Annotated[
        str | None,
        typer.Argument(metavar="REPORT.toml", help="A report's configuration, a file or one that comes with cspxl."),
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", metavar="FILE", help=DATA_HELP),
    ] = None,
    area: Annotated[
        list[str] | None, typer.Option("--area", metavar="AREA", help="A borough; repeat it for several."),
    ] = None,
    as_at: Annotated[
        str | None,
        typer.Option("--as-at", metavar="YYYY-MM[..YYYY-MM]", help="The last month of every period; a range for many."),
    ] = None,
    out: Out = Path("out"),
    host: HostOption = Host.EXCEL,
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", min=1, help="Processes; left out: as many as are worth it."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="ADDRESS", help="Make them on this Dask cluster, such as tcp://host:8786."),
    ] = None,
    *,
    everywhere: Annotated[
        bool, typer.Option("--all", help="Every one of the 32 boroughs, or of the street files' partnerships."),
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Keep the workbooks that are there and made from the same inputs."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be written.")] = False,
    macro: Annotated[bool, typer.Option("--macro", help="An .xlsm that carries its own VBA.")] = False,
    as_json: Json = False,
) -> None:
    """The workbooks of one area or of all, as at one month or many, calculated.

    Without REPORT.toml the overview dashboard. Those that come with cspxl: call_over.toml, barnet_pack.toml,
    borough_profile.toml, overview.toml, which need --data and --as-at; plan.toml, which needs --as-at alone;
    lcpf_model.toml, which needs neither.

    More than one workbook: a manifest beside them lists each with its hash, its inputs and its findings, and one that
    fails does not stop the others.
    """
    form = _form(host, macro=macro)
    if jobs is not None and scheduler is not None:
        raise UsageError("choose one of --jobs and --scheduler")
    if everywhere == bool(area):
        raise UsageError("say which areas: --area AREA (repeat it for several), or --all")
    folder, configuration = configuration_given(report, data or ())
    report_kind = _kind(configuration)
    if report_kind == "lcpf-model":
        _lcpf(configuration, area or (), out, form, dry_run=dry_run, as_json=as_json)
        return
    if report_kind == "plan":
        if data or as_at is None:
            raise UsageError("a plan's figures are in the files that it names: give --as-at YYYY-MM, and no --data")
        _plan(configuration, folder, area or (), as_at, out, form, dry_run=dry_run, as_json=as_json)
        return
    if not data or as_at is None:
        raise UsageError("this report needs the police's files and a month: give --data FILE and --as-at YYYY-MM")
    from cspxl.batch.recipe import recipe_of

    months = months_given(as_at)
    table, areas = release_given(data, months, area or ())
    recipe = recipe_of(configuration, folder, table, form)
    tell(recipe.notices)
    plan = _planned(recipe, table, areas, months, out, resume=resume)
    if dry_run:
        _print_plan(plan, as_json=as_json)
    elif len(plan.jobs) == 1 and not (everywhere or resume or scheduler):
        _one(plan, as_json=as_json)
    else:
        _many(plan, _makers(jobs, scheduler, len(plan.to_make)), as_json=as_json)


def configuration_given(report: str | None, data: Sequence[Path]) -> tuple[Path | Traversable, Section]:
    """The report's configuration and its folder: a file, one that comes with cspxl, or the overview of such data.

    A bare name is one that comes with cspxl unless such a file is here; left out, it is never a file that is here.
    """
    from cspxl.bundled import workbooks
    from cspxl.report.configuration import read_configuration
    from cspxl.sources import is_street
    from cspxl.workbook.files import is_there

    name = report if report is not None else _STREET_OVERVIEW if is_street(data) else _OVERVIEW
    own = Path(name)
    if report is not None and is_there(own):
        return own.parent, read_configuration(own)
    bundled = {item.name: item for item in workbooks().iterdir() if item.name.endswith(".toml")}
    if name in bundled:
        return workbooks(), read_configuration(bundled[name])
    like = f", or write {own.name} alone for the one that comes with cspxl" if own.name in bundled else ""
    raise InputError(f"{own}: no such file; give the path of a report's configuration{like}")


def _kind(configuration: Section) -> str:
    """What a configuration describes: an overview or a pack; the fund's model or a plan, which need no police data."""
    from cspxl.report import lcpf, pack, plan
    from cspxl.report.overview_request import REPORT as OVERVIEW

    return configuration.choice("report", [OVERVIEW, lcpf.REPORT, pack.REPORT, plan.REPORT])


def _lcpf(
    configuration: Section, areas: Sequence[str], out: Path, form: Form, *, dry_run: bool, as_json: bool,
) -> None:
    """The fund's model of one area."""
    from cspxl.batch.recipe import build_lcpf
    from cspxl.batch.run import write_alone
    from cspxl.facts import why_no_borough
    from cspxl.report.lcpf import REPORT
    from cspxl.workbook.files import check_folder

    if len(areas) != 1:
        raise UsageError("the fund's model is of one area: give it with one --area")
    if why := why_no_borough(areas[0]):
        raise InputError(f"the fund's model is of a borough: {why}")
    name, made = build_lcpf(configuration, areas[0], form)
    check_folder(out)
    if not dry_run:
        write_alone(out, REPORT, name, made.content)
    _print_files([(out / name, made.findings, [])], as_json=as_json)


def _plan(
    configuration: Section, folder: Path | Traversable, areas: Sequence[str], as_at: str, out: Path, form: Form, *,
    dry_run: bool, as_json: bool,
) -> None:
    """A partnership's plan as at a month."""
    from cspxl.batch.recipe import build_plan
    from cspxl.batch.run import write_alone
    from cspxl.report.plan import REPORT
    from cspxl.workbook.files import check_folder

    if len(areas) != 1:
        raise UsageError("a plan is of one area: give it with one --area")
    name, made, notices = build_plan(configuration, folder, areas[0], month_given(as_at), form)
    tell(notices)
    check_folder(out)
    if not dry_run:
        write_alone(out, REPORT, name, made.content)
    _print_files([(out / name, made.findings, notices)], as_json=as_json)


def _form(host: Host, *, macro: bool) -> Form:
    if macro and host is not Host.EXCEL:
        raise UsageError(f"--macro is for Excel with xlwings; leave it out for --host {host.value}")
    return form_for(host, macro=macro)


def _planned(
    recipe: Recipe, table: SeriesTable, areas: Sequence[str], months: Sequence[int], out: Path, *, resume: bool,
) -> Run:
    """The workbooks of these areas, or of every one where none is named."""
    from cspxl.batch.make import Job
    from cspxl.batch.run import planned
    from cspxl.report.basis import basis_of

    # Month by month: what all areas share in a month is then calculated once.
    jobs = [Job(area, month) for month in months for area in areas or basis_of(table).areas]
    return planned(recipe, jobs, out, table.areas, resume=resume)


def _one(plan: Run, *, as_json: bool) -> None:
    """One workbook, without a manifest."""
    from cspxl.batch.run import write_alone
    from cspxl.batch.workers import Failed, attempt

    job = plan.jobs[0]
    made = attempt(plan.recipe, job)
    if isinstance(made, Failed):
        raise InputError(f"{job.area}, {month_name(job.as_at)}: {made.why}")
    path = write_alone(plan.out, plan.recipe.report, plan.recipe.file_name(job), made.content)
    _print_files([(path, made.findings, plan.recipe.noticed(job))], as_json=as_json)


def _print_files(files: Sequence[tuple[Path, Sequence[str], Sequence[str]]], *, as_json: bool) -> None:
    """The files written, what the engine found in them, and what was noticed of the data of their figures."""
    if as_json:
        rows = [
            {"file": str(path), "findings": [*findings], "notices": [*noticed]} for path, findings, noticed in files
        ]
        print_json(rows, indent=1)
    else:
        for path, _, _ in files:
            say(path)
    if tell(finding for _, findings, _ in files for finding in findings):
        raise typer.Exit(EXIT_FINDINGS)


def _makers(jobs: int | None, scheduler: str | None, n: int) -> Makers:
    """Who makes ``n`` workbooks."""
    from cspxl.batch.workers import cluster, here, processes

    if scheduler is not None:
        return partial(cluster, address=scheduler)
    workers = jobs or max(1, min(os.cpu_count() or 1, n // _WORTH_A_PROCESS))
    return here if workers == 1 else partial(processes, n=workers)


def _many(plan: Run, makers: Makers, *, as_json: bool) -> None:
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
        print_json([_as_data(item, plan.recipe) for item in outcomes], indent=1)
    else:
        _print_summary(plan, outcomes)
    tell(f"{item.job.area}, {month_name(item.job.as_at)}: {item.why}" for item in failed)
    found = tell(f"{item.path.name}: {finding}" for item in outcomes for finding in item.findings)
    if failed or found:
        raise typer.Exit(EXIT_SOME_FAILED if failed else EXIT_FINDINGS)


def _as_data(outcome: Outcome, recipe: Recipe) -> dict[str, object]:
    return {
        "file": str(outcome.path),
        "area": outcome.job.area,
        "as_at": month_text(outcome.job.as_at),
        "state": outcome.state,
        "findings": list(outcome.findings),
        "notices": recipe.noticed(outcome.job),
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


def _print_plan(plan: Run, *, as_json: bool) -> None:
    """What a run would do with each workbook."""
    from cspxl.workbook.files import is_there

    rows = []
    for job in plan.jobs:
        path = plan.path(job)
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
    say(f"{len(plan.to_make)} of {len(rows)} to make; nothing was written.")
