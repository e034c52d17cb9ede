"""A PDF as an audit reads it: the lines of each page, and its tables. It needs pdfplumber."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from cspxl.audit.documents import Cell, Row
from cspxl.audit.lines import rows_of_lines
from cspxl.errors import InputError


def pdf_rows(data: bytes, path: Path) -> Iterator[Row]:
    """The lines outside of tables as paragraphs, and the rows of the tables, page by page."""
    try:
        import pdfplumber  # noqa: PLC0415 -- an extra
    except ImportError:
        raise InputError(f"{path}: PDF files need pdfplumber; install it with: pip install 'cspxl[audit]'") from None
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # what it only wonders at is no message of ours
    try:
        with pdfplumber.open(BytesIO(data)) as document:
            pages = [_read(page) for page in document.pages]
    except Exception as error:  # noqa: BLE001 -- its parser raises anything for a broken page
        raise InputError(f"{path}: cannot be read as a PDF ({type(error).__name__}); print it to PDF anew") from None
    for number, page in enumerate(pages, start=1):
        yield from _rows(number, page)


class _Page(NamedTuple):
    """What the parser finds on a page: its text outside of tables, and the fields of its tables, row by row."""

    text: str
    tables: Sequence[Sequence[Sequence[str | None]]]


def _read(page: Any) -> _Page:  # noqa: ANN401 -- pdfplumber's
    """Ruled lines mark the tables; text within them is not read twice."""
    tables = [table for table in page.find_tables() if len(table.rows) > 1]

    def outside(item: dict[str, Any]) -> bool:
        middle = (item["top"] + item["bottom"]) / 2
        across = (item["x0"] + item["x1"]) / 2
        return not any(left <= across <= right and top <= middle <= bottom for left, top, right, bottom in boxes)

    boxes = [table.bbox for table in tables]
    text = page.filter(lambda item: item["object_type"] != "char" or outside(item)).extract_text() or ""
    return _Page(text, [table.extract() for table in tables])


def _rows(number: int, page: _Page) -> Iterator[Row]:
    """A page's tables after its text."""
    lines = [(at, line, f"page {number}, line {at}") for at, line in enumerate(page.text.split("\n"), start=1)]
    yield from rows_of_lines(lines)
    for count, table in enumerate(page.tables, start=1):
        for at, fields in enumerate(table, start=1):
            where = f"page {number}, table {count}, row {at}"
            cells = tuple(Cell(" ".join((field or "").split()), at, where) for field in fields)
            if any(cell.text for cell in cells):
                yield Row(cells, number * 100 + count)
