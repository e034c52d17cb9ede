"""Entered figures that are a little broken: never a wrong figure without a word."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from commands import SAMPLE, cspxl, long, with_data
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from scattered import scattered

from cspxl.errors import InputError
from cspxl.sources.agreement import disagreements
from cspxl.sources.dashboards import read_figures
from cspxl.sources.tidy import TidyFile, read_tidy
from cspxl.values import month_index, month_text

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


def test_what_is_struck_through_is_told_with_its_place(tmp_path: Path) -> None:
    """A whole cell, and a word of one; a cell without a value is none."""

    def strike(book: openpyxl.Workbook) -> None:
        one = book.worksheets[0]
        one["E2"].font = one["F9"].font = Font(strike=True)
        one["F2"].font = Font(strike=False)
        one["G2"] = CellRichText("Call ", TextBlock(InlineFont(strike=True), "log"))

    assert [item.text for item in read_tidy(workbook(tmp_path, strike)).notices] == [
        "what is struck through is read too: E2 and G2"
    ]
    assert not read_tidy(workbook(tmp_path)).notices


def set_cell(address: str, value: object) -> Edit:
    def edit(book: openpyxl.Workbook) -> None:
        book.worksheets[0][address] = value

    return edit


# Workbooks.


def test_a_formula_without_its_value_is_calculated(tmp_path: Path) -> None:
    """openpyxl saves formulas without values; more in test_own_formulas.py. 6,600 are 10% more than 6,000."""
    workbook(tmp_path, set_cell("E2", "=3000+3600"))
    code, told, path = built(tmp_path, "own.xlsx")
    assert code == 0
    assert "own.xlsx: formulas that were saved without their values are calculated here: E2" in told
    rows = openpyxl.load_workbook(path, data_only=True)["Lines"].iter_rows(values_only=True)
    assert ("Calls", "Red", "6,600, up 10.0%") in [row[:3] for row in rows]


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
    assert [notice.text for notice in found.notices] == ["what is hidden or filtered out is read too: row 3"]


def test_hidden_columns_count_and_are_told(tmp_path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book.worksheets[0].column_dimensions["F"].hidden = True

    found = read_tidy(workbook(tmp_path, edit))
    assert found.entries[0].figures["previous"] == 6000
    assert [notice.text for notice in found.notices] == ["what is hidden or filtered out is read too: column F"]


def test_a_sheet_that_is_hidden_is_told_where_there_is_no_other(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'state="visible"', b'state="hidden"')
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    assert [notice.text for notice in read_tidy(path).notices] == ["the hidden sheet “Figures” is read"]


def test_the_first_of_several_visible_sheets_is_read_and_told(tmp_path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        later = book.create_sheet("Later")
        later.append(HEADINGS)
        later.append(("Brent", "asb_calls", "2017-04", 12, 9999, 6000, "Call log"))

    found = read_tidy(workbook(tmp_path, edit))
    assert found.entries[0].figures["value"] == 6600
    assert [notice.text for notice in found.notices] == ["the sheet “Figures” is read, not “Later”"]


@pytest.mark.parametrize("merged", ["D2:D3", "A2:A3", "E2:F2"])
def test_merged_cells_are_refused(tmp_path: Path, merged: str) -> None:
    """Only the first of them has a value: the second row would have no n_months, and be another kind of figure."""

    def edit(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.append(("Ealing", "asb_calls", "2017-04", 12, 7000, 6900, "Call log"))
        sheet.merge_cells(merged)

    assert refusal(workbook(tmp_path, edit)).startswith(f"own.xlsx: sheet “Figures”, cells {merged}: are merged; ")


def test_cells_that_are_merged_away_from_the_table_do_not_matter(tmp_path: Path) -> None:
    assert read_tidy(workbook(tmp_path, lambda book: book.worksheets[0].merge_cells("A9:C9"))).entries


def test_dates_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    """30 April 2017 is day 41,393 from 1 January 1904, by the calendar."""

    def edit(book: openpyxl.Workbook) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book.worksheets[0]["C2"] = (date(2017, 4, 30) - date(1904, 1, 1)).days
        book.worksheets[0]["C2"].number_format = "mmm yyyy"

    assert read_tidy(workbook(tmp_path, edit)).entries[0].month == month_index(2017, 4)


# Counts.


@pytest.mark.parametrize("text", ["6.600", "6600.5", *long("1.234", "6.000", "0.5")])
@pytest.mark.parametrize("n_months", ["12", *long("1")])
def test_a_count_is_whole(tmp_path: Path, text: str, n_months: str) -> None:
    table(tmp_path, f"Brent,asb_calls,2017-04,{n_months},{text},,Call log")
    code, told, _ = built(tmp_path, "own.csv")
    assert code == 3
    assert "own.csv: row 2, column value: " in told


@pytest.mark.long
def test_what_was_meant_by_a_point_is_said(tmp_path: Path) -> None:
    table(tmp_path, "Brent,asb_calls,2017-04,12,6.600,,Call log")
    assert "6.600 is no whole number, as a count is; write 6600 or 6,600" in built(tmp_path, "own.csv")[1]


def test_a_count_in_a_workbook_is_whole_too(tmp_path: Path) -> None:
    workbook(tmp_path, set_cell("E2", 6600.5))
    assert "own.xlsx: row 2, column value: 6,600.5 is no whole number" in built(tmp_path, "own.xlsx")[1]


@pytest.mark.long
def test_a_figure_of_a_line_with_decimals_may_have_some(tmp_path: Path) -> None:
    table(tmp_path, "Brent,asb_calls,2017-04,12,6.6,,Call log")
    assert built(tmp_path, "own.csv", "decimals = 1")[0] == 0


@pytest.mark.long
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


@pytest.mark.parametrize(
    ("written", "area"),
    [
        ("S\u043elihull", "Solihull"), ("SOLIHULL", "Solihull"), ("Solihull.", "Solihull"),
        ("King’s Lynn & West Norfolk", "King's Lynn and West Norfolk"),
        ("Southend\u2013on\u2013Sea", "Southend-on-Sea"),
    ],
)  # fmt: skip
def test_every_authority_is_spelt_as_the_ons_does(tmp_path: Path, written: str, area: str) -> None:
    [entry] = read_tidy(table(tmp_path, f"{written},asb_calls,2017-04,12,6600,6000,Call log")).entries
    assert entry.area == area


@pytest.mark.parametrize(
    "area",
    ["Statistical neighb\u043eurs", "Statistical\u200b neighbours", "Ѕtatistical neighbours", "St\u00e4tistical group",
     "\u13a2\u13d2\u13ac\u13a2"],
    ids=["Cyrillic o", "zero width", "Cyrillic S", "accent", "Cherokee"],
)  # fmt: skip
def test_another_area_in_other_letters_is_refused(tmp_path: Path, area: str) -> None:
    told = refusal(table(tmp_path, f"{area},asb_calls,2017-04,12,6600,6000,Call log"))
    assert "row 2, column area: " in told
    assert " has look-alike letters, accents or signs that do not show; type it anew" in told


def test_apostrophes_and_dashes_of_word_processors_are_plain(tmp_path: Path) -> None:
    [entry] = read_tidy(table(tmp_path, "Neighbours’ mean \u2013 all,asb_calls,2017-04,12,6600,,Call log")).entries
    assert entry.area == "Neighbours' mean - all"


def test_one_area_in_two_spellings_is_refused(tmp_path: Path) -> None:
    names = (("Brent", "asb_calls"), ("Our group", "calls"), ("Our group.", "thefts"))
    table(tmp_path, *(f"{area},{key},2017-04,12,6600,,Call log" for area, key in names))
    told = built(tmp_path, "own.csv")[1]
    assert "own.csv: row 4, column area: “Our group.” stands elsewhere as “Our group”; write that" in told


def test_the_same_area_in_two_writings_is_one(tmp_path: Path) -> None:
    rows = ("Brent,asb_calls,2017-04,12,6600,,Call log", "Br\u200bent,asb_calls,2017-04,12,7000,,Call log")
    assert "asb_calls of Brent to 2017-04 stands in row 2 too; keep one" in refusal(table(tmp_path, *rows))


# Months beside totals.


APART = (10, -20, 30, -10, 5, 20, -30, -5, 0, 15, -15, 0)  # of months from their mean; none of all twelve or the last 3


def months(n: int, each: int) -> list[str]:
    """The last of twelve months to April 2017, of about so many each."""
    names = [f"{2016 + (at + 4) // 12}-{(at + 4) % 12 + 1:02d}" for at in range(12)]
    counts = [each + (apart if each >= 100 else (apart > 0) - (apart < 0)) for apart in APART]
    return [f"Brent,asb_calls,{name},1,{count},,Call log" for name, count in zip(names, counts, strict=True)][-n:]


def notices(found: TidyFile, *not_added: str) -> list[str]:
    return [str(notice) for notice in disagreements([found], not_added)]


def test_months_that_disagree_with_their_total_are_told(tmp_path: Path) -> None:
    """Twelve of 500 are 6,000."""
    found = read_tidy(table(tmp_path, "Brent,asb_calls,2017-04,12,7777,,Call log", *months(12, 500)))
    assert notices(found) == [
        ("own.csv: row 2: asb_calls of Brent to 2017-04 is entered as 7,777, but the 12 months to then add up to 6,000"
         "; correct one of them"),
    ]


FILLED = "counts that stay the same or go on in a straight line for months, so not available: "
COPIED = "counts of a category that stand there again, in other months or of another area or category, so not"
ADVICE = "write what was counted, or say in the note of each why they are so"
YEARS = [f"{2015 + (at + 4) // 12}-{(at + 4) % 12 + 1:02d}" for at in range(24)]


def kept(folder: Path, counts: list[int], note: str = "", area: str = "Brent") -> tuple[list[str], list[str]]:
    """Of two years to April 2017: the months that have a value, and what is told."""
    rows = [f"{area},asb_calls,{month},1,{n},,Call log,{note}" for month, n in zip(YEARS, counts, strict=True)]
    path = folder / "own.csv"
    path.write_text("\n".join([",".join([*HEADINGS, "note"]), *rows, ""]), encoding="utf-8")
    file = read_figures(path)
    return [month_text(item.month) for item in file.entries if item.figures], [item.text for item in file.notices]


@pytest.mark.parametrize(
    ("last", "n"),
    [
        ([530] * 6, 6),
        ([530, 541, 552, 563, 574, 585], 6),
        ([530, 523, 517, 510, 503, 497], 6),  # a third of 20 less each month, rounded
        ([531, 530, 530, 530, 531, 530], 0),
        ([530, 551, 552, 563, 574, 585], 0),
    ],
    ids=["filled right", "a series", "interpolated", "nearly the same", "nearly a series"],
)
def test_months_that_a_spreadsheet_filled_in_are_not_available(tmp_path: Path, last: list[int], n: int) -> None:
    months_kept, told = kept(tmp_path, [*scattered(500, 18), *last])
    assert months_kept == YEARS[: 24 - n]
    assert told == [f"{FILLED}asb_calls for Brent (2016-11 to 2017-04); {ADVICE}"] * (n > 0)


def test_months_that_are_filled_on_purpose_say_so_in_their_notes(tmp_path: Path) -> None:
    assert kept(tmp_path, [530] * 24, "beds in the hostel") == (YEARS, [])


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_that_are_always_as_many_are_as_they_are(tmp_path: Path, n: int) -> None:
    assert kept(tmp_path, [n] * 24) == (YEARS, [])


@pytest.mark.parametrize("same", [True, False])
def test_a_year_that_is_the_year_before_again_is_not_available(tmp_path: Path, *, same: bool) -> None:
    """One count of twelve that differs leaves seven and four again, of which neither is chance."""
    year = [510, 480, 530, 490, 505, 515, 495, 520, 470, 525, 540, 460]
    months_kept, told = kept(tmp_path, [*year, *year[:7], year[7] + (not same), *year[8:]])
    assert months_kept == ([] if same else [YEARS[7], YEARS[19]])
    assert told[0].startswith(COPIED)


@pytest.mark.parametrize(
    ("count", "told"), [(0, True), (50, True), (5000, True), (1000, True), (400, False), (700, False)]
)
def test_a_month_far_from_its_usual_count_is_told(tmp_path: Path, count: int, *, told: bool) -> None:
    """Of twelve months one differs; the median of the others is 500."""
    *rows, last = months(12, 500)
    found = read_tidy(table(tmp_path, *rows, last.replace("500", str(count))))
    line = (f"own.csv: row 13: asb_calls of Brent to 2017-04 is entered as {count:,}, but 500 are usual in the months "
            "around it; correct it, or say why in its note")  # fmt: skip
    assert notices(found) == [line] * told
    assert notices(found, "asb_calls") == []


def test_a_month_without_any_of_a_rare_thing_is_not_told(tmp_path: Path) -> None:
    *rows, last = months(12, 3)
    assert notices(read_tidy(table(tmp_path, *rows, last.replace(",3,", ",0,")))) == []


@pytest.mark.parametrize(("total", "each", "n"), [(6000, 500, 12), (7777, 500, 11)], ids=["agree", "one is missing"])
def test_months_that_agree_or_are_not_all_there_are_not_told(tmp_path: Path, total: int, each: int, n: int) -> None:
    found = read_tidy(table(tmp_path, f"Brent,asb_calls,2017-04,12,{total},,Call log", *months(n, each)))
    assert notices(found) == []


def test_a_quarter_is_held_against_its_months(tmp_path: Path) -> None:
    """Three of 500 are 1,500."""
    found = read_tidy(table(tmp_path, "Brent,asb_calls,2017-04,3,1400,,Call log", *months(3, 500)))
    assert "is entered as 1,400, but the 3 months to then add up to 1,500; correct one of them" in notices(found)[0]


def test_a_total_that_does_not_say_its_months_is_held_against_twelve(tmp_path: Path) -> None:
    found = read_tidy(table(tmp_path, "Brent,asb_calls,2017-04,,7777,,Call log", *months(12, 500)))
    assert "is entered as 7,777, but the 12 months to then add up to 6,000" in notices(found)[0]
    assert notices(found, "asb_calls") == []


def test_the_year_before_is_held_against_its_months_and_its_own_row(tmp_path: Path) -> None:
    """Twelve of 500 to April 2017 are 6,000, not 5,900; the row of that year says 6,000 and agrees with them."""
    rows = ("Brent,asb_calls,2018-04,12,6600,5900,Log", "Brent,asb_calls,2017-04,12,6000,,Log", *months(12, 500))
    told = "own.csv: row 2: previous of asb_calls of Brent to 2018-04 is entered as 5,900, but "
    assert notices(read_tidy(table(tmp_path, *rows))) == [
        f"{told}the 12 months before add up to 6,000; correct one of them",
        f"{told}the row of the year before says 6,000; correct one of them",
    ]


@pytest.mark.parametrize(
    ("value", "previous", "told"), [(66, 6000, True), (660, 66, True), (0, 6000, True), (60, 6, False)]
)
def test_a_figure_in_other_units_than_the_one_before_is_told(
    tmp_path: Path, value: int, previous: int, *, told: bool,
) -> None:
    found = read_tidy(table(tmp_path, f"Brent,asb_calls,2017-04,12,{value},{previous},Call log"))
    line = f"is entered as {value}, but the one before as {previous:,}; correct one of them"
    assert [line in notice for notice in notices(found)] == [True] * told


@pytest.mark.parametrize(
    ("value", "previous", "told"),
    [("0.64%", "61%", True), ("64%", "0.0061", True), ("5%", "8%", False), ("0%", "12%", False)],
)
def test_a_share_in_other_units_than_the_one_before_is_told(
    tmp_path: Path, value: str, previous: str, *, told: bool,
) -> None:
    found = read_tidy(table(tmp_path, f"Brent,asb_calls,2017-04,12,{value},{previous},Survey"))
    assert ["correct one of them" in notice for notice in notices(found, "asb_calls")] == [True] * told


@pytest.mark.long
def test_what_disagrees_stands_in_the_workbook_and_is_told(tmp_path: Path) -> None:
    table(tmp_path, "Brent,asb_calls,2017-04,12,7777,,Call log", *months(12, 500))
    code, told, path = built(tmp_path, "own.csv")
    assert code == 0
    assert "the 12 months to then add up to 6,000" in told
    cover = openpyxl.load_workbook(path, data_only=True)["Cover"]
    said = [str(cell.value) for row in cover.iter_rows() for cell in row if cell.value]
    assert any("the 12 months to then add up to 6,000" in text for text in said)
    checks = openpyxl.load_workbook(path, data_only=True)["Checks"].iter_rows(values_only=True)
    [row] = [row for row in checks if str(row[0]).startswith("Entered figures that disagree")]
    assert row[1:3] == ("1 found", "Look")
