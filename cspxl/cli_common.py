"""What commands share: options, exit codes, reading what the user gave, and printing tables and findings."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cspxl.errors import InputError, UsageError
from cspxl.values import CellFault, month_name, month_of

if TYPE_CHECKING:
    from cspxl.sources import SeriesTable

EXIT_FINDINGS: Final = 1
EXIT_SOME_FAILED: Final = 4

DATA_HELP: Final = (
    "An MPS borough file, repeated for all of a release, or their folder. Or the folder or .zip of a police.uk archive "
    "of street files."
)
Data = Annotated[
    list[Path],
    typer.Option("--data", metavar="FILE", help=DATA_HELP),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def month_given(text: str) -> int:
    """The month (index) that ``--as-at`` gives."""
    try:
        return month_of(text)
    except CellFault:
        raise UsageError(f"--as-at '{text}' is no month: write it as YYYY-MM, for example 2017-04") from None


def months_given(text: str) -> Sequence[int]:
    """The months of ``2017-04`` or ``2016-05..2017-04``."""
    first, dots, last = text.partition("..")
    if not dots:
        return [month_given(first)]
    months = range(month_given(first), month_given(last) + 1)
    if not months:
        raise UsageError(f"--as-at '{text}' ends before it begins: write the earlier month first")
    return months


def release_given(
    data: Sequence[Path], months: Sequence[int], areas: Sequence[str] = (),
) -> tuple[SeriesTable, Sequence[str]]:
    """The files as one table that has the months, and the areas as it spells them."""
    from cspxl.sources import read_data

    table = read_data(data)
    named = [table.area_named(area) for area in areas]
    for month in months:
        if not table.first_month <= month <= table.last_month:
            first, last = month_name(table.first_month), month_name(table.last_month)
            raise InputError(f"{month_name(month)} is outside the data ({first} to {last}): choose a month in them")
    return table, list(dict.fromkeys(named))


def tell(findings: Iterable[object]) -> bool:
    """Each finding on a line of standard error; whether there was one."""
    lines = [f"cspxl: {finding}" for finding in findings]
    for line in lines:
        print(line, file=sys.stderr)
    return bool(lines)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], words: Iterable[int] = (0,)) -> None:
    """Columns as wide as their longest text; those in ``words`` are words, set left, the others figures, set right."""
    for line in table_lines(headings, rows, words):
        print(line)


def table_lines(
    headings: Sequence[str], rows: Sequence[Sequence[str]], words: Iterable[int] = (0,),
) -> Sequence[str]:
    """The lines of such a table, the headings first."""
    lefts = set(words)
    widths = [max(len(row[at]) for row in [headings, *rows]) for at in range(len(headings))]
    return [
        "  ".join(
            text.ljust(width) if at in lefts else text.rjust(width)
            for at, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [headings, *rows]
    ]


def nearest(word: str, known: Sequence[str]) -> str:
    """What the word may have been meant for, in brackets; empty where nothing is near."""
    close = get_close_matches(word, known, n=3, cutoff=0.5)
    return f" (do you mean {' or '.join(close)}?)" if close else ""
