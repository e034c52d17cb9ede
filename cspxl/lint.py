"""Faults that Excel repairs or refuses at opening, and that the Open XML SDK's validator does not see."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

_GOOD_NAME = re.compile(r"(?:[^\W\d]|\\)[\w.\\?]*")
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}[0-9]{1,7}|[RrCc]")
_LONGEST_TEXT, _LONGEST_FORMULA, _LONGEST_LIST, _LONGEST_TITLE = 32767, 8192, 255, 31


def lint(path: Path) -> list[str]:
    """One line for each fault, with the sheet and cell; an empty list when there is none."""
    return faults(load_workbook(path), path)


def faults(book: Workbook, path: Path) -> list[str]:
    """The same of a file that is loaded already."""
    return [*_names(book), *(fault for sheet in book.worksheets for fault in _sheet(sheet)), *_parts(path)]


def _names(book: Workbook) -> Iterator[str]:
    """Defined names and table names: well formed, and no two alike."""
    defined = [*book.defined_names, *(name for sheet in book.worksheets for name in sheet.defined_names)]
    for name in defined:
        if not _GOOD_NAME.fullmatch(name) or _CELL_LIKE.fullmatch(name):
            yield f"{name}: not a name that Excel allows"
    tables = [table.displayName for sheet in book.worksheets for table in sheet.tables.values()]
    seen: set[str] = set()
    for name in [*book.defined_names, *tables]:
        if name.lower() in seen:
            yield f"{name}: two tables or names are called so"
        seen.add(name.lower())


def _sheet(sheet: Worksheet) -> Iterator[str]:
    if len(sheet.title) > _LONGEST_TITLE:
        yield f"{sheet.title}: the sheet's name is longer than {_LONGEST_TITLE} characters"
    for table in sheet.tables.values():
        yield from _table(sheet, table)
    for one, other in combinations(sheet.merged_cells.ranges, 2):
        if not one.isdisjoint(other):
            yield f"{sheet.title}!{one}: merged cells overlap {other}"
    for choice in sheet.data_validations.dataValidation:
        for text in (choice.formula1, choice.formula2):
            if text and text.startswith('"') and len(text.strip('"')) > _LONGEST_LIST:
                yield f"{sheet.title}!{choice.sqref}: the list is longer than {_LONGEST_LIST} characters"
    for place in (sheet.HeaderFooter.oddHeader, sheet.HeaderFooter.oddFooter):
        if place and sum(len(part.text or "") for part in (place.left, place.center, place.right)) > _LONGEST_LIST:
            yield f"{sheet.title}: the page's header or footer is longer than {_LONGEST_LIST} characters"
    yield from _cells(sheet)


def _cells(sheet: Worksheet) -> Iterator[str]:
    for _, cell in sorted(sheet._cells.items()):  # noqa: SLF001 -- iter_rows() makes a cell of every gap
        content = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
        if isinstance(content, str):
            fault = _formula_fault(content) if cell.data_type == "f" else _text_fault(content)
            if fault:
                yield f"{sheet.title}!{cell.coordinate}: {fault}"


def _table(sheet: Worksheet, table: Table) -> Iterator[str]:
    """A table's header, where it shows one, is static text, each unique, and equal to the names of its columns."""
    if table.headerRowCount == 0:
        return
    place = CellRange(table.ref)
    header = [sheet.cell(place.min_row, column).value for column in range(place.min_col, place.max_col + 1)]
    if len(header) != len(table.tableColumns):
        n_columns = len(table.tableColumns)
        yield f"{sheet.title}, table {table.displayName}: has {n_columns} columns, its place {len(header)}"
        return
    for text, column in zip(header, table.tableColumns, strict=True):
        if not isinstance(text, str) or text.startswith("="):
            yield f"{sheet.title}, table {table.displayName}: the header {text!r} is no static text"
        elif text != column.name:
            yield f"{sheet.title}, table {table.displayName}: the header {text!r} is not the column's {column.name!r}"
    if len({str(text).lower() for text in header}) < len(header):
        yield f"{sheet.title}, table {table.displayName}: two columns have one header"


def _text_fault(text: str) -> str:
    return f"text longer than {_LONGEST_TEXT} characters" if len(text) > _LONGEST_TEXT else ""


def _formula_fault(formula: str) -> str:
    if len(formula) > _LONGEST_FORMULA:
        return f"formula longer than {_LONGEST_FORMULA} characters"
    try:
        tokens = Tokenizer(formula.replace("#REF!:#REF!", "#REF!")).items  # which it refuses
    except TokenizerError as error:
        return f"not a formula: {error}"
    except IndexError:  # its own, where a bracket is closed that was not opened
        return "brackets do not match"
    open_brackets = sum((token.subtype == Token.OPEN) - (token.subtype == Token.CLOSE) for token in tokens)
    return "brackets do not match" if open_brackets else ""


def _parts(path: Path) -> Iterator[str]:
    """Parts that can be read, rows in order, and axes that meet axes that are there."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            try:
                part = package.read(name)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
                yield f"{name}: cannot be read: {error}"  # one that openpyxl did not need
                continue
            if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
                rows = [int(number) for number in re.findall(rb'<row r="(\d{1,10})"', part)]
                if rows != sorted(set(rows)):
                    yield f"{name}: rows are out of order"
            elif name.startswith("xl/charts/chart"):
                axes = set(re.findall(rb'<(?:c:)?axId val="(\d+)"', part))
                if not set(re.findall(rb'<(?:c:)?crossAx val="(\d+)"', part)) <= axes:
                    yield f"{name}: an axis crosses one that is not there"
