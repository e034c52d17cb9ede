"""Charts, quiet ones: few lines, told apart by dash as well as colour, readable in print."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import cycle
from typing import Final, Literal

from openpyxl.chart import BarChart, LineChart
from openpyxl.chart.axis import ChartLines, DateAxis
from openpyxl.chart.data_source import AxDataSource, MultiLevelStrRef, NumDataSource, NumRef, StrRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.legend import Legend, LegendEntry
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils import range_boundaries

from cspxl.report.describe import Chart, ChartSeries, Look
from cspxl.workbook.styles import (
    BAR_COLOUR,
    BAR_COLOURS,
    COLUMN_COLOURS,
    EDGE_COLOUR,
    FACE,
    GREY,
    INK,
    LIMIT_COLOUR,
    LINE_COLOURS,
    LINE_DASHES,
    MARK_COLOURS,
    NAVY,
    RULE,
)

_DATES, _VALUES = 500, 100  # the axes of a line chart, by their numbers in the file
_EMU = 36_000  # of a millimetre
_FEW = 8  # bars, which need not be thick
_SIZE = 900  # of letters, in hundredths of a point
_NOT_SHOWN: Final = dict.fromkeys(("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent"), False)
_LABEL_TEXT = re.compile(rb"(<dLbls?>(?:(?!</dLbls?>).)*?<a:bodyPr)((?: [^>]*)?/>)")
_LABEL_FORMAT = re.compile(rb'(<dLbl><idx val="\d+"/><numFmt formatCode="[^"]*")/>')
_AS_GAP = b'<dispBlanksAs val="gap"/>'
_NA_AS_BLANK = (
    b'<extLst><ext uri="{56B9EC1D-385E-4148-901F-78D8002777C0}" '
    b'xmlns:c16r3="http://schemas.microsoft.com/office/drawing/2017/03/chart"><c16r3:dataDisplayOptions16>'
    b'<c16r3:dispNaAsBlank val="1"/></c16r3:dataDisplayOptions16></ext></extLst>'
)
_LIMITS: Final[dict[Look | None, Literal["solid", "dash"]]] = {"mean": "solid", "limit": "dash"}
_SHAPES: Final[dict[Look | None, Literal["diamond", "square"]]] = {"above": "diamond", "below": "square"}


def draw(chart: Chart) -> LineChart | BarChart:
    """The chart as openpyxl draws it."""
    drawn = _DRAWN[chart.kind](chart)
    drawn.title = _title(chart.title) if chart.title else None
    drawn.anchor = _anchor(chart)  # type: ignore[assignment]  # the stubs say a cell
    if chart.plot:
        drawn.layout = Layout(manualLayout=_plot(*chart.plot))
    drawn.roundedCorners = False
    for axis in (drawn.x_axis, drawn.y_axis):
        axis.delete = False
        axis.txPr = _text(level=bool(chart.labels))
        axis.title = None
        axis.majorTickMark = axis.minorTickMark = "none"
    drawn.x_axis.spPr = GraphicalProperties(ln=LineProperties(solidFill=GREY, w=9525))
    drawn.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=RULE, w=6350)))
    drawn.y_axis.number_format = chart.number_format
    if not chart.number_format:  # where it has no figure, nothing at all is drawn
        drawn.y_axis.delete, drawn.y_axis.majorGridlines = True, None
        drawn.x_axis.spPr = GraphicalProperties(ln=LineProperties(noFill=True))
    drawn.y_axis.txPr = _text(level=True)  # however narrow the chart
    if chart.from_zero:
        drawn.y_axis.scaling.min = 0
    drawn.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    return drawn


def _plot(left: float, top: float, wide: float, high: float) -> ManualLayout:
    return ManualLayout(layoutTarget="inner", xMode="edge", yMode="edge", x=left, y=top, w=wide, h=high)


def _legend(chart: Chart) -> Legend:
    """Below a chart that has a title; at the top of one whose title is a cell above it."""
    legend = Legend(legendPos="b" if chart.title else "t", txPr=_text())
    named = [line for line in chart.lines if not line.twin and line.look != "break"]
    if len(named) > 4 and not chart.title:  # LibreOffice would take two lines for what one holds
        legend.layout = Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.03, y=0, w=0.95, h=0.11))
    return legend


def _anchor(chart: Chart) -> OneCellAnchor | TwoCellAnchor:
    """The anchor of a chart: at its cell's corner, or over its cells."""
    left, top, right, bottom = range_boundaries(chart.anchor)
    assert left is not None  # cells, not whole rows or columns
    assert top is not None
    corner = AnchorMarker(col=left - 1, row=top - 1)
    if ":" in chart.anchor:
        return TwoCellAnchor(editAs="twoCell", _from=corner, to=AnchorMarker(col=right or left, row=bottom or top))
    size = XDRPositiveSize2D(round(chart.width_mm * _EMU), round(chart.height_mm * _EMU))
    return OneCellAnchor(_from=corner, ext=size)


