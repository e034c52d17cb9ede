"""Values as the command line prints and takes them, without loading anything that it does not need."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Iterable, Sequence
from typing import Final

from cspxl.errors import one_line
from cspxl.values import Cell, CellError, CellFault, fifteen, month_of, month_serial

_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def print_value(formula: str) -> None:
    """Print the value of one formula as JSON: a cell, or the rows of an array."""
    from cspxl.engine import evaluate  # noqa: PLC0415 -- loaded when it is asked for

    value = evaluate(formula)
    if isinstance(value, Sequence) and not isinstance(value, str):
        print_json([[plain(cell) for cell in row] for row in value])
    else:
        print_json(plain(value))


def print_json(value: object, indent: int | None = None) -> None:
    """Print JSON; where standard output lacks signs, all beyond ASCII are written as JSON's own escapes."""
    unicode = (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    print(json.dumps(value, indent=indent, ensure_ascii=not unicode))  # noqa: T201 -- its job


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


def typed(text: str) -> Cell:
    """What a cell holds after the text is typed into it: a number, TRUE or FALSE, a month, a date, nothing, or text.

    A date is as the engine reads it: 2016-12-01, or the day before the month. An apostrophe in front keeps it a text,
    as in Excel.
    """
    from cspxl.engine.dates import date_text  # noqa: PLC0415 -- loaded when it is asked for

    if text.startswith("'"):
        return text[1:]
    if not text:
        return None
    if text.upper() in {"TRUE", "FALSE"}:
        return text.upper() == "TRUE"
    try:
        return fifteen(float(text)) if math.isfinite(float(text)) else text
    except ValueError:
        pass
    try:
        return month_serial(month_of(text))
    except CellFault:
        day = date_text(text)
        return text if day is None else fifteen(day)
