"""A publication → .ods: the same cells, headings, marked-up tables and links as its .xlsx has.

Only what a publication has can be written: values, plain styles, one table a sheet. Equal descriptions give equal
bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

from lxml import etree
from lxml.builder import ElementMaker
from openpyxl.utils import range_boundaries

from cspxl.report.describe import Formula, Put, Sheet, Workbook
from cspxl.values import Cell, CellError

MIME: Final = "application/vnd.oasis.opendocument.spreadsheet"
_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES: Final = {
    "office": f"{_OASIS}office:1.0", "table": f"{_OASIS}table:1.0", "text": f"{_OASIS}text:1.0",
    "style": f"{_OASIS}style:1.0", "fo": f"{_OASIS}xsl-fo-compatible:1.0", "number": f"{_OASIS}datastyle:1.0",
    "meta": f"{_OASIS}meta:1.0", "manifest": f"{_OASIS}manifest:1.0", "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}  # fmt: skip
_VERSION: Final = "1.3"
_FACE: Final = "Arial"
_INCH: Final = 0.0752  # of a unit of a column's width
_POINT: Final = 1 / 72
# Decimal places at least, at most, whether thousands are grouped; what stands before and after the number.
_NUMBERS: Final[Mapping[str, tuple[int, int, bool, str, str]]] = {
    "count": (0, 0, True, "", ""), "percent": (1, 1, False, "", "%"), "points": (1, 1, False, "", ""),
    "rate": (1, 1, True, "", ""), "figure": (0, 2, True, "", ""), "money": (0, 0, True, "£", ""),
}  # fmt: skip
_LOOKS: Final = {  # size, bold, to the right, wrapped, colour
    "Heading 1": (16, True, False, False, ""), "Heading 2": (14, True, False, False, ""),
    "published_line": (12, False, False, False, ""), "published_paragraph": (12, False, False, True, ""),
    "published_text": (12, False, False, True, ""), "published_link": (12, False, False, True, "#0563c1"),
    "published_header": (12, True, False, True, ""), "published_header_right": (12, True, True, True, ""),
    **{f"published_{look}": (12, False, True, True, "") for look in _NUMBERS},
}  # fmt: skip

_INDENTED: Final = frozenset({"published_text", "published_link", "published_header"})


def _q(name: str) -> str:
    space, _, local = name.partition(":")
    return f"{{{_NAMES[space]}}}{local}"


def _el(name: str, *children: etree._Element | str, **attributes: str) -> etree._Element:
    """An element; an attribute ``table_name`` is ``table:name``."""
    made = ElementMaker(nsmap=_NAMES)(_q(name), *children)
    for key, value in attributes.items():
        space, _, local = key.partition("_")
        made.set(_q(f"{space}:{local.replace('_', '-')}"), value)
    return made


def write_ods(workbook: Workbook) -> bytes:
    """The publication as the bytes of an .ods."""
    assert workbook.is_publication, "a board's pack has formulas and charts"
    parts = {
        "meta.xml": _meta(workbook), "styles.xml": _styles(), "content.xml": _content(workbook),
        "META-INF/manifest.xml": _manifest(),
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr(zipfile.ZipInfo("mimetype", _ZIP_DATE), MIME, zipfile.ZIP_STORED)  # first, and as it is
        for name, root in parts.items():
            written = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
            target.writestr(zipfile.ZipInfo(name, _ZIP_DATE), written, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _manifest() -> etree._Element:
    files = [("/", MIME), *((name, "text/xml") for name in ("meta.xml", "styles.xml", "content.xml"))]
    entries = (_el("manifest:file-entry", manifest_full_path=path, manifest_media_type=kind) for path, kind in files)
    return _el("manifest:manifest", *entries, manifest_version=_VERSION)


def _meta(workbook: Workbook) -> etree._Element:
    """Title, author, language, as the .xlsx has them."""
    said, when = workbook.properties, f"{workbook.properties.made_on:%Y-%m-%d}T00:00:00"
    told = {
        "dc:title": said.title, "dc:subject": said.subject, "dc:description": said.description,
        "dc:creator": said.author, "dc:language": "en-GB", "meta:initial-creator": said.author,
        "meta:keyword": said.keywords, "meta:creation-date": when, "dc:date": when,
    }  # fmt: skip
    return _el("office:document-meta", _el("office:meta", *(_el(name, text) for name, text in told.items())),
               office_version=_VERSION)  # fmt: skip


def _styles() -> etree._Element:
    """The cell styles; Heading 1 and 2 are those that OpenDocument programs know by these names."""
    numbers = [_number(look, *shape) for look, shape in _NUMBERS.items()]
    language = {"fo_language": "en", "fo_country": "GB", "fo_font_family": _FACE, "fo_font_size": "12pt"}
    default = _el("style:default-style", _el("style:text-properties", **language), style_family="table-cell")
    return _el("office:document-styles", _el("office:styles", default, *numbers, *map(_cell_style, _LOOKS)),
               _el("office:automatic-styles", _page()), _el("office:master-styles", _master()),
               office_version=_VERSION)  # fmt: skip


def _page() -> etree._Element:
    """A4 across, as wide as one page, without header and footer."""
    return _el("style:page-layout", _el(
        "style:page-layout-properties", fo_page_width="11.69in", fo_page_height="8.27in",
        style_print_orientation="landscape", style_scale_to_X="1", style_scale_to_Y="0", fo_margin="0.5in",
    ), style_name="across")  # fmt: skip


def _master() -> etree._Element:
    none = [_el(f"style:{part}", style_display="false") for part in ("header", "footer")]
    return _el("style:master-page", *none, style_name="Plain", style_page_layout_name="across")


def _number(look: str, least: int, most: int, grouped: bool, before: str, after: str) -> etree._Element:  # noqa: FBT001 -- a row of a table
    kind = "percentage-style" if after == "%" else "number-style"
    number = _el("number:number", number_decimal_places=str(most), number_min_decimal_places=str(least),
                 number_min_integer_digits="1", number_grouping="true" if grouped else "false")  # fmt: skip
    texts = [_el("number:text", text) if text else None for text in (before, after)]
    return _el(f"number:{kind}", *(part for part in (texts[0], number, texts[1]) if part is not None),
               style_name=f"number_{look}")  # fmt: skip


def _cell_style(name: str) -> etree._Element:
    size, bold, right, wrapped, colour = _LOOKS[name]
    text = {"fo_font_family": _FACE, "fo_font_size": f"{size}pt", **({"fo_font_weight": "bold"} if bold else {}),
            **({"fo_color": colour, "style_text_underline_style": "solid"} if colour else {})}  # fmt: skip
    cell = {"style_vertical_align": "top", "fo_wrap_option": "wrap" if wrapped else "no-wrap"}
    look = name.removeprefix("published_")
    more = {"style_data_style_name": f"number_{look}"} if look in _NUMBERS else {}
    return _el(
        "style:style",
        _el("style:table-cell-properties", **cell),
        _el("style:paragraph-properties", fo_text_align="end" if right else "start",
            **({"fo_margin_left": "0.1in"} if name in _INDENTED else {})),
        _el("style:text-properties", **text),
        style_name=_named(name), style_display_name=name, style_family="table-cell", **more,
    )  # fmt: skip


def _named(style: str) -> str:
    """A style's name as OpenDocument spells it."""
    return style.replace(" ", "_20_")


