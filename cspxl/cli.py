"""The command line: arguments in, one call, output out.

Data go to standard output, messages to standard error. Rooms load when a command needs them, so that help, the
catalogue and ``eval`` answer at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cspxl import __version__
from cspxl.cli_build import build, demo
from cspxl.cli_common import EXIT_FINDINGS, Data, Json, month_given, print_table, release_given, tell
from cspxl.cli_excel import addin_app, template
from cspxl.errors import InputError, UsageError
from cspxl.output import plain, print_json, print_value, typed
from cspxl.values import month_name

if TYPE_CHECKING:
    from cspxl.facts import Indicator

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Spreadsheets for community safety: figures, calculated dashboards, and the functions in their cells.",
    epilog="Exit codes: 0 done; 1 done, with findings; 2 wrong usage; 3 an input cannot be used; "
    "4 done, but for some workbooks; 130 stopped with Ctrl-C, 143 with SIGTERM.",
)


Area = Annotated[str, typer.Option("--area", metavar="AREA", help="The borough, for example 'Barking and Dagenham'.")]
AsAt = Annotated[str, typer.Option("--as-at", metavar="YYYY-MM", help="The last month of every period.")]


app.command()(demo)
app.command()(build)
app.command()(template)
app.add_typer(addin_app, name="addin")


@app.callback(invoke_without_command=True)
def version(*, show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Options of the program itself."""
    if show:
        print(__version__)
        raise typer.Exit


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
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="STEPS", min=1, help="How much to calculate; left out: 800000000, 20 seconds."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Calculate any workbook that uses the functions.

    Formulas stay as they are; every formula cell gets its value. What cannot be calculated is named.
    """
    from cspxl import load
    from cspxl.engine import summary
    from cspxl.workbook.endings import check_ending
    from cspxl.workbook.files import write_whole
    from cspxl.workbook.stamp import stamp

    if out is None and not as_json:
        raise UsageError("nothing to do: name the workbook to write with -o OUT.xlsx, or print the values with --json")
    if out is not None:
        check_ending(workbook, out)
    plan = load(workbook)
    for change in changes or []:
        address, equals, text = change.partition("=")
        if not equals:
            raise UsageError(f"--set '{change}' is no change: write it as 'Sheet!B2=VALUE'")
        plan.set(address, typed(text))
    values = plan.calculate(now, limit=limit).values()
    if out is not None:
        write_whole(out, stamp(workbook, {**values, **plan.inputs}, plan.spills))
    if as_json:
        found = dict.fromkeys(finding.cell for finding in plan.findings) | values
        print_json({address: plain(cell) for address, cell in found.items()}, indent=1)
    if tell(summary(plan.findings)):
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
    from cspxl.report.basis import basis_of
    from cspxl.report.figures import denominator_for, denominator_named, row_of
    from cspxl.report.figures import figures as calculate
    from cspxl.sources.text import listed

    month = month_given(as_at)
    table, (name,) = release_given(data, [month], [area])
    basis = basis_of(table)
    wanted = _indicators(indicator or [], basis.indicators)
    given = denominator_named(denominator, basis) if denominator else None
    tell(table.notices)
    found = [
        calculate(table, name, item, month, given or denominator_for(item, month, basis), basis) for item in wanted
    ]
    if as_json:
        print_json([asdict(item) for item in found], indent=1)
        return
    print(f"{name}, {month_name(month)}. Data: {listed([file.name for file in table.files])}.")
    headings = ("indicator", "12 months", "change", "quarter", "change", "year to date", "rank", "per 1,000 of", "")
    print_table(headings, [row_of(item) for item in found], words=(0, 7, 8))
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
        print_json([as_data(function) for function in found], indent=1)
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


def _indicators(keys: list[str], known: Mapping[str, Indicator]) -> list[Indicator]:
    """The indicators asked for, by key or label; all of them when none is."""
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
