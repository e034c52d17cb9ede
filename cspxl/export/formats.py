"""Who makes each of the formats that a finished workbook can have beside it, and what that needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from cspxl.export import Format, html, pdf, word
from cspxl.report.describe import Board


class _Maker(NamedTuple):
    """Raises where what it needs is missing; what it makes of workbooks, None where it cannot; why not."""

    check_there: Callable[[], None]
    made: Callable[[Sequence[bytes], Board], Iterator[bytes | None]]
    why_not: str = ""


def _one_by_one(made: Callable[[bytes, Board], bytes]) -> Callable[[Sequence[bytes], Board], Iterator[bytes]]:
    return lambda workbooks, board: (made(workbook, board) for workbook in workbooks)


_MAKERS: Final[Mapping[Format, _Maker]] = {
    "pdf": _Maker(
        pdf.check_there, lambda workbooks, board: pdf.pdfs(workbooks, board.names),
        "LibreOffice could not print it: leave out --pdf, or print the workbook by hand to see why",
    ),
    "docx": _Maker(word.check_there, _one_by_one(word.word)),
    "html": _Maker(lambda: None, _one_by_one(html.page)),
}  # fmt: skip


def check_there(formats: Sequence[Format]) -> None:
    """Raises InputError or UsageError where what one of the formats needs is missing."""
    for name in formats:
        _MAKERS[name].check_there()


def exported(name: Format, workbooks: Sequence[bytes], board: Board) -> Iterator[bytes | None]:
    """Each workbook in a format; None where it could not be made."""
    return _MAKERS[name].made(workbooks, board)


def why_not(name: Format) -> str:
    """Why one could not be made, and what to do."""
    return _MAKERS[name].why_not
