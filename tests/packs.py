"""What the tests of the report packs share: releases, packs calculated, and the rows of a panel."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeAlias
from weakref import WeakKeyDictionary

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

from cspxl.bundled import workbooks
from cspxl.engine import Plan, load
from cspxl.registry import load_catalogue
from cspxl.report import dashboard, overview, pack, workings
from cspxl.report.configuration import read_configuration
from cspxl.report.describe import Workbook
from cspxl.report.overview_request import read_request
from cspxl.report.request import Request
from cspxl.report.stack import Table
from cspxl.sources import SeriesTable, read_release, sample_release
from cspxl.values import month_of, month_serial
from cspxl.workbook.package import read_package
from cspxl.workbook.writer import write

DATA = Path(__file__).parent / "data"
Where: TypeAlias = Callable[..., str]
_WHERE: WeakKeyDictionary[Plan, Where] = WeakKeyDictionary()  # where the named cells of a plan stand
BARKING, BARNET = "Barking and Dagenham", "Barnet"
# Each packaged pack, with the release that its figures are of.
PACKS = (("call_over.toml", "A"), ("barnet_pack.toml", "A"), ("borough_profile.toml", "B"))
FILES = {
    "call_over.toml": ("barking_and_dagenham_2017-04.csv", "barking_and_dagenham_2017-04_commentary.csv"),
    "barnet_pack.toml": ("barnet_2017-02.csv",),
}


@cache
def release(name: str) -> SeriesTable:
    """Release A is the packaged sample; the others stand beside the tests."""
    if name == "A":
        return sample_release()
    return read_release(sorted(DATA.glob(f"release-{name.lower()}-*.csv.gz")))


def described(path: Path, area: str, month: str, name: str = "A") -> Workbook:
    """The pack that a configuration describes."""
    asked = pack.read_pack(read_configuration(path), path.parent, release(name), area, month_of(month), "cspxl")
    return pack.describe(asked, load_catalogue())


@cache
def _described(path: Path, area: str, month: str, name: str) -> tuple[bytes, Where]:
    found = described(path, area, month, name)
    assert found.at is not None
    return write(found), found.at


def planned(path: Path, area: str, month: str, name: str = "A") -> Plan:
    """The same, calculated; what comes with cspxl is written once for all tests of a process."""
    once = path == packaged(path.name)
    written, where = (_described if once else _described.__wrapped__)(path, area, month, name)
    plan = load(read_package(written)).calculate()
    _WHERE[plan] = where
    return plan


def places(plan: Plan, reference: str, **keys: object) -> list[str]:
    """The addresses of named cells, down or across."""
    sheet, _, place = _WHERE[plan](reference, **keys).replace("'", "").rpartition("!")  # as plans write it
    left, top, right, bottom = range_boundaries(place)
    return [f"{sheet}!{get_column_letter(column)}{row}"
            for row in range(top, bottom + 1) for column in range(left, right + 1)]  # fmt: skip


def cells(plan: Plan, reference: str, **keys: object) -> list[object]:
    """Their values: ``cells(plan, "workings[rag]")``."""
    return [plan[address] for address in places(plan, reference, **keys)]


def cell(plan: Plan, reference: str, **keys: object) -> object:
    """The value of one named cell: ``cell(plan, "workings[rag]", indicator="robbery")``."""
    (found,) = cells(plan, reference, **keys)
    return found


def preferring(plan: Plan, first: str) -> None:
    """The plan with another choice of what comes first: ``Police files`` or ``Entered figures first``."""
    (cell,) = places(plan, "pack[prefer]")
    plan.set(cell, first)


def chosen(plan: Plan, area: str, month: int) -> None:
    """The plan for another area and month (an index)."""
    plan.set("Control!B5", area)
    plan.set("Control!B6", month_serial(month))
    plan.calculate()


@cache
def _overview() -> Request:
    path = packaged("overview.toml")
    return read_request(read_configuration(path), release("A"), BARNET, month_of("2017-02"), "cspxl")


def of_overview(plan: Plan) -> Plan:
    """A plan loaded from a file of the packaged overview: its cells are known by name too."""
    return known(plan, dashboard.describe(_overview(), load_catalogue()))


def on_page(book: openpyxl.Workbook, indicator: str) -> dict[str, object]:
    """The row of an indicator on the page of an overview's file, by the names of its columns."""
    (table,) = (item for item in overview.describe(_overview()).items if getattr(item, "name", "") == "overview")
    where = dashboard.describe(_overview(), load_catalogue()).at
    assert isinstance(table, Table)
    assert where
    found = {}
    for slot in table.slots:
        sheet, _, place = where(f"overview[{slot.column.name}]", indicator=indicator).partition("!")
        found[slot.column.name] = book[sheet][place].value
    return found


