"""Rules of a publication's notes, marks and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cspxl.check.book import Book
from cspxl.check.looks import MARK, NOTES, seen
from cspxl.check.rules import Found, rule, short

_SYMBOL: Final = re.compile(r"[*†‡§¶¹²³⁴⁵⁶⁷⁸⁹⁰]\s*$")
_NOTE: Final = re.compile(r"\[note \d+\]", re.IGNORECASE)
_BARE: Final = re.compile(r"(?:https?://|www\.)\S+|(?:click )?here|this|link|more|read more", re.IGNORECASE)
_PUBLISH: Final = ("publish",)


@rule(
    "note-by-symbol", "error", profiles=_PUBLISH, points=(10, 11),
    finds="A sign or a superscript marks a note.",
    why="A reader that reads aloud leaves it out.",
    todo="Write [note 1], and explain it on the notes sheet.",
)
def symbols(book: Book) -> Iterator[Found]:
    """Texts that end in *, † or the like, and cells in superscript."""
    for one in seen(book):
        for at, cell in one.cells.items():
            if cell.font.vertAlign == "superscript" or (isinstance(cell.value, str) and _SYMBOL.search(cell.value)):
                yield Found(one.grid, *at, f"{short(str(cell.value))!r} has a sign for a note", f"{at}")


@rule(
    "note-in-a-cell", "warning", profiles=_PUBLISH, points=(12,),
    finds="A mark of a note stands in a cell of a table beside a figure or text.",
    why="The figure is a text then, and nobody can sort or add it up.",
    todo="Put the mark into the heading, or into a column of its own called Notes.",
)
def marks_in_cells(book: Book) -> Iterator[Found]:
    """Cells below headers, but for columns called Notes and the notes sheet."""
    for one in seen(book):
        for table, at in one.body() if not one.is_of_notes else ():
            if _NOTE.search(one.text(at)) and not NOTES.fullmatch(one.header(table, at[1]).strip()):
                yield Found(one.grid, *at, f"holds {short(one.text(at))!r}", f"{at}")


@rule(
    "mark-not-explained", "error", profiles=_PUBLISH, points=(13,),
    finds="A note or shorthand is used and not explained on a notes sheet.",
    why="Nobody can know what it means.",
    todo="Add a row with the mark and its meaning to the table of the notes sheet.",
)
def unexplained(book: Book) -> Iterator[Found]:
    """Marks such as [note 1] and [x], at the first cell that has each."""
    sheets = seen(book)
    known = {mark.lower() for one in sheets if one.is_of_notes for at in one.cells for mark in _leading(one.text(at))}
    met: set[str] = set()
    for one in sheets:
        for at in one.cells if not one.is_of_notes else ():
            for mark in MARK.findall(one.text(at)):
                if mark not in known and mark not in met:
                    met.add(mark)
                    yield Found(one.grid, *at, f"{mark} is not explained", mark)


def _leading(text: str) -> list[str]:
    """The mark that a text begins with."""
    found = MARK.match(text.strip())
    return [found[0]] if found else []


@rule(
    "link-text", "error", profiles=_PUBLISH, points=(15,),
    finds="A link is named by its address, or by words such as here.",
    why="Links are read aloud one after another: each must say where it leads.",
    todo="Name it after the page or sheet that it leads to.",
)
def links(book: Book) -> Iterator[Found]:
    """The texts of cells with links."""
    for one in seen(book):
        for at, cell in one.cells.items():
            if cell.hyperlink is not None and _BARE.fullmatch(str(cell.value).strip()):
                yield Found(one.grid, *at, f"the link is called {short(str(cell.value))!r}", f"{at}")
