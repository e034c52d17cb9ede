"""What a workbook says about itself: its own light, which is a finding where it is Red."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cspxl.engine import Finding, Plan
from cspxl.errors import InputError
from cspxl.report.describe import LIGHT_NAME
from cspxl.values import CellError

_RED: Final = re.compile(r"\s*red\b", re.IGNORECASE)


def light(plan: Plan) -> Sequence[Finding]:
    """A finding for each cell called ``light`` of the calculated workbook that says Red, or holds an error.

    Our own reports define the name; any workbook may.
    """
    found = []
    for at, meant in plan.named(LIGHT_NAME).items():
        try:
            says = plan.answer(meant, at)
        except InputError:  # it has no value: a finding of its own says so
            continue
        if isinstance(says, CellError) or (isinstance(says, str) and _RED.match(says)):
            found.append(Finding(meant.replace("$", ""), "the workbook's own light", str(says)))
    return found
