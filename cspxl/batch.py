"""From a table of series to finished workbooks: describe, write, calculate, stamp."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, Literal, TypeAlias

from cspxl import __version__
from cspxl.bundled import workbooks
from cspxl.engine import Finding
from cspxl.facts import same_name
from cspxl.macros import macro_workbook
from cspxl.registry import load_catalogue
from cspxl.report import dashboard, lcpf, pack
from cspxl.report.configuration import Section, read_configuration
from cspxl.report.describe import Workbook
from cspxl.report.layout import Request
from cspxl.report.overview_request import read_request
from cspxl.sources import SeriesTable
from cspxl.values import month_text
from cspxl.workbook.calculated import calculated
from cspxl.workbook.files import write_whole
from cspxl.workbook.office_js import for_office_js

OVERVIEW: Final = "overview.toml"
Form: TypeAlias = Literal["plain", "macro", "office-js"]
"""A plain .xlsx, an .xlsm that carries its own VBA, or an .xlsx spelled for xlwings Server and Lite."""


@dataclass(frozen=True)
class Built:
    """A finished workbook, and what the engine found in it."""

    path: Path
    findings: Sequence[Finding]


def overview_request(table: SeriesTable, area: str, as_at: int, configuration: Section | None = None) -> Request:
    """What the overview is asked to show; without a configuration, the one that comes with cspxl."""
    chosen = configuration or read_configuration(workbooks().joinpath(OVERVIEW))
    return read_request(chosen, table, area, as_at, f"cspxl {__version__}")


def build_overview(request: Request, out: Path, form: Form = "plain") -> Built:
    """The overview dashboard, calculated, in a folder under its own name."""
    path = out / f"{file_name(request.area)}_{month_text(request.as_at)}_overview.xlsx"
    return _finish(dashboard.describe(request, load_catalogue()), path, form)


def build_pack(
    configuration: Section, folder: Path | Traversable, table: SeriesTable, area: str, as_at: int, out: Path,
    form: Form = "plain",
) -> Built:
    """A report pack, calculated; ``folder`` holds the files that its configuration names."""
    described = pack.describe(configuration, folder, table, area, as_at, load_catalogue(), f"cspxl {__version__}")
    report = configuration.file.removesuffix(".toml").replace("_", "-")
    return _finish(described, out / f"{file_name(area)}_{month_text(as_at)}_{report}.xlsx", form)


def build_lcpf(configuration: Section, area: str, out: Path, form: Form = "plain") -> Built:
    """The London Crime Prevention Fund model of an area, calculated."""
    path = out / f"{file_name(area)}_{lcpf.first_year(configuration)}_{lcpf.REPORT}.xlsx"
    return _finish(lcpf.describe(configuration, area), path, form)


def _finish(description: Workbook, path: Path, form: Form) -> Built:
    """Write a described workbook, calculate it, stamp its values, and put it in its place."""
    if form == "macro":
        content, findings = macro_workbook(description)
        path = path.with_suffix(".xlsm")
    else:
        content, findings = calculated(description)
    if form == "office-js":
        content = for_office_js(content, load_catalogue())
    write_whole(path, content)
    return Built(path, findings)


def file_name(area: str) -> str:
    """The area's name in a file's name: lower case, words joined by hyphens."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in same_name(area)).split())
