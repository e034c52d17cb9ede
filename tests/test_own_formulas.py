"""Formulas in a workbook of entered figures: calculated, and never taken from a saved value that they contradict."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula
from small_workbook import PARTS, REL, package, sheet, workbook

from cspxl.errors import InputError
from cspxl.sources.commentary import read_commentary
from cspxl.sources.tidy import TidyFile, read_tidy
from cspxl.workbook.formula_values import formula_values

HEADINGS = ("area", "indicator", "month", "n_months", "value", "previous", "source")
ROW = ("Brent", "asb_calls", "2017-04", 12, 6600, 6000, "Call log")
ON_LOAD = '<calcPr fullCalcOnLoad="1"/>'


def read(path: Path) -> TidyFile:
    return read_tidy(path, formula_values)


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def notices(found: TidyFile) -> list[str]:
    return [notice.text for notice in found.notices]


def text(address: str, words: object) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{words}</t></is></c>'


def with_value(folder: Path, value: str, *, calculation: str = "", more: str = "") -> Path:
    """Brent's calls; the value's cell as it stands in the file's XML; cells of a third row."""
    cells = [text(f"{column}2", words) for column, words in zip("ABCDEFG", ROW, strict=True) if column != "E"]
    cells.insert(4, value)
    header = "".join(text(f"{column}1", words) for column, words in zip("ABCDEFG", HEADINGS, strict=True))
    rows = f'<row r="1">{header}</row><row r="2">{"".join(cells)}</row><row r="3">{more}</row>'
    book = workbook(names=calculation)
    path = folder / "own.xlsx"
    path.write_bytes(package({"xl/worksheets/sheet1.xml": sheet(rows), "xl/workbook.xml": book}))
    return path


def with_openpyxl(folder: Path, *rows: tuple[object, ...]) -> Path:
    """A workbook as openpyxl and pandas save it: formulas without their values."""
    book = openpyxl.Workbook()
    for row in (HEADINGS, *rows):
        book.worksheets[0].append(row)
    book.save(folder / "own.xlsx")
    return folder / "own.xlsx"


def test_a_formula_without_its_value_is_calculated_and_told(tmp_path: Path) -> None:
    """3,000 and 3,600 are 6,600; of twelve months of 500 in another sheet the sum is 6,000."""
    path = with_openpyxl(tmp_path, ("Brent", "asb_calls", "2017-04", 12, "=3000+3600", "=SUM(Months!A1:A12)", "Log"))
    book = openpyxl.load_workbook(path)
    months = book.create_sheet("Months")
    for _ in range(12):
        months.append([500])
    book.save(path)
    found = read(path)
    assert found.entries[0].figures == {"value": 6600, "previous": 6000}
    assert "formulas that were saved without their values are calculated here: E2 and F2" in notices(found)


def test_text_and_month_may_be_formulas_too(tmp_path: Path) -> None:
    row = ('="Br"&"ent"', "asb_calls", "=DATE(2017,4,30)", "=6*2", "=ROUND(6599.6,0)", 6000, '="Call "&"log"')
    path = with_openpyxl(tmp_path, row)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["C2"].number_format = "mmm yyyy"
    book.save(path)
    (entry,) = read(path).entries
    assert (entry.area, entry.month, entry.n_months, entry.source) == ("Brent", 2017 * 12 + 3, 12, "Call log")
    assert entry.figures["value"] == 6600


def test_the_saved_value_is_taken_where_the_formula_gives_it(tmp_path: Path) -> None:
    found = read(with_value(tmp_path, '<c r="E2"><f>3000+3600</f><v>6600</v></c>'))
    assert found.entries[0].figures["value"] == 6600
    assert notices(found) == []


@pytest.mark.parametrize("saved", ["0", "6000", "6601"])
def test_a_saved_value_that_the_formula_contradicts_is_refused(tmp_path: Path, saved: str) -> None:
    told = refusal(with_value(tmp_path, f'<c r="E2"><f>3000+3600</f><v>{saved}</v></c>'))
    assert told.startswith(
        f"own.xlsx: sheet “Figures”, cell E2: was saved as “{saved}”, but its formula gives “6600”; open the file in"
    )


def test_where_excel_calculates_at_opening_so_do_we(tmp_path: Path) -> None:
    """XlsxWriter saves 0 beside each formula, and has Excel calculate all of them."""
    found = read(with_value(tmp_path, '<c r="E2"><f>3000+3600</f><v>0</v></c>', calculation=ON_LOAD))
    assert found.entries[0].figures["value"] == 6600
    assert notices(found) == ["formulas that were saved without their values are calculated here: E2"]


