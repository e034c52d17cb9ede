"""Looks: contrast, colours in grey print and for colour-blind readers, and text that is not cut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from colours import SIGHTS, contrast, difference, lab
from every_report import overview
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter, range_boundaries
from packs import BARKING, BARNET, PACKS, changed, chosen, described, packaged, planned, release
from text_width import LINE, lines, room, width

from cspxl.engine import Plan, load
from cspxl.errors import CspxlError
from cspxl.report.describe import Highlight, Page, Put, Sheet, Workbook
from cspxl.sources.commentary import LONGEST
from cspxl.values import month_of
from cspxl.workbook.package import read_package
from cspxl.workbook.styles import (
    BAR_COLOUR,
    BAR_COLOURS,
    COLUMN_COLOURS,
    EDGE_COLOUR,
    LIMIT_COLOUR,
    LINE_COLOURS,
    LINE_DASHES,
    MARK_COLOURS,
    differential_styles,
    named_styles,
)
from cspxl.workbook.writer import write

STYLES = {style.name: style for style in named_styles()}
LONGEST_NAMES = ("Kensington and Chelsea", "Hammersmith and Fulham", "Richmond upon Thames", BARKING)
WHITE = "FFFFFF"

# Contrast: WCAG 2.2, 1.4.3: 4.5 to 1 for text; 1.4.11: 3 to 1 for the parts of a chart.


def colour_of(font: Font | None) -> str:
    assert font is not None
    assert font.color is not None
    return str(font.color.rgb)


def fill_of(name: str) -> str:
    fill = STYLES[name].fill
    return str(fill.fgColor.rgb) if isinstance(fill, PatternFill) and fill.fill_type == "solid" else WHITE


def highlight_of(name: str) -> str | None:
    fill = differential_styles()[name].fill
    return str(fill.bgColor.rgb) if isinstance(fill, PatternFill) else None


@pytest.mark.parametrize("name", STYLES)
def test_text_of_every_style_stands_out_from_its_fill(name: str) -> None:
    assert contrast(colour_of(STYLES[name].font), fill_of(name)) >= 4.5


# unseen: errors where the functions are missing; spare: rows that are not used; pence: how a number is written
@pytest.mark.parametrize("name", sorted(set(differential_styles()) - {"unseen", "spare", "pence"}))
def test_highlighted_text_stands_out_from_its_fill(name: str) -> None:
    """Without a fill of its own on white, on the pale fill of a heading, and on the yellow of an input."""
    own = highlight_of(name)
    for fill in [own] if own else [WHITE, fill_of("group"), fill_of("input")]:
        assert contrast(colour_of(differential_styles()[name].font), fill) >= 4.5, fill


@pytest.mark.parametrize(
    ("cells", "highlights", "told"),
    [
        ([Put(1, 1, "a", "ragg")], [], "Page: there is no style 'ragg'; did you mean 'rag'?"),
        ([], [Highlight("A1", "TRUE", "grren")], "Page: there is no style 'grren'; did you mean 'green'?"),
    ],
    ids=["cell", "highlight"],
)
def test_a_style_that_is_none_is_told(cells: list[Put], highlights: list[Highlight], told: str) -> None:
    book = described(packaged("borough_profile.toml"), BARKING, "2023-12", "B")
    page = Sheet("Page", cells, {}, Page("A1"), highlights=highlights)
    with pytest.raises(CspxlError) as found:
        write(replace(book, sheets=[page]))
    assert str(found.value) == f"{told} A new one is added in cspxl/workbook/styles.py"


def test_the_measures_are_those_that_are_published() -> None:
    """Black on white is 21 to 1 (WCAG); two pairs of Sharma, Wu and Dalal, table 1; sRGB green's L*a*b* (Lindbloom)."""
    assert contrast("000000", WHITE) == pytest.approx(21)
    assert difference((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=5e-5)
    assert difference((50, 2.5, 0), (56, -27, -3)) == pytest.approx(31.9030, abs=5e-5)
    assert difference((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387)) == pytest.approx(1.2644, abs=5e-5)
    assert lab("00FF00") == pytest.approx((87.7347, -86.1827, 83.1793), abs=5e-3)


# Charts. A difference of 10 in CIEDE2000 or in lightness is seen at a glance; lines differ by dash too.


@pytest.mark.parametrize("colours", [LINE_COLOURS, COLUMN_COLOURS], ids=["lines", "columns"])
def test_chart_colours_are_told_apart_in_grey(colours: tuple[str, ...]) -> None:
    steps = sorted(lab(colour)[0] for colour in colours)
    assert min(after - before for before, after in pairwise(steps)) >= 11


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("colours", [LINE_COLOURS, COLUMN_COLOURS], ids=["lines", "columns"])
def test_chart_colours_are_told_apart_by_colour_blind_readers(colours: tuple[str, ...], sight: str) -> None:
    for one, other in combinations(colours, 2):
        assert difference(lab(one, sight), lab(other, sight)) >= 18, (one, other)


def test_lines_and_bars_stand_out_from_the_page() -> None:
    """Light columns have an edge that does."""
    edges = (edge for _, edge in BAR_COLOURS.values())
    drawn = (*LINE_COLOURS, BAR_COLOUR, *MARK_COLOURS.values(), LIMIT_COLOUR, EDGE_COLOUR, *edges)
    assert all(contrast(colour, WHITE) >= 3 for colour in drawn)
    assert len(set(LINE_DASHES)) == len(LINE_COLOURS)


@pytest.mark.parametrize("sight", SIGHTS)
def test_rag_is_told_apart_by_colour_blind_readers(sight: str) -> None:
    """Beside its word: each of the fills differs, in colour or in lightness."""
    fills = [fill for name in ("green", "amber", "red", "monitor") if (fill := highlight_of(name))]
    assert len(fills) == 4
    for one, other in combinations(fills, 2):
        assert difference(lab(one, sight), lab(other, sight)) >= 10, (one, other)


# Text that is not cut.


def for_readers(book: Workbook) -> Iterator[Sheet]:
    """The sheets that are meant to be printed: not workings and data."""
    working = ("workings", "figures", "Workings", "Data", "Lists", "Denominators", "London", "Commentary",
               "Judgements")
    return (sheet for sheet in book.sheets if not sheet.name.endswith(working))


def cut(book: Workbook, plan: Plan) -> Iterator[str]:
    """Texts that take more room than their cells, or than the page, have."""
    for sheet in for_readers(book):
        shown = {(put.row, put.column): plan[place(sheet, put)] for put in sheet.cells}
        for put in sheet.cells:
            text = shown[put.row, put.column]
            is_shown = isinstance(text, str) and text and STYLES[put.style].number_format != ";;;"
            if is_shown and not fits(sheet, put, text, shown):
                yield f"{place(sheet, put)}: {text}"


def place(sheet: Sheet, put: Put) -> str:
    return f"{sheet.name}!{get_column_letter(put.column)}{put.row}"


def merged(sheet: Sheet, put: Put) -> tuple[range, range]:
    """The further columns and rows that a cell is merged with."""
    for area in sheet.merged:
        left, top, right, bottom = range_boundaries(area)
        if (top, left) == (put.row, put.column):
            return range(left + 1, right + 1), range(top + 1, bottom + 1)
    return range(0), range(0)


def fits(sheet: Sheet, put: Put, text: str, shown: Mapping[tuple[int, int], object]) -> bool:
    """Whether a text is shown whole: wrapped within its row's height, or over the empty cells to its right."""
    style = STYLES[put.style]
    size, bold = float(style.font.sz or 0), bool(style.font.b)
    space = room(sheet.widths.get(put.column, 8.43), style.alignment.indent or 0)
    if style.alignment.wrap_text:
        if put.row not in sheet.heights:  # a row without a height of its own grows with its text
            return True
        across, down = merged(sheet, put)
        space += sum(room(sheet.widths.get(column, 8.43)) for column in across)
        height = sheet.heights[put.row] + sum(sheet.heights.get(row, 15) for row in down)
        return lines(text, space, size, bold=bold) * size * LINE <= height + 1
    column, last = put.column + 1, max(sheet.widths)
    while column <= last and shown.get((put.row, column)) in {None, ""}:
        space += room(sheet.widths.get(column, 8.43))
        column += 1
    return width(text, size, bold=bold) <= space


@pytest.mark.long
@pytest.mark.parametrize(("name", "of"), PACKS)
def test_no_text_is_cut_whatever_the_area_and_month(name: str, of: str) -> None:
    """The longest names, in the month of the report and in one in which nothing is entered; and an unknown area."""
    month = {"barnet_pack.toml": "2017-02", "call_over.toml": "2017-04", "borough_profile.toml": "2021-12"}[name]
    book = described(packaged(name), BARKING, month, of)
    plan = load(read_package(write(book)))
    for area in (BARKING, BARNET, *LONGEST_NAMES, "Atlantis"):
        for at in (month_of(month), month_of(month) - 18):
            chosen(plan, area, at)
            assert not list(cut(book, plan)), (area, at)


SENTENCE = "The partnership reviews hot spots, repeat victims and known offenders every month, and agrees who acts. "


def with_long_remarks(tmp_path: Path) -> Path:
    """The call-over with as many remarks as a page holds, each as long as a remark may be, for two indicators."""
    text = (SENTENCE * 9)[:LONGEST].rstrip().ljust(LONGEST, ".")
    assert len(text) == LONGEST
    rows = [
        f'{LONGEST_NAMES[0]},{indicator},2017-04,{kind},"{text}",own'
        for indicator in ("burglary", "asb_calls")
        for kind, most in (("commentary", 3), ("action", 4))
        for _ in range(most)
    ]
    (tmp_path / "long.csv").write_text("area,indicator,month,kind,text,source\n" + "\n".join(rows), encoding="utf-8")
    return changed(tmp_path, "call_over.toml", ("_commentary.csv", '_commentary.csv", "long.csv'))


@pytest.mark.long
def test_the_longest_remarks_are_shown_whole(tmp_path: Path) -> None:
    path = with_long_remarks(tmp_path)
    book = described(path, LONGEST_NAMES[0], "2017-04")
    plan = planned(path, LONGEST_NAMES[0], "2017-04")
    shown = [value for address, value in plan.values().items() if "Page Burglary" in address and "!B" in address]
    assert sum(len(str(value)) == LONGEST for value in shown) == 7
    assert not list(cut(book, plan))


@pytest.mark.long
def test_a_text_that_is_cut_is_found() -> None:
    """The measure itself: one line more than the row holds, and a title that runs over the page."""
    book = described(packaged("call_over.toml"), BARKING, "2017-04")
    plan = load(read_package(write(book)))
    plan.set("Control!B5", "The Royal Borough of Somewhere with a Name that Nobody Ever Heard of and That Is Long")
    plan.calculate()
    assert any(text.startswith("Summary!A1") for text in cut(book, plan))


def test_exceptional_months_of_every_indicator_have_room_on_the_overview() -> None:
    """Ten indicators, each outside its limits in each of three months."""
    book = overview(release("A"))
    (sheet,) = (sheet for sheet in book.sheets if sheet.name == "Overview")
    (put,) = (put for put in sheet.cells if (put.row, put.column) == (4, 1))
    names = [str(item.content) for page in book.sheets if page.name == "Indicators" for item in page.cells
             if item.column == 1 and item.row > 4]  # fmt: skip
    assert len(names) == 10
    months = "; ".join(f"{name} (high Oct, high Nov, high Dec)" for name in names)
    assert fits(sheet, put, f"Exceptional months, Oct 18 to Dec 18: {months}.", {})
