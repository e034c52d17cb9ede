"""The command line: arguments in, one call, output out.

Data go to standard output, messages to standard error. Rooms load when a command needs them, so that help, the
catalogue and ``eval`` answer at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cspxl import __version__
from cspxl.cli_excel import addin_app, template
from cspxl.errors import InputError, UsageError
from cspxl.output import plain, print_value, typed
from cspxl.values import CellFault, month_name, month_of

if TYPE_CHECKING:
    from cspxl.batch import Built, Form
    from cspxl.engine import Finding
    from cspxl.facts import Indicator
    from cspxl.sources import SeriesTable

EXIT_FINDINGS = 1

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Spreadsheets for community safety: figures, calculated dashboards, and the functions in their cells.",
    epilog="Exit codes: 0 done; 1 done, with findings; 2 wrong usage; 3 an input cannot be used.",
)


class Host(StrEnum):
    """The program that a workbook's formulas are spelled for."""

    EXCEL = "excel"
    OFFICE_JS = "office-js"


Data = Annotated[
    list[Path],
    typer.Option("--data", metavar="FILE", help="An MPS borough file; repeat it for all files of a release."),
]
Area = Annotated[str, typer.Option("--area", metavar="AREA", help="The borough, for example 'Barking and Dagenham'.")]
AsAt = Annotated[str, typer.Option("--as-at", metavar="YYYY-MM", help="The last month of every period.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write to; made if need be.")]


app.command()(template)
app.add_typer(addin_app, name="addin")


