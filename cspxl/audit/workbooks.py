"""A workbook as an audit reads it: every visible sheet's cells as they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from cspxl.audit.documents import Cell, Row
from cspxl.engine.formats import format_cell
from cspxl.errors import InputError
from cspxl.opc import Package
from cspxl.values import CellFault

if TYPE_CHECKING:
    from openpyxl.cell import Cell as SheetCell
    from openpyxl.cell import MergedCell


def workbook_rows(data: bytes, path: Path) -> Iterator[Row]:
    """The rows of every visible sheet; saved values, as their number formats show them."""
    Package(data, path.name)  # refuses what is no package, or too large
    try:
        book = load_workbook(BytesIO(data), data_only=True)
    except Exception as error:  # noqa: BLE001 -- its parser raises anything for a broken part
        raise InputError(f"{path}: cannot be read as a workbook ({type(error).__name__}); save it anew") from None
    table = 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        table += 1
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            row = tuple(Cell(_shown(cell), number, f"{sheet.title}!{cell.coordinate}") for cell in cells)
            filled = [cell for cell in row if cell.text]
            if not filled:
                table += 1
            elif len(filled) == 1 and any(sign.isalpha() for sign in filled[0].text):
                yield Row((filled[0],))
            else:
                yield Row(row, table)


def _shown(cell: SheetCell | MergedCell) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if not isinstance(value, int | float):
        return " ".join(str(value).split())
    try:
        return format_cell(value, cell.number_format).strip()
    except CellFault:
        return str(value)
