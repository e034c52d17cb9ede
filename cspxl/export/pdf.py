"""A PDF of a finished workbook, printed by LibreOffice: the sheets that a board reads, in order, with bookmarks.

With one version of LibreOffice and its fonts, equal workbooks give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Final

from cspxl.hosts import calc_office
from cspxl.hosts.calc_printing import printed
from cspxl.opc import Package
from cspxl.workbook.files import cannot_write
from cspxl.workbook.printable import printable

_MADE_ON: Final = re.compile(rb"<dcterms:created[^>]*>(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)")
_CORE_PART: Final = "docProps/core.xml"
# What LibreOffice takes from the clock: dates, and at the end the marks that it makes of them.
_DATE: Final = re.compile(rb"(/(?:CreationDate|ModDate)\(D:)\d{14}")
_MARKS: Final = b"/ID ["
_MARK: Final = re.compile(rb"([</])[0-9A-F]{32}")


def check_there() -> None:
    """Raises InputError where there is no LibreOffice."""
    calc_office.program()


def pdfs(workbooks: Sequence[bytes], board: Collection[str]) -> Iterator[bytes | None]:
    """The PDF of each workbook, its ``board`` sheets only; None for one that LibreOffice could not print.

    Raises InputError where LibreOffice, or the room for what is written meanwhile, is missing.
    """
    try:
        with TemporaryDirectory(prefix="cspxl-", ignore_cleanup_errors=True) as folder:
            yield from _in_folder(Path(folder), workbooks, board)
    except OSError as error:
        raise cannot_write(Path(gettempdir()), error) from None


def _in_folder(folder: Path, workbooks: Sequence[bytes], board: Collection[str]) -> Iterator[bytes | None]:
    files = [folder / f"{at}.xlsx" for at in range(len(workbooks))]
    for file, workbook in zip(files, workbooks, strict=True):
        file.write_bytes(printable(workbook, board))
    for workbook, pdf in zip(workbooks, printed(files, folder), strict=True):
        yield None if pdf is None else _settled(pdf, _made_on(workbook))


def _made_on(workbook: bytes) -> bytes:
    """When the workbook says it was made, as a PDF writes it."""
    found = _MADE_ON.search(Package(workbook).read(_CORE_PART))
    assert found, "our writer says when a workbook was made"
    return b"".join(found.groups())


def _settled(pdf: bytes, made_on: bytes) -> bytes:
    """The PDF without anything that depends on the clock; every byte stays in its place."""
    body, marks, end = _DATE.sub(lambda found: found[1] + made_on, pdf).rpartition(_MARKS)
    mark = sha256(body).hexdigest()[:32].upper().encode()
    return body + marks + (_MARK.sub(lambda found: found[1] + mark, end) if marks else end)
