"""The way out: lines, messages and values as the command line prints them, without loading what it does not need."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Final

from cspxl.errors import one_line
from cspxl.values import CellError

_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def say(text: object) -> None:
    """A line of standard output, whatever the text holds."""
    print(one_line(str(text)))  # noqa: T201 -- its job


def warn(text: object) -> None:
    """A message: a line of standard error, whatever the text holds."""
    print(f"cspxl: {one_line(str(text))}", file=sys.stderr, flush=True)  # noqa: T201 -- its job


def print_value(formula: str) -> None:
    """Print the value of one formula as JSON: a cell, or the rows of an array."""
    from cspxl.engine import evaluate  # noqa: PLC0415 -- loaded when it is asked for

    value = evaluate(formula)
    if isinstance(value, Sequence) and not isinstance(value, str):
        print_json([[plain(cell) for cell in row] for row in value])
    else:
        print_json(plain(value))


def print_json(value: object, indent: int | None = None) -> None:
    """Print JSON. What a terminal would obey is written as JSON's own escapes; where standard output lacks signs, all.

    Such signs, but for the line ends of an indent, stand inside of texts only.
    """
    unicode = (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    lines = json.dumps(value, indent=indent, ensure_ascii=not unicode).split("\n")
    print("\n".join(line if line.isprintable() else "".join(map(_escaped, line)) for line in lines))  # noqa: T201 -- its job


def _escaped(sign: str) -> str:
    if sign.isprintable():
        return sign
    return "\\u007f" if sign == "\x7f" else json.dumps(sign)[1:-1]


def print_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table as RFC 4180 has it: UTF-8 and CRLF wherever it goes, empty where there is nothing."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([_field(value) if isinstance(value, str) else value for value in row] for row in rows)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    print(text.getvalue(), end="")  # noqa: T201 -- its job


def _field(text: str) -> str:
    """A text on one line; an apostrophe in front of what a spreadsheet would read as a formula."""
    shown = one_line(text)
    return f"'{shown}" if shown.startswith(_FORMULA_SIGNS) else shown


def plain(cell: object) -> object:
    """A cell as JSON has it: an error is its text."""
    return cell.value if isinstance(cell, CellError) else cell

