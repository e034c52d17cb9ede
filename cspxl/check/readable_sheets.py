"""Rules of a publication's sheets: titles, what they say of themselves, cover, contents, properties."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from cspxl.check.book import Book
from cspxl.check.looks import Seen, is_heading, seen
from cspxl.check.rules import Found, rule, short

_SAYS: Final = re.compile(r"\b(?:one|two|three|four|five|\d+) (?:\w+ )?tables?\b", re.IGNORECASE)
_SOURCE: Final = re.compile(r"\bsources?\b", re.IGNORECASE)
_CONTACT: Final = re.compile(r"\bcontact\b", re.IGNORECASE)
_DATED: Final = re.compile(r"\b(?:19|20)\d\d\b", re.ASCII)
_CONTENTS: Final = re.compile(r"\b(?:contents|cover|index|list of tables)\b", re.IGNORECASE)
_SHEET: Final = re.compile(r"(?:sheet|worksheet|tab)\s?\d*", re.IGNORECASE)
_PUBLISH: Final = ("publish",)


@rule(
    "sheet-title", "error", profiles=_PUBLISH, points=(17, 28),
    finds="A sheet has no title in A1, or one that is not marked as a heading, or that another sheet has.",
    why="Readers that read aloud begin in A1, and jump from heading to heading.",
    todo="Put the title into A1 and give it the cell style Heading 1.",
)
def titles(book: Book) -> Iterator[Found]:
    """A1 of every sheet that holds anything."""
    met: defaultdict[str, int] = defaultdict(int)
    for one in seen(book):
        if not one.cells:
            continue
        title = one.text((1, 1))
        met[title] += 1
        if not title:
            yield Found(one.grid, 1, 1, "there is no title", one.name)
        elif not is_heading(one.cells[1, 1]):
            yield Found(one.grid, 1, 1, f"the title {short(title)!r} is not marked as a heading", one.name)
        elif met[title] > 1:
            yield Found(one.grid, 1, 1, f"another sheet has the title {short(title)!r}", one.name)


@rule(
    "sheet-says-nothing", "warning", profiles=_PUBLISH, points=(28, 31),
    finds="A sheet with tables does not say above them how many there are, or where their figures come from.",
    why="A reader that reads aloud cannot see what there is to find.",
    todo="Below the title write: This worksheet contains one table. Then: Source: …",
)
def says(book: Book) -> Iterator[Found]:
    """Sheets with tables; the source not of covers, contents and notes."""
    for one in seen(book):
        if not one.tables:
            continue
        above = one.above()
        if not _SAYS.search(above):
            yield Found(one.grid, 1, 1, "does not say how many tables there are", f"{one.name} tables")
        if one.is_of_notes or _CONTENTS.search(one.name):
            continue
        if not _SOURCE.search(above + " ".join(_headings(one))):
            yield Found(one.grid, 1, 1, "names no source", f"{one.name} source")


def _headings(one: Seen) -> Iterator[str]:
    for table in one.tables:
        yield from (one.header(table, at) for at in range(table.place.min_col, table.place.max_col + 1))


@rule(
    "sheet-name", "error", profiles=("board", "publish"), points=(26,),
    finds="A sheet has the name that the program gave it, such as Sheet1.",
    why="Readers find a sheet by its name.",
    todo="Name it after what it holds.",
)
def sheet_names(book: Book) -> Iterator[Found]:
    """Names such as Sheet1, and names that begin or end with a space."""
    for one in seen(book):
        if _SHEET.fullmatch(one.name) or one.name != one.name.strip():
            yield Found(one.grid, 1, 1, f"the sheet is called {one.name!r}", one.name)


@rule(
    "blank-sheet", "error", profiles=("board", "publish"), points=(27,),
    finds="A sheet holds nothing.",
    why="Whoever does not see it looks for what is there.",
    todo="Delete it.",
)
def blank_sheets(book: Book) -> Iterator[Found]:
    """Sheets without a cell, a chart or a picture."""
    for one in seen(book):
        if not (one.cells or one.sheet._images or one.sheet._charts):  # type: ignore[attr-defined]  # noqa: SLF001  # no other way
            yield Found(one.grid, 1, 1, f"the sheet {one.name!r} is blank", one.name)


@rule(
    "document-properties", "error", profiles=("board", "publish"), points=(34,),
    finds="The workbook does not say its title, its author or its language.",
    why="The title is what is read aloud first; the language decides how everything is pronounced.",
    todo="File, Info, Properties: fill in title, author and language.",
)
def properties(book: Book) -> Iterator[Found]:
    """What is missing of the three."""
    if book.loaded is None:
        return
    first, said = next(iter(book.sheets.values())), book.loaded.properties
    told = {"title": said.title, "author": said.creator, "language": said.language}
    for name, value in told.items():
        if not (value or "").strip() or (name == "author" and value == "openpyxl"):
            yield Found(first, 0, 0, f"has no {name}", name)


@rule(
    "cursor", "error", profiles=("board", "publish"), points=(35,),
    finds="The workbook does not open in A1 of its first sheet.",
    why="A reader that reads aloud begins where the cursor is.",
    todo="Go to A1 of every sheet, last of the first one, and save.",
)
def cursor(book: Book) -> Iterator[Found]:
    """The sheet that opens, and the cell that is chosen there."""
    if book.loaded is None:
        return
    opens = book.loaded.active
    one = next((one for one in seen(book) if one.sheet is opens), None)
    sheets = book.loaded.worksheets
    if one is None or one.sheet is not sheets[0]:
        yield Found(one.grid if one else next(iter(book.sheets.values())), 0, 0, "opens on another sheet", "sheet")
    elif one.sheet.active_cell != "A1":
        yield Found(one.grid, 1, 1, f"the cursor is in {one.sheet.active_cell}", "cell")


@rule(
    "formula-published", "warning", profiles=_PUBLISH,
    finds="A cell of a publication holds a formula.",
    why="It gives another value, or an error, in a program that lacks what it needs; and it shows the workings.",
    todo="Publish values: Copy, Paste Special, Values.",
)
def formulas(book: Book) -> Iterator[Found]:
    """The formulas of each sheet, as one."""
    for one in seen(book):
        for at in one.grid.formulas:
            yield Found(one.grid, *at, "holds a formula", one.name)


@rule(
    "cover", "error", profiles=_PUBLISH, points=(34,),
    finds="The first sheet does not say whom to ask, or of what date the publication is.",
    why="Readers cannot ask, and cannot tell it from the next.",
    todo="Put title, date, contact, and what the sheets hold on a cover sheet.",
)
def cover(book: Book) -> Iterator[Found]:
    """A contact and a year, in the cells of the first sheet."""
    for one in seen(book)[:1]:
        told = "\n".join(str(cell.value) for cell in one.cells.values())
        for wanted, what in ((_CONTACT, "names no contact"), (_DATED, "has no date")):
            if one.cells and not wanted.search(told):
                yield Found(one.grid, 1, 1, what, what)


@rule(
    "contents", "warning", profiles=_PUBLISH, points=(28,),
    finds="A sheet of a workbook of many is not among its contents.",
    why="Readers find sheets by the list of contents.",
    todo="List it, with a link, on a sheet called Contents.",
)
def contents(book: Book) -> Iterator[Found]:
    """Sheets with tables, where there are more than three, that no cell of cover or contents names."""
    sheets = seen(book)
    lists = [one for one in sheets if _CONTENTS.search(one.name)]
    named = {str(cell.value).strip().lower() for one in lists for cell in one.cells.values()}
    for one in sheets if len(sheets) > 3 else ():
        if one.tables and one not in lists and one.name.lower() not in named:
            yield Found(one.grid, 1, 1, f"the sheet {one.name!r} is not among the contents", one.name)
