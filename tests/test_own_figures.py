"""Entered figures that are a little broken: never a wrong figure without a word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from commands import SAMPLE, cspxl, with_data

from cspxl.errors import InputError
from cspxl.sources.agreement import months_beside_totals
from cspxl.sources.tidy import TidyFile, read_tidy

HEADINGS = ("area", "indicator", "month", "n_months", "value", "previous", "source")
PACK = """
report = "pack"
title = "own figures"
police = ["burglary"]
figures = ["{name}"]
[[sheet]]
name = "Lines"
title = "lines"
columns = ["indicator", "rag", "performance"]
[[sheet.group]]
name = "Own"
[[sheet.group.line]]
label = "Calls"
figures = "asb_calls"
{more}
"""
Edit = Callable[[openpyxl.Workbook], None]


def workbook(folder: Path, edit: Edit = lambda _book: None) -> Path:
    """A workbook with Brent's calls, changed and saved."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Figures"
    sheet.append(HEADINGS)
    sheet.append(("Brent", "asb_calls", "2017-04", 12, 6600, 6000, "Call log"))
    edit(book)
    book.save(folder / "own.xlsx")
    return folder / "own.xlsx"


def table(folder: Path, *rows: str) -> Path:
    path = folder / "own.csv"
    path.write_text("\n".join([",".join(HEADINGS), *rows, ""]), encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_tidy(path)
    return str(caught.value)


def built(folder: Path, name: str, more: str = "") -> tuple[int, str, Path]:
    """A pack of the figures: exit code, what it says, and the workbook."""
    (folder / "own.toml").write_text(PACK.format(name=name, more=more), encoding="utf-8")
    of_brent = ("--area", "Brent", "--as-at", "2017-04", "--out", folder)
    ran = cspxl("build", folder / "own.toml", *with_data(SAMPLE), *of_brent)
    return ran.code, ran.err, folder / "brent_2017-04_own.xlsx"


def set_cell(address: str, value: object) -> Edit:
    def edit(book: openpyxl.Workbook) -> None:
        book.worksheets[0][address] = value

    return edit


# Workbooks.


def test_a_formula_without_its_value_is_named(tmp_path: Path) -> None:
    """openpyxl saves formulas without values."""
    told = refusal(workbook(tmp_path, set_cell("E2", "=3000+3600")))
    assert told.startswith("own.xlsx: sheet “Figures”, cell E2: holds a formula that was saved without its value; ")


def test_an_error_is_named_with_its_cell(tmp_path: Path) -> None:
    assert "cell F2: holds the error “#N/A”" in refusal(workbook(tmp_path, set_cell("F2", "#N/A")))


def test_the_visible_sheet_is_meant(tmp_path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        old = book.create_sheet("Old", 0)
        old.append(HEADINGS)
        old.append(("Brent", "asb_calls", "2017-04", 12, 1, 2, "Last year's"))
        old.sheet_state = "veryHidden"

    found = read_tidy(workbook(tmp_path, edit))
    assert found.entries[0].figures == {"value": 6600, "previous": 6000}
    assert [str(notice) for notice in found.notices] == ["own.xlsx: the sheet “Figures” is read, not “Old”"]


def test_hidden_rows_count_and_are_told(tmp_path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.append(("Ealing", "asb_calls", "2017-04", 12, 7000, 6900, "Call log"))
        sheet.row_dimensions[3].hidden = True

    found = read_tidy(workbook(tmp_path, edit))
    assert [entry.area for entry in found.entries] == ["Brent", "Ealing"]
    assert [notice.text for notice in found.notices] == ["rows that are hidden or filtered out are read too: 3"]


# Counts.


@pytest.mark.parametrize("text", ["6.600", "1.234", "6600.5", "6.000", "0.5"])
@pytest.mark.parametrize("n_months", ["12", "1"])
def test_a_count_is_whole(tmp_path: Path, text: str, n_months: str) -> None:
    table(tmp_path, f"Brent,asb_calls,2017-04,{n_months},{text},,Call log")
    code, told, _ = built(tmp_path, "own.csv")
    assert code == 3
    assert "own.csv: row 2, column value: " in told


def test_what_was_meant_by_a_point_is_said(tmp_path: Path) -> None:
    table(tmp_path, "Brent,asb_calls,2017-04,12,6.600,,Call log")
    assert "6.600 is no whole number, as a count is; write 6600 or 6,600" in built(tmp_path, "own.csv")[1]


def test_a_count_in_a_workbook_is_whole_too(tmp_path: Path) -> None:
    workbook(tmp_path, set_cell("E2", 6600.5))
    assert "own.xlsx: row 2, column value: 6,600.5 is no whole number" in built(tmp_path, "own.xlsx")[1]


def test_a_figure_of_a_line_with_decimals_may_have_some(tmp_path: Path) -> None:
    table(tmp_path, "Brent,asb_calls,2017-04,12,6.6,,Call log")
    assert built(tmp_path, "own.csv", "decimals = 1")[0] == 0


def test_the_figures_of_a_peer_are_counts_whatever_shows_them(tmp_path: Path) -> None:
    peer = "Solihull,burglary,2017-04,12,1.398,,West Midlands Police"
    table(tmp_path, "Brent,asb_calls,2017-04,12,6600,,Call log", peer)
    assert "row 3, column value: 1.398 is no whole number" in built(tmp_path, "own.csv")[1]


# Names.


@pytest.mark.parametrize(
    "area",
    ["Вrent", "Br\u200bent", "\ufeffBrent", "Bre\u00adnt", "Ｂrent", "Bre\u0301nt"],
    ids=["Cyrillic", "zero width", "byte order mark", "soft hyphen", "full width", "accent"],
)
def test_a_borough_in_other_letters_is_the_borough_and_is_told(tmp_path: Path, area: str) -> None:
    found = read_tidy(table(tmp_path, f"{area},asb_calls,2017-04,12,6600,6000,Call log"))
    assert found.entries[0].area == "Brent"
    assert [notice.text.endswith("read as plain ones: row 2, Brent") for notice in found.notices] == [True]


def test_another_area_in_other_letters_is_refused(tmp_path: Path) -> None:
    told = refusal(table(tmp_path, "S\u043elihull,asb_calls,2017-04,12,6600,6000,Call log"))
    assert "row 2, column area: “S\u043elihull” has look-alike letters" in told


def test_the_same_area_in_two_writings_is_one(tmp_path: Path) -> None:
    rows = ("Brent,asb_calls,2017-04,12,6600,,Call log", "Br\u200bent,asb_calls,2017-04,12,7000,,Call log")
    assert "asb_calls of Brent to 2017-04 stands in row 2 too; keep one" in refusal(table(tmp_path, *rows))


# Months beside totals.


def months(n: int, each: int) -> list[str]:
    names = [f"{2016 + (at + 4) // 12}-{(at + 4) % 12 + 1:02d}" for at in range(12)][-n:]
    return [f"Brent,asb_calls,{name},1,{each},,Call log" for name in names]


def notices(found: TidyFile) -> list[str]:
    return [str(notice) for notice in months_beside_totals([found])]


def test_months_that_disagree_with_their_total_are_told(tmp_path: Path) -> None:
    """Twelve of 500 are 6,000."""
    found = read_tidy(table(tmp_path, "Brent,asb_calls,2017-04,12,7777,,Call log", *months(12, 500)))
    assert notices(found) == [
        ("own.csv: row 2: asb_calls of Brent to 2017-04 is entered as 7,777, but its 12 months add up to 6,000; "
         "correct one of them"),
    ]


@pytest.mark.parametrize(("total", "each", "n"), [(6000, 500, 12), (7777, 500, 11)], ids=["agree", "one is missing"])
def test_months_that_agree_or_are_not_all_there_are_not_told(tmp_path: Path, total: int, each: int, n: int) -> None:
    found = read_tidy(table(tmp_path, f"Brent,asb_calls,2017-04,12,{total},,Call log", *months(n, each)))
    assert notices(found) == []


def test_what_disagrees_stands_in_the_workbook_and_is_told(tmp_path: Path) -> None:
    table(tmp_path, "Brent,asb_calls,2017-04,12,7777,,Call log", *months(12, 500))
    code, told, path = built(tmp_path, "own.csv")
    assert code == 0
    assert "its 12 months add up to 6,000" in told
    cover = openpyxl.load_workbook(path, data_only=True)["Cover"]
    said = [str(cell.value) for row in cover.iter_rows() for cell in row if cell.value]
    assert any("its 12 months add up to 6,000" in text for text in said)
