"""The parts of a Word document as python-docx writes them: pages, headings, texts, tables, pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.shared import Mm, Pt, RGBColor

from cspxl.export.cells import Shown
from cspxl.export.content import GROUP, Cell, Grid, says, spanned
from cspxl.export.emf import emf
from cspxl.export.looks import Face, faces
from cspxl.export.shapes import Picture, width_of
from cspxl.workbook.styles import FACE, NAVY, RULE

_SIDES: Final = (210, 297)  # of a page upright, in millimetres
_MARGIN, _BOTTOM = 18, 24
_BODY, _LARGEST, _SMALLEST = 10.0, 10.0, 7.0  # sizes of letters: of texts, and in tables
_HEADINGS: Final = {0: 20.0, 1: 16.0, 2: 12.0}
_POINTS_OF_A_PIXEL: Final = 0.75
_APART: Final = 10.8  # what the margins of a cell take
_NEAR: Final = 45  # the same in a table, on each side, in twentieths of a point
_ALIGNED: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT,
}  # fmt: skip
_EMF: Final = "image/x-emf"
_THUMBNAIL: Final = "/thumbnail"


def new_document() -> Any:  # noqa: ANN401 -- python-docx's
    """A document with our letters, in British English."""
    document = Document()
    package = document.part.package
    for key in [key for key, item in package.rels.items() if item.reltype.endswith(_THUMBNAIL)]:
        del package.rels[key]  # of the template
    styles = document.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    sizes = {"Normal": _BODY, "Title": _HEADINGS[0], "Heading 1": _HEADINGS[1], "Heading 2": _HEADINGS[2]}
    for name, size in sizes.items():
        _lettered(styles[name], size, NAVY if name != "Normal" else None)
    styles["Normal"].paragraph_format.space_after = Pt(4)
    styles["Heading 1"].paragraph_format.space_before = Pt(0)
    styles["Heading 2"].paragraph_format.space_before = Pt(8)
    return document


def _lettered(style: Any, size: float, colour: str | None) -> None:  # noqa: ANN401
    style.font.size, style.font.name = Pt(size), FACE
    fonts = style.element.rPr.rFonts
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]  # it would be stronger than the name
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FACE)
    if colour:
        style.font.color.rgb = RGBColor.from_string(colour)
        style.font.bold = True


def page_of(document: Any, *, landscape: bool, first: bool) -> Page:  # noqa: ANN401
    """Where the next sheet begins: on a new page, in a section of its own where that lies otherwise."""
    section = document.sections[-1]
    is_across = section.orientation == WD_ORIENT.LANDSCAPE
    if not first and is_across != landscape:
        section = document.add_section(WD_SECTION.NEW_PAGE)
        first = True
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = map(Mm, reversed(_SIDES) if landscape else _SIDES)
    for side in ("left", "right", "top"):
        setattr(section, f"{side}_margin", Mm(_MARGIN))
    section.bottom_margin = Mm(_BOTTOM)
    section.header_distance = section.footer_distance = Mm(_MARGIN / 2)
    across = _SIDES[landscape] - 2 * _MARGIN
    return Page(document, document, section, across / 25.4 * 72, new_page=not first)


@dataclass(frozen=True)
class Page:
    """Where a sheet is written; ``width`` is what lies between its margins, in points.

    ``holder`` is the document, or a cell of it that holds what stands beside something else.
    """

    document: Any
    holder: Any
    section: Any
    width: float
    new_page: bool

    def mark(self, marking: str, title: str) -> None:
        """The marking above and below every page, with the title and the page's number."""
        head, foot = self.section.header.paragraphs[0], self.section.footer.paragraphs[0]
        for paragraph in (head, foot):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.add_run(marking).bold = True
        below = self.section.footer.add_paragraph(f"{title}. Page ")
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _field(below, "PAGE")
        below.add_run(" of ")
        _field(below, "NUMPAGES")
        for run in below.runs:
            run.font.size = Pt(8)

    def heading(self, text: str, level: int, name: str = "") -> None:
        """A heading; by its ``name`` the contents lead there."""
        paragraph = self.holder.add_paragraph(style=f"Heading {level}" if level else "Title")
        if level < 2:
            paragraph.paragraph_format.page_break_before = self.new_page
        if name:
            number = name.removeprefix("sheet")
            paragraph._p.append(_element("bookmarkStart", id=number, name=name))  # noqa: SLF001 -- as python-docx says to
            paragraph._p.append(_element("bookmarkEnd", id=number))  # noqa: SLF001
        paragraph.add_run(text)

    def text(self, shown: Shown, face: Face) -> None:
        """A text in the face of its style."""
        paragraph = self.holder.add_paragraph()
        run = paragraph.add_run(shown.text)
        _dress(run, face, min(face.size, 12))
        paragraph.paragraph_format.keep_with_next = shown.style == "panel_note"

    def bullets(self, texts: Sequence[str]) -> None:
        """A list."""
        for text in texts:
            self.holder.add_paragraph(text, style="List Bullet")

    def picture(self, picture: Picture, title: str, told: str) -> None:
        """A chart with what is told of it to those who do not see it."""
        part = self.document.part
        number = 1 + sum(other.content_type == _EMF for other in part.package.iter_parts())
        image = Part(PackURI(f"/word/media/chart{number}.emf"), _EMF, emf(picture), part.package)
        relation = part.relate_to(image, RELATIONSHIP_TYPE.IMAGE)
        size = (Pt(picture.width), Pt(picture.height))
        inline = CT_Inline.new_pic_inline(number, relation, f"chart{number}.emf", *size)
        inline.docPr.set("title", title)
        inline.docPr.set("descr", told)
        self.holder.add_paragraph().add_run()._r.add_drawing(inline)  # noqa: SLF001

    @property
    def is_across(self) -> bool:
        """Whether the page is wider than high."""
        return bool(self.section.orientation == WD_ORIENT.LANDSCAPE)

    @property
    def is_strip(self) -> bool:
        """Whether it stands beside something else."""
        return self.holder is not self.document

    def strips(self, widths: Sequence[float]) -> Iterator[Page]:
        """Places side by side, which share the width as these do."""
        share = self.width / sum(widths)
        table = self._new_table(1, len(widths))
        for column, cell, wide in zip(table.columns, table.rows[0].cells, widths, strict=True):
            column.width = cell.width = Pt(wide * share)
            yield replace(self, holder=cell, width=wide * share - _APART)
            first = cell.paragraphs[0]._p  # noqa: SLF001 -- every cell is made with an empty one
            if len(cell.paragraphs) > 1:
                first.getparent().remove(first)
        self._after_table()

    def _new_table(self, rows: int, columns: int) -> Any:  # noqa: ANN401 -- python-docx's
        table = self.holder.add_table(rows, columns)
        table.autofit = False
        return table

    def _after_table(self) -> None:
        """A little air, and what keeps two tables from being one."""
        after = self.holder.add_paragraph()
        after.paragraph_format.space_after = Pt(2)
        after.paragraph_format.line_spacing = Pt(6)

    def table(self, grid: Grid, names: Mapping[str, str]) -> None:
        """A table as wide as the page, whose headings stand on each page that it takes."""
        table = self._new_table(0, len(grid.widths))
        share = self.width / sum(grid.widths)
        size = max(_SMALLEST, min(_LARGEST, _LARGEST * 1.1 * share / _POINTS_OF_A_PIXEL))
        widths = _fitted(grid, self.width, size)
        _rule(table)
        for column, wide in zip(table.columns, widths, strict=True):
            column.width = Pt(wide)
        for at, row in enumerate(grid.rows):
            is_heading = at < grid.headings
            added = table.add_row()
            _keep(added, repeated=is_heading)
            for cell, shown, wide in _cells(added, row, widths):
                cell.width = Pt(wide)
                _fill(cell, shown, size, names, strong=is_heading or spanned(row) > 1)
                if spanned(row) > 1 or row[0][0].style == GROUP:  # it stays with what it is the heading of
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
                cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        self._after_table()