def settled(part: bytes) -> bytes:
    """A chart's part with what openpyxl cannot write: labels in one line and a format of their own; no title; gaps.

    For #N/A as a gap there is an element that Excel writes (since 2019); older ones join a line over #N/A.
    """
    part = part.replace(b"<chart><plotArea>", b'<chart><autoTitleDeleted val="1"/><plotArea>')
    part = _LABEL_TEXT.sub(rb'\1 wrap="none"\2', part)
    part = _LABEL_FORMAT.sub(rb'\1 sourceLinked="0"/>', part)
    return part.replace(_AS_GAP, _AS_GAP + _NA_AS_BLANK)


def _line(chart: Chart) -> LineChart:
    """Lines over months, each stretch of its own; #N/A is a gap, and nothing is drawn before a line's first month."""
    drawn = LineChart()
    drawn.x_axis = DateAxis(axId=_DATES, crossAx=_VALUES)
    drawn.x_axis.number_format = "mmm yy"
    drawn.x_axis.majorTimeUnit = drawn.x_axis.baseTimeUnit = "months"
    drawn.x_axis.majorUnit = chart.every
    drawn.x_axis.tickLblPos = "low"
    drawn.y_axis.axId, drawn.y_axis.crossAx = _VALUES, _DATES
    drawn.y_axis.spPr = GraphicalProperties(ln=LineProperties(noFill=True))
    n_drawn, hidden, colour = _points(chart.categories_ref), [], -1
    for at, line in enumerate(chart.lines):
        colour += not line.twin
        drawn.series.append(_of_months(chart, line, colour, n_drawn))
        hidden += [at] * (line.twin or line.look == "break")
    if chart.guard_ref:
        hidden.append(len(drawn.series))
        drawn.series.append(_guard(chart))
    drawn.legend = _legend(chart)
    drawn.legend.legendEntry = [LegendEntry(idx=at, delete=True) for at in hidden]
    return drawn


def _of_months(chart: Chart, line: ChartSeries, colour: int, n: int) -> Series:
    """A stretch of a line, or marks that nothing joins."""
    series = _series(line.name_ref, line.values_ref)
    series.cat = AxDataSource(numRef=NumRef(f=chart.categories_ref))
    series.smooth = False
    series.marker = Marker(symbol="none")
    if line.look in _SHAPES:
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
        edge = LineProperties(solidFill=INK, w=6350)
        fill = GraphicalProperties(solidFill=MARK_COLOURS[line.look or ""], ln=edge)
        series.marker = Marker(symbol=_SHAPES[line.look], size=9, spPr=fill)
    elif line.look == "break":
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
        series.errBars = _down_to_the_axis()
        series.dLbls = _labels(INK, showSerName=True)
    elif line.look in _LIMITS:
        stroke = LineProperties(solidFill=LIMIT_COLOUR, prstDash=_LIMITS[line.look], w=12700)
        series.graphicalProperties = GraphicalProperties(ln=stroke)
    else:
        shade = LINE_COLOURS[colour % 4]
        stroke = LineProperties(solidFill=shade, prstDash=LINE_DASHES[colour % 4], w=25400)
        series.graphicalProperties = GraphicalProperties(ln=stroke)
        if line.ends:  # its months are marked too
            fill = GraphicalProperties(solidFill=shade, ln=LineProperties(solidFill=shade))
            series.marker = Marker(symbol="circle", size=4, spPr=fill)
            series.dLbls = _last_value(n - 1, chart.number_format, shade)
    return series


