"""What a report is made of, and the one function that makes a workbook of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, Literal, TypeAlias

from cspxl import __version__
from cspxl.facts import boroughs, same_name
from cspxl.macros import with_macros, with_settings
from cspxl.registry import load_catalogue
from cspxl.report import control, dashboard, lcpf, pack
from cspxl.report.configuration import Section
from cspxl.report.describe import Properties, Workbook
from cspxl.report.overview_request import REPORT as OVERVIEW
from cspxl.report.overview_request import read_request, release_of
from cspxl.sources import SeriesTable
from cspxl.values import Cell, month_serial, month_text
from cspxl.workbook.compiled import Compiled
from cspxl.workbook.office_js import for_office_js
from cspxl.workbook.writer import write

Form: TypeAlias = Literal["plain", "macro", "office-js"]
"""A plain .xlsx, an .xlsm that carries its own VBA, or an .xlsx spelled for xlwings Server and Lite."""

MADE_BY: Final = f"cspxl {__version__}"


@dataclass(frozen=True)
class Job:
    """One workbook: an area, and the month that every period ends with."""

    area: str
    as_at: int


@dataclass(frozen=True)
class Made:
    """The bytes of a finished workbook, and what the engine found in it."""

    content: bytes
    findings: Sequence[str]


@dataclass(frozen=True)
class Recipe:
    """A report over a table of series, written once; the same for every area and month, and on every machine.

    ``written`` is the workbook without values, ``shaped`` the same in another form; ``properties`` has the report's
    title without area and month. ``sources`` says, for the manifest, which files it was made from.
    """

    report: str
    suffix: str
    properties: Properties
    written: bytes
    shaped: bytes | None
    sources: Mapping[str, object] = field(compare=False)

    @cached_property
    def key(self) -> str:
        """A hash of everything that the workbooks depend on but their area and month."""
        found = sha256()
        for part in (MADE_BY, self.report, self.suffix, repr(self.properties), self.written, self.shaped or b""):
            content = part.encode() if isinstance(part, str) else part
            found.update(b"%d:%b" % (len(content), content))
        return found.hexdigest()

    def made_from(self, job: Job) -> str:
        """A hash of all inputs of one workbook."""
        return sha256(f"{self.key} {month_text(job.as_at)} {job.area}".encode()).hexdigest()

    def file_name(self, job: Job) -> str:
        """The name of the workbook's file."""
        return f"{file_name(job.area)}_{month_text(job.as_at)}_{self.report}{self.suffix}"


def recipe_of(
    configuration: Section, folder: Path | Traversable, table: SeriesTable, form: Form = "plain",
) -> Recipe:
    """The recipe of an overview or a pack; ``folder`` holds the configuration and the files that it names.

    Raises InputError, in one line, for what cannot be used.
    """
    # Any area and month would do: only Control's cells hold them, and each workbook gets its own.
    home, last = next(iter(boroughs())), table.last_month
    catalogue = load_catalogue()
    if configuration.choice("report", (OVERVIEW, pack.REPORT)) == OVERVIEW:
        report = OVERVIEW
        described = dashboard.describe(read_request(configuration, table, home, last, MADE_BY), catalogue)
        named = []
    else:
        report = configuration.file.removesuffix(".toml").replace("_", "-")
        described = pack.describe(configuration, folder, table, home, last, catalogue, MADE_BY)
        named = [name for key in ("figures", "commentary") if configuration.has(key)
                 for name in configuration.texts(key)]  # fmt: skip
    written, shaped, suffix = shapes(described, form)
    files = {name: sha256(folder.joinpath(name).read_bytes()).hexdigest() for name in [configuration.file, *named]}
    return Recipe(report, suffix, described.properties, written, shaped, _sources(table, files))


def shapes(described: Workbook, form: Form) -> tuple[bytes, bytes | None, str]:
    """The workbook written, the same in its form where that is another, and the ending of its file's name."""
    if form == "macro":
        written = write(with_settings(described))
        return written, with_macros(written), ".xlsm"
    written = write(described)
    return written, for_office_js(written, load_catalogue()) if form == "office-js" else None, ".xlsx"


def file_name(area: str) -> str:
    """The area's name in a file's name: lower case, words joined by hyphens."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in same_name(area)).split())


def _sources(table: SeriesTable, files: Mapping[str, str]) -> Mapping[str, object]:
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
        "configuration": [{"file": name, "sha256": digest} for name, digest in files.items()],
        "notices": list(table.notices),
    }


def make(recipe: Recipe, job: Job) -> Made:
    """The workbook of one area and month. The same recipe and job give the same bytes, wherever they are made."""
    inputs: dict[str, Cell] = {control.AREA: job.area, control.MONTH: month_serial(job.as_at)}
    content, findings = _compiled(recipe).filled(inputs, recipe.properties.of(job.area, job.as_at))
    return Made(content, tuple(map(str, findings)))


@lru_cache(maxsize=2)
def _compiled(recipe: Recipe) -> Compiled:
    """Compiled once in each process."""
    return Compiled(recipe.written, recipe.shaped)


def build_lcpf(configuration: Section, area: str, form: Form = "plain") -> tuple[str, Made]:
    """The London Crime Prevention Fund model of an area, and the name of its file: it is a model, not a report."""
    written, shaped, suffix = shapes(lcpf.describe(configuration, area), form)
    content, findings = Compiled(written, shaped).filled()
    name = f"{file_name(area)}_{lcpf.first_year(configuration)}_{lcpf.REPORT}{suffix}"
    return name, Made(content, tuple(map(str, findings)))
