"""A described workbook with its values: written, calculated by the engine, stamped."""

from __future__ import annotations

from collections.abc import Sequence

from cspxl.engine import Finding, load
from cspxl.report.describe import Workbook
from cspxl.workbook.package import read_package
from cspxl.workbook.stamp import stamp
from cspxl.workbook.writer import write


def calculated(description: Workbook) -> tuple[bytes, Sequence[Finding]]:
    """The bytes of the .xlsx, a value beside each formula; and what the engine could not calculate."""
    written = write(description)
    plan = load(read_package(written)).calculate()
    return stamp(written, {**plan.values(), **plan.inputs}, plan.spills), plan.findings
