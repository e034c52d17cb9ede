"""Values as the command line prints and takes them, without loading anything that it does not need."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

from cspxl.values import Cell, CellError, CellFault, fifteen, month_of, month_serial


def print_value(formula: str) -> None:
    """Print the value of one formula as JSON: a cell, or the rows of an array."""
    from cspxl.engine import evaluate  # noqa: PLC0415 -- loaded when it is asked for

    value = evaluate(formula)
    if isinstance(value, Sequence) and not isinstance(value, str):
        print(json.dumps([[plain(cell) for cell in row] for row in value], ensure_ascii=False))  # noqa: T201 -- its job
    else:
        print(json.dumps(plain(value), ensure_ascii=False))  # noqa: T201 -- its job


def plain(cell: object) -> object:
    """A cell as JSON has it: an error is its text."""
    return cell.value if isinstance(cell, CellError) else cell


def typed(text: str) -> Cell:
    """What a cell holds after the text is typed into it: a number, TRUE or FALSE, a month, nothing, or text.

    An apostrophe in front keeps it a text, as in Excel.
    """
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
        return text
