"""From a table of series to finished workbooks: describe, write, calculate, stamp."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cspxl import __version__
from cspxl.engine import Finding, load
from cspxl.facts import indicators, same_name
from cspxl.registry import load_catalogue
from cspxl.report import dashboard
from cspxl.report.layout import Request, Source
from cspxl.sources import SeriesTable
from cspxl.values import month_name, month_text
from cspxl.workbook.files import write_whole
from cspxl.workbook.package import read_package
from cspxl.workbook.stamp import stamp
from cspxl.workbook.writer import write

CHARTED: Final = ("burglary", "violence_with_injury", "criminal_damage", "robbery")
MARKING: Final = "OFFICIAL"


@dataclass(frozen=True)
class Built:
    """A finished workbook, and what the engine found in it."""

    path: Path
    findings: Sequence[Finding]


def build_overview(table: SeriesTable, area: str, as_at: int, out: Path) -> Built:
    """The overview dashboard of an area as at a month, calculated, in a folder under its own name."""
    known = indicators()
    request = Request(
        table=table,
        sources=[Source(file.name, file.sha256, file.first_month, file.last_month) for file in table.files],
        release=f"MPS Borough Level Crime, {month_name(table.first_month)} to {month_name(table.last_month)}",
        indicators=list(known.values()),
        charted=[known[key] for key in CHARTED],
        area=area,
        as_at=as_at,
        marking=MARKING,
        made_by=f"cspxl {__version__}",
    )
    written = write(dashboard.describe(request, load_catalogue()))
    plan = load(read_package(written)).calculate()
    path = out / f"{file_name(area)}_{month_text(as_at)}_overview.xlsx"
    write_whole(path, stamp(written, {**plan.values(), **plan.inputs}, plan.spills))
    return Built(path, plan.findings)


def file_name(area: str) -> str:
    """The area's name in a file's name: lower case, words joined by hyphens."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in same_name(area)).split())
