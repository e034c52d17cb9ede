"""A PDF of each workbook, whoever makes them: printed on this machine, many by one process of LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from cspxl.batch.make import Job, Made, Recipe
from cspxl.batch.workers import Failed, Makers, Result
from cspxl.export.pdf import pdfs

_TOGETHER: Final = 32  # workbooks in memory at a time, and of one process
_NOT_PRINTED: Final = "LibreOffice could not print it: leave out --pdf, or print the workbook by hand to see why"


def with_pdfs(makers: Makers) -> Makers:
    """The same makers; what they have made gets its PDF, and has failed where there is none."""

    def made(recipe: Recipe, jobs: Sequence[Job]) -> Iterator[tuple[Job, Result]]:
        results = makers(recipe, jobs)
        while some := list(islice(results, _TOGETHER)):
            printed = with_pdf([result for _, result in some if isinstance(result, Made)], recipe.board)
            for job, result in some:
                yield job, next(printed) if isinstance(result, Made) else result

    return made


def with_pdf(workbooks: Sequence[Made], board: Sequence[str]) -> Iterator[Result]:
    """Each workbook with the PDF of its ``board`` sheets, or that it has failed."""
    for made, pdf in zip(workbooks, pdfs([made.content for made in workbooks], board), strict=True):
        yield Failed(_NOT_PRINTED) if pdf is None else replace(made, pdf=pdf)
