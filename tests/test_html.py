"""``--html``: one accessible file, each figure that of the workbook, charts with the data that they draw."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import lxml.html
import pytest
from exports import (
    HARMLESS,
    HELD,
    PANELS,
    Told,
    agrees,
    finished,
    hold,
    opened,
    small,
    squeezed,
    told_by_the_workbook,
)

from cspxl.export.html import page

VOID = {"meta", "br", "col", "wbr", "link", "img", "hr", "input"}


def some(names: Sequence[str]) -> list[Any]:
    """One of them in every run."""
    return [pytest.param(name, marks=[pytest.mark.long] * (name != "overview")) for name in names]


@cache
def written(name: str) -> bytes:
    found = finished(name)
    return page(found.content, found.described.of_board())


def tree(content: bytes) -> Any:
    return lxml.html.document_fromstring(content.decode())


def told(element: Any) -> str:
    """The text of an element with its line ends, as a reader sees it."""

    def parts(of: Any) -> Iterator[str]:
        yield of.text or ""
        for child in of:
            yield from "\n" if child.tag == "br" else parts(child)
            yield child.tail or ""

    return "".join(parts(element)).strip()


class Balanced(HTMLParser):
    """Fails where a tag is not closed, or closed in another's place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 -- the parser gives them
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", some(PANELS))
def test_every_row_of_every_panel_is_that_of_the_workbook(name: str) -> None:
    sections = tree(written(name)).findall(".//section")
    shown = {
        sheet: [[told(cell) for cell in row if told(cell)] for row in section.iter("tr")]
        for sheet, section in zip(finished(name).described.board, sections, strict=True)
    }
    assert hold(name, shown) > 60


@pytest.mark.parametrize("name", some(HELD))
def test_nothing_that_a_board_reads_is_left_out(name: str) -> None:
    whole = squeezed(told(tree(written(name)).find(".//main")))
    assert not {text for text in told_by_the_workbook(name) if text not in whole}


@pytest.mark.parametrize("name", some(HELD))
def test_it_can_be_read_aloud_and_needs_nothing_from_elsewhere(name: str) -> None:
    content = written(name)
    checker = Balanced()
    checker.feed(content.decode())
    assert not checker.open
    root = tree(content)
    assert root.get("lang") == "en-GB"
    assert not root.findall(".//script")
    assert not re.search(rb"(?:src|url)\s*[=(]|@import|<(?:link|img|iframe|object|embed)\b", content)
    assert all(link.get("href").startswith("#") for link in root.iter("a"))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    named = [word for element in root.iter() for word in (element.get("aria-labelledby") or "").split()]
    assert named
    assert set(named) | {link.get("href")[1:] for link in root.iter("a")} <= set(ids)
    levels = [int(element.tag[1]) for element in root.iter("h1", "h2", "h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in root.iter("table"):
        assert told(table.find("caption"))
        assert all(cell.get("scope") for cell in table.iter("th"))
        assert all(row.find("th") is not None for row in table.iter("tr"))
    for drawing in root.iter("svg"):
        assert [part.tag for part in drawing[:2]] == ["title", "desc"]
        assert all(told(part) for part in drawing[:2])
        assert drawing.getnext().tag == "details"


def test_a_chart_has_its_data_in_a_table() -> None:
    """The rolling 12 months of the overview: as many months as the workbook draws, with its values."""
    (figure, *_) = tree(written("overview")).iter("figure")
    heads, *rows = ([told(cell) for cell in row] for row in figure.iter("tr"))
    sheet = next(sheet for sheet in finished("overview").described.sheets if sheet.name == "Overview")
    chart = sheet.charts[0]
    book = opened("overview")

    def cells(reference: str) -> list[Any]:
        name, _, area = reference.replace("$", "").rpartition("!")
        found = book[name.strip("'")][area]
        return [cell.value for (cell,) in found] if isinstance(found, tuple) else [found.value]

    assert len(rows) == len(cells(chart.categories_ref))
    named = [line for line in chart.lines if not line.twin]
    assert heads[1:] == [cells(line.name_ref)[0] for line in named]
    for at, row in enumerate(rows):
        stretches = iter(chart.lines)
        values: list[Any] = []
        for line in stretches:
            value = cells(line.values_ref)[at]
            if not line.twin:
                values.append(None)
            values[-1] = value if isinstance(value, int | float) else values[-1]
        assert all(text == "" if value is None else agrees(text, Told(value, chart.number_format))
                   for text, value in zip(row[1:], values, strict=True)), row  # fmt: skip


def test_texts_of_any_kind_are_plain_texts() -> None:
    found = small()
    content = page(found.content, found.described.of_board())
    root = tree(content)
    assert b"<script" not in content
    assert told(root.find(".//title")) == HARMLESS
    assert [told(item) for item in root.iter("h1", "h2", "h3")] == ["A title", "Lines & <more>", HARMLESS, HARMLESS]
    assert [told(item) for item in root.iter("li")] == [HARMLESS]
    row, _ = [row for row in root.iter("tr") if row.find("th") is not None and told(row.find("th")) == "Red"]
    assert [told(cell) for cell in row] == ["Red", "1,235", "▲ 12.3%"]
    assert "background:#8E1B1B" in row.find("th").get("style")
    assert told(root.find(".//desc")) == f"Bar chart: {HARMLESS}"
    assert told(root.find(".//header")) == "OFFICIAL & <b>"
    assert "Not for print" not in told(root)


def test_equal_workbooks_give_equal_bytes() -> None:
    found = small()
    assert page(found.content, found.described.of_board()) == page(found.content, found.described.of_board())