def _fitted(grid: Grid, whole: float, size: float) -> Sequence[float]:
    """The width of each column: its share of the whole, or what its longest word needs, which the others give."""
    texts = [[part.text for row in grid.rows for part in row[at]] for at in range(len(grid.widths))]
    longest = [max(width_of(word, size, bold=True) for text in column for word in text.split() or [""])
               for column in texts]  # fmt: skip
    needed = [wide + 2 * _NEAR / 20 + 2 for wide in longest]
    share = whole / sum(grid.widths)
    given = [max(0.0, wide * share - need) for wide, need in zip(grid.widths, needed, strict=True)]
    left = whole - sum(needed)
    if left <= 0:  # long words are broken
        return [wide * share for wide in grid.widths]
    return [need + left * more / (sum(given) or 1) for need, more in zip(needed, given, strict=True)]


def _cells(added: Any, row: Sequence[Cell], widths: Sequence[float]) -> Iterator[tuple[Any, Cell, float]]:  # noqa: ANN401
    """The cells of a row with what they show; a heading within the table is one cell over those that are empty."""
    cells, span = list(added.cells), spanned(row)
    if span > 1:
        cells[0] = cells[0].merge(cells[span - 1])
    yield cells[0], row[0], sum(widths[:span])
    yield from zip(cells[span:], row[span:], widths[span:], strict=True)


