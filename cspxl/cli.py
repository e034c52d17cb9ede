"""The command line: arguments in, one call, output out.

Data go to standard output, messages to standard error. Rooms load when a command needs them, so that help, the
catalogue and ``eval`` answer at once.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cspxl import __version__
from cspxl.cli_audit import audit
from cspxl.cli_build import build, demo
from cspxl.cli_check import check
from cspxl.cli_common import EXIT_FINDINGS, App, Json, nearest, tell
from cspxl.cli_diff import diff
from cspxl.cli_excel import addin_app, template
from cspxl.cli_figures import figures
from cspxl.cli_models import paragraph
from cspxl.errors import InputError, UsageError
from cspxl.output import plain, print_json, print_value

app = App(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Spreadsheets for community safety: figures, calculated dashboards, and the functions in their cells.",
    epilog="Exit codes: 0 done; 1 done, with findings; 2 wrong usage; 3 an input cannot be used; "
    "4 done, but for some workbooks; 130 stopped with Ctrl-C, 143 with SIGTERM.",
)


app.command()(demo)
app.command()(build)
app.command()(figures)
app.command()(diff)
app.command()(paragraph)
app.command()(audit)
app.command()(check)
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
        typer.Option(
            "--set", metavar="'Sheet!B2=VALUE'", help="Change an input cell first, as if typed into; can be repeated.",
        ),
    ] = None,
    now: Annotated[
        datetime | None, typer.Option("--now", help="The clock that TODAY() and NOW() read; left out: the machine's."),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", metavar="N", help="RAND() and its kin draw the same numbers for the same N."),
    ] = None,
    drop_signature: Annotated[
        bool, typer.Option("--drop-signature", help="Write a signed workbook without its signature."),
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="STEPS", min=1, help="How much to calculate; left out: 800000000, 20 seconds."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Calculate any workbook that uses the functions.

    Formulas stay as they are; every formula cell gets its value. What cannot be calculated is named, and keeps its
    saved value while all it reads is as it was saved. A workbook whose own light is Red is named too.
    """
    from cspxl import load
    from cspxl.changes import doubts, looks, make_changes
    from cspxl.engine import summary
    from cspxl.workbook.endings import check_ending
    from cspxl.workbook.files import check_file, write_whole
    from cspxl.workbook.light import light
    from cspxl.workbook.stamp import Stamper

    if out is None and not as_json:
        raise UsageError("nothing to do: name the workbook to write with -o OUT.xlsx, or print the values with --json")
    stamper = None
    if out is not None:
        check_ending(workbook, out)
        check_file(out)
        stamper = Stamper(workbook, drop_signature=drop_signature)
    plan = load(workbook)
    changed = make_changes(plan, workbook, changes or [])
    values = plan.calculate(now, seed=seed, limit=limit).values()
    doubtful = doubts(plan, changed)
    tell(looks(changed))
    if out is not None and stamper is not None:
        done = stamper.stamp({**values, **plan.inputs}, plan.spills, kept=plan.kept, unfinished=bool(plan.findings))
        write_whole(out, done, workbook)
        if stamper.signature:
            tell([f"{out}: written without the signature of {workbook.name}"])
    if as_json:
        found = dict.fromkeys(finding.cell for finding in plan.findings) | values
        print_json({address: plain(cell) for address, cell in found.items()}, indent=1)
    if tell([*doubtful, *summary(plan.findings), *light(plan)]):
        raise typer.Exit(EXIT_FINDINGS)


@app.command("eval")
def evaluate(
    formula: Annotated[str, typer.Argument(metavar="FORMULA", help="For example '=PCT_CHANGE(6514,5683)'.")],
) -> None:
    """Calculate one formula and print its value as JSON."""
    print_value(formula)


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
            raise InputError(f"no function {name}{nearest(key, list(catalogue))}; 'cspxl functions' lists them all")
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
