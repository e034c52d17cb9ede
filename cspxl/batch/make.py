"""The one function that makes a workbook of a report, and what it takes and gives.

Worker processes load this module and no more: what only writes a report (pandas, VBA) stays out of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from cspxl import __version__
from cspxl.engine import Plan
from cspxl.export import Format
from cspxl.export.publication import published
from cspxl.facts import same_name
from cspxl.notices import Notice
from cspxl.report.describe import Board, Properties
from cspxl.report.publication import Publication
from cspxl.values import Cell, month_serial, month_text
from cspxl.workbook.compiled import Compiled, found
from cspxl.workbook.ods import write_ods
from cspxl.workbook.writer import write

MADE_BY: Final = f"cspxl {__version__}"
XLSX: Final = ".xlsx"
ODS: Final = ".ods"  # of a publication
_PACKAGE: Final = Path(__file__).parent.parent
_SOURCES: Final = frozenset({".py", ".json", ".csv"})


@dataclass(frozen=True)
class Job:
    """One workbook: an area, and the month that every period ends with."""

    area: str
    as_at: int


@dataclass(frozen=True)
class Made:
    """The bytes of a finished workbook, what the engine found in it, and the formats beside it that were asked for."""

    content: bytes
    findings: Sequence[str]
    beside: Mapping[Format, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Recipe:
    """A report over a table of series, written once; the same for every area and month, and on every machine.

    ``written`` is the workbook without values, ``shaped`` the same in another form; ``properties`` has the report's
    title without area and month, which go into ``area_cells`` and ``month_cells``. ``board`` is what a board reads of
    it. ``sources`` says, for the manifest, which files it was made from; ``notices`` are what their readers noticed.
    With a ``publication`` that is what is made of the calculated workbook.
    """

    report: str
    suffix: str
    properties: Properties
    area_cells: tuple[str, ...]
    month_cells: tuple[str, ...]
    written: bytes
    shaped: bytes | None
    board: Board = field(compare=False)
    sources: Mapping[str, object] = field(compare=False)
    notices: Sequence[Notice] = field(default=(), compare=False)
    publication: Publication | None = field(default=None, compare=False)

    @cached_property
    def key(self) -> str:
        """A hash of everything that the workbooks depend on but their area and month: cspxl's own code too."""
        code = code_hash(_PACKAGE)
        what = (self.report, self.suffix, repr(self.properties), repr(self.publication))
        return _hash(MADE_BY, code, *what, self.written, self.shaped or b"")

    def made_from(self, job: Job) -> str:
        """A hash of all inputs of one workbook."""
        return sha256(f"{self.key} {month_text(job.as_at)} {job.area}".encode()).hexdigest()

    def noticed(self, job: Job) -> Sequence[str]:
        """The notices that touch one workbook's figures, a line each."""
        return [str(notice) for notice in self.notices if notice.touching(job.area, job.as_at)]

    def file_name(self, job: Job) -> str:
        """The name of the workbook's file."""
        return f"{file_name(job.area)}_{month_text(job.as_at)}_{self.report}{self.suffix}"


def make(recipe: Recipe, job: Job) -> Made:
    """The workbook of one area and month. The same recipe and job give the same bytes, wherever they are made."""
    inputs: dict[str, Cell] = dict.fromkeys(recipe.area_cells, job.area)
    inputs.update(dict.fromkeys(recipe.month_cells, month_serial(job.as_at)))
    properties, compiled = recipe.properties.of(job.area, job.as_at), _compiled(recipe)
    try:
        if recipe.publication is not None:
            return publication_of(recipe.publication, compiled.calculated(inputs), properties, recipe.suffix)
        content, findings = compiled.filled(inputs, properties)
    except BaseException:
        _compiled.cache_clear()  # a plan that stopped half-way would give the next area figures of this one
        raise
    return Made(content, tuple(findings))


def publication_of(publication: Publication, plan: Plan, properties: Properties, suffix: str) -> Made:
    """The publication of a calculated workbook, as .xlsx or .ods."""
    write_as = write_ods if suffix == ODS else write
    return Made(write_as(published(publication, plan, properties)), tuple(found(plan)))


@lru_cache(maxsize=2)
def _compiled(recipe: Recipe) -> Compiled:
    """Compiled once in each process."""
    return Compiled(recipe.written, recipe.shaped)


def file_name(area: str) -> str:
    """The area's name in a file's name: lower case, words joined by hyphens; a number for one of signs alone."""
    words = "".join(letter if letter.isalnum() else " " for letter in same_name(area)).split()
    return "-".join(words) or f"area-{_hash(area)[:8]}"


@cache
def code_hash(package: Path) -> str:
    """A hash of a package's code and facts: a version's number stays the same while they are being changed."""
    files = sorted(path for path in package.rglob("*") if path.suffix in _SOURCES)
    return _hash(*(part for path in files for part in (path.relative_to(package).as_posix(), path.read_bytes())))


def _hash(*parts: str | bytes) -> str:
    """A hash of all of these, each with its length."""
    digest = sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        digest.update(b"%d:%b" % (len(content), content))
    return digest.hexdigest()
