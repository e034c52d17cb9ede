"""The commands that put the functions into Excel and Calc: the template and the add-ins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cspxl.cli_common import EXIT_FINDINGS, App, Host, HostOption, form_for, tell
from cspxl.errors import UsageError
from cspxl.output import say

if TYPE_CHECKING:
    from cspxl.hosts.excel_pc import Machine

addin_app = App(help="The functions as an add-in of a spreadsheet program.")


def template(
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE.xlsm", help="Left out: csp_template.xlsm here."),
    ] = None,
    host: HostOption = Host.EXCEL,
) -> None:
    """The Excel template: live dashboard, fund model, and every function with an example.

    An .xlsm that carries its own VBA; for the other hosts an .xlsx.
    """
    from cspxl.template import NAME
    from cspxl.template import template as made
    from cspxl.workbook.files import write_whole

    usual = Path(NAME) if host is Host.EXCEL else Path(NAME).with_suffix(".xlsx")
    path = out or usual
    if path.suffix.lower() != usual.suffix:
        raise UsageError(f"the template for --host {host.value} is an {usual.suffix}; give -o a name such as {usual}")
    content, findings = made(form_for(host, macro=True))
    write_whole(path, content)
    say(path)
    if tell(findings):
        raise typer.Exit(EXIT_FINDINGS)


@addin_app.callback()
def _addin() -> None:
    """The group of add-ins: Excel's and Calc's."""


@addin_app.command()
def excel(
    workbooks: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE.xlsm", help="Macro workbooks, for --check; left out: the template, if here."),
    ] = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Only say what is there and what is missing.")] = False,
    uninstall: Annotated[bool, typer.Option("--uninstall", help="Take the add-in away again.")] = False,
) -> None:
    """Put the add-in where Excel on this Windows PC finds it.

    What others wrote there stays, or is kept beside its settings and comes back with --uninstall. With --check it
    changes nothing, and ends with 1 where something is missing.
    """
    from cspxl.hosts.excel_addin import install
    from cspxl.hosts.excel_addin import uninstall as take_away
    from cspxl.hosts.excel_pc import this_machine
    from cspxl.macros import addin

    if check and uninstall:
        raise UsageError("choose one of --check and --uninstall")
    if workbooks and not check:
        raise UsageError("workbooks are only looked at: add --check")
    machine = this_machine()
    if check:
        _check(machine, workbooks)
        return
    done = take_away(machine) if uninstall else install(addin(), machine)
    for path in done.files:
        say(path)
    if done == ([], []):
        say("the add-in is not installed here")
    if tell(done.notes):
        raise typer.Exit(EXIT_FINDINGS)


def _check(machine: Machine, workbooks: list[Path] | None) -> None:
    from cspxl.hosts.addin_checks import check
    from cspxl.macros import addin, addin_made_for
    from cspxl.template import NAME
    from cspxl.workbook.macro import made_for

    here = [path for path in (Path(NAME),) if path.exists()]
    checks = check(addin(), addin_made_for(), machine, {path: made_for(path) for path in workbooks or here})
    for item in checks:
        say(item)
    if not all(item.fine for item in checks):
        raise typer.Exit(EXIT_FINDINGS)


@addin_app.command()
def libreoffice(
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE.oxt", help="Left out: cspxl.oxt here."),
    ] = None,
    *,
    install: Annotated[bool, typer.Option("--install", help="Put it into LibreOffice too, for this user.")] = False,
    uninstall: Annotated[bool, typer.Option("--uninstall", help="Take it out of LibreOffice again.")] = False,
) -> None:
    """Write the add-in of LibreOffice Calc: one file that needs nothing else.

    Opened with LibreOffice, or with --install, it is added for this user; --uninstall or Tools, Extension Manager,
    Remove takes it away.
    """
    from cspxl.hosts import calc_office
    from cspxl.hosts.calc_extension import NAME, extension
    from cspxl.workbook.files import write_whole

    if uninstall:
        if install or out:
            raise UsageError("--uninstall stands alone: it writes nothing")
        calc_office.uninstall()
        say("the add-in is taken out of LibreOffice")
        return
    path = out or Path(NAME)
    if path.suffix.lower() != ".oxt":
        raise UsageError(f"an add-in of LibreOffice is an .oxt; give -o a name such as {NAME}")
    write_whole(path, extension())
    say(path)
    if install:
        calc_office.install(path)
        say("it is in LibreOffice from its next start; to take it out again: cspxl addin libreoffice --uninstall")
    else:
        say("to put it into LibreOffice, open it there, or run this with --install")
