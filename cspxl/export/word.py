"""A finished workbook as a Word document: headings, tables, charts as pictures, the marking on every page.

Equal workbooks give the same bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from cspxl.errors import UsageError
from cspxl.export.cells import Cells, Shown
from cspxl.export.charted import charted
from cspxl.export.content import HEADINGS, About, Abreast, Drawn, Part, about, sections
from cspxl.export.drawing import drawn
from cspxl.export.looks import faces
from cspxl.report.describe import Board

if TYPE_CHECKING:
    from cspxl.export.word_parts import Page

_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
# Of a chart, in points: on a page upright, on one across, of lines that stand beside something else.
_TALLEST, _TALLEST_ACROSS, _TALLEST_LINES = 250.0, 160.0, 150.0


def check_there() -> None:
    """Raises UsageError where python-docx is not."""
    try:
        import docx  # noqa: F401, PLC0415 -- an extra
    except ImportError:
        raise UsageError("--docx needs python-docx: install cspxl[word]") from None


def word(workbook: bytes, board: Board) -> bytes:
    """The document of what a board reads of a finished workbook."""
    from cspxl.export.word_parts import new_document, page_of  # noqa: PLC0415 -- an extra

    said, cells = about(workbook), Cells(workbook)
    document = new_document()
    found = sections(board, cells)
    names = {section.name: f"sheet{at}" for at, section in enumerate(found, 1)}
    for at, section in enumerate(found):
        page = page_of(document, landscape=section.landscape, first=at == 0)
        if at == 0:
            page.mark(board.marking, said.title)
        page.heading(section.heading, 1 if at else 0, names[section.name])
        _write(page, section.parts, cells, names)
    _describe(document, said)
    return _saved(document)


def _write(page: Page, parts: Sequence[Part], cells: Cells, names: Mapping[str, str]) -> None:
    for part in parts:
        if isinstance(part, Shown):
            if part.style in HEADINGS:
                page.heading(part.text, 2)
            else:
                page.text(part, faces()[part.style])
        elif isinstance(part, Drawn):
            _draw(page, part, cells)
        elif isinstance(part, Abreast):
            for strip, (_, held) in zip(page.strips([wide for wide, _ in part.strips]), part.strips, strict=True):
                _write(strip, held, cells, names)
        elif part.is_list:
            page.bullets([row[1][0].text for row in part.rows])
        else:
            page.table(part, names)


def _draw(page: Page, part: Drawn, cells: Cells) -> None:
    """A chart over the whole width that there is."""
    data = charted(part.chart, cells)
    if not data.is_empty:
        tallest = _TALLEST_ACROSS if page.is_across else _TALLEST
        if page.is_strip and part.chart.kind == "line":
            tallest = _TALLEST_LINES
        page.picture(drawn(data, page.width, min(part.height, tallest)), data.title, part.chart.alt_text)


def _describe(document: Any, said: About) -> None:  # noqa: ANN401 -- python-docx's
    """What the document says about itself: the same as the workbook."""
    made = datetime.fromisoformat(said.made_on).replace(tzinfo=UTC)
    core = document.core_properties
    core.title, core.subject, core.comments, core.keywords = said.title, said.subject, said.description, said.keywords
    core.author = core.last_modified_by = said.author
    core.created = core.modified = made
    core.language, core.revision = "en-GB", 1


def _saved(document: Any) -> bytes:  # noqa: ANN401 -- python-docx's
    """The file, whose parts bear no time."""
    written, out = BytesIO(), BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _ZIP_DATE), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
