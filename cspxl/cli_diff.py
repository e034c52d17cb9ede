"""The command ``diff``: two versions of a workbook held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cspxl.cli_common import EXIT_FINDINGS, Json
from cspxl.output import plain, print_json, say

if TYPE_CHECKING:
    from cspxl.differences import Change
    from cspxl.values import Cell

_MOST: Final = 40  # changes of a kind that are listed; --json has all


def diff(
    before: Annotated[Path, typer.Argument(metavar="BEFORE.xlsx", help="The earlier version.")],
    after: Annotated[Path, typer.Argument(metavar="AFTER.xlsx", help="The later one.")],
    as_json: Json = False,  # noqa: FBT002 -- typer's way of a flag
) -> None:
    """What changed between two versions of a workbook: inputs, the figures that they moved, and formulas.

    Both are calculated first. Rows of a table to fill may be inserted, deleted and sorted: only what they hold counts.
    Figures are those that print; those of workings are counted. Formulas that changed are a finding.
    """
    from cspxl.differences import differences

    found = differences(before, after)
    if as_json:
        kinds = {"inputs": found.inputs, "figures": found.figures, "formulas": found.formulas}
        print_json(
            {
                **{name: [{**one._asdict(), "before": plain(one.before), "after": plain(one.after)} for one in kind]
                   for name, kind in kinds.items()},
                "workings": found.workings,
            },
            indent=1,
        )  # fmt: skip
    else:
        _print("Inputs that changed", found.inputs)
        _print("Figures that changed", found.figures)
        say(f"Figures of workings that changed: {found.workings:,}")
        _print("Formulas that changed", found.formulas)
    if found.formulas:
        raise typer.Exit(EXIT_FINDINGS)


def _print(title: str, changes: Sequence[Change]) -> None:
    say(f"{title}: {len(changes):,}" if changes else f"{title}: none")
    for change in changes[:_MOST]:
        say(f"{change.cell} {change.what}: {_told(change.before)} -> {_told(change.after)}")
    if len(changes) > _MOST:
        say(f"and {len(changes) - _MOST:,} more; --json lists all")


def _told(cell: Cell) -> str:
    if cell is None:
        return "nothing"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"{cell:,.2f}".removesuffix(".00")
    return str(plain(cell))
