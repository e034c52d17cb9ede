"""The command ``audit``: the figures of published reports held against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cspxl.cli_common import DATA_HELP, EXIT_FINDINGS, EXIT_INPUT, Json, tell
from cspxl.errors import InputError, UsageError, one_line
from cspxl.output import print_json, say, warn

if TYPE_CHECKING:
    from cspxl.audit import Audited, Judgement

_LONGEST: Final = 160


def audit(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Text, Markdown, CSV, .xlsx, .docx or .pdf; one or more."),
    ],
    *,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", metavar="FILE", help=f"Hold the figures against data too, with --area. {DATA_HELP}"),
    ] = None,
    area: Annotated[
        str | None,
        typer.Option("--area", metavar="AREA", help="The area that the reports are about."),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Show what was right too, with the arithmetic."),
    ] = False,
    as_json: Json = False,
    as_sarif: Annotated[bool, typer.Option("--sarif", help="Print SARIF, for CI.")] = False,
    as_html: Annotated[
        bool,
        typer.Option("--html", help="Print a page that shows the text with every statement marked."),
    ] = False,
) -> None:
    """Find figures in published reports that contradict themselves.

    Percentages with their volumes, differences, shares, totals, ranks, rates, targets, dates: each statement is worked
    out again from the figures beside it. What cannot be read without doubt is left alone.

    \b
    cspxl audit report.txt
    cspxl audit --explain papers/*.docx
    cspxl audit --html report.pdf > report.html
    """  # noqa: D301 -- it is click's mark for lines that stay as they are
    if as_json + as_sarif + as_html > 1:
        raise UsageError("choose one of --json, --sarif and --html")
    if (data is None) != (area is None):
        raise UsageError("--data and --area go together: the files, and the area that the reports are about")
    found, unread = _audited(files, data or (), area or "")
    judgements = [judgement for one in found for judgement in one.judgements]
    shown = [judgement for judgement in judgements if explain or judgement.is_finding]
    if as_json:
        print_json([judgement.as_data() for judgement in shown], indent=1)
    elif as_sarif:
        from cspxl.audit.sarif import sarif

        print_json(sarif(judgements), indent=1)
    elif as_html:
        from cspxl.audit.page import page

        print(page(found), end="")
    else:
        _print(shown)
        if found:
            warn(_summary(judgements))
    if tell(unread):
        raise typer.Exit(EXIT_INPUT)
    if any(judgement.is_finding for judgement in judgements):
        raise typer.Exit(EXIT_FINDINGS)


def _audited(files: Sequence[Path], data: Sequence[Path], area: str) -> tuple[Sequence[Audited], Sequence[InputError]]:
    """Each file audited, against the data where they are given; and those that cannot be read."""
    from cspxl.audit import audit as audited

    table = None
    if data:
        from cspxl.sources import read_data

        table = read_data(data)
        table.area_named(area)
        tell(table.notices)
    found: list[Audited] = []
    unread = []
    for file in files:
        try:
            found.append(audited(file, table, area))
        except InputError as error:
            unread.append(error)
    return found, unread


def _print(judgements: Sequence[Judgement]) -> None:
    """Two lines for each: where, the verdict and the text; and what it should be."""
    for one in judgements:
        text = one.statement if len(one.statement) <= _LONGEST else f"{one.statement[: _LONGEST - 1]}…"
        say(f"{one.file}, {one.where}: {one.verdict}: {text}")
        print(f"    {one_line(one.told)}")


def _summary(judgements: Sequence[Judgement]) -> str:
    """How many statements were recomputed, and what came of them."""
    verdicts = Counter(one.verdict for one in judgements)
    told = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common())
    plural = "" if len(judgements) == 1 else "s"
    return f"{len(judgements)} statement{plural} recomputed" + (
        f": {told}" if told else ": none could be read without doubt"
    )
