"""Many workbooks of one report: which are to be made, making them, and putting each in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from cspxl.batch.make import MADE_BY, Job, Made, Recipe
from cspxl.batch.manifest import Journal, Record, is_whole
from cspxl.batch.workers import Failed, Makers, Result
from cspxl.errors import DiskError, InputError
from cspxl.values import month_text
from cspxl.workbook.files import clear_asides, write_whole


@dataclass(frozen=True)
class Outcome:
    """What became of a workbook. ``why`` is told of one that failed."""

    job: Job
    path: Path
    state: Literal["made", "kept", "failed"]
    findings: Sequence[str] = ()
    why: str = ""


@dataclass(frozen=True)
class Plan:
    """What a run has to do: workbooks to make, those that are there already, and areas that the data do not have."""

    recipe: Recipe
    out: Path
    jobs: Sequence[Job]
    kept: Mapping[Job, Record]
    missing: Mapping[Job, str]

    @property
    def to_make(self) -> Sequence[Job]:
        """The workbooks that are still to be made."""
        return [job for job in self.jobs if job not in self.kept and job not in self.missing]

    def path(self, job: Job) -> Path:
        """Where the workbook goes."""
        return self.out / self.recipe.file_name(job)


def planned(recipe: Recipe, jobs: Sequence[Job], out: Path, areas: Iterable[str], *, resume: bool) -> Plan:
    """What is to be done; to ``resume`` keeps a workbook that was made from the same inputs and has not changed."""
    known = Journal(out, recipe.report).known() if resume else {}
    there = set(areas)
    missing = {job: f"the files have no rows for {job.area}" for job in jobs if job.area not in there}
    kept = {}
    for job in jobs:
        record = known.get(recipe.file_name(job))
        if record and record.made_from == recipe.made_from(job) and is_whole(out / record.file, record):
            kept[job] = record
    return Plan(recipe, out, jobs, kept, missing)


def run(
    plan: Plan, makers: Makers, seen: Callable[[Outcome], None],
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

    journal = Journal(plan.out, recipe.report)
    clear_asides(plan.out, {journal.manifest.name, *(recipe.file_name(job) for job in plan.jobs)})
    with journal:
        for job, record in plan.kept.items():
            journal.add(record)
            tell(Outcome(job, plan.path(job), "kept", record.findings))
        for job, why in plan.missing.items():
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
    journal.finish(about, [records[job] for job in plan.jobs if job in records], failures)
    return ordered


def _put(plan: Plan, job: Job, result: Result) -> Outcome:
    """A workbook into its place."""
    path = plan.path(job)
    if isinstance(result, Failed):
        return Outcome(job, path, "failed", why=result.why)
    try:
        write_whole(path, result.content)
    except DiskError:
        raise
    except InputError as error:  # open in another program, say: the others can still be written
        return Outcome(job, path, "failed", why=str(error))
    return Outcome(job, path, "made", result.findings)


def _record(plan: Plan, job: Job, made: Made) -> Record:
    return Record(
        file=plan.recipe.file_name(job),
        area=job.area,
        as_at=month_text(job.as_at),
        sha256=sha256(made.content).hexdigest(),
        made_from=plan.recipe.made_from(job),
        findings=list(made.findings),
    )
