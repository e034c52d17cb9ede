"""Charts in the file: gaps, stretches, marks and last values, as Excel and LibreOffice read them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from functools import cache

import pytest
from lxml import etree
from packs import BARKING, described, packaged, planned

from cspxl.workbook.writer import write

NS = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}


@cache
def charts() -> Sequence[etree._Element]:
    """The charts of a pack with pages of the police's and of entered figures, and an overview."""
    found = []
    for name, month in (("call_over.toml", "2017-04"), ("barnet_pack.toml", "2017-02")):
        with zipfile.ZipFile(io.BytesIO(write(described(packaged(name), BARKING, month)))) as package:
            parts = [part for part in package.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", part)]
            found += [etree.fromstring(package.read(part)) for part in sorted(parts)]
    return found


def series(chart: etree._Element) -> Sequence[etree._Element]:
    return chart.findall(".//c:ser", NS)


def line_charts() -> Sequence[etree._Element]:
    return [chart for chart in charts() if chart.find(".//c:lineChart", NS) is not None]


@pytest.mark.long
def test_a_month_without_a_figure_is_a_gap_in_every_chart() -> None:
    """Blanks as gaps; #N/A too, by the element that Excel writes (MS-ODRAWXML, dispNaAsBlank)."""
    assert charts()
    for chart in charts():
        blanks = chart.find(".//c:dispBlanksAs", NS)
        assert blanks is not None
        assert blanks.get("val") == "gap"
        assert chart.find(".//{http://schemas.microsoft.com/office/drawing/2017/03/chart}dispNaAsBlank") is not None


@pytest.mark.long
def test_every_line_chart_has_empty_cells_that_make_na_a_gap_in_libreoffice() -> None:
    """One series over cells that hold nothing, without line, mark or place in the legend."""
    assert line_charts()
    for chart in line_charts():
        *_, guard = series(chart)
        assert guard.find("c:tx", NS) is None
        at = guard.find("c:idx", NS)
        assert at is not None
        entries = chart.findall(".//c:legendEntry", NS)
        assert at.get("val") in {entry.find("c:idx", NS).get("val") for entry in entries}  # type: ignore[union-attr]


@pytest.mark.long
def test_the_guard_is_empty() -> None:
    book = described(packaged("call_over.toml"), BARKING, "2017-04")
    plan = planned(packaged("call_over.toml"), BARKING, "2017-04")
    guards = {chart.guard_ref for sheet in book.sheets for chart in sheet.charts if chart.kind == "line"}
    assert guards
    for guard in guards:
        sheet, _, place = guard.replace("'", "").replace("$", "").partition("!")
        top, bottom = re.findall(r"\d+", place)
        column = re.match("[A-Z]+", place)[0]  # type: ignore[index]
        assert {plan[f"{sheet}!{column}{row}"] for row in range(int(top), int(bottom) + 1)} == {None}


@pytest.mark.long
@pytest.mark.parametrize(("column", "symbol"), [("Above limits", "diamond"), ("Below limits", "square")])
def test_exceptional_months_are_marks_that_nothing_joins(column: str, symbol: str) -> None:
    book = described(packaged("call_over.toml"), BARKING, "2017-04")
    marked = [line for sheet in book.sheets for chart in sheet.charts for line in chart.lines
              if line.look == column.split(maxsplit=1)[0].lower()]  # fmt: skip
    assert marked
    drawn = [one for chart in line_charts() for one in series(chart)
             if one.find("c:marker/c:symbol", NS) is not None
             and one.find("c:marker/c:symbol", NS).get("val") == symbol]  # type: ignore[union-attr]  # fmt: skip
    assert len(drawn) >= len(marked)
    for one in drawn:
        assert one.find("c:spPr/{*}ln/{*}noFill", NS) is not None
