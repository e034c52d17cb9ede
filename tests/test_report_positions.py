"""No sheet of a report counts cells: only the layer does; and every name that a packaged report uses is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import ROOT, few
from every_report import REPORTS
from openpyxl.utils import FORMULAE

from cspxl.registry import load_catalogue
from cspxl.report.describe import NEWER, Formula, Sheet

REPORT = ROOT / "cspxl" / "report"
LAYER = {"grid.py", "placed.py", "stack.py", "describe.py"}
SMALL = {"plan on a page", "framework"}  # reports of a page or two
MODULES = [path for path in sorted(REPORT.rglob("*.py")) if str(path.relative_to(REPORT)) not in LAYER]
_COUNTING = {"get_column_letter", "column_index_from_string", "range_boundaries"}
_BY_HAND = {"Put", "Page", "Sheet"}  # what has rows, columns and areas; a Stack has none
_PIECE = "\0"  # what an f-string puts in
# Texts of formulas and references in brackets may hold anything; a letter or a dollar before what is put in may not.
_ELSEWHERE = re.compile(r'"(?:[^"]|"")*"|\[[^\]]*\]')
_WRITTEN = re.compile(r"(?<![\w.])(?:\$?[A-Z]{1,3}\$?\0|\$\0|\0\$\d)")
_ADDRESS = re.compile(r"(?<![\w.])\$?[A-Z]{1,3}\$?[1-9]\d{0,6}(?![\w(])")


def positions(source: str) -> Iterator[str]:
    """The expressions of a module that say where a cell stands."""
    tree = ast.parse(source)
    left_alone = set(spelled(tree))
    for node in ast.walk(tree):
        if node in left_alone:
            continue
        if isinstance(node, ast.JoinedStr):
            left_alone.update(node.values)
        if imports(node) or counts(node) or writes(node):
            yield ast.unparse(node)


def spelled(tree: ast.AST) -> Iterator[ast.AST]:
    """Samples of a spelling: ``$A1`` says how the layer writes addresses, not which."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "spelled":
            yield from ast.walk(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Spelling":
            yield from ast.walk(node)


def imports(node: ast.AST) -> bool:
    """Whether it brings in what makes letters of columns."""
    return isinstance(node, ast.ImportFrom) and bool(_COUNTING & {alias.name for alias in node.names})


def writes(node: ast.AST) -> bool:
    """Whether a text holds an address, or puts one together."""
    pieces = node.values if isinstance(node, ast.JoinedStr) else [node]
    text = "".join(str(piece.value) if isinstance(piece, ast.Constant) else _PIECE for piece in pieces)
    formula = text.startswith("=") or "!" in text
    text = _ELSEWHERE.sub("", text)
    return _WRITTEN.search(text) is not None or (formula and _ADDRESS.search(text) is not None)


def counts(node: ast.AST) -> bool:
    """Whether a call makes a letter, places a cell by hand, or counts the columns of a constant."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in {"chr", "ord", *_BY_HAND, *_COUNTING}
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "index":
        return False
    return ast.unparse(node.func.value).rpartition(".")[2].isupper()


@pytest.mark.parametrize(
    "source",
    [
        "from openpyxl.utils import get_column_letter",
        'f"=SUM({letter}{row}:B${row})"',
        'f"Workings!${letter}${row}"',
        'f"=A{row}+1"',
        '"=SUM(B$8:C9)"',
        '"Workings!$B$8"',
        "Put(1, 2, 'x')",
        "TOP + _COLUMNS.index(name)",
        "layout.COLUMNS.index(name)",
        "chr(ord(letter) + 2)",
    ],
)
def test_a_position_is_seen(source: str) -> None:
    assert list(positions(source))


@pytest.mark.parametrize(
    "source",
    [
        'f"=SUM([@${name}$],t[#{name}, year={at}])"',
        'f\'=IF({cell}="","Q1 of A{x}",{other})\'',
        'f"=LOG10({cell})+ROLLING12({cell},months)"',
        'Spelling(cell="$A$1", other="S!A1")',
        'Column("a", spelled="$A1")',
        "years.index(year)",
        '"Report of 7 February 2017, A4"',
        'f"=HYPERLINK(\\"#{place}!A1\\",1)"',
    ],
)
def test_what_is_no_position(source: str) -> None:
    assert not list(positions(source))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(REPORT)))
def test_no_module_of_the_reports_counts_cells(module: Path) -> None:
    assert not list(positions(module.read_text("utf-8")))


def texts(sheet: Sheet) -> Iterator[str]:
    """The formulas of a sheet, and what lies around its cells."""
    yield from (put.content.text for put in sheet.cells if isinstance(put.content, Formula))
    for choice in sheet.choices:
        yield from (choice.cell, choice.source)
    for highlight in sheet.highlights:
        yield from (highlight.ref, highlight.formula)
    for chart in sheet.charts:
        yield from (chart.categories_ref, chart.guard_ref)
        yield from (ref for line in chart.lines for ref in (line.name_ref, line.values_ref))


@pytest.mark.parametrize("name", few(3, REPORTS))
def test_every_name_of_a_packaged_report_is_there(name: str) -> None:
    """Describing raises for a name that is not; nothing is left that only the layer understands."""
    book = REPORTS[name]()
    found = [text for sheet in book.sheets for text in texts(sheet)] + list(book.names.values())
    assert len(found) > (100 if name in SMALL else 1000)
    assert not [text for text in found if re.search(r"\w*\[[^\]]*\]", re.sub(r'"(?:[^"]|"")*"', "", text))]


@pytest.mark.parametrize("name", few(1, ["plan", *REPORTS]))
def test_every_function_of_a_packaged_report_is_spelled_as_a_file_has_it(name: str) -> None:
    """Those that came after the file format have another spelling in a file: Excel shows #NAME? for the short one."""
    found = {word for sheet in REPORTS[name]().sheets for text in texts(sheet)
             for word in re.findall(r"\b([A-Z][A-Z0-9._]*)\(", re.sub(r'"[^"]*"', "", text))}  # fmt: skip
    assert len(found) > 10
    assert found <= {*FORMULAE, *NEWER, *load_catalogue()}
