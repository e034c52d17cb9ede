"""Descriptions → .xlsx. The one place that knows openpyxl; equal descriptions give equal bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from copy import copy
from datetime import datetime, time
from typing import Final

from openpyxl import Workbook as Book
from openpyxl.cell.cell import Cell as BookCell
from openpyxl.formatting.rule import Rule
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as BookTable
from openpyxl.worksheet.table import TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from cspxl.errors import CspxlError
from cspxl.report.configuration import advice
from cspxl.report.describe import NEWER, Choice, Formula, Highlight, Page, Properties, Put, Sheet, Workbook
from cspxl.values import Cell, CellError
from cspxl.workbook import charts
from cspxl.workbook.cell_xml import escaped
from cspxl.workbook.styles import differential_styles, named_styles, published_styles

CALC_ID: Final = 191029  # of a current Excel; an older one makes Excel recalculate at opening
CORE_PART: Final = "docProps/core.xml"
_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_FORMULA_LIKE: Final = ("=", "+", "-", "@", "\t", "\r")
_A4: Final = 9
# Excel's own functions that came after the file format carry a prefix in the file; a text that names one does not.
_NEWER: Final = re.compile(rf""""(?:[^"]|"")*"|(?<![\w.])(?P<name>{'|'.join(map(re.escape, NEWER))})\(""")
_MARGIN: Final = {"left": 0.5, "right": 0.5, "top": 0.65, "bottom": 0.6, "header": 0.3, "footer": 0.3}


def write(workbook: Workbook) -> bytes:
    """The workbook as the bytes of an .xlsx: formulas without values; the engine and the stamp add these."""
    book = Book()
    book.remove(book.worksheets[0])
    cell_styles = published_styles() if workbook.is_publication else named_styles()
    for style in cell_styles:
        book.add_named_style(style)
    for sheet in workbook.sheets:
        _check_styles(sheet, [style.name for style in cell_styles])
        _write_sheet(book.create_sheet(sheet.name), sheet, workbook)
    for name, ref in workbook.names.items():
        book.defined_names[name] = DefinedName(name, attr_text=_in_a_file(ref))
    book.calculation = CalcProperties(calcId=CALC_ID, fullCalcOnLoad=False)
    saved = io.BytesIO()
    book.save(saved)
    return _settled(saved.getvalue(), workbook)


def core_part(properties: Properties) -> bytes:
    """The part ``docProps/core.xml``; its times do not depend on the clock."""
    made = datetime.combine(properties.made_on, time())
    found = DocumentProperties(
        title=properties.title,
        subject=properties.subject,
        description=properties.description,
        keywords=properties.keywords,
        creator=properties.author,
        lastModifiedBy=properties.author,
        language="en-GB",
        created=made,
        modified=made,
    )
    return bytes(tostring(found.to_tree()))  # type: ignore[arg-type]  # it gives bytes


def _write_sheet(out: Worksheet, sheet: Sheet, workbook: Workbook) -> None:
    styled: dict[str, StyleArray] = {}
    for put in sheet.cells:
        _dress(_write_cell(out, put), put, styled)
    for (row, column), place in sheet.links.items():
        cell = out.cell(row, column)
        cell.hyperlink = Hyperlink(cell.coordinate, location=f"{_quoted(place)}!A1", display=str(cell.value))
    for area in sheet.merged:
        out.merge_cells(area)
    for column, width in sheet.widths.items():
        out.column_dimensions[get_column_letter(column)].width = width
    for row, height in sheet.heights.items():
        out.row_dimensions[row].height = height
    _mark_up(out, sheet, workbook)
    for choice in sheet.choices:
        out.add_data_validation(_validation(choice))
    styles = differential_styles()
    for priority, highlight in enumerate(sheet.highlights, 1):
        out.conditional_formatting.add(highlight.ref, _rule(highlight, styles[highlight.style], priority))
    for chart in sheet.charts:
        out.add_chart(charts.draw(chart))
    _set_view(out, sheet)
    # Locked without a password: it keeps formulas from a slip of the hand, not from a reviewer.
    out.protection.sheet = sheet.locked
    out.protection.formatColumns = out.protection.formatRows = out.protection.formatCells = not sheet.locked
    _set_page(out, sheet.page, workbook)


def _mark_up(out: Worksheet, sheet: Sheet, workbook: Workbook) -> None:
    """The marked-up tables of a sheet; a publication's have no filter buttons."""
    for table in sheet.tables:
        style = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
        made = BookTable(displayName=table.name, name=table.name, ref=table.ref, tableStyleInfo=style)
        if workbook.is_publication:  # openpyxl gives buttons to a table whose columns it names itself
            headings = out[table.ref][0]
            made.tableColumns = [TableColumn(id=at, name=str(cell.value)) for at, cell in enumerate(headings, 1)]
        out.add_table(made)


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