def known(plan: Plan, described: Workbook) -> Plan:
    """The plan of a described workbook: its cells are known by name."""
    assert described.at is not None
    _WHERE[plan] = described.at
    return plan


def row_of(plan: Plan, indicator: str) -> dict[str, object]:
    """The workings of an indicator and its RAG, by the names of their columns."""
    names = _names().values()
    found = {name: cell(plan, f"workings[{name}]", indicator=indicator) for name in names}
    return {**found, "rag": cell(plan, "judgements[rag]", subject=indicator)}


@cache
def _names() -> dict[str, str]:
    """The names of the columns of the workings, by heading."""
    return {str(slot.column.heading): slot.column.name for slot in workings.figures(_overview()).slots}


def police_rows(book: openpyxl.Workbook) -> list[dict[str, object]]:
    """The indicators of the Workings sheet of a file, in order: figures by the names of their columns, and RAG."""
    rags = [[cell.value for cell in row] for row in book["Judgements"].iter_rows(min_row=4)]
    rag = {row[0]: row[rags[0].index("RAG")] for row in rags[1:]}
    rows = [[cell.value for cell in row] for row in book["Workings"].iter_rows()]
    top = next(at for at, row in enumerate(rows) if row[0] == "Indicator")
    names = [_names()[str(heading)] for heading in rows[top] if heading]
    found = []
    for row in rows[top + 1 :]:
        if row[0] is None:
            return found
        found.append({**dict(zip(names, row, strict=False)), "rag": rag[row[0]]})
    return found


def packaged(name: str) -> Path:
    """A file that comes with cspxl."""
    return Path(str(workbooks().joinpath(name)))


def changed(tmp_path: Path, name: str, *changes: tuple[str, str]) -> Path:
    """A packaged configuration with texts replaced, each of which is there, beside the files that it names."""
    text = packaged(name).read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    for file in FILES[name]:
        shutil.copy(packaged(file), tmp_path)
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    return tmp_path / "own.toml"


def table(plan: Plan, sheet: str, width: int) -> list[list[object]]:
    """The rows of a panel: the cells that are shown, without a gap."""
    rows = []
    for row in range(5, 60):
        found: list[object] = [plan[f"{sheet}!{chr(64 + column)}{row}"] for column in range(1, width + 1)]
        if any(cell not in {None, ""} for cell in found):
            rows.append(found)
    return rows


def by_label(plan: Plan, sheet: str, width: int, column: int = 0) -> dict[str, list[object]]:
    """The same by the text of one column."""
    return {str(row[column]): row for row in table(plan, sheet, width)}


def page_part(plan: Plan, sheet: str, part: str) -> object:
    """A part of a one-page summary: ``page_part(plan, "Page Burglary", "light")`` is its chip."""
    for page in range(40):
        (address,) = places(plan, f"page{page}_{part}[text]")
        if address.startswith(f"{sheet}!"):
            return plan[address]
    raise AssertionError(sheet)


def chip(plan: Plan, sheet: str) -> str:
    """The RAG of a one-page summary, without the glyph before its word."""
    return str(page_part(plan, sheet, "light")).lstrip("▲■●○ ")


def on_sheet(plan: Plan, sheet: str) -> list[str]:
    """Every text of a sheet."""
    return [value for address, value in plan.values().items()
            if address.startswith(f"{sheet}!") and isinstance(value, str)]  # fmt: skip