def _content(workbook: Workbook) -> etree._Element:
    widths = {round(width, 2) for sheet in workbook.sheets for width in sheet.widths.values()}
    heights = {height for sheet in workbook.sheets for height in sheet.heights.values()}
    sizes = [
        *(_el("style:style", _el("style:table-column-properties", style_column_width=f"{width * _INCH:.3f}in"),
              style_name=f"wide_{width}", style_family="table-column") for width in sorted(widths)),
        *(_el("style:style", _el("style:table-row-properties", style_row_height=f"{height * _POINT:.3f}in"),
              style_name=f"tall_{height}", style_family="table-row") for height in sorted(heights)),
        _el("style:style", _el("style:table-properties", table_display="true"), style_name="sheet",
            style_family="table", style_master_page_name="Plain"),
    ]  # fmt: skip
    ranges = [
        _el("table:database-range", table_name=table.name, table_target_range_address=_range(sheet.name, table.ref),
            table_contains_header="true", table_display_filter_buttons="false")
        for sheet in workbook.sheets for table in sheet.tables
    ]  # fmt: skip
    body = _el("office:spreadsheet", *map(_sheet, workbook.sheets), _el("table:database-ranges", *ranges))
    return _el("office:document-content", _el("office:automatic-styles", *sizes), _el("office:body", body),
               office_version=_VERSION)  # fmt: skip


def _range(sheet: str, ref: str) -> str:
    first, _, last = ref.partition(":")
    return f"'{sheet}'.{first}:'{sheet}'.{last}"


def _sheet(sheet: Sheet) -> etree._Element:
    """Columns, then rows; the header row of the table is one that repeats, and that readers know as such."""
    width = max(*sheet.widths, *(put.column for put in sheet.cells))
    columns = [_el("table:table-column", table_style_name=f"wide_{round(sheet.widths[at], 2)}") if at in sheet.widths
               else _el("table:table-column") for at in range(1, width + 1)]  # fmt: skip
    headers = {range_boundaries(table.ref)[1] for table in sheet.tables}
    rows = []
    for row, puts in groupby(sorted(sheet.cells, key=lambda put: (put.row, put.column)), key=lambda put: put.row):
        tall = {"table_style_name": f"tall_{sheet.heights[row]}"} if row in sheet.heights else {}
        made = _el("table:table-row", *_cells(sheet, list(puts)), **tall)
        rows.append(_el("table:table-header-rows", made) if row in headers else made)
    return _el("table:table", *columns, *rows, table_name=sheet.name, table_style_name="sheet")


def _cells(sheet: Sheet, puts: list[Put]) -> Iterator[etree._Element]:
    """The cells of a row, one beside the other; a publication leaves none out."""
    for at, put in enumerate(puts, 1):
        assert put.column == at, "a publication has no gaps"
        assert not isinstance(put.content, Formula), "a publication has values alone"
        place = sheet.links.get((put.row, put.column))
        yield _cell(put.content, put.style, place)


def _cell(content: Cell, style: str, place: str | None) -> etree._Element:
    named = {"table_style_name": _named(style)}
    if isinstance(content, int | float) and not isinstance(content, bool):
        kind = "percentage" if style.endswith("_percent") else "float"
        return _el("table:table-cell", office_value_type=kind, office_value=repr(content), **named)
    text = content.value if isinstance(content, CellError) else "" if content is None else str(content)
    told: etree._Element | str = text
    if place is not None:
        told = _el("text:a", text, xlink_type="simple", xlink_href=f"#'{place}'.A1")
    return _el("table:table-cell", _el("text:p", told), office_value_type="string", **named)
