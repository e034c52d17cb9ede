"""Commands for models: two versions held against each other, and the paragraph that a report takes from one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cspxl.cli_common import EXIT_FINDINGS, Json, tell
from cspxl.errors import InputError, UsageError
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


def paragraph(
    workbook: Annotated[Path, typer.Argument(metavar="MODEL.xlsx", help="A model of the fund.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="REPORT.docx", help="A Word document that holds it."),
    ] = None,
) -> None:  # fmt: skip
    """The committee paragraph of a model, calculated: printed, or as a Word document.

    It is the text of the cell that the workbook calls 'paragraph'. A model whose light is Red says so instead.
    """
    from cspxl import load
    from cspxl.engine import summary
    from cspxl.workbook.files import write_whole
    from cspxl.workbook.light import light

    plan = load(workbook).calculate()
    places = plan.named("paragraph")
    if not places:
        raise InputError(f"{workbook}: has no cell called 'paragraph'; name a model that cspxl build made")
    at, meant = next(iter(places.items()))
    text = plan.answer(meant, at)
    if not isinstance(text, str):
        raise InputError(f"{workbook}: its paragraph is no text but {text}")
    if out is None:
        say(text)
    else:
        write_whole(out, _document(out, text), workbook)
    if tell([*summary(plan.findings), *light(plan)]):
        raise typer.Exit(EXIT_FINDINGS)


def _document(out: Path, text: str) -> bytes:
    """A Word document of one paragraph."""
    if out.suffix.lower() != ".docx":
        raise UsageError(f"a Word document ends with .docx: write it to a name such as paragraph.docx, not {out.name}")
    try:
        from docx import Document
    except ImportError:
        raise UsageError("a .docx needs python-docx: install cspxl[word]") from None
    document, written = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(written)
    return written.getvalue()
