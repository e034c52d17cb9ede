"""The commands that make workbooks: ``demo`` and ``build``, for one area and month or for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cspxl.cli_common import (
    DATA_HELP,
    EXIT_FINDINGS,
    Host,
    HostOption,
    Json,
    Profile,
    areas_given,
    check_months,
    form_for,
    month_given,
    months_given,
    tell,
    without,
)
from cspxl.cli_made import make_many, make_one, makers_for, print_plan, write_made
from cspxl.errors import InputError, UsageError
from cspxl.output import say

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from cspxl.batch.make import Recipe
    from cspxl.batch.recipe import Alone
    from cspxl.batch.run import Run
    from cspxl.export import Format
    from cspxl.forms import Form
    from cspxl.report.configuration import Section
    from cspxl.sources import SeriesTable

_OVERVIEW: Final = "overview.toml"
_STREET_OVERVIEW: Final = "street_overview.toml"

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
        say(*write_alone(out, recipe.report, recipe.file_name(job), made))
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
    profile: Annotated[
        Profile, typer.Option("--profile", help="For a board, with live formulas; or to publish: tables of values."),
    ] = Profile.BOARD,
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
    pdf: Annotated[
        bool, typer.Option("--pdf", help="A PDF beside each workbook: what a board reads, printed by LibreOffice."),
    ] = False,
    docx: Annotated[
        bool, typer.Option("--docx", help="A Word document beside each workbook: what a board reads."),
    ] = False,
    html: Annotated[
        bool, typer.Option("--html", help="A page beside each workbook, one file for any browser: what a board reads."),
    ] = False,
    ods: Annotated[bool, typer.Option("--ods", help="Publish as .ods, not .xlsx; with --profile publish.")] = False,
    as_json: Json = False,
) -> None:
    """The workbooks of one area or of all, as at one month or many, calculated.

    Without REPORT.toml the overview dashboard. Those that come with cspxl: call_over.toml, barnet_pack.toml,
    borough_profile.toml, overview.toml, which need --data and --as-at; plan.toml, which needs --as-at alone;
    lcpf_model.toml, which needs neither.

    More than one workbook: a manifest beside them lists each with its hash, its inputs and its findings, and one that
    fails does not stop the others.
    """
    publish = _published_as(profile, ods=ods)
    form = _form(host, macro=macro, publish=bool(publish), beside=pdf or docx or html)
    formats = _formats(pdf=pdf, docx=docx, html=html)
    if jobs is not None and scheduler is not None:
        raise UsageError("choose one of --jobs and --scheduler")
    if everywhere == bool(area):
        raise UsageError("say which areas: --area AREA (repeat it for several), or --all")
    folder, configuration = configuration_given(report, data or ())
    kind = _kind(configuration)
    if kind == "lcpf-model":
        fund = _lcpf(configuration, area or (), form, formats, publish=publish)
        write_made(fund, out, formats, dry_run=dry_run, as_json=as_json)
        return
    if kind == "plan":
        made = _plan(configuration, folder, data, area or (), as_at, form, publish=publish)
        write_made(made, out, formats, dry_run=dry_run, as_json=as_json)
        return
    if not data or as_at is None:
        raise UsageError("this report needs the police's files and a month: give --data FILE and --as-at YYYY-MM")
    from cspxl.batch.recipe import recipe_of
    from cspxl.sources import read_data

    months = months_given(as_at)
    table = read_data(data)
    areas, unknown = areas_given(area or (), table.area_named)
    check_months(table, months)
    recipe = recipe_of(configuration, folder, table, form, publish=publish)
    tell(recipe.notices)
    plan = _planned(recipe, table, areas, months, out, resume=resume, formats=formats)
    with without(unknown):
        if dry_run:
            print_plan(plan, as_json=as_json)
        elif len(plan.jobs) == 1 and not (everywhere or resume or scheduler or unknown):
            make_one(plan, as_json=as_json)
        else:
            make_many(plan, makers_for(jobs, scheduler, plan), as_json=as_json)


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
    configuration: Section, areas: Sequence[str], form: Form, formats: Sequence[Format], *, publish: str,
) -> Alone:
    """The fund's model of one area."""
    from cspxl.batch.recipe import build_lcpf
    from cspxl.facts import why_no_borough

    if publish:
        raise UsageError("the fund's model is not published: --profile publish is for overviews, packs and plans")
    if set(formats) - {"pdf"}:
        raise UsageError("the fund's model can have a PDF beside it, no other format; give --pdf alone")
    if len(areas) != 1:
        raise UsageError("the fund's model is of one area: give it with one --area")
    if why := why_no_borough(areas[0]):
        raise InputError(f"the fund's model is of a borough: {why}")
    return build_lcpf(configuration, areas[0], form)


def _plan(
    configuration: Section, folder: Path | Traversable, data: Sequence[Path] | None, areas: Sequence[str],
    as_at: str | None, form: Form, *, publish: str,
) -> Alone:
    """A partnership's plan as at a month."""
    from cspxl.batch.recipe import build_plan

    if data or as_at is None:
        raise UsageError("a plan's figures are in the files that it names: give --as-at YYYY-MM, and no --data")
    if len(areas) != 1:
        raise UsageError("a plan is of one area: give it with one --area")
    return build_plan(configuration, folder, areas[0], month_given(as_at), form, publish=publish)


def _formats(**asked: bool) -> Sequence[Format]:
    """The formats that are asked for beside each workbook. Raises InputError or UsageError for what they lack."""
    from cspxl.export import FORMATS

    formats = [name for name in FORMATS if asked[name]]
    if formats:
        from cspxl.export.formats import check_there

        check_there(formats)
    return formats


def _published_as(profile: Profile, *, ods: bool) -> str:
    """The ending of a publication's file; nothing of a board's workbook."""
    from cspxl.batch.make import ODS, XLSX

    if profile is Profile.BOARD:
        if ods:
            raise UsageError("an .ods is of a publication: give --profile publish too")
        return ""
    return ODS if ods else XLSX


def _form(host: Host, *, macro: bool, publish: bool, beside: bool) -> Form:
    """The form of the workbooks, where what is asked for goes together."""
    if publish and (host is not Host.EXCEL or macro or beside):
        why = "a publication has values alone, for every program"
        raise UsageError(f"{why}: leave out --host, --macro, --pdf, --docx and --html")
    if macro and host is not Host.EXCEL:
        raise UsageError(f"--macro is for Excel with xlwings; leave it out for --host {host.value}")
    return form_for(host, macro=macro)


def _planned(
    recipe: Recipe, table: SeriesTable, areas: Sequence[str], months: Sequence[int], out: Path, *, resume: bool,
    formats: Sequence[Format],
) -> Run:
    """The workbooks of these areas, or of every one where none is named."""
    from cspxl.batch.make import Job
    from cspxl.batch.run import planned
    from cspxl.report.basis import basis_of

    # Month by month: what all areas share in a month is then calculated once.
    jobs = [Job(area, month) for month in months for area in areas or basis_of(table).areas]
    return planned(recipe, jobs, out, table.areas, resume=resume, formats=formats)
