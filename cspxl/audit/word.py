"""A Word document as an audit reads it: paragraphs, and tables in their places. It needs python-docx."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

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
        content = list(docx.Document(BytesIO(data)).iter_inner_content())
    except Exception as error:  # noqa: BLE001 -- its parser raises anything for a broken part
        raise InputError(f"{path}: cannot be read as a Word file ({type(error).__name__}); save it anew") from None
    number = tables = 0
    for item in content:
        if not hasattr(item, "rows"):
            number += 1
            if text := " ".join(item.text.split()):
                yield Row((Cell(text, number, f"paragraph {number}"),))
            continue
        tables += 1
        for at, row in enumerate(item.rows, start=1):
            number += 1
            seen: set[int] = set()
            cells: list[Cell] = []
            for cell in row.cells:  # a merged cell stands in each of its places
                text = "" if id(cell._tc) in seen else " ".join(cell.text.split())  # noqa: SLF001 -- no other way to tell
                seen.add(id(cell._tc))  # noqa: SLF001
                cells.append(Cell(text, number, f"table {tables}, row {at}, column {len(cells) + 1}"))
            if any(cell.text for cell in cells):
                yield Row(tuple(cells), tables)