@app.callback(invoke_without_command=True)
def version(*, show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Options of the program itself."""
    if show:
        print(__version__)
        raise typer.Exit


@app.command()
def demo(out: Out = Path("out")) -> None:
    """Two workbooks from the bundled sample.

    Barnet, February 2017, and Barking and Dagenham, April 2017: real police figures, nothing else is needed.
    """
    from cspxl.batch import build_overview, overview_request
    from cspxl.sources import sample_release

    table = sample_release()
    _report([
        build_overview(overview_request(table, area, _month(as_at)), out)
        for area, as_at in (("Barnet", "2017-02"), ("Barking and Dagenham", "2017-04"))
    ])


@app.command()
def build(
    area: Area,
    report: Annotated[
        Path | None,
        typer.Argument(metavar="REPORT.toml", help="A report's configuration, a file or one that comes with cspxl."),
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", metavar="FILE", help="An MPS borough file; repeat it for all files of a release."),
    ] = None,
    as_at: Annotated[
        str | None, typer.Option("--as-at", metavar="YYYY-MM", help="The last month of every period."),
    ] = None,
    out: Out = Path("out"),
    host: Annotated[
        Host, typer.Option("--host", help="How the functions are spelled: for Excel with xlwings, or Office.js."),
    ] = Host.EXCEL,
    *,
    macro: Annotated[bool, typer.Option("--macro", help="An .xlsm that carries its own VBA.")] = False,
    as_json: Json = False,
) -> None:
    """The workbook of one area, calculated.

    Without REPORT.toml the overview dashboard. Those that come with cspxl: call_over.toml, barnet_pack.toml,
    borough_profile.toml, overview.toml, which need --data and --as-at; lcpf_model.toml, which needs neither.
    """
    from cspxl.batch import OVERVIEW, build_lcpf, build_overview, build_pack, overview_request
    from cspxl.bundled import workbooks
    from cspxl.report import lcpf, pack
    from cspxl.report.configuration import read_configuration
    from cspxl.report.overview_request import REPORT

    form = _form(host, macro=macro)
    report = report or Path(OVERVIEW)
    packaged = not report.exists() and workbooks().joinpath(report.name).is_file()
    folder = workbooks() if packaged else report.parent
    configuration = read_configuration(folder.joinpath(report.name))
    kind = configuration.choice("report", [REPORT, lcpf.REPORT, pack.REPORT])
    if kind == lcpf.REPORT:
        _report([build_lcpf(configuration, area, out, form)], as_json=as_json)
        return
    if not data or as_at is None:
        raise UsageError("this report needs the police's files and a month: give --data FILE and --as-at YYYY-MM")
    month = _month(as_at)
    table, name = _release(data, area, month)
    if kind == pack.REPORT:
        built = build_pack(configuration, folder, table, name, month, out, form)
    else:
        built = build_overview(overview_request(table, name, month, configuration), out, form)
    _report([built], as_json=as_json)


def _form(host: Host, *, macro: bool) -> Form:
    if macro and host is Host.OFFICE_JS:
        raise UsageError("--macro is for Excel with xlwings; leave it out for --host office-js")
    return "macro" if macro else "office-js" if host is Host.OFFICE_JS else "plain"


def _report(built: Sequence[Built], *, as_json: bool = False) -> None:
    """The files written, and what the engine found in them."""
    if as_json:
        rows = [{"file": str(item.path), "findings": [str(finding) for finding in item.findings]} for item in built]
        print(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        for item in built:
            print(item.path)
    if _tell(finding for item in built for finding in item.findings):
        raise typer.Exit(EXIT_FINDINGS)


def _tell(findings: Iterable[Finding]) -> bool:
    """Each finding on a line of standard error; whether there was one."""
    lines = [f"cspxl: {finding}" for finding in findings]
    for line in lines:
        print(line, file=sys.stderr)
    return bool(lines)


@app.command()
def calc(
    workbook: Annotated[Path, typer.Argument(metavar="IN.xlsx", help="A workbook, .xlsx or .xlsm.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="OUT.xlsx", help="The workbook with its values."),
    ] = None,
    *,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="'Sheet!B2=VALUE'", help="Change an input cell first; can be repeated."),
    ] = None,
    now: Annotated[
        datetime | None, typer.Option("--now", help="The clock that TODAY() and NOW() read; left out: the machine's."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Calculate any workbook that uses the functions.

    Formulas stay as they are; every formula cell gets its value. What cannot be calculated is named.
    """
    from cspxl import load
    from cspxl.workbook.files import write_whole
    from cspxl.workbook.stamp import stamp

    if out is None and not as_json:
        raise UsageError("nothing to do: name the workbook to write with -o OUT.xlsx, or print the values with --json")
    plan = load(workbook)
    for change in changes or []:
        address, equals, text = change.partition("=")
        if not equals:
            raise UsageError(f"--set '{change}' is no change: write it as 'Sheet!B2=VALUE'")
        plan.set(address, typed(text))
    values = plan.calculate(now).values()
    if out is not None:
        write_whole(out, stamp(workbook, {**values, **plan.inputs}, plan.spills))
    if as_json:
        found = dict.fromkeys(finding.cell for finding in plan.findings) | values
        print(json.dumps({address: plain(cell) for address, cell in found.items()}, indent=1, ensure_ascii=False))
    if _tell(plan.findings):
        raise typer.Exit(EXIT_FINDINGS)


@app.command("eval")
def evaluate(
    formula: Annotated[str, typer.Argument(metavar="FORMULA", help="For example '=PCT_CHANGE(6514,5683)'.")],
) -> None:
    """Calculate one formula and print its value as JSON."""
    print_value(formula)


@app.command()
def figures(
    data: Data,
    area: Area,
    as_at: AsAt,
    *,
    indicator: Annotated[
        list[str] | None, typer.Option("--indicator", metavar="KEY", help="Only this one; can be repeated."),
    ] = None,
    denominator: Annotated[
        str | None,
        typer.Option("--denominator", metavar="SERIES:YEAR", help="Rank by this, for example 'GLA population:2016'."),
    ] = None,
    as_json: Json = False,
) -> None:
    """The figures of one area without a workbook."""
    from cspxl.report.figures import denominator_for, denominator_named, row_of
    from cspxl.report.figures import figures as calculate

    wanted = _indicators(indicator or [])
    month = _month(as_at)
    given = denominator_named(denominator) if denominator else None
    table, name = _release(data, area, month)
    found = [calculate(table, name, item, month, given or denominator_for(item, month)) for item in wanted]
    if as_json:
        print(json.dumps([asdict(item) for item in found], indent=1))
        return
    print(f"{name}, {month_name(month)}. Data: {', '.join(file.name for file in table.files)}.")
    headings = ("indicator", "12 months", "change", "quarter", "change", "year to date", "London", "per 1,000 of", "")
    _print_table(headings, [row_of(item) for item in found])
    for note in dict.fromkeys(item.note for item in found if item.note):
        print(note)


@app.command()
def functions(
    name: Annotated[str | None, typer.Argument(help="One function, for example ROLLING12.")] = None,
    *,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print the reference as Markdown.")] = False,
    of_excel: Annotated[
        bool, typer.Option("--excel", help="Print which of Excel's own functions the engine calculates."),
    ] = False,
    as_json: Json = False,
) -> None:
    """The catalogue of functions, or the help of one."""
    from cspxl.reference import as_data, excel_markdown, help_text, markdown
    from cspxl.registry import load_catalogue

    if of_excel:
        print(excel_markdown(), end="")
        return
    catalogue = load_catalogue()
    if name is None:
        found = list(catalogue.values())
    else:
        key = name.strip().upper().removeprefix("CSP.")
        if key not in catalogue:
            raise InputError(f"no function {name}{_nearest(key, list(catalogue))}; 'cspxl functions' lists them all")
        found = [catalogue[key]]
    if as_json:
        print(json.dumps([as_data(function) for function in found], indent=1, ensure_ascii=False))
    elif as_markdown:
        print(markdown({function.name: function for function in found}), end="")
    elif name is None:
        for family in dict.fromkeys(function.category for function in found):
            print(f"{family}")
            for function in found:
                if function.category == family:
                    print(f"  {function.syntax}\n      {function.help}")
    else:
        print(help_text(found[0]))


def _release(data: list[Path], area: str, month: int) -> tuple[SeriesTable, str]:
    """The files as one table, and the area's name in it; what the reader noticed goes to standard error."""
    from cspxl.sources import read_release

    table = read_release(data)
    name = table.area_named(area)
    if not table.first_month <= month <= table.last_month:
        first, last = month_name(table.first_month), month_name(table.last_month)
        raise InputError(f"{month_name(month)} is outside the data ({first} to {last}): choose a month in them")
    for notice in table.notices:
        print(f"cspxl: {notice}", file=sys.stderr)
    return table, name


def _month(text: str) -> int:
    try:
        return month_of(text)
    except CellFault:
        raise UsageError(f"--as-at '{text}' is no month: write it as YYYY-MM, for example 2017-04") from None


def _indicators(keys: list[str]) -> list[Indicator]:
    """The indicators asked for, by key or label; all of them when none is."""
    from cspxl.facts import indicators

    known = indicators()
    if not keys:
        return list(known.values())
    by_name = dict(known) | {item.label.lower(): item for item in known.values()}
    for key in keys:
        if key.strip().lower() not in by_name:
            raise InputError(f"no indicator '{key}'{_nearest(key.lower(), list(known))}; there are {', '.join(known)}")
    return list(dict.fromkeys(by_name[key.strip().lower()] for key in keys))


def _nearest(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=3, cutoff=0.5)
    return f" (do you mean {' or '.join(close)}?)" if close else ""


def _print_table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Columns as wide as their longest text; the first and last are words, the others figures."""
    widths = [max(len(row[at]) for row in [headings, *rows]) for at in range(len(headings))]
    for row in [headings, *rows]:
        cells = [
            text.ljust(width) if at in {0, len(headings) - 2, len(headings) - 1} else text.rjust(width)
            for at, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
