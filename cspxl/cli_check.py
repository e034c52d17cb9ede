"""The command ``check``: rules over workbooks of any making."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cspxl.cli_common import EXIT_FINDINGS, EXIT_INPUT, Json, Profile, nearest, tell
from cspxl.errors import InputError, UsageError, one_line
from cspxl.output import print_json, say, warn

if TYPE_CHECKING:
    from cspxl.check import Checked, Finding
    from cspxl.check.accepted import Accepted


def check(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="Workbooks, .xlsx or .xlsm; one or more."),
    ] = None,
    *,
    profile: Annotated[
        Profile | None,
        typer.Option("--profile", help="What it is for: the rules of accessible board packs or publications as well."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--rule", metavar="RULE", help="Hold against this rule only; can be repeated."),
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="RULE", help="Leave a rule out; can be repeated."),
    ] = None,
    accepted: Annotated[
        Path | None,
        typer.Option("--accepted", metavar="FILE.toml", help="Findings that somebody accepts, each with a reason."),
    ] = None,
    as_json: Json = False,
    as_sarif: Annotated[bool, typer.Option("--sarif", help="Print SARIF, for CI.")] = False,
    list_rules: Annotated[
        bool, typer.Option("--rules", help="Print what the rules are, as Markdown."),
    ] = False,
) -> None:
    """Find what is wrong in a workbook: errors, values out of date, formulas and totals that break their pattern.

    Each finding has its place, why it matters, what to do, and an identity that stays when rows are inserted.

    \b
    cspxl check plan.xlsx
    cspxl check --accepted accepted.toml *.xlsx
    cspxl check --without constant-in-formula --sarif plan.xlsx
    cspxl check --profile publish statistics.xlsx
    """  # noqa: D301 -- it is click's mark for lines that stay as they are
    if as_json + as_sarif + list_rules > 1:
        raise UsageError("choose one of --json, --sarif and --rules")
    if list_rules:
        from cspxl.check.page import markdown

        print(markdown(), end="")
        return
    if not files:
        raise UsageError("no workbook is named: cspxl check FILE.xlsx")
    rules = _chosen(only or [], without or [], profile)
    allowed: Mapping[str, Accepted] = {}
    if accepted is not None:
        from cspxl.check.accepted import read_accepted

        allowed = read_accepted(accepted)
    checked, unread = _checked(files, rules)
    open_ones = {one.file: [finding for finding in one.findings if finding.identity not in allowed] for one in checked}
    if as_json:
        print_json([_data(one, open_ones[one.file]) for one in checked], indent=1)
    elif as_sarif:
        from cspxl.check.sarif import sarif

        print_json(sarif(checked, allowed), indent=1)
    else:
        for one in checked:
            _print(one.file, open_ones[one.file])
            warn(_summary(one, open_ones[one.file]))
    tell(_lapsed(accepted, allowed, checked, rules))
    if tell(unread):
        raise typer.Exit(EXIT_INPUT)
    if any(open_ones.values()):
        raise typer.Exit(EXIT_FINDINGS)


def _chosen(only: Sequence[str], without: Sequence[str], profile: Profile | None) -> Collection[str]:
    """The rules that are asked for. Raises UsageError for one that is not there."""
    from cspxl.check import chosen, load_rules

    known = list(load_rules())
    for name in (*only, *without):
        if name not in known:
            raise UsageError(f"there is no rule {name!r}{nearest(name, known)}; 'cspxl check --rules' lists them all")
    asked = only or chosen(profile.value if profile else None)
    return [name for name in known if name in asked and name not in without]


def _checked(files: Sequence[Path], rules: Collection[str]) -> tuple[Sequence[Checked], Sequence[InputError]]:
    """Each file checked; and those that cannot be read."""
    from cspxl.check import check as checked

    found: list[Checked] = []
    unread = []
    for file in dict.fromkeys(files):
        try:
            found.append(checked(file, rules))
        except InputError as error:
            unread.append(error)
    return found, unread


def _print(file: str, findings: Sequence[Finding]) -> None:
    """Two lines for each: the rule, where, and what is there; why that matters, what to do, and its identity."""
    for one in findings:
        place = f", {one.place}" if one.place else ""
        label = f" ({one.label})" if one.label else ""
        say(f"{file}{place}{label}: {one.rule.name}: {one.what}")
        print(f"    {one_line(f'{one.rule.why} {one.rule.todo} [{one.identity}]')}")


def _summary(one: Checked, findings: Sequence[Finding]) -> str:
    """How many formulas were held, what was found, and what could not be held."""
    rules = Counter(finding.rule.name for finding in findings)
    told = ", ".join(f"{count} {name}" for name, count in rules.most_common())
    accepted = len(one.findings) - len(findings)
    parts = [f"{one.file}: {one.formulas:,} formulas: {told or 'no finding'}"]
    if accepted:
        parts.append(f"{accepted} accepted")
    if one.unheld:
        reasons = Counter(why for _, why in one.unheld)
        common, count = reasons.most_common(1)[0]
        parts.append(f"{len(one.unheld):,} not held against a calculation ({count:,}: {common})")
    return "; ".join(parts)


def _data(one: Checked, findings: Sequence[Finding]) -> Mapping[str, object]:
    """A workbook as JSON has it."""
    return {
        "file": one.file,
        "formulas": one.formulas,
        "not_held": [{"cell": cell, "why": why} for cell, why in one.unheld],
        "accepted": len(one.findings) - len(findings),
        "findings": [finding.as_data() for finding in findings],
    }


def _lapsed(
    path: Path | None, allowed: Mapping[str, Accepted], checked: Sequence[Checked], rules: Collection[str],
) -> Sequence[str]:
    """What is accepted and no longer found: the cell has changed, or is gone."""
    there = {finding.identity for one in checked for finding in one.findings}
    return [
        f"{path}: {one.identity} ({one.rule}, {one.place}) is accepted and no longer found; take it out"
        for one in allowed.values()
        if one.identity not in there and one.rule in rules
    ]
