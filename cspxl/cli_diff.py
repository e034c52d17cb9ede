"""The command ``diff``: what changed between two workbooks, or between two releases of data."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cspxl.cli_common import DATA_HELP, EXIT_FINDINGS, Json, month_given, tell
from cspxl.errors import UsageError
from cspxl.output import plain, print_json, say
from cspxl.values import month_name

if TYPE_CHECKING:
    from cspxl.differences import Change, Differences

_MOST: Final = 40  # changes of a kind that are listed; --json, --html and --xlsx have all
_LONGEST: Final = 120  # letters of a text that is listed


def diff(
    before: Annotated[Path | None, typer.Argument(metavar="OLD.xlsx", help="The earlier workbook.")] = None,
    after: Annotated[Path | None, typer.Argument(metavar="NEW.xlsx", help="The later one.")] = None,
    data: Annotated[
        list[Path] | None, typer.Option("--data", metavar="FILE", help=f"Instead: the earlier release. {DATA_HELP}"),
    ] = None,
    against: Annotated[
        list[Path] | None, typer.Option("--against", metavar="FILE", help="And the later release, given likewise."),
    ] = None,
    area: Annotated[
        list[str] | None, typer.Option("--area", metavar="AREA", help="Of releases: an area; repeat it for several."),
    ] = None,
    as_at: Annotated[
        str | None, typer.Option("--as-at", metavar="YYYY-MM", help="Of releases: the month of judgements and ranks."),
    ] = None,
    *,
    as_json: Json = False,
    as_html: Annotated[bool, typer.Option("--html", help="Print a page of its own.")] = False,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="CHANGES.xlsx", help="Write them as a workbook too."),
    ] = None,
) -> None:
    """What changed: judgements, ranks, sentences, figures, inputs and formulas, what matters most first.

    Two workbooks of any making are calculated first. Rows of marked-up tables are known by what they begin with, rows
    of tables to fill by what they hold: they may be inserted, deleted and sorted. Of two releases of the police's
    files: which figures were revised, by how much, which categories moved, which judgements and ranks are others.

    \b
    cspxl diff march.xlsx april.xlsx
    cspxl diff --data A1.csv --data A2.csv --against A3.csv --area Barnet
    cspxl diff --html march.xlsx april.xlsx > changes.html
    """  # noqa: D301 -- it is click's mark for lines that stay as they are
    if as_json and as_html:
        raise UsageError("choose one of --json and --html")
    title, found = _found(before, after, data or [], against or [], area or [], as_at)
    if xlsx is not None:
        _write(xlsx, title, found, [path for path in (before, after) if path is not None])
    if as_json:
        changes = [{**asdict(one), "before": plain(one.before), "after": plain(one.after)} for one in found.changes]
        print_json({"changes": changes, "not_listed": dict(found.uncounted), "notes": list(found.notes)}, indent=1)
    elif as_html:
        from cspxl.differences.page import page

        print(page(title, found), end="")
    else:
        _print(found)
    if found.changes or found.uncounted:
        raise typer.Exit(EXIT_FINDINGS)


def _found(
    before: Path | None, after: Path | None, data: list[Path], against: list[Path], areas: list[str], as_at: str | None,
) -> tuple[str, Differences]:
    """What is compared, in words, and what changed. Raises UsageError for what does not go together."""
    if data or against:
        if before is not None or not (data and against):
            raise UsageError("two releases are given with --data FILE … and --against FILE …, and without workbooks")
        return _of_releases(data, against, areas, as_at)
    if before is None or after is None:
        raise UsageError("give two workbooks, or two releases: cspxl diff --data FILE … --against FILE …")
    if areas or as_at:
        raise UsageError("--area and --as-at are of releases: --data FILE … --against FILE …")
    from cspxl.differences import differences

    return f"What changed from {before.name} to {after.name}", differences(before, after)


def _of_releases(data: list[Path], against: list[Path], areas: list[str], as_at: str | None) -> tuple[str, Differences]:
    from cspxl.cli_build import configuration_given
    from cspxl.differences.releases import releases
    from cspxl.report.overview_request import read_request
    from cspxl.sources import borough_files, is_street, read_data

    if is_street(data) or is_street(against):
        raise UsageError("releases are of the Metropolitan Police's borough files; street files are not compared yet")
    tables = [read_data(files) for files in (data, against)]
    month = min(table.last_month for table in tables) if as_at is None else month_given(as_at)
    for table in tables:
        if not table.first_month <= month <= table.last_month:
            raise UsageError(f"{month_name(month)} is not in both releases: choose a month that they have in common")
    requests = [
        read_request(configuration_given(None, files)[1], table, table.areas[0], month, made_by="")
        for files, table in zip((data, against), tables, strict=True)
    ]
    named = [tables[0].area_named(area) for area in areas]
    one, two = (table.classification for table in tables)
    files = borough_files(data), borough_files(against)
    found = releases(requests[0], requests[1], files if one == two else None, named, month)
    if one != two:
        apart = f"the releases are of {one.name} and {two.name}, so that their categories are not compared"
        found = replace(found, notes=[*found.notes, apart])
    return f"What changed from {requests[0].release} to {requests[1].release}", found


def _write(path: Path, title: str, found: Differences, inputs: list[Path]) -> None:
    """The changes as a workbook of plain tables."""
    from cspxl.differences.page import workbook
    from cspxl.workbook.files import write_whole
    from cspxl.workbook.writer import write

    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"a workbook ends with .xlsx: write it to a name such as changes.xlsx, not {path.name}")
    write_whole(path, write(workbook(title, found)), inputs[-1] if inputs else None)


def _print(found: Differences) -> None:
    from cspxl.differences import KINDS

    tell(found.notes)
    for kind in found.kinds:
        changes = found.of(kind)
        say(f"{KINDS[kind]}: {len(changes):,}" if changes else f"{KINDS[kind]}: none")
        for change in changes[:_MOST]:
            say(_line(change))
        if len(changes) > _MOST:
            say(f"and {len(changes) - _MOST:,} more; --json, --html and --xlsx have all")
    for what, n in found.uncounted.items():
        say(f"Changed too, and not listed: {n:,} {what}")


def _line(change: Change) -> str:
    from cspxl.differences.page import place, told

    how = f" ({change.how})" if change.how else ""
    before, after = (_short(told(cell, change.what)) for cell in (change.before, change.after))
    return f"{place(change)} {change.what}: {before} -> {after}{how}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
