"""Each workbook in other formats beside it, whoever makes the workbooks: made on this machine, many at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from cspxl.batch.make import Job, Made, Recipe
from cspxl.batch.workers import Failed, Makers, Result
from cspxl.export import Format
from cspxl.export.formats import exported, why_not
from cspxl.report.describe import Board

_TOGETHER: Final = 32  # workbooks in memory at a time, and printed by one process


def with_exports(makers: Makers, formats: Sequence[Format]) -> Makers:
    """The same makers; what they have made gets its other formats, and has failed where one could not be made."""

    def made(recipe: Recipe, jobs: Sequence[Job]) -> Iterator[tuple[Job, Result]]:
        results = makers(recipe, jobs)
        while some := list(islice(results, _TOGETHER)):
            whole = iter(exports([result for _, result in some if isinstance(result, Made)], recipe.board, formats))
            for job, result in some:
                yield job, next(whole) if isinstance(result, Made) else result

    return made if formats else makers


def exports(workbooks: Sequence[Made], board: Board, formats: Sequence[Format]) -> Iterator[Result]:
    """Each workbook with the formats of what a board reads, or that it has failed."""
    contents = [made.content for made in workbooks]
    for made, *found in zip(workbooks, *(exported(name, contents, board) for name in formats), strict=True):
        beside = dict(zip(formats, found, strict=True))
        missing = next((name for name, content in beside.items() if content is None), None)
        if missing:
            yield Failed(why_not(missing))
        else:
            yield replace(made, beside={name: content for name, content in beside.items() if content is not None})
