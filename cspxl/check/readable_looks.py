"""Rules of how a publication looks: texts, colours, what floats over cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from openpyxl.worksheet.header_footer import HeaderFooterItem

from cspxl.check.book import Book
from cspxl.check.looks import contrast, seen, shade
from cspxl.check.rules import Found, rule
from cspxl.opc import Package

_SERIF: Final = re.compile(
    r"times|cambria|georgia|garamond|palatino|bookman|century|courier|book antiqua", re.IGNORECASE,
)
_SMALLEST: Final = 10.0  # points
_CONTRAST: Final = 4.5  # WCAG 2.2, 1.4.3
_PUBLISH: Final = ("publish",)


@rule(
    "hard-to-read", "warning", profiles=_PUBLISH, points=(16,),
    finds="A text is smaller than 10 points, slanted, underlined, turned, or in a face with serifs.",
    why="People who see badly, or read with difficulty, cannot read it.",
    todo="Use a face such as Arial of 12 points, upright; bold for emphasis.",
)
def small(book: Book) -> Iterator[Found]:
    """The first cell of each look on a sheet."""
    for one in seen(book):
        met: set[str] = set()
        for at, cell in one.cells.items():
            font = cell.font
            looks = [
                (font.sz is not None and font.sz < _SMALLEST, f"is of {font.sz} points"), (font.i, "is slanted"),
                (font.u and cell.hyperlink is None, "is underlined and no link"),
                (cell.alignment.textRotation, "is turned"),
                (font.name is not None and _SERIF.search(font.name), f"is set in {font.name}"),
            ]  # fmt: skip
            for is_so, what in looks:
                if is_so and what not in met:
                    met.add(what)
                    yield Found(one.grid, *at, what, what)


@rule(
    "header-or-footer", "error", profiles=_PUBLISH, points=(19,),
    finds="A page has a header or a footer, or a box of text floats over the cells.",
    why="Readers that read aloud do not find them.",
    todo="Put what they say into cells.",
)
def floating(book: Book) -> Iterator[Found]:
    """Headers, footers, and shapes with text."""
    for one in seen(book):
        parts = [getattr(one.sheet, name) for name in
                 ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")]  # fmt: skip
        if any(_said(part) for part in parts if isinstance(part, HeaderFooterItem)):
            yield Found(one.grid, 1, 1, "the page has a header or footer", f"{one.name} page")
    package = Package(book.path)
    first = next(iter(book.sheets.values()))
    for part in package.parts:
        if part.startswith("xl/drawings/drawing") and b"<xdr:txBody" in package.read(part):
            yield Found(first, 0, 0, f"{part} has a box of text", part)


def _said(part: HeaderFooterItem) -> bool:
    return any(piece is not None and piece.text for piece in (part.left, part.center, part.right))


@rule(
    "background-fill", "note", profiles=_PUBLISH, points=(20, 21),
    finds="Cells have a background.",
    why="It makes text harder to read, and tells nothing to whoever does not see it.",
    todo="Take it away: Home, Fill Color, No Fill.",
)
def fills(book: Book) -> Iterator[Found]:
    """The first cell of each colour on a sheet."""
    for one in seen(book):
        met: set[str] = set()
        for at, cell in one.cells.items():
            colour = shade(cell.fill.fgColor, "a theme's colour") if cell.fill.fill_type else ""
            if colour and colour != "FFFFFF" and colour not in met:
                met.add(colour)
                yield Found(one.grid, *at, f"has a background of {colour}", colour)


@rule(
    "colour-alone", "error", profiles=_PUBLISH, points=(22,),
    finds="Rules colour cells by their values.",
    why="Whoever does not see the colours does not get the message.",
    todo="Say it in words, in a column of its own, and take the rules away.",
)
def coloured(book: Book) -> Iterator[Found]:
    """Conditional formats: colours, bars, icons."""
    for one in seen(book):
        for rules in one.sheet.conditional_formatting:
            for area in rules.sqref.ranges:
                yield Found(one.grid, area.min_row, area.min_col, f"rules colour {area}", str(area))


@rule(
    "low-contrast", "error", profiles=_PUBLISH, points=(23,),
    finds="A text's colour is too near to its background.",
    why="People who see badly cannot read it; the contrast must be 4.5 to 1.",
    todo="Use black or dark blue on white.",
)
def pale(book: Book) -> Iterator[Found]:
    """The first cell of each pair of colours on a sheet."""
    for one in seen(book):
        met: set[tuple[str, str]] = set()
        for at, cell in one.cells.items():
            text = shade(cell.font.color, "000000")
            ground = shade(cell.fill.fgColor, "FFFFFF") if cell.fill.fill_type == "solid" else "FFFFFF"
            if (text, ground) not in met and contrast(text, ground) < _CONTRAST:
                met.add((text, ground))
                yield Found(one.grid, *at, f"{text} on {ground} has a contrast of {contrast(text, ground):.1f} to 1",
                            f"{text} {ground}")  # fmt: skip


@rule(
    "picture", "warning", profiles=_PUBLISH, points=(24,),
    finds="A sheet has a picture or a chart.",
    why="What it shows is lost to whoever does not see it, and it floats over cells.",
    todo="Publish the figures that it draws; put pictures on a web page, with alternative text.",
)
def pictures(book: Book) -> Iterator[Found]:
    """Images and charts, by sheet."""
    for one in seen(book):
        n = len(one.sheet._images) + len(one.sheet._charts)  # type: ignore[attr-defined]  # noqa: SLF001  # no other way
        if n:
            yield Found(one.grid, 1, 1, f"has {n} pictures or charts", f"{one.name} pictures")


@rule(
    "alt-text", "warning", profiles=("board",), points=(24,),
    finds="A chart or a picture has no alternative text.",
    why="Whoever does not see it is told nothing.",
    todo="Choose it, then Alt Text, and write what it shows.",
)
def alternatives(book: Book) -> Iterator[Found]:
    """What is drawn without a description."""
    package = Package(book.path)
    first = next(iter(book.sheets.values()))
    for part in package.parts:
        if part.startswith("xl/drawings/drawing") and part.endswith(".xml"):
            for at, item in enumerate(package.xml(part).iterfind(".//{*}cNvPr")):
                if not (item.get("descr") or "").strip():
                    yield Found(first, 0, 0, f"{item.get('name', 'a drawing')} has no alternative text", f"{part} {at}")


@rule(
    "macros", "error", profiles=_PUBLISH, points=(25,),
    finds="The workbook has macros.",
    why="Many readers cannot or must not open it.",
    todo="Save it as .xlsx.",
)
def macros(book: Book) -> Iterator[Found]:
    """VBA, and sheets of Excel 4's macros."""
    first = next(iter(book.sheets.values()))
    for part in Package(book.path).parts:
        if part.endswith("vbaproject.bin") or part.startswith("xl/macrosheets/"):
            yield Found(first, 0, 0, f"has {part}", part)
