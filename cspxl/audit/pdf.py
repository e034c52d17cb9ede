"""A PDF as an audit reads it: the lines of each page, and its tables. It needs pdfplumber."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

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
            found = [row for page in document.pages for row in _page(page)]
    except Exception as error:  # noqa: BLE001 -- its parser raises anything for a broken page
        raise InputError(f"{path}: cannot be read as a PDF ({type(error).__name__}); print it to PDF anew") from None
    yield from found


def _page(page: Any) -> Iterator[Row]:  # noqa: ANN401 -- pdfplumber's
    """A page's tables after its text; ruled lines mark the tables, text within them is not read twice."""
    tables = [table for table in page.find_tables() if len(table.rows) > 1]

    def outside(item: dict[str, Any]) -> bool:
        middle = (item["top"] + item["bottom"]) / 2
        across = (item["x0"] + item["x1"]) / 2
        return not any(left <= across <= right and top <= middle <= bottom for left, top, right, bottom in boxes)

    boxes = [table.bbox for table in tables]
    text = page.filter(lambda item: item["object_type"] != "char" or outside(item)).extract_text() or ""
    lines = [
        (number, line, f"page {page.page_number}, line {number}")
        for number, line in enumerate(text.split("\n"), start=1)
    ]
    yield from rows_of_lines(lines)
    for count, table in enumerate(tables, start=1):
        for at, fields in enumerate(table.extract(), start=1):
            where = f"page {page.page_number}, table {count}, row {at}"
            cells = tuple(Cell(" ".join((field or "").split()), at, where) for field in fields)
            if any(cell.text for cell in cells):
                yield Row(cells, page.page_number * 100 + count)
