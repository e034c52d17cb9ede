"""How each kind of cell looks. Colour is never the only signal: every coloured cell also says its word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

# openpyxl writes a font's children in an order that the Open XML schema does not allow; this is the schema's.
Font.__elements__ = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip

FACE: Final = "Arial"
NAVY, INK, GREY, RULE, PALE, INPUT = "12355B", "1A1A1A", "555F6B", "C9CED6", "EEF1F5", "FFF8DC"
# Steps of lightness, so that lines and columns are told apart in grey print and by colour-blind readers; measured in
# the tests. Light columns have an outline, because they are near the white of the page.
LINE_COLOURS: Final = ("12355B", "943A0C", "3A8080", "C38722")
LINE_DASHES: Final = ("solid", "dash", "sysDot", "lgDashDot")
MARK_COLOURS: Final = {"above": "A8480F", "below": "0F6E78"}  # the limits
LIMIT_COLOUR: Final = "555F6B"
# Fill and edge; London's bars are hatched in the colour of their edge.
BAR_COLOURS: Final = {
    "area": ("12355B", "12355B"), "london": ("FFFFFF", "A8480F"), "similar": ("6F93BC", "3F5F85"),
    "others": ("E3E7ED", "7C8794"),
}  # fmt: skip
EDGE_COLOUR: Final = "7C8794"  # of columns
BAR_COLOUR: Final = "12355B"
COLUMN_COLOURS: Final = ("12355B", "8FAADC", "943A0C", "EBD9B4", "3A8080")


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
_INDENTED_OPEN: Final = Alignment(horizontal="left", vertical="center", indent=1)
_COUNT: Final = "#,##0"
_RIGHT: Final = Alignment(horizontal="right", vertical="center")
_TOP_LEFT: Final = Alignment(horizontal="left", vertical="top", wrap_text=True)
_TOTAL: Final = Border(top=Side(style="thin", color=NAVY), bottom=Side(style="double", color=NAVY))
_MONEY: Final = '£#,##0;-£#,##0;"–"'
_PENCE: Final = '£#,##0.00;-£#,##0.00;"–"'
_POINTS: Final = "0.0%;-0.0%;0.0%"
_CHANGE: Final = '"▲ "0.0%;"▼ "0.0%;"● "0.0%'


def _style(
    name: str,
    font: Font,
    *,
    alignment: Alignment = _PLAIN,
    border: Border | None = None,
    fill: PatternFill | None = None,
    number_format: str = "General",
    locked: bool = True,
) -> NamedStyle:
    return NamedStyle(
        name=name,
        font=font,
        alignment=alignment,
        border=border or Border(),
        fill=fill or PatternFill(),
        number_format=number_format,
        protection=Protection(locked=locked),
    )


def named_styles() -> list[NamedStyle]:
    """Every style a description may name."""
    return [
        _style("title", _font(18, NAVY, bold=True)),
        _style("cover_title", _font(18, NAVY, bold=True), alignment=_TOP_LEFT),
        _style("subtitle", _font(11, GREY)),
        _style("summary", _font(11, INK, bold=True)),
        _style("lead", _font(11, INK, bold=True), alignment=_TOP_LEFT),
        _style("wrapped_top", _font(10, GREY), alignment=_TOP_LEFT),
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
        _style(
            "input_fraction", _font(10, "1F3FBF", bold=True), fill=_fill(INPUT), border=_BOX, alignment=_LEFT,
            number_format="# ??/??",
        ),
        _style("indicator", _font(11, INK, bold=True), border=_UNDER, alignment=_LEFT),
        _style("rag", _font(11, INK, bold=True), border=_UNDER, alignment=_MIDDLE),
        _style("factors", _font(9.5), border=_UNDER, alignment=_INDENTED),
        _style("count", _font(11), border=_UNDER, alignment=_MIDDLE, number_format=_COUNT),
        _style("change", _font(11), border=_UNDER, alignment=_MIDDLE, number_format=_CHANGE),
        _style("rate", _font(11), border=_UNDER, alignment=_MIDDLE, number_format="#,##0.0"),
        _style("centred", _font(11), border=_UNDER, alignment=_MIDDLE),
        _style("small", _font(9.5, GREY), border=_UNDER, alignment=_MIDDLE),
        *_finance_styles(),
        *_panel_styles(),
        *_board_styles(),
        *_plan_styles(),
    ]  # fmt: skip


_HEADINGS: Final = {"Heading 1": (16, 16), "Heading 2": (14, 17)}  # size; Excel's number of its style


def published_styles() -> list[NamedStyle]:
    """Those of a publication: black on white, 12 points or more, texts of cells wrapped, headings marked as such."""
    line = Alignment(horizontal="left", vertical="top", wrap_text=True)
    wrapped = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
    right = Alignment(horizontal="right", vertical="top", wrap_text=True)
    headings = [NamedStyle(name, Font(name=FACE, sz=size, b=True, color=INK), builtinId=number)
                for name, (size, number) in _HEADINGS.items()]  # fmt: skip
    formats = {
        "count": _COUNT, "percent": "0.0%", "points": "0.0", "rate": "#,##0.0", "figure": "#,##0.##",
        "money": "£#,##0", "month": "mmmm yyyy",
    }  # fmt: skip
    return [
        *headings,
        _style("published_line", _font(12)),
        _style("published_paragraph", _font(12), alignment=line),
        _style("published_text", _font(12), alignment=wrapped),
        _style("published_link", _font(12, "0563C1", line=True), alignment=wrapped),
        _style("published_header", _font(12, bold=True), alignment=wrapped),
        _style("published_header_right", _font(12, bold=True), alignment=right),
        *(_style(f"published_{look}", _font(12), alignment=right, number_format=code)
          for look, code in formats.items()),
    ]  # fmt: skip


def _finance_styles() -> list[NamedStyle]:
    """Money to the right, inputs in yellow boxes that stay open on a locked sheet."""

    def entry(
        name: str, number_format: str = "General", alignment: Alignment = _RIGHT, size: float = 9.5,
    ) -> NamedStyle:
        return _style(
            name, _font(size, "1F3FBF"), fill=_fill(INPUT), border=_BOX, alignment=alignment,
            number_format=number_format, locked=False,
        )

    bold, card = _font(9.5, INK, bold=True), _fill(PALE)
    return [
        entry("input_money", _MONEY), entry("input_share", _POINTS), entry("input_number", _COUNT),
        entry("input_text", alignment=_INDENTED), entry("input_date", "dd/mm/yyyy"),
        _style("heading", _font(11.5, NAVY, bold=True), alignment=_LEFT_OPEN),
        _style("line_label", _font(9.5), border=_UNDER, alignment=_LEFT),
        _style("money", _font(9.5), border=_UNDER, alignment=_RIGHT, number_format=_MONEY),
        _style("share", _font(9.5), border=_UNDER, alignment=_RIGHT, number_format=_POINTS),
        _style("whole_share", _font(9.5), border=_UNDER, alignment=_RIGHT, number_format="0%"),
        _style("figure", _font(9.5), border=_UNDER, alignment=_RIGHT, number_format="#,##0"),
        _style("unit_cost", _font(9.5), border=_UNDER, alignment=_RIGHT, number_format="£#,##0.00"),
        _style("yes_no", _font(9.5), border=_UNDER, alignment=_RIGHT, number_format='"Yes";;"No"'),
        _style("taken", _font(9.5), border=_UNDER, alignment=_RIGHT, number_format='"Taken";;"–"'),
        _style("words", _font(9.5), border=_UNDER, alignment=_RIGHT),
        _style("total_label", bold, border=_TOTAL, alignment=_LEFT),
        _style("total", bold, border=_TOTAL, alignment=_RIGHT, number_format=_MONEY),
        _style("strong_label", bold, border=_UNDER, alignment=_LEFT),
        _style("strong", bold, border=_UNDER, alignment=_RIGHT, number_format=_MONEY),
        _style("strong_share", bold, border=_UNDER, alignment=_RIGHT, number_format="0%"),
        _style("unit", _font(8.5, GREY), border=_UNDER, alignment=_INDENTED),
        entry("input_note", alignment=_INDENTED, size=8),
        _style("hidden", _font(8.5, GREY), number_format=";;;"),
        _style("year_number", _font(8.5, GREY), alignment=_RIGHT),
        _style("card_label", _font(9, GREY), fill=card, alignment=_TOP_LEFT),
        _style("card_money", _font(11.5, NAVY, bold=True), fill=card, alignment=_LEFT_OPEN, number_format=_MONEY),
        _style("card", _font(14, NAVY, bold=True), fill=card, alignment=_LEFT_OPEN, number_format=_MONEY),
        _style("card_share", _font(14, NAVY, bold=True), fill=card, alignment=_LEFT_OPEN, number_format="0%"),
        _style("total_share", bold, border=_TOTAL, alignment=_RIGHT, number_format="0%"),
        _style(
            "header_share", _font(9.5, "FFFFFF", bold=True), alignment=_MIDDLE, fill=_fill(NAVY), border=_BOX,
            number_format="+0%;-0%;0%",
        ),
        _style("light", _font(11, INK, bold=True), border=_BOX, alignment=_MIDDLE),
        _style("sentence", _font(10), alignment=_LEFT_OPEN),
        _style("beside_light", _font(10), alignment=_INDENTED_OPEN),
        _style("paragraph", _font(11), alignment=_TOP_LEFT),
        _style("paragraph_label", _font(10, NAVY, bold=True), alignment=_TOP_LEFT),
        _style("beside", _font(9.5, "B3261E", bold=True), alignment=_INDENTED_OPEN),
        _style("result", bold, border=_UNDER, alignment=_MIDDLE),
    ]  # fmt: skip


def _panel_styles() -> list[NamedStyle]:
    """Tables of lines under group headings, figures to the right of them in the middle."""

    def middle(name: str, number_format: str) -> NamedStyle:
        return _style(name, _font(10), border=_UNDER, alignment=_MIDDLE, number_format=number_format)

    return [
        _style("group", _font(10, NAVY, bold=True), fill=_fill(PALE), border=_UNDER, alignment=_LEFT_OPEN),
        middle("panel_number", "General"), middle("panel_count", _COUNT), middle("panel_decimal", "#,##0.00"),
        middle("panel_share", "0.0%"), middle("panel_change", _CHANGE), middle("panel_month", "mmm yy"),
        middle("panel_points", '"▲ "0.0%"-points";"▼ "0.0%"-points";"● "0.0%"-points"'),
        middle("panel_change_points", '"▲ "0.0" points";"▼ "0.0" points";"● "0.0" points"'),
        _style("panel_text", _font(9.5), border=_UNDER, alignment=_INDENTED),
        _style("panel_bullet", _font(10, NAVY, bold=True), alignment=_MIDDLE),
        _style("page_headline", _font(12, INK, bold=True), alignment=_INDENTED),
        _style("peer_rate", _font(9.5), border=_UNDER, alignment=_RIGHT, number_format="#,##0.0"),
        _style("page_label", _font(9, GREY), alignment=_TOP_LEFT),
        _style("page_source", _font(9, GREY), alignment=_TOP_LEFT),
        _style("remark_bullet", _font(10, NAVY, bold=True), alignment=Alignment(horizontal="left", vertical="top")),
        _style("remark_text", _font(10), alignment=_TOP_LEFT),
        _style("bullet", _font(10), alignment=_INDENTED),
        _style(
            "header_month", _font(9.5, "FFFFFF", bold=True), alignment=_MIDDLE, fill=_fill(NAVY), border=_BOX,
            number_format="mmm yy",
        ),
    ]  # fmt: skip


def _board_styles() -> list[NamedStyle]:
    """Pages of an indicator: chip and headline, tiles, panels under a heading over a rule, notes at the foot."""
    edge = Border(left=Side(style="medium", color=NAVY))
    beside_edge = Alignment(horizontal="left", vertical="center", indent=1)

    def tile(name: str, font: Font) -> NamedStyle:
        return _style(name, font, fill=_fill(PALE), border=edge, alignment=beside_edge)

    return [
        _style("chip", _font(12, INK, bold=True), border=_BOX, alignment=_MIDDLE),
        _style("headline", _font(18, INK, bold=True), alignment=beside_edge),
        _style("headline_more", _font(11), alignment=beside_edge),
        _style("headline_why", _font(10), alignment=Alignment(horizontal="left", vertical="top", indent=1,
                                                              wrap_text=True)),
        tile("tile_label", _font(9, GREY)), tile("tile_figure", _font(14, INK, bold=True)),
        _style("tile_note", _font(9), fill=_fill(PALE), border=edge,
               alignment=Alignment(horizontal="left", vertical="top", indent=1, wrap_text=True)),
        _style("panel_heading", _font(11, NAVY, bold=True), border=Border(bottom=Side(style="thin", color=NAVY)),
               alignment=_LEFT_OPEN),
        _style("panel_note", _font(9, GREY), alignment=_TOP_LEFT),
        _style("card_name", _font(9), border=_UNDER, alignment=_LEFT),
        _style("card_figure", _font(9, INK, bold=True), border=_UNDER, alignment=_MIDDLE),
        _style("card_small", _font(9), border=_UNDER, alignment=_MIDDLE),
        _style("list_edge", _font(8), number_format=";;;"),
        _style("list_heading", _font(9, GREY), border=_UNDER, alignment=_LEFT_OPEN),
        _style("list_heading_middle", _font(9, GREY), border=_UNDER, alignment=_MIDDLE),
        _style("list_name", _font(9, INK, bold=True), border=_UNDER, alignment=_INDENTED),
        _style("list_figure", _font(12, INK, bold=True), border=_UNDER, alignment=_MIDDLE),
        _style("list_middle", _font(10, INK, bold=True), border=_UNDER, alignment=_MIDDLE),
        _style("list_small", _font(9), border=_UNDER, alignment=_MIDDLE),
        _style("list_text", _font(9), border=_UNDER, alignment=_LEFT),
        _style("foot_first", _font(9, GREY), border=Border(top=_THIN), alignment=_TOP_LEFT),
        _style("foot", _font(9, GREY), alignment=_TOP_LEFT),
        _style("year_label", _font(10), border=_UNDER, alignment=_LEFT_OPEN),
        _style("year_heading", _font(9, GREY), border=_UNDER, alignment=_RIGHT),
        _style("year_figure", _font(10), border=_UNDER, alignment=_RIGHT),
        _style("year_count", _font(10, INK, bold=True), border=_UNDER, alignment=_RIGHT, number_format=_COUNT),
    ]  # fmt: skip


def _plan_styles() -> list[NamedStyle]:
    """Pages of a plan: a measure over its target in words, figures in the middle, a rule above each measure."""
    edge = Border(left=Side(style="medium", color=NAVY))
    over = Border(top=_THIN)
    lead = Alignment(horizontal="left", vertical="center", indent=1)

    def entry(name: str, number_format: str) -> NamedStyle:
        return _style(name, _font(9.5, "1F3FBF"), fill=_fill(INPUT), border=_BOX, alignment=_RIGHT,
                      number_format=number_format, locked=False)  # fmt: skip

    def low(name: str, font: Font, vertical: str) -> NamedStyle:
        return _style(name, font, border=over if vertical == "bottom" else None,
                      alignment=Alignment(horizontal="left", vertical=vertical, wrap_text=True, indent=1))  # fmt: skip

    fonts = {"small": _font(10, GREY), "strong": _font(12, INK, bold=True), "figure": _font(11), "quarter": _font(9)}
    forms = {"count": _COUNT, "rate": "#,##0.##", "share": "0.#%"}
    header = _font(9.5, "FFFFFF", bold=True)
    return [
        _style("plan_lead", _font(13, INK, bold=True), fill=_fill(PALE), border=edge, alignment=lead),
        _style("plan_lead_more", _font(10, GREY), fill=_fill(PALE), border=edge, alignment=lead),
        _style("plan_header", header, alignment=_MIDDLE, fill=_fill(NAVY)),
        _style("plan_header_left", header, alignment=_INDENTED, fill=_fill(NAVY)),
        low("plan_name", _font(11, INK, bold=True), "bottom"), low("plan_aim", _font(9, GREY), "top"),
        *(_style(f"plan_{form}_{name}", font, border=over, alignment=_MIDDLE, number_format=number_format)
          for form, number_format in forms.items() for name, font in fonts.items()),
        _style("plan_said", _font(9, GREY, italic=True), border=over, alignment=_MIDDLE),
        _style("plan_status", _font(10, INK, bold=True), border=_BOX, alignment=_MIDDLE),
        _style("plan_chip", _font(9.5, INK, bold=True), border=_UNDER, alignment=_MIDDLE),
        _style("plan_seen", _font(9.5, INK, bold=True), border=over, alignment=_MIDDLE),
        _style("plan_focus", _font(9), border=over, alignment=_INDENTED),
        _style("plan_small", _font(9), border=over, alignment=_INDENTED),
        _style("plan_small_bold", _font(9, INK, bold=True), border=over, alignment=_INDENTED),
        _style("plan_bar", _font(8, NAVY), border=over, alignment=_INDENTED_OPEN),
        _style("plan_activity", _font(9.5), border=Border(top=_THIN, left=_THIN), alignment=_INDENTED),
        entry("input_rate", "#,##0.##"), entry("input_due", "mmm yyyy"),
    ]  # fmt: skip


# Lists of the summary: their headings, and the edges of their lines.
_LISTS: Final = {"red": "8E1B1B", "green": "2C7A4B", "amber": "8A5A00", "navy": NAVY, "grey": GREY}


def differential_styles() -> Mapping[str, DifferentialStyle]:
    """What a highlight adds to a cell."""

    def filled(colour: str, text: str) -> DifferentialStyle:
        return DifferentialStyle(font=Font(b=True, color=text), fill=PatternFill(bgColor=colour))

    def said(text: str, number: int) -> DifferentialStyle:
        """Whatever the cell holds, it shows this."""
        code = ";".join([f'"{text}"'] * 4)
        style = filled("8E1B1B", "FFFFFF")
        return DifferentialStyle(style.font, NumberFormat(numFmtId=number, formatCode=code), style.fill)

    return {
        "green": filled("2C7A4B", "FFFFFF"),
        "amber": filled("FFC73A", INK),
        "red": filled("8E1B1B", "FFFFFF"),
        "monitor": filled("DDE3EA", INK),
        "conflict": filled("FFE6A3", "3D2C00"),
        "unclear": filled("EEF1F5", INK),
        **{f"edge_{name}": filled(shade, "FFFFFF") for name, shade in _LISTS.items()},
        **{f"heading_{name}": DifferentialStyle(font=Font(b=True, color=shade),
                                                border=Border(bottom=Side(style="thin", color=shade)))
           for name, shade in _LISTS.items()},
        # In a plan only what is off track is a dark fill: the eye goes there first.
        "plan_red": filled("8E1B1B", "FFFFFF"),
        "plan_amber": filled("FFE6A3", "3D2C00"),
        "plan_green": filled("DCEFE3", "17522F"),
        "high": DifferentialStyle(font=Font(b=True, color="B3261E")),
        "low": DifferentialStyle(font=Font(b=True, color="1F5FA8")),
        "pence": DifferentialStyle(numFmt=NumberFormat(numFmtId=164, formatCode=_PENCE)),
        "light_over": said("Red", 165),
        "words_over": said("Do not use", 166),
        "paragraph_over": said("Not for use: see the light", 167),
        "not_worked_out": said("Not worked out", 168),
        "unseen": DifferentialStyle(font=Font(color="FFFFFF")),
        "missing": DifferentialStyle(font=Font(i=True, color="6B6B6B")),
        "spare": DifferentialStyle(font=Font(color="FFFFFF"), border=Border(bottom=Side(style="thin", color="FFFFFF"))),
        "remark": DifferentialStyle(font=Font(b=False, i=True, color=GREY)),
    }
