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
_RED: Final = re.compile(r"[\W_]*red\b")  # a sign may stand before it


def light(plan: Plan) -> Sequence[Finding]:
    """A finding for each ``light`` of the calculated workbook, of one cell or more, that is Red, an error or no value.

    Our own reports define the name; any workbook may.
    """
    found = []
    for at, meant in plan.named(LIGHT_NAME).items():
        try:
            says = plan.answer(meant, at)
        except InputError:
            found.append(Finding(meant.replace("$", ""), _OWN, "has no value"))
            continue
        cells = says.flat if isinstance(says, Array) else [says]
        if bad := next(filter(_is_bad, cells), None):
            found.append(Finding(meant.replace("$", ""), _OWN, str(bad)))
    return found


def _is_bad(says: Cell) -> bool:
    return isinstance(says, CellError) or (isinstance(says, str) and bool(_RED.match(folded(says))))
