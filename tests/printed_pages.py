"""Every page that a board may get, printed by one LibreOffice, and a contact sheet of each workbook's pages.

``cd tests && uv run python printed_pages.py FOLDER [NAME …]`` writes PDFs and contact sheets; to look at.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pypdfium2
from every_report import REPORTS, overview
from openpyxl.utils import get_column_letter, range_boundaries
from packs import PACKS, described, packaged
from PIL import Image
from test_looks import LONGEST_NAMES, cut, with_long_remarks

from cspxl.engine import Plan
from cspxl.hosts.calc_printing import printed
from cspxl.report import lcpf
from cspxl.report.configuration import read_configuration
from cspxl.report.describe import Chart, Sheet, Workbook
from cspxl.sources import sample_release
from cspxl.values import Cell, month_of, month_serial
from cspxl.workbook.compiled import Compiled
from cspxl.workbook.printable import printable
from cspxl.workbook.writer import write


class Printed(NamedTuple):
    """A workbook of an area: what it describes, and what of it has no room or nothing to draw; its PDF."""

    book: Workbook
    cut: Sequence[str]
    undrawn: Sequence[str]
    pdf: bytes

    def pages(self) -> Mapping[str, Sequence[str]]:
        """The text of each page, by the sheet whose bookmark leads there or before it."""
        document = pypdfium2.PdfDocument(self.pdf)
        begins = {mark.get_dest().get_index(): mark.get_title() for mark in document.get_toc()}
        found: dict[str, list[str]] = {}
        sheet = ""
        for at, page in enumerate(document):
            sheet = begins.get(at, sheet)
            found.setdefault(sheet, []).append(page.get_textpage().get_text_bounded())
        return found


Make = Callable[[], Workbook]
LONG = LONGEST_NAMES[:2]
MONTHS = ("2017-02", "2018-06")  # in the packs' own data: with what is entered, and with nothing
EACH = [(area, month) for area in LONG for month in MONTHS]


def _with_remarks() -> Workbook:
    with TemporaryDirectory() as folder:
        return described(with_long_remarks(Path(folder)), LONG[0], "2017-04")


def _worked_example() -> Workbook:
    return lcpf.describe(read_configuration(packaged("lcpf_worked_example.toml")), "Barking and Dagenham")


# What is printed: a name, how it is described, and the areas and months it is filled for; none: those that it has.
BOOKS: Sequence[tuple[str, Make, Sequence[tuple[str, str]]]] = [
    ("overview", lambda: overview(sample_release()), EACH),
    *((name, partial(described, packaged(name), LONG[0], MONTHS[0], of), EACH) for name, of in PACKS),
    ("call_over.toml with long remarks", _with_remarks, ()),
    ("fund's worked example", _worked_example, ()),
    *(
        (name, REPORTS[name], ())
        for name in ("overview of Kent", "call_over.toml with notices", "call_over.toml with months",
                     "barnet_pack.toml with months", "barnet_pack.toml with peers", "fund of Barnet", "plan",
                     "plan on a page", "framework")
    ),
]  # fmt: skip
NAMES = [" ".join((book, *fill)) for book, _, fills in BOOKS for fill in fills or [()]]


def every_page(names: Sequence[str] = ()) -> dict[str, Printed]:
    """Each workbook for each of its areas and months, or those that are named, by name."""
    filled = {
        name: found for book, make, fills in BOOKS if not names or book in names
        for name, found in _filled(book, make(), fills)
    }  # fmt: skip
    with TemporaryDirectory() as folder:
        files = [Path(folder) / f"{at}.xlsx" for at in range(len(filled))]
        for file, (content, found) in zip(files, filled.values(), strict=True):
            file.write_bytes(printable(content, found.book.board))
        pdfs = list(printed(files, Path(folder)))
    assert None not in pdfs
    return {name: found._replace(pdf=pdf) for (name, (_, found)), pdf in zip(filled.items(), pdfs, strict=True) if pdf}


def _filled(
    name: str, book: Workbook, fills: Sequence[tuple[str, str]],
) -> Iterator[tuple[str, tuple[bytes, Printed]]]:
    compiled = Compiled(write(book))
    for fill in fills or [()]:
        inputs: dict[str, Cell] = {}
        for area, month in [fill] if fill else ():
            inputs |= dict.fromkeys(book.chosen["area"], area)
            inputs |= dict.fromkeys(book.chosen["month"], month_serial(month_of(month)))
        content, _ = compiled.filled(inputs)
        cut_off, undrawn = (list(find(book, compiled._plan)) for find in (_cut, _undrawn))
        yield " ".join((name, *fill)), (content, Printed(book, cut_off, undrawn, b""))


def board_sheets(book: Workbook) -> Iterator[Sheet]:
    return (sheet for sheet in book.sheets if sheet.name in book.board)


def _cut(book: Workbook, plan: Plan) -> Iterator[str]:
    """The texts in print that take more room than they have."""
    areas = {sheet.name: range_boundaries(sheet.page.area) for sheet in board_sheets(book)}
    for told in cut(book, plan):
        sheet, _, rest = told.partition("!")
        left, top, right, bottom = areas.get(sheet, (1, 1, 0, 0))
        column, row, _, _ = range_boundaries(rest.partition(":")[0])
        if left <= column <= right and top <= row <= bottom:
            yield told


def _undrawn(book: Workbook, plan: Plan) -> Iterator[str]:
    """The sheets of charts without one number to draw."""
    for sheet in board_sheets(book):
        for chart in sheet.charts:
            if not any(isinstance(value, int | float) for value in _values(chart, plan)):
                yield sheet.name


def _values(chart: Chart, plan: Plan) -> Iterator[object]:
    for line in chart.lines:
        sheet, _, area = line.values_ref.rpartition("!")
        left, top, right, bottom = range_boundaries(area)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield plan[f"{sheet.strip(chr(39))}!{get_column_letter(column)}{row}"] if line.visible else None


def write_contact_sheets(found: Mapping[str, Printed], folder: Path) -> None:
    """Each workbook's PDF and its pages beside one another."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, one in found.items():
        stem = folder / re.sub(r"\W+", "-", name.replace(".toml", "")).strip("-").lower()
        stem.with_suffix(".pdf").write_bytes(one.pdf)
        _contact_sheet([page.render(scale=0.75).to_pil() for page in pypdfium2.PdfDocument(one.pdf)]).save(
            stem.with_suffix(".png"), optimize=True,
        )  # fmt: skip


def _contact_sheet(pages: Sequence[Image.Image], across: int = 5, gap: int = 6) -> Image.Image:
    wide, high = (gap + max(page.size[way] for page in pages) for way in (0, 1))
    sheet = Image.new("RGB", (gap + wide * min(across, len(pages)), gap + high * -(-len(pages) // across)), "#888888")
    for at, page in enumerate(pages):
        sheet.paste(page, (gap + at % across * wide, gap + at // across * high))
    return sheet


if __name__ == "__main__":
    write_contact_sheets(every_page(sys.argv[2:]), Path(sys.argv[1]))
