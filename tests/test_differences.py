"""Two workbooks held against each other: what they say, figures, inputs, formulas; rows that only moved are none."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from commands import cspxl
from lcpf_models import described, row_of, shifted
from openpyxl.workbook.defined_name import DefinedName

from cspxl.differences import Change as Found
from cspxl.differences import Differences, differences
from cspxl.workbook.writer import write

Change = Callable[[openpyxl.Workbook], None]


def small() -> openpyxl.Workbook:
    """Three projects with costs under two named columns, a rate, and a total that prints."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Inputs"
    for row in (["Rate", 0.5], [], ["Id", "Cost"], ["A", 10], ["B", 20], ["C", 30], [None, None], [None, None]):
        sheet.append(row)
    for name, column in (("costs_id", "A"), ("costs_cost", "B")):
        book.defined_names[name] = DefinedName(name, attr_text=f"Inputs!${column}$4:${column}$8")
    page = book.create_sheet("Page")
    page.append(["", "All"])
    page.append(["Total", "=SUM(Inputs!$B$3:$B$8)*Inputs!$B$1", "=B2*2"])
    page.print_area = "A1:B2"
    return book


def compared(folder: Path, change: Change) -> Differences:
    """The small workbook and the same one changed."""
    small().save(folder / "before.xlsx")
    book = small()
    change(book)
    book.save(folder / "after.xlsx")
    return differences(folder / "before.xlsx", folder / "after.xlsx")


def told(changes: Sequence[Found]) -> list[tuple[object, ...]]:
    return [(change.cell, change.what, change.before, change.after) for change in changes]


def typed(address: str, value: object) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        sheet, _, cell = address.partition("!")
        book[sheet][cell] = value

    return change


def both(*changes: Change) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        for one in changes:
            one(book)

    return change


def test_an_input_and_the_figure_that_it_moves(tmp_path: Path) -> None:
    """(10 + 25 + 30) / 2 = 32.5; the figure beside it does not print."""
    found = compared(tmp_path, typed("Inputs!B5", 25))
    assert told(found.of("input")) == [("Inputs!B5", "B: Cost", 20, 25)]
    assert told(found.of("figure")) == [("Page!B2", "Total, All", 30, 32.5)]
    assert [change.how for change in found.of("figure")] == ["+2.5 (+8.3%)"]
    assert (found.uncounted, found.of("formula")) == ({"figures of workings": 1}, [])


def test_a_cell_outside_of_tables(tmp_path: Path) -> None:
    found = compared(tmp_path, typed("Inputs!B1", 1))
    assert told(found.of("input")) == [("Inputs!B1", "Rate", 0.5, 1)]
    assert [(change.before, change.after) for change in found.of("figure")] == [(30, 60)]


def test_a_row_that_is_new_and_one_that_is_gone(tmp_path: Path) -> None:
    found = compared(tmp_path, both(typed("Inputs!A7", "D"), typed("Inputs!B7", 5), typed("Inputs!A4", None),
                                    typed("Inputs!B4", None)))  # fmt: skip
    assert [(change.cell, change.before, change.after) for change in found.of("row")] == [
        ("Inputs!A4", "A, 10", None),
        ("Inputs!A7", None, "D, 5"),
    ]


def test_sorted_rows_are_no_change(tmp_path: Path) -> None:
    swapped = both(*(typed(f"Inputs!{cell}", value) for cell, value in
                     (("A4", "C"), ("B4", 30), ("A6", "A"), ("B6", 10))))  # fmt: skip
    found = compared(tmp_path, swapped)
    assert (found.changes, found.uncounted) == ([], {})


@pytest.mark.parametrize("by", [1, -1], ids=["inserted", "deleted"])
def test_a_spare_row_inserted_or_deleted_is_no_change(by: int, tmp_path: Path) -> None:
    found = compared(tmp_path, shifted("Inputs", 7, by))
    assert (found.changes, found.uncounted) == ([], {})


@pytest.mark.parametrize(
    ("address", "value", "before", "after"),
    [
        ("Page!B2", 30, "=SUM(<costs>)", None),
        ("Page!C2", "=B2*3", "=B2*2", "=B2*3"),
        ("Page!D2", "=1", None, "=1"),
    ],
    ids=["typed-over", "another", "new"],
)
def test_a_formula_that_is_another_is_a_finding(
    address: str, value: object, before: str | None, after: str | None, tmp_path: Path,
) -> None:  # fmt: skip
    (change,) = compared(tmp_path, typed(address, value)).of("formula")
    assert change.cell == address
    assert (change.before is None) == (before is None)
    assert (change.after is None) == (after is None)
    ran = cspxl("diff", tmp_path / "before.xlsx", tmp_path / "after.xlsx")
    assert ran.code == 1
    assert f"Formulas that changed: 1\n{address}" in ran.out


def test_the_command_says_what_changed(tmp_path: Path) -> None:
    compared(tmp_path, typed("Inputs!B5", 25))
    ran = cspxl("diff", tmp_path / "before.xlsx", tmp_path / "after.xlsx")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "Judgements that changed: none",
        "Ranks that changed: none",
        "Sentences that say something else: none",
        "Figures that changed: 1",
        "Page!B2 Total, All: 30 -> 32.5 (+2.5 (+8.3%))",
        "Inputs that changed: 1",
        "Inputs!B5 B: Cost: 20 -> 25",
        "Rows that are new or gone: none",
        "Formulas that changed: none",
        "Changed too, and not listed: 1 figures of workings",
    ]


def test_a_file_that_is_none_is_one_line(tmp_path: Path) -> None:
    small().save(tmp_path / "before.xlsx")
    (tmp_path / "after.xlsx").write_text("nothing")
    ran = cspxl("diff", tmp_path / "before.xlsx", tmp_path / "after.xlsx")
    assert ran.code == 3
    assert "after.xlsx" in ran.err


@pytest.mark.long
def test_the_funds_model_with_a_row_inserted_and_a_cost_changed(tmp_path: Path) -> None:
    """P01's cost of 2019/20, in the row below the new one, 40,000 to 45,000: so much more is not funded."""
    model = described(name="lcpf_worked_example.toml")
    (tmp_path / "before.xlsx").write_bytes(write(model))
    book = openpyxl.load_workbook(io.BytesIO(write(model)))
    sheet, row = row_of("Costs!A9")
    shifted(sheet, row, 1)(book)
    book["Costs"]["F10"] = 45_000
    book.save(tmp_path / "after.xlsx")
    found = differences(tmp_path / "before.xlsx", tmp_path / "after.xlsx")
    assert told(found.of("input")) == [("Costs!F10", "P01, 2019/20, Either: Cost, £", 40_000, 45_000)]
    assert found.of("formula") == []
    moved = {change.what: (change.before, change.after) for change in found.of("figure")}
    assert moved["Direct: not funded, 2019/20"] == (66_200, 71_200)
