"""What commands share: options, exit codes, wrong usage, reading what the user gave, printing tables and findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from cspxl.errors import InputError, UsageError, one_line
from cspxl.output import warn
from cspxl.values import CellFault, month_name, month_of

if TYPE_CHECKING:
    from cspxl.forms import Form
    from cspxl.sources import SeriesTable

EXIT_FINDINGS: Final = 1
EXIT_INPUT: Final = 3
EXIT_SOME_FAILED: Final = 4

DATA_HELP: Final = (
    "An MPS borough file, repeated for all of a release, or their folder. Or the folder or .zip of a police.uk archive "
    "of street files."
)
Data = Annotated[
    list[Path],
    typer.Option("--data", metavar="FILE", help=DATA_HELP),
]


class Host(StrEnum):
    """The program that a workbook's formulas are spelled for."""

    EXCEL = "excel"
    OFFICE_JS = "office-js"
    LAMBDA = "lambda"
    LIBREOFFICE = "libreoffice"


class Profile(StrEnum):
    """Who a workbook is for: a board, or everybody."""

    BOARD = "board"
    PUBLISH = "publish"


def form_for(host: Host, *, macro: bool = False) -> Form:
    """The form of a workbook for a host; ``macro``: with VBA of its own."""
    forms: dict[Host, Form] = {
        Host.EXCEL: "macro" if macro else "plain",
        Host.OFFICE_JS: "office-js",
        Host.LAMBDA: "lambda",
        Host.LIBREOFFICE: "libreoffice",
    }
    return forms[host]


HostOption = Annotated[
    Host,
    typer.Option("--host", help="Where the functions are: xlwings in Excel, Office.js, LAMBDA names inside, Calc."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

_PARSER_FAULT: Final[Any] = typer.BadParameter.__mro__[1]  # click's, which each version of typer keeps elsewhere


@contextmanager
def _usage_faults(context: Any) -> Iterator[None]:  # noqa: ANN401 -- click's, likewise
    """What the parser of the command line does not understand is a UsageError: one line, as of every fault."""
    try:
        yield
    except _PARSER_FAULT as fault:
        told = fault.format_message().rstrip(".")
        raise UsageError(f"{told}; '{context.command_path} --help' says what there is") from None


class _Command(TyperCommand):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 -- click's
        """Refuses an option that is given twice where only one can count: the other would be lost."""
        with _usage_faults(ctx):
            values, _, given = self.make_parser(ctx).parse_args(args=list(args))
            for option, times in Counter[Any](given).items():
                if times > 1 and not option.multiple and not option.is_flag:
                    raise UsageError(f"{option.opts[0]} is given {times} times, and only one can count: give it once")
            for option in given:
                value = values.get(option.name)
                if value == "" or (isinstance(value, list | tuple) and "" in value):
                    raise UsageError(f"{option.opts[0]} is empty: give it a value, or leave it out")
            return super().parse_args(ctx, args)


class _Group(TyperGroup):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 -- click's
        if not args:  # which is answered with help
            return super().parse_args(ctx, args)
        with _usage_faults(ctx):
            return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 -- click's
        with _usage_faults(ctx):
            return super().resolve_command(ctx, args)


class App(typer.Typer):
    """Commands in which no option is given twice and silently lost, and wrong usage is one line."""

    def __init__(self, help: str, **settings: Any) -> None:  # noqa: A002, ANN401 -- typer's names and types
        super().__init__(cls=_Group, no_args_is_help=True, rich_markup_mode=None, help=help, **settings)

    def command(  # type: ignore[override]  # no other settings are used
        self, name: str | None = None,
    ) -> Callable[[Callable[..., None]], Callable[..., None]]:
        """A decorator that makes a function a command."""
        return super().command(name, cls=_Command)


def month_given(text: str) -> int:
    """The month (index) that ``--as-at`` gives."""
    return _month(text, text)


def _month(text: str, given: str) -> int:
    """The month that a text, or a part of it, spells."""
    try:
        return month_of(text)
    except CellFault:
        whole = "" if text == given else f" (in '{given}')"
        why = f"--as-at '{text}'{whole} is no month: write it as YYYY-MM, for example 2017-04"
        raise UsageError(why) from None


def months_given(text: str) -> Sequence[int]:
    """The months of ``2017-04`` or ``2016-05..2017-04``."""
    first, dots, last = text.partition("..")
    if not dots:
        return [month_given(first)]
    months = range(_month(first, text), _month(last, text) + 1)
    if not months:
        raise UsageError(f"--as-at '{text}' ends before it begins: write the earlier month first")
    return months


def check_months(table: SeriesTable, months: Sequence[int]) -> None:
    """Raise InputError for a month that the table does not have."""
    for month in months:
        if not table.first_month <= month <= table.last_month:
            first, last = month_name(table.first_month), month_name(table.last_month)
            raise InputError(f"{month_name(month)} is outside the data ({first} to {last}): choose a month in them")


def areas_given(names: Sequence[str], named: Callable[[str], str]) -> tuple[Sequence[str], Sequence[str]]:
    """The areas as the data spell them, each once, and what is to be told of names that they do not have.

    Raises InputError where no name is one of them.
    """
    found: dict[str, None] = {}
    unknown: list[InputError] = []
    for name in names:
        try:
            found[named(name)] = None
        except InputError as fault:
            unknown.append(fault)
    if unknown and not found:
        raise unknown[0]
    return list(found), list(map(str, unknown))


@contextmanager
def without(unknown: Sequence[str]) -> Iterator[None]:
    """What is done for the other areas; then a line for each name that is none, and the exit code for some."""
    try:
        yield
    except typer.Exit:
        if not unknown:
            raise
    if tell(unknown):
        raise typer.Exit(EXIT_SOME_FAILED)


def tell(findings: Iterable[object]) -> bool:
    """Each finding on a line of standard error; whether there was one."""
    told = False
    for finding in findings:
        warn(finding)
        told = True
    return told


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], words: Iterable[int] = (0,)) -> None:
    """Columns as wide as their longest text; those in ``words`` are words, set left, the others figures, set right."""
    for line in table_lines(headings, rows, words):
        print(line)


def table_lines(
    headings: Sequence[str], rows: Sequence[Sequence[str]], words: Iterable[int] = (0,),
) -> Sequence[str]:
    """The lines of such a table, the headings first."""
    lefts = set(words)
    rows = [[one_line(text) for text in row] for row in rows]
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
