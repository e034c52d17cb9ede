"""What the command line prints of a value, without loading anything that it does not need."""

from __future__ import annotations

import json
from collections.abc import Sequence

from cspxl.values import CellError


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