def _down_to_the_axis() -> ErrorBars:
    """A dotted line from the month's mark to the axis."""
    dotted = GraphicalProperties(ln=LineProperties(solidFill=INK, prstDash="sysDot", w=9525))
    return ErrorBars(errDir="y", errBarType="minus", errValType="percentage", val=100, noEndCap=True, spPr=dotted)


def _bold(colour: str) -> RichText:
    style = ParagraphProperties(defRPr=_characters(_SIZE, colour, bold=True))
    return RichText(bodyPr=RichTextProperties(), p=[Paragraph(pPr=style, endParaRPr=CharacterProperties())])


def _labels(colour: str, **shown: bool) -> DataLabelList:
    """Labels to the right of every point that is drawn."""
    return DataLabelList(dLblPos="r", txPr=_bold(colour), **{**_NOT_SHOWN, **shown})


def _last_value(at: int, number_format: str, colour: str) -> DataLabelList:
    """The value of the last month, beside it."""
    shown = {**_NOT_SHOWN, "showVal": True}
    label = DataLabel(idx=at, numFmt=number_format, dLblPos="r", txPr=_bold(colour), **shown)
    return DataLabelList(dLbl=[label], **_NOT_SHOWN)


def _guard(chart: Chart) -> Series:
    """Empty cells, which draw nothing: LibreOffice then leaves a gap for every #N/A of the chart."""
    series = Series(val=NumDataSource(numRef=NumRef(f=chart.guard_ref)))
    series.cat = AxDataSource(numRef=NumRef(f=chart.categories_ref))
    series.smooth = False
    series.marker = Marker(symbol="none")
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    return series


def _points(reference: str) -> int:
    """How many cells a column of values has."""
    _, top, _, bottom = range_boundaries(reference.rpartition("!")[2].replace("$", ""))
    return int(bottom or 0) - int(top or 0) + 1


def _bar(chart: Chart) -> BarChart:
    drawn = BarChart()
    drawn.type = "bar"
    drawn.gapWidth = 45
    drawn.legend = None
    drawn.x_axis.scaling.orientation = "maxMin"
    drawn.x_axis.tickLblSkip = 1  # every name
    drawn.x_axis.tickLblPos = "low"
    drawn.y_axis.spPr = GraphicalProperties(ln=LineProperties(noFill=True))
    drawn.y_axis.tickLblPos = "high"
    for line in chart.lines:
        series = _series(line.name_ref, line.values_ref)
        series.cat = AxDataSource(strRef=StrRef(f=chart.categories_ref))
        series.graphicalProperties = GraphicalProperties(solidFill=BAR_COLOUR if line.visible else None)
        if line.look:
            series.graphicalProperties = _filled(*BAR_COLOURS[line.look], hatched=line.look == "london")
        if not line.visible:
            series.graphicalProperties.noFill = True
        if line.look or not line.visible:  # it takes no place beside the others
            drawn.overlap = 100
        series.invertIfNegative = False
        drawn.series.append(series)
    if any(line.look for line in chart.lines):
        drawn.gapWidth = 35 if _points(chart.categories_ref) > _FEW else 100
    return drawn