def _fill(cell: Any, shown: Cell, size: float, names: Mapping[str, str], *, strong: bool) -> None:  # noqa: ANN401
    """The texts of a cell, each in its face, and the fill behind them."""
    fill = shown[0].look.fill if shown[0].look else faces()[shown[0].style].fill
    if fill:
        shading = _element("shd", val="clear", color="auto", fill=fill)
        cell._tc.get_or_add_tcPr().append(shading)  # noqa: SLF001
    told = [part for part in shown if says([part])] or shown[:1]
    for at, part in enumerate(told):
        paragraph = cell.add_paragraph() if at else cell.paragraphs[0]
        face = faces()[part.style]
        paragraph.alignment = _ALIGNED[face.aligned]
        paragraph.paragraph_format.space_after = Pt(1)
        run = paragraph.add_run(part.text)
        if part.style == "link" and part.text in names:
            _link(run, names[part.text])
        large = max(size, min(face.size, 14)) if len(shown) > 1 else min(size, face.size)
        _dress(run, face, large)
        run.font.bold = run.font.bold or strong or part.look is not None
        if part.look:
            run.font.color.rgb = RGBColor.from_string(part.look.ink)


def _dress(run: Any, face: Face, size: float) -> None:  # noqa: ANN401
    run.font.size, run.font.bold, run.font.italic = Pt(round(size * 2) / 2), face.bold, face.italic
    run.font.color.rgb = RGBColor.from_string(face.ink)


def _link(run: Any, name: str) -> None:  # noqa: ANN401
    """The run leads to a heading."""
    link = _element("hyperlink", anchor=name)
    run._r.addprevious(link)  # noqa: SLF001
    link.append(run._r)  # noqa: SLF001


def _field(paragraph: Any, code: str) -> None:  # noqa: ANN401
    field = _element("fldSimple", instr=code)
    run = paragraph.add_run("1")
    run.font.size = Pt(8)
    field.append(run._r)  # noqa: SLF001
    paragraph._p.append(field)  # noqa: SLF001


def _keep(row: Any, *, repeated: bool) -> None:  # noqa: ANN401
    """A row stays on one page; headings stand on every page."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    for name in ("w:cantSplit", *(["w:tblHeader"] if repeated else [])):
        properties.append(OxmlElement(name))


def _rule(table: Any) -> None:  # noqa: ANN401
    """Thin rules below rows, and little air within cells."""
    borders, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(side, val="single", sz="4", space="0", color=RULE))
    for side in ("left", "right"):
        margins.append(_element(side, w=str(_NEAR), type="dxa"))
    layout = table._tbl.tblPr.find(qn("w:tblLayout"))  # noqa: SLF001
    layout.addprevious(borders)  # where the schema has them
    layout.addnext(margins)


def _element(tag: str, /, **attributes: str) -> Any:  # noqa: ANN401
    element = OxmlElement(f"w:{tag}")
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    return element