def test_a_value_that_excel_will_change_at_opening_is_told_with_both(tmp_path: Path) -> None:
    found = read(with_value(tmp_path, '<c r="E2"><f>3000+3600</f><v>6500</v></c>', calculation=ON_LOAD))
    assert found.entries[0].figures["value"] == 6600
    [line] = notices(found)
    assert line.endswith("as Excel will when it opens: E2 (saved as “6500”, calculated as “6600”)")


@pytest.mark.parametrize("formula", ["1/0", "NA()", "#REF!+1", 'VALUE("six")'])
@pytest.mark.parametrize("saved", ["", "<v>6600</v>"])
def test_a_formula_that_gives_an_error_is_refused(tmp_path: Path, formula: str, saved: str) -> None:
    told = refusal(with_value(tmp_path, f'<c r="E2"><f>{formula}</f>{saved}</c>'))
    assert "cell E2: its formula gives the error “#" in told


UNKNOWN = "'[1]Log'!B7"  # a link to another workbook, which is never read


def test_what_cannot_be_calculated_is_read_as_it_was_saved_and_told(tmp_path: Path) -> None:
    found = read(with_value(tmp_path, f'<c r="E2"><f>{UNKNOWN}</f><v>6600</v></c>'))
    assert found.entries[0].figures["value"] == 6600
    (told,) = notices(found)
    assert told.startswith("formulas that cannot be calculated here are read as they were saved: E2 (")


@pytest.mark.parametrize(("saved", "calculation"), [("", ""), ("<v>0</v>", ON_LOAD)], ids=["no value", "at opening"])
def test_what_cannot_be_calculated_and_has_no_value_is_refused(tmp_path: Path, saved: str, calculation: str) -> None:
    told = refusal(with_value(tmp_path, f'<c r="E2"><f>{UNKNOWN}</f>{saved}</c>', calculation=calculation))
    assert "cell E2: holds a formula without its value; it cannot be calculated here (" in told


def test_a_figure_that_depends_on_one_that_cannot_be_calculated_is_named(tmp_path: Path) -> None:
    path = with_openpyxl(tmp_path, ("Brent", "asb_calls", "2017-04", 12, "=Log!A1+1", 6000, "Call log"))
    book = openpyxl.load_workbook(path)
    book.create_sheet("Log")["A1"] = f"={UNKNOWN}"
    book.save(path)
    told = refusal(path)
    assert "cell E2: holds a formula without its value; it cannot be calculated here (depends on: Log!A1" in told


def beside_a_kept_value(folder: Path, value: str, logged: str = "<v>600</v>", calculation: str = "") -> Path:
    """Brent's calls, their value as it stands in the file's XML; Log!A1 cannot be calculated."""
    path = with_value(folder, value)
    log = '<sheet name="Log" sheetId="2" r:id="rId9"/>'
    relation = f'<Relationship Id="rId9" Type="{REL}/worksheet" Target="worksheets/log.xml"/></Relationships>'
    relations = PARTS["xl/_rels/workbook.xml.rels"].replace("</Relationships>", relation)
    with zipfile.ZipFile(path) as file:
        figures = file.read("xl/worksheets/sheet1.xml")
    path.write_bytes(package({
        "xl/worksheets/sheet1.xml": figures, "xl/workbook.xml": workbook(sheets=log, names=calculation),
        "xl/_rels/workbook.xml.rels": relations,
        "xl/worksheets/log.xml": sheet(f'<row r="1"><c r="A1"><f>{UNKNOWN}</f>{logged}</c></row>'),
    }))  # fmt: skip
    return path


def test_a_figure_that_rests_on_a_value_kept_as_saved_is_told(tmp_path: Path) -> None:
    """6,000 and 600 are 6,600."""
    found = read(beside_a_kept_value(tmp_path, '<c r="E2"><f>6000+Log!A1</f><v>6600</v></c>'))
    assert found.entries[0].figures["value"] == 6600
    assert [told for told in notices(found) if "formulas" in told] == [
        "formulas that cannot be calculated here are read as they were saved: E2 (uses a kept value: Log!A1)"
    ]


def test_a_figure_that_rests_on_one_and_contradicts_its_own_saved_value_is_refused(tmp_path: Path) -> None:
    told = refusal(beside_a_kept_value(tmp_path, '<c r="E2"><f>6000+Log!A1</f><v>6601</v></c>'))
    assert "cell E2: was saved as “6601”, but its formula gives “6600”" in told


@pytest.mark.parametrize(
    ("saved", "calculation"), [("", ""), ("<v>6600</v>", ON_LOAD)], ids=["no value", "at opening"]
)
def test_a_figure_that_rests_on_one_and_has_no_value_of_its_own_is_refused(
    tmp_path: Path, saved: str, calculation: str
) -> None:
    made = beside_a_kept_value(tmp_path, f'<c r="E2"><f>6000+Log!A1</f>{saved}</c>', calculation=calculation)
    assert "cell E2: holds a formula without its value; it cannot be calculated here (uses a kept" in refusal(made)