def _columns(chart: Chart) -> BarChart:
    """Columns over the years: on one another, or beside one another."""
    drawn = BarChart()
    drawn.type = "col"
    drawn.gapWidth = 60 if len(chart.lines) > 1 else 150
    if chart.kind == "stacked":
        drawn.grouping, drawn.overlap = "stacked", 100
    elif len(chart.lines) == 2 and not chart.lines[1].visible:  # it takes no place beside the one
        drawn.overlap = 100
    drawn.y_axis.spPr = GraphicalProperties(ln=LineProperties(noFill=True))
    drawn.x_axis.tickLblPos = "low"
    colours = cycle(COLUMN_COLOURS if len(chart.lines) > 1 else (BAR_COLOUR,))
    for line in chart.lines:
        series = _series(line.name_ref, line.values_ref)
        series.cat = _categories(chart.categories_ref)
        series.graphicalProperties = (
            _filled(next(colours), EDGE_COLOUR) if line.visible else GraphicalProperties(noFill=True)
        )
        if line.look:  # the one a part of the other
            series.graphicalProperties, drawn.overlap, drawn.gapWidth = _filled(*BAR_COLOURS[line.look]), 100, 30
        if chart.labels:
            series.dLbls = DataLabelList(dLblPos="outEnd", numFmt=chart.labels, txPr=_text(),
                                         **{**_NOT_SHOWN, "showVal": True})  # fmt: skip
        series.invertIfNegative = False
        drawn.series.append(series)
    drawn.legend = _legend(chart) if len(chart.lines) > 1 and not chart.labels else None
    if drawn.legend:
        drawn.legend.legendEntry = [
            LegendEntry(idx=at, delete=True) for at, line in enumerate(chart.lines) if not line.visible
        ]
    return drawn


def _categories(reference: str) -> AxDataSource:
    """The names below columns, in one row or in two."""
    left, _, right, _ = range_boundaries(reference.rpartition("!")[2].replace("$", ""))
    if left == right:
        return AxDataSource(strRef=StrRef(f=reference))
    return AxDataSource(multiLvlStrRef=MultiLevelStrRef(f=reference))


def _filled(colour: str, edge: str, *, hatched: bool = False) -> GraphicalProperties:
    """A column with a thin edge, so that a light one stands out from the page; hatched in the colour of its edge."""
    line = LineProperties(solidFill=edge, w=6350)
    if not hatched:
        return GraphicalProperties(solidFill=colour, ln=line)
    front, back = (ColorChoice(srgbClr=shade) for shade in (edge, colour))  # type: ignore[arg-type]  # a text it is
    hatch = PatternFillProperties(prst="wdUpDiag", fgClr=front, bgClr=back)
    return GraphicalProperties(pattFill=hatch, ln=line)


def _series(name_ref: str, values_ref: str) -> Series:
    return Series(tx=SeriesLabel(strRef=StrRef(f=name_ref)), val=NumDataSource(numRef=NumRef(f=values_ref)))


def _characters(size: int, colour: str, *, bold: bool) -> CharacterProperties:
    return CharacterProperties(sz=size, b=bold, solidFill=colour, latin=Font(typeface=FACE))


def _text(*, level: bool = False) -> RichText:
    style = ParagraphProperties(defRPr=_characters(_SIZE, GREY, bold=False))
    turned = RichTextProperties(rot=0 if level else None)
    return RichText(bodyPr=turned, p=[Paragraph(pPr=style, endParaRPr=CharacterProperties())])


def _title(text: str) -> Title:
    run = RegularTextRun(rPr=_characters(1000, NAVY, bold=True), t=text)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_characters(1000, NAVY, bold=True)), r=[run])
    title = Title(overlay=False, layout=Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.02, y=0.02)))
    title.tx = Text(rich=RichText(bodyPr=RichTextProperties(), p=[paragraph]))
    return title


_DRAWN: Final[Mapping[str, Callable[[Chart], LineChart | BarChart]]] = {
    "line": _line, "bar": _bar, "stacked": _columns, "beside": _columns,
}  # fmt: skip