def _check_styles(sheet: Sheet, cell_styles: Sequence[str]) -> None:
    """Raises CspxlError for a style that is none, and says where one is added."""
    cells = ({put.style for put in sheet.cells}, cell_styles)
    highlights = ({item.style for item in sheet.highlights}, list(differential_styles()))
    for used, known in (cells, highlights):
        for name in sorted(used - set(known)):
            what = f"{sheet.name}: there is no style {name!r}; {advice(name, known)}"
            raise CspxlError(f"{what} A new one is added in cspxl/workbook/styles.py")


def _in_a_file(formula: str) -> str:
    """The formula as a file spells it."""
    return _NEWER.sub(lambda found: f"_xlfn.{found[0]}" if found["name"] else found[0], formula)


def _write_cell(out: Worksheet, put: Put) -> BookCell:
    cell = out.cell(put.row, put.column)
    assert isinstance(cell, BookCell)  # the first of those that are merged
    if isinstance(put.content, Formula):
        text = _in_a_file(put.content.text)
        cell.value = ArrayFormula(put.content.over, text) if put.content.over else text
    elif put.content is not None:
        _write_constant(cell, put.content)
    return cell


def _dress(cell: BookCell, put: Put, styled: dict[str, StyleArray]) -> None:
    """Give the cell its style, and keep that for the next: by its name openpyxl looks for it through all styles."""
    if put.style in styled:
        cell._style = copy(styled[put.style])  # type: ignore[attr-defined]  # noqa: SLF001  # as openpyxl says to
    else:
        cell.style = put.style
        styled[put.style] = copy(cell._style)  # type: ignore[attr-defined]  # noqa: SLF001
    if isinstance(put.content, str) and put.content.startswith(_FORMULA_LIKE):
        cell.quotePrefix = True  # also after a person has edited the cell in Excel


def _set_view(out: Worksheet, sheet: Sheet) -> None:
    out.freeze_panes = sheet.freeze
    out.sheet_view.showGridLines = sheet.gridlines
    out.sheet_properties.tabColor = sheet.tab_colour
    out.sheet_state = "hidden" if sheet.hidden else "visible"


def _write_constant(cell: BookCell, content: Cell) -> None:
    """A text stays a text, whatever sign it starts with."""
    if isinstance(content, str):
        cell.value = escaped(content)
        cell.data_type = "s"
    else:
        cell.value = content.value if isinstance(content, CellError) else content


def _validation(choice: Choice) -> DataValidation:
    if choice.kind == "list":
        made = DataValidation(type="list", formula1=choice.source, allow_blank=True)
    else:
        made = DataValidation(
            type=choice.kind, operator="between", formula1=str(choice.low), formula2=str(choice.high), allow_blank=True,
        )
    made.promptTitle, made.prompt = choice.title, choice.prompt
    made.errorTitle, made.error = "Not possible", choice.error
    made.showInputMessage = made.showErrorMessage = True
    made.add(choice.cell)
    return made


def _rule(highlight: Highlight, style: DifferentialStyle, priority: int) -> Rule:
    return Rule(type="expression", dxf=style, formula=[_in_a_file(highlight.formula)], priority=priority)


def _set_page(out: Worksheet, page: Page, workbook: Workbook) -> None:
    out.print_area = page.area if workbook.prints_all else page.empty or page.area
    out.page_setup.paperSize = _A4
    out.page_setup.orientation = "landscape" if page.landscape else "portrait"
    out.page_setup.fitToWidth = 1
    out.page_setup.fitToHeight = 1 if page.one_page else 0
    out.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    out.print_options.horizontalCentered = True
    if page.repeat_rows:
        out.print_title_rows = page.repeat_rows
    for side, inches in _MARGIN.items():
        setattr(out.page_margins, side, inches)
    if workbook.is_publication:
        return
    marking = workbook.marking.replace("&", "&&")
    head, foot = out.HeaderFooter.oddHeader, out.HeaderFooter.oddFooter
    assert head is not None
    assert foot is not None
    head.center.text = foot.center.text = f'&"Arial,Bold"&10{marking}'
    foot.left.text = f'&"Arial,Regular"&8{workbook.properties.author}: {out.title.replace("&", "&&")}'
    foot.right.text = '&"Arial,Regular"&8Page &P of &N'


def _settled(package: bytes, workbook: Workbook) -> bytes:
    """The package with what openpyxl cannot say: alt text of charts, and times that do not depend on the clock."""
    alt_texts = iter(chart.alt_text for sheet in workbook.sheets for chart in sheet.charts)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/charts/chart"):
                part = charts.settled(part)
            elif name.startswith("xl/drawings/drawing"):
                part = re.sub(rb'name="Chart \d+"', lambda found: found[0] + _described(next(alt_texts)), part)
            elif name == CORE_PART:
                part = core_part(workbook.properties)
            target.writestr(zipfile.ZipInfo(name, _ZIP_DATE), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _described(text: str) -> bytes:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return f' descr="{escaped}"'.encode()
