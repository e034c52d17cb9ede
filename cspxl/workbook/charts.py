"""Charts, quiet ones: few lines, told apart by dash as well as colour, readable in print."""

from __future__ import annotations

from itertools import cycle

from openpyxl.chart import BarChart, LineChart
from openpyxl.chart.axis import ChartLines, DateAxis
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.legend import Legend, LegendEntry
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)

from cspxl.report.describe import Chart
from cspxl.workbook.styles import (
    BAR_COLOUR,
    COLUMN_COLOURS,
    EDGE_COLOUR,
    FACE,
    GREY,
    LINE_COLOURS,
    LINE_DASHES,
    MARK_COLOUR,
    NAVY,
    RULE,
)

_MM_PER_CM = 10
_DATES, _VALUES = 500, 100  # the axes of a line chart, by their numbers in the file


def draw(chart: Chart) -> LineChart | BarChart:
    """The chart as openpyxl draws it."""
    drawn = _line(chart) if chart.kind == "line" else _bar(chart) if chart.kind == "bar" else _columns(chart)
    drawn.title = _title(chart.title)
    drawn.width, drawn.height = chart.width_mm / _MM_PER_CM, chart.height_mm / _MM_PER_CM  # type: ignore[assignment]  # the stubs say int
    drawn.roundedCorners = False
    for axis in (drawn.x_axis, drawn.y_axis):
        axis.delete = False
        axis.txPr = _text(800)
        axis.title = None
    drawn.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=RULE, w=6350)))
    drawn.y_axis.number_format = chart.number_format
    if chart.from_zero:
        drawn.y_axis.scaling.min = 0
    drawn.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    return drawn


def _line(chart: Chart) -> LineChart:
    drawn = LineChart()
    drawn.x_axis = DateAxis(axId=_DATES, crossAx=_VALUES)
    drawn.x_axis.number_format = "mmm yy"
    drawn.x_axis.majorTimeUnit = drawn.x_axis.baseTimeUnit = "months"
    drawn.x_axis.majorUnit = 6
    drawn.y_axis.axId, drawn.y_axis.crossAx = _VALUES, _DATES
    drawn.y_axis.scaling.min = 0
    drawn.y_axis.spPr = GraphicalProperties(ln=LineProperties(noFill=True))
    for at, line in enumerate(line for line in chart.lines if not line.marked):
        series = _series(line.name_ref, line.values_ref)
        series.cat = AxDataSource(numRef=NumRef(f=chart.categories_ref))
        series.smooth = False
        colour = LINE_COLOURS[at % 4]
        series.graphicalProperties = GraphicalProperties(
            ln=LineProperties(noFill=True)
            if line.apart
            else LineProperties(solidFill=colour, prstDash=LINE_DASHES[at % 4], w=25400),
        )
        series.marker = _stroke(colour) if line.apart else Marker(symbol="none")
        drawn.series.append(series)
    if any(line.marked for line in chart.lines):
        drawn.y_axis.crossBetween = "between"  # the columns of the first and last months are whole
        drawn += _marks(chart)
    drawn.legend = Legend(legendPos="b", txPr=_text(850))
    return drawn


def _stroke(colour: str) -> Marker:
    marker = Marker(symbol="dash", size=8)
    marker.graphicalProperties = GraphicalProperties(solidFill=colour, ln=LineProperties(solidFill=colour, w=6350))
    return marker


def _marks(chart: Chart) -> BarChart:
    """Narrow columns behind the lines: unlike marks on a line, no program draws one for #N/A."""
    columns = BarChart()
    columns.type, columns.gapWidth = "col", 60
    columns.x_axis.axId, columns.y_axis.axId = _DATES, _VALUES
    marked = [line for line in chart.lines if line.marked]
    for at, line in enumerate(marked, len(chart.lines) - len(marked)):
        series = _series(line.name_ref, line.values_ref)
        series.idx = series.order = at
        series.cat = AxDataSource(numRef=NumRef(f=chart.categories_ref))
        series.graphicalProperties = GraphicalProperties(solidFill=MARK_COLOUR)
        columns.series.append(series)
    return columns


def _bar(chart: Chart) -> BarChart:
    drawn = BarChart()
    drawn.type = "bar"
    drawn.gapWidth = 45
    drawn.legend = None
    drawn.x_axis.scaling.orientation = "maxMin"
    drawn.x_axis.tickLblPos = "low"
    drawn.y_axis.spPr = GraphicalProperties(ln=LineProperties(noFill=True))
    drawn.y_axis.tickLblPos = "high"
    for line in chart.lines:
        series = _series(line.name_ref, line.values_ref)
        series.cat = AxDataSource(strRef=StrRef(f=chart.categories_ref))
        series.graphicalProperties = GraphicalProperties(solidFill=BAR_COLOUR if line.visible else None)
        if not line.visible:  # it takes no place beside the others
            series.graphicalProperties.noFill, drawn.overlap = True, 100
        series.invertIfNegative = False
        drawn.series.append(series)
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
        series.cat = AxDataSource(strRef=StrRef(f=chart.categories_ref))
        series.graphicalProperties = (
            _outlined(next(colours)) if line.visible else GraphicalProperties(noFill=True)
        )
        series.invertIfNegative = False
        drawn.series.append(series)
    drawn.legend = Legend(legendPos="b", txPr=_text(850)) if len(chart.lines) > 1 else None
    if drawn.legend:
        drawn.legend.legendEntry = [
            LegendEntry(idx=at, delete=True) for at, line in enumerate(chart.lines) if not line.visible
        ]
    return drawn


def _outlined(colour: str) -> GraphicalProperties:
    """A filled column with a thin edge, so that a light one stands out from the page."""
    return GraphicalProperties(solidFill=colour, ln=LineProperties(solidFill=EDGE_COLOUR, w=6350))


def _series(name_ref: str, values_ref: str) -> Series:
    return Series(tx=SeriesLabel(strRef=StrRef(f=name_ref)), val=NumDataSource(numRef=NumRef(f=values_ref)))


def _characters(size: int, colour: str, *, bold: bool) -> CharacterProperties:
    return CharacterProperties(sz=size, b=bold, solidFill=colour, latin=Font(typeface=FACE))


def _text(size: int) -> RichText:
    style = ParagraphProperties(defRPr=_characters(size, GREY, bold=False))
    return RichText(bodyPr=RichTextProperties(), p=[Paragraph(pPr=style, endParaRPr=CharacterProperties())])


def _title(text: str) -> Title:
    run = RegularTextRun(rPr=_characters(1000, NAVY, bold=True), t=text)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_characters(1000, NAVY, bold=True)), r=[run])
    title = Title(overlay=False, layout=Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.02, y=0.02)))
    title.tx = Text(rich=RichText(bodyPr=RichTextProperties(), p=[paragraph]))
    return title
