"""A workbook written and compiled once, then filled with other inputs any number of times: calculated, and stamped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cspxl.engine import Plan, load, summary
from cspxl.report.describe import Properties, Workbook
from cspxl.values import Cell
from cspxl.workbook.light import light
from cspxl.workbook.package import read_package
from cspxl.workbook.stamp import Stamper
from cspxl.workbook.writer import CORE_PART, core_part, write


class Compiled:
    """``written`` is what the writer gave; ``shaped`` is the same workbook in another form, which is then stamped."""

    def __init__(self, written: bytes, shaped: bytes | None = None) -> None:
        self._plan = load(read_package(written))
        self._stamper = Stamper(shaped or written)

    def calculated(self, inputs: Mapping[str, Cell]) -> Plan:
        """The workbook with these inputs (``{"Control!B5": "Barnet"}``), calculated."""
        for address, value in inputs.items():
            self._plan.set(address, value)
        return self._plan.calculate()

    def filled(
        self, inputs: Mapping[str, Cell] | None = None, properties: Properties | None = None,
    ) -> tuple[bytes, Sequence[str]]:
        """The bytes of the workbook with these inputs and a value beside each formula.

        The same inputs give the same bytes, whatever was filled in before. With the bytes come the findings: what the
        engine could not calculate, and the workbook's own light where it is Red.
        """
        plan = self.calculated(inputs or {})
        parts = {} if properties is None else {CORE_PART: core_part(properties)}
        values, findings = {**plan.values(), **plan.inputs}, plan.findings
        content = self._stamper.stamp(values, plan.spills, parts, unfinished=bool(findings))
        return content, found(plan)


def found(plan: Plan) -> Sequence[str]:
    """The findings of a calculated workbook, a line each."""
    return [*summary(plan.findings), *map(str, light(plan))]


def calculated(description: Workbook) -> tuple[bytes, Sequence[str]]:
    """The bytes of a described workbook, a value beside each formula; and the findings, a line each."""
    return Compiled(write(description)).filled()
