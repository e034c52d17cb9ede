"""A Word document as an audit reads it: paragraphs, and tables in their places. It needs python-docx."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from cspxl.audit.documents import Cell, Row
from cspxl.errors import InputError
from cspxl.opc import Package


def word_rows(data: bytes, path: Path) -> Iterator[Row]:
    """The paragraphs and the rows of tables, numbered in their order."""
    try:
        import docx  # noqa: PLC0415 -- an extra
    except ImportError:
        raise InputError(f"{path}: Word files need python-docx; install it with: pip install 'cspxl[audit]'") from None
    Package(data, path.name)  # refuses what is no package, or too large
    try:
        content = [_read(item) for item in docx.Document(BytesIO(data)).iter_inner_content()]
    except Exception as error:  # noqa: BLE001 -- its parser raises anything for a broken part
        raise InputError(f"{path}: cannot be read as a Word file ({type(error).__name__}); save it anew") from None
    number = tables = 0
    for item in content:
        if isinstance(item, str):
            number += 1
            if text := " ".join(item.split()):
                yield Row((Cell(text, number, f"paragraph {number}"),))
            continue
        tables += 1
        for at, texts in enumerate(item, start=1):
            number += 1
            where = f"table {tables}, row {at}, column"
            cells = tuple(Cell(" ".join(text.split()), number, f"{where} {n}") for n, text in enumerate(texts, start=1))
            if any(cell.text for cell in cells):
                yield Row(cells, tables)


def _read(item: Any) -> str | Sequence[Sequence[str]]:  # noqa: ANN401 -- python-docx's
    """The text of a paragraph, or those of a table's cells, row by row; a merged cell stands in its first place."""
    if not hasattr(item, "rows"):
        return str(item.text)
    found: list[list[str]] = []
    for row in item.rows:
        elements = [cell._tc for cell in row.cells]  # noqa: SLF001 -- no other way to tell a merged cell
        first = [element not in elements[:at] for at, element in enumerate(elements)]
        found.append([cell.text if is_first else "" for cell, is_first in zip(row.cells, first, strict=True)])
    return found
