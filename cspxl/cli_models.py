"""Commands for models: the paragraph that a report takes from one."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Annotated

import typer

from cspxl.cli_common import EXIT_FINDINGS, tell
from cspxl.errors import InputError, UsageError
from cspxl.output import say


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
