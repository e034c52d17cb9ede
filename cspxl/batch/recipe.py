"""From a configuration and a table of series to a report's recipe: described, and written once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from cspxl.batch.make import MADE_BY, Made, Recipe, file_name, publication_of
from cspxl.forms import Form, shapes
from cspxl.registry import load_catalogue
from cspxl.report import dashboard, lcpf, pack, plan
from cspxl.report.basis import basis_of, london_basis
from cspxl.report.configuration import Section
from cspxl.report.describe import Board, Workbook
from cspxl.report.overview_request import REPORT as OVERVIEW
from cspxl.report.overview_request import read_request, release_of
from cspxl.report.request import Request
from cspxl.sources import SeriesTable
from cspxl.values import month_text
from cspxl.workbook.compiled import Compiled
from cspxl.workbook.formula_values import formula_values
from cspxl.workbook.writer import write

_OVERVIEWS: Final = frozenset({"overview.toml", "street_overview.toml"})  # of one borough and month there is one


def recipe_of(
    configuration: Section, folder: Path | Traversable, table: SeriesTable, form: Form = "plain", *,
    publish: str = "",
) -> Recipe:
    """The recipe of an overview or a pack; ``folder`` holds the configuration and the files that it names.

    To ``publish`` as .xlsx or .ods, each workbook is the publication instead, which is called so.

    Raises InputError, in one line, for what cannot be used.
    """
    # Any area and month would do: only Control's cells hold them, and each workbook gets its own.
    home, last = basis_of(table).areas[0], table.last_month
    catalogue = load_catalogue()
    if configuration.choice("report", (OVERVIEW, pack.REPORT)) == OVERVIEW:
        report = OVERVIEW if configuration.file in _OVERVIEWS else _named_after(configuration)
        request = read_request(configuration, table, home, last, MADE_BY)
        described = dashboard.describe(request, catalogue)
    else:
        if basis_of(table).publisher != london_basis().publisher:
            configuration.fault("a pack takes the Metropolitan Police's borough files; of street files, an overview")
        report = _named_after(configuration)
        asked = pack.read_pack(configuration, folder, table, home, last, MADE_BY, formula_values)
        request, described = asked.request, pack.describe(asked, catalogue)
    written, shaped, suffix = shapes(described, form)
    sources = _sources(table, request)
    cells = (tuple(described.chosen["area"]), tuple(described.chosen["month"]))
    publication = described.publication() if publish and described.publication else None
    name, ending = (f"{report}-publication", publish) if publish else (report, suffix)
    return Recipe(
        name, ending, described.properties, *cells, written, shaped, described.of_board(), sources,
        tuple(request.notices), publication,
    )  # fmt: skip


def _named_after(configuration: Section) -> str:
    """A report as its configuration is called, so that those of two configurations stand beside each other."""
    return configuration.file.removesuffix(".toml").replace("_", "-")


def _sources(table: SeriesTable, request: Request) -> Mapping[str, object]:
    """The release and every file with its hash, as a manifest has them."""
    return {
        "release": release_of(table),
        "classification": table.classification.name,
        "data": [
            {
                "file": file.name,
                "sha256": file.sha256,
                "first_month": month_text(file.first_month),
                "last_month": month_text(file.last_month),
            }
            for file in table.files
        ],
        "configuration": [{"file": source.name, "sha256": source.sha256} for source in request.own_sources],
        "notices": list(map(str, request.notices)),
    }


@dataclass(frozen=True)
class Alone:
    """A workbook of one area that rests on no series of the police: its report, the name of its file, what was made.

    ``board`` is what a board reads of it; ``notices`` are what was noticed in the files that it rests on.
    """

    report: str
    name: str
    made: Made
    board: Board
    notices: Sequence[str] = ()


def build_lcpf(configuration: Section, area: str, form: Form = "plain") -> Alone:
    """The London Crime Prevention Fund model of an area: it is a model, not a report."""
    described = lcpf.describe(configuration, area)
    return _alone(described, lcpf.REPORT, f"{file_name(area)}_{lcpf.first_year(configuration)}_{lcpf.REPORT}", form)


def build_plan(
    configuration: Section, folder: Path | Traversable, area: str, as_at: int, form: Form = "plain", *,
    publish: str = "",
) -> Alone:
    """The plan of an area as at a month; to ``publish`` as .xlsx or .ods, its publication."""
    asked = plan.read_plan(configuration, folder, area, as_at, MADE_BY, formula_values)
    name = f"{file_name(asked.area)}_{month_text(as_at)}_{_named_after(configuration)}"
    described, notices = plan.describe(asked), list(map(str, asked.notices))
    if publish and described.publication:
        calculated = Compiled(write(described)).calculated({})
        made = publication_of(described.publication(), calculated, described.properties, publish)
        return Alone(f"{plan.REPORT}-publication", f"{name}-publication{publish}", made, described.of_board(), notices)
    return _alone(described, plan.REPORT, name, form, notices)


def _alone(described: Workbook, report: str, name: str, form: Form, notices: Sequence[str] = ()) -> Alone:
    written, shaped, suffix = shapes(described, form)
    content, findings = Compiled(written, shaped).filled()
    return Alone(report, f"{name}{suffix}", Made(content, tuple(findings)), described.of_board(), notices)
