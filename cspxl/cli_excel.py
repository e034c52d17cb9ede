"""The commands that put the functions into Excel: the template and the add-in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cspxl.cli_common import EXIT_FINDINGS, App, tell
from cspxl.errors import UsageError
from cspxl.output import say

addin_app = App(help="The functions as an add-in of a spreadsheet program.")


def template(
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE.xlsm", help="Left out: csp_template.xlsm here."),
    ] = None,
) -> None:
    """The Excel template: live dashboard, fund model, and every function with an example."""
    from cspxl.template import NAME
    from cspxl.template import template as made
    from cspxl.workbook.files import write_whole

    content, findings = made()
    path = out or Path(NAME)
    write_whole(path, content)
    say(path)
    if tell(findings):
        raise typer.Exit(EXIT_FINDINGS)


@addin_app.callback()
def _addin() -> None:
    """The group of add-ins; Excel's is the first."""


@addin_app.command()
def excel(
    *,
    check: Annotated[bool, typer.Option("--check", help="Only say what is there and what is missing.")] = False,
    uninstall: Annotated[bool, typer.Option("--uninstall", help="Take the add-in away again.")] = False,
) -> None:
    """Put the add-in where Excel on this Windows PC finds it.

    What others wrote there stays, or is kept beside its settings and comes back with --uninstall. With --check it
    changes nothing, and ends with 1 where something is missing.
    """
    from cspxl.hosts import excel_addin
    from cspxl.macros import addin, addin_made_for

    if check and uninstall:
        raise UsageError("choose one of --check and --uninstall")
    machine = excel_addin.this_machine()
    if check:
        checks = excel_addin.check(addin(), addin_made_for(), machine)
        for item in checks:
            say(item)
        if not all(item.fine for item in checks):
            raise typer.Exit(EXIT_FINDINGS)
        return
    done = excel_addin.uninstall(machine) if uninstall else excel_addin.install(addin(), machine)
    for path in done.files:
        say(path)
    if done == ([], []):
        say("the add-in is not installed here")
    if tell(done.notes):
        raise typer.Exit(EXIT_FINDINGS)
