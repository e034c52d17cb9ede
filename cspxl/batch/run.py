"""Many workbooks of one report: which are to be made, making them, and putting each in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from cspxl.batch.make import MADE_BY, Job, Made, Recipe
from cspxl.batch.manifest import Journal, Record, field_of, file_beside, still_there
from cspxl.batch.workers import Failed, Makers, Result
from cspxl.errors import DiskError, InputError
from cspxl.export import Format
from cspxl.values import CellFault, month_of, month_text
from cspxl.workbook.files import check_file, check_folder, clear_asides, write_whole


@dataclass(frozen=True)
class Outcome:
    """What became of a workbook. ``why`` is told of one that failed."""

    job: Job
    path: Path
    state: Literal["made", "kept", "failed"]
    findings: Sequence[str] = ()
    why: str = ""


@dataclass(frozen=True)
class Run:
    """What a run has to do: workbooks to make, those that are there already, and why others cannot be made.

    ``formats`` are those that each workbook is to have beside it.
    """

    recipe: Recipe
    out: Path
    jobs: Sequence[Job]
    kept: Mapping[Job, Record]
    hopeless: Mapping[Job, str]
    formats: Sequence[Format] = ()

    @property
    def to_make(self) -> Sequence[Job]:
        """The workbooks that are still to be made."""
        return [job for job in self.jobs if job not in self.kept and job not in self.hopeless]

    def path(self, job: Job) -> Path:
        """The file that the workbook is written to."""
        return self.out / self.recipe.file_name(job)

    def files(self, job: Job) -> Sequence[Path]:
        """The workbook's file, and those of the formats that it is to have beside it."""
        path = self.path(job)
        return [path, *(file_beside(path, name) for name in self.formats)]


def planned(
    recipe: Recipe, jobs: Sequence[Job], out: Path, areas: Iterable[str], *, resume: bool,
    formats: Sequence[Format] = (),
) -> Run:
    """What is to be done; to ``resume`` keeps a workbook that was made from the same inputs and has not changed.

    Each has the ``formats`` beside it, and one that lacks one of them is made again. Raises InputError where nothing
    can be written to the folder.
    """
    check_folder(out)
    known = Journal(out, recipe.report).known() if resume else {}
    there, named = set(areas), dict[str, Job]()
    hopeless, kept = {}, {}
    for job in jobs:
        name = recipe.file_name(job)
        record = known.get(name)
        record = still_there(out, record) if record and record.made_from == recipe.made_from(job) else None
        if job.area not in there:
            hopeless[job] = f"the files have no rows for {job.area}"
        elif (first := named.setdefault(name, job)) != job:
            hopeless[job] = f"its file would be that of {first.area}, {name}; give one of them another name in the data"
        elif record and record.beside.keys() >= set(formats):
            kept[job] = record
    return Run(recipe, out, jobs, kept, hopeless, formats)


def run(
    plan: Run, makers: Makers, seen: Callable[[Outcome], None],
) -> Sequence[Outcome]:
    """Make what is to be made and write it, each file whole or not at all; then the manifest.

    ``seen`` is told of each outcome at once; the outcomes come back in the order of the jobs. Raises DiskError where
    nothing more can be written; what is done by then is in the journal, and ``planned`` can resume it.
    """
    recipe, records = plan.recipe, dict(plan.kept)
    outcomes: dict[Job, Outcome] = {}

    def tell(outcome: Outcome) -> None:
        outcomes[outcome.job] = outcome
        seen(outcome)

    with Journal(plan.out, recipe.report) as journal:
        clear_asides(plan.out, {journal.manifest.name, *(path.name for job in plan.jobs for path in plan.files(job))})
        for job, record in plan.kept.items():
            tell(Outcome(job, plan.path(job), "kept", record.findings))
        for job, why in plan.hopeless.items():
            tell(Outcome(job, plan.path(job), "failed", why=why))
        for job, result in makers(recipe, plan.to_make):
            outcome = _put(plan, job, result)
            if isinstance(result, Made) and outcome.state == "made":
                records[job] = _record(plan, job, result)
                journal.add(records[job])
            tell(outcome)
        ordered = [outcomes[job] for job in plan.jobs]
        failures = [
            {"area": item.job.area, "as_at": month_text(item.job.as_at), "why": item.why}
            for item in ordered if item.state == "failed"
        ]  # fmt: skip
        about = {"made_by": MADE_BY, "report": recipe.report, **recipe.sources}
        journal.finish(about, *_all_there(plan, journal, records.values()), failures)
    return ordered


def write_alone(folder: Path, report: str, name: str, made: Made) -> Sequence[Path]:
    """Write one workbook, without a manifest; its path, and those of the formats beside it.

    Raises InputError while a run of its report writes there.
    """
    with Journal(folder, report):
        return _write(folder / name, made)


def _write(path: Path, made: Made) -> Sequence[Path]:
    """A workbook and the formats beside it into their places; none where one of them cannot be replaced."""
    contents = {path: made.content} | {file_beside(path, name): content for name, content in made.beside.items()}
    for place in contents:
        check_file(place)
    for place, content in contents.items():
        write_whole(place, content)
    return list(contents)


def _all_there(
    plan: Run, journal: Journal, ours: Iterable[Record],
) -> tuple[Sequence[Record], Sequence[Record]]:
    """The records of this run, with what earlier runs made of the same inputs and is still there; then of others."""
    same, others = {record.file: record for record in ours}, []
    for record in journal.known().values():
        found = None if record.file in same else still_there(plan.out, record)
        if found is not None:
            if _of_same_inputs(plan.recipe, found):
                same[found.file] = found
            else:
                others.append(found)
    return list(same.values()), others


def _of_same_inputs(recipe: Recipe, record: Record) -> bool:
    """Whether the recipe would give the same workbook."""
    try:
        return record.made_from == recipe.made_from(Job(record.area, month_of(record.as_at)))
    except CellFault:
        return False


def _put(plan: Run, job: Job, result: Result) -> Outcome:
    """A workbook into its place."""
    path = plan.path(job)
    if isinstance(result, Failed):
        return Outcome(job, path, "failed", why=result.why)
    try:
        _write(path, result)
    except DiskError:
        raise
    except InputError as error:  # open in another program, say: the others can still be written
        return Outcome(job, path, "failed", why=str(error))
    return Outcome(job, path, "made", result.findings)


def _record(plan: Run, job: Job, made: Made) -> Record:
    return Record(
        file=plan.recipe.file_name(job),
        area=job.area,
        as_at=month_text(job.as_at),
        sha256=sha256(made.content).hexdigest(),
        made_from=plan.recipe.made_from(job),
        findings=list(made.findings),
        **{field_of(name): sha256(content).hexdigest() for name, content in made.beside.items()},
    )