def test_cells_that_an_array_fills_have_its_values(tmp_path: Path) -> None:
    """openpyxl saves the array's first cell only; the other rows are not in the file at all."""
    path = with_openpyxl(tmp_path, ROW, ("Ealing", *ROW[1:]), ("Harrow", *ROW[1:]))
    book = openpyxl.load_workbook(path)
    one = book.worksheets[0]
    one["E3"] = one["E4"] = None
    one["E2"] = ArrayFormula("E2:E4", "=ROW(A1:A3)*1000")
    book.save(path)
    assert [entry.figures["value"] for entry in read(path).entries] == [1000, 2000, 3000]


def test_a_stale_cell_of_an_array_is_refused(tmp_path: Path) -> None:
    first = '<c r="E2"><f t="array" ref="E2:E3">ROW(A1:A2)*1000</f><v>1000</v></c>'
    more = "".join(text(f"{column}3", words) for column, words in zip("ABCD", ("Ealing", *ROW[1:4]), strict=True))
    more += '<c r="E3"><v>2500</v></c>' + text("G3", "Log")
    told = refusal(with_value(tmp_path, first, more=more))
    assert "cell E3: was saved as “2500”, but its formula gives “2000”" in told


@pytest.mark.parametrize(
    "formula", ["INT(RAND()*9000)", "TODAY()", "RANDBETWEEN(1,9000)+6600", "IF(NOW()>40000,MONTH(NOW()),0)"]
)
def test_what_changes_by_itself_is_no_figure(tmp_path: Path, formula: str) -> None:
    """As it was saved, and told; without a saved value it is refused: each build would report another figure."""
    told = refusal(with_value(tmp_path, f'<c r="E2"><f>{formula}</f></c>'))
    assert "cell E2: holds a formula without its value" in told
    assert "changes with the clock or by chance" in told
    found = read(with_value(tmp_path, f'<c r="E2"><f>{formula}</f><v>6600</v></c>'))
    assert found.entries[0].figures["value"] == 6600
    assert any("read as they were saved: E2 (its value changes" in line for line in notices(found))


def test_what_reads_chance_is_no_figure_either(tmp_path: Path) -> None:
    path = with_openpyxl(tmp_path, ("Brent", "asb_calls", "2017-04", 12, "=Drawn!A1*2", 6000, "Log"))
    book = openpyxl.load_workbook(path)
    book.create_sheet("Drawn").append(["=RANDBETWEEN(1,1000000)"])
    book.save(path)
    assert "changes with the clock or by chance" in refusal(path)


def test_an_error_that_is_no_formula_is_refused(tmp_path: Path) -> None:
    assert "cell E2: holds the error “#N/A”" in refusal(with_value(tmp_path, '<c r="E2" t="e"><v>#N/A</v></c>'))


@pytest.mark.parametrize(
    "after",
    ['<cols><col min="x" hidden="1"/></cols>', '<mergeCells><mergeCell ref="x"/></mergeCells>', "<mergeCells/>"],
)
def test_a_sheet_whose_columns_or_merged_cells_make_no_sense(tmp_path: Path, after: str) -> None:
    """One line, as for any file that is damaged, where anything would be lost."""
    header = "".join(text(f"{column}1", words) for column, words in zip("ABCDEFG", HEADINGS, strict=True))
    row = "".join(text(f"{column}2", words) for column, words in zip("ABCDEFG", ROW, strict=True))
    path = tmp_path / "own.xlsx"
    rows = f'<row r="1">{header}</row><row r="2">{row}</row>'
    path.write_bytes(package({"xl/worksheets/sheet1.xml": sheet(rows, after)}))
    if after == "<mergeCells/>":
        assert read(path).entries
    else:
        assert refusal(path).startswith("own.xlsx: ")


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!"])
def test_an_error_in_a_csv_is_refused(tmp_path: Path, error: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"{','.join(HEADINGS)}\nBrent,asb_calls,2017-04,12,6600,,{error}\n", encoding="utf-8")
    assert refusal(path) == f"own.csv: row 2, column source: holds the error “{error}”; correct it, or leave it empty"


def test_remarks_may_be_formulas(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(("area", "indicator", "month", "kind", "text", "source"))
    book.worksheets[0].append(("Brent", "burglary", "2017-04", "action", '="Marking "&"of bicycles"', "own"))
    book.save(tmp_path / "remarks.xlsx")
    found = read_commentary(tmp_path / "remarks.xlsx", formula_values)
    assert found.remarks[0].text == "Marking of bicycles"
    assert "are calculated here: E2" in found.notices[0].text
