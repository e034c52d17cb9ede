"""What a workbook says about itself: its own light, which is a finding where it is Red."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cspxl.engine import Finding, Plan
from cspxl.engine.ranges import Array
from cspxl.errors import InputError
from cspxl.names import folded
from cspxl.report.describe import LIGHT_NAME
from cspxl.values import Cell, CellError

_OWN: Final = "the workbook's own light"
_NO_VALUE: Final = "has no value"
_RED: Final = re.compile(r"[\W_]*red\b")  # a sign may stand before it


def light(plan: Plan) -> Sequence[Finding]:
    """A finding for each ``light`` of the calculated workbook, of one cell or more, that is not as it must be.

    It is Red, FALSE, an error, or nothing at all. Our own reports define the name; any workbook may.
    """
    found = []
    for at, meant in plan.named(LIGHT_NAME).items():
        try:
            says = plan.answer(meant, at)
        except InputError:
            bad: str | None = _NO_VALUE
        else:
            bad = _bad(says.flat if isinstance(says, Array) else [says])
        if bad:
            cell = LIGHT_NAME if "(" in meant else meant.replace("$", "")
            found.append(Finding(cell, _OWN, bad))
    return found


def _bad(cells: Sequence[Cell]) -> str | None:
    """What is not as it must be; of several cells, such as a merged one, some may be empty."""
    if all(cell is None or cell == "" for cell in cells):
        return _NO_VALUE
    return next(("FALSE" if cell is False else str(cell) for cell in cells if _is_bad(cell)), None)


def _is_bad(says: Cell) -> bool:
    return says is False or isinstance(says, CellError) or (isinstance(says, str) and bool(_RED.match(folded(says))))
