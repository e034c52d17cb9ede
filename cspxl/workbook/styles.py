"""How each kind of cell looks. Colour is never the only signal: every coloured cell also says its word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle

# openpyxl writes a font's children in an order that the Open XML schema does not allow; this is the schema's.
Font.__elements__ = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip

FACE: Final = "Arial"
NAVY, INK, GREY, RULE, PALE, INPUT = "1F3864", "1A1A1A", "595959", "BFC5CE", "F2F4F7", "FFF8DC"
LINE_COLOURS: Final = ("1F3864", "C55A11", "548235", "7F7F7F")
LINE_DASHES: Final = ("solid", "dash", "sysDot", "lgDashDot")
BAR_COLOUR: Final = "5B7DB1"


def _font(size: float = 9, colour: str = INK, *, bold: bool = False, italic: bool = False, line: bool = False) -> Font:
    return Font(name=FACE, sz=size, color=colour, b=bold, i=italic, u="single" if line else None)


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


_THIN: Final = Side(style="thin", color=RULE)
_UNDER: Final = Border(bottom=_THIN)
_BOX: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_MIDDLE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT: Final = Alignment(horizontal="left", vertical="center", wrap_text=True)
_INDENTED: Final = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
_PLAIN: Final = Alignment(vertical="center")
_LEFT_OPEN: Final = Alignment(horizontal="left", vertical="center")
_COUNT: Final = "#,##0"
_CHANGE: Final = '"▲ "+0.0%;"▼ "\\-0.0%;"● "0.0%'


def _style(
    name: str,
    font: Font,
    *,
    alignment: Alignment = _PLAIN,
    border: Border | None = None,
    fill: PatternFill | None = None,
    number_format: str = "General",
) -> NamedStyle:
    return NamedStyle(
        name=name,
        font=font,
        alignment=alignment,
        border=border or Border(),
        fill=fill or PatternFill(),
        number_format=number_format,
    )


def named_styles() -> list[NamedStyle]:
    """Every style a description may name."""
    return [
        _style("title", _font(16, NAVY, bold=True)),
        _style("subtitle", _font(11, GREY)),
        _style("summary", _font(11, INK, bold=True)),
        _style("marking", _font(11, "B3261E", bold=True)),
        _style("message", _font(10, "9C5700", italic=True), alignment=_LEFT_OPEN),
        _style("note", _font(9.5, GREY, italic=True)),
        _style("text", _font()),
        _style("wrapped", _font(), alignment=_LEFT),
        _style("label", _font(bold=True)),
        _style("term", _font(bold=True), alignment=_LEFT),
        _style("link", _font(9, "0563C1", line=True)),
        _style("header", _font(9.5, "FFFFFF", bold=True), alignment=_MIDDLE, fill=_fill(NAVY), border=_BOX),
        _style("plain", _font(8.5)),
        _style("month", _font(8.5), number_format="mmm yyyy", alignment=_LEFT_OPEN),
        _style("percent", _font(8.5), number_format="0.0%"),
        _style("input", _font(10, "1F3FBF", bold=True), fill=_fill(INPUT), border=_BOX, alignment=_LEFT),
        _style(
            "input_month", _font(10, "1F3FBF", bold=True), fill=_fill(INPUT), border=_BOX, alignment=_LEFT,
            number_format="mmmm yyyy",
        ),
        _style("indicator", _font(11, INK, bold=True), border=_UNDER, alignment=_LEFT),
        _style("rag", _font(11, INK, bold=True), border=_UNDER, alignment=_MIDDLE),
        _style("factors", _font(9.5), border=_UNDER, alignment=_INDENTED),
        _style("count", _font(11), border=_UNDER, alignment=_MIDDLE, number_format=_COUNT),
        _style("change", _font(11), border=_UNDER, alignment=_MIDDLE, number_format=_CHANGE),
        _style("rate", _font(11), border=_UNDER, alignment=_MIDDLE, number_format="#,##0.0"),
        _style("centred", _font(11), border=_UNDER, alignment=_MIDDLE),
        _style("small", _font(9.5, GREY), border=_UNDER, alignment=_MIDDLE),
    ]  # fmt: skip


def differential_styles() -> Mapping[str, DifferentialStyle]:
    """What a highlight adds to a cell."""

    def filled(colour: str, text: str) -> DifferentialStyle:
        return DifferentialStyle(font=Font(b=True, color=text), fill=PatternFill(bgColor=colour))

    return {
        "green": filled("1E7B34", "FFFFFF"),
        "amber": filled("FFC000", "1A1A1A"),
        "red": filled("B3261E", "FFFFFF"),
        "monitor": filled("D9DEE7", "1F3864"),
        "high": DifferentialStyle(font=Font(b=True, color="B3261E")),
        "low": DifferentialStyle(font=Font(b=True, color="1F5FA8")),
        "missing": DifferentialStyle(font=Font(i=True, color="6B6B6B")),
    }
